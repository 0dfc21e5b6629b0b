"""What is known of some indicators, lean: to be compared with very many figures at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Select, false, select

from data import datasets, storage
from data.schema import batch, observation, series
from data.store import Question, sight_of_batches, sight_of_series
from metrics.periods import Period

SUBJECT = ("indicator", "region", "industry")
Condition = ColumnElement[bool]
Numbers = npt.NDArray[np.int64]
PORTION = 250
"""Rows taken at once: so few that they are gone before the garbage collector looks at them."""


@dataclass(frozen=True, eq=False)
class Comparables:
    """Figures as arrays of one length.

    Attributes
    ----------
    series
        Columns `SUBJECT` and `measure`.
    series_at, period_at
        Row in `series`, and place among the periods asked for, of each figure.
    figures, published
        The figures, NaN for 未报, and the days on which they were published (datetime64).
    newest
        Newest period code known, by indicator and whether it is divided by industries; of all
        periods, not only those that were asked for.
    """

    series: pd.DataFrame
    series_at: Numbers
    period_at: Numbers
    figures: npt.NDArray[np.float64]
    published: npt.NDArray[np.datetime64]
    newest: dict[tuple[str, bool], str]


def comparables(
    question: Question, indicators: Iterable[str], periods: Iterable[str], *, divided: bool
) -> Comparables:
    """Return what is known of regions for some indicators and periods, as `store.known` does.

    Which of several versions counts is chosen here, array by array; the database would sort.
    It is asked for a span of time, which it reads straight through, not for period after period.

    Parameters
    ----------
    periods
        Codes of periods, each of them once.
    divided
        Whether figures of single industries are asked for too.
    """
    about = [
        series.c.kind == datasets.dataset(question.dataset).kind,
        series.c.subject_kind == "region",  # a bank's figure stands in a region without being its
        series.c.indicator.in_(tuple(indicators)),
        *([] if divided else [series.c.industry == ""]),
    ]
    place = {code: number for number, code in enumerate(periods)}
    with storage.reading(question.dataset) as connection:
        listed = connection.execute(_listed(about)).all()
        figures = _columns(connection, _visible(question, [*about, *_within(place)]))
        days = connection.execute(select(batch.c.sequence, batch.c.published_at)).all()
        newest = _newest(connection, question, about)
    ids = pd.Index([row.id for row in listed], dtype="int64")
    series_at = ids.get_indexer(pd.Index(figures[0], dtype="int64"))
    period_at = np.array([place.get(code, -1) for code in figures[1]], dtype=np.int64)
    batch_at, published = _publications(figures[3], days)
    chosen = _latest(series_at * len(place) + period_at, batch_at, period_at >= 0)
    return Comparables(
        pd.DataFrame([row[1:] for row in listed], columns=[*SUBJECT, "measure"], dtype="str"),
        series_at[chosen],
        period_at[chosen],
        np.array(figures[2], dtype=np.float64)[chosen],  # None becomes NaN
        published[batch_at[chosen]],
        newest,
    )


def _listed(about: Iterable[Condition]) -> Select[Any]:
    names = [series.c[name] for name in (*SUBJECT, "measure")]
    return select(series.c.id, *names).where(*about)


def _within(periods: Iterable[str]) -> list[Condition]:
    ends = [Period.parse(code).end for code in periods]
    return [observation.c.period_end.between(min(ends), max(ends))] if ends else [false()]


def _visible(question: Question, conditions: Iterable[Condition]) -> Select[Any]:
    """Return the statement of all versions that count; batches are asked for once, not by row."""
    seen = select(batch.c.sequence).where(*sight_of_batches(question))
    columns = [observation.c[name] for name in ("series", "period", "value", "batch")]
    return (
        select(*columns)
        .join(series, series.c.id == observation.c.series)
        .where(observation.c.batch.in_(seen), *sight_of_series(question), *conditions)
    )


def _columns(connection: Connection, query: Select[Any]) -> list[list[Any]]:
    """Return the columns of an answer."""
    columns: list[list[Any]] = [[] for _ in query.selected_columns]
    for portion in connection.execute(query).partitions(PORTION):
        for column, values in zip(columns, zip(*portion, strict=True), strict=True):
            column.extend(values)
    return columns


def _publications(
    batches: Sequence[Any], days: Sequence[Row[Any, Any]]
) -> tuple[Numbers, npt.NDArray[np.datetime64]]:
    """Return each figure's batch as its place in the order of publication, and the days."""
    ordered = sorted(days, key=lambda row: (row.published_at, row.sequence))
    numbers = pd.Index([row.sequence for row in ordered], dtype="int64")
    published = np.array([row.published_at for row in ordered], dtype="datetime64[s]")
    return numbers.get_indexer(pd.Index(batches, dtype="int64")), published


def _latest(cells: Numbers, publications: Numbers, asked: npt.NDArray[np.bool_]) -> Numbers:
    """Return for each cell that was asked for the place of its figure published last."""
    order = np.lexsort((publications, cells))
    order = order[asked[order]]
    last = np.append(cells[order][1:] != cells[order][:-1], True)[: len(order)]
    latest: Numbers = order[last]
    return latest


def _newest(
    connection: Connection, question: Question, about: Iterable[Condition]
) -> dict[tuple[str, bool], str]:
    divided = (series.c.industry != "").label("divided")
    query = (
        _visible(question, about)
        .with_only_columns(
            series.c.indicator, divided, observation.c.period, observation.c.period_end
        )
        .distinct()
        .order_by(observation.c.period_end, observation.c.period)
    )
    rows = connection.execute(query)
    return {(row.indicator, bool(row.divided)): row.period for row in rows}
