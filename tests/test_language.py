from __future__ import annotations

import pytest
from checks_fixtures import look, marked

from mtqe.checks.language import Language

SOURCE = "The festival sold the streaming rights of the Seoul concert to NHK."
GOOD = "축제 측은 서울 공연의 중계권을 NHK에 팔았다."


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        (SOURCE, GOOD),
        ("Visit www.example.org or mail help@example.org.", "www.example.org에서 보십시오."),
        ("See Our Dumb World by The Onion.", "The Onion의 ‘Our Dumb World’를 보십시오."),
        ("Apple Music", "Apple Music"),
        ("It runs at 30 fps.", "30 fps로 작동한다."),
        ("The word bread is English.", "단어 ‘bread’는 영어다."),
        ("He used the β and γ rays.", "그는 β선과 γ선을 썼다."),
        ("The cause of death is unknown.", "사인(死因)은 알려지지 않았다."),
    ],
)
def test_names_addresses_and_quoted_words_may_stay(source, hypothesis):
    assert look(Language(), (source, hypothesis)) == []


@pytest.mark.parametrize(
    ("hypothesis", "code", "place"),
    [
        (SOURCE, "copy", SOURCE),
        (SOURCE.replace("concert", "concerts"), "copy", SOURCE.replace("concert", "concerts")),
        ("Le festival a vendu les droits.", "wrong_language", "Le festival a vendu les droits."),
        ("축제 측은 서울 공연의 streaming rights을 팔았다.", "untranslated", "streaming rights"),
        ("축제 측은 서울 公演의 중계권을 팔았다.", "foreign_script", "公演"),
        ("축제 측은 NНK에 중계권을 팔았다.", "foreign_script", "Н"),
    ],
)
def test_what_is_in_another_language_is_found(hypothesis, code, place):
    pair = SOURCE, hypothesis
    found = look(Language(), pair)
    assert (found[0].code, marked(found[0], pair)) == (code, place)


def test_into_english_no_hangul_stays():
    pair = "정부는 새 정책을 발표했다.", "The government announced a new 정책."
    (finding,) = look(Language(), pair, languages=("ko", "en"))
    assert (finding.code, marked(finding, pair)) == ("untranslated", "정책")


def test_what_a_reference_keeps_is_no_finding():
    from dataclasses import replace

    from mtqe.checks import find_all
    from mtqe.core import Document, EvalSet, Segment

    segment = Segment("1", "d", "It is all jazz hands.", ("온통 jazz hands다.",))
    data = EvalSet(
        "t", "en", "ko", (segment,), (Document("d", 0, 1),), {"s": ("전부 jazz hands다.",)}
    )
    assert list(find_all([Language()], data)) == []
    (found,) = find_all([Language()], replace(data, segments=(replace(segment, references=()),)))
    assert found.code == "untranslated"
