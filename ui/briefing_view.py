"""The first page's lists: what needs attention, what came in, where to go on."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from data import datasets
from data.datasets import Dataset
from data.permissions import may
from mechanisms import supervision_words
from mechanisms.attention import Attention
from mechanisms.briefing import MOST_TILES, Briefing
from mechanisms.supervision import Board, Row
from ui import address, skeleton, target_board
from ui.session import current, question_for

MOST_TARGETS = 5
MOST_ATTENTION = 8


def attention(briefing: Briefing) -> None:
    """List what stands out by published figures, with the rule that lists it."""
    skeleton.section("需要关注", briefing.attention_rule)
    if not briefing.attention:
        st.markdown(":gray[本期没有符合以上条件的情况。]")
        return
    rows = "".join(
        f'<tr><td class="l"><b>{escape(item.subject)}</b></td>'
        f'<td class="w">{_to_ranking(item)}</td></tr>'
        for item in briefing.attention[:MOST_ATTENTION]
    )
    table("", rows)
    _more(briefing.attention[MOST_ATTENTION:])


def _more(left: Sequence[Attention]) -> None:
    """Say how much is left out, by indicator, and where it stands."""
    if not left:
        return
    names = {item.indicator: item.text.partition("：")[0] for item in left}
    counts = Counter(item.indicator for item in left)
    links = "、".join(_count_link(key, names[key], counts[key], left) for key in names)
    st.html(f'<p class="from">另有{len(left)}条：{links}</p>')


def _count_link(key: str, name: str, count: int, left: Sequence[Attention]) -> str:
    text = f"{escape(name)} {count}条"
    if not may(current().viewer, "view_ranking"):
        return text
    period = next(item.period for item in left if item.indicator == key)
    href = address.link("ranking", indicator=key, period=period)
    return f'<a href="{escape(href)}" target="_self">{text}</a>'


def _to_ranking(item: Attention) -> str:
    """Return the reason, leading to its board for those who may open it."""
    text = escape(item.text)
    if not may(current().viewer, "view_ranking"):
        return text
    href = address.link("ranking", indicator=item.indicator, period=item.period)
    return f'<a class="go" href="{escape(href)}" target="_self">{text}</a>'


def news(briefing: Briefing) -> None:
    """List the newest batches."""
    skeleton.section("最近入库", "按发布日，新近在前")
    rows = "".join(
        f'<tr><td class="w">{escape(item.title)}</td><td>{item.published_at:%Y-%m-%d}</td>'
        f'<td>{item.rows}</td><td class="w">{escape(item.source)}</td></tr>'
        for item in briefing.arrivals
    )
    head = (
        '<th class="tl">内容</th><th>发布日</th><th>条数</th><th style="text-align:left">来源</th>'
    )
    table(f"<thead><tr>{head}</tr></thead>", rows)


def targets() -> Board | None:
    """Return the board of the city's main document; None without one or without the right."""
    question, documents = question_for("view_targets"), current().dataset.documents
    if question is None or not documents:
        return None
    return target_board.board_of(question, documents[0])


def draft_badges(board: Board | None) -> list[str]:
    """Return the badge of targets that come from a draft, where targets are shown."""
    return [] if board is None else target_board.draft_badges(board.dataset)


def tiles(briefing: Briefing, board: Board | None) -> None:
    """Draw the main figures; the last place is that of the targets, where there are any."""
    shown = briefing.tiles
    if board is not None and board.period is not None:
        shown = (*shown[: MOST_TILES - 1], supervision_words.pace_tile(board))
    skeleton.tiles(shown)


def pressing_targets(board: Board | None) -> None:
    """List the targets that wait for an act today, each leading to its page."""
    rows = supervision_words.pressing(board) if board is not None else []
    if not rows:
        return
    skeleton.section("今日要办：目标", "逾期、超限或严重滞后")
    lines = "".join(
        f'<tr><td class="l"><b>{escape(_standing(row))}</b></td>'
        f'<td class="w"><a class="go" href="{escape(address.link("target", id=row.id))}" '
        f'target="_self">{escape(supervision_words.to_do_line(row))}</a></td></tr>'
        for row in rows[:MOST_TARGETS]
    )
    table("", lines)


def _standing(row: Row) -> str:
    return supervision_words.lamp_words(row.verdict) or str(row.verdict.status)


def newcomer() -> None:
    """Say to a newcomer that the figures are simulated, and where the real ones are."""
    if not current().dataset.landing_page or current().dataset.kind != "simulated":
        return
    real = [each for each in datasets.served().values() if each.kind == "official"]
    links = "、".join(_to_dataset(each) for each in real)
    where = f"；真实公开数据见 {links}" if links else ""
    st.html(f'<p class="from">本数据集为演示用的模拟数据{where}。</p>')


def _to_dataset(dataset: Dataset) -> str:
    href = address.join(urlencode({"dataset": dataset.id}), "home")
    return f'<a href="{escape(href)}" target="_self">{escape(dataset.name)}</a>'


def table(head: str, rows: str) -> None:
    """Draw rows of markup as a table of the first page."""
    st.html(f'<div class="ybx"><table class="yb">{head}<tbody>{rows}</tbody></table></div>')
