"""All known figures of one indicator over the units of a ranked set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from data import datasets, store
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from metrics.periods import Period

Measure = Literal["level", "growth", "published_place"]
MEASURES: tuple[Measure, ...] = ("level", "growth", "published_place")


@dataclass(frozen=True, eq=False)
class RegionPanel:
    """Figures of the whole, the competing and the listed units, ready for any period.

    Attributes
    ----------
    facts
        The rows as `store.known` gives them; each keeps its batch and row.
    tables
        By measure: one row per period code, one column per region code; NaN is 未报.
    series
        The series id of a (region, measure).
    origins
        (batch, source, published_at, assumed) of all its batches, newest publication first.
    """

    dataset: Dataset
    indicator: Indicator
    ranked_set: RankedSet
    facts: pd.DataFrame
    tables: dict[Measure, pd.DataFrame]
    series: dict[tuple[str, str], int]
    origins: tuple[tuple[int, str, date, bool], ...]

    @cached_property
    def _figures(self) -> dict[Measure, dict[Any, dict[Any, float]]]:
        """The tables as plain dictionaries: a look-up in a DataFrame takes a millisecond."""
        return {measure: table.to_dict("index") for measure, table in self.tables.items()}

    def row(self, measure: Measure, period: Period, codes: Sequence[str]) -> list[float]:
        """Return the figures of some units in one period, NaN where there is none."""
        figures = self._figures[measure].get(period.code, {})
        return [figures.get(code, float("nan")) for code in codes]

    def cell(self, measure: Measure, period: Period, code: str) -> float | None:
        """Return one figure, None where there is none."""
        value = self.row(measure, period, [code])[0]
        return None if pd.isna(value) else value

    def has(self, measure: Measure, period: Period) -> bool:
        """Say whether any unit has this measure in a period."""
        codes = (self.ranked_set.whole, *self.ranked_set.members)
        return any(not pd.isna(value) for value in self.row(measure, period, codes))

    def periods(self, measure: Measure) -> list[Period]:
        """Return the periods in which a competing unit has a figure, newest first.

        The home unit alone does not make a period of a set of peers: its own card reports it
        long after the peers' figures end.
        """
        peers = [code for code in self.ranked_set.members if code != self.ranked_set.home]
        table = self.tables[measure].reindex(columns=peers)
        codes = table.index[table.notna().any(axis=1)]
        return sorted((Period.parse(code) for code in codes), reverse=True)


def region_panel(question: Question, indicator: str, ranked_set: str = "") -> RegionPanel:
    """Return all known figures of an indicator in a ranked set.

    Raises
    ------
    CatalogueError
        If the dataset does not rank this indicator in this set.
    """
    dataset = datasets.dataset(question.dataset)
    chosen = dataset.ranked_set(ranked_set, indicator)
    regions = (chosen.whole, *chosen.members, *chosen.listed)
    facts = store.known(question, indicators=[indicator], measures=MEASURES, regions=regions)
    keys = facts[["region_code", "measure", "series"]].drop_duplicates()
    return RegionPanel(
        dataset,
        dataset.indicator(indicator),
        chosen,
        facts,
        {measure: _wide(facts, measure) for measure in MEASURES},
        {(code, measure): int(number) for code, measure, number in keys.to_numpy().tolist()},
        tuple(store.batch_sources(question, [int(number) for number in facts["batch"].unique()])),
    )


def _wide(facts: pd.DataFrame, measure: str) -> pd.DataFrame:
    chosen = facts[facts["measure"] == measure]
    # pivot refuses a figure that stands twice; pivot_table would average it
    return chosen.pivot(index="period", columns="region_code", values="value")  # noqa: PD010
