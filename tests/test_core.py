from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import Bead, Document, EvalSet, Origin, Segment, Task, check_document_id
from mtqe.errors import DataError

SEGMENTS = (
    Segment("1", "a", "Good morning.", ("좋은 아침입니다.", None), Origin("en.txt", 1)),
    Segment("2", "a", "Sit down.", (None, None), Origin("en.txt", 2)),
    Segment("3", "b", "Goodbye.", ("안녕히 가세요.", "잘 가."), Origin("en.txt", 3)),
)
DATA = EvalSet(
    name="small",
    source_language="en",
    target_language="ko",
    segments=SEGMENTS,
    documents=(Document("a", 0, 2), Document("b", 2, 3)),
    outputs={"v1": ("좋은 아침.", "앉으세요.", "안녕."), "v2": ("", "앉아.", "잘 가요.")},
)


def test_what_a_test_set_says_of_itself():
    assert DATA.systems == ("v1", "v2")
    assert DATA.reference_count == 2
    pairs = [(t.segment.id, t.hypothesis, t.context) for t in DATA.translations("v2")]
    assert pairs == [("1", "", ()), ("2", "앉아.", ()), ("3", "잘 가요.", ())]


def test_context_is_what_stands_before_in_the_same_document():
    def before(context: int) -> list[tuple[str, ...]]:
        found = DATA.translations("v1", context)
        return [tuple(earlier.hypothesis for earlier in t.context) for t in found]

    assert before(1) == before(5) == [(), ("좋은 아침.",), ()]
    assert before(0) == [(), (), ()]


def test_a_task_knows_of_omissions():
    task = Task.of(DATA)
    assert (task.aligned, task.some_empty) == (False, True)
    bead = Bead("a", (0,), (), "Good morning.", "", "omission")
    whole = {"v1": DATA.outputs["v1"]}
    task = Task.of(replace(DATA, outputs=whole, beads={"v1": (bead,)}))
    assert (task.aligned, task.some_empty) == (True, False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"segments": (), "documents": (), "outputs": {"v1": ()}}, "small: no segments"),
        ({"outputs": {}}, "small: no systems: name at least one"),
        ({"outputs": {"v1": ("가.", "나.")}}, "system 'v1' has 2 hypotheses for 3 segments"),
        (
            {"segments": (*SEGMENTS[:2], replace(SEGMENTS[2], id="1"))},
            r"^en.txt:3: duplicate segment id '1' \(first at en.txt:1\). Every segment needs",
        ),
        (
            {"segments": tuple(replace(s, id="x", origin=None) for s in SEGMENTS)},
            "^small: duplicate segment id 'x'. Every",
        ),
        (
            {"documents": (Document("a", 0, 2), Document("a", 2, 3))},
            "document 'a' appears again .* sort the rows by document",
        ),
        (
            {"documents": (Document("a", 0, 1), Document("b", 2, 3))},
            "'b' covers segments 2 to 3, expected a start at 1: documents must tile",
        ),
        (
            {"documents": (Document("a", 0, 2), Document("b", 2, 2))},
            "'b' covers segments 2 to 2",
        ),
        ({"documents": (Document("a", 0, 2),)}, "the documents cover 2 of 3 segments"),
        (
            {"documents": (Document("a", 0, 1), Document("b", 1, 3))},
            "segment '2' says document 'a' but lies in 'b'",
        ),
        (
            {"documents": (Document("a/../b", 0, 3),)},
            r"small: the document id 'a/../b' has a '\.\.' part",
        ),
    ],
)
def test_what_no_later_layer_could_notice_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        replace(DATA, **changes)


@pytest.mark.parametrize(
    "document", ["news-01", "뉴스 3", "2026/05/news", "a..b", "..a", "...", "C:news", "a\\b"]
)
def test_plain_document_ids_pass(document):
    check_document_id(document, "ids.txt:1")


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("", "is empty"),
        (" \t", "is empty"),
        ("a\x00b", "control character"),
        ("a\nb", "control character"),
        ("\x7f", "control character"),
        ("../a", "'..' part"),
        ("a/..", "'..' part"),
        ("a\\..\\b", "'..' part"),
        ("/etc", "starts with '/'"),
        ("\\\\server", "starts with '/'"),
    ],
)
def test_document_ids_that_could_be_paths_or_break_reports_are_refused(document, what):
    with pytest.raises(DataError) as error:
        check_document_id(document, "ids.txt:7")
    assert str(error.value).startswith("ids.txt:7: the document id ")
    assert what in str(error.value)


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_the_digest_does_not_depend_on_outputs(texts):
    other = replace(DATA, name="other", outputs={"v9": tuple(texts)})
    assert other.digest() == DATA.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "2b"},
        {"source": "Sit."},
        {"source": None},
        {"references": ("앉으세요.", None)},
        {"references": (None, "앉으세요.")},
        {"references": ("", None)},
    ],
)
def test_the_digest_depends_on_ids_sources_and_references(change):
    segments = (SEGMENTS[0], replace(SEGMENTS[1], **change), SEGMENTS[2])
    assert replace(DATA, segments=segments).digest() != DATA.digest()


def test_the_digest_depends_on_documents_and_order():
    one = tuple(replace(segment, document="a") for segment in SEGMENTS)
    whole = replace(DATA, segments=one, documents=(Document("a", 0, 3),))
    assert whole.digest() != DATA.digest()
    assert replace(whole, segments=one[::-1]).digest() != whole.digest()


def test_the_task_counts_the_references_that_are_there():
    task = Task.of(DATA)
    assert (task.references, task.reference_counts) == (2, frozenset({1, 2}))
    assert task.has_source
    bare = tuple(replace(s, source=None, references=(None,)) for s in SEGMENTS)
    task = Task.of(replace(DATA, segments=bare, normalization="none"), offline=True)
    assert (task.references, task.reference_counts) == (1, frozenset())
    assert not task.has_source
    assert task.offline
    assert task.normalization == "none"


def test_every_segment_has_as_many_references():
    segments = Segment("1", "d", "a", ("가",)), Segment("2", "d", "b", ("나", None))
    with pytest.raises(DataError, match="different numbers of references"):
        EvalSet("set", "en", "ko", segments, (Document("d", 0, 2),), {"v1": ("가", "나")})
