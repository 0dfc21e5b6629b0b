"""A composite score, only where a deployer configured one; its arithmetic is part of the result.

No policy document at hand gives weights for the ranking, so no dataset shipped here has a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data import datasets
from data.catalogue import regions
from data.datasets import Dataset
from data.store import Question
from mechanisms.region_panel import Measure, region_panel
from metrics.composite import score
from metrics.periods import Period
from metrics.ranking import RankRule, places
from metrics.rounding import to_decimal
from metrics.scoring_schemes import Scheme

TOTAL = "合计"


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of one period: one row per unit and component, then the unit's total.

    Attributes
    ----------
    periods
        The period that each component was taken from; None where it has no figure yet.
    cells
        As from `metrics.composite.score`: region_code, region, indicator, measure, weight,
        value, points, arithmetic.
    places
        Place of each unit by its total; None where a component is missing.
    """

    scheme: Scheme
    period: Period
    periods: tuple[Period | None, ...]
    cells: pd.DataFrame
    places: Mapping[str, int | None]


def scores(question: Question, period: Period) -> Scores | None:
    """Return the configured scores as of a period, None where no scheme is configured.

    Each component takes its own newest period up to `period`, since indicators of one month lag
    behind each other; the periods taken stand in the result.
    """
    dataset = datasets.dataset(question.dataset)
    scheme = dataset.scheme
    if scheme is None:
        return None
    figures, periods = _figures(question, dataset, scheme, period)
    cells = score(figures, scheme)
    totals = cells[cells["indicator"] == TOTAL]
    found = places(totals["points"].tolist(), RankRule(scheme.decimals))
    by_unit = dict(zip(totals["region_code"], found, strict=True))
    return Scores(scheme, period, tuple(periods), cells, by_unit)


def _figures(
    question: Question, dataset: Dataset, scheme: Scheme, period: Period
) -> tuple[pd.DataFrame, list[Period | None]]:
    rows: list[tuple[object, ...]] = []
    periods = []
    for part in scheme.components:
        source = region_panel(question, part.indicator, dataset.ranked_sets[0].id)
        measure: Measure = "growth" if part.measure == "growth" else "level"
        taken = next((p for p in source.periods(measure) if p.end <= period.end), None)
        periods.append(taken)
        codes = list(source.ranked_set.members)
        values = [None] * len(codes) if taken is None else source.row(measure, taken, codes)
        rows += [
            (code, regions()[code].short_name, part.indicator, part.measure, to_decimal(value))
            for code, value in zip(codes, values, strict=True)
        ]
    columns = ["region_code", "region", "indicator", "measure", "value"]
    return pd.DataFrame(rows, columns=columns, dtype=object), periods
