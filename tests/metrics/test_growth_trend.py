"""The calm line through growth: level with a level series, true to a step, nothing invented."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.growth_trend import growth_trend


@pytest.mark.parametrize("a_year", [4, 11, 12])
def test_a_level_series_has_a_level_line(a_year):
    assert growth_trend([6.5] * (4 * a_year), a_year) == pytest.approx([6.5] * (4 * a_year))


def test_one_wild_period_moves_the_line_a_little_and_a_lasting_change_wholly():
    calm = [6.0] * 55
    wild = [*calm[:-1], -3.0]
    assert 3.5 < growth_trend(wild, 11)[-1] < 6.0
    assert growth_trend(wild, 11)[30] == pytest.approx(6.0, abs=0.1)
    lasting = [6.0] * 33 + [2.0] * 22
    line = growth_trend(lasting, 11)
    assert abs(line[-1] - 2.0) < 0.3
    assert abs(line[0] - 6.0) < 0.3


def test_what_is_missing_stays_missing_and_short_series_have_no_line():
    values = [6.0 + 0.1 * (k % 3) for k in range(44)]
    values[20] = None
    line = growth_trend([None, *values], 11)
    assert line[0] is line[21] is None
    assert all(value is not None for value in line[1:21])
    assert growth_trend(values[:32], 11) == (None,) * 32
    assert growth_trend([None] * 50, 11) == (None,) * 50


@settings(max_examples=15)
@given(st.lists(st.floats(-40, 60), min_size=33, max_size=50), st.floats(-20, 20))
def test_the_line_moves_with_the_series_and_stays_within_it(values, shift):
    line = np.array(growth_trend(values, 11))
    moved = np.array(growth_trend([value + shift for value in values], 11))
    assert moved == pytest.approx(line + shift, abs=1e-6)
    wide = (max(values) - min(values)) / 2 + 1e-6
    assert min(values) - wide <= line.min() <= line.max() <= max(values) + wide
