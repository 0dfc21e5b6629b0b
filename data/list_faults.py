"""What is wrong in the rows of a long list; one fault of many rows is said once."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from data.cell_faults import Fault, broken_fault
from data.list_keys import Flags, Resolved
from data.list_rows import ListRows
from data.list_words import ELSEWHERE, IGNORED
from data.readings import Misread, cell_name
from data.table_columns import IN_UNITS
from data.table_layout import cell_text
from metrics.number_text import NumberState

_BLANK = Fault("blank_unit", "没有数字，而同期其他单位有")


def list_misreads(rows: ListRows) -> Iterator[Misread]:
    """Yield all that is wrong in the rows of a list."""
    for key, resolved in rows.about.items():
        yield from _unresolved(rows, _column_of(rows, key), resolved, rows.filled)
    for measure, resolved in rows.factors.items():
        used = rows.known & rows.given(measure)
        has_units = measure in IN_UNITS and "unit" in rows.head.places
        yield from _unresolved(rows, "unit" if has_units else measure, resolved, used)
        yield from _wrong_cells(rows, measure)
        yield from _converted(rows, measure)
        yield from _blank_cells(rows, measure)
    yield from _broken_words(rows)
    yield from _merged(rows)


def _column_of(rows: ListRows, key: str) -> str:
    """Return the column that is named for a key: the one of names, else the one of codes."""
    return key if key in rows.head.places else f"{key}_code"


def _misread(rows: ListRows, key: str, row: int, fault: Fault, count: int = 1) -> Misread:
    place = rows.head.places[key]
    found = cell_text(rows.sheet.rows[rows.first + row][place]).strip()
    further = f"（另有{count - 1}行相同）" if count > 1 else ""
    cell = cell_name(rows.first + row + 1, place + 1)
    return Misread(fault.check, rows.sheet.name, cell, found, fault.text + further)


def _unresolved(rows: ListRows, key: str, resolved: Resolved, used: Flags) -> Iterator[Misread]:
    """Yield a misread for each different wrong text in the rows that are used."""
    wrong = np.flatnonzero(used & ~resolved.found)
    answers, first, counts = np.unique(resolved.index[wrong], return_index=True, return_counts=True)
    for answer, place, count in zip(answers, first, counts, strict=True):
        fault = resolved.answers[answer]
        if isinstance(fault, Fault) and fault not in (ELSEWHERE, IGNORED):
            yield _misread(rows, key, int(wrong[place]), fault, int(count))


def _wrong_cells(rows: ListRows, measure: str) -> Iterator[Misread]:
    """Yield a misread for each different text that is no figure."""
    cells = rows.cells(measure)
    alike: dict[tuple[Fault, str], list[int]] = defaultdict(list)
    for row, fault in rows.faults[measure].items():
        alike[fault, str(cells[row])].append(row)
    for (fault, _), places in alike.items():
        yield _misread(rows, measure, min(places), fault, len(places))


def _converted(rows: ListRows, measure: str) -> Iterator[Misread]:
    """Yield one note for all figures of a column that are written as text."""
    converted = rows.measures[measure].states == NumberState.CONVERTED
    places = np.flatnonzero(converted & rows.usable(measure))
    if len(places):
        first = int(places[0])
        value = rows.measures[measure].values[first]
        fault = Fault("digits_converted", f"按{value}读取")
        yield _misread(rows, measure, first, fault, len(places))


def _blank_cells(rows: ListRows, measure: str) -> Iterator[Misread]:
    """Yield a misread for each blank cell of a ranked unit where another one has a figure."""
    standing = rows.resolve(rows.words.standing, "indicator", "region_code", "region")
    due = rows.known & _among(standing, ["member", "whole"]) & _among(rows.about["industry"], [""])
    if measure == "published_place":
        due &= ~_among(standing, ["whole"])
    period = rows.about["period"].index  # an answer for each indicator and period
    in_use = np.isin(period, period[due & _among(standing, ["member"]) & rows.given(measure)])
    blank = rows.measures[measure].states == NumberState.BLANK
    blank[list(rows.faults[measure])] = False
    for row in np.flatnonzero(due & in_use & blank).tolist():
        yield _misread(rows, measure, row, _BLANK)


def _among(resolved: Resolved, wanted: list[str]) -> Flags:
    return np.array([each in wanted for each in resolved.answers], dtype=bool)[resolved.index]


def _broken_words(rows: ListRows) -> Iterator[Misread]:
    """Yield a misread for each cell of words that is an error or has no result."""
    for key, cells in rows.broken.items():
        if key not in rows.measures:
            for row, reason in cells.items():
                yield _misread(rows, key, row, broken_fault(reason))


def _merged(rows: ListRows) -> Iterator[Misread]:
    """Yield a misread for each merged area among the columns that are read."""
    keys = {place: key for key, place in rows.head.places.items()}
    for top, left, bottom, right in rows.sheet.merged:
        inside = [place for place in range(left, right + 1) if place in keys]
        if inside and bottom >= rows.first and top >= rows.first:
            name = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
            fault = Fault("merged_cells", f"{name}是合并单元格，分不清属于哪一格")
            yield _misread(rows, keys[inside[0]], top - rows.first, fault)
