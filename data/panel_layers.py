"""Files of one month laid over each other: of each column the newest file that holds it counts.

Departments send files of their own columns. What a file does not hold it does not say; an empty
cell of a column that it does hold is expressly 未报. A row that takes a firm's month out takes
out all that was said before, of every column; later rows start anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import panel_files
from data.panel_files import Firms

HEAD = ("firm", "region", "industry", "row")
NOT_SAID = -1
Places = npt.NDArray[np.intp]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class NamedFile:
    """A file that the manifest names."""

    month: str
    batch: int
    published_at: date
    path: Path


@dataclass(frozen=True, eq=False)
class Layers:
    """Rows of some files of one month, the file that counts most last.

    Attributes
    ----------
    rows
        firm, region, industry, row, deleted, the columns asked for, batch, published_at; NaN
        where a file does not hold the column, too.
    file
        Of which file each row is: a place in `holds`.
    holds
        By file the columns that it holds.
    """

    rows: pd.DataFrame
    file: Places
    holds: tuple[frozenset[str], ...]

    def among(self, batches: Collection[int]) -> "Layers":
        """Return the layers of some batches only."""
        kept = self.rows["batch"].isin(batches).to_numpy()
        return Layers(self.rows.loc[kept].reset_index(drop=True), self.file[kept], self.holds)

    def versions(self) -> pd.DataFrame:
        """Return the rows, each with the columns that its file holds as `holds`."""
        return self.rows.assign(holds=pd.Series([self.holds[at] for at in self.file], dtype=object))


@dataclass(frozen=True, eq=False)
class Resolved:
    """What counts of a month.

    Attributes
    ----------
    newest
        Of each firm that stands, by firm, the place of its newest row in `layers.rows`.
    told
        By column, for the same firms, the place of the row that said it, `NOT_SAID` for none.
    """

    layers: Layers
    newest: Places
    told: dict[str, Places]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row a firm, by firm: firm, region, industry, row, columns, batch, published_at.

        Region, industry, row, batch and published_at are those of the firm's newest row of any
        file; each column is that of the newest row that holds it; NaN is 未报, or not said.
        """
        found = self.layers.rows.take(self.newest).reset_index(drop=True)
        apart = {name: at for name, at in self.told.items() if at is not self.newest}
        laid = {name: self._figures(name, at) for name, at in apart.items()}
        return found.drop(columns="deleted").assign(**laid)

    def _figures(self, column: str, at: Places) -> npt.NDArray[np.float64]:
        figures = np.append(self.layers.rows[column].to_numpy(np.float64), np.nan)
        return figures[at]

    def is_said(self, column: str) -> npt.NDArray[np.bool_]:
        """Say of which firms a column was said at all, expressly 未报 or with a figure."""
        flags: npt.NDArray[np.bool_] = self.told[column] != NOT_SAID
        return flags

    def origins(self, column: str) -> pd.DataFrame:
        """Return row and batch that said a column, missing where nobody did."""
        said = self.layers.rows[["row", "batch"]].astype("Int64")
        return said.reindex(self.told[column]).reset_index(drop=True)

    def days(self, column: str) -> Days:
        """Return the days of publication of what said a column, NaT where nobody did."""
        return self._published[self.told[column]]

    @cached_property
    def _published(self) -> Days:
        days = self.layers.rows["published_at"].to_numpy("M8[D]")
        return np.append(days, np.datetime64("NaT", "D"))


def layers(
    files: Sequence[NamedFile], columns: Sequence[str], firms: Firms | None = None
) -> Layers:
    """Read files of one month as layers.

    Parameters
    ----------
    files
        In the order of `panel.manifest`.
    firms
        Rows of other firms are not read; None reads all.
    """
    names = (*HEAD, "deleted", *columns)
    parts = [
        panel_files.read(each.path, names, firms).assign(
            batch=each.batch, published_at=each.published_at
        )
        for each in files
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else _no_rows(names)
    file = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return Layers(rows, file, tuple(panel_files.held(each.path) for each in files))


def _no_rows(names: Sequence[str]) -> pd.DataFrame:
    rows: pd.DataFrame = panel_files.arrow_schema().empty_table().select(list(names)).to_pandas()
    rows = rows.astype(dict.fromkeys(panel_files.PLACE, str))
    return rows.assign(batch=pd.Series(dtype="int64"), published_at=None)


def resolved(found: Layers, columns: Iterable[str]) -> Resolved:
    """Return what counts of some layers, column by column; numbers of firms are places here."""
    firms = found.rows["firm"].to_numpy()
    taken_out = found.rows["deleted"].to_numpy(np.bool_)
    size = int(firms.max(initial=0)) + 1
    last, cut = _last(firms, slice(None), size), _last(firms, taken_out, size)
    standing = np.flatnonzero(last > cut)
    newest = last[standing]
    by_holders = {(True,) * len(found.holds): newest}
    told = {}
    for column in columns:
        holders = tuple(column in each for each in found.holds)
        if holders not in by_holders:
            held = np.array(holders)[found.file]
            at = _last(firms, held, size)[standing]
            by_holders[holders] = np.where(at > cut[standing], at, NOT_SAID)
        told[column] = by_holders[holders]
    return Resolved(found, newest, told)


def _last(firms: Firms, chosen: Any, size: int) -> Places:  # noqa: ANN401 - any index of an array
    """Return by number of the firm its last place among the chosen rows."""
    places = np.full(size, NOT_SAID, dtype=np.intp)
    places[firms[chosen]] = np.arange(len(firms))[chosen]  # of several the last one stays
    return places


def laid_over(versions: Iterable[Mapping[Any, Any]]) -> dict[str, Any]:
    """Return what counts of one firm's month: as `resolved`, for few versions, oldest first.

    Returns
    -------
    dict
        The newest row with only the columns that were said, each as the newest row that holds it
        says; `batches`: those that said them, by column. Empty where the month was taken out.

    Examples
    --------
    >>> first = {"batch": 1, "deleted": False, "holds": {"a"}, "a": 1.0, "b": None}
    >>> found = laid_over([first, {**first, "batch": 2, "holds": {"b"}, "a": None, "b": 5.0}])
    >>> found["a"], found["b"], found["batch"], found["batches"]
    (1.0, 5.0, 2, {'a': 1, 'b': 2})
    """
    found: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    batches: dict[str, int] = {}
    for row in versions:
        if row["deleted"]:
            found, figures, batches = {}, {}, {}
            continue
        found = {name: row[name] for name in (*HEAD, "batch", "published_at") if name in row}
        said = [name for name in row["holds"] if name in row]
        figures |= {name: row[name] for name in said}
        batches |= dict.fromkeys(said, int(row["batch"]))
    return {**found, **figures, "batches": batches} if found else {}
