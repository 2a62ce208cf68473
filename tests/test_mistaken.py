"""Files and languages that are not what they are said to be."""

import csv
import io
from typing import Any

import pytest

import mtqe
from mtqe.config import from_mapping
from mtqe.errors import ConfigError, DataError
from mtqe.loaders.mistaken import find_copies, refuse_wrong_language
from mtqe.reporters.csv import Csv
from mtqe.testing import sample_scorecard

KOREAN = [f"{n}번 버스는 아홉 시에 떠난다." for n in range(12)]
ENGLISH = [f"Bus {n} leaves at nine." for n in range(12)]
TEXTS: dict[str, Any] = {"source": ENGLISH, "references": [KOREAN], "systems": {"v1": KOREAN[::-1]}}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"systems": {"v1": ENGLISH}}, r"systems\['v1'\]"),
        ({"references": [ENGLISH]}, r"references\[0\]"),
        ({"source": KOREAN}, "source"),
    ],
)
def test_swapped_texts_are_refused(changes, name):
    with pytest.raises(DataError, match=rf"{name}: no (Korean|English) text: the first 12 lines"):
        mtqe.evaluate(**TEXTS | changes, source_language="en", target_language="ko")


def test_swapped_languages_are_refused():
    with pytest.raises(DataError, match="Check which file is which, and source_language"):
        mtqe.evaluate(**TEXTS, source_language="ko", target_language="en")


def test_one_translated_line_or_a_short_file_is_enough():
    refuse_wrong_language("x", [*ENGLISH, KOREAN[0]], "ko", "en")
    refuse_wrong_language("x", ENGLISH[:9], "ko", "en")
    refuse_wrong_language("x", ENGLISH, "de", "en")


def test_a_system_that_is_a_reference_is_told():
    (finding,) = find_copies(ENGLISH, {"reference.ko": KOREAN}, {"a": KOREAN, "b": KOREAN[::-1]})
    assert (finding.code, finding.severity, finding.segment) == ("copy", "warning", None)
    assert "system a: every translation equals reference.ko" in finding.message
    assert list(find_copies(None, {}, {"a": KOREAN})) == []


@pytest.mark.parametrize(
    ("code", "meant"), [("kr", "ko"), ("KR", "ko"), ("kor", "ko"), ("jp", "ja")]
)
def test_a_country_is_no_language(code, meant, invoke, tmp_path):
    with pytest.raises(ConfigError, match=f'unknown language "{code}". Did you mean "{meant}"'):
        from_mapping(
            {"source_language": "en", "target_language": code, "data": {"format": "lines"}}
        )
    result = invoke("score", "-l", f"en-{code}", "-r", "r", "-t", "t")
    assert result.exit_code == 2
    assert f'Did you mean "{meant}"' in result.stderr


def test_an_argument_that_does_not_exist():
    with pytest.raises(
        ConfigError, match=r"unknown argument 'reference'. Did you mean \"references"
    ):
        mtqe.evaluate(source=ENGLISH, systems={"v1": KOREAN}, reference=[KOREAN])


def test_a_scorecard_is_short_in_a_notebook():
    card = mtqe.evaluate(**TEXTS, metrics=["chrf"])
    assert repr(card) == "<Scorecard 'run': systems 1, segments 12, documents 1, scores chrf>"


def test_what_was_set_aside_is_a_table(project):
    card = mtqe.evaluate(project / "configs" / "quickstart-no-reference.yaml")
    content = Csv().render(card)["set_aside.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["text"] for row in rows] == [item.text for item in card.data.set_aside]
    assert {row["reason"] for row in rows} == {"English text in the Korean file"}
    nothing = Csv().render(sample_scorecard())["set_aside.csv"].decode("utf-8-sig")
    assert nothing == "document,side,system,text,reason,file,line\r\n"
