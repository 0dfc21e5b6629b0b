"""Signals of many firms at once: what grows, turns, is unusual or at risk.

Arrays are months × firms, the newest month last; NaN is 未报. What cannot be computed is said to
be unknown, never flagged. Thresholds are arguments: they are knowledge (`data/signal_rules.yaml`).
"""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.forecast_smoothing import Rows
from metrics.rounding import FINEST

Flags = npt.NDArray[np.int8]
YES, NO, UNKNOWN = 1, 0, -1
YEAR = 12
_TO_DEVIATION = 1.4826
"""Median absolute deviation to standard deviation, for normal noise."""


@dataclass(frozen=True)
class Turning:
    """When a trend counts as turned.

    Attributes
    ----------
    months
        Least number of months on either side.
    within
        Most months since.
    least_pct
        Least change since, %.
    """

    months: int
    within: int
    least_pct: float


@dataclass(frozen=True)
class PowerGap:
    """When electricity and output part: see `power_gaps`."""

    months: int
    score: float
    floor: float
    least_months: int


@dataclass(frozen=True)
class Line:
    """A line for twelve months of revenue.

    Attributes
    ----------
    within
        Months in which it must have been crossed to be newly above.
    ahead
        Months in which it will be crossed downwards, to be about to fall below.
    """

    revenue_wan: float
    within: int
    ahead: int


