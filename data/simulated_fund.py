"""A simulated turnover fund: contributions due and paid, loans of a few days, their return."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from data.records import Record
from data.registers import RegisterEntry
from data.simulated_registers import Event, next_monday

_REGISTER = "turnover_fund"
_STEP_WAN = Decimal(50)


class Contribution(Record):
    """What a region owes the fund, and what it paid on which days."""

    due_wan: Decimal
    paid_wan: dict[date, Decimal]


class Fund(Record):
    """The declaration of the fund.

    Attributes
    ----------
    due_on
        Day on which the contributions were asked for.
    every_days
        So many days between two loans on average.
    unreturned
        So many loans, the first ones, are never returned.
    """

    due_on: date
    contributions: dict[str, Contribution]
    first: date
    last: date
    every_days: int
    longest_days: int
    unreturned: int = 0


def events(
    fund: Fund, firms: Sequence[tuple[str, str]], draw: np.random.Generator
) -> Iterator[Event]:
    """Yield the movements of the fund; it never lends more than it holds.

    Parameters
    ----------
    firms
        County and name of who may borrow.
    """
    yield from _contributions(fund)
    yield from _loans(fund, firms, draw)


def _contributions(fund: Fund) -> Iterator[Event]:
    for number, (region, each) in enumerate(fund.contributions.items(), 1):
        asked = {"movement": "应缴", "amount_wan": each.due_wan, "evidence": "出资通知（模拟）"}
        yield _event(f"YJ-{number:02d}", fund.due_on, region, asked)
        for part, (day, amount) in enumerate(each.paid_wan.items(), 1):
            paid = {"movement": "到位", "amount_wan": amount, "evidence": "拨款单（模拟）"}
            yield _event(f"DW-{number:02d}-{part}", day, region, paid)


def _loans(
    fund: Fund, firms: Sequence[tuple[str, str]], draw: np.random.Generator
) -> Iterator[Event]:
    """Yield loans with their returns, lending only what is at hand on the day."""
    paid = [each.paid_wan.items() for each in fund.contributions.values()]
    movements = [pair for each in paid for pair in each]
    day, number = fund.first, 0
    while day <= fund.last:
        wanted = _STEP_WAN * int(draw.integers(2, 31))
        borrower = firms[int(draw.integers(len(firms)))]
        due = day + timedelta(days=int(draw.integers(5, fund.longest_days + 1)))
        back = due + timedelta(days=int(draw.choice([0, 0, 0, 0, 6, 15])))
        if wanted <= sum(amount for when, amount in movements if when <= day):
            number += 1
            returned = number > fund.unreturned and back <= fund.last
            yield from _loan(number, wanted, borrower, (day, due, back if returned else None))
            movements += [(day, -wanted), (back, wanted)] if returned else [(day, -wanted)]
        day += timedelta(days=int(draw.integers(1, 2 * fund.every_days)))


def _loan(
    number: int, amount: Decimal, borrower: tuple[str, str], days: tuple[date, date, date | None]
) -> Iterator[Event]:
    place, firm = borrower
    day, due, back = days
    key = f"FK-{number:03d}"
    said: dict[str, Any] = {"amount_wan": amount, "firm": firm}
    yield _event(key, day, place, {"movement": "放款", "due": due} | said)
    if back is not None:
        yield _event(f"HS-{number:03d}", back, place, {"movement": "回收", "loan": key} | said)


def _event(key: str, day: date, region: str, fields: dict[str, Any]) -> Event:
    return Event(RegisterEntry(_REGISTER, key, day, region, fields, 0), next_monday(day))
