"""A bulletin's tables as an Excel workbook: numbers as numbers, texts as texts."""

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from mechanisms.bulletin_content import Content, ContentCell, ContentColumn, ContentTable
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.table_heads import has_two_levels, spans, text_width

HEAD_ROW = 3
LEAST_WIDTH = 9.0


def bulletin_workbook(content: Content) -> bytes:
    """Return the tables of a bulletin as an xlsx file, a sheet each.

    Equal contents give equal bytes. A document without tables (a withdrawal) gives one sheet
    with its text.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(content.as_of)
        book.set_properties({"title": content.printed_title, "author": "工况", "created": created})
        mark = f"（{content.kind_label}）" if content.simulated else ""
        for number, table in enumerate(content.tables, start=1):
            order = str(number) if len(content.tables) > 1 else ""
            _write_table(book, f"附表{order}{mark}", content, table)
        if not content.tables:
            _write_text(book, f"正文{mark}", content)
    return made.getvalue()


def _write_text(book: Workbook, name: str, content: Content) -> None:
    sheet = begin_sheet(book, name, content.printed_title, content.provenance)
    for row, text in enumerate(content.paragraphs, start=HEAD_ROW):
        sheet.write_string(row, 0, text, styled(book))


def _write_table(book: Workbook, name: str, content: Content, table: ContentTable) -> None:
    sheet = begin_sheet(book, name, table.title, content.provenance)
    first_row = HEAD_ROW + 1 + has_two_levels(table.columns)
    sheet.freeze_panes(first_row, 1)
    sheet.repeat_rows(HEAD_ROW, first_row - 1)
    _set_widths(sheet, table)
    _write_heads(book, sheet, table.columns)
    _write_rows(book, sheet, table, first_row)
    write_notes(book, sheet, first_row + len(table.rows) + 1, list(content.notes))


def _set_widths(sheet: Worksheet, table: ContentTable) -> None:
    for place, column in enumerate(table.columns):
        texts = [column.unit, *(row.cells[place].text for row in table.rows)]
        longest = max(text_width(text) for text in texts)
        sheet.set_column(place, place, max(LEAST_WIDTH, 2 * longest + 2))


def _write_heads(book: Workbook, sheet: Worksheet, columns: Sequence[ContentColumn]) -> None:
    style = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
    upper, lower = styled(book, **style, top=2, bottom=1), styled(book, **style, bottom=1)
    alone = styled(book, **style, top=2, bottom=1)
    if not has_two_levels(columns):
        for place, column in enumerate(columns):
            sheet.write_string(HEAD_ROW, place, _head(column), alone)
        return
    for span in spans(columns):
        if span.text:
            _write_upper(sheet, span.first, span.count, span.text, upper)
        else:
            head = _head(columns[span.first])
            _merge(sheet, (HEAD_ROW, span.first, HEAD_ROW + 1, span.first), head, alone)
    for place, column in enumerate(columns):
        if column.group:
            sheet.write_string(HEAD_ROW + 1, place, _head(column), lower)


def _write_upper(sheet: Worksheet, first: int, count: int, text: str, style: Format) -> None:
    if count == 1:
        sheet.write_string(HEAD_ROW, first, text, style)
    else:
        _merge(sheet, (HEAD_ROW, first, HEAD_ROW, first + count - 1), text, style)


def _merge(sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: Format) -> None:
    """Merge an area and write its text as text: merging by itself would read a formula."""
    sheet.merge_range(*area, "", style)
    sheet.write_string(area[0], area[1], text, style)


def _head(column: ContentColumn) -> str:
    return f"{column.head}（{column.unit}）" if column.unit else column.head


def _write_rows(book: Workbook, sheet: Worksheet, table: ContentTable, first_row: int) -> None:
    for bold in (True, False):
        formats = [_formats(book, column, bold=bold) for column in table.columns]
        for line, row in enumerate(table.rows, start=first_row):
            if row.whole == bold:
                for place, cell in enumerate(row.cells):
                    _write_cell(sheet, line, place, cell, formats[place])


def _formats(book: Workbook, column: ContentColumn, *, bold: bool) -> Format:
    align = "left" if column.kind == "text" else "right"
    code = number_format(column.kind, column.decimals)
    return styled(book, bold=bold, align=align, num_format=code)


def _write_cell(sheet: Worksheet, line: int, place: int, cell: ContentCell, style: Format) -> None:
    if cell.number is not None:
        sheet.write_number(line, place, float(cell.number), style)
    elif cell.text:
        sheet.write_string(line, place, cell.text, style)
