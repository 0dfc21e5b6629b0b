"""Drawing the analysis of a month: choice, evidence in the order of the headline, tables."""

from collections.abc import Callable
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from data.datasets import dataset
from data.store import Question
from mechanisms import (
    monthly,
    monthly_briefs,
    monthly_firms,
    monthly_paragraphs,
    monthly_tables,
    monthly_trend_tables,
    monthly_words,
)
from mechanisms.linked_tables import Table
from mechanisms.monthly import Monthly
from mechanisms.monthly_briefs import Brief
from mechanisms.monthly_pulls import PARTS, Movement, Parts
from metrics.periods import Period
from metrics.wording import date_text
from ui import address, exports, linked_table, load, monthly_charts, plot_style, skeleton
from ui.plot_style import DrawnOnce
from ui.session import question_for

ENDS = 5
SHOWN_MONTHS = 36
Builder = Callable[[Monthly, tuple[Brief, ...]], bytes]


@load.shared
def months_of(question: Question, indicator: str) -> tuple[Period, ...]:
    """Return the months that can be chosen, newest first; shared, not to be changed."""
    return tuple(monthly.months(question, indicator))


@load.shared
def month_of(question: Question, indicator: str, code: str) -> Monthly:
    """Return a month as it was known on the day of its analysis; shared, not to be changed."""
    return monthly.month(question, Period.parse(code), indicator)


@load.shared
def briefs_of(question: Question, indicator: str, code: str) -> tuple[Brief, ...]:
    """Return what else was open then; shared, not to be changed."""
    return monthly_briefs.briefs(month_of(question, indicator, code))


@load.shared
def growth_of(question: Question, indicator: str, code: str) -> go.Figure:
    """Return the chart of growth; shared, not to be changed."""
    return DrawnOnce(monthly_charts.growth_figure(month_of(question, indicator, code).line))


@load.shared
def moved_of(question: Question, indicator: str, code: str, parts: Parts) -> go.Figure:
    """Return who moved the growth; shared, not to be changed."""
    found = _movement(month_of(question, indicator, code), parts)
    if found.is_computed:
        return DrawnOnce(monthly_charts.waterfall(found))
    rows = found.known
    ends = rows if len(rows) <= 2 * ENDS else (*rows[:ENDS], *rows[-ENDS:])
    return DrawnOnce(monthly_charts.growth_bars(ends))


@load.shared
def firms_of(question: Question, indicator: str, code: str) -> Table:
    """Return the firms that moved the month; shared, not to be changed."""
    return monthly_firms.firms(month_of(question, indicator, code))


def choose(question: Question) -> tuple[str, str] | None:
    """Ask for indicator and month; None where nothing was published yet."""
    declared = dataset(question.dataset)
    names = {key: declared.indicator(key).short_name for key in declared.circular.indicators}
    known = {key: months_of(question, key) for key in names}
    offered = [key for key in names if known[key]]
    if not offered:
        return None
    key = address.choice(
        "indicator",
        offered,
        offered[0],
        st.selectbox,
        label="指标",
        label_visibility="collapsed",
        format_func=names.__getitem__,
        width=150,
    )
    periods = {f"{each.end:%Y-%m}": each for each in known[key]}
    month = address.choice(
        "period",
        list(periods),
        next(iter(periods)),
        st.selectbox,
        label="期别",
        label_visibility="collapsed",
        format_func=lambda each: periods[each].label,
        width=170,
    )
    return key, periods[month].code


def nothing_yet(question: Question) -> None:
    """Say that no growth was published by then, and who supplies it."""
    named = dataset(question.dataset)
    skeleton.empty_state(
        "还没有可分析的月份",
        f"到{date_text(question.as_of)}，{named.name}没有已发布的月度增速。"
        "由统计局按月报送后，本页列出水平、拉动、趋势和全年预计。",
    )


def export_popover(found: Monthly, made: tuple[Brief, ...], build: Builder) -> None:
    """Offer the tables as a workbook, to those who may export."""
    name = f"{found.dataset.name}_月分析_{found.period.label}"
    offer = exports.Offer("月分析各表（.xlsx）", name, "xlsx", partial(build, found, made))
    exports.popover(found.dataset, [offer])


def provenance(found: Monthly) -> None:
    """Say period, day of the data, source, kind, and the day of the analysis."""
    skeleton.provenance(
        found.period.label,
        found.published_at,
        found.sources,
        [f":gray-badge[分析日 {date_text(found.question.as_of)}]"],
        assumed=found.assumed,
    )


