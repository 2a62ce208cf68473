from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

import mtqe
from mtqe.api import align_files
from mtqe.config import load
from mtqe.errors import ConfigError, DataError
from mtqe.scorecard import Scorecard

ENGLISH = [
    "The ferry leaves at seven.",
    "Tickets are sold on board.",
    "Dogs must be kept on a lead.",
    "The last ferry was cancelled because of fog.",
]
KOREAN = [
    "배는 일곱 시에 출발합니다.",
    "표는 배 안에서 팝니다.",
    "개는 목줄을 매야 합니다.",
    "마지막 배는 안개 때문에 취소되었습니다.",
]
OTHER: list[str | None] = [
    "여객선은 7시에 떠난다.",
    None,
    "반려견은 목줄을 착용해야 합니다.",
    "안개로 막배가 취소됐다.",
]
V1 = [
    "배가 일곱 시에 출발합니다.",
    "표는 배에서 삽니다.",
    "",
    "마지막 배는 안개로 인해 취소되었습니다.",
]
V2 = ["배는 7시에 떠납니다.", "티켓은 배 안에서 팝니다.", "개는 끈을 매세요.", "막배가 취소되었다."]
DOCUMENTS = ["plan", "plan", "rules", "rules"]


def evaluate(**texts: Any) -> Scorecard:
    given = {"source": ENGLISH, "references": KOREAN, "systems": {"v1": V1}, "metrics": ["chrf"]}
    return mtqe.evaluate(**{**given, **texts})


def languages(card: Scorecard) -> tuple[str, str]:
    return card.data.source_language, card.data.target_language


def references_of(i: int, streams: list[list[str | None]]) -> list[str]:
    return [text for stream in streams if (text := stream[i]) is not None]


METRICS = {
    "bleu": (BLEU(trg_lang="ko"), BLEU(trg_lang="ko", effective_order=True)),
    "chrf": (CHRF(), CHRF()),
    "chrf++": (CHRF(word_order=2), CHRF(word_order=2)),
    "ter": (TER(), TER()),
}


