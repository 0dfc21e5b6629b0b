"""Unusual figures of firms: far from what season, trend and all other firms make of them."""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.forecast_smoothing import Rows

NOTHING, ZERO, SLIP, SPIKE, DROP = range(5)
WORDS = {
    ZERO: "归零：此前一年通常有数，本月报零",
    SLIP: "单位疑错：约为推算值的{factor}",
    SPIKE: "突增：推算约{expected}",
    DROP: "突降：推算约{expected}",
}
"""Kinds of unusual figures; `expected` is what the other months make of it."""
YEAR = 12
LARGEST_SLIP = 4
"""万元 written as 元 are four places."""
_TO_DEVIATION = 1.4826

Kinds = npt.NDArray[np.int8]


@dataclass(frozen=True)
class AnomalyRule:
    """When a figure is unusual.

    Attributes
    ----------
    score
        Robust deviations of the firm's own history.
    floor
        Least deviation: in logs, or as a share of the usual level where levels are compared.
    least_months
        Months of history that the deviation asks for.
    least_peers
        Firms that a common movement asks for.
    slip_within
        How near to a power of ten a slip of the unit is, in decimal logs.
    """

    score: float
    floor: float
    least_months: int
    least_peers: int
    slip_within: float


def common_movement(left: Rows, additive: npt.NDArray[np.bool_], least_peers: int) -> Rows:
    """Return what all firms share in each month: the median of what is left, 0 of too few.

    The Spring Festival and a shock that meets everybody are in it, and no firm's own anomaly.

    Parameters
    ----------
    left, additive
        As of `seasonal_batch.Decomposed`; series on levels do not count.

    Examples
    --------
    >>> left = np.array([[0.0, 0.1, 0.2], [-0.5, -0.6, -0.4]])
    >>> common_movement(left, np.zeros(3, dtype=bool), 3)
    array([ 0.1, -0.5])
    """
    logs = left[:, ~additive]
    enough = np.isfinite(logs).sum(axis=1) >= least_peers
    return np.where(enough, _median(logs, axis=1), 0.0)


def _median(figures: Rows, axis: int = 0) -> Rows:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Rows = np.nanmedian(figures, axis=axis)
    return found


def usual_level(figures: Rows) -> Rows:
    """Return the median figure of each firm, NaN where nothing is known."""
    return _median(figures)


def scores(left: Rows, additive: npt.NDArray[np.bool_], common: Rows, level: Rows,
           rule: AnomalyRule) -> Rows:  # fmt: skip
    """Return how far the newest month of each firm lies from its own history.

    Parameters
    ----------
    left, additive
        As of `seasonal_batch.Decomposed`.
    common
        See `common_movement`.
    level
        The usual level of each firm, the scale of the floor where levels are compared.

    Returns
    -------
    ndarray
        In robust deviations; NaN where the month or too much of its history is missing.
    """
    own = left - np.where(additive, 0, common[:, None])
    spread = _TO_DEVIATION * _median(np.abs(own - _median(own)))
    floor = np.where(additive, rule.floor * np.abs(level), rule.floor)
    known = np.isfinite(own).sum(axis=0) >= rule.least_months
    spread = np.maximum(spread, floor)
    return np.where(known & (spread > 0), own[-1] / np.where(spread > 0, spread, 1), np.nan)


def kinds(figures: Rows, expected: Rows, found: Rows, rule: AnomalyRule) -> Kinds:
    """Say what kind of unusual the newest figures are.

    A figure of zero after a year of figures is one whether it has a score or not.
    """
    last = figures[-1]
    past = figures[-YEAR - 1 : -1]
    zero = (last == 0) & (_median(past) > 0)
    is_far = np.abs(found) > rule.score
    power = slipped_places(last, expected, rule.slip_within)
    way = np.where(found > 0, SPIKE, DROP)
    kind = np.where(is_far, np.where(power != 0, SLIP, way), NOTHING)
    return np.where(zero, ZERO, kind).astype(np.int8)


def slipped_places(figures: Rows, expected: Rows, within: float) -> npt.NDArray[np.int8]:
    """Return by how many decimal places a figure seems to have slipped, 0 where it has not.

    Examples
    --------
    >>> slipped_places(np.array([98.0, 9.9, 30.0]), np.array([10.0, 98.0, 10.0]), 0.12).tolist()
    [1, -1, 0]
    """
    both = (figures > 0) & (expected > 0) & np.isfinite(expected)
    places = np.log10(np.where(both, figures, 1)) - np.log10(np.where(both, expected, 1))
    nearest = np.rint(places)
    near = (np.abs(places - nearest) <= within) & (np.abs(nearest) <= LARGEST_SLIP)
    return np.where(near, nearest, 0).astype(np.int8)
