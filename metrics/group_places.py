"""Places within many groups at once: the same places as `ranking.places`, array by array."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ranking import RankRule, Ties
from metrics.rounding import half_up


def places_within(
    values: npt.NDArray[np.float64], groups: npt.NDArray[np.int64], rule: RankRule
) -> npt.NDArray[np.float64]:
    """Give each figure its place among the figures of its group.

    Parameters
    ----------
    values
        Figures; NaN is missing.
    groups
        Number of each figure's group, as long as `values`.
    rule
        How places are taken.

    Returns
    -------
    array
        In the order of `values`; NaN where a figure is missing.

    Examples
    --------
    >>> growth, table = np.array([6.0, 5.96, 7.1, 5.0, np.nan]), np.array([1, 1, 1, 2, 2])
    >>> places_within(growth, table, RankRule()).tolist()
    [2.0, 2.0, 1.0, 1.0, nan]
    """
    at, different = pd.factorize(values)
    # Each different figure is rounded once, exactly; a missing one has the code −1.
    rounded = [half_up(value, rule.decimals) for value in different.tolist()]
    keys = np.array([*rounded, None], dtype=np.float64)[at]
    found = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(keys))
    keys, groups = -keys[known] if rule.largest_first else keys[known], groups[known]
    order = np.lexsort((keys, groups))
    found[known[order]] = _places_in_order(keys[order], groups[order], rule.ties)
    return found


def _places_in_order(
    keys: npt.NDArray[np.float64], groups: npt.NDArray[np.int64], ties: Ties
) -> npt.NDArray[np.int64]:
    """Return the places of figures that stand group by group, the best first."""
    is_first = np.append(True, groups[1:] != groups[:-1])[: len(groups)]
    differs = is_first | np.append(True, keys[1:] != keys[:-1])[: len(groups)]
    # Competition counts the figures before, dense the different ones.
    counted = np.arange(len(keys)) if ties is Ties.COMPETITION else np.cumsum(differs)
    at_first = counted[np.flatnonzero(is_first)[np.cumsum(is_first) - 1]]
    at_equal = counted[np.flatnonzero(differs)[np.cumsum(differs) - 1]]
    places: npt.NDArray[np.int64] = at_equal - at_first + 1
    return places
