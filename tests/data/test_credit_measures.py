"""The measures of loans, as data."""

import re

import pytest
import yaml

from data import credit_measures, policies
from data.credit_measures import credit_page
from data.records import FOLDER, CatalogueError, read_yaml


def test_every_measure_names_its_formula_and_targets_that_exist():
    page = credit_page()
    assert len(page.measures) >= 17
    for measure in page.measures:
        assert measure.formula
        assert [policies.target(key).id for key in measure.targets] == list(measure.targets)
    assert policies.entry(page.withdrawal_rule).document == "luohe-2015"


def test_amount_handled_and_balance_of_renewals_are_two_measures():
    found = {measure.id: measure for measure in credit_page().measures}
    handled, balance = found["renewals"], found["renewal_stock"]
    assert (handled.way, balance.way) == ("flow", "balance")
    assert handled.indicator != balance.indicator


@pytest.mark.parametrize(
    ("key", "changes", "message"),
    [
        ("loans", {"indicator": "loan"}, "credit.yaml：loans：指标 loan 不在 indicators.yaml 中"),
        ("loans", {"over": "deposit_balance"}, "credit.yaml：loans：over：比率须写明分母"),
        ("fee_rate", {"over": ""}, "credit.yaml：fee_rate：over：比率须写明分母"),
        ("fee_rate", {"formla": ""}, "没有这个字段"),
    ],
)
def test_unlawful_measure_is_refused(tmp_path, monkeypatch, key, changes, message):
    content = read_yaml(FOLDER / "credit.yaml")
    content["measures"][key] |= changes
    own = tmp_path / "credit.yaml"
    own.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(credit_measures, "FOLDER", tmp_path)
    credit_page.cache_clear()
    with pytest.raises(CatalogueError, match=re.escape(message)):
        credit_page()
    credit_page.cache_clear()
