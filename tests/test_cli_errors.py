"""Bad input: exit code 2, one message that says where, what and what to do, nothing overwritten."""

import shutil
from pathlib import Path

import pytest

FILES = {
    "source.en": "The train to Busan is an hour late.\nWe wait.\n"
    "The shop in the station opens at nine.\nThank you.\n",
    "reference.ko": "부산행 기차가 한 시간 늦습니다.\n우리는 기다립니다.\n"
    "역 안에 있는 가게는 아홉 시에 엽니다.\n감사합니다.\n",
    "v1.ko": "부산행 열차가 한 시간 늦어요.\n기다려요.\n"
    "역에 있는 상점은 9시에 문을 연다.\n고맙습니다.\n",
    "documents.txt": "travel\ntravel\nshop\nshop\n",
    "demo.yaml": """\
name: demo
source_language: en
target_language: ko
data:
  format: lines
  source: source.en
  references: [reference.ko]
  documents: documents.txt
  systems: {v1: v1.ko}
metrics: [chrf]
report: {directory: reports}
""",
    "table.csv": "nr,en,ko,v1,doc\n1,Hi.,안녕.,안녕!,a\n2,Bye.,잘 가.,잘 가요.,b\n",
    "table.yaml": """\
name: demo
source_language: en
target_language: ko
data:
  format: table
  path: table.csv
  columns: {id: nr, source: en, references: [ko], document: doc, systems: {v1: v1}}
metrics: [chrf]
report: {directory: reports}
""",
    "lines.jsonl": '{"nr": 1, "en": "Hi.", "ko": "안녕.", "v1": "안녕!", "doc": "a"}\n'
    '{"nr": 2, "en": "Bye.", "ko": "잘 가.", "v1": "잘 가요.", "doc": "b"}\n',
    "jsonl.yaml": """\
name: demo
source_language: en
target_language: ko
data:
  format: jsonl
  path: lines.jsonl
  fields: {id: nr, source: en, references: [ko], document: doc, systems: {v1: v1}}
metrics: [chrf]
report: {directory: reports}
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with good data and the reports of earlier runs."""
    folder = tmp_path_factory.mktemp("made")
    for name, text in FILES.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    Path(folder, "reports").mkdir()
    for name in ("scorecard.json", "segments.jsonl", "report.html"):
        Path(folder, "reports", name).write_text("earlier", encoding="utf-8")
    return folder


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    """A copy of that folder, to be broken; it is the current one."""
    folder = Path(shutil.copytree(made, tmp_path / "place"))
    monkeypatch.chdir(folder)
    return folder


def change(name: str, old: str, new: str) -> None:
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("name", ["demo", "table", "jsonl"])
def test_the_unbroken_data_is_good(name, invoke, place):
    assert invoke("run", f"{name}.yaml").exit_code == 0


LINES = {
    "unequal counts": (
        lambda: change("v1.ko", "기다려요.\n", ""),
        ["v1.ko: 3 lines, but source.en has 4", "lose step near line 2", 'format "documents"'],
    ),
    "too few document ids": (
        lambda: change("documents.txt", "shop\nshop", "shop"),
        ["documents.txt: 3 lines, but source.en has 4", "one id per line"],
    ),
    "missing file": (
        lambda: Path("v1.ko").rename("v1_.ko"),
        ["v1.ko: no such file", "Did you mean", "'v1_.ko'"],
    ),
    "folder for a file": (
        lambda: change("demo.yaml", "v1.ko", "reports"),
        ["reports: this is a folder, expected a file"],
    ),
    "CP949": (
        lambda: Path("v1.ko").write_bytes(FILES["v1.ko"].encode("cp949")),
        ["v1.ko: not UTF-8 at byte 1 (line 1)", "looks like CP949", '"encoding: cp949"'],
    ),
    "empty file": (
        lambda: Path("source.en").write_bytes(b""),
        ["source.en: is empty", "expected one text"],
    ),
    "path as document id": (
        lambda: change("documents.txt", "shop", "../shop"),
        ["documents.txt:3: the document id '../shop' has a '..' part", "plain name"],
    ),
    "NUL in a document id": (
        lambda: change("documents.txt", "shop", "sh\0p"),
        ["documents.txt:3: the document id 'sh\\x00p' holds a control character"],
    ),
    "unknown metric": (
        lambda: change("demo.yaml", "[chrf]", "[chrff]"),
        ["demo.yaml:10: metrics[0]: unknown metric", 'Did you mean "chrf"?', "bleu, chrf, ter"],
    ),
    "unknown key": (
        lambda: change("demo.yaml", "[chrf]", "[{name: bleu, tokenise: char}]"),
        ["demo.yaml:10: metrics[0].tokenise: unknown key", 'Did you mean "tokenize"?'],
    ),
    "no reference": (
        lambda: change("demo.yaml", "references: [reference.ko]", "references: []"),
        ["metric chrf: needs a reference", '"references:"'],
    ),
    "references all blank": (
        lambda: Path("reference.ko").write_text("\n\n\n\n", encoding="utf-8"),
        ["metric chrf: needs a reference"],
    ),
    "neither": (
        lambda: change("demo.yaml", "  source: source.en\n  references: [reference.ko]\n", ""),
        ["neither a source nor a reference"],
    ),
    "no systems": (
        lambda: change("demo.yaml", "{v1: v1.ko}", "{}"),
        ["no systems", "systems: {v1:"],
    ),
    "systems that no file matches": (
        lambda: change("demo.yaml", "{v1: v1.ko}", "out/*.ko"),
        ["out/*.ko: no file matches", "Check the pattern"],
    ),
    "a system twice": (
        lambda: change("demo.yaml", "{v1: v1.ko}", "{v1: v1.ko, v1: source.en}"),
        ["demo.yaml:9:", "v1", "twice"],
    ),
    "not YAML": (
        lambda: change("demo.yaml", "[chrf]", "[chrf"),
        ["demo.yaml:1", "not YAML", "expected"],
    ),
    "unknown baseline": (
        lambda: change("demo.yaml", "report:", "significance: {baseline: v7}\nreport:"),
        ["significance.baseline: unknown system 'v7'", "Available: v1"],
    ),
    "unknown report format": (
        lambda: change("demo.yaml", "{directory: reports}", "{formats: [htm]}"),
        ["demo.yaml:11: report.formats[0]", 'Did you mean "html"?'],
    ),
}


@pytest.mark.parametrize("case", LINES)
def test_run_with_lines(case, refused):
    break_it, expected = LINES[case]
    break_it()
    message = refused("run", "demo.yaml")
    for part in expected:
        assert part in message


def test_a_metric_without_its_source(refused):
    change("demo.yaml", "  source: source.en\n", "")
    message = refused("run", "demo.yaml", "--set", "metrics=[comet]")
    assert "metric comet: needs the source text" in message
    assert 'Give "source:"' in message


COLUMNS = {
    "missing column": (
        "table",
        lambda: change("table.yaml", "en, ref", "english, ref"),
        ["table.csv: no column 'english'", "Available: nr, en, ko, v1, doc"],
    ),
    "duplicate id": (
        "table",
        lambda: change("table.csv", "2,Bye.", "1,Bye."),
        ["table.csv:3: duplicate segment id '1'", "first at table.csv:2", "id of its own"],
    ),
    "path as document id": (
        "table",
        lambda: change("table.csv", "!,a", "!,../a"),
        ["table.csv:2: the document id '../a'"],
    ),
    "NUL in a document id": (
        "table",
        lambda: change("table.csv", "!,a", "!,a\0"),
        ["table.csv:2", "'a\\x00' holds a control character"],
    ),
    "short row": (
        "table",
        lambda: change("table.csv", "잘 가요.,b", "b"),
        ["table.csv:3: 4 fields, but the header has 5", "No value for: doc"],
    ),
    "empty table": ("table", lambda: Path("table.csv").write_bytes(b""), ["table.csv: is empty"]),
    "broken JSON": (
        "jsonl",
        lambda: change("lines.jsonl", '"b"}', '"b"'),
        ["lines.jsonl:2: not JSON at column", "whole JSON object"],
    ),
    "missing field": (
        "jsonl",
        lambda: change("lines.jsonl", '"v1": "잘', '"v2": "잘'),
        ["lines.jsonl:2: no field 'v1'", "Available: nr, en, ko"],
    ),
    "duplicate id ": (
        "jsonl",
        lambda: change("lines.jsonl", '"nr": 2', '"nr": 1'),
        ["lines.jsonl:2: duplicate segment id '1'", "first at lines.jsonl:1"],
    ),
    "path as document id ": (
        "jsonl",
        lambda: change("lines.jsonl", '"doc": "b"', '"doc": "a/../../b"'),
        ["lines.jsonl:2: the document id 'a/../../b'"],
    ),
    "NUL in a document id ": (
        "jsonl",
        lambda: change("lines.jsonl", '"doc": "b"', r'"doc": "b\u0000"'),
        ["lines.jsonl:2: the document id 'b\\x00' holds a control character"],
    ),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_run_with_columns(case, refused):
    kind, break_it, expected = COLUMNS[case]
    break_it()
    message = refused("run", f"{kind}.yaml")
    for part in expected:
        assert part in message


def test_all_errors_of_a_config_at_once(refused):
    change("demo.yaml", "target_language: ko", "target_language: en")
    change("demo.yaml", "format: lines", "format: line")
    change("demo.yaml", "[chrf]", "[chrff, {name: bleu, smooth_methd: exp}]")
    message = refused("run", "demo.yaml", "--set", "reprt.directory=x")
    lines = message.splitlines()
    assert len(lines) == 5
    for part in ("demo.yaml:3:", "demo.yaml:5:", "demo.yaml:10: metrics[0]", "smooth_methd"):
        assert part in message
    assert 'Did you mean "report"?' in message
    assert "--set reprt.directory" in message


@pytest.mark.parametrize("command", ["run", "inspect"])
def test_no_config(command, refused):
    assert "none.yaml: no such file" in refused(command, "none.yaml")


def test_a_folder_for_a_config(refused):
    assert "reports" in refused("run", "reports")


def test_a_config_that_is_not_utf8(refused):
    Path("demo.yaml").write_bytes("name: 시연\n".encode("cp949"))
    assert "demo.yaml: not UTF-8" in refused("run", "demo.yaml")


def test_no_message_can_move_the_cursor(refused):
    change("table.csv", "nr,en", "nr,\x1b[2Jen")
    message = refused("run", "table.yaml")
    assert "no column 'en'" in message
    assert "␛[2Jen" in message
    assert "\x1b" not in message
