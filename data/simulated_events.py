"""Simulated events: lists of firms, withdrawn loans, contracts of matchmaking, a turnover fund.

Firms are those of the simulated register of enterprises, with name and code; of a city without
one they are placeholders (温州样本企业A-017, the letter is the county). Cases on the very bounds of
a duty are written in the declaration; the ordinary ones are drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from data import simulated_fund, simulated_registers, simulated_subjects
from data.datasets import Dataset
from data.records import CatalogueError, Record
from data.registers import RegisterEntry, RegisterSubmission
from data.simulated_registers import Event, next_monday

_KINDS = ("抽贷", "压贷", "断贷")
_REASONS = ("风险预警名单", "抵押物价值下降", "上级行压降额度", "企业停工", "贷款用途存疑")
_EVIDENCE = "银行函告（模拟）"
_NEXT_DAY = timedelta(days=1)
_ODDS_LISTED, _ODDS_REPORTED = 0.35, 0.7
_ODDS_WITHOUT_FIRM, _ODDS_WITHOUT_BANK = 0.2, 0.08


class Firms(Record):
    """How many firms of each county take part; placeholders are called `prefix` and a number."""

    prefix: str = ""
    places: dict[str, int]


class List(Record):
    """A list of firms: its first `size` firms by chance, the last `left` of which leave later."""

    name: str
    size: int
    day: date
    protects: bool = False
    left: int = 0
    left_on: date | None = None


class Withdrawals(Record):
    """Ordinary withdrawals to be drawn."""

    first: date
    last: date
    count: int


class Withdrawal(Record):
    """A withdrawal written out, such as one on the bound of the duty to report."""

    key: str
    day: date
    bank: str
    place: str
    firm: int
    withdrawal_kind: str = "抽贷"
    amount_wan: Decimal
    bank_balance_wan: Decimal | None = None
    firm_balance_wan: Decimal | None = None
    due: date | None = None
    reported_on: date | None = None
    reason: str = ""


class Meeting(Record):
    """A meeting of banks and firms at which contracts are signed.

    Attributes
    ----------
    divisions
        Only firms of these divisions, where the firms are those of a register.
    """

    name: str
    day: date
    trade: str
    count: int
    divisions: tuple[str, ...] = ()


class Plan(Record):
    """The declaration of a city's events.

    Attributes
    ----------
    arrivals
        Days on which the money that has arrived is reported, contract by contract.
    """

    seed: int
    firms: Firms
    lists: tuple[List, ...] = ()
    drawn: Withdrawals | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    arrivals: tuple[date, ...] = ()
    fund: simulated_fund.Fund | None = None
    subjects: simulated_subjects.Subjects | None = None


class NamedFirm(NamedTuple):
    """A firm of the register of enterprises."""

    name: str
    uscc: str
    industry: str


NamedFirms = Mapping[str, Sequence[NamedFirm]]
"""By county: the firms that may take part, in order."""


@dataclass(frozen=True)
class _Scene:
    """Who takes part: the firms with their counties, those on a list, the banks.

    Attributes
    ----------
    known
        By name: what the register of enterprises knows of a firm.
    """

    firms: tuple[tuple[str, str], ...]
    listed: tuple[tuple[str, str], ...]
    banks: tuple[str, ...]
    known: Mapping[str, NamedFirm]

    def named(self, firm: str) -> dict[str, Any]:
        """Return the fields that say which firm an entry is about."""
        return {"firm": firm} | ({"uscc": self.known[firm].uscc} if firm in self.known else {})

    def of_divisions(self, divisions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return the firms of some divisions, all where none are named or known."""
        found = [
            each
            for each in self.firms
            if each[1] in self.known and self.known[each[1]].industry in divisions
        ]
        return tuple(found) or self.firms


def submissions(
    dataset: Dataset, plan: Plan, named: NamedFirms | None = None
) -> list[RegisterSubmission]:
    """Return the simulated events of a dataset as batches of register entries.

    Parameters
    ----------
    named
        The firms of the register of enterprises; None: placeholders.
    """
    draw = np.random.default_rng([plan.seed, 1])
    firms = tuple(_firms(plan.firms, named))
    order = draw.permutation(len(firms))
    size = max((each.size for each in plan.lists), default=0)
    listed = tuple(firms[number] for number in order[:size])
    known = {each.name: each for those in (named or {}).values() for each in those}
    scene = _Scene(firms, listed, tuple(bank.id for bank in dataset.banks), known)
    events = [
        *_lists(plan, scene),
        *_written(plan, scene),
        *_drawn(plan, scene, np.random.default_rng([plan.seed, 2])),
        *_contracts(plan, scene, np.random.default_rng([plan.seed, 3])),
    ]
    if plan.fund is not None:
        fund_draw = np.random.default_rng([plan.seed, 4])
        events += simulated_fund.events(plan.fund, scene.firms, fund_draw)
    if plan.subjects is not None:
        taking_part = [(place, scene.named(firm)) for place, firm in scene.firms]
        events += simulated_subjects.events(plan.subjects, taking_part)
    return simulated_registers.submissions(dataset, events)


def _firms(firms: Firms, named: NamedFirms | None) -> Iterator[tuple[str, str]]:
    for letter, (place, count) in enumerate(firms.places.items()):
        if named is not None and len(named[place]) < count:
            msg = f"events.firms：{place} 只有 {len(named[place])} 家合适的企业，不足 {count} 家"
            raise CatalogueError(msg)
        for number in range(1, count + 1):
            yield place, named[place][number - 1].name if named else _name(firms, letter, number)


