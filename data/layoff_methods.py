"""Formulas, limits and refunds of lay-offs, as data (`data/layoff_methods.yaml`)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field

from data import policies, policy_records
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from metrics.layoff_limits import Limit
from metrics.layoff_refunds import Basis, Refund
from metrics.layoffs import Bottom, Formula, Method, Start, Top

_FILE = "layoff_methods.yaml"


class FormulaEntry(Record):
    """One formula of a method, see the head of the file."""

    top: Top
    bottom: Bottom | None = None
    start: Start | None = None


class MethodEntry(Record):
    """A method and where it is used."""

    name: str
    source: str
    formulas: tuple[FormulaEntry, ...] = Field(min_length=1)


class SwitchEntry(Record):
    """The switch of a document whose options choose the method."""

    id: str
    by_option: Mapping[str, str]


class LimitEntry(Record):
    """A limit, the rule that states it, the methods that may be used with it, default first.

    `year` says which year is counted: the document's ``own`` or the one ``before``.
    """

    name: str
    source: str
    rule: str = ""
    general_pct: Decimal
    sme_pct: Decimal | None = None
    small_pct: Decimal | None = None
    small_up_to: int | None = None
    methods: tuple[str, ...] = Field(min_length=1)
    year: Literal["own", "before"] = "own"
    switch: SwitchEntry | None = None


class RefundEntry(Record):
    """A refund.

    Attributes
    ----------
    limit
        The limit that it asks for, empty for none.
    month
        The month of the panel whose premiums it is reckoned from; empty where the panel does
        not hold them.
    """

    limit: str = ""
    month: str = ""


class OtherwiseEntry(Record):
    """The limit for datasets whose documents state none, and on what ground."""

    limit: str
    basis: str


class NearEntry(Record):
    """From which share of the limit on a firm that keeps it is near it."""

    share_pct: Decimal
    basis: str


class ClassesEntry(Record):
    """Bounds of the classes of rates, the right one included."""

    edges_pct: tuple[Decimal, ...]
    basis: str


class DoubleHundredEntry(Record):
    """How 双百工业企业 are found: rule with the bounds, months of the panel, rate of exchange."""

    rule: str
    article: str
    export_year: int
    insured_month: str
    cny_per_usd: Decimal
    rate_source: str


class LayoffKnowledge(Record):
    """The whole file."""

    methods: Mapping[str, MethodEntry]
    limits: Mapping[str, LimitEntry]
    otherwise: OtherwiseEntry
    near: NearEntry
    classes: ClassesEntry
    refunds: Mapping[str, RefundEntry]
    double_hundred: DoubleHundredEntry


@cache
def knowledge() -> LayoffKnowledge:
    """Return the file as it is written.

    Raises
    ------
    CatalogueError
        If a key is unknown or missing, or an entry names what does not exist.
    """
    found = parse(LayoffKnowledge, read_yaml(FOLDER / _FILE), _FILE)
    used = {name for limit in found.limits.values() for name in limit.methods}
    switched = [limit.switch for limit in found.limits.values() if limit.switch]
    used |= {name for switch in switched for name in switch.by_option.values()}
    _check("methods", used, found.methods)
    named = {entry.limit for entry in found.refunds.values()} - {""} | {found.otherwise.limit}
    _check("limits", named, found.limits)
    return found


def _check(where: str, named: set[str], known: Mapping[str, object]) -> None:
    if unknown := sorted(named.difference(known)):
        msg = f"{_FILE}：{where} 中没有 {'、'.join(unknown)}；请对照该段的名称修改"
        raise CatalogueError(msg)


@cache
def methods() -> dict[str, Method]:
    """Return all methods by id.

    Examples
    --------
    >>> methods()["ningbo_hangzhou_2020"].text
    '（上年末参保人数−12月末参保人数）÷上年末参保人数，或者 领取失业保险金人数÷上年末参保人数'
    """
    return {
        key: Method(key, entry.name, entry.source, tuple(map(_formula, entry.formulas)))
        for key, entry in knowledge().methods.items()
    }


def _formula(entry: FormulaEntry) -> Formula:
    return Formula(entry.top, entry.bottom, entry.start)


@cache
def limits() -> dict[str, Limit]:
    """Return all limits by id.

    Examples
    --------
    >>> limits()["wenzhou_shuangbai"].general_pct
    Decimal('5')
    """
    return {
        key: Limit(
            key,
            entry.name,
            entry.source,
            entry.general_pct,
            entry.sme_pct,
            entry.small_pct,
            entry.small_up_to,
        )
        for key, entry in knowledge().limits.items()
    }


def methods_of(limit: str) -> tuple[Method, ...]:
    """Return the methods that may be used with a limit, the default first."""
    return tuple(methods()[name] for name in knowledge().limits[limit].methods)


def method_by_reading(limit: str, readings: Mapping[str, str]) -> Method:
    """Return the method of a limit that the chosen readings say, the default without a switch.

    Parameters
    ----------
    readings
        Switch id to option id (`Dataset.readings`).

    Raises
    ------
    CatalogueError
        If a reading names an option that the switch does not have.

    Examples
    --------
    >>> method_by_reading("wenzhou_shuangbai", {"WZ20-S02": "net_decrease"}).name
    '净减÷年初'
    """
    entry = knowledge().limits[limit]
    if entry.switch is None:
        return methods_of(limit)[0]
    document = policies.document(policies.entry(entry.rule).document)
    switch = next(each for each in document.switches if each.id == entry.switch.id)
    return methods()[entry.switch.by_option[policies.option_of(switch, readings)]]


def refund(rule: str, basis: Basis, entitled: bool | None, missing: tuple[str, ...] = ()) -> Refund:
    """Return a refund of a document for one firm.

    Parameters
    ----------
    rule
        Its id in the policy documents, which give its amount and what it excludes.
    entitled
        Whether the conditions other than the lay-off rate are fulfilled; None is open, for the
        reason in `missing`.

    Raises
    ------
    KeyError
        If the rule is no refund of this file.

    Examples
    --------
    >>> refund("WZ20-R05", Basis(Decimal(200000)), True).yuan
    Decimal('400000.00')
    """
    return refund_by(_rule(knowledge(), rule), basis, entitled, missing)


def _rule(found: LayoffKnowledge, key: str) -> policy_records.Rule:
    if key not in found.refunds:
        raise KeyError(key)
    rule = policies.entry(key)
    if not isinstance(rule, policy_records.Rule):
        msg = f"{_FILE}：refunds：{key} 不是奖补规则"
        raise CatalogueError(msg)
    return rule


def refund_by(
    rule: policy_records.Rule, basis: Basis, entitled: bool | None, missing: tuple[str, ...] = ()
) -> Refund:
    """Return the same by the rule itself, also as readings have changed it."""
    by_rate = bool(knowledge().refunds[rule.id].limit)
    group = rule.exclusivity_group or rule.id
    return Refund(rule.id, rule.name, _times(rule), basis, group, entitled, by_rate, missing)


def _times(rule: policy_records.Rule) -> Decimal | None:
    """Return how often the basis is paid; None where the document does not state it."""
    payout = rule.payout
    if isinstance(payout, policy_records.MonthsOf):
        return payout.months
    return payout.rate if isinstance(payout, policy_records.Rate) else None
