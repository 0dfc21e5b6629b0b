"""A plain reading table as HTML: every text escaped, figures right, texts left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True)
class Head:
    """Head of a column: its text and how its cells stand (``l`` left, ``w`` left and wrapping)."""

    text: str
    css: str = "l"


@dataclass(frozen=True)
class Text:
    """A cell with a class of its own, or a link.

    Attributes
    ----------
    css
        A class of the style sheet, such as ``bad`` or ``n``.
    href
        A relative address; empty for plain text.
    """

    text: str
    css: str = ""
    href: str = ""

    def html(self) -> str:
        """Return the cell's content as HTML."""
        body = escape(self.text)
        if self.href:
            body = f'<a class="go" href="{escape(self.href)}" target="_self">{body}</a>'
        return f'<span class="{self.css}">{body}</span>' if self.css else body


Cell = str | Text


def reading_table(
    heads: Sequence[Head], rows: Iterable[Sequence[Cell]], *, cards: bool = True
) -> None:
    """Draw a table for reading.

    Parameters
    ----------
    cards
        On a phone each row is a card whose cells carry their heads; False, for many figures a
        row: the table stays one and scrolls sideways below its first column.
    """
    shown = list(heads) if cards else [Head(heads[0].text, f"{heads[0].css} l"), *heads[1:]]
    top = "".join(f'<th class="t{head.css}">{escape(head.text)}</th>' for head in shown)
    body = "".join(f"<tr>{_row(shown, row)}</tr>" for row in rows)
    css = "yb rt" if cards else "yb"
    st.html(
        f'<div class="ybx"><table class="{css}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(heads: Sequence[Head], row: Sequence[Cell]) -> str:
    pairs = zip(heads, row, strict=True)
    return "".join(
        f'<td class="t{head.css}" data-head="{escape(head.text)}">{_cell(cell)}</td>'
        for head, cell in pairs
    )


def _cell(cell: Cell) -> str:
    return cell.html() if isinstance(cell, Text) else escape(cell)
