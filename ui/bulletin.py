"""The two-level bulletin table (通报表) as HTML; every figure links to its origin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from mechanisms.circular import Ranking
from mechanisms.circular_words import short_name
from metrics.wording import figure, place_change_words, signed
from ui import address

GAP = '<td class="gap"></td>'


@dataclass(frozen=True)
class Cell:
    """One cell: its text, its classes, and the figure it leads to."""

    text: str
    css: str = ""
    series: int = 0
    period: str = ""
    before: str = ""

    def html(self) -> str:
        """Return the cell as HTML; all text is escaped."""
        body = escape(self.text)
        if self.series and self.text:
            href = address.link("origin", series=str(self.series), period=self.period)
            body = f'<a href="{escape(href)}" target="_self" title="查看数字来源">{body}</a>'
        css = f' class="{self.css}"' if self.css else ""
        return f"<td{css}>{self.before}{body}</td>"


@dataclass(frozen=True)
class Block:
    """The columns of one indicator: head, sub-heads and the cells of each unit."""

    head: str
    columns: tuple[str, ...]
    cells: dict[str, tuple[Cell, ...]] = field(default_factory=dict)


def main_block(result: Ranking) -> Block:
    """Return the columns of the board on the page: figure, place, change, gap."""
    by_growth = result.board.by == "growth"
    whole = result.whole.name
    before = f"比{result.previous.short_label}\n位次"
    if by_growth:
        columns: tuple[str, ...] = ("增速\n%", "位次", before, f"比{whole}±\n百分点")
    else:
        columns = (f"总量\n{result.indicator.unit}", f"占{whole}\n%", "位次", before)
    rows: list[Any] = list(result.table.itertuples())
    widest = max((abs(row.gap_pp) for row in rows if not pd.isna(row.gap_pp)), default=1.0)
    make = _growth_cells if by_growth else _total_cells
    cells = {row.region_code: make(result, row, widest) for row in rows}
    cells[result.whole.code] = _whole_cells(result)
    head = f"{result.indicator.name}　{result.period.short_label}"
    return Block(head, columns, cells)


def _growth_cells(result: Ranking, row: Any, widest: float) -> tuple[Cell, ...]:  # noqa: ANN401
    return (
        _growth_cell(result, row),
        _place_cell(row),
        _change_cell(row),
        _gap_cell(row, widest),
    )


def _total_cells(result: Ranking, row: Any, _widest: float) -> tuple[Cell, ...]:  # noqa: ANN401
    return (
        _level_cell(result, row),
        Cell("—" if pd.isna(row.share_pct) else figure(row.share_pct, 1)),
        _place_cell(row),
        _change_cell(row),
    )


def _growth_cell(result: Ranking, row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    text = _absent(result, "growth") or row.growth_text
    css = "d" if text.startswith("−") else ""
    return Cell(text, css, row.growth_series, result.period.code)


def _level_cell(result: Ranking, row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    text = _absent(result, "level") or figure(row.level, result.indicator.decimals, thousands=True)
    css = "d" if text.startswith("−") else ""
    return Cell(text, css, row.level_series, result.period.code)


def _absent(result: Ranking, measure: str) -> str:
    return "无此数据" if result.dataset.why_absent(result.indicator.id, measure) else ""


def _place_cell(row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.place):
        return Cell("—", "n")
    if pd.isna(row.published_place) or row.published_place == row.place:
        return Cell(str(row.place))
    return Cell(f"{row.place}▲", "d")


def _change_cell(row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.place):
        return Cell("—", "n")
    if pd.isna(row.place_change):
        return Cell("无上期", "n")
    text = place_change_words(int(row.place_change))
    css = {"↑": "u", "↓": "d"}.get(text[0], "n")
    return Cell(text, css)


def _gap_cell(row: Any, widest: float) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.gap_pp):
        return Cell("—", "n")
    share = min(abs(row.gap_pp) / widest, 1.0) * 50
    side = f"left:50%;width:{share:.0f}%;background:#1B4F8C"
    if row.gap_pp < 0:
        side = f"right:50%;width:{share:.0f}%;background:#B5541C"
    bar = f'<span class="dev"><i style="{side}"></i></span>'
    css = "u" if row.gap_pp > 0 else "d" if row.gap_pp < 0 else ""
    return Cell(signed(row.gap_pp, 1), css, before=bar)


def _whole_cells(result: Ranking) -> tuple[Cell, ...]:
    whole = result.whole
    if result.board.by == "growth":
        text = _absent(result, "growth") or figure(whole.growth, result.indicator.growth_decimals)
        first = Cell(text, "", whole.series["growth"], result.period.code)
        return (first, Cell(""), Cell(""), Cell(""))
    text = _absent(result, "level") or figure(
        whole.level, result.indicator.decimals, thousands=True
    )
    return (Cell(text, "", whole.series["level"], result.period.code), Cell(""), Cell(""), Cell(""))


def side_block(total: Ranking, growth: Ranking) -> Block:
    """Return the columns of another indicator: total and place, growth and place."""
    shown = total if growth.ranked.empty else growth
    head = f"{shown.indicator.name}　{shown.period.short_label}"
    if total.ranked.empty and growth.ranked.empty:
        head = shown.indicator.name
    levels = {row.region_code: row for row in _rows(total)}
    growths = {row.region_code: row for row in _rows(growth)}
    cells = {
        code: (
            _level_cell(total, levels[code]),
            _place_cell_of_total(levels[code]),
            _growth_cell(growth, growths[code]),
            _place_cell(growths[code]),
        )
        for code in levels
    }
    cells[total.whole.code] = (
        _whole_cells(total)[0],
        Cell(""),
        _whole_cells(growth)[0],
        Cell(""),
    )
    return Block(head, (f"总量\n{total.indicator.unit}", "位次", "增速\n%", "位次"), cells)


def _rows(result: Ranking) -> list[Any]:
    return list(result.table.itertuples())


def _place_cell_of_total(row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    return Cell("—", "n") if pd.isna(row.place) else Cell(str(row.place))


def table(result: Ranking, blocks: Sequence[Block], own: str = "") -> str:
    """Return the bulletin table of one board and further indicators as HTML.

    Parameters
    ----------
    result
        The board that orders the rows.
    blocks
        Columns, the board's own first.
    own
        Region of a county viewer, set off by the ground colour.
    """
    rows = [_row_html(result.whole.code, result.whole.name, blocks, "city")]
    names = _unit_names(result)
    for row in _rows(result):
        css = "none" if pd.isna(row.place) else "own" if row.region_code == own else ""
        rows.append(_row_html(row.region_code, names[row.region_code], blocks, css))
    inner = f"{_head_html(result, blocks)}<tbody>{''.join(rows)}</tbody>"
    return f'<div class="ybx"><table class="yb">{inner}</table></div>'


def _unit_names(result: Ranking) -> dict[str, str]:
    listed = set(result.table.loc[~result.table["competes"], "region_code"])
    return {
        code: short_name(code) + ("（列示）" if code in listed else "")
        for code in result.table["region_code"]
    }


def _head_html(result: Ranking, blocks: Sequence[Block]) -> str:
    gap = '<th class="gap"></th>'
    upper = gap.join(
        f'<th class="g" colspan="{len(b.columns)}">{escape(b.head)}</th>' for b in blocks
    )
    lower = gap.join("".join(f"<th>{_broken(c)}</th>" for c in b.columns) for b in blocks)
    unit = escape(result.ranked_set.name)
    return f'<thead><tr><th class="l" rowspan="2">{unit}</th>{upper}</tr><tr>{lower}</tr></thead>'


def _broken(head: str) -> str:
    return "<br>".join(escape(line) for line in head.split("\n"))


def _row_html(code: str, name: str, blocks: Sequence[Block], css: str) -> str:
    parts = []
    for block in blocks:
        empty = (Cell("—", "n"),) * len(block.columns)
        parts.append("".join(cell.html() for cell in block.cells.get(code, empty)))
    cells = GAP.join(parts)
    attribute = f' class="{css}"' if css else ""
    return f'<tr{attribute}><td class="l">{escape(name)}</td>{cells}</tr>'


def show(markup: str) -> None:
    """Draw a table made here."""
    st.html(markup)
