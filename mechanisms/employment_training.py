"""Training subsidies of 双百工业企业: what a document offers them, and what is not known here.

Who was trained, for how many hours and with what certificate is held by the department of human
resources; without it no amount can be given, only who may apply and by what standard.
"""

from dataclasses import dataclass

import numpy as np

from data import catalogue, datasets, policies
from data.policy_records import BeforeDate, Fixed, PerUnit, Rule
from mechanisms.employment import Employment
from mechanisms.employment_double_hundred import conditions_of
from mechanisms.employment_refunds import MEMBER
from metrics.layoff_arrays import KEEPS, UNSETTLED
from metrics.wording import as_given, date_text


@dataclass(frozen=True)
class Training:
    """A training subsidy, with how many of the chosen firms may apply for it.

    Attributes
    ----------
    firms, local, open
        双百工业企业 where the rule applies; those in counties that decide for themselves; firms
        of which it is not known whether they are 双百工业企业.
    missing
        What each single application needs and the system does not hold.
    """

    rule: Rule
    standard: str
    firms: int
    local: int
    open: int
    missing: tuple[str, ...]


def training(found: Employment) -> list[Training]:
    """Return the training subsidies of the dataset's documents; none without 双百工业企业."""
    if found.members is None:
        return []
    dataset = datasets.dataset(found.question.dataset)
    offered = [rule for key in dataset.documents for rule in policies.document(key).rules]
    chosen = [policies.chosen(rule, dataset.readings) for rule in offered]
    return [_training(found, rule) for rule in chosen if MEMBER in conditions_of(rule)]


def _training(found: Employment, rule: Rule) -> Training:
    codes = found.members.codes if found.members is not None else np.zeros(0, np.int8)
    city = catalogue.regions()[found.dataset.region].name
    names = {code: f"{city}{catalogue.regions()[code].name}" for code in found.register["region"]}
    inside = (
        found.register["region"]
        .map(lambda code: names[code].startswith(rule.scope.include))
        .to_numpy(np.bool_)
    )
    members = found.chosen & (codes == KEEPS)
    return Training(
        rule,
        standard(rule),
        int((members & inside).sum()),
        int((members & ~inside).sum()),
        int((found.chosen & (codes == UNSETTLED)).sum()),
        tuple(_missing(rule)),
    )


def standard(rule: Rule) -> str:
    """Return the standard of a subsidy in words.

    Examples
    --------
    >>> standard(policies.entry("WZ20-R08"))[:18]
    '每课时25元，每人每项封顶2000元'
    """
    payout = rule.payout
    if isinstance(payout, Fixed):
        least = "不少于" if rule.amount_kind == "floor" else ""
        text = f"每人每证{least}{as_given(payout.amount)}元"
    elif isinstance(payout, PerUnit):
        text = f"每课时{as_given(payout.per)}元"
        if rule.cap is not None and rule.cap.amount is not None:
            text += f"，每人每项封顶{as_given(rule.cap.amount)}元"
    else:
        return rule.gist
    return text + _factor(payout.before_date_factor)


def _factor(before: BeforeDate | None) -> str:
    if before is None:
        return ""
    cap = "和封顶" if "cap" in before.applies_to else ""
    return f"；{date_text(before.on_or_before)}及以前开班的标准{cap}乘以{as_given(before.factor)}"


def _missing(rule: Rule) -> list[str]:
    asked = [fact for fact in conditions_of(rule) if fact != MEMBER]
    payout = rule.payout
    if isinstance(payout, PerUnit):
        asked.append(payout.of)
    if isinstance(payout, Fixed | PerUnit) and payout.before_date_factor is not None:
        asked.append(payout.before_date_factor.fact)
    return [policies.facts()[fact].name for fact in asked]
