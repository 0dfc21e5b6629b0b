"""Is a change of cumulative growth unusual: against the others, in common, against one's own past.

Cumulative growth (累计增速) moves less and less as the year goes on, so a change counts times the
number of its month. The first period of a year is compared with the first of the year before,
never with December. What all units share is the median; a unit stands out from it, measured in
robust deviations of the units themselves, so that a shock that meets everybody is one alarm of
the city and none of its counties.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
_TO_DEVIATION = 1.4826
"""Median absolute deviation to standard deviation, for normal noise."""


def scaled_changes(growths_pct: Table, years: Sequence[int], months: Sequence[int]) -> Table:
    """Return the change of cumulative growth times the number of the month.

    Parameters
    ----------
    growths_pct
        Periods × units, oldest first and without a period left out; NaN is 未报.
    years, months
        Year and last month of each period.

    Returns
    -------
    ndarray
        Percentage points × months; NaN where a figure or the one before it is missing. The first
        period of a year is compared with the first of the year before.

    Examples
    --------
    >>> growths = np.array([[5.0], [6.0], [5.5], [7.0]])
    >>> scaled_changes(growths, [2024, 2024, 2024, 2025], [2, 3, 4, 2]).ravel().tolist()
    [nan, 3.0, -2.0, 4.0]
    """
    made = np.full(growths_pct.shape, np.nan)
    firsts: dict[int, int] = {}
    for row, (year, month) in enumerate(zip(years, months, strict=True)):
        opens = year not in firsts
        before = firsts.get(year - 1) if opens else row - 1
        firsts.setdefault(year, row)
        if before is not None and (not opens or months[before] == month):
            made[row] = (growths_pct[row] - growths_pct[before]) * month
    return made


def log_changes(levels: Table) -> Table:
    """Return the change of each level on the one before, in log points × 100.

    Parameters
    ----------
    levels
        Periods × units, oldest first; NaN is 未报. NaN from and to what is not above zero.

    Examples
    --------
    >>> log_changes(np.array([[100.0], [100.0], [0.0]])).ravel().tolist()
    [nan, 0.0, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(levels > 0, levels, np.nan)) * 100
    made = np.full(levels.shape, np.nan)
    made[1:] = np.diff(logs, axis=0)
    return made


def against_usual(rates_pct: Table, levels: Table, window: int) -> Table:
    """Return growth in percent of a unit's usual level, where its base lies below that.

    Around the Spring Festival the base is a fraction of an ordinary week, and what is little
    beside an ordinary week (a day more or less of work) is a large percentage of it.

    Parameters
    ----------
    rates_pct, levels
        Periods × units: growth on a base, %, and the levels that have grown.
    window
        Newest periods whose median is the usual level.

    Returns
    -------
    ndarray
        Percent of the base or of the usual level, whichever is larger; NaN where a rate is.

    Examples
    --------
    >>> levels = np.array([[100.0], [100.0], [15.0]])
    >>> against_usual(np.array([[0.0], [0.0], [50.0]]), levels, 3).ravel().tolist()
    [0.0, 0.0, 5.0]
    """
    usual_level = median(levels[-window:].T)
    with np.errstate(divide="ignore", invalid="ignore"):
        base = levels / (1 + rates_pct / 100)
        share = np.minimum(base / usual_level, 1.0)
    return rates_pct * np.where(np.isfinite(share), share, 1.0)


def cross_scores(changes: Table, floor: float, least_units: int) -> Table:
    """Return how far each unit stands out from all units of its period.

    Parameters
    ----------
    changes
        Periods × units.
    floor
        Least deviation, in the unit of the changes: where all units move alike, nobody stands out.
    least_units
        Units that must be known; a period with fewer gives NaN.

    Returns
    -------
    ndarray
        Robust deviations from the median.

    Examples
    --------
    >>> cross_scores(np.array([[1.0, 2.0, 3.0, 42.0]]), 5, 3).round(1).tolist()
    [[-0.3, -0.1, 0.1, 7.9]]
    """
    middle = median(changes)[:, None]
    spread = np.maximum(_TO_DEVIATION * median(np.abs(changes - middle))[:, None], floor)
    enough = np.isfinite(changes).sum(axis=1, keepdims=True) >= least_units
    return np.where(enough, (changes - middle) / spread, np.nan)


