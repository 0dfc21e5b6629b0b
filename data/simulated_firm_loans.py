"""Loans of firms from which a bank withdrew: the panel says the same as the registered cases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.registers import RegisterEntry, RegisterSubmission
from data.simulated_stories import Told

WITHDRAWALS = "credit_withdrawals"
_COLUMN = "loan_balance_wan"
_OTHER_BANKS = 1.6
"""What all banks lent, against one of them, where a case does not say it."""
_EARLIER = 0.012
"""How much lower the loans were a month before."""


@dataclass(frozen=True)
class _Case:
    month: int
    balance: float
    amount: float


def withdrawn(
    submissions: Iterable[RegisterSubmission], months: Sequence[str], numbers: Mapping[str, int]
) -> Iterator[Told]:
    """Yield the loans of the firms from which a bank withdrew.

    Parameters
    ----------
    numbers
        Place of each firm by its code.
    """
    cases: dict[int, list[_Case]] = {}
    entries = [entry for each in submissions for entry in each.entries]
    for entry in sorted(entries, key=lambda each: each.day):
        month = f"{entry.day:%Y-%m}"
        if entry.register == WITHDRAWALS and month in months:
            cases.setdefault(numbers[entry.text("uscc")], []).append(_case(entry, months))
    for firm, found in cases.items():
        course = _course(found, len(months))
        yield Told(_COLUMN, np.array([firm]), course[:, None], times=False)


def _case(entry: RegisterEntry, months: Sequence[str]) -> _Case:
    amount = float(entry.amount("amount_wan") or 0)
    one_bank = max(float(entry.amount("bank_balance_wan") or 0), amount)
    known = entry.amount("firm_balance_wan")
    balance = round(one_bank * _OTHER_BANKS, 2) if known is None else float(known)
    return _Case(months.index(_month(entry.day)), balance, amount)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _course(cases: list[_Case], count: int) -> np.ndarray:
    """Return a firm's loans by month: as told before a withdrawal, less by it afterwards."""
    known: dict[int, float] = {}
    for case in cases:
        so_far = known.get(case.month, case.balance)
        known.setdefault(case.month - 1, case.balance)
        known[case.month] = max(so_far - case.amount, 0.0)
    first = min(known)
    course = np.interp(np.arange(count), sorted(known), [known[at] for at in sorted(known)])
    earlier = np.arange(count) < first
    course[earlier] *= (1 - _EARLIER) ** (first - np.arange(count)[earlier])
    found: np.ndarray = np.round(course, 2)
    return found
