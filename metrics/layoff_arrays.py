"""Lay-off rates, standings and distances of many firms at once, in whole numbers.

The same meaning as `layoffs` and `layoff_limits`, firm by firm; NaN is not known. Everything is
decided on whole numbers, so that a rate equal to the limit keeps it here, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
from numpy.typing import NDArray

from metrics.layoff_limits import Limit
from metrics.layoffs import MONTHS, RECOGNISED_DECIMALS, Formula, LayoffFacts, Method

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Limits = list[tuple[Fraction, Flags]]
KEEPS, EXCEEDS, UNSETTLED = 1, 0, -1
"""Codes of `standings`: 符合, 不符合, 待核实."""


@dataclass(frozen=True)
class LayoffTable:
    """The figures of `LayoffFacts` of n firms; persons, NaN is not known.

    Attributes
    ----------
    previous_december, opening, claimants, new_claimants
        n figures each.
    recognised_pct
        n rates in %, of at most `RECOGNISED_DECIMALS` decimals.
    months, paying
        n × 12 figures, January … December; fewer for a year that has not ended.
    is_sme
        1, 0 or NaN.
    """

    previous_december: Floats
    opening: Floats
    months: Floats
    paying: Floats
    claimants: Floats
    new_claimants: Floats
    recognised_pct: Floats
    is_sme: Floats

    @classmethod
    def of(cls, firms: Sequence[LayoffFacts]) -> "LayoffTable":
        """Return the table of firms given one by one."""
        columns = {
            name: np.array([getattr(firm, name) for firm in firms], dtype=np.float64)
            for name in cls.__annotations__
        }
        counted = len(firms[0].months) if firms else MONTHS
        for name in ("months", "paying"):
            columns[name] = columns[name].reshape(len(firms), counted)
        return cls(**columns)

    @property
    def closing(self) -> Floats:
        """Insured at the end of the newest month."""
        return self.months[:, -1]

    def column(self, name: str) -> Floats:
        """Return the figures of a name of `metrics.layoffs.NAMES`, no means."""
        if name == "january":
            return self.months[:, 0]
        found: Floats = self.closing if name == "december" else getattr(self, name)
        return found


@dataclass(frozen=True)
class RateArray:
    """Rates as whole numbers top ÷ bottom; `top` below zero is growth, only `known` ones count.

    Both are `times` the figures of the formula: so many months as a mean is taken over, else 1.
    """

    top: Whole
    bottom: Whole
    known: Flags
    times: int

    @property
    def pct(self) -> Floats:
        """Rates in %, never below zero; NaN where not known."""
        found = np.full(len(self.top), np.nan)
        counted = np.maximum(self.top, 0) * 100
        np.divide(counted, self.bottom, out=found, where=self.known)
        return found

    def within(self, limit_pct: Fraction) -> Flags:
        """Whether rates are known and not above a limit."""
        share = limit_pct / 100
        kept = self.top * share.denominator <= self.bottom * share.numerator
        return self.known & kept

    def reaches(self, least_pct: Fraction) -> Flags:
        """Whether rates are known and not below a bound above zero."""
        share = least_pct / 100
        return self.known & (self.top * share.denominator >= self.bottom * share.numerator)

    def exact_pct(self, place: int) -> Fraction | None:
        """Return one firm's rate in %, exact and never below zero; None where not known."""
        if not self.known[place]:
            return None
        return max(Fraction(0), Fraction(100 * int(self.top[place]), int(self.bottom[place])))


def rates(formula: Formula, table: LayoffTable) -> RateArray:
    """Return the rates of all firms by a formula; recognised ones as they were entered.

    Examples
    --------
    >>> table = LayoffTable.of([LayoffFacts(100, months=(None,) * 11 + (94,))])
    >>> rates(Formula("net_decrease", "previous_december", "previous_december"), table).pct
    array([6.])
    """
    if formula.bottom is None:
        return _recognised(table)
    top = table.column(formula.start or formula.top)
    if formula.start:
        top = top - table.closing
    bottom, times = _below(formula.bottom, table)
    known = ~np.isnan(top) & ~np.isnan(bottom) & (bottom > 0)
    if formula.start == "january" and table.months.shape[1] == 1:
        known &= False
    return RateArray(_whole(top * times, known), _whole(bottom, known), known, times)


