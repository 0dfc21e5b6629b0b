"""Monthly amounts of a target: still needed, reached so far, and in the best month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from metrics.periods import Period, PeriodKind
from metrics.target_courses import origin
from metrics.target_measures import Measured
from metrics.target_spans import day_before, is_month_end, months_between
from metrics.target_terms import Terms

RECENT_MONTHS = 3
_FEBRUARY = 2

History = Sequence[tuple[Period, Decimal]]
"""Amounts by the month, or the year to date, that they were added in; others are passed over."""


@dataclass(frozen=True)
class Rates:
    """Monthly amounts, unrounded; None where they cannot be had."""

    months_left: Fraction | None = None
    required: Fraction | None = None
    average: Fraction | None = None
    recent: Fraction | None = None
    best: tuple[Period, Fraction] | None = None


def rates(terms: Terms, results: Sequence[Measured], decisive: Measured, history: History) -> Rates:
    """Return the monthly amounts of a target that has a course.

    Parameters
    ----------
    terms
        What the target demands.
    results
        All readings that count, in the order of their ends.
    decisive
        The one that decided.
    history
        Earlier months, for the best month ever.
    """
    points = _points(terms, results, decisive.end)
    return Rates(
        *_required(terms, decisive), _average(points), _recent(points), _best(points, history)
    )


def _points(terms: Terms, results: Sequence[Measured], last: date) -> list[tuple[date, Fraction]]:
    """Return the amounts by day, beginning with the opening on the day before the start."""
    assert terms.start  # noqa: S101 - has_course holds
    known = {each.end: each.amount for each in results if each.amount is not None}
    return [
        (day_before(terms.start), origin(terms)),
        *((end, amount) for end, amount in known.items() if end <= last),
    ]


def _required(terms: Terms, decisive: Measured) -> tuple[Fraction | None, Fraction | None]:
    assert terms.deadline  # noqa: S101 - has_course holds
    left = months_between(decisive.end, terms.deadline)
    if left <= 0:
        return None, None
    assert decisive.amount is not None and decisive.goal is not None  # noqa: S101 - is completed
    lacking = decisive.goal - decisive.amount
    return left, lacking / left if lacking > 0 else None


def _average(points: Sequence[tuple[date, Fraction]]) -> Fraction:
    return _speed(points[0], points[-1])


def _recent(points: Sequence[tuple[date, Fraction]]) -> Fraction:
    """Return the speed since the last point that lies at least three months back."""
    last = points[-1]
    earlier = [p for p in points if months_between(p[0], last[0]) >= RECENT_MONTHS]
    return _speed(earlier[-1] if earlier else points[0], last)


def _speed(first: tuple[date, Fraction], last: tuple[date, Fraction]) -> Fraction:
    return (last[1] - first[1]) / months_between(first[0], last[0])


def _best(
    points: Sequence[tuple[date, Fraction]], history: History
) -> tuple[Period, Fraction] | None:
    months = list(_single_months(history))
    ends = [point for point in points if is_month_end(point[0])]
    for first, last in pairwise(ends):
        if months_between(first[0], last[0]) == 1:
            months.append((Period.of_month(last[0].year, last[0].month), last[1] - first[1]))
    return max(months, key=lambda month: month[1], default=None)


def _single_months(history: History) -> Iterator[tuple[Period, Fraction]]:
    """Yield single months; a 1—2月 that follows no January holds two and is none."""
    known = {period for period, _ in history}
    for period, amount in history:
        year, month = period.end.year, period.end.month
        of_months = period.kind in (PeriodKind.MONTH, PeriodKind.YTD)
        doubled = period.kind == PeriodKind.YTD and month == _FEBRUARY
        if of_months and not (doubled and Period.of_ytd(year, 1) not in known):
            yield Period.of_month(year, month), Fraction(amount)
