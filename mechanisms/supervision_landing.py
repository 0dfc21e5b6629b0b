"""Where a running target is expected to stand at its deadline."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from metrics import forecast
from metrics.forecast import Course, Landing
from metrics.periods import Period
from metrics.targets import Reading, State, Terms, Verdict

ADDED_UP = ("flow", "count", "net_increase", "stock")
"""Kinds whose course is made of monthly amounts; the others have no landing."""
WITHOUT = (State.NOT_STARTED, State.NO_VALUE, State.NOT_REPORTED, State.AWAITING_BASE)
Amounts = Sequence[tuple[Period, Decimal | None]]


def landing(
    terms: Terms, readings: Sequence[Reading], verdict: Verdict, past: Amounts = ()
) -> Landing | None:
    """Estimate where a target will stand at its deadline; None where that cannot be asked.

    Parameters
    ----------
    past
        Monthly amounts of the statistic that measures the target, years before it included;
        without them the amounts are taken from the readings themselves.

    Returns
    -------
    Landing or None
        In the unit of the target; None after the deadline, without one, for kinds that are not
        added up month by month, and as long as no whole month is known.
    """
    deadline, at = terms.deadline, verdict.period
    if terms.kind not in ADDED_UP or verdict.status in WITHOUT or verdict.actual is None:
        return None
    if deadline is None or terms.start is None or at is None or at.end >= deadline:
        return None
    amounts = list(past) or list(_amounts(terms, readings))
    known = [pair for pair in amounts if pair[0].end <= at.end]
    inside = [pair for pair in known if pair[0].end >= terms.start]
    if not any(amount is not None for _, amount in inside):
        return None
    left = months_between(known[-1][0].end, deadline)
    course = Course(
        np.array([np.nan if amount is None else float(amount) for _, amount in known]),
        len(inside),
        left,
        so_far=float(verdict.actual),
    )
    return forecast.land(course) if left else None


def months_between(day: date, deadline: date) -> int:
    """Return the whole months from the end of a month to a deadline.

    Examples
    --------
    >>> months_between(date(2020, 9, 30), date(2020, 12, 31))
    3
    """
    after = day + timedelta(days=1)
    until = deadline + timedelta(days=1)
    return (until.year - after.year) * 12 + until.month - after.month


def _amounts(terms: Terms, readings: Sequence[Reading]) -> Iterator[tuple[Period, Decimal | None]]:
    """Yield monthly amounts of cumulative readings.

    After a gap the last month stands for the average of its months; the others stay unknown, for
    even months that nobody reported would feign a certainty that is not there.
    """
    start = terms.start or date.min
    before, level = start - timedelta(days=1), _opening(terms)
    for reading in sorted(readings, key=lambda each: each.period.end):
        end, value = reading.period.end, _total(terms, reading)
        if value is None or end < start or not _ends_month(end):
            continue
        count = months_between(before, end) if _ends_month(before) else 1
        if count > 0 and level is not None:
            yield from _shared(end, (value - level) / count, count)
        before, level = end, value


def _opening(terms: Terms) -> Decimal | None:
    return terms.base if terms.kind == "stock" else Decimal(0)


def _total(terms: Terms, reading: Reading) -> Decimal | None:
    if terms.kind != "net_increase":
        return reading.value
    if reading.numerator is not None:
        return reading.numerator
    base = reading.base if reading.base is not None else terms.base
    return None if reading.value is None or base is None else reading.value - base


def _shared(end: date, amount: Decimal, count: int) -> Iterator[tuple[Period, Decimal | None]]:
    last = Period.of_month(end.year, end.month)
    months = [last]
    while len(months) < count:
        months.append(months[-1].previous())
    for month in reversed(months):
        yield month, amount if month == last else None


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