@pytest.mark.parametrize(
    "streams",
    [[KOREAN], [KOREAN, OTHER], [OTHER, [*V2[:1], None, *V2[2:]]]],
    ids=["one", "some missing", "one segment without any"],
)
def test_scores_are_sacrebleus_at_three_levels(streams):
    card = mtqe.evaluate(
        source=ENGLISH,
        references=streams,
        systems={"v2": V2, "v1": V1},
        documents=DOCUMENTS,
        metrics=["bleu", "chrf", {"name": "chrf", "word_order": 2}, "ter"],
    )
    scored = [i for i in range(4) if references_of(i, streams)]
    segments = card.segments.set_index(["system", "segment"])
    documents = card.documents.set_index(["system", "document"])
    systems = card.systems.set_index("system")
    for label, (corpus, sentence) in METRICS.items():

        def whole(texts: list[str], at: list[int], metric: Any = corpus) -> float:
            columns = [references_of(i, streams) for i in at]
            width = max(map(len, columns))
            padded = [[c[r] if r < len(c) else None for c in columns] for r in range(width)]
            return float(metric.corpus_score([texts[i] for i in at], padded).score)

        for name, texts in {"v1": V1, "v2": V2}.items():
            for i in range(4):
                found: Any = segments.loc[(name, str(i + 1)), label]
                if i in scored:
                    own = sentence.sentence_score(texts[i], references_of(i, streams)).score
                    assert found == pytest.approx(own, abs=1e-9)
                else:
                    assert np.isnan(found)
            for d, document in enumerate(["plan", "rules"]):
                at = [i for i in scored if i // 2 == d]
                found = documents.loc[(name, document), label]
                assert found == pytest.approx(whole(texts, at), abs=1e-9)
            assert systems.loc[name, label] == pytest.approx(whole(texts, scored), abs=1e-9)
            assert systems.loc[name, f"{label}_unscored"] == 4 - len(scored)


def test_frames():
    card = evaluate(systems={"v1": V1, "v2": V2}, documents=DOCUMENTS)
    segments, documents, systems = card.segments, card.documents, card.systems
    assert segments["system"].tolist() == ["v1", "v2"] * 4
    assert segments["source"].tolist() == [text for text in ENGLISH for _ in range(2)]
    assert segments[segments["system"] == "v2"]["hypothesis"].tolist() == V2
    assert (segments.loc[4, "coverage"], segments.loc[4, "chrf"]) == (0.0, 0.0)
    assert documents[["document", "system", "segments"]].to_numpy().tolist() == [
        ["plan", "v1", 2], ["plan", "v2", 2], ["rules", "v1", 2], ["rules", "v2", 2],
    ]  # fmt: skip
    assert systems["system"].tolist() == ["v1", "v2"]
    assert (systems["chrf_low"] <= systems["chrf"]).all()
    assert (systems["chrf"] <= systems["chrf_high"]).all()


@pytest.mark.parametrize(
    "kind", [tuple, np.array, pd.Series, lambda texts: pd.Series(texts, index=range(9, 5, -1))]
)
def test_any_kind_of_sequence_is_taken_in_its_order(kind):
    plain = evaluate(documents=DOCUMENTS)
    texts = {"source": kind(ENGLISH), "systems": {"v1": kind(V1)}, "documents": kind(DOCUMENTS)}
    for references in (kind(KOREAN), [kind(KOREAN)]):
        card = evaluate(**texts, references=references)
        assert card.data == plain.data
        pd.testing.assert_frame_equal(card.systems, plain.systems)


@pytest.mark.parametrize("absent", [None, float("nan")], ids=str)
def test_a_single_stream_may_lack_its_first_text(absent: Any):
    card = evaluate(references=[absent, *KOREAN[1:]])
    assert [s.references[0] for s in card.data.segments] == [None, *KOREAN[1:]]


def frame(**changes: Any) -> pd.DataFrame:
    columns = {"en": ENGLISH, "ko": KOREAN, "ko2": OTHER, "a": V1, "b": V2, "doc": [1, 1, 2, 2]}
    return pd.DataFrame({**columns, **changes}, index=[3, 1, 4, 2])


COLUMNS = {
    "source": "en",
    "references": ["ko", "ko2"],
    "systems": {"v1": "a", "v2": "b"},
    "document": "doc",
}


@pytest.mark.parametrize("absent", [None, float("nan"), pd.NA], ids=["None", "NaN", "NA"])
def test_a_data_frame(absent):
    texts = pd.Series(OTHER, index=[3, 1, 4, 2]).where(lambda s: s.notna(), absent)
    card = mtqe.evaluate(frame(ko2=texts), columns=COLUMNS, metrics=["chrf"])
    references: list[list[str | None]] = [[*KOREAN], OTHER]
    from_lists = mtqe.evaluate(
        source=ENGLISH,
        references=references,
        systems={"v1": V1, "v2": V2},
        documents=[1, 1, 2, 2],
        metrics=["chrf"],
    )
    assert card.data == from_lists.data
    pd.testing.assert_frame_equal(card.segments, from_lists.segments)


def test_a_data_frame_with_pandas_own_strings_and_without_references():
    given = frame().convert_dtypes()
    few = {"source": "en", "systems": {"v1": "a"}}
    card = mtqe.evaluate(given, columns=few, metrics=[], source_language="en")
    assert card.data.reference_count == 0
    assert card.data.outputs == {"v1": tuple(V1)}
    assert mtqe.evaluate(given, columns=COLUMNS, metrics=[]).data.segments[1].references == (
        KOREAN[1],
        None,
    )


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (None, r"a data frame needs columns=\{\.\.\.\}"),
        ({**COLUMNS, "documents": "doc"}, "columns: unknown key 'documents', expected source, ref"),
        ({**COLUMNS, "source": "enn"}, "has no column 'enn'. Did you mean \"en\"\\? Available: en"),
        ({**COLUMNS, "references": "ko"}, "columns: references: 'ko', expected a list"),
        ({**COLUMNS, "systems": ["a"]}, r"columns: systems: \['a'\], expected name -> column"),
        ({**COLUMNS, "document": "ko2"}, "documents:2: the id is empty"),
    ],
)
def test_columns_that_are_refused(columns, message):
    with pytest.raises(mtqe.MtqeError, match=message):
        mtqe.evaluate(frame(), columns=columns)


