"""Neighbours of a period in its series, and its counterpart a year before, as spans of days."""

from collections.abc import Callable
from datetime import date, timedelta

from metrics.calendar_spans import (
    Span,
    day_span,
    months_span,
    numbered_week_span,
    tenday_number,
    tenday_span,
    week_number,
    week_span,
    week_year,
)
from metrics.period_kinds import PeriodKind

LAST_WEEK_OF_EVERY_YEAR = 52


def stepped_span(span: Span, kind: PeriodKind, steps: int, has_january: bool) -> Span:
    """Span of the period that lies `steps` further in the series of its kind.

    Parameters
    ----------
    span, kind
        First and last day of the period, and its kind.
    steps
        How many periods to go; negative goes back.
    has_january
        Whether month and year-to-date series have a January; other kinds do not ask.

    Examples
    --------
    >>> december = (date(2024, 1, 1), date(2024, 12, 31))
    >>> stepped_span(december, PeriodKind.YTD, 1, has_january=False)
    (datetime.date(2025, 1, 1), datetime.date(2025, 2, 28))
    """
    if kind in _MONTH_STEPS:
        return _MONTH_STEPS[kind](_stepped_month(span, steps, has_january))
    return _STEPS[kind](span, steps)


def _stepped_month(span: Span, steps: int, has_january: bool) -> tuple[int, int]:
    first_month = 1 if has_january else 2
    points = 13 - first_month
    end = span[1]
    year, rest = divmod(points * end.year + end.month - first_month + steps, points)
    return year, rest + first_month


def _stepped_day(span: Span, steps: int) -> Span:
    return day_span(span[0] + timedelta(days=steps))


def _stepped_week(span: Span, steps: int) -> Span:
    end = span[1]
    return week_span(end + timedelta(weeks=steps), end.isoweekday())


def _stepped_tenday(span: Span, steps: int) -> Span:
    start = span[0]
    position = 36 * start.year + 3 * (start.month - 1) + tenday_number(start) - 1
    year, rest = divmod(position + steps, 36)
    return tenday_span(year, rest // 3 + 1, rest % 3 + 1)


def _stepped_months(width: int) -> Callable[[Span, int], Span]:
    def stepped(span: Span, steps: int) -> Span:
        position = 12 * span[0].year + span[0].month - 1 + steps * width
        year, rest = divmod(position, 12)
        return months_span(year, rest + 1, rest + width)

    return stepped


_MONTH_STEPS: dict[PeriodKind, Callable[[tuple[int, int]], Span]] = {
    PeriodKind.MONTH: lambda month: months_span(month[0], month[1], month[1]),
    PeriodKind.YTD: lambda month: months_span(month[0], 1, month[1]),
}
_STEPS: dict[PeriodKind, Callable[[Span, int], Span]] = {
    PeriodKind.DAY: _stepped_day,
    PeriodKind.WEEK: _stepped_week,
    PeriodKind.TENDAY: _stepped_tenday,
    PeriodKind.QUARTER: _stepped_months(3),
    PeriodKind.HALF: _stepped_months(6),
    PeriodKind.YEAR: _stepped_months(12),
}


def year_ago_span(span: Span, kind: PeriodKind) -> Span:
    """Span of the same period last year.

    29 February gives 28 February. A week gives the week of the same number; week 53, which last
    year never had, gives the week 52 weeks back.

    Examples
    --------
    >>> year_ago_span((date(2024, 2, 29), date(2024, 2, 29)), PeriodKind.DAY)
    (datetime.date(2023, 2, 28), datetime.date(2023, 2, 28))
    """
    return _YEARS_AGO.get(kind, _months_year_ago)(span)


def _day_year_ago(span: Span) -> Span:
    return day_span(_in_year_before(span[0]))


def _in_year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _week_year_ago(span: Span) -> Span:
    end = span[1]
    number = week_number(end)
    if number > LAST_WEEK_OF_EVERY_YEAR:
        return _stepped_week(span, -LAST_WEEK_OF_EVERY_YEAR)
    return numbered_week_span(week_year(end) - 1, number, end.isoweekday())


def _months_year_ago(span: Span) -> Span:
    start, end = span
    return months_span(start.year - 1, start.month, end.month)


_YEARS_AGO: dict[PeriodKind, Callable[[Span], Span]] = {
    PeriodKind.DAY: _day_year_ago,
    PeriodKind.WEEK: _week_year_ago,
    PeriodKind.TENDAY: lambda span: _stepped_tenday(span, -36),
}
