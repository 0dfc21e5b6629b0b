"""The Word document: the layout of GB/T 9704-2012 in its XML, and as LibreOffice prints it."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.bulletin_corrections import withdrawal
from reports.official_document import official_document
from reports.official_tables import SIZES, fitted
from reports.official_titles import UPRIGHT as MOST
from reports.official_titles import title_lines
from reports.table_heads import text_width
from tests.reports.bulletins import content, problem_table, simulated
from tests.reports.bulletins import real as real

TURNED, UPRIGHT = (16838, 11906), (11906, 16838)
MISSING_OFFICE = (
    "没有 LibreOffice Writer（Debian：apt-get install libreoffice-writer poppler-utils）"
)
DANGEROUS = "<w:p>&amp;{=1+1}\x00\x0b]]>"


def opened(made, **given):
    return docx.Document(io.BytesIO(official_document(made, **given)))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def mm(twips):
    return round(int(twips) * 25.4 / 1440, 1)


def margins(section):
    found = section._sectPr.find(qn("w:pgMar"))
    return tuple(mm(found.get(qn(f"w:{side}"))) for side in ("top", "right", "bottom", "left"))


def paper(section):
    size = section._sectPr.find(qn("w:pgSz"))
    return int(size.get(qn("w:w"))), int(size.get(qn("w:h")))


def style_of(document, name):
    element = document.styles[name].element
    return {
        each.tag.rpartition("}")[2]: {key.rpartition("}")[2]: v for key, v in each.attrib.items()}
        for part in (element.pPr, element.rPr)
        for each in part
    }


def words(element):
    """The text of an element; python-docx's own elements would give it twice."""
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def parts(made):
    with zipfile.ZipFile(io.BytesIO(official_document(made))) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


# Pages


def test_paper_and_margins_are_those_of_the_standard():
    (section,) = opened(content()).sections
    assert paper(section) == UPRIGHT
    assert margins(section) == (37.0, 26.0, 35.0, 28.0)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("default", "579")


def test_body_is_22_lines_of_28_characters_by_pitch_and_spacing():
    style = style_of(opened(content()), "公文正文")
    assert style["spacing"] == {"val": "-5"}  # of the letters; the lines' own is looked at below
    assert style["ind"]["firstLineChars"] == "200"
    assert style["widowControl"] == {"val": "0"}
    assert style["sz"] == {"val": "32"}
    assert style["rFonts"]["eastAsia"] == "仿宋_GB2312"
    assert style["rFonts"]["ascii"] == "Times New Roman"
    lines = opened(content()).styles["公文正文"].element.pPr.find(qn("w:spacing"))
    assert [lines.get(qn(f"w:{k}")) for k in ("line", "lineRule", "before", "after")] == [
        "579",
        "exact",
        "0",
        "0",
    ]


@pytest.mark.parametrize(
    ("name", "font", "half_points", "align"),
    [
        ("公文标题", "方正小标宋_GBK", "44", "center"),
        ("公文标注", "黑体", "32", "both"),
        ("公文页码", "宋体", "28", "right"),
    ],
)
def test_other_styles(name, font, half_points, align):
    style = style_of(opened(content()), name)
    assert style["rFonts"]["eastAsia"] == font
    assert (style["sz"]["val"], style["jc"]["val"]) == (half_points, align)


