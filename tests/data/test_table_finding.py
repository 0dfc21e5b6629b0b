"""Tables are found wherever they stand; what is not known exactly is listed, never guessed."""

import math
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import catalogue, table_words
from data.cell_faults import NUMBERS
from data.datasets import dataset
from data.intake_rules import intake_rules
from data.readings import FIGURE_COLUMNS
from data.records import CatalogueError
from data.region_words import named_units, unit_names
from data.spreadsheets import read_book
from data.table_finding import plain_title, read_tables
from data.table_layout import is_figure
from metrics.number_text import read_number
from tests import cards
from tests.cards import COUNTIES, LOAN_AREAS, CardSheet, moved, region_sheet, with_cells
from tests.data.books import book_of, checks_of, figures_of

PREFECTURES = {
    "430000": "全省",
    "430100": "长沙市",
    "430200": "株洲",
    "430300": "湘潭",
    "430500": "邵阳",
    "430600": "岳阳",
    "433100": "湘西自治州",
}
GROWTHS = {code: number / 4 - 1.5 for number, code in enumerate(COUNTIES)}
PLACES = {code: float(number) for number, code in enumerate(COUNTIES) if number}
LEVELS = {code: 1000.25 * (number + 1) for number, code in enumerate(COUNTIES)}


@pytest.fixture(scope="module")
def shaoyang():
    return dataset("shaoyang")


@pytest.fixture(scope="module")
def read(shaoyang):
    """Read sheets: `read(*sheets, mappings={}, month="", file_name=…, broken=…)`."""

    def make(*sheets, mappings=None, month="", **book):
        return read_tables(book_of(*sheets, **book), shaoyang, mappings or {}, month)

    return make


def growth_table(growths=GROWTHS, title="规模工业增加值", period="2025年1-9月", **rest):
    return region_sheet("表", title, period, [("增速（%）", growths)], **rest)


def level_table(head, levels=LEVELS, title="规模工业利润总额", period="2025年1-8月"):
    return region_sheet("表", title, period, [(head, levels)])


# A whole card


def test_card_through_a_file_gives_the_figures_that_were_written(shaoyang):
    figures = cards.sample_figures()
    reading = read_tables(read_book(cards.card_workbook(figures), "月报卡.xlsx"), shaoyang)
    assert reading.month == "2025-09"
    assert reading.misreads == ()
    in_wan = {("gdp", "level"), ("budget_revenue", "level"), ("profit", "level")}
    read = {}
    for row in reading.figures.itertuples():
        read.setdefault((row.indicator, row.measure), {})[row.industry or row.region] = row.value
    for key, values in figures.items():
        if key in read:
            factor = Decimal("0.0001") if key in in_wan else Decimal(1)
            expected = {code: float(Decimal(str(v)) * factor) for code, v in values.items()}
            codes = expected.keys() & read[key].keys()
            assert codes == expected.keys()
            assert {code: read[key][code] for code in codes} == expected
    assert read.keys() == figures.keys()
    periods = reading.figures.groupby("indicator")["period"].unique().map(list).to_dict()
    assert periods["revenue"] == periods["profit"] == ["2025-Y08"]
    assert periods["value_added"] == periods["gdp"] == ["2025-Y09"]
    assert periods["loan_balance"] == ["2025-09"]


def test_figures_have_the_promised_columns_and_types(read):
    for reading in (read(growth_table()), read(CardSheet("空"))):
        figures = reading.figures
        assert tuple(figures.columns) == FIGURE_COLUMNS
        kinds = [str(kind) for kind in figures.dtypes]
        assert kinds == ["str"] * 5 + ["float64"] + ["int64"] * 4


def test_each_figure_names_its_cell_and_table(read):
    known = growth_table()
    reading = read(growth_table(title="固定资产投资"), moved(known, down=2, right=3))
    first = reading.figures.iloc[0]
    assert (first["sheet"], first["row"], first["column"], first["table"]) == (1, 7, 5, 1)
    assert reading.tables[1].regions == len(COUNTIES)
    assert reading.tables[1].heads == ("2025年1-9月增速(%)",)


# Wherever and however it is printed

BRACKETS = ["（{}）", "({})", "〔{}〕", "[{}]", "【{}】", " （ {} ） ", "\n({})"]
BLANKS = ["", " ", "  ", "\u3000", "\u00a0", "\n"]


