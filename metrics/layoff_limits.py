"""Limits of the lay-off rate: which one holds for a firm, who keeps it, how many jobs away.

Compared on exact fractions; a rate equal to the limit keeps it. Small firms are those with few
insured at the end of the year, the bound included. Where size or scale is not known, a firm is
open only if the limits that may hold for it disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from metrics.layoffs import (
    Formula,
    LayoffFacts,
    Method,
    Rate,
    bottom_of,
    layoff_rate,
    top_of,
)

Outcome = Literal["符合", "不符合", "待核实"]
KEEPS: Outcome = "符合"
EXCEEDS: Outcome = "不符合"
UNSETTLED: Outcome = "待核实"
SCALE = "企业规模（是否中小微）"


@dataclass(frozen=True)
class Limit:
    """The highest lay-off rate that a policy allows, in %, the limit included.

    Attributes
    ----------
    general_pct
        For every firm for which no other limit holds.
    sme_pct
        For micro, small and medium firms; None where the policy makes no difference.
    small_pct, small_up_to
        For firms with at most so many insured at the end of the year; None where the policy
        makes no difference.
    """

    id: str
    name: str
    source: str
    general_pct: Decimal
    sme_pct: Decimal | None = None
    small_pct: Decimal | None = None
    small_up_to: int | None = None

    def __post_init__(self) -> None:
        if (self.small_pct is None) != (self.small_up_to is None):
            msg = f"{self.id}：小企业的上限与人数须同写或同不写"
            raise ValueError(msg)

    def candidates(self, closing: int | None, is_sme: bool | None) -> tuple[Decimal, ...]:
        """Return the limits that may hold for a firm: one where size and scale are known."""
        if self.small_pct is None or self.small_up_to is None:
            return tuple(self._by_scale(is_sme))
        if closing is None:
            return (self.small_pct, *self._by_scale(is_sme))
        is_small = closing <= self.small_up_to
        return (self.small_pct,) if is_small else tuple(self._by_scale(is_sme))

    def _by_scale(self, is_sme: bool | None) -> Iterable[Decimal]:
        if self.sme_pct is None or is_sme is not True:
            yield self.general_pct
        if self.sme_pct is not None and is_sme is not False:
            yield self.sme_pct


@dataclass(frozen=True)
class Standing:
    """Whether a firm keeps a limit.

    Attributes
    ----------
    limit_pct
        The limit that holds for the firm; None where that is not known.
    missing
        What would have to be known to decide.
    """

    outcome: Outcome
    limit_pct: Decimal | None
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The outcome with what is missing."""
        return f"{self.outcome}（缺：{'、'.join(self.missing)}）" if self.missing else self.outcome


def judge_rate(rate: Rate, limit: Limit, facts: LayoffFacts) -> Standing:
    """Say whether a firm keeps a limit.

    Examples
    --------
    >>> limit = Limit("d", "", "", Decimal("5.5"), small_pct=Decimal(20), small_up_to=30)
    >>> method = Method("m", "", "", (Formula("claimants", "previous_december"),))
    >>> facts = LayoffFacts(previous_december=30, claimants=6, months=(None,) * 11 + (30,))
    >>> judge_rate(layoff_rate(method, facts), limit, facts).text
    '符合'
    """
    possible = limit.candidates(facts.closing, facts.is_sme)
    held = possible[0] if len(set(possible)) == 1 else None
    if rate.pct is not None and rate.pct <= Fraction(min(possible)):
        return Standing(KEEPS, held)
    doubts = list(rate.missing)
    if rate.pct is not None and rate.pct <= Fraction(max(possible)):
        doubts += _missing_for(limit, facts)
    if doubts:
        return Standing(UNSETTLED, held, tuple(dict.fromkeys(doubts)))
    return Standing(EXCEEDS, held)


def _missing_for(limit: Limit, facts: LayoffFacts) -> Iterable[str]:
    if limit.small_pct is not None and facts.closing is None:
        yield facts.closing_name
    if limit.sme_pct is not None and facts.is_sme is None:
        yield SCALE


def jobs_away(formula: Formula, limit: Limit, facts: LayoffFacts) -> int | None:
    """Return how many jobs (or claimants) a firm is away from a limit by a formula.

    Parameters
    ----------
    formula
        By a net decrease the insured at the end of December are moved, all other months stay;
        by claimants their number is.

    Returns
    -------
    int or None
        Zero or more: so many jobs may still go (claimants be added) without passing the limit.
        Below zero: so many must come back. None where a figure or the limit is not known, or
        the rate is a recognised one.

    Examples
    --------
    >>> limit = Limit("d", "", "", Decimal("5.5"))
    >>> formula = Formula("net_decrease", "previous_december", "previous_december")
    >>> jobs_away(formula, limit, LayoffFacts(100, months=(None,) * 11 + (97,)))
    2
    """
    if formula.bottom is None or layoff_rate(Method("", "", "", (formula,)), facts).missing:
        return None
    if facts.closing is None or formula.start is None:
        possible = set(limit.candidates(facts.closing, facts.is_sme))
        return _claimants_away(formula, possible.pop(), facts) if len(possible) == 1 else None
    return _insured_away(formula, limit, facts, facts.closing)


def _claimants_away(formula: Formula, limit_pct: Decimal, facts: LayoffFacts) -> int:
    allowed = Fraction(limit_pct) / 100 * bottom_of(formula, facts)
    return floor(allowed - top_of(formula, facts))


def _insured_away(formula: Formula, limit: Limit, facts: LayoffFacts, closing: int) -> int | None:
    """Walk from the firm's own size into the next where its limit changes on the way."""
    bound = limit.small_up_to
    above = set(limit.candidates(closing if bound is None else bound + 1, facts.is_sme))
    if len(above) > 1 and (bound is None or closing > bound):
        return None
    large = _by_limit(formula, min(above), facts)
    if bound is None or limit.small_pct is None:
        return min(large, closing)
    small = _by_limit(formula, limit.small_pct, facts)
    if closing <= bound:
        return _from_small(small, large if len(above) == 1 else None, closing, bound)
    to_bound = closing - bound - 1
    return min(max(small, to_bound), closing) if large >= to_bound else large


def _from_small(small: int, large: int | None, closing: int, bound: int) -> int | None:
    """Return the distance of a small firm, which may have to grow beyond the bound."""
    if -small <= bound - closing:
        return min(small, closing)
    return None if large is None else min(large, closing - bound - 1)


def _by_limit(formula: Formula, limit_pct: Decimal, facts: LayoffFacts) -> int:
    """Return the distance to one limit: (decrease + k) ÷ (mean − k ÷ months) ≤ limit, for k."""
    share = Fraction(limit_pct) / 100
    moves = share / len(facts.months) if formula.bottom == "mean" else Fraction(0)
    room = share * bottom_of(formula, facts) - top_of(formula, facts)
    return floor(room / (1 + moves))


def away_text(formula: Formula, away: int) -> str:
    """Return a distance from `jobs_away` in words.

    Examples
    --------
    >>> away_text(Formula("claimants", "mean"), 2)
    '距上限还有2人'
    >>> away_text(Formula("net_decrease", "mean", "january"), -1)
    '须补回1个岗位'
    """
    unit = "人" if formula.start is None else "个岗位"
    if away >= 0:
        return f"距上限还有{away}{unit}"
    return f"须{'减少' if formula.start is None else '补回'}{-away}{unit}"
