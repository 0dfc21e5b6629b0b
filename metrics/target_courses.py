"""The course of a target (序时): how much of it should be done at the data's own period end."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from metrics.periods import Period
from metrics.rounding import half_up
from metrics.target_measures import is_fall_to_level, printed
from metrics.target_spans import (
    counts_in_months,
    day_before,
    days_from,
    month_length,
    months_between,
)
from metrics.target_terms import Terms

Shares = Mapping[int, Decimal]
"""How a year's amount spreads over its months 1 to 12; any positive scale."""

PACED_KINDS = frozenset({"flow", "count", "net_increase", "reduction", "stock"})
_PACED_COMPARATORS = frozenset({"at_least", "more_than", "about", "range"})
_MONTHS = range(1, 13)


@dataclass(frozen=True)
class Course:
    """What the course asks for: completion in %, unrounded, and what it rests on."""

    pct: Fraction
    basis: str


def has_course(terms: Terms) -> bool:
    """Whether the kind has a course and everything that it needs is known.

    A stock needs its opening balance; ratios, coverages, growth and events have no course.
    """
    dated = terms.start is not None and terms.deadline is not None
    sized = terms.value is not None and terms.value > 0
    paced = terms.comparator in _PACED_COMPARATORS or is_fall_to_level(terms)
    opened = terms.kind != "stock" or terms.base is not None
    return terms.kind in PACED_KINDS and paced and dated and sized and opened


def course(terms: Terms, end: date, shares: Shares | None = None) -> Course | None:
    """Return what the course asks for at a period end, None for a kind without one.

    Parameters
    ----------
    terms
        What the target demands. Its plan goes before `shares`, both before the even course.
    end
        Last day of the data, not before the start; days after the deadline are the deadline.
    shares
        Usual spread over the months of a year.

    Raises
    ------
    ValueError
        If the shares do not name all twelve months, or one is negative, or the months of the
        term have none.

    Examples
    --------
    >>> terms = Terms("T", "at_least", "flow", Decimal(150), start=date(2020, 1, 1),
    ...               deadline=date(2020, 12, 31))
    >>> course(terms, date(2020, 9, 30))
    Course(pct=Fraction(75, 1), basis='按月数均衡（9/12个月）')
    """
    if not has_course(terms):
        return None
    start, deadline, value = _known(terms)
    at = min(end, deadline)
    if terms.plan and not is_fall_to_level(terms):
        return Course(_planned(terms, at) / value * 100, "按分月计划曲线")
    share, basis = _share(start, deadline, at, shares)
    if terms.kind != "stock":
        return Course(share * 100, basis)
    opening = origin(terms)
    return Course((opening + (value - opening) * share) / value * 100, f"{basis}，自期初数起")


def origin(terms: Terms) -> Fraction:
    """Where the amount starts: a stock from its opening balance, all else from zero."""
    return Fraction(terms.base or 0) if terms.kind == "stock" else Fraction(0)


def _known(terms: Terms) -> tuple[date, date, Fraction]:
    assert terms.start and terms.deadline and terms.value  # noqa: S101 - has_course holds
    return terms.start, terms.deadline, Fraction(terms.value)


def _share(start: date, deadline: date, at: date, shares: Shares | None) -> tuple[Fraction, str]:
    before = day_before(start)
    if shares is not None:
        share = _seasonal(before, deadline, at, shares)
        return share, f"按往年各月分布（应完成{half_up(printed(share * 100), 2)}%）"
    if counts_in_months(before, deadline, at):
        done, whole = months_between(before, at), months_between(before, deadline)
        return done / whole, f"按月数均衡（{done}/{whole}个月）"
    days, all_days = days_from(start, at), days_from(start, deadline)
    return Fraction(days, all_days), f"按天数均衡（{days}/{all_days}天）"


def _seasonal(before: date, deadline: date, at: date, shares: Shares) -> Fraction:
    _check(shares)
    whole = _weight(before, deadline, shares)
    if not whole:
        msg = "往年各月分布：目标期内各月的份额都是零，不能作序时；请改用均衡序时或核对分布"
        raise ValueError(msg)
    return _weight(before, at, shares) / whole


def _check(shares: Shares) -> None:
    if set(shares) != set(_MONTHS) or min(shares.values()) < 0:
        msg = "往年各月分布：须列出1至12月各月的份额，且都不为负；请补全或改正"
        raise ValueError(msg)


def _weight(before: date, last: date, shares: Shares) -> Fraction:
    """Sum the shares of the days after `before` up to `last`."""
    return _since_new_era(last, shares) - _since_new_era(before, shares)


def _since_new_era(day: date, shares: Shares) -> Fraction:
    weights = [Fraction(shares[month]) for month in _MONTHS]
    whole_months = sum(weights[: day.month - 1], Fraction(0))
    part = weights[day.month - 1] * Fraction(day.day, month_length(day))
    return day.year * sum(weights, Fraction(0)) + whole_months + part


def _planned(terms: Terms, at: date) -> Fraction:
    """Read the plan at a day; between its points it runs straight."""
    points = _plan_points(terms)
    days = sorted(points)
    place = bisect_left(days, at)
    if days[place] == at:
        return points[at]
    earlier, later = days[place - 1], days[place]
    part = Fraction((at - earlier).days, (later - earlier).days)
    return points[earlier] + (points[later] - points[earlier]) * part


def _plan_points(terms: Terms) -> dict[date, Fraction]:
    start, deadline, value = _known(terms)
    points = {day_before(start): origin(terms), deadline: value}
    ends = {Period.parse(code).end: Fraction(amount) for code, amount in terms.plan.items()}
    return points | {end: amount for end, amount in ends.items() if start <= end <= deadline}
