"""What differs between an issued bulletin and the same bulletin from newer data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.bulletin_table import board_of_key, field_of_key
from mechanisms.circular_rows import NONE
from metrics.wording import NOT_REPORTED, figure

NO_ROW, NO_FIGURE = "无此行", "无数字"
WORDS = {
    "level": ("增加", "减少"),
    "growth_pct": ("提高", "降低"),
    "gap_pp": ("提高", "降低"),
    "place": ("下降", "上升"),
}
"""What a greater and a smaller figure are called: a greater place is a lower one."""
_NO_FIGURES = ("", NONE, NOT_REPORTED, NO_ROW)
"""Cells that lose nothing when their column has no figures any more."""
_Columns = Mapping[str, tuple[int, ContentColumn]]


@dataclass(frozen=True)
class Change:
    """One printed cell that differs.

    Attributes
    ----------
    code, unit
        The region and its printed name.
    column
        Indicator, period and figure, as 营业收入（1—8月）增速（%）.
    old, new
        As printed, words included.
    difference
        In words: 百分点 for growth, 位 for places; what was or is no number is said so.
    key
        The identity of the column, see `ContentColumn`.
    """

    code: str
    unit: str
    column: str
    old: str
    new: str
    difference: str
    key: str


def changes(issued: Content, now: Content) -> tuple[Change, ...]:
    """Return the printed cells that differ, in the order of the issued tables.

    Only figures of the same indicator and period are compared: a bulletin of a later period
    changes nothing in an earlier one. See `bulletin_writing.recompose` for the same periods.
    A column that has no figures any more is left out of the newer table; each of its cells is
    a change.
    """
    found: list[Change] = []
    for old, new in zip(_compared(issued), _compared(now), strict=False):
        after = _columns(new.columns)
        before = _comparable(_columns(old.columns), after)
        rows = {row.code: row for row in new.rows}
        for row in old.rows:
            found += _of_row(row, rows.pop(row.code, None), before, after)
        for row in rows.values():
            found += _of_row(None, row, before, after)
    return tuple(found)


def _compared(content: Content) -> list[ContentTable]:
    """Return the tables of figures; one that says in words what was corrected is none."""
    return [table for table in content.tables if any(column.key for column in table.columns)]


def _columns(columns: tuple[ContentColumn, ...]) -> dict[str, tuple[int, ContentColumn]]:
    return {column.key: (place, column) for place, column in enumerate(columns) if column.key}


def _comparable(before: _Columns, after: _Columns) -> _Columns:
    """Leave out figures that moved on to another period: that is no revision."""
    still = {key.partition("@")[0] for key in after}
    return {
        key: each
        for key, each in before.items()
        if key in after or key.partition("@")[0] not in still
    }


def _of_row(
    old: ContentRow | None, new: ContentRow | None, before: _Columns, after: _Columns
) -> Iterator[Change]:
    named = old or new
    assert named is not None  # noqa: S101 - one of the two is given
    for key, (place, column) in before.items():
        was = ContentCell(NO_ROW, None) if old is None else old.cells[place]
        now = _cell_now(new, key, after)
        if was != now and not (now.text == NO_FIGURE and was.text in _NO_FIGURES):
            yield Change(
                named.code,
                named.cells[0].text,
                column_name(column),
                was.text,
                now.text,
                _difference(column, was, now),
                key,
            )


def _cell_now(row: ContentRow | None, key: str, after: _Columns) -> ContentCell:
    if row is None:
        return ContentCell(NO_ROW, None)
    return row.cells[after[key][0]] if key in after else ContentCell(NO_FIGURE, None)


def column_name(column: ContentColumn) -> str:
    """Return the name of a column outside of its table.

    Examples
    --------
    >>> key = "revenue.growth.place@2025-Y08"
    >>> column_name(ContentColumn("营业收入（1—8月）", "位次", "", "place", 0, key))
    '营业收入（1—8月）增速位次'
    """
    way = ""
    if field_of_key(column.key) in ("place", "place_change"):
        (_, by), _ = board_of_key(column.key)
        way = "增速" if by == "growth" else "总量"
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{column.group}{way}{column.head}{unit}"


def _difference(column: ContentColumn, was: ContentCell, now: ContentCell) -> str:
    if was.number is None or now.number is None:
        return f"由{was.text or '空缺'}改为{now.text or '空缺'}"
    field = field_of_key(column.key)
    if field not in WORDS:
        return f"由{was.text}改为{now.text}"
    step = Decimal(now.number) - Decimal(was.number)
    if not step:
        return f"由{was.text}改为{now.text}"
    more, less = WORDS[field]
    printed = figure(abs(step), column.decimals)
    return f"{more if step > 0 else less}{printed}{_unit(field, column)}"


def _unit(field: str, column: ContentColumn) -> str:
    return {"place": "位", "level": column.unit}.get(field, "个百分点")
