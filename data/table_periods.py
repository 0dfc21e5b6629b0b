"""Periods of received tables: the year where none is printed, the code that an indicator uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue import Accumulation, Indicator
from metrics.calendar_spans import FIRST_YEAR, LAST_YEAR
from metrics.periods import check_january
from metrics.printed_periods import PrintedPeriod
from metrics.printed_text import squeezed

LATER_THAN_DATED = 3
"""Months by which a table without a year may be newer than the newest dated one: a card dates
its quarterly tables, and monthly ones run ahead of them by less than a quarter year."""

_NAMED_MONTH = re.compile(
    r"(?<![0-9])(20[0-9]{2})"
    r"(?:年(?:[0-9]{1,2}月?[-—~至])?([0-9]{1,2})月"
    r"|[-_.]?(0[1-9]|1[0-2])(?:[-_.]?[0-3][0-9])?(?![0-9])"
    r"|[-_.]([1-9])(?![0-9]))"
)
_ONLY_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")


@dataclass(frozen=True)
class Years:
    """How the year of a month is found where none is printed.

    Attributes
    ----------
    latest
        The latest month that can be meant, counted in months; None where nothing tells.
    """

    latest: int | None

    def dated(self, printed: PrintedPeriod) -> tuple[int, int] | None:
        """Return year and last month of a printed period, None where no year can be told.

        Examples
        --------
        >>> years("2025-02", "", []).dated(PrintedPeriod(None, 1, 12))
        (2024, 12)
        """
        if printed.year is not None:
            return printed.year, printed.last
        if self.latest is None:
            return None
        return (self.latest - printed.last) // 12, printed.last


NO_YEARS = Years(None)
"""Nothing tells a year."""


def years(month: str, file_name: str, printed: Iterable[PrintedPeriod]) -> Years:
    """Return how years are found in one file.

    The month that the user chose counts first; then the file's name together with the periods
    that print their year; then these alone; a year alone in the name comes last.

    Parameters
    ----------
    month
        Month of the release such as ``2025-09``, or empty.
    printed
        All periods printed in the file.
    """
    if month:
        year, number = map(int, month.split("-"))
        return Years(year * 12 + number)
    dated = max((p.year * 12 + p.last for p in printed if p.year is not None), default=None)
    if found := _NAMED_MONTH.search(squeezed(file_name)):
        named = int(found[1]) * 12 + int(found[2] or found[3] or found[4])
        return Years(max(named, dated or named))
    if dated is not None:
        return Years(dated + LATER_THAN_DATED)
    only_year = _ONLY_YEAR.search(file_name)
    return Years(int(only_year[1]) * 12 + 12 if only_year else None)


@dataclass(frozen=True)
class PeriodProblem:
    """Why a printed period cannot be taken: the rule that it breaks, and the reason."""

    check: str
    text: str


def period_code(
    printed: PrintedPeriod | None, indicator: Indicator, known_years: Years
) -> str | PeriodProblem:
    """Return the code of a printed period in the kind that an indicator uses, or the problem.

    Parameters
    ----------
    printed
        None where no period was found.

    Examples
    --------
    >>> from data.catalogue import indicators
    >>> gdp, none = indicators()["gdp"], Years(None)
    >>> period_code(PrintedPeriod(2025, 1, 9), gdp, none)
    '2025-Y09'
    >>> period_code(PrintedPeriod(None, 1, 9), gdp, none).check
    'year_unknown'
    """
    if printed is None:
        return PeriodProblem("period_unreadable", "没有找到期别")
    if problem := _unfit(printed, indicator):
        return PeriodProblem("period_unreadable", problem)
    dated = known_years.dated(printed)
    if dated is None:
        return PeriodProblem("year_unknown", "期别没有写年份，文件中也没有别处写明")
    return _checked_code(dated, indicator)


def _checked_code(dated: tuple[int, int], indicator: Indicator) -> str | PeriodProblem:
    year, month = dated
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return PeriodProblem("period_unreadable", f"年份{year}超出范围")
    period = indicator.period(f"{year}-{month:02d}")
    try:
        check_january(period, indicator.has_january)
    except ValueError:
        return PeriodProblem("january_alone", f"{indicator.name}的1月不单独统计，每年首期为1—2月")
    return period.code


_LENGTH: dict[Accumulation, int] = {"ytd": 0, "month": 1, "quarter": 3, "year": 12}
_KIND_WORDS = {"ytd": "自1月起的累计", "month": "月末或当月", "quarter": "一个季度", "year": "全年"}


def _unfit(printed: PrintedPeriod, indicator: Indicator) -> str:
    """Return why an indicator has no such period, empty if it has.

    The single month of an indicator that is published since January (9月) might mean either.
    """
    if indicator.frequency == "quarterly" and printed.last % 3:
        return f"{indicator.name}按季公布，期别应止于3、6、9、12月"
    length = _LENGTH[indicator.accumulation]
    first = printed.last - length + 1 if length else 1
    since_january = indicator.kind == "stock" and printed.first == 1
    if printed.first in (None, first) or since_january:
        return ""
    return f"{indicator.name}的期别应为{_KIND_WORDS[indicator.accumulation]}，这里写的不是"
