"""Places, changes of place, groups, gaps and spreads."""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.ranking import (
    RankRule,
    Spread,
    Ties,
    gap_to_whole,
    places,
    rank_groups,
    rank_units,
    ratio_total,
    spread,
)
from metrics.rounding import half_up

UNROUNDED = RankRule(decimals=None)
FIGURES = st.lists(st.one_of(st.none(), st.integers(-200, 200).map(lambda n: n / 20)), max_size=15)
RULES = st.builds(
    RankRule,
    decimals=st.sampled_from([None, 0, 1, 2]),
    ties=st.sampled_from(Ties),
    largest_first=st.booleans(),
)


def units(**columns):
    count = len(columns["value"])
    table = {
        "region_code": [f"4305{n:02d}" for n in range(count)],
        "region": [f"{n}县" for n in range(count)],
        "group": ["县"] * count,
        "competes": [True] * count,
        "previous_value": [math.nan] * count,
    }
    return pd.DataFrame(table | columns)


def missing_as_none(column):
    return [None if pd.isna(value) else value for value in column]


def test_equal_figures_share_a_place_and_the_next_place_is_skipped():
    assert places([9, 8, 7, 7, 6], RankRule()) == [1, 2, 3, 3, 5]


def test_dense_ranking_skips_no_place():
    assert places([9, 8, 7, 7, 6], RankRule(ties=Ties.DENSE)) == [1, 2, 3, 3, 4]


def test_the_smallest_may_be_first():
    assert places([9, 8, 7, 7, 6], RankRule(largest_first=False)) == [5, 4, 2, 2, 1]


def test_figures_are_compared_as_published():
    assert places([5.95, 6.04, 6.05], RankRule()) == [2, 2, 1]
    assert places([5.95, 6.04, 6.05], UNROUNDED) == [3, 2, 1]
    assert places([0.25, 0.34], RankRule()) == [1, 1]


def test_a_missing_figure_has_no_place_and_takes_none():
    assert places([None, 5, float("nan"), 4], RankRule()) == [None, 1, None, 2]
    assert places([0, None, -1], RankRule()) == [1, None, 2]


@given(FIGURES, RULES)
def test_a_place_is_one_plus_the_number_of_better_figures(values, rule):
    printed = [half_up(value, rule.decimals) for value in values]
    for mine, place in zip(printed, places(values, rule), strict=True):
        assert place == _place_by_counting(mine, printed, rule)


def _place_by_counting(mine, printed, rule):
    if mine is None:
        return None
    known = [other for other in printed if other is not None]
    better = [other for other in known if (other > mine if rule.largest_first else other < mine)]
    return 1 + len(set(better) if rule.ties == Ties.DENSE else better)


@given(
    FIGURES,
    st.sampled_from([lambda x: 3 * x + 7, lambda x: x**3, math.exp, math.atan]),
)
def test_unrounded_places_survive_a_strictly_monotone_transformation(values, transform):
    transformed = [None if value is None else transform(value) for value in values]
    assert places(transformed, UNROUNDED) == places(values, UNROUNDED)


@given(FIGURES, RULES)
def test_missing_units_are_never_ranked(values, rule):
    table = units(value=[math.nan if value is None else value for value in values])
    ranked = rank_units(table, rule)
    assert ranked["place"].notna().tolist() == ranked["value"].notna().tolist()
    assert (ranked["status"] == "ranked").tolist() == ranked["place"].notna().tolist()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            RankRule(),
            "位次按保留一位小数（四舍五入）后的数值由高到低排列，数值相同的并列，其后位次顺延（如1、2、3、3、5）",
        ),
        (
            RankRule(decimals=2, largest_first=False),
            "位次按保留两位小数（四舍五入）后的数值由低到高排列，数值相同的并列，其后位次顺延（如1、2、3、3、5）",
        ),
        (
            RankRule(decimals=None, ties=Ties.DENSE),
            "位次按未经舍入的数值由高到低排列，数值相同的并列，其后位次连续不空缺（如1、2、3、3、4）",
        ),
        (
            RankRule(decimals=0),
            "位次按取整（四舍五入）后的数值由高到低排列，数值相同的并列，其后位次顺延（如1、2、3、3、5）",
        ),
    ],
)
def test_the_rule_prints_itself(rule, text):
    assert rule.text == text


@pytest.fixture
def month():
    return pd.DataFrame(
        {
            "region_code": ["01", "02", "03", "04", "05", "06"],
            "region": ["甲县", "乙县", "经开区", "丙县", "丁县", "高新区"],
            "group": ["县", "区", "园区", "县", "区", "园区"],
            "competes": [True, True, False, True, True, False],
            "value": [5.0, 7.0, 99.0, np.nan, 7.04, np.nan],
            "previous_value": [8.0, 7.0, 98.0, 9.0, np.nan, np.nan],
            "batch": [11, 12, 13, 14, 15, 16],
        }
    )


def test_rank_units_sorts_by_status_then_place_and_keeps_input_order_of_equals(month):
    ranked = rank_units(month, RankRule())
    assert ranked["region"].tolist() == ["乙县", "丁县", "甲县", "丙县", "经开区", "高新区"]
    assert ranked["status"].tolist() == [
        "ranked",
        "ranked",
        "ranked",
        "not_reported",
        "listed",
        "listed_not_reported",
    ]
    assert ranked.index.tolist() == [0, 1, 2, 3, 4, 5]


