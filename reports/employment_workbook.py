"""The tables of lay-offs as an Excel workbook: one sheet a table, the same cells as on screen."""

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.workbook import Workbook

from mechanisms import employment_tables, employment_words
from mechanisms.employment import Employment
from mechanisms.linked_tables import Table
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.table_heads import text_width

HEAD_ROW = 4
LEAST_WIDTH, MOST_WIDTH = 9.0, 46.0
LONGEST_SHEET = 31


def employment_workbook(found: Employment) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(found.question.as_of.isoformat())
        title = f"{found.dataset.name}稳岗用工"
        book.set_properties({"title": title, "author": "工况", "created": created})
        for table in employment_tables.all_tables(found):
            _write(book, found, table)
    return made.getvalue()


def _write(book: Workbook, found: Employment, table: Table) -> None:
    simulated = found.dataset.kind == "simulated"
    name = f"{table.name}（模拟）" if simulated else table.name
    title = f"{found.dataset.name}　{table.title}"
    sheet = begin_sheet(book, name[:LONGEST_SHEET], title, provenance(found))
    sheet.write_string(2, 0, table.reading, styled(book, font_color="#46525F"))
    head = styled(book, bold=True, top=2, bottom=1, align="center", text_wrap=True)
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROW, place, column.head, head)
        style = styled(
            book,
            align="left" if column.kind == "text" else "right",
            num_format=number_format(column.kind, column.decimals),
        )
        for line, cells in enumerate(table.rows, start=HEAD_ROW + 1):
            cell = cells[place]
            if cell.number is not None and column.kind != "text":
                sheet.write_number(line, place, float(cell.number), style)
            else:
                sheet.write_string(line, place, cell.text, style)
        longest = max([text_width(column.head), *(text_width(r[place].text) for r in table.rows)])
        sheet.set_column(place, place, min(max(LEAST_WIDTH, 2 * longest + 2), MOST_WIDTH))
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    notes = list(employment_words.notes(found))
    write_notes(book, sheet, HEAD_ROW + len(table.rows) + 2, notes)


def provenance(found: Employment) -> str:
    """Say period, day, version, source, kind, formula and limit, as every file does."""
    published = f"数据截至{found.published_at}" if found.published_at else "尚无企业月报"
    mark = "（推定）" if found.assumed else ""
    sources = "、".join(found.sources[:1]) or found.dataset.source
    return (
        f"{found.facts.label}　{published}{mark}　数据时点{found.question.as_of}　"
        f"第{found.question.vintage}版　来源：{sources}　性质：{found.dataset.kind_label}　"
        f"口径：{found.method.name}　上限：{found.limit.name}"
    )