def _recognised(table: LayoffTable) -> RateArray:
    """Return recognised rates as whole numbers of their smallest lawful digit."""
    known = ~np.isnan(table.recognised_pct)
    scale = 10**RECOGNISED_DECIMALS
    top = np.rint(table.recognised_pct * scale)
    return RateArray(_whole(top, known), _whole(np.full(len(top), 100.0 * scale), known), known, 1)


def _below(bottom: str, table: LayoffTable) -> tuple[Floats, int]:
    """Return the denominators and by how much they, and so the tops, are multiplied."""
    if bottom == "mean":
        return cast(Floats, table.months.sum(axis=1)), table.months.shape[1]
    if bottom == "mean_paying":
        return cast(Floats, table.paying.sum(axis=1)), table.paying.shape[1]
    return table.column(bottom), 1


def _whole(figures: Floats, known: Flags) -> Whole:
    return np.where(known, figures, 0).astype(np.int64)


def lowest_rates(found: Sequence[RateArray]) -> RateArray:
    """Return of several rates of each firm the lowest known one, which decides.

    Examples
    --------
    >>> table = LayoffTable.of([LayoffFacts(100, claimants=2, months=(None,) * 11 + (94,))])
    >>> decrease = Formula("net_decrease", "previous_december", "previous_december")
    >>> claimants = Formula("claimants", "previous_december")
    >>> lowest_rates([rates(decrease, table), rates(claimants, table)]).pct
    array([2.])
    """
    pct = np.stack([np.where(each.known, each.pct, np.inf) for each in found])
    chosen = pct.argmin(axis=0)[np.newaxis]

    def of_chosen(columns: list[Whole]) -> Whole:
        return cast(Whole, np.take_along_axis(np.stack(columns), chosen, axis=0)[0])

    known = np.any([each.known for each in found], axis=0)
    top, bottom = (of_chosen([getattr(each, side) for each in found]) for side in ("top", "bottom"))
    return RateArray(top, bottom, known, found[0].times)


def held_limits(limit: Limit, table: LayoffTable) -> Floats:
    """Return the limit that holds for each firm, in %; NaN where size or scale leave it open.

    Examples
    --------
    >>> table = LayoffTable.of([LayoffFacts(months=(None,) * 11 + (30,)), LayoffFacts()])
    >>> held_limits(Limit("d", "", "", 5, small_pct=20, small_up_to=30), table)
    array([20., nan])
    """
    return _one_limit(_holding(limit, table), len(table.opening))


def standings(method: Method, limit: Limit, table: LayoffTable) -> NDArray[np.int8]:
    """Say of all firms whether they keep a limit by a method: `KEEPS`, `EXCEEDS`, `UNSETTLED`."""
    found = [rates(formula, table) for formula in method.formulas]
    codes = np.full(len(table.opening), EXCEEDS, dtype=np.int8)
    kept_by_all, kept_by_some = _kept(found, limit, table)
    lacks = np.any([~each.known for each in found], axis=0)
    codes[lacks | kept_by_some] = UNSETTLED
    codes[kept_by_all] = KEEPS
    return codes


def _kept(found: list[RateArray], limit: Limit, table: LayoffTable) -> tuple[Flags, Flags]:
    """Return who keeps all limits that may hold for him, and who keeps one of them."""
    by_all = np.ones(len(table.opening), dtype=np.bool_)
    by_some = np.zeros(len(table.opening), dtype=np.bool_)
    for pct, holds in _holding(limit, table):
        within = np.any([each.within(pct) for each in found], axis=0)
        by_all &= within | ~holds
        by_some |= within & holds
    return by_all, by_some


def _holding(limit: Limit, table: LayoffTable) -> Limits:
    """Return each limit with the firms for which it may hold."""
    maybe_small, maybe_large = _sizes(limit, table.closing)
    found = [(pct, holds & maybe_large) for pct, holds in _large_limits(limit, table)]
    if limit.small_pct is not None:
        found.append((Fraction(limit.small_pct), maybe_small))
    return found


