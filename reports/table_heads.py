"""The heads of a bulletin table: columns of one group stand under one upper head."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import east_asian_width

from mechanisms.bulletin_content import ContentColumn
from metrics.wording import MINUS


@dataclass(frozen=True)
class Span:
    """An upper head: its text, its first column and how many it covers; empty text is none."""

    text: str
    first: int
    count: int


def spans(columns: Sequence[ContentColumn]) -> list[Span]:
    """Return the upper heads from left to right.

    Examples
    --------
    >>> unit = ContentColumn("", "县区", "", "text", 0)
    >>> level = ContentColumn("利润", "总量", "亿元", "figure", 2)
    >>> place = ContentColumn("利润", "位次", "", "place", 0)
    >>> [(span.text, span.first, span.count) for span in spans([unit, level, place])]
    [('', 0, 1), ('利润', 1, 2)]
    """
    found = []
    for text, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        places = [place for place, _ in members]
        found += [Span(text, places[0], len(places))] if text else [Span("", p, 1) for p in places]
    return found


def has_two_levels(columns: Sequence[ContentColumn]) -> bool:
    """Say whether any column stands under an upper head."""
    return any(column.group for column in columns)


def text_width(text: str, latin: float = 0.5) -> float:
    """Return the width of a text in Chinese characters; letters and digits count `latin` each.

    Examples
    --------
    >>> text_width("1—9月"), text_width("−0.2")
    (3.0, 2.0)
    """
    wide = [east_asian_width(each) in "WFA" and each != MINUS for each in text]
    return sum(1.0 if each else latin for each in wide)


def begins_group(columns: Sequence[ContentColumn], place: int) -> bool:
    """Say whether a column is the first under its upper head."""
    group = columns[place].group
    return bool(group) and (place == 0 or columns[place - 1].group != group)
