"""Negations: as many in the source as in the translation, as far as words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.checks.wordlist import syllables, word_list
from mtqe.core import Finding, Severity, Side, Span

_ENGLISH = re.compile(
    r"\b(?:cannot|never|none|nobody|nothing|nowhere|neither|nor|without"
    r"|(?-i:(?!No [A-Z]))no(?! (?:more|less|[a-z]+er) than|\.? ?\d)"
    r"|(?<!whether or )(?<!why )not(?! (?:only|just|merely|simply)\b))\b|(?<=\w)n['’]t\b",
    re.IGNORECASE,
)
_NEITHER_NOR = re.compile(r"\bneither\b.*?\bnor\b", re.IGNORECASE)
# English words that Korean may negate, or that may translate what Korean negates.
_NEGATIVE_PREFIX = re.compile(
    r"\b(?:un(?!der|it|til|ion|iver|iq|less\b|cles?\b|ilat|anim|ific|fortun)|non-?)[a-z]{4,}"
    r"|\b[a-z]{3,}less(?:ly|ness)?\b"
    r"|\bno (?:more|less|[a-z]+er) than\b|\bnot (?:only|just|merely|simply)\b",
    re.IGNORECASE,
)
_NEGATIVE_WORDS = word_list(
    """
    invisib* incomplet* insuffici* incapab* inaccura* incorrect* ineffect* inefficien* inexpens*
    insignific* inconsist* inevitabl* inabilit* incurab* inaccess* intoler* impossib* imperfect*
    immature* immobil* irreplac* irregul* irrelev* irrespons* illegib* illiterate* disagre*
    disallow* disappear* disapprov* disconnect* discontin* dishonest* dislik* disobe* disqualif*
    disregard* dissatisf* disprov* disappoint* lack* fail* refus* deny rejects avoid* prevent
    stop* ceas* absen* hardly barely scarcely rarely seldom few little less_than except* rather
    far_from free_of free_from devoid prohibit* forbid* forbade doubt* ignor* neglect* otherwise
    besides aside yet other_than abort* shortly hidden bad wrong* but_also constantly
    lavish*
    """
)
_KOREAN = syllables(
    r"""
    않 (?<![가-힣])없(?![애앴앤앨]|어[지졌진질]) (?<![가-힣])아[니닌닐닙](?!요)
    (?<=[이가]\s)아[니닌닐닙] (?<=[가-힣][이가])아[닌닙] (?<!잘)못[하한할했합]
    (?<![가-힣])못_(?=[가-힣])
    (?<![가-힣])안_(?=[되된될돼됩하할한합했해가갔갈온올와왔보본볼봤먹나난날났쓰쓴써믿좋])(?!보[\s를와가리장])
    지(?:는|도)?_(?:말[고아라]|마(?=[십세라시]))
    """
)
# Negations that say nothing negative, or no more than their other half.
_KOREAN_IDIOMS = syllables(
    r"""
    (?:뿐(?:만)?|만)(?:이)?_아니 지_않을_수_없 않으면_안 밖에(?:는)?[가-힣\s]{1,9}?(?:않|없|못)
    지나지_않 머지_않아 얼마_(?:지나지)?_않 지_않을까 못지_않 지_않나
    (?:틀림|끊임|다름|상관|변함|문제|어김|거침|빠짐|거리낌|어쩔_수|더할_나위|다를_바)[이가은는]?_없
    지_(?:없|아닌|않)는?지 별[것거]_아[니닌] 아니면 아니요 아닌가 마지_않 아니나 다름_아닌
    뜻하지_않 예기치_(?:못|않) 아무렇지_않
    """
)
# Korean words that English may negate, or that may translate what English negates.
_KOREAN_NEGATIVE = syllables(
    r"""
    불(?:가|분명|참|확실|완전|필요|충분|균형) 미(?:정|완|확인|공개|흡)
    무(?:관|죄|조건|의미|제한|효|사고|소속) 비(?:공식|공개|정상|효율|활동) 무료 불안정 부재 서야
    꼭 반드시 잊 금지 거부 거절 부인 반대 실패 드[물문] 뿐 외에 (?<!지\s)(?<!지)말고 모[르른] 싫
    어렵 힘들 그만 덜 면제 탈락 잘려 피한 [가-힣]없이 늦어도
    """
)


class Negations(NamedTuple):
    """What of a text negates.

    Attributes:
        spans: of its negations.
        hints: how many words may stand for a negation of the other language.
    """

    spans: tuple[tuple[int, int], ...]
    hints: int


def english_negations(text: str) -> Negations:
    """The negations of an English text."""
    nor = {match.end() for match in _NEITHER_NOR.finditer(text)}
    spans = tuple(m.span() for m in _ENGLISH.finditer(text) if m.end() not in nor)
    return Negations(
        spans, len(_NEGATIVE_PREFIX.findall(text)) + len(_NEGATIVE_WORDS.findall(text))
    )


def korean_negations(text: str) -> Negations:
    """The negations of a Korean text, without those of idioms."""
    idioms = [match.span() for match in _KOREAN_IDIOMS.finditer(text)]
    spans = tuple(
        m.span() for m in _KOREAN.finditer(text) if not any(a <= m.start() < b for a, b in idioms)
    )
    return Negations(spans, len(_KOREAN_NEGATIVE.findall(text)) + len(idioms))


_COUNTED = {"en": english_negations, "ko": korean_negations}


@dataclass(frozen=True)
class Negation:
    """Negations that only the source or only the translation has.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "negation"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "negation_lost": "warning",
        "negation_added": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        languages = view.source_language, view.target_language
        if set(languages) != set(_COUNTED):
            return
        for segment, source, hypothesis in view.pairs:
            if hypothesis.strip() == source.strip():
                continue  # a copy, which the check `language` reports
            here = view.analysis(_COUNTED[languages[0]], source)
            there = view.analysis(_COUNTED[languages[1]], hypothesis)
            sides: tuple[tuple[str, Side, str, Negations, Negations], ...] = (
                ("negation_lost", "source", source, here, there),
                ("negation_added", "hypothesis", hypothesis, there, here),
            )
            for code, side, text, own, other in sides:
                if len(own.spans) > len(other.spans) + other.hints:
                    spans = [Span(side, *span) for span in own.spans]
                    words = ", ".join(text[a:b] for a, b in own.spans)
                    yield view.remark(self, code, segment, *spans, found=words)