def _large_limits(limit: Limit, table: LayoffTable) -> Limits:
    """Return the limits of firms that are not small, with those that may be of the scale."""
    if limit.sme_pct is None:
        return [(Fraction(limit.general_pct), np.ones(len(table.opening), dtype=np.bool_))]
    general, sme = Fraction(limit.general_pct), Fraction(limit.sme_pct)
    return [(general, table.is_sme != 1), (sme, table.is_sme != 0)]


def _sizes(limit: Limit, closing: Floats) -> tuple[Flags, Flags]:
    if limit.small_up_to is None:
        return np.zeros(len(closing), dtype=np.bool_), np.ones(len(closing), dtype=np.bool_)
    unknown = np.isnan(closing)
    return unknown | (closing <= limit.small_up_to), unknown | (closing > limit.small_up_to)


def distances(formula: Formula, limit: Limit, table: LayoffTable) -> Floats:
    """Return how many jobs (or claimants) each firm is away, as `layoff_limits.jobs_away`.

    Returns
    -------
    array
        Whole numbers; NaN where a figure or the limit is not known, or the rate is recognised.

    Examples
    --------
    >>> table = LayoffTable.of([LayoffFacts(100, months=(None,) * 11 + (97,))])
    >>> formula = Formula("net_decrease", "previous_december", "previous_december")
    >>> distances(formula, Limit("d", "", "", 5), table)
    array([2.])
    """
    found = rates(formula, table)
    if formula.bottom is None:
        return np.full(len(found.top), np.nan)
    if formula.start is None:
        away = _by_one_limit(_holding(limit, table), found, formula)
    else:
        large = _by_one_limit(_large_limits(limit, table), found, formula)
        away = _over_the_bound(limit, table.closing, large, _by_small_limit(limit, found, formula))
    return np.where(found.known, away, np.nan)


def _by_limit(pct: Fraction, found: RateArray, formula: Formula) -> Floats:
    """Return the distance to one limit; where the mean is below, a job gone lowers it, too."""
    share = pct / 100
    moves = share.numerator if formula.bottom == "mean" and formula.start else 0
    room = share.numerator * found.bottom - share.denominator * found.top
    return (room // (share.denominator * found.times + moves)).astype(np.float64)


def _by_one_limit(limits: Limits, found: RateArray, formula: Formula) -> Floats:
    """Return the distance to the limit that holds; NaN where several different ones may."""
    away = np.full(len(found.top), np.nan)
    for pct, holds in limits:
        away = np.where(holds, _by_limit(pct, found, formula), away)
    return np.where(np.isnan(_one_limit(limits, len(away))), np.nan, away)


def _one_limit(limits: Limits, firms: int) -> Floats:
    """Return the limit that holds for each firm, in %; NaN where several different ones may."""
    lowest, highest = np.full(firms, np.inf), np.full(firms, -np.inf)
    for pct, holds in limits:
        lowest = np.where(holds, np.minimum(lowest, float(pct)), lowest)
        highest = np.where(holds, np.maximum(highest, float(pct)), highest)
    return np.where(lowest == highest, lowest, np.nan)


def _by_small_limit(limit: Limit, found: RateArray, formula: Formula) -> Floats:
    if limit.small_pct is None:
        return np.full(len(found.top), np.nan)
    return _by_limit(Fraction(limit.small_pct), found, formula)


def _over_the_bound(limit: Limit, closing: Floats, large: Floats, small: Floats) -> Floats:
    """Walk from each firm's own size into the next where its limit changes on the way."""
    if limit.small_up_to is None:
        return np.minimum(large, closing)
    to_bound = closing - limit.small_up_to - 1
    shrinks = np.minimum(np.maximum(small, to_bound), closing)
    is_enough = np.isnan(large) | (large < to_bound)
    grows = np.minimum(large, to_bound)
    stays = np.where(-small <= -to_bound - 1, np.minimum(small, closing), grows)
    return np.where(closing > limit.small_up_to, np.where(is_enough, large, shrinks), stays)
