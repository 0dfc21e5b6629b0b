"""Long lists give a figure for each cell, whatever their size; equal faults are said once."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.datasets import dataset
from data.intake_rules import intake_rules
from data.readings import FIGURE_COLUMNS, Book, Sheet
from data.records import FOLDER
from data.sample_tables import submissions
from data.spreadsheets import read_book
from data.table_finding import read_tables
from tests.data.books import checks_of, figures_of

HEADS = [
    "期别",
    "区划代码",
    "单位",
    "指标",
    "总量",
    "计量单位",
    "增速（%）",
    "公布位次",
    "比年初增减",
    "行业代码",
    "行业",
    "备注",
]
ROW = ["2025年1—9月", "430502", "双清区", "规模工业增加值", 5.5, "亿元", 9.7, 3.0, "", "", "", ""]
PLACE = {head: place for place, head in enumerate(HEADS)}


def row(**changes):
    """A lawful row; `changes` by head."""
    cells = list(ROW)
    for head, value in changes.items():
        cells[PLACE["增速（%）" if head == "增速" else head]] = value
    return cells


def heads_with(old, new):
    """The heads with one of them written otherwise."""
    return [new if head == old else head for head in HEADS]


def book(*rows, heads=HEADS, above=(), merged=(), broken=None):
    width = max(map(len, (heads, *rows, *above)))
    cells = [[*each, *[""] * (width - len(each))] for each in (*above, heads, *rows)]
    return Book("长表.xlsx", "xlsx", (Sheet("长表", 0, cells, merged, broken or {}),))


@pytest.fixture(scope="module")
def read():
    """Read rows below the heads: `read(*rows, mappings={}, month="", **book)`."""

    def make(*rows, mappings=None, month="", **given):
        return read_tables(book(*rows, **given), dataset("shaoyang"), mappings or {}, month)

    return make


def test_each_cell_of_a_row_is_a_figure(read):
    reading = read(row())
    about = ["value_added", "430502", "", "2025-Y09", 0, 2, 0]
    columns = ["indicator", "region", "industry", "period", "sheet", "row", "table"]
    for cells in reading.figures[columns].itertuples(index=False):
        assert list(cells) == about
    found = dict(zip(reading.figures["measure"], reading.figures["value"], strict=True))
    assert found == {"level": 5.5, "growth": 9.7, "published_place": 3.0}
    assert list(reading.figures["column"]) == [5, 7, 8]
    assert reading.misreads == () == reading.left_out
    assert reading.month == "2025-09"


def test_weights_of_a_base_year_are_read_in_percent_by_industry(read):
    heads = heads_with("比年初增减", "权数（%）")
    lawful = [
        "2024年1—12月",
        "430500",
        "邵阳市",
        "规模工业增加值",
        "",
        "",
        "",
        "",
        4.25,
        "C13",
        "",
        "",
    ]
    reading = read(lawful, heads=heads)
    assert reading.misreads == ()
    found = reading.figures[["measure", "industry", "period", "value"]]
    assert found.to_numpy().tolist() == [["weight", "C13", "2024-Y12", 4.25]]
    wrong = read(lawful, heads=heads_with("比年初增减", "权数（万元）"))
    assert checks_of(wrong) == [("unit_unknown", "I2")]


def test_columns_and_types_are_those_of_every_reading(read):
    for reading in (read(row()), read()):
        assert tuple(reading.figures.columns) == FIGURE_COLUMNS
        kinds = [str(kind) for kind in reading.figures.dtypes]
        assert kinds == ["str"] * 5 + ["float64"] + ["int64"] * 4


def test_one_table_for_each_indicator_and_period(read):
    reading = read(
        row(),
        row(单位="大祥区", 区划代码="430503"),
        row(期别="2025-08"),
        row(指标="利润", 公布位次=""),
    )
    tables = [(each.title, each.indicator, each.period, each.regions) for each in reading.tables]
    assert tables == [
        ("规模工业增加值", "value_added", "2025-Y09", 2),
        ("规模工业增加值", "value_added", "2025-Y08", 1),
        ("利润", "profit", "2025-Y09", 1),
    ]
    assert {table.status for table in reading.tables} == {"read"}


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"总量": 12345.0, "计量单位": "万元"}, 1.2345),
        ({"总量": "１，２３４", "计量单位": "亿元"}, 1234.0),
        ({"总量": "未报"}, "未报"),
        ({"总量": 0.1, "计量单位": "万元"}, 0.00001),
    ],
)
def test_totals_are_converted_exactly(read, changes, value):
    assert figures_of(read(row(**changes)))["level", "430502"] == value


@pytest.mark.parametrize(
    "changes",
    [
        {"期别": "2025-09"},
        {"期别": "1-9月"},
        {"期别": date(2025, 9, 1)},
        {"期别": "2025-Y09"},
        {"期别": 202509.0},
        {"区划代码": 430502.0},
        {"区划代码": ""},
        {"单位": ""},
        {"单位": "双　清"},
        {"指标": "value_added"},
        {"指标": "规上工业增加值"},
    ],
)
def test_a_row_may_be_written_in_several_ways(read, changes):
    reading = read(row(**changes), month="2025-09")
    assert set(reading.figures["period"]) == {"2025-Y09"}
    assert set(reading.figures["region"]) == {"430502"}
    assert reading.misreads == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"行业代码": "B06"},
        {"行业": "煤炭开采和洗选业"},
        {"行业代码": 6.0},
        {"行业代码": "06", "行业": "煤炭开采和洗选业"},
    ],
)
def test_industry_is_given_by_code_or_name(read, changes):
    assert set(read(row(**changes)).figures["industry"]) == {"B06"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"期别": "本月"}, [("period_unreadable", "A2")]),
        ({"期别": ""}, [("period_unreadable", "A2")]),
        ({"期别": "1-9月"}, [("year_unknown", "A2")]),
        ({"期别": "2025年1月"}, [("january_alone", "A2")]),
        ({"期别": "2025年8月"}, [("period_unreadable", "A2")]),
        ({"单位": "双清县", "区划代码": ""}, [("unknown_region", "C2")]),
        ({"单位": "<b>双清区</b>"}, [("unknown_region", "C2")]),
        ({"单位": "", "区划代码": ""}, [("unknown_region", "C2")]),
        ({"单位": "", "区划代码": "110000"}, [("unknown_region", "C2")]),
        ({"单位": "大祥区"}, [("ambiguous_region", "C2")]),
        ({"单位": "邵阳", "区划代码": ""}, [("ambiguous_region", "C2")]),
        ({"指标": "工业用电量"}, [("unknown_indicator", "D2")]),
        ({"指标": ""}, [("unknown_indicator", "D2")]),
        ({"总量": "约5"}, [("text_in_number", "E2")]),
        ({"总量": "5%"}, [("text_in_number", "E2")]),
        ({"总量": date(2025, 1, 1)}, [("text_in_number", "E2")]),
        ({"总量": math.inf}, [("not_finite", "E2")]),
        ({"总量": "5,000"}, [("digits_converted", "E2")]),
        ({"计量单位": ""}, [("unit_missing", "F2")]),
        ({"计量单位": "吨"}, [("unit_unknown", "F2")]),
        ({"期别": 2025.1}, [("period_unreadable", "A2")]),
        ({"公布位次": 2.5}, [("place_unlawful", "H2")]),
        ({"公布位次": "0"}, [("place_unlawful", "H2")]),
        ({"公布位次": "3%"}, [("place_unlawful", "H2")]),
        ({"行业代码": "X99"}, [("unknown_industry", "K2")]),
        ({"行业": "装备制造业"}, [("unknown_industry", "K2")]),
        ({"行业": "纺织业", "行业代码": "B06"}, [("unknown_industry", "K2")]),
    ],
)
def test_misread_names_rule_and_cell(read, changes, found):
    assert checks_of(read(row(**changes))) == found


def test_unit_of_a_row_must_not_contradict_the_head(read):
    for unit, expected in (("亿元", [("unit_unknown", "F2")]), ("万元", []), ("", [])):
        reading = read(row(计量单位=unit), heads=heads_with("总量", "总量（万元）"))
        assert checks_of(reading) == expected


@pytest.mark.parametrize("head", ["2024年增速", "1-8月增速（%）"])
def test_head_with_a_period_of_its_own_is_not_read(read, head):
    reading = read(row(), heads=heads_with("增速（%）", head))
    assert "growth" not in set(reading.figures["measure"])
    assert len(reading.left_out) == 1


def test_a_fault_of_many_rows_is_said_once(read):
    wrong = [row(期别=f"2025年1—{month}月", 单位="双清县") for month in range(2, 10)]
    (misread,) = read(*wrong).misreads
    assert (misread.check, misread.cell) == ("unknown_region", "C2")
    assert "另有7行相同" in misread.text


def test_a_wrong_cell_loses_no_other(read):
    reading = read(row(总量="约5"), row(期别="2025-08", 单位="双清县"), row(期别="2025-07"))
    found = {(each.period, each.measure) for each in reading.figures.itertuples()}
    assert ("2025-Y09", "growth") in found
    assert ("2025-Y09", "level") not in found
    assert {period for period, _ in found} == {"2025-Y09", "2025-Y07"}


def test_rows_of_a_template_left_open_are_no_matter(read):
    blank = row(总量="", 增速="", 公布位次="", 单位="不在册")
    assert read(blank, [""] * len(HEADS), row()).misreads == ()
    assert [table.status for table in read(blank).tables] == ["empty"]


def test_blank_cell_is_missed_where_another_unit_has_a_figure(read):
    whole = row(单位="全市", 区划代码="430500", 公布位次="")
    other = row(单位="大祥区", 区划代码="430503", 增速="", 公布位次="")
    zone = row(单位="经开区", 区划代码="430500K", 增速="", 公布位次="", 总量="")
    assert checks_of(read(whole, row(), other, zone)) == [
        ("blank_unit", "G4"),
        ("blank_unit", "H4"),
    ]
    earlier = row(单位="大祥区", 区划代码="430503", 增速="", 公布位次="", 期别="2025-08")
    assert read(row(), earlier).misreads == ()


def test_figure_given_twice_is_read_once(read):
    reading = read(row(), row(总量=7.0))
    assert checks_of(reading) == [
        ("duplicate_figure", "E3"),
        ("duplicate_figure", "G3"),
        ("duplicate_figure", "H3"),
    ]
    assert figures_of(reading)["level", "430502"] == 5.5


def test_unit_may_stand_in_the_head_instead(read):
    heads = ["期别", "单位", "指标", "总量（万元）"]
    reading = read(["2025-09", "双清区", "利润", 5000.0], heads=heads)
    assert figures_of(reading) == {("level", "430502"): 0.5}
    wrong = read(["2025-09", "双清区", "利润", 5.0], heads=["期别", "单位", "指标", "增速（万元）"])
    assert checks_of(wrong) == [("unit_unknown", "D2")]


def test_head_may_stand_below_a_title_and_in_any_order(read):
    heads = ["增速", "指标", "单位", "期别"]
    above = [["县市区主要指标"], []]
    reading = read([9.7, "利润", "双清区", "2025-09"], heads=heads, above=above)
    assert figures_of(reading) == {("growth", "430502"): 9.7}
    assert reading.figures.loc[0, "row"] == 4


def test_unknown_column_is_said_and_a_doubled_one_refused(read):
    reading = read([*row(), 1.0, 2.0], heads=[*HEADS, "备用", "总量"])
    assert reading.left_out == ("长表：“备用”一列不认得，未读",)
    assert checks_of(reading) == [("head_doubled", "N1")]
    assert figures_of(reading)["level", "430502"] == 5.5


def test_list_without_indicators_is_listed(read):
    reading = read(["2025-09", "双清区", 9.7], heads=["期别", "单位", "增速"])
    assert [table.reason for table in reading.tables] == ["长表没有“指标”列"]


def test_user_says_once_what_an_indicator_is(read):
    unknown = read(row(指标="工业增加值"))
    assert [(t.title, t.status) for t in unknown.tables] == [("工业增加值", "unknown")]
    said = read(row(指标="工业增加值"), mappings={"工业增加值": "value_added"})
    assert set(said.figures["indicator"]) == {"value_added"}
    ignored = read(row(指标="工业增加值"), row(), mappings={"工业增加值": ""})
    assert [table.status for table in ignored.tables] == ["read", "ignored"]
    assert ignored.misreads == ()


def test_merged_and_broken_cells_are_said(read):
    rows = [row(), row(单位="", 区划代码="")]
    assert ("merged_cells", "C2") in checks_of(read(*rows, merged=((1, 2, 2, 2),)))
    broken = {(1, 4): "#DIV/0!", (1, 6): "公式没有结果", (1, 2): "#N/A", (0, 0): "#N/A"}
    cells = row(总量="#DIV/0!", 增速="", 单位="#N/A")
    found = checks_of(read(cells, broken=broken))
    assert ("error_cell", "E2") in found
    assert ("formula_without_value", "G2") in found
    assert ("error_cell", "C2") in found
    assert "text_in_number" not in dict(found)


def test_head_at_the_end_of_a_sheet_is_an_empty_list(read):
    assert [table.status for table in read().tables] == ["empty"]


def test_shipped_samples_read_as_what_is_shipped():
    """The list reader and the reader of samples agree, figure by figure."""
    city = dataset("shaoyang")
    for name in ("county_levels.csv", "county_loans_deposits.csv"):
        content = (FOLDER / "samples" / "shaoyang" / name).read_bytes()
        reading = read_tables(read_book(content, name), city)
        grades = {intake_rules().rules[each.check].grade for each in reading.misreads}
        assert "must" not in grades
        read = {
            (each.indicator, each.measure, each.region, each.period): each.value
            for each in reading.figures.itertuples()
        }
        shipped = {
            (
                entry.key.indicator,
                entry.key.measure,
                entry.key.region,
                entry.period.code,
            ): entry.value
            for submission in submissions(city)
            if submission.file_name == name
            for entry in submission.entries
        }
        assert read == shipped
        assert len(read) > 300


def test_large_list_gives_the_same_figures_as_its_rows_alone(read):
    units = [("430502", "双清区"), ("430503", "大祥区"), ("430511", "北塔区")]
    rows = [
        row(
            期别=f"{year}年1—{month}月", 区划代码=code, 单位=name, 总量=float(year), 增速=month / 10
        )
        for year in range(1950, 2100)
        for month in range(2, 13)
        for code, name in units
    ]
    reading = read(*rows)
    assert reading.misreads == ()
    values = reading.figures.set_index(["period", "region", "measure"])["value"]
    assert len(values) == 3 * len(rows)
    assert values["2024-Y07", "430511", "growth"] == 0.7
    assert values["1999-Y12", "430502", "level"] == 1999.0
    assert len(reading.tables) == 150 * 11


def test_csv_through_a_file(read):
    text = '期别,单位,指标,总量,计量单位\n2025年1—9月,双清区,利润,"1,234.5",万元\n'
    reading = read_tables(read_book(text.encode("gb18030"), "x.csv"), dataset("shaoyang"))
    assert figures_of(reading) == {("level", "430502"): 0.12345}
    assert checks_of(reading) == [("digits_converted", "D2")]


CELLS = st.one_of(
    st.sampled_from(
        ["", *map(str, ROW), "未报", "大祥", "430503", "B06", "万元", "#REF!", "全市", "gdp", "1月"]
    ),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=len(HEADS), max_size=len(HEADS)), max_size=8),
    heads=st.permutations(HEADS),
)
def test_any_rows_give_a_reading(rows, heads):
    reading = read_tables(book(*rows, heads=heads), dataset("shaoyang"))
    assert {misread.check for misread in reading.misreads} <= intake_rules().rules.keys()
    assert not reading.figures.duplicated(list(FIGURE_COLUMNS[:5])).any()
    given = [each for cells in rows for each in cells]
    assert all(pd.isna(v) or any(v != "" for v in given) for v in reading.figures["value"])
