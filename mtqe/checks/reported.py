"""Reported speech that became the translator's own: who said it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.checks.wordlist import syllables, word_list
from mtqe.core import Finding, Severity, Span

# Verbs that say little else than that someone says it.
_ENGLISH_SURE = word_list(
    """
    said says stated announced claimed according_to reportedly allegedly insisted argued argues
    explained declared added_that warned denied
    """
)
_KOREAN_SURE = syllables(
    r"""
    [다라자냐]고_(?:말|밝|전[했하해]|주장|설명|보도|발표|강조|덧붙|경고|언급|지적|진술) 따르면
    말했 밝혔 전했[다습]
    """
)
_ASIDE = re.compile(r"\bthat (?:being )?said\b", re.IGNORECASE)
# Whatever may report.
_ENGLISH = word_list(
    """
    say* said tell* told stat* announc* claim* accord* report* alleg* insist* argu* expla* declar*
    add* warn* deny* deni* reveal* disclos* note notes noted suggest* confirm* admit* mention*
    remark* comment* call* describ* ask* repl* answer* believ* think* thought quot* express*
    speak* spoke* tweet* writ* wrote stress* emphasi* assert* maintain* conclude* predict* expect*
    estimat* know* find* found show* hear* agree* indicat* point* urg* complain* promis* propos*
    recall* recount* read* word words view* feel* felt hop* see* consider* demand* pledg* vow*
    swor* joke* forecast*
    """
)
_KOREAN = syllables(
    r"""
    [다라자냐까요]고 말[하했한씀] 밝[히혔힌혀] 전[했하해] 주장 설명 보[도고] 발표 강조 덧붙 경고
    언급 지적 진술 따르면 따라 의하면 대로 이야기 얘기 답[하했변] 부인 부정 알[렸리려] 선언 성명
    인정 공표 표[했하명현] 제안 추[정측] 예[상측] 소식 다(?:는|며|면서) 라(?:는|며|면서) [음임]을
    시사 약속 요구 통보 회견 고백 폭로 증언 묘사 [란단] 생각 믿 여[기겨] 인용 토로 외[쳤치] 농담
    반박 논평 논의 비난 비판 호소 듣 들[었은] [칭불]
    """
)
_QUOTED = re.compile(r"[\"“”:]")


class Report(NamedTuple):
    """Whether a text reports what somebody says.

    Attributes:
        sure: where a word says so that says little else.
        perhaps: whether there is any word or mark that may.
    """

    sure: tuple[int, int] | None
    perhaps: bool


def english_report(text: str) -> Report:
    """Whether an English text reports what somebody says."""
    return _report(_ASIDE.sub(lambda match: " " * len(match[0]), text), _ENGLISH_SURE, _ENGLISH)


def korean_report(text: str) -> Report:
    """Whether a Korean text reports what somebody says."""
    return _report(text, _KOREAN_SURE, _KOREAN)


def _report(text: str, sure: re.Pattern[str], perhaps: re.Pattern[str]) -> Report:
    match = sure.search(text)
    return Report(match and match.span(), bool(perhaps.search(text) or _QUOTED.search(text)))


_FINDERS = {"en": english_report, "ko": korean_report}


@dataclass(frozen=True)
class Reported:
    """Reported speech of the source that the translation states as a fact.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "reported"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"reported_lost": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        languages = view.source_language, view.target_language
        if set(languages) != set(_FINDERS):
            return
        for segment, source, hypothesis in view.pairs:
            sure = view.analysis(_FINDERS[languages[0]], source).sure
            if sure and not view.analysis(_FINDERS[languages[1]], hypothesis).perhaps:
                span = Span("source", *sure)
                yield view.remark(self, "reported_lost", segment, span, found=source[slice(*sure)])
