"""Weekly figures as they were known on a day: one query, then figures by key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from data import store
from data.store import Question
from mechanisms.tiles import Origin
from metrics.periods import Period
from metrics.rounding import to_decimal
from metrics.week_alignment import aligned, mixed


@dataclass(frozen=True)
class Figure:
    """A stored weekly figure; value None is 未报, said expressly."""

    value: Decimal | None
    origin: Origin
    batch: int
    published_at: date


@dataclass(frozen=True, eq=False)
class WeeklyFacts:
    """Weekly figures by indicator, region and week code."""

    figures: Mapping[tuple[str, str, str], Figure]

    def at(self, indicator: str, region: str, week: Period) -> Figure | None:
        """Return a figure; None where nothing was heard of it."""
        return self.figures.get((indicator, region, week.code))

    def value(self, indicator: str, region: str, week: Period) -> Decimal | None:
        """Return a level, None where it is 未报 or unknown."""
        found = self.at(indicator, region, week)
        return None if found is None else found.value

    def last_year(self, indicator: str, region: str, week: Period) -> Decimal | None:
        """Return what a week is compared with in last year, None where it is not known whole."""
        parts = aligned(week).weeks
        return mixed([(self.value(indicator, region, each), share) for each, share in parts])

    def of_week(self, week: Period) -> list[Figure]:
        """Return all figures of a week."""
        return [figure for (_, _, code), figure in self.figures.items() if code == week.code]


@dataclass(frozen=True)
class Wanted:
    """Which figures are asked for in one query; `with_bases` adds what a week is held against."""

    indicators: tuple[str, ...]
    regions: tuple[str, ...]
    weeks: tuple[Period, ...]
    with_bases: bool = True

    @property
    def codes(self) -> list[str]:
        """Codes of all weeks that are needed."""
        if not self.with_bases:
            return [week.code for week in self.weeks]
        return list({each.code for week in self.weeks for each in _with_bases(week)})


def facts(question: Question, wanted: Iterable[Wanted]) -> WeeklyFacts:
    """Ask for the figures of weeks, of the weeks before them and of last year's."""
    figures: dict[tuple[str, str, str], Figure] = {}
    for each in wanted:
        frame = store.known(
            question,
            indicators=each.indicators,
            measures=["level"],
            regions=each.regions,
            periods=each.codes,
        )
        rows: list[Any] = list(frame.itertuples(index=False))
        for row in rows:
            figures[str(row.indicator), str(row.region_code), str(row.period)] = _figure(row)
    return WeeklyFacts(figures)


def _with_bases(week: Period) -> list[Period]:
    return [week, week.previous(), *(each for each, _ in aligned(week).weeks)]


def _figure(row: Any) -> Figure:  # noqa: ANN401 - a row of the table
    origin = Origin(int(row.series), str(row.period))
    return Figure(to_decimal(row.value), origin, int(row.batch), row.published_at)


def known_weeks(question: Question, indicator: str, region: str) -> list[Period]:
    """Return the weeks with a figure, newest first."""
    frame = store.known(
        question, indicators=[indicator], measures=["level"], regions=[region]
    ).dropna(subset=["value"])
    return sorted((Period.parse(code) for code in frame["period"]), reverse=True)
