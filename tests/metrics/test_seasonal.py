"""Adjustment of one series, and of many at once, against statsmodels and known series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import STL

from metrics import seasonal_quality
from metrics.festival_effect import (
    DURING,
    WINDOWS,
    estimated,
    leap_lengths,
    regressors,
)
from metrics.lunar import spring_festival
from metrics.seasonal import NO_CALM, adjusted
from metrics.seasonal_batch import decomposed
from metrics.seasonal_operator import INNER_ROUNDS, Smoothing, operator, smoothing
from metrics.seasonal_plan import REASONS

SEASON = np.array([4, -9, 3, 1, 0, 2, -3, -2, 1, 1, 1, 1]) / 100
FIRST_YEAR = 2008


def city(years=12, noise=0.015, festival=0.0, seed=1):
    """Logs of a level, with the season, the festival's days and noise on top of it."""
    rng = np.random.default_rng(seed)
    months = years * 12
    level = np.cumsum(0.006 + rng.normal(0, 0.008, months))
    season = np.tile(SEASON - SEASON.mean(), years)
    return level + rng.normal(0, noise, months), season - festival * lost_days(years)


def lost_days(years):
    """Days lost in each month: most in the holiday itself, some after it."""
    lost = np.zeros(years * 12)
    for year in range(years):
        day = spring_festival(FIRST_YEAR + year)
        for distance in range(-5, 21):
            month = type(day).fromordinal(day.toordinal() + distance).month
            lost[year * 12 + month - 1] += 0.004 if distance < 0 else 0.03 if distance < 7 else 0.01
    return lost


def of(logs, **options):
    return adjusted((100 * np.exp(logs)).tolist(), f"{FIRST_YEAR}-01", flow=False, **options)


def level_error(found, level):
    """Mean error of the adjusted series in log points, but for a constant."""
    ours = np.log(np.array(found.adjusted, dtype=float) / 100) - level
    return 100 * np.std(ours)


# one series


def test_festival_is_taken_out_as_well_as_measured():
    level, rest = city(festival=1.0)
    found = of(level + rest)
    assert found.festival
    assert found.festival_words.startswith("已剔除春节影响（节前、节中、节后三段，F检验 p=0.000）")
    assert (
        level_error(found, level) < 1.2 < 3 < level_error(of(level + rest, festival=False), level)
    )
    assert found.method == "对数，剔除春节影响，稳健STL（周期12，季节窗口13年、局部线性）"
    assert found.quality == ("残余季节检验（QS、弗里德曼、春节F）：未见残余",)
    raw = of(level + rest, festival=False)
    assert raw.quality[0].endswith("春节F仍显示有残余")
    assert raw.festival_words == "未检验春节影响"


def test_festival_that_is_not_there_is_not_taken_out():
    level, rest = city()
    found = of(level + rest)
    assert not found.festival
    assert "不显著" in found.festival_words
    assert level_error(found, level) < 1.0


