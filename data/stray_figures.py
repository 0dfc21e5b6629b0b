"""Figures on a sheet that belong to no table: left out on purpose, and said."""

from collections.abc import Iterator, Sequence

from data.readings import Sheet, cell_name
from data.table_layout import Layout, Place, is_figure

MOST_CELLS = 6


def stray_figures(sheet: Sheet, layouts: Sequence[Layout]) -> str:
    """Return a sentence on the numbers outside of the tables of a sheet, empty without any.

    A number belongs to a table where its column has a head and its row a name.
    """
    belonging = {place for layout in layouts for place in _places(layout)}
    stray = [place for place in _figures(sheet) if place not in belonging]
    if not stray:
        return ""
    cells = "、".join(cell_name(row + 1, column + 1) for row, column in stray[:MOST_CELLS])
    count = f"等{len(stray)}格" if len(stray) > MOST_CELLS else ""
    return f"{sheet.name}：{cells}{count}中的数字没有表头或单位名称，未读"


def _figures(sheet: Sheet) -> Iterator[Place]:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if is_figure(cell):
                yield row, column


def _places(layout: Layout) -> Iterator[Place]:
    yield from layout.above
    headed = [column for column in layout.value_columns if layout.parts(column)]
    for row in layout.body:
        if layout.name(row):
            yield from ((row, column) for column in (layout.column, *headed))
