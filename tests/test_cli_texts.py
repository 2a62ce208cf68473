"""`mtqe align` and `mtqe score`: texts without a config."""

import gzip
import json
from pathlib import Path

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from typer.testing import CliRunner

from mtqe.cli import app

REFERENCES = ["부산행 기차가 한 시간 늦습니다.", "감사합니다.", "가게는 아홉 시에 엽니다."]
V1 = ["부산행 열차가 한 시간 늦어요.", "고맙습니다.", "가게는 아홉 시에 엽니다."]
V2 = ["부산행 기차가 두 시간 늦습니다.", "감사합니다.", ""]
FILES = {"test.ko": REFERENCES, "a.ko": V1, "b.ko": V2}
SCORE = ["score", "-l", "en-ko", "-r", "test.ko"]


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, lines in FILES.items():
        Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def bleu(texts: list[str], tokenize: str = "ko-mecab") -> float:
    return float(BLEU(tokenize=tokenize).corpus_score(texts, [REFERENCES]).score)


def chrf(texts: list[str], word_order: int = 0) -> float:
    return float(CHRF(word_order=word_order).corpus_score(texts, [REFERENCES]).score)


def test_score_of_two_systems(invoke):
    result = invoke(*SCORE, "-t", "a.ko", "b.ko", "-m", "bleu", "chrf", "chrf++", "-w", "4")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[:3] == [
        ["System", "BLEU", "chrF", "chrF++"],
        ["a", f"{bleu(V1):.4f}", f"{chrf(V1):.4f}", f"{chrf(V1, 2):.4f}"],
        ["b", f"{bleu(V2):.4f}", f"{chrf(V2):.4f}", f"{chrf(V2, 2):.4f}"],
    ]
    # As sacreBLEU writes them, to paste into a paper.
    for line in (
        "BLEU|nrefs:1|case:mixed|eff:no|tok:ko-mecab-",
        "chrF2|nrefs:1|",
        "chrF2++|nrefs:1|",
    ):
        assert f"\n{line}" in result.stdout


def test_numbers_only(invoke):
    result = invoke(*SCORE, "-t", "a.ko", "-b", "-w", "1")
    assert result.stdout == f"{bleu(V1):.1f}\t{chrf(V1):.1f}\n"
    result = invoke(*SCORE, "-t", "a.ko", "-b", "-m", "bleu", "--tokenize", "char")
    assert result.stdout == f"{bleu(V1, 'char'):.2f}\n"


def test_flags_may_be_repeated_instead(invoke):
    many = invoke(*SCORE, "-t", "a.ko", "b.ko", "-m", "chrf", "bleu")
    assert many.exit_code == 0
    assert (
        invoke(*SCORE, "-t", "a.ko", "-t", "b.ko", "-m", "chrf", "-m", "bleu").stdout == many.stdout
    )


def test_several_references(invoke):
    result = invoke(*SCORE, "a.ko", "-t", "b.ko", "-b", "-w", "6", "-m", "chrf")
    expected = CHRF().corpus_score(V2, [REFERENCES, V1]).score
    assert float(result.stdout) == pytest.approx(expected, abs=1e-6)


def test_json(invoke):
    result = invoke(*SCORE, "-t", "a.ko", "b.ko", "--format", "json")
    found = {(x["system"], x["label"]): x["score"] for x in json.loads(result.stdout)}
    assert found == {
        ("a", "bleu"): pytest.approx(bleu(V1), abs=1e-9),
        ("a", "chrf"): pytest.approx(chrf(V1), abs=1e-9),
        ("b", "bleu"): pytest.approx(bleu(V2), abs=1e-9),
        ("b", "chrf"): pytest.approx(chrf(V2), abs=1e-9),
    }


def test_tsv_and_latex(invoke):
    tsv = invoke(*SCORE, "-t", "a.ko", "-f", "tsv").stdout
    assert tsv == f"system\tbleu\tchrf\na\t{bleu(V1):.2f}\t{chrf(V1):.2f}\n"
    latex = invoke(*SCORE, "-t", "a.ko", "-f", "latex").stdout
    assert rf"a & {bleu(V1):.2f} & {chrf(V1):.2f} \\" in latex


@pytest.mark.parametrize("options", [["-t", "-"], ["-t", "a.ko", "-"]])
def test_stdin(options):
    text = Path("b.ko").read_bytes()
    options = [*SCORE, *options, "-b", "-m", "chrf", "-w", "6"]
    result = CliRunner().invoke(app, options, input=text)
    assert result.exit_code == 0
    assert float(result.stdout.splitlines()[-1]) == pytest.approx(chrf(V2), abs=1e-6)


