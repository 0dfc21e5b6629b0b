"""Where the year is heading: totals to year-end with their interval, held against last year."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from data.catalogue import Indicator
from mechanisms.monthly_facts import MonthFacts, months_of
from metrics import forecast
from metrics.forecast import JOINT_SEASON, Course, Landing
from metrics.growth import compare_levels
from metrics.periods import Period
from metrics.rounding import to_decimal

NO_LEVEL, NO_MONTHS, CLOSED = "总量未公布，不推算", "本年月份不全，不推算", "全年已公布"
TOO_FEW = "往年月度总量太少，看不出季节，不推算全年"
AT_CURRENT_PRICES = "现价"
LAST_MONTH = 12


@dataclass(frozen=True, eq=False)
class Outlook:
    """A total at the end of the year.

    Attributes
    ----------
    period
        The newest year-to-date period known, up to which figures are facts.
    so_far, last_year
        Totals of it and of the whole year before, in the indicator's unit; None is not known.
    landing
        The estimate; None where `reason` says why there is none.
    """

    indicator: Indicator
    period: Period | None
    so_far: Decimal | None
    last_year: Decimal | None
    landing: Landing | None
    reason: str

    @property
    def nominal_pct(self) -> Decimal | None:
        """Nominal change of the estimate over last year's total (推算), in %.

        None for figures at comparable prices or of comparable firms: last year's published total
        is not the base of this year's growth.
        """
        if self.landing is None or self.indicator.growth_basis != AT_CURRENT_PRICES:
            return None
        return compare_levels(to_decimal(self.landing.total), self.last_year).nominal_pct

    @property
    def has_interval(self) -> bool:
        """Whether the data suffice for limits."""
        return self.landing is not None and not np.isnan(self.landing.low_80)


def outlook(facts: MonthFacts, indicator: Indicator, until: Period) -> Outlook:
    """Return the estimate of an indicator's year from what is known up to a period."""
    known = [p for p in facts.periods(indicator.id, "level") if p.end <= until.end]
    if not known or known[-1].year != until.year:
        return Outlook(indicator, None, None, None, None, NO_LEVEL)
    period = known[-1]
    so_far = facts.value(indicator.id, "level", period)
    last_year = facts.value(indicator.id, "level", Period.of_ytd(period.year - 1, LAST_MONTH))
    if period.end.month == LAST_MONTH:
        return Outlook(indicator, period, so_far, last_year, None, CLOSED)
    course = _course(facts, indicator, period, so_far)
    if course is None:
        return Outlook(indicator, period, so_far, last_year, None, NO_MONTHS)
    landing = forecast.land(course)
    if landing.method == forecast.RUN_RATE:  # blind to the season: the last months weigh most
        return Outlook(indicator, period, so_far, last_year, None, TOO_FEW)
    return Outlook(indicator, period, so_far, last_year, landing, "")


def _course(
    facts: MonthFacts, indicator: Indicator, period: Period, so_far: Decimal | None
) -> Course | None:
    """Return the months of the year under way behind those of the years before it."""
    months = months_of(facts, indicator, period)
    inside = [at for at in months if at.end.year == period.year]
    if so_far is None or not any(months[at] is not None for at in inside):
        return None
    figures = [np.nan if value is None else float(value) for value in months.values()]
    season = 12 if indicator.has_january else JOINT_SEASON
    left = LAST_MONTH - period.end.month
    return Course(np.array(figures), len(inside), left, season=season, so_far=float(so_far))
