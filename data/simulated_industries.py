"""Simulated growth of industries that makes up the city's, and the weights of the base period.

The city's growth is given by the ranked figures. Each division runs beside it with a lead of its
own; what their weighted sum then differs by is taken off all alike, but for a small declared part
that weights of a whole year cannot explain. Weights follow from the year's growth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from data import catalogue, simulated_files, simulated_rankings
from data.batches import Submission
from data.datasets import Dataset
from data.records import CatalogueError, Record
from data.simulated_files import Figure, Heading
from metrics.decomposition import spread
from metrics.periods import Period
from metrics.rounding import half_up

WEIGHT_DECIMALS = 2
FIRST_MONTH = 2
_YEAR = 12
Growths = dict[tuple[str, Period], Decimal]
"""Published growth by division or county and period."""


class Division(Record):
    """A division's share of the city and how it runs beside the city.

    Attributes
    ----------
    share
        Share of the year before the first; the shares are brought to a sum of one.
    tilt
        Lasting lead in percentage points.
    shock
        How much of the city's shock it goes along with; 1 is all of it.
    """

    share: float
    tilt: float = 0.0
    shock: float = 1.0


class Plan(Record):
    """The declaration of divisions and of weights.

    Attributes
    ----------
    indicator
        Whose growth they make up; one of the ranked figures.
    noise_pct
        How far a division wanders about its course.
    unexplained_pp
        Spread of the part of the city's growth that yearly weights do not explain.
    not_reported
        Division and month said expressly to be 未报.
    """

    seed: int
    indicator: str
    noise_pct: float
    unexplained_pp: float
    divisions: dict[str, Division]
    not_reported: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Growth of divisions, and weights of divisions and counties by base year."""

    periods: tuple[Period, ...]
    growths: Growths
    weights: Mapping[int, Mapping[str, Decimal]]
    county_weights: Mapping[int, Mapping[str, Decimal]]


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return growth of divisions month by month and weights year by year, as batches."""
    if unknown := sorted(set(plan.divisions) - set(catalogue.industries())):
        msg = (
            f"{dataset.id}.yaml：simulate.industries：divisions：行业代码 {'、'.join(unknown)} "
            "不在 industries.csv 中，请改正"
        )
        raise CatalogueError(msg)
    made = _draw(dataset, plan)
    years = [_weights(dataset, plan, made, year) for year in made.weights]
    return [*years, *(_growth(dataset, plan, made, period) for period in made.periods)]


def _draw(dataset: Dataset, plan: Plan) -> _Drawn:
    ranked = simulated_rankings.declared(dataset)
    if plan.indicator not in ranked.city_growth_pct:
        msg = (
            f"{dataset.id}.yaml：simulate.industries：indicator {plan.indicator} "
            "不在 city_growth_pct 中，请改正"
        )
        raise CatalogueError(msg)
    table = simulated_rankings.drawn(dataset, ranked)
    periods = simulated_rankings.periods_of(ranked)
    city = {period: table[plan.indicator, dataset.region, period].growth for period in periods}
    counties = {
        (code, period): table[plan.indicator, code, period].growth or Decimal(0)
        for code in dataset.ranked_sets[0].parts
        for period in periods
    }
    shares = {code: each.share for code, each in plan.divisions.items()}
    of_counties = {code: ranked.units[code].share for code in dataset.ranked_sets[0].parts}
    shocks = simulated_rankings.shock(ranked, plan.indicator, periods)
    growths, weights = _years(plan, periods, city, shocks, shares)
    return _Drawn(tuple(periods), growths, weights, _followed(periods, counties, of_counties))


def _years(
    plan: Plan,
    periods: list[Period],
    city: Mapping[Period, Decimal | None],
    shocks: np.ndarray,
    shares: Mapping[str, float],
) -> tuple[Growths, dict[int, Mapping[str, Decimal]]]:
    """Draw growth year by year: the weights of a year rest on the growth of the one before."""
    free = _free_courses(plan, len(periods), shocks)
    left = simulated_rankings.drift(
        np.random.default_rng([plan.seed, 0]), len(periods), plan.unexplained_pp
    )
    growths: Growths = {}
    weights: dict[int, Mapping[str, Decimal]] = {}
    now = _to_hundred(shares)
    for place, period in enumerate(periods):
        weights.setdefault(period.year - 1, now)
        wanted = float(city[period] or 0) - left[place]
        growths |= _at(period, free[:, place], now, wanted)
        if period.end.month == _YEAR:
            now = _grown(now, {code: growths[code, period] for code in now})
    return growths, weights


def _free_courses(plan: Plan, length: int, shocks: np.ndarray) -> np.ndarray:
    """Return divisions × periods: how each runs beside the city."""
    courses = []
    for number, each in enumerate(plan.divisions.values(), start=1):
        own = simulated_rankings.drift(
            np.random.default_rng([plan.seed, number]), length, plan.noise_pct
        )
        courses.append(each.tilt + own + (each.shock - 1) * shocks)
    return np.array(courses)


def _at(
    period: Period, beside: np.ndarray, weights: Mapping[str, Decimal], wanted: float
) -> Growths:
    """Return the growth of a period, its weighted sum the wanted growth of the city."""
    shares = np.array([float(weight) / 100 for weight in weights.values()])
    level = wanted - float(shares @ beside)
    return {
        (code, period): _rounded(level + course)
        for code, course in zip(weights, beside.tolist(), strict=True)
    }


def _rounded(value: float) -> Decimal:
    rounded = half_up(value, 1)
    assert rounded is not None  # noqa: S101
    return rounded


def _to_hundred(shares: Mapping[str, float]) -> dict[str, Decimal]:
    keys = {code: Decimal(str(share)) for code, share in shares.items()}
    return spread(Decimal(100), keys, WEIGHT_DECIMALS)


def _grown(weights: Mapping[str, Decimal], growth: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the weights of the next year: each share times its growth, brought to a hundred."""
    grown = {code: weight * (1 + growth[code] / 100) for code, weight in weights.items()}
    return spread(Decimal(100), grown, WEIGHT_DECIMALS)


