"""Where a running target is expected to stand at its deadline."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from metrics import forecast
from metrics.forecast import Course, Landing
from metrics.periods import Period
from metrics.target_spans import month_length
from metrics.targets import Reading, State, Terms, Verdict
from metrics.wording import date_text

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
    deadline, at, actual = terms.deadline, verdict.period, verdict.actual
    if terms.kind not in ADDED_UP or verdict.status in WITHOUT or actual is None:
        return None
    if deadline is None or terms.start is None or at is None or at.end >= deadline:
        return None
    amounts = list(past) or list(_amounts(terms, readings))
    known = [pair for pair in amounts if pair[0].end <= at.end]
    inside = [pair for pair in known if pair[0].end >= terms.start]
    if not any(amount is not None for _, amount in inside):
        return None
    last = known[-1][0].end
    figures = [np.nan if amount is None else float(amount) for _, amount in known]
    left = months_between(last, deadline)
    if not left:
        return None
    if last == at.end:
        return forecast.land(Course(np.array(figures), len(inside), left, so_far=float(actual)))
    silent = months_between(last, at.end.replace(day=1) - timedelta(days=1))
    if silent >= left:
        return None
    figures += [np.nan] * silent
    so_far = _before_month(_at(terms, readings, last), actual, silent, at.end)
    course = Course(np.array(figures), len(inside) + silent, left - silent, so_far=so_far)
    return _within_month(course, float(actual), at.end)


def _within_month(course: Course, actual: float, day: date) -> Landing:
    """Estimate from the end of the month before the day of the newest figure.

    The part of a month must not be added to an estimate that holds the whole of it; only what it
    has beyond the estimate of the whole month is.
    """
    found = forecast.land(course)
    if (more := actual - found.path[0]) > 0:
        found = forecast.land(replace(course, so_far=course.known + more))
    said = f"{date_text(day)}的数不满一个月，从上月末起推算"
    return replace(found, note=f"{found.note}；{said}")


def _before_month(at_last: Decimal | None, actual: Decimal, silent: int, day: date) -> float | None:
    """Return the total at the end of the month before a day, on the straight line to it."""
    if at_last is None:
        return None
    part = Decimal(day.day) / month_length(day)
    return float(at_last + (actual - at_last) * silent / (silent + part))


def _at(terms: Terms, readings: Sequence[Reading], day: date) -> Decimal | None:
    """Return the total at the end of a day, None where it is not known."""
    found = [_total(terms, each) for each in readings if each.period.end == day]
    return next((total for total in found if total is not None), None)


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
        count = _months_after(before, end)
        if count > 0 and level is not None:
            yield from _shared(end, (value - level) / count, count)
        before, level = end, value


def _months_after(before: date, end: date) -> int:
    """Count the months that hold a day after `before`, up to the month that ends on `end`."""
    first = before + timedelta(days=1)
    return months_between(first.replace(day=1) - timedelta(days=1), end)


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
