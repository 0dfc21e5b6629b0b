"""The search field of 企业透视, the lists of firms to look at, and the release of totals."""

import streamlit as st

from data import panel_releases, permissions
from data.enterprise_search import Found
from data.store import Question
from mechanisms import firm_lists, firm_releases, firm_search, firm_signals, job_kinds
from mechanisms.firm_drill import Drill
from mechanisms.firm_measures import measures
from mechanisms.firm_signals import FLAG_NAMES, FirmSignals
from mechanisms.linked_tables import Table
from ui import address, job_view, linked_table, load, skeleton
from ui.plain import plain
from ui.session import current, question_for

MOST = 40
FIRST = 8


@load.shared
def found_of(question: Question, text: str) -> Found:
    """Return what a search found; shared, not to be changed."""
    return firm_search.search(question, text)


def signals_of(question: Question) -> FirmSignals | None:
    """Return the kept signals; not cached, since a job may bring them at any time."""
    return firm_signals.kept_signals(question)


def search(question: Question) -> None:
    """Draw the search field and what it found."""
    asked = address.asked("find")
    if asked:
        st.session_state["find"] = asked
    text = st.text_input(
        "查找企业",
        key="find",
        placeholder="查找企业：名称、拼音首字母、信用代码开头或编号，回车",
        label_visibility="collapsed",
        max_chars=60,
    )
    text = address.keep("find", (text or "").strip(), unless="")
    if text:
        table = firm_search.hits(found_of(question, text))
        skeleton.section(plain(table.title), table.reading)
        if table.nothing:
            st.markdown(f":gray[{plain(table.nothing)}]")
        else:
            _hits(table)


def _hits(table: Table) -> None:
    """Draw the first hits, the others on request."""
    linked_table.rows(table.columns, table.rows[:FIRST], cards=False)
    if len(table.rows) > FIRST:
        with st.expander(f"其余{len(table.rows) - FIRST}家"):
            linked_table.rows(table.columns, table.rows[FIRST:], cards=False)


def lists(drill: Drill) -> None:
    """Draw the lists of a place; before the signals were computed, offer to compute them."""
    if not drill.is_exact:
        return
    question, place = drill.question, drill.place
    found = signals_of(question)
    skeleton.section("关注名单", "由月度批量信号得出；点企业名看企业卡")
    if found is None:
        _offer_signals(question)
        return
    if not found.month:
        st.markdown(":gray[没有企业月报，不计算信号。]")
        return
    counts = firm_lists.counts(found, place)
    chosen = address.choice(
        "list",
        list(counts),
        next(iter(counts)),
        st.segmented_control,
        unless=next(iter(counts)),
        label="名单",
        label_visibility="collapsed",
        format_func=lambda key: f"{FLAG_NAMES[key]} {counts[key]}",
        required=True,
    )
    linked_table.draw(firm_lists.listed(found, chosen, place), most=MOST)


def _offer_signals(question: Question) -> None:
    if question.scope is not None:
        st.markdown(":gray[这个时点的信号尚未计算；由经信局计算后可看。]")
        return
    st.markdown(":gray[这个时点的信号尚未计算，计算时可以继续看别的页面。]")
    job_view.offer(question, job_kinds.SIGNALS, _role_name())


def _role_name() -> str:
    return permissions.roles()[current().viewer.role].name


def releases(drill: Drill) -> None:
    """Let those who may release the totals of the month to the counties."""
    question = question_for("release_totals")
    if question is None or drill.pair is None:
        return
    with st.expander("放行汇总数给县区"):
        columns = drill.measure.parts
        names = "、".join(measures()[key].name for key in columns)
        st.markdown(
            f"县区只看本县区的企业，对其他县区只看放行的汇总。放行{drill.month.label}的"
            f"**{names}**时，先算出哪些格必须保密（全市规模约需一分钟，可离开本页），放行后不能收回。"
        )
        for key in columns:
            st.markdown(f":small[{_released_words(question, drill, key)}]")
        about = firm_releases.arguments(question, drill.month, columns, _role_name())
        job_view.offer(question, job_kinds.SUPPRESSION, _role_name(), about)


def _released_words(question: Question, drill: Drill, key: str) -> str:
    found = panel_releases.releases(question, drill.month.code, key)
    name = measures()[key].name
    if not found:
        return f"{name}：尚未放行"
    newest = found[-1]
    withheld = sum(cell.is_withheld for cell in newest.cells)
    shown = len(newest.cells) - withheld
    return (
        f"{name}：已放行{len(found)}次，最近为第{newest.vintage}版（{newest.actor}），"
        f"公开{shown}个合计，保密{withheld}个"
    )
