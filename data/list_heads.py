"""The head row of a long list: which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.catalogue import MEASURES
from data.readings import CellValue, Misread, Sheet, cell_name
from data.table_heads import head_parts
from data.table_words import table_words
from metrics.printed_text import squeezed

LEAST_HEADS = 3
"""Heads that a list must have: period, unit and a measure."""
LOWEST_HEAD = 20
"""Rows from the top in which the head of a list is looked for: a title may stand above."""


@dataclass(frozen=True)
class ListHead:
    """The head of a list.

    Attributes
    ----------
    row
        Where it stands, counted from 0.
    places
        What a column holds (a key of `list_heads` in table_words.yaml) to its place.
    printed
        The heads as printed, by the same keys.
    units
        By measure, the unit that stands in its head; empty where there is none.
    """

    row: int
    places: Mapping[str, int]
    printed: Mapping[str, str]
    units: Mapping[str, str]
    misreads: tuple[Misread, ...]
    left_out: tuple[str, ...]

    @property
    def measures(self) -> list[str]:
        """The measures that have a column."""
        return [measure for measure in MEASURES if measure in self.places]


def find_list_head(sheet: Sheet) -> ListHead | None:
    """Return the head of the long list that a sheet holds, None if it holds none.

    A head names the period, the unit and at least one measure; whether it names the indicator
    is for the reader to say.
    """
    for row, cells in enumerate(sheet.rows[:LOWEST_HEAD]):
        keys = {key for _, key in _keyed(cells)} if _may_be_head(cells) else set()
        if "period" in keys and keys & {"region", "region_code"} and keys & MEASURES.keys():
            return _list_head(sheet, row)
    return None


def _may_be_head(cells: Sequence[CellValue]) -> bool:
    """Tell a row that can name three things from the many that hold at most a name."""
    return sum(isinstance(cell, str) and cell != "" for cell in cells) >= LEAST_HEADS


def _keyed(cells: Sequence[CellValue]) -> list[tuple[int, str]]:
    """Return place and key of each head that is known.

    A head with a period of its own (2024年总量) is none: the rows say their periods.
    """
    keys = table_words().list_key_of
    texts = [(place, cell) for place, cell in enumerate(cells) if cell and isinstance(cell, str)]
    parts = [(place, head_parts(squeezed(text))) for place, text in texts]
    return [
        (place, keys[part.words])
        for place, part in parts
        if part.words in keys and not (part.period or part.year)
    ]


def _list_head(sheet: Sheet, row: int) -> ListHead:
    cells = sheet.rows[row]
    keyed = _keyed(cells)
    places = {key: place for place, key in reversed(keyed)}
    known = {place for place, _ in keyed}
    doubled = [place for place, key in keyed if places[key] != place]
    printed = {key: squeezed(str(cells[place])) for key, place in places.items()}
    unread = [
        (place, cell)
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip() and place not in known
    ]
    return ListHead(
        row=row,
        places=places,
        printed=printed,
        units={key: "、".join(head_parts(text).units) for key, text in printed.items()},
        misreads=tuple(_doubled(sheet, row, place) for place in doubled),
        left_out=tuple(f"{sheet.name}：“{cell.strip()}”一列不认得，未读" for _, cell in unread),
    )


def _doubled(sheet: Sheet, row: int, place: int) -> Misread:
    found = str(sheet.rows[row][place]).strip()
    cell = cell_name(row + 1, place + 1)
    return Misread("head_doubled", sheet.name, cell, found, "与左边的一列表头相同")
