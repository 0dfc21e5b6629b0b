"""The monthly card of September 2025 as it came, against the tables that were taken from it."""

import csv
from decimal import Decimal

import pytest

from data import catalogue
from data.datasets import dataset
from data.spreadsheets import read_book
from data.table_finding import read_tables
from metrics.rounding import half_up, to_decimal
from tests.servers import ROOT

FOLDER = ROOT.parent / "shared" / "data" / "shaoyang"
CARD = FOLDER / "monthly_card_202509.xlsx"
pytestmark = pytest.mark.skipif(not CARD.exists(), reason="原始月报卡 ../shared 不在本机")

TITLES = {
    "规模工业营业收入": "revenue",
    "规模工业利润总额": "profit",
    "地区生产总值": "gdp",
    "工业投资": "industrial_investment",
    "地方一般公共预算收入": "budget_revenue",
}
NO_UNITS = "没有单位列（一列中至少三个单位或行业的名称）"
TABLES = [
    ("目录", "目录", NO_UNITS),
    ("核算5", "地区生产总值", NO_UNITS),
    ("工业7", "规模工业增加值", NO_UNITS),
    ("工业8", "规模工业大类行业增加值", ("value_added", "2025-Y09", 1)),
    ("交邮10", "交通运输", NO_UNITS),
    ("投资11", "固定资产投资", NO_UNITS),
    ("投资12", "各行业固定资产投资", NO_UNITS),
    ("贸易13", "社会消费品零售总额", NO_UNITS),
    ("外贸和房地产15", "价格指数、进出口、外资、房地产", NO_UNITS),
    ("财政19", "一般公共预算收入", NO_UNITS),
    ("财政20", "一般公共预算支出", NO_UNITS),
    ("金融21", "金融机构本外币存贷款余额", NO_UNITS),
    ("城乡收支22", "城乡居民收支", NO_UNITS),
    ("23核算处1", "地区生产总值", ("gdp", "2025-Y09", 13)),
    ("24核算处2", "第一产业增加值", "标题"),
    ("25核算处3", "第二产业增加值", "标题"),
    ("26核算处", "第三产业增加值", "标题"),
    ("30工业处2", "规模工业产销率", "没有数字"),
    ("30工业处1 ", "规模工业增加值", ("value_added", "2025-Y09", 13)),
    ("工业处2", "规模工业营业收入", ("revenue", "2025-Y08", 13)),
    ("31工业处3", "规模工业利润总额", ("profit", "2025-Y08", 13)),
    ("33投资处1", "固定资产投资", "标题"),
    ("34投资处2", "施工项目个数", "标题"),
    ("35投资处4", "基础设施建设投资", "标题"),
    ("36投资处5", "工业投资", ("industrial_investment", "2025-Y09", 13)),
    ("37投资处6", "房地产开发投资", "标题"),
    ("38投资处7", "高技术产业投资", "标题"),
    ("42贸外处1", "社会消费品零售总额", "标题"),
    ("43贸外处2", "外商直接投资", "标题"),
    ("45贸外处4", "进出口", "标题"),
    ("46贸外处5", "出口", "标题"),
    ("全体收入49", "全体居民人均可支配收入", "标题"),
    ("城镇收入50", "城镇居民人均可支配收入", "标题"),
    ("农村收入51", "农村居民人均可支配收入", "标题"),
    ("52综研室1", "金融机构本外币存款余额", ("deposit_balance", "2025-09", 11)),
    ("53综研室2", "金融机构本外币贷款余额", ("loan_balance", "2025-09", 11)),
    ("54综研室3", "地方一般公共预算收入", ("budget_revenue", "2025-Y09", 13)),
    ("55综研室4", "一般公共预算支出", "标题"),
    ("81图5公共财政收入", "湖南省一般公共预算收入及增速", NO_UNITS),
]


@pytest.fixture(scope="module")
def reading():
    return read_tables(read_book(CARD.read_bytes(), CARD.name), dataset("shaoyang"))


@pytest.fixture(scope="module")
def figures(reading):
    """Values by (indicator, measure, region, industry, period)."""
    columns = ["indicator", "measure", "region", "industry", "period"]
    return reading.figures.set_index(columns)["value"].to_dict()


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def assert_equal_as_printed(value, printed, factor=Decimal(1)):
    """The figure, rounded to the decimals of the table that was taken from the card."""
    decimals = -Decimal(printed).as_tuple().exponent
    assert half_up(to_decimal(value) / factor, decimals) == Decimal(printed)


