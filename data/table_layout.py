"""Where the tables of a sheet stand: column of names, body, heads, title, whatever they mean.

A table is recognised by a column of names of units or industries; the sheet's name and number
and the place on it tell nothing. Rows and columns count from 0 here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from itertools import product
from math import isfinite
from typing import Literal

from data.readings import CellValue, Sheet
from data.region_words import plain_name
from data.table_heads import text_kind
from metrics.number_text import NumberState, read_number
from metrics.printed_text import squeezed

NameKind = Literal["regions", "industries"]
Place = tuple[int, int]
_Texts = dict[Place, tuple[str, Place]]
"""Texts by place, each with the cell that holds it, the first one of a merged area."""
_LIKE_A_NUMBER = re.compile(r"[\s\u200b\ufeff+\-\u2212－]*[0-9０-９.．][^\u4e00-\u9fffA-Za-z]*")
LEAST_NAMES = 3
MOST_ROWS = 5000
"""Rows with names in one column up to which tables below each other are told apart."""
LONGEST_NAME = 40
HIGHEST_ABOVE = 10
"""Rows above the body in which heads and title are looked for."""


@dataclass(frozen=True)
class Layout:
    """One table of a sheet.

    Attributes
    ----------
    names
        What the column of names lists.
    column
        The column of names.
    top, bottom
        First and last row of the body.
    left, right
        Columns of the table, `right` excluded.
    title
        The title as printed; empty where there is none.
    above
        Texts between title and body by (row, column), merged areas filled. Right of the names
        only columns with a text of their own have any: numbers beside a table have no head.
    """

    sheet: Sheet
    names: NameKind
    column: int
    top: int
    bottom: int
    left: int = 0
    right: int = 0
    title: str = ""
    above: Mapping[Place, str] = field(default_factory=dict)

    @property
    def body(self) -> range:
        """Rows of the body."""
        return range(self.top, self.bottom + 1)

    @property
    def value_columns(self) -> range:
        """Columns right of the names."""
        return range(self.column + 1, self.right)

    def name(self, row: int) -> str:
        """Return the plain name that stands in a row, empty where none can be read."""
        if (row, self.column) in self.sheet.broken:
            return ""
        return plain_name(cell_text(self.sheet.rows[row][self.column]))

    def parts(self, column: int) -> list[str]:
        """Return the texts above a column, top to bottom, notes left out."""
        return self._parts.get(column, [])

    @cached_property
    def _parts(self) -> dict[int, list[str]]:
        parts: dict[int, list[str]] = defaultdict(list)
        for (_, column), text in sorted(self.above.items()):
            if text_kind(text) != "note":
                parts[column].append(text)
        return parts


def cell_text(cell: CellValue) -> str:
    """Return a cell of head or names as text; a day prints as its month.

    Examples
    --------
    >>> cell_text(2025.0), cell_text(date(2025, 9, 1)), cell_text("双 清")
    ('2025', '2025-09', '双 清')
    """
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell)


def _head_text(cell: CellValue) -> str:
    """Return a cell above a table as text; a day is the month that a spreadsheet made of it.

    Of “2025年9月” a spreadsheet makes a day. Whether 累计 or 当月 is meant it does not say, so it
    must not be read as the code 2025-09, which a person writes for 累计.
    """
    return f"{cell.year}年{cell.month}月" if isinstance(cell, date) else cell_text(cell)


def is_figure(cell: CellValue) -> bool:
    """Return whether a cell holds a number; quick for the many cells that clearly do or do not."""
    if type(cell) is float:
        return isfinite(cell)
    if isinstance(cell, str) and not _LIKE_A_NUMBER.fullmatch(cell):
        return False
    return read_number(cell).state in (NumberState.NUMBER, NumberState.CONVERTED)


def find_layouts(sheet: Sheet, names: Mapping[str, NameKind]) -> list[Layout]:
    """Find the tables of a sheet, top to bottom, left to right.

    Parameters
    ----------
    names
        Plain names that make a column one of names, each with its kind: at least `LEAST_NAMES`
        different ones must stand in it.
    """
    bodies = [
        Layout(sheet, kind, column, rows[0], rows[-1]) for kind, column, rows in _runs(sheet, names)
    ]
    spread = [_widened(each, bodies) for each in bodies]
    whole = [_with_head(_lengthened(each, spread), spread) for each in spread]
    return sorted(filter(_holds_something, whole), key=lambda each: (each.top, each.column))


def _runs(sheet: Sheet, names: Mapping[str, NameKind]) -> Iterator[tuple[NameKind, int, list[int]]]:
    """Yield kind, column and rows of each run of names that no head interrupts."""
    for (kind, column), rows in _named_rows(sheet, names).items():
        for run in _unbroken(sheet, column, rows) if len(rows) <= MOST_ROWS else [rows]:
            if len({squeezed(str(sheet.rows[row][column])) for row in run}) >= LEAST_NAMES:
                yield kind, column, run


def _named_rows(
    sheet: Sheet, names: Mapping[str, NameKind]
) -> dict[tuple[NameKind, int], list[int]]:
    """Return the rows with a known name, by kind and column."""
    found: dict[tuple[NameKind, int], list[int]] = defaultdict(list)
    kind_of = cache(partial(_name_kind, names))
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell and type(cell) is str and (kind := kind_of(cell)):
                found[kind, column].append(row)
    return found


def _name_kind(names: Mapping[str, NameKind], text: str) -> NameKind | None:
    """Return what a text names, None if nothing known."""
    return names.get(plain_name(text)) if len(text) <= LONGEST_NAME else None


def _unbroken(sheet: Sheet, column: int, rows: list[int]) -> Iterator[list[int]]:
    """Part rows where heads of a further table stand between them."""
    run: list[int] = []
    for row in rows:
        between = range(run[-1] + 1, row) if run else range(0)
        if any(_is_head_row(sheet.rows[each], column) for each in between):
            yield run
            run = []
        run.append(row)
    yield run


def _is_head_row(cells: Sequence[CellValue], column: int) -> bool:
    if text_kind(cell_text(cells[column])) == "names":
        return True
    if any(type(cell) is float for cell in cells):
        return False
    texts = (cell for cell in cells[column + 1 :] if isinstance(cell, str) and cell)
    return any(text_kind(text) in ("measure", "period") for text in texts)


def _widened(body: Layout, others: Iterable[Layout]) -> Layout:
    """Let a table reach to the left and right up to the tables beside it."""
    beside = [each.column for each in others if each.top <= body.bottom and body.top <= each.bottom]
    right = min((c for c in beside if c > body.column), default=len(body.sheet.rows[0]))
    is_first = all(column >= body.column for column in beside)
    return replace(body, left=0 if is_first else body.column, right=right)


def _lengthened(body: Layout, others: Iterable[Layout]) -> Layout:
    """Add rows at both ends that name something unknown and hold figures."""
    ends = [each for each in others if each is not body and _share_columns(each, body)]
    first = max((each.bottom + 1 for each in ends if each.bottom < body.top), default=0)
    last = min((each.top for each in ends if each.top > body.bottom), default=_height(body))
    top, bottom = body.top, body.bottom
    while top > first and _names_figures(body, top - 1):
        top -= 1
    while bottom + 1 < last and _names_figures(body, bottom + 1):
        bottom += 1
    return replace(body, top=top, bottom=bottom)


def _height(body: Layout) -> int:
    return len(body.sheet.rows)


def _share_columns(one: Layout, other: Layout) -> bool:
    return one.left < other.right and other.left < one.right


def _names_figures(body: Layout, row: int) -> bool:
    cells = body.sheet.rows[row]
    named = text_kind(cell_text(cells[body.column])) == "free"
    return named and any(is_figure(cells[column]) for column in body.value_columns)


def _with_head(body: Layout, others: Iterable[Layout]) -> Layout:
    """Add title and texts above, which end at the table above."""
    over = [each for each in others if each.bottom < body.top and _share_columns(each, body)]
    first = max(0, body.top - HIGHEST_ABOVE, *(each.bottom + 1 for each in over))
    texts = _filled(body, range(first, body.top))
    row, title = _title(body, texts, range(first, body.top))
    heads = {place: found for place, found in texts.items() if place[0] > row}
    own = {anchor[1] for _, anchor in heads.values()} | set(range(body.left, body.column + 1))
    above = {place: text for place, (text, _) in heads.items() if place[1] in own}
    return replace(body, title=title, above=_continued(body, above))


def _filled(body: Layout, rows: range) -> _Texts:
    """Return the texts in some rows, merged areas filled."""
    anchors = {
        (row, column): (top, left)
        for top, left, bottom, right in body.sheet.merged
        for row in range(max(top, rows.start), min(bottom + 1, rows.stop))
        for column in range(max(left, body.left), min(right + 1, body.right))
    }
    found: _Texts = {}
    for place in product(rows, range(body.left, body.right)):
        row, column = anchors.get(place, place)
        if text := _head_text(body.sheet.rows[row][column]).strip():
            found[place] = (text, (row, column))
    return found


def _title(body: Layout, texts: _Texts, rows: range) -> tuple[int, str]:
    """Return row and text of the title, the lowest text that stands alone above the heads.

    Without a title the row is the one before `rows`.
    """
    named = [row for row in rows if text_kind(texts.get((row, body.column), ("",))[0]) == "names"]
    for row in reversed(range(rows.start, min(named, default=rows.stop - 1))):
        cells = dict.fromkeys(found for place, found in texts.items() if place[0] == row)
        kinds = {text: text_kind(text) for text, _ in cells}
        free = [text for text, kind in kinds.items() if kind == "free"]
        if len(free) == 1 and not {"measure", "names", "unit"}.intersection(kinds.values()):
            return row, "".join(free[0].split())
    return rows.start - 1, ""


def _continued(body: Layout, above: Mapping[Place, str]) -> dict[Place, str]:
    """Let an upper head that is not merged reach over the blank cells right of it."""
    texts = dict(above)
    lowest = {column: max(row for row, place in above if place == column) for _, column in above}
    for row, column in product(sorted({row for row, _ in above}), body.value_columns[1:]):
        if row < lowest.get(column, row) and (row, column - 1) in texts:
            texts.setdefault((row, column), texts[row, column - 1])
    return texts


def _holds_something(table: Layout) -> bool:
    """Tell a table from a mere list of names."""
    if any(column in table.value_columns for _, column in table.above):
        return True
    rows = (table.sheet.rows[row] for row in table.body)
    return any(is_figure(cells[column]) for cells in rows for column in table.value_columns)
