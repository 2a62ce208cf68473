"""Reported speech that became the translator's own: who said it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span

# Verbs that say little else than that someone says it, and what else reports.
_ENGLISH = re.compile(
    r"\b(?:said|says|told|tells|stated|announced|claimed|claims|according to|reportedly|allegedly"
    r"|insisted|argued|argues|explained|declared|added that|warned|denied)\b"
)
_ENGLISH_ANY = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|stat\w+|announc\w+|claim\w*|accord\w+"
    r"|report\w*|alleg\w+"
    r"|insist\w*|argu\w+|expla\w+|declar\w+|add\w*|warn\w*|den(?:y|ies|ied)|reveal\w*|disclos\w*"
    r"|not(?:e|es|ed)"
    r"|suggest\w*|confirm\w*|admit\w*|mention\w*|remark\w*|comment\w*|call\w*|describ\w+|ask\w*"
    r"|repl\w+|answer\w*"
    r"|believ\w*|think\w*|thought|quot\w+|express\w*|speak\w*|spoke\w*|tweet\w*|wr(?:ite|ote"
    r"|itten)\w*|stress\w*"
    r"|emphasi\w+|assert\w*|maintain\w*|conclude\w*|predict\w*|expect\w*|estimat\w*|know\w*|known"
    r"|find\w*|found"
    r"|show\w*|hear\w*|agree\w*|indicat\w+|point\w*|urg\w+|complain\w*|promis\w+|propos\w+"
    r"|recall\w*|read\w*"
    r"|statement|words?|view\w*|feel\w*|felt|hop\w+|see\w*|consider\w*|demand\w*|pledg\w+|vow\w*"
    r"|swor\w*|joke\w*)\b"
    r"|[\"“”]|:",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"(?:다|라|자|냐)고 ?(?:말|밝|전[했하해]|주장|설명|보도|발표|강조|덧붙|경고|언급|지적|진술)"
    r"|따르면"
    r"|말했|밝혔|전했[다습]"
)
_KOREAN_ANY = re.compile(
    r"[다라자냐까요]고|말[하했한씀]|밝[히혔힌혀]|전[했하해]|주장|설명|보[도고]|발표|강조|덧붙|경고"
    r"|언급|지적|진술|따르면|의하면"
    r"|대[로 ]|이야기|얘기|답[하했변]|부인|부정|알[렸리려]|[“”\"]|선언|성명|인정|공표|표[했하명현]"
    r"|제안|추[정측]|예[상측]|소식"
    r"|[는은ㄴ]다(?:는|며|면서)|라(?:는|며|면서)|[했었였]다(?:는|며)|[음임]을|다는|시사|약속|요구"
    r"|통보|회견|고백|폭로|증언|묘사|[란단]"
    r"|생각|믿|여[기겨]|한다며|했다며|인용|토로|외[쳤치]|농담|반박|논평|논의|비난|비판|호소"
    r"|[다라]면서|듣|들[었은]|[칭불]"
)


def _english(text: str) -> tuple[re.Match[str] | None, bool]:
    return _ENGLISH.search(text), _ENGLISH_ANY.search(text) is not None


def _korean(text: str) -> tuple[re.Match[str] | None, bool]:
    return _KOREAN.search(text), _KOREAN_ANY.search(text) is not None


_FINDERS = {"en": _english, "ko": _korean}


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
            match, _ = view.analysis(_FINDERS[languages[0]], source)
            if match and not view.analysis(_FINDERS[languages[1]], hypothesis)[1]:
                span = Span("source", *match.span())
                yield view.remark(self, "reported_lost", segment, span, found=match[0])
