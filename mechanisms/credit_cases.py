"""抽压断贷: registered withdrawals against the duty to report, joined with the lists of firms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data import catalogue, datasets, policies, registers, store
from data.credit_measures import credit_page
from data.datasets import Dataset
from data.policy_records import AllOf, Classification, Rule, Test
from data.registers import RegisterEntry
from data.store import Question
from metrics.credit_withdrawals import Case, Limits, ReportCount, Withdrawal, cases, report_count
from metrics.loans import WAN_PER_YI
from metrics.printed_text import squeezed

WITHDRAWALS, ROSTERS = "credit_withdrawals", "firm_rosters"
PROTECTED = "在帮扶名单"
MONTH_SWITCH = "LH15-S03"
FACTS = {
    "withdrawal_amount_yuan": "amount_wan",
    "share_of_bank": "share_of_bank",
    "share_of_firm": "share_of_firm",
}
YUAN_PER_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Duty:
    """The rule under which withdrawals are judged.

    Attributes
    ----------
    relation
        依据 where the city stands under the document, otherwise 参照.
    text
        Relation, document and article, and the limits, as printed beside the list.
    """

    rule: Rule
    limits: Limits
    relation: str
    text: str


def duty(dataset: Dataset) -> Duty:
    """Return the rule of withdrawals under the city's chosen readings.

    A city that stands under another document follows it (参照), and is bound by no period of it.
    """
    rule = policies.entry(credit_page().withdrawal_rule)
    assert isinstance(rule, Rule)  # noqa: S101 - the page's knowledge file names a rule
    chosen = policies.chosen(rule, dataset.readings)
    stands_under = rule.document in dataset.documents
    limits = limits_of(chosen, by_month=_by_month(dataset), dated=stands_under)
    relation = "依据" if stands_under else "参照"
    document = policies.document(rule.document)
    text = f"{relation}{document.number or document.title}第{rule.article}条：{limit_words(limits)}"
    return Duty(chosen, limits, relation, text)


def _by_month(dataset: Dataset) -> bool:
    return dataset.readings.get(MONTH_SWITCH, "month") == "month"


def limits_of(rule: Rule, *, by_month: bool = True, dated: bool = True) -> Limits:
    """Return the limits that a rule's triggers and conditions state.

    Parameters
    ----------
    dated
        Whether the days on which the rule holds count.
    """
    found: dict[str, Decimal] = {}
    triggers = rule.payout.triggers if isinstance(rule.payout, Classification) else ()
    for trigger in triggers:
        assert isinstance(trigger.value, Decimal)  # noqa: S101 - limits are figures
        found[FACTS[trigger.fact]] = trigger.value
    amount = found.get("amount_wan")
    return Limits(
        None if amount is None else amount / YUAN_PER_WAN,
        found.get("share_of_bank"),
        found.get("share_of_firm"),
        _kinds(rule),
        by_month,
        rule.valid_from if dated else None,
        rule.valid_to if dated else None,
    )


def _kinds(rule: Rule) -> tuple[str, ...]:
    """Return the kinds of withdrawal that the first condition names."""
    first = rule.conditions.all[0] if isinstance(rule.conditions, AllOf) else rule.conditions
    assert isinstance(first, Test)  # noqa: S101
    value = first.value
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def limit_words(limits: Limits) -> str:
    """Say the limits in words.

    Examples
    --------
    >>> limit_words(Limits(Decimal(500), Decimal("0.5"), Decimal("0.5")))
    '抽贷满500万元，或占该行余额、占企业全部余额50%及以上须报告'
    """
    shares = {"占该行余额": limits.share_of_bank, "占企业全部余额": limits.share_of_firm}
    named = [name for name, share in shares.items() if share is not None]
    parts = [] if limits.amount_wan is None else [f"满{limits.amount_wan.normalize():f}万元"]
    if named:
        share = next(share for share in shares.values() if share is not None)
        parts.append(f"{'、'.join(named)}{(share * 100).normalize():f}%及以上")
    return f"{'、'.join(limits.kinds)}{'，或'.join(parts)}须报告"


@dataclass(frozen=True, eq=False)
class CaseRow:
    """A case with its names.

    Attributes
    ----------
    marks
        Lists on which the firm stood on the day; 在帮扶名单 where the list forbids withdrawals.
    entries
        The registered withdrawals, by day, each leading to batch and line.
    """

    case: Case
    bank: str
    short_bank: str
    firm: str
    region: str
    marks: tuple[str, ...]
    entries: tuple[RegisterEntry, ...]

    @property
    def is_protected(self) -> bool:
        """Whether the firm stands on a list that forbids withdrawals."""
        return PROTECTED in self.marks


@dataclass(frozen=True, eq=False)
class Withdrawals:
    """All cases, firms on lists first, then those that must be reported, the newest first.

    Attributes
    ----------
    listed_firms, listed_hit
        Firms on a list that forbids withdrawals, and how many of them have a case.
    """

    duty: Duty
    rows: tuple[CaseRow, ...]
    count: ReportCount
    events: int
    amount_wan: Decimal
    listed_firms: int
    listed_hit: int

    @property
    def unreported(self) -> list[CaseRow]:
        """Cases that must be reported and are not."""
        return [row for row in self.rows if row.case.is_unreported]


def firm_question(question: Question) -> Question:
    """Return the question in which a scoped viewer sees the firms of his own county only.

    What stands under the whole city belongs to no county in particular.
    """
    return question.within(store.regions_of_firms(question))


def withdrawals(question: Question) -> Withdrawals:
    """Return the cases that the viewer may see, judged."""
    dataset = datasets.dataset(question.dataset)
    own = firm_question(question)
    entries = [e for e in registers.entries(own, WITHDRAWALS) if e.day <= question.as_of]
    rosters = registers.entries(own, ROSTERS)
    rule = duty(dataset)
    rows = judged_rows(dataset, entries, rosters, rule)
    protected = {_name(e) for e in rosters if _protects(e) and _on_list(e, question.as_of)}
    hit = {squeezed(row.firm) for row in rows if row.is_protected}
    amounts = [amount for e in entries if (amount := e.amount("amount_wan")) is not None]
    return Withdrawals(
        rule,
        rows,
        report_count(row.case for row in rows),
        len(entries),
        sum(amounts, Decimal(0)),
        len(protected),
        len(hit),
    )


def judged_rows(
    dataset: Dataset,
    entries: Sequence[RegisterEntry],
    rosters: Sequence[RegisterEntry],
    rule: Duty,
) -> tuple[CaseRow, ...]:
    """Return registered withdrawals as cases, judged by the rule, in the order of attention."""
    by_key = {entry.key: entry for entry in entries}
    codes = _codes_by_name((*entries, *rosters))
    found = cases([_withdrawal(entry, codes) for entry in entries], rule.limits)
    rows = [_row(dataset, case, by_key, rosters, codes) for case in found]
    return tuple(sorted(rows, key=_order))


def _order(row: CaseRow) -> tuple[bool, bool, bool]:
    """Firms on lists first, then what must be reported and is not; the sort keeps the days."""
    return not row.is_protected, not row.case.is_unreported, not row.marks


def _row(
    dataset: Dataset,
    case: Case,
    by_key: dict[str, RegisterEntry],
    rosters: Sequence[RegisterEntry],
    codes: dict[str, str],
) -> CaseRow:
    entries = tuple(by_key[event.key] for event in case.events)
    newest = entries[-1]
    return CaseRow(
        case,
        bank_name(dataset, case.bank),
        short_bank_name(dataset, case.bank),
        newest.text("firm"),
        newest.region,
        tuple(_marks(case, rosters, codes)),
        entries,
    )


def bank_name(dataset: Dataset, key: str) -> str:
    """Return the name of a bank; one that is not declared stands under its id."""
    return next((bank.name for bank in dataset.banks if bank.id == key), key)


def short_bank_name(dataset: Dataset, key: str) -> str:
    """Return the name of a bank without the branch of the city itself."""
    city = catalogue.regions()[dataset.region].name.removesuffix("市")
    return bank_name(dataset, key).removesuffix(f"{city}分行")


def _withdrawal(entry: RegisterEntry, codes: dict[str, str]) -> Withdrawal:
    return Withdrawal(
        entry.key,
        entry.subject,
        firm_key(entry, codes),
        entry.text("withdrawal_kind"),
        entry.day,
        entry.amount("amount_wan"),
        entry.amount("bank_balance_wan"),
        entry.amount("firm_balance_wan"),
        entry.when("reported_on"),
    )


def _codes_by_name(entries: Iterable[RegisterEntry]) -> dict[str, str]:
    """Return the only code under which a name was ever entered; a name with two has none."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if code := entry.text("uscc"):
            found.setdefault(_name(entry), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _name(entry: RegisterEntry) -> str:
    return squeezed(entry.text("firm"))


def firm_key(entry: RegisterEntry, codes: dict[str, str]) -> str:
    """Return what makes two entries the same firm: its code, otherwise its name."""
    return entry.text("uscc") or codes.get(_name(entry), _name(entry))


def _marks(case: Case, rosters: Iterable[RegisterEntry], codes: dict[str, str]) -> Iterable[str]:
    """Return the lists on which the firm stood on the day of the newest withdrawal."""
    listed = [e for e in rosters if firm_key(e, codes) == case.firm and _on_list(e, case.day)]
    if any(map(_protects, listed)):
        yield PROTECTED
    others = dict.fromkeys(e.text("roster") for e in listed if not _protects(e))
    yield from (f"在{name}" for name in others)


def _protects(entry: RegisterEntry) -> bool:
    return entry.fields.get("protects") is True


def _on_list(entry: RegisterEntry, day: date) -> bool:
    left = entry.when("left")
    return entry.day <= day and (left is None or day < left)


@dataclass(frozen=True)
class BankCount:
    """Withdrawals of one bank and kind."""

    events: int
    amount_yi: Decimal


def by_bank(found: Withdrawals) -> dict[tuple[str, str], BankCount]:
    """Return number and amount of the registered withdrawals by bank and kind."""
    counts: dict[tuple[str, str], BankCount] = {}
    for row in found.rows:
        for entry in row.entries:
            key = (entry.subject, entry.text("withdrawal_kind"))
            before = counts.get(key, BankCount(0, Decimal(0)))
            amount = (entry.amount("amount_wan") or Decimal(0)) / WAN_PER_YI
            counts[key] = BankCount(before.events + 1, before.amount_yi + amount)
    return counts
