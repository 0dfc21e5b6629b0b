"""Marks of slips, on figures whose answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.plausibility import (
    all_unchanged,
    equal_to_next,
    far_apart,
    far_smaller,
    has_digits,
    repeats,
    slips,
    usual,
)

FACTORS = np.array([10.0, 1e4, 1e-4, 0.1])
NAN = np.nan


def floats(*values):
    return np.array(values, dtype="float64")


@pytest.mark.parametrize(
    ("value", "digits"),
    [(6.0, 1), (9.7, 2), (9.66, 3), (0.058, 2), (1482610.67, 9), (1200.0, 2), (-28.3002, 6)],
)
def test_significant_digits_are_counted(value, digits):
    counted = [has_digits(floats(value), least)[0] for least in range(2, 10)]
    assert counted == [least <= digits for least in range(2, 10)]


def test_zero_and_missing_have_no_digits():
    assert has_digits(floats(0.0, NAN, np.inf), 2).tolist() == [False, False, False]


@given(
    st.integers(10**5, 10**6 - 1).filter(lambda whole: whole % 10),
    st.integers(-9, 6),
    st.sampled_from([1, -1]),
)
def test_six_digits_are_six_digits_at_any_size(whole, power, sign):
    value = floats(float(f"{sign * whole}e{power}"))
    assert has_digits(value, 6)[0]
    assert not has_digits(value, 7)[0]


def test_a_figure_left_over_from_last_month_is_marked_and_a_round_one_is_not():
    now, before = floats(97.05308, 6.0, 64.71762, NAN), floats(97.05308, 6.0, 60.1, NAN)
    assert repeats(now, before, 4).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("value", "reference", "factor"),
    [
        (2674298.0, 267.4298, 10000.0),  # 万元 under a head of 亿元
        (0.02674298, 267.4298, 0.0001),
        (2674.298, 290.0, 10.0),  # a decimal point lost
        (26.7, 290.0, 0.1),
        (267.4298, 243.1, NAN),
        (267.4298, 120.0, NAN),  # a good year is no slip
        (267.4298, 267.4298, NAN),
        (NAN, 267.4298, NAN),
        (267.4298, NAN, NAN),
        (-267.4298, 267.4298, NAN),  # a loss has no ratio
        (267.4298, 0.0, NAN),
        (267.4298 * 400, 267.4298, NAN),  # near no factor within the bound
    ],
)
def test_a_slip_of_unit_is_found_and_nothing_else(value, reference, factor):
    found = slips(floats(value), floats(reference), FACTORS, 3.0)[0]
    assert found == factor or (np.isnan(found) and np.isnan(factor))


@given(st.floats(0.01, 1e6), st.floats(0.7, 1.4), st.sampled_from(FACTORS.tolist()))
def test_a_slip_is_found_whatever_the_growth(reference, growth, factor):
    value = floats(reference * growth * factor)
    assert slips(value, floats(reference), FACTORS, 3.0)[0] == factor


def test_the_same_figure_in_two_neighbouring_rows_is_marked_at_the_upper():
    column = floats(70.83966, 70.83966, 55.38183, 55.38183, 6.0, 6.0)
    assert equal_to_next(column, np.array([8, 9, 10, 12, 13, 14]), 4).tolist() == [
        True,
        False,
        False,  # a row lies between
        False,
        False,  # too round to say anything
        False,
    ]


def test_no_figures_have_no_neighbours():
    assert equal_to_next(floats(), np.array([], dtype="int64"), 4).tolist() == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from([0.01, -0.02, 0.3, 1.5, NAN]),
            st.sampled_from([1.0, -2.0, 3.5, NAN]),
        )
    ),
    st.integers(1, 3),
)
def test_a_column_is_far_smaller_by_its_median(rows, least):
    columns, now, last = (list(each) for each in zip(*rows, strict=True)) if rows else ([], [], [])
    found = far_smaller(floats(*now), floats(*last), np.array(columns, dtype="int64"), 20.0, least)
    for column, flag in zip(columns, found.tolist(), strict=True):
        mine = pd.DataFrame([row for row in rows if row[0] == column]).abs()
        small = mine[1].median() * 20 < mine[2].median()
        assert flag == (small and mine[1].count() >= least)


@given(st.integers(0, 4), st.integers(1, 4), st.data())
def test_what_is_usual_is_the_median_of_the_figures_that_there_are(periods, firms, data):
    cells = st.sampled_from([1.0, 2.0, 3.5, -4.0, NAN])
    rows = [[data.draw(cells) for _ in range(firms)] for _ in range(periods)]
    history = np.array(rows, dtype="float64").reshape(periods, firms)
    expected = pd.DataFrame(history).median()
    np.testing.assert_array_equal(usual(history), expected.to_numpy("float64"))


@pytest.mark.parametrize(
    ("now", "before", "least", "same"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 3, True),
        ([1.0, 2.0, NAN], [1.0, 2.0, 3.0], 3, False),  # too few that both have
        ([1.0, 2.0, NAN], [1.0, 2.0, 3.0], 2, True),
        ([1.0, 2.0, 3.0], [1.0, 2.5, 3.0], 1, False),
        ([NAN, NAN, NAN], [NAN, NAN, NAN], 1, False),
    ],
)
def test_a_row_is_unchanged_if_all_that_both_have_is_equal(now, before, least, same):
    assert all_unchanged(np.array([now]), np.array([before]), least).tolist() == [same]


def test_figures_are_far_apart_up_or_down_and_only_positive_ones():
    values = floats(20.0, 19.9, 1.0, 1.0, -50.0, 0.0, NAN, 5.0)
    references = floats(1.0, 1.0, 20.0, 19.9, 1.0, 1.0, 1.0, NAN)
    assert far_apart(values, references, 20.0).tolist() == [
        *(True, False, True, False),
        *(False, False, False, False),
    ]
