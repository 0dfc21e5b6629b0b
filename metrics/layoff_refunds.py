"""What a firm gets back for keeping its staff, and how much of it hangs on the lay-off rate.

Of refunds of one group a firm gets one, the highest; which of them it is entitled to may be
open, and then the amount is a span from what is sure to what is possible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from metrics.rounding import half_up

PAID, ARREARS = "社保费入库数", "其中补缴（没有填0）"
CENTS = 2


@dataclass(frozen=True)
class Basis:
    """The amount that a refund is reckoned from, in yuan; None with what is missing or wrong."""

    yuan: Decimal | None
    missing: tuple[str, ...] = ()


def monthly_basis(paid_yuan: Decimal | None, arrears_yuan: Decimal | None) -> Basis:
    """Return the month's premium: what the tax office took in, back payments left out.

    Parameters
    ----------
    paid_yuan
        Taken in during the month that the document names, for the month before it.
    arrears_yuan
        Back payments among it; not entered is not none.

    Examples
    --------
    >>> monthly_basis(Decimal(230000), Decimal(30000)).yuan
    Decimal('200000')
    >>> monthly_basis(Decimal(230000), None).missing
    ('其中补缴（没有填0）',)
    """
    named = {PAID: paid_yuan, ARREARS: arrears_yuan}
    missing = tuple(name for name, amount in named.items() if amount is None)
    if paid_yuan is None or arrears_yuan is None:
        return Basis(None, missing)
    if not 0 <= arrears_yuan <= paid_yuan:
        return Basis(None, ("不大于入库数的补缴",))
    return Basis(paid_yuan - arrears_yuan)


@dataclass(frozen=True)
class Refund:
    """A refund that a document offers, as it stands for one firm.

    Attributes
    ----------
    rule, name
        Id and name of the rule.
    times
        So many times the basis: months, or 1 for all of a premium; None where the document does
        not state the amount.
    basis
        What it is reckoned from.
    group
        Of refunds in one group a firm gets one only.
    entitled
        Whether the firm fulfils the conditions; None is open.
    by_rate
        Whether keeping the lay-off limit is one of the conditions.
    missing
        What would have to be known, where `entitled` is open.
    """

    rule: str
    name: str
    times: Decimal | None
    basis: Basis
    group: str
    entitled: bool | None
    by_rate: bool
    missing: tuple[str, ...] = ()

    @property
    def yuan(self) -> Decimal | None:
        """The amount if the firm is entitled, to the cent; None where it is not known."""
        if self.times is None or self.basis.yuan is None:
            return None
        return half_up(self.times * self.basis.yuan, CENTS)


@dataclass(frozen=True)
class Stake:
    """What a firm gets of the refunds of one group.

    Attributes
    ----------
    low_yuan, high_yuan
        What is sure and what is possible; equal where nothing is open. `high_yuan` is None
        where an amount that counts is not known.
    chosen
        The refund that gives the sure amount; None where none is sure.
    hangs_yuan
        How much of `low_yuan` the firm loses when it passes the lay-off limit.
    missing
        What would have to be known to close the span.
    """

    low_yuan: Decimal
    high_yuan: Decimal | None
    chosen: Refund | None
    hangs_yuan: Decimal
    missing: tuple[str, ...] = ()


def stake(refunds: Sequence[Refund]) -> Stake:
    """Return what a firm gets of refunds that exclude each other.

    Parameters
    ----------
    refunds
        All of one group.

    Raises
    ------
    ValueError
        If they are of several groups: those are added up, not chosen from.

    Examples
    --------
    >>> basis = Basis(Decimal(200000))
    >>> one = Refund("R04", "一个月", Decimal(1), basis, "g", True, True)
    >>> two = Refund("R05", "两个月", Decimal(2), basis, "g", None, False, ("奖补资格",))
    >>> found = stake([one, two])
    >>> found.low_yuan, found.high_yuan, found.hangs_yuan
    (Decimal('200000.00'), Decimal('400000.00'), Decimal('200000.00'))
    """
    if len({refund.group for refund in refunds}) > 1:
        msg = "不同组的返还不是只享一项，请分组计算后相加"
        raise ValueError(msg)
    chosen = _best(refund for refund in refunds if refund.entitled)
    low = _amount(chosen)
    without = _best(refund for refund in refunds if refund.entitled and not refund.by_rate)
    possible = [refund for refund in refunds if refund.entitled is not False]
    unknown = [refund for refund in possible if refund.yuan is None]
    high = None if unknown else _amount(_best(possible))
    missing = [name for refund in possible if _opens(refund, low) for name in _lacks(refund)]
    return Stake(low, high, chosen, low - _amount(without), tuple(dict.fromkeys(missing)))


def _best(refunds: Iterable[Refund]) -> Refund | None:
    """Return the highest refund of known amount; of equal ones the first."""
    known = [refund for refund in refunds if refund.yuan is not None]
    return max(known, key=_amount, default=None)


def _amount(refund: Refund | None) -> Decimal:
    return Decimal(0) if refund is None or refund.yuan is None else refund.yuan


def _opens(refund: Refund, low: Decimal) -> bool:
    """Whether more could come of a refund than what is sure."""
    return refund.yuan is None or (refund.entitled is None and refund.yuan > low)


def _lacks(refund: Refund) -> tuple[str, ...]:
    amount = ("文件未写明的标准",) if refund.times is None else refund.basis.missing
    return (*refund.missing, *amount)


def once_kept(refunds: Sequence[Refund], keeps: bool | None) -> list[Refund]:
    """Return refunds with the outcome of the lay-off limit put in.

    Parameters
    ----------
    refunds
        `entitled` says whether the other conditions are fulfilled.
    keeps
        Whether the firm keeps the limit; None is open (待核实).

    Examples
    --------
    >>> one = Refund("R04", "一个月", Decimal(1), Basis(Decimal(9)), "g", True, True)
    >>> once_kept([one], False)[0].entitled
    False
    >>> once_kept([one], None)[0].missing
    ('裁员率',)
    """
    return [_with_limit(refund, keeps) if refund.by_rate else refund for refund in refunds]


def _with_limit(refund: Refund, keeps: bool | None) -> Refund:
    if keeps or refund.entitled is False:
        return refund
    if keeps is None:
        return replace(refund, entitled=None, missing=(*refund.missing, "裁员率"))
    return replace(refund, entitled=False)
