"""What was read from a received file: tables, figures with their cells, and what is wrong."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pandas as pd

CellValue = str | float | bool | date | datetime
"""A cell as the file holds it: text, number, truth or day; an empty cell is ``""``."""

TableStatus = Literal["read", "empty", "unknown", "ignored"]

FIGURE_COLUMNS = (
    "indicator",
    "measure",
    "region",
    "industry",
    "period",
    "value",
    "sheet",
    "row",
    "column",
    "table",
)


class UnreadableFileError(ValueError):
    """A file from which no table can be read; the text says what it is and what to do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a book, as it is.

    Attributes
    ----------
    name, number
        Its name and its position, counted from 0; a plain text table has one sheet, number 0.
    rows
        The cells from A1 on, all rows equally long.
    merged
        Merged areas as (top, left, bottom, right), counted from 0, ends included.
    broken
        Cells that hold no usable value, by (row, column) counted from 0, with the reason: an
        error such as ``#DIV/0!``, or a formula whose result was not stored.
    """

    name: str
    number: int
    rows: list[list[CellValue]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A received file as sheets.

    Attributes
    ----------
    kind
        ``xlsx``, ``xls`` or ``csv``.
    """

    file_name: str
    kind: Literal["xlsx", "xls", "csv"]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Misread:
    """Something in the file that could not be taken as a figure.

    Attributes
    ----------
    check
        Id of a rule in ``intake_rules.yaml``, which holds grade and advice.
    sheet, cell
        Where: name of the sheet and cell such as ``B6``; an empty cell means the whole table.
    found
        What stands there, as text.
    text
        What is wrong, in one Chinese sentence without place and advice.
    """

    check: str
    sheet: str
    cell: str
    found: str
    text: str


@dataclass(frozen=True)
class FoundTable:
    """A table that was found in a sheet, whether or not it could be read.

    Attributes
    ----------
    title
        The title as printed, without blanks; the name of the sheet where there is none.
    status
        ``read``; ``empty``: known, but without any figure yet; ``unknown``: listed, not read;
        ``ignored``: a user said once that it is not to be read.
    indicator, period
        Id and period code; empty where unknown.
    heads
        The heads of the columns that were read, as printed.
    regions
        Number of units with at least one figure.
    reason
        Why it was not read; empty for a table that was.
    """

    sheet: str
    number: int
    title: str
    status: TableStatus
    indicator: str = ""
    period: str = ""
    heads: tuple[str, ...] = ()
    regions: int = 0
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Reading:
    """All that was read from a file.

    Attributes
    ----------
    figures
        One row a figure, columns `FIGURE_COLUMNS`: value in the indicator's unit, NaN where the
        file says 未报 expressly; `sheet` counted from 0, `row` and `column` from 1; `table` is
        the position in `tables`. A blank cell gives no row.
    misreads
        What could not be taken, in the order of the file.
    left_out
        Sentences on what was seen and on purpose not read (figures outside of a table).
    month
        Month of the release, such as ``2025-09``: the newest period of the file; empty if none.
    """

    tables: tuple[FoundTable, ...]
    figures: pd.DataFrame
    misreads: tuple[Misread, ...]
    left_out: tuple[str, ...]
    month: str


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell; row and column count from 1.

    Examples
    --------
    >>> cell_name(6, 2), cell_name(1, 28)
    ('B6', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
