"""Checks of a file's figures against each other: sums, ranges, neighbours, places (审核关系)."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from data import catalogue
from data.catalogue import Indicator
from data.datasets import RankedSet
from data.intake_rules import intake_rules
from mechanisms.intake_findings import IntakeFinding, Material, say
from mechanisms.intake_places import TABLE, check_places
from metrics import checks, plausibility
from metrics.wording import as_given, join_names


def check_within(material: Material) -> Iterator[IntakeFinding]:
    """Yield the findings on figures that contradict each other within the file."""
    yield from _missing_units(material)
    yield from _no_positive_levels(material)
    for ranked in material.dataset.ranked_sets:
        yield from _sums(material, ranked)
        yield from _ranges(material, ranked)
    yield from _neighbours(material)
    yield from check_places(material)
    yield from _doubles(material)


def _doubles(material: Material) -> Iterator[IntakeFinding]:
    """Find figures that two tables of the file hold, equal or not: which one counts is unclear."""
    key = ["indicator", "measure", "region", "industry", "period"]
    table = material.table
    twice = table[table.duplicated(key)]
    for rows in material.groups(twice):
        yield say(material, "duplicate_figure", rows, f"{material.whose(rows)}重复出现")


def _missing_units(material: Material) -> Iterator[IntakeFinding]:
    """Find tables in which most units stand and some do not; blank cells are found elsewhere.

    A table of a few units only is a correction of these.
    """
    least = float(intake_rules().rules["missing_units"].number("share"))
    table = material.table
    main = table[(table["industry"] == "") & table["measure"].isin(["level", "growth"])]
    for rows in material.groups(main):
        present = set(rows["region"])
        indicator = material.dataset.indicator(str(rows["indicator"].iloc[0]))
        members = _members(material, indicator, present)
        absent = [code for code in members if code not in present]
        few = len(absent) <= (1 - least) * len(members)
        if absent and few and len(absent) > material.blanks_of(rows):
            names = join_names(catalogue.regions()[code].short_name for code in absent)
            text = f"{len(members)}个单位中缺{len(absent)}个：{names}"
            yield say(material, "missing_units", rows, text)


def _no_positive_levels(material: Material) -> Iterator[IntakeFinding]:
    """Find totals of zero, often put for 未报, and negative ones where there can be none."""
    table = material.table[material.table["measure"] == "level"]
    dataset = material.dataset
    losses = [key for key in table["indicator"].unique() if dataset.indicator(key).can_be_negative]
    wrong = (table["value"] == 0) | ((table["value"] < 0) & ~table["indicator"].isin(losses))
    for rows in material.groups(table[wrong]):
        named = material.whose(rows, lambda row: as_given(row.value))
        yield say(material, "no_positive_level", rows, named)


def _members(material: Material, indicator: Indicator, regions: set[str]) -> tuple[str, ...]:
    """Return the competing units of the ranked set that most of the regions belong to."""
    sets = [each for each in material.dataset.ranked_sets if indicator.id in each.indicators]
    best = max(sets, key=lambda each: len(regions & set(each.members)))
    return best.members


def _of_set(
    material: Material, measure: str, ranked: RankedSet, units: tuple[str, ...]
) -> pd.DataFrame:
    """Return the figures of a ranked set's whole and of some units, all of them reported.

    One row a table (index `TABLE`), one column a region; tables that lack one are left out.
    """
    table = material.table
    wanted = (table["measure"] == measure) & table["indicator"].isin(ranked.indicators)
    wanted &= table["region"].isin([ranked.whole, *units])
    rows = table.loc[wanted, [*TABLE, "region", "value"]]
    rows = rows.drop_duplicates([*TABLE, "region"])  # a double is a finding of its own
    wide = rows.set_index([*TABLE, "region"])["value"].unstack(sort=False)  # noqa: PD010 - keeps order
    return wide.reindex(columns=[ranked.whole, *units]).dropna()


def _sums(material: Material, ranked: RankedSet) -> Iterator[IntakeFinding]:
    tolerance = material.dataset.checks.additivity_tolerance
    wide = _of_set(material, "level", ranked, ranked.parts)
    rest = (wide[ranked.whole] - wide[list(ranked.parts)].sum(axis=1)).abs()
    for key, values in _by_table(wide[rest > 0.99 * float(tolerance)]):
        entry = material.dataset.indicator(str(key[1]))
        found = checks.additivity(
            {catalogue.regions()[code].name: values[code] for code in ranked.parts},
            values[ranked.whole],
            tolerance,
            ranked.remainders.get(entry.id),
            whole_name=ranked.whole_name,
            unit=entry.unit,
        )
        if entry.additive and found.outcome is checks.Outcome.DIFFERS:
            yield say(material, "sum_differs", _rows_of(material, "level", key), found.text)


def _ranges(material: Material, ranked: RankedSet) -> Iterator[IntakeFinding]:
    members = list(ranked.members)
    wide = _of_set(material, "growth", ranked, ranked.members)
    whole, parts = wide[ranked.whole], wide[members]
    outside = (whole < parts.min(axis=1)) | (whole > parts.max(axis=1))
    for key, values in _by_table(wide[outside]):
        named = {catalogue.regions()[code].name: values[code] for code in members}
        found = checks.inside_range(values[ranked.whole], named, ranked.whole_name)
        rows = _rows_of(material, "growth", key)
        yield say(material, "outside_range", rows[rows["region"] == ranked.whole], found.text)


def _by_table(wide: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], dict[str, float]]]:
    for key, values in wide.to_dict("index").items():
        assert isinstance(key, tuple)  # noqa: S101 - the index has several levels
        yield key, {str(code): float(value) for code, value in values.items()}


def _rows_of(material: Material, measure: str, key: tuple[Any, ...]) -> pd.DataFrame:
    table = material.table
    same = (table[TABLE] == list(key)).all(axis=1)
    rows: pd.DataFrame = table[same & (table["measure"] == measure)]
    return rows


def _neighbours(material: Material) -> Iterator[IntakeFinding]:
    digits = int(intake_rules().rules["equal_neighbours"].number("significant_digits"))
    table = material.table[material.table["measure"].isin(["level", "growth"])]
    order = ["table", "indicator", "measure", "period", "column", "row"]
    table = table.sort_values(order, kind="stable")
    equal = plausibility.equal_to_next(table["value"].to_numpy(), table["row"].to_numpy(), digits)
    same = (table[order[:-1]] == table[order[:-1]].shift(-1)).all(axis=1).to_numpy()
    for place in np.flatnonzero(equal & same).tolist():
        rows = table.iloc[[place, place + 1]]
        names = material.whose(rows)
        text = f"{names}相邻两行同为{as_given(rows['value'].iloc[0])}"
        yield say(material, "equal_neighbours", rows, text)
