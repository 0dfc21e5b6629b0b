"""Rounding goes by the decimal text, half away from zero, and knows missing from zero."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.rounding import half_up, percent, to_decimal, without_noise


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (5.95, 1, "6.0"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-0.25, 1, "-0.3"),
        (-0.04, 1, "0.0"),
        ("12.345", 2, "12.35"),
        (7, 1, "7.0"),
        (0.5, 0, "1"),
        (1e300, 1, "1" + "0" * 300 + ".0"),
    ],
)
def test_half_up_rounds_from_the_decimal_text(value, decimals, expected):
    assert str(half_up(value, decimals)) == expected


def test_unrounded_keeps_every_digit():
    assert half_up(2.6751, None) == Decimal("2.6751")


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, Decimal("NaN")])
def test_missing_is_none_never_zero(missing):
    assert to_decimal(missing) is None
    assert half_up(missing, 1) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(0.1), "0.1"),
        (np.float32(0.1), "0.1"),
        (np.int64(3), "3"),
        (" 6.0 ", "6.0"),
    ],
)
def test_numpy_scalars_and_texts_are_read_by_their_shortest_text(value, expected):
    assert str(to_decimal(value)) == expected


@pytest.mark.parametrize("infinite", [float("inf"), float("-inf"), "Infinity"])
def test_infinity_is_refused(infinite):
    with pytest.raises(ValueError, match="无穷大"):
        to_decimal(infinite)


@pytest.mark.parametrize("text", ["增长", "", "1,234", True])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="不是数值"):
        to_decimal(text)


@given(
    digits=st.integers(-(10**15), 10**15),
    places_held=st.integers(0, 8),
    decimals=st.integers(0, 6),
)
def test_half_up_equals_integer_arithmetic(digits, places_held, decimals):
    rounded = half_up(Decimal(digits).scaleb(-places_held), decimals)
    assert rounded == Decimal(_rounded_units(digits, places_held, decimals)).scaleb(-decimals)


def _rounded_units(digits, places_held, decimals):
    numerator = abs(digits) * 10**decimals
    units = (2 * numerator + 10**places_held) // (2 * 10**places_held)
    return units if digits >= 0 else -units


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (57, 400, Decimal("14.25")),
        (-1, 4, Decimal(-25)),
        (0.1, 0.3, Decimal("0.1") * 100 / Decimal("0.3")),
        (0, 5, Decimal(0)),
        (5, 0, None),
        (None, 5, None),
        (5, float("nan"), None),
    ],
)
def test_a_share_is_taken_in_decimals(part, whole, share):
    assert percent(part, whole) == share


@given(st.lists(st.integers(-(10**10), 10**10), max_size=200), st.integers(0, 4))
def test_a_sum_of_decimals_is_printed_as_the_exact_sum_is(digits, places_held):
    figures = [Decimal(each).scaleb(-places_held) for each in digits]
    total = without_noise(float(sum(map(float, figures))))
    assert half_up(total, 1) == half_up(sum(figures, Decimal(0)), 1)
