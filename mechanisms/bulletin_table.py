"""The ranking table of a bulletin: the boards of several indicators side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mechanisms import circular_rows as rows_of
from mechanisms.board_table import By
from mechanisms.bulletin_content import ContentCell, ContentColumn, ContentRow, ContentTable
from mechanisms.circular import Ranking
from mechanisms.circular_rows import Cell, SheetColumn
from mechanisms.circular_words import short_name
from metrics.periods import Period

MOST_UPRIGHT_COLUMNS = 8
NOT_IN_BOARD = ContentCell(rows_of.NONE, None)
HEADS = {
    "level": "总量",
    "growth_pct": "增速",
    "place": "位次",
    "place_change": "比上期位次",
}
PLACE_UNIT = "位"
Boards = Mapping[tuple[str, By], Ranking]
"""The boards of a bulletin, by indicator and way of ranking."""


@dataclass(frozen=True)
class _Figures:
    """One column: its head and, by region, its cells."""

    column: ContentColumn
    cells: Mapping[str, ContentCell]


def column_key(indicator: str, by: By, field: str, period: Period) -> str:
    """Return the identity of a column: the same figure of the same period in any bulletin.

    Examples
    --------
    >>> column_key("revenue", "growth", "place", Period.of_ytd(2025, 8))
    'revenue.growth.place@2025-Y08'
    """
    return f"{indicator}.{by}.{field}@{period.code}"


def board_of_key(key: str) -> tuple[tuple[str, By], Period]:
    """Return the board and the period of a column's identity.

    Examples
    --------
    >>> board_of_key("revenue.growth.place@2025-Y08")[0]
    ('revenue', 'growth')
    """
    name, _, code = key.partition("@")
    indicator, by, _ = name.split(".")
    return (indicator, "growth" if by == "growth" else "total"), Period.parse(code)


def field_of_key(key: str) -> str:
    """Return which figure a column holds: level, growth_pct, place, place_change, gap_pp."""
    return key.partition("@")[0].rpartition(".")[2]


def ranking_table(title: str, boards: Boards) -> ContentTable:
    """Return the table of some boards, the first indicator with its changes and gaps.

    Rows: the whole first and without places, units by place of the first indicator (by growth
    where it is ranked so), listed units last. A board without figures takes no columns.
    """
    shown = {key: board for key, board in boards.items() if not board.ranked.empty}
    first = leading_board(list(shown.values()))
    figures = [
        column
        for (indicator, _), board in shown.items()
        for column in _columns(board, first, leads=indicator == first.board.indicator)
    ]
    head = ContentColumn("", first.ranked_set.name, "", "text", 0)
    columns = (head, *(each.column for each in figures))
    rows = tuple(_rows(first, figures))
    return ContentTable(title, columns, rows, len(columns) > MOST_UPRIGHT_COLUMNS)


def leading_board(boards: Sequence[Ranking]) -> Ranking:
    """Return the board that orders the rows: the first indicator's, by growth if there is one."""
    first = boards[0]
    same = (board for board in boards if board.board.indicator == first.board.indicator)
    return next((board for board in same if board.board.by == "growth"), first)


def _columns(board: Ranking, first: Ranking, *, leads: bool) -> Iterator[_Figures]:
    lines = rows_of.sheet_rows(board)
    codes = [board.whole.code, *board.table["region_code"]]
    sheet = {column.key: column for column in rows_of.sheet_columns(board)}
    for field in _fields(board, board is first or (leads and first.board.by == board.board.by)):
        if field in sheet:
            cells = {
                code: _cell(sheet[field], line) for code, line in zip(codes, lines, strict=True)
            }
            if any(cell.number is not None for cell in cells.values()):
                yield _Figures(_column(board, first, sheet[field]), cells)


def _fields(board: Ranking, compares: bool) -> tuple[str, ...]:
    figure = "growth_pct" if board.board.by == "growth" else "level"
    if not compares:
        return (figure, "place")
    gap = ("gap_pp",) if board.board.by == "growth" else ()
    return (figure, "place", "place_change", *gap)


def _column(board: Ranking, first: Ranking, sheet: SheetColumn) -> ContentColumn:
    one_year = board.period.end.year == first.period.end.year
    period = board.period.short_label if one_year else board.period.label
    units = {
        "level": board.indicator.unit,
        "growth_pct": "%",
        "place_change": PLACE_UNIT,
        "gap_pp": "百分点",
    }
    return ContentColumn(
        group=f"{board.indicator.short_name}（{period}）",
        head=HEADS.get(sheet.key, f"比{board.whole.name}±"),
        unit=units.get(sheet.key, ""),
        kind=sheet.kind,
        decimals=sheet.decimals,
        key=column_key(board.board.indicator, board.board.by, sheet.key, board.period),
    )


def _cell(column: SheetColumn, line: dict[str, Cell]) -> ContentCell:
    value = line.get(column.key)
    text = rows_of.sheet_texts([column], line)[0]
    is_word = value is None or isinstance(value, str)
    return ContentCell(text, None if is_word else f"{value:f}")


def _rows(first: Ranking, figures: Sequence[_Figures]) -> Iterator[ContentRow]:
    whole = first.whole
    yield _row(whole.code, whole.name, figures, whole=True)
    for code, competes in zip(first.table["region_code"], first.table["competes"], strict=True):
        yield _row(code, short_name(code), figures, listed=not competes)


def _row(
    code: str,
    name: str,
    figures: Sequence[_Figures],
    *,
    whole: bool = False,
    listed: bool = False,
) -> ContentRow:
    label = ContentCell(f"{name}（列示）" if listed else name, None)
    cells = (each.cells.get(code, NOT_IN_BOARD) for each in figures)
    return ContentRow(code, (label, *cells), whole, listed)
