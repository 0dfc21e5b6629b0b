"""Drawing the weekly judgement: choice of the week, evidence, tables."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import plotly.graph_objects as go
import streamlit as st

from data.store import Question
from mechanisms import (
    alerts,
    weekly,
    weekly_actions,
    weekly_tables,
    weekly_watch,
    weekly_words,
)
from mechanisms.weekly import Weekly
from mechanisms.weekly_lines import WeekLine
from mechanisms.weekly_watch import Watch
from metrics.periods import Period
from ui import address, exports, linked_table, load, plot_style, price_view, skeleton, weekly_charts
from ui.plot_style import DrawnOnce
from ui.session import current, question_for

LISTED = ("region", "industry", "firm")
MOST_WATCHED, MOST_TARGETS, MOST_LEFT = 3, 5, 5
Builder = Callable[[Weekly, Watch], bytes]


@load.shared
def weeks_of(question: Question) -> tuple[Period, ...]:
    """Return the weeks that can be chosen, newest first; shared, not to be changed."""
    return tuple(weekly.weeks(question))


@load.shared
def week_of(question: Question, code: str) -> Weekly:
    """Return a week as it was known when it was judged; shared, not to be changed."""
    return weekly.week(question, Period.parse(code))


@load.shared
def course_of(question: Question, code: str) -> go.Figure:
    """Return the course of the leading measure; shared, not to be changed."""
    lead = week_of(question, code).lead
    assert lead is not None  # noqa: S101 - asked for only where there are figures
    return DrawnOnce(weekly_charts.course(lead))


@load.shared
def watch_for(question: Question, code: str, hidden: tuple[str, ...]) -> Watch:
    """Return what is to be watched in a week; shared, not to be changed."""
    return weekly_watch.watch(week_of(question, code), hidden)


def watch_of(question: Question, found: Weekly) -> Watch:
    """Return what is to be watched, without what the viewer may not see."""
    return watch_for(question, found.week.code, alerts.hidden_rules(current().viewer))


def choose(question: Question) -> Weekly:
    """Ask for a week and return it."""
    offered = {each.code: each for each in weeks_of(question)}
    code = address.choice(
        "week",
        list(offered),
        next(iter(offered)),
        st.selectbox,
        label="周",
        label_visibility="collapsed",
        format_func=lambda each: offered[each].label,
        width=270,
    )
    return week_of(question, code)


def ways_on(question: Question, found: Weekly, build: Builder) -> None:
    """Offer the meeting view and the week's tables as a workbook."""
    href = address.link("meeting", week=found.week.code)
    st.html(f'<a class="way" href="{escape(href)}" target="_self">会议模式</a>', width="content")
    name = f"{found.dataset.name}_周研判_{found.week.code}"

    def made() -> bytes:
        return build(found, watch_of(question, found))

    exports.popover(found.dataset, [exports.Offer("周研判各表（.xlsx）", name, "xlsx", made)])


def provenance(found: Weekly) -> None:
    """Say week, day of the data, source and kind."""
    skeleton.provenance(
        found.week.label,
        found.published_at,
        found.sources,
        [":gray-badge[按春节对齐]"] if found.is_lunar and found.lines else [],
        assumed=found.assumed,
    )


def without_figures(found: Weekly) -> None:
    """Say what is missing, who supplies it, and what the page shows meanwhile."""
    if found.lines:
        return
    skeleton.empty_state(
        "没有周度数据",
        f"{found.dataset.name}没有周度的用电、开工、停产、订单、用工、货运、贷款发放和开票数据。"
        "由供电、经信、人社、交通、人民银行、税务按周提供后，本页列出各项与上周、上年同期的比较。",
    )


def watch_lists(watched: Watch) -> None:
    """Draw what is to be watched: places, divisions and firms, each with its reason."""
    skeleton.section("重点关注", weekly_watch.sentence(watched))
    with st.container(key="watch"):
        for place, area in zip(st.columns([8, 9, 11], gap="medium"), LISTED, strict=True):
            with place:
                linked_table.draw(weekly_watch.table(watched, area, MOST_WATCHED), cards=True)


def evidence(question: Question, found: Weekly, watched: Watch) -> None:
    """Draw the leading measure against last year's aligned weeks, and targets that are behind."""
    lead, has_targets = found.lead, bool(found.dataset.documents)
    if lead is None and not has_targets:
        return
    left, right = st.columns([7, 5], gap="medium")
    if lead is not None:
        with left:
            skeleton.section(lead.measure.name, _reading(found, lead))
            figure = course_of(question, found.week.code)
            plot_style.draw(figure, f"{lead.measure.name}的周度走势", "weekly_course")
    if has_targets:
        with right if lead is not None else left:
            linked_table.draw(weekly_watch.table(watched, "target", MOST_TARGETS), cards=True)


def _reading(found: Weekly, lead: WeekLine) -> str:
    year = weekly_words.year_words(found)
    return f"周，{lead.measure.unit}；灰线为{year}；纵轴不从零起"


def actions(question: Question, found: Weekly) -> None:
    """Draw what the week's record decided and what is left open, to those who may see it."""
    allowed = question_for("view_actions")
    if allowed is not None:
        shown = weekly_actions.week_actions(replace(allowed, as_of=question.as_of), found)
        linked_table.draw(weekly_actions.table(shown, MOST_LEFT), cards=True)


def tables(found: Weekly) -> None:
    """Draw every measure and the counties."""
    if found.lines:
        linked_table.draw(weekly_tables.measures(found))
        linked_table.draw(weekly_tables.counties(found))


def prices(found: Weekly) -> None:
    """Draw the cost side."""
    price_view.show(found.prices)
