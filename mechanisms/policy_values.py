"""Whether the values of an entry follow from the figures that it lists as printed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from data.policy_checks import conditions_of
from data.policy_records import Expression, Fact, Operation, Rule, Target
from metrics.printed_figures import Amount, amounts, canonical

_SCALES = {"万": 10**4, "亿": 10**8}
_UNPRINTED = frozenset(map(Decimal, (0, 1, 100)))
"""Constants that need no figure: nothing, all of it, and percent to share."""
_DATE_PART = re.compile(r"‹(\d+)›(年|月|日)")


@dataclass(frozen=True)
class PartialDate:
    """A printed date, as far as it goes."""

    year: int | None
    month: int | None
    day: int | None

    def fits(self, other: date) -> bool:
        """Say whether a day agrees with all that is printed."""
        pairs = zip(
            (self.year, self.month, self.day), (other.year, other.month, other.day), strict=True
        )
        return all(printed is None or printed == given for printed, given in pairs)


def partial_date(figure: str) -> PartialDate | None:
    """Return the date that a figure prints, None where it prints none.

    Examples
    --------
    >>> partial_date("2020年上半年")
    PartialDate(year=2020, month=6, day=30)
    >>> partial_date("6月底").month, partial_date("温28条")
    (6, None)
    """
    parts = {unit: int(number) for number, unit in _DATE_PART.findall(canonical(figure))}
    year, month, day = (parts.get(unit) for unit in ("年", "月", "日"))
    if year is None and month is None:
        return None
    if "上半年" in figure:
        month, day = 6, 30
    if figure.endswith(("底", "末")):
        month = month or 12
        day = _last_day(year or 2001, month)
    return PartialDate(year, month, day)


def _last_day(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def target_mistakes(target: Target) -> Iterator[tuple[str, str]]:
    """Yield (figure, what differs) where a target's value or dates and its figures disagree."""
    if target.value is not None and target.figures and target.comparator not in ("event", "zero"):
        yield from _value_mistakes(target)
    days = _days_of_target(target)
    for figure in target.date_figures:
        printed = partial_date(figure)
        if printed is not None and not any(printed.fits(day) for day in days):
            yield figure, "与起止日、基期都不符"


def _value_mistakes(target: Target) -> Iterator[tuple[str, str]]:
    values = [value for value in (target.value, target.value_high) if value is not None]
    printed = [amount for figure in target.figures for amount in amounts(figure)]
    for value in values:
        if not any(_is_value(amount, value, target) for amount in printed):
            yield "", f"录入 {value} {target.unit}，文中印作 {'、'.join(target.figures)}"
    limits = [limit.value for limit in (target.unit_filter or {}).values()]
    for figure in target.figures:
        named = amounts(figure)
        if named and not any(
            _is_value(amount, value, target) for amount in named for value in (*values, *limits)
        ):
            yield figure, f"录入 {'、'.join(map(str, values))} {target.unit}"


def _is_value(amount: Amount, value: Decimal, target: Target) -> bool:
    """Say whether an amount is the value: in the base unit, percent and points as printed."""
    factor = target.factor or Decimal(1)
    return amount.value == (value * factor if factor >= 1 else value)


def _days_of_target(target: Target) -> list[date]:
    days = [day for day in (target.start, target.deadline) if day is not None]
    before = [date(day.year - 1, 12, 31) for day in days]
    return [*days, *before]


def rule_mistakes(rule: Rule, facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """Yield (figure, what differs) where a rule's constants and its figures disagree.

    Every printed figure has to be a constant of the rule and every constant a printed figure;
    rules that are registered only have no constants.
    """
    yield from _wrong_days(rule)
    constants = [value for value in _constants(rule, facts) if value not in _UNPRINTED]
    if not constants:
        return
    known = {*constants, *_UNPRINTED}
    for figure in rule.figures:
        if partial_date(figure) is None and not _is_constant(figure, known):
            yield figure, "规则中没有这个常数"
    printed = [amount for figure in rule.figures for amount in amounts(figure)]
    derivable = {value for amount in printed for value in _forms(amount)}
    for value in constants:
        if value not in derivable:
            yield "", f"规则中的常数 {value} 在文中没有对应的数"


def _wrong_days(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the days printed in full that are no day of the rule."""
    days = _days_of_rule(rule)
    for figure in (*rule.figures, *rule.date_figures):
        printed = partial_date(figure)
        if printed is None or printed.day is None:
            continue
        if not any(printed.fits(day) for day in days):
            yield figure, "规则中没有这一天"


def _is_constant(figure: str, known: set[Decimal]) -> bool:
    printed = amounts(figure)
    return not printed or any(form in known for amount in printed for form in _forms(amount))


def _forms(amount: Amount) -> tuple[Decimal, ...]:
    """Return the ways in which a rule may hold an amount: 30% as 30, 0.3 or a rise to 1.3."""
    if amount.unit.startswith("%"):
        share = amount.value / 100
        return amount.value, share, 1 + share
    return (amount.value,)


def _constants(rule: Rule, facts: Mapping[str, Fact]) -> Iterator[Decimal]:
    """Yield the numbers on which a rule's outcome rests, those on facts in the plain unit."""
    for test in conditions_of(rule.conditions):
        if test.op == "==":  # a code, not a threshold
            continue
        yield from _in_plain_unit(test.fact, test.value, facts)
    for expression in rule.derived.values():
        yield from _numbers_of(expression)
    yield from _payout_numbers(rule)
    if rule.cap is not None:
        yield from (tier.amount for tier in rule.cap.tiers)
        yield from (amount for amount in (rule.cap.amount,) if amount is not None)
    if rule.floor is not None:
        yield rule.floor


def _in_plain_unit(fact: str, value: object, facts: Mapping[str, Fact]) -> Iterator[Decimal]:
    if not isinstance(value, Decimal):
        return
    unit = facts[fact].unit if fact in facts else ""
    yield value * next((scale for word, scale in _SCALES.items() if unit.startswith(word)), 1)


def _numbers_of(expression: Expression) -> Iterator[Decimal]:
    if isinstance(expression, Operation):
        for argument in expression.args:
            yield from _numbers_of(argument)
    elif isinstance(expression, Decimal):
        yield expression


def _payout_numbers(rule: Rule) -> Iterator[Decimal]:
    payout = rule.payout
    for name in ("rate", "per", "amount", "months", "min_exclusive"):
        value = getattr(payout, name, None)
        if value is not None:
            yield value
    yield from (tier.amount for tier in getattr(payout, "tiers", ()))
    yield from (trigger.value for trigger in getattr(payout, "triggers", ()))
    places = getattr(payout, "ranks", ())
    yield from (place.amount for place in places)
    if places:
        yield Decimal(len(places))
    if factor := getattr(payout, "before_date_factor", None):
        yield factor.factor


def _days_of_rule(rule: Rule) -> set[date]:
    texts = (test.value for test in conditions_of(rule.conditions) if isinstance(test.value, str))
    days = {date.fromisoformat(text) for text in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text)}
    factor = getattr(rule.payout, "before_date_factor", None)
    others = (rule.valid_from, rule.valid_to, factor and factor.on_or_before)
    return days | {day for day in others if day is not None}
