"""Statistical periods: one value type for day, week, 旬, month, 累计, quarter, half and year.

For output, value added, revenue and profit a January figure does not exist: the year-to-date
series has 11 points a year and starts with 1—2月. Whether an indicator has a January is its own
property and is passed as `has_january`.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import total_ordering
from typing import Self

from metrics.calendar_spans import (
    SUNDAY,
    check_number,
    day_span,
    months_span,
    tenday_span,
    week_span,
    week_year,
)
from metrics.period_codes import read_code, write_code
from metrics.period_kinds import PeriodKind as PeriodKind
from metrics.period_labels import long_label, short_label
from metrics.period_steps import stepped_span, year_ago_span

_BY_MONTH = frozenset({PeriodKind.MONTH, PeriodKind.YTD})
_BY_DAY = frozenset({PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.TENDAY})


@total_ordering
@dataclass(frozen=True)
class Period:
    """A period of one kind, from its first to its last day; built by the `of_…` methods.

    Periods are ordered by (end, start, kind).

    Attributes
    ----------
    kind
        Kind of period.
    start, end
        First and last day, both included.

    Examples
    --------
    >>> Period.of_ytd(2025, 9).label
    '2025年1—9月'
    >>> Period.of_ytd(2025, 2).previous(has_january=False).code
    '2024-Y12'
    """

    kind: PeriodKind
    start: date
    end: date

    def __lt__(self, other: "Period") -> bool:
        return (self.end, self.start, self.kind) < (other.end, other.start, other.kind)

    @classmethod
    def of_day(cls, day: date) -> Self:
        """One day."""
        return cls(PeriodKind.DAY, *day_span(day))

    @classmethod
    def of_week(cls, day: date, last_day: int = SUNDAY) -> Self:
        """Week that holds `day` and ends on ISO weekday `last_day` (7 is Sunday)."""
        return cls(PeriodKind.WEEK, *week_span(day, last_day))

    @classmethod
    def of_tenday(cls, year: int, month: int, n: int) -> Self:
        """上旬 (n = 1), 中旬 (2) or 下旬 (3, to the end of the month)."""
        return cls(PeriodKind.TENDAY, *tenday_span(year, month, n))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        """One month."""
        return cls(PeriodKind.MONTH, *months_span(year, month, month))

    @classmethod
    def of_ytd(cls, year: int, month: int) -> Self:
        """January to `month`, cumulative (累计)."""
        return cls(PeriodKind.YTD, *months_span(year, 1, month))

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Self:
        """One quarter, 1 to 4."""
        check_number("季度", quarter, 1, 4)
        return cls(PeriodKind.QUARTER, *months_span(year, 3 * quarter - 2, 3 * quarter))

    @classmethod
    def of_half(cls, year: int, half: int) -> Self:
        """上半年 (1) or 下半年 (2)."""
        check_number("半年", half, 1, 2)
        return cls(PeriodKind.HALF, *months_span(year, 6 * half - 5, 6 * half))

    @classmethod
    def of_year(cls, year: int) -> Self:
        """One calendar year."""
        return cls(PeriodKind.YEAR, *months_span(year, 1, 12))

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a code; the exact inverse of :attr:`code`.

        Raises
        ------
        ValueError
            If the text is no code of a period; the message lists what is accepted.
        """
        return cls(*read_code(code))

    @property
    def code(self) -> str:
        """Short text for storage and addresses, such as `2025-Y09`."""
        return write_code(self.kind, self.start, self.end)

    @property
    def label(self) -> str:
        """Official print, such as 2025年1—9月."""
        return long_label(self.kind, self.start, self.end)

    @property
    def short_label(self) -> str:
        """Official print without the year, such as 1—9月."""
        return short_label(self.kind, self.start, self.end)

    @property
    def year(self) -> int:
        """Year to which the period belongs; for a week the year of its 4th day."""
        return week_year(self.end) if self.kind == PeriodKind.WEEK else self.end.year

    @property
    def months(self) -> int:
        """Whole months covered; 0 for day, week and ten-day period."""
        return 0 if self.kind in _BY_DAY else self.end.month - self.start.month + 1

    @property
    def days(self) -> int:
        """Days covered."""
        return (self.end - self.start).days + 1

    def previous(self, has_january: bool = True) -> "Period":
        """Step back to the period before, of the same kind.

        Without January, December precedes 1—2月.
        """
        return self._stepped(-1, has_january)

    def next(self, has_january: bool = True) -> "Period":
        """Step to the period after, of the same kind.

        Without January, 1—2月 follows December.
        """
        return self._stepped(1, has_january)

    def _stepped(self, steps: int, has_january: bool) -> "Period":
        check_january(self, has_january)
        span = stepped_span((self.start, self.end), self.kind, steps, has_january)
        return Period(self.kind, *span)

    def year_ago(self) -> "Period":
        """Find the same period last year.

        29 February gives 28 February. A week gives the week of the same number; week 53, which
        last year never had, gives the week 52 weeks back. For the days around the Spring
        Festival see :func:`metrics.lunar.lunar_counterpart`.
        """
        return Period(self.kind, *year_ago_span((self.start, self.end), self.kind))


def check_january(period: Period, has_january: bool) -> None:
    """Refuse a January figure of an indicator that has none.

    Raises
    ------
    ValueError
        If the period is the month of January or 累计 to January and `has_january` is false.
    """
    if not has_january and period.kind in _BY_MONTH and period.end.month == 1:
        msg = (
            f"{period.label}（{period.code}）：该指标1月不单独统计，每年首期为1—2月。"
            "请改用1—2月累计，或在指标目录中核对该指标是否有1月数据"
        )
        raise ValueError(msg)


def series_of_periods(first: Period, last: Period, has_january: bool) -> list[Period]:
    """List the periods from `first` to `last`, both included.

    Parameters
    ----------
    first, last
        Ends of the series, of one kind; for weeks, of one last weekday.
    has_january
        Whether month and year-to-date series have a January.

    Returns
    -------
    list of Period
        Empty where `last` lies before `first`.

    Raises
    ------
    ValueError
        If the ends differ in kind or are a January that does not exist.

    Examples
    --------
    >>> ends = Period.of_ytd(2024, 12), Period.of_ytd(2025, 3)
    >>> [period.short_label for period in series_of_periods(*ends, has_january=False)]
    ['1—12月', '1—2月', '1—3月']
    """
    _check_ends(first, last)
    check_january(first, has_january)
    check_january(last, has_january)
    periods = []
    current = first
    while current <= last:
        periods.append(current)
        current = current.next(has_january)
    return periods


def _check_ends(first: Period, last: Period) -> None:
    same_kind = first.kind == last.kind
    weeks = first.kind == PeriodKind.WEEK
    if not same_kind or (weeks and first.end.isoweekday() != last.end.isoweekday()):
        msg = f"期别序列的起止应为同一种期别，现为{first.code}和{last.code}：请改用同一种期别"
        raise ValueError(msg)


def share_of_year(period: Period) -> Fraction:
    """How much of its year has passed at the period's own end (序时进度).

    Periods made of months count in months; day, week and ten-day period count in days. A week
    that ends in the next year completes its own.

    Examples
    --------
    >>> share_of_year(Period.of_ytd(2025, 6))
    Fraction(1, 2)
    """
    if period.kind not in _BY_DAY:
        return Fraction(period.end.month, 12)
    _, year_end = months_span(period.year, 1, 12)
    counted_to = min(period.end, year_end)
    return Fraction(counted_to.timetuple().tm_yday, year_end.timetuple().tm_yday)
