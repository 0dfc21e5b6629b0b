"""Courses, monthly amounts, spans."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import Period
from metrics.target_courses import course
from metrics.target_spans import months_between
from tests.metrics.target_samples import HALF, D, day, found, reading, readings, terms

SHARES = {month: D(1) for month in range(1, 13)} | {12: D(9)}


def asked(demand, end, shares=None):
    at = course(demand, day(end), shares)
    return None if at is None else (round(float(at.pct), 4), at.basis)


def test_month_ends_count_in_months_and_other_days_in_days():
    assert asked(terms(), "2020-09-30") == (75.0, "按月数均衡（9/12个月）")
    assert asked(terms(**HALF), "2020-02-29") == (33.3333, "按月数均衡（2/6个月）")
    assert asked(terms(), "2020-06-15") == (45.6284, "按天数均衡（167/366天）")
    mid_august = terms(start=date(2015, 8, 11), deadline=date(2015, 12, 31))
    assert asked(mid_august, "2015-09-30") == (35.6643, "按天数均衡（51/143天）")


def test_course_stands_still_after_the_deadline():
    assert asked(terms(**HALF), "2020-09-30") == (100.0, "按月数均衡（6/6个月）")


def test_course_of_years_counts_all_their_months():
    three_years = terms(start=date(2023, 1, 1), deadline=date(2025, 12, 31))
    assert asked(three_years, "2024-06-30") == (50.0, "按月数均衡（18/36个月）")


def test_stock_runs_from_its_opening_balance_and_has_no_course_without():
    stock = terms("stock", value="30", base=D(18))
    assert asked(stock, "2020-06-30") == (80.0, "按月数均衡（6/12个月），自期初数起")
    assert asked(terms("stock"), "2020-06-30") is None


@pytest.mark.parametrize("kind", ["ratio", "coverage", "growth", "event", "relative", "each_unit"])
def test_states_without_course(kind):
    assert asked(terms(kind), "2020-06-30") is None


@pytest.mark.parametrize(
    "rest", [{"deadline": None}, {"start": None}, {"value": "0"}, {"comparator": "at_most"}]
)
def test_no_course_without_ends_figure_or_with_a_limit(rest):
    assert asked(terms(**rest), "2020-06-30") is None


def test_plan_takes_the_place_of_the_even_course():
    planned = terms(plan={"2020-03": D(10), "2020-09": D(60)})
    assert asked(planned, "2020-03-31") == (10.0, "按分月计划曲线")
    assert asked(planned, "2020-02-15") == (round(10 * 46 / 91, 4), "按分月计划曲线")
    assert asked(planned, "2020-06-30") == (round(10 + 50 * 91 / 183, 4), "按分月计划曲线")
    assert asked(planned, "2020-12-31") == (100.0, "按分月计划曲线")


def test_plan_of_a_stock_begins_at_its_balance():
    planned = terms("stock", value="30", base=D(18), plan={"2020-12": D(30), "2021-03": D(40)})
    assert asked(planned, "2020-07-01") == (80.0, "按分月计划曲线")


def test_usual_spread_takes_the_place_of_the_even_course():
    assert asked(terms(), "2020-11-30", SHARES) == (55.0, "按往年各月分布（应完成55.00%）")
    assert asked(terms(), "2020-12-31", SHARES)[0] == 100.0
    assert asked(terms(), "2020-01-31", SHARES)[0] == 5.0
    years = terms(start=date(2019, 7, 1), deadline=date(2020, 12, 31))
    assert asked(years, "2019-12-31", SHARES)[0] == round(100 * 14 / 34, 4)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({1: D(1)}, "须列出1至12月各月的份额"),
        (SHARES | {3: D(-1)}, "都不为负"),
        (SHARES | dict.fromkeys(range(1, 7), D(0)), "份额都是零"),
    ],
)
def test_unlawful_spread_is_refused(shares, message):
    with pytest.raises(ValueError, match=message):
        course(terms(**HALF), day("2020-03-31"), shares)


@given(
    st.dates(date(2020, 1, 1), date(2020, 12, 31)), st.dates(date(2020, 1, 1), date(2020, 12, 31))
)
def test_seasonal_and_planned_courses_never_fall(one, other):
    first, last = sorted((one, other))
    for demand, shares in ((terms(), SHARES), (terms(plan={"2020-03": D(30)}), None)):
        assert course(demand, first, shares).pct <= course(demand, last, shares).pct


@given(st.dates(date(2019, 1, 1), date(2026, 1, 1)), st.dates(date(2019, 1, 1), date(2026, 1, 1)))
def test_months_between_add_up(one, other):
    middle = date(2022, 5, 17)
    assert months_between(one, middle) + months_between(middle, other) == months_between(one, other)


# Monthly amounts.


def test_required_recent_average_and_best():
    verdict = found(terms(), readings(m1=20, m2=25, m3=31, m4=32, m6=44), "2020-07-10")
    assert verdict.months_left == D(6)
    assert abs(verdict.required_per_month - D(56) / 6) < D("1e-20")
    assert abs(verdict.average_per_month - D(44) / 6) < D("1e-20")
    assert abs(verdict.recent_per_month - D(13) / 3) < D("1e-20")
    assert (verdict.best_month.code, verdict.best_month_value) == ("2020-01", D(20))


def test_recent_amount_of_a_young_target_is_its_average():
    verdict = found(terms(), readings(m1=10, m2=16), "2020-03-10")
    assert verdict.recent_per_month == verdict.average_per_month == D(8)


def test_best_month_may_lie_before_the_start():
    past = [
        (Period.of_month(2018, 5), D(31)),
        (Period.of_ytd(2019, 2), D(90)),
        (Period.of_ytd(2019, 3), D(33)),
        (Period.of_year(2017), D(400)),
    ]
    verdict = found(terms(), readings(m1=20), "2020-02-10", history=past)
    assert (verdict.best_month.code, verdict.best_month_value) == ("2019-03", D(33))


def test_january_of_a_statistic_that_has_one_is_a_month():
    past = [(Period.of_ytd(2019, 1), D(50)), (Period.of_ytd(2019, 2), D(60))]
    verdict = found(terms(), readings(m1=20), "2020-02-10", history=past)
    assert (verdict.best_month.code, verdict.best_month_value) == ("2019-02", D(60))


def test_no_best_month_in_days_and_gaps():
    verdict = found(terms(), [reading("2020-02-10", 10), reading("2020-06", 30)], "2020-07-10")
    assert verdict.best_month is None


def test_days_left_count_as_parts_of_a_month():
    verdict = found(terms(), [reading("2020-06-15", 35)], "2020-06-20")
    assert (verdict.months_left, verdict.required_per_month) == (D("6.5"), D(10))


@pytest.mark.parametrize(
    ("value", "as_of"), [(100, "2020-07-10"), (120, "2020-07-10"), (90, "2021-02-01")]
)
def test_nothing_is_required_when_done_or_expired(value, as_of):
    code = "2020-06" if as_of < "2021" else "2020-12"
    verdict = found(terms(), [reading(code, value)], as_of)
    assert (verdict.months_left, verdict.required_per_month) == (None, None)


def test_no_month_is_left_on_the_last_day():
    verdict = found(terms(), readings(m12=90), "2020-12-31")
    assert (verdict.status.value, verdict.months_left) == ("进行中", None)


def test_stock_requires_what_lacks_of_the_balance():
    verdict = found(terms("stock", value="30", base=D(18)), readings(m6=24), "2020-07-10")
    assert (verdict.required_per_month, verdict.average_per_month) == (D(1), D(1))


def test_months_between_counts_parts_in_days():
    assert months_between(date(2020, 2, 29), date(2020, 3, 15)) == Fraction(15, 31)


# The usual course of the year.


def year_of(year, amounts, kind=Period.of_month):
    return [(kind(year, month), D(amount)) for month, amount in amounts.items()]


RISING = dict.fromkeys(range(1, 12), 1) | {12: 9}


def test_usual_course_stands_beside_the_even_one_and_moves_no_lamp():
    past = year_of(2018, RISING) + year_of(2019, {m: 3 * a for m, a in RISING.items()})
    verdict = found(terms(), readings(m11=90), "2020-12-10", history=past)
    assert (verdict.pace_pct, verdict.lamp.value) == (D("91.67"), "滞后")
    assert (verdict.seasonal_pct, verdict.seasonal_basis) == (D("55.00"), "2018—2019年")


def test_usual_course_stands_beside_a_plan_too():
    past = year_of(2018, RISING) + year_of(2019, RISING)
    planned = terms(plan={"2020-11": D(50)})
    verdict = found(planned, readings(m11=60), "2020-12-10", history=past)
    assert (verdict.pace_pct, verdict.seasonal_pct) == (D("50.00"), D("55.00"))


def test_two_months_in_one_count_with_february():
    without = dict.fromkeys(range(2, 13), 10)
    past = year_of(2017, without, Period.of_ytd) + year_of(2019, without, Period.of_ytd)
    verdict = found(terms(), readings(m2=5), "2020-03-10", history=past)
    assert (verdict.seasonal_pct, verdict.seasonal_basis) == (D("9.09"), "2017、2019年")


@pytest.mark.parametrize(
    "past",
    [
        [],
        year_of(2019, RISING),
        year_of(2019, RISING) + year_of(2018, dict.fromkeys(range(3, 13), 1)),
        year_of(2019, RISING) + year_of(2018, RISING | {5: -1}),
        year_of(2019, RISING) + year_of(2018, dict.fromkeys(RISING, 0)),
        year_of(2019, RISING) + year_of(2020, RISING),
        [*year_of(2019, RISING), (Period.of_year(2018), D(20))],
    ],
    ids=["none", "one", "a gap", "a loss", "nothing", "its own year", "no months"],
)
def test_no_usual_course_without_two_whole_years(past):
    assert found(terms(), readings(m2=5), "2020-03-10", history=past).seasonal_pct is None


def test_no_usual_course_where_there_is_none_at_all():
    past = year_of(2018, RISING) + year_of(2019, RISING)
    event = terms("event", "event", "1")
    assert found(event, readings(m2=0), "2020-03-10", history=past).seasonal_pct is None
