"""Whether a season is left in an adjusted series: QS, Friedman, and the festival."""

import numpy as np

from metrics.forecast_smoothing import Rows

P_LIMIT = 0.01
LEAST_YEARS = 3


def qs(changes: Rows, period: int) -> float:
    """Return the p value of the QS test: no positive correlation one and two years back.

    Examples
    --------
    >>> qs(np.tile(np.arange(12.0), 6), 12) < 0.01
    True
    """
    from scipy.stats import chi2

    n = len(changes)
    lags = [_correlation(changes, period * years) for years in (1, 2)]
    if lags[0] <= 0:
        return 1.0
    parts = [max(0.0, r) ** 2 / (n - period * years) for years, r in zip((1, 2), lags, strict=True)]
    return float(chi2.sf(n * (n + 2) * sum(parts), 2))


def _correlation(changes: Rows, lag: int) -> float:
    centred = changes - changes.mean()
    total = float((centred**2).sum())
    return float((centred[lag:] * centred[:-lag]).sum()) / total if total else 0.0


def friedman(changes: Rows, period: int) -> float:
    """Return the p value of the Friedman test: months rank alike within the years.

    Examples
    --------
    >>> friedman(np.tile(np.arange(12.0), 6), 12) < 0.01
    True
    """
    from scipy.stats import friedmanchisquare

    years = len(changes) // period
    table = changes[len(changes) - years * period :].reshape(years, period)
    if np.ptp(table) == 0:
        return 1.0
    return float(friedmanchisquare(*table.T).pvalue)


def words(adjusted: Rows, period: int, *, has_festival: bool) -> list[str]:
    """Say what is left in an adjusted series, or that nothing was found.

    Parameters
    ----------
    adjusted
        Without gaps, in logs or levels.
    has_festival
        Whether the F test finds the Spring Festival in it.

    Examples
    --------
    >>> words(np.arange(48.0), 12, has_festival=False)
    ['残余季节检验（QS、弗里德曼、春节F）：未见残余']
    """
    changes = np.diff(adjusted)
    changes = np.where(np.abs(changes - changes.mean()) < 1e-9, changes.mean(), changes)
    tests = {
        "QS": qs(changes, period) < P_LIMIT,
        "弗里德曼": len(changes) >= LEAST_YEARS * period and friedman(changes, period) < P_LIMIT,
        "春节F": has_festival,
    }
    found = "、".join(name for name, left in tests.items() if left)
    said = f"{found}仍显示有残余" if found else "未见残余"
    return [f"残余季节检验（QS、弗里德曼、春节F）：{said}"]
