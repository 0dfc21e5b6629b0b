"""Withdrawals of credit: which of them a bank must report, and which reason fired.

Only 抽贷 (called back before maturity) can be subject to report; 压贷 and 断贷 are registered.
Those of one bank on one firm are added up by calendar month. Each share is compared without a
division, so that exactly one half is one half.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from metrics.rounding import percent

CALLED_BACK = "抽贷"
Outcome = Literal["须报告", "不须报告", "待核实", "只登记"]
MUST: Outcome = "须报告"
MUST_NOT: Outcome = "不须报告"
OPEN: Outcome = "待核实"
REGISTERED: Outcome = "只登记"
BY_AMOUNT, BY_BANK, BY_FIRM = "金额", "占该行余额", "占企业全部余额"
AMOUNT, BANK_BALANCE = "收贷金额", "该行余额"


@dataclass(frozen=True)
class Limits:
    """From which amount (万元) and which share on a withdrawal must be reported, both included."""

    amount_wan: Decimal
    share: Decimal


@dataclass(frozen=True)
class Judgement:
    """What the rule says of a withdrawal.

    Attributes
    ----------
    triggers
        Which of amount, share at the bank and share of all loans fired.
    share_of_bank_pct, share_of_firm_pct
        Unrounded; None where the balance is not known. Of a balance of zero the share is zero.
    missing
        What would have to be known to decide.
    doubts
        Figures that contradict each other.
    """

    outcome: Outcome
    triggers: tuple[str, ...] = ()
    share_of_bank_pct: Decimal | None = None
    share_of_firm_pct: Decimal | None = None
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The outcome with what fired, or with what is missing."""
        if self.triggers:
            return f"{self.outcome}（{'、'.join(self.triggers)}）"
        return f"{self.outcome}（缺：{'、'.join(self.missing)}）" if self.missing else self.outcome


def judge_withdrawal(
    kind: str,
    amount_wan: Decimal | None,
    bank_balance_wan: Decimal | None,
    firm_balance_wan: Decimal | None,
    limits: Limits,
) -> Judgement:
    """Say whether a withdrawal must be reported.

    Parameters
    ----------
    kind
        抽贷, 压贷 or 断贷.
    amount_wan
        Called back by one bank from one firm in a calendar month; None is not known.
    bank_balance_wan, firm_balance_wan
        The firm's loans not yet due before, at this bank and at all banks; None is not known. All
        loans are never less than those at one bank: a share at the bank below the limit settles
        the share of all, too.

    Examples
    --------
    >>> limits = Limits(Decimal(500), Decimal("0.5"))
    >>> judge_withdrawal("抽贷", Decimal(100), Decimal(200), Decimal(900), limits).text
    '须报告（占该行余额）'
    >>> judge_withdrawal("抽贷", Decimal(100), None, Decimal(900), limits).text
    '待核实（缺：该行余额）'
    """
    if kind != CALLED_BACK:
        return Judgement(REGISTERED)
    if amount_wan is None:
        return Judgement(OPEN, missing=(AMOUNT,))
    tests = {
        BY_AMOUNT: amount_wan >= limits.amount_wan,
        BY_BANK: _reaches(amount_wan, bank_balance_wan, limits.share),
        BY_FIRM: _reaches(amount_wan, firm_balance_wan, limits.share),
    }
    fired = tuple(name for name, reached in tests.items() if reached)
    unknown = not fired and bank_balance_wan is None
    return Judgement(
        MUST if fired else OPEN if unknown else MUST_NOT,
        fired,
        _share_pct(amount_wan, bank_balance_wan),
        _share_pct(amount_wan, firm_balance_wan),
        (BANK_BALANCE,) if unknown else (),
        tuple(_doubts(amount_wan, bank_balance_wan, firm_balance_wan)),
    )


def _reaches(amount: Decimal, balance: Decimal | None, share: Decimal) -> bool:
    return balance is not None and balance > 0 and amount >= balance * share


def _share_pct(amount: Decimal, balance: Decimal | None) -> Decimal | None:
    if balance is None:
        return None
    return percent(amount, balance) if balance > 0 else Decimal(0)


def _doubts(amount: Decimal, bank: Decimal | None, firm: Decimal | None) -> Iterable[str]:
    if bank is not None and firm is not None and firm < bank:
        yield "企业全部余额小于该行余额"
    if bank is not None and amount > bank > 0:
        yield "收贷金额大于该行余额"


