"""The page of lay-offs: what is chosen, lists of firms, distribution, groups, years, refunds."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from data import catalogue, layoff_methods
from data.store import Question
from mechanisms import (
    employment,
    employment_choice,
    employment_firm_tables,
    employment_groups,
    employment_refund_tables,
    employment_tables,
)
from mechanisms.employment import Employment, Sources
from mechanisms.employment_choice import Choice, Options, who_name
from mechanisms.employment_groups import BY, By
from ui import address, employment_charts, exports, linked_table, load, plot_style, skeleton
from ui.plot_style import DrawnOnce
from ui.session import current

MOST_FIRMS = 15
NEEDS = (
    "企业登记：名称、统一社会信用代码、区划、行业、规模（在“数据入库”入库）",
    "企业月报：参保人数、新申领失业金人数、出口交货值、实缴社保费，由人社局、税务局、统计局提供",
)
Builder = Callable[[Employment], bytes]
_LIMIT = "employment_limit"  # the limit of the run before, whose usual method was shown


@load.shared
def sources_of(question: Question) -> Sources | None:
    """Return what all boards are made of; shared, not to be changed."""
    return employment.sources(question)


@load.shared
def board_of(
    question: Question, year: int, limit: str, method: str, who: str, place: str
) -> Employment | None:
    """Return a board, None without firms; shared, not to be changed."""
    found = sources_of(question)
    choice = Choice(year, limit, method, who, place)
    return None if found is None else employment.board(found, choice)


@load.shared
def bars_of(
    question: Question, year: int, limit: str, method: str, who: str, place: str
) -> go.Figure:
    """Return the distribution of a board; shared, not to be changed."""
    found = board_of(question, year, limit, method, who, place)
    classes = [] if found is None else employment_groups.distribution(found)
    return DrawnOnce(employment_charts.distribution(classes))


@load.shared
def years_of(
    question: Question, year: int, limit: str, method: str, who: str, place: str
) -> go.Figure:
    """Return the years of a board; shared, not to be changed."""
    found = board_of(question, year, limit, method, who, place)
    return DrawnOnce(employment_charts.years([] if found is None else found.trend))


def without_firms() -> None:
    """Say that no firm was received yet, and what is needed."""
    with skeleton.title_row("稳岗用工"):
        pass
    skeleton.provenance("数据截至：尚无数据", None, [])
    skeleton.lead(f"**{current().dataset.name}尚未收到企业数据**：没有企业，不显示裁员率。")
    skeleton.empty_state("启用需要", "\n".join(f"- {need}" for need in NEEDS))
    skeleton.end()


def choose(question: Question) -> Employment | None:
    """Ask for year, limit, method and firms; return the board, None without firms."""
    found = sources_of(question)
    if found is None:
        return None
    place = _place(found)
    known, rosters = tuple(found.by_year), tuple(found.rosters)
    limit = _limit(question, known, rosters)
    usual, options = employment_choice.settle(question, Choice(limit=limit), known, rosters)
    year = _year(usual, options)
    method = _method(usual, options)
    who = address.choice("who", options.who, usual.who, st.selectbox, **_drawn(150, who_name))
    return board_of(question, year, limit, method, who, place)


def _drawn(width: int, names: Callable[[str], str], label: str = "企业范围") -> dict[str, Any]:
    hidden = {"label": label, "label_visibility": "collapsed"}
    return {**hidden, "format_func": names, "width": width}


def _place(found: Sources) -> str:
    """Settle the county of the address; it has no control of its own but the table's links."""
    regions = ["", *sorted(set(found.register["region"]))]
    return address.keep("place", address.resolve("place", regions, ""), unless="")


def _limit(question: Question, known: tuple[int, ...], rosters: tuple[str, ...]) -> str:
    usual, options = employment_choice.settle(question, Choice(), known, rosters)
    limits = layoff_methods.limits()
    names = {key: f"上限：{each.name}" for key, each in limits.items()}
    drawn = _drawn(200, names.__getitem__, "上限")
    chosen = address.choice("limit", options.limits, usual.limit, st.selectbox, **drawn)
    if st.session_state.setdefault(_LIMIT, chosen) != chosen:
        address.forget("method", "year", "who")
    st.session_state[_LIMIT] = chosen
    return chosen


