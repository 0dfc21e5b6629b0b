"""Tables of an official document: two-level heads, hairlines, columns that fit the page."""

from collections.abc import Sequence
from itertools import pairwise

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Pt
from docx.table import Table, _Cell, _Row

from mechanisms.bulletin_content import ContentColumn, ContentRow, ContentTable
from reports.official_styles import HEI, SONG, fonts_of
from reports.printable import printable
from reports.table_heads import has_two_levels, spans, text_width

SIZES = (12.0, 10.5, 9.0, 7.5)
"""小四, 五号, 小五, 六号: the largest that fits the page is taken."""
PADDING = 3.0
"""Points at either side of a cell."""
READABLE, LONGEST_LINE = 10.5, 8.0
"""In a table of words, longer texts are broken rather than printed smaller than 五号."""
FEW_ROWS = 10
ROOMY, CLOSE = 1.6, 1.25
"""Height of a row in heights of its letters: of few rows, and of more."""
LONGEST_HEAD = 4
"""A head of more characters stands on two lines."""
DIGIT, BOLD_DIGIT = 0.6, 0.7
"""Width of a digit with room for fonts that stand in for the one named."""
HEAD_RULE, GROUP_RULE = 6, 4
"""Eighths of a point: below the heads, and below the name of a group."""
_CELL_ORDER = ("w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:noWrap", "w:vAlign")
_RULES = (
    "<w:tblBorders {}><w:top w:val='single' w:sz='12' w:space='0' w:color='000000'/>"
    "<w:bottom w:val='single' w:sz='12' w:space='0' w:color='000000'/>"
    "<w:insideH w:val='single' w:sz='2' w:space='0' w:color='7F7F7F'/></w:tblBorders>"
)


def add_table(
    document: Document, table: ContentTable, width: Length, *, largest: float = SIZES[0]
) -> None:
    """Add a table of the given width at the end of a document; `largest` bounds its letters."""
    size, widths = fitted(table, width.pt, largest)
    columns, levels = table.columns, 1 + has_two_levels(table.columns)
    made = document.add_table(levels + len(table.rows), len(columns))
    _set_frame(made, widths, roomy=table.is_of_words)
    _write_heads(made, columns, size)
    for row, line in zip(table.rows, made.rows[levels:], strict=True):
        _write_row(line, columns, row, size)
    for cell in made.rows[levels].cells if table.rows else ():
        _rule(cell, HEAD_RULE, "top")  # of the two rules that meet, LibreOffice draws this one
    height = size * (ROOMY if len(table.rows) <= FEW_ROWS else CLOSE)
    for place, line in enumerate(made.rows):
        _set_line(line, height, head=place < levels)
    _set_widths(made, widths)
    _merge_heads(made, columns)


def fitted(
    table: ContentTable, width: float, largest: float = SIZES[0]
) -> tuple[float, list[float]]:
    """Return the letter size in points and the widths of the columns, which fill the page."""
    needs = [_need(table, place) for place in range(len(table.columns))]
    _widen_for_heads(needs, table.columns)
    padding = 2 * PADDING * len(needs)
    lawful = [size for size in SIZES if size <= largest]
    if table.is_of_words:
        needs = _broken(table, needs, (width - padding) / min(READABLE, largest))
    size = next((s for s in lawful if sum(needs) * s + padding <= width), SIZES[-1])
    spare = (width - padding - sum(needs) * size) / len(needs)
    return size, [need * size + 2 * PADDING + spare for need in needs]


def _broken(table: ContentTable, needs: Sequence[float], room: float) -> list[float]:
    """Narrow columns of long texts, whose cells then take several lines, to the room there is.

    Parameters
    ----------
    room
        Width of all columns in letters of a readable size.
    """
    texts = [column.kind == "text" for column in table.columns]
    long = [is_text and need > LONGEST_LINE for is_text, need in zip(texts, needs, strict=True)]
    fixed = sum(need for need, each in zip(needs, long, strict=True) if not each)
    wanted = sum(need for need, each in zip(needs, long, strict=True) if each)
    share = min(1.0, max(room - fixed, LONGEST_LINE * sum(long)) / wanted) if wanted else 1.0
    return [
        max(need * share, LONGEST_LINE) if each else need
        for need, each in zip(needs, long, strict=True)
    ]


