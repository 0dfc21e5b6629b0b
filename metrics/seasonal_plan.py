"""Which points of a monthly series can be adjusted, and where not, why.

A series runs from its first known month to its last. Where one calendar month is never reported
(as January of a statistic that begins with 1—2月) the year has eleven points. What is missing
inside is filled for the estimate alone; too many gaps, or too short a run, and there is none.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Known = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

YEAR = 12
LEAST_YEARS = 3
"""Fewer years cannot tell a season from chance; official programs ask for three as well."""
MOST_GAPS_PCT = 25
"""Share of unreported months inside a series beyond which nothing is estimated."""
LEAST_SEEN = 2
"""Years in which a calendar month must be known for its gaps to be filled."""

COMPUTED, NEVER, SHORT, GAPS, ABSENT, ONCE = range(6)
REASONS = {
    NEVER: "从未报过",
    SHORT: f"首末两期之间不足{LEAST_YEARS}年",
    GAPS: f"未报月份超过{MOST_GAPS_PCT}%",
    ABSENT: "有两个以上日历月历年都未报",
    ONCE: f"有未报的日历月，已报不足{LEAST_SEEN}年",
}


@dataclass(frozen=True, eq=False)
class Plan:
    """How one pattern of known and unknown months is computed.

    Attributes
    ----------
    reason
        `COMPUTED`, or the key of `REASONS` for which nothing is computed.
    rows
        Months that are points of the series, gaps included.
    gaps
        Places in `rows` that are filled.
    period
        Points a year: 12, or 11 where one calendar month is never known.
    """

    reason: int
    rows: Places
    gaps: Places
    period: int = YEAR


def plan(known: Known) -> Plan:
    """Return the plan of one series.

    Parameters
    ----------
    known
        One a month, oldest first: whether there is a figure.

    Examples
    --------
    >>> plan(np.ones(40, dtype=bool)).period, REASONS[plan(np.ones(20, dtype=bool)).reason]
    (12, '首末两期之间不足3年')
    """
    found = np.flatnonzero(known)
    if not len(found):
        return _refused(NEVER)
    span = np.arange(found[0], found[-1] + 1)
    seen = np.bincount(found % YEAR, minlength=YEAR)
    absent = np.flatnonzero(seen == 0)
    if len(span) < LEAST_YEARS * YEAR - len(absent):
        return _refused(SHORT)
    if len(absent) > 1:
        return _refused(ABSENT)
    rows = span[~np.isin(span % YEAR, absent)]
    gaps = np.flatnonzero(~known[rows])
    if len(gaps) * 100 > len(rows) * MOST_GAPS_PCT:
        return _refused(GAPS)
    if (seen[rows[gaps] % YEAR] < LEAST_SEEN).any():
        return _refused(ONCE)
    return Plan(COMPUTED, rows, gaps, YEAR - len(absent))


def _refused(reason: int) -> Plan:
    nothing = np.empty(0, dtype=np.intp)
    return Plan(reason, nothing, nothing)