@st.composite
def printed_tables(draw):
    """A table of growths and levels in any place, with any blanks, brackets and depth of heads."""
    brackets = draw(st.sampled_from(BRACKETS))
    blank = st.sampled_from(BLANKS)
    units = {code: draw(blank).join(name) for code, name in COUNTIES.items()}
    decimals = st.decimals(-1000, 1000, places=4)
    figures = {head: {code: float(draw(decimals)) for code in units} for head in ("绝对额", "增速")}
    in_brackets = [brackets.format("万元"), brackets.format("%")]
    cells = {(0, 0): draw(blank).join("规模工业营业收入"), (2, 0): draw(blank).join("地区")}
    deep = draw(st.booleans())
    for column, (head, unit) in enumerate(zip(figures, in_brackets, strict=True), start=1):
        upper = draw(blank).join(head)
        cells |= {(3, column): upper, (4, column): unit} if deep else {(4, column): upper + unit}
    cells[2, 1] = draw(st.sampled_from(["2025年1-8月", "2025年1—8月", "２０２５年１～８月"]))
    for row, (code, name) in enumerate(units.items(), start=5):
        cells[row, 0] = name
        cells |= {(row, 1 + n): values[code] for n, values in enumerate(figures.values())}
    merged = draw(st.sampled_from([(), ((0, 0, 0, 2), (2, 0, 4, 0), (2, 1, 2, 2))]))
    sheet = CardSheet("表", cells, merged)
    return moved(sheet, draw(st.integers(0, 12)), draw(st.integers(0, 6))), figures


@settings(max_examples=40, deadline=None)
@given(printed=printed_tables())
def test_table_reads_back_wherever_and_however_it_is_printed(printed):
    sheet, figures = printed
    reading = read_tables(book_of(sheet), dataset("shaoyang"))
    wan = Decimal("0.0001")
    levels = {
        ("level", code): float(Decimal(str(v)) * wan) for code, v in figures["绝对额"].items()
    }
    growths = {("growth", code): value for code, value in figures["增速"].items()}
    assert figures_of(reading, "revenue", "2025-Y08") == levels | growths
    assert reading.misreads == ()
    assert reading.left_out == ()


@settings(max_examples=50, deadline=None)
@given(
    value=st.decimals(-(10**9), 10**9, places=6, allow_nan=False),
    unit=st.sampled_from(["亿元", "万元"]),
)
def test_units_convert_exactly_in_decimals(value, unit):
    sheet = level_table(f"绝对额（{unit}）", {"430500": float(value)})
    reading = read_tables(book_of(sheet), dataset("shaoyang"))
    factor = {"亿元": Decimal(1), "万元": Decimal("0.0001")}[unit]
    expected = float(Decimal(str(float(value))) * factor)
    assert figures_of(reading)["level", "430500"] == expected


@pytest.mark.parametrize("title", ["二、规模工业增加值", "2025年1-9月 规模工业增加值"])
def test_title_may_carry_numbering_period_or_scope(read, title):
    assert figures_of(read(growth_table(title=title)), "value_added", "2025-Y09")


@pytest.mark.parametrize(
    ("head", "measure"),
    [
        ("增速", "growth"),
        ("增长%", "growth"),
        ("增减(%)", "growth"),
        ("同比（±%）", "growth"),
        ("位次", "published_place"),
        ("排名（位）", "published_place"),
        ("绝对值（亿元）", "level"),
        ("总额\n（亿元）", "level"),
    ],
)
def test_heads_are_known_by_their_words(read, head, measure):
    reading = read(level_table(head, PLACES))
    assert {found for found, _ in figures_of(reading)} == {measure}


def test_balance_and_its_change_stand_under_two_rows_of_heads(read):
    changes = {code: 1.5 * number for number, code in enumerate(LOAN_AREAS)}
    levels = dict.fromkeys(LOAN_AREAS, 100.5)
    columns = [("9月末", "(亿元)", levels), ("比年初增减数", "(亿元)", changes)]
    reading = read(
        cards.balance_sheet("表", "金融机构本外币贷款余额", columns), file_name="2025年9月.xlsx"
    )
    expected = {("level", code): value for code, value in levels.items()}
    expected |= {("change_since_year_start", code): value for code, value in changes.items()}
    assert figures_of(reading, "loan_balance", "2025-09") == expected


def test_unit_may_stand_in_a_note_above_or_in_the_title(read):
    noted = with_cells(level_table("绝对额"), {(1, 1): "单位：万元、%"})
    titled = level_table("绝对额", title="规模工业利润总额（万元）")
    for sheet in (noted, titled):
        reading = read(sheet)
        assert reading.misreads == ()
        assert figures_of(reading)["level", "430500"] == 0.100025


