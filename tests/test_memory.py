from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd
import pytest

from mtqe.core import Document
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.memory import Memory

SETTING = Setting("small", "en", "ko")
SOURCE = ["Good night.", "Well done."]
KOREAN = ["잘 자.", "잘했어."]


def load(**texts):
    given = {"source": SOURCE, "references": [KOREAN], "systems": {"v1": KOREAN}, **texts}
    return Memory(SETTING, **given).load()


def test_texts_become_a_test_set():
    data = load(
        references=[KOREAN, [None, "참 잘했어."]], systems={"v1": KOREAN, "v2": ["", "오."]}
    )
    assert (data.name, data.source_language, data.target_language) == ("small", "en", "ko")
    assert [s.id for s in data.segments] == ["1", "2"]
    assert [s.source for s in data.segments] == SOURCE
    assert [s.references for s in data.segments] == [("잘 자.", None), ("잘했어.", "참 잘했어.")]
    assert data.documents == (Document("small", 0, 2),)
    assert data.outputs == {"v1": tuple(KOREAN), "v2": ("", "오.")}
    assert [str(s.origin) for s in data.segments] == ["source:1", "source:2"]
    assert [f.message for f in data.findings] == [
        "references[1]: 1 of 2 references are empty: taken as absent.",
        "The translation is empty.",
    ]


def test_documents_and_ids():
    data = load(documents=[7, 8], ids=["x", "y"])
    assert data.documents == (Document("7", 0, 1), Document("8", 1, 2))
    assert [(s.id, s.document) for s in data.segments] == [("x", "7"), ("y", "8")]


def test_without_a_source_the_references_give_the_frame():
    data = load(source=None)
    assert [s.source for s in data.segments] == [None, None]
    assert str(data.segments[1].origin) == "references[0]:2"


@pytest.mark.parametrize("absent", [None, "", "  ", np.float64("nan"), pd.NA, pd.NaT])
def test_an_absent_reference(absent):
    data = load(references=[[KOREAN[0], absent]])
    assert [s.references for s in data.segments] == [(KOREAN[0],), (None,)]


@pytest.mark.parametrize(
    "kind",
    [tuple, np.array, pd.Series, lambda texts: pd.Series(texts, index=[9, 4], dtype="string")],
)
def test_any_kind_of_sequence(kind):
    kinds = {"source": kind(SOURCE), "references": [kind(KOREAN)], "documents": kind(["a", "a"])}
    assert load(**kinds, systems={"v1": kind(KOREAN)}) == load(documents=["a", "a"])


def test_texts_are_normalised_and_counted():
    decomposed = unicodedata.normalize("NFD", KOREAN[1])
    data = load(systems={"v1": [KOREAN[0], decomposed]})
    assert data.outputs["v1"] == tuple(KOREAN)
    assert [f.message for f in data.findings] == ["systems['v1']: 1 of 2 texts changed by NFC."]
    raw = load(systems={"v1": [KOREAN[0], decomposed]}, normalize="none")
    assert raw.outputs["v1"] == (KOREAN[0], decomposed)
    assert (raw.normalization, raw.findings) == ("none", ())


def test_a_line_separator_inside_a_text_is_reported():
    [finding] = load(source=["Good\u2028night.", "Well done."]).findings
    assert (finding.code, finding.severity) == ("line_separator", "warning")


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"systems": {}}, "small: no systems"),
        ({"source": None, "references": []}, "small: neither a source nor a reference"),
        ({"source": [], "references": [], "systems": {"v1": []}}, "source: no texts to evaluate"),
        ({"source": SOURCE[:1]}, r"references\[0\]: 2 texts, but source has 1"),
        ({"systems": {"v1": KOREAN, "v2": KOREAN * 2}}, r"systems\['v2'\]: 4 texts, but .* 2"),
        ({"documents": ["a"]}, "documents: 1 texts, but source has 2"),
        ({"ids": ["a"] * 3}, "ids: 3 texts, but source has 2"),
        ({"ids": ["a", "a"]}, "source:2: duplicate segment id 'a'"),
        ({"source": ["a", 5]}, r"source\[1\]: 5 is a int, expected a text"),
        ({"source": [b"a", b"b"]}, r"source\[0\]: b'a' is a bytes"),
        ({"systems": {"v1": ["가", None]}}, r"systems\['v1'\]\[1\]: None is a NoneType"),
        ({"systems": {"v1": ["가", float("nan")]}}, r"systems\['v1'\]\[1\]: nan is a float"),
        ({"systems": {1: KOREAN}}, "systems: 1 is a int, expected a name"),
        ({"source": "가나"}, "source: '가나' is a str, expected a list"),
        ({"references": KOREAN}, r"references\[0\]: '잘 자.' is a str, expected a list"),
        ({"references": [KOREAN, None]}, r"references\[1\]: None is a NoneType, expected a list"),
        ({"systems": {"v1": iter(KOREAN)}}, r"systems\['v1'\]: .* expected a list"),
        ({"references": [[KOREAN, KOREAN]]}, "expected a text. References are a list of streams"),
        ({"systems": {"v1": ["가", "\ud800"]}}, r"systems\['v1'\]\[1\]: holds half of a surrogate"),
        ({"systems": {"\udfff": KOREAN}}, r"systems: '\\udfff': holds half of a surrogate pair"),
        ({"documents": ["a", None]}, "documents:2: the id is empty"),
        ({"documents": ["a", float("nan")]}, "documents:2: the id is empty"),
        ({"documents": ["a", "../b"]}, "documents:2: the document id '../b'"),
    ],
)
def test_what_is_refused(texts, message):
    with pytest.raises(DataError, match=message):
        load(**texts)


def test_a_document_that_comes_back_is_refused():
    with pytest.raises(DataError, match="documents:3: document 'a' appears again"):
        Memory(
            SETTING, source=["a"] * 3, systems={"v1": ["가"] * 3}, documents=["a", "b", "a"]
        ).load()


def test_transposed_references_are_explained():
    transposed = [[text, text] for text in [*KOREAN, "고마워."]]
    texts = {"source": [*SOURCE, "Thanks."], "systems": {"v1": [*KOREAN, "고마워."]}}
    with pytest.raises(DataError) as error:
        load(references=transposed, **texts)
    assert str(error.value) == (
        "references[0]: 2 texts, but source has 3. Give one per segment (references are a list of "
        "streams: [[every first reference], [every second reference]])."
    )
