"""Places of units and what a circular says about them.

Places are taken from figures rounded as published: half up to one decimal, then competition
ranking (1, 2, 3, 3, 5), unless the indicator's rule says otherwise. A unit without a figure has
no place; a unit that does not compete is listed, never ranked.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from metrics.rounding import Value, half_up, to_decimal
from metrics.spread import Spread as Spread
from metrics.spread import gap_to_whole as gap_to_whole
from metrics.spread import spread as spread
from metrics.wording import join_names

REQUIRED_COLUMNS = ("region_code", "region", "group", "competes", "value", "previous_value")
STATUS_ORDER = ("ranked", "not_reported", "listed", "listed_not_reported")
_DIGIT_WORDS = "零一两三四五六七八九"


class Ties(StrEnum):
    """What follows equal figures: a gap (1, 2, 3, 3, 5) or none (1, 2, 3, 3, 4)."""

    COMPETITION = "competition"
    DENSE = "dense"


_AFTER_TIES = {
    Ties.COMPETITION: "其后位次顺延（如1、2、3、3、5）",
    Ties.DENSE: "其后位次连续不空缺（如1、2、3、3、4）",
}


@dataclass(frozen=True)
class RankRule:
    """How places are taken; a property of the indicator.

    Attributes
    ----------
    decimals
        Decimal places kept (half up) before figures are compared; None compares unrounded.
    ties
        What follows equal figures.
    largest_first
        Whether the largest figure is first; False where less is better.
    """

    decimals: int | None = 1
    ties: Ties = Ties.COMPETITION
    largest_first: bool = True

    @property
    def text(self) -> str:
        """The rule in words, for the foot of a table.

        Examples
        --------
        >>> RankRule().text
        '位次按保留一位小数（四舍五入）后的数值由高到低排列，数值相同的并列，其后位次顺延（如1、2、3、3、5）'
        """
        order = "由高到低" if self.largest_first else "由低到高"
        after = _AFTER_TIES[self.ties]
        return f"位次按{_precision_words(self.decimals)}的数值{order}排列，数值相同的并列，{after}"


def _precision_words(decimals: int | None) -> str:
    if decimals is None:
        return "未经舍入"
    if decimals == 0:
        return "取整（四舍五入）后"
    return f"保留{_DIGIT_WORDS[decimals]}位小数（四舍五入）后"


def places(values: Sequence[Value], rule: RankRule) -> list[int | None]:
    """Give each figure its place.

    Parameters
    ----------
    values
        Figures of the competing units; None or NaN is missing.
    rule
        How places are taken.

    Returns
    -------
    list of int or None
        In the order of `values`; a missing figure has no place. A competition place is 1 plus
        the number of strictly better figures, a dense one counts each better figure once.

    Examples
    --------
    >>> places([6.0, 7.1, None, 5.96, 5.0], RankRule())
    [2, 1, None, 2, 4]
    """
    sign = -1 if rule.largest_first else 1
    rounded = [half_up(value, rule.decimals) for value in values]
    keys = [None if figure is None else sign * figure for figure in rounded]
    ladder = _ladder([key for key in keys if key is not None], rule.ties)
    return [None if key is None else bisect_left(ladder, key) + 1 for key in keys]


def _ladder(keys: list[Decimal], ties: Ties) -> list[Decimal]:
    return sorted(set(keys)) if ties == Ties.DENSE else sorted(keys)


def rank_units(table: pd.DataFrame, rule: RankRule) -> pd.DataFrame:
    """Rank the competing units of a table, now and in the previous period.

    Parameters
    ----------
    table
        One row per unit with `region_code`, `region`, `group` (str), `competes` (bool),
        `value` and `previous_value` (float, NaN is 未报). Further columns are kept.
    rule
        How places are taken.

    Returns
    -------
    DataFrame
        The rows with `place`, `previous_place`, `place_change` (Int64; previous − now, positive
        is up) and `status`: ranked, not_reported (competes without a figure), listed (does not
        compete), listed_not_reported. Sorted by status, then place; equal places keep the order
        of the input. The index is numbered anew.

    Raises
    ------
    ValueError
        If a column is absent or a region stands in the table twice.

    Examples
    --------
    >>> units = pd.DataFrame({
    ...     "region_code": ["1", "2", "3"], "region": ["甲县", "乙县", "经开区"], "group": "县",
    ...     "competes": [True, True, False], "value": [5.0, 6.0, 9.0],
    ...     "previous_value": [5.5, 5.0, 9.0]})
    >>> rank_units(units, RankRule())[["region", "place", "place_change", "status"]]
      region  place  place_change  status
    0     乙县      1             1  ranked
    1     甲县      2            -1  ranked
    2    经开区   <NA>          <NA>  listed
    """
    check_units(table)
    competes = table["competes"].eq(True).fillna(False).tolist()
    now = _places_of_competing(table["value"].tolist(), competes, rule)
    before = _places_of_competing(table["previous_value"].tolist(), competes, rule)
    has_value = table["value"].notna().tolist()
    status = [_status(*flags) for flags in zip(competes, has_value, strict=True)]
    ranked = table.assign(
        place=pd.array(now, dtype="Int64"),
        previous_place=pd.array(before, dtype="Int64"),
        place_change=pd.array(_changes(before, now), dtype="Int64"),
        status=status,
    )
    return ranked.take(_order(status, now)).reset_index(drop=True)


def check_units(table: pd.DataFrame) -> None:
    """Refuse a table that lacks a column or holds a region twice.

    Raises
    ------
    ValueError
        Naming the columns or the regions.
    """
    absent = [name for name in REQUIRED_COLUMNS if name not in table.columns]
    if absent:
        msg = f"排名用表缺少列：{join_names(absent)}。应有列：{join_names(REQUIRED_COLUMNS)}"
        raise ValueError(msg)
    codes = table["region_code"]
    if codes.is_unique:
        return
    repeated = table.loc[codes.duplicated(), ["region", "region_code"]].drop_duplicates()
    names = join_names(f"{name}（{code}）" for name, code in repeated.itertuples(index=False))
    msg = f"排名用表中单位重复：{names}。每个单位只能有一行，请检查数据来源是否合并了两期或两个口径"
    raise ValueError(msg)


def _places_of_competing(
    values: list[Value], competes: list[bool], rule: RankRule
) -> list[int | None]:
    entered = [value if in_race else None for value, in_race in zip(values, competes, strict=True)]
    return places(entered, rule)


def _changes(before: list[int | None], now: list[int | None]) -> list[int | None]:
    pairs = zip(before, now, strict=True)
    return [None if old is None or new is None else old - new for old, new in pairs]


def _status(competes: bool, has_value: bool) -> str:
    if competes:
        return "ranked" if has_value else "not_reported"
    return "listed" if has_value else "listed_not_reported"


def _order(status: list[str], now: list[int | None]) -> list[int]:
    keys = [(STATUS_ORDER.index(s), p or 0) for s, p in zip(status, now, strict=True)]
    return sorted(range(len(keys)), key=keys.__getitem__)


def rank_groups(table: pd.DataFrame, rule: RankRule) -> pd.DataFrame:
    """Rank within each group apart (城区 and 县市, say).

    Parameters
    ----------
    table, rule
        As for :func:`rank_units`.

    Returns
    -------
    DataFrame
        As from :func:`rank_units`, group after group in the order of their first row. Rows
        without a group form one group of their own.

    Raises
    ------
    ValueError
        As from :func:`rank_units`; a region may not stand in two groups either.
    """
    check_units(table)
    groups = [part for _, part in table.groupby("group", sort=False, dropna=False)]
    if not groups:
        return rank_units(table, rule)
    return pd.concat([rank_units(part, rule) for part in groups], ignore_index=True)


def ratio_total(numerators: Sequence[Value], denominators: Sequence[Value]) -> Decimal | None:
    """Recompute the ratio of a whole from the components of its parts.

    Ratios are never added or averaged: 573,564 万元 on 30,341 亩 is 18.90, whatever the sum of
    the counties' ratios may be.

    Parameters
    ----------
    numerators, denominators
        Components of the parts in equal order; None or NaN is missing.

    Returns
    -------
    Decimal or None
        Sum over sum, unrounded; None where a component is missing or the denominators sum to
        zero.

    Raises
    ------
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> ratio_total([1, 10], [10, 90])
    Decimal('0.11')
    """
    pairs = [*zip(map(to_decimal, numerators), map(to_decimal, denominators), strict=True)]
    known = [(top, bottom) for top, bottom in pairs if top is not None and bottom is not None]
    bottom_sum = sum((bottom for _, bottom in known), Decimal(0))
    if len(known) < len(pairs) or bottom_sum == 0:
        return None
    return sum((top for top, _ in known), Decimal(0)) / bottom_sum
