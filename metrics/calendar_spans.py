"""First and last days of weeks, ten-day periods and runs of months.

A week belongs to the year that holds its 4th day. For weeks that end on Sunday this is the ISO
8601 rule. Years run from 1900 to 2199, so that a misread year is refused at once.
"""

from calendar import monthrange
from datetime import date, timedelta

Span = tuple[date, date]
"""First and last day, both included."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
SUNDAY = 7
_FOURTH = timedelta(days=3)
_SIX_DAYS = timedelta(days=6)


def check_number(name: str, number: int, low: int, high: int) -> None:
    """Refuse a number outside its bounds.

    Raises
    ------
    ValueError
        Naming the number and its bounds.
    """
    if not low <= number <= high:
        msg = f"{name}应在{low}至{high}之间，现为{number}"
        raise ValueError(msg)


def check_year(year: int) -> None:
    """Refuse a year that no statistics of this platform can be about."""
    check_number("年份", year, FIRST_YEAR, LAST_YEAR)


def day_span(day: date) -> Span:
    """Span of one day.

    Raises
    ------
    ValueError
        If the year is out of bounds.
    """
    check_year(day.year)
    return day, day


def months_span(year: int, first_month: int, last_month: int) -> Span:
    """Span of whole months of one year.

    Raises
    ------
    ValueError
        If the year or a month is out of bounds.

    Examples
    --------
    >>> months_span(2024, 1, 2)
    (datetime.date(2024, 1, 1), datetime.date(2024, 2, 29))
    """
    check_year(year)
    check_number("月份", first_month, 1, 12)
    check_number("月份", last_month, 1, 12)
    last_day = monthrange(year, last_month)[1]
    return date(year, first_month, 1), date(year, last_month, last_day)


def tenday_span(year: int, month: int, n: int) -> Span:
    """Span of a ten-day period: 1–10, 11–20, or 21 to the end of the month.

    Raises
    ------
    ValueError
        If the year, the month or the number is out of bounds.

    Examples
    --------
    >>> tenday_span(2024, 2, 3)
    (datetime.date(2024, 2, 21), datetime.date(2024, 2, 29))
    """
    check_number("旬序", n, 1, 3)
    start, month_end = months_span(year, month, month)
    first = start.replace(day=10 * n - 9)
    return first, month_end if n == 3 else first.replace(day=10 * n)


def tenday_number(start: date) -> int:
    """Which ten-day period of its month starts on this day: 1, 2 or 3."""
    return start.day // 10 + 1


def week_span(day: date, last_day: int = SUNDAY) -> Span:
    """Span of the week that holds a day and ends on an ISO weekday.

    Raises
    ------
    ValueError
        If the weekday is not 1 to 7 or the year is out of bounds.

    Examples
    --------
    >>> week_span(date(2025, 9, 10))
    (datetime.date(2025, 9, 8), datetime.date(2025, 9, 14))
    """
    check_number("每周末日", last_day, 1, 7)
    end = day + timedelta(days=(last_day - day.isoweekday()) % 7)
    check_year(week_year(end))
    return end - _SIX_DAYS, end


def week_year(end: date) -> int:
    """Year to which the week with this last day belongs: the year of its 4th day."""
    return (end - _FOURTH).year


def week_number(end: date) -> int:
    """Count the week with this last day within its year.

    Examples
    --------
    >>> week_number(date(2025, 9, 14))
    37
    """
    return ((end - _FOURTH).timetuple().tm_yday - 1) // 7 + 1


def numbered_week_span(year: int, number: int, last_day: int = SUNDAY) -> Span:
    """Span of a week given by year and number.

    Raises
    ------
    ValueError
        If a number is out of bounds or the year has no such week.

    Examples
    --------
    >>> numbered_week_span(2025, 37)
    (datetime.date(2025, 9, 8), datetime.date(2025, 9, 14))
    """
    check_year(year)
    check_number("周序", number, 1, 53)
    days_to_first = (last_day - date(year, 1, 4).isoweekday()) % 7
    first_end = date(year, 1, 4) + timedelta(days=days_to_first)
    end = first_end + timedelta(weeks=number - 1)
    if week_year(end) != year:
        msg = f"{year}年没有第{number}周"
        raise ValueError(msg)
    return end - _SIX_DAYS, end
