"""The board of targets on the screen: filter, working table, the picked target below it."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import datasets, policies
from data.datasets import Dataset
from data.policy_words import STATUS_WORDS
from data.store import Question
from mechanisms import supervision, supervision_course, supervision_words
from mechanisms.policy_library import article_words
from mechanisms.supervision import DONE, FAILED, SILENT, Board, Row
from mechanisms.supervision_course import Curve
from metrics.rounding import half_up
from metrics.targets import Lamp, State
from metrics.wording import date_text
from ui import address, exports, load, plot_style, skeleton, target_charts
from ui.plain import plain
from ui.plot_style import DrawnOnce
from ui.session import question_for

ALL = "all"
FILTERS = {
    ALL: "全部",
    "on_pace": "达到序时",
    "behind": "滞后",
    "far_behind": "严重滞后",
    "silent": "未报待数",
    "done": "已完成",
    "failed": "逾期超限",
}
ORDERS = {"urgency": "按滞后程度", "document": "按文件条款"}
LAMP_OPTIONS = [f"{supervision_words.LAMP_SIGNS[lamp]} {lamp}" for lamp in Lamp if lamp]
LAMP_COLOURS = ["#E6F3EE", "#FBF2DE", "#FBEBE9"]
ROW_HEIGHT = 34
MOST_ROWS = 16
"""Rows of the table before it scrolls by itself."""
MOST_BARS = 12
Builder = Callable[[Board], bytes]
NoticeBuilder = Callable[[Board, str], bytes]


@load.shared
def board_of(question: Question, document: str) -> Board:
    """Return the board of a document; shared, not to be changed."""
    return supervision.board(question, document)


@load.shared
def bullets_of(question: Question, document: str, chosen: tuple[str, ...]) -> go.Figure:
    """Return the bars of some targets against their course; shared, not to be changed."""
    board = board_of(question, document)
    return DrawnOnce(target_charts.bullets([board.row(key) for key in chosen]))


@load.shared
def curve_of(question: Question, document: str, key: str) -> Curve:
    """Return the course of one target; shared, not to be changed."""
    board = board_of(question, document)
    row = board.row(key)
    return supervision_course.curve(row.known, row.verdict, row.landing, board.dataset)


def choose_document(dataset: Dataset) -> str:
    """Ask for the document where a city stands under several; return its id."""
    if len(dataset.documents) == 1:
        return dataset.documents[0]
    return address.choice(
        "document",
        dataset.documents,
        dataset.documents[0],
        st.selectbox,
        label="文件",
        label_visibility="collapsed",
        format_func=lambda key: policies.document(key).title,
        width=300,
    )


def choose(board: Board) -> tuple[str, str]:
    """Ask for the order and for which targets to list; return the codes of both.

    Only filters that find something are offered.
    """
    order = address.choice(
        "order",
        list(ORDERS),
        "urgency",
        st.segmented_control,
        label="次序",
        label_visibility="collapsed",
        format_func=ORDERS.__getitem__,
    )
    offered = [key for key in FILTERS if key == ALL or filtered(board.rows, key)]
    chosen = address.choice(
        "state",
        offered,
        ALL,
        st.segmented_control,
        label="筛选",
        label_visibility="collapsed",
        format_func=FILTERS.__getitem__,
    )
    return order, chosen


def filtered(rows: Sequence[Row], chosen: str) -> list[Row]:
    """Return the rows that a filter lets through."""
    lamps = {"on_pace": Lamp.ON_PACE, "behind": Lamp.BEHIND, "far_behind": Lamp.FAR_BEHIND}
    states = {"silent": SILENT, "done": DONE, "failed": FAILED}
    if chosen in lamps:
        return [row for row in rows if row.verdict.lamp == lamps[chosen]]
    if chosen in states:
        return [row for row in rows if row.verdict.status in states[chosen]]
    return list(rows)


def provenance(board: Board) -> None:
    """Say document and its status, period, day of the data, source and kind."""
    word = STATUS_WORDS[board.document.status]
    colour = "yellow" if board.is_draft else "gray"
    skeleton.provenance(
        "" if board.period is None else f"截至{date_text(board.period.end)}",
        board.published_at,
        board.sources,
        [f":{colour}-badge[{word}]"],
    )
    st.markdown(f":gray[文件：{plain(board.document.title)}]")


def draft_badges(dataset: Dataset) -> list[str]:
    """Return the badge of a city whose targets come from a draft; for pages that judge by them."""
    found = {policies.document(key).status for key in dataset.documents[:1]}
    word = STATUS_WORDS["draft_for_comment"]
    return [f":yellow-badge[目标出自{word}]"] if "draft_for_comment" in found else []


def without_document(dataset: Dataset) -> None:
    """Say that the city stands under no document, what to do, and where targets can be seen."""
    with skeleton.title_row("目标督办"):
        pass
    skeleton.provenance("尚无数据", None, [])
    skeleton.lead(f"**{dataset.name}没有登记政策文件**，所以没有可以督办的目标。")
    others = [each for each in datasets.served().values() if each.documents]
    skeleton.empty_state(
        "启用需要",
        "- 在数据集声明中登记本市所依据的政策文件\n"
        "- 责任单位按月报送进度和佐证（在目标页或命令行报送）\n\n"
        f":gray[已有政策文件的数据集：{len(others)}个]",
    )
    links = "　".join(_link_to(each) for each in others)
    st.html(f'<p class="from">查看：{links}</p>')
    skeleton.end()


def _link_to(dataset: Dataset) -> str:
    href = address.join(urlencode({"dataset": dataset.id}), "targets")
    label = f"{dataset.name}（{dataset.today.year}年，{dataset.kind_label}）"
    return f'<a href="{escape(href)}" target="_self">{escape(label)}</a>'


def table(rows: Sequence[Row]) -> Row | None:
    """Draw the working table and return the picked row, the first one until one is picked."""
    if not rows:
        st.markdown(":gray[没有符合筛选的目标。]")
        return None
    height = ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1) + 3
    event = st.dataframe(
        pd.DataFrame([_cells(row) for row in rows]),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=height,
        column_config=_columns(),
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}},
        key="target_table",
    )
    picked = event["selection"]["rows"]
    return rows[picked[0]] if picked and picked[0] < len(rows) else rows[0]


def _cells(row: Row) -> dict[str, object]:
    verdict, words = row.verdict, supervision_words
    lamp = words.lamp_words(verdict)
    done = half_up(verdict.completion_pct, 1)
    return {
        "目标": row.target.name,
        "进度灯": [lamp] if lamp else [],
        "比序时±": words.gap_words(row),
        "状态": str(verdict.status),
        "完成率": None if done is None else float(done),
        "目标值": words.target_figure(row),
        "已完成": words.actual_figure(row),
        "须月均": words.monthly(row, verdict.required_per_month),
        "近三月均": words.monthly(row, verdict.recent_per_month),
        "预计到期": words.landing_figure(row),
        "缺口": words.shortfall_figure(row),
        "牵头单位": row.lead or "—",
        "时限": words.deadline_short(row),
        "依据": article_words(row.target.article),
    }


def _columns() -> dict[str, Any]:
    config = st.column_config
    texts = {
        "目标": 150,
        "比序时±": 62,
        "状态": 96,
        "目标值": 84,
        "已完成": 64,
        "须月均": 60,
        "近三月均": 66,
        "预计到期": 68,
        "缺口": 56,
        "牵头单位": 86,
        "时限": 70,
        "依据": 60,
    }
    right = ("比序时±", "目标值", "已完成", "须月均", "近三月均", "预计到期", "缺口")
    found: dict[str, Any] = {
        name: config.TextColumn(width=width, alignment="right" if name in right else "left")
        for name, width in texts.items()
    }
    found["进度灯"] = config.MultiselectColumn(width=96, options=LAMP_OPTIONS, color=LAMP_COLOURS)
    found["完成率"] = config.ProgressColumn(
        width=110, format="%.1f%%", min_value=0, max_value=100, color="#1B4F8C"
    )
    return found


def pictures(board: Board, rows: Sequence[Row], picked: Row) -> None:
    """Draw completion against the course, and beside it the course of the picked target."""
    paced = tuple(row.id for row in rows if row.verdict.pace_pct is not None)
    first = f"；只画前{MOST_BARS}项" if len(paced) > MOST_BARS else ""
    left, right = st.columns([5, 7], gap="medium")
    with left:
        skeleton.section("完成率对照序时进度", f"%；竖线为应完成进度；仅滞后、逾期者着色{first}")
        if paced:
            figure = bullets_of(board.question, board.document.id, paced[:MOST_BARS])
            plot_style.draw(figure, "完成率对照序时进度", "bullets")
        else:
            st.markdown(":gray[所列目标没有序时进度（比率、事件、方向性目标不按序时）。]")
    with right:
        course(board, picked)


def course(board: Board, row: Row, key: str = "course") -> None:
    """Draw the course of one target, or say why there is none."""
    curve = curve_of(board.question, board.document.id, row.id)
    skeleton.section(f"{plain(row.target.name)}：{_picture(curve)}", reading(row, curve))
    if not curve.actual or row.verdict.status == State.NOT_REPORTED:
        st.markdown(f":gray[{supervision_words.without_curve(row)}]")
        return
    figure = target_charts.trajectory(curve, supervision_words.decimals_of(row))
    plot_style.draw(figure, f"{row.target.name}的进度曲线", key)


def _picture(curve: Curve) -> str:
    """Name the picture by what it holds."""
    if curve.ahead:
        return "累计完成与到期预计"
    return "累计完成" if curve.pace else "走势"


def reading(row: Row, curve: Curve) -> str:
    """Say how to read the course: unit, course, fan."""
    said = [row.verdict.unit or row.target.unit or ""]
    if curve.planned:
        said.append("虚线为分月计划")
    if curve.actual and not target_charts.starts_at_zero(curve):
        said.append("纵轴不从零开始")
    if row.landing is not None and curve.ahead:
        low = supervision_words.amount(row, row.landing.low_80)
        high = supervision_words.amount(row, row.landing.high_80)
        known = row.landing.low_80 == row.landing.low_80
        said.append(f"扇形为50%、80%区间（80%：{low}—{high}）" if known else row.landing.label)
    return "；".join(part for part in said if part)


def card(row: Row) -> None:
    """Draw what the picked target lacks, what to do and on what ground; its page behind it."""
    target = row.target
    head = f"**{plain(target.name)}**　{plain(supervision_words.target_figure(row))}"
    deadline = supervision_words.deadline_words(row)
    strength = supervision_words.strength_words(target)
    about = (
        f"{article_words(target.article)} · 牵头 {row.lead or '文中未写'} · {deadline} · {strength}"
    )
    with st.container(border=True):
        st.markdown(f"{state_badges(row)}　{head}　:gray[{plain(about)}]")
        for name, text in supervision_words.card(row):
            st.markdown(f"**{name}**　{plain(text)}")
        _related(row)
        href = address.link("target", id=row.id)
        st.html(
            f'<p class="from"><a href="{escape(href)}" target="_self">'
            f"打开 {escape(row.id)}：进度记录、佐证、县区分解、报送进度</a></p>"
        )


def _related(row: Row) -> None:
    if row.related:
        said = "；".join(f"{each.word}：{each.id} {each.name}" for each in row.related)
        st.markdown(f":gray[相关目标（不相加）：{plain(said)}]")


BADGES = {Lamp.ON_PACE: "green", Lamp.BEHIND: "yellow", Lamp.FAR_BEHIND: "red"}


def state_badges(row: Row) -> str:
    """Return the state, and apart from it the lamp, as two badges."""
    verdict = row.verdict
    colour = "red" if verdict.status in FAILED else "green" if verdict.attained else "gray"
    state = f":{colour}-badge[{verdict.status}]"
    lamp = supervision_words.lamp_words(verdict)
    return f"{state} :{BADGES[verdict.lamp]}-badge[{lamp}]" if lamp else state


def export_popover(board: Board, build_workbook: Builder, build_notice: NoticeBuilder) -> None:
    """Offer the board as a workbook, and a 督办单 for one department."""
    if question_for("export") is None:
        return
    place, day = board.dataset.name, board.question.as_of.isoformat()
    with st.popover("导出", icon=":material/download:"):
        st.markdown(f":small[:gray[{exports.SAME_RESULT}]]")
        build = partial(build_workbook, board)
        table = exports.Offer("目标督办表（.xlsx）", f"{place}_目标督办_{day}", "xlsx", build)
        exports.offer(board.dataset, table)
        department = st.selectbox("督办单发往", board.departments, key="notice_department")
        name = f"{place}_督办单_{department}_{day}"
        write = partial(build_notice, board, department)
        exports.offer(board.dataset, exports.Offer("督办单（.docx）", name, "docx", write))
