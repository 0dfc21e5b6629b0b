"""The enterprise panel as it is known: of each firm, month and column the newest batch counts.

A batch counts for the columns that its file holds (`panel_layers`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from data import (
    enterprises,
    panel_columns,
    panel_files,
    panel_layers,
    schema,
    storage,
    store,
)
from data.panel_files import Firms
from data.panel_layers import NamedFile, Resolved
from data.store import Question


@dataclass(frozen=True, eq=False)
class Matrix:
    """One column of the panel.

    Attributes
    ----------
    months
        Codes, one a row.
    firms
        Numbers of the register in rising order, one a column.
    figures
        Months × firms; NaN is 未报, or nothing was said.
    heard
        Months × firms: whether there is a row of that firm and month at all.
    """

    column: str
    months: tuple[str, ...]
    firms: Firms
    figures: npt.NDArray[np.float64]
    heard: npt.NDArray[np.bool_]


def manifest(
    connection: Connection, question: Question, months: Iterable[str] | None = None
) -> list[NamedFile]:
    """Return the files that answer a question, by month, the one that counts most last."""
    conditions = store.sight_of_batches(question)
    if months is not None:
        conditions.append(schema.panel_file.c.month.in_(tuple(months)))
    return _named(connection, conditions)


def files_of(connection: Connection, month: str) -> list[NamedFile]:
    """Return every file of a month, those of withdrawn batches too."""
    return _named(connection, [schema.panel_file.c.month == month])


def _named(connection: Connection, conditions: list[ColumnElement[bool]]) -> list[NamedFile]:
    table, batch = schema.panel_file, schema.batch
    query = (
        select(table.c.month, table.c.batch, table.c.file_name, batch.c.published_at)
        .join(batch, batch.c.sequence == table.c.batch)
        .where(*conditions)
        .order_by(table.c.month, batch.c.published_at, batch.c.sequence)
    )
    place = panel_files.folder(connection) or Path()
    return [
        NamedFile(row.month, row.batch, row.published_at, place / row.file_name)
        for row in connection.execute(query)
    ]


def months(question: Question) -> tuple[str, ...]:
    """Return the months of which the panel holds anything, oldest first."""
    with storage.reading(question.dataset) as connection:
        return tuple(dict.fromkeys(each.month for each in manifest(connection, question)))


def month_rows(
    question: Question, month: str, columns: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the rows of one month that answer a question, one a firm, by firm.

    Rows outside the viewer's scope are not read. A firm's month that was taken out has no row.

    Returns
    -------
    DataFrame
        firm, region, industry (as they were in that month), row, the columns asked for (None:
        all), batch, published_at. NaN is 未报, or said by no file. Region, industry, row, batch
        and published_at are those of the firm's newest row, whichever columns it holds; `said`
        tells which row said a figure.
    """
    return said(question, month, columns).rows


def said(question: Question, month: str, columns: Iterable[str] | None = None) -> Resolved:
    """Return what `month_rows` does as `.rows`, with what said each figure (`origins`, `days`)."""
    wanted = _columns(columns)
    firms = enterprises.numbers_in_scope(question)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question, [month])
    return panel_layers.resolved(panel_layers.layers(files, wanted, firms), wanted)


