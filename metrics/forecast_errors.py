"""How far an estimate of the months that are left may miss: errors of the *sum*, not of months.

Errors of single months must not be added as if they were independent: the intervals would cover
37 to 58 % instead of 80 %. So the method is run again from earlier points of the same series,
and the error of the whole remaining sum is looked at. All constants below were set by the
back-test in docs/benchmarks.md.

An error spread is five numbers, the errors that the quantiles of `QUANTILES` have: on logarithms
for methods that keep proportions, in the unit of the series for the others.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from metrics.forecast_methods import Method, combination, level_mean
from metrics.forecast_smoothing import Rows, damped

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
Z = tuple(NormalDist().inv_cdf(share) for share in QUANTILES)
LEAST_ORIGINS = 6
"""Earlier starting points below which a series does not know its own error."""
LONGEST_WINDOW, LATEST_ORIGINS = 6, 5
"""Years that a run from an earlier point sees, and years of such points."""
ONE_STEP_WIDER = 1.5
"""How much wider a log error is taken where only one-step errors are known."""
LEVEL_WIDER = 1.2
"""How much wider the errors of earlier sums are taken for methods on levels."""
LEAST_POOL, LEAST_PAST_YEARS = 30, 2
OWN_WEIGHT = 1 / 3
"""What a series' own past weighs beside that of its group."""
SAME_POINT_YEARS = 10


def own_spread(
    series: Rows, ahead: int, season: int, done: int, method: Method = combination
) -> Rows:
    """Return the spread of a method's log error, from the series' own past.

    Parameters
    ----------
    series
        One positive series of at least two years, oldest first, no gaps.
    ahead, season, done
        Points to forecast, points a year, points of the window that are done.
    method
        The method whose errors are looked at.

    Returns
    -------
    ndarray
        Five errors on logarithms, as `QUANTILES` orders them.
    """
    one_step = float(damped(np.log(series)[None], ahead, season).one_step[0])
    sums = _earlier_sums(series, ahead, season, done, method)
    if sums is None:
        return _normal(one_step * ONE_STEP_WIDER)
    actual, expected = sums
    return _normal(max(one_step, _root_mean_square(np.log(actual / expected))))


def own_level_spread(series: Rows, ahead: int, season: int, done: int) -> Rows:
    """Return the same for the average of level methods, in the unit of the series."""
    sums = _earlier_sums(series, ahead, season, done, level_mean)
    if sums is None:
        one_step = damped(series[None], ahead, season).one_step[0]
        return _normal(float(one_step) * ahead)
    actual, expected = sums
    return _normal(LEVEL_WIDER * _root_mean_square(actual - expected))


def _normal(deviation: float) -> Rows:
    return np.array([each * deviation for each in Z])


def _root_mean_square(errors: Rows) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def _earlier_sums(
    series: Rows, ahead: int, season: int, done: int, method: Method
) -> tuple[Rows, Rows] | None:
    """Return sums of `ahead` points that came and that the method expected, from earlier points."""
    points = len(series)
    window = max(2 * season, min(LONGEST_WINDOW * season, points - ahead - season + 1))
    if points - ahead - window + 1 < LEAST_ORIGINS:
        return None
    views = sliding_window_view(series, window + ahead)[-LATEST_ORIGINS * season :]
    expected = method(views[:, :window], ahead, season, done)
    return views[:, window:].sum(axis=1), expected.sum(axis=1)


def half_growth_spread(series: Rows, season: int) -> Rows:
    """Return the spread of the log error of half growth, from how single months kept to it.

    Parameters
    ----------
    series
        One positive series of more than a year.
    """
    ratios = np.log(series[season:] / series[:-season])
    return _student(len(ratios)) * _root_mean_square(ratios - ratios.mean() / 2)


def run_rate_spread(known: Rows, months: float) -> Rows:
    """Return the spread of the error of going on as before, in the unit of the series.

    Parameters
    ----------
    known
        The months that the rate was taken from; of one, or of two that are alike, all but the
        middle is NaN: they do not say how much months differ.
    months
        Months to forecast; their errors go together, as the back-test showed.
    """
    if len(known) < 2 or (len(known) == 2 and known[0] == known[1]):
        return np.array([np.nan, np.nan, 0.0, np.nan, np.nan])
    return _student(len(known) - 1) * float(np.std(known, ddof=1)) * months


def _student(freedom: int) -> Rows:
    from scipy.special import stdtrit  # loading it takes longer than all else that a page needs

    return np.array([float(stdtrit(freedom, share)) for share in QUANTILES])


def pooled_spread(pool: Sequence[Rows], ahead: int, season: int, done: int) -> Rows | None:
    """Return the spread of the log error of a group of series at the same point of past years.

    Parameters
    ----------
    pool
        Positive series without gaps that all end with the same month.
    ahead, season, done
        As the series at hand has them.

    Returns
    -------
    ndarray or None
        None with fewer than 30 series of at least two past years each.
    """
    lengths = {len(series) for series in pool}
    groups = [np.array([each for each in pool if len(each) == length]) for length in lengths]
    errors = [_same_point_errors(rows, ahead, season, done) for rows in groups]
    enough = [each for each in errors if each.shape[1] >= LEAST_PAST_YEARS]
    if sum(len(each) for each in enough) < LEAST_POOL:
        return None
    spread = np.quantile(np.concatenate([each.ravel() for each in enough]), QUANTILES)
    return np.array([*np.minimum(spread[:2], 0), 0.0, *np.maximum(spread[3:], 0)])


def _same_point_errors(rows: Rows, ahead: int, season: int, done: int) -> Rows:
    """Log errors of each row, one column per past year that can be run again."""
    points = rows.shape[1]
    cuts = range(points - season, 2 * season - 1, -season)
    errors = [np.empty((len(rows), 0))]
    for cut in [cut for cut in cuts if cut + ahead <= points][:SAME_POINT_YEARS]:
        seen = rows[:, max(0, cut - SAME_POINT_YEARS * season) : cut]
        expected = combination(seen, ahead, season, done).sum(axis=1)
        errors.append(np.log(rows[:, cut : cut + ahead].sum(axis=1) / expected)[:, None])
    return np.hstack(errors)


def blended(own: Rows, pooled: Rows | None) -> Rows:
    """Blend a series' own spread with that of its group, where there is one."""
    return own if pooled is None else OWN_WEIGHT * own + (1 - OWN_WEIGHT) * pooled
