"""Charts in an official document: caption, picture as wide as the text, what to know beside it."""

import io

from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from mechanisms.content_charts import ContentChart
from reports.chart_pictures import picture
from reports.official_layout import UPRIGHT_WIDTH
from reports.official_styles import CAPTION_TYPE, NOTE_TYPE
from reports.printable import printable

NO_PICTURE = "此图没有数字可画，或制作文件的机器没有中文字体；数据见 Excel 附表"


def caption_of(chart: ContentChart, number: int) -> str:
    """Return what stands above a chart: its number, title and unit."""
    return f"图{number}　{chart.title}（{chart.unit}）"


def notes_of(chart: ContentChart, *, drawn: bool) -> str:
    """Return what stands below a chart; empty where nothing."""
    return "；".join(text for text in (chart.note, "" if drawn else NO_PICTURE) if text)


def add_chart(document: Document, chart: ContentChart, number: int) -> None:
    """Add a chart at the end of a document."""
    caption = document.add_paragraph(printable(caption_of(chart, number)), CAPTION_TYPE.name)
    drawn = picture(chart)
    if drawn is not None:
        _add_picture(caption, drawn, f"{chart.title}（数据见 Excel 附表）")
    if note := notes_of(chart, drawn=drawn is not None):
        document.add_paragraph(printable(f"注：{note}。"), NOTE_TYPE.name)


def _add_picture(caption: Paragraph, drawn: bytes, told: str) -> None:
    """Add a picture below its caption, in one paragraph that no page parts."""
    caption.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    caption.paragraph_format.keep_together = True
    run = caption.add_run()
    run.add_break()
    made = run.add_picture(io.BytesIO(drawn), width=UPRIGHT_WIDTH)
    made._inline.find(qn("wp:docPr")).set("descr", printable(told))
