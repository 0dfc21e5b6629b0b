"""The candidates and the smoothing beneath them, against known answers and statsmodels."""

import numpy as np
import pytest
from statsmodels.datasets import elec_equip
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.seasonal import seasonal_decompose

from metrics import forecast_methods
from metrics.forecast_errors import own_level_spread, own_spread, pooled_spread
from metrics.forecast_gaps import filled
from metrics.forecast_smoothing import damped, in_season, is_seasonal, seasonal_part, theta

TURNOVER = elec_equip.load_pandas().data.iloc[:, -1].to_numpy(float)[:120]
POSITIVE = [
    forecast_methods.theta_ratio,
    forecast_methods.theta_log,
    forecast_methods.damped_log,
    forecast_methods.damped_level,
    forecast_methods.half_growth,
    forecast_methods.official_habit,
    forecast_methods.seasonal_naive,
    forecast_methods.combination,
]


@pytest.mark.parametrize("season", [11, 12])
@pytest.mark.parametrize("method", POSITIVE, ids=lambda method: method.__name__)
def test_exact_seasons_are_repeated(method, season):
    year = 10 + np.arange(season) ** 2 % 7
    rows = np.tile(year.astype(float), (2, 5))
    assert method(rows, season + 3, season, 0) == pytest.approx(
        np.tile(np.resize(year, season + 3), (2, 1))
    )


@pytest.mark.parametrize("method", POSITIVE, ids=lambda method: method.__name__)
def test_rows_do_not_touch_each_other(method):
    rows = np.array([TURNOVER[:60], TURNOVER[30:90], TURNOVER[60:]])
    together = method(rows, 6, 12, 6)
    alone = [method(row[None], 6, 12, 6)[0] for row in rows]
    assert together == pytest.approx(np.array(alone), rel=1e-12)


def test_steady_growth_is_carried_on_by_the_habit_and_half_by_the_other():
    rows = np.array([np.repeat([100.0, 121.0], 12)])
    assert forecast_methods.official_habit(rows, 13, 12, 12)[0, [0, 12]] == pytest.approx(
        [146.41, 177.1561]
    )
    assert forecast_methods.half_growth(rows, 13, 12, 12)[0, [0, 12]] == pytest.approx(
        [133.1, 146.41]
    )


def test_seasonal_part_is_that_of_a_classical_decomposition():
    ours = in_season(seasonal_part(TURNOVER[None], 12), 0, len(TURNOVER))[0]
    theirs = seasonal_decompose(TURNOVER, model="additive", period=12).seasonal
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_theta_is_close_to_that_of_statsmodels():
    plain = TURNOVER - in_season(seasonal_part(TURNOVER[None], 12), 0, len(TURNOVER))[0]
    theirs = ThetaModel(plain, period=12, deseasonalize=False).fit(use_mle=False).forecast(6)
    ours = theta(plain[None], 6, 12)[0]
    assert ours == pytest.approx(np.asarray(theirs), rel=0.03)


def test_trend_is_damped():
    line = damped(np.arange(60.0)[None], 24, 12).ahead[0]
    steps = np.diff(line)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


def test_seasons_are_found_only_where_they_are():
    noise = np.random.default_rng(7).normal(size=(1, 96))
    assert not is_seasonal(noise, 12)[0]
    assert is_seasonal(noise + np.resize([3.0, 0, 0, 0], 96), 12)[0]
    assert not is_seasonal(np.ones((1, 96)), 12)[0]
    assert not is_seasonal(np.arange(96.0)[None], 12)[0]
    assert not seasonal_part(noise, 12).any()


def test_plain_seasons_are_found_in_two_years():
    wave = np.sin(np.arange(24) / 12 * 2 * np.pi)[None]
    assert is_seasonal(wave, 12)[0]
    assert is_seasonal(wave + 0.3 * np.arange(24), 12)[0]


def test_window_that_has_only_begun_takes_the_last_year():
    rows = np.arange(1.0, 25.0)[None]
    assert forecast_methods.run_rate(rows, 1, 12, 0)[0, 0] == rows[0, 12:].mean()
    assert forecast_methods.run_rate(rows, 1, 12, 24)[0, 0] == rows[0, 12:].mean()
    habit = forecast_methods.official_habit(rows, 1, 12, 0)[0, 0]
    assert habit == pytest.approx(13 * rows[0, 12:].sum() / rows[0, :12].sum())


# Gaps.


def test_gap_is_filled_from_the_same_month_of_other_years():
    values = np.arange(36.0)
    values[[13, 20]] = np.nan
    whole = filled(values, 12)
    assert whole[13] == (values[1] + values[25]) / 2
    assert whole[20] == (values[8] + values[32]) / 2


def test_gap_without_the_same_month_takes_its_neighbours():
    assert filled(np.array([1.0, np.nan, np.nan, 4]), 12) == pytest.approx([1, 2.5, 2.5, 4])
    assert filled(np.array([1.0, np.nan]), 12) == pytest.approx([1, 1])
    assert filled(np.array([np.nan, 2.0]), 12, keep=2) == pytest.approx([2, 2])


def test_filling_leaves_what_was_given():
    given = np.array([1.0, np.nan, 3])
    filled(given, 12)
    assert np.isnan(given[1])


# Errors of the sum.


@pytest.mark.parametrize("spread", [own_spread, own_level_spread])
def test_short_past_uses_one_step_errors_and_a_longer_one_its_own(spread):
    short, long = spread(TURNOVER[:30], 6, 12, 6), spread(TURNOVER, 6, 12, 6)
    for each in (short, long):
        assert each[2] == 0
        assert each[4] > each[3] > 0
        assert each[:2] == pytest.approx(-each[:2:-1])


def test_errors_of_sums_of_logs_are_in_proportion():
    assert own_spread(TURNOVER * 7, 6, 12, 6) == pytest.approx(own_spread(TURNOVER, 6, 12, 6))


def test_pool_keeps_the_estimate_inside():
    rising = [TURNOVER * np.exp(0.002 * np.arange(120) * part) for part in np.linspace(1, 4, 30)]
    spread = pooled_spread(rising, 6, 12, 6)
    assert spread[0] <= spread[1] <= 0 == spread[2] <= spread[3] <= spread[4]
    assert pooled_spread(rising[1:], 6, 12, 6) is None
    assert pooled_spread([], 6, 12, 6) is None
