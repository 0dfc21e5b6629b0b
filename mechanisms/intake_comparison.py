"""Figures of a file beside what is known: the stored one, the period before, the year before."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import datasets, store
from data.datasets import Dataset
from data.store import Question
from metrics.periods import Period
from metrics.plausibility import Floats
from metrics.rounding import half_up
from metrics.wording import GROWTH_DECIMALS

KEY = ("indicator", "region", "industry")
NEW, SAME, FINER, CHANGED = "新增", "不变", "精度不同", "改动"
"""What a figure does to the stored one: none there; equal; equal as printed; printed otherwise."""


@dataclass(frozen=True)
class _Index:
    """Numbers for subjects, measures and periods, so that figures are looked up as arrays."""

    subjects: pd.Index
    measures: pd.Index
    periods: pd.Index

    def keys(self, subject: np.ndarray, measure: np.ndarray, period: np.ndarray) -> np.ndarray:
        """Return one whole number a figure; −1 where a part is unknown."""
        known = (subject >= 0) & (measure >= 0) & (period >= 0)
        wide, deep = len(self.periods), len(self.measures)
        return np.where(known, (subject * deep + measure) * wide + period, -1)


def compared(question: Question, figures: pd.DataFrame) -> pd.DataFrame:
    """Put beside each figure of a file what it is compared with.

    Parameters
    ----------
    question
        Dataset, as_of, vintage and scope: what counts as known.
    figures
        As `data.readings.Reading.figures`.

    Returns
    -------
    DataFrame
        The figures in their order, with `old` (stored figure of the same period) and
        `old_published` (its day; NaT without one), `before` (same measure, period before),
        `year_ago` (same measure, a year ago), `growth` (growth of the same unit and period),
        `effect` (`NEW`, `SAME`, `FINER`, `CHANGED`), `newest` (newest period code stored of the
        indicator and industry kind, empty for none). References come from the file itself
        first, then from what is stored; NaN where there is none.
    """
    dataset = datasets.dataset(question.dataset)
    stored = _stored(question, figures)
    index = _index(figures, stored, dataset)
    subject, measure, period = _numbers(index, figures)
    at = _finder(index, figures, stored)
    before, year_ago = _shifted(dataset, figures)
    growth = np.full(len(figures), index.measures.get_indexer(pd.Index(["growth"]))[0])
    old, published = _old(index, stored, (subject, measure, period))
    table = figures.assign(
        old=old,
        old_published=published,
        before=at(subject, measure, index.periods.get_indexer(pd.Index(before))),
        year_ago=at(subject, measure, index.periods.get_indexer(pd.Index(year_ago))),
        growth=at(subject, growth, period),
        newest=_newest(figures, stored),
    )
    return table.assign(effect=_effects(dataset, table))


def _stored(question: Question, figures: pd.DataFrame) -> pd.DataFrame:
    wanted = figures["indicator"].unique().tolist()
    parts = [store.known(question, indicators=wanted)]
    if (figures["industry"] != "").any():
        parts.append(store.known(question, indicators=wanted, industry=None))
    return pd.concat(parts, ignore_index=True).rename(columns={"region_code": "region"})


def _index(figures: pd.DataFrame, stored: pd.DataFrame, dataset: Dataset) -> _Index:
    both = pd.concat([figures[list(KEY)], stored[list(KEY)]], ignore_index=True)
    measures = pd.unique(pd.concat([figures["measure"], stored["measure"]]))
    codes = pd.concat([figures["period"], stored["period"]]).unique().tolist()
    return _Index(
        pd.MultiIndex.from_frame(both.drop_duplicates()),
        pd.Index(measures),
        pd.Index(dict.fromkeys(codes)),
    )


def _numbers(index: _Index, figures: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        index.subjects.get_indexer(pd.MultiIndex.from_frame(figures[list(KEY)])),
        index.measures.get_indexer(pd.Index(figures["measure"])),
        index.periods.get_indexer(pd.Index(figures["period"])),
    )


Find = Callable[[np.ndarray, np.ndarray, np.ndarray], Floats]


def _finder(index: _Index, figures: pd.DataFrame, stored: pd.DataFrame) -> Find:
    """Return a look-up of figures: the file's own count before the stored ones."""
    names = [*KEY, "measure", "period", "value"]
    both = pd.concat([figures[names], stored[names]], ignore_index=True)
    keys = index.keys(*_numbers(index, both))
    values = pd.Series(both["value"].to_numpy(), index=keys)
    values = values[~values.index.duplicated()]

    def find(subject: np.ndarray, measure: np.ndarray, period: np.ndarray) -> Floats:
        wanted = index.keys(subject, measure, period)
        return values.reindex(np.where(wanted < 0, -2, wanted)).to_numpy()

    return find


def _old(
    index: _Index, stored: pd.DataFrame, numbers: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[Floats, np.ndarray]:
    keys = index.keys(*_numbers(index, stored))
    rows = stored[["value", "published_at"]].set_axis(keys, axis="index")
    found = rows.reindex(index.keys(*numbers))
    return found["value"].to_numpy(), pd.to_datetime(found["published_at"]).to_numpy()


def _shifted(dataset: Dataset, figures: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the codes of the period before and of the period a year ago, figure by figure."""
    pairs = list(zip(figures["indicator"], figures["period"], strict=True))
    before, year_ago = {}, {}
    for indicator, code in dict.fromkeys(pairs):
        period = Period.parse(code)
        before[indicator, code] = dataset.indicator(indicator).previous(period).code
        year_ago[indicator, code] = period.year_ago().code
    return [before[pair] for pair in pairs], [year_ago[pair] for pair in pairs]


def _newest(figures: pd.DataFrame, stored: pd.DataFrame) -> list[str]:
    """Return the newest stored period of each figure's indicator, by all industries or by one."""
    kinds = stored.assign(divided=stored["industry"] != "")
    last = kinds.sort_values("period_end").groupby(["indicator", "divided"])["period"].last()
    found: dict[tuple[str, bool], str] = last.to_dict()  # type: ignore[assignment]
    divided = (figures["industry"] != "").tolist()
    return [
        found.get((key, many), "") for key, many in zip(figures["indicator"], divided, strict=True)
    ]


def printed_decimals(dataset: Dataset, indicator: str, measure: str) -> int:
    """Return with how many decimals a measure of an indicator is printed."""
    fixed = {"growth": GROWTH_DECIMALS, "published_place": 0}
    return fixed.get(measure, dataset.indicator(indicator).decimals)


def _effects(dataset: Dataset, table: pd.DataFrame) -> list[str]:
    known = table["old_published"].notna().to_numpy()
    old, value = table["old"].to_numpy(), table["value"].to_numpy()
    equal = (old == value) | (np.isnan(old) & np.isnan(value))
    effects = np.where(~known, NEW, np.where(equal, SAME, CHANGED)).astype(object)
    for row in np.flatnonzero(effects == CHANGED):
        if _prints_alike(dataset, table.iloc[row]):
            effects[row] = FINER
    return list(effects)


def _prints_alike(dataset: Dataset, row: pd.Series) -> bool:
    decimals = printed_decimals(dataset, str(row["indicator"]), str(row["measure"]))
    old, value = (half_up(str(row[name]), decimals) for name in ("old", "value"))
    return old == value
