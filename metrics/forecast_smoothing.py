"""Exponential smoothing of many rows at once: damped Holt-Winters and Theta.

Every function takes a matrix with one series per row, oldest point first, no gaps, and returns
one row of forecasts per series. Parameters are chosen from a grid by the sum of squared one-step
errors of each row; the recursions run over time once, for all rows and grid points together.

References
----------
Gardner and McKenzie (1985), Forecasting trends in time series (damped trend); Assimakopoulos and
Nikolopoulos (2000), The theta model; Hyndman and Billah (2003), Unmasking the Theta method.
Differences: parameters from a grid instead of an optimiser; seasonal corrections are written on
the error directly.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Rows = NDArray[np.float64]

ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8)
BETAS, GAMMAS, PHIS = (0.0, 0.03, 0.1), (0.0, 0.05, 0.15), (0.9, 0.97)
_GRID = np.array(list(product(ALPHAS, BETAS, GAMMAS, PHIS))).T
SEASONAL_BEYOND = 1.645
"""Correlation with the year before counts beyond this many standard errors (90 %, two-sided)."""
_NOTHING = 1e-20


def is_seasonal(rows: Rows, season: int) -> NDArray[np.bool_]:
    """Test each row for seasons: whether, its trend taken off, it goes as a year before.

    The usual test by autocorrelation overlooks plain seasons in two or three years of data,
    because its limit grows with the autocorrelations in between; the correlation of pairs a year
    apart does not (docs/benchmarks.md).

    Parameters
    ----------
    rows
        Series of more than `season` + 2 points.
    season
        Points a year.

    Returns
    -------
    ndarray of bool
        True where the correlation is beyond the 90 % limit; False for a flat or straight row.

    Examples
    --------
    >>> is_seasonal(np.tile([1.0, 5, 2, 8], (1, 6)), 4)
    array([ True])
    """
    plain = _without_trend(rows)
    now, before = _centred(plain[:, season:]), _centred(plain[:, :-season])
    size = np.sqrt((now**2).sum(axis=1) * (before**2).sum(axis=1))
    limit = SEASONAL_BEYOND / np.sqrt(now.shape[1])
    beyond_noise = size > _NOTHING * (rows**2).sum(axis=1)
    return np.asarray(beyond_noise & ((now * before).sum(axis=1) > limit * size))


def _centred(rows: Rows) -> Rows:
    return np.asarray(rows - rows.mean(axis=1, keepdims=True))


def _without_trend(rows: Rows) -> Rows:
    time = np.arange(rows.shape[1]) - (rows.shape[1] - 1) / 2
    centred = _centred(rows)
    return centred - np.outer(centred @ time / (time @ time), time)


def seasonal_part(rows: Rows, season: int) -> Rows:
    """Return what each point of the year adds to the level, last year first point first.

    Parameters
    ----------
    rows
        Series of at least two years.
    season
        Points a year.

    Returns
    -------
    ndarray
        `season` columns that sum to zero; column 0 belongs to the first point of the rows. Zero
        for rows without seasonality.
    """
    distance = _from_level(rows, season)
    edge = season // 2
    padded = np.full((rows.shape[0], -(-rows.shape[1] // season) * season), np.nan)
    padded[:, edge : edge + distance.shape[1]] = distance
    profile = np.nanmean(padded.reshape(rows.shape[0], -1, season), axis=1)
    profile -= profile.mean(axis=1, keepdims=True)
    return np.where(is_seasonal(rows, season)[:, None], profile, 0.0)


def _from_level(rows: Rows, season: int) -> Rows:
    """Distance of the inner points from the average of the year around them."""
    width = season + 1 - season % 2
    weights = np.full(width, 1 / season)
    if width > season:
        weights[[0, -1]] /= 2
    level = sliding_window_view(rows, width, axis=1) @ weights
    edge = width // 2
    inner: Rows = rows[:, edge : rows.shape[1] - edge] - level
    return inner


def in_season(profile: Rows, start: int, count: int) -> Rows:
    """Read a profile from a point of time on, round and round."""
    return profile[:, (start + np.arange(count)) % profile.shape[1]]


def theta(rows: Rows, ahead: int, season: int) -> Rows:
    """Forecast by the Theta method, the seasonal part taken off before and put back after.

    Simple exponential smoothing with half the slope of the linear trend as drift.

    Examples
    --------
    >>> theta(np.full((1, 24), 7.0), 2, 12)
    array([[7., 7.]])
    """
    profile, points = seasonal_part(rows, season), rows.shape[1]
    plain = rows - in_season(profile, 0, points)
    return _plain_theta(plain, ahead) + in_season(profile, points, ahead)


def theta_of_ratios(rows: Rows, ahead: int, season: int) -> Rows:
    """Forecast as :func:`theta` does, the seasonal part being a factor; for positive rows only.

    Examples
    --------
    >>> theta_of_ratios(np.full((1, 24), 7.0), 2, 12)
    array([[7., 7.]])
    """
    factors, points = np.exp(seasonal_part(np.log(rows), season)), rows.shape[1]
    plain = rows / in_season(factors, 0, points)
    return _plain_theta(plain, ahead) * in_season(factors, points, ahead)


def _plain_theta(plain: Rows, ahead: int) -> Rows:
    points = plain.shape[1]
    time = np.arange(points) - (points - 1) / 2
    drift = (plain @ time) / (time @ time) / 2
    level, alpha = _smoothed_level(plain)
    steps = np.arange(ahead) + ((1 - (1 - alpha) ** points) / alpha)[:, None]
    ahead_of_level: Rows = level[:, None] + drift[:, None] * steps
    return ahead_of_level


def _smoothed_level(rows: Rows) -> tuple[Rows, Rows]:
    """Return the last level of each row, and the weight of the newest point that errs least."""
    weights = np.array(ALPHAS)
    level = np.repeat(rows[:, :1], len(weights), axis=1)
    squares = np.zeros_like(level)
    for column in rows.T[1:]:
        error = column[:, None] - level
        squares += error**2
        level = level + weights * error
    best = squares.argmin(axis=1)
    return level[np.arange(len(rows)), best], weights[best]


@dataclass(frozen=True)
class Damped:
    """Forecasts of damped Holt-Winters, and its one-step error in the past.

    Attributes
    ----------
    ahead
        One row of forecasts per series.
    one_step
        Root mean square of the one-step errors, the first year left out.
    """

    ahead: Rows
    one_step: Rows


def damped(rows: Rows, ahead: int, season: int) -> Damped:
    """Forecast by additive Holt-Winters with a damped trend, the best of 126 settings per row.

    Parameters
    ----------
    rows
        Series of at least two years; logarithms where growth is in proportion.
    ahead, season
        Points to forecast, and points a year.

    Examples
    --------
    >>> damped(np.full((1, 24), 7.0), 2, 12).ahead
    array([[7., 7.]])
    """
    alpha, beta, gamma, phi = _GRID
    profile = seasonal_part(rows, season)
    gamma = gamma * np.any(profile != 0, axis=1, keepdims=True)
    level, trend = _opening(rows, season, alpha.size)
    cycle = [np.repeat(profile[:, [place]], alpha.size, axis=1) for place in range(season)]
    squares = np.zeros_like(level)
    for place, column in enumerate(rows.T):
        trend = phi * trend
        error = column[:, None] - level - trend - cycle[place % season]
        level = level + trend + alpha * error
        trend = trend + beta * error
        cycle[place % season] = cycle[place % season] + gamma * error
        squares += error**2 * (place >= season)
    best = squares.argmin(axis=1)
    chosen = (np.arange(len(rows)), best)
    profile = np.array([part[chosen] for part in cycle]).T
    steps = np.cumsum(phi[best][:, None] ** np.arange(1, ahead + 1), axis=1)
    body = level[chosen][:, None] + trend[chosen][:, None] * steps
    one_step = np.sqrt(squares[chosen] / (rows.shape[1] - season))
    return Damped(body + in_season(profile, rows.shape[1], ahead), one_step)


def _opening(rows: Rows, season: int, settings: int) -> tuple[Rows, Rows]:
    """Level before the first point and slope, from the averages of the first two years."""
    first, second = rows[:, :season].mean(axis=1), rows[:, season : 2 * season].mean(axis=1)
    trend = (second - first) / season
    level = first - trend * (season + 1) / 2
    return np.repeat(level[:, None], settings, axis=1), np.repeat(trend[:, None], settings, axis=1)