def _year(usual: Choice, options: Options) -> int:
    drawn = _drawn(105, lambda year: f"{year}年", "年度")
    known = [str(year) for year in options.years]
    return int(address.choice("year", known, str(usual.year), st.selectbox, **drawn))


def _method(usual: Choice, options: Options) -> str:
    named = layoff_methods.knowledge().limits[usual.limit].methods
    keys = [*named, *(key for key in options.methods if key not in named)]
    methods = layoff_methods.methods()
    drawn = _drawn(215, lambda key: f"口径：{methods[key].name}", "口径")
    return address.choice("method", keys, usual.method, st.selectbox, **drawn)


def export_popover(found: Employment, build: Builder) -> None:
    """Offer the tables as a workbook, to those who may export."""
    name = f"{found.dataset.name}_稳岗用工_{found.question.as_of}"
    made = exports.Offer("稳岗用工各表（.xlsx）", name, "xlsx", partial(build, found))
    exports.popover(found.dataset, [made])


def place_note(found: Employment) -> None:
    """Say that only one county is shown, and lead back to all."""
    code = found.choice.place
    if code:
        whole = employment_firm_tables.way(found.choice, place="")
        back = escape(address.link(whole.page, **whole.choices))
        name = escape(catalogue.regions()[code].name)
        st.html(f'<p class="from">只看{name}的企业　<a href="{back}" target="_self">看全部</a></p>')


def firms(found: Employment) -> None:
    """Draw the firms near the limit and above it, rates as a figure, all methods side by side.

    Where no rate was recognised, the methods come first: there are no such lists.
    """
    if not found.has_rates:
        linked_table.draw(employment_tables.by_method(found))
        return
    linked_table.draw(employment_firm_tables.near(found), most=MOST_FIRMS)
    linked_table.draw(employment_firm_tables.exceeded(found), most=MOST_FIRMS)
    left, right = st.columns(2, gap="medium")
    with left:
        skeleton.section("裁员率分布", f"{found.facts.label}，%，组含右端；柱上为家数")
        plot_style.draw(bars_of(*_key(found)), "裁员率分布", "employment_classes")
    with right:
        skeleton.section("各年走势", "家；年内至今不与全年比")
        plot_style.draw(years_of(*_key(found)), "各年超过上限的企业", "employment_years")
    linked_table.draw(employment_tables.by_method(found))


def _key(found: Employment) -> tuple[Question, int, str, str, str, str]:
    chosen = found.choice
    head = (found.question, chosen.year, chosen.limit)
    return (*head, chosen.method, chosen.who, chosen.place)


def by_group(found: Employment) -> None:
    """Draw the firms by county, industry, size or roster."""
    names = {str(key): f"分{word}" for key, word in BY.items()}
    chosen: By = address.choice(  # type: ignore[assignment]
        "by",
        list(names),
        "county",
        st.segmented_control,
        label="分组",
        label_visibility="collapsed",
        format_func=names.__getitem__,
    )
    linked_table.draw(employment_tables.by_group(found, chosen))


def years(found: Employment) -> None:
    """Draw the years of the panel, and recognised rates of this one that count for no firm."""
    linked_table.draw(employment_tables.trend(found))
    unmatched = employment_tables.unmatched(found)
    if unmatched.rows:
        linked_table.draw(unmatched)


def entitlements(found: Employment) -> None:
    """Draw refunds and training subsidies, rule by rule."""
    refunds = employment_refund_tables.refund_rules(found)
    if refunds.rows:
        linked_table.draw(refunds, cards=True)
    trainings = employment_tables.trainings(found)
    if trainings.rows:
        linked_table.draw(trainings, cards=True)
