"""Checks of a file's figures against each other: sums, ranges, neighbours, places (审核关系)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import catalogue
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.intake_rules import intake_rules
from mechanisms.intake_figures import Floats, Numbers
from mechanisms.intake_findings import IntakeFinding, Material, say
from mechanisms.intake_places import check_places
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
    figures = material.figures
    numbers = figures.numbered(("indicator", "measure", "region", "industry", "period"))
    for places in figures.groups(pd.Index(numbers).duplicated()):
        yield say(material, "duplicate_figure", places, f"{material.whose(places)}重复出现")


def _missing_units(material: Material) -> Iterator[IntakeFinding]:
    """Find tables in which most units stand and some do not; blank cells are found elsewhere.

    A table of a few units only is a correction of these.
    """
    least = float(intake_rules().rules["missing_units"].number("share"))
    figures = material.figures
    regions, codes = figures.words["region"], figures.codes["region"]
    main = figures.holds("industry", [""]) & figures.holds("measure", ["level", "growth"])
    for places in figures.groups(main):
        present = {regions[code] for code in codes[places].tolist()}
        members = _members(material, material.indicator(places[0]), present)
        absent = [code for code in members if code not in present]
        few = len(absent) <= (1 - least) * len(members)
        if absent and few and len(absent) > material.blanks_of(places[0]):
            names = join_names(catalogue.regions()[code].short_name for code in absent)
            text = f"{len(members)}个单位中缺{len(absent)}个：{names}"
            yield say(material, "missing_units", places, text)


def _no_positive_levels(material: Material) -> Iterator[IntakeFinding]:
    """Find totals of zero, often put for 未报, and negative ones where there can be none."""
    figures, indicators = material.figures, material.dataset.indicators
    losses = {key for key, indicator in indicators.items() if indicator.can_be_negative}
    negative = (figures.value < 0) & ~figures.holds("indicator", losses)
    level = figures.holds("measure", ["level"])
    for places in figures.groups(level & ((figures.value == 0) | negative)):
        named = material.whose(places, lambda at: as_given(figures.value[at]))
        yield say(material, "no_positive_level", places, named)


def _members(material: Material, indicator: Indicator, regions: set[str]) -> tuple[str, ...]:
    """Return the competing units of the ranked set that most of the regions belong to."""
    sets = [each for each in material.dataset.ranked_sets if indicator.id in each.indicators]
    best = max(sets, key=lambda each: len(regions.intersection(each.members)))
    return best.members


@dataclass(frozen=True, eq=False)
class _Wide:
    """The tables of a ranked set that lack no unit: their numbers, and a line of figures each.

    Attributes
    ----------
    tables
        As `Figures.tables`.
    whole, parts
        The figure of the whole, and those of the units, one column each.
    """

    tables: Numbers
    whole: Floats
    parts: Floats


def _of_set(material: Material, measure: str, ranked: RankedSet, units: tuple[str, ...]) -> _Wide:
    """Return the figures of a ranked set's whole and of some units, where all are reported."""
    figures, regions = material.figures, (ranked.whole, *units)
    wanted = figures.holds("measure", [measure]) & figures.holds("indicator", ranked.indicators)
    places = np.flatnonzero(wanted & figures.holds("region", regions))
    lines, tables = pd.factorize(figures.tables[places])
    columns = pd.Index(regions).get_indexer(pd.Index(figures.words["region"]))[
        figures.codes["region"]
    ]
    wide = np.full((len(tables), len(regions)), np.nan)
    back = np.s_[::-1]  # the first of doubles is written last and stays; they are a finding
    wide[lines[back], columns[places][back]] = figures.value[places][back]
    full = ~np.isnan(wide).any(axis=1)
    return _Wide(tables[full], wide[full, 0], wide[full, 1:])


def _sums(material: Material, ranked: RankedSet) -> Iterator[IntakeFinding]:
    tolerance = material.dataset.checks.additivity_tolerance
    wide = _of_set(material, "level", ranked, ranked.parts)
    rest = np.abs(wide.whole - wide.parts.sum(axis=1))
    for line in np.flatnonzero(rest > 0.99 * float(tolerance)).tolist():
        places = _places_of(material, "level", wide.tables[line])
        entry = material.indicator(places[0])
        found = checks.additivity(
            _named(ranked.parts, wide.parts[line]),
            float(wide.whole[line]),
            tolerance,
            ranked.remainders.get(entry.id),
            whole_name=ranked.whole_name,
            unit=entry.unit,
        )
        if entry.additive and found.outcome is checks.Outcome.DIFFERS:
            yield say(material, "sum_differs", places, found.text)


def _ranges(material: Material, ranked: RankedSet) -> Iterator[IntakeFinding]:
    wide = _of_set(material, "growth", ranked, ranked.members)
    low, high = wide.parts.min(axis=1, initial=np.inf), wide.parts.max(axis=1, initial=-np.inf)
    is_whole = material.figures.holds("region", [ranked.whole])
    for line in np.flatnonzero((wide.whole < low) | (wide.whole > high)).tolist():
        named = _named(ranked.members, wide.parts[line])
        found = checks.inside_range(float(wide.whole[line]), named, ranked.whole_name)
        places = _places_of(material, "growth", wide.tables[line])
        yield say(material, "outside_range", places[is_whole[places]], found.text)


def _named(codes: tuple[str, ...], values: Floats) -> dict[str, float]:
    names = (catalogue.regions()[code].name for code in codes)
    return dict(zip(names, values.tolist(), strict=True))


def _places_of(material: Material, measure: str, table: int) -> Numbers:
    figures = material.figures
    return np.flatnonzero((figures.tables == table) & figures.holds("measure", [measure]))


def _neighbours(material: Material) -> Iterator[IntakeFinding]:
    digits = int(intake_rules().rules["equal_neighbours"].number("significant_digits"))
    figures = material.figures
    places = np.flatnonzero(figures.holds("measure", ["level", "growth"]))
    columns, column, row = (a[places] for a in (figures.columns, figures.column, figures.row))
    order = np.lexsort((row, column, columns))
    places, columns, column, row = (a[order] for a in (places, columns, column, row))
    equal = plausibility.equal_to_next(figures.value[places], row, digits)[:-1]
    same = (columns[:-1] == columns[1:]) & (column[:-1] == column[1:])
    for at in np.flatnonzero(equal & same).tolist():
        both = places[at : at + 2]
        text = f"{material.whose(both)}相邻两行同为{as_given(figures.value[both[0]])}"
        yield say(material, "equal_neighbours", both, text)
