"""Documents of a working record: pictures with their figures, sections, who signed, equal bytes."""

import io
import re
import zipfile
from base64 import b64decode
from dataclasses import replace
from datetime import date

import docx
import pytest
from PIL import Image

from data.store import Question
from mechanisms.bulletin_content import (
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
    ContentTile,
)
from mechanisms.content_charts import ContentChart, ContentSeries
from mechanisms.record_content import Evidence, Section, written
from metrics.periods import Period
from reports import chart_pictures
from reports.bulletin_files import MAKERS
from reports.chart_pictures import picture
from reports.official_tables import fitted
from tests.reports.spreadsheets import Spreadsheet

DAY = date(2020, 10, 14)
LINE = ContentChart(
    "工业用电量",
    "万千瓦时",
    "line",
    ("第39周", "第40周", "第41周"),
    (ContentSeries("本年", (1.25, None, 3.0)), ContentSeries("上年", (1.0, 2.0, 2.5))),
    1,
    note="纵轴不从零起",
)
BARS = ContentChart(
    "各县区增速", "%", "bar", ("鹿城区", "龙湾区"), (ContentSeries("增速", (-1.4, None)),), 1
)
FALL = ContentChart(
    "拉动",
    "个百分点",
    "waterfall",
    ("甲", "乙", "合计"),
    (ContentSeries("拉动", (2.0, -0.5, 1.5)),),
    2,
)
WORDS = ContentTable(
    "说明",
    tuple(ContentColumn("", head, "", "text", 0) for head in ("事项", "原因")),
    (ContentRow("1", (ContentCell("走访", None), ContentCell("很长" * 60, None)), False, False),),
    wide=False,
)


@pytest.fixture(scope="module")
def record():
    evidence = Evidence(
        "温州市工业经济周研判",
        "2020年10月14日",
        ("周报",),
        (
            Section("本周变化", ("用电量3.0万千瓦时。",), (LINE, FALL), (WORDS,)),
            Section("重点区域", ("无。",), (BARS,)),
        ),
        (
            ContentTile("用电量", "3.0", "万千瓦时", "3.0", ("持平",)),
            ContentTile("停产", "未报", "家", None),
        ),
        ("现价",),
    )
    question = Question("wenzhou-2020", DAY, 5)
    made = written(question, "weekly", Period.parse("2020-W41"), evidence)
    return replace(made, paragraphs=(*made.paragraphs, "盯住鹿城区。"), signer="李四")


@pytest.fixture(scope="module")
def files(record):
    return {ending: make(record, DAY) for ending, make in MAKERS.items()}


def test_equal_records_give_equal_files(record, files):
    assert {ending: make(record, DAY) for ending, make in MAKERS.items()} == files


def test_pictures_show_the_figures_and_what_is_missing():
    for chart in (LINE, BARS, FALL):
        with Image.open(io.BytesIO(picture(chart))) as drawn:
            assert drawn.format == "PNG"
            assert drawn.width == 1228
    falling = replace(BARS, series=(ContentSeries("增速", (1.4, None)),))
    assert picture(falling) != picture(BARS)
    assert picture(replace(BARS, series=(ContentSeries("增速", (None, None)),))) is None


def test_many_bars_lie_and_the_picture_grows_with_them():
    names = tuple(f"县{n}" for n in range(40))
    many = replace(BARS, categories=names, series=(ContentSeries("增速", (1.0,) * 40),))
    with Image.open(io.BytesIO(picture(many))) as drawn:
        assert drawn.height > drawn.width


def test_the_font_of_pictures_has_chinese_letters():
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    name = chart_pictures.chinese_font()
    if not name:
        pytest.skip("没有中文字体：sudo apt-get install fonts-noto-cjk")
    found = font_manager.findfont(name, fallback_to_default=False)
    known = FT2Font(str(found), face_index=getattr(found, "face_index", 0)).get_charmap()
    assert {ord(letter) for letter in "工业用电量同比−亿"} <= set(known)


