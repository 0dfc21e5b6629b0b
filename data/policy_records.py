"""What a policy document holds: targets, rules, mechanisms, background, switches, as records.

The fields are those of docs/policies.md. Keys that a record does not know are refused wherever
they stand, so that a misspelt condition can never pay everybody.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, StrictStr, Tag, model_validator

from data.records import Record
from metrics.target_terms import Comparator as Comparator
from metrics.target_terms import Kind as TargetKind

Day = date

Status = Literal["draft_for_comment", "in_force", "defers"]
TargetSubject = Literal[
    "city",
    "city_level",
    "city_each",
    "county_each",
    "province",
    "group",
    "bank_sector",
    "guarantee_sector",
    "enterprise",
    "enterprise_group",
    "roster_enterprises",
    "industry_chain",
    "industry_each",
    "park",
    "department_each",
    "town_each",
    "grid_each",
    "government_soe",
    "ledger",
    "roster",
]
Form = Literal[
    "cycle",
    "report",
    "ranking",
    "meeting",
    "assessment",
    "ledger",
    "roster",
    "ratio",
    "event",
    "prohibition",
    "platform",
    "funnel",
    "matching",
]
Cadence = Literal[
    "weekly",
    "tenday",
    "monthly",
    "quarterly",
    "half_yearly",
    "yearly",
    "event",
    "continuing",
    "unstated",
]
RuleSubject = Literal[
    "enterprise",
    "exhibition",
    "loan",
    "trainee_certificate",
    "trainee_course",
    "contract",
    "project",
    "enterprise_half_year",
    "region_period",
    "bank_withdrawal",
    "event",
    "park",
    "platform",
    "enterprise_bill",
    "enterprise_or_park",
    "person",
    "organisation",
    "bank",
    "document",
]
FactSubject = RuleSubject | Literal["trainee"]
Instrument = Literal[
    "subsidy",
    "grant",
    "refund",
    "loan_limit",
    "credit_line",
    "deferral",
    "service",
    "tariff",
    "tax_relief",
    "priority",
    "report_duty",
    "definition",
    "resolution",
]
Operator = Literal[
    "==", "!=", ">=", ">", "<=", "<", "in", "not_in", "is_true", "is_false", "missing", "present"
]
VALUELESS: tuple[Operator, ...] = ("is_true", "is_false", "missing", "present")
"""Operators that ask without comparing with a value."""

Scalar = StrictBool | StrictStr | Decimal


class Test(Record):
    """A condition on one fact; dates are compared as text (``2020-06-30``)."""

    __test__ = False

    fact: str
    op: Operator
    value: Scalar | tuple[Scalar, ...] | None = None

    @model_validator(mode="after")
    def _value_where_compared(self) -> "Test":
        wants_list = self.op in ("in", "not_in")
        if (self.value is None) != (self.op in VALUELESS):
            msg = f"比较符 {self.op} 与 value 不配：{self.value}"
            raise ValueError(msg)
        if isinstance(self.value, tuple) != wants_list:
            msg = f"比较符 {self.op} 的 value 应为{'列表' if wants_list else '单个值'}"
            raise ValueError(msg)
        return self


class AllOf(Record):
    """All of the conditions hold."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Record):
    """At least one of the conditions holds."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Record):
    """The condition does not hold."""

    negated: "Condition" = Field(alias="not")


def _which_condition(content: object) -> str:
    keys = content if isinstance(content, Mapping) else vars(content)
    names = {"all": "all", "any": "any", "not": "not", "negated": "not"}
    return next((kind for name, kind in names.items() if name in keys), "fact")


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Test, Tag("fact")],
    Discriminator(_which_condition),
]


class Operation(Record):
    """A figure computed from facts; without `zero_division` a division by zero is missing."""

    op: Literal["add", "sub", "mul", "div", "days_between"]
    args: tuple["Expression", "Expression"]
    zero_division: Decimal | None = None


def _which_expression(content: object) -> str:
    if isinstance(content, Mapping | Operation):
        return "op"
    return "fact" if isinstance(content, str) else "number"


Expression = Annotated[
    Annotated[Operation, Tag("op")]
    | Annotated[StrictStr, Tag("fact")]
    | Annotated[Decimal, Tag("number")],
    Discriminator(_which_expression),
]


class Tier(Record):
    """An amount for one value of the fact by which tiers are told apart."""

    value: StrictStr | Decimal
    amount: Decimal


class BeforeDate(Record):
    """A factor on some amounts where a date is not later than a limit."""

    fact: str
    on_or_before: date
    factor: Decimal
    applies_to: tuple[Literal["amount", "per", "cap"], ...]


class Rate(Record):
    """A share of a fact: `rate` as printed or `rate_derived` as computed, one of both."""

    type: Literal["rate"]
    of: str
    rate: Decimal | None = None
    rate_derived: str | None = None
    before_date_factor: BeforeDate | None = None

    @model_validator(mode="after")
    def _one_rate(self) -> "Rate":
        if (self.rate is None) == (self.rate_derived is None):
            msg = "rate 与 rate_derived 须写且只写一个"
            raise ValueError(msg)
        return self


class PerUnit(Record):
    """An amount for each unit of a fact."""

    type: Literal["per_unit"]
    of: str
    per: Decimal
    before_date_factor: BeforeDate | None = None


class Fixed(Record):
    """One amount."""

    type: Literal["fixed"]
    amount: Decimal
    before_date_factor: BeforeDate | None = None


class Tiers(Record):
    """An amount by the value of a fact."""

    type: Literal["tiers"]
    by: str
    tiers: tuple[Tier, ...]


class MonthsOf(Record):
    """So many months of a monthly amount."""

    type: Literal["months_of"]
    of: str
    months: Decimal


class RankPlace(Record):
    """The amount of one place."""

    rank: int
    amount: Decimal


class RankTable(Record):
    """Amounts by place in a pool; only values above `min_exclusive` are ranked."""

    type: Literal["rank_table"]
    table: str
    pool: tuple[str, ...]
    min_exclusive: Decimal
    ranks: tuple[RankPlace, ...]
    ties: Literal["competition_flag"]


class Trigger(Record):
    """A test whose firing is said by its label."""

    fact: str
    op: Operator
    value: Decimal
    label: str


class Classification(Record):
    """A conclusion without an amount; `triggers` say what it rests on."""

    type: Literal["classification"]
    label: str
    triggers: tuple[Trigger, ...] = ()


class MaxOf(Record):
    """The largest of several amounts."""

    type: Literal["max_of"]
    of: str


Payout = Annotated[
    Rate | PerUnit | Fixed | Tiers | MonthsOf | RankTable | Classification | MaxOf,
    Field(discriminator="type"),
]


class Cap(Record):
    """An upper limit: one amount or tiers; what was paid already (`less`) is taken off first."""

    amount: Decimal | None = None
    by: str | None = None
    tiers: tuple[Tier, ...] = ()
    less: str | None = None
    shared_with: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _amount_or_tiers(self) -> "Cap":
        if (self.amount is None) != bool(self.tiers) or bool(self.tiers) != (self.by is not None):
            msg = "封顶要么写 amount，要么写 by 和 tiers"
            raise ValueError(msg)
        return self


class Tolerance(Record):
    """How far below still counts as 基本完成: a share of the value, or 百分点."""

    type: Literal["relative", "absolute_pp"]
    value: Decimal
    stated: bool


class Baseline(Record):
    """The figure from which a change is counted."""

    what: str
    date: str | None


class Comparison(Record):
    """A limit on what is counted (`unit_filter`)."""

    op: Literal["==", "!=", ">=", ">", "<=", "<"]
    value: Decimal


class Entry(Record):
    """What every entry of a document has: where it stands, what it says, what is printed."""

    id: str
    document: str
    article: str
    name: str
    gist: str
    figures: tuple[str, ...] = ()


class Target(Entry):
    """A target, quantitative or of direction only.

    Attributes
    ----------
    value, value_high
        In `unit`; times `factor` they are in `base_unit`. None: no figure in the document.
    measured_by
        Id of the indicator whose statistic measures it; empty: it has progress of its own.
    statistics
        Ids of the indicators that are its parts (`level`, or `numerator` and `denominator`),
        where it is no single statistic.
    compared_with
        ``year_before``: the figure to compare with is the same one of a year before.
    figures, date_figures
        Number and unit, and dates, as printed in the article.
    roster
        Name of the list that full coverage or each-unit targets count on.
    parent, may_overlap
        Shown, never added up.
    """

    date_figures: tuple[str, ...] = ()
    comparator: Comparator
    value: Decimal | None
    value_high: Decimal | None = None
    unit: str | None
    base_unit: str | None
    factor: Decimal | None
    kind: TargetKind
    subject: TargetSubject
    unit_filter: Mapping[str, Comparison] | None = None
    start: date | None
    deadline: date | None
    deadline_basis: Literal["stated", "assumed", "continuing"]
    tolerance: Tolerance | None = None
    strength: str
    strength_level: Literal[1, 2, 3, 4]
    better: Literal["higher", "lower"]
    baseline: Baseline | None = None
    numerator: str | None = None
    denominator: str | None = None
    roster: str | None = None
    parent: str | None = None
    may_overlap: tuple[str, ...] = ()
    owners: tuple[str, ...]
    owners_stated: bool
    lead: tuple[str, ...] = ()
    reading: str
    alternatives: tuple[str, ...] = ()
    measured_by: str = ""
    statistics: Mapping[Literal["level", "numerator", "denominator"], str] = Field(
        default_factory=dict
    )
    compared_with: Literal["", "year_before"] = ""


class Mechanism(Entry):
    """A way of working that the document demands; `served_by` names the screen or register."""

    form: Form
    cadence: Cadence
    actors: tuple[str, ...]
    owners: tuple[str, ...]
    objects: str
    measure: str = Field(min_length=6)
    served_by: str
    reading: str


class Scope(Record):
    """Where a rule applies, by the beginning of region names."""

    include: tuple[str, ...]
    refer: tuple[str, ...]
    exclude: tuple[str, ...]
    note: str


class Rounding(Record):
    """How an amount is rounded."""

    unit: Decimal
    mode: Literal["half_up"]
    stated: bool


class Example(Record):
    """A worked example: facts, day and region, and what the rule says of them."""

    facts: Mapping[str, Any]
    as_of: date
    region: str
    outcome: Literal["eligible", "not_eligible", "unknown"]
    amount: Decimal | None
    note: str
    reason: (
        Literal[
            "condition", "expired", "not_started", "outside_scope", "missing_fact", "local_decision"
        ]
        | None
    ) = None
    label: str | None = None
    flags: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()


class Rule(Entry):
    """A rule of reward or duty. What decides on money has no default: it must be written.

    `status`: ``computable``, ``hint_only`` (the standard stands elsewhere) or ``register_only``.
    """

    date_figures: tuple[str, ...] = ()
    status: Literal["computable", "hint_only", "register_only"]
    why: str
    instrument: Instrument
    subject: RuleSubject
    payee: str
    derived: Mapping[str, Expression] = Field(default_factory=dict)
    conditions: Condition | None
    payout: Payout | None
    amount_kind: Literal["exact", "ceiling", "floor", "none"]
    cap: Cap | None
    floor: Decimal | None
    cap_scope: str | None
    exclusivity_group: str | None
    stacks_with: tuple[str, ...] = ()
    valid_from: date | None
    valid_to: date | None
    scope: Scope
    payer: str
    owners: tuple[str, ...]
    rounding: Rounding
    reading: str
    alternatives: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class Background(Entry):
    """A figure of the text that is neither target nor rule, and why it is not."""

    why: str


class Fact(Record):
    """What a rule asks about its subject."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    subject: FactSubject
    unit: str
    date_basis: str
    source: str
    note: str = ""


