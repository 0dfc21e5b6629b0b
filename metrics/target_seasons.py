"""How a year's amount usually spreads over its months, from the years before a target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from metrics.periods import Period, PeriodKind
from metrics.target_courses import Shares
from metrics.target_measures import printed

LEAST_YEARS = 2
_MONTHS = range(1, 13)
_JANUARY = 1

_Year = Mapping[int, Fraction]


@dataclass(frozen=True)
class Season:
    """The usual spread, and the years that it is the mean of."""

    shares: Shares
    years: tuple[int, ...]

    @property
    def label(self) -> str:
        """The years in words.

        Examples
        --------
        >>> Season({}, (2018, 2019)).label, Season({}, (2016, 2018, 2019)).label
        ('2018—2019年', '2016、2018、2019年')
        """
        first, last = self.years[0], self.years[-1]
        if last - first + 1 == len(self.years):
            return f"{first}—{last}年"
        return f"{'、'.join(map(str, self.years))}年"


def season(history: Sequence[tuple[Period, Decimal]], start: date) -> Season | None:
    """Return the mean spread of the whole years before a target.

    Parameters
    ----------
    history
        Amounts by the month, or the year to date, that they were added in; 1—2月 of a statistic
        without January counts with February.
    start
        First day of the target; only years that ended before it count.

    Returns
    -------
    Season or None
        None with fewer than two whole years, or where a month took something away (balances):
        then no spread can be said to be usual.
    """
    years = {
        year: months
        for year, months in sorted(_by_year(history).items())
        if year < start.year and _is_whole(months)
    }
    if len(years) < LEAST_YEARS:
        return None
    shares = {month: _mean_share(month, years) for month in _MONTHS}
    return Season(shares, tuple(years))


def _by_year(history: Sequence[tuple[Period, Decimal]]) -> dict[int, dict[int, Fraction]]:
    found: dict[int, dict[int, Fraction]] = {}
    for period, amount in history:
        if period.kind in (PeriodKind.MONTH, PeriodKind.YTD):
            found.setdefault(period.end.year, {})[period.end.month] = Fraction(amount)
    return found


def _is_whole(months: _Year) -> bool:
    """Whether no month but January is missing, none took away, and the year brought something."""
    missing = set(_MONTHS) - set(months) - {_JANUARY}
    return not missing and min(months.values()) >= 0 and sum(months.values()) > 0


def _mean_share(month: int, years: Mapping[int, _Year]) -> Decimal:
    shares = [months.get(month, Fraction(0)) / sum(months.values()) for months in years.values()]
    return printed(sum(shares, Fraction(0)) / len(shares)) or Decimal(0)
