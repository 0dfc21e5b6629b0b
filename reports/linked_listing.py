"""Tables whose cells lead somewhere, on the command line: printed, or as data."""

import sys
from typing import TYPE_CHECKING

from reports.listing import Layout, plain, show_data, show_table

if TYPE_CHECKING:
    from mechanisms.linked_tables import Cell, Table


def print_table(table: "Table", about: str = "", *, whose: str = "") -> None:
    """Print a table under its title.

    Parameters
    ----------
    about
        Where it comes from, and what is said of it first.
    whose
        The city, named before the title.
    """
    said = (f"{whose}　{table.title}".lstrip("　"), about, table.reading, table.nothing)
    sys.stdout.write("".join(f"{text}\n" for text in said if text))
    if table.rows:
        heads = [(column.head, column.kind != "text") for column in table.columns]
        show_table(heads, [[cell.text for cell in cells] for cells in table.rows])


def print_tables(tables: "tuple[Table, ...]", about: str, layout: Layout) -> None:
    """Print tables, or their cells as data: one row a line, by table and head."""
    if layout == "table":
        for table in tables:
            print_table(table, about)
        return
    rows = [
        {"table": table.name} | {column.head: plain(_value(cell)) for column, cell in pairs}
        for table in tables
        for pairs in (list(zip(table.columns, row, strict=True)) for row in table.rows)
    ]
    keys = dict.fromkeys(key for row in rows for key in row)
    show_data([{key: row.get(key) for key in keys} for row in rows], list(keys), layout)


def _value(cell: "Cell") -> object:
    return cell.text if cell.number is None else cell.number
