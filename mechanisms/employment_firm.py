"""Lay-offs of one firm: every method side by side with its arithmetic, and what it may get."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data import layoff_methods
from mechanisms.employment import Employment
from mechanisms.employment_double_hundred import Membership
from mechanisms.employment_refunds import FirmRefund
from metrics.layoff_limits import Limit, Standing, away_text, jobs_away, judge_rate
from metrics.layoffs import LayoffFacts, Method, Part, Rate, side_by_side


@dataclass(frozen=True)
class MethodResult:
    """One method for one firm against the limit.

    Attributes
    ----------
    aways
        By formula how far the firm is from the limit, in words; empty where that is not known.
    """

    rate: Rate
    standing: Standing
    aways: tuple[str, ...]

    @property
    def method(self) -> Method:
        """The method."""
        return self.rate.method

    @property
    def away_text(self) -> str:
        """How far the firm is from the limit by all formulas of which that is known."""
        return "，或".join(dict.fromkeys(text for text in self.aways if text))


@dataclass(frozen=True, eq=False)
class FirmLayoffs:
    """One firm of the board.

    Attributes
    ----------
    results
        All methods against the limit of the board, in the order of the file.
    limits
        All limits, each with the method that it is used with by default.
    member
        Whether it is a 双百工业企业; None where no document asks for it.
    refund
        None where it is excluded from all refunds.
    """

    place: int
    firm: int
    name: str
    facts: LayoffFacts
    headcount: int | None
    results: tuple[MethodResult, ...]
    limits: tuple[tuple[Limit, MethodResult], ...]
    member: Membership | None
    refund: FirmRefund | None


def firm_layoffs(found: Employment, firm: int) -> FirmLayoffs | None:
    """Return one firm of the board by its number; None where the viewer may not see it."""
    place = found.place(firm)
    if place is None:
        return None
    facts = found.facts.facts(place)
    rates = side_by_side(list(layoff_methods.methods().values()), facts)
    headcount = found.facts.headcount[place]
    return FirmLayoffs(
        place,
        firm,
        str(found.register["name"].iloc[place]),
        facts,
        None if headcount != headcount else int(headcount),
        tuple(_result(rate, found.limit, facts) for rate in rates.values()),
        tuple(_by_limit(found, rates, facts)),
        found.members.members[place] if found.members is not None else None,
        found.refunds[place],
    )


def _by_limit(
    found: Employment, rates: dict[str, Rate], facts: LayoffFacts
) -> list[tuple[Limit, MethodResult]]:
    readings = found.dataset.readings
    return [
        (
            limit,
            _result(rates[layoff_methods.method_by_reading(key, readings).id], limit, facts),
        )
        for key, limit in layoff_methods.limits().items()
    ]


def _result(rate: Rate, limit: Limit, facts: LayoffFacts) -> MethodResult:
    standing = judge_rate(rate, limit, facts)
    aways = tuple(_away(part, standing, limit, facts) for part in rate.parts)
    return MethodResult(rate, standing, aways)


def _away(part: Part, standing: Standing, limit: Limit, facts: LayoffFacts) -> str:
    """Say how far a firm is from its limit by a formula; by a recognised rate in points."""
    if part.formula.bottom is None:
        pct, held = part.pct, standing.limit_pct
        return "" if pct is None or held is None else points_away(pct, held)
    away = jobs_away(part.formula, limit, facts)
    return "" if away is None else away_text(part.formula, away)


def rate_words(pct: Fraction | None, limit_pct: Decimal | None, blank: str = "待核实") -> str:
    """Print a rate with two decimals; with more where rounding would hide that it is too high.

    Examples
    --------
    >>> rate_words(Fraction(600, 97), Decimal(5)), rate_words(Fraction(5), Decimal(5))
    ('6.19', '5.00')
    >>> rate_words(Fraction("5.0004"), Decimal(5))
    '5.0004'
    """
    if pct is None:
        return blank
    return f"{rounded_rate(pct, limit_pct):f}"


def points_away(pct: Fraction, limit_pct: Decimal) -> str:
    """Say how far a rate is from its limit, in percentage points; never zero above it.

    Examples
    --------
    >>> points_away(Fraction("4.8"), Decimal(5)), points_away(Fraction("5.001"), Decimal(5))
    ('低于上限0.20个百分点', '高于上限0.001个百分点')
    >>> points_away(Fraction(5), Decimal(5))
    '正好等于上限'
    """
    if pct == Fraction(limit_pct):
        return "正好等于上限"
    way = "高于" if pct > Fraction(limit_pct) else "低于"
    return f"{way}上限{rate_words(abs(pct - Fraction(limit_pct)), Decimal(0))}个百分点"


def rounded_rate(pct: Fraction, limit_pct: Decimal | None) -> Decimal:
    """Return a rate as it is printed, half up; never on the other side of its limit."""
    for decimals in range(2, 10):
        unit = Fraction(1, 10**decimals)
        printed = Decimal(int(pct / unit + Fraction(1, 2))).scaleb(-decimals)
        is_above = limit_pct is not None and pct > Fraction(limit_pct)
        if limit_pct is None or is_above == (printed > limit_pct):
            break
    return printed