def test_columns_of_two_years_are_figures_of_two_periods(read):
    sheet = level_table("绝对额（亿元）", period="2025年1-8月")
    last_year = {(2, 2): "2024年1-8月", (3, 2): "绝对额（亿元）"}
    last_year |= {(row, 2): float(row) for row in range(4, 4 + len(COUNTIES))}
    reading = read(with_cells(sheet, last_year))
    assert figures_of(reading, period="2025-Y08")["level", "430500"] == 1000.25
    assert figures_of(reading, period="2024-Y08")["level", "430500"] == 4.0
    assert reading.tables[0].period == "2025-Y08"


def wide_table(*heads, title="规模工业营业收入"):
    """A table whose heads stand in as many rows as they have parts, parted by a bar."""
    cells = {(0, 0): title, (2, 0): "地区"}
    for column, head in enumerate(heads, start=1):
        cells |= {(2 + row, column): part for row, part in enumerate(head.split("|")) if part}
    cells |= {(4 + row, 0): name for row, name in enumerate(COUNTIES.values())}
    places = [(row, column) for row in range(len(COUNTIES)) for column in range(len(heads))]
    cells |= {(4 + row, 1 + column): 100.5 * row + column for row, column in places}
    return CardSheet("表", cells)


def read_columns(reading):
    return set(reading.figures[["measure", "period", "column"]].itertuples(index=False, name=None))


def test_growth_beside_two_years_that_names_none_is_not_read(read):
    for titled in ("规模工业营业收入", "2025年1-8月规模工业营业收入"):
        heads = ("2025年1-8月（亿元）", "2024年1-8月（亿元）", "增速（%）")
        reading = read(wide_table(*heads, title=titled))
        assert read_columns(reading) == {("level", "2025-Y08", 2), ("level", "2024-Y08", 3)}
        assert checks_of(reading) == [("period_unreadable", "D3")]


def test_bare_years_of_heads_are_of_the_months_in_the_title(read):
    heads = ("2025年（亿元）", "2024年（亿元）", "2025年增速（%）")
    reading = read(wide_table(*heads, title="2025年1-8月规模工业营业收入"))
    assert read_columns(reading) == {
        ("level", "2025-Y08", 2),
        ("level", "2024-Y08", 3),
        ("growth", "2025-Y08", 4),
    }


def test_year_and_months_may_stand_in_two_rows_of_heads(read):
    heads = ("2025年|1-8月（亿元）", "2024年|1-8月（亿元）")
    turned = ("1-8月|2025年（亿元）", "1-8月|2024年（亿元）")
    for each in (heads, turned):
        reading = read(wide_table(*each))
        assert read_columns(reading) == {("level", "2025-Y08", 2), ("level", "2024-Y08", 3)}
        assert reading.misreads == ()


def test_head_whose_rows_name_different_months_is_not_read(read):
    for heads in (("2025年10月|9月末（亿元）",), ("2025年|2024年9月末（亿元）",)):
        reading = read(wide_table(*heads, title="金融机构本外币贷款余额"))
        assert reading.figures.empty
        assert checks_of(reading) == [("period_unreadable", "B4")]


def test_bare_year_beside_months_may_mean_the_whole_year_and_is_not_read(read):
    reading = read(wide_table("2024年（亿元）", "2025年1-8月（亿元）"))
    assert read_columns(reading) == {("level", "2025-Y08", 3)}
    assert checks_of(reading) == [("period_unreadable", "B3")]


@pytest.mark.parametrize("title", ["2024年1-8月规模工业营业收入", "二、2024年规模工业营业收入"])
def test_year_of_the_title_goes_with_the_months_of_a_head(read, title):
    reading = read(wide_table("1-8月绝对额（亿元）", title=title), month="2025-08")
    assert set(reading.figures["period"]) == {"2024-Y08"}


def test_units_of_another_city_are_pointed_out(shaoyang):
    card = book_of(*cards.card_sheets())
    reading = read_tables(card, dataset("luohe-2015"), month="2025-09")
    assert {check for check, _ in checks_of(reading)} == {"foreign_units"}
    assert {table.status for table in reading.tables} >= {"read", "unknown"}
    assert (reading.misreads[0].cell, reading.misreads[0].found) == ("A6", "双清")
    assert read_tables(card, shaoyang, month="2025-09").misreads == ()


def test_place_is_a_whole_number_from_one_on(read):
    places = {**PLACES, "430502": 0.0, "430503": 1.5, "430511": "2.0"}
    reading = read(level_table("排名", places))
    expected = [("place_unlawful", "B6"), ("place_unlawful", "B7"), ("digits_converted", "B8")]
    assert [each for each in checks_of(reading) if each[1] in ("B6", "B7")] == expected[:2]
    assert "430502" not in set(reading.figures["region"])


