"""The first page's lists: what needs attention, what came in, where to go on."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from data import datasets, receipts
from data.bulletin_states import State
from data.datasets import Dataset
from data.permissions import may
from mechanisms import bulletin_life, supervision_words
from mechanisms.attention import Attention
from mechanisms.briefing import MOST_TILES, Briefing
from mechanisms.supervision import Board, Row
from ui import address, skeleton, target_board
from ui.session import current, question_for

MOST_TARGETS = 5
MOST_ATTENTION = 8

OPEN_WORDS: dict[State, str] = {"submitted": "待签发", "returned": "被退回", "draft": "草稿"}
"""States of bulletins that wait for somebody, in the order of urgency."""


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
    _table("", rows)
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
    _table(f"<thead><tr>{head}</tr></thead>", rows)


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
    _table("", lines)


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


def _targets_state(board: Board | None) -> str:
    return "没有登记政策文件" if board is None else supervision_words.counts(board)


def _policies_state() -> str:
    count = len(current().dataset.documents)
    return f"本市登记{count}份文件" if count else "各地文件的目标、规则和机制"


def ways_on(briefing: Briefing, board: Board | None) -> None:
    """Offer the pages that the viewer may open, each with one line of its state."""
    skeleton.section("往下看")
    count = len(current().dataset.indicators)
    ways = (
        ("view_ranking", "ranking", "月度排名", briefing.ranking_state),
        ("view_targets", "targets", "目标督办", _targets_state(board)),
        ("view_bulletins", "bulletins", "通报", _bulletins_state()),
        ("view_intake", "intake", "数据入库", _intake_state()),
        (
            "view_indicators",
            "indicators",
            "指标卡",
            f"{count}个指标的口径",
        ),
        ("view_overview", "overview", "数据总览", "覆盖情况与批次"),
        ("view_credit", "credit", "信贷", "贷款对照目标，抽压断贷登记"),
        ("view_policies", "policies", "政策库", _policies_state()),
        ("view_weekly", "weekly", "周研判", "尚未启用"),
        ("view_monthly", "monthly", "月分析", "尚未启用"),
    )
    rows = "".join(
        f'<tr><td class="l"><a class="go" href="{escape(address.link(page))}" target="_self">'
        f'{title}</a></td><td class="w">{escape(state)}</td></tr>'
        for action, page, title, state in ways
        if may(current().viewer, action)
    )
    _table("", rows)


def _bulletins_state() -> str:
    """Say what waits for signing and how many are issued, as far as the viewer may know."""
    visit = current()
    if not may(visit.viewer, "view_bulletins"):
        return ""
    found = bulletin_life.listed(visit.viewer, visit.dataset)
    counts = Counter(each.state for each in found)
    waiting = [f"{counts[state]}件{word}" for state, word in OPEN_WORDS.items() if counts[state]]
    return "，".join([*waiting, f"已签发{counts['issued']}件"])


def _intake_state() -> str:
    """Say how many received files nobody has decided on."""
    visit = current()
    if not may(visit.viewer, "view_intake"):
        return ""
    waiting = sum(not each.event for each in receipts.receipts(visit.dataset.id))
    return f"{waiting}份收到的文件待处理" if waiting else "没有待处理的文件"


def _table(head: str, rows: str) -> None:
    st.html(f'<div class="ybx"><table class="yb">{head}<tbody>{rows}</tbody></table></div>')
