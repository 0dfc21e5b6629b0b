"""A calm line through published growth: what is left when single periods are not believed.

STL is used for its trend alone; a growth over a year before has no season to be taken out. Robust
weights would take a bad year for an outlier and run through it as if nothing had been. The line is
for the eye: it is no published figure, its end changes with each new period, and nothing is judged
by it.
"""

from collections.abc import Sequence

import numpy as np

from metrics.forecast_smoothing import Rows

LEAST_YEARS = 3
METHOD = "STL趋势（一年左右的局部均值），只为看走向；末端会随新数改变，不据此判断"


def growth_trend(values: Sequence[float | None], a_year: int) -> tuple[float | None, ...]:
    """Return a smooth line through a series of growth rates.

    Parameters
    ----------
    values
        One for each due period, oldest first, in %; None is 未报. What is missing inside is
        bridged by a straight line for the estimate, and stays None in the answer.
    a_year
        Periods a year: 11 where 1—2月 is one, 4 for quarters.

    Returns
    -------
    tuple
        As long as `values`; all None for a series of less than three years.

    Examples
    --------
    >>> line = growth_trend([6.0, 6.2] * 22, 11)
    >>> all(abs(value - 6.1) < 0.15 for value in line)
    True
    >>> growth_trend([6.0] * 20, 11)[0] is None
    True
    """
    given = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    known = np.flatnonzero(np.isfinite(given))
    if not len(known) or known[-1] - known[0] + 1 < LEAST_YEARS * a_year:
        return (None,) * len(given)
    span = np.arange(known[0], known[-1] + 1)
    line = np.full(len(given), np.nan)
    line[span] = _trend(np.interp(span, known, given[known]), a_year)
    line[np.isnan(given)] = np.nan
    return tuple(None if value != value else value for value in line.tolist())


def _trend(points: Rows, a_year: int) -> Rows:
    """Return a local mean: a local line would run on upwards where the last figures fell."""
    from statsmodels.tsa.seasonal import STL

    odd = a_year + 1 if a_year % 2 == 0 else a_year
    parts = STL(
        points, period=a_year, trend=odd + 2, seasonal=2 * len(points) | 1, trend_deg=0
    ).fit()
    found: Rows = np.asarray(parts.trend, dtype=np.float64)
    return found
