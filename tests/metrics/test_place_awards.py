"""Awards by place: the worked examples of the rule, ties, what is open, against brute force."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import policies
from metrics.place_awards import Prize, awards

RULE = policies.entry("FJ20-R03")
PRIZES = [Prize(each.rank, each.amount) for each in RULE.payout.ranks]
THREE = [Prize(1, Decimal(500)), Prize(2, Decimal(300)), Prize(3, Decimal(200))]


def exact(figures):
    return {unit: None if g is None else Decimal(str(g)) for unit, g in figures.items()}


def by_unit(figures, prizes=THREE, **options):
    return {each.unit: each for each in awards(exact(figures), prizes, **options)}


WORKED = [
    each
    for each in RULE.examples
    if each.region in RULE.payout.pool
    and each.reason in (None, "condition", "missing_fact")
    and each.facts["assess_period"] != "other"
]


@pytest.mark.parametrize("example", WORKED, ids=lambda each: each.note)
def test_the_worked_examples_of_the_rule(example):
    table = example.facts["va_growth_by_city_pct"]
    pool = {city: table.get(city) for city in RULE.payout.pool}
    found = by_unit(pool, PRIZES, limit=RULE.payout.min_exclusive)[example.region]
    assert (found.outcome, found.amount_yuan) == (example.outcome, example.amount)


def test_there_are_worked_examples():
    assert {each.outcome for each in WORKED} == {"eligible", "not_eligible", "unknown"}


def test_equal_printed_figures_share_a_place_and_are_told():
    found = by_unit({"甲": 6.04, "乙": 5.96, "丙": 5.0, "丁": 4.9})
    assert [found[unit].place for unit in "甲乙丙丁"] == [1, 1, 3, 4]
    assert [found[unit].is_tied for unit in "甲乙丙丁"] == [True, True, False, False]
    assert [found[unit].amount_yuan for unit in "甲乙丙丁"] == [500, 500, 200, 0]
    assert found["甲"].gap == Decimal("1.0")
    assert found["丁"].gap == Decimal("-0.1")


def test_nobody_moves_up_into_a_place_that_is_not_taken():
    found = by_unit({"甲": 3.0, "乙": 0.0, "丙": -1.0, "丁": 0.04})
    assert [(found[u].place, int(found[u].amount_yuan)) for u in "甲丁乙丙"] == [
        (1, 500),
        (2, 300),
        (None, 0),
        (None, 0),
    ]
    assert found["甲"].gap is None
    assert found["乙"].reason == "增速不高于0"


def test_a_missing_figure_leaves_open_only_what_it_could_change():
    found = by_unit({"甲": 5, "乙": 4, "丙": 3, "丁": 2, "戊": -1, "己": None})
    outcomes = {unit: each.outcome for unit, each in found.items()}
    assert outcomes == dict.fromkeys("甲乙丙己", "unknown") | dict.fromkeys("丁戊", "not_eligible")
    assert found["甲"].amount_yuan is None
    assert found["己"].reason == "未报，不能排位"


def test_the_order_is_that_of_places_then_as_given():
    found = awards(exact({"甲": -1, "乙": 2, "丙": None, "丁": 9}), THREE)
    assert [each.unit for each in found] == ["丁", "乙", "甲", "丙"]


TENTHS = st.integers(-30, 60).map(lambda n: Decimal(n) / 20)


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊"), TENTHS | st.none(), min_size=1))
def test_what_is_certain_holds_whatever_the_missing_figures_turn_out_to_be(pool):
    found = {each.unit: each for each in awards(pool, THREE)}
    missing = [unit for unit, growth in pool.items() if growth is None]
    trials = product([Decimal(-5), Decimal(0), Decimal("0.3"), Decimal(99)], repeat=len(missing))
    for filled in trials:
        known = pool | dict(zip(missing, filled, strict=True))
        settled = {each.unit: each for each in awards(known, THREE)}
        for unit, award in found.items():
            if award.outcome != "unknown":
                assert settled[unit].amount_yuan == award.amount_yuan