def test_without_a_chinese_font_documents_say_so_and_keep_the_figures(record, monkeypatch):
    monkeypatch.setattr(chart_pictures, "chinese_font", lambda: "")
    page = MAKERS["html"](record, DAY).decode()
    assert "<img" not in page
    assert page.count("没有中文字体；数据见 Excel 附表") == 3
    text = "".join(
        p.text for p in docx.Document(io.BytesIO(MAKERS["docx"](record, DAY))).paragraphs
    )
    assert text.count("没有中文字体；数据见 Excel 附表") == 3
    assert Spreadsheet(MAKERS["xlsx"](record, DAY)).rows(3)[3]["B"] == 1.25


def test_word_file_has_sections_pictures_and_the_signer(files):
    made = docx.Document(io.BytesIO(files["docx"]))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[:2] == ["内部工作记录", "签发人：李四"]
    order = [
        next(i for i, text in enumerate(texts) if text.startswith(part))
        for part in (
            "二、本周变化",
            "用电量3.0",
            "主要指标（模拟数据）",
            "图1　工业用电量（万千瓦时）",
            "图2　拉动（个百分点）",
            "说明",
            "三、重点区域",
            "图3　各县区增速（%）",
            "四、研判结论",
            "盯住鹿城区。",
            "注：1．现价。",
            "期别：2020年第41周",
            "2020年10月14日",
        )
    ]
    assert order == sorted(order)
    assert len(made.inline_shapes) == 3
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as parts:
        body = parts.read("word/document.xml").decode()
    assert body.count('descr="工业用电量（数据见 Excel 附表）"') == 1


def test_a_draft_says_that_nobody_signed_it(record):
    draft = replace(record, signer="")
    texts = [p.text for p in docx.Document(io.BytesIO(MAKERS["docx"](draft, None))).paragraphs]
    assert texts[:2] == ["代拟稿（未签发）", "签发人：　　　　"]
    assert "代拟稿（未签发）" in MAKERS["html"](draft, None).decode()


def test_page_is_one_file_with_its_pictures(files):
    page = files["html"].decode()
    images = re.findall(r'<img alt="([^"]*)" src="data:image/png;base64,([^"]+)">', page)
    assert [name for name, _ in images] == ["工业用电量", "拉动", "各县区增速"]
    assert b64decode(images[0][1]) == picture(LINE)
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "签发人：李四" in page


def test_annex_holds_the_figures_of_every_chart_and_all_tables(files):
    book = Spreadsheet(files["xlsx"])
    assert book.names == [
        "正文（模拟数据）",
        "附表1（模拟数据）",
        "附表2（模拟数据）",
        "图1（模拟数据）",
        "图2（模拟数据）",
        "图3（模拟数据）",
    ]
    assert book.rows(1)[3] == {"A": "用电量", "B": 3.0, "C": "万千瓦时", "D": "持平"}
    assert book.rows(1)[4] == {"A": "停产", "B": "未报", "C": "家"}
    assert book.rows(3)[2] == {"A": "期别", "B": "本年（万千瓦时）", "C": "上年（万千瓦时）"}
    assert book.rows(3)[3:6] == [
        {"A": "第39周", "B": 1.25, "C": 1.0},
        {"A": "第40周", "B": "未报", "C": 2.0},
        {"A": "第41周", "B": 3.0, "C": 2.5},
    ]
    assert not book.has_formula_or_link()
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as parts:
        assert sum(name.startswith("xl/media/") for name in parts.namelist()) == 3


def test_long_words_are_broken_rather_than_printed_small():
    size, widths = fitted(WORDS, 442.0)
    assert size >= 10.5
    assert sum(widths) == pytest.approx(442.0)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"categories": ("甲",)}, "应有1个"),
        ({"series": (ContentSeries("甲", (1.0, float("nan"), 1.0)),)}, "不是数的值"),
        ({"kind": "waterfall"}, "只有一列数"),
    ],
)
def test_charts_without_sound_figures_are_refused(changes, why):
    with pytest.raises(ValueError, match=why):
        replace(LINE, **changes)