@pytest.mark.parametrize("head", ["增减", "同比增减", "同比增减（亿元）", "比上年增减（百分点）"])
def test_word_for_an_amount_or_a_growth_is_a_growth_only_in_per_cent(read, head):
    reading = read(wide_table("2025年1-8月绝对额（亿元）", head))
    assert read_columns(reading) == {("level", "2025-Y08", 2)}
    assert any(head[:2] in text for text in reading.left_out)
    noted = with_cells(wide_table("2025年1-8月绝对额", "同比增减"), {(1, 1): "单位：亿元、%"})
    assert ("growth", "2025-Y08", 3) in read_columns(read(noted))


def test_growth_behind_a_column_of_another_indicator_is_not_read(read):
    for other in ("利润总额（亿元）", "规模工业利润总额（万元）", "1-8月利润（万元）"):
        heads = ("2025年1-8月绝对额（亿元）", other, "增速（%）")
        reading = read(wide_table(*heads))
        assert read_columns(reading) == {("level", "2025-Y08", 2)}
        assert len(reading.left_out) == 2


def test_period_of_a_day_cell_is_its_month_and_says_nothing_of_the_year_to_date(read):
    for day in (date(2025, 9, 1), datetime(2025, 9, 1)):  # noqa: DTZ001 - cells have no zone
        reading = read(growth_table(period=day))
        assert reading.figures.empty
        assert [each.check for each in reading.misreads] == ["period_unreadable"]
        levels = {code: float(number) for number, code in enumerate(LOAN_AREAS, 1)}
        columns = [("余额（亿元）", levels)]
        balance = region_sheet("表", "金融机构本外币贷款余额", day, columns, LOAN_AREAS)
        assert set(read(balance).figures["period"]) == {"2025-09"}


def test_tables_below_and_beside_each_other_are_apart(read):
    below = moved(growth_table(title="工业投资"), down=20)
    beside = moved(growth_table(title="规模工业利润总额"), right=3)
    cells = growth_table().cells | below.cells | beside.cells
    reading = read(CardSheet("表", cells))
    assert [table.indicator for table in reading.tables] == [
        "value_added",
        "profit",
        "industrial_investment",
    ]
    assert [table.regions for table in reading.tables] == [len(COUNTIES)] * 3
    assert reading.misreads == () == reading.left_out


def test_industry_table_gives_figures_of_the_city(read):
    growths = {"B06": -37.05, "C13": 15.4, "C14": 31.9, "D46": 6.5}
    reading = read(cards.industry_sheet("表", "规模工业大类行业增加值", "2025年1-9月", growths))
    assert set(reading.figures["region"]) == {"430500"}
    assert figures_of(reading) == {("growth", code): value for code, value in growths.items()}


def test_title_of_an_industry_table_names_no_table_of_units(read):
    reading = read(growth_table(title="规模工业大类行业增加值"))
    assert reading.tables[0].status == "unknown"


# Names


def test_former_full_and_marked_names_are_known(read):
    units = COUNTIES | {
        "430500": "邵阳市",
        "430529": "城步苗族自治县",
        "430582": "邵东县",
        "430500K": "其中：经开区",
    }
    growths = GROWTHS | {"430500K": 9.0}
    reading = read(growth_table(growths, units=units))
    assert figures_of(reading) == {("growth", code): growths[code] for code in units}


def test_shaoyang_is_a_county_among_counties_and_a_city_among_cities(read):
    counties = COUNTIES | {"430523": "邵阳"}
    reading = read(growth_table(units=counties))
    assert figures_of(reading)["growth", "430523"] == GROWTHS["430523"]
    cities = {code: float(number) for number, code in enumerate(PREFECTURES)}
    reading = read(growth_table(cities, units=PREFECTURES))
    assert figures_of(reading) == {("growth", code): value for code, value in cities.items()}


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["邵阳", "新邵", "隆回"], ["430523", "430522", "430524"]),
        (["邵阳", "邵阳县", "隆回"], ["430500", "430523", "430524"]),
        (["全市", "邵阳", "邵阳县"], ["430500", "", "430523"]),
        (["全市", "邵阳", "天心区"], ["430500", "430523", None]),
        (["全省", "邵阳", "长沙"], ["430000", "430500", "430100"]),
        (["邵阳", "邵阳", "新邵", "隆回"], ["430523", "430523", "430522", "430524"]),
        (["全省", "全市", "邵阳", "长沙"], ["430000", "430500", "430523", "430100"]),
    ],
)
def test_name_is_read_in_its_table(shaoyang, names, codes):
    known = unit_names(shaoyang)
    assert list(named_units(names, shaoyang, "value_added", known).codes) == codes


def test_name_that_two_sets_read_differently_stays_open(shaoyang):
    known = unit_names(shaoyang)
    found = named_units(["邵阳", "长沙", "新邵"], shaoyang, "value_added", known)
    assert found.codes[0] == ""


