"""Months of simulated firms that are wrong at first, and the batches that put them right."""

import numpy as np
import pandas as pd

from data.simulated_firm_plan import Correction, Plan
from data.simulated_firms import Whole
from data.simulated_panel import Month

_SLIP = 10.0
_REVISED = ("output_wan", "revenue_wan")


def corrections(
    plan: Plan, month: Month, rows: pd.DataFrame, written: Whole
) -> tuple[pd.DataFrame, list[tuple[Correction, pd.DataFrame]]]:
    """Return a month as it came in first, and the rows of each later batch.

    Parameters
    ----------
    rows
        The month as it truly was.
    written
        Numbers of firms whose figures are written out: they are told rightly.
    """
    first, later = rows, list[tuple[Correction, pd.DataFrame]]()
    draw = np.random.default_rng([plan.seed, 7, month.number])
    ordinary = np.flatnonzero((rows["output_wan"] > 0) & ~rows["firm"].isin(written))
    pool = draw.permutation(ordinary)
    for each in plan.corrections:
        if each.month == month.code:
            at, pool = np.sort(pool[: each.count]), pool[each.count :]
            first = _spoilt(first, each, at, draw)
            if each.published is not None:
                later.append((each, _right(rows, each, at)))
    return first, later


def _spoilt(
    rows: pd.DataFrame, each: Correction, at: Whole, draw: np.random.Generator
) -> pd.DataFrame:
    """Return the rows with some figures as they were told wrongly."""
    if each.kind == "deleted":
        return rows
    slip = each.kind == "slip"
    off = np.full(len(at), _SLIP) if slip else draw.uniform(0.8, 1.25, len(at))
    spoilt = {}
    for name in (each.column,) if slip else _REVISED:
        figures = rows[name].to_numpy(np.float64).copy()
        figures[at] = np.round(figures[at] * off, 4 if slip else 2)
        spoilt[name] = figures
    return rows.assign(**spoilt)


def _right(rows: pd.DataFrame, each: Correction, at: Whole) -> pd.DataFrame:
    found = rows.iloc[at].reset_index(drop=True)
    found = found.assign(row=np.arange(2, len(at) + 2))
    return found.assign(deleted=True) if each.kind == "deleted" else found