def test_noise_is_seldom_taken_for_a_festival():
    found = 0
    months = [(2008 + k // 12, k % 12 + 1) for k in range(120)]
    shares = regressors(months, WINDOWS)
    for seed in range(200):
        level, rest = city(years=10, noise=0.05, seed=seed)
        found += estimated(level + rest, [number for _, number in months], shares).p_value < 0.01
    assert found <= 8  # one in a hundred is due; without whitening it is one in fourteen


def test_own_strengths_move_half_way_to_those_of_the_group():
    level, rest = city(festival=1.0)
    own = of(level + rest)
    half = of(level + rest, pooled=(0.0, 0.0, 0.0))
    assert own.strengths == half.strengths
    assert level_error(own, level) < level_error(half, level)


def test_outlier_does_not_move_its_neighbours():
    level, rest = city(years=6)
    clean, slip = of(level + rest), level + rest
    slip[40] += np.log(10)
    found = of(slip)
    apart = np.log(np.array(found.adjusted, float) / np.array(clean.adjusted, float))
    assert apart[40] == pytest.approx(np.log(10), abs=0.05)
    assert np.abs(np.delete(apart, 40)).max() < 0.05


def test_unreported_month_stays_unreported_and_moves_nothing():
    level, rest = city(years=5, noise=0.002)
    values = (100 * np.exp(level + rest)).tolist()
    whole = adjusted(values, "2008-01", flow=False)
    values[30] = values[58] = None
    found = adjusted(values, "2008-01", flow=False)
    for part in (found.values, found.adjusted, found.trend, found.seasonal):
        assert part[30] is part[58] is None
        assert sum(value is None for value in part) == 2
    assert found.method.endswith("，2个未报月份仅为计算补入")
    assert found.adjusted[59] == pytest.approx(whole.adjusted[59], rel=0.01)


def test_season_adjusted_and_value_fit_together():
    level, rest = city(years=4)
    found = of(level + rest)
    product = np.array(found.adjusted) * np.array(found.seasonal)
    assert product == pytest.approx(np.array(found.values), rel=1e-12)
    assert found.quality[0] == "不足5年，季节因素粗略"


def test_zeros_are_adjusted_on_levels():
    level, rest = city(years=4)
    values = 1000 * rest + 20 * level
    found = adjusted(values.tolist(), "2008-01")
    assert not found.multiplicative
    assert found.method.startswith("水平值（有零或负数），稳健STL")
    total = np.array(found.adjusted) + np.array(found.seasonal)
    assert total == pytest.approx(values, rel=1e-9)


def test_leap_february_is_taken_out_of_flows():
    lengths = [(29 if year % 4 == 0 else 28) if month == 2 else 30
               for year in range(2008, 2020) for month in range(1, 13)]  # fmt: skip
    found = adjusted([10.0 * days for days in lengths], "2008-01", festival=False)
    assert "闰年2月按日均折算" in found.method
    assert np.ptp(found.adjusted) < 0.05
    assert leap_lengths([(2020, 2)], joint=True).tolist() == [60 / 59.25]


def test_year_without_january_has_eleven_points():
    level, rest = city(years=9, festival=1.0)
    values = 100 * np.exp(level + rest)
    values[1::12] += values[::12]
    values[::12] = np.nan
    found = adjusted(values.tolist(), "2008-01")
    assert "周期11" in found.method
    assert found.quality[0] == "有一个日历月历年未报，一年按11期"
    assert found.adjusted[0] is None
    assert "节后一段" in found.festival_words or "不显著" in found.festival_words
    short = adjusted(values[:60].tolist(), "2008-01")
    assert short.festival_words == "1—2月合并且不足8年，春节影响未单独处理"


def test_festival_of_joint_months_uses_the_window_after_it():
    level, rest = city(years=12, noise=0.001)
    spill = regressors([(2008 + k // 12, k % 12 + 1) for k in range(144)], WINDOWS)[:, 2]
    values = 100 * np.exp(level + rest - 0.3 * spill)
    values[1::12] += values[::12]
    values[::12] = np.nan
    found = adjusted(values.tolist(), "2008-01")
    assert found.festival_words.startswith("已剔除春节影响（节后一段")
    assert len(found.strengths) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([None] * 40, "从未报过"),
        ([1.0] * 35, "首末两期之间不足3年"),
        ([1.0, None, None] * 20, "有两个以上日历月历年都未报"),
        ([1.0] * 20 + [None] * 15 + [1.0] * 13, "未报月份超过25%"),
        ([1.0] * 14 + [None] + [1.0] * 11 + [None] + [1.0] * 11, "有未报的日历月，已报不足2年"),
        ([50.0] * 48, NO_CALM),
    ],
)
def test_what_cannot_be_adjusted_says_why(values, reason):
    found = adjusted(values, "2018-01")
    assert (found.reason, found.is_adjusted) == (reason, False)
    assert found.method == f"未作季节调整：{reason}"
    assert set(found.adjusted) == set(found.trend) == set(found.seasonal) == {None}


def test_what_is_no_month_or_no_number_is_refused():
    with pytest.raises(ValueError, match="首月“2018”应形如 2018-01"):
        adjusted([1.0] * 40, "2018")
    with pytest.raises(ValueError, match="有无穷大"):
        adjusted([np.inf] * 40, "2018-01")
    with pytest.raises(ValueError, match="有无穷大"):
        decomposed(np.full((40, 1), np.inf))


def test_festival_cannot_be_told_from_too_few_months():
    months = [(2018 + k // 12, k % 12 + 1) for k in range(36)]
    series = np.full(36, np.nan)
    series[:16] = 1.0
    shares = regressors(months, WINDOWS)
    assert estimated(series, [number for _, number in months], shares) is None
    level, rest = city(years=3)
    values = (100 * np.exp(level + rest)).tolist()
    for gap in (2, 4, 6, 8, 10, 13, 15, 17, 19):
        values[gap] = None
    assert adjusted(values, "2008-01").festival_words == "月份太少，春节影响无法估计"


def test_stop_where_taking_the_festival_out_calms_nothing():
    level, rest = city(festival=1.0)
    away = (-40.0, 40.0, -40.0)
    found = of(level + rest, pooled=away)
    assert not found.festival
    assert found.festival_words == "剔除春节后波动未减小，未剔除"
    assert found.adjusted == of(level + rest, festival=False).adjusted


def test_shares_of_a_window_are_those_of_the_calendar():
    shares = regressors([(2020, 1), (2020, 2), (2021, 2)], [DURING])
    assert np.diff(shares[:, 0])[-1] == pytest.approx(1)  # 25 January 2020, 12 February 2021
    assert shares[0, 0] + shares[1, 0] == pytest.approx(0)
    both = regressors([(2020, 2)], [DURING], joint=True)
    assert both[0, 0] == pytest.approx(0)


def test_tests_of_what_is_left_find_a_season_and_nothing_in_noise():
    noise = np.random.default_rng(3).normal(size=72)
    season = np.tile(np.arange(12.0), 6)
    assert seasonal_quality.qs(noise, 12) > 0.01 < seasonal_quality.friedman(noise, 12)
    assert seasonal_quality.qs(season + noise, 12) < 0.01
    assert seasonal_quality.qs(np.tile(np.repeat([1.0, -1.0], 12), 3), 12) == 1
    assert seasonal_quality.friedman(season + noise, 12) < 0.01
    assert seasonal_quality.qs(np.ones(48), 12) == seasonal_quality.friedman(np.ones(48), 12) == 1
    assert "QS、弗里德曼仍" in seasonal_quality.words(np.cumsum(season), 12, has_festival=False)[0]


# many series at once


@pytest.mark.parametrize(("points", "period"), [(33, 11), (36, 12), (61, 12), (96, 4), (180, 12)])
@settings(max_examples=10)
@given(data=st.data())
def test_operator_is_stl(points, period, data):
    options = smoothing(points, period)
    size = st.floats(-1e6, 1e6, allow_subnormal=False)
    series = np.array(data.draw(st.lists(size, min_size=points, max_size=points)))
    truth = STL(series, period=period, seasonal=options.window, seasonal_deg=options.degree).fit(
        inner_iter=INNER_ROUNDS
    )
    made = operator(points, period)
    scale = np.abs(series).max() or 1
    assert np.abs(made.trend @ series - truth.trend).max() <= 1e-12 * scale
    assert np.abs(made.seasonal @ series - truth.seasonal).max() <= 1e-12 * scale


def test_batch_is_one_call_a_series():
    logs = np.column_stack([np.sum(city(years=5, seed=seed), axis=0) for seed in range(20)])
    figures = 50 * np.exp(logs)
    figures[:12, 3] = np.nan
    figures[30, 4] = 0
    found = decomposed(figures)
    assert not found.reasons.any()
    assert found.additive.nonzero()[0].tolist() == [4]
    for number, series in enumerate(figures.T):
        known = series[np.isfinite(series)]
        options = smoothing(len(known), 12)
        scaled = known if number == 4 else np.log(known)
        fit = STL(scaled, period=12, seasonal=options.window, seasonal_deg=options.degree).fit(
            inner_iter=INNER_ROUNDS
        )
        for ours, part in ((found.trend, fit.trend), (found.adjusted, scaled - fit.seasonal)):
            truth = part if number == 4 else np.exp(part)
            mine = ours[np.isfinite(series), number]
            np.testing.assert_allclose(mine, truth, rtol=1e-10, atol=1e-10 * np.abs(truth).max())


def test_gap_is_filled_so_that_it_moves_nothing():
    level, rest = city(years=4)
    figures = np.exp(np.column_stack([level + rest, level + rest]))
    figures[[17, 33], 0] = np.nan
    found = decomposed(figures)
    assert np.isnan(found.adjusted[[17, 33], 0]).all()
    assert np.isnan(found.trend[[17, 33], 0]).all()
    whole = figures[:, :1].copy()
    whole[[17, 33], 0] = found.expected[[17, 33], 0]
    again = decomposed(whole)
    np.testing.assert_allclose(found.trend[[16, 47], 0], again.trend[[16, 47], 0], rtol=1e-10)
    np.testing.assert_allclose(again.left[[17, 33], 0], 0, atol=1e-9)


def test_expected_figure_is_what_the_other_months_make_of_it():
    figures = np.exp(np.column_stack([np.sum(city(years=5), axis=0)] * 2))
    figures[40, 1] = np.nan
    found = decomposed(figures)
    assert found.expected[40, 0] == pytest.approx(found.expected[40, 1], rel=1e-9)


def test_what_is_left_has_one_size_along_a_series():
    noise = np.exp(np.random.default_rng(2).normal(0, 0.1, (36, 3000)))
    sizes = decomposed(noise).left.std(axis=1)
    assert sizes == pytest.approx(np.full(36, 0.1), rel=0.06)


def test_year_without_one_month_has_eleven_points_in_the_batch_too():
    figures = np.exp(np.column_stack([np.sum(city(years=5), axis=0)]))
    figures[::12] = np.nan
    found = decomposed(figures)
    logs = np.log(figures[np.isfinite(figures)])
    fit = STL(logs, period=11, seasonal=9, seasonal_deg=0).fit(inner_iter=INNER_ROUNDS)
    mine = found.trend[np.isfinite(figures)]
    np.testing.assert_allclose(mine, np.exp(fit.trend), rtol=1e-10)


def test_series_that_are_not_computed_are_counted_by_reason():
    figures = np.ones((40, 4))
    figures[:, 0], figures[:20, 1], figures[5:25, 2] = np.nan, np.nan, np.nan
    found = decomposed(figures)
    assert found.skipped == {REASONS[1]: 1, REASONS[2]: 1, REASONS[3]: 1}
    assert np.isnan(found.adjusted[:, :3]).all()
    assert np.isfinite(found.adjusted[:, 3]).all()
    assert decomposed(np.empty((40, 0))).skipped == {}


def test_options_are_said():
    assert Smoothing(13, 1).words == "季节窗口13年、局部线性"
    assert [smoothing(years * 12, 12).window for years in (3, 5, 10, 15)] == [7, 9, 13, 17]
