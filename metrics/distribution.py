"""Where one unit lies among others: place, share of those below, quartiles, with their number."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.rounding import Value, half_up

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Distribution:
    """One unit's figure among those of a group.

    Attributes
    ----------
    n
        Units that have a figure, the own one included.
    own
        The own figure.
    place
        From 1, the largest first; equal printed figures share a place.
    above_pct
        Share of the *other* units whose printed figure is smaller, in percent; None where there
        is no other.
    quartiles
        Lower quartile, median, upper quartile of all n figures.
    figures
        All n figures, rising.
    """

    n: int
    own: float
    place: int
    above_pct: float | None
    quartiles: tuple[float, float, float]
    figures: tuple[float, ...]


def among(own: Value, figures: Figures, decimals: int) -> Distribution | None:
    """Place a figure among those of its group.

    Parameters
    ----------
    own
        The unit's figure; None or NaN is 未报.
    figures
        Those of the whole group, the unit's own among them; NaN is 未报 and not counted.
    decimals
        Decimal places of print: what prints alike is alike.

    Returns
    -------
    Distribution or None
        None where the unit has no figure: what is 未报 takes no place.

    Examples
    --------
    >>> found = among(3.0, np.array([1.0, 3.0, np.nan, 2.0]), 1)
    >>> found.n, found.place, found.above_pct, found.quartiles
    (3, 1, 100.0, (1.5, 2.0, 2.5))
    """
    printed = half_up(own, decimals)
    known = np.sort(figures[~np.isnan(figures)])
    if printed is None:
        return None
    rounded = [half_up(value, decimals) for value in known.tolist()]
    larger = sum(value is not None and value > printed for value in rounded)
    smaller = sum(value is not None and value < printed for value in rounded)
    others = len(known) - 1
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75]).tolist()
    return Distribution(
        len(known),
        float(printed),
        larger + 1,
        100 * smaller / others if others else None,
        (low, middle, high),
        tuple(known.tolist()),
    )


def nominal_growth_pct(now: Figures, then: Figures) -> Figures:
    """Return the nominal growth of many units at once, in percent.

    NaN where either figure is NaN, the base is not positive or the figure is negative: there
    `growth.compare_levels` gives words, not a percentage.

    Examples
    --------
    >>> nominal_growth_pct(np.array([110.0, -1.0, 5.0]), np.array([100.0, 10.0, 0.0])).tolist()
    [10.0, nan, nan]
    """
    lawful = (then > 0) & (now >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(lawful, (now - then) / then * 100, np.nan)