def test_every_table_is_found_or_listed_with_the_reason(reading):
    assert len(reading.tables) == len(TABLES)
    for table, (sheet, title, expected) in zip(reading.tables, TABLES, strict=True):
        assert (table.sheet, table.title) == (sheet, title)
        if isinstance(expected, tuple):
            assert (table.status, table.reason) == ("read", "")
            assert (table.indicator, table.period, table.regions) == expected
        else:
            assert (table.status, table.indicator, table.period) == ("unknown", "", "")
            assert expected in table.reason


def test_nothing_is_wrong_and_stray_numbers_are_said(reading):
    assert reading.misreads == ()
    assert reading.left_out == (
        "23核算处1：G17中的数字没有表头或单位名称，未读",
        "54综研室3：E5、E6、E7、E8、E9、E10等16格中的数字没有表头或单位名称，未读",
    )
    assert reading.month == "2025-09"


def of_month(name, month):
    return [row for row in rows_of(name) if (row["year"], row["month"]) == ("2025", month)]


def test_value_added_and_its_places(figures):
    rows = of_month("county_iva_growth_rank.csv", "9")
    assert len(rows) == 13
    compared = set()
    for row in rows:
        about = (row["adcode"], "", "2025-Y09")
        growth, place = (
            ("value_added", "growth", *about),
            ("value_added", "published_place", *about),
        )
        assert_equal_as_printed(figures[growth], row["ytd_growth_pct"])
        compared.add(growth)
        if row["published_rank"]:
            assert figures[place] == float(row["published_rank"])
            compared.add(place)
    assert compared == {key for key in figures if key[0] == "value_added" and not key[3]}


@pytest.mark.parametrize(
    ("title", "month", "count"),
    [
        ("规模工业营业收入", "8", 13 + 13 + 12),
        ("规模工业利润总额", "8", 13 + 13),
        ("地区生产总值", "9", 13 + 13 + 12),
        ("工业投资", "9", 13 + 12),
        ("地方一般公共预算收入", "9", 13 + 13 + 12),
    ],
)
def test_levels_growths_and_places(figures, title, month, count):
    measures = {
        "ytd_value": "level",
        "ytd_growth_pct": "growth",
        "published_rank": "published_place",
    }
    compared = set()
    for row in of_month("county_levels_2024_2025.csv", month):
        if row["indicator"] != title:
            continue
        for column, measure in measures.items():
            key = (TITLES[title], measure, row["adcode"], "", f"2025-Y0{month}")
            if row[column]:
                in_wan = measure == "level" and row["unit"] == "万元"
                factor = Decimal("0.0001") if in_wan else Decimal(1)
                assert_equal_as_printed(figures[key], row[column], factor)
                compared.add(key)
    assert compared == {key for key in figures if key[0] == TITLES[title]}
    assert len(compared) == count


def test_balances_of_counties(figures):
    names = catalogue.region_names() | {"全市": "430500", "城步苗族自治县": "430529"}
    compared = set()
    for row in of_month("county_loans_deposits_2025.csv", "9"):
        indicator = {"存款余额": "deposit_balance", "贷款余额": "loan_balance"}[row["kind"]]
        about = (names[row["area"]], "", "2025-09")
        level = (indicator, "level", *about)
        change = (indicator, "change_since_year_start", *about)
        assert_equal_as_printed(figures[level], row["balance_yi"])
        assert_equal_as_printed(figures[change], row["change_since_year_start_yi"])
        compared |= {level, change}
    assert compared == {key for key in figures if key[0].endswith("_balance")}
    assert len(compared) == 2 * 2 * 11


def test_industries(figures):
    codes = {name: code for code, name in catalogue.industries().items()}
    rows = [r for r in rows_of("industry_iva_growth_2025.csv") if r["period"] == "2025年1-9月"]
    found = {key[3]: value for key, value in figures.items() if key[3]}
    assert found.keys() == {codes[row["industry"]] for row in rows}
    assert len(found) == 35
    for row in rows:
        assert_equal_as_printed(found[codes[row["industry"]]], row["ytd_growth_pct"])
