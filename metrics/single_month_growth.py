"""当月 growth worked out from two published year-to-date growths and the totals of last year.

Not from two levels: the increment of each year-to-date period is its published growth times the
total of the year before, so the price basis stays that of the published growth. The published
figures have few decimals, which the subtraction magnifies; the bound of that error goes with the
result, and grows with the year.
"""

from dataclasses import dataclass
from decimal import Decimal

from metrics.rounding import Value, to_decimal


@dataclass(frozen=True)
class SingleMonth:
    """Growth of a single month, worked out.

    Attributes
    ----------
    growth_pct
        In %, unrounded.
    error_pp
        How far rounding of the published growths alone can move it, in percentage points.
    """

    growth_pct: Decimal
    error_pp: Decimal


def single_month_growth(
    now_pct: Value, before_pct: Value, base_now: Value, base_before: Value, decimals: int = 1
) -> SingleMonth | None:
    """Return the growth of the month that lies between two year-to-date periods.

    Parameters
    ----------
    now_pct, before_pct
        Published growth of this year-to-date period and the one before, in %.
    base_now, base_before
        Totals of the same two periods of the year before, in one unit.
    decimals
        Decimal places of the published growths.

    Returns
    -------
    SingleMonth or None
        None where a figure is missing, or last year's month was not above zero.

    Examples
    --------
    >>> found = single_month_growth(5.0, 4.0, 90, 80)
    >>> found.growth_pct, found.error_pp
    (Decimal('13.0'), Decimal('0.85'))
    """
    figures = [to_decimal(value) for value in (now_pct, before_pct, base_now, base_before)]
    known = [value for value in figures if value is not None]
    if len(known) < len(figures):
        return None
    now, before, base, earlier = known
    month = base - earlier
    if month <= 0:
        return None
    half_step = Decimal(5).scaleb(-decimals - 1)
    return SingleMonth(
        (now * base - before * earlier) / month, half_step * (abs(base) + abs(earlier)) / month
    )