def _need(table: ContentTable, place: int) -> float:
    """Return the width of a column in letters; a long head may take two lines."""
    column = table.columns[place]
    cells = [
        text_width(row.cells[place].text, BOLD_DIGIT if row.whole else DIGIT) for row in table.rows
    ]
    head = text_width(column.head)
    shown = head if head <= LONGEST_HEAD else -(-head // 2)
    return max([shown, text_width(column.unit), *cells])


def _widen_for_heads(needs: list[float], columns: Sequence[ContentColumn]) -> None:
    """Widen the columns of a group whose upper head is longer than they are together."""
    for span in spans(columns):
        own = slice(span.first, span.first + span.count)
        lacking = text_width(span.text) - sum(needs[own])
        if lacking > 0:
            needs[own] = [need + lacking / span.count for need in needs[own]]


def _set_frame(made: Table, widths: Sequence[float], *, roomy: bool) -> None:
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    properties = made._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    total = round(sum(widths) * 20)
    own = nsdecls("w")
    edge = f"<w:{{}} w:w='{round(PADDING * 10)}' w:type='dxa'/>" if roomy else ""
    side = f"<w:{{}} w:w='{round(PADDING * 20)}' w:type='dxa'/>"
    made_of = (
        f"<w:tblW {own} w:w='{total}' w:type='dxa'/>",
        _RULES.format(own),
        f"<w:tblCellMar {own}>{edge.format('top')}{side.format('left')}"
        f"{edge.format('bottom')}{side.format('right')}</w:tblCellMar>",
    )
    order = ("w:tblStyle", "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblCellMar")
    for xml in made_of:
        properties.append(parse_xml(xml))
    known = {qn(tag): place for place, tag in enumerate(order)}
    for element in sorted(properties, key=lambda each: known.get(each.tag, len(known))):
        properties.append(element)


def _write_heads(made: Table, columns: Sequence[ContentColumn], size: float) -> None:
    lower = made.rows[int(has_two_levels(columns))]
    for column, cell in zip(columns, lower.cells, strict=True):
        align = "left" if column.kind == "text" else "right"
        text = f"{column.head}\n{column.unit}" if column.unit else column.head
        _write(cell, text, size, align, font=HEI)
        _rule(cell, HEAD_RULE)
    if has_two_levels(columns):
        upper = made.rows[0].cells
        for span in spans(columns):
            if span.text:
                _write(upper[span.first], span.text, size, "center", font=HEI)
                for cell in upper[span.first : span.first + span.count]:
                    _rule(cell, GROUP_RULE)


def _merge_heads(made: Table, columns: Sequence[ContentColumn]) -> None:
    """Merge the upper heads over their columns, and a head without one over both levels."""
    if not has_two_levels(columns):
        return
    upper, lower = made.rows[0].cells, made.rows[1].cells
    for span in spans(columns):
        if span.text and span.count > 1:
            upper[span.first].merge(upper[span.first + span.count - 1])
        elif not span.text:
            merged = upper[span.first].merge(lower[span.first])
            _drop_empty(merged)
            _rule(merged, HEAD_RULE)


def _drop_empty(cell: _Cell) -> None:
    """Drop the empty paragraphs that a merge leaves."""
    for paragraph in cell.paragraphs:
        if not paragraph.text and len(cell.paragraphs) > 1:
            cell._tc.remove(paragraph._p)


def _write_row(line: _Row, columns: Sequence[ContentColumn], row: ContentRow, size: float) -> None:
    for column, entry, cell in zip(columns, row.cells, line.cells, strict=True):
        align = "left" if column.kind == "text" else "right"
        _write(cell, entry.text, size, align, bold=row.whole)
        if entry.number is not None:
            _set(cell, f"<w:noWrap {nsdecls('w')}/>")


def _write(
    cell: _Cell, text: str, size: float, align: str, *, font: str = SONG, bold: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    properties = paragraph._p.get_or_add_pPr()
    pitch = round(size * 1.2 * 20)
    for xml in (
        f"<w:spacing {nsdecls('w')} w:line='{pitch}' w:lineRule='exact'/>",
        f"<w:jc {nsdecls('w')} w:val='{align}'/>",
    ):
        properties.append(parse_xml(xml))
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    run.font.bold = bold or None
    run._r.get_or_add_rPr().insert(0, fonts_of(font))


def _rule(cell: _Cell, eighths: int, side: str = "bottom") -> None:
    rule = f"<w:{side} w:val='single' w:sz='{eighths}' w:space='0' w:color='000000'/>"
    _set(cell, f"<w:tcBorders {nsdecls('w')}>{rule}</w:tcBorders>")


def _set(cell: _Cell, xml: str) -> None:
    """Set a property of a cell in the place that the schema gives it."""
    properties, made = cell._tc.get_or_add_tcPr(), parse_xml(xml)
    for old in properties.findall(made.tag):
        properties.remove(old)
    order = [qn(tag) for tag in _CELL_ORDER]
    after = order.index(made.tag)
    later = [each for each in properties if order.index(each.tag) > after]
    if later:
        later[0].addprevious(made)
    else:
        properties.append(made)


def _set_line(line: _Row, height: float, *, head: bool) -> None:
    """Keep a row on one page; head rows repeat on each."""
    properties = line._tr.get_or_add_trPr()
    twips, own = round(height * 20), nsdecls("w")
    properties.append(parse_xml(f"<w:cantSplit {own}/>"))
    properties.append(parse_xml(f"<w:trHeight {own} w:val='{twips}' w:hRule='atLeast'/>"))
    if head:
        properties.append(parse_xml(f"<w:tblHeader {own}/>"))
    for cell in line.cells:
        _set(cell, f"<w:vAlign {own} w:val='{'bottom' if head else 'center'}'/>")


def _set_widths(made: Table, widths: Sequence[float]) -> None:
    """Set whole twips whose sum is the width of the table."""
    edges = [round(sum(widths[:place]) * 20) for place in range(len(widths) + 1)]
    steps = [right - left for left, right in pairwise(edges)]
    for column, step in zip(made.columns, steps, strict=True):
        column.width = Length(step * 635)
    for line in made.rows:
        for cell, step in zip(line.cells, steps, strict=True):
            cell.width = Length(step * 635)
