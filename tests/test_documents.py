from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtqe.core import EvalSet, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.documents import Documents, Pair
from mtqe.loaders.match import document_name
from mtqe.pairing.options import Pairing

EN = [
    "The bakery on the corner closed in the spring after forty years.",
    "Its owner, Han Mi-ok, wants to travel.",
    "A bookshop has rented the rooms and will open in September.",
]
KO = [
    "모퉁이의 빵집이 40년 만에 지난봄 문을 닫았다.",
    "주인 한미옥 씨는 여행을 하고 싶어 한다.",
    "그 자리는 서점이 빌려 9월에 문을 연다.",
]


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting("bakery", "en", "ko", tmp_path)


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def two_documents(root: Path) -> None:
    for name in ("b", "a"):
        write(
            root,
            {
                f"src/{name}.en.txt": " ".join(EN[:2]) + "\n\n" + EN[2] + "\n",
                f"ref/{name}.ko.txt": "\n".join(KO),
                f"v1/{name}.txt": " ".join(KO),
                f"v2/{name}_ko.txt": KO[0] + "\n" + KO[2],
            },
        )


def globs(setting: Setting, **changes: Any) -> Documents:
    return Documents(
        setting,
        **{
            "source": "src/*.txt",
            "systems": {"v1": "v1/*.txt", "v2": "v2/*.txt"},
            "references": ("ref/*.txt",),
            **changes,
        },
    )


def test_files_match_by_name(setting: Setting) -> None:
    two_documents(setting.root)
    loaded = globs(setting).load()
    assert [(d.id, d.start, d.stop) for d in loaded.documents] == [("a", 0, 3), ("b", 3, 6)]
    assert [segment.id for segment in loaded.segments] == [f"{d}:{k}" for d in "ab" for k in "123"]
    assert [segment.source for segment in loaded.segments] == EN * 2
    assert [segment.references for segment in loaded.segments] == [(text,) for text in KO] * 2
    assert loaded.outputs == {"v1": tuple(KO * 2), "v2": (KO[0], "", KO[2]) * 2}
    assert loaded.segments[1].origin == Origin("src/a.en.txt", 1, len(EN[0]) + 2)
    assert loaded.segments[2].origin == Origin("src/a.en.txt", 3, 1)
    assert loaded.origins["v2"][:3] == (
        Origin("v2/a_ko.txt", 1, 1),
        None,
        Origin("v2/a_ko.txt", 2, 1),
    )
    assert [(f.code, f.system, f.segment) for f in loaded.findings] == [
        ("omission", "v2", "a:2"),
        ("omission", "v2", "b:2"),
    ]
    assert len(loaded.inputs) == 8
    assert {len(beads) for beads in [*loaded.beads.values(), *loaded.reference_beads]} == {6}
    assert {bead.document for bead in loaded.beads["v1"]} == {"a", "b"}


def test_outputs_change_neither_the_digest_nor_each_other(setting: Setting) -> None:
    two_documents(setting.root)
    before = globs(setting).load()
    write(setting.root, {"v2/a_ko.txt": "고양이.\n" * 40, "v2/b_ko.txt": " ".join(KO[::-1])})
    after = globs(setting).load()
    assert after.digest() == before.digest()
    assert after.segments == before.segments
    assert after.outputs["v2"] != before.outputs["v2"]
    for part in ("outputs", "beads", "origins"):
        assert getattr(after, part)["v1"] == getattr(before, part)["v1"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/news-01.en.txt", "news-01"),
        ("news-01.ko", "news-01"),
        ("news-01_KO.txt.gz", "news-01"),
        ("news-01-en.mixed.txt", "news-01"),
        ("news-01.txt", "news-01"),
        ("en.txt", "en"),
        ("garden.txt", "garden"),
        (unicodedata.normalize("NFD", "뉴스.ko.txt"), "뉴스"),
    ],
)
def test_document_names(path: str, name: str) -> None:
    assert document_name(path, ("en", "ko")) == name


def test_one_file_on_each_side_is_a_pair(setting: Setting) -> None:
    write(setting.root, {"article.en.txt": "\n".join(EN), "out.txt": "\n".join(KO)})
    loaded = Documents(setting, source="article.en.txt", systems={"v1": "out.txt"}).load()
    assert loaded.documents[0].id == "article"
    assert loaded.outputs["v1"] == tuple(KO)
    assert loaded.reference_count == 0


def test_pairs_of_unlike_names(setting: Setting) -> None:
    write(setting.root, {"x.txt": "\n".join(EN), "y.txt": "\n".join(KO), "z.txt": "\n".join(EN)})
    pairs = (
        Pair("z.txt", systems={"v1": "y.txt"}, document="last"),
        Pair("x.txt", references=("y.txt",), systems={"v1": "y.txt"}),
    )
    loaded = Documents(setting, pairs=pairs).load()
    assert [document.id for document in loaded.documents] == ["last", "x"]
    assert [s.references for s in loaded.segments] == [(None,)] * 3 + [(text,) for text in KO]
    (finding,) = loaded.findings
    assert (finding.code, "'last'" in finding.message) == ("reference_missing", True)


