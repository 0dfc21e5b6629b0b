"""The figures of a file as arrays: words as numbers, tables and columns as groups of places.

A card holds some forty tables of a dozen rows. Steps on one table after the other, or on a
DataFrame, cost the same for 13 rows as for 100,000; the checks therefore look at all figures of
a file at once, and name them by their places.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TABLE = ("table", "indicator", "period", "industry")
"""Columns that tell the rankings of a file apart."""
GROUP = ("table", "indicator", "measure", "period")
"""Columns that tell the columns of figures of a file apart."""
_WORDS = ("indicator", "measure", "region", "industry", "period", "effect", "newest")


@dataclass(frozen=True, eq=False)
class Figures:
    """Figures as columns; a figure is named by its place.

    Attributes
    ----------
    words, codes
        By column, its different words in their order, and the place of each figure's word.
    value, old, before, year_ago, growth, old_published, later
        As the columns of `intake_comparison.compared` and of `intake.Preview.table`.
    sheet, row, column
        Where a figure stands; the sheet is None in a plain text table.
    """

    words: Mapping[str, Sequence[str]]
    codes: Mapping[str, Numbers]
    value: Floats
    old: Floats
    before: Floats
    year_ago: Floats
    growth: Floats
    old_published: npt.NDArray[np.datetime64]
    later: Flags
    sheet: Sequence[int | None]
    row: Numbers
    column: Numbers

    def word(self, name: str, place: int) -> str:
        """Return the word of one figure in a column."""
        return self.words[name][int(self.codes[name][place])]

    def holds(self, name: str, wanted: Collection[str]) -> Flags:
        """Say which figures have one of some words in a column."""
        flags: Flags = np.array([word in wanted for word in self.words[name]])[self.codes[name]]
        return flags

    def numbered(self, names: Sequence[str]) -> Numbers:
        """Return one number for what stands in some columns."""
        sizes = [self._size(name) for name in names]
        return np.ravel_multi_index([self.codes[name] for name in names], sizes)

    def _size(self, name: str) -> int:
        return len(self.words[name]) if name in self.words else int(self.codes[name].max()) + 1

    def pairs(self, first: str, second: str) -> tuple[Numbers, list[tuple[str, str]]]:
        """Return the different pairs of words of two columns, and the pair of each figure."""
        numbers, different = pd.factorize(self.numbered((first, second)))
        parted = [divmod(number, self._size(second)) for number in different.tolist()]
        return numbers, [(self.words[first][i], self.words[second][k]) for i, k in parted]

    @cached_property
    def tables(self) -> Numbers:
        """The number of each figure's table, indicator, period and industry."""
        return self.numbered(TABLE)

    @cached_property
    def columns(self) -> Numbers:
        """The number of each figure's table, indicator, measure and period."""
        return self.numbered(GROUP)

    def groups(self, chosen: Flags) -> Iterator[Numbers]:
        """Yield the chosen figures of one table, indicator, measure and period at a time."""
        return apart(np.flatnonzero(chosen), self.columns)


def figures_of(table: pd.DataFrame) -> Figures:
    """Return the figures of a table as `intake.Preview.table` holds them.

    Examples
    --------
    >>> text = dict.fromkeys(_WORDS, "甲") | {"region": ["乙", "甲"]}
    >>> numbers = dict.fromkeys(["value", "old", "before", "year_ago", "growth"], 1.5)
    >>> places = {"table": 0, "sheet": None, "row": [3, 4], "column": 2, "later": False}
    >>> day = {"old_published": pd.Timestamp("2025-10-20")}
    >>> figures = figures_of(pd.DataFrame({**text, **numbers, **places, **day}))
    >>> figures.holds("region", ["甲"]).tolist(), [each.tolist() for each in figures.groups([1, 1])]
    ([False, True], [[0, 1]])
    """
    coded = {name: _coded(table[name]) for name in _WORDS}
    floats = ("value", "old", "before", "year_ago", "growth")
    return Figures(
        words={name: words for name, (_, words) in coded.items()},
        codes={name: codes for name, (codes, _) in coded.items()}
        | {"table": table["table"].to_numpy()},
        **{name: table[name].to_numpy() for name in floats},
        old_published=table["old_published"].to_numpy(),
        later=table["later"].to_numpy(),
        sheet=table["sheet"].tolist(),
        row=table["row"].to_numpy(),
        column=table["column"].to_numpy(),
    )


def _coded(column: pd.Series) -> tuple[Numbers, list[str]]:
    """Return the place of each word of a column among the different ones, and these in order."""
    codes, different = pd.factorize(column.array)
    words = sorted(different)
    place_of = {word: place for place, word in enumerate(words)}
    return np.array([place_of[word] for word in different])[codes], words


def apart(places: Numbers, numbers: Numbers) -> Iterator[Numbers]:
    """Yield the places of one number at a time, in the order in which the numbers appear.

    Parameters
    ----------
    places
        Places in `numbers`, in order.

    Examples
    --------
    >>> [each.tolist() for each in apart(np.array([0, 1, 3]), np.array([7, 5, 5, 7]))]
    [[0, 3], [1]]
    """
    if not len(places):
        return
    groups, _ = pd.factorize(numbers[places])
    order = np.argsort(groups, kind="stable")
    yield from np.split(places[order], np.cumsum(np.bincount(groups))[:-1])