@dataclass(frozen=True)
class Withdrawal:
    """One registered withdrawal, as `judge_withdrawal` and the month's sum need it."""

    key: str
    bank: str
    firm: str
    kind: str
    day: date
    amount_wan: Decimal | None
    bank_balance_wan: Decimal | None = None
    firm_balance_wan: Decimal | None = None
    reported_on: date | None = None


@dataclass(frozen=True)
class Case:
    """What is judged: withdrawals of one bank from one firm and of one kind in a calendar month.

    Attributes
    ----------
    events
        By day; 压贷 and 断贷 make a case each.
    amount_wan
        Sum of the events; None where one of them is not known.
    due_from
        The day on which the sum so far first had to be reported; None where it never had.
    reported_on
        The first report; None where there is none.
    """

    bank: str
    firm: str
    kind: str
    events: tuple[Withdrawal, ...]
    amount_wan: Decimal | None
    judgement: Judgement
    due_from: date | None
    reported_on: date | None

    @property
    def day(self) -> date:
        """The day of the newest withdrawal."""
        return self.events[-1].day

    @property
    def is_unreported(self) -> bool:
        """Whether it must be reported and is not."""
        return self.judgement.outcome == MUST and self.reported_on is None

    @property
    def days_to_report(self) -> int | None:
        """Days from the duty to the report; None unless both are there."""
        if self.due_from is None or self.reported_on is None:
            return None
        return max(0, (self.reported_on - self.due_from).days)


def cases(withdrawals: Sequence[Withdrawal], limits: Limits) -> list[Case]:
    """Return the cases of registered withdrawals, newest first.

    Parameters
    ----------
    withdrawals
        In any order. The balances that count are those of the first 抽贷 in a month: what stood
        before it began.
    """
    groups: dict[tuple[str, ...], list[Withdrawal]] = {}
    for each in sorted(withdrawals, key=lambda entry: (entry.day, entry.key)):
        single = "" if each.kind == CALLED_BACK else each.key
        month = f"{each.day:%Y-%m}"
        groups.setdefault((each.bank, each.firm, each.kind, month, single), []).append(each)
    found = [_case(tuple(events), limits) for events in groups.values()]
    return sorted(found, key=lambda case: (case.day, case.events[-1].key), reverse=True)


def _case(events: tuple[Withdrawal, ...], limits: Limits) -> Case:
    first = events[0]
    steps = [_judged(events[: count + 1], limits) for count in range(len(events))]
    fired = [event.day for event, (_, step) in zip(events, steps, strict=True) if step.triggers]
    reports = [event.reported_on for event in events if event.reported_on is not None]
    amount, judgement = steps[-1]
    return Case(
        first.bank,
        first.firm,
        first.kind,
        events,
        amount,
        judgement,
        min(fired, default=None),
        min(reports, default=None),
    )


def _judged(events: Sequence[Withdrawal], limits: Limits) -> tuple[Decimal | None, Judgement]:
    """Return the sum of events and what the rule says of it."""
    known = [event.amount_wan for event in events if event.amount_wan is not None]
    complete = len(known) == len(events)
    so_far = sum(known, Decimal(0))
    first = events[0]
    judgement = judge_withdrawal(
        first.kind, so_far, first.bank_balance_wan, first.firm_balance_wan, limits
    )
    if complete or judgement.outcome in (MUST, REGISTERED):
        return so_far if complete else None, judgement
    return None, Judgement(OPEN, missing=(AMOUNT, *judgement.missing))


@dataclass(frozen=True)
class ReportCount:
    """How banks keep the duty: cases that must be reported, those reported, open ones."""

    due: int
    reported: int
    open: int
    registered: int
    rate_pct: Decimal | None


def report_count(found: Iterable[Case]) -> ReportCount:
    """Count cases; 报告率 = 已报 ÷ 应报, None where none is due."""
    listed = list(found)
    due = [case for case in listed if case.judgement.outcome == MUST]
    reported = sum(case.reported_on is not None for case in due)
    return ReportCount(
        len(due),
        reported,
        sum(case.judgement.outcome == OPEN for case in listed),
        sum(case.judgement.outcome == REGISTERED for case in listed),
        percent(reported, len(due)) if due else None,
    )
