"""Places within many groups at once: the same places as `ranking.places`, array by array."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ranking import RankRule, Ties
from metrics.rounding import half_up

_METHODS = {Ties.COMPETITION: "min", Ties.DENSE: "dense"}


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
    keys = pd.Series(np.array([*rounded, None], dtype=np.float64)[at])
    method = _METHODS[rule.ties]
    ranked = keys.groupby(groups).rank(method=method, ascending=not rule.largest_first)
    return np.asarray(ranked, dtype=np.float64)
