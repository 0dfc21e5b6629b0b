"""Months that were not reported, filled for the sake of an estimate and for nothing else."""

import numpy as np

from metrics.forecast_smoothing import Rows


def filled(increments: Rows, season: int, keep: int = 0) -> Rows:
    """Fill the gaps of a series so that smoothing can run over it.

    A gap becomes the average of the same month of the years around it, or where neither is
    known, of the nearest known months before and after it. Never stored, never shown as a figure.

    Parameters
    ----------
    increments
        One value per point, oldest first; NaN is 未报. At least one is known.
    season
        Points a year.
    keep
        The last points that stay in any case, as those of the window under way.

    Returns
    -------
    ndarray
        The series without the unknown points before its first known one, and without gaps.

    Examples
    --------
    >>> filled(np.array([np.nan, 2, np.nan, 4]), 12)
    array([2., 3., 4.])
    """
    first = np.flatnonzero(np.isfinite(increments))[0]
    series = increments[min(first, len(increments) - keep) :].copy()
    gaps = np.flatnonzero(np.isnan(series))
    series[gaps] = [_fill(series, int(gap), season) for gap in gaps]
    return series


def _fill(series: Rows, gap: int, season: int) -> float:
    same_month = _known(series, [gap - season, gap + season])
    return float(np.mean(same_month or _nearest(series, gap)))


def _known(series: Rows, places: list[int]) -> list[float]:
    inside = [float(series[place]) for place in places if 0 <= place < len(series)]
    return [value for value in inside if np.isfinite(value)]


def _nearest(series: Rows, gap: int) -> list[float]:
    known = np.flatnonzero(np.isfinite(series))
    before, after = known[known < gap][-1:], known[known > gap][:1]
    return [float(value) for value in series[np.concatenate([before, after])]]
