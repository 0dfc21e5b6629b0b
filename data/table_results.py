"""What one table gives: its entry in the list, figures, misreads, what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd

from data.readings import FIGURE_COLUMNS, FoundTable, Misread

FigureRow = tuple[str, str, str, str, str, float, int, int, int, int]
"""A figure in the order of `FIGURE_COLUMNS`."""
_TYPES: dict[str, Any] = {
    **dict.fromkeys(FIGURE_COLUMNS, "str"),
    "value": "float64",
    **dict.fromkeys(("sheet", "row", "column", "table"), "int64"),
}


@dataclass(frozen=True, eq=False)
class TableResult:
    """What was read from a table, or from a long list, which counts as several.

    Attributes
    ----------
    figures
        Figures of a table; `table` is the position in `tables` here.
    list_figures
        Figures of a long list, as `figure_frame` gives them.
    """

    tables: tuple[FoundTable, ...]
    figures: tuple[FigureRow, ...] = ()
    list_figures: pd.DataFrame | None = None
    misreads: tuple[Misread, ...] = ()
    left_out: tuple[str, ...] = ()


def figure_frame(rows: Sequence[FigureRow]) -> pd.DataFrame:
    """Return figures as a table with the types that `Reading` promises."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(FIGURE_COLUMNS)
    named = zip(FIGURE_COLUMNS, columns, strict=True)
    return pd.DataFrame({name: pd.array(column, dtype=_TYPES[name]) for name, column in named})


def typed(figures: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of figures their types, an empty table too."""
    return figures.astype(_TYPES)


def joined_figures(results: Sequence[TableResult]) -> pd.DataFrame:
    """Join all figures; `table` becomes the position among all tables.

    Returns
    -------
    pandas.DataFrame
        Columns `FIGURE_COLUMNS`; figures of tables first, then those of long lists.
    """
    starts = list(accumulate((len(result.tables) for result in results), initial=0))
    placed = list(zip(starts, results, strict=False))
    rows = [(*row[:-1], row[-1] + start) for start, each in placed for row in each.figures]
    lists = [
        each.list_figures.assign(table=each.list_figures["table"] + start)
        for start, each in placed
        if each.list_figures is not None
    ]
    tables = [figure_frame(rows)] if rows or not lists else []
    return pd.concat([*tables, *lists], ignore_index=True)


def in_file_order(misread: Misread) -> tuple[int, int, str]:
    """Return a sort key: row after row, column after column.

    Examples
    --------
    >>> cells = [Misread("not_finite", "表", cell, "", "") for cell in ("AA5", "B10", "C5")]
    >>> [each.cell for each in sorted(cells, key=in_file_order)]
    ['C5', 'AA5', 'B10']
    """
    letters = misread.cell.rstrip("0123456789")
    return int(misread.cell[len(letters) :]), len(letters), letters
