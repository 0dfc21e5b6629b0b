"""Tables whose cells lead somewhere, on the command line: printed, or as data."""

import sys

from mechanisms.linked_tables import Table
from reports.listing import Layout, plain, show_data, show_table


def print_table(table: Table, about: str = "") -> None:
    """Print a table under its title; `about` says where it comes from."""
    said = (table.title, about, table.reading, table.nothing)
    sys.stdout.write("".join(f"{text}\n" for text in said if text))
    if table.rows:
        heads = [(column.head, column.kind != "text") for column in table.columns]
        show_table(heads, [[cell.text for cell in cells] for cells in table.rows])


def print_tables(tables: tuple[Table, ...], about: str, layout: Layout) -> None:
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


def _value(cell: object) -> object:
    number = getattr(cell, "number", None)
    return getattr(cell, "text", "") if number is None else number
