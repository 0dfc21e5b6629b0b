"""Words and figures of growth; the published one is never derived."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.growth import (
    change_of_growth,
    compare_levels,
    growth_phrase,
    point_gap,
    two_year_average,
)
from metrics.rounding import half_up


@pytest.mark.parametrize(
    ("current", "base", "word", "text"),
    [
        (106, 100, "增长", "增长6.0%"),
        (94, 100, "下降", "下降6.0%"),
        (0, 100, "下降", "下降100.0%"),
        (100.04, 100, "持平", "持平"),
        (99.96, 100, "持平", "持平"),
        (100.05, 100, "增长", "增长0.1%"),
        (99.95, 100, "下降", "下降0.1%"),
        (-10, 5, "由盈转亏", "由盈转亏"),
        (5, -10, "扭亏为盈", "扭亏为盈"),
        (0, -10, "扭亏为盈", "扭亏为盈"),
        (-5, -10, "减亏", "减亏"),
        (-10, -5, "增亏", "增亏"),
        (-5, -5, "持平", "持平"),
        (7, 0, "不可比", "不可比"),
        (0, 0, "不可比", "不可比"),
        (-7, 0, "不可比", "不可比"),
        (None, 5, "未报", "未报"),
        (5, None, "未报", "未报"),
        (float("nan"), 0, "未报", "未报"),
    ],
)
def test_compare_levels(current, base, word, text):
    change = compare_levels(current, base)
    assert (change.word, change.text) == (word, text)


def test_counter_example_4_a_loss_that_becomes_a_profit_is_a_word_not_minus_150_percent():
    change = compare_levels(current=5, base=-10)
    assert change.text == "扭亏为盈"
    assert change.nominal_pct is None


def test_nominal_growth_is_exact_and_unrounded():
    assert compare_levels(108.25, 100).nominal_pct == Decimal("8.25")
    assert compare_levels(100.04, 100).nominal_pct == Decimal("0.04")


@given(
    st.decimals("-1e6", "1e6", places=2),
    st.decimals("-1e6", "1e6", places=2),
)
def test_a_percentage_exists_for_a_positive_base_and_no_loss_only(current, base):
    has_percentage = compare_levels(current, base).nominal_pct is not None
    assert has_percentage == (base > 0 and current >= 0)


@given(st.decimals("0", "1e6", places=2), st.decimals("0.01", "1e6", places=2))
def test_word_and_printed_percentage_never_contradict(current, base):
    change = compare_levels(current, base)
    printed = half_up(change.nominal_pct, 1)
    expected = "持平" if printed == 0 else ("增长" if printed > 0 else "下降")
    assert change.word == expected
    assert change.text.startswith(change.word)


@pytest.mark.parametrize(
    ("growth", "decimals", "phrase"),
    [
        (6, 1, "增长6.0%"),
        (-0.2, 1, "下降0.2%"),
        (0.04, 1, "持平"),
        (-0.04, 1, "持平"),
        (0.04, 2, "增长0.04%"),
        (float("nan"), 1, "未报"),
    ],
)
def test_growth_phrase(growth, decimals, phrase):
    assert growth_phrase(growth, decimals) == phrase


def test_a_gap_is_taken_between_printed_figures():
    assert point_gap(6.05, 5.94) == Decimal("0.2")
    assert point_gap(6.04, 5.95) == Decimal("0.0")
    assert point_gap(None, 5) is None
    assert point_gap(5, float("nan")) is None


@pytest.mark.parametrize(
    ("now", "before", "word", "points", "text"),
    [
        (9.2, 6.0, "加快", "3.2", "加快3.2个百分点"),
        (6.0, 9.2, "回落", "-3.2", "回落3.2个百分点"),
        (-0.2, 6.0, "回落", "-6.2", "回落6.2个百分点"),
        (1.0, -2.0, "加快", "3.0", "加快3.0个百分点"),
        (-1.0, -3.0, "加快", "2.0", "降幅收窄2.0个百分点"),
        (-3.0, -1.0, "回落", "-2.0", "降幅扩大2.0个百分点"),
        (0.0, -1.0, "加快", "1.0", "加快1.0个百分点"),
        (6.04, 5.96, "持平", "0.0", "持平"),
    ],
)
def test_change_of_growth(now, before, word, points, text):
    change = change_of_growth(now, before)
    assert (change.word, change.points, change.text) == (word, Decimal(points), text)


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None)])
def test_change_of_an_unknown_growth_is_not_reported(now, before):
    change = change_of_growth(now, before)
    assert (change.word, change.points, change.text) == ("未报", None, "未报")


def test_two_year_average_is_geometric():
    assert half_up(two_year_average(35.1, -13.5), 1) == Decimal("8.1")
    assert half_up(two_year_average(21, 0), 6) == Decimal("10.000000")
    assert two_year_average(-100, 5) == Decimal(-100)


@pytest.mark.parametrize("rates", [(None, 5), (5, None), (-101, 5), (-150, -150)])
def test_two_year_average_is_missing_where_none_exists(rates):
    assert two_year_average(*rates) is None
