"""Cells of one month's rows: a region and a division with counts, totals and the two largest."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from data import panel, panel_columns, panel_layers
from data.panel_layers import Layers
from data.store import Question
from metrics.rounding import FINEST

CELL = ("region", "industry", "indicator")
COUNTS = ("n", "reported")
SUMS = ("total", "magnitude", "largest", "second", "numerator", "denominator")
COLUMNS = ("month", *CELL, "since", "vintage", *COUNTS, *SUMS)
PLACE = ["region", "industry"]


def standing(connection: Connection, found: Layers, question: Question, month: str) -> pd.DataFrame:
    """Return of the layers of a month the rows that answer a question, whatever its scope."""
    seen = panel.manifest(connection, question, [month])
    counted = found.among([each.batch for each in seen])
    return panel_layers.resolved(counted, panel_columns.columns()).rows


def within(rows: pd.DataFrame, wanted: pd.MultiIndex) -> pd.DataFrame:
    """Return the cells of some places of a month; those where nobody stands say so with n = 0."""
    places = pd.MultiIndex.from_frame(rows[PLACE])
    found = aggregated(rows.loc[places.isin(wanted)])
    empty = wanted.difference(places)
    return pd.concat([found, _empty(empty)], ignore_index=True) if len(empty) else found


def _empty(places: pd.MultiIndex) -> pd.DataFrame:
    """Return the cells of places where nobody stands by now."""
    keys = [(*place, key) for place in places for key in _indicators()]
    cells = pd.DataFrame(keys, columns=list(CELL))
    return cells.assign(**dict.fromkeys(COUNTS, 0), **dict.fromkeys(SUMS, np.nan))


def _indicators() -> tuple[str, ...]:
    return (*panel_columns.columns(), *panel_columns.ratios())


def aggregated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of one month's rows.

    Parameters
    ----------
    rows
        As `panel.newest_rows` gives them, sorted by firm: the order in which is added up.

    Returns
    -------
    DataFrame
        One row a place and indicator: region, industry, indicator; n firms with a row of any
        file, standing where the newest of them says, of which `reported`
        gave a figure; `total`, `magnitude` (total of the absolute figures), `largest` and
        `second` largest absolute figure. Of a ratio, `reported` gave both parts, whose totals are
        `numerator` and `denominator`; magnitude, largest and second are the denominator's, total
        is missing. What nobody reported is missing, never zero.
    """
    grouped = rows.groupby(PLACE, sort=True)
    at = np.asarray(grouped.ngroup(), dtype=np.intp)
    places = grouped.size().rename("n").reset_index()
    parts = [_column(rows, at, key) for key in panel_columns.columns()]
    parts += [_ratio(rows, at, key) for key in panel_columns.ratios()]
    blank = np.full(len(places), np.nan)
    told: dict[str, Any] = {
        name: np.concatenate([part.get(name, blank) for part in parts])
        for name in ("reported", *SUMS)
    }
    told["indicator"] = pd.array(np.repeat(_indicators(), len(places)), dtype="str")
    cells = pd.concat([places] * len(parts), ignore_index=True).assign(**told)
    return cells[[*CELL, *COUNTS, *SUMS]]


def _column(rows: pd.DataFrame, at: npt.NDArray[np.intp], key: str) -> dict[str, Any]:
    values = rows[key].to_numpy(np.float64)
    given = ~np.isnan(values)
    total = _total(at, values, given)
    return {"total": total} | _sizes(at, values, given)


def _ratio(rows: pd.DataFrame, at: npt.NDArray[np.intp], key: str) -> dict[str, Any]:
    ratio = panel_columns.ratios()[key]
    above = rows[ratio.numerator].to_numpy(np.float64)
    below = rows[ratio.denominator].to_numpy(np.float64)
    given = ~(np.isnan(above) | np.isnan(below))
    found = {"numerator": _total(at, above, given), "denominator": _total(at, below, given)}
    return found | _sizes(at, below, given)


def _total(
    at: npt.NDArray[np.intp], values: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Add up by place, one firm after the other: the same firms always give the same bits."""
    count = _count(at)
    totals = np.bincount(at[given], weights=values[given], minlength=count)
    reported = np.bincount(at[given], minlength=count)
    return np.where(reported > 0, totals.round(FINEST), np.nan)


def _count(at: npt.NDArray[np.intp]) -> int:
    return int(at.max()) + 1 if len(at) else 0


def _sizes(
    at: npt.NDArray[np.intp], values: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    count = _count(at)
    places, sizes = at[given], np.abs(values[given])
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, places, sizes)
    _, first = np.unique(places[sizes == largest[places]], return_index=True)
    rest = np.ones(len(sizes), dtype=bool)
    rest[np.flatnonzero(sizes == largest[places])[first]] = False
    second = np.full(count, -np.inf)
    np.maximum.at(second, places[rest], sizes[rest])
    return {
        "reported": np.bincount(places, minlength=count),
        "magnitude": _total(at, np.abs(values), given),
        "largest": np.where(np.isinf(largest), np.nan, largest),
        "second": np.where(np.isinf(second), np.nan, second),
    }
