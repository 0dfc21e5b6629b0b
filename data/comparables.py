"""What is known of some indicators, lean: to be compared with very many figures at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, Select, select

from data import datasets, storage
from data.schema import batch, observation, series
from data.store import Question, known_query, sight

SUBJECT = ("indicator", "region", "industry")


@dataclass(frozen=True, eq=False)
class Comparables:
    """Figures as arrays of one length, each naming its series by the row in `series`.

    Attributes
    ----------
    series
        Columns `SUBJECT` and `measure`.
    periods
        Codes of periods that occur.
    series_at, period_at
        Row in `series` and place in `periods` of each figure.
    figures, published
        The figures, NaN for 未报, and the days on which they were published (datetime64).
    newest
        Newest period code known, by indicator and whether it is divided by industries; of all
        periods, not only those that were asked for.
    """

    series: pd.DataFrame
    periods: tuple[str, ...]
    series_at: npt.NDArray[np.int64]
    period_at: npt.NDArray[np.int64]
    figures: npt.NDArray[np.float64]
    published: npt.NDArray[np.datetime64]
    newest: dict[tuple[str, bool], str]


def comparables(
    question: Question, indicators: Iterable[str], periods: Iterable[str], *, divided: bool
) -> Comparables:
    """Return what is known of some indicators and periods, as `store.known` would choose it.

    Parameters
    ----------
    divided
        Whether figures of single industries are asked for too.
    """
    about = [
        series.c.kind == datasets.dataset(question.dataset).kind,
        series.c.indicator.in_(tuple(indicators)),
        *([] if divided else [series.c.industry == ""]),
    ]
    wanted = [*about, observation.c.period.in_(tuple(periods))]
    known = known_query(question, wanted).subquery().c
    names = [series.c[name] for name in (*SUBJECT, "measure")]
    with storage.reading(question.dataset) as connection:
        listed = connection.execute(select(series.c.id, *names).where(*about)).all()
        days = {row.sequence: row.published_at for row in connection.execute(_published())}
        figures = _columns(connection, select(known.series, known.period, known.value, known.batch))
        newest = _newest(connection, question, about)
    ids = pd.Index([row.id for row in listed], dtype="int64")
    period_at, different = pd.factorize(np.array(figures[1], dtype=object))
    return Comparables(
        pd.DataFrame([row[1:] for row in listed], columns=[*SUBJECT, "measure"], dtype="str"),
        tuple(different),
        ids.get_indexer(pd.Index(figures[0], dtype="int64")),
        period_at,
        np.array(figures[2], dtype=np.float64),  # None becomes NaN
        _days(figures[3], days),
        newest,
    )


def _published() -> Select[Any]:
    return select(batch.c.sequence, batch.c.published_at)


def _columns(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    rows = connection.execute(query).all()
    return list(zip(*rows, strict=True)) or [()] * len(query.selected_columns)


def _days(batches: Iterable[int], days: dict[int, date]) -> npt.NDArray[np.datetime64]:
    at, different = pd.factorize(np.array(batches, dtype=np.int64))
    return np.array([days[int(number)] for number in different], dtype="datetime64[s]")[at]


def _newest(
    connection: Connection, question: Question, about: Iterable[Any]
) -> dict[tuple[str, bool], str]:
    divided = (series.c.industry != "").label("divided")
    query = (
        select(series.c.indicator, divided, observation.c.period, observation.c.period_end)
        .distinct()
        .join(series, series.c.id == observation.c.series)
        .join(batch, batch.c.sequence == observation.c.batch)
        .where(*sight(question), *about)
        .order_by(observation.c.period_end, observation.c.period)
    )
    rows = connection.execute(query)
    return {(row.indicator, bool(row.divided)): row.period for row in rows}
