"""A firm's loans: the balance as reported, and every registered withdrawal of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data import datasets, enterprise_rosters, policies, registers, store
from data.registers import RegisterEntry
from data.store import Question
from mechanisms.credit_cases import ROSTERS, WITHDRAWALS, CaseRow, duty, judged_rows
from mechanisms.firm_card_figures import Line
from mechanisms.policy_library import article_words

BALANCE = "loan_balance_wan"


@dataclass(frozen=True, eq=False)
class Loans:
    """Balance and withdrawals.

    Attributes
    ----------
    balance
        The panel's column with its months.
    cases
        Withdrawals as cases, judged as on the page of loans, the newest first.
    duty
        The rule by which they are judged, in words.
    """

    balance: Line
    cases: tuple[CaseRow, ...]
    duty: str

    @property
    def withdrawn_wan(self) -> Decimal:
        """Sum of the registered amounts, 万元."""
        amounts = [e.amount("amount_wan") for row in self.cases for e in row.entries]
        return sum((amount for amount in amounts if amount is not None), Decimal(0))


def loans(question: Question, firm: int, balance: Line) -> Loans:
    """Return the loans of a firm; withdrawals are found by its codes, else by its own name."""
    dataset = datasets.dataset(question.dataset)
    named = enterprise_rosters.entries_of(question, WITHDRAWALS, firm)
    entries = [entry for entry in named if entry.day <= question.as_of]
    rule = duty(dataset)
    rosters = registers.entries(question, ROSTERS) if entries else []
    cases = sorted(judged_rows(dataset, entries, rosters, rule), key=_day, reverse=True)
    return Loans(balance, tuple(cases), rule.text)


def _day(row: CaseRow) -> date:
    return row.case.day


@dataclass(frozen=True)
class Membership:
    """A firm on a roster.

    Attributes
    ----------
    left
        The day on which it was taken off; None while it stands there.
    source
        Document and article that ask for the roster; without one, who sent it.
    """

    roster: str
    since: date
    left: date | None
    holds: bool
    protects: bool
    source: str
    entry: RegisterEntry


def memberships(question: Question, firm: int) -> tuple[Membership, ...]:
    """Return every roster on which the firm stands or stood by the day, those that hold first."""
    found = [
        _membership(question, entry)
        for entry in enterprise_rosters.entries_of(question, ROSTERS, firm)
        if entry.day <= question.as_of
    ]
    return tuple(sorted(found, key=lambda each: (not each.holds, each.roster, each.since)))


def _membership(question: Question, entry: RegisterEntry) -> Membership:
    left = entry.when("left")
    holds = left is None or question.as_of < left
    source = _source(question, entry)
    protects = entry.fields.get("protects") is True
    return Membership(entry.text("roster"), entry.day, left, holds, protects, source, entry)


def _source(question: Question, entry: RegisterEntry) -> str:
    """Return the article that asks for the roster, else the roster's own source or its batch."""
    dataset = datasets.dataset(question.dataset)
    roster = entry.text("roster")
    for document in map(policies.document, dataset.documents):
        for mechanism in document.mechanisms:
            if mechanism.served_by == f"名录:{roster}":
                return f"{document.title}{article_words(mechanism.article)}（{mechanism.name}）"
    declared = dataset.roster(roster)
    known = store.batch_sources(question, [entry.batch])
    return declared.source if declared else "".join(source for _, source, _, _ in known)
