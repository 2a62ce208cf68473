from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.documents import Documents
from mtqe.pairing.align import Aligner
from mtqe.pairing.partners import choose_partners, score_partners

TEXTS = {
    "ferry": (
        "The ferry to Jeju leaves at seven in the morning. The crossing takes four hours. "
        "Dogs must stay in the car.",
        "제주행 여객선은 아침 7시에 떠난다. 건너는 데 네 시간이 걸린다. 개는 차 안에 있어야 한다.",
    ),
    "harvest": (
        "The apple harvest was poor this year. Farmers blame a frost in April. "
        "Prices rose by 30 percent.",
        "올해 사과 수확은 좋지 않았다. 농민들은 4월의 서리를 탓한다. 가격은 30퍼센트 올랐다.",
    ),
    "library": (
        "The library has 12,000 books. Students can borrow five books for two weeks. "
        "A new reading room opens in October.",
        "도서관에는 책이 1만 2천 권 있다. 학생은 책 다섯 권을 2주 동안 빌릴 수 있다. "
        "10월에는 새 열람실이 문을 연다.",
    ),
}
FOREIGN = (
    "국회는 어제 예산안을 통과시켰다. 야당 의원들은 표결에 참여하지 않았다. 총리가 감사를 표했다."
)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """Files whose names say nothing: v1 and the reference in two different orders."""
    korean = [text for _, text in TEXTS.values()]
    files = {f"src/{name}.txt": english for name, (english, _) in TEXTS.items()}
    files |= {f"ref/{k}.txt": text for k, text in enumerate(korean[::-1])}
    files |= {f"v1/{k}.txt": text for k, text in enumerate([korean[1], korean[2], korean[0]])}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Setting("notices", "en", "ko", tmp_path)


def loader(setting: Setting, **changes: Any) -> Documents:
    options: dict[str, Any] = {
        "source": "src/*.txt",
        "references": ("ref/*.txt",),
        "systems": {"v1": "v1/*.txt"},
        "match": "likelihood",
        **changes,
    }
    return Documents(setting, **options)


def test_files_are_matched_by_what_they_say(setting: Setting) -> None:
    loaded = loader(setting).load()
    assert [document.id for document in loaded.documents] == ["ferry", "harvest", "library"]
    expected = [text for _, text in TEXTS.values()]
    joined = [" ".join(loaded.outputs["v1"][d.start : d.stop]) for d in loaded.documents]
    assert joined == expected
    assert [segment.references for segment in loaded.segments] == [
        (hypothesis,) for hypothesis in loaded.outputs["v1"]
    ]
    assert loaded.findings == ()


def test_a_reference_may_be_absent(setting: Setting) -> None:
    (setting.root / "ref/0.txt").unlink()
    loaded = loader(setting).load()
    (library,) = [document for document in loaded.documents if document.id == "library"]
    assert {s.references for s in loaded.segments[library.start : library.stop]} == {(None,)}
    assert [finding.code for finding in loaded.findings] == ["reference_missing"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("v1/1.txt", None, r"src/library.txt: system 'v1' has no file that translates it; "),
        ("v1/9.txt", FOREIGN, r"v1/9.txt: system 'v1': no source file is its original; "),
        ("ref/9.txt", FOREIGN, r"ref/9.txt: reference 1: no source file is its original; "),
        (
            "v1/9.txt",
            TEXTS["ferry"][1],
            r"no source file is its original; the nearest is src/ferry.txt with \d\.\d\d nats a "
            "sentence, but belongs to another file",
        ),
    ],
)
def test_files_without_a_partner(
    setting: Setting, path: str, text: str | None, expected: str
) -> None:
    if text is None:
        (setting.root / path).unlink()
    else:
        (setting.root / path).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=expected):
        loader(setting).load()


def test_source_files_of_the_same_name(setting: Setting) -> None:
    (setting.root / "src/ferry.en.txt").write_text("A ferry.", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape("two files for document 'ferry'")):
        loader(setting).load()


def test_texts_in_any_order() -> None:
    english = [text.split(". ") for text, _ in TEXTS.values()] * 4
    english = [[f"{number} {text[0]}", *text[1:]] for number, text in enumerate(english, start=700)]
    korean = [text.split(". ") for _, text in TEXTS.values()] * 4
    korean = [[f"{number} {text[0]}", *text[1:]] for number, text in enumerate(korean, start=700)]
    scores = score_partners(Aligner("en", "ko"), english, korean[::-1])
    assert choose_partners(scores) == {i: 11 - i for i in range(12)}


def test_the_article_not_its_summary(shared: Path, tmp_path: Path) -> None:
    visit = shared / "data/kcna-visit"
    mixed = (visit / "translation.mixed.txt").read_text(encoding="utf-8").split("\n")
    (tmp_path / "summary.txt").write_text("\n".join(mixed[:5]), encoding="utf-8")
    article = (visit / "article.en.txt").read_text(encoding="utf-8")
    (tmp_path / "text.txt").write_text(article, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/x.txt").write_text("\n".join(mixed[5:]), encoding="utf-8")
    options = {"source": "*.txt", "references": (), "systems": {"v1": "out/*.txt"}}
    expected = r"summary.txt: .* nearest is out/x.txt with 0\.\d\d .* belongs to another file"
    with pytest.raises(DataError, match=expected):
        loader(Setting("visit", "en", "ko", tmp_path), **options).load()
    (tmp_path / "summary.txt").unlink()
    loaded = loader(Setting("visit", "en", "ko", tmp_path), **options).load()
    assert [document.id for document in loaded.documents] == ["text"]
