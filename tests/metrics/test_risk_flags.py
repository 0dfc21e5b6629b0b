"""Flags, turning points and unusual months of firms, by hand and against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics import firm_anomalies, risk_flags
from metrics.firm_anomalies import DROP, NOTHING, SLIP, SPIKE, ZERO, AnomalyRule
from metrics.risk_flags import NO, UNKNOWN, YES, Line, PowerGap, Turning

RULE = AnomalyRule(score=5, floor=0.05, least_months=24, least_peers=3, slip_within=0.12)
TURN = Turning(months=3, within=12, least_pct=2)
GAP = PowerGap(months=3, score=3.5, floor=0.1, least_months=12)
LINE = Line(revenue_wan=2000, within=3, ahead=3)
NAN = np.nan


def columns(*series):
    """Months × firms of one list a firm."""
    return np.array(series, dtype=float).T


def figures():
    size = st.one_of(st.just(NAN), st.just(0.0), st.floats(0, 1e4))
    return arrays(float, (30, 3), elements=size)


def test_growth_has_no_base_of_nought_and_no_result_below_it():
    levels = columns([100, 110], [0, 5], [-5, 5], [5, -5], [NAN, 5], [5, NAN], [4, 0])
    expected = [10, NAN, NAN, NAN, NAN, NAN, -100]
    np.testing.assert_allclose(risk_flags.growth_pct(levels, 1), expected)
    assert np.isnan(risk_flags.growth_pct(levels, 12)).all()


@pytest.mark.parametrize(
    ("trend", "direction", "place"),
    [
        ([4, 3, 2, 1, 2, 3, 4], 1, 3),
        ([1, 2, 3, 4, 3, 2, 1], -1, 3),
        ([4, 3, 2, 1, 2, 3, 3.5], 1, 3),
        ([1, 2, 3, 4, 5, 6, 7], 0, -1),
        ([9, 9, 3, 1, 2, 3, 4], 0, -1),  # only two falls before it
        ([4, 3, 2, 1, 2, 3, 2.9], 0, -1),  # not lasting
        ([4, 3, 2, 1, 1.001, 1.002, 1.003], 0, -1),  # too little
        ([4, 3, 2, 1, NAN, 3, 4], 0, -1),
        ([4, 3, 2, 1, 2, 3, NAN], 0, -1),
        ([4, 3, 2, 1, 1, 1, 1], 0, -1),
        ([4], 0, -1),
    ],
)
def test_turning_point(trend, direction, place):
    found, where = risk_flags.turned(columns(trend), TURN)
    assert (int(found[0]), int(where[0])) == (direction, place)


def test_turn_of_long_ago_is_none():
    trend = [16, 15, 14, *range(13, 28)]
    assert risk_flags.turned(columns(trend), TURN)[0].tolist() == [0]
    assert risk_flags.turned(columns(trend), Turning(3, 14, 2))[0].tolist() == [1]


def test_stopped_asks_for_both_to_be_reported():
    output = columns([9, 9, 0], [9, 9, 0], [9, 9, NAN], [9, 9, 0], [9, 9, 1], [0, 0, 0])
    power = columns([5, 5, 0.25], [5, 5, 0.26], [5, 5, 0], [5, 5, NAN], [5, 5, 0], [1, 1, 0])
    assert risk_flags.stopped(output, power, 5).tolist() == [
        YES, NO, UNKNOWN, UNKNOWN, NO, UNKNOWN,
    ]  # fmt: skip


def test_falling_asks_for_every_month_and_for_enough():
    series = columns(
        [100, 98, 96, 95], [100, 98, 96, 95.1], [100, 98, 99, 90], [100, NAN, 96, 90], [0, 0, 0, 0]
    )
    assert risk_flags.falling(series, series[-1], 3, 5).tolist() == [YES, NO, NO, UNKNOWN, UNKNOWN]
    assert risk_flags.falling(series[:3], series[2], 3, 5).tolist() == [UNKNOWN] * 5
    stopped = np.zeros(5)
    assert risk_flags.falling(series, stopped, 3, 5).tolist() == [NO, NO, NO, UNKNOWN, UNKNOWN]


def test_power_gap_is_measured_by_the_firms_own_history():
    output = np.full((24, 4), 100.0)
    power = np.full((24, 4), 10.0)
    power[-3:, 0], output[-3:, 1], power[-3:, 2] = 20, 200, 12
    power[-1, 3] = NAN
    flags, score = risk_flags.power_gaps(output, power, GAP)
    assert flags.tolist() == [YES, YES, NO, UNKNOWN]
    assert score[:3] == pytest.approx(np.log([2, 0.5, 1.2]) / 0.1)
    assert np.isnan(score[3])
    assert risk_flags.power_gaps(output[:14], power[:14], GAP)[0].tolist() == [UNKNOWN] * 4


def test_lines_are_crossed_by_twelve_known_months():
    up = [150.0] * 15 + [300] * 3  # 1,800, then 2,250
    down = [200.0] * 15 + [150] * 3  # 2,400, 2,250, were it to go on 2,100
    deep = [170.0] * 15 + [155] * 3  # 2,040, 1,995: below already
    soon = [175.0] * 15 + [150] * 3  # 2,100, 2,025, were it to go on 1,950
    gap = [150.0] * 15 + [300, NAN, 300]
    newly, below = risk_flags.lines_crossed(columns(up, down, deep, soon, gap), LINE)
    assert newly.tolist() == [YES, NO, NO, NO, UNKNOWN]
    assert below.tolist() == [NO, NO, NO, YES, UNKNOWN]
    assert risk_flags.lines_crossed(np.ones((12, 1)), LINE)[0].tolist() == [UNKNOWN]


def test_a_year_of_exactly_the_line_stands_on_it():
    exactly = [100.0] * 3 + [161.9] + [167.1] * 11  # 2,000.0, in binary a little less
    assert sum(exactly[3:]) < 2000
    assert risk_flags.lines_crossed(columns(exactly), LINE)[0].tolist() == [YES]


@given(figures())
def test_year_total_is_the_sum_of_twelve_known_months(revenue):
    found = risk_flags.year_total(revenue, 2)
    for number, series in enumerate(revenue.T):
        months = list(series[-14:-2])
        expected = NAN if any(np.isnan(months)) else sum(months)
        np.testing.assert_allclose(found[number], expected, rtol=1e-12, atol=5e-7)


@given(figures(), figures())
def test_what_was_not_reported_is_never_flagged(one, other):
    one[-1], other[-1] = NAN, NAN
    flags = [
        risk_flags.stopped(one, other, 5),
        risk_flags.falling(one, one[-1], 3, 5),
        risk_flags.power_gaps(one, other, GAP)[0],
        *risk_flags.lines_crossed(one, LINE),
        risk_flags.insured_falling(one, 3, 5, 3),
    ]
    assert {flag for found in flags for flag in found.tolist()} == {UNKNOWN}


def test_insured_falling_asks_for_a_share_and_a_number():
    insured = columns([100, 95], [100, 96], [20, 18], [NAN, 9], [0, 0], [9, NAN])
    found = risk_flags.insured_falling(insured, 1, 5, 3).tolist()
    assert found == [YES, NO, NO, UNKNOWN, UNKNOWN, UNKNOWN]


# unusual months


def left_of(months=36, firms=40, seed=1):
    return np.random.default_rng(seed).normal(0, 0.1, (months, firms))


def plain_scores(left, additive=None, level=None):
    additive = np.zeros(left.shape[1], dtype=bool) if additive is None else additive
    level = np.ones(left.shape[1]) if level is None else level
    common = firm_anomalies.common_movement(left, additive, RULE.least_peers)
    return firm_anomalies.scores(left, additive, common, level, RULE)


def test_shock_that_meets_everybody_is_nobodys_anomaly():
    left = left_of()
    left[-1] -= 2
    left[-1, 7] -= 1.5
    found = plain_scores(left)
    assert (np.abs(found) > RULE.score).nonzero()[0].tolist() == [7]
    alone = left[:, :2]
    assert (np.abs(plain_scores(alone)) > RULE.score).all()  # too few peers to know what is common


def test_score_is_the_deviation_over_the_robust_spread():
    left = left_of()
    left[-1, 3] = NAN
    left[:20, 4] = NAN
    found = plain_scores(left)
    assert np.isnan(found[[3, 4]]).all()
    series = left[:, 0] - np.nanmedian(left, axis=1)
    spread = 1.4826 * np.median(np.abs(series - np.median(series)))
    assert found[0] == pytest.approx(series[-1] / spread)


def test_still_series_has_the_floor_for_a_spread():
    left = np.zeros((36, 4))
    left[-1, 0], left[-1, 1] = 0.3, 30
    additive = np.array([False, True, False, True])
    found = plain_scores(left, additive, np.array([1.0, 100, 1, 0]))
    assert found[:2] == pytest.approx([6, 6])
    assert np.isnan(found[3])


def test_kinds_of_unusual_figures():
    year = np.full((13, 8), 100.0)
    year[-1] = [0, 1000, 10, 300, 20, 100, 0.01, NAN]
    score = np.array([NAN, 20, -20, 9, -9, 1, -40, NAN])
    found = firm_anomalies.kinds(year, np.full(8, 100.0), score, RULE)
    assert found.tolist() == [ZERO, SLIP, SLIP, SPIKE, DROP, NOTHING, SLIP, NOTHING]
    places = firm_anomalies.slipped_places(year[-1], np.full(8, 100.0), RULE.slip_within)
    assert places.tolist() == [0, 1, -1, 0, 0, 0, -4, 0]
    assert firm_anomalies.usual_level(year).tolist()[:2] == [100, 100]


def test_firm_that_never_produced_does_not_fall_to_zero():
    year = np.zeros((13, 1))
    assert firm_anomalies.kinds(year, np.zeros(1), np.full(1, NAN), RULE).tolist() == [NOTHING]