def test_fonts_have_fallbacks_and_are_not_shipped():
    made = parts(content())
    table = ElementTree.fromstring(made["word/fontTable.xml"])
    names = {font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")) for font in table}
    assert "仿宋" in names["仿宋_GB2312"].split(",")
    assert "方正小标宋简体" in names["方正小标宋_GBK"].split(",")
    assert "楷体" in names["楷体_GB2312"].split(",")
    assert not [name for name in made if "fonts/" in name]


def test_settings_and_language():
    made = parts(content())
    settings = ElementTree.fromstring(made["word/settings.xml"])
    assert settings.find(qn("w:evenAndOddHeaders")) is not None
    assert settings.find(qn("w:autoHyphenation")).get(qn("w:val")) == "0"
    assert 'w:eastAsia="zh-CN"' in made["word/styles.xml"]
    assert (
        "Theme" not in re.findall(r"<w:docDefaults.*?</w:docDefaults>", made["word/styles.xml"])[0]
    )


def test_page_numbers_stand_outside_and_are_fields():
    (section,) = opened(content()).sections
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = foot.paragraphs
        assert words(paragraph._p) == "— 1 —"
        (field,) = paragraph._p.iter(qn("w:fldSimple"))
        assert field.get(qn("w:instr")).strip() == "PAGE"
        indent = paragraph._p.pPr.find(qn("w:ind"))
        assert indent.get(qn(f"w:{side}Chars")) == "100"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
    # the middle of the 14 pt line lies 7 mm below the text, which ends 35 mm above the edge
    middle = section.footer_distance.mm + 14 * 25.4 / 72 / 2
    assert round(35 - middle, 1) == 7.0


def test_wide_table_has_a_turned_page_of_its_own(real):
    first, turned = opened(real["shaoyang"]).sections
    assert (paper(first), paper(turned)) == (UPRIGHT, TURNED)
    assert margins(turned) == (28.0, 37.0, 26.0, 35.0)
    for head, foot, side in (
        (turned.header, turned.footer, "right"),
        (turned.even_page_header, turned.even_page_footer, "left"),
    ):
        assert words(foot._element) == ""
        (direction,) = head._element.iter(qn("w:textDirection"))
        assert direction.get(qn("w:val")) == "tbRl"
        (field,) = head._element.iter(qn("w:fldSimple"))
        paragraph = field.getparent()
        assert paragraph.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        place = next(head._element.iter(qn("w:tblpPr")))
        assert (mm(place.get(qn("w:tblpX"))), mm(place.get(qn("w:tblpY")))) == (25.5, 28.0)


def test_narrow_attachment_after_a_wide_one_is_upright_again():
    made = content(problem_table(wide=True), problem_table())
    document = opened(made)
    assert [paper(section) for section in document.sections] == [UPRIGHT, TURNED, UPRIGHT]
    found = texts(document)
    assert "附件：1．问题解决情况表" in found
    assert "　　　2．问题解决情况表" in found
    assert {"附件1", "附件2"} <= set(found)
    assert words(document.sections[2].footer._element) == "— 1 —"


# What stands on them


def test_draft_on_behalf_with_blank_number_and_signer():
    found = texts(opened(content()))
    assert found[0] == "代拟稿"
    assert re.fullmatch("发文字号：　+签发人：", found[1])
    made = "".join(parts(content()).values())
    assert not re.search(r"w:color w:val=.?(FF0000|C00000|E60012)", made)
    assert "<w:drawing" not in made
    assert "<w:pict" not in made


def test_text_stands_in_the_order_of_an_official_document():
    document = opened(content(), issued_on=date(2025, 11, 3))
    found = [text for text in texts(document) if text]
    assert found[2:8] == [
        "关于2025年9月\n小城企业问题解决情况的通报",
        "各县人民政府：",
        "现通报如下。",
        "一、总体情况",
        "（一）办结。当月办结7件。",
        "请抓紧办理。",
    ]
    assert "2025年11月3日　　　　" in found
    (day,) = [p for p in document.paragraphs if p.text.startswith("2025年11月3日")]
    assert day.alignment == 2


def test_date_stays_blank_until_it_is_issued():
    assert "　　　　年　　月　　日　　　　" in texts(opened(content()))


def test_headings_have_their_fonts():
    document = opened(content())
    fonts = {
        run.text: run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
    }
    assert fonts["一、总体情况"] == "黑体"
    assert fonts["（一）办结。"] == "楷体_GB2312"
    assert fonts["当月办结7件。"] is None  # that of the style


def test_date_never_stands_alone_on_a_page():
    document = opened(content())
    (place,) = [n for n, p in enumerate(document.paragraphs) if p.text.startswith("　　　　年")]
    before = document.paragraphs[place - 3 : place]
    assert [each.paragraph_format.keep_with_next for each in before] == [True] * 3


def test_last_lines_of_the_text_go_with_the_list_of_attachments_and_the_date():
    document = opened(content(problem_table(wide=True), problem_table()))
    kept = [p.text for p in document.paragraphs if p.paragraph_format.keep_with_next]
    assert kept == [
        "请抓紧办理。",
        "",
        "附件：1．问题解决情况表",
        "　　　2．问题解决情况表",
        "",
        "",
    ]


def test_very_long_last_paragraph_is_not_moved_as_a_whole(printed):
    made = content(problem_table(wide=True), paragraphs=("段" * 1500,))
    document = opened(made)
    kept = [p.text[:1] for p in document.paragraphs if p.paragraph_format.keep_with_next]
    assert kept == ["", "附", "", ""]
    first = "".join(text for text, _ in printed(made)[0])
    assert first.count("段") > 28 * 10


def test_title_of_an_upright_attachment_stands_in_the_third_line():
    found = texts(opened(content(problem_table(wide=True), problem_table())))
    place = found.index("附件2")
    assert found[place : place + 3] == ["附件2", "", "问题解决情况表"]


def test_recipients_end_with_one_colon_and_may_be_missing():
    assert "各县：" in texts(opened(content(recipients="各县：")))
    assert "：" not in texts(opened(content(recipients="")))


def test_notes_and_origin_stand_below_the_table():
    found = texts(opened(content()))
    assert "注：1．数据来源：台账。2．办结以企业确认为准。" in found
    assert "期别：2025年9月　性质：真实公开数据" in found


def test_simulated_figures_say_so_on_every_page(real):
    made = real["luohe-2015"]
    document = opened(made)
    assert len(document.sections) == 2
    for section in document.sections:
        for head in (section.header, section.even_page_header):
            assert "模拟数据" in words(head._element)
    assert "（模拟数据）" in next(text for text in texts(document) if text.startswith("关于"))
    plain = opened(real["shaoyang"])
    assert "模拟" not in words(plain.sections[0].header._element)


def test_edited_title_cannot_take_the_mark_away():
    found = texts(opened(simulated(content(title="标题"))))
    assert "标题\n（模拟数据）" in found


def test_title_that_only_speaks_of_the_mark_does_not_count_as_marked():
    made = simulated(content(title="关于非模拟数据的通报"))
    assert made.printed_title == "关于非模拟数据的通报（模拟数据）"
    assert replace(made, title=made.printed_title).printed_title == made.printed_title


def test_withdrawal_is_one_page_of_text(real):
    made = withdrawal(real["shaoyang"], date(2025, 11, 3), "有误")
    document = opened(made, issued_on=date(2025, 11, 4))
    assert (len(document.sections), len(document.tables)) == (1, 0)
    assert "撤回原因：有误。" in texts(document)
    assert not [text for text in texts(document) if text.startswith(("注", "附件"))]


# Tables


def test_heads_repeat_and_rows_stay_whole(real):
    (table,) = opened(real["shaoyang"]).tables
    rows = [row._tr.trPr for row in table.rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True] * 2 + [False] * 14
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_upper_heads_cover_their_columns(real):
    (table,) = opened(real["shaoyang"]).tables
    upper = [cell.text for cell in table.rows[0].cells]
    assert upper == [column.group or "县市区" for column in real["shaoyang"].tables[0].columns]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(1, 1).text == "增速\n%"


def test_rules_are_those_of_a_yearbook(real):
    (table,) = opened(real["shaoyang"]).tables
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = {each.tag.rpartition("}")[2]: each.get(qn("w:sz")) for each in borders}
    assert sizes == {"top": "12", "bottom": "12", "insideH": "2"}
    under = table.cell(1, 3)._tc.tcPr.find(qn("w:tcBorders")).find(qn("w:bottom"))
    assert under.get(qn("w:sz")) == "6"


def test_figures_stand_right_and_names_left(real):
    (table,) = opened(real["shaoyang"]).tables
    sides = [
        cell.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for cell in table.rows[3].cells
    ]
    assert sides == ["left", *["right"] * 12]


@pytest.mark.parametrize(("key", "width"), [("shaoyang", 225), ("luohe-2015", 225)])
def test_columns_fill_the_width_of_the_text(real, key, width):
    (table,) = opened(real[key]).tables
    total = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
    assert abs(mm(total) - width) <= 0.1
    for row in table.rows:
        assert sum(int(tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for tc in row._tr.tc_lst) == total


def test_every_text_of_a_table_fits_its_column(real):
    for made in real.values():
        table = made.tables[0]
        size, widths = fitted(table, Mm(225).pt)
        assert size in SIZES[:3]
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                assert text_width(cell.text) * size < width


def test_table_too_wide_for_any_letter_takes_the_smallest():
    long = problem_table("很" * 80)
    size, widths = fitted(long, Mm(156).pt)
    assert size == SIZES[-1]
    assert round(sum(widths), 3) == round(Mm(156).pt, 3)


# Titles


@given(st.text(alphabet="关于规上工业市的（）《》—2025年，a", max_size=120))
def test_lines_of_a_title_are_the_title(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(text_width(line) <= MOST for line in lines)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于工业的通报", ["关于工业的通报"]),
        (
            "关于2025年1—9月邵阳市规上工业主要指标排名情况的通报",
            ["关于2025年1—9月邵阳市", "规上工业主要指标排名情况的通报"],
        ),
    ],
)
def test_known_titles(title, lines):
    assert title_lines(title) == lines


def test_title_of_a_turned_page_has_more_room(real):
    found = texts(opened(real["shaoyang"]))
    assert "2025年1—9月邵阳市规上工业主要指标排名表" in found
    assert "关于2025年1—9月邵阳市\n规上工业主要指标排名情况的通报" in found


def test_long_titles_break_into_lines_of_about_one_length():
    title = "关于更正《关于2025年1—9月邵阳市规上工业主要指标排名情况的通报》部分数据的通报"
    widths = [text_width(line) for line in title_lines(title)]
    assert max(widths) <= MOST
    assert min(widths) >= max(widths) / 2


# Bytes


def test_equal_contents_give_equal_bytes(real):
    for made in real.values():
        assert official_document(made) == official_document(made)
    with zipfile.ZipFile(io.BytesIO(official_document(real["shaoyang"]))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]


def test_days_in_the_properties_are_those_of_the_content():
    properties = opened(content()).core_properties
    assert (properties.created.date(), properties.modified.date()) == (date(2025, 10, 31),) * 2
    assert properties.author == "工况"
    issued = opened(content(), issued_on=date(2025, 11, 3)).core_properties
    assert issued.created.date() == date(2025, 11, 3)


def test_received_text_is_text_everywhere():
    made = content(
        problem_table(DANGEROUS),
        title=DANGEROUS,
        recipients=DANGEROUS,
        paragraphs=(DANGEROUS,),
        notes=(DANGEROUS,),
        provenance=DANGEROUS,
    )
    document = opened(made)
    shown = "<w:p>&amp;{=1+1}]]>"
    assert [text.replace("\n", "") for text in texts(document)].count(shown) == 3
    assert document.tables[0].cell(2, 0).text == shown
    assert document.core_properties.title == shown


def test_long_title_and_many_sources_fit_into_the_properties_and_stand_whole_in_the_text():
    title, provenance = "关于" + "长" * 400, "来源：" + "、".join(["统计月报卡（2025年9月）"] * 40)
    document = opened(content(title=title, provenance=provenance))
    shown = [text.replace("\n", "") for text in texts(document)]
    assert shown.count(title) == shown.count(provenance) == 1
    properties = document.core_properties
    assert (properties.title, properties.comments) == (title[:255], provenance[:255])


# As LibreOffice prints it


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Convert a document to PDF and return its pages as lists of (text, box in millimetres)."""
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        pytest.skip(MISSING_OFFICE)
    folder = tmp_path_factory.mktemp("print")

    @cache
    def convert(made):
        (folder / "made.docx").write_bytes(official_document(made))
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", "pdf", "--outdir", folder, folder / "made.docx"),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return boxes(folder / "made.pdf")

    return convert


def boxes(pdf):
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8"
    )
    tree = ElementTree.fromstring(re.sub(r'\sxmlns="[^"]+"', "", done.stdout, count=1))
    return [[line_box(line) for line in page.iter("line")] for page in tree.iter("page")]


def line_box(line):
    text = "".join(word.text for word in line.iter("word"))
    edges = (float(line.get(name)) * 25.4 / 72 for name in ("xMin", "yMin", "xMax", "yMax"))
    return text, tuple(round(edge, 1) for edge in edges)


def test_page_holds_22_lines_of_28_characters(printed):
    lines = printed(content(paragraphs=("国" * 2000,), notes=()))[1]
    body = [(text, box) for text, box in lines if "国" in text]
    assert [len(text) for text, _ in body] == [28] * 22
    assert {box[0] for _, box in body} == {28.0}
    middles = [(box[1] + box[3]) / 2 for _, box in body]
    steps = [below - above for above, below in pairwise(middles)]
    assert all(abs(step - 28.95 * 25.4 / 72) < 0.1 for step in steps)
    assert middles[0] > 37
    assert middles[-1] < 37 + 225


def test_page_number_is_where_the_standard_puts_it(printed):
    first, second, *_ = printed(content(paragraphs=("国" * 2000,), notes=()))
    (odd,) = [box for text, box in first if text == "—1—"]
    (even,) = [box for text, box in second if text == "—2—"]
    one_character = 14 * 25.4 / 72
    assert abs(odd[2] - (210 - 26 - one_character)) < 0.6
    assert abs(even[0] - (28 + one_character)) < 0.6
    assert abs((odd[1] + odd[3]) / 2 - (297 - 35 + 7)) < 1.0


def test_real_circular_prints_its_table_on_one_turned_page(printed, real):
    for key, count in (("shaoyang", 3), ("luohe-2015", 4)):
        pages = printed(real[key])
        assert len(pages) == count
        last = "".join(text for text, _ in pages[-1])
        assert "附件" in last
        assert f"数据版本：{real[key].vintage}" in last
        cells = {cell.text for row in real[key].tables[0].rows for cell in row.cells if cell.text}
        assert not [text for text in cells if text not in last]  # none is broken
        rightmost = max(box[2] for text, box in pages[-1] if "模拟" not in text)
        hanging = 9 * 25.4 / 72  # a mark at the end of a note's line may hang over
        assert rightmost <= 297 - 37 + hanging + 0.1
