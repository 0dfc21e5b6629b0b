"""Withdrawals of credit: which of them a bank must report, and which reason fired.

Unless chosen otherwise only 抽贷 (called back before maturity) can be subject to report; 压贷 and
断贷 are registered.
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
Outcome = Literal["须报告", "不须报告", "待核实", "只登记", "不在有效期"]
MUST: Outcome = "须报告"
MUST_NOT: Outcome = "不须报告"
OPEN: Outcome = "待核实"
REGISTERED: Outcome = "只登记"
OUT_OF_FORCE: Outcome = "不在有效期"
BY_AMOUNT, BY_BANK, BY_FIRM = "金额", "占该行余额", "占企业全部余额"
AMOUNT, BANK_BALANCE, FIRM_BALANCE = "收贷金额", "该行余额", "企业全部余额"


@dataclass(frozen=True)
class Limits:
    """From where on a withdrawal must be reported; the limits are included.

    Attributes
    ----------
    amount_wan, share_of_bank, share_of_firm
        Limits of the amount and of its share of the loans at the bank and of all loans (0.5 is
        one half); None where the chosen reading does not look at it.
    kinds
        Which withdrawals can be subject to report.
    by_month
        Whether those of one bank on one firm are added up by calendar month.
    valid_from, valid_to
        First and last day on which the rule holds, both included; None is no bound.
    """

    amount_wan: Decimal | None
    share_of_bank: Decimal | None
    share_of_firm: Decimal | None
    kinds: tuple[str, ...] = (CALLED_BACK,)
    by_month: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule holds on a day."""
        begun = self.valid_from is None or day >= self.valid_from
        return begun and (self.valid_to is None or day <= self.valid_to)


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
        the share of all, too. A balance of zero leaves the amount alone to decide.

    Examples
    --------
    >>> limits = Limits(Decimal(500), Decimal("0.5"), Decimal("0.5"))
    >>> judge_withdrawal("抽贷", Decimal(100), Decimal(200), Decimal(900), limits).text
    '须报告（占该行余额）'
    >>> judge_withdrawal("抽贷", Decimal(100), None, Decimal(900), limits).text
    '待核实（缺：该行余额）'
    """
    if kind not in limits.kinds:
        return Judgement(REGISTERED)
    if amount_wan is None:
        return Judgement(OPEN, missing=(AMOUNT,))
    tests = {
        BY_AMOUNT: limits.amount_wan is not None and amount_wan >= limits.amount_wan,
        BY_BANK: _reaches(amount_wan, bank_balance_wan, limits.share_of_bank),
        BY_FIRM: _reaches(amount_wan, firm_balance_wan, limits.share_of_firm),
    }
    fired = tuple(name for name, reached in tests.items() if reached)
    missing = () if fired else _missing(bank_balance_wan, firm_balance_wan, limits)
    return Judgement(
        MUST if fired else OPEN if missing else MUST_NOT,
        fired,
        _share_pct(amount_wan, bank_balance_wan),
        _share_pct(amount_wan, firm_balance_wan),
        missing,
        tuple(_doubts(amount_wan, bank_balance_wan, firm_balance_wan)),
    )


def _reaches(amount: Decimal, balance: Decimal | None, share: Decimal | None) -> bool:
    if balance is None or share is None or balance <= 0:
        return False
    return amount >= balance * share


def _missing(bank: Decimal | None, firm: Decimal | None, limits: Limits) -> tuple[str, ...]:
    """Return the balance that is needed to decide: the bank's, where both shares count."""
    if limits.share_of_bank is not None:
        return (BANK_BALANCE,) if bank is None else ()
    return (FIRM_BALANCE,) if limits.share_of_firm is not None and firm is None else ()


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
        The first report; None where there is none. One of a sum that was not due yet is none of
        what became due later.
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
        In any order. The balances that count are those of the first one in a month: what stood
        before it began. A case begun while the rule does not hold is not judged.
    """
    groups: dict[tuple[str, ...], list[Withdrawal]] = {}
    for each in sorted(withdrawals, key=lambda entry: (entry.day, entry.key)):
        single = "" if limits.by_month and each.kind in limits.kinds else each.key
        month = f"{each.day:%Y-%m}"
        groups.setdefault((each.bank, each.firm, each.kind, month, single), []).append(each)
    found = [_case(tuple(events), limits) for events in groups.values()]
    return sorted(found, key=lambda case: (case.day, case.events[-1].key), reverse=True)


def _case(events: tuple[Withdrawal, ...], limits: Limits) -> Case:
    first = events[0]
    steps = [_judged(events[: count + 1], limits) for count in range(len(events))]
    fired = [event.day for event, (_, step) in zip(events, steps, strict=True) if step.triggers]
    due_from = min(fired, default=None)
    amount, judgement = steps[-1]
    return Case(
        first.bank,
        first.firm,
        first.kind,
        events,
        amount,
        judgement,
        due_from,
        min(_reports(events, due_from), default=None),
    )


def _reports(events: Sequence[Withdrawal], due_from: date | None) -> Iterable[date]:
    """Yield the reports that count: before the duty began, only of the event that began it.

    What was reported of a smaller sum, before the next withdrawal of the month made it due, leaves
    that one unreported.
    """
    for event in events:
        said = event.reported_on
        if said is not None and (due_from is None or max(said, event.day) >= due_from):
            yield said


def _judged(events: Sequence[Withdrawal], limits: Limits) -> tuple[Decimal | None, Judgement]:
    """Return the sum of events and what the rule says of it."""
    known = [event.amount_wan for event in events if event.amount_wan is not None]
    complete = len(known) == len(events)
    so_far = sum(known, Decimal(0))
    first = events[0]
    if not limits.holds_on(first.day):
        return so_far if complete else None, Judgement(OUT_OF_FORCE)
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