def _flags(holds: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> Flags:
    return np.where(known, np.where(holds, YES, NO), UNKNOWN).astype(np.int8)


def _row(figures: Rows, back: int) -> Rows:
    """Return the month so many before the newest; NaN where the panel is younger."""
    if back >= len(figures):
        return np.full(figures.shape[1], np.nan)
    row: Rows = figures[len(figures) - 1 - back]
    return row


def growth_pct(levels: Rows, months: int) -> Rows:
    """Return the change of the newest month over some months, %.

    NaN from a base ≤ 0, and to less than nothing.

    Over twelve months of figures as reported it is the 名义同比.

    Examples
    --------
    >>> growth_pct(np.array([[100.0, 0.0], [110.0, 5.0]]), 1)
    array([10., nan])
    """
    base = _row(levels, months)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        change = (levels[-1] / base - 1) * 100
    return np.where((base > 0) & (levels[-1] >= 0), change, np.nan)


def turned(trend: Rows, rule: Turning) -> tuple[Flags, npt.NDArray[np.intp]]:
    """Say of each firm whether its trend turned, and when.

    Returns
    -------
    array, array
        1: from falling to rising, -1: the other way, 0: neither or unknown; and the place of the
        extreme month, -1 where there is none.

    Examples
    --------
    >>> up = np.array([4.0, 3, 2, 1, 2, 3, 4])[:, None]
    >>> turned(up, Turning(3, 12, 2))
    (array([1], dtype=int8), array([3]))
    """
    if len(trend) <= rule.months:
        firms = trend.shape[1]
        return np.zeros(firms, dtype=np.int8), np.full(firms, -1, dtype=np.intp)
    signs = np.sign(np.diff(trend, axis=0))
    last = signs[-1]
    same = np.cumprod(signs[::-1] == last, axis=0).sum(axis=0)
    turn = len(signs) - same
    before = np.ones(len(last), dtype=bool)
    for step in range(1, rule.months + 1):
        place = np.maximum(turn - step, 0)
        opposite = np.take_along_axis(signs, place[None], axis=0)[0] == -last
        before &= opposite & (turn >= step)
    extreme = np.take_along_axis(trend, np.minimum(turn, len(trend) - 1)[None], axis=0)[0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        since = np.abs(trend[-1] / extreme - 1) * 100
    lasting = (same >= rule.months) & (same <= rule.within) & (since >= rule.least_pct)
    holds = before & lasting & (last != 0)
    direction = np.where(holds, last, 0).astype(np.int8)
    return direction, np.where(holds, turn, -1)


def stopped(output: Rows, electricity: Rows, share_pct: float) -> Flags:
    """Flag firms that report no output and use next to no electricity.

    Parameters
    ----------
    share_pct
        Of the firm's usual electricity: the median of its months with output.

    Examples
    --------
    >>> output, power = np.array([[9.0, 9], [0, 0]]), np.array([[5.0, 5], [0.1, 4]])
    >>> stopped(output, power, 5).tolist()
    [1, 0]
    """
    usual = _median(np.where(output > 0, electricity, np.nan))
    known = np.isfinite(output[-1]) & np.isfinite(electricity[-1]) & np.isfinite(usual)
    idle = electricity[-1] <= usual * share_pct / 100
    return _flags((output[-1] == 0) & idle, known)


def _median(figures: Rows) -> Rows:
    """Return the median of each firm, NaN where nothing is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Rows = np.nanmedian(figures, axis=0)
    return found


def falling(adjusted: Rows, newest: Rows, months: int, least_pct: float) -> Flags:
    """Flag firms whose adjusted series fell month after month, by `least_pct` % in all.

    Parameters
    ----------
    newest
        The newest month as reported. A firm at zero has stopped, it does not fall: what is left
        of its series is the seasonal pattern of better years.

    Examples
    --------
    >>> falling(np.array([[100.0], [98], [95], [90]]), np.array([85.0]), 3, 5).tolist()
    [1]
    """
    if len(adjusted) <= months:
        return np.full(adjusted.shape[1], UNKNOWN, dtype=np.int8)
    tail = adjusted[-months - 1 :]
    known = np.isfinite(tail).all(axis=0) & (tail[0] > 0)
    holds = (np.diff(tail, axis=0) < 0).all(axis=0) & (growth_pct(tail, months) <= -least_pct)
    holds &= newest != 0
    return _flags(holds, known)


def power_gaps(output: Rows, electricity: Rows, rule: PowerGap) -> tuple[Flags, Rows]:
    """Flag firms whose electricity no longer goes with their output.

    The log ratio of both, mean of the last months, against the median of all months before, in
    robust deviations of the firm's own history (not less than the floor).

    Returns
    -------
    Flags, ndarray
        And the score: positive where more electricity is used than the output tells.
    """
    both = (output > 0) & (electricity > 0)
    ratio = np.log(np.where(both, electricity, np.nan)) - np.log(np.where(both, output, np.nan))
    now, past = ratio[-rule.months :].mean(axis=0), ratio[: -rule.months]
    usual = _median(past)
    spread = np.maximum(_TO_DEVIATION * _median(np.abs(past - usual)), rule.floor)
    score = (now - usual) / spread
    known = np.isfinite(score) & (np.isfinite(past).sum(axis=0) >= rule.least_months)
    return _flags(np.abs(score) > rule.score, known), np.where(known, score, np.nan)


def lines_crossed(revenue: Rows, line: Line) -> tuple[Flags, Flags]:
    """Flag firms whose twelve months of revenue came above a line, or are about to fall below.

    Every one of the months must be known.

    Returns
    -------
    Flags, Flags
        Newly above; about to fall below, were it to go on as in the last months.
    """
    now, before = year_total(revenue, 0), year_total(revenue, line.within)
    pace = (now - year_total(revenue, line.ahead)) / line.ahead
    known = np.isfinite(now)
    above = now >= line.revenue_wan
    newly = _flags(above & (before < line.revenue_wan), known & np.isfinite(before))
    below = now + pace * line.ahead < line.revenue_wan
    return newly, _flags(above & below, known & np.isfinite(pace))


def year_total(revenue: Rows, back: int) -> Rows:
    """Return the twelve months that end so many before the newest; NaN where one is missing.

    Examples
    --------
    >>> year_total(np.ones((12, 1)), 0).tolist(), year_total(np.ones((12, 1)), 1).tolist()
    ([12.0], [nan])
    """
    if back + YEAR > len(revenue):
        return np.full(revenue.shape[1], np.nan)
    end = len(revenue) - back
    total: Rows = revenue[end - YEAR : end].sum(axis=0).round(FINEST)
    return total


def insured_falling(insured: Rows, months: int, least_pct: float, least_persons: float) -> Flags:
    """Flag firms that insure fewer persons than some months ago, by a share and a number.

    Examples
    --------
    >>> insured_falling(np.array([[100.0, 10], [95, 9]]), 1, 5, 3).tolist()
    [1, 0]
    """
    before = _row(insured, months)
    known = np.isfinite(insured[-1]) & (before > 0)
    fewer = before - insured[-1]
    return _flags((fewer >= least_persons) & (fewer * 100 >= before * least_pct), known)
