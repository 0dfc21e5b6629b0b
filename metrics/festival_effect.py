"""What the Spring Festival takes from a month and gives to another, and whether it is there.

Three windows around 正月初一, each with the share of its days that lie in a month, less the mean
share of that calendar month over sixty years: so a usual year is left alone. The strengths are
estimated on month-on-month changes of logs with Huber weights, beside the calendar months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from metrics.forecast_smoothing import Rows
from metrics.lunar import spring_festival

Month = tuple[int, int]
"""Year and calendar month."""
Window = tuple[int, int]
"""First and last day, counted from 正月初一."""

BEFORE, DURING, AFTER = (-15, -1), (0, 6), (7, 20)
WINDOWS: tuple[Window, ...] = (BEFORE, DURING, AFTER)
MEAN_YEARS = range(1980, 2040)
P_LIMIT = 0.01
"""The festival counts where the F test on the raw changes gives less."""
FEW_YEARS = 8
"""With fewer years the test finds a festival too readily."""
_LEAST_FREE = 5
_STRONGEST = 0.49
"""Of the correlation of one month's noise with the next; a moving average has less than a half."""
_HUBER, _TO_DEVIATION, _ROUNDS = 1.345, 0.6745, 50


@dataclass(frozen=True, eq=False)
class FestivalEffect:
    """An estimate.

    Attributes
    ----------
    strengths
        One a window: change of the log (or of the level) if all its days lay in the month.
    p_value
        Of the F test that there is none.
    """

    strengths: Rows
    p_value: float


@cache
def _shares(year: int, window: Window) -> dict[int, float]:
    """Share of a window's days by calendar month; one of December is the year's before."""
    first, last = window
    day = spring_festival(year)
    found: dict[int, float] = {}
    for distance in range(first, last + 1):
        month = (day + timedelta(days=distance)).month
        found[month] = found.get(month, 0) + 1 / (last - first + 1)
    return found


@cache
def _mean_share(month: int, window: Window) -> float:
    return float(np.mean([_shares(year, window).get(month, 0) for year in MEAN_YEARS]))


def regressors(months: Sequence[Month], windows: Sequence[Window], *, joint: bool = False) -> Rows:
    """Return the shares of the windows in each month, less those of a mean year.

    Parameters
    ----------
    joint
        Whether February stands for January and February.

    Returns
    -------
    ndarray
        Months × windows.

    Examples
    --------
    >>> regressors([(2020, 2), (2021, 2), (2021, 7)], [DURING]).round(2).ravel().tolist()
    [-0.75, 0.25, 0.0]
    """
    return np.array([[_unusual(month, window, joint) for window in windows] for month in months])


def _unusual(month: Month, window: Window, joint: bool) -> float:
    year, number = month
    parts = (1, 2) if joint and number == 2 else (number,)
    return sum(_shares(year, window).get(each, 0) - _mean_share(each, window) for each in parts)


def leap_lengths(months: Sequence[Month], *, joint: bool = False) -> Rows:
    """Return the days of each February over its mean of four years; 1 for other months.

    Examples
    --------
    >>> leap_lengths([(2020, 2), (2021, 2), (2021, 3)]).round(4).tolist()
    [1.0265, 0.9912, 1.0]
    """
    usual = 59.25 if joint else 28.25
    start = 1 if joint else 2
    lengths = [
        (date(year, 3, 1) - date(year, start, 1)).days / usual if number == 2 else 1.0
        for year, number in months
    ]
    return np.array(lengths)


def estimated(series: Rows, numbers: Sequence[int], shares: Rows) -> FestivalEffect | None:
    """Estimate the effect on a series.

    Parameters
    ----------
    series
        Logs (or levels), NaN where not reported.
    numbers
        The calendar month of each.
    shares
        Months × windows, see `regressors`.

    Returns
    -------
    FestivalEffect or None
        None where the months do not suffice to tell the windows apart.
    """
    changes = np.diff(series)
    known = np.isfinite(changes)
    ours = np.diff(shares, axis=0)[known]
    seasons = np.equal.outer(numbers[1:], np.unique(numbers))[known].astype(np.float64)
    both = np.column_stack([ours, seasons])
    free = int(known.sum()) - both.shape[1]
    if free < _LEAST_FREE or np.linalg.matrix_rank(both) < both.shape[1]:
        return None
    strengths = _huber(both, changes[known])[: ours.shape[1]]
    return FestivalEffect(strengths, _p_value(changes[known], seasons, both, free))


def _p_value(changes: Rows, without: Rows, both: Rows, free: int) -> float:
    """Return the p value of the F test that the windows add nothing.

    Changes of a noisy level answer each other from month to month, which would let the test find
    a festival three times as often as it says: that is taken off both sides first.
    """
    from scipy.stats import f

    answer = _answer(changes - both @ _solution(both, changes))
    target, seasons, all_columns = (_whitened(each, answer) for each in (changes, without, both))
    rest, less = _squares(seasons, target), _squares(all_columns, target)
    windows = both.shape[1] - without.shape[1]
    scale = max(less / free, np.finfo(np.float64).tiny)
    return float(f.sf((rest - less) / windows / scale, windows, free))


def _answer(left: Rows) -> float:
    """Return how far a month's noise is taken back in the next: θ of a moving average, 0 to 1."""
    total = float(left @ left)
    correlation = float(left[1:] @ left[:-1]) / total if total else 0.0
    bounded = min(max(-correlation, 0.0), _STRONGEST)
    return (1 - np.sqrt(1 - 4 * bounded**2)) / (2 * bounded) if bounded else 0.0


def _whitened(columns: Rows, answer: float) -> Rows:
    made = columns.copy()
    for place in range(1, len(made)):
        made[place] += answer * made[place - 1]
    return made


def _squares(columns: Rows, target: Rows) -> float:
    fit = columns @ _solution(columns, target)
    return float(((target - fit) ** 2).sum())


def _solution(columns: Rows, target: Rows) -> Rows:
    found: Rows = np.linalg.lstsq(columns, target, rcond=None)[0].astype(np.float64)
    return found


def _huber(columns: Rows, target: Rows) -> Rows:
    """Return the coefficients with Huber weights, iterated until they stand."""
    weights = np.ones(len(target))
    found: Rows = np.zeros(columns.shape[1])
    for _ in range(_ROUNDS):
        root = np.sqrt(weights)
        before = found
        found = _solution(columns * root[:, None], target * root)
        if np.allclose(found, before, rtol=1e-9, atol=1e-12):
            break
        sizes = np.abs(target - columns @ found)
        limit = _HUBER * np.median(sizes) / _TO_DEVIATION
        weights = np.minimum(1, limit / np.maximum(sizes, 1e-12) + 1e-12)
    return found