def _name(firms: Firms, letter: int, number: int) -> str:
    return f"{firms.prefix}{chr(ord('A') + letter)}-{number:03d}"


def _lists(plan: Plan, scene: _Scene) -> Iterator[Event]:
    for position, each in enumerate(plan.lists, 1):
        for number, (place, firm) in enumerate(scene.listed[: each.size], 1):
            said: dict[str, Any] = {"roster": each.name, "protects": each.protects}
            fields = said | scene.named(firm)
            key = f"MD{position}-{number:03d}"
            entry = RegisterEntry("firm_rosters", key, each.day, place, fields, 0)
            yield Event(entry, each.day + _NEXT_DAY)
            if each.left_on is not None and number > each.size - each.left:
                gone = replace(entry, fields=fields | {"left": each.left_on})
                yield Event(gone, each.left_on + _NEXT_DAY)


def _written(plan: Plan, scene: _Scene) -> Iterator[Event]:
    for each in plan.withdrawals:
        fields = each.model_dump(exclude={"key", "day", "bank", "place", "firm"})
        firm = [name for place, name in scene.firms if place == each.place][each.firm - 1]
        fields |= scene.named(firm) | {"evidence": _EVIDENCE, "reason": each.reason or None}
        yield _withdrawal(each.key, each.day, each.place, each.bank, fields)


def _withdrawal(key: str, day: date, place: str, bank: str, fields: dict[str, Any]) -> Event:
    entry = RegisterEntry("credit_withdrawals", key, day, place, fields, 0, subject=bank)
    return Event(entry, next_monday(day))


def _drawn(plan: Plan, scene: _Scene, draw: np.random.Generator) -> Iterator[Event]:
    if plan.drawn is None:
        return
    span = (plan.drawn.last - plan.drawn.first).days
    offsets = sorted(int(number) for number in draw.integers(0, span + 1, plan.drawn.count))
    for number, offset in enumerate(offsets, 1):
        day = plan.drawn.first + timedelta(days=offset)
        pool = scene.listed if draw.random() < _ODDS_LISTED and scene.listed else scene.firms
        place, firm = pool[int(draw.integers(len(pool)))]
        bank = scene.banks[int(draw.integers(len(scene.banks)))]
        fields = scene.named(firm) | {"evidence": _EVIDENCE} | _amounts(day, draw)
        yield _withdrawal(f"CD-{day.year}-{number:03d}", day, place, bank, fields)


def _amounts(day: date, draw: np.random.Generator) -> dict[str, Any]:
    """Draw kind, amount, balances and days of one withdrawal; some balances are not known."""
    kind = _KINDS[int(draw.choice(len(_KINDS), p=[0.5, 0.3, 0.2]))]
    amount = 10 * max(2, round(float(draw.lognormal(3.3, 0.8))))
    of_bank = 10 * round(amount * float(draw.uniform(1.1, 6)) / 10)
    of_firm = 10 * round(of_bank * float(draw.uniform(1, 3)) / 10)
    without_bank, without_firm, reported = draw.random(3)
    after = timedelta(days=int(draw.integers(1, 9)))
    early = timedelta(days=int(draw.integers(15, 240))) if kind == "抽贷" else timedelta(0)
    return {
        "withdrawal_kind": kind,
        "amount_wan": Decimal(amount),
        "bank_balance_wan": None if without_bank < _ODDS_WITHOUT_BANK else Decimal(of_bank),
        "firm_balance_wan": None if without_firm < _ODDS_WITHOUT_FIRM else Decimal(of_firm),
        "due": day + early,
        "reported_on": day + after if reported < _ODDS_REPORTED else None,
        "reason": _REASONS[int(draw.integers(len(_REASONS)))],
    }


def _contracts(plan: Plan, scene: _Scene, draw: np.random.Generator) -> Iterator[Event]:
    number = 0
    for meeting in plan.meetings:
        for _ in range(meeting.count):
            number += 1
            yield from _contract(plan, scene, draw, meeting, f"DJ-{number:03d}")


def _contract(
    plan: Plan, scene: _Scene, draw: np.random.Generator, meeting: Meeting, key: str
) -> Iterator[Event]:
    """Yield a contract as it is signed, and again whenever the money that arrived is reported."""
    pool = scene.of_divisions(meeting.divisions)
    place, firm = pool[int(draw.integers(len(scene.firms))) % len(pool)]
    bank = scene.banks[int(draw.integers(len(scene.banks)))]
    signed = 50 * int(draw.integers(2, 61))
    promised = meeting.day + timedelta(days=int(draw.integers(30, 121)))
    fields: dict[str, Any] = {
        "firm": firm,
        "event": meeting.name,
        "trade": meeting.trade,
        "signed_wan": Decimal(signed),
        "promised": promised,
    }
    entry = RegisterEntry("matchmaking", key, meeting.day, place, fields, 0, subject=bank)
    yield Event(entry, meeting.day + timedelta(days=2))
    ends, silent = float(draw.choice([1.0, 0.6, 0.0], p=[0.6, 0.24, 0.16])), draw.random() < 0.1
    for told in plan.arrivals:
        if told > meeting.day and not silent:
            came = min(1.0, (told - meeting.day) / (promised - meeting.day)) * ends
            arrived = {"arrived_wan": Decimal(10 * int(signed * came / 10))}
            again = replace(entry, fields=fields | arrived)
            yield Event(again, told + timedelta(days=5))