class Option(Record):
    """One reading of a switch: its words, its effect, and the fields it changes, by entry."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str
    effect: str
    changes: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)


class Switch(Record):
    """A reading that the authority in charge has to decide; until then `default` is used."""

    id: str
    document: str
    question: str
    options: tuple[Option, ...] = Field(min_length=1)
    default: str
    entries: tuple[str, ...]

    def option(self, key: str) -> Option:
        """Return an option by its id; the default one for an empty key.

        Raises
        ------
        KeyError
            If the switch has no such option.
        """
        found = {option.id: option for option in self.options}
        return found[key or self.default]


class ArticleMark(Record):
    """How the document's own numbering is found in its text (docs/policies.md).

    Attributes
    ----------
    level
        1 for chapters; a mark closes all marks of its level and below.
    pattern
        Regular expression at the beginning of a paragraph, which stands there without blanks and
        in half width; its group, if any, is the number.
    label
        How the number stands in `article`, ``{}`` for the number as printed.
    """

    level: int
    pattern: str
    label: str = "{}"


class Document(Record):
    """A policy document with everything in it."""

    id: str
    prefix: str
    title: str
    number: str | None
    date: Day | None
    status: Status
    valid_from: Day | None
    valid_to: Day | None
    scope: str
    notes: str
    article_marks: tuple[ArticleMark, ...]
    targets: tuple[Target, ...]
    rules: tuple[Rule, ...]
    mechanisms: tuple[Mechanism, ...]
    background: tuple[Background, ...]
    switches: tuple[Switch, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, targets first."""
        return (*self.targets, *self.rules, *self.mechanisms, *self.background)
