"""A file's bytes, and the text that they encode: strict, with errors that say what to do."""

from __future__ import annotations

import codecs
import difflib
import gzip
import re
import sys
import zlib
from pathlib import Path

from mtqe.errors import DataError

STDIN = "-"

_HANGUL = re.compile("[가-힣]")


def locate(path: str, root: Path) -> Path:
    """The place in the file system of a path in a config.

    Raises:
        DataError: the path starts with a `~` whose home folder is unknown.
    """
    try:
        return root / Path(path).expanduser()
    except RuntimeError as error:
        raise DataError(f"{path}: {error} Write the path without '~'.") from error


def read_bytes(path: str, root: Path) -> bytes:
    """The bytes of a file as they are on the disk, or of stdin where the path is "-".

    Raises:
        DataError: the file is missing, is a folder or cannot be read.
    """
    if path == STDIN:
        return sys.stdin.buffer.read()
    place = locate(path, root)
    try:
        if place.is_dir():
            raise DataError(f"{path}: this is a folder, expected a file. Name a file inside it.")
        return place.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError(_missing(path, place)) from error
    except PermissionError as error:
        raise DataError(
            f"{path}: permission to read it is denied. Make the file readable for this user."
        ) from error
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {error}. Check the path.") from error


def decompress(path: str, raw: bytes) -> bytes:
    """The content of a `.gz` file; the bytes of any other file as they are.

    Raises:
        DataError: the gzip stream is broken or cut short.
    """
    if not path.lower().endswith(".gz"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: not a whole gzip file: {error}. Compress it again, or rename it if it is "
            "plain text."
        ) from error


def decode(path: str, content: bytes, encoding: str) -> str:
    """The text of a file's content; a byte order mark stays its first character.

    Raises:
        DataError: no such encoding, or the content is not in it (names byte and line, and the
            encoding that it looks like).
    """
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise DataError(
            f"{path}: not {encoding.upper()} at byte {error.start + 1} (line {line}); "
            + _advice(content, encoding)
        ) from error
    except (LookupError, ValueError) as error:
        raise DataError(
            f"{path}: unknown encoding {encoding!r}. Use one that Python knows, such as utf-8, "
            "utf-16 or cp949."
        ) from error


def _missing(path: str, place: Path) -> str:
    if not place.parent.is_dir():
        return f"{path}: no such file: there is no folder {place.parent}. Check the path."
    try:
        names = sorted(entry.name for entry in place.parent.iterdir())
    except PermissionError:
        names = []
    near = difflib.get_close_matches(place.name, names, n=3)
    hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else "Check the path."
    return f"{path}: no such file in {place.parent.absolute()}. {hint}"


def _advice(content: bytes, encoding: str) -> str:
    for guess in ("utf-16", "utf-8", "cp949"):
        if codecs.lookup(guess) != codecs.lookup(encoding) and _looks_like(content, guess):
            return (
                f'it looks like {guess.upper()}. Set "encoding: {guess}". If only this file is in '
                f"{guess.upper()}, save it as {encoding.upper()} instead."
            )
    return 'set the encoding that it was saved in, for example "encoding: cp949" or "utf-16".'


def _looks_like(content: bytes, encoding: str) -> bool:
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    # CP949 accepts byte pairs that no Korean text has; UTF-8 and a UTF-16 mark are proof enough.
    return encoding != "cp949" or _HANGUL.search(text) is not None
