"""What must hold between the entries of a policy document, said in Chinese where it does not."""

import re
from collections.abc import Collection, Iterator, Mapping

from data.policy_records import (
    AllOf,
    AnyOf,
    Condition,
    Document,
    Entry,
    Expression,
    Fact,
    Not,
    Operation,
    Rule,
    Test,
)
from data.records import CatalogueError

LETTERS = {"targets": "T", "rules": "R", "mechanisms": "M", "background": "C", "switches": "S"}
BUILT_IN = ("region",)
"""Facts that the engine gives: the region under which a rule applies."""


def check_document(found: Document, where: str) -> None:
    """Refuse ids, parents, overlaps and switches that do not fit.

    Raises
    ------
    CatalogueError
        Says which entry and field, and what to do.
    """
    for section, letter in LETTERS.items():
        _check_ids(found, section, letter, where)
    _check_parents(found, where)
    _check_overlaps(found, where)
    _check_switch_options(found, where)
    _check_payouts(found, where)


def _refuse(where: str, key: str, what: str) -> None:
    msg = f"{where}：{key}：{what}"
    raise CatalogueError(msg)


def _check_ids(found: Document, section: str, letter: str, where: str) -> None:
    for each in getattr(found, section):
        if not re.fullmatch(rf"{re.escape(found.prefix)}-{letter}\d{{2,3}}", str(each.id)):
            _refuse(where, str(each.id), f"编号应为 {found.prefix}-{letter} 加两三位数字")


def _check_parents(found: Document, where: str) -> None:
    parents = {each.id: each.parent for each in found.targets}
    for key, parent in parents.items():
        seen = {key}
        while parent is not None:
            if parent not in parents:
                _refuse(where, key, f"parent“{parent}”不是本文件的目标")
            if parent in seen:
                _refuse(where, key, f"parent“{parent}”成环")
            seen.add(parent)
            parent = parents[parent]


def _check_overlaps(found: Document, where: str) -> None:
    overlaps = {each.id: each.may_overlap for each in found.targets}
    for key, others in overlaps.items():
        for other in others:
            if key not in overlaps.get(other, ()):
                _refuse(where, key, f"may_overlap“{other}”须是本文件的目标，并在其中互列")


def _check_switch_options(found: Document, where: str) -> None:
    known = {each.id for each in found.entries}
    for switch in found.switches:
        options = [option.id for option in switch.options]
        if switch.default not in options or len(set(options)) < len(options):
            _refuse(where, switch.id, f"default“{switch.default}”不在选项中，或选项重复")
        if unknown := set(switch.entries) - known:
            _refuse(where, switch.id, f"entries：没有条目 {'、'.join(sorted(unknown))}")
        named = {key for option in switch.options for key in option.changes}
        if unknown := named - set(switch.entries):
            _refuse(where, switch.id, f"changes：{'、'.join(sorted(unknown))} 须先列入 entries")


def _check_payouts(found: Document, where: str) -> None:
    for rule in found.rules:
        if rule.status == "register_only" and (rule.payout is not None or rule.conditions):
            _refuse(where, rule.id, "仅登记的规则不写 conditions 和 payout")
        if rule.status != "register_only" and rule.payout is None:
            _refuse(where, rule.id, "要计算的规则须写 payout")


def check_facts(found: Document, known: Mapping[str, Fact], where: str) -> None:
    """Refuse rules that ask facts which are not declared.

    Raises
    ------
    CatalogueError
        Names the rule and the facts.
    """
    for rule in found.rules:
        check_facts_of(rule, known, f"{where}：{rule.id}")


def check_facts_of(found: Entry, known: Mapping[str, Fact], where: str) -> None:
    """Refuse a rule that asks facts which are not declared; other entries ask none."""
    if not isinstance(found, Rule):
        return
    allowed = {*known, *found.derived, *BUILT_IN}
    if unknown := sorted(set(facts_of(found)) - allowed):
        msg = f"{where}：事实 {'、'.join(unknown)} 没有登记，请在 facts.yaml 中补登"
        raise CatalogueError(msg)


def check_measures(found: Document, indicators: Collection[str], where: str) -> None:
    """Refuse a target measured by an indicator that the dictionary does not hold.

    Raises
    ------
    CatalogueError
        Names the target and the indicator.
    """
    for each in found.targets:
        if each.measured_by and each.measured_by not in indicators:
            _refuse(where, each.id, f"measured_by：指标“{each.measured_by}”不在 indicators.yaml 中")
        if unknown := set(each.statistics.values()).difference(indicators):
            names = "、".join(sorted(unknown))
            _refuse(where, each.id, f"statistics：指标 {names} 不在 indicators.yaml 中")


def facts_of(rule: Rule) -> Iterator[str]:
    """Yield every fact that a rule names, its derived figures too."""
    for expression in rule.derived.values():
        yield from _facts_of_expression(expression)
    yield from _facts_of_condition(rule.conditions)
    yield from _facts_of_payout(rule)


def conditions_of(condition: Condition | None) -> Iterator[Test]:
    """Yield the tests of a condition, however deep."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from conditions_of(condition.negated)
    elif isinstance(condition, AllOf | AnyOf):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for part in parts:
            yield from conditions_of(part)


def _facts_of_condition(condition: Condition | None) -> Iterator[str]:
    return (test.fact for test in conditions_of(condition))


def _facts_of_expression(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Operation):
        for argument in expression.args:
            yield from _facts_of_expression(argument)
    elif isinstance(expression, str):
        yield expression


def _facts_of_payout(rule: Rule) -> Iterator[str]:
    payout = rule.payout
    for name in ("of", "by", "rate_derived", "table"):
        if value := getattr(payout, name, None):
            yield value
    yield from (trigger.fact for trigger in getattr(payout, "triggers", ()))
    if factor := getattr(payout, "before_date_factor", None):
        yield factor.fact
    if rule.cap is not None:
        yield from (name for name in (rule.cap.less, rule.cap.by) if name)


def articles(found: Document) -> dict[str, list[Entry]]:
    """Return the entries by article, in the order of the entries."""
    by_article: dict[str, list[Entry]] = {}
    for each in found.entries:
        by_article.setdefault(each.article, []).append(each)
    return by_article
