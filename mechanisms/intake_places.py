"""Printed places against those that follow from growth (位次), all tables of a file at once."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.dataset_parts import RankedSet
from mechanisms.intake_figures import Figures, Flags, Floats, Numbers, apart
from mechanisms.intake_findings import IntakeFinding, Material, say
from metrics.group_places import places_within
from metrics.ranking import RankRule, Ties


def check_places(material: Material) -> Iterator[IntakeFinding]:
    """Yield a finding for each table in which printed places are not those of its growth."""
    figures = material.figures
    growths = np.flatnonzero(figures.holds("measure", ["growth"]))
    printed = np.flatnonzero(figures.holds("measure", ["published_place"]))
    units = figures.tables * len(figures.words["region"]) + figures.codes["region"]
    beside = np.full(len(units), np.nan)
    beside[printed] = _beside(units[printed], units[growths], _computed(material, growths))
    wrong = (beside != figures.value) & ~np.isnan(beside) & ~np.isnan(figures.value)
    for places in apart(np.flatnonzero(wrong), figures.tables):
        named = material.whose(
            places, lambda at: f"填报第{figures.value[at]:.0f}位，按增速为第{beside[at]:.0f}位"
        )
        yield say(material, "place_differs", places, named)


def _beside(wanted: Numbers, units: Numbers, computed: Floats) -> Floats:
    """Return the computed places of some units of tables, NaN for who has none."""
    index = pd.Index(units)
    first = ~index.duplicated()  # a double is a finding of its own
    return np.append(computed[first], np.nan)[index[first].get_indexer(pd.Index(wanted))]


def _computed(material: Material, growths: Numbers) -> Floats:
    """Return the places by growth of figures of growth; NaN for who competes not."""
    figures, competing = material.figures, _competing(material, growths)
    computed = np.full(len(growths), np.nan)
    for rule, indicators in _rules(material).items():
        mine = np.flatnonzero(competing & figures.holds("indicator", indicators)[growths])
        ranked = growths[mine]
        computed[mine] = places_within(figures.value[ranked], figures.tables[ranked], rule)
    return computed


def _competing(material: Material, growths: Numbers) -> Flags:
    """Say which figures are of competing units: of the set to which most units of a table belong.

    Where the growth of a competing unit is not in the table, the places of all are unknown.
    """
    sets = material.dataset.ranked_sets
    members = np.stack([_of_members(material.figures, each)[growths] for each in sets])
    table, different = pd.factorize(material.figures.tables[growths])
    counts = np.stack([np.bincount(table, each, len(different)) for each in members])
    chosen = counts.argmax(axis=0)
    sizes = np.array([len(each.members) for each in sets])
    complete = counts.max(axis=0) >= sizes[chosen]
    competing: Flags = members[chosen[table], np.arange(len(growths))] & complete[table]
    return competing


def _of_members(figures: Figures, ranked: RankedSet) -> Flags:
    """Say which figures are of competing units of a set, and of an indicator that it ranks."""
    return figures.holds("region", ranked.members) & figures.holds("indicator", ranked.indicators)


def _rules(material: Material) -> dict[RankRule, list[str]]:
    """Return how the indicators of the file are ranked: the rules, each with its indicators."""
    ties = Ties(material.dataset.ranking_ties)
    rules: dict[RankRule, list[str]] = defaultdict(list)
    for key in material.figures.words["indicator"]:
        indicator = material.dataset.indicator(key)
        rules[RankRule(indicator.rank_decimals, ties, indicator.direction == "up")].append(key)
    return rules
