"""Spring Festival and the alignment of weeks and ten-day periods to it.

The festival moves between 21 January and 21 February and with it weeks of stopped production.
Weekly and ten-day figures near it are therefore compared by their distance to 除夕, not by the
calendar. The dates come from the `holidays` library.
"""

from datetime import date, timedelta
from functools import cache

import holidays

from metrics.calendar_spans import Span, check_number
from metrics.periods import Period, PeriodKind

FIRST_YEAR, LAST_YEAR = 1950, 2100
NEAR_DAYS = 28
_FESTIVAL_NAME = "春节"
_ONE_DAY = timedelta(days=1)
_ALIGNED_KINDS = frozenset({PeriodKind.WEEK, PeriodKind.TENDAY})


@cache
def spring_festival(year: int) -> date:
    """Day of 正月初一 in a year.

    Parameters
    ----------
    year
        1950 to 2100.

    Raises
    ------
    ValueError
        If the year is out of bounds.

    Examples
    --------
    >>> spring_festival(2025)
    datetime.date(2025, 1, 29)
    """
    check_number("春节年份", year, FIRST_YEAR, LAST_YEAR)
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    return min(calendar.get_named(_FESTIVAL_NAME, lookup="exact"))


def new_year_eve(year: int) -> date:
    """Day before 正月初一 of a year (除夕).

    Examples
    --------
    >>> new_year_eve(2025)
    datetime.date(2025, 1, 28)
    """
    return spring_festival(year) - _ONE_DAY


def days_to_new_year_eve(day: date) -> int:
    """Count the days from a day to the nearest 除夕.

    Parameters
    ----------
    day
        A day of the years 1950 to 2100.

    Returns
    -------
    int
        Positive before 除夕, 0 on it, negative after.

    Examples
    --------
    >>> days_to_new_year_eve(date(2025, 1, 25)), days_to_new_year_eve(date(2025, 2, 4))
    (3, -7)
    """
    check_number("春节年份", day.year, FIRST_YEAR, LAST_YEAR)
    years = (day.year, min(day.year + 1, LAST_YEAR))
    return min(((new_year_eve(year) - day).days for year in years), key=abs)


def lunar_counterpart(period: Period) -> Span:
    """Days of last year with which a week or ten-day period is fairly compared.

    Parameters
    ----------
    period
        A week or a ten-day period.

    Returns
    -------
    tuple of date
        First and last day. Where the period, or its calendar counterpart, comes within 28 days
        of 除夕, both ends are moved by the days between the two festivals, so that they lie as
        far from 除夕 as this year's. Elsewhere the week 52 weeks back, or the same 旬.

    Raises
    ------
    ValueError
        If the period is of another kind or the festival is out of bounds.

    Examples
    --------
    >>> lunar_counterpart(Period.parse("2025-W05"))
    (datetime.date(2024, 2, 8), datetime.date(2024, 2, 14))
    >>> lunar_counterpart(Period.parse("2025-W37"))
    (datetime.date(2024, 9, 9), datetime.date(2024, 9, 15))
    """
    _check_alignable(period)
    by_calendar = _calendar_counterpart(period)
    year = _festival_near(period, by_calendar)
    if year is None:
        return by_calendar
    shift = spring_festival(year) - spring_festival(year - 1)
    return period.start - shift, period.end - shift


def _check_alignable(period: Period) -> None:
    if period.kind not in _ALIGNED_KINDS:
        msg = f"{period.label}（{period.code}）不能按春节对齐：只有周和旬可以，请改用上年同期"
        raise ValueError(msg)


def _calendar_counterpart(period: Period) -> Span:
    if period.kind == PeriodKind.TENDAY:
        before = period.year_ago()
        return before.start, before.end
    back = timedelta(weeks=52)
    return period.start - back, period.end - back


def _festival_near(period: Period, by_calendar: Span) -> int | None:
    for year in (period.start.year, period.start.year + 1):
        this_year = _is_near((period.start, period.end), new_year_eve(year))
        if this_year or _is_near(by_calendar, new_year_eve(year - 1)):
            return year
    return None


def _is_near(span: Span, eve: date) -> bool:
    near = timedelta(days=NEAR_DAYS)
    return span[0] <= eve + near and span[1] >= eve - near
