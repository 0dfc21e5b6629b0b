"""The page of loans: path of a measure, what it lacks, withdrawals, banks, ledgers."""

from collections.abc import Callable, Sequence
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from data.store import Question
from mechanisms import credit, credit_origin, credit_tables, credit_words
from mechanisms.credit import Credit, Detail
from mechanisms.credit_tables import Cell, Column, Table
from ui import address, credit_charts, entry_trace, exports, load, plot_style, skeleton
from ui.plain import plain
from ui.plot_style import DrawnOnce
from ui.reading_table import Cell as Shown
from ui.reading_table import Head, Text, reading_table

CASES = {"all": "全部", "due": "须报告", "listed": "名单企业", "open": "待核实"}
MOST_CASES = 24
Builder = Callable[[Credit], bytes]


@load.shared
def credit_of(question: Question) -> Credit:
    """Return everything known of loans; shared, not to be changed."""
    return credit.credit(question)


@load.shared
def path_of(question: Question, measure: str) -> go.Figure:
    """Return the course of a measure; shared, not to be changed."""
    return DrawnOnce(credit_charts.path(credit_of(question).details[measure]))


@load.shared
def bars_of(question: Question) -> go.Figure:
    """Return the banks' net increase; shared, not to be changed."""
    return DrawnOnce(credit_charts.bank_bars(credit_of(question).banks))


def choose(found: Credit) -> Detail | None:
    """Ask for a measure among those with figures; None where there is none."""
    if found.lead is None:
        return None
    names = {key: each.line.indicator.short_name for key, each in found.details.items()}
    key = address.choice(
        "measure",
        list(names),
        found.lead.line.measure.id,
        st.selectbox,
        label="项目",
        label_visibility="collapsed",
        format_func=names.__getitem__,
        width=190,
    )
    return found.details[key]


def export_popover(found: Credit, build: Builder) -> None:
    """Offer the tables as a workbook, to those who may export."""
    name = f"{found.dataset.name}_信贷_{found.question.as_of}"
    made = exports.Offer("信贷各表（.xlsx）", name, "xlsx", partial(build, found))
    exports.popover(found.dataset, [made])


def course(found: Credit, detail: Detail) -> None:
    """Draw a measure against its even path, and beside it what it lacks."""
    left, right = st.columns([7, 5], gap="medium")
    shown = detail.line
    with left:
        word = "走势" if detail.goal is None else "：对照序时"
        skeleton.section(f"{shown.indicator.short_name}{word}", _reading(detail))
        figure = path_of(found.question, shown.measure.id)
        plot_style.draw(figure, f"{shown.indicator.name}的进度曲线", "credit_path")
    with right, st.container(border=True):
        st.markdown(f"**{plain(shown.measure.name)}**")
        for name, text in credit_words.card(detail):
            st.markdown(f"**{name}**　{plain(text)}")


def _reading(detail: Detail) -> str:
    said = [detail.line.indicator.unit, "纵轴不从零开始"]
    if detail.goal is not None:
        said.append("点线为序时")
    if detail.stand is not None and detail.stand.landing is not None and detail.goal is not None:
        said.append("扇形为预计的50%、80%区间")
    return "；".join(said)


def units(detail: Detail) -> None:
    """Draw a measure by county."""
    if detail.units:
        draw(credit_tables.units(detail), cards=False)


def withdrawals(found: Credit) -> None:
    """Draw the cases of withdrawals; all of them on request."""
    table = credit_tables.withdrawals(found)
    skeleton.section(table.title, table.reading)
    if not table.rows:
        st.markdown(":gray[无此数据：此时点没有抽压断贷登记。由各银行报送，可在下方登记。]")
        return
    chosen = address.choice(
        "cases",
        list(CASES),
        "all",
        st.segmented_control,
        label="筛选",
        label_visibility="collapsed",
        format_func=CASES.__getitem__,
    )
    rows = [
        cells
        for cells, row in zip(table.rows, found.withdrawals.rows, strict=True)
        if credit_words.is_of(row, chosen)
    ]
    _rows(table.columns, rows[:MOST_CASES])
    if not rows:
        st.markdown(f":gray[没有“{CASES[chosen]}”的登记。]")
    if len(rows) > MOST_CASES:
        with st.expander(f"其余{len(rows) - MOST_CASES}起"):
            _rows(table.columns, rows[MOST_CASES:])
    count = found.withdrawals.count
    st.markdown(f":small[:gray[{credit_words.report_words(count)}]]")


def banks(found: Credit) -> None:
    """Draw the banks: net increase as bars, all figures side by side."""
    table = credit_tables.banks(found)
    if not table.rows:
        skeleton.section(table.title)
        st.markdown(":gray[无此数据：数据集没有登记银行，由人民银行提供。]")
        return
    if found.bank_period is not None:
        left, right = st.columns([4, 8], gap="medium")
        with left:
            skeleton.section("各行制造业贷款净增", f"{found.bank_period.label}比年初，亿元")
            plot_style.draw(bars_of(found.question), "各银行制造业贷款净增", "credit_banks")
        with right:
            draw(table, cards=False)
    else:
        draw(table, cards=False)


def ledgers(found: Credit) -> None:
    """Draw what was agreed and has arrived, and the turnover fund."""
    contracts = credit_tables.contracts(found.matchmaking)
    skeleton.section("银企对接履约", contracts.reading)
    if contracts.rows:
        _rows(contracts.columns, contracts.rows)
    fund = credit_tables.fund(found.fund)
    skeleton.section("信贷周转基金", fund.reading)
    if fund.rows:
        left, right = st.columns([5, 7], gap="medium")
        with left:
            _rows(fund.columns, fund.rows)
        with right:
            loans = credit_tables.open_loans(found.fund)
            st.markdown(f":gray[{loans.title}，{loans.reading}]")
            _rows(loans.columns, loans.rows)


def measures(found: Credit) -> None:
    """Draw every measure with its formula."""
    draw(credit_tables.measures(found))


def draw(table: Table, *, cards: bool = True) -> None:
    """Draw a table under its title."""
    skeleton.section(table.title, table.reading)
    _rows(table.columns, table.rows, cards=cards)


def _rows(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, cards: bool = True) -> None:
    shown = [place for place, column in enumerate(columns) if not column.files_only]
    heads = [Head(columns[place].head, _css(columns[place])) for place in shown]
    reading_table(heads, [[_shown(cells[place]) for place in shown] for cells in rows], cards=cards)


def _css(column: Column) -> str:
    if column.kind != "text":
        return "r"
    return "w" if column.wide else "l"


def _shown(cell: Cell) -> Shown:
    href = ""
    if cell.origin is not None:
        href = address.link("origin", series=str(cell.origin.series), period=cell.origin.period)
    elif cell.entry:
        href = address.link("credit", entry=cell.entry)
    elif cell.target:
        href = address.link("target", id=cell.target)
    return Text(cell.text, cell.css, href) if href or cell.css else cell.text


def entry(question: Question) -> None:
    """Draw where the entry of the address comes from, if it names one."""
    key = address.keep("entry", st.query_params.get("entry", ""), unless="")
    if not key:
        return
    found = credit_origin.origin(question, key)
    skeleton.section(f"登记{plain(key)}的来源", "各次登记新近在前；第一行为现用")
    if found is None:
        st.markdown(":gray[没有找到这条登记：可能不在您的权限范围内，或在所选时点之前尚未登记。]")
        return
    entry_trace.draw(found)
