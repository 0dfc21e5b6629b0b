"""Unusual changes and falls: by hand, against plain loops, and what must never move a score."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics import alert_changes, alert_falls

NAN = math.nan
FLOOR = 5.0
YEARS = [2024, 2024, 2024, 2025, 2025]
MONTHS = [2, 3, 4, 2, 3]


def table(*rows):
    return np.array(rows, dtype=float)


def tables(rows, columns=9):
    size = st.one_of(st.just(NAN), st.floats(-60, 60).map(lambda x: round(x, 1)))
    return arrays(float, (rows, columns), elements=size)


def deviation(values, floor):
    middle = statistics.median(values)
    return max(1.4826 * statistics.median(abs(v - middle) for v in values), floor)


def test_change_counts_times_the_month_and_a_year_begins_against_the_last_one():
    growths = table([5.0], [6.0], [5.5], [7.0], [6.5])
    found = alert_changes.scaled_changes(growths, YEARS, MONTHS)[:, 0]
    np.testing.assert_allclose(found, [NAN, 3.0, -2.0, 4.0, -1.5])


def test_a_gap_leaves_the_next_change_unknown_and_another_first_month_is_no_base():
    growths = table([5.0], [NAN], [5.5], [7.0], [6.5])
    found = alert_changes.scaled_changes(growths, YEARS, MONTHS)[:, 0]
    np.testing.assert_allclose(found, [NAN, NAN, NAN, 4.0, -1.5])
    later = alert_changes.scaled_changes(table([5.0], [7.0]), [2024, 2025], [3, 2])
    assert np.isnan(later).all()


def test_log_change_is_of_positive_levels_only_and_reads_back_in_percent():
    found = alert_changes.log_changes(table([100, 0], [90, 4], [NAN, 2]))
    np.testing.assert_allclose(found[1], [100 * math.log(0.9), NAN])
    np.testing.assert_allclose(found[2], [NAN, 100 * math.log(0.5)])
    assert alert_changes.percent_of_log(float(found[1, 0])) == pytest.approx(-10)


@given(tables(2))
def test_cross_scores_are_those_of_a_plain_loop(changes):
    found = alert_changes.cross_scores(changes, FLOOR, 5)
    for row, scores in zip(changes, found, strict=True):
        known = [v for v in row if not math.isnan(v)]
        if len(known) < 5:
            assert np.isnan(scores).all()
            continue
        middle, spread = statistics.median(known), deviation(known, FLOOR)
        np.testing.assert_allclose(scores, (row - middle) / spread)


@given(tables(1), st.floats(-80, 80))
def test_what_meets_all_units_moves_no_score(changes, shock):
    calm = alert_changes.cross_scores(changes, FLOOR, 5)
    np.testing.assert_allclose(
        alert_changes.cross_scores(changes + shock, FLOOR, 5), calm, atol=1e-9
    )


@given(tables(12, 2))
def test_own_scores_are_those_of_a_plain_loop(values):
    every = alert_changes.trailing_scores(values, 6, 3, FLOOR)
    np.testing.assert_array_equal(every[-1], alert_changes.newest_scores(values, 6, 3, FLOOR))
    for unit in range(2):
        for row in range(12):
            past = [v for v in values[:row, unit] if not math.isnan(v)][-6:]
            if len(past) < 3 or math.isnan(values[row, unit]):
                assert math.isnan(every[row, unit])
                continue
            expected = (values[row, unit] - statistics.median(past)) / deviation(past, FLOOR)
            assert every[row, unit] == pytest.approx(expected)


def test_usual_value_is_the_median_of_the_past():
    course = np.array([9.0, 1.0, NAN, 3.0, 50.0])
    assert alert_changes.usual(course, 2) == 2.0
    assert alert_changes.usual(course, 9) == 3.0
    assert math.isnan(alert_changes.usual(np.array([NAN, 5.0]), 9))


def test_a_shock_stands_in_the_base_of_the_next_year_from_its_month_on():
    years = [2020, 2020, 2021, 2021, 2022]
    months = [3, 4, 2, 4, 4]
    scores = np.array([-4.0, 0.0, NAN, 0.0, 0.0])
    found = alert_changes.broken_bases(scores, 3.5, years, months)
    assert found.tolist() == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("rates", "count"),
    [
        ([5.0, 4.9, 4.8, 4.7], 3),
        ([5.0, 4.9, 5.1, 4.7], 1),
        ([5.0, 4.9, 4.94, 4.7], 1),  # 4.94 prints 4.9: no fall
        ([5.0, 4.9, NAN, 4.7], 0),
        ([NAN, 4.9, 4.8], 1),
        ([5.0, 4.0, NAN], 0),
        ([5.0], 0),
        ([], 0),
    ],
)
def test_falls_are_counted_on_printed_figures_and_end_at_a_gap(rates, count):
    assert alert_falls.falls_in_a_row(rates) == count


@given(tables(10, 3))
def test_fall_over_some_steps_is_scored_beside_what_all_share(rates):
    change, score = alert_falls.changes_and_scores(rates, 2, 8, 3, FLOOR)
    np.testing.assert_allclose(change, rates[-1] - rates[-3])
    common = rates + np.arange(10)[:, None] * 7.0  # everybody falls or rises alike
    _, same = alert_falls.changes_and_scores(common, 2, 8, 3, FLOOR)
    np.testing.assert_allclose(same, score, atol=1e-9)


def test_a_single_unit_has_nobody_to_share_with():
    rates = np.array([5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 1.0, -6.0])[:, None]
    change, score = alert_falls.changes_and_scores(rates, 2, 8, 3, 2.0)
    assert change.tolist() == [-11.0]
    assert score.tolist() == [-5.5]


@given(
    arrays(float, (8, 3), elements=st.floats(1, 100)),
    arrays(float, (8, 3), elements=st.one_of(st.just(NAN), st.floats(-90, 90))),
)
def test_growth_on_a_low_base_is_taken_of_the_usual_level(levels, rates):
    found = alert_changes.against_usual(rates, levels, 5)
    for unit in range(3):
        usual = statistics.median(levels[-5:, unit])
        for row in range(8):
            base = levels[row, unit] / (1 + rates[row, unit] / 100)
            expected = (levels[row, unit] - base) / max(base, usual) * 100
            assert found[row, unit] == pytest.approx(expected, nan_ok=True, abs=1e-9)
