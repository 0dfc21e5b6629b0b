"""Tables as sheets of a workbook: the same cells as on the screen, figures as numbers."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from data.datasets import Dataset
from data.store import Question
from mechanisms.linked_tables import Cell, Column, Table
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.table_heads import text_width

HEAD_ROW = 4
LEAST_WIDTH, MOST_WIDTH = 9.0, 46.0
LONGEST_SHEET = 31


@dataclass(frozen=True)
class Cover:
    """What every sheet of a workbook says.

    Attributes
    ----------
    subject
        What the workbook is about (稳岗用工).
    origin
        Day, version, source and kind, see `origin_words`.
    """

    dataset: Dataset
    subject: str
    as_of: date
    origin: str
    notes: tuple[str, ...]


def origin_words(
    question: Question,
    dataset: Dataset,
    published_at: date | None,
    sources: Sequence[str],
    *,
    assumed: bool,
    nothing: str = "尚无数据",
) -> str:
    """Say day, version, source and kind, as every file does; `nothing` where there is no day."""
    published = f"数据截至{published_at}" if published_at else nothing
    mark = "（推定）" if assumed else ""
    return (
        f"{published}{mark}　数据时点{question.as_of}　第{question.vintage}版　"
        f"来源：{'、'.join(sources[:1]) or dataset.source}　性质：{dataset.kind_label}"
    )


def tables_workbook(
    cover: Cover, tables: Iterable[Table], beside: Iterable[tuple[Cover, Table]] = ()
) -> bytes:
    """Return tables as an xlsx file, a sheet each; simulated figures say so in title and name.

    `beside` are tables of another origin or kind, each under its own cover.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(cover.as_of.isoformat())
        title = f"{cover.dataset.name}{cover.subject}"
        book.set_properties({"title": title, "author": "工况", "created": created})
        for table in tables:
            _write(book, cover, table)
        for own, table in beside:
            _write(book, own, table)
    return made.getvalue()


def _write(book: Workbook, cover: Cover, table: Table) -> None:
    mark = "（模拟）" if cover.dataset.kind == "simulated" else ""
    name = table.name[: LONGEST_SHEET - len(mark)] + mark
    place = cover.dataset.name
    title = table.title if table.title.startswith(place) else f"{place}　{table.title}"
    sheet = begin_sheet(book, name, title + mark, cover.origin)
    sheet.write_string(2, 0, table.nothing or table.reading, styled(book, font_color="#46525F"))
    head = styled(book, bold=True, top=2, bottom=1, align="center", text_wrap=True)
    for at, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROW, at, column.head, head)
        _write_column(sheet, at, column, [row[at] for row in table.rows], _format(book, column))
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    write_notes(book, sheet, HEAD_ROW + len(table.rows) + 2, list(cover.notes))


def _format(book: Workbook, column: Column) -> Format:
    align = "left" if column.kind == "text" else "right"
    return styled(book, align=align, num_format=number_format(column.kind, column.decimals))


def _write_column(
    sheet: Worksheet, at: int, column: Column, cells: Sequence[Cell], style: Format
) -> None:
    """Write the cells of a column, figures as numbers, and make it as wide as they need."""
    for line, cell in enumerate(cells, start=HEAD_ROW + 1):
        if cell.number is not None and column.kind != "text":
            sheet.write_number(line, at, float(cell.number), style)
        else:
            sheet.write_string(line, at, cell.text, style)
    longest = max([text_width(column.head), *(text_width(cell.text) for cell in cells)])
    sheet.set_column(at, at, min(max(LEAST_WIDTH, 2 * longest + 2), MOST_WIDTH))
