"""The card of a firm on the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from data import panel_columns
from data.store import Question
from mechanisms import firm_card, firm_card_tables, firm_card_words
from mechanisms.firm_card import FirmCard, NoFirmError
from mechanisms.firm_card_places import Place
from ui import address, exports, firm_card_charts, linked_table, load, plot_style, skeleton
from ui.plain import plain
from ui.plot_style import DrawnOnce

FIRST = "output_wan"
GROWTH_MEASURE = "%"
Builder = Callable[[FirmCard], bytes]


@dataclass(frozen=True)
class Absent:
    """No card, and why."""

    words: str


@load.shared
def card_of(question: Question, firm: int, column: str) -> FirmCard | Absent:
    """Return the card of a firm; shared, not to be changed."""
    try:
        return firm_card.card(question, firm, column)
    except NoFirmError as error:
        return Absent(str(error))


@load.shared
def course_of(question: Question, firm: int, column: str) -> go.Figure:
    """Return the course of a column; shared, not to be changed."""
    found = card_of(question, firm, column)
    assert isinstance(found, FirmCard) and found.trend is not None  # noqa: S101
    name = firm_card_words.short_name(found.line(found.chosen))
    return DrawnOnce(firm_card_charts.course(found.trend, name))


@load.shared
def beside_of(question: Question, firm: int, column: str) -> go.Figure:
    """Return two growth rates; shared, not to be changed."""
    found = card_of(question, firm, column)
    assert isinstance(found, FirmCard)  # noqa: S101
    one, other = found.line(found.chosen), found.line(found.beside)
    return DrawnOnce(firm_card_charts.beside(one, other))


def asked_firm() -> int:
    """Return the number of the firm in the address; 0 where there is none."""
    return address.count(address.keep("firm", st.query_params.get("firm", ""), unless="")) or 0


def choose() -> str:
    """Ask of which column course and place are told."""
    columns = panel_columns.columns()
    return address.choice(
        "column",
        list(columns),
        FIRST,
        st.selectbox,
        label="项目",
        label_visibility="collapsed",
        format_func=lambda key: columns[key].name.removeprefix("企业"),
        width=170,
    )


def without_firm(firm: int, absent: Absent) -> None:
    """Say that there is no such firm for this viewer, and where to look for one."""
    title = "没有找到这家企业" if firm else "请先选一家企业"
    words = (
        absent.words if firm else "在“企业透视”中按名称、首字母或代码查找，点企业名称打开企业卡。"
    )
    skeleton.empty_state(title, plain(words))
    back()


def back() -> None:
    """Lead back to 企业透视."""
    href = address.link("enterprises")
    st.html(f'<p class="from"><a href="{href}" target="_self">返回企业透视</a></p>')


def export_popover(found: FirmCard, builders: Mapping[str, Builder]) -> None:
    """Offer the one-page documents, by their ending, to those who may export."""
    name = f"{found.described.name}_企业卡_{found.question.as_of}"
    offers = [
        exports.Offer(f"一页纸（.{ending}）", name, ending, partial(build, found))
        for ending, build in builders.items()
    ]
    exports.popover(found.dataset, offers, f"A4一页，{exports.SAME_RESULT}")


def head(found: FirmCard) -> None:
    """Draw who the firm is, and since when the figures hold."""
    skeleton.provenance(
        "　".join(map(plain, firm_card_tables.head_words(found))),
        found.published_at,
        list(found.sources),
        assumed=found.assumed,
    )
    rosters = " ".join(f":blue-badge[{plain(each.roster)}]" for each in found.held_rosters)
    said = "　".join(map(plain, firm_card_words.identity(found).split("　")))
    st.markdown(f":small[:gray[{said}]]　{rosters}".rstrip("　"))


def pictures(found: FirmCard) -> None:
    """Draw the course of the column, and its growth beside that of another."""
    if found.trend is None or all(value is None for value in found.trend.values):
        name = panel_columns.columns()[found.chosen].name.removeprefix("企业")
        skeleton.section(name)
        st.markdown(f":gray[三年内没有报过{name}，无走势可画。]")
        return
    left, right = st.columns([7, 5], gap="medium")
    key = (found.question, found.firm, found.chosen)
    with left:
        skeleton.section(firm_card_words.short_name(found.line(found.chosen)), _reading(found))
        plot_style.draw(course_of(*key), firm_card_charts.alt(found), "firm_course")
    with right:
        _beside(found)


def _reading(found: FirmCard) -> str:
    assert found.trend is not None  # noqa: S101 - it is drawn
    unit = found.trend.column.unit
    line = "线为季节调整后的趋势" if found.trend.made.is_adjusted else found.trend.made.method
    gaps = "；×为未报月份" if found.trend.gaps else ""
    kind = "当月" if found.trend.column.kind == "flow" else "月末"
    return f"{kind}，{unit}；{line}{gaps}"


def _beside(found: FirmCard) -> None:
    one, other = found.line(found.chosen), found.line(found.beside)
    names = f"{firm_card_words.short_name(one)}与{firm_card_words.short_name(other)}"
    skeleton.section(names, f"各月{firm_card_words.NOMINAL}，%")
    if all(value is None for value in (*one.growth, *other.growth)):
        st.markdown(":gray[近12个月没有可比的上年同月数。]")
        return
    key = (found.question, found.firm, found.chosen)
    plot_style.draw(beside_of(*key), f"{names}近12个月名义同比", "firm_beside")


def figures(found: FirmCard) -> None:
    """Draw the twelve columns, and beside them what is unusual."""
    left, right = st.columns([8, 5], gap="medium")
    with left:
        linked_table.draw(firm_card_tables.figures(found))
    with right:
        _anomalies(found)


def _anomalies(found: FirmCard) -> None:
    """Draw what is unusual; the thresholds of all rules on request."""
    table = firm_card_tables.anomalies(found)
    shown = [row[:2] for row in table.rows]
    linked_table.draw(replace(table, columns=table.columns[:2], rows=tuple(shown)), cards=True)
    rules = found.anomalies.rules if found.anomalies else ()
    if rules:
        with st.expander("各条门槛与依据"):
            st.markdown("\n\n".join(f"**{name}**　{plain(text)}" for name, text in rules))


def places(found: FirmCard) -> None:
    """Draw where the firm lies in its industry and county."""
    table = firm_card_tables.places(found)
    grown = [each for each in found.places if each.unit == GROWTH_MEASURE]
    if not any(each.found for each in grown):
        linked_table.draw(table)
        return
    skeleton.section(table.title, table.reading)
    left, right = st.columns([3, 8], gap="medium")
    with left:
        _strips(found, grown)
    with right:
        linked_table.rows(table.columns, table.rows, cards=False)


def _strips(found: FirmCard, grown: list[Place]) -> None:
    outside = firm_card_charts.beyond(grown)
    edge = f"；两端{outside}家画在边上" if outside else ""
    st.markdown(f":small[:gray[{grown[0].measure}，%；一竖一家，粗线为中间一半{edge}]]")
    plot_style.draw(
        firm_card_charts.strips(grown), f"{found.described.name}在同组企业中的位置", "firm_places"
    )


def loans(found: FirmCard) -> None:
    """Draw balance and withdrawals."""
    table = firm_card_tables.loans(found)
    balance = firm_card_words.balance_words(found)
    skeleton.section(table.title, table.reading)
    st.markdown(balance)
    if table.nothing:
        st.markdown(f":gray[{table.nothing}]")
    else:
        linked_table.rows(table.columns, table.rows, cards=True)


def layoffs(found: FirmCard) -> None:
    """Draw the lay-off rates side by side."""
    linked_table.draw(firm_card_tables.layoffs(found), cards=True)


def register(found: FirmCard) -> None:
    """Draw rosters, earlier descriptions, corrected figures."""
    left, right = st.columns([6, 6], gap="medium")
    with left:
        linked_table.draw(firm_card_tables.memberships(found), cards=True)
    with right:
        linked_table.draw(firm_card_tables.revisions(found), cards=True)
    left, right = st.columns([6, 6], gap="medium")
    with left:
        linked_table.draw(firm_card_tables.belongings(found), cards=True)
    with right:
        linked_table.draw(firm_card_tables.earlier(found), cards=True)
