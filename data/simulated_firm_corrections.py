"""Months of simulated firms that are wrong at first, and the batches that put them right."""

import numpy as np
import pandas as pd

from data.simulated_firm_plan import Correction, Plan
from data.simulated_panel import Month

_SLIP = 10


def corrections(
    plan: Plan, month: Month, rows: pd.DataFrame
) -> tuple[pd.DataFrame, list[tuple[Correction, pd.DataFrame]]]:
    """Return a month as it came in first, and the rows of each later batch.

    Parameters
    ----------
    rows
        The month as it truly was.
    """
    first, later = rows, []
    draw = np.random.default_rng([plan.seed, 7, month.number])
    ordinary = np.flatnonzero(rows["output_wan"].to_numpy() > 0)
    pool = draw.permutation(ordinary)
    for each in plan.corrections:
        if each.month == month.code:
            at, pool = np.sort(pool[: each.count]), pool[each.count :]
            first = _spoilt(first, each, at, draw)
            if each.published is not None:
                later.append((each, _right(rows, each, at)))
    return first, later


def _spoilt(
    rows: pd.DataFrame, each: Correction, at: "np.ndarray", draw: np.random.Generator
) -> pd.DataFrame:
    found = rows.copy()
    if each.kind == "slip":
        column = found.columns.get_loc(each.column)
        found.iloc[at, column] = np.round(found.iloc[at, column] * _SLIP, 4)
    if each.kind == "revised":
        off = draw.uniform(0.8, 1.25, len(at))
        for name in ("output_wan", "revenue_wan"):
            column = found.columns.get_loc(name)
            found.iloc[at, column] = np.round(found.iloc[at, column] * off, 2)
    return found


def _right(rows: pd.DataFrame, each: Correction, at: "np.ndarray") -> pd.DataFrame:
    found = rows.iloc[at].reset_index(drop=True)
    found = found.assign(row=np.arange(2, len(at) + 2))
    return found.assign(deleted=True) if each.kind == "deleted" else found
