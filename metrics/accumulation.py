"""当月 from 累计 and back, and growth over the exact period a year before.

Where an indicator has no January, the first figure of *every* year is one combined figure of
1—2月, keyed by the year-to-date period 1—2月 itself; there is no February. Nothing is guessed:
a missing figure, or one whose predecessor is missing, stays missing and is never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from metrics.growth import LevelChange, compare_levels
from metrics.periods import Period, PeriodKind, check_january
from metrics.rounding import Value, to_decimal

COMBINED_MONTH = 2


@dataclass(frozen=True)
class Derived:
    """A single-month figure with its origin.

    Attributes
    ----------
    period
        The month, or 1—2月 combined.
    value
        The figure; None is missing.
    derived
        True where the figure was obtained by subtraction; False for the first figure of a year,
        which is published as it stands.
    """

    period: Period
    value: Decimal | None
    derived: bool


def single_months(ytd: Mapping[Period, Value], has_january: bool) -> dict[Period, Decimal | None]:
    """Derive single months from year-to-date figures.

    Parameters
    ----------
    ytd
        Figures by year-to-date period, in any order; None, NaN or absence is missing.
    has_january
        Whether the indicator has a January of its own.

    Returns
    -------
    dict
        One figure for each key of `ytd`, in order of time: the month, or for an indicator
        without January the period 1—2月 itself. None where the figure or the one before it in
        the same year is missing.

    Raises
    ------
    ValueError
        If a key is not year-to-date, or is a January of an indicator without one.

    Examples
    --------
    >>> figures = {Period.of_ytd(2025, 2): 20, Period.of_ytd(2025, 3): 32}
    >>> {p.label: v for p, v in single_months(figures, has_january=False).items()}
    {'2025年1—2月': Decimal('20'), '2025年3月': Decimal('12')}
    """
    return {item.period: item.value for item in derived_months(ytd, has_january)}


def derived_months(ytd: Mapping[Period, Value], has_january: bool) -> list[Derived]:
    """Derive single months as :func:`single_months` does, each marked with its origin.

    Examples
    --------
    >>> figures = {Period.of_ytd(2025, 2): 20, Period.of_ytd(2025, 3): 32}
    >>> [item.derived for item in derived_months(figures, has_january=False)]
    [False, True]
    """
    for period in ytd:
        _check_year_to_date(period, has_january)
    return [_derived(period, ytd, has_january) for period in sorted(ytd)]


def _check_year_to_date(period: Period, has_january: bool) -> None:
    if period.kind != PeriodKind.YTD:
        msg = f"由累计推算当月时遇到{period.label}（{period.code}）：应为累计期别，如2025-Y09"
        raise ValueError(msg)
    check_january(period, has_january)


def _derived(period: Period, ytd: Mapping[Period, Value], has_january: bool) -> Derived:
    target = _single(period, has_january)
    value = to_decimal(ytd[period])
    if _opens_year(period, has_january):
        return Derived(target, value, derived=False)
    before = to_decimal(ytd.get(period.previous(has_january)))
    return Derived(target, _minus(value, before), derived=True)


def _opens_year(period: Period, has_january: bool) -> bool:
    return period.end.month == (1 if has_january else COMBINED_MONTH)


def _single(ytd: Period, has_january: bool) -> Period:
    if not has_january and ytd.end.month == COMBINED_MONTH:
        return ytd
    return Period.of_month(ytd.year, ytd.end.month)


def _minus(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if value is None or before is None else value - before


def year_to_date(months: Mapping[Period, Value], has_january: bool) -> dict[Period, Decimal | None]:
    """Accumulate single months into year-to-date figures; the inverse of :func:`single_months`.

    Parameters
    ----------
    months
        Figures by month, in any order; without January the first key of a year is the period
        1—2月. None, NaN or absence is missing.
    has_january
        Whether the indicator has a January of its own.

    Returns
    -------
    dict
        One year-to-date figure for each key of `months`, in order of time. After a gap the rest
        of that year is missing.

    Raises
    ------
    ValueError
        If a key is not a month, or is January or February where these are combined.

    Examples
    --------
    >>> figures = {Period.of_ytd(2025, 2): 20, Period.of_month(2025, 3): 12}
    >>> {p.code: v for p, v in year_to_date(figures, has_january=False).items()}
    {'2025-Y02': Decimal('20'), '2025-Y03': Decimal('32')}
    """
    for period in months:
        _check_single(period, has_january)
    running: dict[Period, Decimal | None] = {}
    for year in sorted({period.year for period in months}):
        running |= _running_totals(year, months, has_january)
    return running


def _check_single(period: Period, has_january: bool) -> None:
    if period not in _singles_of_year(period.year, has_january):
        first = "1月" if has_january else "1—2月合并数（如2025-Y02），其后为3月"
        msg = f"由当月累加时遇到{period.label}（{period.code}）：应为单月期别，每年首期为{first}"
        raise ValueError(msg)


def _singles_of_year(year: int, has_january: bool) -> dict[Period, Period]:
    first_month = 1 if has_january else COMBINED_MONTH
    to_dates = [Period.of_ytd(year, month) for month in range(first_month, 13)]
    return {_single(to_date, has_january): to_date for to_date in to_dates}


def _running_totals(
    year: int, months: Mapping[Period, Value], has_january: bool
) -> dict[Period, Decimal | None]:
    total: Decimal | None = Decimal(0)
    totals = {}
    for single, to_date in _singles_of_year(year, has_january).items():
        total = _plus(total, to_decimal(months.get(single)))
        if single in months:
            totals[to_date] = total
    return totals


def _plus(total: Decimal | None, value: Decimal | None) -> Decimal | None:
    return None if total is None or value is None else total + value


def growth_over_year(values: Mapping[Period, Value]) -> dict[Period, LevelChange]:
    """Compare each level with that of the exact period a year before, never the nearest.

    Parameters
    ----------
    values
        Levels by period; None, NaN or absence is missing.

    Returns
    -------
    dict
        One comparison for each key, in the order of `values`; 未报 where either level is
        missing.

    Examples
    --------
    >>> levels = {Period.of_month(2023, 5): 50, Period.of_month(2024, 6): 60}
    >>> growth_over_year(levels)[Period.of_month(2024, 6)].text
    '未报'
    """
    return {
        period: compare_levels(value, values.get(period.year_ago()))
        for period, value in values.items()
    }
