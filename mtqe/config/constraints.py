"""What single values of a config must look like, with a sentence for each that does not."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from mtqe import plugins
from mtqe.cache import parse_size
from mtqe.core import check_language

_LANGUAGE = r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*"
_LABEL = r"[\w+.-]+"
_DEVICE = r"auto|cpu|cuda(:[0-9]+)?"
# What the tables' other columns are called: a score under such a name would take their place.
_COLUMNS = {
    "document", "segment", "system", "source", "reference", "hypothesis", "segments", "unscored",
    "findings", "messages", "alignment", "confidence", "coverage", "omissions", "additions",
    "file", "line",
}  # fmt: skip
_TAKEN = re.compile(r"reference_.*|findings_.*|.*_(low|high|unscored)")
# Windows keeps these for devices, with any ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def check_name(name: str) -> str:
    """Refuse a name that cannot be a folder on every system.

    Raises:
        ValueError: says why.
    """
    bad = (
        "is empty" if not name.strip()
        else "means a folder" if name in {".", ".."}
        else "holds a character that folder names cannot have"
        if re.search(r'[/\\:*?"<>|\x00-\x1f\x7f]', name)
        else "starts or ends with a space, or ends with a dot"
        if name != name.strip() or name.endswith(".")
        else "is reserved by Windows" if _RESERVED.fullmatch(name)
        else ""
    )  # fmt: skip
    if bad:
        raise ValueError(f'{name!r} {bad}. Use a plain name such as "nightly-en-ko".')
    return name


def _check_language(code: str) -> str:
    if not re.fullmatch(_LANGUAGE, code):
        raise ValueError(f'expected a language code such as "en" or "ko", got "{code}".')
    return check_language(code)


def _check_label(label: str) -> str:
    if not re.fullmatch(_LABEL, label):
        raise ValueError(f'{label!r}: expected letters, digits and "+", "-", "_", "." only.')
    if label in _COLUMNS or _TAKEN.fullmatch(label):
        raise ValueError(f"{label!r} is a column of the tables already. Choose another label.")
    return label


def _check_device(device: str) -> str:
    if not re.fullmatch(_DEVICE, device):
        raise ValueError(f'expected "auto", "cpu", "cuda" or "cuda:N", got "{device}".')
    return device


def _check_size(size: str) -> str:
    parse_size(size)
    return size


def _check_reporter(name: str) -> str:
    # Ours first: for the others, the metadata of every installed package is read.
    if name in plugins.BUILT_IN["reporters"]:
        return name
    known = plugins.names("reporters")
    if name not in known:
        raise ValueError(f"unknown reporter {name!r}. {plugins.suggest(name, known)}")
    return name


def _pattern(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": f"^({pattern})$"})


Name = Annotated[str, AfterValidator(check_name)]
Language = Annotated[str, AfterValidator(_check_language), _pattern(_LANGUAGE)]
Label = Annotated[str, AfterValidator(_check_label)]
Device = Annotated[str, AfterValidator(_check_device), _pattern(_DEVICE)]
Size = Annotated[str, AfterValidator(_check_size)]
Reporter = Annotated[str, AfterValidator(_check_reporter)]
