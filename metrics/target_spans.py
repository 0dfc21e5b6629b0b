"""Spans of time as targets count them: in months where both ends allow it, else in days."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

_DAY = timedelta(days=1)


def month_length(day: date) -> int:
    """Days of the month that holds a day."""
    return monthrange(day.year, day.month)[1]


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day.day == month_length(day)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - _DAY


def months_between(first: date, last: date) -> Fraction:
    """Months from the end of one day to the end of another; a part of a month counts in days.

    Examples
    --------
    >>> months_between(date(2019, 12, 31), date(2020, 9, 30))
    Fraction(9, 1)
    >>> months_between(date(2020, 6, 15), date(2020, 7, 31))
    Fraction(3, 2)
    """
    whole = 12 * (last.year - first.year) + last.month - first.month
    return whole + Fraction(last.day, month_length(last)) - Fraction(first.day, month_length(first))


def counts_in_months(*days: date) -> bool:
    """Whether all of these ends are ends of months, so that a span counts in months."""
    return all(is_month_end(day) for day in days)


def days_from(first: date, last: date) -> int:
    """Days from one day to another, both counted."""
    return (last - first).days + 1