def test_names_of_zones_are_those_of_the_own_city(shaoyang):
    assert unit_names(shaoyang)["经开区"] == {"430500K"}
    assert unit_names(dataset("luohe-2015"))["经开区"] == {"411100K"}


# Periods


def test_year_comes_from_another_table_that_prints_it(read):
    dated = growth_table(title="固定资产投资", period="2025年1-9月")
    reading = read(growth_table(period="1-9月"), dated)
    assert set(reading.figures["period"]) == {"2025-Y09"}


@pytest.mark.parametrize(
    ("period", "month", "file_name", "code"),
    [
        ("1-9月", "2025-09", "x.xlsx", "2025-Y09"),
        ("1-12月", "2025-02", "x.xlsx", "2024-Y12"),
        ("1-2月", "2025-09", "x.xlsx", "2025-Y02"),
        ("2024年1-9月", "2025-09", "x.xlsx", "2024-Y09"),
        ("1-9月", "", "monthly_card_202509.xlsx", "2025-Y09"),
        ("1-8月", "", "2025年9月月报.xls", "2025-Y08"),
        ("1-12月", "", "月报-2025-02.csv", "2024-Y12"),
        ("1-12月", "", "20250120.xlsx", "2024-Y12"),
        ("1-9月", "", "2025年1—9月.xlsx", "2025-Y09"),
        ("1-9月", "", "邵阳2025.xlsx", "2025-Y09"),
        ("上半年", "2025-09", "x.xlsx", "2025-Y06"),
        ("9月末", "2025-09", "x.xlsx", "2025-Y09"),
        ("2025-09", "", "x.xlsx", "2025-Y09"),
    ],
)
def test_year_is_found_where_it_is_not_printed(read, period, month, file_name, code):
    reading = read(growth_table(period=period), month=month, file_name=file_name)
    assert set(reading.figures["period"]) == {code}


@pytest.mark.parametrize(
    ("dated", "period", "code"),
    [
        ("2025年1-9月", "1-11月", "2025-Y11"),
        ("2025年1-9月", "1-2月", "2025-Y02"),
        ("2024年1-12月", "1-2月", "2025-Y02"),
        ("2025年1-2月", "1-12月", "2024-Y12"),
    ],
)
def test_monthly_table_runs_ahead_of_a_dated_quarterly_one(read, dated, period, code):
    reading = read(growth_table(period=period), growth_table(title="固定资产投资", period=dated))
    assert set(reading.figures["period"]) == {code}


def test_stale_name_of_a_file_dates_nothing_back(read):
    dated = growth_table(title="固定资产投资", period="2025年1-9月")
    reading = read(growth_table(period="1-9月"), dated, file_name="202508.xlsx")
    assert set(reading.figures["period"]) == {"2025-Y09"}


@pytest.mark.parametrize(
    ("title", "period", "check"),
    [
        ("规模工业增加值", "1-9月", "year_unknown"),
        ("规模工业增加值", "", "period_unreadable"),
        ("规模工业增加值", "2025年9月", "period_unreadable"),
        ("规模工业增加值", "2025年7-9月", "period_unreadable"),
        ("规模工业增加值", "2025年1月", "january_alone"),
        ("规模工业增加值", "2025-01", "january_alone"),
        ("地区生产总值", "2025年1-8月", "period_unreadable"),
    ],
)
def test_period_that_cannot_be_taken_is_said_once(read, title, period, check):
    sheet = region_sheet("表", title, period, [("增速", GROWTHS), ("排名", PLACES)])
    reading = read(sheet)
    assert [misread.check for misread in reading.misreads] == [check]
    assert reading.figures.empty
    assert reading.tables[0].status == "read"
    assert reading.tables[0].reason


def test_january_of_an_indicator_that_has_one_is_taken(read):
    reading = read(growth_table(title="地方一般公共预算收入", period="2025年1月"))
    assert set(reading.figures["period"]) == {"2025-Y01"}


def test_month_of_the_release_is_the_chosen_one_or_the_newest(read):
    old = growth_table(title="工业投资", period="2025年1-8月")
    assert read(growth_table(), old).month == "2025-09"
    assert read(growth_table(), month="2025-10").month == "2025-10"
    assert read(CardSheet("空")).month == ""


# What is wrong in a table

