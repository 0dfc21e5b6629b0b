"""Checks report agreement, difference, or what is missing."""

from decimal import Decimal

import pandas as pd
import pytest

from metrics.checks import (
    additivity,
    coverage,
    inside_range,
    level_against_growth,
    places_agree,
)

TOLERANCE = Decimal("0.05")


@pytest.mark.parametrize(
    ("whole", "outcome"), [(7, "符合"), (7.05, "符合"), (6.95, "符合"), (7.06, "不符"), (6, "不符")]
)
def test_parts_sum_to_the_whole_within_the_tolerance(whole, outcome):
    assert additivity({"甲县": 3, "乙县": 4}, whole, TOLERANCE).outcome == outcome


def test_decimal_sums_do_not_suffer_from_binary_fractions():
    finding = additivity({"甲县": 0.1, "乙县": 0.2}, 0.3, Decimal(0))
    assert finding.outcome == "符合"


def test_a_missing_part_is_named_and_never_summed_as_zero():
    finding = additivity({"甲县": 7, "乙县": None, "丙县": float("nan")}, 7, TOLERANCE)
    assert finding.outcome == "无法核对"
    assert finding.text == "缺：乙县、丙县，不能与全市核对"


def test_a_missing_whole_is_named():
    finding = additivity({"甲县": 7}, None, TOLERANCE, whole_name="全省")
    assert (finding.outcome, finding.text) == ("无法核对", "缺：全省，不能与全省核对")


def test_no_parts_at_all_cannot_be_checked():
    finding = additivity({}, 0, TOLERANCE)
    assert (finding.outcome, finding.text) == ("无法核对", "缺：分项，不能与全市核对")


def test_a_difference_is_shown_with_its_figures():
    finding = additivity({"甲县": 3, "乙县": 4}, 10, TOLERANCE)
    assert finding.text == "全市减分项合计为3，超过允许误差0.05"
    assert finding.figures == (
        ("甲县", Decimal(3)),
        ("乙县", Decimal(4)),
        ("全市", Decimal(10)),
        ("差额", Decimal(3)),
    )


def test_a_rest_by_nature_is_shown_as_its_subject():
    finding = additivity({"甲县": 3, "乙县": 4}, 10, TOLERANCE, remainder_name="市本级")
    assert (finding.outcome, finding.text) == ("符合", "全市减分项合计为3，列作市本级")
    assert finding.figures[-1] == ("市本级", Decimal(3))


def test_parts_above_the_whole_leave_no_rest_by_nature():
    finding = additivity({"甲县": 6, "乙县": 5}, 10, TOLERANCE, remainder_name="市本级")
    assert finding.outcome == "不符"


def test_a_part_of_zero_is_not_negative():
    finding = additivity({"甲县": 0, "乙县": 11}, 10, TOLERANCE, remainder_name="市本级")
    assert (finding.outcome, finding.text) == ("不符", "全市减分项合计为−1，超过允许误差0.05")


def test_where_parts_may_be_negative_so_may_the_rest():
    finding = additivity({"甲县": -6, "乙县": 20}, 10, TOLERANCE, remainder_name="市辖区")
    assert (finding.outcome, finding.figures[-1]) == ("符合", ("市辖区", Decimal(-4)))


@pytest.mark.parametrize(
    ("whole", "outcome"), [(5.1, "符合"), (7.3, "符合"), (6, "符合"), (5, "不符"), (7.4, "不符")]
)
def test_the_whole_grows_between_its_parts(whole, outcome):
    assert inside_range(whole, {"甲县": 5.1, "乙县": 7.3}).outcome == outcome


def test_a_missing_part_can_only_widen_the_range():
    parts = {"甲县": 5.1, "乙县": 7.3, "丙县": None}
    assert inside_range(6, parts).outcome == "符合"
    outside = inside_range(9, parts)
    assert outside.outcome == "无法核对"
    assert outside.text.endswith("缺：丙县，不能核对")


@pytest.mark.parametrize(
    ("whole", "parts", "missing"),
    [(None, {"甲县": 1}, "全市"), (1, {"甲县": None}, "甲县"), (1, {}, "分项")],
)
def test_a_range_that_is_unknown_cannot_be_checked(whole, parts, missing):
    finding = inside_range(whole, parts)
    assert finding.outcome == "无法核对"
    assert finding.text.startswith(f"缺：{missing}，不能核对")


