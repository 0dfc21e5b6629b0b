"""Drawing the weekly judgement: choice of the week, evidence, tables."""

import plotly.graph_objects as go
import streamlit as st

from data.store import Question
from mechanisms import weekly, weekly_tables, weekly_words
from mechanisms.weekly import Weekly
from metrics.periods import Period
from ui import address, linked_table, load, plot_style, price_view, skeleton, weekly_charts
from ui.plot_style import DrawnOnce


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


def course(question: Question, found: Weekly) -> None:
    """Draw the leading measure against last year's aligned weeks."""
    lead = found.lead
    if lead is None:
        return
    skeleton.section(
        lead.measure.name,
        f"周，{lead.measure.unit}；灰线为{weekly_words.year_words(found)}；纵轴不从零起",
    )
    plot_style.draw(
        course_of(question, found.week.code), f"{lead.measure.name}的周度走势", "weekly_course"
    )


def tables(found: Weekly) -> None:
    """Draw every measure and the counties."""
    if found.lines:
        linked_table.draw(weekly_tables.measures(found))
        linked_table.draw(weekly_tables.counties(found))


def prices(found: Weekly) -> None:
    """Draw the cost side."""
    price_view.show(found.prices)
