"""How units lie around the whole: gaps and spread, from printed figures.

Readers check a gap against the two figures in front of them, so figures are rounded half up
before they are subtracted or compared.
"""

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from metrics.growth import point_gap
from metrics.rounding import Value, half_up


def gap_to_whole(table: pd.DataFrame, whole_value: Value, decimals: int = 1) -> pd.DataFrame:
    """Add the gap of each unit to the whole (全市), in 百分点 of printed figures.

    Parameters
    ----------
    table
        With a column `value` (float, NaN is 未报).
    whole_value
        Growth of the whole in percent; None or NaN is missing.
    decimals
        Decimal places of the printed figures.

    Returns
    -------
    DataFrame
        A copy with `gap_pp` (float): unit − whole, NaN where either is missing.

    Examples
    --------
    >>> gap_to_whole(pd.DataFrame({"value": [6.05, None]}), 5.94)["gap_pp"].tolist()
    [0.2, nan]
    """
    gaps = [point_gap(value, whole_value, decimals) for value in table["value"].tolist()]
    floats = [float("nan") if gap is None else float(gap) for gap in gaps]
    return table.assign(gap_pp=pd.Series(floats, index=table.index, dtype="float64"))


@dataclass(frozen=True)
class Spread:
    """Printed figures of the competing units, end to end and against the whole.

    Attributes
    ----------
    count
        Units that compete and have a figure.
    highest, lowest
        Printed figures at the two ends; None where no unit has a figure.
    highest_regions, lowest_regions
        Names of all units at either end, in the order of the table.
    difference
        highest − lowest, in 百分点; None where no unit has a figure.
    above, equal, below
        Units above, level with and below the printed figure of the whole; None where the whole
        is missing.
    """

    count: int
    highest: Decimal | None
    highest_regions: tuple[str, ...]
    lowest: Decimal | None
    lowest_regions: tuple[str, ...]
    difference: Decimal | None
    above: int | None
    equal: int | None
    below: int | None


def spread(table: pd.DataFrame, whole_value: Value, decimals: int = 1) -> Spread:
    """Measure how far the competing units lie apart.

    Parameters
    ----------
    table
        With `region` (str), `competes` (bool) and `value` (float, NaN is 未报).
    whole_value
        The figure of the whole; None or NaN is missing.
    decimals
        Decimal places of the printed figures.

    Examples
    --------
    >>> units = pd.DataFrame({"region": ["甲县", "乙县", "经开区"],
    ...                       "competes": [True, True, False], "value": [5.0, 7.5, 9.0]})
    >>> found = spread(units, 6.0)
    >>> found.highest_regions, found.difference, found.above
    (('乙县',), Decimal('2.5'), 1)
    """
    figures = _printed_figures(table, decimals)
    values = [value for _, value in figures]
    highest, lowest = max(values, default=None), min(values, default=None)
    return Spread(
        len(figures),
        highest,
        _regions_at(figures, highest),
        lowest,
        _regions_at(figures, lowest),
        point_gap(highest, lowest, decimals),
        *_counts_around(values, half_up(whole_value, decimals)),
    )


def _printed_figures(table: pd.DataFrame, decimals: int) -> list[tuple[str, Decimal]]:
    competing = table[table["competes"].eq(True).fillna(False)]
    rounded = [half_up(value, decimals) for value in competing["value"].tolist()]
    pairs = zip(competing["region"].tolist(), rounded, strict=True)
    return [(region, value) for region, value in pairs if value is not None]


def _regions_at(figures: list[tuple[str, Decimal]], end: Decimal | None) -> tuple[str, ...]:
    return tuple(region for region, value in figures if value == end)


def _counts_around(
    values: list[Decimal], whole: Decimal | None
) -> tuple[int | None, int | None, int | None]:
    if whole is None:
        return None, None, None
    above = sum(value > whole for value in values)
    equal = sum(value == whole for value in values)
    return above, equal, len(values) - above - equal