def test_the_range_is_shown():
    finding = inside_range(9, {"甲县": -5.1, "乙县": 7.3}, whole_name="全省")
    assert finding.text == "全省增速9%，不在分项之间（分项最低−5.1%、最高7.3%）"
    assert finding.figures[-1] == ("全省", Decimal(9))


def test_published_and_nominal_growth_differ_and_neither_is_replaced():
    finding = level_against_growth(310.58, 380.60, 5.7, "可比价", Decimal(3))
    assert finding.outcome == "不符"
    assert finding.text == (
        "公布增速5.7%（可比价），两期总量推算的名义增速−18.4%，相差24.1个百分点；"
        "公布增速按可比价计算，与总量口径不同，不得互相替代"
    )
    assert ("公布增速", Decimal("5.7")) in finding.figures


@pytest.mark.parametrize(
    ("published", "outcome"), [(8, "符合"), (2, "符合"), (8.1, "不符"), (1.9, "不符")]
)
def test_the_tolerance_between_the_two_growths_includes_its_edge(published, outcome):
    finding = level_against_growth(105, 100, published, "可比口径", Decimal(3))
    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("levels", "published", "text"),
    [
        ((None, 100), 5, "缺：本期总量，不能核对总量与增速"),
        ((105, 100), None, "缺：公布增速，不能核对总量与增速"),
        ((5, -10), 5, "两期总量为“扭亏为盈”，不能推算名义增速"),
    ],
)
def test_growths_that_cannot_be_compared(levels, published, text):
    finding = level_against_growth(*levels, published, "现价", Decimal(1))
    assert (finding.outcome, finding.text) == ("无法核对", text)


def test_places_that_differ_are_named():
    table = pd.DataFrame(
        {
            "region": ["甲县", "乙县", "丙县", "丁县"],
            "place": pd.array([1, 3, pd.NA, 2], dtype="Int64"),
            "published_place": [1.0, 2.0, 4.0, None],
        }
    )
    finding = places_agree(table)
    assert finding.outcome == "不符"
    assert finding.text == (
        "3个单位中2个位次不符：乙县（计算第3位，公布第2位）、丙县（计算无位次，公布第4位）"
    )
    assert finding.figures == (("核对单位", Decimal(3)), ("不符单位", Decimal(2)))


def test_places_that_agree():
    table = pd.DataFrame({"region": ["甲", "乙"], "place": [1, 2], "published_place": [1, 2]})
    finding = places_agree(table)
    assert (finding.outcome, finding.text) == ("符合", "2个单位的位次全部相符")


def test_without_published_places_there_is_nothing_to_check():
    table = pd.DataFrame({"region": ["甲"], "place": [1], "published_place": [None]})
    assert places_agree(table).outcome == "无法核对"


@pytest.fixture
def cells():
    return pd.DataFrame(
        {
            "unit": ["乙县", "乙县", "甲县", "甲县", "甲县"],
            "indicator": ["营收", "营收", "营收", "利润", "利润"],
            "period": ["2025-Y02", "2025-Y03", "2025-Y02", "2025-Y03", "2025-Y02"],
            "has_value": [True, False, True, False, False],
        }
    )


def test_coverage_counts_cells_per_unit_and_indicator(cells):
    assert coverage(cells).to_numpy().tolist() == [
        ["乙县", "营收", 2, 1, ["2025-Y03"]],
        ["甲县", "营收", 1, 1, []],
        ["甲县", "利润", 2, 0, ["2025-Y03", "2025-Y02"]],
    ]


def test_coverage_of_nothing_is_empty(cells):
    empty = coverage(cells.iloc[:0])
    assert empty.columns.tolist() == ["unit", "indicator", "expected", "present", "missing"]
    assert empty.empty


def test_a_cell_that_stands_twice_is_refused(cells):
    with pytest.raises(ValueError, match="有重复：甲县，利润，2025-Y02。"):
        coverage(pd.concat([cells, cells.tail(1)]))
