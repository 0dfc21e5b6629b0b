"""Totals of the panel by region, division, indicator and month, each version a row.

A commit writes anew the cells that it touches, in its own transaction, from the rows that are
known by then; so a cell never depends on the order in which figures came. A cell has a version
for each day of publication from which it looks different (`since`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, insert, select

from data import panel, panel_columns, panel_layers, schema, storage, store
from data.store import Question
from metrics.rounding import FINEST

CELL = ("region", "industry", "indicator")
COUNTS = ("n", "reported")
SUMS = ("total", "magnitude", "largest", "second", "numerator", "denominator")
COLUMNS = ("month", *CELL, "since", "vintage", *COUNTS, *SUMS)
_PLACE = ["region", "industry"]


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
        columns = tuple(panel_columns.columns())
        found = panel_layers.layers(files, columns)
        touched = _touched(found.rows, batch)
        since = {each.published_at for each in files if each.published_at >= own.published_at}
        for day in sorted(since):
            seen = panel.manifest(connection, replace(everything, as_of=day), [month])
            counted = found.among([each.batch for each in seen])
            rows = panel_layers.resolved(counted, columns).rows
            _write(connection, _cells(rows, touched), (month, day, sequence))


def _months(connection: Connection, batch: int) -> list[str]:
    table = schema.panel_file.c
    found = select(table.month).where(table.batch == batch).order_by(table.month)
    return list(connection.scalars(found))


def _touched(rows: pd.DataFrame, batch: int) -> pd.MultiIndex:
    """Return the places where any version of the batch's firms stands."""
    own = rows.loc[rows["batch"] == batch, "firm"]
    places = rows.loc[rows["firm"].isin(own), _PLACE].drop_duplicates()
    return pd.MultiIndex.from_frame(places.sort_values(_PLACE))


def _cells(rows: pd.DataFrame, touched: pd.MultiIndex) -> pd.DataFrame:
    """Return the touched cells of a month; those that are empty by now say so with n = 0."""
    places = pd.MultiIndex.from_frame(rows[_PLACE])
    found = aggregated(rows.loc[places.isin(touched)])
    empty = touched.difference(places)
    return pd.concat([found, _empty(empty)], ignore_index=True) if len(empty) else found


def _empty(places: pd.MultiIndex) -> pd.DataFrame:
    """Return the cells of places where nobody stands by now."""
    keys = [(*place, key) for place in places for key in _indicators()]
    cells = pd.DataFrame(keys, columns=list(CELL))
    return cells.assign(**dict.fromkeys(COUNTS, 0), **dict.fromkeys(SUMS, np.nan))


def _indicators() -> tuple[str, ...]:
    return (*panel_columns.columns(), *panel_columns.ratios())


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


def aggregated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of one month's rows.

    Parameters
    ----------
    rows
        As `panel.newest_rows` gives them, sorted by firm: the order in which is added up.

    Returns
    -------
    DataFrame
        One row a place and indicator: region, industry, indicator; n firms with a row of any
        file, standing where the newest of them says, of which `reported`
        gave a figure; `total`, `magnitude` (total of the absolute figures), `largest` and
        `second` largest absolute figure. Of a ratio, `reported` gave both parts, whose totals are
        `numerator` and `denominator`; magnitude, largest and second are the denominator's, total
        is missing. What nobody reported is missing, never zero.
    """
    grouped = rows.groupby(_PLACE, sort=True)
    at = np.asarray(grouped.ngroup(), dtype=np.intp)
    places = grouped.size().rename("n").reset_index()
    parts = [_column(rows, at, key) for key in panel_columns.columns()]
    parts += [_ratio(rows, at, key) for key in panel_columns.ratios()]
    blank = np.full(len(places), np.nan)
    told: dict[str, Any] = {
        name: np.concatenate([part.get(name, blank) for part in parts])
        for name in ("reported", *SUMS)
    }
    told["indicator"] = pd.array(np.repeat(_indicators(), len(places)), dtype="str")
    cells = pd.concat([places] * len(parts), ignore_index=True).assign(**told)
    return cells[[*CELL, *COUNTS, *SUMS]]


def _column(rows: pd.DataFrame, at: npt.NDArray[np.intp], key: str) -> dict[str, Any]:
    values = rows[key].to_numpy(np.float64)
    given = ~np.isnan(values)
    total = _total(at, values, given)
    return {"total": total} | _sizes(at, values, given)


def _ratio(rows: pd.DataFrame, at: npt.NDArray[np.intp], key: str) -> dict[str, Any]:
    ratio = panel_columns.ratios()[key]
    above = rows[ratio.numerator].to_numpy(np.float64)
    below = rows[ratio.denominator].to_numpy(np.float64)
    given = ~(np.isnan(above) | np.isnan(below))
    found = {"numerator": _total(at, above, given), "denominator": _total(at, below, given)}
    return found | _sizes(at, below, given)


def _total(
    at: npt.NDArray[np.intp], values: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Add up by place, one firm after the other: the same firms always give the same bits."""
    count = _count(at)
    totals = np.bincount(at[given], weights=values[given], minlength=count)
    reported = np.bincount(at[given], minlength=count)
    return np.where(reported > 0, totals.round(FINEST), np.nan)


