"""Tiles: a figure, what became of it and where it came from, ready to be drawn or printed."""

from dataclasses import dataclass
from typing import Literal

Arrow = Literal["up", "down", "off"]
Tone = Literal["up", "down", "none", "good", "warn", "bad"]


@dataclass(frozen=True)
class Origin:
    """The figure behind a number on the screen: a series and a period code."""

    series: int
    period: str


@dataclass(frozen=True)
class PanelOrigin:
    """A firm's own figure behind a number: number of the firm, month code, panel column."""

    firm: int
    month: str
    column: str


@dataclass(frozen=True)
class CellOrigin:
    """A total of the firms of one place and division behind a number.

    Attributes
    ----------
    indicator
        A column of the panel, or one of its ratios.
    """

    region: str
    industry: str
    month: str
    indicator: str


@dataclass(frozen=True)
class ReferenceOrigin:
    """A figure of a reference dataset behind a number: its key, series and period code."""

    dataset: str
    series: int
    period: str


AnyOrigin = Origin | PanelOrigin | CellOrigin | ReferenceOrigin


@dataclass(frozen=True)
class Tile:
    """One figure with its words.

    Attributes
    ----------
    label, value, unit
        At most ten characters of label; `value` is printed as it stands.
    change
        A word phrase (``回落 3.2 个百分点``), never a bare number; empty for none.
    arrow
        Direction of `change`; `tone` says whether that is welcome.
    note
        What it is compared with.
    origin
        Where the figure leads; None for a count or a name.
    chart
        8–12 newest figures, oldest first, None is 未报: all tiles of a row have one, or none.
    """

    label: str
    value: str
    unit: str = ""
    change: str = ""
    arrow: Arrow = "off"
    tone: Tone = "none"
    note: str = ""
    origin: AnyOrigin | None = None
    chart: tuple[float | None, ...] = ()
