"""The lay-off rate: worked examples, what is not known, limits, distances, arrays."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import layoff_arrays
from metrics.layoff_arrays import LayoffTable, distances, rates, standings
from metrics.layoff_limits import Limit, away_text, jobs_away, judge_rate
from metrics.layoffs import Formula, LayoffFacts, Method, layoff_rate, printed_pct, side_by_side

D = Decimal
DECREASE_MEAN = Formula("net_decrease", "mean", "opening")
DECREASE_LAST = Formula("net_decrease", "previous_december", "previous_december")
CLAIMS_LAST = Formula("claimants", "previous_december")
FORMULAS = (
    DECREASE_MEAN,
    DECREASE_LAST,
    CLAIMS_LAST,
    Formula("net_decrease", "mean", "january"),
    Formula("net_decrease", "opening", "opening"),
    Formula("claimants", "mean"),
    Formula("new_claimants", "mean_paying"),
    Formula("net_decrease", "mean_paying", "opening"),
)
EITHER = Method("either", "任一", "", (DECREASE_LAST, CLAIMS_LAST))
RECOGNISED = Method("recognised", "认定", "", (Formula("recognised"),))
FIVE = Limit("five", "", "", D(5))
USUAL = Limit("usual", "", "", D("5.5"), small_pct=D(20), small_up_to=30)
PARK = Limit("park", "", "", D("1.84"), D("5.5"), D(20), 30)
SCALED = Limit("scaled", "", "", D("1.84"), D("5.5"))
LIMITS = (FIVE, USUAL, PARK, SCALED)


def method(*formulas):
    return Method("m", "", "", formulas)


def year(end, mean=None):
    """Twelve months of this mean that end as told."""
    return (*((None,) * 11 if mean is None else (mean,) * 10 + (2 * mean - end,)), end)


FIRM = LayoffFacts(100, 100, (100, *(97,) * 10, 94), claimants=2)


def test_worked_example_of_three_formulas():
    ways = [DECREASE_MEAN, DECREASE_LAST, CLAIMS_LAST]
    found = [layoff_rate(method(way), FIRM) for way in ways]
    assert [rate.pct for rate in found] == [Fraction(600, 97), 6, 2]
    assert [rate.text for rate in found] == [
        "（100−94）÷97＝6.19%",
        "（100−94）÷100＝6.00%",
        "2÷100＝2.00%",
    ]
    outcomes = [judge_rate(rate, USUAL, FIRM).text for rate in found]
    assert outcomes == ["不符合", "不符合", "符合"]


def test_either_formula_suffices():
    rate = layoff_rate(EITHER, FIRM)
    assert rate.pct == 2
    assert rate.text == "（100−94）÷100＝6.00%；2÷100＝2.00%"
    assert judge_rate(rate, USUAL, FIRM).text == "符合"
    assert EITHER.text == (
        "（上年末参保人数−12月末参保人数）÷上年末参保人数，或者 领取失业保险金人数÷上年末参保人数"
    )


def test_failing_by_one_formula_is_open_while_the_other_is_not_known():
    unknown = replace(FIRM, claimants=None)
    found = judge_rate(layoff_rate(EITHER, unknown), USUAL, unknown)
    assert found.text == "待核实（缺：领取失业保险金人数）"
    kept = replace(unknown, months=year(95))
    assert judge_rate(layoff_rate(EITHER, kept), USUAL, kept).text == "符合"


@pytest.mark.parametrize(
    ("closing", "limit", "text"),
    [(95, FIVE, "符合"), (94, FIVE, "不符合"), (105, FIVE, "符合"), (100, FIVE, "符合")],
)
def test_exactly_the_limit_keeps_it(closing, limit, text):
    facts = LayoffFacts(100, months=year(closing))
    assert judge_rate(layoff_rate(method(DECREASE_LAST), facts), limit, facts).text == text


@pytest.mark.parametrize(
    ("start", "closing", "held", "text"),
    [
        (37, 30, 20, "符合"),
        (38, 30, 20, "不符合"),
        (34, 31, D("5.5"), "不符合"),
        (31, 31, D("5.5"), "符合"),
    ],
)
def test_thirty_at_the_end_of_the_year_are_a_small_firm(start, closing, held, text):
    facts = LayoffFacts(start, months=year(closing))
    found = judge_rate(layoff_rate(method(DECREASE_LAST), facts), USUAL, facts)
    assert (found.limit_pct, found.text) == (held, text)


def test_a_year_so_far_is_counted_to_its_newest_month():
    facts = LayoffFacts(100, 100, (100, 98, 94), (None,) * 3, 2)
    rate = layoff_rate(method(DECREASE_MEAN), facts)
    assert rate.text == "（100−94）÷（292÷3）＝6.16%"
    gone = LayoffFacts(100, 100, (100, 98, None), (None,) * 3)
    assert layoff_rate(method(DECREASE_LAST), gone).missing == ("3月末参保人数",)
    first = LayoffFacts(100, months=(94,), paying=(None,))
    from_january = Formula("net_decrease", "mean", "january")
    assert layoff_rate(method(from_january), first).missing == ("2月及以后的月末参保人数",)
    assert LayoffTable.of([]).months.shape == (0, 12)


def test_growth_counts_as_zero():
    facts = LayoffFacts(100, 100, months=year(106, 103))
    rate = layoff_rate(method(DECREASE_MEAN), facts)
    assert rate.pct == 0
    assert rate.text == "（100−106）÷103＜0，按0计"


def test_a_mean_that_is_no_whole_number_is_shown_as_its_sum():
    facts = LayoffFacts(opening=100, months=(97,) * 11 + (94,))
    assert layoff_rate(method(DECREASE_MEAN), facts).text == "（100−94）÷（1161÷12）＝6.20%"


@pytest.mark.parametrize(
    ("formula", "facts", "missing"),
    [
        (DECREASE_MEAN, LayoffFacts(), ("年初参保人数", "12月末参保人数")),
        (CLAIMS_LAST, LayoffFacts(claimants=1), ("上年末参保人数",)),
        (CLAIMS_LAST, LayoffFacts(0, claimants=0), ("不为0的上年末参保人数",)),
        (Formula("claimants", "mean"), replace(FIRM, months=(9, None, *(9,) * 9, None)), ()),
        (Formula("new_claimants", "mean_paying"), replace(FIRM, paying=(9,) * 12), ()),
        (Formula("recognised"), FIRM, ("人社部门认定的裁员率",)),
    ],
)
def test_what_is_missing_is_named(formula, facts, missing):
    rate = layoff_rate(method(formula), facts)
    assert rate.pct is None
    assert rate.missing[: len(missing)] == missing
    assert judge_rate(rate, USUAL, facts).text == f"待核实（缺：{'、'.join(rate.missing)}）"


def test_missing_months_are_named():
    facts = replace(FIRM, months=(9, None, *(9,) * 9, None), paying=(None, *(9,) * 11))
    assert layoff_rate(method(Formula("claimants", "mean")), facts).missing == (
        "2月",
        "12月参保人数",
    )
    found = layoff_rate(method(Formula("new_claimants", "mean_paying")), facts)
    assert found.missing == ("新增领取失业保险金人数", "1月缴费人数")
    none = replace(FIRM, new_claimants=1)
    assert layoff_rate(method(FORMULAS[6]), none).missing == ("各月缴费人数",)


def test_recognised_rate_is_taken_as_it_is():
    facts = LayoffFacts(recognised_pct=D("5.01"))
    rate = layoff_rate(RECOGNISED, facts)
    assert rate.text == "5.01%（认定）"
    assert judge_rate(rate, FIVE, facts).text == "不符合"
    assert RECOGNISED.text == "人社部门认定的裁员率"


def test_size_that_is_not_known_matters_only_between_the_limits():
    def outcome(pct, limit=USUAL, is_sme=None):
        facts = LayoffFacts(recognised_pct=D(pct), is_sme=is_sme)
        return judge_rate(layoff_rate(RECOGNISED, facts), limit, facts).text

    assert outcome("5.5") == "符合"
    assert outcome("5.6") == "待核实（缺：12月末参保人数）"
    assert outcome("20.1") == "不符合"
    assert outcome(3, PARK) == "待核实（缺：12月末参保人数、企业规模（是否中小微））"
    assert outcome(3, PARK, is_sme=True) == "符合"
    assert outcome(3, SCALED) == "待核实（缺：企业规模（是否中小微））"
    assert outcome(3, PARK, is_sme=False) == "待核实（缺：12月末参保人数）"
    assert outcome(3, SCALED, is_sme=False) == "不符合"


def test_all_methods_stand_side_by_side():
    found = side_by_side([EITHER, RECOGNISED], FIRM)
    assert [rate.pct for rate in found.values()] == [2, None]


@pytest.mark.parametrize(
    "changes",
    [
        {"opening": -1},
        {"months": (-1,) * 12},
        {"months": (1,)},
        {"months": (), "paying": ()},
        {"months": (1,) * 13, "paying": (1,) * 13},
        {"recognised_pct": D(-1)},
    ],
)
def test_unlawful_figures_are_refused(changes):
    with pytest.raises(ValueError, match="留空"):
        LayoffFacts(**changes)


def test_unlawful_formulas_and_limits_are_refused():
    for given_ in [("claimants",), ("recognised", "mean"), ("net_decrease", "mean")]:
        with pytest.raises(ValueError, match="不配"):
            Formula(*given_)
    with pytest.raises(ValueError, match="同写或同不写"):
        Limit("x", "", "", D(5), small_pct=D(20))


def test_printing_is_half_up():
    assert printed_pct(Fraction("5.005")) == "5.01%"


@pytest.mark.parametrize(
    ("facts", "limit", "away"),
    [
        (LayoffFacts(100, months=year(97)), FIVE, 2),
        (LayoffFacts(100, months=year(95)), FIVE, 0),
        (LayoffFacts(100, months=year(94)), FIVE, -1),
        (LayoffFacts(100, months=year(94)), USUAL, -1),
        (LayoffFacts(32, months=year(31)), USUAL, 5),  # at 30 the limit is 20 %
        (LayoffFacts(33, months=year(31)), USUAL, -1),
        (LayoffFacts(40, months=year(30)), USUAL, -8),  # 31 … 37 are no small firm
        (LayoffFacts(37, months=year(28)), USUAL, -2),
        (LayoffFacts(30, months=year(30)), USUAL, 6),
        (LayoffFacts(40, months=year(30)), PARK, None),
        (LayoffFacts(40, months=year(40)), PARK, None),
        (LayoffFacts(40, months=year(40)), SCALED, None),
        (LayoffFacts(40, months=year(40), is_sme=True), SCALED, 2),
        (LayoffFacts(months=year(40)), FIVE, None),
    ],
)
def test_jobs_away(facts, limit, away):
    assert jobs_away(DECREASE_LAST, limit, facts) == away


def test_claimants_away():
    assert jobs_away(CLAIMS_LAST, USUAL, FIRM) == 3
    assert jobs_away(CLAIMS_LAST, USUAL, LayoffFacts(100, claimants=2)) is None
    assert jobs_away(Formula("recognised"), USUAL, FIRM) is None
    assert [away_text(CLAIMS_LAST, n) for n in (3, -1)] == ["距上限还有3人", "须减少1人"]
    assert away_text(DECREASE_LAST, 0) == "距上限还有0个岗位"


COUNT = st.none() | st.integers(0, 60)


def facts_of(months):
    """Facts of a year of so many months so far."""
    counts = st.tuples(*[st.integers(0, 60)] * (months - 1), COUNT)
    scale = st.sampled_from([None, True, False])
    return st.builds(
        LayoffFacts, COUNT, COUNT, counts, counts, COUNT, COUNT, st.none(), is_sme=scale
    )


MONTHS = st.sampled_from([12, 9, 1])
FACTS = MONTHS.flatmap(facts_of)


def moved(formula, facts, jobs):
    """The firm after so many more jobs went, or claimants came."""
    if formula.start is None:
        return replace(facts, **{formula.top: facts.count(formula.top) + jobs})
    return replace(facts, months=(*facts.months[:-1], facts.closing - jobs))


@settings(max_examples=60, deadline=None)
@given(FACTS, st.sampled_from(FORMULAS), st.sampled_from(LIMITS))
def test_one_job_more_changes_the_outcome(facts, formula, limit):
    away = jobs_away(formula, limit, facts)
    if away is None:
        return
    way = method(formula)

    def outcome(jobs):
        found = moved(formula, facts, jobs)
        return judge_rate(layoff_rate(way, found), limit, found).outcome

    top = facts.count(formula.top) if formula.start is None else 0
    if away >= 0:
        assert "不符合" not in {outcome(jobs) for jobs in range(away + 1)}
        if formula.start is None or away < facts.closing:
            assert outcome(away + 1) != "符合"
    else:
        assert {outcome(-back) for back in range(min(-away, top or -away))} == {"不符合"}
        if formula.start or top >= -away:
            assert outcome(away) == "符合"


CODES = {"符合": 1, "不符合": 0, "待核实": -1}


@settings(max_examples=40, deadline=None)
@given(
    MONTHS.flatmap(lambda months: st.lists(facts_of(months), min_size=1, max_size=6)),
    st.sampled_from(LIMITS),
)
def test_arrays_say_the_same_as_one_firm_at_a_time(firms, limit):
    table = LayoffTable.of(firms)
    for formula in FORMULAS:
        single = [layoff_rate(method(formula), firm).pct for firm in firms]
        expected = [np.nan if pct is None else float(pct) for pct in single]
        np.testing.assert_allclose(rates(formula, table).pct, expected, rtol=1e-14)
        aways = [jobs_away(formula, limit, firm) for firm in firms]
        wanted = np.array([np.nan if away is None else away for away in aways])
        np.testing.assert_array_equal(distances(formula, limit, table), wanted)
    for way in (EITHER, method(DECREASE_MEAN), method(FORMULAS[5], FORMULAS[6])):
        found = [judge_rate(layoff_rate(way, firm), limit, firm) for firm in firms]
        codes = [CODES[standing.outcome] for standing in found]
        assert standings(way, limit, table).tolist() == codes
        held = np.array([float(each.limit_pct or "nan") for each in found])
        np.testing.assert_array_equal(layoff_arrays.held_limits(limit, table), held)
        lowest = layoff_arrays.lowest_rates([rates(formula, table) for formula in way.formulas])
        exact = [layoff_rate(way, firm).pct for firm in firms]
        assert [lowest.exact_pct(place) for place in range(len(firms))] == exact
        bound = Fraction(limit.general_pct) * 4 / 5
        assert lowest.reaches(bound).tolist() == [p is not None and p >= bound for p in exact]


def test_recognised_rates_of_many_firms_are_compared_exactly():
    given_ = ["0", "4.9999", "5", "5.0001", "5.01", "5.000001", "100", None]
    firms = [replace(FIRM, recognised_pct=None if pct is None else D(pct)) for pct in given_]
    table = LayoffTable.of(firms)
    five = Limit("f", "", "", D(5))
    single = [judge_rate(layoff_rate(RECOGNISED, firm), five, firm).outcome for firm in firms]
    assert single == ["符合", "符合", "符合", "不符合", "不符合", "不符合", "不符合", "待核实"]
    assert standings(RECOGNISED, five, table).tolist() == [CODES[each] for each in single]
    found = rates(Formula("recognised"), table)
    exact = [layoff_rate(RECOGNISED, firm).pct for firm in firms]
    assert [found.exact_pct(place) for place in range(len(firms))] == exact
    assert np.isnan(distances(Formula("recognised"), five, table)).all()
    with pytest.raises(ValueError, match="至多6位小数"):
        LayoffFacts(recognised_pct=D("5.0000001"))


def test_codes_of_the_outcomes():
    assert (layoff_arrays.KEEPS, layoff_arrays.EXCEEDS, layoff_arrays.UNSETTLED) == (1, 0, -1)
