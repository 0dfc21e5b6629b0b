"""Checks of a file's figures against what is stored: slips of unit, repeats, revisions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from data.intake_rules import intake_rules
from mechanisms.intake_comparison import CHANGED, printed_decimals
from mechanisms.intake_findings import GROUP, IntakeFinding, Material, finding, say
from metrics import plausibility
from metrics.growth import compare_levels
from metrics.periods import Period
from metrics.wording import figure


def check_against_stored(material: Material) -> Iterator[IntakeFinding]:
    """Yield the findings on figures that contradict what is known."""
    yield from _unit_slips(material)
    yield from _percent_slips(material)
    yield from _repeats(material)
    yield from _levels_against_growth(material)
    yield from _backwards(material)
    yield from _later_published(material)
    yield from _revisions(material)


def _unit_slips(material: Material) -> Iterator[IntakeFinding]:
    rule = intake_rules().rules["unit_slip"]
    table = material.table[material.table["measure"] == "level"]
    reference = _references(material, table)
    factors = np.array([float(each) for each in rule.numbers("factors")])
    off = plausibility.slips(
        table["value"].to_numpy(), reference.to_numpy(), factors, float(rule.number("within"))
    )
    marked = table.assign(reference=reference, factor=off)[~np.isnan(off)]
    for _, rows in marked.groupby([*GROUP, "factor"], sort=False):
        text = f"约为参照数的{_times(rows['factor'].iloc[0])}，疑似计量单位错位："
        named = material.whose(rows, _with_reference)
        yield say(material, "unit_slip", rows, text + named)


def _references(material: Material, table: pd.DataFrame) -> pd.Series:
    """Return what totals should be like: a year ago and grown, or the period before.

    A 累计 begins anew each year, so 1—2月 is not compared with 1—12月.
    """
    known = table[["indicator", "period"]].drop_duplicates().itertuples(index=False, name=None)
    anew = {pair for pair in known if _begins_anew(material, *pair)}
    pairs = zip(table["indicator"], table["period"], strict=True)
    begins = np.array([pair in anew for pair in pairs], dtype=bool)
    year_ago = table["year_ago"] * (1 + table["growth"] / 100)
    return year_ago.fillna(table["year_ago"]).fillna(table["before"].mask(begins))


def _begins_anew(material: Material, key: str, code: str) -> bool:
    """Say whether a period is the first of a year in which figures add up."""
    indicator, period = material.dataset.indicator(key), Period.parse(code)
    adds_up = indicator.accumulation == "ytd"
    return adds_up and indicator.previous(period).end.year != period.end.year


def _with_reference(row: Any) -> str:  # noqa: ANN401 - a row of the table
    return f"{_plain(row.value)}，参照{_plain(row.reference)}"


def _times(factor: float) -> str:
    return f"{factor:,.0f}倍" if factor >= 1 else f"{1 / factor:,.0f}分之一"


def _plain(value: float) -> str:
    return figure(f"{value:.6g}", None, thousands=True) if abs(value) < 1e6 else f"{value:,.0f}"


def _percent_slips(material: Material) -> Iterator[IntakeFinding]:
    """Find columns of growth that are as if divided by 100: cells in a format of per cent."""
    rule = intake_rules().rules["percent_slip"]
    table = material.table[material.table["measure"] == "growth"].dropna(subset=["before"])
    sizes = table.assign(now=table["value"].abs(), last=table["before"].abs())
    grouped = sizes.groupby(GROUP, sort=False)[["now", "last"]]
    medians, counts = grouped.transform("median"), grouped.transform("count")["now"]
    small = medians["now"] * float(rule.number("ratio")) < medians["last"]
    for rows in material.groups(table[small & (counts >= int(rule.number("least")))]):
        previous = _previous_label(material, rows)
        text = f"整列约为{previous}的百分之一：{material.whose(rows, _with_before)}"
        yield say(material, "percent_slip", rows, text)


def _with_before(row: Any) -> str:  # noqa: ANN401 - a row of the table
    return f"{_plain(row.value)}，上期{_plain(row.before)}"


def _previous_label(material: Material, rows: pd.DataFrame) -> str:
    indicator = material.dataset.indicator(str(rows["indicator"].iloc[0]))
    return indicator.previous(Period.parse(str(rows["period"].iloc[0]))).label


def _repeats(material: Material) -> Iterator[IntakeFinding]:
    rule = intake_rules().rules["same_as_before"]
    table = material.table[material.table["measure"].isin(["level", "growth"])]
    value, before = table["value"].to_numpy(), table["before"].to_numpy()
    exact = plausibility.repeats(value, before, int(rule.number("significant_digits")))
    many = _many_equal(table.assign(equal=value == before, both=~np.isnan(value + before)))
    marked = table[exact | ((value == before) & many)]
    for rows in material.groups(marked):
        named = material.whose(rows, lambda row: _plain(row.value))
        text = f"{len(rows)}个数字与{_previous_label(material, rows)}完全相同：{named}"
        yield say(material, "same_as_before", rows, text)


def _many_equal(table: pd.DataFrame) -> np.ndarray:
    """Say whether a figure stands in a column of which so many are as they were before."""
    rule = intake_rules().rules["same_as_before"]
    sums = table.groupby(GROUP, sort=False)[["equal", "both"]].transform("sum")
    enough = sums["equal"] >= int(rule.number("least"))
    share = sums["equal"] >= float(rule.number("share")) * sums["both"]
    return (enough & share).to_numpy()


def _levels_against_growth(material: Material) -> Iterator[IntakeFinding]:
    limit = material.dataset.checks.level_growth_tolerance_pp
    table = material.table[material.table["measure"] == "level"]
    base = table["year_ago"].where(table["year_ago"] > 0)
    nominal = (table["value"] / base - 1) * 100
    off = (nominal - table["growth"]).abs() > float(limit)
    for rows in material.groups(table[off]):
        basis = material.dataset.indicator(str(rows["indicator"].iloc[0])).growth_basis
        named = material.whose(rows, _two_growths)
        text = f"公布增速（{basis}）与两期总量推算的名义增速相差超过{limit}个百分点：{named}"
        yield say(material, "level_against_growth", rows, text)


def _two_growths(row: Any) -> str:  # noqa: ANN401 - a row of the table
    nominal = compare_levels(row.value, row.year_ago).nominal_pct
    return f"公布{figure(row.growth, 1)}%，推算{figure(nominal, 1)}%"


def _backwards(material: Material) -> Iterator[IntakeFinding]:
    table = material.table[material.table["newest"] != ""]
    pairs = table[["period", "newest"]]
    different = pairs.drop_duplicates().itertuples(index=False, name=None)
    behind = [Period.parse(code).end < Period.parse(newest).end for code, newest in different]
    pair_at = pairs.groupby(["period", "newest"], sort=False).ngroup()
    back = table[np.array(behind, dtype=bool)[pair_at]]
    for (_, indicator, period), rows in back.groupby(["table", "indicator", "period"], sort=False):
        newest = Period.parse(str(rows["newest"].iloc[0])).label
        name = material.dataset.indicator(str(indicator)).short_name
        text = f"{name}为{Period.parse(str(period)).label}，而已入库到{newest}"
        yield finding("period_backwards", material.place(rows.head(1)), "", text)


def _later_published(material: Material) -> Iterator[IntakeFinding]:
    table = material.table
    late = table[table["later"]]
    for rows in material.groups(late):
        day = f"{pd.Timestamp(rows['old_published'].max()):%Y-%m-%d}"
        text = f"已有{day}公布的数字，本次入库的{len(rows)}个不会成为现用数"
        yield say(material, "not_effective", rows, text)


def _revisions(material: Material) -> Iterator[IntakeFinding]:
    table = material.table
    changed = table[(table["effect"] == CHANGED) & ~table["later"]]
    for rows in material.groups(changed):
        first = rows.iloc[0]
        decimals = printed_decimals(
            material.dataset, str(first["indicator"]), str(first["measure"])
        )
        named = material.whose(rows, lambda row, d=decimals: _revision(row, d))  # type: ignore[misc]
        yield say(material, "large_revision", rows, f"与已入库的不同：{named}")


def _revision(row: Any, decimals: int) -> str:  # noqa: ANN401 - a row of the table
    return f"{figure(row.old, decimals)}→{figure(row.value, decimals)}"
