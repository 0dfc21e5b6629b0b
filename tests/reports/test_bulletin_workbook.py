"""The workbook of a bulletin: numbers as numbers, nothing that runs, equal bytes."""

import io
import time
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from mechanisms.bulletin_corrections import withdrawal
from reports.bulletin_workbook import bulletin_workbook
from tests.reports.bulletins import content, problem_table, simulated
from tests.reports.bulletins import real as real
from tests.reports.spreadsheets import NS, Spreadsheet

DANGEROUS = ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@import", "{=1}", "http://example.com"]


def sheet_xml(made, number=1):
    with zipfile.ZipFile(io.BytesIO(bulletin_workbook(made))) as parts:
        return ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))


def rows(made, number=0):
    return Spreadsheet(bulletin_workbook(made)).rows(number)


def test_heads_stand_on_two_levels_with_their_units(real):
    upper, lower = rows(real["shaoyang"])[2:4]
    assert upper == {
        "A": "县市区",
        "B": "增加值（1—9月）",
        "F": "营业收入（1—8月）",
        "J": "利润总额（1—8月）",
    }
    assert [lower[letter] for letter in "BCDEF"] == [
        "增速（%）",
        "位次",
        "比上期位次（位）",
        "比全市±（百分点）",
        "总量（亿元）",
    ]
    merged = [
        each.get("ref") for each in sheet_xml(real["shaoyang"]).iterfind(".//x:mergeCell", NS)
    ]
    assert sorted(merged) == ["A4:A5", "B4:E4", "F4:I4", "J4:M4"]


def test_figures_are_numbers_and_words_are_texts(real):
    table = rows(real["shaoyang"])[4:18]
    assert table[0] == {"A": "全市", "B": 6.0, "F": 1699.51, "H": 10.2, "J": 106.84, "L": 13.9}
    last = next(row for row in table if row["A"] == "绥宁县")
    assert (last["B"], last["C"], last["E"]) == (-0.2, 12.0, -6.2)
    assert table[-1]["A"] == "经开区（列示）"
    assert (table[-1]["B"], table[-1]["C"]) == ("未报", "—")


def test_numbers_are_printed_with_signs_and_arrows(real):
    formats = Spreadsheet(bulletin_workbook(real["shaoyang"])).number_formats()
    assert {'"+"0.0;"−"0.0;0.0', '"↑"0;"↓"0;"—"', '#,##0.00;"−"#,##0.00'} <= set(formats)


def test_title_origin_and_notes_are_there(real):
    made = real["shaoyang"]
    found = rows(made)
    assert found[0] == {"A": made.tables[0].title}
    assert found[1] == {"A": made.provenance}
    notes = [row["A"] for row in found if str(row.get("A", "")).startswith("注")]
    assert notes == [f"注{n}：{note}。" for n, note in enumerate(made.notes, 1)]


def test_sheet_is_frozen_and_prints_on_one_page_width(real):
    sheet = sheet_xml(real["shaoyang"])
    pane = sheet.find(".//x:pane", NS)
    assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("1", "5", "frozen")
    setup = sheet.find("x:pageSetup", NS)
    assert (setup.get("orientation"), setup.get("paperSize")) == ("landscape", "9")
    assert setup.get("fitToHeight") == "0"


def test_heads_of_one_level_stand_in_one_row():
    found = rows(content())
    assert found[2] == {
        "A": "县区",
        "B": "当月新增（件）",
        "C": "当月办结（件）",
        "D": "超期未办结（件）",
    }
    assert found[3] == {"A": "全市", "B": 9.0, "C": 7.0, "D": 1.0}
    assert found[4] == {"A": "甲县", "B": 3.0, "C": "未报", "D": -2.0}
    assert sheet_xml(content()).find(".//x:mergeCell", NS) is None


def test_each_table_has_its_sheet_and_simulated_ones_say_so():
    made = content(problem_table(), problem_table())
    assert Spreadsheet(bulletin_workbook(made)).names == ["附表1", "附表2"]
    assert Spreadsheet(bulletin_workbook(simulated(content()))).names == ["附表（模拟数据）"]


def test_withdrawal_is_a_sheet_of_text(real):
    made = withdrawal(real["shaoyang"], date(2025, 11, 3), "有误")
    sheet = Spreadsheet(bulletin_workbook(made))
    assert sheet.names == ["正文"]
    assert [row["A"] for row in sheet.rows(0)] == [made.title, made.provenance, *made.paragraphs]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_workbook_runs(real, text):
    base = problem_table(text)
    columns = tuple(
        column.__class__(text if place else "", text, text, column.kind, 0)
        for place, column in enumerate(base.columns)
    )
    table = base.__class__(text, columns, base.rows, False)
    made = content(table, notes=(text,), provenance=text, title=text)
    sheet = Spreadsheet(bulletin_workbook(made))
    assert not sheet.has_formula_or_link()
    assert sheet.rows(0)[0]["A"] == text
    assert text in {row.get("A") for row in sheet.rows(0)[4:]}


def test_equal_contents_give_equal_bytes_at_any_time(real):
    first = bulletin_workbook(real["shaoyang"])
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert bulletin_workbook(real["shaoyang"]) == first
