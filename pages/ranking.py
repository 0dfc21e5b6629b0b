"""月度排名: rank the units of one indicator and period, and show how far to trust it."""

import streamlit as st

from data.store import Question
from mechanisms import circular, circular_words, overview
from mechanisms.circular import Ranking
from reports import workbook
from ui import board_controls, bulletin, charts, exports, load, plot_style, score_view, skeleton
from ui.session import current, require

FILES = {"xlsx": workbook.ranking_workbook, "csv": workbook.ranking_csv}


def render() -> None:
    """Draw the page."""
    question = require("view_ranking")
    with skeleton.title_row("月度排名"):
        choice = board_controls.choose(question, current().dataset)
        result = load.ranking(question, choice.board, choice.period)
        exports.ranking_popover(result, FILES)
    origins = [source.source for source in result.sources]
    skeleton.provenance(result.period.label, result.published_at, origins, assumed=result.assumed)
    skeleton.lead(circular_words.headline(result))
    if result.ranked.empty:
        _absent(result)
    else:
        skeleton.tiles(circular_words.tiles(result))
        _pictures(question, result)
    _table(question, result)
    skeleton.end()


def _absent(result: Ranking) -> None:
    if result.absent:
        text = f"{result.absent}。可改选排名方式或其他指标。"
        skeleton.empty_state(f"{result.indicator.name}：无此数据", text)
    else:
        text = f"由{result.indicator.source_department}提供；入库后在此排名。"
        skeleton.empty_state(f"{result.period.label}{result.indicator.name}尚未入库", text)


def _pictures(question: Question, result: Ranking) -> None:
    left, right = st.columns([5, 7], gap="medium")
    with left:
        way = "同比，%" if result.board.by == "growth" else result.indicator.unit
        shade = f"；深色为高于{result.whole.name}" if result.board.by == "growth" else ""
        word = "增速" if result.board.by == "growth" else "总量"
        skeleton.section(f"{word}排序", f"{result.period.label}{way}{shade}")
        plot_style.draw(charts.ranked_bars(result), circular_words.title(result), "bars")
    with right:
        source = load.panel(question, result.board.indicator, result.board.ranked_set)
        history = circular.place_history(source, result.board, result.period)
        marked = charts.highlight_words(result)
        skeleton.section("位次变化", f"{result.period.end.year}年各期；着色为{marked}")
        plot_style.draw(charts.place_lines(result, history), "各期位次变化", "places")


def _table(question: Question, result: Ranking) -> None:
    boards = load.boards_beside(question, result)
    beside = [b for b in boards if b.board.indicator != result.board.indicator]
    skeleton.section("排名表", "点表中数字查看来源")
    main = bulletin.main_block(result, load.other_way(question, result))
    blocks = [main, *bulletin.side_blocks(beside)]
    bulletin.show(bulletin.table(result, blocks, own=current().viewer.region))
    bulletin.show_boards(boards)
    score_view.show(question, result)
    held = load.coverage(question, result.board.indicator, result.ranked_set.id)
    skeleton.findings(result.findings)
    skeleton.year_coverage(overview.coverage_of_year(held, result.period))
    skeleton.notes(
        circular_words.notes(result)
        + circular_words.differing_notes(beside)
        + circular_words.absent_notes(boards)
    )
