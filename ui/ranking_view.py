"""All that the ranking page shows of one board and period, made once and drawn often."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from data.store import Question
from mechanisms import circular, circular_notes, circular_tiles, circular_words, overview
from mechanisms.board_table import Board
from mechanisms.circular import Ranking
from mechanisms.overview import YearCoverage
from mechanisms.tiles import Tile
from ui import bulletin, charts, load, plot_style, skeleton
from ui.plot_style import DrawnOnce


@dataclass(frozen=True, eq=False)
class RankingView:
    """The result and everything drawn from it; shared between viewers, not to be changed."""

    result: Ranking
    headline: str
    tiles: tuple[Tile, ...]
    bars: go.Figure | None
    places: go.Figure | None
    places_reading: str
    table: str
    boards: str
    boards_reading: str
    coverage: YearCoverage
    notes: tuple[str, ...]


@load.shared
def ranking_view(
    question: Question, board: Board, period: str, visit: str, own: str
) -> RankingView:
    """Return the view of one board; `visit` is what its links carry, `own` a county viewer's."""
    result = load.ranking(question, board, period)
    boards = load.boards_beside(question, result)
    beside = [b for b in boards if b.board.indicator != result.board.indicator]
    empty = result.ranked.empty
    held = load.coverage(question, board.indicator, result.ranked_set.id)
    return RankingView(
        result=result,
        headline=circular_words.headline(result),
        tiles=circular_tiles.tiles(result),
        bars=None if empty else DrawnOnce(charts.ranked_bars(result)),
        places=None if empty else _places(question, result),
        places_reading=f"{result.period.end.year}年各期；着色为{charts.highlight_words(result)}",
        table=_table(question, result, beside, visit, own),
        boards=_boards(boards, visit),
        boards_reading=bulletin.boards_reading(boards) if boards else "",
        coverage=overview.coverage_of_year(held, result.period),
        notes=_notes(result, beside, boards),
    )


def _places(question: Question, result: Ranking) -> go.Figure:
    source = load.panel(question, result.board.indicator, result.board.ranked_set)
    history = circular.place_history(source, result.board, result.period)
    return DrawnOnce(charts.place_lines(result, history))


def _table(
    question: Question, result: Ranking, beside: Sequence[Ranking], visit: str, own: str
) -> str:
    main = bulletin.main_block(result, load.other_way(question, result))
    return bulletin.table(result, [main, *bulletin.side_blocks(beside)], visit, own)


def _boards(boards: Sequence[Ranking], visit: str) -> str:
    published = [board for board in boards if not board.ranked.empty]
    return bulletin.boards_table(published, visit) if len(published) > 1 else ""


def _notes(
    result: Ranking, beside: Sequence[Ranking], boards: Sequence[Ranking]
) -> tuple[str, ...]:
    return (
        *circular_notes.notes(result),
        *circular_notes.rule_notes(boards, result),
        *circular_notes.differing_notes(beside),
        *circular_notes.absent_notes(boards),
    )


def pictures(view: RankingView) -> None:
    """Draw the ranked bars and the places over the year."""
    if view.bars is None or view.places is None:
        return
    result = view.result
    by_growth = result.board.by == "growth"
    left, right = st.columns([5, 7], gap="medium")
    with left:
        way = "同比，%" if by_growth else f"，{result.indicator.unit}"
        shade = f"；深色为高于{result.whole.name}，赭色为负" if by_growth else ""
        word = "增速" if by_growth else "总量"
        skeleton.section(f"{word}排序", f"{result.period.label}{way}{shade}")
        plot_style.draw(view.bars, circular_words.title(result), "bars")
    with right:
        skeleton.section("位次变化", view.places_reading)
        plot_style.draw(view.places, "各期位次变化", "places")


def tables(view: RankingView) -> None:
    """Draw the ranking table and, where there are any, the boards of the circular."""
    skeleton.section("排名表", "点表中数字查看来源")
    st.html(view.table)
    if view.boards:
        skeleton.section("各榜名次", view.boards_reading)
        st.html(view.boards)
