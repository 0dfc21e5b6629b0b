"""A bulletin or record as one HTML file: for the phone, for mail, for paper; nothing is loaded."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.content_charts import ContentChart
from mechanisms.content_layout import attachments, sections
from reports.bulletin_page_style import STYLE
from reports.chart_pictures import picture
from reports.headings import parted
from reports.official_document import DRAFT, RECORD_DRAFT, RECORD_SIGNED
from reports.official_pictures import caption_of, notes_of
from reports.official_titles import title_lines
from reports.printable import printable
from reports.table_heads import begins_group, has_two_levels, spans

NOTHING_LOADED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def bulletin_page(content: Content) -> str:
    """Return a bulletin as a self-contained HTML page; all text is escaped."""
    title = _text(content.printed_title)
    body = "\n".join(_body(content))
    return _PAGE.format(policy=NOTHING_LOADED, title=title, style=STYLE, body=body)


def _text(text: str) -> str:
    return escape(printable(text))


def _body(content: Content) -> Iterator[str]:
    css = "kind simulated" if content.simulated else "kind"
    kind = f'<span class="{css}">{_text(content.kind_label)}</span>'
    yield f'<p class="draft">{_text(_mark(content))}{kind}</p>'
    lines = title_lines(printable(content.printed_title))
    yield f"<h1>{''.join(f'<span>{escape(line)}</span>' for line in lines)}</h1>"
    yield f'<p class="origin">{_text(content.provenance)}</p>'
    if content.recipients:
        yield f'<p class="to">{_text(content.recipients.rstrip("：:"))}：</p>'
    yield from _sections(content)
    for table in attachments(content):
        yield from _table(table)
    if content.notes:
        notes = "".join(f"<li>{_text(note)}。</li>" for note in content.notes)
        yield f'<section class="notes"><p>注：</p><ol>{notes}</ol></section>'


def _mark(content: Content) -> str:
    """Say what the page is: a draft on behalf, or a record and who signed it."""
    if not content.is_record:
        return DRAFT
    return f"{RECORD_SIGNED}　签发人：{content.signer}" if content.signer else RECORD_DRAFT


def _sections(content: Content) -> Iterator[str]:
    """Yield the sections, each with its charts and tables below its text."""
    number = 0
    for section in sections(content):
        yield from map(_paragraph, [*([section.heading] if section.heading else [])])
        yield from map(_paragraph, section.paragraphs)
        for table in section.leading:
            yield from _table(table)
        for chart in section.charts:
            number += 1
            yield _figure(chart, number)
        for table in section.tables:
            yield from _table(table)


def _figure(chart: ContentChart, number: int) -> str:
    """Return a chart with its picture inside the page."""
    drawn = picture(chart)
    image = ""
    if drawn is not None:
        data = b64encode(drawn).decode()
        image = f'<img alt="{_text(chart.title)}" src="data:image/png;base64,{data}">'
    note = notes_of(chart, drawn=drawn is not None)
    below = f'<p class="under">注：{_text(note)}。</p>' if note else ""
    caption = f"<figcaption>{_text(caption_of(chart, number))}</figcaption>"
    return f"<figure>{caption}{image}{below}</figure>"


def _paragraph(text: str) -> str:
    heading, rest = parted(text)
    if heading and not rest and not heading.startswith("（"):
        return f"<h2>{_text(heading)}</h2>"
    lead = f"<b>{_text(heading)}</b>" if heading else ""
    return f"<p>{lead}{_text(rest)}</p>"


def _table(table: ContentTable) -> Iterator[str]:
    """Yield a table in a box that scrolls sideways, its first column staying in sight."""
    css = "sheet wide" if table.wide else "sheet"
    yield f'<section class="{css}"><h2 class="caption">{_text(table.title)}</h2>'
    words = " words" if table.is_of_words else ""
    yield f'<div class="ybx" tabindex="0"><table class="yb{words}">'
    yield f"<thead>{''.join(_heads(table.columns))}</thead><tbody>"
    yield from (_row(table.columns, row) for row in table.rows)
    yield "</tbody></table></div></section>"


def _heads(columns: Sequence[ContentColumn]) -> Iterator[str]:
    if not has_two_levels(columns):
        yield f"<tr>{''.join(_head(columns, place) for place in range(len(columns)))}</tr>"
        return
    upper = [
        f'<th class="g" colspan="{span.count}" scope="colgroup">{_text(span.text)}</th>'
        if span.text
        else _head(columns, span.first, rows=2)
        for span in spans(columns)
    ]
    lower = [_head(columns, place) for place, column in enumerate(columns) if column.group]
    yield f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>"


def _head(columns: Sequence[ContentColumn], place: int, rows: int = 1) -> str:
    column = columns[place]
    unit = f"<br>{_text(column.unit)}" if column.unit else ""
    span = f' rowspan="{rows}"' if rows > 1 else ""
    return f'<th{_css(columns, place)}{span} scope="col">{_text(column.head)}{unit}</th>'


def _row(columns: Sequence[ContentColumn], row: ContentRow) -> str:
    cells = "".join(_cell(columns, place, cell) for place, cell in enumerate(row.cells))
    css = ' class="city"' if row.whole else ' class="none"' if row.listed else ""
    return f"<tr{css}>{cells}</tr>"


def _cell(columns: Sequence[ContentColumn], place: int, cell: ContentCell) -> str:
    css = _css(columns, place, _tone(columns[place], cell))
    if place == 0:
        return f'<th{css} scope="row">{_text(cell.text)}</th>'
    return f"<td{css}>{_text(cell.text)}</td>"


def _tone(column: ContentColumn, cell: ContentCell) -> str:
    """Return the class of a cell: colour only for what is negative, and for differences."""
    if cell.number is None:
        return "" if column.kind == "text" else "n"
    if cell.text.startswith(("−", "↓")):
        return "d"
    return "u" if cell.text.startswith(("+", "↑")) else ""


def _css(columns: Sequence[ContentColumn], place: int, tone: str = "") -> str:
    names = [
        "l" if columns[place].kind == "text" else tone,
        "stay" if place == 0 else "",
        "first" if begins_group(columns, place) else "",
    ]
    given = " ".join(name for name in names if name)
    return f' class="{given}"' if given else ""
