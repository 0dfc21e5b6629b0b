"""Trend behind the noise: seasonal adjustment of the city's levels, a calm line through growth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from data.catalogue import Indicator
from data.monthly_settings import monthly_settings
from mechanisms.monthly_facts import MonthFacts, months_of
from metrics import growth_trend, seasonal
from metrics.periods import Period
from metrics.seasonal import Adjusted

NO_LEVEL = "总量未公布"
ADJUSTED_KINDS = ("flow", "stock")
LEFT_OVER = "仍显示有残余"
GOOD, DOUBTFUL, NONE = "未见残余", "有残余，慎用", "未调整"


@dataclass(frozen=True, eq=False)
class SeasonalLine:
    """A city's monthly level and its seasonal adjustment.

    Attributes
    ----------
    periods
        One a month without a break, oldest first; of an indicator without January the first of a
        year is the month of February and stands for 1—2月.
    derived
        Whether the months were worked out from year-to-date figures (推算).
    """

    indicator: Indicator
    periods: tuple[Period, ...]
    found: Adjusted
    derived: bool

    @property
    def light(self) -> str:
        """The quality light in a word: nothing left, something left, or not adjusted."""
        if not self.found.is_adjusted:
            return NONE
        left = any(LEFT_OVER in text for text in self.found.quality)
        return DOUBTFUL if left else GOOD

    @property
    def month_change_pct(self) -> Decimal | None:
        """Change of the adjusted figure over the month before, in %; None where one is missing."""
        joint = self.derived and not self.indicator.has_january and self.periods[-1].end.month == 2
        ends = self.found.adjusted[-3 if joint else -2 :]
        if len(ends) < 2 or ends[0] is None or ends[-1] is None or ends[0] <= 0:
            return None
        return Decimal(str(round(100 * (ends[-1] / ends[0] - 1), 6)))


@dataclass(frozen=True, eq=False)
class GrowthLine:
    """Published growth of the city over some years, with a calm line through it."""

    periods: tuple[Period, ...]
    values: tuple[Decimal | None, ...]
    trend: tuple[float | None, ...]

    @property
    def has_trend(self) -> bool:
        """Whether the series is long enough for a line."""
        return any(value is not None for value in self.trend)


def growth_line(facts: MonthFacts, indicator: Indicator, until: Period) -> GrowthLine:
    """Return growth up to a period; the line is made from all years, the last ones are shown."""
    known = [p for p in facts.periods(indicator.id, "growth") if p <= until]
    if not known:
        return GrowthLine((), (), ())
    due = list(_due(indicator, known[0], until))
    values = tuple(facts.value(indicator.id, "growth", period) for period in due)
    a_year = 4 if indicator.frequency == "quarterly" else 12 if indicator.has_january else 11
    floats = [None if value is None else float(value) for value in values]
    line = growth_trend.growth_trend(floats, a_year)
    first = until.year - monthly_settings().trend_years + 1
    start = next(at for at, period in enumerate(due) if period.year >= first)
    return GrowthLine(tuple(due[start:]), values[start:], line[start:])


def _due(indicator: Indicator, first: Period, last: Period) -> Iterator[Period]:
    period = first
    while period <= last:
        yield period
        period = indicator.following(period)


def seasonal_line(facts: MonthFacts, indicator: Indicator, until: Period) -> SeasonalLine | None:
    """Return the adjustment of the city's months of an indicator; None where no level is known."""
    months = months_of(facts, indicator, until)
    if not months:
        return None
    ends = {_as_month(period): value for period, value in months.items()}
    periods = list(_every_month(min(ends), max(ends)))
    values = [ends.get(period) for period in periods]
    found = seasonal.adjusted(
        [None if value is None else float(value) for value in values],
        periods[0].code,
        flow=indicator.kind == "flow",
        festival=indicator.kind == "flow",
    )
    return SeasonalLine(indicator, tuple(periods), found, indicator.accumulation == "ytd")


def _as_month(period: Period) -> Period:
    return Period.of_month(period.end.year, period.end.month)


def _every_month(first: Period, last: Period) -> Iterator[Period]:
    while first <= last:
        yield first
        first = first.next()


def seasonal_lines(
    facts: MonthFacts, indicators: Iterable[Indicator], until: Period
) -> tuple[SeasonalLine, ...]:
    """Return the adjustments of all monthly levels of the city, those not adjusted too."""
    made = (
        seasonal_line(facts, indicator, until)
        for indicator in indicators
        if indicator.kind in ADJUSTED_KINDS and indicator.frequency == "monthly"
    )
    return tuple(line for line in made if line is not None)
