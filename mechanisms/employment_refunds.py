"""What firms get back for keeping their staff: by firm exactly, in all as a span.

Of the conditions of a refund those that the panel and the register hold are checked; the others
are open and named. Where a document only refers counties to it (参照执行) no amount is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt

import numpy as np
import pandas as pd

from data import catalogue, datasets, layoff_methods, policies
from data.policy_records import Rule, Test
from data.store import Question
from mechanisms.employment_double_hundred import (
    EXPORTS,
    INDUSTRIAL,
    INSURED,
    SECTIONS,
    Membership,
    conditions_of,
)
from mechanisms.employment_facts import SME, column, yuan
from metrics.layoff_arrays import EXCEEDS, KEEPS
from metrics.layoff_refunds import PAID, Basis, Refund, Stake, monthly_basis, once_kept, stake

BY_RATE = ("layoff_rate_pct", "few_layoff_confirmed")
"""Facts that say whether the lay-off limit is kept."""
MEMBER = "enterprise_shuangbai"
LOCAL = "参照执行，由当地定"
PLACE = "适用地域（功能区归属）"
Facts = Mapping[str, Decimal | bool | None]
_COMPARED = {">=": ge, ">": gt, "<=": le, "<": lt}


@dataclass(frozen=True)
class FirmRefund:
    """What one firm gets of all refunds.

    Attributes
    ----------
    offers
        Those whose other conditions are fulfilled or open, whatever the lay-off rate is.
    refunds
        Of them those that the lay-off rate leaves, its outcome put in.
    stakes
        One each group of refunds that exclude each other.
    """

    offers: tuple[Refund, ...]
    refunds: tuple[Refund, ...]
    stakes: tuple[Stake, ...]

    @property
    def low_yuan(self) -> Decimal:
        """What is sure."""
        return sum((each.low_yuan for each in self.stakes), Decimal(0))

    @property
    def high_yuan(self) -> Decimal | None:
        """What is possible; None where an amount that counts is not known."""
        highs = [each.high_yuan for each in self.stakes]
        return None if None in highs else sum((high or Decimal(0) for high in highs), Decimal(0))

    @property
    def by_rate_yuan(self) -> Decimal | None:
        """The highest refund that hangs on the lay-off rate; None where there is no amount."""
        amounts = [each.yuan for each in self.offers if each.by_rate and each.yuan is not None]
        return max(amounts, default=None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known to close the span."""
        return tuple(dict.fromkeys(name for each in self.stakes for name in each.missing))


@dataclass(frozen=True)
class RefundTotal:
    """What several firms get in all; amounts not known are counted, never taken as zero.

    Attributes
    ----------
    firms
        Those that are not excluded from every refund by other conditions than the lay-off rate.
    sure
        Of them those with a sure amount.
    low_yuan, high_yuan
        Sums of what is sure and of what is possible, where that is known.
    without_amount
        Firms of which what is possible is not known; they are not in `high_yuan`.
    """

    firms: int
    sure: int
    low_yuan: Decimal
    high_yuan: Decimal
    without_amount: int

    @property
    def has_amount(self) -> bool:
        """Whether of any firm it is known what is possible."""
        return self.firms > self.without_amount


def total(refunds: Iterable[FirmRefund | None]) -> RefundTotal:
    """Add up refunds; None is a firm that is excluded from all."""
    found = [each for each in refunds if each is not None]
    highs = [each.high_yuan for each in found]
    return RefundTotal(
        len(found),
        sum(each.low_yuan > 0 for each in found),
        sum((each.low_yuan for each in found), Decimal(0)),
        sum((high for high in highs if high is not None), Decimal(0)),
        highs.count(None),
    )


def rules(dataset: str) -> tuple[Rule, ...]:
    """Return the refunds of the dataset's documents, as its readings make them."""
    chosen = datasets.dataset(dataset)
    found = [policies.entry(key) for key in layoff_methods.knowledge().refunds]
    return tuple(
        policies.chosen(rule, chosen.readings)
        for rule in found
        if isinstance(rule, Rule) and rule.document in chosen.documents
    )


def refunds_of(
    question: Question,
    register: pd.DataFrame,
    members: Sequence[Membership] | None,
    standings: Mapping[str, Sequence[int]],
    paid: Mapping[str, Sequence[Decimal | None]],
) -> list[FirmRefund | None]:
    """Return what each firm of the register gets; None where it is excluded from all refunds.

    Parameters
    ----------
    members
        Of each firm whether it is a 双百工业企业; None where no document asks for it.
    standings
        By limit that a refund asks for: of each firm whether it keeps it (`layoff_arrays`).
    paid
        From `premiums`.
    """
    offered = rules(question.dataset)
    city = catalogue.regions()[datasets.dataset(question.dataset).region].name
    made: list[FirmRefund | None] = []
    for place, (region, size, industry) in enumerate(
        zip(register["region"], register["size"], register["industry"], strict=True)
    ):
        facts = _facts(size, industry, members[place] if members is not None else None)
        basis = {month: amounts[place] for month, amounts in paid.items()}
        keeps = {limit: _keeps(codes[place]) for limit, codes in standings.items()}
        where = f"{city}{catalogue.regions()[region].name}"
        found = [_refund(question, rule, facts, where, basis) for rule in offered]
        made.append(_firm([each for each in found if each], keeps))
    return made


