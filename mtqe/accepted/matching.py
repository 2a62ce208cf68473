"""Which segments of a run are which of an accepted scorecard; what differs, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqe.accepted.model import Accepted, Key, keys_of
from mtqe.core import EvalSet
from mtqe.texts import say

Group = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Match:
    """What a run and an accepted scorecard have in common.

    Attributes:
        groups: positions in the run and, as many, in the accepted scorecard, of segments with one
            document, source and references; more than one where a document repeats itself.
        frame: how languages and normalization differ, in words; then nothing can be compared.
        differences: which segments are not common, in words; empty where all are.
        share: how much of the larger of the two is common.
    """

    groups: tuple[Group, ...]
    frame: tuple[str, ...]
    differences: tuple[str, ...]
    share: float

    @property
    def common(self) -> list[int]:
        """Positions in the run, in order."""
        return sorted(position for new, _ in self.groups for position in new)

    def accepted_positions(self, new: Sequence[str], old: Sequence[str]) -> list[int]:
        """For each position of `common`, that of the accepted hypothesis it is compared with.

        Among repeated segments, equal hypotheses belong together, so that their order does not
        matter.

        Args:
            new: all hypotheses of the run's system.
            old: all accepted ones.
        """
        found: dict[int, int] = {}
        for positions, others in self.groups:
            left: dict[str, list[int]] = defaultdict(list)
            for other in others:
                left[old[other]].append(other)
            waiting = []
            for position in positions:
                if left[new[position]]:
                    found[position] = left[new[position]].pop()
                else:
                    waiting.append(position)
            waiting.sort(key=lambda position: new[position])
            remaining = [other for text in sorted(left) for other in left[text]]
            found.update(zip(waiting, remaining, strict=True))
        return [found[position] for position in sorted(found)]


def match(data: EvalSet, accepted: Accepted) -> Match:
    """Match by document, source, references and occurrence, whatever the order."""
    keys = keys_of(data)
    here, there = _positions(keys), _positions(accepted.keys)
    groups: list[Group] = []
    for key, positions in here.items():
        others = there.get(key, [])
        both = min(len(positions), len(others))
        if both:
            groups.append((tuple(positions[:both]), tuple(others[:both])))
    new = _left(len(keys), (i for positions, _ in groups for i in positions))
    gone = _left(len(accepted.keys), (i for _, positions in groups for i in positions))
    common = len(keys) - len(new)
    return Match(
        groups=tuple(groups),
        frame=tuple(_frame(data, accepted)),
        differences=tuple(_segments(data, keys, accepted, new, gone)),
        share=common / max(len(keys), len(accepted.keys)),
    )


def _positions(keys: Sequence[Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found[key].append(position)
    return found


def _left(count: int, taken: Iterator[int]) -> list[int]:
    return sorted(set(range(count)).difference(taken))


def _frame(data: EvalSet, accepted: Accepted) -> Iterator[str]:
    here = f"{data.source_language}-{data.target_language}"
    there = f"{accepted.source_language}-{accepted.target_language}"
    if here != there:
        yield say("frame", "languages", here=here, there=there)
    if data.normalization != accepted.normalization:
        here, there = data.normalization, accepted.normalization
        yield say("frame", "normalization", here=here, there=there)


def _segments(
    data: EvalSet, keys: Sequence[Key], accepted: Accepted, new: list[int], gone: list[int]
) -> Iterator[str]:
    """How many segments changed, came and went, with the first of each."""
    former = {(accepted.keys[i].document, accepted.ids[i]): i for i in gone}
    changed = set[int]()
    kinds: dict[str, list[str]] = {
        kind: [] for kind in ("other_source", "other_references", "not_accepted", "gone")
    }
    for i in new:
        segment = data.segments[i]
        j = former.get((segment.document, segment.id))
        place = say(
            "place",
            "of_document_at" if segment.origin else "of_document",
            document=segment.document,
            segment=segment.id,
            origin=segment.origin,
        )
        if j is not None and keys[i].source == accepted.keys[j].source:
            kinds["other_references"].append(place)
            changed.add(j)
        elif j is not None and keys[i].references == accepted.keys[j].references:
            kinds["other_source"].append(place)
            changed.add(j)
        else:
            kinds["not_accepted"].append(place)
    kinds["gone"] = [
        say("place", "of_document", document=accepted.keys[i].document, segment=accepted.ids[i])
        for i in gone
        if i not in changed
    ]
    for kind, places in kinds.items():
        if places:
            yield say("frame", kind, n=len(places), place=places[0])
