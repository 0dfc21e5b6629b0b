"""Lists on the command line: an aligned table for eyes, JSON or CSV for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from reports.csv_files import csv_text

Layout = Literal["table", "json", "csv"]
Row = Mapping[str, object]
UNBOUNDED = 400


def as_text(cell: object) -> str:
    """Print a cell that needs no rule of its own."""
    return "" if cell is None else str(cell)


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Attributes
    ----------
    head
        Chinese head in the table; a column without one stands in JSON and CSV only.
    show
        How the table prints a cell.
    right
        Whether figures stand at the right.
    """

    key: str
    head: str = ""
    show: Callable[[object], str] = as_text
    right: bool = False


def show(rows: Sequence[Row], columns: Sequence[Column], layout: Layout) -> None:
    """Print rows; JSON and CSV carry the keys of `columns`, the table those with a head."""
    if layout == "table":
        shown = [column for column in columns if column.head]
        texts = [[column.show(row.get(column.key)) for column in shown] for row in rows]
        show_table([(column.head, column.right) for column in shown], texts)
        return
    keys = [column.key for column in columns]
    plain_rows = [{key: plain(row.get(key)) for key in keys} for row in rows]
    show_data(plain_rows, keys, layout)


def show_data(rows: Sequence[Row], keys: Sequence[str], layout: Layout) -> None:
    """Print plain rows as a JSON array, or as CSV with the keys as heads."""
    if layout == "json":
        text = json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        text = csv_text([keys, *([row[key] for key in keys] for row in rows)])
    sys.stdout.write(text)


def plain(cell: object) -> object:
    """Return a cell as JSON knows it: days as text, NaN as null.

    Examples
    --------
    >>> plain(float("nan")) is None, plain(date(2025, 10, 20)), plain(Decimal("5"))
    (True, '2025-10-20', 5.0)
    """
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, float) and cell != cell:
        return None
    return cell


def show_table(
    heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], title: str = ""
) -> None:
    """Print an aligned table: (head, right-aligned) pairs and rows of texts."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = UNBOUNDED
    table = Table(title=title or None, title_justify="left", title_style="", box=SIMPLE_HEAD)
    for head, right in heads:
        table.add_column(head, justify="right" if right else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)