def _followed(
    periods: list[Period], growth: Growths, shares: Mapping[str, float]
) -> dict[int, Mapping[str, Decimal]]:
    """Return the weights of the counties by base year."""
    now = _to_hundred(shares)
    weights: dict[int, Mapping[str, Decimal]] = {}
    for period in periods:
        weights.setdefault(period.year - 1, now)
        if period.end.month == _YEAR:
            now = _grown(now, {code: growth[code, period] for code in now})
    return weights


def _growth(dataset: Dataset, plan: Plan, made: _Drawn, period: Period) -> Submission:
    month = f"{period.end:%Y-%m}"
    silent = {code for code, when in plan.not_reported if when == month}
    figures = (
        Figure(
            period,
            dataset.region,
            plan.indicator,
            "growth",
            None if code in silent else made.growths[code, period],
            "%",
            industry=code,
        )
        for code in plan.divisions
    )
    name = dataset.indicator(plan.indicator).name
    return _submission(dataset, f"分行业{name}增速", f"industries-{month}", month, figures)


def _weights(dataset: Dataset, plan: Plan, made: _Drawn, year: int) -> Submission:
    """Return the weights of a base year; they are known when the year after it begins."""
    name = dataset.indicator(plan.indicator).name
    title = f"{year}年分行业、分县区{name}权数"
    published = f"{year + 1}-{FIRST_MONTH:02}"
    figures = _weight_figures(dataset, plan, made, year)
    return _submission(dataset, title, f"weights-{year}", published, figures)


def _weight_figures(dataset: Dataset, plan: Plan, made: _Drawn, year: int) -> Iterator[Figure]:
    base = Period.of_ytd(year, _YEAR)
    for code, weight in made.weights[year].items():
        yield Figure(base, dataset.region, plan.indicator, "weight", weight, "%", industry=code)
    for code, weight in made.county_weights[year].items():
        yield Figure(base, code, plan.indicator, "weight", weight, "%")


def _submission(
    dataset: Dataset, title: str, file: str, month: str, figures: Iterator[Figure]
) -> Submission:
    rule = catalogue.release_calendar()[dataset.calendar]
    heading = Heading(
        title=title,
        file_name=f"{dataset.id}-{file}.csv",
        source=f"{rule.name}（{title}）",
        published_at=rule.published_at(month),
        assumed=rule.assumed,
    )
    return simulated_files.submission(dataset, heading, figures)
