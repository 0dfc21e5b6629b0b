"""Figures of a month as they were known on a day: a few queries, then figures by key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import pandas as pd

from data import catalogue, datasets, store
from data.catalogue import Indicator
from data.datasets import Dataset
from data.store import Question
from mechanisms.tiles import Origin
from metrics.accumulation import single_months
from metrics.periods import Period
from metrics.rounding import to_decimal

MEASURES = ("level", "growth", "weight")
Key = tuple[str, str, str, str, str]
"""Indicator, measure, region, industry, period code."""


@dataclass(frozen=True)
class Known:
    """A stored figure; value None is 未报, said expressly."""

    value: Decimal | None
    origin: Origin
    batch: int
    published_at: date


@dataclass(frozen=True, eq=False)
class MonthFacts:
    """Figures of the city, its units and its industries by key."""

    question: Question
    dataset: Dataset
    figures: Mapping[Key, Known]

    def at(
        self, indicator: str, measure: str, period: Period, region: str = "", industry: str = ""
    ) -> Known | None:
        """Return a figure; None where nothing was heard of it."""
        place = region or self.dataset.region
        return self.figures.get((indicator, measure, place, industry, period.code))

    def value(
        self, indicator: str, measure: str, period: Period, region: str = "", industry: str = ""
    ) -> Decimal | None:
        """Return a value, None where it is 未报 or unknown."""
        found = self.at(indicator, measure, period, region, industry)
        return None if found is None else found.value

    def periods(self, indicator: str, measure: str) -> list[Period]:
        """Return the periods in which the city has a figure, oldest first."""
        return list(self._periods.get((indicator, measure), ()))

    @cached_property
    def _periods(self) -> dict[tuple[str, str], tuple[Period, ...]]:
        """The city's periods by indicator and measure: reading codes takes time."""
        found: dict[tuple[str, str], list[Period]] = {}
        for (indicator, measure, region, industry, code), known in self.figures.items():
            if region == self.dataset.region and not industry and known.value is not None:
                found.setdefault((indicator, measure), []).append(Period.parse(code))
        return {key: tuple(sorted(periods)) for key, periods in found.items()}

    def divisions(self, indicator: str, measure: str) -> tuple[str, ...]:
        """Return the divisions with a series of a measure, in the order of their codes."""
        found = {k[3] for k in self.figures if k[:3] == (indicator, measure, self.dataset.region)}
        return tuple(sorted(found - {""}))

    def batches(self, keys: Iterable[tuple[str, Period]]) -> list[int]:
        """Return the batches from which the figures of some indicators and periods come."""
        wanted = {(indicator, period.code) for indicator, period in keys}
        return sorted({f.batch for k, f in self.figures.items() if (k[0], k[4]) in wanted})


def month_facts(question: Question, lead: str, others: Sequence[str]) -> MonthFacts:
    """Return what is known: of the leading indicator everything, of the others the city's."""
    dataset = datasets.dataset(question.dataset)
    frames = (
        store.known(question, indicators=others, measures=MEASURES, regions=[dataset.region]),
        store.known(question, indicators=[lead], measures=MEASURES),
        store.known(question, indicators=[lead], measures=MEASURES, industry=None),
    )
    figures = {key: known for frame in frames for key, known in _rows(frame)}
    return MonthFacts(question, dataset, figures)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Key, Known]]:
    names = ("indicator", "measure", "region_code", "industry", "period")
    columns = [frame[name].tolist() for name in (*names, "value", "series", "batch")]
    days = frame["published_at"].tolist()
    for row, day in zip(zip(*columns, strict=True), days, strict=True):
        indicator, measure, region, division, period, value, series, batch = row
        origin = Origin(int(series), period)
        known = Known(to_decimal(value), origin, int(batch), day)
        yield (indicator, measure, region, division, period), known


def months_of(
    facts: MonthFacts, indicator: Indicator, until: Period
) -> dict[Period, Decimal | None]:
    """Return the city's single months of a level up to a period, derived from 累计 where needed.

    Where the indicator has no January the first figure of a year is that of 1—2月. Periods that
    no batch gave are there as 未报, so that a gap stays a gap.
    """
    known = [p for p in facts.periods(indicator.id, "level") if p.end <= until.end]
    if not known:
        return {}
    due = list(_due(indicator, known[0], until))
    levels = {period: facts.value(indicator.id, "level", period) for period in due}
    if indicator.accumulation == "ytd":
        return single_months(levels, indicator.has_january)
    return levels


def _due(indicator: Indicator, first: Period, last: Period) -> Iterator[Period]:
    period = first
    while period.end <= last.end:
        yield period
        period = indicator.following(period)


def unit_name(code: str) -> str:
    """Return the short name of a region, or the name of an industry."""
    region = catalogue.regions().get(code)
    return region.short_name if region else catalogue.industries().get(code, code)
