"""Seasonal adjustment against another method, and what must not be seen where nothing is.

X-13 itself cannot be installed here: no registry holds the program `x13as`. What stands in for it
is its core, the default filters of X-11 (centred 12-term mean, 3×3 and 3×5 seasonal means,
Henderson 13), written in this file from their published weights and from nothing of ours.
"""

import numpy as np
import pytest
from statsmodels.datasets import elec_equip

from metrics.seasonal import NO_CALM, adjusted
from metrics.seasonal_batch import decomposed

YEAR = 12
CENTRED = np.array([0.5, *[1.0] * 11, 0.5]) / 12
THREE_BY_THREE = np.array([1, 2, 3, 2, 1]) / 9
THREE_BY_FIVE = np.array([1, 2, 3, 3, 3, 2, 1]) / 15
HENDERSON = np.array(
    [-0.019, -0.028, 0, 0.066, 0.147, 0.214, 0.240, 0.214, 0.147, 0.066, 0, -0.028, -0.019]
)


def mean(values, weights):
    """A symmetric mean; NaN where it has no whole window."""
    half = len(weights) // 2
    made = np.full(len(values), np.nan)
    made[half : len(values) - half] = np.convolve(values, weights, "valid")
    return made


def seasonal_mean(ratios, weights):
    """The mean over the years of each month, with what is there of the window at the ends."""
    half, made = len(weights) // 2, np.full(len(ratios), np.nan)
    for month in range(YEAR):
        places = np.arange(month, len(ratios), YEAR)
        known = places[np.isfinite(ratios[places])]
        for at in range(len(known)):
            low, high = max(0, at - half), min(len(known) - 1, at + half)
            part = weights[half - (at - low) : half + (high - at) + 1]
            made[known[at]] = ratios[known[low : high + 1]] @ part / part.sum()
        made[places] = np.interp(places, known, made[known])
    return made - np.nan_to_num(mean(made, CENTRED))


def x11(values):
    """The adjusted series by the default filters of X-11, on logs."""
    logs = np.log(values)
    first = logs - seasonal_mean(logs - mean(logs, CENTRED), THREE_BY_THREE)
    return np.exp(logs - seasonal_mean(logs - mean(first, HENDERSON), THREE_BY_FIVE))


def log_points(ours, theirs):
    return 100 * np.abs(np.log(np.array(ours, dtype=float) / theirs))


def spread(values):
    return float(np.std(np.diff(np.log(np.array(values, dtype=float)))))


def test_electrical_equipment_of_statsmodels_comes_out_as_with_the_filters_of_x11():
    series = elec_equip.load().data.iloc[:, 0]
    found = adjusted(series.tolist(), f"{series.index[0]:%Y-%m}", festival=False, flow=False)
    distance = log_points(found.adjusted, x11(series.to_numpy()))
    assert distance.mean() < 0.75
    assert distance.max() < 2.5
    assert spread(found.adjusted) < 1.25 * spread(x11(series.to_numpy())) < 0.3 * spread(series)
    assert found.quality == ("残余季节检验（QS、弗里德曼、春节F）：未见残余",)


@pytest.mark.parametrize("level", [50.0, 1e-3, 4.2e7])
def test_a_flat_series_shows_no_movement(level):
    found = adjusted([level] * 60, "2018-01")
    assert found.reason == NO_CALM
    assert set(found.adjusted) == {None}
    parts = decomposed(np.full((60, 1), level))
    assert np.ptp(parts.adjusted) < 1e-9 * level
    assert np.ptp(parts.trend) < 1e-9 * level


def test_a_flat_series_with_a_season_comes_out_flat():
    season = [1.1, 0.7, 1.2, 1.0, 1.0, 1.1, 0.9, 0.9, 1.0, 1.0, 1.0, 1.1]
    found = adjusted([80 * factor for factor in season] * 6, "2018-01", flow=False)
    assert np.ptp(found.adjusted) < 0.01
    assert np.ptp(found.trend) < 0.01


def test_januaries_that_do_not_exist_are_neither_invented_nor_zero():
    season = [0.0, 1.9, 1.2, 1.0, 1.0, 1.1, 0.9, 0.9, 1.0, 1.0, 1.0, 1.1]
    values = [100 * (1 + 0.004 * at) * season[at % 12] for at in range(96)]
    missing = [None if at % 12 == 0 else value for at, value in enumerate(values)]
    found = adjusted(missing, "2012-01", festival=False, flow=False)
    assert found.is_adjusted
    assert {found.adjusted[at] for at in range(0, 96, 12)} == {None}
    rest = [(at, value) for at, value in enumerate(found.adjusted) if value is not None]
    ours = [value / (1 + 0.004 * at) for at, value in rest]
    assert np.ptp(ours) / np.mean(ours) < 0.01
