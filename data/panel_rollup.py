"""Totals of the panel by region, division, indicator and month, each version a row.

A commit writes anew the cells that it touches, in its own transaction, from the rows that are
known by then; so a cell never depends on the order in which figures came. A cell has a version
for each day of publication from which it looks different (`since`).

A stored cell holds the firms that stood there in the month, whosever they are now. So a scoped
viewer gets none of them: his cells are added up anew from the rows of the firms that he may see.
Otherwise a total less the firms of his list would be the figures of one that has moved away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from data import (
    panel,
    panel_cells,
    panel_columns,
    panel_layers,
    panel_own_cells,
    schema,
    storage,
    store,
)
from data.panel_cells import CELL, COLUMNS, COUNTS, PLACE, SUMS, aggregated
from data.store import Question


def refresh(connection: Connection, batch: int, sequence: int) -> None:
    """Write anew the cells that a batch touches, in the caller's transaction.

    Parameters
    ----------
    batch
        A batch that was just committed or withdrawn; one without panel files touches nothing.
    sequence
        The vintage of that commit or withdrawal.
    """
    everything = Question("", date.max, sequence)
    for month in _months(connection, batch):
        files = panel.files_of(connection, month)
        own = next(each for each in files if each.batch == batch)
        found = panel_layers.layers(files, tuple(panel_columns.columns()))
        touched = _touched(found.rows, batch)
        since = {each.published_at for each in files if each.published_at >= own.published_at}
        for day in sorted(since):
            rows = panel_cells.standing(connection, found, replace(everything, as_of=day), month)
            _write(connection, panel_cells.within(rows, touched), (month, day, sequence))


def _months(connection: Connection, batch: int) -> list[str]:
    table = schema.panel_file.c
    found = select(table.month).where(table.batch == batch).order_by(table.month)
    return list(connection.scalars(found))


def _touched(rows: pd.DataFrame, batch: int) -> pd.MultiIndex:
    """Return the places where any version of the batch's firms stands."""
    own = rows.loc[rows["batch"] == batch, "firm"]
    places = rows.loc[rows["firm"].isin(own), PLACE].drop_duplicates()
    return pd.MultiIndex.from_frame(places.sort_values(PLACE))


def _write(connection: Connection, cells: pd.DataFrame, about: tuple[str, date, int]) -> None:
    """Write versions of cells, the way that each database takes them fastest."""
    month, since, vintage = about
    if cells.empty:
        return
    kept = [_known(cells[name].tolist()) for name in (*CELL, *COUNTS, *SUMS)]
    if connection.dialect.name == "sqlite":
        names, marks = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
        statement = f"INSERT INTO panel_rollup ({names}) VALUES ({marks})"  # noqa: S608 - own names
        about_all = (month, since.isoformat(), vintage)
        lines = [(month, *row[:3], *about_all[1:], *row[3:]) for row in zip(*kept, strict=True)]
        connection.exec_driver_sql(statement, lines)
        return
    fixed = {"month": month, "since": since, "vintage": vintage}
    named = (*CELL, *COUNTS, *SUMS)
    rows = [fixed | dict(zip(named, row, strict=True)) for row in zip(*kept, strict=True)]
    connection.execute(insert(schema.panel_rollup), rows)


def _known(values: list[Any]) -> list[Any]:
    """Return the values, what is missing as None."""
    return [None if value != value else value for value in values]


def cells(
    question: Question,
    *,
    indicators: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    regions: Iterable[str] | None = None,
    industries: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the cells that answer a question: who may see all firms needs no file of the panel.

    Parameters
    ----------
    indicators, months, regions, industries
        Which cells: None is all of them, an empty list is none.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; empty cells are left out. Of a scoped viewer the cells of his own
        regions, made of the rows of firms that he may see and of no others; `since` and
        `vintage` are the newest day and batch of these rows.
    """
    wanted = {"indicator": indicators, "month": months, "region": regions, "industry": industries}
    given = {name: tuple(some) for name, some in wanted.items() if some is not None}
    if question.scope is not None:
        return panel_own_cells.cells(question, given)
    return _stored(question, given)


def _stored(question: Question, given: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the cells of the roll-up: of all firms that stood there in the month."""
    table = schema.panel_rollup
    order = func.row_number().over(
        partition_by=(table.c.month, *(table.c[name] for name in CELL)),
        order_by=(table.c.since.desc(), table.c.vintage.desc()),
    )
    chosen = [table.c[name].in_(some) for name, some in given.items()]
    seen = select(table, order.label("newest")).where(*_sight(question), *chosen).subquery()
    columns = [seen.c[name] for name in COLUMNS]
    query = select(*columns).where(seen.c.newest == 1, seen.c.n > 0).order_by(*columns[:4])
    return _framed(question, query)


def versions(
    question: Question, region: str, industry: str, indicator: str, month: str
) -> pd.DataFrame:
    """Return every version of one cell that answers a question, the one that counts first.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; a version with n = 0 says that the cell was empty by then. Of a scoped
        viewer they are made of the firms that he may see; one that changed nothing of them is
        left out.
    """
    table = schema.panel_rollup
    place = {"month": month, "region": region, "industry": industry, "indicator": indicator}
    own = [table.c[name] == value for name, value in place.items()]
    columns = [table.c[name] for name in COLUMNS]
    query = (
        select(*columns)
        .where(*_sight(question), *own)
        .order_by(table.c.since.desc(), table.c.vintage.desc())
    )
    found = _framed(question, query)
    return found if question.scope is None else panel_own_cells.versions(question, found)


def _framed(question: Question, query: Select[Any]) -> pd.DataFrame:
    with storage.reading(question.dataset) as connection:
        found = pd.DataFrame(connection.execute(query).all(), columns=list(COLUMNS))
    return found.astype(dict.fromkeys(SUMS, "float64"))


def _sight(question: Question) -> list[ColumnElement[bool]]:
    table = schema.panel_rollup.c
    conditions = [table.since <= question.as_of, table.vintage <= question.vintage]
    regions = store.regions_of_firms(question)
    return conditions + ([] if regions is None else [table.region.in_(regions)])


def recomputed(question: Question, month: str) -> pd.DataFrame:
    """Return all cells of a month from the panel itself: what `cells` must be without a scope."""
    with storage.reading(question.dataset) as connection:
        files = panel.manifest(connection, question, [month])
    return aggregated(panel.newest_rows(files, tuple(panel_columns.columns())))
