"""企业卡 as a Word document: one A4 page, the same result as the screen."""

from collections.abc import Iterator
from datetime import date

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from mechanisms import firm_card_sheet
from mechanisms.bulletin_content import (
    ColumnKind,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_sheet import Sheet
from mechanisms.linked_tables import Column, Table
from reports.official_styles import HEI, SONG, TITLE, fonts_of, prepare
from reports.official_tables import add_table
from reports.printable import printable
from reports.saved_documents import saved

WIDE, HIGH = Mm(210), Mm(297)
EDGE, TOP = Mm(18), Mm(14)
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 16.0, 9.5, 8.0
LARGEST_IN_TABLE = 9.0
PITCH = 1.35
"""Line height in heights of the letters."""


def sheet(card: FirmCard) -> bytes:
    """Return the card of a firm as a .docx file of one page; equal for equal cards."""
    found = firm_card_sheet.sheet(card)
    document = docx.Document()
    prepare(document)
    _set_paper(document)
    _write(document, found)
    return saved(document, found.title, found.provenance, date.fromisoformat(found.as_of))


def _set_paper(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = WIDE, HIGH
    section.left_margin = section.right_margin = EDGE
    section.top_margin = section.bottom_margin = TOP
    section.header_distance = section.footer_distance = Mm(6)


def _write(document: Document, found: Sheet) -> None:
    mark = f"（{found.kind_label}）" if found.simulated else ""
    title = _add(document, f"{found.title}{mark}", TITLE_SIZE, TITLE)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add(document, found.provenance, SMALL_SIZE).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add(document, found.identity, TEXT_SIZE)
    _add(document, found.headline, TEXT_SIZE + 1, HEI)
    for table in found.tables:
        _add(document, f"{table.title}（{table.reading}）", TEXT_SIZE, HEI, before=3)
        add_table(document, _content(table), Length(WIDE - 2 * EDGE), largest=LARGEST_IN_TABLE)
    for number, (head, text) in enumerate(found.lines):
        paragraph = _add(document, f"{head}　", TEXT_SIZE, HEI, before=0 if number else 3)
        _run(paragraph, text, TEXT_SIZE, SONG)
    notes = "；".join(found.notes)
    _add(document, f"注：{notes}。", SMALL_SIZE, before=2)


def _add(
    document: Document, text: str, size: float, font: str = SONG, *, before: float = 0
) -> Paragraph:
    paragraph = document.add_paragraph()
    made = paragraph.paragraph_format
    made.space_before, made.space_after = Pt(before), Pt(1)
    made.line_spacing = Pt(size * PITCH)
    _run(paragraph, text, size, font)
    return paragraph


def _run(paragraph: Paragraph, text: str, size: float, font: str) -> None:
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().insert(0, fonts_of(font))


def _content(table: Table) -> ContentTable:
    columns = tuple(
        ContentColumn("", column.head, "", _kind(column), 0) for column in table.columns
    )
    return ContentTable(table.title, columns, tuple(_rows(table)), wide=False)


def _kind(column: Column) -> ColumnKind:
    return "text" if column.kind == "text" else "figure"


def _rows(table: Table) -> Iterator[ContentRow]:
    for row in table.rows:
        cells = tuple(
            ContentCell(cell.text, None if cell.number is None else str(cell.number))
            for cell in row
        )
        yield ContentRow("", cells, whole=False, listed=False)
