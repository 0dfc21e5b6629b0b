"""Figures of a file beside what is known: the stored one, the period before, the year before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import datasets
from data.comparables import SUBJECT, Comparables, comparables
from data.datasets import Dataset
from data.store import Question
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.wording import GROWTH_DECIMALS

NEW, SAME, FINER, CHANGED = "新增", "不变", "精度不同", "改动"
"""What a figure does to the stored one: none there; equal; equal as printed; printed otherwise."""
_EFFECTS = pd.array([NEW, SAME, FINER, CHANGED], dtype="str")
_LINE = (*SUBJECT, "measure")
_PRINTED = ("indicator", "measure", "old", "value")
_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Grid:
    """Numbers for all that figures are about, so that they are looked up as arrays.

    Attributes
    ----------
    words, codes
        By column, the different words of the file, and the place of each figure's word.
    periods
        Numbers of period codes: those of the file, and those with which they are compared.
    before, year_ago
        By figure, the number of the period before and of the same period a year ago.
    """

    words: Mapping[str, pd.Index]
    codes: Mapping[str, _Numbers]
    periods: Mapping[str, int]
    before: _Numbers
    year_ago: _Numbers

    def lines(self, codes: Mapping[str, _Numbers]) -> _Numbers:
        """Return one number for subject and measure; −1 where a word is not in the file."""
        numbers, unknown = codes["indicator"], codes["indicator"] < 0
        for name in _LINE[1:]:
            numbers = numbers * len(self.words[name]) + codes[name]
            unknown = unknown | (codes[name] < 0)
        return np.where(unknown, -1, numbers)

    def cells(self, lines: _Numbers, periods: _Numbers) -> _Numbers:
        """Return one number for line and period, −1 for an unknown line."""
        return np.where(lines < 0, -1, lines * len(self.periods) + periods)

    def stored_cells(self, stored: Comparables) -> _Numbers:
        """Return the numbers of stored figures."""
        at = {name: self.words[name].get_indexer(pd.Index(stored.series[name])) for name in _LINE}
        return self.cells(self.lines(at)[stored.series_at], stored.period_at)


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
    grid = _grid(dataset, figures)
    divided = bool((grid.words["industry"] != "").any())
    stored = comparables(question, grid.words["indicator"], grid.periods, divided=divided)
    return _beside(figures, grid, stored).assign(
        newest=_newest(grid, stored), effect=lambda table: _effects(dataset, table)
    )


def _grid(dataset: Dataset, figures: pd.DataFrame) -> _Grid:
    coded = {name: pd.factorize(figures[name]) for name in (*_LINE, "period")}
    at = {name: codes.astype(np.int64) for name, (codes, _) in coded.items()}
    words = {name: pd.Index(different) for name, (_, different) in coded.items()}
    words["measure"] = pd.Index(dict.fromkeys([*words["measure"], "growth"]))
    pairs = at["indicator"] * len(words["period"]) + at["period"]
    occurring, pair_at = np.unique(pairs, return_inverse=True)
    named = np.stack(np.divmod(occurring, len(words["period"])), axis=1)
    shifts = [_shifted(dataset, *(words["indicator"][i], words["period"][p])) for i, p in named]
    codes = [*words["period"], *(code for pair in shifts for code in pair)]
    periods = {code: number for number, code in enumerate(dict.fromkeys(codes))}
    numbers = np.array([[periods[code] for code in pair] for pair in shifts], dtype=np.int64)
    before, year_ago = numbers.reshape(-1, 2)[pair_at].T
    return _Grid(words, at, periods, before, year_ago)


def _shifted(dataset: Dataset, indicator: str, code: str) -> tuple[str, str]:
    """Return the codes of the period before and of the period a year ago."""
    period = Period.parse(code)
    return dataset.indicator(indicator).previous(period).code, period.year_ago().code


def _beside(figures: pd.DataFrame, grid: _Grid, stored: Comparables) -> pd.DataFrame:
    """Put stored figure and references beside the figures."""
    lines = grid.lines(grid.codes)
    own, cells = grid.cells(lines, grid.codes["period"]), grid.stored_cells(stored)
    growth = grid.words["measure"].get_loc("growth")
    of_growth = grid.lines({**grid.codes, "measure": np.full_like(lines, growth)})
    known = _firsts(cells)
    both = _firsts(np.concatenate([own, cells]))
    values = np.concatenate([figures["value"].to_numpy(), stored.figures])
    found = known.at(own)
    return figures.assign(
        old=_taken(stored.figures, found),
        old_published=_taken(stored.published, found),
        before=_taken(values, both.at(grid.cells(lines, grid.before))),
        year_ago=_taken(values, both.at(grid.cells(lines, grid.year_ago))),
        growth=_taken(values, both.at(grid.cells(of_growth, grid.codes["period"]))),
    )


@dataclass(frozen=True, eq=False)
class _Firsts:
    """Where a number first stands in an array."""

    numbers: pd.Index
    places: _Numbers

    def at(self, wanted: _Numbers) -> _Numbers:
        """Return the first places of some numbers, −1 for one that stands nowhere."""
        return np.append(self.places, -1)[self.numbers.get_indexer(pd.Index(wanted))]


def _firsts(numbers: _Numbers) -> _Firsts:
    index = pd.Index(numbers)
    places = np.flatnonzero(~index.duplicated() & (numbers >= 0))
    return _Firsts(index[places], places)


def _taken(values: np.ndarray, places: _Numbers) -> np.ndarray:
    """Take values at places; −1 takes none: NaN or NaT."""
    nothing = np.array(["NaT" if values.dtype.kind == "M" else np.nan], dtype=values.dtype)
    return np.concatenate([values, nothing])[places]


def _newest(grid: _Grid, stored: Comparables) -> pd.api.extensions.ExtensionArray:
    """Return the newest stored period of each figure's indicator, by all industries or by one."""
    answers = [
        stored.newest.get((indicator, divided), "")
        for indicator in grid.words["indicator"]
        for divided in (False, True)
    ]
    divided = np.asarray(grid.words["industry"] != "")[grid.codes["industry"]]
    return pd.array(answers, dtype="str").take(grid.codes["indicator"] * 2 + divided)


def printed_decimals(dataset: Dataset, indicator: str, measure: str) -> int:
    """Return with how many decimals a measure of an indicator is printed."""
    fixed = {"growth": GROWTH_DECIMALS, "published_place": 0}
    return fixed.get(measure, dataset.indicator(indicator).decimals)


def _effects(dataset: Dataset, table: pd.DataFrame) -> pd.api.extensions.ExtensionArray:
    known = table["old_published"].notna().to_numpy()
    old, value = table["old"].to_numpy(), table["value"].to_numpy()
    equal = (old == value) | (np.isnan(old) & np.isnan(value))
    changed = known & ~equal
    alike = changed.copy()
    alike[changed] = _print_alike(dataset, table.loc[changed, [*_PRINTED]])
    return _EFFECTS.take(np.select([~known, equal, alike], [0, 1, 2], 3))


def _print_alike(dataset: Dataset, changed: pd.DataFrame) -> list[bool]:
    """Say which figures print as the stored ones do."""
    decimals_of = cache(partial(printed_decimals, dataset))
    columns = (changed[name].tolist() for name in _PRINTED)
    return [
        half_up(old, decimals_of(indicator, measure))
        == half_up(value, decimals_of(indicator, measure))
        for indicator, measure, old, value in zip(*columns, strict=True)
    ]