def limits(dataset: str) -> tuple[str, ...]:
    """Return the limits that the refunds of the dataset's documents ask for."""
    known = layoff_methods.knowledge().refunds
    asked = (known[rule.id].limit for rule in rules(dataset))
    return tuple(dict.fromkeys(limit for limit in asked if limit))


def premiums(question: Question, register: pd.DataFrame) -> dict[str, list[Decimal | None]]:
    """Return by month that a refund is reckoned from each firm's premiums in yuan."""
    known = layoff_methods.knowledge().refunds
    months = {known[rule.id].month for rule in rules(question.dataset)} - {""}
    return {month: _paid(question, register, month) for month in sorted(months)}


def _paid(question: Question, register: pd.DataFrame, month: str) -> list[Decimal | None]:
    firms = register["firm"].to_numpy(np.int32)
    found = column(question, firms, [month], "social_insurance_wan")[0]
    return [yuan(float(wan)) for wan in found]


def _keeps(code: int) -> bool | None:
    return {KEEPS: True, EXCEEDS: False}.get(int(code))


def _firm(offers: list[Refund], keeps: Mapping[str, bool | None]) -> FirmRefund | None:
    if not offers:
        return None
    known = layoff_methods.knowledge().refunds
    found = [once_kept([each], keeps.get(known[each.rule].limit))[0] for each in offers]
    groups = dict.fromkeys(each.group for each in found)
    stakes = tuple(stake([each for each in found if each.group == group]) for group in groups)
    possible = tuple(each for each in found if each.entitled is not False)
    return FirmRefund(tuple(offers), possible, stakes)


def _facts(size: str, industry: str, member: Membership | None) -> Facts:
    facts: dict[str, Decimal | bool | None] = {
        INDUSTRIAL: industry[:1] in SECTIONS,
        "is_sme": bool(SME[size]) if size in SME else None,
    }
    if member is not None:
        insured = member.insured
        facts[MEMBER] = member.is_member
        facts[INSURED] = None if insured is None else Decimal(insured)
        facts[EXPORTS] = member.exports_usd
    return facts


def _refund(
    question: Question,
    rule: Rule,
    facts: Facts,
    where: str,
    paid: Mapping[str, Decimal | None],
) -> Refund | None:
    """Return a refund with what the other conditions say; None where they exclude the firm."""
    lacks: list[str] = []
    for test in conditions_of(rule).values():
        if test.fact in BY_RATE:
            continue
        outcome = holds(test, facts)
        if outcome is False:
            return None
        lacks += [] if outcome else [policies.facts()[test.fact].name]
    place = _applies(rule, where)
    if place is False or not is_valid(rule, question.as_of):
        return None
    if rule.conditions is None:
        lacks.append("文件未写明的条件")
    month = layoff_methods.knowledge().refunds[rule.id].month
    basis = _basis(rule, place, month, paid)
    lacks += [] if place else [_place_words(rule, where)]
    return layoff_methods.refund_by(rule, basis, None if lacks else True, tuple(lacks))


def holds(test: Test, facts: Facts) -> bool | None:
    """Say whether a condition holds; None is open.

    Exports are known from below where months lack: whether the bound is reached is taken from
    the membership, which knows of that.
    """
    value, is_member = facts.get(test.fact), facts.get(MEMBER)
    if test.fact in (EXPORTS, INSURED) and is_member is True:
        return True
    if value is None:
        return None
    if test.op in ("is_true", "is_false"):
        return bool(value) is (test.op == "is_true")
    if not isinstance(test.value, Decimal):
        return None
    outcome = bool(_COMPARED[test.op](value, test.value))
    is_open = test.fact == EXPORTS and not outcome and is_member is None
    return None if is_open else outcome


def _applies(rule: Rule, where: str) -> bool | None:
    """Say whether a rule applies in a place; None where the county decides or it is not clear."""
    scope = rule.scope
    if where.startswith(scope.exclude):
        return False
    return True if where.startswith(scope.include) else None


def _place_words(rule: Rule, where: str) -> str:
    return LOCAL if where.startswith(rule.scope.refer) else PLACE


def is_valid(rule: Rule, day: date) -> bool:
    """Say whether a rule holds on a day."""
    begins, ends = rule.valid_from, rule.valid_to
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _basis(rule: Rule, place: bool | None, month: str, paid: Mapping[str, Decimal | None]) -> Basis:
    """Return what a refund is reckoned from; the column holds no back payments by definition."""
    if not place:
        return Basis(None)
    if not month:
        return Basis(None, tuple(_basis_words(rule)))
    basis = monthly_basis(paid[month], Decimal(0))
    named = {PAID: f"{month[:4]}年{int(month[5:])}月{PAID}"}
    return Basis(basis.yuan, tuple(named.get(name, name) for name in basis.missing))


def _basis_words(rule: Rule) -> Iterator[str]:
    of = getattr(rule.payout, "of", "")
    if of:
        yield policies.facts()[of].name
