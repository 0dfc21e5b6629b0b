"""首页: where the city's industry stands, what is new, what needs attention."""

import streamlit as st

from mechanisms.briefing import Briefing
from ui import briefing_view, briefing_ways, charts, load, plot_style, skeleton
from ui.session import question_for, require


def render() -> None:
    """Draw the page."""
    question = require("view_home")
    with skeleton.title_row("首页"):
        pass
    briefing = load.briefing(question, question_for("view_ranking"))
    board = briefing_view.targets()
    skeleton.provenance(
        briefing.period.label,
        briefing.published_at,
        briefing.sources,
        [*briefing.late_badges, *briefing_view.draft_badges(board)],
        assumed=briefing.assumed,
    )
    briefing_view.newcomer()
    skeleton.lead(briefing.headline)
    briefing_view.tiles(briefing, board)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _line(briefing)
        briefing_view.news(briefing)
    with right:
        briefing_view.pressing_targets(board)
        briefing_ways.pressing_actions()
        briefing_view.attention(briefing)
        briefing_ways.ways_on(briefing, board)
    skeleton.notes(briefing.notes)
    skeleton.end()


def _line(briefing: Briefing) -> None:
    skeleton.section(briefing.line_title, briefing.line_reading)
    if not briefing.lines:
        st.markdown(":gray[无此数据：该指标没有可以连成线的增速。]")
        return
    figure = charts.growth_line(briefing.line_periods, briefing.lines)
    plot_style.draw(figure, briefing.line_title, "line")
