"""What the rows of a long list are about: each different text is looked up once, not each row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.cell_faults import Fault
from data.readings import CellValue
from data.table_layout import cell_text

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Answer = str | Fault


@dataclass(frozen=True, eq=False)
class KeyColumn:
    """A column of words: its different texts, and which of them stands in each row."""

    texts: tuple[str, ...]
    index: Places


@dataclass(frozen=True, eq=False)
class Resolved:
    """What one or several columns of words mean, row by row.

    Attributes
    ----------
    answers
        A code, or why there is none.
    index
        Which answer counts in each row.
    """

    answers: tuple[Answer, ...]
    index: Places

    @property
    def found(self) -> Flags:
        """Rows that have a code."""
        return np.array([isinstance(each, str) for each in self.answers], dtype=bool)[self.index]

    def codes(self, rows: Places) -> pd.api.extensions.ExtensionArray:
        """Return the codes of some rows, all of which have one."""
        codes = [each if isinstance(each, str) else "" for each in self.answers]
        return pd.array(codes, dtype="str").take(self.index[rows])


def key_column(cells: Sequence[CellValue]) -> KeyColumn:
    """Return the different texts of a column; numbers and days as they print."""
    boxed = np.empty(len(cells), dtype=object)
    boxed[:] = cells
    index, different = pd.factorize(boxed, use_na_sentinel=False)
    return KeyColumn(tuple(cell_text(cell).strip() for cell in different), index)


def resolve(columns: Sequence[KeyColumn], answer: Callable[..., Answer]) -> Resolved:
    """Look up each combination of texts that occurs.

    Parameters
    ----------
    columns
        Equally long.
    answer
        Gets one text of each column.
    """
    sizes = [max(len(column.texts), 1) for column in columns]
    combined = np.ravel_multi_index([column.index for column in columns], sizes)
    occurring, index = np.unique(combined, return_inverse=True)
    places = np.unravel_index(occurring, sizes)
    named = zip(columns, places, strict=True)
    texts = zip(*([column.texts[n] for n in numbers] for column, numbers in named), strict=True)
    return Resolved(tuple(answer(*each) for each in texts), index)