def rows_of(
    question: Question, months: Iterable[str], columns: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the rows of several months under each other, the scope asked for once.

    Returns
    -------
    DataFrame
        month, as an ordered category of the months asked for, and the columns of `month_rows`.
    """
    codes = tuple(dict.fromkeys(months))
    wanted = _columns(columns)
    found = dict(_by_month(question, codes, wanted))
    parts = [found.get(code, newest_rows([], wanted)) for code in codes]
    held = [part for part in parts if len(part)] or [newest_rows([], wanted)]
    numbers = np.repeat(np.arange(len(codes)), [len(part) for part in parts])
    month = pd.Categorical.from_codes(numbers, pd.Index(codes), ordered=True)
    return pd.concat(held, ignore_index=True).assign(month=month)


def _columns(columns: Iterable[str] | None) -> tuple[str, ...]:
    known = panel_columns.columns()
    wanted = tuple(known if columns is None else columns)
    if unknown := [name for name in wanted if name not in known]:
        msg = f"企业面板没有列 {'、'.join(unknown)}；可用：{'、'.join(known)}"
        raise ValueError(msg)
    return wanted


def newest_rows(
    files: Sequence[NamedFile], columns: Sequence[str], firms: Firms | None = None
) -> pd.DataFrame:
    """Return of one month's files what counts of each firm, by firm, those taken out left out.

    Parameters
    ----------
    files
        In the order of `manifest`.
    """
    return panel_layers.resolved(panel_layers.layers(files, columns, firms), columns).rows


def matrix(question: Question, column: str, months: Sequence[str]) -> Matrix:
    """Return one column for some months and every firm that the viewer may see in them.

    Raises
    ------
    ValueError
        If there is no such column.
    """
    wanted = _columns([column])
    found = dict(_by_month(question, months, wanted))
    parts = [part["firm"].to_numpy() for part in found.values()]
    firms = np.unique(np.concatenate([np.empty(0, np.int32), *parts]))
    figures = np.full((len(months), len(firms)), np.nan)
    heard = np.zeros(figures.shape, dtype=bool)
    for number, month in enumerate(months):
        if month in found:
            at = np.searchsorted(firms, found[month]["firm"].to_numpy())
            figures[number, at] = found[month][column].to_numpy(np.float64)
            heard[number, at] = True
    return Matrix(column, tuple(months), firms.astype(np.int32), figures, heard)


def _by_month(
    question: Question,
    months: Sequence[str] | None,
    columns: Sequence[str],
    firms: Firms | None = None,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield months with their newest rows; `firms` narrows the scope, it never widens it."""
    scope = enterprises.numbers_in_scope(question)
    if firms is not None:
        scope = firms if scope is None else np.intersect1d(scope, firms)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question, months)
    for month in dict.fromkeys(each.month for each in files):
        yield month, newest_rows([each for each in files if each.month == month], columns, scope)


def history(question: Question, firm: int) -> pd.DataFrame:
    """Return every month of one firm with all columns, oldest first; none outside the scope.

    Returns
    -------
    DataFrame
        month and the columns of `month_rows`.
    """
    found = _by_month(question, None, _columns(None), np.array([firm], dtype=np.int32))
    parts = [rows.assign(month=month) for month, rows in found if len(rows)]
    if not parts:
        return newest_rows([], _columns(None)).assign(month=None)
    return pd.concat(parts, ignore_index=True)


def versions(question: Question, firm: int, month: str) -> pd.DataFrame:
    """Return every version of a firm's month that answers a question, newest first.

    Those of withdrawn batches are left out, deletions are told; none outside the scope. `holds`
    are the columns that the version's file holds; of others it says nothing.
    """
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question, [month])
    found = panel_layers.layers(files, _columns(None), _only(question, firm)).versions()
    return found.iloc[::-1].reset_index(drop=True)


def _only(question: Question, firm: int) -> Firms:
    """Return the number of a firm if the viewer may see it."""
    only = np.array([firm], dtype=np.int32)
    scope = enterprises.numbers_in_scope(question)
    return only if scope is None else np.intersect1d(scope, only)


def reports(question: Question, firm: int) -> pd.DataFrame:
    """Return every version of every month of one firm, by month, the one that counts most last.

    What `history` and `versions` tell in one reading of the files: withdrawn batches are left
    out, a firm's month that was taken out says so in `deleted`; none outside the scope.
    `panel_layers.laid_over` tells what counts of a month.

    Returns
    -------
    DataFrame
        month, firm, region, industry, row, deleted, the columns, batch, published_at, and
        `holds`: the columns that the version's file holds.
    """
    firms, columns = _only(question, firm), _columns(None)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question)
    parts = [
        panel_layers.layers([each], columns, firms).versions().assign(month=each.month)
        for each in files
    ]
    held = [part for part in parts if len(part)]
    nothing = panel_layers.layers([], columns).versions().assign(month=None)
    return pd.concat(held, ignore_index=True) if held else nothing
