"""Indicators of the city in a month: published figures, and the single month worked out."""

from dataclasses import dataclass
from decimal import Decimal

from data.catalogue import Indicator
from mechanisms.monthly_facts import MonthFacts
from mechanisms.tiles import Origin
from metrics.growth import GrowthChange, change_of_growth, two_year_average
from metrics.periods import Period
from metrics.single_month_growth import SingleMonth, single_month_growth


@dataclass(frozen=True)
class MonthFigure:
    """An indicator of the city in the month; it may lag behind the others.

    Attributes
    ----------
    level, growth
        Published; None is not known.
    change
        Of the printed growth against the period before.
    month
        Level of the single month, worked out from two year-to-date levels (推算); the month
        itself, or 1—2月.
    month_growth
        Growth of the single month, worked out with its bound of error; None where the figures
        do not suffice.
    """

    indicator: Indicator
    period: Period
    level: Decimal | None
    growth: Decimal | None
    change: GrowthChange
    level_origin: Origin | None
    growth_origin: Origin | None
    month: Decimal | None
    month_growth: SingleMonth | None


def figure_of(facts: MonthFacts, indicator: Indicator, until: Period) -> MonthFigure | None:
    """Return the newest figure of an indicator up to a period; None if it is of an earlier year."""
    known = {*facts.periods(indicator.id, "growth"), *facts.periods(indicator.id, "level")}
    newest = max((p for p in known if p.end <= until.end), default=None)
    if newest is None or newest.year < until.year:
        return None
    before = indicator.previous(newest)
    growth = facts.value(indicator.id, "growth", newest)
    level, level_at = (
        facts.value(indicator.id, "level", newest),
        facts.at(indicator.id, "level", newest),
    )
    growth_at = facts.at(indicator.id, "growth", newest)
    return MonthFigure(
        indicator,
        newest,
        level,
        growth,
        change_of_growth(growth, facts.value(indicator.id, "growth", before)),
        None if level_at is None else level_at.origin,
        None if growth_at is None else growth_at.origin,
        _month_level(facts, indicator, newest),
        _month_growth(facts, indicator, newest),
    )


def _opens_year(indicator: Indicator, period: Period) -> bool:
    return indicator.previous(period).year < period.year


def _month_level(facts: MonthFacts, indicator: Indicator, period: Period) -> Decimal | None:
    level = facts.value(indicator.id, "level", period)
    if indicator.accumulation != "ytd" or _opens_year(indicator, period) or level is None:
        return level
    before = facts.value(indicator.id, "level", indicator.previous(period))
    return None if before is None else level - before


def _month_growth(facts: MonthFacts, indicator: Indicator, period: Period) -> SingleMonth | None:
    """Return the growth of the single month; the first period of a year is one itself."""
    growth = facts.value(indicator.id, "growth", period)
    if growth is None or indicator.accumulation != "ytd":
        return None
    if _opens_year(indicator, period):
        return SingleMonth(growth, Decimal(0))
    before = indicator.previous(period)
    return single_month_growth(
        growth,
        facts.value(indicator.id, "growth", before),
        facts.value(indicator.id, "level", period.year_ago()),
        facts.value(indicator.id, "level", before.year_ago()),
    )


def two_years(facts: MonthFacts, indicator: Indicator, period: Period) -> Decimal | None:
    """Return the two-year average growth; None unless the same period a year before fell."""
    before = facts.value(indicator.id, "growth", period.year_ago())
    if before is None or before >= 0:
        return None
    return two_year_average(facts.value(indicator.id, "growth", period), before)
