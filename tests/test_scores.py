from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import Document
from mtqe.scores import ScoreTable
from mtqe.testing import BoundFake

SYSTEMS = 2


@dataclass(frozen=True)
class Piece:
    """One segment: a row per system, None where it is unscored."""

    rows: tuple[tuple[int, int] | None, ...]


UNSCORED = Piece((None,) * SYSTEMS)

rows = st.none() | st.tuples(st.integers(0, 60), st.integers(1, 60))
pieces = st.builds(Piece, st.tuples(*[rows] * SYSTEMS))
texts = st.lists(st.lists(pieces, min_size=1, max_size=4), min_size=1, max_size=5)
Texts = Sequence[Sequence[Piece]]


def table_of(documents: Texts) -> ScoreTable:
    flat = [piece for document in documents for piece in document]
    ends = np.cumsum([0, *map(len, documents)]).tolist()
    values = np.zeros((len(flat[0].rows), len(flat), 2))
    unscored = {}
    for i, piece in enumerate(flat):
        for s, row in enumerate(piece.rows):
            if row is None:
                unscored[s, i] = "no reference"
            else:
                values[s, i] = row
    slices = [Document(str(d), *ends[d : d + 2]) for d in range(len(documents))]
    # Its formula divides by the second column: a sum of nothing would warn, which is an error.
    return ScoreTable(BoundFake("version:1"), values, unscored, slices)


def same(one, other) -> None:
    np.testing.assert_array_equal(one, other, strict=True)


def share(rows: Sequence[tuple[int, int] | None]) -> float:
    there = [row for row in rows if row is not None]
    if not there:
        return np.nan
    return 100 * sum(row[0] for row in there) / sum(row[1] for row in there)


@given(texts)
def test_every_score_is_the_formula_of_a_sum(documents):
    table = table_of(documents)
    flat = [piece for document in documents for piece in document]
    for s in range(SYSTEMS):
        same(table.segment_scores()[s], np.array([share([piece.rows[s]]) for piece in flat]))
        same(
            table.document_scores()[s],
            np.array([share([piece.rows[s] for piece in document]) for document in documents]),
        )
        assert table.system_scores()[s] == pytest.approx(
            share([piece.rows[s] for piece in flat]), nan_ok=True, rel=0, abs=0
        )


def test_a_document_is_no_mean_of_segments_and_a_system_no_mean_of_documents():
    long, short = Piece(((10, 100),)), Piece(((10, 10),))
    table = table_of([[long, short], [short]])
    same(table.segment_scores(), np.array([[10.0, 100.0, 100.0]]))
    same(table.document_scores(), np.array([[100 * 20 / 110, 100.0]]))
    same(table.system_scores(), np.array([25.0]))


@given(st.data(), texts)
def test_the_order_of_segments_and_documents_does_not_matter(data, documents):
    table = table_of(documents)
    shuffled = [data.draw(st.permutations(document)) for document in documents]
    order = data.draw(st.permutations(range(len(documents))))
    within = table_of(shuffled)
    same(within.document_scores(), table.document_scores())
    across = table_of([shuffled[d] for d in order])
    same(across.document_scores(), table.document_scores()[:, order])
    same(across.system_scores(), table.system_scores())


@given(st.data(), texts)
def test_a_document_alone_scores_as_it_does_among_others(data, documents):
    d = data.draw(st.integers(0, len(documents) - 1))
    alone = table_of([documents[d]])
    same(alone.document_scores()[:, 0], table_of(documents).document_scores()[:, d])
    same(alone.system_scores(), alone.document_scores()[:, 0])


@given(st.data(), texts)
def test_unscored_segments_are_in_no_sum(data, documents):
    more = [list(document) for document in documents]
    for document in more:
        for place in data.draw(st.lists(st.integers(0, len(document)), max_size=3)):
            document.insert(place, UNSCORED)
    table, wider = table_of(documents), table_of(more)
    same(wider.document_scores(), table.document_scores())
    same(wider.system_scores(), table.system_scores())
    assert np.isnan(table_of([*documents, [UNSCORED]]).document_scores()[:, -1]).all()


@given(texts)
def test_a_system_does_not_depend_on_the_others(documents):
    table = table_of(documents)
    for s in range(SYSTEMS):
        alone = table_of([[Piece((p.rows[s],)) for p in document] for document in documents])
        same(alone.segment_scores()[0], table.segment_scores()[s])
        same(alone.document_scores()[0], table.document_scores()[s])
        same(alone.system_scores()[0], table.system_scores()[s])


def test_the_formula_is_told_the_level():
    seen = []

    class Told(BoundFake):
        def score(self, totals, level):
            seen.append((level, totals.shape))
            return totals[..., 0]

    one = Piece(((1, 1), None))
    table = replace(table_of([[one, one], [one]]), bound=Told("version:1"))
    table.segment_scores(), table.document_scores(), table.system_scores()
    assert seen == [("segment", (3, 2)), ("document", (2, 2)), ("system", (1, 2))]


def test_rows_at_some_positions_and_above_others() -> None:
    table = table_of([[Piece(((1, 2), None)), Piece(((3, 4), (5, 6)))], [Piece((None, (7, 8)))]])
    turned = table.take([1, 0, 1], [2, 0], [Document("x", 0, 2)])
    same(turned.values, table.values[[1, 0, 1]][:, [2, 0]])
    assert turned.unscored == dict.fromkeys([(0, 1), (1, 0), (2, 1)], "no reference")
    same(turned.segment_scores(), table.segment_scores()[[1, 0, 1]][:, [2, 0]])
    assert turned.documents == [Document("x", 0, 2)]
    assert table.take([0]).documents == table.documents
    whole = table.take([0]).above(table.take([1]))
    same(whole.values, table.values)
    assert whole.unscored == table.unscored
