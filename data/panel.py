"""The enterprise panel as it is known: of each firm and month the newest batch counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from data import enterprises, panel_columns, panel_files, schema, storage, store
from data.panel_files import Firms
from data.store import Question

HEAD = ("firm", "region", "industry", "row")


@dataclass(frozen=True)
class NamedFile:
    """A file that the manifest names."""

    month: str
    batch: int
    published_at: date
    path: Path


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
        Months × firms; NaN is 未报, or nothing was heard.
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
        firm, region, industry (as they were in that month), row, batch, published_at, and the
        columns asked for (None: all); NaN is 未报.
    """
    wanted = _columns(columns)
    firms = enterprises.numbers_in_scope(question)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question, [month])
    return newest_rows(files, wanted, firms)


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
    """Return of one month's files the newest row of each firm, by firm, those taken out left out.

    Parameters
    ----------
    files
        In the order of `manifest`.
    """
    return newest_of(all_rows(files, (*HEAD, "deleted", *columns), firms))


def newest_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest row of each firm among those of one month, as `newest_rows` does."""
    kept = rows.drop_duplicates("firm", keep="last")
    kept = kept.loc[~kept["deleted"]].drop(columns="deleted")
    return kept.sort_values("firm", ignore_index=True)


def all_rows(
    files: Sequence[NamedFile], columns: Sequence[str], firms: Firms | None = None
) -> pd.DataFrame:
    """Return every row of some files with its batch, in the order of the files."""
    parts = [
        panel_files.read(each.path, tuple(columns), firms).assign(
            batch=each.batch, published_at=each.published_at
        )
        for each in files
    ]
    if not parts:
        empty = panel_files.arrow_schema().empty_table().select(list(columns))
        rows: pd.DataFrame = empty.to_pandas()
        return rows.assign(batch=pd.Series(dtype="int64"), published_at=None)
    return pd.concat(parts, ignore_index=True)


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

    Those of withdrawn batches are left out, deletions are told; none outside the scope.
    """
    only = np.array([firm], dtype=np.int32)
    scope = enterprises.numbers_in_scope(question)
    firms = only if scope is None else np.intersect1d(scope, only)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question, [month])
    found = all_rows(files, (*HEAD, "deleted", *_columns(None)), firms)
    return found.iloc[::-1].reset_index(drop=True)


def reports(question: Question, firm: int) -> pd.DataFrame:
    """Return every version of every month of one firm, by month, the one that counts last.

    What `history` and `versions` tell in one reading of the files: withdrawn batches are left
    out, a firm's month that was taken out says so in `deleted`; none outside the scope.

    Returns
    -------
    DataFrame
        month, firm, region, industry, row, deleted, the columns, batch, published_at.
    """
    only = np.array([firm], dtype=np.int32)
    scope = enterprises.numbers_in_scope(question)
    firms = only if scope is None else np.intersect1d(scope, only)
    with storage.reading(question.dataset) as connection:
        files = manifest(connection, question)
    columns = (*HEAD, "deleted", *_columns(None))
    parts = [all_rows([each], columns, firms).assign(month=each.month) for each in files]
    held = [part for part in parts if len(part)]
    return pd.concat(held, ignore_index=True) if held else all_rows([], columns).assign(month=None)
