"""Paired sentences as a translation memory: TMX 1.4b, which translation tools read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from xml.etree import ElementTree as ET

from mtqe.core import Bead

# All that XML 1.0 has no place for, and the carriage return, which readers turn into a line feed.
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def draw_tmx(beads: Iterable[Bead], source_language: str, target_language: str) -> str:
    """One unit per matched bead, in order; the same beads give the same text.

    Args:
        beads: omissions and additions are no translations and are left out.
        source_language: of the sources, such as `en`.
        target_language: of the targets.

    Returns:
        XML, to be written in UTF-8, with a symbol for every character that XML cannot hold.
    """
    root = ET.Element("tmx", version="1.4")
    ET.SubElement(root, "header", _header(source_language))
    body = ET.SubElement(root, "body")
    for bead in beads:
        if bead.kind == "match":
            unit = ET.SubElement(body, "tu", _size(bead))
            _property(unit, "x-document", bead.document)
            if bead.confidence is not None:
                _property(unit, "x-confidence", f"{bead.confidence:.4f}")
            _variant(unit, source_language, bead.source_text)
            _variant(unit, target_language, bead.target_text)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _header(source_language: str) -> dict[str, str]:
    return {
        "creationtool": "mtqe",
        "creationtoolversion": version("mtqe"),
        "segtype": "sentence",
        "o-tmf": "mtqe",
        "adminlang": "en",
        "srclang": source_language,
        "datatype": "plaintext",
    }


def _size(bead: Bead) -> dict[str, str]:
    return {"segtype": "block"} if max(len(bead.source), len(bead.target)) > 1 else {}


def _property(unit: ET.Element, kind: str, value: str) -> None:
    ET.SubElement(unit, "prop", type=kind).text = _allowed(value)


def _variant(unit: ET.Element, language: str, text: str) -> None:
    variant = ET.SubElement(unit, "tuv", {_LANGUAGE: language})
    ET.SubElement(variant, "seg").text = _allowed(text)


def _allowed(text: str) -> str:
    """The text with a symbol in place of what XML forbids; the rest is the translator's own."""
    return _FORBIDDEN.sub(lambda match: _symbol(ord(match[0])), text)


def _symbol(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"
