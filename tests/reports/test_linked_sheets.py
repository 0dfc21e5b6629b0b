"""Sheets of tables: figures are numbers, and what is simulated says so however long its name."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from data import datasets
from data.store import Question
from mechanisms.linked_tables import Cell, Column, Table
from reports.linked_sheets import LONGEST_SHEET, Cover, origin_words, tables_workbook

COLUMNS = (Column("企业"), Column("产值 万元", "figure", 1))
ROWS = ((Cell("=甲厂"), Cell("1,234.5", Decimal("1234.5"))), (Cell("乙厂"), Cell("未报")))


@pytest.fixture
def cover():
    city = datasets.dataset("wenzhou-2020")
    return Cover(city, "企业透视", date(2020, 10, 25), "第7版", ("按现价",))


def sheets(cover, *tables):
    return openpyxl.load_workbook(io.BytesIO(tables_workbook(cover, tables)))


def test_figures_are_numbers_and_texts_stay_texts(cover):
    sheet = sheets(cover, Table("各家", "各家产值", "从大到小", COLUMNS, ROWS)).active
    assert [cell.value for cell in sheet[5]] == ["企业", "产值 万元"]
    assert [cell.value for cell in sheet[6]] == ["=甲厂", 1234.5]
    assert sheet["A6"].data_type == "s"
    assert [cell.value for cell in sheet[7]] == ["乙厂", "未报"]


def test_a_long_name_loses_its_end_and_not_the_mark(cover):
    book = sheets(cover, Table("长" * 40, "长表", "", COLUMNS, ROWS))
    (name,) = book.sheetnames
    assert len(name) == LONGEST_SHEET
    assert name.endswith("（模拟）")
    assert book.active["A1"].value.endswith("（模拟）")


def test_a_table_without_rows_says_why(cover):
    sheet = sheets(cover, Table("各家", "各家产值", "从大到小", COLUMNS, (), "尚未放行。")).active
    assert sheet["A3"].value == "尚未放行。"


def test_origin_names_day_version_source_and_kind():
    city = datasets.dataset("wenzhou-2020")
    question = Question(city.id, date(2020, 10, 25), 7)
    known = origin_words(question, city, date(2020, 10, 20), ["统计局", "税务局"], assumed=True)
    assert known == (
        "数据截至2020-10-20（推定）　数据时点2020-10-25　第7版　来源：统计局　性质：模拟数据"
    )
    assert origin_words(question, city, None, [], assumed=False).startswith("尚无数据　")
