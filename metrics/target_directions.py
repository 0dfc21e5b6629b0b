"""Targets that name a direction and no figure: shown against last year or the base, not judged."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from metrics.target_measures import Measured, exact, measured, printed
from metrics.target_terms import Reading, State, Terms, Verdict

RISE, FALL, LEVEL = "上升", "下降", "持平"
_WANTED = {"increase_direction": RISE, "decrease_direction": FALL}


def directed(terms: Terms, reading: Reading) -> Measured:
    """Return the current figure of a direction-only target, and what it is compared with."""
    shown = replace(terms, kind="stock") if terms.kind == "reduction" else terms
    found = measured(shown, reading)
    if terms.kind == "each_unit":
        return found
    return replace(found, goal=_compared_with(terms, reading), lack=None)


def direction_verdict(terms: Terms, results: Sequence[Measured]) -> Verdict:
    """Say which way a direction-only target went; it is never attained and never overdue.

    Parameters
    ----------
    terms
        A target with `increase_direction` or `decrease_direction`.
    results
        Its readings by :func:`directed`, at least one, in order.
    """
    latest = results[-1]
    reference = None if terms.kind == "each_unit" else latest.goal
    gap = None if latest.amount is None or reference is None else latest.amount - reference
    direction = "" if gap is None else _direction(gap)
    return Verdict(
        terms.id,
        State.DIRECTION_ONLY,
        actual=printed(latest.amount),
        target=printed(latest.goal) if terms.kind == "each_unit" else None,
        unit=latest.unit,
        gap=printed(gap),
        reference=printed(reference),
        direction=direction,
        period=latest.reading.period,
        short_units=latest.short,
        unreported_units=latest.unreported,
        notes=(*latest.notes, *_notes(terms, direction)),
    )


def _compared_with(terms: Terms, reading: Reading) -> Fraction | None:
    candidates = (reading.reference, reading.base, terms.base)
    return exact(next((value for value in candidates if value is not None), None))


def _direction(gap: Fraction) -> str:
    if gap > 0:
        return RISE
    return FALL if gap < 0 else LEVEL


def _notes(terms: Terms, direction: str) -> tuple[str, ...]:
    if terms.kind == "each_unit":
        return ("文件没有给数，只列各单位情况，不判定完成",)
    if not direction:
        return ("文件没有给数；缺上年同期或基期的数，看不出升降",)
    wanted = _WANTED[terms.comparator]
    agrees = "与要求的方向一致" if direction == wanted else f"没有{wanted}"
    return (f"文件没有给数，只看方向，不判定完成；{agrees}",)
