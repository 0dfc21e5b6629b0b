"""Marks of a slip of the pen in columns of figures, array by array (波动性审核).

All functions take arrays of equal length, NaN where a figure is missing, and give one answer a
figure. A missing figure is never a slip.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def has_digits(values: Floats, least: int) -> Flags:
    """Say which figures have at least so many significant digits.

    Round figures are equal by chance; equality of figures with several digits is a sign.

    Parameters
    ----------
    values
        Figures; zero and NaN have no digits.
    least
        Significant digits, 2 or more.

    Examples
    --------
    >>> has_digits(np.array([6.0, 9.66, 1482610.67, np.nan]), 3).tolist()
    [False, True, True, False]
    """
    usable = np.isfinite(values) & (values != 0)
    size = np.abs(np.where(usable, values, 1.0))
    scaled = size / 10.0 ** (np.floor(np.log10(size)) - (least - 2))
    flags: Flags = usable & (np.abs(scaled - np.round(scaled)) > 1e-9 * scaled)
    return flags


def repeats(values: Floats, before: Floats, least_digits: int) -> Flags:
    """Say which figures stand again as they stood before, digit by digit.

    Parameters
    ----------
    before
        The figures of the period before, in the same unit.
    least_digits
        Significant digits below which equality says nothing.

    Examples
    --------
    >>> now, last = np.array([97.053, 6.0, 3.1]), np.array([97.053, 6.0, 3.2])
    >>> repeats(now, last, 3).tolist()
    [True, False, False]
    """
    flags: Flags = (values == before) & has_digits(values, least_digits)
    return flags


def slips(values: Floats, references: Floats, factors: Floats, within: float) -> Floats:
    """Return by which factor a figure seems to be off its unit, NaN where it seems right.

    A figure is off by f if it lies nearer to f times its reference than to the reference
    itself, on the scale of ratios, and within the bound.

    Parameters
    ----------
    references
        What the figures should be like: the same unit's figure of a year or a period ago.
    factors
        Factors of a slip, such as 10, 10000 and 0.0001.
    within
        Ratio up to which a figure may differ from f times its reference.

    Examples
    --------
    >>> level, last = np.array([1482610.67, 1.2, 30.0]), np.array([148.2, 1.1, 2.9])
    >>> slips(level, last, np.array([10.0, 1e4]), 3.0).tolist()
    [10000.0, nan, 10.0]
    """
    usable = (values > 0) & (references > 0)
    ratio = np.log(np.where(usable, values, 1.0)) - np.log(np.where(usable, references, 1.0))
    candidates = np.log(factors)
    distances = np.abs(ratio[:, None] - candidates[None, :])
    best = distances.argmin(axis=1)
    nearest = distances[np.arange(len(values)), best]
    off = usable & (nearest < np.abs(ratio)) & (nearest <= np.log(within))
    return np.where(off, factors[best], np.nan)


def equal_to_next(values: Floats, rows: npt.NDArray[np.int64], least_digits: int) -> Flags:
    """Say which figures equal the figure of the row right below.

    Parameters
    ----------
    values, rows
        Figures of one column and their rows, in the order of the rows.

    Examples
    --------
    >>> column, rows = np.array([70.84, 70.84, 55.38]), np.array([8, 9, 10])
    >>> equal_to_next(column, rows, 3).tolist()
    [True, False, False]
    """
    flags: Flags = has_digits(values, least_digits)
    flags[:-1] &= (values[:-1] == values[1:]) & (rows[:-1] + 1 == rows[1:])
    flags[-1:] = False
    return flags


def far_smaller(
    values: Floats, references: Floats, columns: npt.NDArray[np.int64], ratio: float, least: int
) -> Flags:
    """Say which figures stand in a column that is smaller as a whole: by the size of its median.

    Parameters
    ----------
    references
        The figures of the period before.
    columns
        Number of each figure's column.
    ratio
        How many times as large the references must be.
    least
        Figures that a column must have.

    Examples
    --------
    >>> now, last = np.array([0.06, 0.07, 6.1, 7.2]), np.array([6.0, 7.1, 6.0, 7.1])
    >>> far_smaller(now, last, np.array([1, 1, 2, 2]), 20.0, 2).tolist()
    [True, True, False, False]
    """
    _, at = np.unique(columns, return_inverse=True)
    sizes, counts = _medians(np.abs(values), at)
    reference_sizes, _ = _medians(np.abs(references), at)
    flags: Flags = ((sizes * ratio < reference_sizes) & (counts >= least))[at]
    return flags


def _medians(values: Floats, at: npt.NDArray[np.int64]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the median of each group, NaN for one without figures, and how many it has.

    Parameters
    ----------
    at
        Number of each figure's group, from 0 on without a gap.
    """
    ordered = values[np.lexsort((values, at))]  # NaN comes last in its group
    sizes = np.bincount(at)
    starts = np.cumsum(sizes) - sizes
    counts = np.bincount(at, ~np.isnan(values)).astype(np.int64)
    low, high = starts + np.maximum(counts - 1, 0) // 2, starts + counts // 2
    return (ordered[low] + ordered[high]) / 2, counts


def usual(history: Floats) -> Floats:
    """Return what figures usually are: the median of the periods before.

    Parameters
    ----------
    history
        Periods along the first axis; NaN where a period has no figure.

    Returns
    -------
    ndarray
        Medians over the first axis; NaN where no period has a figure.

    Examples
    --------
    >>> usual(np.array([[1.0, np.nan], [3.0, np.nan], [8.0, np.nan]])).tolist()
    [3.0, nan]
    """
    if not len(history):
        return np.full(history.shape[1:], np.nan)
    ordered = np.sort(history, axis=0)  # NaN comes last
    counts = (~np.isnan(history)).sum(axis=0)[None]
    low, high = np.maximum(counts - 1, 0) // 2, counts // 2
    high = np.minimum(high, len(history) - 1)
    middle = np.take_along_axis(ordered, low, 0) + np.take_along_axis(ordered, high, 0)
    medians: Floats = np.where(counts > 0, middle / 2, np.nan)[0]
    return medians


def far_apart(values: Floats, references: Floats, ratio: float) -> Flags:
    """Say which positive figures are so many times as large or as small as they should be.

    Parameters
    ----------
    references
        What the figures should be like.
    ratio
        How many times, at least.

    Examples
    --------
    >>> far_apart(np.array([100.0, 4.0, 1.0]), np.array([5.0, 5.0, 20.5]), 20.0).tolist()
    [True, False, True]
    """
    usable = (values > 0) & (references > 0)
    flags: Flags = usable & ((values >= references * ratio) | (values * ratio <= references))
    return flags


def all_unchanged(values: Floats, before: Floats, least: int) -> Flags:
    """Say which rows hold just what they held before, in every column that both have.

    Parameters
    ----------
    values, before
        Rows along the first axis, columns along the second.
    least
        Columns that both must have.

    Examples
    --------
    >>> now = np.array([[1.0, 2.0, np.nan], [1.0, 5.0, 3.0]])
    >>> all_unchanged(now, np.array([[1.0, 2.0, 9.0], [1.0, 2.0, 3.0]]), 2).tolist()
    [True, False]
    """
    both = ~np.isnan(values) & ~np.isnan(before)
    equal = both & (values == before)
    flags: Flags = (both.sum(axis=1) >= least) & (equal == both).all(axis=1)
    return flags
