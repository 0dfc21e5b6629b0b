"""The candidates: ways to carry rows of monthly increments forward.

Each takes a matrix with one series per row, oldest point first, no gaps, the number of points
ahead, the points a year and the points of the window that are done, and returns one row of
forecasts per series. Which one is used was decided by the back-test in docs/benchmarks.md.
"""

from collections.abc import Callable

import numpy as np

from metrics.forecast_smoothing import Rows, damped, theta, theta_of_ratios

Method = Callable[[Rows, int, int, int], Rows]


def run_rate(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Go on at the average of the window so far, of the last year at most.

    Examples
    --------
    >>> run_rate(np.array([[9.0, 1, 3]]), 2, 12, 2)
    array([[2., 2.]])
    """
    mean = rows[:, -(min(done, season) or season) :].mean(axis=1)
    return np.repeat(mean[:, None], ahead, axis=1)


def seasonal_naive(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Repeat the same months of the last year.

    Examples
    --------
    >>> seasonal_naive(np.array([[1.0, 2, 3, 4, 5]]), 3, 4, 1)
    array([[2., 3., 4.]])
    """
    last = rows[:, -season:]
    return last[:, np.arange(ahead) % season]


def official_habit(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Multiply last year's months with the growth of the window so far.

    Examples
    --------
    >>> official_habit(np.array([[10.0, 20, 30, 40, 11]]), 3, 4, 1)
    array([[22., 33., 44.]])
    """
    points = min(done, season, rows.shape[1] - season) or season
    return _grown(rows, ahead, season, np.log(_year_on_year(rows, points, season)))


def half_growth(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Multiply last year's months with half of the growth of twelve months, on logs.

    Examples
    --------
    >>> half_growth(np.array([[10.0, 20, 30, 40, 12.1]]), 3, 4, 1)
    array([[22., 33., 44.]])
    """
    points = min(season, rows.shape[1] - season)
    return _grown(rows, ahead, season, np.log(_year_on_year(rows, points, season)) / 2)


def _year_on_year(rows: Rows, points: int, season: int) -> Rows:
    end = rows.shape[1] - season
    before = rows[:, end - points : end].sum(axis=1)
    ratio: Rows = rows[:, -points:].sum(axis=1) / before
    return ratio


def _grown(rows: Rows, ahead: int, season: int, log_growth: Rows) -> Rows:
    years = 1 + np.arange(ahead) // season
    return seasonal_naive(rows, ahead, season, 0) * np.exp(log_growth[:, None] * years)


def theta_level(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Theta on the figures as they are, seasonal part added."""
    return theta(rows, ahead, season)


def theta_ratio(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Theta on the figures as they are, seasonal part as a factor."""
    return theta_of_ratios(rows, ahead, season)


def theta_log(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Theta on logarithms."""
    return np.exp(theta(np.log(rows), ahead, season))


def damped_level(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Damped Holt-Winters on the figures as they are."""
    return damped(rows, ahead, season).ahead


def damped_log(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Damped Holt-Winters on logarithms."""
    return np.exp(damped(np.log(rows), ahead, season).ahead)


COMBINED: tuple[Method, ...] = (theta_ratio, theta_log, damped_log, damped_level, half_growth)
LEVELS: tuple[Method, ...] = (seasonal_naive, theta_level, damped_level)


def combination(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Average five methods, with nought as the floor; for positive rows only."""
    parts = [method(rows, ahead, season, done) for method in COMBINED]
    mean: Rows = np.maximum(np.mean(parts, axis=0), 0)
    return mean


def level_mean(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Average three methods that take no logarithm, for rows that may be nought or negative."""
    parts = [method(rows, ahead, season, done) for method in LEVELS]
    mean: Rows = np.mean(parts, axis=0)
    return mean
