"""Official print of periods: 2025年1—9月, 2025年9月上旬, 2025年第37周（9月8日—14日）.

The dash is the Chinese em dash U+2014; months and days carry no leading zero.
"""

from collections.abc import Callable
from datetime import date

from metrics.calendar_spans import tenday_number, week_number, week_year
from metrics.period_kinds import PeriodKind

_TENDAYS = ("上旬", "中旬", "下旬")
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_HALVES = ("上半年", "下半年")


def short_label(kind: PeriodKind, start: date, end: date) -> str:
    """Print a period without its year.

    Examples
    --------
    >>> short_label(PeriodKind.YTD, date(2025, 1, 1), date(2025, 9, 30))
    '1—9月'
    """
    return _SHORT[kind](start, end)


def long_label(kind: PeriodKind, start: date, end: date) -> str:
    """Print a period in full; a week with its days.

    Examples
    --------
    >>> long_label(PeriodKind.WEEK, date(2025, 8, 29), date(2025, 9, 4))
    '2025年第35周（8月29日—9月4日）'
    """
    if kind == PeriodKind.YEAR:
        return f"{start.year}年"
    if kind == PeriodKind.WEEK:
        return f"{week_year(end)}年{_week(end)}（{_days(start, end)}）"
    return f"{start.year}年{short_label(kind, start, end)}"


def _week(end: date) -> str:
    return f"第{week_number(end)}周"


def _days(start: date, end: date) -> str:
    month = "" if start.month == end.month else f"{end.month}月"
    return f"{start.month}月{start.day}日—{month}{end.day}日"


def _months(end: date) -> str:
    return "1月" if end.month == 1 else f"1—{end.month}月"


_SHORT: dict[PeriodKind, Callable[[date, date], str]] = {
    PeriodKind.DAY: lambda start, _: f"{start.month}月{start.day}日",
    PeriodKind.WEEK: lambda _, end: _week(end),
    PeriodKind.TENDAY: lambda start, _: f"{start.month}月{_TENDAYS[tenday_number(start) - 1]}",
    PeriodKind.MONTH: lambda start, _: f"{start.month}月",
    PeriodKind.YTD: lambda _, end: _months(end),
    PeriodKind.QUARTER: lambda _, end: _QUARTERS[end.month // 3 - 1],
    PeriodKind.HALF: lambda _, end: _HALVES[end.month // 6 - 1],
    PeriodKind.YEAR: lambda _, __: "全年",
}
