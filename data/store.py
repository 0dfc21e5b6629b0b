"""What is known: queries by question (as_of, vintage, scope), DataFrames out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
)

from data import datasets, storage
from data.schema import (
    batch,
    batch_sheet,
    batch_state,
    dataset_meta,
    enterprise_version,
    observation,
    panel_rollup,
    register_entry,
    series,
    vintage,
)


@dataclass(frozen=True)
class Question:
    """Who asks what, and as of when. It is the key of every cached answer.

    Attributes
    ----------
    as_of
        What the world could know: figures published on or before this day.
    vintage
        What this system knew: commits up to this sequence.
    scope
        Region codes that the viewer may see; None is all of them.
    """

    dataset: str
    as_of: date
    vintage: int
    scope: tuple[str, ...] | None = None

    def within(self, scope: tuple[str, ...] | None) -> "Question":
        """Return the same question narrowed to `scope`."""
        return replace(self, scope=scope)

    def is_of_one_desk(self, other: "Question") -> bool:
        """Whether both are asked of one dataset with the same scope, whenever it is."""
        return (self.dataset, self.scope) == (other.dataset, other.scope)


KNOWN_COLUMNS = (
    "indicator",
    "measure",
    "region_code",
    "industry",
    "kind",
    "period",
    "period_end",
    "value",
    "batch",
    "row",
    "published_at",
    "series",
    "subject_kind",
    "subject",
)


def newest_vintage(dataset: str) -> int:
    """Return the sequence of the latest commit, 0 for an empty dataset."""
    with storage.reading(dataset) as connection:
        return connection.scalar(select(func.max(vintage.c.sequence))) or 0


def known(
    question: Question,
    *,
    indicators: Iterable[str] | None = None,
    measures: Iterable[str] | None = None,
    regions: Iterable[str] | None = None,
    periods: Iterable[str] | None = None,
    industry: str | None = "",
    kind: str = "",
    subject_kind: str = "region",
) -> pd.DataFrame:
    """Return the figures that answer a question: one row per series and period.

    Among the batches published by `as_of`, committed by `vintage` and not withdrawn by then,
    the one published last counts; of several published on one day, the one committed last.

    Parameters
    ----------
    indicators, measures, regions, periods
        Which figures: None is all of them, an empty list is none.
    industry
        ``""`` all-industry figures, a division code, or None for every division.
    kind
        official, reported or simulated; empty takes the dataset's own kind. Kinds never mix.
    subject_kind
        Whose figures: ``region``, ``bank``, ``group`` or ``department``. A bank's figure stands
        in a region without being that region's.

    Returns
    -------
    DataFrame
        Columns `KNOWN_COLUMNS`; `value` NaN is 未报 (said expressly). No row: never heard of.
    """
    kind = kind or datasets.dataset(question.dataset).kind
    conditions = [series.c.kind == kind, series.c.subject_kind == subject_kind]
    conditions += _matching(indicators, measures, regions, periods)
    if industry is None:
        conditions.append(series.c.industry != "")
    else:
        conditions.append(series.c.industry == industry)
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(known_query(question, conditions)).all()
    frame = pd.DataFrame(rows, columns=list(KNOWN_COLUMNS))
    return frame.assign(value=frame["value"].astype("float64"))


def known_query(question: Question, conditions: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Return the statement behind `known`: scope, as_of and vintage are part of the SQL."""
    order = func.row_number().over(
        partition_by=(observation.c.series, observation.c.period),
        order_by=(batch.c.published_at.desc(), batch.c.sequence.desc()),
    )
    visible = (
        select(
            series.c.indicator,
            series.c.measure,
            series.c.region.label("region_code"),
            series.c.industry,
            series.c.kind,
            observation.c.period,
            observation.c.period_end,
            observation.c.value,
            observation.c.batch,
            observation.c.row,
            batch.c.published_at,
            observation.c.series,
            series.c.subject_kind,
            series.c.subject,
            order.label("newest"),
        )
        .join(series, series.c.id == observation.c.series)
        .join(batch, batch.c.sequence == observation.c.batch)
        .where(*sight(question), *conditions)
        .subquery()
    )
    columns = [visible.c[name] for name in KNOWN_COLUMNS]
    return (
        select(*columns)
        .where(visible.c.newest == 1)
        .order_by(visible.c.series, visible.c.period_end, visible.c.period)
    )


def sight(question: Question) -> list[ColumnElement[bool]]:
    """Return the conditions on `batch` and `series` under which a question sees a figure."""
    return [*sight_of_batches(question), *sight_of_series(question)]


def sight_of_batches(question: Question) -> list[ColumnElement[bool]]:
    """Return the conditions on `batch`: published by then, committed by then, not withdrawn."""
    withdrawn = exists().where(_withdrawal_of_batch(batch_state, question))
    return [
        batch.c.published_at <= question.as_of,
        batch.c.sequence <= question.vintage,
        ~withdrawn,
    ]


def regions_of_firms(question: Question) -> tuple[str, ...] | None:
    """Return the regions whose firms a scoped viewer may see, None where he may see all.

    The city's own code is in the scope of every county, for the city's figures; a firm that is
    registered under it belongs to no county in particular, and is not shown by name to any.
    """
    if question.scope is None:
        return None
    dataset = datasets.dataset(question.dataset)
    wholes = {ranked.whole for ranked in dataset.ranked_sets} | {dataset.region}
    return tuple(code for code in question.scope if code not in wholes)


