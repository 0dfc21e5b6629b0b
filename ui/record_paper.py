"""A working record on the screen as its documents will show it, pictures among them."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape

from mechanisms.bulletin_comparison import hand_written
from mechanisms.bulletin_content import Content
from mechanisms.content_charts import ContentChart
from mechanisms.content_layout import attachments, sections
from ui.bulletin_paper import foot, paragraph, titled

Picture = Callable[[ContentChart], bytes | None]
"""Draws a chart as PNG; None where it cannot be drawn."""
UNSIGNED = "代拟稿（未签发）"


def paper(content: Content, picture: Picture) -> str:
    """Return a record as HTML; every text is escaped.

    Of a draft, the mark stands on top and a line beside paragraphs edited by hand.
    """
    mark = f"签发人：{content.signer}" if content.signer else UNSIGNED
    parts = [
        f'<p class="mark">{escape(mark)}</p>',
        f"<h2>{escape(content.printed_title)}</h2>",
        *_sections(content, picture),
        *map(titled, attachments(content)),
        *foot(content),
    ]
    return f'<div class="paper">{"".join(parts)}</div>'


def _sections(content: Content, picture: Picture) -> Iterator[str]:
    edited = set()
    if not content.signer:
        edited = {content.paragraphs[place] for place in hand_written(content)}
    number = 0
    for section in sections(content):
        if section.heading:
            yield paragraph(section.heading, False)
        yield from (paragraph(text, text in edited) for text in section.paragraphs)
        yield from map(titled, section.leading)
        for chart in section.charts:
            number += 1
            yield _figure(chart, number, picture)
        yield from map(titled, section.tables)


def _figure(chart: ContentChart, number: int, picture: Picture) -> str:
    caption = f'<p class="table">图{number}　{escape(chart.title)}（{escape(chart.unit)}）</p>'
    drawn = picture(chart)
    image = '<p class="note">此图没有数字可画，或服务器没有中文字体；数据见 Excel 附表。</p>'
    if drawn is not None:
        data = b64encode(drawn).decode()
        image = f'<img alt="{escape(chart.title)}" src="data:image/png;base64,{data}">'
    note = f'<p class="note">注：{escape(chart.note)}。</p>' if chart.note else ""
    return f"{caption}{image}{note}"
