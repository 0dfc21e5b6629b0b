"""What the back-test found: the mean error of each method, to be said beside an estimate.

The figures are those of docs/benchmarks.md, section 6 (real series that are not seasonally
adjusted); tests hold the two together.
"""

from collections.abc import Mapping

CUTS = (3, 6, 9)
"""Months after which the back-test estimated the total of the year."""
ERRORS_PCT: Mapping[str, tuple[float, float, float]] = {
    "combination": (5.9, 3.9, 1.4),
    "half_growth": (6.9, 4.8, 2.5),
    "run_rate": (14.2, 4.6, 3.0),
    "level_mean": (46.0, 29.7, 17.3),
}
"""Mean absolute error after each cut, in % of the total; `level_mean`: of a usual year."""


def backtest_note(method: str, months_done: int) -> str:
    """Say how far a method missed the year total in the back-test, at the nearest month before.

    Parameters
    ----------
    method
        Code of the method.
    months_done
        Calendar months of the year that have gone by.

    Returns
    -------
    str
        Empty where nothing was measured.

    Examples
    --------
    >>> backtest_note("combination", 10)
    '回测：第9个月时年度总量平均误差1.4%（公开的月度序列）'
    >>> backtest_note("combination", 2)
    ''
    """
    reached = [place for place, cut in enumerate(CUTS) if cut <= months_done]
    if method not in ERRORS_PCT or not reached:
        return ""
    what = "常年净增额" if method == "level_mean" else "年度总量"
    share = "平均误差为其" if method == "level_mean" else "平均误差"
    error = ERRORS_PCT[method][reached[-1]]
    where = "公开的月度序列"
    return f"回测：第{CUTS[reached[-1]]}个月时{what}{share}{error:.1f}%（{where}）"
