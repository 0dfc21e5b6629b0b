"""The rules of judging targets as data."""

from decimal import Decimal

import pytest

from data import policies, target_rules
from data.records import CatalogueError, parse

CONTENT = target_rules.target_rules().model_dump()


def test_every_parameter_says_on_what_ground_it_stands():
    rules = target_rules.target_rules()
    assert rules.pace.basis.startswith("本系统设定")
    assert rules.tolerance.basis.startswith("本系统设定")


def test_tolerances_of_the_catalogue_are_those_of_the_rules():
    about = [
        each
        for document in policies.documents().values()
        for each in document.targets
        if each.comparator == "about"
    ]
    assert len(about) > 2
    for each in about:
        rule = target_rules.tolerance(each.kind)
        assert (each.tolerance.type, each.tolerance.value) == (rule.type, rule.value)


def test_targets_of_every_period_are_comparisons():
    named = target_rules.target_rules().every_period
    assert {policies.target(key).kind for key in named} == {"relative"}
    assert target_rules.is_every_period("SM20-T23")
    assert not target_rules.is_every_period("SM20-T30")


@pytest.mark.parametrize(
    "changes",
    [
        {"pace": {"behind_pp": 11, "far_behind_pp": 10, "basis": "本系统设定"}},
        {"pace": {"behind_pp": -1, "far_behind_pp": 10, "basis": "本系统设定"}},
        {"tolerance": {"relative": Decimal("0.05"), "basis": "本系统设定"}},
        {"lamp": {}},
    ],
)
def test_unlawful_rules_are_refused(changes):
    with pytest.raises(CatalogueError, match=r"target_rules\.yaml"):
        parse(target_rules.TargetRules, CONTENT | changes, "target_rules.yaml")
