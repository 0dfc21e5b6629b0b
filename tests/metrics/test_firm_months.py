"""Months of a firm, and its place among others: known answers by hand, and properties."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.distribution import among, nominal_growth_pct
from metrics.firm_months import growth_series, months_falling, whole_total
from metrics.growth import compare_levels

NAN = float("nan")


def test_a_total_is_exact_and_a_gap_makes_it_unknown():
    assert whole_total([0.1, 0.2, 0.3]) == Decimal("0.6")
    assert whole_total([0.0, 0.0]) == 0
    assert whole_total([1.0, NAN]) is None
    assert whole_total([]) is None


@pytest.mark.parametrize(
    ("values", "before", "months"),
    [
        ([90, 80, 70], [100, 100, 100], 3),
        ([110, 80, 70], [100, 100, 100], 2),
        ([90, None, 70], [100, 100, 100], 1),
        ([90, 80, 100], [100, 100, 100], 0),
        ([90, 80, 70], [100, 100, NAN], 0),
        ([], [], 0),
    ],
)
def test_a_fall_is_counted_back_from_the_newest_month_until_something_breaks_it(
    values, before, months
):
    assert months_falling(values, before) == months


def test_growth_is_words_where_a_percentage_would_mislead():
    assert growth_series([110, -5, 5, None], [100, 10, -5, 10]) == [10, None, None, None]


def test_place_and_share_count_printed_figures_and_only_those_who_reported():
    figures = np.array([5.04, 4.96, 7.0, 1.0, NAN])
    found = among(5.04, figures, 1)
    assert (found.n, found.place) == (4, 2)
    assert found.above_pct == pytest.approx(100 / 3)
    assert found.figures == (1.0, 4.96, 5.04, 7.0)
    assert found.quartiles == pytest.approx((3.97, 5.0, 5.53))


def test_what_is_not_reported_takes_no_place_and_alone_there_is_no_share():
    assert among(None, np.array([1.0]), 1) is None
    alone = among(2.0, np.array([2.0, NAN]), 1)
    assert (alone.n, alone.place, alone.above_pct) == (1, 1, None)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.integers(0, 29), st.integers(0, 2)
)
def test_place_is_that_of_counting_one_by_one(values, at, decimals):
    own = values[at % len(values)]
    found = among(own, np.array(values), decimals)
    larger = [v for v in values if among(v, np.array([v]), decimals).own > found.own]
    smaller = [v for v in values if among(v, np.array([v]), decimals).own < found.own]
    assert found.place == len(larger) + 1
    assert found.above_pct == pytest.approx(100 * len(smaller) / (len(values) - 1))


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_growth_of_many_is_that_of_one(now, then):
    many = float(nominal_growth_pct(np.array([now]), np.array([then]))[0])
    one = compare_levels(now, then).nominal_pct
    if one is None:
        assert math.isnan(many)
    else:
        assert many == pytest.approx(float(one), rel=1e-9, abs=1e-9) or abs(many) > 1e250