WHOLE, FIRST, SECOND = (4, 1), (5, 1), (6, 1)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({FIRST: "约12"}, [("text_in_number", "B6")]),
        ({FIRST: "=1+1"}, [("text_in_number", "B6")]),
        ({FIRST: True}, [("text_in_number", "B6")]),
        ({FIRST: date(2025, 9, 1)}, [("text_in_number", "B6")]),
        ({FIRST: "NaN", SECOND: math.inf}, [("not_finite", "B6"), ("not_finite", "B7")]),
        ({FIRST: "１２．３"}, [("digits_converted", "B6")]),
        ({FIRST: ""}, [("blank_unit", "B6")]),
        ({FIRST: "—", WHOLE: ""}, [("blank_unit", "B5"), ("blank_unit", "B6")]),
        ({FIRST: "未报"}, []),
        ({(5, 0): "双清县"}, [("unknown_region", "A6")]),
        ({(4, 0): "<b>全市</b>"}, [("unknown_region", "A5")]),
        ({(16, 0): '=HYPERLINK("x")'}, [("unknown_region", "A17")]),
        ({(17, 0): "长株潭地区", (17, 1): 3.5}, [("unknown_region", "A18")]),
        ({(5, 0): "双清县", FIRST: ""}, []),
        ({(17, 0): "注：按可比价计算"}, []),
        ({(17, 0): "双清区", (17, 1): 3.5}, [("duplicate_region", "A18")]),
        ({(3, 1): "增速（万元）"}, [("unit_unknown", "B4")]),
        ({(3, 1): "绝对额"}, [("unit_missing", "B4")]),
        ({(3, 1): "绝对额（万吨）"}, [("unit_unknown", "B4")]),
        ({(3, 2): "同比增长", (6, 2): 1.0}, [("head_doubled", "C4")]),
    ],
)
def test_misread_names_rule_and_cell(read, cells, found):
    reading = read(with_cells(growth_table(), cells))
    assert checks_of(reading) == found


def test_one_wrong_cell_loses_no_other(read):
    reading = read(with_cells(growth_table(), {FIRST: "约12"}))
    expected = {("growth", code): value for code, value in GROWTHS.items() if code != "430502"}
    assert figures_of(reading) == expected
    assert reading.misreads[0].found == "约12"


def test_not_reported_is_a_figure_without_value(read):
    reading = read(with_cells(growth_table(), {FIRST: "未报"}))
    assert figures_of(reading)["growth", "430502"] == "未报"


def test_percent_sign_belongs_to_growth_only(read):
    assert checks_of(read(growth_table({"430500": "5.5%"}))) == [("digits_converted", "B5")]
    reading = read(level_table("绝对额（亿元）", {"430500": "5.5%"}))
    assert checks_of(reading) == [("text_in_number", "B5")]
    assert reading.figures.empty


def test_figure_of_the_whole_alone_misses_no_unit(read):
    assert read(growth_table({"430500": 6.0})).misreads == ()


def test_whole_has_no_place_and_a_listed_unit_may_be_silent(read):
    units = COUNTIES | {"430500K": "经开区"}
    columns = [("增速（%）", GROWTHS), ("排名", PLACES)]
    reading = read(region_sheet("表", "规模工业增加值", "2025年1-9月", columns, units))
    assert reading.misreads == ()


def test_ambiguous_name_is_said(read):
    units = {"430500": "全市", "x": "邵阳", "430523": "邵阳县", "430522": "新邵"}
    growths = dict.fromkeys(units, 1.0)
    assert checks_of(read(growth_table(growths, units=units))) == [("ambiguous_region", "A6")]


def test_unknown_industry_is_said(read):
    growths = {"B06": -37.05, "C13": 15.4, "C14": 31.9}
    sheet = cards.industry_sheet("表", "规模工业大类行业增加值", "2025年1-9月", growths)
    reading = read(with_cells(sheet, {(7, 0): "装备制造业", (7, 1): 1.0}))
    assert checks_of(reading) == [("unknown_industry", "A8")]
    reading = read(with_cells(sheet, {(7, 0): "食品制造业", (7, 1): 1.0}))
    assert checks_of(reading) == [("duplicate_figure", "A8")]


@pytest.mark.parametrize(
    ("area", "cell", "lost"),
    [((5, 1, 6, 1), "B6", 2), ((6, 0, 7, 0), "A7", 0)],
)
def test_merged_cells_in_the_body_are_not_read(read, area, cell, lost):
    sheet = growth_table()
    sheet = CardSheet(sheet.name, sheet.cells, (*sheet.merged, area))
    reading = read(sheet)
    assert checks_of(reading) == [("merged_cells", cell)]
    assert len(reading.figures) == len(COUNTIES) - lost


def test_merged_note_below_the_body_is_no_matter(read):
    sheet = with_cells(growth_table(), {(17, 0): "注：增速按可比价计算"})
    assert read(CardSheet("表", sheet.cells, ((17, 0, 17, 1),))).misreads == ()