def sight_of_series(question: Question) -> list[ColumnElement[bool]]:
    """Return the conditions on `series`: regions that the viewer may see."""
    return [] if question.scope is None else [series.c.region.in_(question.scope)]


def _matching(
    indicators: Iterable[str] | None,
    measures: Iterable[str] | None,
    regions: Iterable[str] | None,
    periods: Iterable[str] | None,
) -> list[ColumnElement[bool]]:
    wanted = (
        (series.c.indicator, indicators),
        (series.c.measure, measures),
        (series.c.region, regions),
        (observation.c.period, periods),
    )
    return [column.in_(tuple(values)) for column, values in wanted if values is not None]


BATCH_COLUMNS = (
    "sequence",
    "title",
    "file_name",
    "sha256",
    "source",
    "kind",
    "sender",
    "received_at",
    "published_at",
    "published_assumed",
    "rows",
    "withdrawn_reason",
    "withdrawn_sequence",
)


def batches(question: Question) -> pd.DataFrame:
    """Return the batches that a viewer may know of, newest first, withdrawals beside them.

    A scoped viewer sees only batches that hold something of the scope: a figure, a register's
    entry, a firm or a firm's month.
    """
    state = batch_state.alias("state")
    query = (
        select(
            batch,
            state.c.reason.label("withdrawn_reason"),
            state.c.sequence.label("withdrawn_sequence"),
        )
        .outerjoin(state, _withdrawal_of_batch(state, question))
        .where(batch.c.published_at <= question.as_of, batch.c.sequence <= question.vintage)
        .order_by(batch.c.sequence.desc())
    )
    if question.scope is not None:
        query = query.where(_holds_region(question))
    with storage.reading(question.dataset) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=list(BATCH_COLUMNS))


def _withdrawal_of_batch(state: FromClause, question: Question) -> ColumnElement[bool]:
    return and_(
        state.c.batch == batch.c.sequence,
        state.c.state == "withdrawn",
        state.c.sequence <= question.vintage,
    )


def _holds_region(question: Question) -> ColumnElement[bool]:
    scope, places = question.scope or (), regions_of_firms(question) or ()
    figure = (
        exists()
        .where(observation.c.batch == batch.c.sequence)
        .where(series.c.id == observation.c.series, series.c.region.in_(scope))
    )
    entry = exists().where(
        register_entry.c.batch == batch.c.sequence, register_entry.c.region.in_(scope)
    )
    firm = exists().where(
        enterprise_version.c.batch == batch.c.sequence, enterprise_version.c.region.in_(places)
    )
    month = exists().where(
        panel_rollup.c.vintage == batch.c.sequence, panel_rollup.c.region.in_(places)
    )
    return or_(figure, entry, firm, month)


def history(question: Question, series_id: int, period: str) -> pd.DataFrame:
    """Return every version of one figure that was committed by the vintage, newest first.

    Withdrawn versions are listed too, and say so; versions published after `as_of` are not,
    and an id outside the viewer's scope gives no rows.
    """
    state = batch_state.alias("state")
    query = (
        select(
            observation.c.value,
            observation.c.row,
            observation.c.column,
            func.coalesce(batch_sheet.c.name, "").label("sheet"),
            batch,
            state.c.reason.label("withdrawn_reason"),
            series.c.indicator,
            series.c.measure,
            series.c.region.label("region_code"),
            series.c.industry,
            series.c.subject_kind,
            series.c.subject,
            observation.c.period,
        )
        .join(series, series.c.id == observation.c.series)
        .join(batch, batch.c.sequence == observation.c.batch)
        .outerjoin(state, _withdrawal_of_batch(state, question))
        .outerjoin(batch_sheet, _sheet_of_observation())
        .where(
            observation.c.series == series_id,
            observation.c.period == period,
            batch.c.sequence <= question.vintage,
            batch.c.published_at <= question.as_of,
        )
        .order_by(batch.c.published_at.desc(), batch.c.sequence.desc())
    )
    if question.scope is not None:
        query = query.where(series.c.region.in_(question.scope))
    with storage.reading(question.dataset) as connection:
        result = connection.execute(query)
        return pd.DataFrame(result.all(), columns=list(result.keys()))


def _sheet_of_observation() -> ColumnElement[bool]:
    return and_(
        batch_sheet.c.batch == observation.c.batch, batch_sheet.c.number == observation.c.sheet
    )


def meta(connection: Connection) -> dict[str, str]:
    """Return what the dataset says of itself: its id, its kind and when it was made."""
    return {row.key: row.value for row in connection.execute(select(dataset_meta))}


def batch_sources(question: Question, numbers: list[int]) -> list[tuple[int, str, date, bool]]:
    """Return (batch, source, published_at, assumed) of batches, newest publication first.

    Numbers of batches that the viewer may not know of give no rows.
    """
    table = batch.c
    query = (
        select(table.sequence, table.source, table.published_at, table.published_assumed)
        .where(
            table.sequence.in_(numbers),
            table.published_at <= question.as_of,
            table.sequence <= question.vintage,
        )
        .order_by(table.published_at.desc(), table.sequence.desc())
    )
    if question.scope is not None:
        query = query.where(_holds_region(question))
    with storage.reading(question.dataset) as connection:
        return [tuple(row) for row in connection.execute(query)]
