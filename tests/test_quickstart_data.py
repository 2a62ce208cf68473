"""The packaged quick-start data keep what their README promises."""

import csv
import unicodedata
from itertools import groupby
from pathlib import Path

import pytest

SIDES = {"source": "source.en", "reference": "reference.ko", "v1": "v1.ko", "v2": "v2.ko"}
KINDS = {
    "number", "date", "name", "omission", "addition", "register", "particle", "untranslated",
    "copy", "spacing", "empty", "negation", "repetition",
}  # fmt: skip


@pytest.fixture
def folder(project: Path) -> Path:
    return project / "mtqe" / "quickstart"


def lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    return text[:-1].split("\n")


def mistakes(folder: Path) -> list[dict[str, str]]:
    text = (folder / "mistakes.tsv").read_bytes().decode("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_line_files_line_up(folder: Path) -> None:
    documents = lines(folder / "documents.txt")
    runs = [document for document, _ in groupby(documents)]
    assert len(runs) == len(set(runs)) >= 12
    assert len(documents) >= 100
    assert {len(lines(folder / name)) for name in SIDES.values()} == {len(documents)}


def test_text_is_clean(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.suffix in {".en", ".ko", ".txt", ".tsv"}]
    assert files
    for path in files:
        for line in lines(path):
            assert unicodedata.is_normalized("NFC", line)
            assert line == line.strip()
            assert "\r" not in line


def test_mistakes_are_where_the_list_says(folder: Path) -> None:
    documents = lines(folder / "documents.txt")
    rows = mistakes(folder)
    assert {row["kind"] for row in rows} == KINDS
    assert {row["system"] for row in rows} == {"v1", "v2"}
    assert all(documents[int(row["line"]) - 1] == row["document"] for row in rows)
    assert all(row["note"] for row in rows)


@pytest.mark.parametrize("side", SIDES)
def test_only_listed_lines_are_empty_or_copied(folder: Path, side: str) -> None:
    source, texts = lines(folder / "source.en"), lines(folder / SIDES[side])
    listed = {(r["kind"], int(r["line"])) for r in mistakes(folder) if r["system"] == side}
    empty = {("empty", n) for n, text in enumerate(texts, start=1) if not text}
    copied = {
        ("copy", n)
        for n, (text, original) in enumerate(zip(texts, source, strict=True), start=1)
        if side != "source" and text == original
    }
    assert empty | copied == {row for row in listed if row[0] in {"empty", "copy"}}


@pytest.mark.parametrize("side", SIDES)
def test_every_document_is_there_as_a_whole(folder: Path, side: str) -> None:
    expected = {f"{document}.txt" for document in lines(folder / "documents.txt")}
    assert {path.name for path in (folder / side).iterdir()} == expected


def test_whole_documents_hold_the_sentences_of_the_lines(folder: Path) -> None:
    documents = lines(folder / "documents.txt")
    left_out = []
    for side, name in SIDES.items():
        for document, text in zip(documents, lines(folder / name), strict=True):
            whole = (folder / side / f"{document}.txt").read_text(encoding="utf-8")
            if text not in whole:
                left_out.append((side, document))
    assert left_out == [("reference", "news-03")]
