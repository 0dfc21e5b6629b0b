"""A bulletin on the screen as the paper will show it: A4 wide, serif, the yearbook's tables."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby, islice

from mechanisms.bulletin_comparison import hand_written
from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from metrics.wording import MINUS

GAP_HEAD, GAP = '<th class="gap"></th>', '<td class="gap"></td>'
HEADING = re.compile(r"[一二三四五六七八九十]+、")
DRAFT = "代拟稿"
LONGEST_HEAD = 4


def paper(content: Content, *, is_draft: bool) -> str:
    """Return a bulletin as HTML; every text is escaped.

    Parameters
    ----------
    is_draft
        Whether 代拟稿 stands on top and paragraphs edited by hand are marked.
    """
    edited = hand_written(content) if is_draft else ()
    parts = [
        f'<p class="mark">{DRAFT}</p>' if is_draft else "",
        f"<h2>{escape(content.printed_title)}</h2>",
        f'<p class="to">{escape(content.recipients)}：</p>' if content.recipients else "",
        *(paragraph(text, place in edited) for place, text in enumerate(content.paragraphs)),
        *map(titled, content.tables),
        *foot(content),
    ]
    return f'<div class="paper">{"".join(parts)}</div>'


def paragraph(text: str, is_edited: bool) -> str:
    """Return a paragraph; a heading is set off, one edited by hand has a line beside."""
    css = " ".join([*(["head"] if HEADING.match(text) else []), *(["hand"] if is_edited else [])])
    attribute = f' class="{css}"' if css else ""
    return f"<p{attribute}>{escape(text)}</p>"


def titled(table: ContentTable) -> str:
    """Return a table with its title."""
    return f'<p class="table">{escape(table.title)}</p>{table_html(table)}'


def foot(content: Content) -> list[str]:
    """Return the notes and the line of origin."""
    notes = [f"{number}. {note}" for number, note in enumerate(content.notes, start=1)]
    return [f'<p class="note">{escape(text)}</p>' for text in (*notes, content.provenance)]


def table_html(table: ContentTable) -> str:
    """Return a table with its one or two heads; it scrolls inside its own box.

    The first column names the units; the others stand in their groups.
    """
    sizes = [len(list(found)) for _, found in groupby(table.columns[1:], key=lambda c: c.group)]
    rows = "".join(_row(row, table.columns, sizes) for row in table.rows)
    body = f"<thead>{_head(table.columns, sizes)}</thead><tbody>{rows}</tbody>"
    css = "yb words" if table.is_of_words else "yb"
    return f'<div class="ybx"><table class="{css}">{body}</table></div>'


def _head(columns: Sequence[ContentColumn], sizes: Sequence[int]) -> str:
    lower = _grouped(list(map(_column_head, columns[1:])), sizes, GAP_HEAD)
    unit = _head_text(columns[0])
    if not any(column.group for column in columns):
        return f'<tr><th class="l">{unit}</th>{lower}</tr>'
    names = [escape(name) for name, _ in groupby(column.group for column in columns[1:])]
    upper = GAP_HEAD.join(
        f'<th class="g" colspan="{size}">{name}</th>'
        for name, size in zip(names, sizes, strict=True)
    )
    return f'<tr><th class="l" rowspan="2">{unit}</th>{upper}</tr><tr>{lower}</tr>'


def _column_head(column: ContentColumn) -> str:
    side = ' style="text-align:left"' if column.kind == "text" else ""
    return f"<th{side}>{_head_text(column)}</th>"


def _head_text(column: ContentColumn) -> str:
    """Return head and unit, a long head on two lines."""
    short = len(column.head) <= LONGEST_HEAD
    heads = (column.head,) if short else (column.head[:3], column.head[3:])
    return "<br>".join(escape(text) for text in (*heads, column.unit) if text)


def _row(row: ContentRow, columns: Sequence[ContentColumn], sizes: Sequence[int]) -> str:
    cells = _grouped(list(map(_cell, row.cells[1:], columns[1:])), sizes, GAP)
    css = ' class="city"' if row.whole else ' class="none"' if row.listed else ""
    return f'<tr{css}><td class="l">{escape(row.cells[0].text)}</td>{cells}</tr>'


def _grouped(cells: Sequence[str], sizes: Sequence[int], gap: str) -> str:
    """Join cells, with a gap between groups."""
    rest = iter(cells)
    return gap.join("".join(islice(rest, size)) for size in sizes)


def _cell(cell: ContentCell, column: ContentColumn) -> str:
    fell = cell.text.startswith((MINUS, "↓"))
    css = ' class="d"' if fell else ' class="w"' if column.kind == "text" else ""
    return f"<td{css}>{escape(cell.text)}</td>"