def test_a_column_that_stands_twice_is_refused():
    twice = pd.concat([frame(), frame()[["en"]]], axis=1)
    with pytest.raises(ConfigError, match="several columns 'en'"):
        mtqe.evaluate(twice, columns=COLUMNS)


@pytest.mark.parametrize(
    ("texts", "pair"),
    [
        ({}, ("en", "ko")),
        ({"source": KOREAN, "references": ENGLISH, "systems": {"v1": ENGLISH}}, ("ko", "en")),
        ({"source": None}, ("en", "ko")),
        ({"source": None, "references": ENGLISH, "systems": {"v1": ENGLISH}}, ("ko", "en")),
        ({"source": ["1", "2", "3", "4"]}, ("en", "ko")),
        ({"systems": {"v1": ["", "1", "2", "…"]}}, ("en", "ko")),
        ({"source": KOREAN, "systems": {"v1": [""] * 4}}, ("ko", "en")),
        ({"source": [""] * 4, "systems": {"v1": [""] * 4}}, ("en", "ko")),
        ({"source": [*KOREAN[:1], *ENGLISH[1:]]}, ("en", "ko")),
        ({"systems": {"v1": ["Seoul에서 만나요."] * 4}}, ("en", "ko")),
        ({"source_language": "de"}, ("de", "ko")),
        ({"source": ENGLISH, "target_language": "fr"}, ("en", "fr")),
        ({"source": None, "target_language": "fr"}, ("en", "fr")),
    ],
)
def test_languages_are_told_by_script_where_they_are_not_given(texts, pair):
    assert languages(evaluate(**texts)) == pair


def test_another_script_needs_its_language():
    russian = ["Паром отходит в семь.", "Билеты продаются на борту.", "Собаки", "Туман"]
    texts = {"references": russian, "systems": {"v1": russian}}
    with pytest.raises(ConfigError, match="not told by cyrillic script: give target_language="):
        evaluate(**texts)
    assert languages(evaluate(**texts, target_language="ru")) == ("en", "ru")
    with pytest.raises(ConfigError, match="not told by cyrillic script: give source_language="):
        evaluate(source=russian)


def test_one_language_on_both_sides_is_refused():
    with pytest.raises(ConfigError, match='target_language: "en" is the source language too'):
        evaluate(references=ENGLISH, systems={"v1": ENGLISH})


CONFIG = """\
source_language: en
target_language: ko
data: {format: lines, source: s.en, references: [r.ko], systems: {v1: v1.ko}}
metrics: [chrf]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config beside its files; the current folder."""
    texts = {"small.yaml": [CONFIG], "s.en": ENGLISH, "r.ko": KOREAN, "v1.ko": V1}
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_config_is_a_path_a_mapping_or_a_run_config(folder):
    data = {"source": Path("s.en"), "references": ["r.ko"], "systems": {"v1": "v1.ko"}}
    pair = {"source_language": "en", "target_language": "ko"}
    mapping = {**pair, "name": "small", "data": {"lines": data}, "metrics": ["chrf"]}
    expected = evaluate().scores["chrf"]
    configs = [str(folder / "small.yaml"), folder / "small.yaml", mapping, load("small.yaml")]
    for config in configs:
        card = mtqe.evaluate(config)
        assert card.data.name == "small"
        np.testing.assert_array_equal(card.scores["chrf"].segments, expected.segments)


@pytest.mark.parametrize(
    "more",
    [
        {"source": ENGLISH},
        {"references": KOREAN},
        {"references": pd.Series(KOREAN)},
        {"systems": {"v1": V1}},
        {"documents": DOCUMENTS},
        {"columns": COLUMNS},
        {"source_language": "en"},
        {"target_language": "ko"},
        {"metrics": ["chrf"]},
        {"name": "other"},
    ],
    ids=lambda more: f"{type(more[next(iter(more))]).__name__} {next(iter(more))}",
)
@pytest.mark.parametrize("config", ["small.yaml", {"metrics": []}], ids=["path", "mapping"])
def test_a_config_and_texts_are_not_mixed(config, more):
    with pytest.raises(ConfigError, match="give a config or texts, not both"):
        mtqe.evaluate(config, **more)


