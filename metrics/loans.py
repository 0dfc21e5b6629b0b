"""Loans, guarantees and funds: net increase, shares, weighted rates, fulfilment, balances.

All amounts are exact decimals. What is missing stays missing: a sum with a missing part, a ratio
without its denominator are None, never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from metrics.rounding import percent

WAN_PER_YI = Decimal(10_000)
Movement = Literal["应缴", "到位", "放款", "回收"]


def net_increase(closing: Decimal | None, opening: Decimal | None) -> Decimal | None:
    """Return closing less opening balance: what 新增 means for a balance (may be negative).

    Examples
    --------
    >>> net_increase(Decimal("2310.5"), Decimal("2200"))
    Decimal('110.5')
    >>> net_increase(Decimal("2310.5"), None) is None
    True
    """
    return None if closing is None or opening is None else closing - opening


def total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, None where a part is missing or there is none.

    Examples
    --------
    >>> total([Decimal(1), Decimal(2)]), total([Decimal(1), None]), total([])
    (Decimal('3'), None, None)
    """
    found = list(parts)
    known = [part for part in found if part is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


def share_pct(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a part in percent of the whole, unrounded; None without a positive whole.

    Examples
    --------
    >>> share_pct(Decimal(30), Decimal(120))
    Decimal('25')
    >>> share_pct(Decimal(0), Decimal(0)) is None
    True
    """
    if part is None or whole is None or whole <= 0:
        return None
    return percent(part, whole)


def points_between(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return the difference of two percentages in 百分点, unrounded.

    Examples
    --------
    >>> points_between(Decimal("25.5"), Decimal("24"))
    Decimal('1.5')
    """
    return net_increase(now, before)


def average_fee_rate_pct(
    parts: Iterable[tuple[Decimal | None, Decimal | None]],
) -> Decimal | None:
    """Return the average fee rate in percent: all fees over all guaranteed amounts.

    Large guarantees weigh as much as they are large; the mean of single rates would let a small
    one count as much as a large one.

    Parameters
    ----------
    parts
        Pairs of the annual fee in 万元 and the guaranteed amount in 亿元.

    Returns
    -------
    Decimal or None
        Unrounded; None where a figure is missing or nothing was guaranteed.

    Examples
    --------
    >>> average_fee_rate_pct([(Decimal(100), Decimal(1)), (Decimal(50), Decimal("0.25"))])
    Decimal('1.2')
    """
    pairs = list(parts)
    fees = total(fee for fee, _ in pairs)
    amounts = total(amount for _, amount in pairs)
    return share_pct(fees, None if amounts is None else amounts * WAN_PER_YI)


def guarantee_multiple(balance: Decimal | None, net_assets: Decimal | None) -> Decimal | None:
    """Return the guaranteed balance as a multiple of net assets; None without positive ones.

    Examples
    --------
    >>> guarantee_multiple(Decimal(45), Decimal(30))
    Decimal('1.5')
    """
    if balance is None or net_assets is None or net_assets <= 0:
        return None
    return balance / net_assets


def cost_reduction_pp(base_pct: Decimal | None, now_pct: Decimal | None) -> Decimal | None:
    """Return by how many 百分点 the cost fell below its base; negative where it rose.

    Examples
    --------
    >>> cost_reduction_pp(Decimal("6.20"), Decimal("5.65"))
    Decimal('0.55')
    """
    return net_increase(base_pct, now_pct)


@dataclass(frozen=True)
class RateComparison:
    """A rate against that of the same period a year before.

    Attributes
    ----------
    attained
        Whether it is not above; None where either is missing. Equal is not above.
    gap_pp
        Now less before, in 百分点.
    """

    now_pct: Decimal | None
    before_pct: Decimal | None
    attained: bool | None
    gap_pp: Decimal | None


def not_above(now_pct: Decimal | None, before_pct: Decimal | None) -> RateComparison:
    """Compare a rate with the same period a year before (不高于: equal attains).

    Examples
    --------
    >>> not_above(Decimal("5.20"), Decimal("5.20")).attained
    True
    >>> not_above(Decimal("5.21"), Decimal("5.20")).attained
    False
    """
    gap = points_between(now_pct, before_pct)
    return RateComparison(now_pct, before_pct, None if gap is None else gap <= 0, gap)


@dataclass(frozen=True)
class Contract:
    """An agreed loan; `arrived_wan` None is 未报."""

    key: str
    signed_wan: Decimal
    arrived_wan: Decimal | None
    promised: date | None = None


@dataclass(frozen=True)
class LateContract:
    """A contract that has not arrived in full after the day agreed."""

    key: str
    short_wan: Decimal
    days: int


@dataclass(frozen=True)
class Fulfilment:
    """How far agreed loans have arrived.

    Attributes
    ----------
    signed_wan, arrived_wan
        Sums over the contracts whose arrived amount is reported.
    rate_pct
        Arrived over signed of these; None where there are none.
    unreported
        Keys of contracts whose arrived amount is not reported; they are in no sum.
    late
        Contracts overdue, the longest first.
    """

    contracts: int
    signed_wan: Decimal
    arrived_wan: Decimal
    rate_pct: Decimal | None
    unreported: tuple[str, ...]
    late: tuple[LateContract, ...]


def fulfilment(contracts: Sequence[Contract], as_of: date) -> Fulfilment:
    """Return the rate of fulfilment 履约率 = 到位金额 ÷ 签约金额 and what is overdue.

    Parameters
    ----------
    as_of
        A contract is overdue after the day agreed, not on it.

    Examples
    --------
    >>> paid = Contract("1", Decimal(100), Decimal(80), date(2020, 6, 30))
    >>> found = fulfilment([paid], date(2020, 7, 1))
    >>> found.rate_pct, found.late
    (Decimal('80'), (LateContract(key='1', short_wan=Decimal('20'), days=1),))
    """
    told = [(each.signed_wan, each.arrived_wan) for each in contracts]
    reported = [(signed, arrived) for signed, arrived in told if arrived is not None]
    signed = sum((pair[0] for pair in reported), Decimal(0))
    arrived = sum((pair[1] for pair in reported), Decimal(0))
    late = [found for each in contracts if (found := _late(each, as_of)) is not None]
    return Fulfilment(
        len(contracts),
        signed,
        arrived,
        share_pct(arrived, signed),
        tuple(each.key for each in contracts if each.arrived_wan is None),
        tuple(sorted(late, key=lambda each: (-each.days, each.key))),
    )


def _late(contract: Contract, as_of: date) -> LateContract | None:
    if contract.promised is None or contract.arrived_wan is None or as_of <= contract.promised:
        return None
    short = contract.signed_wan - contract.arrived_wan
    days = (as_of - contract.promised).days
    return LateContract(contract.key, short, days) if short > 0 else None


@dataclass(frozen=True)
class FundMovement:
    """A movement of a fund; `loan` is the key of the loan that a repayment belongs to."""

    key: str
    movement: Movement
    amount_wan: Decimal
    unit: str = ""
    loan: str = ""
    due: date | None = None


@dataclass(frozen=True)
class FundLoan:
    """A loan of a fund that is not repaid in full; `days` overdue, 0 before its due day."""

    key: str
    open_wan: Decimal
    days: int


@dataclass(frozen=True)
class Fund:
    """A turnover fund.

    Attributes
    ----------
    owed_wan, paid_in_wan
        What the units have to pay in, and what has arrived.
    balance_wan
        到位出资 + 回收 − 放款.
    turnover
        How often the money paid in has been lent; None as long as none is.
    open_loans
        Loans not repaid in full, the longest overdue first.
    overdue_wan
        What is open of loans after their due day.
    unassigned_wan
        Repayments that name no loan of the fund: in the balance, but in no loan.
    by_unit
        By paying unit: owed and paid in.
    """

    owed_wan: Decimal
    paid_in_wan: Decimal
    lent_wan: Decimal
    returned_wan: Decimal
    balance_wan: Decimal
    turnover: Decimal | None
    open_loans: tuple[FundLoan, ...]
    overdue_wan: Decimal
    unassigned_wan: Decimal
    by_unit: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


def fund(movements: Sequence[FundMovement], as_of: date) -> Fund:
    """Return the state of a fund from its movements up to a day.

    Parameters
    ----------
    movements
        In any order.
    as_of
        A loan is overdue after its due day, not on it.

    Examples
    --------
    >>> ledger = [FundMovement("1", "到位", Decimal(1000)), FundMovement("2", "放款", Decimal(600)),
    ...           FundMovement("3", "回收", Decimal(200), loan="2")]
    >>> found = fund(ledger, date(2016, 1, 1))
    >>> found.balance_wan, found.turnover
    (Decimal('600'), Decimal('0.6'))
    """
    sums = {kind: _sum_of(movements, kind) for kind in ("应缴", "到位", "放款", "回收")}
    paid_in, lent, returned = sums["到位"], sums["放款"], sums["回收"]
    open_loans = _open_loans(movements, as_of)
    keys = {each.key for each in movements if each.movement == "放款"}
    unassigned = [m for m in movements if m.movement == "回收" and m.loan not in keys]
    return Fund(
        sums["应缴"],
        paid_in,
        lent,
        returned,
        paid_in + returned - lent,
        lent / paid_in if paid_in else None,
        open_loans,
        sum((loan.open_wan for loan in open_loans if loan.days), Decimal(0)),
        _sum_of(unassigned, "回收"),
        _by_unit(movements),
    )


def _sum_of(movements: Iterable[FundMovement], kind: str) -> Decimal:
    return sum((each.amount_wan for each in movements if each.movement == kind), Decimal(0))


def _open_loans(movements: Sequence[FundMovement], as_of: date) -> tuple[FundLoan, ...]:
    returned: dict[str, Decimal] = {}
    for each in movements:
        if each.movement == "回收":
            returned[each.loan] = returned.get(each.loan, Decimal(0)) + each.amount_wan
    loans = [
        FundLoan(each.key, left, _days_overdue(each.due, as_of))
        for each in movements
        if each.movement == "放款"
        and (left := each.amount_wan - returned.get(each.key, Decimal(0))) > 0
    ]
    return tuple(sorted(loans, key=lambda loan: (-loan.days, loan.key)))


def _days_overdue(due: date | None, as_of: date) -> int:
    return 0 if due is None else max(0, (as_of - due).days)


def _by_unit(movements: Iterable[FundMovement]) -> dict[str, tuple[Decimal, Decimal]]:
    units: dict[str, tuple[Decimal, Decimal]] = {}
    for each in movements:
        owed, paid = units.get(each.unit, (Decimal(0), Decimal(0)))
        if each.movement == "应缴":
            units[each.unit] = (owed + each.amount_wan, paid)
        elif each.movement == "到位":
            units[each.unit] = (owed, paid + each.amount_wan)
    return units