def evidence(question: Question, found: Monthly) -> None:
    """Draw cumulated growth and, marked as worked out, the single month."""
    cumulated, single = st.tabs(["累计", "当月（推算）"])
    with cumulated:
        left, right = st.columns([7, 5], gap="medium")
        with left:
            reading = f"累计同比，%（{found.indicator.growth_basis}）；点线为趋势，只为看走向"
            skeleton.section(f"{found.indicator.short_name}增速", reading)
            drawn = growth_of(question, found.indicator.id, found.period.code)
            alt = f"{found.indicator.name}增速和趋势"
            plot_style.draw(drawn, alt, "monthly_growth", tools=True)
        with right:
            for text in monthly_words.overall(found)[1:]:
                st.markdown(text)
        linked_table.draw(monthly_tables.figures(found))
    with single:
        _single_month(found)


def _single_month(found: Monthly) -> None:
    left, right = st.columns([7, 5], gap="medium")
    line = monthly_paragraphs.shown_line(found)
    with left:
        if line is None:
            skeleton.empty_state("不能作季节调整", monthly_paragraphs.trend_paragraph(found))
        else:
            mark = "当月（推算）" if line.derived else ""
            joint = "" if line.indicator.has_january else "，每年首点为1—2月合计"
            reading = f"{line.indicator.unit}；粗线为季节调整后{joint}；纵轴不从零开始"
            skeleton.section(f"{line.indicator.short_name}{mark}", reading)
            drawn = monthly_charts.seasonal_figure(line, SHOWN_MONTHS)
            plot_style.draw(drawn, "季节调整前后", "monthly_seasonal", tools=True)
    with right:
        st.markdown(monthly_paragraphs.trend_paragraph(found))
        if line is not None:
            st.markdown(
                f":small[:gray[方法：{line.found.method}。{'；'.join(line.found.quality)}]]"
            )
    linked_table.draw(monthly_tables.months(found))
    with st.expander("各序列能否季节调整"):
        linked_table.draw(monthly_trend_tables.seasonal(found))


def _movement(found: Monthly, parts: Parts) -> Movement:
    return found.counties if parts == "county" else found.industries


def who_moved_it(question: Question, found: Monthly) -> None:
    """Draw 拉动 by industry and by county, the words, and both tables."""
    columns = st.columns([1, 1], gap="medium")
    order: tuple[Parts, Parts] = ("industry", "county")
    for column, parts in zip(columns, order, strict=True):
        shown = _movement(found, parts)
        with column:
            _chart_of(question, found, shown)
            st.markdown(monthly_paragraphs.movement_paragraph(shown))
    st.markdown(monthly_paragraphs.industries_paragraph(found))
    names = [f"分{PARTS[parts]}" for parts in order]
    industries, counties, firms = st.tabs([*names, "企业"])
    with industries:
        linked_table.draw(monthly_tables.movement(found.industries))
    with counties:
        linked_table.draw(monthly_tables.movement(found.counties))
    with firms:
        _firms(found)


def _firms(found: Monthly) -> None:
    """Draw the firms that moved the month, to whoever may see single firms."""
    question = question_for("view_enterprises")
    if question is None or question.scope is not None:
        st.markdown(":gray[单个企业只对可看全部企业的角色列出。]")
        return
    linked_table.draw(firms_of(question, found.indicator.id, found.period.code))


def _chart_of(question: Question, found: Monthly, shown: Movement) -> None:
    name = PARTS[shown.parts]
    if shown.is_computed:
        skeleton.section(f"分{name}拉动", f"百分点；权数为{shown.base}")
    else:
        skeleton.section(f"分{name}增速", f"%；{shown.reason}拉动")
    if shown.breadth.known:
        drawn = moved_of(question, found.indicator.id, found.period.code, shown.parts)
        plot_style.draw(drawn, f"分{name}拉动", f"monthly_{shown.parts}", tools=True)


def ahead(found: Monthly, made: tuple[Brief, ...]) -> None:
    """Draw where the year is heading and what else is open."""
    linked_table.draw(monthly_tables.outlook(found))
    linked_table.draw(monthly_tables.briefs(made), cards=True)


def data_behind(found: Monthly) -> None:
    """Draw quality, revisions of the month and the departments' deliveries."""
    skeleton.section("数据质量", "按分析日所知")
    for text in monthly_paragraphs.quality_paragraphs(found):
        st.markdown(text)
    if found.quality.revisions:
        linked_table.draw(monthly_tables.revisions(found), most=20)
    linked_table.draw(monthly_tables.departments(found), cards=True)
    st.markdown(monthly_paragraphs.departments_paragraph(found))