def test_cells_without_usable_value_are_told_apart(read):
    broken = {FIRST: "#DIV/0!", SECOND: "公式没有结果", (7, 0): "#REF!"}
    cells = {FIRST: "#DIV/0!", SECOND: "", (7, 0): "#REF!"}
    reading = read(with_cells(growth_table(), cells), broken=broken)
    assert checks_of(reading) == [
        ("error_cell", "B6"),
        ("formula_without_value", "B7"),
        ("error_cell", "A8"),
    ]


def test_figure_that_stands_twice_in_a_file_is_read_once(read):
    reading = read(growth_table(), moved(growth_table(), down=3))
    assert len(reading.figures) == len(COUNTIES)
    assert {misread.check for misread in reading.misreads} == {"duplicate_figure"}
    assert reading.misreads[0].cell == "B8"
    assert len(reading.misreads) == len(COUNTIES)


# What is not read, and why


@pytest.mark.parametrize(
    ("sheet", "status", "words"),
    [
        (growth_table(title="固定资产投资"), "unknown", "标题“固定资产投资”"),
        (growth_table({}, title="规模工业产销率"), "unknown", "没有数字"),
        (growth_table({}), "empty", "尚无数据"),
        (growth_table(title=""), "unknown", "没有标题"),
        (level_table("产销率（%）"), "unknown", "没有认得的表头"),
        (
            cards.items_sheet("表", "地区生产总值", "1-9月", [("工业", 5.3)]),
            "unknown",
            "没有单位列",
        ),
        (cards.contents_sheet(["地区生产总值"]), "unknown", "没有单位列"),
    ],
)
def test_table_that_is_not_read_is_listed_with_the_reason(read, sheet, status, words):
    reading = read(sheet)
    assert [table.status for table in reading.tables] == [status]
    assert words in reading.tables[0].reason
    assert reading.figures.empty
    assert reading.misreads == ()


def test_sheet_without_numbers_and_names_is_not_listed(read):
    assert read(CardSheet("说明", {(0, 0): "填报说明", (1, 0): "每个单位一行"})).tables == ()


def test_similar_title_is_not_guessed(read):
    for title in ("规模工业增加值率", "规模工业增加", "工业增加值", "一般公共预算收入"):
        assert read(growth_table(title=title)).tables[0].status == "unknown"


def test_user_says_once_what_a_title_means(read):
    sheet = growth_table(title="2025年1-9月 一般公共预算收入")
    said = {plain_title("一般公共预算收入"): "budget_revenue"}
    reading = read(sheet, mappings=said)
    assert reading.tables[0].indicator == "budget_revenue"
    assert len(reading.figures) == len(COUNTIES)
    assert read(sheet, mappings={"一般公共预算收入": "no_such"}).tables[0].status == "unknown"


def test_user_says_once_that_a_table_is_not_to_be_read(read):
    ignored = {"规模工业增加值": "", "目录": ""}
    reading = read(growth_table(), cards.contents_sheet(["x"]), mappings=ignored)
    assert [table.status for table in reading.tables] == ["ignored", "ignored"]
    assert reading.figures.empty


def test_numbers_beside_and_below_a_table_are_said(read):
    stray = {(6, 3): 1.0, (22, 1): 12.6777}
    reading = read(with_cells(growth_table(), stray))
    assert reading.left_out == ("表：D7、B23中的数字没有表头或单位名称，未读",)
    assert reading.misreads == ()


def test_second_column_of_a_merged_head_has_no_head(read):
    columns = [("增速（%）", GROWTHS), ("排名", PLACES)]
    sheet = region_sheet("表", "规模工业增加值", "2025年1-9月", columns)
    sheet = with_cells(sheet, {(4, 3): 3361.5, (5, 3): 1226.5})
    reading = read(CardSheet("表", sheet.cells, ((2, 1, 2, 3), (3, 2, 3, 3))))
    assert reading.misreads == ()
    assert reading.left_out == ("表：D5、D6中的数字没有表头或单位名称，未读",)


def test_unknown_head_is_left_out_and_said(read):
    columns = [("增速（%）", GROWTHS), ("产销率（%）", LEVELS)]
    reading = read(region_sheet("表", "规模工业增加值", "2025年1-9月", columns))
    assert {measure for measure, _ in figures_of(reading)} == {"growth"}
    assert len(reading.left_out) == 1
    assert "产销率" in reading.left_out[0]


