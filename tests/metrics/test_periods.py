"""Periods: codes, labels, neighbours, the year before, and the share of the year."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import (
    Period,
    PeriodKind,
    check_january,
    series_of_periods,
    share_of_year,
)

YEARS = st.integers(1990, 2099)
MONTHS = st.integers(1, 12)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
PERIODS = st.one_of(
    st.builds(Period.of_day, DAYS),
    st.builds(Period.of_week, DAYS, st.integers(1, 7)),
    st.builds(Period.of_tenday, YEARS, MONTHS, st.integers(1, 3)),
    st.builds(Period.of_month, YEARS, MONTHS),
    st.builds(Period.of_ytd, YEARS, MONTHS),
    st.builds(Period.of_quarter, YEARS, st.integers(1, 4)),
    st.builds(Period.of_half, YEARS, st.integers(1, 2)),
    st.builds(Period.of_year, YEARS),
)

PRINTED = [
    (Period.of_day(date(2025, 9, 14)), "2025-09-14", "2025年9月14日", "9月14日"),
    (Period.of_week(date(2025, 9, 8)), "2025-W37", "2025年第37周（9月8日—14日）", "第37周"),
    (
        Period.of_week(date(2025, 9, 1), last_day=4),
        "2025-W35-E4",
        "2025年第35周（8月29日—9月4日）",
        "第35周",
    ),
    (
        Period.of_week(date(2024, 12, 31)),
        "2025-W01",
        "2025年第1周（12月30日—1月5日）",
        "第1周",
    ),
    (Period.of_tenday(2025, 9, 1), "2025-09-X1", "2025年9月上旬", "9月上旬"),
    (Period.of_tenday(2025, 9, 2), "2025-09-X2", "2025年9月中旬", "9月中旬"),
    (Period.of_tenday(2025, 9, 3), "2025-09-X3", "2025年9月下旬", "9月下旬"),
    (Period.of_month(2025, 9), "2025-09", "2025年9月", "9月"),
    (Period.of_ytd(2025, 1), "2025-Y01", "2025年1月", "1月"),
    (Period.of_ytd(2025, 2), "2025-Y02", "2025年1—2月", "1—2月"),
    (Period.of_ytd(2025, 12), "2025-Y12", "2025年1—12月", "1—12月"),
    (Period.of_quarter(2025, 3), "2025-Q3", "2025年三季度", "三季度"),
    (Period.of_half(2025, 1), "2025-H1", "2025年上半年", "上半年"),
    (Period.of_half(2025, 2), "2025-H2", "2025年下半年", "下半年"),
    (Period.of_year(2025), "2025", "2025年", "全年"),
]


@pytest.mark.parametrize(("period", "code", "label", "short"), PRINTED)
def test_code_and_labels(period, code, label, short):
    assert (period.code, period.label, period.short_label) == (code, label, short)
    assert Period.parse(code) == period


def test_the_dash_of_labels_is_the_em_dash():
    assert "\u2014" in Period.of_ytd(2025, 9).label
    assert "\u2014" in Period.of_week(date(2025, 9, 8)).label


@given(PERIODS)
def test_parse_is_the_exact_inverse_of_code(period):
    assert Period.parse(period.code) == period


@given(DAYS)
def test_a_week_that_ends_on_sunday_is_the_iso_week(day):
    iso = day.isocalendar()
    assert Period.of_week(day).code == f"{iso.year}-W{iso.week:02d}"


@given(DAYS, st.integers(1, 7))
def test_a_week_holds_its_day_and_ends_on_its_last_day(day, last_day):
    week = Period.of_week(day, last_day)
    assert week.start <= day <= week.end
    assert (week.days, week.end.isoweekday()) == (7, last_day)
    assert week.year == (week.start + timedelta(days=3)).year


@pytest.mark.parametrize(
    "code",
    [
        "",
        "25-09",
        "2025-9",
        "2025-13",
        "2025-00",
        "2025-Y13",
        "2025-Q5",
        "2025-H3",
        "2025-W54",
        "2025-W53",
        "2025-W00",
        "2025-W37-E7",
        "2025-02-29",
        "2025-01-00",
        "2025-09-X4",
        "2025-13-X1",
        "1899",
        "2200-01",
        "2025年9月",
        "２０２５",  # full-width digits
        "2025-09\n",
    ],
)
def test_a_bad_code_is_refused_and_the_accepted_ones_are_listed(code):
    with pytest.raises(ValueError, match=r"无法识别(.|\n)*可用的写法：2025-09-14（日）"):
        Period.parse(code)


def test_the_refusal_says_why():
    with pytest.raises(ValueError, match="2025年没有第53周"):
        Period.parse("2025-W53")
    with pytest.raises(ValueError, match="2025年2月没有29日"):
        Period.parse("2025-02-29")


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: Period.of_month(2025, 13), "月份应在1至12之间，现为13"),
        (lambda: Period.of_ytd(2025, 0), "月份应在1至12之间，现为0"),
        (lambda: Period.of_tenday(2025, 1, 4), "旬序应在1至3之间，现为4"),
        (lambda: Period.of_quarter(2025, 5), "季度应在1至4之间，现为5"),
        (lambda: Period.of_half(2025, 0), "半年应在1至2之间，现为0"),
        (lambda: Period.of_week(date(2025, 1, 1), 8), "每周末日应在1至7之间，现为8"),
        (lambda: Period.of_year(25), "年份应在1900至2199之间，现为25"),
        (lambda: Period.of_day(date(1899, 12, 31)), "年份应在1900至2199之间，现为1899"),
        (lambda: Period.of_week(date(2300, 1, 1)), "年份应在1900至2199之间"),
    ],
)
def test_numbers_out_of_bounds_are_refused(build, complaint):
    with pytest.raises(ValueError, match=complaint):
        build()


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2024-02-X3", date(2024, 2, 21), date(2024, 2, 29)),
        ("2025-02-X3", date(2025, 2, 21), date(2025, 2, 28)),
        ("2025-01-X3", date(2025, 1, 21), date(2025, 1, 31)),
        ("2025-01-X1", date(2025, 1, 1), date(2025, 1, 10)),
        ("2025-01-X2", date(2025, 1, 11), date(2025, 1, 20)),
        ("2024-Y02", date(2024, 1, 1), date(2024, 2, 29)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_first_and_last_day(code, start, end):
    period = Period.parse(code)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    ("code", "months", "days"),
    [
        ("2025-09-14", 0, 1),
        ("2025-W37", 0, 7),
        ("2024-02-X3", 0, 9),
        ("2024-02", 1, 29),
        ("2025-Y09", 9, 273),
        ("2025-Q3", 3, 92),
        ("2025-H1", 6, 181),
        ("2024", 12, 366),
    ],
)
def test_months_and_days_covered(code, months, days):
    period = Period.parse(code)
    assert (period.months, period.days) == (months, days)


@pytest.mark.parametrize(
    ("code", "has_january", "following"),
    [
        ("2024-12-31", True, "2025-01-01"),
        ("2024-W52", True, "2025-W01"),
        ("2024-W53-E4", True, "2025-W01-E4"),
        ("2024-12-X3", True, "2025-01-X1"),
        ("2025-02-X2", True, "2025-02-X3"),
        ("2024-12", True, "2025-01"),
        ("2024-12", False, "2025-02"),
        ("2024-Y12", True, "2025-Y01"),
        ("2024-Y12", False, "2025-Y02"),
        ("2025-Y02", False, "2025-Y03"),
        ("2024-Q4", False, "2025-Q1"),
        ("2024-H1", True, "2024-H2"),
        ("2024", False, "2025"),
    ],
)
def test_neighbours(code, has_january, following):
    assert Period.parse(code).next(has_january).code == following
    assert Period.parse(following).previous(has_january).code == code


@given(PERIODS, st.booleans())
def test_next_and_previous_are_inverse(period, has_january):
    if not has_january and period.kind in ("month", "ytd") and period.end.month == 1:
        period = period.next()
    assert period.next(has_january).previous(has_january) == period
    assert period.previous(has_january).next(has_january) == period
    assert period.previous(has_january) < period < period.next(has_january)


@given(PERIODS.filter(lambda period: period.kind != PeriodKind.YTD))
def test_neighbours_adjoin(period):
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().kind == period.kind


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-28"),
        ("2025-W37", "2024-W37"),
        ("2020-W53", "2020-W01"),
        ("2021-W52", "2020-W52"),
        ("2025-W37-E4", "2024-W37-E4"),
        ("2024-02-X3", "2023-02-X3"),
        ("2025-02", "2024-02"),
        ("2025-Y02", "2024-Y02"),
        ("2025-Q3", "2024-Q3"),
        ("2025-H1", "2024-H1"),
        ("2025", "2024"),
    ],
)
def test_the_same_period_last_year(code, before):
    assert Period.parse(code).year_ago().code == before


def test_week_53_goes_back_52_weeks():
    week = Period.parse("2020-W53")
    assert week.start - week.year_ago().start == timedelta(weeks=52)


def test_january_of_an_indicator_without_january_is_refused():
    for code in ("2025-01", "2025-Y01"):
        with pytest.raises(ValueError, match=f"{code}）：该指标1月不单独统计"):
            check_january(Period.parse(code), has_january=False)
        check_january(Period.parse(code), has_january=True)


@pytest.mark.parametrize("code", ["2025-Y02", "2025-02", "2025-01-X3", "2025-Q1", "2025-01-31"])
def test_other_periods_pass_the_january_check(code):
    check_january(Period.parse(code), has_january=False)


def test_a_january_without_january_has_no_neighbours():
    with pytest.raises(ValueError, match="首期为1—2月"):
        Period.of_ytd(2025, 1).next(has_january=False)


def test_a_year_without_january_has_eleven_points_and_starts_with_one_to_two():
    ends = Period.of_ytd(2024, 2), Period.of_ytd(2025, 12)
    codes = [period.code for period in series_of_periods(*ends, has_january=False)]
    assert len(codes) == 22
    assert codes[0] == "2024-Y02"
    assert codes[10:12] == ["2024-Y12", "2025-Y02"]


def test_a_year_with_january_has_twelve_points():
    ends = Period.of_ytd(2024, 1), Period.of_ytd(2024, 12)
    assert len(series_of_periods(*ends, has_january=True)) == 12


def test_a_series_that_ends_before_it_begins_is_empty():
    assert series_of_periods(Period.of_year(2025), Period.of_year(2024), has_january=True) == []


def test_the_ends_of_a_series_are_of_one_kind():
    with pytest.raises(ValueError, match="现为2025和2025-12"):
        series_of_periods(Period.of_year(2025), Period.of_month(2025, 12), has_january=True)
    weeks = Period.parse("2025-W01"), Period.parse("2025-W09-E4")
    with pytest.raises(ValueError, match="同一种期别"):
        series_of_periods(*weeks, has_january=True)


@pytest.mark.parametrize(
    "ends", [("2024-Y01", "2024-Y12"), ("2024-Y02", "2025-Y01")], ids=["first", "last"]
)
def test_the_ends_of_a_series_are_no_january_that_does_not_exist(ends):
    with pytest.raises(ValueError, match="1月不单独统计"):
        series_of_periods(*map(Period.parse, ends), has_january=False)


@pytest.mark.parametrize(
    ("code", "share"),
    [
        ("2025-Y06", Fraction(1, 2)),
        ("2025-Y11", Fraction(11, 12)),
        ("2025-09", Fraction(3, 4)),
        ("2025-Q1", Fraction(1, 4)),
        ("2025-H1", Fraction(1, 2)),
        ("2025", Fraction(1)),
        ("2024-12-31", Fraction(1)),
        ("2024-01-31", Fraction(31, 366)),
        ("2025-01-X2", Fraction(20, 365)),
        ("2025-W01", Fraction(5, 365)),
        ("2026-W53", Fraction(1)),
    ],
)
def test_share_of_year_at_the_periods_own_end(code, share):
    assert share_of_year(Period.parse(code)) == share


def test_periods_are_ordered_by_end_then_start_then_kind():
    codes = ["2025-06", "2025-06-X3", "2025-H1", "2025-Q2", "2025-Y06", "2025-Y05", "2025-06-X1"]
    ordered = sorted(map(Period.parse, codes))
    assert [period.code for period in ordered] == [
        "2025-Y05",
        "2025-06-X1",
        "2025-H1",
        "2025-Y06",
        "2025-Q2",
        "2025-06",
        "2025-06-X3",
    ]


def test_no_period_comes_before_itself():
    assert not Period.of_year(2025) < Period.parse("2025")


def test_equal_dates_of_two_kinds_are_two_periods():
    assert Period.of_month(2025, 1) != Period.of_ytd(2025, 1)
    assert len({Period.of_month(2025, 1), Period.of_ytd(2025, 1), Period.parse("2025-01")}) == 2
