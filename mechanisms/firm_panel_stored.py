"""Months of firms beside what is stored of them, and beside their own months before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import datasets, panel, panel_columns
from data.intake_rules import intake_rules
from data.store import Question
from mechanisms.firm_taken import MOST_CHANGES, change_table
from metrics.periods import Period
from metrics.plausibility import usual
from metrics.wording import figure

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
_LOOKS_BACK = ("firm_unit_slip", "firm_jump", "firm_to_zero")
_AS_GOOD_AS_EQUAL = 1e-12
"""Ratio below which two figures are one: what a conversion of units leaves."""


@dataclass(frozen=True, eq=False)
class FirmMonths:
    """Rows of a file as arrays: line, firm, month, and figures in the order of the panel.

    Attributes
    ----------
    holds
        By column of the panel whether the file holds it: of others it says nothing, and what is
        stored of them stays.
    """

    lines: Numbers
    firms: Numbers
    months: npt.NDArray[np.object_]
    figures: Floats
    holds: Flags


@dataclass(frozen=True, eq=False)
class BesideStored:
    """Rows of a file with what is known of the same firms.

    Attributes
    ----------
    old, published
        The stored figures of the same month, and the day on which each was said; NaN for 未报,
        NaT where nobody said anything.
    before, usual
        The figures of the month before, and the median of the months before: of the file where
        it has them, else as stored.
    absent
        By month, the firms of which any column of the file had a figure in the month before and
        none is said now, neither by the file nor as stored, and how many had one.
    """

    rows: FirmMonths
    old: Floats
    published: npt.NDArray[np.datetime64]
    before: Floats
    usual: Floats
    published_at: date
    absent: dict[str, tuple[Numbers, int]] = field(default_factory=dict)

    @property
    def later(self) -> Flags:
        """Columns of the file of which a later published file says what counts."""
        flags: Flags = self.rows.holds & (self.published > np.datetime64(self.published_at))
        return flags

    @property
    def lost(self) -> Flags:
        """Figures that are stored and are 未报 in a column that the file holds."""
        return self.rows.holds & ~np.isnan(self.old) & np.isnan(self.rows.figures)

    @property
    def together(self) -> Floats:
        """The figures of the file, and of the columns that it does not hold those stored."""
        figures: Floats = np.where(self.rows.holds, self.rows.figures, self.old)
        return figures

    @property
    def revised(self) -> Flags:
        """Figures that are stored otherwise."""
        both = ~np.isnan(self.old) & ~np.isnan(self.rows.figures)
        flags: Flags = both & ~np.isclose(
            self.rows.figures, self.old, rtol=_AS_GOOD_AS_EQUAL, atol=0
        )
        return flags

    def effects(self) -> tuple[tuple[str, int], ...]:
        """Return how many figures are new, changed, lost and as they were."""
        given, stored = ~np.isnan(self.rows.figures), ~np.isnan(self.old)
        revised, lost = int(self.revised.sum()), int(self.lost.sum())
        same = int((given & stored).sum()) - revised
        new = int((given & ~stored).sum())
        return (
            ("新增数字", new),
            ("改动数字", revised),
            ("变为未报的数字", lost),
            ("不变数字", same),
        )

    def changes(self, words: Callable[[int], str]) -> tuple[pd.DataFrame, int]:
        """Return the first changes of stored figures, revised ones first, and how many in all."""
        both = [np.nonzero(self.revised), np.nonzero(self.lost)]
        at, column = (np.concatenate(places) for places in zip(*both, strict=True))
        columns = [f"{each.name}（{each.unit}）" for each in panel_columns.columns().values()]
        listed = [
            (
                int(self.rows.lines[row]),
                words(int(row)),
                Period.parse(self.rows.months[row]).label,
                columns[place],
                _printed(float(self.old[row, place])),
                _printed(float(self.rows.figures[row, place])),
            )
            for row, place in zip(at[:MOST_CHANGES], column[:MOST_CHANGES], strict=True)
        ]
        return change_table(listed), len(at)


def _printed(value: float) -> str:
    """Print a stored figure with the digits that it has; figure() says 未报 of a missing one."""
    return figure(value, 0 if value.is_integer() else None, thousands=True)


def beside_stored(question: Question, rows: FirmMonths, published_at: date) -> BesideStored:
    """Put beside the rows of a file what is known of their firms; one month after the other."""
    today = datasets.dataset(question.dataset).today
    asked = replace(question, as_of=max(today, published_at), scope=None)
    known = _Known(asked, rows)
    shape = rows.figures.shape
    found = BesideStored(
        rows=rows,
        old=np.full(shape, np.nan),
        published=np.full(shape, np.datetime64("NaT"), dtype="M8[D]"),
        before=np.full(shape, np.nan),
        usual=np.full(shape, np.nan),
        published_at=published_at,
    )
    for month in sorted({*rows.months}):
        _fill(found, known, month)
    return found


def _fill(found: BesideStored, known: "_Known", month: str) -> None:
    lines = np.flatnonzero(found.rows.months == month)
    firms = found.rows.firms[lines]
    stored = known.stored(month)
    at = stored.at(firms)
    found.old[lines] = stored.taken(at)
    found.published[lines] = stored.days(at)
    history = [known.either(each).of(firms) for each in known.before(month)]
    if history:
        found.before[lines] = history[0]
        found.usual[lines] = usual(np.stack(history))
    holds = found.rows.holds
    last = known.either(Period.parse(month).previous().code).reporting(holds)
    present = np.union1d(firms, stored.saying(holds))
    found.absent[month] = np.setdiff1d(last, present), len(last)


@dataclass(frozen=True, eq=False)
class _Month:
    """Firms of one month in rising order, with their figures.

    Attributes
    ----------
    published
        The day on which each figure was said; NaT where nobody did.
    """

    firms: Numbers
    figures: Floats
    published: npt.NDArray[np.datetime64]

    def reporting(self, columns: Flags) -> Numbers:
        """Return the firms that gave a figure of any of some columns."""
        numbers: Numbers = self.firms[(~np.isnan(self.figures[:, columns])).any(axis=1)]
        return numbers

    def saying(self, columns: Flags) -> Numbers:
        """Return the firms of which any of some columns was said, expressly 未报 too."""
        numbers: Numbers = self.firms[(~np.isnat(self.published[:, columns])).any(axis=1)]
        return numbers

    def at(self, firms: Numbers) -> npt.NDArray[np.intp]:
        """Return the places of some firms, −1 for those that are not here."""
        places: npt.NDArray[np.intp] = pd.Index(self.firms).get_indexer(pd.Index(firms))
        return places

    def taken(self, places: npt.NDArray[np.intp]) -> Floats:
        """Return the figures at places; NaN at −1."""
        missing = np.full((1, self.figures.shape[1]), np.nan)
        figures: Floats = np.concatenate([self.figures, missing])[places]
        return figures

    def days(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.datetime64]:
        """Return the days at places; NaT at −1."""
        unknown = np.full((1, self.figures.shape[1]), np.datetime64("NaT"), dtype="M8[D]")
        days: npt.NDArray[np.datetime64] = np.concatenate([self.published, unknown])[places]
        return days

    def of(self, firms: Numbers) -> Floats:
        """Return the figures of some firms, NaN for those that are not here."""
        return self.taken(self.at(firms))


class _Known:
    """Reads months of the panel once, and lays the file's rows over them."""

    def __init__(self, question: Question, rows: FirmMonths) -> None:
        self._question = question
        self._rows = rows
        self._stored = panel.months(question)
        self._read: dict[str, _Month] = {}

    def before(self, month: str) -> Sequence[str]:
        """Return the months before, the nearest first, as many as the rules look at."""
        rules = intake_rules().rules
        count = max(int(rules[key].number("months")) for key in _LOOKS_BACK)
        period, codes = Period.parse(month), []
        for _ in range(count):
            period = period.previous()
            codes.append(period.code)
        return codes

    def stored(self, month: str) -> _Month:
        """Return what is stored of a month."""
        if month not in self._read:
            self._read[month] = self._of_panel(month)
            for old in [code for code in self._read if code < min(self.before(month))]:
                del self._read[old]  # months come in rising order
        return self._read[month]

    def _of_panel(self, month: str) -> _Month:
        columns = [*panel_columns.columns()]
        if month not in self._stored:
            none = np.empty(0, dtype=np.int64)
            shape = (0, len(columns))
            return _Month(none, np.empty(shape), np.empty(shape, dtype="M8[D]"))
        found = panel.said(self._question, month)
        days = [found.days(key) for key in columns]
        return _Month(
            found.rows["firm"].to_numpy(np.int64),
            found.rows[columns].to_numpy(np.float64),
            np.column_stack(days),
        )

    def either(self, month: str) -> _Month:
        """Return a month as it would be: what the file holds first, then what is stored."""
        stored = self.stored(month)
        lines = np.flatnonzero(self._rows.months == month)
        if not len(lines):
            return stored
        own = self._rows.firms[lines]
        given = np.where(self._rows.holds, self._rows.figures[lines], stored.of(own))
        kept = ~np.isin(stored.firms, own)
        firms = np.concatenate([own, stored.firms[kept]])
        values = np.concatenate([given, stored.figures[kept]])
        order = np.argsort(firms, kind="stable")
        unknown = np.full(values.shape, np.datetime64("NaT"), dtype="M8[D]")
        return _Month(firms[order], values[order], unknown)
