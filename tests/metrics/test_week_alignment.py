"""Weeks held against last year's: by hand around a festival, by days everywhere."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.days_off import first_open_day, touches_long_holiday
from metrics.lunar import days_to_new_year_eve
from metrics.periods import Period
from metrics.week_alignment import aligned, mixed

# 除夕 lay on 15 February 2018, 4 February 2019, 24 January 2020 and 11 February 2021. So
# 27 January 2020, three days after, goes with 7 February 2019, a Thursday; 4 January 2021,
# 38 days before, with 17 December 2019, a Tuesday.
BY_HAND = {
    "2020-W05": [("2019-W06", Fraction(4, 7)), ("2019-W07", Fraction(3, 7))],
    "2019-W06": [("2018-W07", Fraction(4, 7)), ("2018-W08", Fraction(3, 7))],
    "2020-W37": [("2019-W37", Fraction(1))],
    "2021-W01": [("2019-W51", Fraction(6, 7)), ("2019-W52", Fraction(1, 7))],
}


@pytest.mark.parametrize(("code", "weeks"), BY_HAND.items())
def test_aligned_weeks_by_hand(code, weeks):
    found = aligned(Period.parse(code))
    assert [(week.code, share) for week, share in found.weeks] == weeks
    assert found.is_lunar is (code != "2020-W37")


@given(
    day=st.dates(date(2012, 1, 9), date(2030, 12, 1)),
    last_day=st.integers(min_value=1, max_value=7),
)
def test_every_day_falls_into_the_week_that_counts_for_it(day, last_day):
    week = Period.of_week(day, last_day)
    found = aligned(week)
    shift = week.start - _start_of(found, week)
    days = [week.start - shift + timedelta(days=number) for number in range(7)]
    counted = Counter(Period.of_week(each, last_day) for each in days)
    assert dict(found.weeks) == {each: Fraction(count, 7) for each, count in counted.items()}
    if found.is_lunar:
        assert all(
            days_to_new_year_eve(a) == days_to_new_year_eve(a - shift)
            for a in (week.start + timedelta(days=number) for number in range(7))
            if abs(days_to_new_year_eve(a)) < 28
        )
    else:
        assert shift == timedelta(weeks=52)


def _start_of(found, week):
    """The first of the seven days, from the share of the earlier week."""
    (first, share), *_ = found.weeks
    return first.end - timedelta(days=int(share * 7) - 1)


def test_mixing_by_hand_and_with_a_missing_figure():
    third = [(Decimal("1.5"), Fraction(3, 7)), (Decimal(5), Fraction(4, 7))]
    assert mixed(third) == Decimal("3.5")
    assert mixed([(Decimal(1), Fraction(1, 2)), (None, Fraction(1, 2))]) is None


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2020-10-04", "2020-10-09"),  # a Sunday inside 国庆节
        ("2022-02-04", "2022-02-07"),  # 春节, which ends on a Sunday
        ("2025-10-04", "2025-10-09"),
        ("2025-09-20", "2025-09-20"),  # an ordinary Saturday
        ("2021-05-04", "2021-05-06"),
        ("2025-11-05", "2025-11-05"),
    ],
)
def test_first_open_day_by_the_official_calendars(day, opens):
    assert first_open_day(date.fromisoformat(day)) == date.fromisoformat(opens)


def test_long_holidays_by_hand():
    assert touches_long_holiday((date(2021, 2, 11), date(2021, 2, 20)))
    assert not touches_long_holiday((date(2021, 2, 21), date(2021, 2, 28)))
    assert touches_long_holiday((date(2024, 12, 25), date(2025, 1, 31)))
    assert not touches_long_holiday((date(2020, 5, 1), date(2020, 5, 10)))
