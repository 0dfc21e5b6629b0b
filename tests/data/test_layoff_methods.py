"""Formulas, limits and refunds of lay-offs, as data."""

import re
from decimal import Decimal

import pytest
import yaml

from data import layoff_methods, policies
from data.layoff_methods import (
    knowledge,
    limits,
    method_by_reading,
    methods,
    methods_of,
    refund,
)
from data.records import FOLDER, CatalogueError, read_yaml
from metrics.layoff_refunds import Basis, stake

BASE = Basis(Decimal(200000))


def test_limit_of_wenzhou_is_that_of_its_rule_and_its_methods_are_the_readings():
    rule = policies.entry("WZ20-R04")
    limit = next(each for each in rule.conditions.all if each.fact == "layoff_rate_pct")
    assert limits()["wenzhou_shuangbai"].general_pct == limit.value == 5
    switches = policies.switches(policies.document("wenzhou-2020"))
    switch = next(each for each in switches if each.id == "WZ20-S02")
    assert [each.id for each in methods_of("wenzhou_shuangbai")] == [o.id for o in switch.options]
    assert methods_of("wenzhou_shuangbai")[0].id == switch.default


def test_every_option_of_a_switch_leads_to_a_method_of_its_limit():
    for key, entry in knowledge().limits.items():
        if entry.switch is not None:
            document = policies.document(policies.entry(entry.rule).document)
            switch = next(each for each in document.switches if each.id == entry.switch.id)
            assert {*entry.switch.by_option} == {option.id for option in switch.options}
            assert {*entry.switch.by_option.values()} <= {*entry.methods}
            assert method_by_reading(key, {}).id == entry.methods[0]
    assert method_by_reading("sanming_unemployment_goal", {"SM20-S02": "unemployment_goal"}).id == (
        "ningbo_hangzhou_2020"
    )
    assert method_by_reading("hengyang_2020", {}).id == "hengyang_2020"


def test_bounds_of_double_hundred_firms_stand_in_the_rule():
    rule = policies.entry(knowledge().double_hundred.rule)
    bounds = {each.fact: each.value for each in rule.conditions.all}
    assert bounds["export_2019_usd"] == 1_000_000
    assert bounds["unemployment_insured_201912_persons"] == 100


def test_every_rule_exists_and_every_method_has_a_source():
    rules = [entry.rule for entry in knowledge().limits.values() if entry.rule]
    assert {policies.entry(key).id for key in [*rules, *knowledge().refunds]} >= set(rules)
    assert len(methods()) == 7
    assert all(method.source and method.text for method in methods().values())


def test_refunds_take_amount_and_group_from_the_documents():
    month, restructuring = refund("WZ20-R04", BASE, True), refund("WZ20-R05", BASE, True)
    assert (month.yuan, restructuring.yuan) == (200000, 400000)
    assert (month.by_rate, restructuring.by_rate) == (True, False)
    assert stake([month, restructuring]).low_yuan == 400000
    assert refund("SM20-R11", Basis(Decimal(86400)), True).yuan == 86400
    fujian = refund("FJ20-R07", BASE, None, ("外引标准",))
    assert (fujian.yuan, fujian.group) == (None, "FJ20-R07")


@pytest.mark.parametrize(
    ("part", "key", "changes", "message"),
    [
        ("limits", "national_2024", {"methods": ["x"]}, "methods 中没有 x"),
        ("refunds", "FJ20-R07", {"limit": "y"}, "limits 中没有 y"),
        ("limits", "national_2024", {"switch": {"id": "s", "by_option": {"o": "z"}}}, "没有 z"),
        ("limits", "national_2024", {"limt": 1}, "没有这个字段"),
        ("refunds", "FJ20-T04", {}, "FJ20-T04 不是奖补规则"),
    ],
)
def test_unlawful_entry_is_refused(tmp_path, monkeypatch, part, key, changes, message):
    content = read_yaml(FOLDER / "layoff_methods.yaml")
    content[part].setdefault(key, {}).update(changes)
    own = tmp_path / "layoff_methods.yaml"
    own.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(layoff_methods, "FOLDER", tmp_path)
    knowledge.cache_clear()
    with pytest.raises(CatalogueError, match=re.escape(message)):
        refund("FJ20-T04", BASE, True)
    knowledge.cache_clear()
