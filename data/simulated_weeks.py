"""Simulated weekly monitoring: a city's counties week by week, with the festival and a shock.

Production falls before 除夕 and comes back after 元宵, by the lunar calendar; a shock is a course
of its own over days. Counties add up to the city exactly.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from pydantic import Field

from data import simulated_files
from data.batches import Submission
from data.datasets import Dataset
from data.records import Record
from data.simulated_files import Figure, Heading
from metrics.lunar import days_to_new_year_eve
from metrics.periods import Period, series_of_periods
from metrics.rounding import half_up

_YEAR_DAYS = 365.25


class Weekly(Record):
    """How one weekly figure of the city runs, in its indicator's own unit.

    Attributes
    ----------
    level, growth_pct
        An ordinary week at the beginning, and its growth a year.
    month_factor
        Twelve factors of the season; none is a year without seasons.
    festival, shock
        How much of the fall around the festival, and of the shock, it goes along with (0 to 1).
    decimals
        Of the counties' figures.
    rest_of, whole
        A figure that is what another lacks of a whole (firms stopped: of all, those not at work).
    """

    level: float = 0.0
    growth_pct: float = 0.0
    month_factor: tuple[float, ...] = (1.0,) * 12
    festival: float = 1.0
    shock: float = 1.0
    decimals: int = 0
    rest_of: str = ""
    whole: int = 0


class Plan(Record):
    """The declaration of a city's weekly monitoring.

    Attributes
    ----------
    festival
        Share of an ordinary week's output by days after 除夕 (negative: before it).
    shock
        Share of an ordinary week's output by day; between two days on a line.
    days_after
        How many days after its end a week is published.
    not_reported
        Indicator, county, week.
    """

    seed: int
    first: str
    last: str
    noise_pct: float
    days_after: int
    places: dict[str, float]
    festival: dict[int, float]
    shock: dict[date, float] = Field(default_factory=dict)
    series: dict[str, Weekly]
    not_reported: tuple[tuple[str, str, str], ...] = ()


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return the simulated weekly figures of a dataset as batches, one a week."""
    weeks = series_of_periods(Period.parse(plan.first), Period.parse(plan.last), has_january=True)
    tables = _tables(plan, weeks)
    units = {key: dataset.indicator(key).unit for key in tables}
    return [
        _submission(dataset, plan, week, _figures(dataset, plan, tables, units, (row, week)))
        for row, week in enumerate(weeks)
    ]


def _tables(plan: Plan, weeks: list[Period]) -> dict[str, np.ndarray]:
    """Draw weeks × counties of every figure, rounded as they are printed."""
    activity = np.array([_activity(plan, week) for week in weeks])
    tables: dict[str, np.ndarray] = {}
    for number, (key, weekly) in enumerate(plan.series.items()):
        if weekly.rest_of:
            tables[key] = _whole(plan, weekly) - tables[weekly.rest_of]
        else:
            draw = np.random.default_rng([plan.seed, number])
            tables[key] = _table(plan, weekly, weeks, activity, draw)
    return tables


def _table(
    plan: Plan,
    weekly: Weekly,
    weeks: list[Period],
    activity: np.ndarray,
    draw: np.random.Generator,
) -> np.ndarray:
    fall = 1 - np.array([weekly.festival, weekly.shock]) * (1 - activity)
    course = weekly.level * _trend(weekly, weeks) * _season(weekly, weeks) * fall.prod(axis=1)
    noise = draw.normal(1, plan.noise_pct / 100, (len(weeks), len(plan.places)))
    drawn = course[:, None] * _shares(plan.places)[None, :] * noise
    if weekly.whole:
        drawn = np.minimum(drawn, _whole(plan, weekly))
    table: np.ndarray = np.round(drawn, weekly.decimals)
    return table


def _whole(plan: Plan, weekly: Weekly) -> np.ndarray:
    whole: np.ndarray = np.round(weekly.whole * _shares(plan.places))
    return whole


def _shares(places: Mapping[str, float]) -> np.ndarray:
    values = np.array(list(places.values()))
    shares: np.ndarray = values / values.sum()
    return shares


def _trend(weekly: Weekly, weeks: list[Period]) -> np.ndarray:
    years = np.array([(week.end - weeks[0].end).days / _YEAR_DAYS for week in weeks])
    trend: np.ndarray = (1 + weekly.growth_pct / 100) ** years
    return trend


def _season(weekly: Weekly, weeks: list[Period]) -> np.ndarray:
    return np.array([weekly.month_factor[week.end.month - 1] for week in weeks])


def _activity(plan: Plan, week: Period) -> tuple[float, float]:
    """Return the share of an ordinary week that festival and shock leave, mean of its days."""
    days = [week.start + timedelta(days=number) for number in range(week.days)]
    after = [-days_to_new_year_eve(day) for day in days]
    festival = np.interp(after, list(plan.festival), list(plan.festival.values()))
    if not plan.shock:
        return float(festival.mean()), 1.0
    at = [day.toordinal() for day in plan.shock]
    shock = np.interp([day.toordinal() for day in days], at, list(plan.shock.values()))
    return float(festival.mean()), float(shock.mean())


def _figures(
    dataset: Dataset,
    plan: Plan,
    tables: Mapping[str, np.ndarray],
    units: Mapping[str, str],
    at: tuple[int, Period],
) -> Iterator[Figure]:
    row, week = at
    left_out = {(key, code) for key, code, period in plan.not_reported if period == week.code}
    for key, table in tables.items():
        values = [_printed(value, plan.series[key].decimals) for value in table[row]]
        whole = sum(values, Decimal(0))
        yield Figure(week, dataset.region, key, "level", whole, units[key])
        for code, value in zip(plan.places, values, strict=True):
            said = None if (key, code) in left_out else value
            yield Figure(week, code, key, "level", said, units[key])


def _printed(value: float, decimals: int) -> Decimal:
    rounded = half_up(float(value), decimals)
    assert rounded is not None  # noqa: S101
    return rounded


def _submission(
    dataset: Dataset, plan: Plan, week: Period, figures: Iterator[Figure]
) -> Submission:
    heading = Heading(
        title=f"{week.label}工业运行周报",
        file_name=f"{dataset.id}-week-{week.code}.csv",
        source=f"{dataset.name}工业运行周报（模拟，{week.code}）",
        published_at=week.end + timedelta(days=plan.days_after),
    )
    return simulated_files.submission(dataset, heading, figures)
