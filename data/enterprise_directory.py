"""Who is who, for matching whole files: every code and name that a firm has or had."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import select

from data import schema, storage, store
from data.store import Question

Numbers = npt.NDArray[np.int64]
SEVERAL = -1
"""Stands for a name that more than one firm bears."""
_COLUMNS = ("firm", "uscc", "name", "region", "industry", "size", "founded", "tags")


@dataclass(frozen=True, eq=False)
class Directory:
    """The register of enterprises at a question.

    Attributes
    ----------
    versions
        Every description, the one that counts most last: firm, uscc, name, region, industry,
        size, founded, tags (as JSON).
    """

    versions: pd.DataFrame

    @cached_property
    def firms(self) -> pd.DataFrame:
        """The newest description of each firm, by its number."""
        newest = self.versions.drop_duplicates("firm", keep="last")
        return newest.set_index("firm").sort_index()

    @cached_property
    def _codes(self) -> "pd.Series[int]":
        return self._bearers("uscc")

    @cached_property
    def _names(self) -> "pd.Series[int]":
        return self._bearers("name")

    def _bearers(self, column: str) -> "pd.Series[int]":
        known = self.versions.loc[self.versions[column] != "", [column, "firm"]].drop_duplicates()
        firms = known.set_index(column)["firm"]
        several = firms.index.duplicated(keep=False)
        found = firms.astype("int64").mask(several, SEVERAL)
        return found[~found.index.duplicated()]

    def by_code(self, codes: npt.NDArray[np.object_]) -> Numbers:
        """Return the firm that has or had each code; 0 for none."""
        return _looked_up(self._codes, codes)

    def by_name(self, names: npt.NDArray[np.object_]) -> Numbers:
        """Return the firm that has or had each name; 0 for none, `SEVERAL` for more than one."""
        return _looked_up(self._names, names)

    def known(self, numbers: Numbers) -> npt.NDArray[np.bool_]:
        """Say which numbers are those of a firm."""
        return np.asarray(pd.Index(numbers).isin(self.firms.index))

    def bears(self, numbers: Numbers, names: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Say which firms have or had the name beside their number."""
        every = pd.MultiIndex.from_frame(self.versions[["firm", "name"]])
        asked = pd.MultiIndex.from_arrays([numbers, names])
        return np.asarray(asked.isin(every))


def _looked_up(found: "pd.Series[int]", wanted: npt.NDArray[np.object_]) -> Numbers:
    places = found.index.get_indexer(pd.Index(wanted, dtype=found.index.dtype))
    numbers = np.append(found.to_numpy(np.int64), 0)
    looked_up: Numbers = numbers[places]
    return looked_up


def directory(question: Question) -> Directory:
    """Return the register at a question, read once and whole.

    The scope of the question does not count: a file is taken in by someone who sees all firms.
    """
    table, batch = schema.enterprise_version, schema.batch
    query = (
        select(*(table.c[name] for name in _COLUMNS))
        .join(batch, batch.c.sequence == table.c.batch)
        .where(*store.sight_of_batches(question.within(None)))
        .order_by(batch.c.published_at, batch.c.sequence)
    )
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(query).all()
    columns = zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    named = dict(zip(_COLUMNS, map(list, columns), strict=True))
    texts = {name: np.array([*named[name], None], dtype=object)[:-1] for name in _COLUMNS[1:]}
    return Directory(pd.DataFrame({"firm": np.array(named["firm"], dtype=np.int64), **texts}))
