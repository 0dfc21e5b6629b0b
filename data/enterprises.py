"""The register of enterprises as it is known: queries by question, the scope in the SQL."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, Table, func, select

from data import schema, storage, store
from data.store import Question

COLUMNS = (
    "firm",
    "uscc",
    "name",
    "region",
    "industry",
    "size",
    "founded",
    "tags",
    "batch",
    "row",
    "published_at",
)


def firms(
    question: Question,
    *,
    numbers: Iterable[int] | None = None,
    regions: Iterable[str] | None = None,
    industries: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the firms that answer a question, one row each, by number.

    Of several descriptions of one firm, that of the batch published last counts, of several
    published on one day the one committed last; withdrawn batches do not count. A scoped viewer
    sees the firms whose newest description lies in his regions; one under the code of the city
    itself is in no county's (`store.regions_of_firms`).

    Parameters
    ----------
    numbers, regions, industries
        Which firms: None is all of them, an empty list is none.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; `tags` are tuples, `uscc` and `size` empty and `founded` None where
        they are not known.
    """
    newest = newest_versions(question)
    wanted = ((newest.c.firm, numbers), (newest.c.region, regions), (newest.c.industry, industries))
    chosen = [column.in_(tuple(values)) for column, values in wanted if values is not None]
    return _frame(question, select(newest).where(*chosen).order_by(newest.c.firm))


def newest_versions(question: Question, among: Select[tuple[int]] | None = None) -> Subquery:
    """Return the statement of the newest description of each firm within the scope.

    Parameters
    ----------
    among
        Firms to which it is narrowed; their other descriptions need not be looked at then.
    """
    table, batch = schema.enterprise_version, schema.batch
    order = func.row_number().over(
        partition_by=table.c.firm,
        order_by=(batch.c.published_at.desc(), batch.c.sequence.desc()),
    )
    visible = (
        select(table, batch.c.published_at, order.label("newest"))
        .join(batch, batch.c.sequence == table.c.batch)
        .where(*store.sight_of_batches(question), *_among(table, among))
        .subquery()
    )
    columns = [visible.c[name] for name in (*COLUMNS, "initials")]
    counting = select(*columns).where(visible.c.newest == 1, *_in_scope(question, visible))
    return counting.subquery()


def _among(table: Table, firms: Select[tuple[int]] | None) -> list[ColumnElement[bool]]:
    return [] if firms is None else [table.c.firm.in_(firms)]


def _in_scope(question: Question, table: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401
    regions = store.regions_of_firms(question)
    return [] if regions is None else [table.c.region.in_(regions)]


def numbers_in_scope(question: Question) -> npt.NDArray[np.int32] | None:
    """Return the numbers of the firms that a scoped viewer may see, None where he may see all."""
    if question.scope is None:
        return None
    newest = newest_versions(question)
    with storage.reading(question.dataset) as connection:
        found = connection.scalars(select(newest.c.firm).order_by(newest.c.firm)).all()
    return np.array(found, dtype=np.int32)


def places(question: Question) -> pd.DataFrame:
    """Return where every firm was said to be, each description a row, the newest last.

    Returns
    -------
    DataFrame
        firm, region, batch, published_at; descriptions of withdrawn batches are left out. The
        scope does not count: this is what it is found out of.
    """
    table, batch = schema.enterprise_version, schema.batch
    query = (
        select(table.c.firm, table.c.region, table.c.batch, batch.c.published_at)
        .join(batch, batch.c.sequence == table.c.batch)
        .where(*store.sight_of_batches(question))
        .order_by(batch.c.published_at, batch.c.sequence)
    )
    with storage.reading(question.dataset) as connection:
        found = connection.execute(query).all()
    return pd.DataFrame(found, columns=["firm", "region", "batch", "published_at"])


def history(question: Question, firm: int) -> pd.DataFrame:
    """Return every description of a firm that was committed by the vintage, newest first.

    Those of withdrawn batches are left out. A firm outside the viewer's scope has none; of a
    firm inside it the earlier places are told too.
    """
    table, batch = schema.enterprise_version, schema.batch
    query = (
        select(table, batch.c.published_at)
        .join(batch, batch.c.sequence == table.c.batch)
        .where(table.c.firm == firm, *store.sight_of_batches(question))
        .order_by(batch.c.published_at.desc(), batch.c.sequence.desc())
    )
    if question.scope is not None:
        newest = newest_versions(question)
        query = query.where(table.c.firm.in_(select(newest.c.firm)))
    return _frame(question, query)


def _frame(question: Question, query: Select[Any]) -> pd.DataFrame:
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(query).mappings().all()
    frame = pd.DataFrame([{name: row[name] for name in COLUMNS} for row in rows], columns=COLUMNS)
    return frame.assign(tags=frame["tags"].map(lambda text: tuple(json.loads(text))))
