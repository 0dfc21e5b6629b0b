"""Tables as sheets of a workbook: the same cells as on the screen, figures as numbers."""

from xlsxwriter.workbook import Workbook

from mechanisms.linked_tables import Table
from reports.safe_sheets import begin_sheet, number_format, styled, write_notes
from reports.table_heads import text_width

HEAD_ROW = 4
LEAST_WIDTH, MOST_WIDTH = 9.0, 46.0
LONGEST_SHEET = 31


def write_table(
    book: Workbook, table: Table, origin: str, notes: list[str], *, simulated: bool
) -> None:
    """Write a table to a sheet of its own; of simulated figures title and name say so."""
    mark = "（模拟）" if simulated else ""
    name = f"{table.name}"[: LONGEST_SHEET - len(mark)] + mark
    sheet = begin_sheet(book, name, table.title + mark, origin)
    sheet.write_string(2, 0, table.nothing or table.reading, styled(book, font_color="#46525F"))
    head = styled(book, bold=True, top=2, bottom=1, align="center", text_wrap=True)
    formats = [
        styled(
            book,
            align="left" if column.kind == "text" else "right",
            num_format=number_format(column.kind, column.decimals),
        )
        for column in table.columns
    ]
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROW, place, column.head, head)
    for line, cells in enumerate(table.rows, start=HEAD_ROW + 1):
        for place, cell in enumerate(cells):
            if cell.number is not None and table.columns[place].kind != "text":
                sheet.write_number(line, place, float(cell.number), formats[place])
            else:
                sheet.write_string(line, place, cell.text, formats[place])
    for place, column in enumerate(table.columns):
        longest = max([text_width(column.head), *(text_width(r[place].text) for r in table.rows)])
        sheet.set_column(place, place, min(max(LEAST_WIDTH, 2 * longest + 2), MOST_WIDTH))
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    write_notes(book, sheet, HEAD_ROW + len(table.rows) + 2, notes)
