"""The two-level bulletin table (通报表) as HTML; every figure links to its origin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest
from typing import Any

import pandas as pd

from mechanisms.circular import Ranking
from mechanisms.circular_words import short_name
from metrics.wording import GROWTH_DECIMALS, figure, place_change_words, signed
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

    def html(self, visit: str) -> str:
        """Return the cell as HTML, linking for a visit; all text is escaped."""
        body = escape(self.text)
        if self.series and self.text:
            href = address.join(visit, "origin", series=str(self.series), period=self.period)
            body = f'<a href="{escape(href)}" target="_self" title="查看数字来源">{body}</a>'
        css = f' class="{self.css}"' if self.css else ""
        return f"<td{css}>{self.before}{body}</td>"


@dataclass(frozen=True)
class Block:
    """The columns of one indicator: head, sub-heads and the cells of each unit."""

    head: str
    columns: tuple[str, ...]
    cells: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)


def main_block(result: Ranking, other: Ranking | None = None) -> Block:
    """Return the columns of the board on the page, then those of its other way of ranking.

    Figure, place, change and gap come first, so that a phone shows them without scrolling.
    """
    other = None if other is None or other.ranked.empty else other
    rows, others = _by_code(result), _by_code(other) if other else {}
    widest = max((abs(r.gap_pp) for r in rows.values() if not pd.isna(r.gap_pp)), default=1.0)
    cells = {
        code: _own_cells(result, row, widest or 1.0) + _other_cells(other, others.get(code))
        for code, row in rows.items()
    }
    cells[result.whole.code] = _whole_cells(result, other)
    head = f"{result.indicator.name}　{result.period.short_label}"
    return Block(head, _own_columns(result) + _other_columns(other), cells)


def _own_columns(result: Ranking) -> tuple[str, ...]:
    before = f"比{result.previous.short_label}\n位次"
    if result.board.by == "growth":
        return ("增速\n%", "位次", before, f"比{result.whole.name}±\n百分点")
    return (f"总量\n{result.indicator.unit}", "位次", before, f"占{result.whole.name}\n%")


def _other_columns(other: Ranking | None) -> tuple[str, ...]:
    if other is None:
        return ()
    first = "增速\n%" if other.board.by == "growth" else f"总量\n{other.indicator.unit}"
    return (first, "位次")


def _by_code(result: Ranking) -> dict[str, Any]:
    return {str(row.region_code): row for row in _rows(result)}


def _own_cells(result: Ranking, row: Any, widest: float) -> tuple[Cell, ...]:  # noqa: ANN401
    if result.board.by == "growth":
        first, last = _growth_cell(result, row), _gap_cell(result, row, widest)
    else:
        share = "—" if pd.isna(row.share_pct) else figure(row.share_pct, 1)
        first, last = _level_cell(result, row), Cell(share)
    return (first, _place_cell(result, row), _change_cell(row), last)


def _other_cells(other: Ranking | None, row: Any) -> tuple[Cell, ...]:  # noqa: ANN401
    if other is None:
        return ()
    if row is None:
        return (Cell("—", "n"), Cell("—", "n"))
    first = _growth_cell(other, row) if other.board.by == "growth" else _level_cell(other, row)
    return (first, _place_cell(other, row))


def _whole_cells(result: Ranking, other: Ranking | None) -> tuple[Cell, ...]:
    cells = (_whole_cell(result), Cell(""), Cell(""), Cell(""))
    return cells if other is None else (*cells, _whole_cell(other), Cell(""))


def _whole_cell(result: Ranking) -> Cell:
    measure = result.board.measure
    text = _absent(result, measure)
    if not text and measure == "growth":
        text = figure(result.whole.growth, GROWTH_DECIMALS)
    elif not text:
        text = figure(result.whole.level, result.indicator.decimals, thousands=True)
    return Cell(text, "", result.whole.series[measure], result.period.code)


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


def _place_cell(result: Ranking, row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.place):
        return Cell("—", "n")
    own = row.growth_series if result.board.by == "growth" else row.level_series
    if result.board.by != "growth" or result.board.group or pd.isna(row.published_place):
        return Cell(str(row.place), "", own, result.period.code)
    agrees = row.published_place == row.place
    text, css = (str(row.place), "") if agrees else (f"{row.place}▲", "d")
    return Cell(text, css, row.published_place_series, result.period.code)


def _change_cell(row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.place):
        return Cell("—", "n")
    if pd.isna(row.place_change):
        return Cell("无上期", "n")
    text = place_change_words(int(row.place_change))
    css = {"↑": "u", "↓": "d"}.get(text[0], "n")
    return Cell(text, css)


def _gap_cell(result: Ranking, row: Any, widest: float) -> Cell:  # noqa: ANN401 - a row of the table
    if pd.isna(row.gap_pp):
        return Cell("—", "n")
    share = min(abs(row.gap_pp) / widest, 1.0) * 50
    side = f"left:50%;width:{share:.0f}%;background:#1B4F8C"
    if row.gap_pp < 0:
        side = f"right:50%;width:{share:.0f}%;background:#B5541C"
    bar = f'<span class="dev"><i style="{side}"></i></span>'
    css = "u" if row.gap_pp > 0 else "d" if row.gap_pp < 0 else ""
    text = signed(row.gap_pp, GROWTH_DECIMALS)
    return Cell(text, css, row.growth_series, result.period.code, before=bar)


def side_block(total: Ranking, growth: Ranking) -> Block:
    """Return the columns of another indicator: total and place, growth and place."""
    shown = total if growth.ranked.empty else growth
    levels, growths = _by_code(total), _by_code(growth)
    cells = {
        code: (
            _level_cell(total, levels[code]),
            _place_cell(total, levels[code]),
            _growth_cell(growth, growths[code]),
            _place_cell(growth, growths[code]),
        )
        for code in levels
    }
    cells[total.whole.code] = (_whole_cell(total), Cell(""), _whole_cell(growth), Cell(""))
    head = f"{shown.indicator.name}　{shown.period.short_label}"
    return Block(head, (f"总量\n{total.indicator.unit}", "位次", "增速\n%", "位次"), cells)


def side_blocks(boards: Sequence[Ranking]) -> list[Block]:
    """Return a block for each further indicator of the circular that has figures."""
    pairs = zip(boards[::2], boards[1::2], strict=True)
    return [
        side_block(total, growth)
        for total, growth in pairs
        if not (total.ranked.empty and growth.ranked.empty)
    ]


def boards_reading(boards: Sequence[Ranking]) -> str:
    """Say on what ground the boards stand, how many there are and how many have figures."""
    ground = boards[0].dataset.circular.reference
    count = sum(not board.ranked.empty for board in boards)
    article = f"{ground.relation}{ground.document}{ground.article}"
    return f"{article}；共{len(boards)}张，有数字的{count}张"


def _rows(result: Ranking) -> list[Any]:
    return list(result.table.itertuples())


def table(result: Ranking, blocks: Sequence[Block], visit: str, own: str = "") -> str:
    """Return the bulletin table of one board and further indicators as HTML.

    Parameters
    ----------
    result
        The board that orders the rows.
    blocks
        Columns, the board's own first.
    visit
        What the links carry, as from `address.kept`.
    own
        Region of a county viewer, set off by the ground colour.
    """
    rows = [_row_html(result.whole.code, result.whole.name, blocks, "city", visit)]
    names = _unit_names(result)
    for row in _rows(result):
        css = "none" if pd.isna(row.place) else "own" if row.region_code == own else ""
        rows.append(_row_html(row.region_code, names[row.region_code], blocks, css, visit))
    inner = f"{_head_html(result, blocks)}<tbody>{''.join(rows)}</tbody>"
    return f'<div class="ybx"><table class="yb">{inner}</table></div>'


def _unit_names(result: Ranking) -> dict[str, str]:
    listed = set(result.table.loc[~result.table["competes"], "region_code"])
    return {
        code: short_name(code) + ("（列示）" if code in listed else "")
        for code in result.table["region_code"]
    }


def boards_table(results: Sequence[Ranking], visit: str) -> str:
    """Return all boards side by side: one row a position, each cell place, unit and figure."""
    upper = "".join(f'<th colspan="2">{_board_title(r, results)}</th>' for r in results)
    lower = "".join(f'<th colspan="2">{_broken(_board_head(r))}</th>' for r in results)
    columns = [_board_column(result, visit) for result in results]
    lines = zip_longest(*columns, fillvalue="<td></td><td></td>")
    rows = "".join(f"<tr>{''.join(line)}</tr>" for line in lines)
    head = f"<thead><tr>{upper}</tr><tr>{lower}</tr></thead>"
    return f'<div class="ybx"><table class="yb">{head}<tbody>{rows}</tbody></table></div>'


def _board_title(result: Ranking, results: Sequence[Ranking]) -> str:
    """Name a board with its period; the year too where the boards are of different years."""
    years = {other.period.end.year for other in results}
    period = result.period.label if len(years) > 1 else result.period.short_label
    return f"{escape(result.indicator.short_name)}<br>{escape(period)}"


def _board_head(result: Ranking) -> str:
    return "增速榜\n%" if result.board.by == "growth" else f"总量榜\n{result.indicator.unit}"


def _board_column(result: Ranking, visit: str) -> list[str]:
    """Return the cells of one board, best first: place, unit, figure with its origin."""
    make = _growth_cell if result.board.by == "growth" else _level_cell
    cells = []
    for row in _rows(result):
        if row.status == "ranked":
            name = f'<span class="n">{row.place}</span> {escape(short_name(row.region_code))}'
            cells.append(f'<td class="bn">{name}</td>{make(result, row).html(visit)}')
    return cells


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


def _row_html(code: str, name: str, blocks: Sequence[Block], css: str, visit: str) -> str:
    parts = []
    for block in blocks:
        empty = (Cell("—", "n"),) * len(block.columns)
        parts.append("".join(cell.html(visit) for cell in block.cells.get(code, empty)))
    cells = GAP.join(parts)
    attribute = f' class="{css}"' if css else ""
    return f'<tr{attribute}><td class="l">{escape(name)}</td>{cells}</tr>'
