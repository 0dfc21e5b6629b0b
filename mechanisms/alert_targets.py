"""Alerts about targets: behind their course, overdue, expected to fall short, without a report."""

from collections.abc import Iterator
from decimal import Decimal

from data import datasets
from data.alert_rules import Grade, RuleEntry, alert_rules
from data.store import Question
from mechanisms import supervision, supervision_words
from mechanisms.alert_board import Alert, Found, alert_key
from mechanisms.alert_reports import LATE
from mechanisms.linked_tables import Way
from mechanisms.supervision import FAILED, Board, Row
from mechanisms.supervision_words import actual_figure, amount, target_figure
from metrics.periods import Period
from metrics.targets import Lamp, State
from metrics.wording import as_given, likelihood

BEHIND, LANDING = "target_behind", "target_landing"
WAITING = (State.NOT_REPORTED, State.AWAITING_FINAL)
"""States in which a report is owed."""
NO_COURSE, NO_ESTIMATE, NOT_KNOWN = "没有序时", "没有预计", "缺数或尚未开始"


def judge(question: Question) -> Iterator[Found]:
    """Yield what the rules on targets find, document by document."""
    for document in datasets.dataset(question.dataset).documents:
        board = supervision.board(question, document)
        yield _behind(board)
        yield _landing(board)
        yield _silent(board)


def _behind(board: Board) -> Found:
    judged = [row for row in board.rows if row.verdict.lamp or row.verdict.status in FAILED]
    fallen = [r for r in judged if r.verdict.status in FAILED or r.verdict.lamp in _BEHIND]
    left = len(board.rows) - len(judged)
    return Found(
        BEHIND,
        tuple(_behind_alert(board, row) for row in fallen),
        len(judged),
        {NO_COURSE: left} if left else {},
    )


_BEHIND = (Lamp.BEHIND, Lamp.FAR_BEHIND)


def _behind_alert(board: Board, row: Row) -> Alert:
    rule, verdict = alert_rules().rules.target_behind, row.verdict
    grave = verdict.status in FAILED or verdict.lamp == Lamp.FAR_BEHIND
    if verdict.status in FAILED:
        said = f"{verdict.status}，{supervision_words.lacks(row).rstrip('。')}"
    else:
        said = supervision_words.worst_sentence(row).rstrip("。").removeprefix(row.target.name)
    gap = verdict.pace_gap_pp or Decimal(0)
    return _alert(
        board, row, BEHIND, (_number(row), _goal(row), f"{row.target.name}{_comma(said)}"),
        grade=rule.far_grade if grave else rule.grade, weight=float(-gap),
    )  # fmt: skip


def _comma(said: str) -> str:
    return said if said.startswith("落后") else f"：{said}"


def _number(row: Row) -> str:
    unit = "" if row.verdict.actual is None or row.target.kind == "event" else row.verdict.unit
    return f"{actual_figure(row)}{unit}"


def _goal(row: Row) -> str:
    return f"目标{target_figure(row)}"


def _landing(board: Board) -> Found:
    judged = [row for row in board.rows if row.landing is not None and not row.verdict.attained]
    short = [row for row in judged if row.shortfall is not None]
    left = len(board.rows) - len(judged)
    return Found(
        LANDING,
        tuple(_landing_alert(board, row) for row in short),
        len(judged),
        {NO_ESTIMATE: left} if left else {},
    )


def _landing_alert(board: Board, row: Row) -> Alert:
    found, unit, lack = row.landing, row.verdict.unit, row.shortfall
    assert found is not None and lack is not None  # noqa: S101 - both are known here
    goal = row.verdict.target
    total = f"{amount(row, found.total)}{unit}"
    reason = f"{row.target.name}到期预计{total}（{found.label}），目标{as_given(goal)}{unit}"
    reason += f"，缺口{amount(row, lack)}{unit}"
    if found.low_80 == found.low_80 and goal is not None:
        reason += f"，达到目标的可能{likelihood(found.probability(float(goal)))}"
    share = lack / float(goal) * 100 if goal else 0.0
    number = f"预计{total}"
    return _alert(board, row, LANDING, (number, _goal(row), reason), weight=share)


def _silent(board: Board) -> Found:
    rows = board.in_state(WAITING)
    alerts = [_silent_alert(board, row) for row in rows]
    return Found(LATE, tuple(alerts), len(board.rows))


def _silent_alert(board: Board, row: Row) -> Alert:
    said = supervision_words.lacks(row).rstrip("。")
    reason = f"{row.target.name}：{row.verdict.status}，{said}"
    return _alert(board, row, LATE, (str(row.verdict.status), _goal(row), reason))


def _alert(
    board: Board,
    row: Row,
    key: str,
    said: tuple[str, str, str],
    *,
    grade: Grade | None = None,
    weight: float = 0.0,
) -> Alert:
    rule: RuleEntry = getattr(alert_rules().rules, key)
    day, city = board.question.as_of, board.dataset.region
    period = row.verdict.period or Period.of_month(day.year, day.month)
    number, comparison, reason = said
    return Alert(
        alert_key(key, row.id, period),
        key,
        rule.name,
        grade or rule.grade,
        "target",
        row.id,
        row.target.name,
        city,
        "全市",
        "",
        period,
        number,
        comparison,
        f"{reason}。",
        Way("target", {"document": board.document.id, "id": row.id}),
        weight=weight,
    )