def test_a_reference_stream_may_lack_a_document(setting: Setting) -> None:
    two_documents(setting.root)
    (setting.root / "ref/a.ko.txt").unlink()
    loaded = globs(setting).load()
    assert [s.references[0] for s in loaded.segments] == [None] * 3 + KO
    assert [f.code for f in loaded.findings if "'a'" in f.message] == ["reference_missing"]


def test_what_is_set_aside_is_reported(setting: Setting) -> None:
    write(
        setting.root,
        {
            "s.txt": f" date 2024-12-01 {EN[0]}\n" + "\n".join(EN[1:]),
            "o.txt": f"A summary. It has two sentences.\n{KO[0]} {KO[1]}\n{KO[2]}\n",
        },
    )
    loaded = Documents(setting, source="s.txt", systems={"v1": "o.txt"}).load()
    assert [segment.source for segment in loaded.segments] == EN
    assert loaded.segments[0].origin == Origin("s.txt", 1, 18)
    assert loaded.outputs["v1"] == tuple(KO)
    assert [(row.text, row.reason, row.side, row.system) for row in loaded.set_aside] == [
        ("date 2024-12-01", "date header", "source", None),
        (
            "A summary. It has two sentences.",
            "English text in the Korean file",
            "hypothesis",
            "v1",
        ),
    ]
    assert [f.message for f in loaded.findings if f.code == "set_aside"] == [
        "s.txt: 1 line set aside: date header.",
        "o.txt: 1 line set aside: English text in the Korean file.",
    ]


def test_units_lines(setting: Setting) -> None:
    write(
        setting.root,
        {"s.txt": f"{EN[0]} {EN[1]}\n\n  {EN[2]} \n", "o.txt": f"{KO[0]} {KO[1]}\n{KO[2]}"},
    )
    loaded = Documents(setting, source="s.txt", systems={"v1": "o.txt"}, units="lines").load()
    assert [segment.source for segment in loaded.segments] == [f"{EN[0]} {EN[1]}", EN[2]]
    assert loaded.segments[1].origin == Origin("s.txt", 3, 3)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"v2/c.txt": "가."}, "v2/c.txt: system 'v2' has document 'c', but no source file"),
        ({"ref/c.txt": "가."}, "ref/c.txt: reference 1 has document 'c', but no source file"),
        (
            {"src/c.txt": "A."},
            "src/c.txt: system 'v1' has no file for document 'c'; it has v1/a.txt",
        ),
        ({"v1/a.ko.txt": "가."}, "has two files for document 'a', the other is v1/a.ko.txt"),
        ({"v1/a.txt": "English only.\nAnd more."}, "v1/a.txt: no Korean text: all 2 lines"),
        ({"src/a.en.txt": "한국어뿐이다."}, "src/a.en.txt: no English text: all 1 lines"),
        ({"src/a.en.txt": " date 2024-12-01\n\n"}, "src/a.en.txt: no text, only empty lines"),
        ({"v1/a.txt": "\n\n"}, "v1/a.txt: no text, only empty lines"),
    ],
)
def test_wrong_files(setting: Setting, files: dict[str, str], expected: str) -> None:
    two_documents(setting.root)
    write(setting.root, files)
    with pytest.raises(DataError, match=re.escape(expected)):
        globs(setting).load()


def test_wrong_options(setting: Setting) -> None:
    two_documents(setting.root)
    pair = Pair("src/a.en.txt", systems={"v1": "v1/a.txt"})
    for loader, expected in [
        (Documents(setting), 'no "source:"'),
        (Documents(setting, source="src/*.txt"), 'no "systems:"'),
        (globs(setting, pairs=(pair,)), '"pairs:" takes the place'),
        (
            Documents(setting, pairs=(pair, replace(pair, systems={"v2": "v1/a.txt"}))),
            "the systems v2, but pairs[0] has v1",
        ),
        (Documents(setting, pairs=(pair, pair)), "document 'a' is already src/a.en.txt"),
        (Documents(setting, pairs=(Pair("src/a.en.txt"),)), "no systems"),
    ]:
        with pytest.raises(DataError, match=re.escape(expected)):
            loader.load()


def check_accounts(loaded: EvalSet) -> None:
    """Every sentence stands in exactly one bead, and every target text in one hypothesis."""
    for beads in [*loaded.beads.values(), *loaded.reference_beads]:
        for document in loaded.documents:
            own = [bead for bead in beads if bead.document == document.id]
            for side in ("source", "target"):
                numbers = [k for bead in own for k in getattr(bead, side)]
                assert numbers == list(range(len(numbers)))
    for system, hypotheses in loaded.outputs.items():
        aligned = [bead.target_text for bead in loaded.beads[system] if bead.target]
        assert " ".join(filter(None, hypotheses)) == " ".join(aligned)


