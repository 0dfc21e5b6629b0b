"""Drawing tables whose cells lead somewhere."""

from collections.abc import Sequence

import streamlit as st

from mechanisms.linked_tables import Cell, Column, Table, Way
from ui import address, origin_address, skeleton
from ui.reading_table import Cell as Shown
from ui.reading_table import Head, Text, reading_table


def draw(table: Table, *, most: int | None = None, cards: bool = False) -> None:
    """Draw a table under its title; rows beyond `most` are left to the file."""
    skeleton.section(table.title, table.reading)
    if table.nothing:
        st.markdown(f":gray[{table.nothing}]")
        return
    rows(table.columns, table.rows[:most], cards=cards)
    if most is not None and len(table.rows) > most:
        left = len(table.rows) - most
        st.markdown(f":small[:gray[另有{left:,}行未列，见导出的工作簿。]]")


def rows(columns: Sequence[Column], shown: Sequence[Sequence[Cell]], *, cards: bool) -> None:
    """Draw rows under their heads."""
    heads = [Head(column.head, _css(column)) for column in columns]
    reading_table(heads, [[_shown(cell) for cell in row] for row in shown], cards=cards)


def _css(column: Column) -> str:
    if column.kind != "text":
        return "r"
    return "w" if column.wide else "l"


def _shown(cell: Cell) -> Shown:
    to = href(cell)
    return Text(cell.text, cell.css, to) if to or cell.css else cell.text


def href(cell: Cell) -> str:
    """Return the relative address that a cell leads to, empty for none."""
    if cell.leads is None:
        return ""
    if isinstance(cell.leads, Way):
        return address.link(cell.leads.page, **cell.leads.choices)
    return origin_address.href(cell.leads)
