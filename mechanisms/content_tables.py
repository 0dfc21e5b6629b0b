"""Tables of a screen as tables of a record, cell for cell as printed."""

from mechanisms.bulletin_content import ContentCell, ContentColumn, ContentRow, ContentTable
from mechanisms.linked_tables import Cell, Column, Table
from metrics.wording import join_names


def content_table(table: Table, *, wide: bool = False) -> ContentTable:
    """Return a table as records keep it.

    Parameters
    ----------
    wide
        Whether it needs a page on its side.
    """
    return ContentTable(
        table.title,
        tuple(_column(column) for column in table.columns),
        tuple(_row(row) for row in table.rows),
        wide=wide,
    )


def _column(column: Column) -> ContentColumn:
    return ContentColumn("", column.head, "", column.kind, column.decimals)


def _row(row: tuple[Cell, ...]) -> ContentRow:
    name = join_names(cell.text for cell in row[:2])
    return ContentRow(name, tuple(_cell(cell) for cell in row), whole=False, listed=False)


def _cell(cell: Cell) -> ContentCell:
    return ContentCell(cell.text, None if cell.number is None else str(cell.number))
