"""Planted errors of meaning: a negation put in or taken out, and all for some."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planting import Planted, World, swap
from planting_ko import Token, agreeing, final, join, last_ending, tokens, word_start

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might"
    r"|(?:has|have|had)(?= (?:been\b|\w+ed\b)))(?= (?!not\b|be able)[a-z]+\b)(?!n't)"
)
# Negations, and what is left of them.
_NEGATIONS = (
    (
        r"\b(is|are|was|were|has|have|can|could|will|would|should|may|might|must)(?: not|n't)\b",
        r"\1",
    ),
    (r"\bcannot\b", "can"),
    (r"\b(?:do|does|did)(?: not|n't) ", ""),
    (r"\bnever ", ""),
    (r"\b[Nn]o (?!longer|more|less|one)", ""),
)
_VERBS = {"VV", "VV-R", "VV-I", "XSV"}
_TENSE = "EP"
_ENDINGS = {"ᆫ다": "는다", "는다": "는다", "ᆸ니다": "습니다", "습니다": "습니다", "다": "다"}
_QUANTITIES = {
    "ko": (("모든 ", "일부 "), ("일부 ", "모든 "), ("대부분의 ", "일부 ")),
    "en": (
        ("all the ", "some of the "), ("all of ", "some of "), ("every ", "almost no "),
        ("most of ", "few of "), ("some ", "all "), ("All ", "Some "), ("Some ", "All "),
        ("Most ", "Few "),
    ),
}  # fmt: skip


def negation_en(source: str, target: str, world: World) -> Planted | None:
    """A negation more, or one less."""
    out = [
        (m, m.expand(left)) for pattern, left in _NEGATIONS for m in re.finditer(pattern, target)
    ]
    options = out or [(m, f"{m[0]} not") for m in _AUXILIARY.finditer(target)]
    if not options:
        return None
    match, new = options[int(world.rng.integers(len(options)))]
    return Planted(source, target, swap(target, *match.span(), new))


def negation_ko(source: str, target: str, world: World) -> Planted | None:
    """A negation more at the end, or one less anywhere."""
    found = tokens(target)
    options = [text for k in range(1, len(found)) if (text := _without(target, found, k))]
    if not options:
        options = [text] if (text := _negated(target, found)) else []
    return Planted(source, target, world.choose(options)) if options else None


def _without(text: str, found: Sequence[Token], k: int) -> str | None:
    """The text without the negation that morpheme k is, if it is one that can go."""
    t = found[k]
    if (t.form, t.tag) == ("없", "VA"):
        return _rewritten(text, found, k, k, [("있", "VA")])
    if (t.form, t.tag) == ("아니", "VCN") and found[k - 1].form in {"이", "가"}:
        return _rewritten(text, found, k - 1, k, [("이", "VCP")])
    if (t.form, t.tag) == ("않", "VX") and found[k - 1].form == "지" and k > 1:
        return _rewritten(text, found, k - 1, k, [])
    return None


def _rewritten(
    text: str, found: Sequence[Token], first: int, last: int, new: Sequence[tuple[str, str]]
) -> str:
    """The words around morphemes first to last, with new ones instead."""
    start = word_start(found, first)
    stop = last + 1
    while stop < len(found) and found[stop].start <= found[stop - 1].start + found[stop - 1].len:
        if found[stop].tag[0] not in "EJ":
            break
        stop += 1
    before = [(t.form, t.tag) for t in found[start:first]]
    after = [(t.form, t.tag) for t in found[last + 1 : stop]]
    stem, tag = (*before, *new)[-1]
    if after and after[0] == ("는다", "EF"):
        vowel = final(stem[-1]) in {0, 8}
        after[0] = ("ᆫ다" if vowel and tag in _VERBS else "다" if tag[:2] == "VA" else "는다", "EF")
    elif after and after[0][0] == "습니다" and final(stem[-1]) in {0, 8}:
        after[0] = ("ᆸ니다", "EF")
    elif after and after[0] == ("는", "ETM") and tag in {"VA", "XSA", "VCP"} and stem != "있":
        after[0] = ("ᆫ" if final(stem[-1]) in {0, 8} else "은", "ETM")
    end = found[stop - 1].start + found[stop - 1].len
    return swap(text, found[start].start, end, join([*before, *new, *after]))


def _negated(text: str, found: Sequence[Token]) -> str | None:
    """The text with its last predicate negated."""
    k = last_ending(found)
    if k is None or found[k].form not in _ENDINGS:
        return None
    first = k - 1
    while found[first].tag == _TENSE:
        first -= 1
    predicate = found[first]
    tense = [(t.form, t.tag) for t in found[first + 1 : k]]
    end = found[k].start + found[k].len
    start = word_start(found, first)
    if predicate.form == "있" and predicate.start == found[start].start:
        new = join([("없", "VA"), *tense, (found[k].form, "EF")])
    elif predicate.tag == "VCP" and predicate.start > found[start].start:
        noun = text[found[start].start : predicate.start]
        ending = "ᆸ니다" if found[k].form == "ᆸ니다" and not tense else found[k].form
        new = f"{noun}{agreeing('이', noun[-1])} {join([('아니', 'VCN'), *tense, (ending, 'EF')])}"
    elif predicate.tag in _VERBS | {"XSA", "VA"}:
        stem = join([*((t.form, t.tag) for t in found[start : first + 1]), ("지", "EC")])
        plain = "는다" if predicate.tag in _VERBS and not tense else "다"
        ending = _ENDINGS[found[k].form]
        ending = ending if ending == "습니다" else plain
        new = f"{stem} {join([('않', 'VX'), *tense, (ending, 'EF')])}"
    else:
        return None
    return swap(text, found[start].start, end, new)


def quantity(source: str, target: str, world: World) -> Planted | None:
    """Some for all, all for some."""
    options = [(a, b) for a, b in _QUANTITIES[world.target_language] if target.count(a) == 1]
    for k in world.rng.permutation(len(options)):
        at = target.index(options[k][0])
        if at == 0 or target[at - 1] in ' "(“':
            return Planted(source, target, swap(target, at, at + len(options[k][0]), options[k][1]))
    return None
