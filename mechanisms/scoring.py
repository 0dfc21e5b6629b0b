"""A composite score, only where a deployer configured one; its arithmetic is part of the result.

No policy document at hand gives weights for the ranking, so no dataset shipped here has a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from data import datasets
from data.catalogue import regions
from data.datasets import Dataset
from data.store import Question
from mechanisms.circular import Board
from mechanisms.region_panel import region_panel
from metrics.composite import score
from metrics.periods import Period
from metrics.ranking import RankRule, places
from metrics.scoring_schemes import Scheme

TOTAL = "合计"


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of one period: one row per unit and component, then the unit's total.

    Attributes
    ----------
    cells
        As from `metrics.composite.score`: region_code, region, indicator, measure, weight,
        value, points, arithmetic.
    places
        Place of each unit by its total; None where a component is missing.
    """

    scheme: Scheme
    period: Period
    cells: pd.DataFrame
    places: Mapping[str, int | None]


def scores(question: Question, period: Period) -> Scores | None:
    """Return the configured scores of a period, None where no scheme is configured."""
    dataset = datasets.dataset(question.dataset)
    scheme = dataset.scheme
    if scheme is None:
        return None
    cells = score(_figures(question, dataset, scheme, period), scheme)
    totals = cells[cells["indicator"] == TOTAL]
    found = places(totals["points"].tolist(), RankRule(scheme.decimals))
    return Scores(scheme, period, cells, dict(zip(totals["region_code"], found, strict=True)))


def _figures(question: Question, dataset: Dataset, scheme: Scheme, period: Period) -> pd.DataFrame:
    rows = []
    for part in scheme.components:
        source = region_panel(question, part.indicator, dataset.ranked_sets[0].id)
        measure = Board(part.indicator, "growth" if part.measure == "growth" else "total").measure
        codes = list(source.ranked_set.members)
        for code, value in zip(codes, source.row(measure, period, codes), strict=True):
            known = None if pd.isna(value) else Decimal(repr(value))
            rows.append((code, regions()[code].short_name, part.indicator, part.measure, known))
    columns = ["region_code", "region", "indicator", "measure", "value"]
    return pd.DataFrame(rows, columns=columns, dtype=object)
