"""拉动, 贡献率, 增长面 and the growth of a single month, against figures worked out elsewhere."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.breadth import breadth
from metrics.single_month_growth import single_month_growth
from metrics.weighted_pulls import Weighted, pulls_of_levels, weighted_pulls

PERCENT = st.decimals(-90, 300, places=2)
WEIGHT = st.decimals(0, 100, places=4)
MISSING = st.one_of(st.none(), PERCENT)
PARTS = st.lists(st.tuples(st.one_of(st.none(), WEIGHT), MISSING), max_size=12)


def of(pairs):
    return [Weighted(str(at), *pair) for at, pair in enumerate(pairs)]


@given(PARTS, PERCENT, st.decimals(0, 5, places=1))
def test_parts_and_residual_are_the_total_to_the_last_digit(pairs, total, least):
    found = weighted_pulls(of(pairs), total, least)
    assert found.sum_pp + found.residual_pp == total
    exact = sum(
        Fraction(weight) * Fraction(growth) / 100
        for weight, growth in pairs
        if None not in (weight, growth)
    )
    assert Fraction(found.sum_pp) == exact


@given(PARTS, PERCENT)
def test_a_part_without_weight_or_growth_pulls_nothing_and_is_named(pairs, total):
    found = weighted_pulls(of(pairs), total)
    for part in found.parts:
        assert (part.pp is None) == (part.weight_pct is None or part.growth_pct is None)
    assert set(found.unweighted) == {
        str(at)
        for at, (weight, growth) in enumerate(pairs)
        if weight is None and growth is not None
    }
    assert set(found.silent) == {
        str(at)
        for at, (weight, growth) in enumerate(pairs)
        if growth is None and weight is not None
    }


@given(PARTS, PERCENT, st.decimals(0, 5, places=1))
def test_shares_stand_only_beside_a_total_that_prints_above_zero(pairs, total, least):
    found = weighted_pulls(of(pairs), total, least)
    shares = [part.contribution_pct for part in found.parts if part.contribution_pct is not None]
    assert found.has_shares == (total >= max(Decimal("0.05"), least - Decimal("0.05")))
    assert found.has_shares or not shares
    if found.has_shares and not found.unweighted and not found.silent:
        with_residual = sum(shares, found.residual_pp * 100 / total)
        assert with_residual == pytest.approx(100) or not found.is_computed


@given(
    st.lists(
        st.tuples(st.decimals(1, 10**6, places=2), st.decimals(0, 10**6, places=2)),
        min_size=1,
        max_size=8,
    )
)
def test_levels_and_weights_agree_where_the_parts_are_all_of_the_whole(pairs):
    base, now = (sum(column) for column in zip(*pairs, strict=True))
    by_levels = pulls_of_levels({str(at): pair for at, pair in enumerate(pairs)}, base, now)
    weights = [(part.weight_pct, part.growth_pct) for part in by_levels.parts]
    by_weights = weighted_pulls(of(weights), by_levels.total_pct)
    assert by_levels.residual_pp == pytest.approx(0, abs=1e-15)
    for one, other in zip(by_levels.parts, by_weights.parts, strict=True):
        assert float(one.pp) == pytest.approx(float(other.pp), rel=1e-20, abs=1e-18)


def test_base_period_weights_give_25_where_current_ones_give_30():
    base, now = {"甲": 50, "乙": 50}, {"甲": 75, "乙": 50}
    growth = {"甲": Decimal(50), "乙": Decimal(0)}

    def total(levels):
        whole = sum(levels.values())
        parts = [Weighted(key, Decimal(100 * levels[key]) / whole, growth[key]) for key in growth]
        return weighted_pulls(parts, 25)

    assert (total(base).sum_pp, total(base).residual_pp) == (25, 0)
    assert (total(now).sum_pp, total(now).residual_pp) == (30, -5)


def test_worked_example_of_levels():
    part = pulls_of_levels({"甲": (2556, 3433)}, 4888, 6341).parts[0]
    assert (round(part.pp, 2), round(part.contribution_pct, 2)) == (
        Decimal("17.94"),
        Decimal("60.36"),
    )


def test_small_and_negative_totals_have_no_shares():
    parts = of([(Decimal(60), Decimal(5)), (Decimal(40), Decimal("-7.6"))])
    small = weighted_pulls(parts, Decimal("0.04"))
    assert [part.pp for part in small.parts] == [3, Decimal("-3.04")]
    assert {part.contribution_pct for part in small.parts} == {None}
    assert not weighted_pulls(parts, -3).has_shares
    assert not weighted_pulls(parts, Decimal("0.9"), 1).has_shares
    assert weighted_pulls(parts, 1, 1).has_shares


def test_nothing_is_computed_without_weights_or_a_total():
    parts = of([(None, Decimal(5)), (None, None)])
    found = weighted_pulls(parts, Decimal(4))
    assert (found.is_computed, found.residual_pp, found.unweighted) == (False, 4, ("0",))
    unknown = weighted_pulls(of([(Decimal(10), Decimal(5))]), None)
    assert (unknown.total_pct, unknown.residual_pp, unknown.parts[0].pp) == (
        None,
        None,
        Decimal("0.5"),
    )
    assert weighted_pulls(parts, float("nan")).residual_pp is None
    assert unknown.weights_pct == 10


def test_levels_without_a_base_have_no_weights():
    for base in (0, -5, None):
        found = pulls_of_levels({"甲": (1, 2)}, base, 10)
        assert not found.is_computed
        assert (found.total_pct, found.residual_pp) == (None, None)
    published = pulls_of_levels({"甲": (5, 6)}, 10, 11, total_pct=Decimal(12))
    assert (published.total_pct, published.residual_pp) == (12, 2)
    open_end = pulls_of_levels({"甲": (-1, 2), "乙": (None, 3), "丙": (4, None)}, 10, None)
    assert [part.pp for part in open_end.parts] == [30, None, None]
    assert open_end.parts[0].growth_pct is None
    assert (open_end.total_pct, open_end.residual_pp) == (None, None)


@given(st.lists(st.tuples(MISSING, MISSING), max_size=40))
def test_breadth_counts_every_known_part_once(pairs):
    found = breadth([now for now, _ in pairs], [before for _, before in pairs])
    assert found.rising + found.flat + found.falling == found.known
    assert found.known == sum(now is not None for now, _ in pairs)
    assert found.faster + found.slower <= found.paired <= found.known
    if found.known:
        assert 0 <= found.rising_pct <= found.diffusion_pct <= 100
    else:
        assert (found.rising_pct, found.diffusion_pct) == (None, None)


def test_breadth_goes_by_printed_figures():
    found = breadth([0.04, 0.05, -0.04, -0.05], [0.0, 0.0, 0.0, 0.0])
    assert (found.rising, found.flat, found.falling) == (1, 2, 1)
    assert (found.faster, found.slower) == (1, 1)
    with pytest.raises(ValueError, match="本期1个、上期2个"):
        breadth([1], [1, 2])


@given(
    st.lists(st.integers(1, 10**4), min_size=2, max_size=12),
    st.lists(st.integers(-90, 200), min_size=12, max_size=12),
)
def test_single_month_is_found_within_the_bound_of_rounding(base, growths):
    """Known months make the year-to-date growths; printed with one decimal, they give them back."""
    now = [Fraction(b) * (100 + g) / 100 for b, g in zip(base, growths, strict=False)]
    n = len(base)

    def year_to_date(months):
        then, later = sum(base[:months]), sum(now[:months])
        exact = (later / then - 1) * 100
        return round(Decimal(exact.numerator) / Decimal(exact.denominator), 1)

    found = single_month_growth(year_to_date(n), year_to_date(n - 1), sum(base), sum(base[:-1]))
    assert abs(found.growth_pct - growths[n - 1]) <= found.error_pp


def test_single_month_needs_all_figures_and_a_month_to_grow_from():
    assert single_month_growth(None, 4, 90, 80) is None
    assert single_month_growth(5, 4, 90, float("nan")) is None
    assert single_month_growth(5, 4, 80, 80) is None
    assert single_month_growth(5, 4, 80, 90) is None
