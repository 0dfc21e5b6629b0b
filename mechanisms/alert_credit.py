"""Alerts about withdrawals of credit: reports that are owed, and firms on lists that were hit."""

from collections.abc import Iterator

from data import catalogue
from data.alert_rules import RuleEntry, alert_rules
from data.store import Question
from mechanisms.alert_board import Alert, Found, alert_key
from mechanisms.credit_cases import CaseRow, Withdrawals, withdrawals
from mechanisms.linked_tables import Way
from metrics.credit_withdrawals import MUST, OPEN
from metrics.periods import Period
from metrics.wording import as_given, date_text, figure, join_names

DUE, LISTED = "withdrawal_due", "listed_withdrawal"
UNSETTLED = "待核实的收贷"


def judge(question: Question) -> Iterator[Found]:
    """Yield what the rules on withdrawals find."""
    found = withdrawals(question)
    open_cases = [row for row in found.rows if row.case.judgement.outcome == OPEN]
    left = {UNSETTLED: len(open_cases)} if open_cases else {}
    judged = sum(row.case.judgement.outcome == MUST for row in found.rows)
    alerts = tuple(_due(question, found, row) for row in found.unreported)
    yield Found(DUE, alerts, judged, left)
    days = alert_rules().rules.listed_withdrawal.within_days
    hit = [row for row in found.rows if row.is_protected]
    news = [row for row in hit if (question.as_of - row.case.day).days <= days]
    yield Found(LISTED, tuple(_listed(found, row) for row in news), len(found.rows))


def _due(question: Question, found: Withdrawals, row: CaseRow) -> Alert:
    case = row.case
    assert case.due_from is not None  # noqa: S101 - it must be reported
    days = (question.as_of - case.due_from).days
    fired = join_names(case.judgement.triggers)
    reason = (
        f"{_head(row)}，按{fired}须报告，{date_text(case.due_from)}起应报，"
        f"至{date_text(question.as_of)}已{days}天没有报告"
    )
    return _alert(DUE, row, (_amount(row), found.duty.text, reason), days)


def _listed(found: Withdrawals, row: CaseRow) -> Alert:
    outcome = row.case.judgement.text
    reason = f"{_head(row)}，企业{join_names(row.marks)}；报告义务：{outcome}"
    return _alert(LISTED, row, (_amount(row), "帮扶名单企业", reason), _size(row))


def _head(row: CaseRow) -> str:
    day = date_text(row.case.day)
    return f"{row.firm}{day}被{row.short_bank}{row.case.kind}{_amount(row)}{_shares(row)}"


def _shares(row: CaseRow) -> str:
    share = row.case.judgement.share_of_bank_pct
    return "" if share is None else f"（占该行余额{figure(share, 1)}%）"


def _amount(row: CaseRow) -> str:
    amount = row.case.amount_wan
    return "金额未报" if amount is None else f"{as_given(amount)}万元"


def _size(row: CaseRow) -> float:
    return 0.0 if row.case.amount_wan is None else float(row.case.amount_wan)


def _alert(key: str, row: CaseRow, said: tuple[str, str, str], weight: float) -> Alert:
    rule: RuleEntry = getattr(alert_rules().rules, key)
    case, number = row.case, said[0]
    period = Period.of_month(case.day.year, case.day.month)
    first = case.events[0].key
    return Alert(
        alert_key(key, first, period),
        key,
        rule.name,
        rule.grade,
        "firm",
        first,
        row.firm,
        row.region,
        catalogue.regions()[row.region].short_name,
        "",
        period,
        number,
        said[1],
        f"{said[2]}。",
        Way("credit", {"entry": row.entries[-1].key}),
        weight=weight,
    )
