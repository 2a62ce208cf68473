"""Pairs that have no lexicon: lengths, numbers, and what both languages write alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqe.api import align_files
from mtqe.pairing.align import Alignment, align

EN = [
    "The city of Hamburg is going to buy 35 electric ferries from the shipyard Nordwerk.",
    "It is raining.",
    "Each of them can carry 250 passengers and 40 bicycles across the river Elbe.",
    "The mayor, Anna Petersen, called it a good day for everybody who lives on the water.",
    "The first ferry is expected in March 2027.",
    "Older people still remember the steam boats, which were slow, loud and always full.",
    "Tickets will cost 3 euros.",
]
DE = [
    "Die Stadt Hamburg will bei der Werft Nordwerk 35 elektrische Fähren kaufen.",
    "Es regnet.",
    "Jede von ihnen kann 250 Fahrgäste und 40 Fahrräder über die Elbe bringen.",
    "Bürgermeisterin Anna Petersen sprach von einem guten Tag für alle, die am Wasser wohnen.",
    "Die erste Fähre wird im März 2027 erwartet.",
    "Ältere Leute erinnern sich noch an die Dampfer, die langsam, laut und immer voll waren.",
    "Fahrscheine werden 3 Euro kosten.",
]
FR = [
    "La ville de Hamburg va acheter 35 bacs électriques au chantier naval Nordwerk.",
    "Il pleut.",
    "Chacun d'eux peut transporter 250 passagers et 40 vélos de l'autre côté de l'Elbe.",
    "La maire, Anna Petersen, a parlé d'un beau jour pour tous ceux qui vivent sur l'eau.",
    "Le premier bac est attendu en mars 2027.",
    "Les plus âgés se souviennent des bateaux à vapeur, lents, bruyants et toujours pleins.",
    "Les billets coûteront 3 euros.",
]
JA = [
    "ハンブルク市は造船所Nordwerkから電気フェリー35隻を購入する。",
    "雨が降っている。",
    "それぞれ250人の乗客と40台の自転車を乗せてエルベ川を渡ることができる。",
    "アンナ・ペーターゼン市長は、水辺に暮らすすべての人にとって良い日だと述べた。",
    "最初のフェリーは2027年3月に到着する見込みだ。",
    "年配の人たちは、遅くてうるさくていつも満員だった蒸気船を今でも覚えている。",
    "切符は3ユーロになる。",
]
RU = [
    "Город Гамбург купит на верфи Nordwerk 35 электрических паромов.",
    "Идёт дождь.",
    "Каждый из них сможет перевозить через Эльбу 250 пассажиров и 40 велосипедов.",
    "Мэр Анна Петерсен назвала это хорошим днём для всех, кто живёт у воды.",
    "Первый паром ожидается в марте 2027 года.",
    "Пожилые люди ещё помнят пароходы, которые были медленными, шумными и всегда полными.",
    "Билеты будут стоить 3 евро.",
]
TEXTS = {"en": EN, "de": DE, "fr": FR, "ja": JA, "ru": RU}
PAIRS = [("en", "de"), ("en", "fr"), ("ja", "en"), ("ru", "en"), ("de", "fr"), ("de-AT", "en-GB")]


def aligned(source: list[str], target: list[str], languages: tuple[str, str]) -> Alignment:
    return align(source, target, source_language=languages[0], target_language=languages[1])


def beads(alignment: Alignment) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in alignment.beads]


def texts(languages: tuple[str, str]) -> tuple[list[str], list[str]]:
    source, target = (TEXTS[language[:2]] for language in languages)
    return source, target


@pytest.mark.parametrize("languages", PAIRS)
def test_one_to_one(languages):
    found = aligned(*texts(languages), languages)
    assert beads(found) == [((k,), (k,)) for k in range(7)]
    assert (found.lexicon, found.related) == (False, None)


@pytest.mark.parametrize("languages", PAIRS)
def test_one_left_out_and_two_in_one(languages):
    source, target = texts(languages)
    joined = [*target[:2], target[3], f"{target[4]} {target[5]}", target[6]]
    found = aligned(source, joined, languages)
    assert beads(found) == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), ()),
        ((3,), (2,)),
        ((4, 5), (3,)),
        ((6,), (4,)),
    ]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("en", "de"), {"Hamburg = Hamburg", "Nordwerk = Nordwerk", "35 = 35"}),
        (("ja", "en"), {"Nordwerk = Nordwerk", "35 = 35"}),
        (("ru", "en"), {"Nordwerk = Nordwerk", "35 = 35"}),
    ],
)
def test_numbers_and_latin_words_are_the_evidence(languages, expected):
    found = aligned(*texts(languages), languages)
    assert expected <= set(found.beads[0].evidence)


def test_words_that_begin_alike_speak_for_a_pair():
    """German and French have no word in common here, only Elektri-, Passag-, transport-."""
    source = ["Transporter stehen bereit.", "Elektriker fehlen heute.", "Passagiere warten dort."]
    target = ["Des passagers attendent.", "Le transporteur est prêt.", "L'elektricité manque."]
    found = aligned(source[:1], target[1:2], ("de", "fr"))
    assert found.beads[0].evidence[0] == "Transporter = transporteur"


@pytest.mark.parametrize("languages", [("en", "de"), ("ja", "en")])
def test_files_say_that_there_is_no_lexicon(tmp_path, languages):
    paths = [tmp_path / f"ferry.{language}" for language in languages]
    for path, text in zip(paths, texts(languages), strict=True):
        Path(path).write_text("\n".join(text), encoding="utf-8")
    found = align_files(*paths, source_language=languages[0], target_language=languages[1])
    assert len(found.beads) == 7
    assert found.notes == (
        f"no lexicon for {'-'.join(languages)}: lengths, numbers and shared words only",
    )
