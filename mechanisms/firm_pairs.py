"""One measure of all visible firms in a month and in the same month of last year."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import panel
from data.store import Question
from mechanisms.firm_measures import FirmMeasure
from metrics.contributions import Changes
from metrics.periods import Period
from metrics.rounding import without_noise

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
NOW, BASE = "_now", "_base"


@dataclass(frozen=True)
class SameFirms:
    """A measure over the firms that reported in both months (同口径).

    Attributes
    ----------
    base, now
        Totals, of a ratio the ratios in percent; None where nothing can be said.
    rising, falling
        How many of the firms have more, or less, than a year ago.
    """

    firms: int
    base: float | None
    now: float | None
    rising: int = 0
    falling: int = 0

    @property
    def diffusion_pp(self) -> float | None:
        """Share of the rising firms less that of the falling ones; None without any firm."""
        return 100 * (self.rising - self.falling) / self.firms if self.firms else None


@dataclass(frozen=True, eq=False)
class Pair:
    """Two months of one measure.

    Attributes
    ----------
    rows
        One row a firm that was heard of in either month: firm, region and industry (those of
        the later month, where it was heard), and each part of the measure in both months.
    """

    measure: FirmMeasure
    month: Period
    base_month: Period
    rows: pd.DataFrame

    def within(self, region: str = "", industry: str = "") -> "Pair":
        """Return the firms of a region, an industry, or both."""
        chosen = np.ones(len(self.rows), dtype=np.bool_)
        for column, wanted in (("region", region), ("industry", industry)):
            if wanted:
                chosen &= (self.rows[column] == wanted).to_numpy()
        return Pair(self.measure, self.month, self.base_month, self.rows.loc[chosen])

    @cached_property
    def changes(self) -> Changes:
        """The change of each firm; of a ratio, of its numerator."""
        part = self.measure.parts[0]
        return Changes(
            self._figures(part + BASE),
            self._figures(part + NOW),
            self.rows["was_heard"].to_numpy(np.bool_),
            self.rows["is_heard"].to_numpy(np.bool_),
        )

    def _figures(self, column: str) -> Floats:
        return self.rows[column].to_numpy(np.float64)

    @cached_property
    def is_same(self) -> Flags:
        """Which firms gave all parts of the measure in both months."""
        given = [
            ~np.isnan(self._figures(p + when)) for p in self.measure.parts for when in (BASE, NOW)
        ]
        both: Flags = np.logical_and.reduce(given)
        return both

    def same_firms(self, step: str = "") -> dict[str, SameFirms]:
        """Return the same firms by region, industry or firm; under ``""`` all of them."""
        rows = self.rows.loc[self.is_same]
        keys = rows[step].astype(str) if step else pd.Series("", rows.index, dtype=str)
        parts = [part + when for when in (BASE, NOW) for part in self.measure.parts]
        moves = self._moves()[self.is_same]
        told = rows[parts].assign(rising=moves > 0, falling=moves < 0)
        grouped = told.groupby(keys.to_numpy())
        sums, counts = grouped.sum(), grouped.size()
        found = zip(sums.index, counts, sums.to_numpy(np.float64), strict=True)
        half = len(self.measure.parts)
        return {
            str(key): SameFirms(
                int(count),
                self._value(row[:half]),
                self._value(row[half : 2 * half]),
                int(row[-2]),
                int(row[-1]),
            )
            for key, count, row in found
        }

    def _moves(self) -> Floats:
        """Return how each firm's measure moved; NaN where it did not give all of it."""
        levels = []
        for when in (BASE, NOW):
            first, *rest = (self._figures(part + when) for part in self.measure.parts)
            level = first / np.where(rest[0] > 0, rest[0], np.nan) if rest else first
            levels.append(level)
        moves: Floats = levels[1] - levels[0]
        return moves

    def _value(self, sums: Floats) -> float | None:
        if self.measure.is_ratio:
            return ratio_pct(float(sums[0]), float(sums[1]))
        return without_noise(float(sums[0]))


def ratio_pct(numerator: float, denominator: float) -> float | None:
    """Return a ratio in percent; None where the denominator is not above zero.

    Examples
    --------
    >>> ratio_pct(5.0, 100.0), ratio_pct(5.0, 0.0)
    (5.0, None)
    """
    return 100 * numerator / denominator if denominator > 0 else None


def pair(question: Question, measure: FirmMeasure, month: Period) -> Pair:
    """Return a measure of the firms in the viewer's scope, in a month and a year before."""
    before = month.year_ago()
    rows = panel.rows_of(question, (month.code, before.code), measure.parts)
    columns = ["firm", "region", "industry", *measure.parts]
    now, base = (rows.loc[rows["month"] == each.code, columns] for each in (month, before))
    both = now.merge(base, on="firm", how="outer", suffixes=(NOW, BASE), indicator=True)
    for column in ("region", "industry"):
        both[column] = both[column + NOW].fillna(both[column + BASE]).astype(str)
    both["is_heard"] = both["_merge"] != "right_only"
    both["was_heard"] = both["_merge"] != "left_only"
    return Pair(measure, month, before, both)
