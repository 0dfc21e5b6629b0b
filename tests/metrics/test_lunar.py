"""The Spring Festival and the alignment of weeks and ten-day periods to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.lunar import days_to_new_year_eve, lunar_counterpart, new_year_eve, spring_festival
from metrics.periods import Period

FESTIVALS = {
    2018: date(2018, 2, 16),
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
}


@pytest.mark.parametrize(("year", "day"), FESTIVALS.items())
def test_the_spring_festival_of_known_years(year, day):
    assert spring_festival(year) == day
    assert new_year_eve(year) == day - timedelta(days=1)


def test_a_year_whose_holiday_began_on_the_eve_still_gives_the_first_of_the_month():
    assert spring_festival(2013) == date(2013, 2, 10)


@given(st.integers(1950, 2100))
def test_the_festival_lies_between_21_january_and_21_february(year):
    assert date(year, 1, 20) < spring_festival(year) < date(year, 2, 22)


@pytest.mark.parametrize("year", [1949, 2101])
def test_years_out_of_bounds_are_refused(year):
    with pytest.raises(ValueError, match=f"春节年份应在1950至2100之间，现为{year}"):
        spring_festival(year)
    with pytest.raises(ValueError, match="春节年份"):
        days_to_new_year_eve(date(year, 6, 1))


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2025, 1, 28), 0),
        (date(2025, 1, 25), 3),
        (date(2025, 2, 4), -7),
        (date(2025, 12, 31), 47),
        (date(2025, 7, 1), -154),
        (date(2100, 12, 31), -326),
    ],
)
def test_days_to_the_nearest_eve(day, days):
    assert days_to_new_year_eve(day) == days


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2025-W37", date(2024, 9, 9), date(2024, 9, 15)),
        ("2025-W05", date(2024, 2, 8), date(2024, 2, 14)),
        ("2025-W01", date(2024, 1, 11), date(2024, 1, 17)),
        ("2025-09-X3", date(2024, 9, 21), date(2024, 9, 30)),
        ("2024-02-X1", date(2023, 1, 13), date(2023, 1, 22)),
        ("2025-W11", date(2024, 3, 11), date(2024, 3, 17)),
    ],
)
def test_counterparts(code, first, last):
    assert lunar_counterpart(Period.parse(code)) == (first, last)


def test_a_week_is_aligned_where_only_its_calendar_counterpart_is_near_the_eve():
    week = Period.parse("2025-W10")
    assert min(abs((day - new_year_eve(2025)).days) for day in (week.start, week.end)) > 28
    first, _ = lunar_counterpart(week)
    assert (first - new_year_eve(2024)) == (week.start - new_year_eve(2025))


@pytest.mark.parametrize(
    ("year", "days_after_eve", "is_near"),
    [
        (2026, 28, True),
        (2026, 29, False),
        (2027, -34, True),
        (2027, -35, False),
        (2027, 38, True),  # 28 days after the eve of 2026 by the calendar
        (2027, 39, False),
        (2026, -54, True),  # ends 28 days before the eve of 2025 by the calendar
        (2026, -55, False),
    ],
)
def test_near_is_28_days_for_the_week_or_its_calendar_counterpart(year, days_after_eve, is_near):
    start = new_year_eve(year) + timedelta(days=days_after_eve)
    week = Period.of_week(start, last_day=(start + timedelta(days=6)).isoweekday())
    first, _ = lunar_counterpart(week)
    shift = spring_festival(year) - spring_festival(year - 1)
    assert first == start - (shift if is_near else timedelta(weeks=52))


NEAR = st.integers(-28, 28)


@given(st.integers(2000, 2090), NEAR, st.integers(1, 7))
def test_near_the_eve_a_week_keeps_its_distance_to_it(year, distance, last_day):
    week = Period.of_week(new_year_eve(year) + timedelta(days=distance), last_day)
    first, last = lunar_counterpart(week)
    assert first - new_year_eve(year - 1) == week.start - new_year_eve(year)
    assert (last - first).days == 6


@given(st.dates(date(2000, 4, 1), date(2090, 1, 1)).filter(lambda day: 4 <= day.month <= 11))
def test_far_from_the_eve_a_week_goes_back_52_weeks(day):
    week = Period.of_week(day)
    assert lunar_counterpart(week) == (
        week.start - timedelta(weeks=52),
        week.end - timedelta(weeks=52),
    )


def test_other_kinds_are_refused():
    with pytest.raises(ValueError, match="2025年1—2月（2025-Y02）不能按春节对齐"):
        lunar_counterpart(Period.of_ytd(2025, 2))
