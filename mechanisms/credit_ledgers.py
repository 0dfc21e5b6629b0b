"""Two ledgers of loans: what was agreed and has arrived, and the turnover fund."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from data import catalogue, datasets, registers
from data.registers import Register, RegisterEntry
from data.store import Question
from mechanisms.credit_cases import bank_name, firm_question
from metrics.loans import (
    Contract,
    Fulfilment,
    Fund,
    FundLoan,
    FundMovement,
    LateContract,
    Movement,
    fulfilment,
    fund,
)

CONTRACTS, FUND = "matchmaking", "turnover_fund"


@dataclass(frozen=True, eq=False)
class LateRow:
    """An overdue contract with its names."""

    late: LateContract
    bank: str
    firm: str
    region: str
    entry: RegisterEntry


@dataclass(frozen=True, eq=False)
class Matchmaking:
    """Agreed loans; `found` is None where nothing was registered."""

    register: Register
    found: Fulfilment | None
    late: tuple[LateRow, ...]


@dataclass(frozen=True, eq=False)
class OpenLoan:
    """A loan of the fund that is not repaid in full."""

    loan: FundLoan
    entry: RegisterEntry


@dataclass(frozen=True, eq=False)
class Ledger:
    """The turnover fund; `found` is None where nothing was registered.

    Attributes
    ----------
    units
        By paying unit: name, owed, paid in (万元).
    is_partial
        Whether the viewer sees his own county's part only: sums are then no sums of the fund.
    """

    register: Register
    found: Fund | None
    units: tuple[tuple[str, Decimal, Decimal], ...]
    open_loans: tuple[OpenLoan, ...]
    is_partial: bool = False


def matchmaking(question: Question) -> Matchmaking:
    """Return the agreed loans of the firms that the viewer may see."""
    entries = _until(question, CONTRACTS)
    made = registers.register(CONTRACTS)
    if not entries:
        return Matchmaking(made, None, ())
    found = fulfilment([_contract(entry) for entry in entries], question.as_of)
    by_key = {entry.key: entry for entry in entries}
    return Matchmaking(
        made, found, tuple(_late(question, late, by_key[late.key]) for late in found.late)
    )


def _until(question: Question, register: str) -> list[RegisterEntry]:
    found = registers.entries(firm_question(question), register)
    return [entry for entry in found if entry.day <= question.as_of]


def _contract(entry: RegisterEntry) -> Contract:
    return Contract(
        entry.key,
        entry.amount("signed_wan") or Decimal(0),
        entry.amount("arrived_wan"),
        entry.when("promised"),
    )


def _late(question: Question, late: LateContract, entry: RegisterEntry) -> LateRow:
    dataset = datasets.dataset(question.dataset)
    return LateRow(late, bank_name(dataset, entry.subject), entry.text("firm"), entry.region, entry)


def turnover_fund(question: Question) -> Ledger:
    """Return the fund's ledger up to the day of asking."""
    found = registers.entries(question, FUND)
    entries = [entry for entry in found if entry.day <= question.as_of]
    made = registers.register(FUND)
    if not entries:
        return Ledger(made, None, (), ())
    state = fund([_movement(entry) for entry in entries], question.as_of)
    by_key = {entry.key: entry for entry in entries}
    return Ledger(
        made,
        state,
        tuple(_units(state)),
        tuple(OpenLoan(loan, by_key[loan.key]) for loan in state.open_loans),
        question.scope is not None,
    )


def _movement(entry: RegisterEntry) -> FundMovement:
    return FundMovement(
        entry.key,
        cast("Movement", entry.text("movement")),
        entry.amount("amount_wan") or Decimal(0),
        entry.region,
        entry.text("loan"),
        entry.when("due"),
    )


def _units(state: Fund) -> Sequence[tuple[str, Decimal, Decimal]]:
    regions = catalogue.regions()
    return [(regions[code].name, *sums) for code, sums in state.by_unit.items()]