def test_the_wrong_text_on_stdin():
    text = Path("b.ko").read_bytes() + b"one more\n"
    result = CliRunner().invoke(app, [*SCORE, "-t", "-"], input=text)
    assert result.exit_code == 2
    assert "<stdin>: 4 lines, but test.ko has 3" in result.stderr
    result = CliRunner().invoke(app, [*SCORE, "-t", "-"], input=b"")
    assert result.exit_code == 2
    assert "<stdin>: is empty" in result.stderr


def test_compressed(invoke):
    Path("c.ko.gz").write_bytes(gzip.compress(Path("a.ko").read_bytes()))
    assert invoke(*SCORE, "-t", "c.ko.gz", "-b", "-m", "chrf").stdout == f"{chrf(V1):.2f}\n"


def test_a_saved_config_gives_the_same_scores(invoke):
    options = ["-t", "a.ko", "b.ko", "-m", "bleu", "chrf++", "--tokenize", "char"]
    scored = json.loads(
        invoke(*SCORE, *options, "-f", "json", "--save-config", "configs/my.yaml").stdout
    )
    result = invoke("run", "configs/my.yaml", "--json")
    assert result.exit_code == 0
    run = json.loads(result.stdout)
    assert run["name"] == "my"
    found = {s["system"]: s["scores"] for s in run["systems"]}
    for row in scored:
        assert found[row["system"]][row["label"]] == row["score"]


EN = """\
The train to Busan is an hour late. Passengers can wait in the hall.
A bus leaves for Daegu at half past nine.
The weather will be better on Tuesday, the railway said in a statement.
"""
KO = """\
Summary: trains are late because of the snow that fell in the night.
부산행 기차가 한 시간 늦습니다. 승객은 대합실에서 기다릴 수 있습니다.
화요일에는 날씨가 나아질 것이라고 철도공사가 성명에서 밝혔습니다.
"""


def test_align(invoke):
    Path("news.en.txt").write_text(EN, encoding="utf-8")
    Path("news.ko.txt").write_text(KO, encoding="utf-8")
    result = invoke("align", "news.en.txt", "news.ko.txt", "-l", "en-ko")
    assert result.exit_code == 0
    *beads, last = map(json.loads, result.stdout.splitlines())
    keys = "document source target source_text target_text kind confidence evidence"
    assert all(list(bead) == keys.split() for bead in beads)
    assert sorted(i for bead in beads for i in bead["source"]) == [0, 1, 2, 3]
    assert sorted(j for bead in beads for j in bead["target"]) == [0, 1, 2]
    assert {bead["document"] for bead in beads} == {"news"}
    assert list(last) == ["summary"]
    summary = last["summary"]
    assert list(summary) == ["set_aside", "coverage", "score_per_sentence", "related", "notes"]
    [aside] = summary["set_aside"]
    assert aside["text"].startswith("Summary: trains")
    assert aside["origin"] == {"file": "news.ko.txt", "line": 1, "column": 1}


def test_align_whole_lines(invoke):
    """Without splitting into sentences, a line is the unit."""
    Path("one.en").write_text("It rains. We wait.\n", encoding="utf-8")
    Path("one.ko").write_text("비가 옵니다. 우리는 기다립니다.\n", encoding="utf-8")
    result = invoke("align", "one.en", "one.ko", "--units", "lines")
    bead, _ = map(json.loads, result.stdout.splitlines())
    assert bead["source_text"] == "It rains. We wait."
    assert bead["kind"] == "match"


def test_paths_outside_ascii(invoke):
    Path("자료").mkdir()
    Path("a.ko").rename("자료/번역.ko")
    result = invoke(*SCORE, "-t", "자료/번역.ko", "-f", "tsv", "-m", "chrf")
    assert result.stdout.splitlines()[1] == f"번역\t{chrf(V1):.2f}"


@pytest.mark.parametrize(("option", "metric"), [("--tokenize", "bleu"), ("--model", "comet")])
def test_an_option_of_a_metric_that_is_not_asked_for(invoke, option, metric):
    result = invoke(*SCORE, "-t", "a.ko", "-m", "chrf", option, "x")
    assert result.exit_code == 2
    assert f"{option}: an option of the metric {metric}, which is not asked for" in result.stderr
    assert f"-m chrf {metric}" in result.stderr
