"""Public holidays: which days are off, and the first day after them.

The days come from the `holidays` library; days off that were moved (调休) are among them.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

import holidays

from metrics.calendar_spans import Span

LONG_HOLIDAYS = ("春节", "除夕", "国庆节")
"""Names of the two holidays of a week or more, at which regular releases are left out."""
_ONE_DAY = timedelta(days=1)
_FRIDAY, _SUNDAY = 5, 7


@cache
def _of_year(year: int) -> Container[date]:
    return holidays.country_holidays("CN", years=year, language="zh_CN")


@cache
def _long_of_year(year: int) -> frozenset[date]:
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    found = {day for day, name in calendar.items() if any(each in name for each in LONG_HOLIDAYS)}
    return frozenset(found)


def first_open_day(day: date) -> date:
    """Return the day itself, or the first one after the holiday in which it falls.

    A weekend that a holiday begins or ends is part of it; an ordinary weekend counts as open,
    since the releases that this dates come out on weekends too.

    Parameters
    ----------
    day
        The day on which something would be due.

    Returns
    -------
    datetime.date
        The first day from there on that is no holiday.

    Examples
    --------
    >>> first_open_day(date(2025, 10, 4)), first_open_day(date(2025, 10, 18))
    (datetime.date(2025, 10, 9), datetime.date(2025, 10, 18))
    """
    while _is_holiday(day):
        day += _ONE_DAY
    return day


def _is_holiday(day: date) -> bool:
    weekday = day.isoweekday()
    if day in _of_year(day.year) or weekday <= _FRIDAY:
        return day in _of_year(day.year)
    around = (day - (weekday - _FRIDAY) * _ONE_DAY, day + (_SUNDAY + 1 - weekday) * _ONE_DAY)
    return any(each in _of_year(each.year) for each in around)


def touches_long_holiday(span: Span) -> bool:
    """Say whether 春节 or 国庆节 has a day in a span.

    Parameters
    ----------
    span
        First and last day.

    Examples
    --------
    >>> touches_long_holiday((date(2025, 10, 1), date(2025, 10, 10)))
    True
    >>> touches_long_holiday((date(2025, 10, 11), date(2025, 10, 20)))
    False
    """
    first, last = span
    days = _long_of_year(first.year) | _long_of_year(last.year)
    return any(first <= day <= last for day in days)
