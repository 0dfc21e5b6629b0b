"""Blank templates: downloaded, filled in and sent back, they give what was filled in."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import catalogue
from data.datasets import dataset
from data.records import CatalogueError
from data.spreadsheets import read_book
from data.table_finding import read_tables
from metrics.periods import Period
from reports.template import LIST_HEADS, template_csv, template_workbook
from tests.data.books import figures_of

CITIES = ["shaoyang", "luohe-2015"]
FIRST_ROW = 5
"""The first row of units, counted from 1."""


@pytest.fixture(params=CITIES)
def city(request):
    return dataset(request.param)


def filled_workbook(content, fill):
    """Fill in every open cell of every table: `fill(sheet, row, column)` gives the value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets[1:]:
        for row in range(FIRST_ROW, sheet.max_row + 1):
            for column in range(2, sheet.max_column + 1):
                sheet.cell(row, column).value = fill(sheet.title, row, column)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def units_of(city, indicator):
    ranked = city.ranked_set(indicator=indicator)
    return [ranked.whole, *ranked.members, *ranked.listed]


@pytest.mark.parametrize("build", [template_workbook, template_csv])
def test_blank_template_is_read_as_having_no_data_yet(city, build):
    content = build(city, list(city.indicators), "2025-09")
    reading = read_tables(read_book(content, "模板"), city)
    assert {table.status for table in reading.tables} == {"empty"}
    assert reading.figures.empty
    assert reading.misreads == () == reading.left_out


def test_workbook_gives_back_what_was_filled_in(city):
    def value(_sheet, row, column):
        return float(row * 10 + column)

    keys = list(city.indicators)
    content = filled_workbook(template_workbook(city, keys, "2025-09"), value)
    reading = read_tables(read_book(content, "模板.xlsx"), city)
    assert reading.misreads == ()
    assert [table.indicator for table in reading.tables] == keys
    for key in keys:
        period = city.indicator(key).period("2025-09").code
        found = figures_of(reading, key, period)
        measures = list(dict.fromkeys(measure for measure, _ in found))
        expected = {
            (measure, code): value("", FIRST_ROW + row, 2 + column)
            for row, code in enumerate(units_of(city, key))
            for column, measure in enumerate(measures)
        }
        assert found == expected


def test_the_month_stands_in_one_cell_of_a_table_only(city):
    content = template_workbook(city, list(city.indicators), "2025-09")
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets[1:]:
        texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert sum("月" in text.replace("月末余额", "") for text in texts) == 1


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(
        st.decimals(-(10**6), 10**6, places=3).map(str) | st.just("未报"), min_size=40, max_size=40
    ),
    key=st.sampled_from(["value_added", "profit", "loan_balance"]),
)
def test_list_gives_back_what_was_filled_in(cells, key):
    city = dataset("shaoyang")
    lines = template_csv(city, [key], "2025-08").decode("utf-8-sig").splitlines()
    level, growth = LIST_HEADS.index("总量"), LIST_HEADS.index("增速（%）")
    rows, expected = [lines[0]], {}
    values = iter(cells)
    for code, line in zip(units_of(city, key), lines[1:], strict=True):
        row = line.split(",")
        for place, measure in ((level, "level"), (growth, "growth")):
            row[place] = next(values)
            given_value = row[place]
            expected[measure, code] = given_value if given_value == "未报" else float(given_value)
        rows.append(",".join(row))
    reading = read_tables(read_book("\n".join(rows).encode(), "模板.csv"), city)
    assert reading.misreads == ()
    period = city.indicator(key).period("2025-08").code
    assert figures_of(reading, key, period) == expected


def test_changed_unit_in_the_head_is_obeyed():
    city = dataset("shaoyang")
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(city, ["revenue"], "2025-08")))
    sheet = book.worksheets[1]
    assert sheet["B4"].value == "绝对额（亿元）"
    sheet["B4"].value, sheet["B5"].value = "绝对额（万元）", 16995071.3
    file = io.BytesIO()
    book.save(file)
    reading = read_tables(read_book(file.getvalue(), "模板.xlsx"), city)
    expected = float(Decimal("16995071.3") * Decimal("0.0001"))
    assert figures_of(reading) == {("level", "430500"): expected}


@pytest.mark.parametrize(
    ("key", "month", "code"),
    [
        ("value_added", "2025-09", "2025-Y09"),
        ("value_added", "2025-01", "2024-Y12"),
        ("budget_revenue", "2025-01", "2025-Y01"),
        ("gdp", "2025-08", "2025-Y06"),
        ("gdp", "2025-02", "2024-Y12"),
        ("loan_balance", "2025-01", "2025-01"),
    ],
)
def test_period_is_the_newest_that_the_indicator_has(key, month, code):
    city = dataset("shaoyang")
    for content in (template_workbook(city, [key], month), template_csv(city, [key], month)):
        assert Period.parse(code).label in [
            str(cell)
            for sheet in read_book(content, "x").sheets
            for row in sheet.rows
            for cell in row
        ]


def test_what_the_city_does_not_publish_has_no_column():
    city = dataset("shaoyang")
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(city, ["value_added"], "2025-09")))
    heads = [cell.value for cell in book.worksheets[1][4]]
    assert heads == [None, "增速（%）", "排名"]


def test_whole_stands_first_and_names_are_those_of_the_city(city):
    for key in city.indicators:
        lines = template_csv(city, [key], "2025-09").decode("utf-8-sig").splitlines()[1:]
        names = [line.split(",")[2] for line in lines]
        regions = catalogue.regions()
        codes = units_of(city, key)
        assert names == [
            city.ranked_set(indicator=key).whole_name,
            *(regions[code].short_name for code in codes[1:]),
        ]


def test_simulated_city_is_marked(city):
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(city, ["revenue"], "2025-09")))
    is_simulated = city.kind == "simulated"
    assert ("模拟数据" in book.worksheets[0]["A1"].value) is is_simulated
    assert (book.worksheets[1].oddHeader.center.text == "模拟数据") is is_simulated


def test_name_that_no_sheet_can_bear_and_formula_in_a_name_are_harmless():
    city = dataset("luohe-2015")
    overrides = {"revenue": {"name": "=1+1", "short_name": "营收/成本[?]" * 6}}
    changed = city.model_copy(update={"indicator_overrides": overrides})
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(changed, ["revenue"], "2025-09")))
    assert book.worksheets[1]["A1"].data_type == "s"
    assert b",'=1+1," in template_csv(changed, ["revenue"], "2025-09")


def test_unknown_indicator_is_refused():
    with pytest.raises(CatalogueError, match="没有指标"):
        template_workbook(dataset("shaoyang"), ["no_such"], "2025-09")
