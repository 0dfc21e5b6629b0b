"""Simulated years before the ranked figures: the city alone, so that trends have a past.

The first ranked year grew on totals of the year before it. From those the months go backwards by
the declared growth of each year; growth is then what two years of the made levels give, less the
change of prices, so that level and growth fit as they do later.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import accumulate

import numpy as np

from data import simulated_files, simulated_rankings
from data.batches import Submission
from data.datasets import Dataset
from data.records import CatalogueError, Record
from data.simulated_files import Figure, Heading
from data.simulated_rankings import Plan as Ranked
from metrics.periods import Period
from metrics.rounding import half_up

_DECIMALS = 4
_MONTHS = range(1, 13)


class Plan(Record):
    """The declaration of the years before.

    Attributes
    ----------
    growth_pct
        By indicator and year: growth of the whole year, in % (without the change of prices).
        The year before the first has a level and no growth.
    noise_pct
        How far a month wanders about its share of the year.
    published
        The day on which the old figures came in, as one file.
    """

    seed: int
    noise_pct: float
    published: date
    growth_pct: dict[str, dict[int, float]]


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return the city's figures of earlier years as one batch."""
    ranked = simulated_rankings.declared(dataset)
    if unknown := sorted(set(plan.growth_pct) - set(ranked.city_growth_pct)):
        msg = (
            f"{dataset.id}.yaml：simulate.history：growth_pct：指标 {'、'.join(unknown)} "
            "不在 city_growth_pct 中，请改正"
        )
        raise CatalogueError(msg)
    figures = [
        figure
        for number, (key, growth) in enumerate(plan.growth_pct.items())
        for figure in _figures(dataset, plan, ranked, (number, key), growth)
    ]
    years = sorted({figure.period.year for figure in figures})
    span = f"{years[0]}—{years[-1]}年"
    heading = Heading(
        title=f"{span}全市历史月度数据",
        file_name=f"{dataset.id}-history.csv",
        source=f"{dataset.name}{span}历史月度数据（模拟）",
        published_at=plan.published,
    )
    return [simulated_files.submission(dataset, heading, figures)]


def _figures(
    dataset: Dataset,
    plan: Plan,
    ranked: Ranked,
    which: tuple[int, str],
    growth: Mapping[int, float],
) -> Iterator[Figure]:
    number, key = which
    unit = dataset.indicator(key).unit
    deflator = ranked.deflator_pct if key in ranked.deflated else 0.0
    draw = np.random.default_rng([plan.seed, number])
    totals = _totals(dataset, plan, ranked, key, growth, draw)
    for year in sorted(totals):
        for month in _MONTHS[1:]:
            period = Period.of_ytd(year, month)
            level = half_up(totals[year][month - 1], _DECIMALS)
            yield Figure(period, dataset.region, key, "level", level, unit)
            if year - 1 in totals:
                nominal = totals[year][month - 1] / totals[year - 1][month - 1] - 1
                rate = half_up(100 * nominal - deflator, 1)
                yield Figure(period, dataset.region, key, "growth", rate, "%")


def _totals(
    dataset: Dataset,
    plan: Plan,
    ranked: Ranked,
    key: str,
    growth: Mapping[int, float],
    draw: np.random.Generator,
) -> dict[int, list[float]]:
    """Return year-to-date totals by year and month, back from the year that is known."""
    last = Period.parse(ranked.first).end.year - 1
    months = np.diff([0.0, *(_base_total(dataset, ranked, key, month) for month in _MONTHS)])
    deflator = ranked.deflator_pct if key in ranked.deflated else 0.0
    totals = {last: list(accumulate(months.tolist()))}
    level = float(months.sum())
    shares = months / level
    for year in sorted(growth, reverse=True):
        level /= 1 + (growth[year] + deflator) / 100
        noise = draw.normal(1, plan.noise_pct / 100, len(shares))
        wandering = shares * noise / float((shares * noise).sum())
        totals[year - 1] = list(accumulate((level * wandering).tolist()))
    return totals


def _base_total(dataset: Dataset, ranked: Ranked, key: str, month: int) -> float:
    """Return the total on which the first ranked year grew, of all parts of the city."""
    period = Period.of_ytd(Period.parse(ranked.first).end.year - 1, month)
    parts = [code for code in ranked.units if code in dataset.ranked_sets[0].parts]
    indicator = dataset.indicator(key)
    levels = [simulated_rankings.base_level(ranked, indicator, code, period) for code in parts]
    return float(sum(levels, Decimal(0)))
