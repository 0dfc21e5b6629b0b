"""Tables and charts of a bulletin or record as an Excel workbook: numbers as numbers."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.content_charts import ContentChart
from mechanisms.content_layout import attachments, sections
from metrics.wording import figure
from reports.chart_pictures import picture
from reports.official_pictures import caption_of
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.table_heads import has_two_levels, spans, text_width

HEAD_ROW = 3
LEAST_WIDTH, MOST_WIDTH = 9.0, 60.0
PICTURE = {"x_scale": 0.5, "y_scale": 0.5, "object_position": 3}


def bulletin_workbook(content: Content) -> bytes:
    """Return the tables of a bulletin or record as an xlsx file, a sheet each.

    A chart has a sheet of its own, its figures beside its picture. Equal contents give equal
    bytes. A document without tables (a withdrawal) gives one sheet with its text, and so does a
    record before everything else.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(content.as_of)
        book.set_properties({"title": content.printed_title, "author": "工况", "created": created})
        mark = f"（{content.kind_label}）" if content.simulated else ""
        tables = _tables(content)
        if not tables or content.is_record:
            _write_text(book, f"正文{mark}", content)
        for number, table in enumerate(tables, start=1):
            order = str(number) if len(tables) > 1 else ""
            _write_table(book, f"附表{order}{mark}", content, table)
        for number, chart in enumerate(drawn_charts(content), start=1):
            _write_chart(book, f"图{number}{mark}", content, chart, number)
    return made.getvalue()


def _tables(content: Content) -> tuple[ContentTable, ...]:
    """Return all tables, those of a record in the order of its sections."""
    inline = (
        table for section in sections(content) for table in (*section.leading, *section.tables)
    )
    return (*inline, *attachments(content))


def drawn_charts(content: Content) -> tuple[ContentChart, ...]:
    """Return the charts in the order in which documents number them."""
    return tuple(chart for section in sections(content) for chart in section.charts)


def _write_chart(
    book: Workbook, name: str, content: Content, chart: ContentChart, number: int
) -> None:
    """Write the figures of a chart, and beside them its picture."""
    table = _table_of(chart)
    title = caption_of(chart, number)
    sheet = _write_table(book, name, content, replace(table, title=title))
    drawn = picture(chart)
    if drawn is not None:
        place = len(table.columns) + 1
        options = {"image_data": io.BytesIO(drawn), "description": chart.title, **PICTURE}
        sheet.insert_image(HEAD_ROW, place, "chart.png", options)


def _table_of(chart: ContentChart) -> ContentTable:
    columns = (
        ContentColumn("", "期别" if chart.kind == "line" else "名称", "", "text", 0),
        *(
            ContentColumn("", each.name, chart.unit, "figure", chart.decimals)
            for each in chart.series
        ),
    )
    rows = tuple(
        ContentRow(
            name,
            (
                ContentCell(name, None),
                *(_value(each.values[place], chart.decimals) for each in chart.series),
            ),
            whole=False,
            listed=False,
        )
        for place, name in enumerate(chart.categories)
    )
    return ContentTable(chart.title, columns, rows, wide=False)


def _value(value: float | None, decimals: int) -> ContentCell:
    text = figure(value, decimals)
    return ContentCell(text, None if value is None else repr(value))


def _write_text(book: Workbook, name: str, content: Content) -> None:
    sheet = begin_sheet(book, name, content.printed_title, content.provenance)
    for row, text in enumerate(content.paragraphs, start=HEAD_ROW):
        sheet.write_string(row, 0, text, styled(book))


def _write_table(book: Workbook, name: str, content: Content, table: ContentTable) -> Worksheet:
    sheet = begin_sheet(book, name, table.title, content.provenance)
    first_row = HEAD_ROW + 1 + has_two_levels(table.columns)
    sheet.freeze_panes(first_row, 1)
    sheet.repeat_rows(HEAD_ROW, first_row - 1)
    _set_widths(sheet, table)
    _write_heads(book, sheet, table.columns)
    _write_rows(book, sheet, table, first_row)
    write_notes(book, sheet, first_row + len(table.rows) + 1, list(content.notes))
    return sheet


def _set_widths(sheet: Worksheet, table: ContentTable) -> None:
    for place, column in enumerate(table.columns):
        texts = [column.unit, *(row.cells[place].text for row in table.rows)]
        longest = max(text_width(text) for text in texts)
        sheet.set_column(place, place, min(MOST_WIDTH, max(LEAST_WIDTH, 2 * longest + 2)))


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
