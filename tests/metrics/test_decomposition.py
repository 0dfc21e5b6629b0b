"""Targets broken down to counties, and to months, quarters and years."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.decomposition import breakdown, spread, stages
from tests.metrics.target_samples import HALF, D, day, readings, terms

COUNTIES = ("甲县", "乙县", "丙县")


def test_parts_that_make_the_whole_fit():
    found = breakdown(D("150.5"), {"甲县": D(100), "乙县": D("50.5"), "丙县": D(0)}, COUNTIES)
    assert (found.fits, found.coverage_pct, found.difference) == (True, D("100.00"), D(0))


def test_missing_part_is_not_zero():
    found = breakdown(D(150), {"甲县": D(100), "乙县": None}, COUNTIES)
    assert (found.missing, found.covered, found.expected) == (("乙县", "丙县"), 1, 3)
    assert (found.coverage_pct, found.difference, found.fits) == (D("33.33"), D(-50), False)


def test_part_of_a_stranger_is_named():
    parts = {"甲县": D(100), "乙县": D(30), "丙县": D(10), "丁县": D(10)}
    found = breakdown(D(150), parts, COUNTIES)
    assert (found.difference, found.foreign, found.fits) == (D(0), ("丁县",), False)


def test_coverage_of_no_unit_is_none():
    assert breakdown(D(150), {}, ()).coverage_pct is None


def test_largest_remainders_take_what_is_left():
    keys = {"甲县": D(50), "乙县": D(30), "丙县": D(20)}
    assert spread(D("10.1"), keys, 1) == {"甲县": D("5.1"), "乙县": D("3.0"), "丙县": D("2.0")}
    assert spread(D(7), keys, 0) == {"甲县": D(4), "乙县": D(2), "丙县": D(1)}


@pytest.mark.parametrize(
    ("whole", "keys", "message"),
    [
        (D(10), {}, "没有可分解到的单位"),
        (D(10), {"甲县": D(1), "乙县": D(0)}, "应大于零，现不符：乙县"),
        (D(10), {"甲县": D(-1)}, "应大于零，现不符：甲县"),
        (D("-1"), {"甲县": D(1)}, "应不为负"),
        (D("1.005"), {"甲县": D(1)}, "小数不多于2位"),
    ],
)
def test_what_cannot_be_spread_is_refused(whole, keys, message):
    with pytest.raises(ValueError, match=message):
        spread(whole, keys, 2)


@given(
    st.decimals(0, 10**6, places=2),
    st.lists(st.decimals("0.01", 10**5, places=2), min_size=1, max_size=12),
)
def test_spread_is_exact_and_close_to_proportion(whole, keys):
    by_unit = {f"{number}县": key for number, key in enumerate(keys)}
    parts = spread(whole, by_unit, 2)
    assert sum(parts.values()) == whole
    for unit, key in by_unit.items():
        assert abs(parts[unit] - whole * key / sum(keys)) < Decimal("0.01") + Decimal("1e-15")
        assert parts[unit] >= 0


# Months, quarters, years.


def lines(demand, given_readings, as_of):
    return {
        stage.period.code: (stage.plan, stage.due, stage.actual, stage.completion_pct, stage.gap)
        for stage in stages(demand, given_readings, day(as_of))
    }


def test_months_make_the_quarter_and_quarters_the_year():
    found = lines(terms(value="120", **HALF), readings(m1=10, m2=20, m3=50, m4=60), "2020-05-10")
    assert list(found) == [
        *("2020-01", "2020-02", "2020-03", "2020-Q1"),
        *("2020-04", "2020-05", "2020-06", "2020-Q2", "2020"),
    ]
    assert found["2020-03"] == (D(20), D(20), D(30), D("150.00"), D(10))
    assert found["2020-Q1"] == (D(60), D(60), D(50), D("83.33"), D(-10))
    assert found["2020-Q2"] == (D(60), D(20), D(10), D("16.67"), D(-10))
    assert found["2020-05"] == (D(20), None, None, None, None)
    assert found["2020"] == (D(120), D(80), D(60), D("50.00"), D(-20))


def test_unreported_month_is_not_made_up():
    found = lines(terms(), readings(m1=10, m3=30), "2020-05-10")
    assert found["2020-02"][2] is None
    assert found["2020-03"][2:] == (None, None, None)
    assert found["2020-Q1"][2] == D(30)


def test_stock_is_broken_down_from_its_balance_and_years_have_their_own_line():
    ends = {"start": date(2023, 1, 1), "deadline": date(2025, 12, 31)}
    found = lines(terms("stock", value="180", base=D(144), **ends), [], "2023-05-10")
    assert [found[year][0] for year in ("2023", "2024", "2025")] == [D(12)] * 3
    assert len(found) == 36 + 12 + 3


def test_flow_after_the_deadline_and_later_than_the_day_is_left_out():
    given_readings = readings(m5=50, m6=70, m7=90)
    assert lines(terms(**HALF), given_readings, "2020-08-01")["2020"][2] == D(70)
    assert lines(terms(**HALF), given_readings, "2020-06-10")["2020"][2] == D(50)
    balance = terms("stock", base=D(10), **HALF)
    assert lines(balance, given_readings, "2020-08-01")["2020"][2] == D(60)


def test_month_without_plan_has_no_completion():
    planned = terms(plan={"2020-01": D(0)})
    assert lines(planned, readings(m1=5), "2020-02-10")["2020-01"] == (D(0), D(0), D(5), None, D(5))


def test_target_in_the_middle_of_a_month():
    ends = {"start": date(2015, 8, 11), "deadline": date(2015, 12, 31)}
    found = lines(terms(value="143", **ends), [], "2015-09-10")
    assert (found["2015-08"][0], found["2015-Q3"][0], found["2015"][0]) == (21, 51, 143)


def test_target_without_course_has_no_stages():
    assert stages(terms("event"), readings(m1=1), day("2020-02-10")) == ()