def _count(at: npt.NDArray[np.intp]) -> int:
    return int(at.max()) + 1 if len(at) else 0


def _sizes(
    at: npt.NDArray[np.intp], values: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    count = _count(at)
    places, sizes = at[given], np.abs(values[given])
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, places, sizes)
    _, first = np.unique(places[sizes == largest[places]], return_index=True)
    rest = np.ones(len(sizes), dtype=bool)
    rest[np.flatnonzero(sizes == largest[places])[first]] = False
    second = np.full(count, -np.inf)
    np.maximum.at(second, places[rest], sizes[rest])
    return {
        "reported": np.bincount(places, minlength=count),
        "magnitude": _total(at, np.abs(values), given),
        "largest": np.where(np.isinf(largest), np.nan, largest),
        "second": np.where(np.isinf(second), np.nan, second),
    }


def cells(
    question: Question,
    *,
    indicators: Iterable[str] | None = None,
    months: Iterable[str] | None = None,
    regions: Iterable[str] | None = None,
    industries: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the cells that answer a question, without reading the panel.

    Parameters
    ----------
    indicators, months, regions, industries
        Which cells: None is all of them, an empty list is none.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; empty cells are left out.
    """
    table = schema.panel_rollup
    order = func.row_number().over(
        partition_by=(table.c.month, *(table.c[name] for name in CELL)),
        order_by=(table.c.since.desc(), table.c.vintage.desc()),
    )
    wanted = {"indicator": indicators, "month": months, "region": regions, "industry": industries}
    chosen = [table.c[name].in_(tuple(some)) for name, some in wanted.items() if some is not None]
    seen = select(table, order.label("newest")).where(*_sight(question), *chosen).subquery()
    columns = [seen.c[name] for name in COLUMNS]
    query = select(*columns).where(seen.c.newest == 1, seen.c.n > 0).order_by(*columns[:4])
    with storage.reading(question.dataset) as connection:
        found = pd.DataFrame(connection.execute(query).all(), columns=list(COLUMNS))
    return found.astype(dict.fromkeys(SUMS, "float64"))


def versions(
    question: Question, region: str, industry: str, indicator: str, month: str
) -> pd.DataFrame:
    """Return every version of one cell that answers a question, the one that counts first.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; a version with n = 0 says that the cell was empty by then.
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
    with storage.reading(question.dataset) as connection:
        found = pd.DataFrame(connection.execute(query).all(), columns=list(COLUMNS))
    return found.astype(dict.fromkeys(SUMS, "float64"))


def _sight(question: Question) -> list[ColumnElement[bool]]:
    table = schema.panel_rollup.c
    conditions = [table.since <= question.as_of, table.vintage <= question.vintage]
    regions = store.regions_of_firms(question)
    return conditions + ([] if regions is None else [table.region.in_(regions)])


def recomputed(question: Question, month: str) -> pd.DataFrame:
    """Return all cells of a month from the panel itself: what `cells` must be."""
    with storage.reading(question.dataset) as connection:
        files = panel.manifest(connection, question, [month])
    return aggregated(panel.newest_rows(files, tuple(panel_columns.columns())))
