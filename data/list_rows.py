"""The rows of a long list as arrays: what they are about, what they hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from data.cell_faults import GIVEN, Fault, are_places, broken_fault, cell_fault
from data.list_heads import ListHead
from data.list_keys import Answer, Flags, KeyColumn, Resolved, key_column, resolve
from data.list_words import ListWords
from data.readings import CellValue, Sheet
from metrics.number_text import NumberColumn, NumberState, read_numbers

KEYS = ("indicator", "period", "region_code", "region", "industry_code", "industry", "unit")
"""Columns of words that say what a row is about."""


@dataclass(frozen=True, eq=False)
class ListRows:
    """The rows below the head of a list, each array as long as there are rows."""

    sheet: Sheet
    head: ListHead
    words: ListWords
    _columns: dict[str, list[CellValue]] = field(default_factory=dict, init=False)

    @property
    def first(self) -> int:
        """The sheet's row below the head, counted from 0."""
        return self.head.row + 1

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.sheet.rows) - self.first

    def cells(self, key: str) -> Sequence[CellValue]:
        """Return a column of the sheet below the head."""
        if key not in self._columns:
            place = self.head.places[key]
            self._columns[key] = [row[place] for row in self.sheet.rows[self.first :]]
        return self._columns[key]

    @cached_property
    def texts(self) -> dict[str, KeyColumn]:
        """The columns of words; one that the list lacks is blank in every row."""
        blank = KeyColumn(("",), np.zeros(self.height, dtype=np.int64))
        places = self.head.places
        return {key: key_column(self.cells(key)) if key in places else blank for key in KEYS}

    def resolve(self, answer: Callable[..., Answer], *keys: str) -> Resolved:
        """Look up what columns of words mean together."""
        return resolve([self.texts[key] for key in keys], answer)

    @cached_property
    def about(self) -> dict[str, Resolved]:
        """Indicator, period, region and industry of each row."""
        return {
            "indicator": self.resolve(self.words.indicator, "indicator"),
            "period": self.resolve(self.words.period, "indicator", "period"),
            "region": self.resolve(self.words.region, "region_code", "region"),
            "industry": self.resolve(self.words.industry, "industry_code", "industry"),
        }

    @cached_property
    def known(self) -> Flags:
        """Rows of which it is known what they are about."""
        found = np.ones(self.height, dtype=bool)
        for each in self.about.values():
            found &= each.found
        return found

    @cached_property
    def measures(self) -> dict[str, NumberColumn]:
        """The columns of figures."""
        return {measure: read_numbers(self.cells(measure)) for measure in self.head.measures}

    @cached_property
    def broken(self) -> dict[str, dict[int, str]]:
        """By column, the rows without a usable value, with the reason."""
        keys = {place: key for key, place in self.head.places.items()}
        found: dict[str, dict[int, str]] = {key: {} for key in keys.values()}
        for (row, place), reason in self.sheet.broken.items():
            if row >= self.first and place in keys:
                found[keys[place]][row - self.first] = reason
        return found

    @cached_property
    def faults(self) -> dict[str, dict[int, Fault]]:
        """By measure, the rows whose cell is no figure, with the reason."""
        return {measure: self._faults(measure) for measure in self.measures}

    def _faults(self, measure: str) -> dict[int, Fault]:
        states = self.measures[measure].states
        sure = np.isin(states, (NumberState.NUMBER, NumberState.BLANK))
        if measure == "published_place":
            sure &= (states == NumberState.BLANK) | are_places(self.measures[measure].values)
        doubtful = np.flatnonzero(~sure)
        cells = self.cells(measure)
        found = {
            row: fault
            for row in doubtful.tolist()
            if (fault := cell_fault(cells[row], NumberState(states[row]), measure))
        }
        broken = self.broken[measure].items()
        return found | {row: broken_fault(reason) for row, reason in broken}

    def given(self, measure: str) -> Flags:
        """Return the rows in which a measure has a figure or says 未报."""
        found = np.isin(self.measures[measure].states, GIVEN)
        found[list(self.faults[measure])] = False
        return found

    def usable(self, measure: str) -> Flags:
        """Return the rows from which a figure can be taken."""
        return self.known & self.factors[measure].found & self.given(measure)

    @cached_property
    def filled(self) -> Flags:
        """Rows in which something stands in a column of figures."""
        filled = np.zeros(self.height, dtype=bool)
        for measure, column in self.measures.items():
            filled |= column.states != NumberState.BLANK
            filled[list(self.broken[measure])] = True
        return filled

    @cached_property
    def factors(self) -> dict[str, Resolved]:
        """By measure, by what its figures are multiplied, as decimal text."""
        units = self.head.units
        return {
            measure: self.resolve(
                self.words.factor_in(measure, units[measure]), "indicator", "unit"
            )
            for measure in self.measures
        }
