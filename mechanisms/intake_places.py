"""Printed places against those that follow from growth (位次), all tables of a file at once."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mechanisms.intake_findings import IntakeFinding, Material, say
from metrics.group_places import places_within
from metrics.ranking import RankRule, Ties

TABLE = ["table", "indicator", "period", "industry"]
"""Columns that tell the rankings of a file apart."""


def check_places(material: Material) -> Iterator[IntakeFinding]:
    """Yield a finding for each table in which printed places are not those of its growth."""
    table = material.table
    both = table["measure"].isin(["growth", "published_place"])
    rows = table.loc[both, [*TABLE, "measure", "region", "value"]]
    rows = rows.assign(ranking=rows.groupby(TABLE, sort=False).ngroup())
    is_growth = rows["measure"] == "growth"
    computed = _computed(material, rows[is_growth])
    printed = rows[~is_growth]
    beside = printed.merge(computed, how="left", on=["ranking", "region"])["computed"].to_numpy()
    wrong = ~np.isnan(beside) & printed["value"].notna() & (beside != printed["value"])
    found = table.loc[printed.index[wrong]].assign(
        computed=beside[wrong], ranking=printed.loc[wrong, "ranking"]
    )
    for _, group in found.groupby("ranking", sort=False):
        yield say(material, "place_differs", group, material.whose(group, _two_places))


def _two_places(row: Any) -> str:  # noqa: ANN401 - a row of the table
    return f"填报第{row.value:.0f}位，按增速为第{row.computed:.0f}位"


def _computed(material: Material, growths: pd.DataFrame) -> pd.DataFrame:
    """Return the places by growth: `ranking`, `region`, `computed`; NaN for who competes not."""
    computed = np.full(len(growths), np.nan)
    for key in growths["indicator"].unique():
        mine = np.flatnonzero(growths["indicator"] == key)
        mine = mine[_competing(material, growths.iloc[mine], key)]
        ranked = growths.iloc[mine]
        values, rankings = ranked["value"].to_numpy(), ranked["ranking"].to_numpy()
        computed[mine] = places_within(values, rankings, _rule(material, key))
    found = growths[["ranking", "region"]].assign(computed=computed)
    return found.drop_duplicates(["ranking", "region"])  # a double is a finding of its own


def _competing(material: Material, growths: pd.DataFrame, key: str) -> npt.NDArray[np.bool_]:
    """Say which figures are of competing units: of the set to which most units of a table belong.

    Where the growth of a competing unit is not in the table, the places of all are unknown.

    Parameters
    ----------
    growths
        Figures of one indicator.
    """
    sets = [each for each in material.dataset.ranked_sets if key in each.indicators]
    members = np.column_stack([growths["region"].isin(each.members) for each in sets])
    counts = pd.DataFrame(members).groupby(growths["ranking"].to_numpy()).transform("sum")
    chosen = counts.to_numpy().argmax(axis=1)
    sizes = np.array([len(each.members) for each in sets])
    complete = counts.to_numpy().max(axis=1) >= sizes[chosen]
    competing: npt.NDArray[np.bool_] = members[np.arange(len(growths)), chosen] & complete
    return competing


def _rule(material: Material, key: str) -> RankRule:
    indicator = material.dataset.indicator(key)
    ties = Ties(material.dataset.ranking_ties)
    return RankRule(indicator.rank_decimals, ties, indicator.direction == "up")
