"""The meeting view: one slide at a time over the whole width, turned by keys."""

from dataclasses import replace

import plotly.graph_objects as go
import streamlit as st

from data.store import Question
from mechanisms import weekly_actions
from mechanisms.meeting import Meeting, Slide
from ui import (
    address,
    linked_table,
    load,
    meeting_charts,
    plot_style,
    price_view,
    skeleton,
    target_board,
    weekly_view,
)
from ui.plain import emphasised, plain
from ui.plot_style import DrawnOnce
from ui.session import current, question_for

CSS = """<style>
/* the projector: everything in rem grows; side bar, its button and the head are hidden */
html{font-size:clamp(21px,1.3vw,25px)!important}
[data-testid="stSidebar"],[data-testid="stSidebarCollapsedControl"],
[data-testid="stExpandSidebarButton"],[data-testid="stHeader"]{display:none!important}
[data-testid="stMainBlockContainer"]{max-width:1840px;padding-top:1.2rem}
[data-testid="stBottomBlockContainer"]{max-width:1840px;padding-left:2rem;padding-right:2rem}
.st-key-slide_title h1{font-size:1.85rem;line-height:1.35;padding:.2rem 0;text-wrap:balance}
.st-key-slide_figure [data-testid="stMetricValue"]{font-size:3.4rem;line-height:1.15}
.st-key-slide_figure [data-testid="stMetricLabel"] p{font-size:.95rem}
.st-key-slide_points p{font-size:1.05rem;line-height:1.6;text-wrap:pretty}
.st-key-slide_points .yb,.st-key-slide_picture .yb{font-size:.95rem}
@media(max-width:640px){html{font-size:16px!important}
 .st-key-slide_title h1{font-size:1.5rem}}
</style>"""
MOST_LEFT = 8


@load.shared
def picture_of(
    question: Question, code: str, kind: str, hidden: tuple[str, ...], document: str
) -> go.Figure:
    """Return the picture of a slide; shared, not to be changed."""
    found = weekly_view.week_of(question, code)
    if kind == "rules":
        return DrawnOnce(meeting_charts.rules(weekly_view.watch_for(question, code, hidden).board))
    if kind == "targets":
        board = target_board.board_of(found.question.within(question.scope), document)
        return DrawnOnce(meeting_charts.targets(board))
    if kind == "counties":
        return DrawnOnce(meeting_charts.counties(found.counties))
    if kind == "prices":
        return DrawnOnce(meeting_charts.prices(found.prices))
    lead = found.lead
    assert lead is not None  # noqa: S101 - its slide is made only where there are figures
    return DrawnOnce(meeting_charts.course(lead))


def enter() -> None:
    """Put the page in the size of the projector."""
    st.html(CSS)


def meeting_of(question: Question, code: str) -> Meeting:
    """Return what the slides of a week are made of, without what the viewer may not see."""
    found = weekly_view.week_of(question, code)
    dataset, targets, actions = current().dataset, None, None
    may_targets, may_actions = question_for("view_targets"), question_for("view_actions")
    if may_targets is not None and dataset.documents:
        asked = replace(may_targets, as_of=found.question.as_of)
        targets = target_board.board_of(asked, dataset.documents[0])
    if may_actions is not None:
        actions = weekly_actions.week_actions(may_actions, found)
    return Meeting(found, weekly_view.watch_of(question, found), targets, actions)


def choose_week(question: Question) -> str:
    """Return the week of the address, the newest without one."""
    offered = [each.code for each in weekly_view.weeks_of(question)]
    return address.keep("week", address.resolve("week", offered, offered[0]))


def turn(key: str) -> None:
    """Go to a slide."""
    st.session_state["slide"] = key


def settled(slides: tuple[Slide, ...]) -> Slide:
    """Return the slide of the address, the first without one."""
    keys = [each.key for each in slides]
    key = address.keep("slide", address.resolve("slide", keys, keys[0]))
    return slides[keys.index(key)]


def draw(question: Question, found: Meeting, slide: Slide) -> None:
    """Draw a slide: its assertion, the big figure with its lines, the picture."""
    with st.container(key="slide_title"):
        st.title(plain(slide.assertion), anchor=False)
    _provenance(found, slide)
    left, right = st.columns([4, 7], gap="large")
    with left:
        _figure(slide)
        _points(slide)
    with right, st.container(key="slide_picture"):
        _picture(question, found, slide)


def _provenance(found: Meeting, slide: Slide) -> None:
    """Say week, day, source and kind: of a slide of official figures, theirs."""
    if slide.is_official:
        price_view.provenance(found.week.prices)
    else:
        weekly_view.provenance(found.week)


def _figure(slide: Slide) -> None:
    with st.container(key="slide_figure"):
        st.metric(
            slide.label,
            f"{slide.value} :small[:gray[{slide.unit}]]",
            f"{skeleton.ARROWS[slide.arrow]}{slide.change}" if slide.change else None,
            delta_color=skeleton.TONES[slide.tone],
            delta_arrow="off",
            delta_description=slide.note or None,
        )


def _points(slide: Slide) -> None:
    with st.container(key="slide_points"):
        for point in slide.points:
            st.markdown(f"**{plain(point.head)}**　{plain(point.text)}")
        if slide.ask:
            st.markdown(f":gray[{emphasised(slide.ask)}。]")


def _picture(question: Question, found: Meeting, slide: Slide) -> None:
    if slide.picture == "actions":
        assert found.actions is not None  # noqa: S101 - its slide is made only then
        linked_table.draw(weekly_actions.table(found.actions, MOST_LEFT), cards=True)
        return
    skeleton.section(TITLES[slide.picture][0], TITLES[slide.picture][1])
    documents = found.week.dataset.documents
    figure = picture_of(
        question,
        found.week.week.code,
        slide.picture,
        found.watch.hidden,
        documents[0] if documents else "",
    )
    plot_style.draw(figure, slide.assertion, f"meeting_{slide.picture}")


TITLES = {
    "course": ("周度走势", "灰线为上年同期；纵轴不从零起"),
    "counties": ("县（市、区）用电同比", "%；按区划次序，不排名"),
    "prices": ("生产资料价格比上期", "%；涨、跌各列前五"),
    "rules": ("各规则触发条数", "须处置的预警"),
    "targets": ("完成率对照序时进度", "%；竖线为应完成进度"),
}


def controls(slides: tuple[Slide, ...], shown: Slide) -> bool:
    """Draw the slides' names and the buttons with their keys; say whether to leave."""
    keys = [each.key for each in slides]
    at = keys.index(shown.key)
    with st.bottom, st.container(horizontal=True, horizontal_alignment="distribute"):
        st.segmented_control(
            "页",
            keys,
            key="slide",
            format_func=lambda key: slides[keys.index(key)].name,
            label_visibility="collapsed",
            required=True,
        )
        with st.container(horizontal=True, width="content"):
            _turn("上一页", "left", keys[max(at - 1, 0)], at == 0)
            _turn("下一页", "right", keys[min(at + 1, len(keys) - 1)], at == len(keys) - 1)
            return st.button("退出", icon=":material/close:", shortcut="esc")


def _turn(label: str, shortcut: str, to: str, is_end: bool) -> None:
    icon = f":material/chevron_{shortcut}:"
    st.button(
        label,
        icon=icon,
        shortcut=shortcut,
        on_click=turn,
        args=(to,),
        disabled=is_end,
        type="primary" if shortcut == "right" else "secondary",
    )
