"""The cells of a found table as figures: what is a number, what is missing, what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.cell_faults import GIVEN, broken_fault, cell_fault
from data.readings import Misread, cell_name
from data.table_columns import IN_UNITS, ValueColumn
from data.table_layout import Layout, Place, cell_text
from data.table_units import UnitRow
from metrics.number_text import NumberState, NumberText, read_number
from metrics.rounding import to_decimal

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class ReadCell:
    """A figure in the indicator's unit, NaN for 未报, and where it stands."""

    unit: UnitRow
    column: ValueColumn
    value: float


def is_filled(layout: Layout, row: int, places: Sequence[int]) -> bool:
    """Return whether anything is entered in a row, in the columns at `places`."""
    return any(
        (row, place) in layout.sheet.broken
        or read_number(layout.sheet.rows[row][place]).state != NumberState.BLANK
        for place in places
    )


def read_cells(
    layout: Layout, units: Sequence[UnitRow], columns: Sequence[ValueColumn]
) -> Iterator[ReadCell | Misread]:
    """Yield a figure or a misread for each cell that says something or should.

    A blank cell is a misread where its unit is missed and a competing one has a figure in the
    same column. Merged cells are not read: nobody can tell whose figure they hold.
    """
    merged = _merged_places(layout, columns)
    yield from (_merged_misread(layout, area) for area in dict.fromkeys(merged.values()))
    for column in columns:
        read = {unit: read_number(layout.sheet.rows[unit.row][column.place]) for unit in units}
        parts = [unit for unit in units if unit.is_missed and not unit.is_whole]
        is_used = any(read[unit].state in GIVEN for unit in parts)
        for unit in units:
            if (unit.row, column.place) not in merged:
                due = is_used and _is_due(unit, column)
                yield from _outcomes(layout, unit, column, read[unit], is_due=due)


def _is_due(unit: UnitRow, column: ValueColumn) -> bool:
    return unit.is_missed and not (unit.is_whole and column.measure == "published_place")


def _outcomes(
    layout: Layout, unit: UnitRow, column: ValueColumn, number: NumberText, *, is_due: bool
) -> Iterator[ReadCell | Misread]:
    """Yield what one cell gives: a figure or nothing, and a misread where there is cause."""
    place = (unit.row, column.place)
    reason = layout.sheet.broken.get(place)
    cell = layout.sheet.rows[unit.row][column.place]
    fault = broken_fault(reason) if reason else cell_fault(cell, number.state, column.measure)
    if fault:
        yield misread(layout, place, fault.check, fault.text)
    elif number.state != NumberState.BLANK:
        yield ReadCell(unit, column, _in_unit(number, column))
        if number.state == NumberState.CONVERTED:
            yield misread(layout, place, "digits_converted", f"按{number.value}读取")
    elif is_due:
        yield misread(layout, place, "blank_unit", "没有数字，而同列其他单位有")


def _in_unit(number: NumberText, column: ValueColumn) -> float:
    """Convert exactly: the printed decimal times the factor, then the nearest double."""
    value = to_decimal(number.value)
    if value is None:
        return float("nan")
    return float(value * column.factor) if column.measure in IN_UNITS else float(value)


def misread(layout: Layout, place: Place, check: str, text: str) -> Misread:
    """Return a misread of one cell of a table."""
    row, column = place
    found = cell_text(layout.sheet.rows[row][column]).strip()
    return Misread(check, layout.sheet.name, cell_name(row + 1, column + 1), found, text)


def _merged_places(layout: Layout, columns: Sequence[ValueColumn]) -> dict[Place, Area]:
    """Return the cells of names and figures that lie in merged areas, with their area."""
    places = {layout.column, *(column.place for column in columns)}
    return {
        (row, column): area
        for area in layout.sheet.merged
        for row in range(max(area[0], layout.top), min(area[2], layout.bottom) + 1)
        for column in places.intersection(range(area[1], area[3] + 1))
    }


def _merged_misread(layout: Layout, area: Area) -> Misread:
    top, left, bottom, right = area
    name = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
    return misread(layout, (top, left), "merged_cells", f"{name}是合并单元格，分不清属于哪一格")
