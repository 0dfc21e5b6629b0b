"""A target broken down: to the counties, and to months, quarters and years (以月保季、以季保年)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from metrics.periods import Period
from metrics.rounding import half_up
from metrics.target_courses import Shares, course, has_course, origin
from metrics.target_measures import is_reported, measured, printed
from metrics.target_settlement import UNTIL_DEADLINE
from metrics.target_spans import day_before
from metrics.target_terms import Reading, Terms
from metrics.wording import join_names

_PCT_DECIMALS = 2


@dataclass(frozen=True)
class Breakdown:
    """How the parts of a target fit the whole.

    Attributes
    ----------
    whole, total, difference
        The target, the sum of its parts, and total less whole; in the unit of the target.
    missing, foreign
        Units that should have a part and have none; parts of units that do not belong.
    covered, expected, coverage_pct
        分解覆盖率: units with a part ÷ units that should have one, in %, two decimals; None
        where no unit should.
    """

    whole: Decimal
    total: Decimal
    difference: Decimal
    missing: tuple[str, ...]
    foreign: tuple[str, ...]
    covered: int
    expected: int
    coverage_pct: Decimal | None

    @property
    def fits(self) -> bool:
        """Whether every unit has its part and the parts make the whole exactly."""
        return not self.difference and not self.missing and not self.foreign


def breakdown(
    whole: Decimal, parts: Mapping[str, Decimal | None], units: Sequence[str]
) -> Breakdown:
    """Check the parts of a target against the whole.

    Parameters
    ----------
    whole
        The target of the city.
    parts
        Targets of the units; None is not yet broken down.
    units
        Those that should have a part.

    Examples
    --------
    >>> found = breakdown(Decimal(150), {"甲县": Decimal(100), "乙县": None}, ["甲县", "乙县"])
    >>> found.difference, found.missing, found.coverage_pct
    (Decimal('-50'), ('乙县',), Decimal('50.00'))
    """
    known = {unit: part for unit, part in parts.items() if part is not None}
    covered = [unit for unit in units if unit in known]
    total = sum(known.values(), Decimal(0))
    share = Fraction(100 * len(covered), len(units)) if units else None
    return Breakdown(
        whole,
        total,
        total - whole,
        tuple(unit for unit in units if unit not in known),
        tuple(unit for unit in known if unit not in units),
        len(covered),
        len(units),
        half_up(printed(share), _PCT_DECIMALS),
    )


def spread(whole: Decimal, keys: Mapping[str, Decimal], decimals: int) -> dict[str, Decimal]:
    """Spread a target over units in proportion to a key, so that the parts make it exactly.

    What rounding down leaves goes, one step each, to the units with the largest remainders; of
    equal remainders to the one that stands first.

    Parameters
    ----------
    whole
        The target; not negative, with no more decimals than the parts may have.
    keys
        By unit, what it is spread by (last year's value added, say); all positive.
    decimals
        Decimal places of the parts.

    Returns
    -------
    dict
        Parts by unit, in the order of `keys`; their sum is `whole`.

    Raises
    ------
    ValueError
        If there is no unit, a key is zero or negative, or the target is negative or finer than
        its parts.

    Examples
    --------
    >>> parts = spread(Decimal(100), {"甲": Decimal(1), "乙": Decimal(1), "丙": Decimal(1)}, 0)
    >>> {unit: int(part) for unit, part in parts.items()}
    {'甲': 34, '乙': 33, '丙': 33}
    """
    _check_keys(keys)
    step = Decimal(1).scaleb(-decimals)
    steps = Fraction(whole) / Fraction(step)
    if whole < 0 or steps.denominator != 1:
        msg = f"要分解的数{whole}应不为负，且小数不多于{decimals}位；请改数或增加位数"
        raise ValueError(msg)
    due = {unit: steps * Fraction(key) / _sum_of(keys) for unit, key in keys.items()}
    floors = {unit: floor(share) for unit, share in due.items()}
    left = steps.numerator - sum(floors.values())
    by_remainder = sorted(due, key=lambda unit: floors[unit] - due[unit])
    return {unit: step * (floors[unit] + (unit in by_remainder[:left])) for unit in keys}


def _sum_of(keys: Mapping[str, Decimal]) -> Fraction:
    return sum(map(Fraction, keys.values()), Fraction(0))


def _check_keys(keys: Mapping[str, Decimal]) -> None:
    if not keys:
        msg = "没有可分解到的单位；请列出各单位及其分解依据"
        raise ValueError(msg)
    if wrong := [unit for unit, key in keys.items() if not key > 0]:
        msg = f"分解依据应大于零，现不符：{join_names(wrong)}；请换用别的依据或另行下达"
        raise ValueError(msg)


@dataclass(frozen=True)
class Stage:
    """A month, quarter or year of a target: what it should bring, and what it brought.

    Attributes
    ----------
    period
        The month, quarter or year, whole even where the target begins or ends within it.
    plan
        Amount that the course gives to it.
    reached
        End of the last reading within it; None before the first.
    due
        Part of the plan up to there.
    actual
        Amount reached up to there; None where it cannot be had (an end is 未报).
    completion_pct
        Actual ÷ plan, in %, two decimals.
    gap
        Actual less due.
    """

    period: Period
    plan: Decimal
    reached: date | None
    due: Decimal | None
    actual: Decimal | None
    completion_pct: Decimal | None
    gap: Decimal | None


def stages(
    terms: Terms, readings: Sequence[Reading], as_of: date, shares: Shares | None = None
) -> tuple[Stage, ...]:
    """Break the course of a target down to its months, quarters and years.

    Parameters
    ----------
    terms
        A target with a course.
    readings, as_of, shares
        As for :func:`metrics.targets.judge`.

    Returns
    -------
    tuple of Stage
        Year after year: the months of a quarter, the quarter, …, the year. Empty for a target
        without a course.
    """
    if not has_course(terms):
        return ()
    amounts = _amounts(terms, readings, as_of)
    return tuple(_stage(terms, amounts, period, shares) for period in _periods(terms))


def _amounts(terms: Terms, readings: Sequence[Reading], as_of: date) -> dict[date, Fraction]:
    """Return the cumulative amounts by day, beginning with the opening."""
    start, deadline = _ends(terms)
    last = min(as_of, deadline) if terms.kind in UNTIL_DEADLINE else as_of
    counted = [
        measured(terms, each)
        for each in sorted(readings, key=lambda reading: reading.period)
        if start <= each.period.end <= last and is_reported(terms, each)
    ]
    known = {each.end: each.amount for each in counted if each.amount is not None}
    return {day_before(start): origin(terms)} | known


def _ends(terms: Terms) -> tuple[date, date]:
    assert terms.start and terms.deadline  # noqa: S101 - has_course holds
    return terms.start, terms.deadline


def _periods(terms: Terms) -> list[Period]:
    """List months, quarters and years of the term; longer ones follow those that they hold."""
    start, deadline = _ends(terms)
    found = []
    month = Period.of_month(start.year, start.month)
    while month.start <= deadline:
        end = month.end
        found.append(month)
        if end.month % 3 == 0 or end >= deadline:
            found.append(Period.of_quarter(end.year, (end.month + 2) // 3))
        if end.month == 12 or end >= deadline:
            found.append(Period.of_year(end.year))
        month = month.next()
    return found


def _stage(
    terms: Terms, amounts: Mapping[date, Fraction], period: Period, shares: Shares | None
) -> Stage:
    start, deadline = _ends(terms)
    first = max(day_before(period.start), day_before(start))
    last = min(period.end, deadline)
    opening = _planned(terms, first, shares)
    plan = _planned(terms, last, shares) - opening
    reached = max((day for day in amounts if first < day <= last), default=None)
    if reached is None:
        return Stage(period, _shown(plan), None, None, None, None, None)
    due = _planned(terms, reached, shares) - opening
    actual = amounts[reached] - amounts[first] if first in amounts else None
    return Stage(period, _shown(plan), reached, _shown(due), *_compared(plan, due, actual))


def _compared(
    plan: Fraction, due: Fraction, actual: Fraction | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the amount reached, its share of the plan in %, and how far it is from what is due."""
    if actual is None:
        return None, None, None
    share = actual / plan * 100 if plan > 0 else None
    return printed(actual), half_up(printed(share), _PCT_DECIMALS), printed(actual - due)


def _shown(amount: Fraction) -> Decimal:
    return printed(amount) or Decimal(0)


def _planned(terms: Terms, day: date, shares: Shares | None) -> Fraction:
    """Return the cumulative amount that the course asks for at a day."""
    start, _ = _ends(terms)
    asked = course(terms, day, shares) if day >= start else None
    if asked is None:
        return origin(terms)
    return asked.pct / 100 * Fraction(terms.value or 0)