def newest_scores(values: Table, window: int, least: int, floor: float) -> Table:
    """Return how far the newest value of each unit lies from the unit's own past.

    Parameters
    ----------
    values
        Periods × units, oldest first.
    window
        Known periods before that make the past.
    least
        Known periods that the past must have; less gives NaN.
    floor
        Least deviation, in the unit of the values.

    Returns
    -------
    ndarray
        Robust deviations from the median of the past, one a unit.

    Examples
    --------
    >>> values = np.array([[0.0], [1.0], [0.0], [1.0], [9.0]])
    >>> newest_scores(values, 4, 4, 1).round(1).tolist()
    [8.5]
    """
    made = np.full(values.shape[1], np.nan)
    for unit, course in enumerate(values.T):
        past = course[:-1][np.isfinite(course[:-1])][-window:]
        if len(past) >= least:
            middle = np.median(past)
            spread = max(_TO_DEVIATION * float(np.median(np.abs(past - middle))), floor)
            made[unit] = (course[-1] - middle) / spread
    return made


def trailing_scores(values: Table, window: int, least: int, floor: float) -> Table:
    """Return of every period what `newest_scores` says when it is the newest.

    Examples
    --------
    >>> values = np.array([[0.0], [1.0], [0.0], [1.0], [9.0], [0.0]])
    >>> trailing_scores(values, 4, 4, 1).ravel().round(1).tolist()
    [nan, nan, nan, nan, 8.5, -1.0]
    """
    rows = [newest_scores(values[: row + 1], window, least, floor) for row in range(len(values))]
    return np.array(rows).reshape(values.shape)


def median(table: Table) -> Table:
    """Return the median of each row, NaN where nothing is known.

    Examples
    --------
    >>> median(np.array([[1.0, 2.0, np.nan], [np.nan, np.nan, np.nan]])).tolist()
    [1.5, nan]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Table = np.nanmedian(table, axis=1)
    return found


def usual(course: Table, window: int) -> float:
    """Return the median of a unit's past, NaN where nothing of it is known.

    Parameters
    ----------
    course
        Values of one unit, oldest first; the last is the newest and not of the past.
    window
        Known periods that make the past.

    Examples
    --------
    >>> usual(np.array([1.0, 2.0, np.nan, 4.0, 9.0]), 2)
    3.0
    """
    past = course[:-1][np.isfinite(course[:-1])][-window:]
    return float(np.median(past)) if len(past) else float("nan")


def percent_of_log(change: float) -> float:
    """Return a change in log points × 100 as a change in percent.

    Examples
    --------
    >>> round(percent_of_log(-50.0), 1)
    -39.3
    """
    return float(np.expm1(change / 100) * 100)


def broken_bases(scores: Table, limit: float, years: Sequence[int], months: Sequence[int]) -> Table:
    """Say of each period whether a common shock of the year before stands in its base.

    Parameters
    ----------
    scores
        Of the common movement, one a period; NaN is not known.
    limit
        Beyond it (either way) a movement is a shock.
    years, months
        Year and last month of each period.

    Returns
    -------
    ndarray of bool
        True where last year had a shock up to the same month: the base of cumulative growth
        holds it until the year ends.

    Examples
    --------
    >>> scores = np.array([-9.0, 0.0, 0.0])
    >>> broken_bases(scores, 3.5, [2020, 2020, 2021], [2, 3, 3]).tolist()
    [False, False, True]
    """
    shocks = [
        (year, month)
        for year, month, score in zip(years, months, scores, strict=True)
        if abs(score) > limit
    ]
    return np.array(
        [
            any(then == year - 1 and at <= month for then, at in shocks)
            for year, month in zip(years, months, strict=True)
        ]
    )
