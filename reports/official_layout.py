"""Pages of an official document (GB/T 9704-2012): paper, margins, page numbers, marks.

A landscape page is the upright one turned: its head lies on the binding side, and the page
number stays where it is on every other sheet, at the outer edge that was the foot.
"""

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer, _Header
from docx.shared import Length, Mm, Pt

from reports.official_styles import HEADER_TYPE, LINE_PITCH, PAGE_NUMBER_TYPE

SHORT_SIDE, LONG_SIDE = Mm(210), Mm(297)
TOP, RIGHT, BOTTOM, LEFT = Mm(37), Mm(26), Mm(35), Mm(28)
UPRIGHT_WIDTH, LANDSCAPE_WIDTH = Mm(156), Mm(225)
"""Width of the text; of an upright page also the height of the text on a landscape one."""
HEAD = Mm(15)
"""From the edge of the paper to the head."""
UNDER_TEXT = Mm(7)
"""From the text to the middle of the page number's dashes."""
ONE_CHARACTER = 280
"""Twentieths of a point: a character of the page number (14 pt)."""
_NUMBER_HEIGHT = Pt(PAGE_NUMBER_TYPE.pitch)
_TURNED_NUMBER = (
    "<w:tbl {own}><w:tblPr><w:tblpPr w:leftFromText='0' w:rightFromText='0' "
    "w:vertAnchor='page' w:horzAnchor='page' w:tblpX='{x}' w:tblpY='{y}'/>"
    "<w:tblOverlap w:val='never'/><w:tblW w:w='{width}' w:type='dxa'/>"
    "<w:tblLayout w:type='fixed'/><w:tblCellMar><w:left w:w='0' w:type='dxa'/>"
    "<w:right w:w='0' w:type='dxa'/></w:tblCellMar></w:tblPr>"
    "<w:tblGrid><w:gridCol w:w='{width}'/></w:tblGrid>"
    "<w:tr><w:trPr><w:trHeight w:val='{height}' w:hRule='exact'/></w:trPr>"
    "<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/><w:textDirection w:val='tbRl'/></w:tcPr>"
    "{paragraph}</w:tc></w:tr></w:tbl>"
)


def first_section(document: Document, mark: str) -> None:
    """Lay out the first section upright; `mark` stands in the head of every page."""
    section = document.sections[0]
    _set_paper(section, turned=False)
    _set_heads(section, mark)
    _set_upright_numbers(section)


def next_section(document: Document, mark: str, *, turned: bool) -> None:
    """Begin a new page, upright or turned."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_paper(section, turned=turned)
    heads = (section.header, section.even_page_header)
    for each in (*heads, section.footer, section.even_page_footer):
        each.is_linked_to_previous = False
    _set_heads(section, mark)
    if turned:
        _set_turned_numbers(section)
    else:
        _set_upright_numbers(section)


def _set_paper(section: Section, *, turned: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    wide, high = (LONG_SIDE, SHORT_SIDE) if turned else (SHORT_SIDE, LONG_SIDE)
    section.page_width, section.page_height = wide, high
    edges = (LEFT, TOP, RIGHT, BOTTOM) if turned else (TOP, RIGHT, BOTTOM, LEFT)
    section.top_margin, section.right_margin = edges[0], edges[1]
    section.bottom_margin, section.left_margin = edges[2], edges[3]
    section.header_distance = HEAD
    below = Length(UNDER_TEXT + _NUMBER_HEIGHT // 2)
    section.footer_distance = Mm(10) if turned else Length(BOTTOM - below)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    pitch = round(LINE_PITCH * 20)
    section._sectPr.append(
        parse_xml(f"<w:docGrid {nsdecls('w')} w:type='default' w:linePitch='{pitch}'/>")
    )


def _set_heads(section: Section, mark: str) -> None:
    for head in (section.header, section.even_page_header):
        paragraph = head.paragraphs[0]
        paragraph.style = HEADER_TYPE.name
        paragraph.text = mark


def _set_upright_numbers(section: Section) -> None:
    _set_number(section.footer, "right")
    _set_number(section.even_page_footer, "left")


def _set_number(footer: _Footer, side: str) -> None:
    old = footer.paragraphs[0]._p
    old.getparent().replace(old, parse_xml(_number_paragraph(side)))


def _number_paragraph(side: str) -> str:
    """Return — 1 — at one side, a character away from the edge of the text."""
    field = "<w:fldSimple w:instr=' PAGE '><w:r><w:t>1</w:t></w:r></w:fldSimple>"
    return (
        f"<w:p {nsdecls('w')}><w:pPr><w:pStyle w:val='{PAGE_NUMBER_TYPE.name}'/>"
        f"<w:ind w:{side}Chars='100' w:{side}='{ONE_CHARACTER}'/><w:jc w:val='{side}'/></w:pPr>"
        f"<w:r><w:t xml:space='preserve'>— </w:t></w:r>{field}"
        "<w:r><w:t xml:space='preserve'> —</w:t></w:r></w:p>"
    )


def _set_turned_numbers(section: Section) -> None:
    """Anchor the numbers in the head: LibreOffice misplaces what a foot of an even page holds."""
    _set_turned_number(section.header, "right", 1)
    _set_turned_number(section.even_page_header, "left", 2)


def _set_turned_number(head: _Header, side: str, number: int) -> None:
    """Set the page number beside the text, to be read like those of the upright pages."""
    table = _TURNED_NUMBER.format(
        own=nsdecls("w"),
        x=Length(BOTTOM - UNDER_TEXT - _NUMBER_HEIGHT // 2).twips,
        y=LEFT.twips,
        width=_NUMBER_HEIGHT.twips,
        height=UPRIGHT_WIDTH.twips,
        paragraph=_number_paragraph(side),
    )
    head.paragraphs[0]._p.addprevious(parse_xml(table))
