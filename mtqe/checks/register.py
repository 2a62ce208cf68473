"""Korean registers: which one a sentence ends in, and which sentences leave their document's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span, Translation

Register = Literal["합쇼체", "해요체", "해라체"]

_QUOTED = re.compile(
    r"[“\"]+[^“”\"]*[”\"]+|‘[^’]*’|「[^」]*」|『[^』]*』|«[^»]*»|\([^()]*\)|(?<!\w)'[^']+'"
)
_OPENING, _CLOSING = re.compile(r"[“「『«]|(?<!\S)\""), re.compile(r"[”」』»]|(?<=\S)\"")
# The last word of a sentence, and what ends it: nothing behind a headline.
_ENDING = re.compile(r"([가-힣]+)\s*([.!?…]+(?=[\s)]|$)|$)")
_FORMAL = re.compile(r"(?:(?P<b>[가-힣])니(?:다|까|다만)|십시오|(?P<p>[가-힣])시다)$")
# Nouns that end like verbs, and words that are polite whatever the rest is.
_NOUNS = re.compile(
    r"(?:필요|수요|중요|주요|개요|소요|긴요|가요|민요|동요|월요|토요|바다|캐나다|르완다|우간다|판다|소다)$"
)
_FORMULAS = re.compile(
    r"(?:감사|죄송|실례|축하|환영)(?:합|드립|했습)|안녕하|고맙습|고마워|반갑습|알겠습|아니[요에]$"
)
_PIEUP = 17


class Ending(NamedTuple):
    """The end of a sentence.

    Attributes:
        register: as it is called in Korean.
        word: the last one.
        start: of that word in the text.
        stopped: whether a mark ends the sentence, as it does no headline.
    """

    register: Register
    word: str
    start: int
    stopped: bool


def endings(text: str) -> tuple[Ending, ...]:
    """The ends of a Korean text's sentences that tell a register, outside of quotations."""
    return tuple(
        Ending(register, match[1], match.start(), bool(match[2]))
        for match in _ENDING.finditer(_unquoted(text))
        if (register := register_of(match[1])) is not None
    )


def _unquoted(text: str) -> str:
    """The text with blanks where it quotes, also if the other half is in another segment."""
    bare = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    if opening := _OPENING.search(bare):
        bare = bare[: opening.start()]
    closing = max((match.end() for match in _CLOSING.finditer(bare)), default=0)
    return " " * closing + bare[closing:]


def register_of(word: str) -> Register | None:
    """The register of a sentence that ends in a word; None where it does not tell."""
    if _NOUNS.search(word) or _FORMULAS.match(word):
        return None
    if (formal := _FORMAL.search(word)) is not None:
        before = formal["b"] or formal["p"]
        if before is None or (ord(before) - 0xAC00) % 28 == _PIEUP:
            return "합쇼체"
    if word[-1] in "요죠" and len(word) > 1:
        return "해요체"
    return "해라체" if word[-1] == "다" and len(word) > 1 else None


@dataclass(frozen=True)
class RegisterCheck:
    """Sentences that leave the register of their document, outside of quotations.

    Attributes:
        share: of a document's sentences that may leave its register and still be mistakes.
        sentences: in one register that make it the document's.
        severity: of all its findings; default: that of each code.
    """

    share: float = 0.17
    sentences: int = 4
    severity: Severity | None = None

    name: ClassVar[str] = "register"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"register": "warning", "politeness": "info"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if view.target_language != "ko":
            return
        for document in view.data.documents:
            yield from self._find(view, view.document(document))

    def _find(self, view: View, document: Sequence[Translation]) -> Iterator[Finding]:
        found = [(t.segment, ending) for t in document for ending in endings(t.hypothesis)]
        stopped = [each for each in found if each[1].stopped]
        found = stopped if len(stopped) >= self.sentences else found
        counts = Counter(ending.register for _, ending in found)
        rest, most = max(counts.items(), key=lambda item: item[1], default=("해라체", 0))
        if most < self.sentences or len(found) - most > max(1, self.share * len(found)):
            return
        for segment, ending in found:
            if ending.register != rest:
                plain = "해라체" in {ending.register, rest}
                yield view.remark(
                    self,
                    "register" if plain else "politeness",
                    segment,
                    Span("hypothesis", ending.start, ending.start + len(ending.word)),
                    text="register",
                    found=ending.word,
                    own=ending.register,
                    rest=rest,
                )