def test_rank_units_gives_places_now_before_and_the_change(month):
    ranked = rank_units(month, RankRule())
    assert missing_as_none(ranked["place"]) == [1, 1, 3, None, None, None]
    assert missing_as_none(ranked["previous_place"]) == [3, None, 2, 1, None, None]
    assert missing_as_none(ranked["place_change"]) == [2, None, -1, None, None, None]
    assert {str(ranked[name].dtype) for name in ("place", "previous_place", "place_change")} == {
        "Int64"
    }


def test_a_unit_that_does_not_compete_takes_nobodys_place(month):
    alone = month[month["competes"]]
    with_zones = rank_units(month, RankRule()).query("competes")
    without = rank_units(alone, RankRule())
    pd.testing.assert_frame_equal(with_zones, without)


def test_rank_units_keeps_other_columns_and_the_input(month):
    before = month.copy()
    ranked = rank_units(month, RankRule())
    assert ranked["batch"].tolist() == [12, 15, 11, 14, 13, 16]
    pd.testing.assert_frame_equal(month, before)


@pytest.mark.parametrize("flag", [None, pd.NA, 0])
def test_a_unit_competes_only_where_the_table_says_so(flag):
    table = units(value=[1.0, 2.0], competes=pd.Series([1, flag], dtype="object"))
    assert rank_units(table, RankRule())["status"].tolist() == ["ranked", "listed"]


def test_flags_may_be_pandas_booleans_with_gaps():
    table = units(value=[1.0, 2.0], competes=pd.array([True, pd.NA], dtype="boolean"))
    assert rank_units(table, RankRule())["status"].tolist() == ["ranked", "listed"]
    assert spread(table, 1, 1).count == 1


def test_a_region_that_stands_twice_is_refused_by_name(month):
    twice = pd.concat([month, month.iloc[[1]]])
    for rank in (rank_units, rank_groups):
        with pytest.raises(ValueError, match="单位重复：乙县（02）。"):
            rank(twice, RankRule())


def test_an_absent_column_is_named(month):
    with pytest.raises(ValueError, match="缺少列：competes、value。"):
        rank_units(month.drop(columns=["competes", "value"]), RankRule())


def test_groups_are_ranked_apart_in_the_order_of_their_first_row(month):
    ranked = rank_groups(month, RankRule())
    assert ranked["region"].tolist() == ["甲县", "丙县", "乙县", "丁县", "经开区", "高新区"]
    assert missing_as_none(ranked["place"]) == [1, None, 1, 1, None, None]
    assert missing_as_none(ranked["previous_place"]) == [2, 1, 1, None, None, None]
    assert ranked.index.tolist() == list(range(6))


def test_units_without_a_group_are_not_lost(month):
    ranked = rank_groups(month.assign(group=["县", None, "区", "县", None, "区"]), RankRule())
    assert sorted(ranked["region"]) == sorted(month["region"])
    assert ranked.set_index("region")["place"]["甲县"] == 1
    assert ranked.set_index("region")["place"]["乙县"] == 1


def test_an_empty_table_stays_empty_and_gains_the_columns(month):
    for rank in (rank_units, rank_groups):
        ranked = rank(month.iloc[:0], RankRule())
        assert ranked.empty
        assert {"place", "previous_place", "place_change", "status"} <= set(ranked.columns)


def test_gap_to_whole_is_taken_between_printed_figures(month):
    gaps = gap_to_whole(month, 5.95)["gap_pp"]
    assert gaps.fillna(-999).tolist() == [-1.0, 1.0, 93.0, -999, 1.0, -999]


def test_gap_to_a_missing_whole_is_missing(month):
    assert gap_to_whole(month, None)["gap_pp"].isna().all()


def test_spread_counts_competing_units_on_printed_figures():
    table = units(
        value=[5.04, 7.04, 7.0, np.nan, 6.04, 99.0],
        competes=[True, True, True, True, True, False],
    )
    assert spread(table, 5.95, 1) == Spread(
        count=4,
        highest=Decimal("7.0"),
        highest_regions=("1县", "2县"),
        lowest=Decimal("5.0"),
        lowest_regions=("0县",),
        difference=Decimal("2.0"),
        above=2,
        equal=1,
        below=1,
    )


def test_spread_without_a_whole_compares_nobody():
    found = spread(units(value=[1.0, 2.0]), None, 1)
    assert (found.above, found.equal, found.below) == (None, None, None)
    assert found.difference == Decimal("1.0")


def test_spread_of_nobody_has_no_ends():
    found = spread(units(value=[np.nan]), 3.0, 1)
    assert (found.count, found.highest, found.lowest, found.difference) == (0, None, None, None)
    assert (found.highest_regions, found.lowest_regions) == ((), ())
    assert (found.above, found.equal, found.below) == (0, 0, 0)


def test_a_total_of_ratios_is_recomputed_from_components():
    tax, land = [100, 1010], [10, 9990]
    assert ratio_total(tax, land) == Decimal("0.111")
    assert ratio_total([573564], [30341]).quantize(Decimal("0.01")) == Decimal("18.90")


@pytest.mark.parametrize(
    ("numerators", "denominators"),
    [([1, None], [2, 3]), ([1, 2], [2, float("nan")]), ([1, 2], [3, -3]), ([], [])],
    ids=["numerator", "denominator", "zero", "nothing"],
)
def test_a_total_of_ratios_is_missing_with_any_component(numerators, denominators):
    assert ratio_total(numerators, denominators) is None


def test_components_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="argument 2"):
        ratio_total([1, 2], [3])
