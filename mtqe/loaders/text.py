"""Text files as lines: where every loader gets its texts from."""

from __future__ import annotations

import glob
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from mtqe.core import Finding, InputFile, Normalization, Origin
from mtqe.errors import DataError
from mtqe.loaders.raw import STDIN, decode, decompress, locate, read_bytes
from mtqe.loaders.remarks import (
    LONE_SURROGATE,
    about_characters,
    about_file,
    about_normalization,
)
from mtqe.pairing.normalise import normalise


@dataclass(frozen=True)
class TextFile:
    """A file that was read.

    Attributes:
        path: as the config names it, with forward slashes.
        lines: without line ends, without one trailing carriage return each, without a byte order
            mark.
        sha256: of the file's bytes on the disk.
        findings: remarks about the whole file.
    """

    path: str
    lines: tuple[str, ...]
    sha256: str
    findings: tuple[Finding, ...]

    def origin(self, index: int) -> Origin:
        """Where the line with this 0-based index came from."""
        return Origin(self.path, index + 1)

    @property
    def input(self) -> InputFile:
        """The file by content."""
        return InputFile(self.path, self.sha256)


def read_text(
    path: str, *, root: Path, encoding: str = "utf-8", normalize: Normalization = "nfc"
) -> TextFile:
    """Read a file whose lines are the texts.

    Args:
        path: absolute, with `~`, or relative to `root`; a `.gz` file is decompressed; "-" is stdin.
        root: folder that relative paths start from.
        encoding: a name that Python knows; decoding is strict.
        normalize: the Unicode normalization of every line.

    Raises:
        DataError: the file cannot be read or decoded, or is empty.
    """
    file = read_lines(path, root=root, encoding=encoding)
    lines = tuple(normalise(line, normalize) for line in file.lines)
    changed = sum(new != old for new, old in zip(lines, file.lines, strict=True))
    findings = (
        *file.findings,
        *about_normalization(file.path, changed, len(lines), "lines"),
        *about_characters(file.path, enumerate(lines, start=1)),
    )
    return replace(file, lines=lines, findings=findings)


def read_lines(path: str, *, root: Path, encoding: str = "utf-8") -> TextFile:
    r"""Read a file whose lines hold records: as `read_text`, but the texts are not looked at.

    Only "\n" ends a line, as in sacreBLEU; what other tools split at (U+2028, form feeds, ...) is
    text. A final "\n" makes no further line.

    Raises:
        DataError: the file cannot be read or decoded, or is empty.
    """
    name = Path(path).as_posix()
    raw = read_bytes(name, root)
    name = "<stdin>" if name == STDIN else name
    text = decode(name, decompress(name, raw), encoding)
    findings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        findings.append(about_file(name, "bom"))
    if not text:
        raise DataError(f"{name}: is empty, expected one text or record per line. Check the file.")
    ended = text.removesuffix("\n").split("\n")
    lines = tuple(line.removesuffix("\r") for line in ended)
    dropped = sum(new != old for new, old in zip(lines, ended, strict=True))
    if dropped:
        findings.append(about_file(name, "crlf", dropped=dropped, total=len(lines)))
    return TextFile(name, lines, hashlib.sha256(raw).hexdigest(), tuple(findings))


def find_files(pattern: str, *, root: Path) -> list[str]:
    """The files that a glob means, sorted; a path without glob characters is its own match.

    Args:
        pattern: absolute, with `~`, or relative to `root`; `**` crosses folders.
        root: folder that relative patterns start from.

    Returns:
        Paths as a config would name them: absolute or relative to `root`, forward slashes.

    Raises:
        DataError: no file matches, or the name of one is not UTF-8.
    """
    place = locate(pattern, root)
    if not glob.has_magic(pattern) or place.is_file():
        return [Path(pattern).as_posix()]
    relative = str(Path(pattern).expanduser())
    # Not Path.glob: it takes no absolute pattern and finds hidden files, such as macOS's "._a.ko".
    found = glob.glob(relative, root_dir=root, recursive=True)  # noqa: PTH207
    files = sorted(Path(name).as_posix() for name in found if (root / name).is_file())
    if not files:
        raise DataError(f"{pattern}: no file matches in {root}. Check the pattern and the root.")
    for file in files:
        if LONE_SURROGATE.search(file):  # how Python reads a byte that is not UTF-8
            raise DataError(f"{pattern}: matches {file!a}, whose name is not UTF-8. Rename it.")
    return files
