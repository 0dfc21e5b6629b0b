"""Judging all firms at once: who keeps a limit by a method, who is near it, how many there are."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from data import layoff_methods
from mechanisms.employment_facts import YearFacts
from metrics.layoff_arrays import (
    EXCEEDS,
    KEEPS,
    Flags,
    Floats,
    RateArray,
    distances,
    held_limits,
    lowest_rates,
    rates,
    standings,
)
from metrics.layoff_limits import Limit
from metrics.layoffs import Method


@dataclass(frozen=True, eq=False)
class Judged:
    """All firms of the register by one method against one limit.

    Attributes
    ----------
    codes
        `KEEPS`, `EXCEEDS` or `UNSETTLED` of each firm.
    rate
        The rate that decides.
    limit_pct
        The limit that holds for each firm; NaN where that is open.
    aways
        By formula of the method: jobs or persons away from the limit; NaN is not known.
    """

    method: Method
    limit: Limit
    codes: np.ndarray[tuple[int], np.dtype[np.int8]]
    rate: RateArray
    limit_pct: Floats
    aways: tuple[Floats, ...]

    @cached_property
    def away(self) -> Floats:
        """The longest distance of the formulas, of which either suffices; NaN is not known."""
        filled = np.stack([np.where(np.isnan(each), -np.inf, each) for each in self.aways])
        longest = filled.max(axis=0)
        return np.where(np.isinf(longest), np.nan, longest)

    @cached_property
    def below_pct(self) -> Floats:
        """How far each rate is below its limit, in percentage points; NaN is not known."""
        return self.limit_pct - self.rate.pct

    @property
    def is_computable(self) -> bool:
        """Whether the method is a formula and not a rate that is recognised elsewhere."""
        return is_computable(self.method)


def is_computable(method: Method) -> bool:
    """Say whether a method is computed from counts, not recognised elsewhere."""
    return all(formula.bottom is not None for formula in method.formulas)


@dataclass(frozen=True)
class Count:
    """How many firms keep a limit; `near` are those of `kept` that are near it."""

    firms: int
    kept: int
    near: int
    exceeded: int

    @property
    def unsettled(self) -> int:
        """Firms whose outcome is open."""
        return self.firms - self.kept - self.exceeded

    @property
    def exceeded_pct(self) -> Decimal | None:
        """Share of those above the limit among those with an outcome; None without any."""
        known = self.kept + self.exceeded
        return Decimal(100 * self.exceeded) / known if known else None


def judge(method: Method, limit: Limit, facts: YearFacts) -> Judged:
    """Judge all firms by a method; by a recognised rate those without one are open."""
    table = facts.table
    limits = held_limits(limit, table)
    rate = lowest_rates([rates(formula, table) for formula in method.formulas])
    aways = tuple(distances(formula, limit, table) for formula in method.formulas)
    return Judged(method, limit, standings(method, limit, table), rate, limits, aways)


def near_limit(judged: Judged) -> Flags:
    """Return the firms that keep the limit and reach the configured share of it."""
    share = Fraction(layoff_methods.knowledge().near.share_pct) / 100
    near = np.zeros(len(judged.codes), dtype=np.bool_)
    for pct in np.unique(judged.limit_pct[~np.isnan(judged.limit_pct)]):
        holds = judged.limit_pct == pct
        near |= holds & judged.rate.reaches(Fraction(str(pct)) * share)
    near &= judged.codes == KEEPS
    return near


def count(judged: Judged, firms: Flags) -> Count:
    """Return how many of some firms keep the limit."""
    return Count(
        int(firms.sum()),
        int((firms & (judged.codes == KEEPS)).sum()),
        int((firms & near_limit(judged)).sum()),
        int((firms & (judged.codes == EXCEEDS)).sum()),
    )