def test_list_of_enterprises_by_county_is_no_table_of_counties(read):
    cells = {(0, 0): "规模工业增加值", (1, 0): "地区", (1, 1): "增速（%）", (0, 1): "2025年1-9月"}
    for row in range(2, 40):
        cells |= {(row, 0): ["双清", "大祥", "北塔"][row % 3], (row, 1): float(row)}
    reading = read(CardSheet("表", cells))
    assert reading.tables[0].status == "unknown"
    assert "多次" in reading.tables[0].reason


# Anything at all

TEXTS = [
    "",
    "全市",
    "双 清",
    "邵阳",
    "新邵",
    "长沙",
    "煤炭开采和洗选业",
    "食品制造业",
    "纺织业",
    "规模工业增加值",
    "工业投资（亿元）",
    "地区",
    "期别",
    "单位",
    "指标",
    "总量",
    "增速（%）",
    "绝对额",
    "（万元）",
    "单位：亿元",
    "1-9月",
    "2025年9月末",
    "排名",
    "未报",
    "—",
    "#REF!",
    "注：",
    "(",
]
CELLS = st.one_of(
    st.sampled_from(TEXTS),
    st.floats(),
    st.text(max_size=4),
    st.booleans(),
    st.dates(),
)


def test_large_sheet_that_is_no_table_takes_no_time(read):
    """A list of enterprises by county: every row bears a name, many cells bear digits."""
    counties = ["双清", "大祥", "某镇", "新邵县", "隆回", "洞口"]
    cells = {(0, 0): "企业名单", (1, 0): "地区", (1, 1): "企业", (1, 2): "电话"}
    for row in range(2, 20_000):
        cells |= {(row, 0): counties[row % 6], (row, 1): f"第{row}公司", (row, 2): f"0739-{row}"}
    began = time.perf_counter()
    reading = read(CardSheet("名单", cells))
    assert time.perf_counter() - began < 10
    assert [table.status for table in reading.tables] == ["unknown"]


@settings(max_examples=120, deadline=None)
@given(data=st.data(), width=st.integers(1, 7), month=st.sampled_from(["", "2025-09", "2025-01"]))
def test_any_sheet_gives_a_reading(data, width, month):
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=14))
    cells = {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row)}
    areas = st.tuples(*[st.integers(0, 6)] * 4)
    drawn = data.draw(st.lists(areas, max_size=3))
    merged = [(min(t, b), min(p, q), max(t, b), max(p, q)) for t, p, b, q in drawn]
    height = len(rows)
    merged = [a for a in merged if a[2] < height and a[3] < width]
    reading = read_tables(
        book_of(CardSheet("表", cells, tuple(merged))), dataset("shaoyang"), {}, month
    )
    assert {misread.check for misread in reading.misreads} <= intake_rules().rules.keys()
    assert not reading.figures.duplicated(list(FIGURE_COLUMNS[:5])).any()
    assert (reading.figures["table"] < len(reading.tables)).all()
    assert not any(math.isinf(value) for value in reading.figures["value"])


# Words


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("  规模工业 增加值 ", "规模工业增加值"),
        ("一、地区生产总值", "地区生产总值"),
        ("（三）工业投资", "工业投资"),
        ("表3-1：工业投资（单位：亿元）", "工业投资"),
        ("2025年1—9月规模工业利润总额（万元）", "规模工业利润总额"),
        ("规模工业增加值（2025年1-9月）", "规模工业增加值"),
        ("地区生产总值（GDP）", "地区生产总值(GDP)"),
        ("2025年", "2025年"),
        ("", ""),
    ],
)
def test_plain_title_is_the_same_every_month(printed, plain):
    assert plain_title(printed) == plain


@given(st.text(max_size=20))
def test_plain_title_is_that_of_the_title_as_it_is_listed(text):
    assert plain_title("".join(text.split())) == plain_title(text)


@given(
    st.text(alphabet="0123456789.,+-−－０９．，％% \u3000\u200b约亿aE", max_size=8) | st.floats()
)
def test_quick_look_for_figures_sees_what_the_reader_sees(cell):
    assert is_figure(cell) is (read_number(cell).state in NUMBERS)


def test_word_that_can_never_match_is_refused(tmp_path, monkeypatch):
    read_file = table_words.table_words.__wrapped__
    written = (table_words.FOLDER / "table_words.yaml").read_text(encoding="utf-8")
    assert read_file().measure_of["增速"] == "growth"
    monkeypatch.setattr(table_words, "FOLDER", tmp_path)
    changed = written.replace("titles:", "titles:\n  规模工业（增加值）: value_added", 1)
    (tmp_path / "table_words.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(CatalogueError, match="半角括号"):
        read_file()


def test_titles_of_the_file_name_registered_indicators():
    words = table_words.table_words()
    named = {*words.titles.values(), *words.industry_titles.values()}
    assert named <= catalogue.indicators().keys()
