"""Reading one table of units or industries that was found on a sheet."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from data.catalogue import Indicator
from data.cell_faults import broken_fault
from data.reading_context import ReadingContext, Unread
from data.readings import FoundTable, Misread, TableStatus
from data.table_cells import ReadCell, is_filled, misread, read_cells
from data.table_columns import Columns, table_columns
from data.table_layout import MOST_ROWS, Layout, is_figure
from data.table_results import FigureRow, TableResult, in_file_order
from data.table_units import UnitRow, unit_rows
from metrics.periods import Period

MOST_REPEATS = 2
"""Rows per name from which a sheet is a list of something else, not one row a unit."""


def read_region_table(layout: Layout, context: ReadingContext) -> TableResult:
    """Read one found table.

    Returns
    -------
    TableResult
        One table: read, or only listed with the reason.
    """
    indicator = context.indicator_of(layout.title, layout.names)
    if not isinstance(indicator, Indicator):
        return TableResult((_unread_table(layout, indicator),))
    if _repeats_names(layout):
        reason = "同一名称出现多次，不是一行一个单位的表"
        return TableResult((_listed(layout, "unknown", reason, indicator),))
    others = {title for title, key in context.titles["regions"].items() if key != indicator.id}
    columns = table_columns(layout, indicator, context.years, frozenset(others))
    filled = {row for row in layout.body if is_filled(layout, row, columns.headed)}
    if not filled:
        return TableResult((_empty_table(layout, indicator, columns),))
    if not columns.read and not columns.misreads:
        reason = "没有认得的表头；" + "；".join(columns.left_out)
        return TableResult((_listed(layout, "unknown", reason, indicator),))
    return _read_table(layout, indicator, context, columns, filled)


def _listed(
    layout: Layout, status: TableStatus, reason: str, indicator: Indicator | None = None
) -> FoundTable:
    title = layout.title or layout.sheet.name
    key = indicator.id if indicator else ""
    return FoundTable(layout.sheet.name, layout.sheet.number, title, status, key, reason=reason)


def _unread_table(layout: Layout, why: Unread) -> FoundTable:
    if why == "ignored":
        return _listed(layout, "ignored", "已指定不读")
    kind = "分行业表" if layout.names == "industries" else "分地区表"
    reason = f"标题“{layout.title}”不是登记的{kind}标题，也没有指定过指标"
    if not layout.title:
        reason = "没有标题"
    return _listed(layout, "unknown", reason if _has_figures(layout) else f"{reason}；没有数字")


def _has_figures(layout: Layout) -> bool:
    rows = (layout.sheet.rows[row] for row in layout.body[:MOST_ROWS])
    return any(is_figure(cells[place]) for cells in rows for place in layout.value_columns)


def _repeats_names(layout: Layout) -> bool:
    names = [name for row in layout.body if (name := layout.name(row))]
    return len(names) > MOST_REPEATS * len(set(names))


def _empty_table(layout: Layout, indicator: Indicator, columns: Columns) -> FoundTable:
    period = _newest(column.period for column in columns.read)
    return replace(_listed(layout, "empty", "尚无数据", indicator), period=period)


def _newest(codes: Iterable[str]) -> str:
    return max(codes, key=Period.parse, default="")


def _read_table(
    layout: Layout,
    indicator: Indicator,
    context: ReadingContext,
    columns: Columns,
    filled: Container[int],
) -> TableResult:
    rows = list(unit_rows(layout, indicator, context, filled)) if columns.read else []
    units = [each for each in rows if isinstance(each, UnitRow)]
    cells = list(read_cells(layout, units, columns.read))
    figures = [each for each in cells if isinstance(each, ReadCell)]
    wrong = [each for each in (*rows, *cells) if isinstance(each, Misread)]
    wrong += _broken_names(layout, filled)
    table = replace(
        _listed(layout, "read", "" if figures else "没有能读出的数字，见审核结果", indicator),
        period=_newest({each.column.period for each in figures}),
        heads=tuple(column.head for column in columns.read),
        regions=len({each.unit.region for each in figures}),
    )
    return TableResult(
        tables=(table,),
        figures=tuple(_figure(layout, indicator, each) for each in figures),
        misreads=(*columns.misreads, *sorted(wrong, key=in_file_order)),
        left_out=columns.left_out,
    )


def _broken_names(layout: Layout, filled: Container[int]) -> Iterator[Misread]:
    """Yield a misread for each row of figures whose name is an error or no result."""
    for row in layout.body:
        place = (row, layout.column)
        if row in filled and place in layout.sheet.broken:
            fault = broken_fault(layout.sheet.broken[place])
            yield misread(layout, place, fault.check, fault.text)


def _figure(layout: Layout, indicator: Indicator, cell: ReadCell) -> FigureRow:
    unit, column, sheet = cell.unit, cell.column, layout.sheet.number
    about = (indicator.id, column.measure, unit.region, unit.industry, column.period)
    return (*about, cell.value, sheet, unit.row + 1, column.place + 1, 0)
