"""Codes of periods: short texts used as storage keys and in addresses."""

import re
from collections.abc import Callable
from datetime import date

from metrics.calendar_spans import (
    SUNDAY,
    Span,
    day_span,
    months_span,
    numbered_week_span,
    tenday_number,
    tenday_span,
    week_number,
    week_year,
)
from metrics.period_kinds import PeriodKind

ACCEPTED = (
    "2025-09-14（日）、2025-W37（周，末日不是星期日时如 2025-W37-E4）、2025-09-X2（旬）、"
    "2025-09（月）、2025-Y09（1—9月累计）、2025-Q3（季）、2025-H1（半年）、2025（年）"
)


def write_code(kind: PeriodKind, start: date, end: date) -> str:
    """Write the code of a period.

    Parameters
    ----------
    kind, start, end
        Kind, first and last day of the period.

    Examples
    --------
    >>> write_code(PeriodKind.YTD, date(2025, 1, 1), date(2025, 9, 30))
    '2025-Y09'
    """
    return _WRITERS[kind](start, end)


def _write_week(end: date) -> str:
    code = f"{week_year(end)}-W{week_number(end):02d}"
    last_day = end.isoweekday()
    return code if last_day == SUNDAY else f"{code}-E{last_day}"


_WRITERS: dict[PeriodKind, Callable[[date, date], str]] = {
    PeriodKind.DAY: lambda start, _: start.isoformat(),
    PeriodKind.WEEK: lambda _, end: _write_week(end),
    PeriodKind.TENDAY: lambda start, _: f"{start:%Y-%m}-X{tenday_number(start)}",
    PeriodKind.MONTH: lambda start, _: f"{start:%Y-%m}",
    PeriodKind.YTD: lambda _, end: f"{end:%Y-Y%m}",
    PeriodKind.QUARTER: lambda _, end: f"{end.year}-Q{end.month // 3}",
    PeriodKind.HALF: lambda _, end: f"{end.year}-H{end.month // 6}",
    PeriodKind.YEAR: lambda start, _: f"{start.year}",
}


def read_code(code: str) -> tuple[PeriodKind, date, date]:
    """Read a code; the exact inverse of :func:`write_code`.

    Returns
    -------
    tuple
        Kind, first day, last day.

    Raises
    ------
    ValueError
        If the text is not a code or names a period that the calendar does not have; the message
        lists what is accepted.

    Examples
    --------
    >>> read_code("2025-Q3")[1:]
    (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))
    """
    for kind, (pattern, span) in _READERS.items():
        if match := pattern.fullmatch(code):
            return kind, *_read_span(code, span, [int(part or SUNDAY) for part in match.groups()])
    raise ValueError(_refusal(code, "写法不符"))


def _read_span(code: str, span: Callable[..., Span], numbers: list[int]) -> Span:
    try:
        return span(*numbers)
    except ValueError as error:
        raise ValueError(_refusal(code, str(error))) from error


def _refusal(code: str, reason: str) -> str:
    return f"期别编码“{code}”无法识别：{reason}。可用的写法：{ACCEPTED}"


def _dated_span(year: int, month: int, day: int) -> Span:
    _, month_end = months_span(year, month, month)
    if not 1 <= day <= month_end.day:
        msg = f"{year}年{month}月没有{day}日"
        raise ValueError(msg)
    return day_span(date(year, month, day))


_YEAR = "([0-9]{4})"
_TWO = "([0-9]{2})"
_READERS: dict[PeriodKind, tuple[re.Pattern[str], Callable[..., Span]]] = {
    PeriodKind.DAY: (re.compile(f"{_YEAR}-{_TWO}-{_TWO}"), _dated_span),
    PeriodKind.WEEK: (re.compile(f"{_YEAR}-W{_TWO}(?:-E([1-6]))?"), numbered_week_span),
    PeriodKind.TENDAY: (re.compile(f"{_YEAR}-{_TWO}-X([1-3])"), tenday_span),
    PeriodKind.MONTH: (re.compile(f"{_YEAR}-{_TWO}"), lambda y, m: months_span(y, m, m)),
    PeriodKind.YTD: (re.compile(f"{_YEAR}-Y{_TWO}"), lambda y, m: months_span(y, 1, m)),
    PeriodKind.QUARTER: (
        re.compile(f"{_YEAR}-Q([1-4])"),
        lambda y, q: months_span(y, 3 * q - 2, 3 * q),
    ),
    PeriodKind.HALF: (
        re.compile(f"{_YEAR}-H([12])"),
        lambda y, h: months_span(y, 6 * h - 5, 6 * h),
    ),
    PeriodKind.YEAR: (re.compile(_YEAR), lambda y: months_span(y, 1, 12)),
}