def test_an_article_with_a_summary_above_its_translation(shared: Path) -> None:
    setting = Setting("visit", "en", "ko", shared / "data/kcna-visit")
    loaded = Documents(
        setting, source="article.en.txt", systems={"v1": "translation.mixed.txt"}
    ).load()
    assert [row.reason for row in loaded.set_aside] == [
        "date header",
        *["English text in the Korean file"] * 5,
    ]
    assert len(loaded.segments) == 12
    assert sum(len(bead.target) for bead in loaded.beads["v1"]) == 12
    check_accounts(loaded)
    read = "".join(row.text for row in loaded.set_aside) + "".join(loaded.outputs["v1"])
    file = (setting.root / "translation.mixed.txt").read_text(encoding="utf-8")
    assert sorted("".join(read.split())) == sorted("date2024-12-01" + "".join(file.split()))


def test_the_quick_start(project: Path) -> None:
    setting = Setting("quick start", "en", "ko", project / "mtqe/quickstart")
    loaded = Documents(
        setting,
        source="source/*.txt",
        systems={"v1": "v1/*.txt", "v2": "v2/*.txt"},
        references=("reference/*.txt",),
    ).load()
    assert len(loaded.documents) == 13
    check_accounts(loaded)
    found = {(f.code, f.system, (f.segment or "").partition(":")[0]) for f in loaded.findings}
    planted = {  # mistakes.tsv
        ("omission", "v1", "manual-01"),
        ("addition", "v1", "dialogue-02"),
        ("omission", "v1", "product-01"),
        ("omission", "v2", "news-02"),
        ("omission", "v2", "manual-03"),
        ("addition", "v2", "product-01"),
        ("reference_missing", None, "news-03"),
    }
    assert planted <= found


OTHER = [
    "국회는 어제 예산안을 통과시켰다.",
    "야당 의원들은 표결에 참여하지 않았다.",
    "총리는 텔레비전 연설에서 감사를 표했다.",
]


@pytest.mark.parametrize("references", [(), ("ref/*.txt",)])
def test_a_file_that_translates_nothing_is_reported(
    setting: Setting, references: tuple[str, ...]
) -> None:
    two_documents(setting.root)
    before = globs(setting, references=references).load()
    assert "unrelated" not in {finding.code for finding in before.findings}
    write(setting.root, {"v2/a_ko.txt": "\n".join(OTHER)})
    loaded = globs(setting, references=references).load()
    (finding,) = [f for f in loaded.findings if f.code == "unrelated"]
    assert (finding.severity, finding.system, finding.segment) == ("error", "v2", None)
    assert "v2/a_ko.txt: looks like no translation of src/a.en.txt" in finding.message
    assert " ".join(filter(None, loaded.outputs["v2"][:3])) == " ".join(OTHER)
    check_accounts(loaded)


def test_a_dropped_half_is_still_a_translation(setting: Setting) -> None:
    write(setting.root, {"s.txt": "\n".join(EN), "o.txt": "\n".join(KO[:2])})
    loaded = Documents(setting, source="s.txt", systems={"v1": "o.txt"}).load()
    assert [finding.code for finding in loaded.findings] == ["omission"]


def test_a_lexicon_of_the_users_own(setting: Setting) -> None:
    write(
        setting.root,
        {"s.txt": "\n".join(EN), "o.txt": "\n".join(KO), "my.tsv": "ko\ten\n모퉁이\tcorner\n"},
    )
    options: dict[str, Any] = {"source": "s.txt", "systems": {"v1": "o.txt"}}
    loaded = Documents(setting, **options, pairing=Pairing("my.tsv")).load()
    assert "corner = 모퉁이" in loaded.beads["v1"][0].evidence
    assert [file.path for file in loaded.inputs] == ["s.txt", "o.txt", "my.tsv"]
    with pytest.raises(DataError, match=re.escape("your.tsv")):
        Documents(setting, **options, pairing=Pairing("your.tsv")).load()


INVENTED = [
    ("zorble", "사과"),
    ("quimber", "호수"),
    ("vintrel", "바지"),
    ("drommet", "의자"),
    ("plixat", "나무"),
    ("wugget", "시계"),
    ("brantic", "휴지"),
    ("yollop", "가위"),
    ("krestic", "치마"),
    ("tarvon", "바구니"),
]
LEARNT = [f"{english} = {korean}" for english, korean in INVENTED]


@pytest.mark.parametrize("references", [(), ("ref/*.txt",)])
def test_many_documents_teach_words(setting: Setting, references: tuple[str, ...]) -> None:
    for number in range(50):
        english, korean = INVENTED[number % len(INVENTED)]
        translated = f"{korean}는 {number + 200}년 되었다.\n{KO[number % 3]}"
        write(
            setting.root,
            {
                f"src/{number}.txt": f"The {english} is {number + 200} years old.\n"
                + EN[number % 3],
                f"ref/{number}.txt": translated,
                f"v1/{number}.txt": translated,
            },
        )
    options: dict[str, Any] = {"references": references, "systems": {"v1": "v1/*.txt"}}
    for learn in (True, False):
        loaded = globs(setting, **options, pairing=Pairing(learn=learn)).load()
        shown = [bead.evidence for bead in loaded.beads["v1"] if "years old" in bead.source_text]
        assert len(shown) == 50
        found = [any(word in LEARNT for word in evidence) for evidence in shown]
        assert found == [learn] * 50
        check_accounts(loaded)
