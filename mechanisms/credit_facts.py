"""What is known of loans: one query for regions and one for banks, then figures by key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from data import datasets, store
from data.credit_measures import Measure, credit_page
from data.datasets import Dataset
from data.store import Question
from mechanisms.tiles import Origin
from metrics.periods import Period
from metrics.rounding import to_decimal

MEASURES = ("level", "growth", "change_since_year_start")


@dataclass(frozen=True)
class Figure:
    """A stored figure; value None is 未报, said expressly."""

    value: Decimal | None
    period: Period
    series: int
    batch: int
    published_at: date

    @property
    def origin(self) -> Origin:
        """Where it leads."""
        return Origin(self.series, self.period.code)


Key = tuple[str, str, str, str]
"""Indicator, measure, subject kind, subject (a region's code for regions)."""


@dataclass(frozen=True, eq=False)
class CreditFacts:
    """The figures of all credit indicators under one question, each series oldest first."""

    question: Question
    dataset: Dataset
    figures: Mapping[Key, Sequence[Figure]]

    def course(
        self, indicator: str, subject: str = "", kind: str = "region", measure: str = "level"
    ) -> Sequence[Figure]:
        """Return the figures of a series; an empty subject is the city."""
        return self.figures.get((indicator, measure, kind, subject or self.dataset.region), ())

    def newest(
        self, indicator: str, subject: str = "", kind: str = "region", measure: str = "level"
    ) -> Figure | None:
        """Return the newest figure that is not 未报, None without one."""
        known = [f for f in self.course(indicator, subject, kind, measure) if f.value is not None]
        return known[-1] if known else None

    def at(
        self,
        indicator: str,
        end: date,
        subject: str = "",
        kind: str = "region",
        measure: str = "level",
    ) -> Figure | None:
        """Return the figure of the period that ends on a day, None where nothing was heard."""
        course = self.course(indicator, subject, kind, measure)
        return next((figure for figure in course if figure.period.end == end), None)

    def value_at(
        self, indicator: str, end: date, subject: str = "", kind: str = "region"
    ) -> Decimal | None:
        """Return the level at a day, None where it is not known."""
        found = self.at(indicator, end, subject, kind)
        return None if found is None else found.value

    def batches(self) -> list[int]:
        """Return the batches of the newest figure of every series."""
        return sorted({course[-1].batch for course in self.figures.values() if course})


def year_opening(period: Period) -> date:
    """Return the last day of the year before, on which a year's opening balance stands."""
    return date(period.end.year - 1, 12, 31)


def year_ago(period: Period) -> date:
    """Return the end of the same period a year before."""
    return period.year_ago().end


def indicators_of(measures: Sequence[Measure]) -> list[str]:
    """Return the indicators that measures are made of."""
    named = [key for each in measures for key in (each.indicator, each.over) if key]
    return list(dict.fromkeys(named))


def facts(question: Question) -> CreditFacts:
    """Ask for the figures of all credit indicators, within the viewer's scope."""
    wanted = indicators_of(credit_page().measures)
    figures: dict[Key, list[Figure]] = {}
    for kind in ("region", "bank"):
        frame = store.known(question, indicators=wanted, measures=MEASURES, subject_kind=kind)
        rows: list[Any] = list(frame.itertuples(index=False))
        for row in rows:
            key = (str(row.indicator), str(row.measure), kind, str(row.subject))
            figures.setdefault(key, []).append(_figure(row))
    return CreditFacts(question, datasets.dataset(question.dataset), figures)


def _figure(row: Any) -> Figure:  # noqa: ANN401 - a row of the table
    return Figure(
        to_decimal(row.value),
        Period.parse(str(row.period)),
        int(row.series),
        int(row.batch),
        row.published_at,
    )
