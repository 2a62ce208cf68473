"""Is a system better than another, by how much, and is it noise?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mtqe.significance import sacrebleu
from mtqe.significance.comparison import Comparison
from mtqe.significance.families import holm
from mtqe.significance.figures import Figures, figures
from mtqe.significance.pairs import Measured, Pair, common, stacked, values_of
from mtqe.significance.people import agreement
from mtqe.significance.settings import Settings
from mtqe.significance.units import SEGMENTS_NEEDED, Units


def compare(
    measured: Measured, names: Sequence[tuple[str, str]], units: Units, settings: Settings
) -> list[Comparison]:
    """New systems against old ones, all pairs at once: that is quicker than one by one.

    Args:
        measured: the rows of all of them.
        names: of the new system and the old one.
        units: of the test set.
        settings: of intervals and tests.

    Returns:
        In the order of the pairs; those without a segment that is scored in both are left out.
        Nothing is corrected for their number (see `corrected`).
    """
    table, found = measured.table, dict[int, Comparison]()
    pairs = [_positions(measured, new, old) for new, old in names]
    for positions, rows in stacked(measured, pairs, units):
        size = rows.shape[2]
        results = figures(
            table.bound,
            rows,
            settings,
            "system",
            test=size >= units.for_test and settings.test == "ar",
            interval=size >= units.for_interval,
        )
        for position, result in zip(positions, results, strict=True):
            scored = common(table, pairs[position])
            segments = int(scored.sum())
            p = result.p
            if settings.test != "ar":
                natural = table.values[list(pairs[position])][:, scored]
                p = sacrebleu.p_value(table.bound, natural, settings)
            found[position] = replace(
                _comparison(measured, *names[position], result),
                p=p,
                p_holm=p,
                test=settings.test,
                unit=units.unit,
                units=size,
                segments=segments,
                note=_note(units, len(scored) - segments),
            )
    return [found[position] for position in sorted(found)]


def compare_all(measured: Measured, units: Units, settings: Settings) -> tuple[Comparison, ...]:
    """Every other system against the baseline, with Holm's correction over the systems.

    Systems that share no scored segment with it are left out; without a baseline, nothing is
    compared.
    """
    baseline = settings.baseline
    if baseline is None:
        return ()
    others = [(system, baseline) for system in measured.systems if system != baseline]
    return corrected(compare(measured, others, units, settings))


def compare_documents(
    measured: Measured, new: str, old: str, units: Units, settings: Settings
) -> tuple[Comparison, ...]:
    """One system against another in every document, with Holm's correction over the documents.

    Segments are swapped and drawn within the document, by approximate randomization whatever
    `settings.test` says; with few scored segments there is neither a test nor an interval.

    Returns:
        In the order of the test set; documents without a segment that is scored in both are left
        out.
    """
    table, pair = measured.table, _positions(measured, new, old)
    values = values_of(measured, pair)
    found: dict[int, Comparison] = {}
    for documents, rows in units.by_document(values, common(table, pair), least=1):
        size = rows.shape[2]
        enough = size >= SEGMENTS_NEEDED
        results = figures(table.bound, rows, settings, "document", test=enough, interval=enough)
        for d, result in zip(documents.tolist(), results, strict=True):
            made = _comparison(measured, new, old, result)
            document = table.documents[d].id
            # What readers agree on is published for differences of whole test sets.
            found[d] = replace(made, document=document, agreement=None, units=size, segments=size)
    return corrected([found[d] for d in sorted(found)])


def corrected(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The same comparisons, taken for one table: with Holm's correction over all of them."""
    adjusted = holm([comparison.p for comparison in comparisons])
    return tuple(replace(c, p_holm=p) for c, p in zip(comparisons, adjusted, strict=True))


def _positions(measured: Measured, new: str, old: str) -> Pair:
    return measured.systems.index(old), measured.systems.index(new)


def _comparison(measured: Measured, new: str, old: str, result: Figures) -> Comparison:
    return Comparison(
        label=measured.label,
        system=new,
        baseline=old,
        document=None,
        old=result.old,
        new=result.new,
        interval=result.interval,
        p=result.p,
        p_holm=result.p,
        mde=result.mde,
        agreement=agreement(measured.kind, result.new - result.old),
    )


def _note(units: Units, left_out: int) -> str:
    plural = "segment is" if left_out == 1 else "segments are"
    missing = f"{left_out:,} {plural} left out, not being scored in both" if left_out else ""
    return "; ".join(note for note in (units.note, missing) if note)
