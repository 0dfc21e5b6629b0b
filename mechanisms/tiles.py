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
    """

    label: str
    value: str
    unit: str = ""
    change: str = ""
    arrow: Arrow = "off"
    tone: Tone = "none"
    note: str = ""
    origin: Origin | None = None
