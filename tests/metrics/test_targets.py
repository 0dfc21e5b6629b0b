"""The target engine: readings of the documents' words, states, relapse, properties."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import Period
from metrics.targets import Lamp, Reading, State, Thresholds, Tolerance, judge
from tests.metrics.target_samples import HALF, D, day, found, reading, readings, terms

FIVE_PERCENT = Tolerance("relative", D("0.05"))


# What the words of the documents mean.


def test_150_is_attained_by_exactly_150():
    loans = terms("net_increase", value="150", base=D(2000))
    assert found(loans, [reading("2020-12", "2150.0")]).status == State.ATTAINED
    short = found(loans, [reading("2020-12", "2149.9999")])
    assert (short.status, short.completion_pct) == (State.OVERDUE, D("100.00"))
    assert "四舍五入后显示100.00%，按未舍入的数还没有达到" in short.notes


def test_more_than_excludes_the_figure_itself():
    giants = terms("stock", "more_than", "150", unit="家")
    assert found(giants, readings(m12=150)).status == State.OVERDUE
    assert found(giants, readings(m12=151)).status == State.ATTAINED


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("100", State.ATTAINED),
        ("99", State.NEARLY),
        ("95", State.NEARLY),
        ("94.9", State.OVERDUE),
        ("120", State.ATTAINED),
    ],
)
def test_about_100_is_nearly_done_within_five_percent(value, status):
    about = terms("count", "about", tolerance=FIVE_PERCENT)
    verdict = found(about, readings(m12=value))
    assert verdict.status == status
    assert "“左右”：满额为完成，差5%以内为基本完成（本系统约定）" in verdict.notes


def test_about_allows_percentage_points_for_a_ratio_and_says_whose_rule_it_is():
    stated = Tolerance("absolute_pp", D(1), stated=True)
    about = terms("ratio", "about", "95", unit="%", tolerance=stated)
    verdict = found(about, [reading("2020-12", numerator=94, denominator=100)])
    assert (verdict.status, verdict.attained) == (State.NEARLY, False)
    assert "“左右”：满额为完成，差1个百分点以内为基本完成（文件规定）" in verdict.notes


def test_about_a_figure_to_fall_to_lies_within_from_above():
    about = terms("stock", "about", "100", better="lower", tolerance=FIVE_PERCENT)
    states = [found(about, readings(m12=value)).status for value in (100, 105, 106)]
    assert states == [State.ATTAINED, State.NEARLY, State.OVERDUE]


def test_nearly_done_before_the_deadline_burns_no_lamp():
    about = terms("count", "about", tolerance=FIVE_PERCENT)
    verdict = found(about, readings(m9=96), "2020-10-20")
    assert (verdict.status, verdict.lamp, verdict.attained) == (State.NEARLY, Lamp.NONE, False)
    assert verdict.required_per_month * 3 - 4 < D("1e-20")


def test_about_without_tolerance_has_no_nearly():
    assert found(terms("count", "about"), readings(m12=99)).status == State.OVERDUE


def test_rate_equal_to_last_years_attains_and_above_the_province_is_strict():
    rate = terms("relative", "not_above_reference", None, unit="%")
    growth = terms("relative", "above_reference", None, unit="%")
    equal = [reading("2020-12", "4.5", reference="4.5")]
    assert found(rate, equal).status == State.ATTAINED
    assert found(growth, equal).status == State.OVERDUE


def test_one_period_above_last_year_spoils_the_year_where_every_period_counts():
    rate = terms("relative", "not_above_reference", None, unit="%", every_period=True)
    given_rates = [
        reading("2020-03", "4.5", reference="4.4"),
        reading("2020-12", "4.0", reference="4.4"),
    ]
    spoilt = found(rate, given_rates)
    assert (spoilt.status, spoilt.period.code, spoilt.gap) == (
        State.BREACHED,
        "2020-03",
        D("0.1"),
    )
    assert found(replace(rate, every_period=False), given_rates).status == State.ATTAINED


def test_zero_tolerance_fails_at_one_yuan_and_stays_failed():
    arrears = terms("prohibition", "zero", "0", unit="元")
    verdict = found(arrears, readings(m3=0, m5=1, m12=0))
    assert (verdict.status, verdict.actual, verdict.attained) == (State.BREACHED, D(1), False)
    assert found(arrears, readings(m12=0)).status == State.ATTAINED
    assert found(arrears, readings(m11=0)).status == State.AWAITING_FINAL


def test_zero_tolerance_without_deadline_begins_anew_each_year():
    never = terms("prohibition", "zero", "0", deadline=None)
    in_2020 = readings(m5=1)
    assert found(never, in_2020, "2020-12-01").status == State.BREACHED
    next_year = [*in_2020, reading("2021-03", 0)]
    assert found(never, next_year, "2021-04-01").status == State.HOLDING


def test_what_is_kept_counts_as_attained_only_at_the_end():
    arrears = terms("prohibition", "zero", "0")
    held = found(arrears, readings(m6=0), "2020-07-10")
    assert (held.status, held.attained) == (State.HOLDING, False)
    assert found(arrears, readings(m12=0), "2020-12-31").status == State.ATTAINED


def test_parts_are_never_added_to_the_whole():
    whole = terms(value="20")
    assert found(whole, readings(m12="9.4")).actual == D("9.4")


def test_half_year_relief_stops_at_the_end_of_june():
    relief = terms(value="120", **HALF)
    given_amounts = readings(m6=115, m7=125)
    verdict = found(relief, given_amounts, "2020-08-10")
    assert (verdict.status, verdict.actual, verdict.period.code) == (
        State.OVERDUE,
        D(115),
        "2020-06",
    )
    assert "截止日（2020年6月30日）以后的数不计入" in verdict.notes
    assert found(relief, readings(m7=125), "2020-08-10").status == State.NOT_REPORTED


def test_the_deadline_itself_belongs_to_the_term():
    relief = terms(value="120", **HALF)
    assert found(relief, readings(m6=115), "2020-06-30").status == State.UNDER_WAY
    assert found(relief, readings(m6=120), "2020-06-30").status == State.ATTAINED


def test_full_coverage_is_complete_only_exactly():
    every = terms("coverage", "full_coverage", unit="%")
    almost = found(every, [reading("2020-12", numerator="99999.99", denominator="100000")])
    assert (almost.attained, almost.completion_pct) == (False, D("100.00"))


def test_full_coverage_without_roster_or_denominator_is_undecided():
    every = terms("coverage", "full_coverage", unit="%", roster_known=False)
    whole = found(every, readings(m12=100))
    assert (whole.status, whole.actual, whole.completion_pct) == (
        State.AWAITING_ROSTER,
        D(100),
        None,
    )
    listed = replace(every, roster_known=True)
    assert found(listed, readings(m12=100)).status == State.UNDECIDABLE
    counted = [reading("2020-12", numerator=12)]
    assert found(replace(listed, roster_size=D(12)), counted).status == State.ATTAINED


def test_coverage_counts_on_the_roster_where_fewer_are_reported():
    every = terms("coverage", "full_coverage", unit="%", roster_size=D(12))
    verdict = found(every, [reading("2020-12", numerator=10, denominator=10)])
    assert (verdict.status, verdict.completion_pct) == (State.OVERDUE, D("83.33"))
    assert "所报分母10，分母取名录数12" in verdict.notes


def test_coverage_of_a_stated_number_counts_what_was_reached():
    problems = terms("coverage", value="41", unit="个", **HALF)
    verdict = found(problems, readings(m6=40), "2020-07-05")
    assert (verdict.status, verdict.completion_pct) == (State.OVERDUE, D("97.56"))


def test_coverage_in_percent_below_full_needs_no_denominator():
    most = terms("coverage", "at_least", "80", unit="%")
    assert found(most, readings(m12=80)).status == State.ATTAINED


def test_full_coverage_of_a_stated_number_grows_with_the_roster():
    firms = terms("coverage", "full_coverage", "190", unit="家")
    assert found(firms, readings(m12=190)).status == State.ATTAINED
    assert found(replace(firms, roster_size=D(191)), readings(m12=190)).status == State.OVERDUE


def test_each_unit_must_reach_its_own_figure():
    each = terms("each_unit", value="1000", roster=("甲县", "乙县", "丙县"))
    amounts = {"甲县": D(2500), "乙县": D(999), "丁县": D(3000)}
    verdict = found(each, [Reading(Period.parse("2020-12"), units=amounts)])
    assert (verdict.actual, verdict.target, verdict.unit) == (D(1), D(3), "个单位")
    assert (verdict.short_units, verdict.unreported_units) == (("乙县",), ("丙县",))
    assert "不在名录中，不计：丁县" in verdict.notes


def test_each_unit_without_a_roster_waits_for_it():
    each = terms("each_unit", value="1000", roster_known=False)
    units = [Reading(Period.parse("2020-12"), units={"甲县": D(2500)})]
    assert found(each, units).status == State.AWAITING_ROSTER
    assert found(replace(each, roster_size=D(1)), units).status == State.ATTAINED


def test_each_unit_may_be_reported_as_a_count_but_not_as_a_sum():
    each = terms("each_unit", value="1000")
    assert found(each, [reading("2020-12", numerator=6, denominator=6)]).completion_pct == D(100)
    assert found(each, readings(m12=6000)).status == State.UNDECIDABLE
    silent = [Reading(Period.parse("2020-12"), units={"甲县": None})]
    assert found(each, silent).status == State.NOT_REPORTED


def test_range_asks_for_its_lower_end_and_remarks_what_is_above_the_upper():
    platforms = terms("count", "range", "2", value_high=D(3), unit="家")
    assert found(platforms, readings(m12=1)).status == State.OVERDUE
    assert found(platforms, readings(m12=3)).notes == ()
    above = found(platforms, readings(m12=4))
    assert (above.status, above.notes) == (State.ATTAINED, ("超过区间上限3家，不算未完成",))


def test_event_is_done_by_one():
    assert found(terms("event", "event", "1"), readings(m12=1)).status == State.ATTAINED


def test_reduction_in_percentage_points_is_a_difference():
    cost = terms("reduction", value="0.5", unit="个百分点", base=D("6.0"), better="lower")
    verdict = found(cost, readings(m6="5.8"), "2020-07-10")
    assert (verdict.actual, verdict.level, verdict.completion_pct) == (
        D("0.2"),
        D("5.8"),
        D("40.00"),
    )
    assert found(cost, readings(m12="5.5")).status == State.ATTAINED


def test_reduction_in_percent_is_a_share_of_the_base():
    cost = terms("reduction", value="10", unit="%", base=D(50))
    assert found(cost, readings(m12=45)).actual == D(10)
    assert found(replace(cost, base=D(0)), readings(m12=45)).status == State.UNDECIDABLE
    assert found(replace(cost, base=None), readings(m12=45)).status == State.AWAITING_BASE


@pytest.mark.parametrize(
    ("comparator", "status"), [("at_most", "完成"), ("less_than", "未完成（逾期）")]
)
def test_reduction_to_a_level_counts_the_way_gone(comparator, status):
    arrears = terms("reduction", comparator, "40", base=D(100))
    half_way = found(arrears, readings(m6=70), "2020-07-10")
    assert (half_way.actual, half_way.target, half_way.completion_pct) == (D(70), D(40), D(50))
    assert (half_way.pace_pct, half_way.lamp) == (D(50), Lamp.ON_PACE)
    assert found(arrears, readings(m12=40)).status == status


def test_net_increase_needs_its_base_unless_the_increase_is_reported():
    loans = terms("net_increase", value="150")
    assert found(loans, readings(m12=2150)).status == State.AWAITING_BASE
    reported = found(loans, [reading("2020-12", numerator=150)])
    assert (reported.status, reported.level) == (State.ATTAINED, None)
    opening = [reading("2019-12", 2000), reading("2020-12", 2150)]
    assert found(loans, opening).status == State.ATTAINED
    assert found(loans, [reading("2020-12", 2150, base=2000)]).status == State.ATTAINED


def test_ratio_is_recomputed_from_its_components():
    ratio = terms("ratio", value="1.5", unit="倍")
    assert found(ratio, [reading("2020-12", 9, numerator=15, denominator=10)]).actual == D("1.5")
    assert found(ratio, [reading("2020-12", numerator=15)]).status == State.UNDECIDABLE
    nothing = [reading("2020-12", numerator=15, denominator=0)]
    assert found(ratio, nothing).status == State.UNDECIDABLE


def test_growth_is_compared_directly_never_by_course():
    growth = terms("growth", value="6", unit="%")
    behind = found(growth, readings(m6="5.9"), "2020-07-20")
    assert (behind.status, behind.completion_pct, behind.pace_pct, behind.lamp) == (
        State.UNDER_WAY,
        None,
        None,
        Lamp.NONE,
    )
    held = found(growth, readings(m6=6), "2020-07-20")
    assert (held.status, held.attained) == (State.HOLDING, True)
    assert found(growth, readings(m12=6)).status == State.ATTAINED


def test_limit_is_held_or_breached():
    rate = terms("ratio", "at_most", "1", unit="%", deadline=None, better="lower")
    assert found(rate, readings(m6=1)).status == State.HOLDING
    above = found(rate, readings(m6="1.01"))
    assert (above.status, above.completion_pct) == (State.BREACHED, None)
    ended = replace(rate, deadline=day("2020-12-31"))
    assert found(ended, readings(m12="1.01")).status == State.BREACHED
    assert found(replace(ended, comparator="less_than"), readings(m12="0.99")).attained


@pytest.mark.parametrize(
    ("comparator", "reference", "direction", "note"),
    [
        ("increase_direction", "94", "上升", "与要求的方向一致"),
        ("increase_direction", "96", "下降", "没有上升"),
        ("decrease_direction", "95", "持平", "没有下降"),
        ("decrease_direction", None, "", "看不出升降"),
    ],
)
def test_direction_is_shown_and_not_judged(comparator, reference, direction, note):
    share = terms("ratio", comparator, None, unit="%")
    parts = {"numerator": 95, "denominator": 100, "reference": reference}
    verdict = found(share, [reading("2020-12", **parts)])
    assert (verdict.status, verdict.attained) == (State.DIRECTION_ONLY, False)
    assert (verdict.actual, verdict.direction) == (D(95), direction)
    assert note in verdict.notes[0]


def test_direction_of_a_cost_is_that_of_the_cost_itself():
    cost = terms("reduction", "decrease_direction", None, base=D(6))
    assert found(cost, readings(m12=5)).direction == "下降"


def test_direction_on_each_unit_lists_those_with_nothing():
    shows = terms("each_unit", "increase_direction", None, roster=("甲县", "乙县"))
    units = Reading(Period.parse("2020-12"), units={"甲县": D(2), "乙县": D(0)})
    verdict = found(shows, [units])
    assert (verdict.status, verdict.actual, verdict.target) == (State.DIRECTION_ONLY, D(1), D(2))
    assert verdict.short_units == ("乙县",)


def test_direction_without_a_figure_says_nothing():
    share = terms("coverage", "increase_direction", None, unit="%")
    verdict = found(share, [reading("2020-12", numerator=5)])
    assert (verdict.actual, verdict.direction) == (None, "")


# States that wait.


def test_nothing_reported_and_not_started_and_no_figure():
    assert found(terms(), []).status == State.NOT_REPORTED
    assert found(terms(), readings(m6=None)).status == State.NOT_REPORTED
    assert found(terms(), readings(m1=1), "2019-12-31").status == State.NOT_STARTED
    unset = found(terms(value=None), readings(m6=3), "2020-07-10")
    assert (unset.status, unset.actual, unset.target) == (State.NO_VALUE, D(3), None)
    assert found(terms(value=None), [], "2020-07-10").status == State.NO_VALUE


def test_comparison_waits_for_the_other_figure():
    growth = terms("relative", "above_reference", None, unit="%")
    verdict = found(growth, readings(m6=3), "2020-07-10")
    assert (verdict.status, verdict.actual) == (State.AWAITING_REFERENCE, D(3))
    assert "同期的比较值还没有到" in verdict.notes
    only_other = [reading("2020-06", reference=3)]
    assert found(growth, only_other, "2020-07-10").status == State.NOT_REPORTED


def test_after_the_deadline_the_final_figure_is_awaited():
    stock = terms("stock")
    assert found(stock, readings(m11=120)).status == State.AWAITING_FINAL
    assert found(terms(), readings(m11=90)).status == State.AWAITING_FINAL
    assert found(terms(), readings(m11=100)).status == State.ATTAINED  # cannot fall any more
    late = [*readings(m11=90), reading("2020-12")]
    verdict = found(terms(), late)
    assert (verdict.status, verdict.overdue) == (State.AWAITING_FINAL, False)
    assert "2020年12月未报" in verdict.notes


def test_state_can_be_made_good_after_the_deadline_but_a_flow_cannot():
    later = [*readings(m6=90), reading("2020-08", 100)]
    made_good = found(terms("stock", **HALF), later, "2020-09-10")
    assert (made_good.status, made_good.attained, made_good.overdue) == (
        State.ATTAINED_LATE,
        True,
        False,
    )
    assert found(terms(**HALF), later, "2020-09-10").status == State.OVERDUE


def test_what_held_in_may_and_in_july_held_at_the_end_of_june():
    around = readings(m5=100, m7=101)
    assert found(terms("stock", **HALF), around, "2020-08-10").status == State.ATTAINED
    only_later = readings(m7=101)
    assert found(terms("stock", **HALF), only_later, "2020-08-10").status == State.ATTAINED_LATE


def test_nearly_made_good_is_nearly_done():
    about = terms("ratio", "about", "95", unit="%", tolerance=Tolerance("absolute_pp", D(1)))
    assert found(about, readings(m12="94.5")).status == State.NEARLY


# Relapse.


def test_relapse_is_shown_with_its_date():
    stock = terms("stock")
    verdict = found(stock, readings(m6=100, m7=101, m8=99, m9=98), "2020-10-10")
    assert (verdict.status, verdict.relapsed_on) == (State.UNDER_WAY, day("2020-08-31"))
    assert "达标后回落（2020年8月31日）" in verdict.notes
    recovered = found(stock, readings(m6=100, m8=99, m9=100), "2020-10-10")
    assert (recovered.relapsed_on, recovered.attained_on) == (None, day("2020-09-30"))


def test_relapse_after_the_deadline_does_not_undo_attainment():
    verdict = found(terms("stock", **HALF), readings(m5=100, m6=100, m8=90), "2020-09-10")
    assert (verdict.status, verdict.actual) == (State.ATTAINED, D(100))
    assert verdict.attained_on == day("2020-05-31")
    assert "截止日后回落（2020年8月31日）" in verdict.notes


# What is refused, what is left out.


def test_two_figures_for_one_period_are_refused():
    with pytest.raises(ValueError, match="2020年6月（2020-06）有两个数"):
        found(terms(), [reading("2020-06", 1), reading("2020-06", 2)])


def test_periods_that_end_later_are_not_known_yet():
    assert found(terms(), readings(m6=50, m7=60), "2020-07-30").actual == D(50)


def test_target_without_start_takes_all_readings():
    undated = terms("stock", start=None, deadline=None)
    assert found(undated, [reading("2015-06", 100)]).status == State.ATTAINED


# Lamp.


@pytest.mark.parametrize(
    ("value", "lamp"),
    [
        ("50", Lamp.ON_PACE),
        ("49.999", Lamp.BEHIND),
        ("40", Lamp.BEHIND),
        ("39.99", Lamp.FAR_BEHIND),
    ],
)
def test_lamp_changes_on_unrounded_figures(value, lamp):
    assert found(terms(), readings(m6=value), "2020-07-10").lamp == lamp


@pytest.mark.parametrize(("value", "gap"), [("39.994", "-10.01"), ("50", "0"), ("62.5", "12.5")])
def test_gap_to_the_course_is_negative_behind_it_and_of_printed_figures(value, gap):
    verdict = found(terms(), readings(m6=value), "2020-07-10")
    assert verdict.pace_gap_pp == verdict.completion_pct - verdict.pace_pct == D(gap)


def test_limits_of_the_lamp_are_given():
    mild = Thresholds(D(5), D(20))
    states = [
        judge(terms(), readings(m6=value), day("2020-07-10"), mild).lamp for value in (45, 44, 29)
    ]
    assert states == [Lamp.ON_PACE, Lamp.BEHIND, Lamp.FAR_BEHIND]


def test_lamp_burns_only_while_the_target_runs():
    assert found(terms(), readings(m6=100), "2020-07-10").lamp == Lamp.NONE
    assert found(terms(), readings(m12=90)).lamp == Lamp.NONE


# Properties.

AMOUNTS = st.decimals(0, 300, places=2)
COURSES = st.lists(AMOUNTS, min_size=12, max_size=12)
MONTHS = range(1, 13)
KINDS = st.sampled_from(["flow", "count", "stock", "ratio"])


def monthly(values):
    return [reading(f"2020-{month:02}", value) for month, value in zip(MONTHS, values, strict=True)]


@given(KINDS, AMOUNTS, AMOUNTS)
def test_more_is_never_worse(kind, one, other):
    low, high = sorted((one, other))
    demand = terms(kind)
    less, more = found(demand, readings(m12=low)), found(demand, readings(m12=high))
    assert less.attained <= more.attained
    assert less.completion_pct <= more.completion_pct


@given(KINDS, st.decimals("0.01", 1000, places=2))
def test_exactly_the_figure_completes_it(kind, value):
    demand = terms(kind, value=value)
    verdict = found(demand, readings(m12=value))
    assert (verdict.attained, verdict.completion_pct) == (True, D(100))
    assert not found(demand, readings(m12=value - D("0.0001"))).attained


@given(KINDS, COURSES, st.randoms(), st.integers(0, 400))
def test_order_of_readings_does_not_matter(kind, values, random, days):
    given_readings = monthly(values)
    shuffled = list(given_readings)
    random.shuffle(shuffled)
    as_of = (day("2020-02-01") + timedelta(days)).isoformat()
    assert found(terms(kind), given_readings, as_of) == found(terms(kind), shuffled, as_of)


@given(KINDS, COURSES, st.integers(0, 300), st.integers(0, 300))
def test_a_later_day_never_unreports(kind, values, days, more):
    first = day("2020-02-01") + timedelta(days)
    earlier = found(terms(kind), monthly(values), first.isoformat())
    later = found(terms(kind), monthly(values), (first + timedelta(more)).isoformat())
    assert later.status != State.NOT_REPORTED
    assert later.period >= earlier.period


@given(st.sampled_from(["flow", "count", "net_increase", "growth"]), COURSES, AMOUNTS)
def test_data_after_the_deadline_never_change_a_flow(kind, values, after):
    demand = terms(kind, base=D(0))
    late = [*monthly(values), reading("2021-01", after)]
    plain, with_later = found(demand, monthly(values)), found(demand, late)
    assert replace(with_later, notes=()) == replace(plain, notes=())


@given(KINDS, COURSES, st.sampled_from(["0.0001", "0.01", "10000", "100000000"]))
def test_another_unit_leaves_completion_the_same(kind, values, factor):
    scale = Decimal(factor)
    demand = terms(kind, value="123", base=D(7))
    other = replace(demand, value=demand.value * scale, base=demand.base * scale)
    scaled = [replace(each, value=each.value * scale) for each in monthly(values)]
    one, two = found(demand, monthly(values)), found(other, scaled)
    same = ("status", "lamp", "completion_pct", "pace_pct", "attained", "relapsed_on")
    assert [getattr(one, name) for name in same] == [getattr(two, name) for name in same]


@given(st.decimals(0, 100, places=2), st.integers(1, 12))
def test_required_amount_just_reaches_the_figure(value, month):
    verdict = found(terms(), [reading(f"2020-{month:02}", value)], "2020-12-31")
    if verdict.required_per_month is not None:
        reached = value + verdict.required_per_month * verdict.months_left
        assert abs(reached - 100) < D("1e-30")
        assert verdict.months_left == 12 - month
    else:
        assert month == 12 or value == 100


def test_figures_after_the_deadline_are_named_also_where_none_counts():
    verdict = found(terms(**HALF), readings(m7=121))
    assert (verdict.status, verdict.actual) == (State.NOT_REPORTED, None)
    assert verdict.notes == ("截止日（2020年6月30日）以后的数不计入",)
    assert found(terms(**HALF), []).notes == ()


def test_what_has_no_completion_is_not_said_to_be_printed_as_hundred():
    limit = terms("ratio", "at_most", "1", unit="%", deadline=None)
    assert found(limit, readings(m6="1.000001")).notes == ()
    rate = terms("relative", "not_above_reference", None, unit="%")
    assert found(rate, [reading("2020-12", "5.200001", reference="5.2")]).notes == ()
