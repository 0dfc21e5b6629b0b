"""A bulletin or record as a Word document in the layout of GB/T 9704-2012.

The software issues no official document: a bulletin stays a draft on behalf (代拟稿), its 发文字号
and 签发人 blank; there is no red head, no red line and no seal. A working record names who signed
it, since it is signed in the platform.
"""

from collections.abc import Sequence
from datetime import date

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from mechanisms.bulletin_content import Content, ContentTable
from mechanisms.content_layout import attachments, sections
from metrics.wording import date_text
from reports import official_layout as layout
from reports import official_titles as titles
from reports.headings import parted
from reports.official_pictures import add_chart
from reports.official_styles import (
    BODY_TYPE,
    CAPTION_TYPE,
    FLUSH_TYPE,
    HEI,
    KAI,
    MARK_TYPE,
    NOTE_TYPE,
    TITLE_TYPE,
    Type,
    chinese_marks,
    fonts_of,
    hang,
    prepare,
)
from reports.official_tables import add_table
from reports.printable import printable
from reports.saved_documents import saved

DRAFT = "代拟稿"
RECORD_DRAFT, RECORD_SIGNED = "代拟稿（未签发）", "内部工作记录"
BLANK_FIELDS = "发文字号：　　　　　　　　　　　签发人："
SIGNER, BLANK_SIGNER = "签发人：", "　　　　"
BLANK_DATE = "　　　　年　　月　　日"
FOUR_CHARACTERS = "　　　　"
SECTION_TABLE = 10.5
"""The largest letters of a table inside the text: 五号."""
LONGEST_KEPT = 280
"""Characters of a last paragraph that goes to the page of the date as a whole: ten lines."""
"""Characters that a property of a file holds; the document itself has all of them."""


def official_document(content: Content, *, issued_on: date | None = None) -> bytes:
    """Return a bulletin as a .docx file.

    Parameters
    ----------
    content
        What it says.
    issued_on
        The day of issue; without it the date stays blank.

    Returns
    -------
    bytes
        Equal for equal arguments: no clock goes into the file.
    """
    document = docx.Document()
    prepare(document)
    mark = content.kind_label if content.simulated else ""
    layout.first_section(document, mark)
    _write_front(document, content, is_draft=issued_on is None)
    _write_text(document, content)
    behind = attachments(content)
    attached = behind if any(table.wide for table in behind) else ()
    if not attached:
        _write_inline(document, content, behind)
    _write_list_of_attachments(document, attached)
    _write_date(document, issued_on, attached)
    _write_attachments(document, content, attached, mark)
    day = issued_on or date.fromisoformat(content.as_of)
    return saved(document, content.printed_title, content.provenance, day)


def _add(document: Document, text: str, type_: Type) -> Paragraph:
    paragraph = document.add_paragraph(style=type_.name)
    if text:
        _write(paragraph, printable(text))
    return paragraph


def _write(paragraph: Paragraph, text: str, font: str = "") -> Run:
    """Write a run; its dashes and quotation marks are Chinese ones, not Latin."""
    run = paragraph.add_run(text)
    run._r.get_or_add_rPr().insert(0, fonts_of(font) if font else chinese_marks())
    return run


def _write_front(document: Document, content: Content, *, is_draft: bool) -> None:
    if content.is_record:
        _add(document, RECORD_DRAFT if is_draft else RECORD_SIGNED, MARK_TYPE)
        _add(document, SIGNER + (content.signer or BLANK_SIGNER), FLUSH_TYPE)
    else:
        _add(document, DRAFT, MARK_TYPE)
        _add(document, BLANK_FIELDS, FLUSH_TYPE)
    _add(document, "", FLUSH_TYPE)
    _write_title(document, content.printed_title, content)
    _add(document, "", FLUSH_TYPE)
    if content.recipients:
        _add(document, content.recipients.rstrip("：:") + "：", FLUSH_TYPE)


def _write_title(
    document: Document, title: str, content: Content, most: float = titles.UPRIGHT
) -> None:
    """Write a title over as many lines as it needs; the mark of simulated data on its own."""
    mark = f"（{content.kind_label}）"
    bare = title.removesuffix(mark) if content.simulated else title
    lines = [*titles.title_lines(printable(bare), most), *([mark] if bare != title else [])]
    paragraph = _add(document, "", TITLE_TYPE)
    for place, line in enumerate(lines):
        run = _write(paragraph, line)
        if place < len(lines) - 1:
            run.add_break(WD_BREAK.LINE)


