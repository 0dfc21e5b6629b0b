"""Falls in a row: each printed figure below the one before, and the fall as a whole unusual."""

from collections.abc import Sequence

import numpy as np

from metrics.alert_changes import Table, median, newest_scores
from metrics.rounding import half_up

DECIMALS = 1
"""Rates are compared as printed."""


def falls_in_a_row(rates: Sequence[float]) -> int:
    """Count how often, up to the newest, each printed rate lay below the one before.

    Parameters
    ----------
    rates
        In percent, oldest first; a missing one ends the row.

    Examples
    --------
    >>> falls_in_a_row([5.0, 6.0, 5.2, 5.1, 4.0]), falls_in_a_row([5.04, 5.01])
    (3, 0)
    """
    printed = [half_up(rate, DECIMALS) for rate in rates]
    count = 0
    for now, before in zip(printed[::-1], printed[-2::-1], strict=False):
        if now is None or before is None or now >= before:
            break
        count += 1
    return count


def changes_and_scores(
    rates: Table, falls: int, window: int, least: int, floor: float
) -> tuple[Table, Table]:
    """Return how much each unit's rate changed over the last steps, and how unusual that is.

    What all units share is taken off the score: a fall that meets everybody makes no unit stand
    out. A single unit has nobody to share with.

    Parameters
    ----------
    rates
        Periods × units, in percent, oldest first.
    falls
        Steps.
    window, least
        Known periods that make the past, and how many of them it must have.
    floor
        Least deviation, in percentage points.

    Returns
    -------
    ndarray, ndarray
        Percentage points over the steps up to the newest period, and robust deviations from the
        unit's own past of such changes; NaN where not known.

    Examples
    --------
    >>> calm = np.tile([5.0, 6.0, 4.0], (8, 1))
    >>> rates = np.vstack([calm, [[2.0, 6.0, 4.0]], [[-4.0, 6.0, 4.0]]])
    >>> changes_and_scores(rates, 2, 10, 6, 2)
    (array([-9.,  0.,  0.]), array([-4.5,  0. ,  0. ]))
    """
    changes = np.full(rates.shape, np.nan)
    changes[falls:] = rates[falls:] - rates[:-falls]
    own = changes if rates.shape[1] == 1 else changes - median(changes)[:, None]
    return changes[-1], newest_scores(own, window, least, floor)
