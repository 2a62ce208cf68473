"""Negations: as many in the source as in the translation, as far as words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Side, Span

_ENGLISH = re.compile(
    r"\b(?:cannot|never|none|nobody|nothing|nowhere|neither|without|no one"
    r"|no(?!\.? ?\d|t|r\b|ne\b|body\b|thing\b|where\b)|nor(?=\b))\b"
    r"|(?<!whether or )(?<!why )\bnot\b(?! only\b)|(?<=\w)n['’]t\b",
    re.IGNORECASE,
)
_NEITHER_NOR = re.compile(r"\bneither\b.*?\bnor\b", re.IGNORECASE)
# English that Korean may negate, and that may translate what Korean negates.
_ENGLISH_HINT = re.compile(
    r"\b(?:un(?!der|it|til|ion|iver|iq|less\b|cle)[a-z]{4,}|non-?[a-z]{3,}"
    r"|in(?:visib|complet|suffici|capab|depend|accura|correct|effect|efficien|expens|signific"
    r"|consist"
    r"|stabil|evitabl|equal|abilit|curab)[a-z]*|im(?:possib|perfect|mature|mobil|parti"
    r"|balanc)[a-z]*"
    r"|ir(?:regul|relev|respons)[a-z]*|il(?:legal|leg|literate)[a-z]*|dis(?:agre|allow|appear"
    r"|approv"
    r"|advant|connect|contin|abl|honest|lik|obe|qualif|regard|satisf|prov|appoint|miss)[a-z]*"
    r"|[a-z]{3,}less(?:ly|ness)?|lack[a-z]*|fail[a-z]*|refus[a-z]*|den(?:y|ied|ies|ying)"
    r"|reject[a-z]*"
    r"|avoid[a-z]*|prevent[a-z]*|stop[a-z]*|ceas[a-z]*|absen[a-z]*|hardly|barely|scarcely|rarely"
    r"|seldom|few|little|only|except[a-z]*|instead|rather|far from|free (?:of|from)|missing|missed"
    r"|lost"
    r"|devoid|bann?(?:ed|s)?|prohibit[a-z]*|forbid[a-z]*|forbade|exclud[a-z]*|doubt[a-z]*"
    r"|ignor[a-z]*"
    r"|neglect[a-z]*|until|otherwise|besides|aside|too|yet|other than|must|have to|has to|had to"
    r"|abort"
    r"[a-z]*|regardless|soon|shortly|hid(?:e|es|den|ing)|secre[a-z]*|bad|wrong[a-z]*"
    r"|more [a-z]+ than"
    r"|tatter[a-z]*|mere[a-z]*|but also|constant[a-z]*|lavish[a-z]*|immediate[a-z]*)\b",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"않|(?<![가-힣])없|(?<![가-힣])아[니닌닐닙](?!요)|(?<=[이가] )아[니닌닐닙]"
    r"|(?<=[가-힣][이가])아[닌닙]"
    r"|(?<!잘)못[하한할했합]|(?<![가-힣])못 ?(?=[가-힣])"
    r"|(?<![가-힣])안 ?(?=[되된될돼됩하할한합했해가갔갈온올와왔보본볼봤먹나난날났쓰쓴써믿좋])"
    r"(?!보[ 를와가])"
    r"|지(?:는|도)? ?(?:말[고아라]|마(?=[십세라시]))"
)
_KOREAN_IDIOM = re.compile(
    r"(?:뿐(?:만)?|만)(?:이)? ?아니|지 ?않을 수 ?없|않으면 ?안|밖에(?:는)? [가-힣 ]{0,8}?(?:않|없"
    r"|못)"
    r"|(?:에|에 ?불과) ?지나지 ?않|머지 ?않아|얼마 ?(?:지나지)? ?않|지 ?않을까|못지 ?않|지 ?않나"
    r"|(?:틀림|끊임|다름|상관|변함|어김|거침|빠짐|거리낌|수|어쩔 수|더할 나위|할 수) ?없|아니면"
    r"|아니요|아닌가"
    r"|마지 ?않|아니나|다름 ?아닌|뜻하지 ?않|예기치 ?(?:못|않)|(?:지|수) ?않겠"
)
_KOREAN_HINT = re.compile(
    r"불(?:가|법|분명|참|확실|완전|필요|충분|만|안|행|편|이익|명|균형)|미(?:정|완|상|확인|공개|흡"
    r"|성년)"
    r"|무(?:료|관|사|죄|조건|의미|제한|명|효|사고|소속)|비(?:공식|공개|밀|정상|효율|활동)|부(?:재"
    r"|족|정|인|적)"
    r"|금지|거부|거절|거의|제외|반대|중단|막[아았는을기혔]|피[하해했한]|잃|실패|포기|취소|드[물문]"
    r"|뿐|외에"
    r"|말고|대신|모[르른를]|싫|어렵|어려|힘[들든]|그만|안[되된될돼됩]|잘못|덜|그쳤|멈[추췄춘]|면제"
    r"|탈락|배제"
    r"|벗어|떠[나난났]|잘려|유일|[가-힣]없[이는다던었을]|늦어도"
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
    return Negations(spans, len(_ENGLISH_HINT.findall(text)))


def korean_negations(text: str) -> Negations:
    """The negations of a Korean text, without those of idioms."""
    idioms = [match.span() for match in _KOREAN_IDIOM.finditer(text)]
    spans = tuple(
        m.span() for m in _KOREAN.finditer(text) if not any(a <= m.start() < b for a, b in idioms)
    )
    return Negations(spans, len(_KOREAN_HINT.findall(text)) + len(idioms))


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
