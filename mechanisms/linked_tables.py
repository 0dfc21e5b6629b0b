"""Tables whose cells lead somewhere: one definition for page, workbook and command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from mechanisms.tiles import AnyOrigin
from metrics.rounding import Value, half_up
from metrics.wording import figure

NOT_APPLICABLE = "—"
Kind = Literal["text", "figure", "signed"]


@dataclass(frozen=True)
class Column:
    """A column: its head with the unit, what it holds, decimals; long texts of a wide one wrap."""

    head: str
    kind: Kind = "text"
    decimals: int = 0
    wide: bool = False


@dataclass(frozen=True)
class Way:
    """Another place of the application: a page and the choices in its address."""

    page: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A printed cell.

    Attributes
    ----------
    number
        The figure, rounded as it is printed; None for text.
    css
        A class of the style sheet (``n`` absent, ``d`` below zero).
    leads
        The figure's origin, or another place; None for neither.
    """

    text: str
    number: Decimal | None = None
    css: str = ""
    leads: AnyOrigin | Way | None = None


@dataclass(frozen=True)
class Table:
    """A table: name of its sheet, title, how to read it; `nothing` is said without rows."""

    name: str
    title: str
    reading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: str = ""


def card_way(firm: int, column: str = "output_wan") -> Way:
    """Return the way to a firm's card at a column of the panel.

    It is told in full: a page that adds to its address on arrival stands twice in the way back.
    """
    return Way("enterprise", {"firm": str(firm), "column": column})


def figure_cell(
    value: Value, decimals: int, leads: AnyOrigin | Way | None = None, *, blank: str = "未报"
) -> Cell:
    """Return a figure as it is printed, or the word that stands for none."""
    number = half_up(value, decimals)
    if number is None:
        return Cell(blank, css="n", leads=leads if blank == "未报" else None)
    return Cell(figure(number, decimals, thousands=True), number, leads=leads)


def signed_cell(value: Value, decimals: int, *, blank: str = NOT_APPLICABLE) -> Cell:
    """Return a difference with its sign, or the word that stands for none.

    Examples
    --------
    >>> signed_cell(-0.66, 1).text, signed_cell(1234, 0).text, signed_cell(None, 1).text
    ('−0.7', '+1,234', '—')
    """
    number = half_up(value, decimals)
    if number is None:
        return Cell(blank, css="n")
    sign = "+" if number > 0 else ""
    text = sign + figure(number, decimals, thousands=True)
    return Cell(text, number, css="d" if number < 0 else "")
