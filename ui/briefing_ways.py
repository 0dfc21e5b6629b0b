"""The first page's ways on: supervised actions that wait, and each page with its state."""

from collections import Counter
from html import escape

from data import receipts
from data.bulletin_states import RecordForm, State
from data.permissions import may
from data.store import Question
from mechanisms import bulletin_life, ledger_board, records, supervision_words
from mechanisms.briefing import Briefing
from mechanisms.ledger_words import due_words, mark
from mechanisms.ledgers import SUPERVISED, Entry
from mechanisms.supervision import Board
from ui import address, quarterly_view, skeleton, weekly_view
from ui.briefing_view import table
from ui.session import current, question_for

MOST_ACTIONS = 3
OPEN_WORDS: dict[State, str] = {"submitted": "待签发", "returned": "被退回", "draft": "草稿"}
"""States of documents that wait for somebody, in the order of urgency."""


def pressing_actions() -> None:
    """List the supervised actions that are overdue or nearly so, each leading to its card."""
    question = question_for("view_actions")
    if question is None:
        return
    found = ledger_board.board(question, SUPERVISED)
    waiting = (*found.group("overdue"), *found.group("near"))
    if not waiting:
        return
    counts = f"逾期{found.count('overdue')}项，临期{found.count('near')}项"
    skeleton.section("今日要办：督办事项", counts)
    table("", "".join(map(_action_row, waiting[:MOST_ACTIONS])))


def _action_row(entry: Entry) -> str:
    href = escape(address.link("actions", entry=str(entry.number)))
    sign, css = mark(entry)
    said = escape(f"{entry.title}（{entry.owner}）")
    return (
        f'<tr><td class="l"><b class="{css}">{sign}{escape(due_words(entry))}</b></td>'
        f'<td class="w"><a class="go" href="{href}" target="_self">{said}</a></td></tr>'
    )


def ways_on(briefing: Briefing, board: Board | None) -> None:
    """Offer the pages that the viewer may open, each with one line of its state."""
    skeleton.section("往下看")
    count = len(current().dataset.indicators)
    ways = (
        ("view_weekly", "weekly", "周研判", _weekly_state),
        ("view_monthly", "monthly", "月分析", lambda: _record_state("monthly")),
        ("view_quarterly", "quarterly", "季度与年度", _quarterly_state),
        ("view_alerts", "alerts", "预警", lambda: "按规则列出异动，逐条处置"),
        ("view_actions", "actions", "督办", _actions_state),
        ("view_ranking", "ranking", "月度排名", lambda: briefing.ranking_state),
        ("view_targets", "targets", "目标督办", lambda: _targets_state(board)),
        ("view_bulletins", "bulletins", "通报", _bulletins_state),
        ("view_intake", "intake", "数据入库", _intake_state),
        ("view_indicators", "indicators", "指标卡", lambda: f"{count}个指标的口径"),
        ("view_overview", "overview", "数据总览", lambda: "覆盖情况与批次"),
        ("view_credit", "credit", "信贷", lambda: "贷款对照目标，抽压断贷登记"),
        ("view_policies", "policies", "政策库", _policies_state),
    )
    rows = "".join(
        f'<tr><td class="l"><a class="go" href="{escape(address.link(page))}" target="_self">'
        f'{title}</a></td><td class="w">{escape(state())}</td></tr>'
        for action, page, title, state in ways
        if may(current().viewer, action)
    )
    table("", rows)


def _asked(action: str) -> Question:
    question = question_for(action)
    assert question is not None  # noqa: S101 - only pages that the viewer may open are offered
    return question


def _weekly_state() -> str:
    newest = next(iter(weekly_view.weeks_of(_asked("view_weekly"))), None)
    return f"最新{newest.label if newest else '无'}，{_record_state('weekly')}"


def _quarterly_state() -> str:
    newest = next(iter(quarterly_view.quarters_of(_asked("view_quarterly"))), None)
    return f"最新{newest.label if newest else '无'}，{_record_state('quarterly')}"


def _record_state(form: RecordForm) -> str:
    """Say what waits among the records of a form, and how many are signed."""
    visit = current()
    found = bulletin_life.listed(visit.viewer, visit.dataset, records.family(form))
    return _counted([each.state for each in found])


def _actions_state() -> str:
    found = ledger_board.board(_asked("view_actions"), SUPERVISED)
    return f"未办结{found.count('open')}项，逾期{found.count('overdue')}项"


def _targets_state(board: Board | None) -> str:
    return "没有登记政策文件" if board is None else supervision_words.counts(board)


def _policies_state() -> str:
    count = len(current().dataset.documents)
    return f"本市登记{count}份文件" if count else "各地文件的目标、规则和机制"


def _bulletins_state() -> str:
    """Say what waits for signing and how many are issued, as far as the viewer may know."""
    visit = current()
    return _counted([each.state for each in bulletin_life.listed(visit.viewer, visit.dataset)])


def _counted(states: list[State]) -> str:
    counts = Counter(states)
    waiting = [f"{counts[state]}件{word}" for state, word in OPEN_WORDS.items() if counts[state]]
    return "，".join([*waiting, f"已签发{counts['issued']}件"])


def _intake_state() -> str:
    """Say how many received files nobody has decided on."""
    waiting = sum(not each.event for each in receipts.receipts(current().dataset.id))
    return f"{waiting}份收到的文件待处理" if waiting else "没有待处理的文件"
