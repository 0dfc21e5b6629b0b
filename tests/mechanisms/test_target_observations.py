"""Observations as somebody writes them: what is read, what is refused, with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import policies
from mechanisms.target_observations import ObservationError, observed
from tests.metrics.target_samples import D

LOANS = policies.target("WZ20-T06")
FAIRS = policies.target("WZ20-T01")
EACH_COUNTY = policies.target("LH15-T02")


def read(content, target=FAIRS):
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return observed(text, target)


def first(row, target=FAIRS):
    return read([row], target).readings[0]


@pytest.mark.parametrize("key", ["period", "date", "period_end"])
@pytest.mark.parametrize("code", ["2020-06", "2020-06-30", "2020-Y06", "2020-H1"])
def test_period_is_read_under_any_of_its_names(key, code):
    found = first({key: code, "value": 45, "evidence": "简报第12期"})
    assert (found.period.code, found.value) == (code, D(45))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("45.50", "45.5"), ("1,234", "1234"), (45.1, "45.1"), (None, None), ("未报", None)],
)
def test_figures_keep_their_decimals_and_missing_is_none(cell, value):
    assert first({"period": "2020-06", "value": cell}).value == (value and D(value))


@pytest.mark.parametrize(
    ("unit", "value"),
    [("亿元", "150"), ("万元", "0.015"), ("元", "0.0000015"), ("万亿元", "1500000")],
)
def test_units_are_converted_exactly(unit, value):
    row = {"period": "2020-12", "value": 150, "unit": unit, "base": 150}
    assert (first(row, LOANS).value, first(row, LOANS).base) == (D(value), D(value))


def test_ratio_of_one_is_a_hundred_percent():
    row = {"period": "2020-06", "value": 0.95, "unit": "比率"}
    assert first(row, policies.target("WZ20-T11")).value == D(95)


def test_unit_of_direction_only_target_is_left_alone():
    with pytest.raises(ObservationError, match="可用：不写单位"):
        first({"period": "2020-06", "value": 1, "unit": "元"}, policies.target("WZ20-T13"))


def test_net_increase_without_base_is_the_increase_itself():
    row = {"period": "2020-12", "value": 150}
    assert (first(row, LOANS).value, first(row, LOANS).numerator) == (None, D(150))
    for base in (2000, None):
        balance = read({"observations": [row], "baseline": base}, LOANS).readings[0]
        assert (balance.value, balance.numerator) == (D(150), None)
    own_base = first(row | {"base": 2000}, LOANS)
    assert (own_base.value, own_base.numerator) == (D(150), None)


def test_figure_of_the_opening_day_makes_all_of_them_balances():
    opening = {"date": "2019-12-31", "value": 2000}
    found = read([opening, {"period": "2020-12", "value": 2150}], LOANS).readings
    assert [(each.value, each.numerator) for each in found] == [(D(2000), None), (D(2150), None)]
    later = read([{"date": "2019-12-30", "value": 2000}], LOANS).readings[0]
    assert later.numerator == D(2000)


def test_event_may_be_said_as_yes_or_no():
    event = policies.target("WZ20-T03")
    rows = [{"period": "2020-05", "value": False}, {"period": "2020-06", "value": True}]
    assert [each.value for each in read(rows, event).readings] == [D(0), D(1)]


def test_whole_file_is_read():
    found = read(
        {
            "id": "FJ20-T01",
            "observations": [{"period": "2020-06", "value": 5}],
            "target": 6,
            "roster": ["甲市", "乙市"],
            "plan": {"2020-06": 3},
        },
        policies.target("FJ20-T01"),
    )
    assert (found.target, found.roster, found.roster_size) == (D(6), ("甲市", "乙市"), D(2))
    assert found.plan == {"2020-06": D(3)}
    assert read({"observations": [], "roster": 12}).roster_size == D(12)
    assert read({"observations": [], "plan": None}).plan == {}


def test_figures_of_units_stay_until_the_next():
    rows = [
        {"date": "2015-10-31", "subject": "甲县", "value": 900},
        {"date": "2015-09-30", "subject": "乙县", "value": 1000},
        {"date": "2015-12-31", "region": "甲县", "value": 1000},
    ]
    found = [dict(each.units) for each in read(rows, EACH_COUNTY).readings]
    assert found == [
        {"乙县": D(1000)},
        {"甲县": D(900), "乙县": D(1000)},
        {"甲县": D(1000), "乙县": D(1000)},
    ]


WHOLE = {"observations": []}
REFUSED = [
    ("{", "第1行：不是 JSON"),
    ('[{"period": "2020-06", "value": NaN}]', "“NaN”不是数"),
    ('[{"value": 1, "value": 2}]', "键“value”在同一处写了两次"),
    ("3", "最外层：应为一列观测"),
    ("[" * 100_000, "括号套得太深"),
    ({}, "的 observations：应为一列观测"),
    ({"observations": 3}, "的 observations：应为一列观测"),
    (WHOLE | {"rooster": 3}, "最外层：没有“rooster”这个键"),
    (WHOLE | {"id": "WZ20-T02"}, "与要判定的目标 WZ20-T01 不同"),
    (WHOLE | {"base": 1, "baseline": 1}, "“base”和“baseline”是一回事"),
    (WHOLE | {"target": "百"}, "最外层的 target：“百”不是数"),
    (WHOLE | {"roster": []}, "逐个列出名称"),
    (WHOLE | {"roster": ["甲", 3]}, "逐个列出名称"),
    (WHOLE | {"roster": ["甲", "甲"]}, "有重复的名称"),
    (WHOLE | {"roster": 2.5}, "名单家数应为正整数"),
    (WHOLE | {"roster": 0}, "名单家数应为正整数"),
    (WHOLE | {"plan": [3]}, "最外层的 plan：应写成"),
    (WHOLE | {"plan": {"三月": 3}}, "plan 的 三月：期别编码"),
    (WHOLE | {"plan": {"2020-03": None}}, "plan 的 2020-03：没有数"),
    ([3], "第1条：应为一个对象"),
    ([{"value": 1}], "第1条：没有 period 或 date"),
    ([{"period": "2020-06", "date": "2020-06", "value": 1}], "“period”和“date”是一回事"),
    ([{"period": "2020-13", "value": 1}], "第1条：期别编码“2020-13”无法识别"),
    ([{"period": "2020-06", "valeu": 1}], "第1条：没有“valeu”这个键"),
    ([{"period": "2020-06", "value": "约百场"}], "第1条的 value：“约百场”不是数"),
    ([{"period": "2020-06", "value": True}], "第1条的 value：“True”不是数"),
    ('[{"period": "2020-06", "value": 1e999999999}]', "太大或太小"),
    ('[{"period": "2020-06", "value": 1e-99}]', "太大或太小"),
    ([{"period": "2020-06", "value": 1, "unit": "吨"}], "单位“吨”不能换算；可用：场次、场"),
    ([{"period": "2020-06", "value": 1, "subject": ""}], "第1条的 subject：应写单位名称"),
    ([{"period": "2020-06", "value": 1, "subject": 3}], "第1条的 subject：应写单位名称"),
    ([{"period": "2020-06", "value": 1, "subject": "甲县"}], "只有逐个单位的目标才写 subject"),
]


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_nonsense_is_refused_in_one_line_with_its_place(content, message):
    with pytest.raises(ObservationError) as refusal:
        read(content)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_unit_reported_twice_for_one_period_is_refused():
    row = {"period": "2015-09", "subject": "甲县", "value": 1}
    with pytest.raises(ObservationError, match="第2条：甲县在2015年9月已有一个数"):
        read([row, row], EACH_COUNTY)
    with pytest.raises(ObservationError, match="只有逐个单位的目标才写 subject，且每条都要写"):
        read([row, {"period": "2015-10", "value": 1}], EACH_COUNTY)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["observations", "period", "value", "unit", "roster", "plan", "subject"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_sent_is_read_or_refused(content):
    try:
        found = read(content)
    except ObservationError as refusal:
        assert str(refusal).startswith("观测文件")
    else:
        assert found.readings == () or all(each.period for each in found.readings)


def test_text_keeps_all_its_digits():
    assert first({"period": "2020-12", "value": "149.99999999999999999"}).value < 150
    assert first({"period": "2020-12", "value": "１49.5"}).value == D("149.5")


def test_percentages_are_taken_only_where_the_target_counts_so():
    costs = policies.target("SM20-T22")
    row = {"period": "2020-12", "value": "5.88%", "unit": "%"}
    assert first(row, costs).value == D("5.88")
    with pytest.raises(ObservationError, match="“50%”是百分数，而 WZ20-T01 按场次计"):
        first({"period": "2020-06", "value": "50%"})


def test_two_figures_for_one_day_under_two_codes_are_refused_unless_equal():
    rows = [{"period": code, "value": 80} for code in ("2020-06", "2020-06-30")]
    assert len(read(rows).readings) == 2
    rows[1]["value"] = 81
    with pytest.raises(ObservationError, match="2020-06和2020-06-30是同一期末"):
        read(rows)
