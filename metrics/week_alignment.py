"""Which weeks of last year a week is fairly compared with, and what they come to.

Weekly totals are not known by the day. Where the days that lie as far from 除夕 as this week's
fall into two weeks of last year, the figure to compare with is mixed of both, by the days that
each shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from metrics.lunar import lunar_counterpart
from metrics.periods import Period

_ONE_YEAR_OF_WEEKS = timedelta(weeks=52)


@dataclass(frozen=True)
class Alignment:
    """Weeks of last year and how much each counts; the shares add up to one.

    Attributes
    ----------
    weeks
        One or two weeks, earlier first, each with its share.
    is_lunar
        Whether the days were found by the distance to 除夕; else they lie 52 weeks back.
    """

    weeks: tuple[tuple[Period, Fraction], ...]
    is_lunar: bool


def aligned(week: Period) -> Alignment:
    """Return the weeks of last year with which a week is fairly compared.

    Parameters
    ----------
    week
        A week that ends on any weekday; last year's weeks end on the same one.

    Returns
    -------
    Alignment
        One week 52 weeks back, or those that hold the days as far from 除夕.

    Raises
    ------
    ValueError
        If the period is no week or ten-day period, or the festival is out of bounds.

    Examples
    --------
    >>> [(w.code, str(share)) for w, share in aligned(Period.parse("2020-W05")).weeks]
    [('2019-W06', '4/7'), ('2019-W07', '3/7')]
    >>> [w.code for w, _ in aligned(Period.parse("2020-W37")).weeks]
    ['2019-W37']
    """
    start, end = lunar_counterpart(week)
    last_day = week.end.isoweekday()
    first, last = Period.of_week(start, last_day), Period.of_week(end, last_day)
    is_lunar = end != week.end - _ONE_YEAR_OF_WEEKS
    if first == last:
        return Alignment(((first, Fraction(1)),), is_lunar)
    early = Fraction((first.end - start).days + 1, week.days)
    return Alignment(((first, early), (last, 1 - early)), is_lunar)


def mixed(parts: Sequence[tuple[Decimal | None, Fraction]]) -> Decimal | None:
    """Mix figures by their shares; one that is missing leaves the whole missing.

    Parameters
    ----------
    parts
        Figures in one unit and their shares, which add up to one.

    Examples
    --------
    >>> mixed([(Decimal(70), Fraction(3, 7)), (Decimal(140), Fraction(4, 7))])
    Decimal('110')
    >>> mixed([(Decimal(70), Fraction(3, 7)), (None, Fraction(4, 7))]) is None
    True
    """
    total = Fraction(0)
    for value, share in parts:
        if value is None:
            return None
        total += Fraction(value) * share
    return Decimal(total.numerator) / Decimal(total.denominator)
