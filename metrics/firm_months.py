"""Months of one firm: totals that a gap makes unknown, and how long a fall has lasted."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from metrics.growth import compare_levels
from metrics.rounding import Value, to_decimal


def whole_total(values: Iterable[Value]) -> Decimal | None:
    """Add up months; one that is 未报 makes the total unknown, as does having no month at all.

    Parameters
    ----------
    values
        One figure a month, in one unit; None or NaN is 未报.

    Examples
    --------
    >>> whole_total([1.1, 2.2]), whole_total([1.1, None]), whole_total([])
    (Decimal('3.3'), None, None)
    """
    figures = [to_decimal(value) for value in values]
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(figures) else None


def months_falling(values: Sequence[Value], year_before: Sequence[Value]) -> int:
    """Count the newest months in a row that lie below the same month of the year before.

    Parameters
    ----------
    values, year_before
        Months, oldest first, and the same months a year earlier; None or NaN is 未报.

    Returns
    -------
    int
        0 where the newest month does not lie below, is 未报, or has nothing to compare with.

    Examples
    --------
    >>> months_falling([9, 8, 7], [8, 9, 9])
    2
    >>> months_falling([9, 8, None], [10, 9, 9])
    0
    """
    count = 0
    for now, then in zip(reversed(values), reversed(year_before), strict=True):
        left, right = to_decimal(now), to_decimal(then)
        if left is None or right is None or left >= right:
            break
        count += 1
    return count


def growth_series(values: Sequence[Value], year_before: Sequence[Value]) -> list[Decimal | None]:
    """Return the nominal growth (名义同比) of each month in percent, unrounded.

    Parameters
    ----------
    values, year_before
        Months, and the same months a year earlier, in one unit; None or NaN is 未报.

    Returns
    -------
    list of Decimal or None
        None where either is 未报 or where `compare_levels` gives words instead of a percentage.

    Examples
    --------
    >>> growth_series([110, 5], [100, -5])
    [Decimal('10.0'), None]
    """
    pairs = zip(values, year_before, strict=True)
    return [compare_levels(now, then).nominal_pct for now, then in pairs]
