"""Cells of a scoped viewer: his regions, from the rows of the firms that he may see and no others.

The roll-up counts all firms that stood in a region in the month. One of them may be registered
elsewhere by now; a total that holds it, less the firms of the viewer's list, would be its figures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data import enterprises, panel, panel_cells, panel_columns, panel_layers, storage, store
from data.panel_cells import COLUMNS, COUNTS, PLACE, SUMS, aggregated
from data.panel_layers import Layers
from data.store import Question


def cells(question: Question, wanted: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the cells that answer a scoped question.

    Parameters
    ----------
    wanted
        Lawful values by column of the cells; a column that is not named may be anything.

    Returns
    -------
    DataFrame
        As `panel_rollup.cells`; `since` and `vintage` are the newest day and batch of the rows
        of the place.
    """
    rows = panel.rows_of(question, wanted.get("month", panel.months(question)))
    rows = rows.loc[rows["region"].isin(store.regions_of_firms(question) or ())]
    parts = [_dated(part).assign(month=m) for m, part in rows.groupby("month", observed=True)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS)).astype(dict.fromkeys(SUMS, "float64"))
    found = pd.concat(parts, ignore_index=True)
    for column, values in wanted.items():
        found = found.loc[found[column].isin(values)]
    return found[list(COLUMNS)].sort_values(list(COLUMNS[:4]), ignore_index=True)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of one month's rows with the newest day and batch of each place."""
    newest = {"since": ("published_at", "max"), "vintage": ("batch", "max")}
    return aggregated(rows).merge(rows.groupby(PLACE).agg(**newest).reset_index(), on=PLACE)


def versions(question: Question, stored: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of one cell made anew; those that changed nothing are left out.

    Parameters
    ----------
    stored
        Versions of the cell in the roll-up, as `panel_rollup.versions` orders them.
    """
    if stored.empty:
        return stored
    month = str(stored["month"].iloc[0])
    firms = enterprises.numbers_in_scope(question)
    kept = []
    with storage.reading(question.dataset) as connection:
        files = panel.files_of(connection, month)
        found = panel_layers.layers(files, tuple(panel_columns.columns()), firms)
        for version in stored.to_dict("records"):
            then = replace(question, as_of=version["since"], vintage=version["vintage"])
            now = _sums(connection, found, then, version)
            before = _sums(connection, found, replace(then, vintage=then.vintage - 1), version)
            if not now.equals(before):
                kept.append(version | now.to_dict("records")[0])
    return pd.DataFrame(kept, columns=list(COLUMNS))


def _sums(
    connection: Connection, found: Layers, question: Question, cell: Mapping[Any, Any]
) -> pd.DataFrame:
    """Return counts and sums of one cell, as layers of a month answer a question."""
    rows = panel_cells.standing(connection, found, question, str(cell["month"]))
    place = pd.MultiIndex.from_tuples([tuple(cell[name] for name in PLACE)], names=PLACE)
    made = panel_cells.within(rows, place)
    sums: pd.DataFrame = made.loc[made["indicator"] == cell["indicator"], [*COUNTS, *SUMS]]
    return sums.reset_index(drop=True)
