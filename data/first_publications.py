"""When figures were first published: the day on which a period could first be judged."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from data import datasets, storage, store
from data.schema import batch, observation, series
from data.store import Question


def first_published(
    question: Question, indicator: str, measure: str, regions: Sequence[str]
) -> dict[str, date]:
    """Return the day by which each region that ever reported had done so, by period code.

    Later corrections of a figure do not move it. A region that never reported a period is not
    waited for.

    Parameters
    ----------
    question
        Publications after its as_of and commits after its vintage do not exist for it.
    regions
        Codes whose figures are looked at; their subject is the region itself, all industries.
    """
    first = (
        select(observation.c.period, func.min(batch.c.published_at).label("day"))
        .join(series, series.c.id == observation.c.series)
        .join(batch, batch.c.sequence == observation.c.batch)
        .where(
            *store.sight(question),
            series.c.kind == datasets.dataset(question.dataset).kind,
            series.c.subject_kind == "region",
            series.c.industry == "",
            series.c.indicator == indicator,
            series.c.measure == measure,
            series.c.region.in_(tuple(regions)),
            observation.c.value.is_not(None),
        )
        .group_by(observation.c.period, observation.c.series)
        .subquery()
    )
    query = select(first.c.period, func.max(first.c.day)).group_by(first.c.period)
    with storage.reading(question.dataset) as connection:
        return {row.period: row[1] for row in connection.execute(query)}