def _write_text(document: Document, content: Content) -> None:
    """Write the sections, each with its charts and tables below its text."""
    number = 0
    for section in sections(content):
        if section.heading:
            heading = _write_paragraph(document, section.heading)
            heading.paragraph_format.keep_with_next = content.is_record or None
        for text in section.paragraphs:
            _write_paragraph(document, text)
        for table in section.leading:
            _write_captioned(document, table)
        for chart in section.charts:
            number += 1
            add_chart(document, chart, number)
        for table in section.tables:
            _write_captioned(document, table)


def _write_paragraph(document: Document, text: str) -> Paragraph:
    paragraph = _add(document, "", BODY_TYPE)
    heading, rest = parted(printable(text))
    if heading:
        font = KAI if heading.startswith("（") else HEI
        _write(paragraph, heading, font)
    if rest:
        _write(paragraph, rest)
    return paragraph


def _write_captioned(document: Document, table: ContentTable) -> None:
    """Write a small table of a section."""
    caption = _add(document, table.title, CAPTION_TYPE)
    caption.paragraph_format.keep_with_next = True
    add_table(document, table, layout.UPRIGHT_WIDTH, largest=SECTION_TABLE)
    _add(document, "", NOTE_TYPE)


def _write_inline(document: Document, content: Content, tables: Sequence[ContentTable]) -> None:
    """Write narrow tables and the notes where the text ends."""
    for table in tables:
        _add(document, "", FLUSH_TYPE)
        caption = _add(document, table.title, MARK_TYPE)
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_table(document, table, layout.UPRIGHT_WIDTH)
    if tables or content.is_record:
        _write_notes(document, content)


def _write_list_of_attachments(document: Document, attached: Sequence[ContentTable]) -> None:
    """Name the attachments below the text, an empty line apart, without an end mark."""
    for number, table in enumerate(attached, start=1):
        if number == 1:
            _add(document, "", BODY_TYPE)
        lead = "附件：" if number == 1 else "　　　"
        order = f"{number}．" if len(attached) > 1 else ""
        paragraph = _add(document, f"{lead}{order}{table.title}", BODY_TYPE)
        hang(paragraph, characters=3 + bool(order))


def _write_date(
    document: Document, issued_on: date | None, attached: Sequence[ContentTable]
) -> None:
    """Write the day, or leave it blank; its page holds some of the text, not the list alone."""
    _add(document, "", FLUSH_TYPE)
    _add(document, "", FLUSH_TYPE)
    listed = 1 + len(attached) if attached else 0
    for paragraph in document.paragraphs[-3 - listed :]:
        # LibreOffice moves a kept paragraph as a whole, which a long one must not do.
        paragraph.paragraph_format.keep_with_next = len(paragraph.text) <= LONGEST_KEPT
    text = date_text(issued_on) if issued_on else BLANK_DATE
    paragraph = _add(document, text + FOUR_CHARACTERS, FLUSH_TYPE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_attachments(
    document: Document, content: Content, attached: Sequence[ContentTable], mark: str
) -> None:
    for number, table in enumerate(attached, start=1):
        layout.next_section(document, mark, turned=table.wide)
        _add(document, "附件" + (str(number) if len(attached) > 1 else ""), MARK_TYPE)
        if not table.wide:  # a turned page has no line to spare: its notes stay with the table
            _add(document, "", FLUSH_TYPE)
        most = titles.TURNED if table.wide else titles.UPRIGHT
        _write_title(document, table.title, content, most)
        width = layout.LANDSCAPE_WIDTH if table.wide else layout.UPRIGHT_WIDTH
        add_table(document, table, width)
    if attached:
        _write_notes(document, content)


def _write_notes(document: Document, content: Content) -> None:
    """Write the notes one behind the other, as a yearbook does, and the line of origin."""
    numbered = "".join(f"{place}．{text}。" for place, text in enumerate(content.notes, start=1))
    if numbered:
        _add(document, f"注：{numbered}", NOTE_TYPE)
    _add(document, content.provenance, NOTE_TYPE)
