"""Suppression against the attack: a linear programme over all that a viewer can export."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.suppression import suppress
from metrics.suppression_attack import Attack, Bounds
from metrics.suppression_cells import ALL, Disclosure, Figure, Tables, cell_name

RULE = Disclosure()
SIGNED = Disclosure(signed=True)
TOTAL = (ALL, ALL)


def table(seed, firms, regions, industries, signed=False):
    """A random table, a few of its firms much larger than the others, some at zero."""
    random = np.random.default_rng(seed)
    values = np.round(random.lognormal(3, 1.5, firms), 1) * (random.random(firms) > 0.05)
    values *= random.choice([-1, 1], firms) if signed else 1
    places = np.column_stack([random.integers(most, size=firms) for most in (regions, industries)])
    return [
        Figure(f"企业{n}", f"县{region}", f"业{industry}", float(values[n]))
        for n, (region, industry) in enumerate(places)
    ]


def of(**cells):
    """A small table: 甲纺=(10, 20) are two firms of 甲 in 纺."""
    return [
        Figure(f"{cell}{n}", cell[0], cell[1], value)
        for cell, values in cells.items()
        for n, value in enumerate(values)
    ]


def seen_from(figure):
    return {figure.region} if figure.seen_from is None else figure.seen_from


def is_hidden(attack, figure):
    """Whether the viewer sees a figure by name in no vintage."""
    same = [each for vintage in attack.vintages for each in vintage if each.firm == figure.firm]
    seen = [seen_from(e) for e in same if (e.cell, e.value) == (figure.cell, figure.value)]
    return attack.regions.isdisjoint(set().union(*seen))


def viewers_of(vintages):
    regions = {own for vintage in vintages for each in vintage for own in seen_from(each)}
    return [frozenset(), *({region} for region in regions)]


def breaches(vintages, hidden, rule=RULE):
    """What the attack finds too well: cells and firms, over every viewer and vintage."""
    found = []
    for regions in {frozenset(each) for each in viewers_of(vintages)}:
        attack = Attack(vintages, hidden, regions, rule.signed)
        for number, vintage in enumerate(vintages):
            cells = Tables([vintage]).cells(0)
            found += [cell for cell in cells if is_known(attack, number, cell, rule)]
            found += known_firms(attack, number, hidden[number], rule)
    return found


def is_known(attack, number, cell, rule):
    """Whether what tells of single firms in a cell is found better than the rule allows."""
    inside = [
        each.value
        for each in attack.vintages[number]
        if is_hidden(attack, each)
        and cell in [(each.region, each.industry), (each.region, ALL), (ALL, each.industry), TOTAL]
    ]
    if not rule.is_sensitive(np.array(inside)):
        return False
    width = max(max(map(abs, inside)) * rule.width_pct / 100, rule.least)
    down = width if rule.signed else min(width, sum(inside))
    return not attack.rest(number, cell).is_wide(sum(inside), width, down)


def known_firms(attack, number, hidden, rule):
    """The firms in cells that are left out whose figure is bounded better than ± 20 %."""
    others = [each for each in attack.vintages[number] if is_hidden(attack, each)]
    for each in [each for each in others if each.cell in hidden]:
        width = abs(each.value) * rule.width_pct / 100
        if not attack.firm(number, each.firm).is_wide(each.value, width, width):
            yield each.firm


@pytest.mark.parametrize(
    ("seed", "firms", "regions", "industries"),
    [(0, 12, 3, 3), (1, 30, 3, 4), (2, 45, 4, 4), (3, 25, 5, 3), (4, 30, 2, 5)],
)
@pytest.mark.parametrize("rule", [RULE, SIGNED], ids=["above zero", "signed"])
def test_attack_on_random_tables_fails(seed, firms, regions, industries, rule):
    vintage = table(seed, firms, regions, industries, rule.signed)
    pattern = suppress([vintage], rule)
    assert pattern.given_away == ()
    assert pattern.primary <= pattern.suppressed
    assert breaches([vintage], [pattern.suppressed], rule) == []


def test_attack_on_primary_cells_alone_succeeds():
    vintage = table(1, 30, 3, 4)
    primary = suppress([vintage]).primary
    assert breaches([vintage], [primary])


def later(vintage, seed, late):
    """The next vintage: some firms report late, some leave, some figures are corrected."""
    random = np.random.default_rng(seed)
    kept = [each for each in vintage if random.random() > 0.03]
    corrected = [
        replace(each, value=round(each.value * 1.3 + 1, 1)) if random.random() < 0.1 else each
        for each in kept
    ]
    return [*corrected, *late]


@pytest.mark.parametrize("seed", range(3))
def test_attack_across_two_vintages_fails(seed):
    everyone = table(seed, 35, 3, 3)
    first = everyone[:33]
    second = later(first, seed, everyone[33:])
    hidden = [suppress([first]).suppressed]
    pattern = suppress([first, second], earlier=hidden)
    assert pattern.given_away == ()
    assert breaches([first, second], [*hidden, pattern.suppressed]) == []


def moved(vintage, seed):
    """The same figures, some of them seen from another region, or two, or none."""
    random = np.random.default_rng(seed)
    kinds = [None, frozenset({"县0"}), frozenset({"县0", "县2"}), frozenset()]
    return [replace(e, seen_from=kinds[random.choice(4, p=[0.7, 0.1, 0.1, 0.1])]) for e in vintage]


@pytest.mark.parametrize("seed", range(2))
def test_attack_with_firms_that_are_seen_from_elsewhere_fails(seed):
    first = moved(table(seed, 30, 3, 3), seed)
    second = moved(later(first, seed, []), seed + 10)
    hidden = [suppress([first]).suppressed]
    assert breaches([first], hidden) == []
    pattern = suppress([first, second], earlier=hidden)
    known_before = breaches([first, second], [*hidden, frozenset(Tables([second]).cells(0))])
    assert set(breaches([first, second], [*hidden, pattern.suppressed])) <= set(known_before)


def test_county_that_sees_a_firm_from_elsewhere_takes_it_off():
    vintage = [*SOUND, *of(丙纺=(50, 40, 30), 丙食=FOUR)]
    gone = [replace(e, seen_from=frozenset("甲")) if e.firm == "丙纺0" else e for e in vintage]
    assert suppress([vintage]).suppressed == frozenset()
    pattern = suppress([gone])
    assert ("丙", "纺") in pattern.suppressed
    assert not breaches([gone], [pattern.suppressed])
    assert breaches([gone], [frozenset()])


FOUR = (50, 40, 30, 20)
SOUND = of(甲纺=FOUR, 甲食=FOUR, 乙纺=FOUR, 乙食=FOUR)


def test_late_report_is_not_given_away_by_the_difference_of_two_vintages():
    late = [*SOUND, Figure("迟报", "甲", "纺", 45)]
    first, second = suppress([SOUND]), suppress([late])
    assert first.suppressed == second.suppressed == frozenset()
    alone = Attack([SOUND, late], [frozenset(), frozenset()])
    assert alone.firm(1, "迟报") == Bounds(pytest.approx(45), pytest.approx(45))
    pattern = suppress([SOUND, late], earlier=[frozenset()])
    assert pattern.suppressed == {("甲", "纺"), ("甲", ALL), (ALL, "纺"), TOTAL}
    assert pattern.primary == frozenset()
    found = Attack([SOUND, late], [frozenset(), pattern.suppressed]).firm(1, "迟报")
    assert found.is_wide(45, 9, 9)


def test_unchanged_vintage_hides_nothing_more():
    vintage = table(2, 60, 4, 5)
    hidden = suppress([vintage]).suppressed
    assert suppress([vintage, vintage], earlier=[hidden]).suppressed <= hidden


def test_what_an_earlier_release_gave_away_is_said():
    single = of(甲纺=(50,), 甲食=(50, 40, 30), 乙纺=(50, 40, 30))
    pattern = suppress([single, single], earlier=[frozenset()])
    assert "第1版 甲·纺" in pattern.given_away


def test_newest_vintage_adds_nothing_to_what_was_given_away():
    """One of four firms leaves, and the rest is bounded by the cell as it was shown."""
    first = [*SOUND, *of(丙纺=(68, 12, 12, 8), 丙食=FOUR)]
    second = [each for each in first if each.firm != "丙纺3"]
    pattern = suppress([first, second], earlier=[frozenset()])
    assert "第2版 丙·纺" in pattern.given_away
    known = [Attack([first, second], [frozenset(), hidden]).cell(1, ("丙", "纺"))
             for hidden in (pattern.suppressed, frozenset(Tables([second]).cells(0)))]  # fmt: skip
    assert known[0].high == pytest.approx(known[1].high) == pytest.approx(100)
    assert known[0].low <= 92 - 0.2 * 68 * 0.999


def test_singleton_is_left_out_with_others():
    vintage = [*SOUND, *of(丙纺=(50,), 丙食=(50, 40, 30, 20))]
    pattern = suppress([vintage])
    assert pattern.primary == {("丙", "纺")}
    assert ("丙", "食") in pattern.suppressed
    assert breaches([vintage], [pattern.suppressed]) == []


def test_dominant_firm_is_left_out():
    vintage = [*SOUND, *of(丙纺=(71, 10, 10, 9), 丙食=(70, 10, 10, 10))]
    assert suppress([vintage]).primary == {("丙", "纺")}
    strict = replace(RULE, share_pct=60)
    assert suppress([vintage], strict).primary >= {("丙", "纺"), ("丙", "食")}


def test_total_that_equals_a_cell_is_left_out_too():
    vintage = [*SOUND, *of(丙纺=(50, 40))]
    assert suppress([vintage]).suppressed >= {("丙", "纺"), ("丙", ALL)}


def test_firm_at_zero_is_not_said_to_stand_still():
    vintage = [*SOUND, *of(丙纺=(0,), 丙食=(50, 40, 30, 20))]
    pattern = suppress([vintage])
    found = Attack([vintage], [pattern.suppressed]).cell(0, ("丙", "纺"))
    assert found.low == pytest.approx(0, abs=1e-6)
    assert found.high >= RULE.least * 0.999


def test_figures_that_cancel_out_are_protected():
    vintage = of(甲纺=(90, -90), 甲食=(5, -4, 3, 9), 乙纺=(5, 4, 3, -8), 乙食=(5, 4, 3, 2))
    pattern = suppress([vintage], SIGNED)
    assert ("甲", "纺") in pattern.primary
    found = Attack([vintage], [pattern.suppressed], signed=True).cell(0, ("甲", "纺"))
    assert (found.low, found.high) == (-np.inf, np.inf)


def test_nothing_is_left_out_where_all_cells_are_large():
    vintage = [
        Figure(f"{region}{industry}{n}", f"县{region}", f"业{industry}", 10.0 + n)
        for region in range(4)
        for industry in range(5)
        for n in range(12)
    ]
    assert suppress([vintage]).suppressed == frozenset()


def test_total_is_left_out_where_a_county_could_take_off_its_own_firms():
    food = dict.fromkeys(("甲食", "乙食", "丙食"), (9, 8, 7))
    vintage = of(甲纺=FOUR, 乙纺=(50,), 丙纺=(40,), **food)
    outsiders_only = suppress([vintage], viewers=[()])
    assert (ALL, "纺") not in outsiders_only.suppressed
    county = Attack([vintage], [outsiders_only.suppressed], frozenset({"甲"}))
    assert not county.rest(0, (ALL, "纺")).is_wide(90, 1, 1)
    pattern = suppress([vintage])
    assert (ALL, "纺") in pattern.suppressed


def test_every_cell_left_out_is_needed():
    """Each secondary cell shown again would give something away."""
    vintage = table(1, 30, 3, 4)
    pattern = suppress([vintage])
    secondary = pattern.suppressed - pattern.primary
    assert secondary
    for cell in secondary:
        assert breaches([vintage], [pattern.suppressed - {cell}])


PLACE = st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("纺食机"))
FIRMS = st.lists(st.tuples(PLACE, st.integers(0, 500)), min_size=1, max_size=14)


@settings(max_examples=5, deadline=None)
@given(FIRMS, st.integers(0, 3), st.integers(1, 3))
def test_attack_on_any_table_and_its_correction_fails(firms, late, step):
    everyone = [Figure(str(n), *place, float(value)) for n, (place, value) in enumerate(firms)]
    first = everyone[: len(everyone) - late]
    second = [replace(each, value=each.value * 2) for each in everyone[::step]]
    hidden = [suppress([first]).suppressed]
    assert breaches([first], hidden) == []
    pattern = suppress([first, second], earlier=hidden)
    nothing = frozenset(Tables([second]).cells(0))
    before = breaches([first, second], [*hidden, nothing])
    assert set(breaches([first, second], [*hidden, pattern.suppressed])) <= set(before)
    assert pattern.given_away or not before


def test_tables_without_firms_hide_nothing():
    assert suppress([[]]).suppressed == frozenset()
    assert Attack([[]], [frozenset()]).cell(0, TOTAL) == Bounds(0, 0)


def test_unlawful_questions_are_refused():
    with pytest.raises(ValueError, match="2个版本须配1组"):
        suppress([SOUND, SOUND])
    with pytest.raises(ValueError, match="0个版本须配-1组"):
        suppress([])
    with pytest.raises(ValueError, match=re.escape("signed=True")):
        suppress([of(甲纺=(-1,))])
    with pytest.raises(ValueError, match="试推没有结果"):
        Attack([of(甲纺=(-1,))], [frozenset()]).firm(0, "甲纺0")


def test_threshold_says_its_ground():
    assert RULE.basis.startswith("本系统设定")
    assert cell_name(TOTAL) == "全部地区·全部行业"
