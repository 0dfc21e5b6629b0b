"""Periods as tables print them: ``1—9月``, ``9月末``, ``2025年前三季度``.

What is printed is read, nothing is added: a year that does not stand there stays unknown.
"""

import re
from typing import NamedTuple

from metrics.calendar_spans import FIRST_YEAR, LAST_YEAR
from metrics.printed_text import squeezed


class PrintedPeriod(NamedTuple):
    """A printed period.

    Attributes
    ----------
    year
        None where no year is printed.
    first
        First month; equal to `last` for a single month (``9月``); None where only the end is
        printed (``9月末``, ``2025-09``).
    last
        Last month, 1 to 12.
    """

    year: int | None
    first: int | None
    last: int


_SPANS = {
    "全年": (1, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "前三季度": (1, 9),
    "前两季度": (1, 6),
    **{
        f"{first}{digit}季度": (3 * quarter - 2, 3 * quarter)
        for quarter, digits in enumerate(("一1", "二2", "三3", "四4"), start=1)
        for digit in digits
        for first in ("第", "")
    },
}
_DASH = r"[-\u2010-\u2015\u2212─~〜∼至到]+"
_YEAR = r"(?:截至|截止)?(?:(?P<year>[0-9]{4})年度?)?"
_MONTHS = re.compile(
    _YEAR + rf"(?P<first>[0-9]{{1,2}})月?份?{_DASH}(?P<last>[0-9]{{1,2}})月(?:份|末|底)?(?:累计)?"
)
_TO_MONTH = re.compile(_YEAR + r"(?P<last>[0-9]{1,2})月份?(?:末|底)?(?P<since_january>累计)")
_AT_END = re.compile(_YEAR + r"(?P<last>[0-9]{1,2})月份?(?:末|底)")
_MONTH = re.compile(_YEAR + r"(?P<single>[0-9]{1,2})月份?")
_SPAN = re.compile(_YEAR + rf"(?P<span>{'|'.join(_SPANS)})(?:累计)?")
_YEAR_END = re.compile(r"(?P<year>[0-9]{4})年(?:末|底)")
_WHOLE_YEAR = re.compile(r"(?P<year>[0-9]{4})年度?(?P<span>)")
# 2025.1 is what a spreadsheet makes of 2025.10: it may be either month, and is none.
_CODE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<since_january>Y)(?=[0-9]{2})|[-/]|\.(?!1$)|(?=[0-9]{2}))"
    r"(?P<last>[0-9]{1,2})"
)
_WORDED = (_MONTHS, _TO_MONTH, _AT_END, _MONTH, _SPAN, _YEAR_END, _WHOLE_YEAR)


def read_printed_period(text: str) -> PrintedPeriod | None:
    """Read a text that is a period and nothing else.

    Parameters
    ----------
    text
        Text of a cell; any width of digits, any dash, blanks anywhere. Codes such as
        ``2025-09`` and ``2025-Y09`` are read too.

    Returns
    -------
    PrintedPeriod or None
        None where the text is no period, or one that the calendar does not have.

    Examples
    --------
    >>> read_printed_period("2025年１—９月份")
    PrintedPeriod(year=2025, first=1, last=9)
    >>> read_printed_period("9月末")
    PrintedPeriod(year=None, first=None, last=9)
    >>> read_printed_period("9月期货") is None
    True
    """
    plain = squeezed(text)
    matches = (pattern.fullmatch(plain) for pattern in (*_WORDED, _CODE))
    return next((_period(match) for match in matches if match), None)


def leading_period(text: str) -> tuple[PrintedPeriod | None, str]:
    """Part a text into the period with which it begins and the rest.

    Returns
    -------
    tuple
        The period, None where the text begins with none; and the rest in the form of
        :func:`metrics.printed_text.squeezed`.

    Examples
    --------
    >>> leading_period("9月末余额（亿元）")
    (PrintedPeriod(year=None, first=None, last=9), '余额(亿元)')
    >>> leading_period("工业投资")
    (None, '工业投资')
    """
    plain = squeezed(text)
    for pattern in _WORDED:
        if (match := pattern.match(plain)) and (period := _period(match)):
            return period, plain[match.end() :]
    return None, plain


def bare_year(text: str) -> int | None:
    """Return the year with which a text begins where no months stand with it.

    Such a head (``2025年`` beside ``2024年``) is about the months that its table names elsewhere.

    Returns
    -------
    int or None
        None where the text begins with no year, or with a year and months.

    Examples
    --------
    >>> bare_year("2025年绝对额"), bare_year("2025年1-9月"), bare_year("2025年全年")
    (2025, None, None)
    """
    plain = squeezed(text)
    with_months = any(pattern.match(plain) for pattern in _WORDED if pattern is not _WHOLE_YEAR)
    match = None if with_months else _WHOLE_YEAR.match(plain)
    period = _period(match) if match else None
    return period.year if period else None


def _period(match: re.Match[str]) -> PrintedPeriod | None:
    """Return what was matched, None where the calendar has no such year or month."""
    found = match.groupdict()
    year = int(found["year"]) if found["year"] else None
    first, last = _months(found)
    known_year = year is None or FIRST_YEAR <= year <= LAST_YEAR
    known_months = 1 <= (last if first is None else first) <= last <= 12
    return PrintedPeriod(year, first, last) if known_year and known_months else None


def _months(found: dict[str, str | None]) -> tuple[int | None, int]:
    if "span" in found:
        return _SPANS[found["span"] or "全年"]
    if single := found.get("single"):
        return int(single), int(single)
    last = int(found.get("last") or 12)
    if found.get("since_january"):
        return 1, last
    first = found.get("first")
    return (int(first) if first else None), last
