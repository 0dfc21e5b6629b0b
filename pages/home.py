"""首页: where the city's industry stands, what is new, what needs attention."""

import streamlit as st

from mechanisms.briefing import Briefing
from ui import address, charts, load, skeleton
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_home")
    with skeleton.title_row("首页"):
        pass
    briefing = load.briefing(question)
    skeleton.provenance(
        briefing.period.label, briefing.published_at, briefing.sources, briefing.late_badges
    )
    skeleton.lead(briefing.headline)
    skeleton.tiles(briefing.tiles)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _line(briefing)
    with right:
        _attention(briefing)
        _news(briefing)
    skeleton.notes(briefing.notes)
    skeleton.end()


def _line(briefing: Briefing) -> None:
    skeleton.section(briefing.line_title, briefing.line_reading)
    figure = charts.growth_line(briefing.line_periods, briefing.lines)
    charts.draw(figure, briefing.line_title, "line")


def _attention(briefing: Briefing) -> None:
    skeleton.section("需要关注", briefing.attention_rule)
    for item in briefing.attention:
        st.markdown(f"- **{item.subject}**　{item.text}")
    if not briefing.attention:
        st.markdown(":gray[本期没有需要提示的情况。]")


def _news(briefing: Briefing) -> None:
    skeleton.section("最近入库", f"数据集：{current().dataset.name}")
    for arrival in briefing.arrivals:
        day = f"{arrival.published_at:%Y-%m-%d}"
        st.markdown(f"- {arrival.title}　:gray[{arrival.source}，{day} 发布，{arrival.rows} 个数]")
    st.html(
        f'<p class="from"><a href="{address.link("ranking")}" target="_self">查看月度排名</a></p>'
    )