@pytest.mark.parametrize("name", ["source", "references", "systems", "documents"])
def test_a_data_frame_and_texts_are_not_mixed(name):
    more: dict[str, Any] = {name: {"v1": V1} if name == "systems" else KOREAN}
    with pytest.raises(ConfigError, match="give texts by name or a data frame, not both"):
        mtqe.evaluate(frame(), columns=COLUMNS, **more)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ENGLISH,), "evaluate: list, expected a data frame, a config file or a mapping"),
        ((5,), "evaluate: int, expected a data frame"),
        (({"data": {"format": "lines"}},), "config: source_language: missing"),
        (("no-such.yaml",), "no-such.yaml: no such file"),
    ],
)
def test_a_first_argument_that_is_no_config(arguments, message):
    with pytest.raises(ConfigError, match=message):
        mtqe.evaluate(*arguments)


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ({"systems": [V1]}, ConfigError, "systems: list, expected a mapping: name -> texts"),
        ({"systems": None}, DataError, "no systems: name at least one"),
        ({"systems": {"v1": "배"}}, DataError, "'배' is a str, expected a list"),
        ({"references": "배"}, DataError, "'배' is a str, expected a list"),
        ({"references": 5}, DataError, "5 is a int, expected a list"),
        ({"source": ENGLISH[:3]}, DataError, "4 texts, but source has 3"),
        ({"source": [*ENGLISH[:3], 5]}, DataError, r"source\[3\]: 5 is a int"),
        ({"references": [[text] for text in KOREAN]}, DataError, "references are a list of str"),
        ({"columns": COLUMNS}, ConfigError, "expected a data frame"),
        ({"metric": ["chrf"]}, ConfigError, "unknown argument 'metric'. .* \"metrics\""),
        ({"metrics": ["chr"]}, ConfigError, r"metrics\[0\]: unknown metric 'chr'. .* \"chrf\""),
        ({"data": {"format": "lines"}}, ConfigError, r"whole config is one mapping: evaluate\(\{"),
        ({"significance": {"baseline": "v2"}}, ConfigError, "unknown system 'v2'"),
        ({"documents": ["a", "b", "a", "b"]}, DataError, "'a' appears again"),
    ],
)
def test_texts_that_are_refused(texts, error, message):
    with pytest.raises(error, match=message):
        evaluate(**texts)


def test_options_are_keys_of_a_config():
    card = evaluate(
        systems={"v1": V1, "v2": V2},
        name="nightly",
        metrics=["ter", {"name": "chrf", "label": "mine"}],
        headline="mine",
        significance={"baseline": "v1", "seed": 3},
    )
    assert (card.data.name, card.baseline, card.headline) == ("nightly", "v1", "mine")
    assert list(card.scores) == ["ter", "mine"]
    assert card.config["data"] == {"format": "memory"}
    significance = card.config["significance"]
    assert (significance["baseline"], significance["seed"]) == ("v1", 3)
    assert (significance["trials"], significance["resamples"]) == (10_000, 1000)


def test_aligned_files_name_their_document_and_set_the_other_language_aside(tmp_path):
    (tmp_path / "trip.en.txt").write_text("\n".join(ENGLISH), encoding="utf-8")
    mixed = ["Summary: the ferry does not always go.", *KOREAN]
    (tmp_path / "trip.ko.txt").write_text("\n".join(mixed), encoding="utf-8")
    found = align_files(
        tmp_path / "trip.en.txt",
        tmp_path / "trip.ko.txt",
        source_language="en",
        target_language="ko",
        units="lines",
    )
    assert found.document == "trip"
    assert [item.text for item in found.set_aside] == mixed[:1]
    *beads, last = found.records()
    assert [bead["document"] for bead in beads] == ["trip"] * len(beads)
    assert [text for bead in beads for text in bead["source"]] == [0, 1, 2, 3]
    assert [text for bead in beads for text in bead["target"]] == [0, 1, 2, 3]
    assert last["summary"]["set_aside"][0]["text"] == mixed[0]
    assert last["summary"]["coverage"] == found.alignment.coverage
