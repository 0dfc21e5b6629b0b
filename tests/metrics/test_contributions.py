"""Contributions: known answers by hand, and that nothing is left over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.contributions import Changes, Part

NONE = float("nan")


def changes(*firms):
    """Each firm: base, now; a text says that it was not heard of."""
    base, now = ([NONE if f[n] in ("—", None) else float(f[n]) for f in firms] for n in (0, 1))
    heard = [np.array([f[n] != "—" for f in firms], dtype=bool) for n in (0, 1)]
    return Changes(np.array(base), np.array(now), *heard)


def test_example_of_the_yearbook():
    """2556 → 3433 within 4888 → 6341: 17.94 points of 29.73 %."""
    found = changes((2556, 3433), (2332, 2908))
    first, second = found.by_group(["甲", "乙"])
    assert (first.group, round(first.pp, 2)) == ("甲", 17.94)
    assert first.pp + second.pp == pytest.approx(found.growth_pct)
    assert round(found.growth_pct, 2) == 29.73


def test_comers_goers_and_unreported_are_kept_apart():
    found = changes(
        (100, 110), ("—", 30), (20, "—"), (None, 7), (9, None), ("—", None), (None, "—")
    )
    assert found.same == Part(1, 10)
    assert found.entered == Part(1, 30)
    assert found.left == Part(1, -20)
    assert found.newly_reported == Part(1, 7)
    assert found.not_reported == Part(1, -9)
    assert found.total_change == 18
    assert found.growth_pct == 10
    assert [each.group for each in found.by_group(list("甲乙丙丁戊己庚"))] == ["甲"]


def test_no_points_of_a_base_that_is_not_above_zero():
    found = changes((-5, 5), (2, 2))
    assert found.growth_pct is None
    assert [(each.amount, each.pp) for each in found.by_group(["甲", "乙"])] == [
        (10, None),
        (0, None),
    ]


FIGURE = st.none() | st.just("—") | st.integers(-(10**6), 10**9).map(lambda n: n / 4)
FIRMS = st.lists(st.tuples(FIGURE, FIGURE, st.sampled_from("甲乙丙")), min_size=1, max_size=30)


@given(FIRMS)
def test_parts_and_groups_add_up_to_the_change_of_the_total(firms):
    """Quarters of a unit are exact in binary, so the sums must agree to the last bit."""
    found = changes(*firms)
    given_now, given_base = (sum(f[n] for f in firms if f[n] not in ("—", None)) for n in (1, 0))
    parts = (found.same, found.entered, found.left, found.newly_reported, found.not_reported)
    assert sum(each.amount for each in parts) == found.total_change == given_now - given_base
    groups = found.by_group([f[2] for f in firms])
    assert sum(each.amount for each in groups) == found.same.amount
    assert sum(each.firms for each in groups) == found.same.firms
    if found.growth_pct is not None:
        assert sum(each.pp for each in groups) == pytest.approx(found.growth_pct)
        assert found.same.amount == found.same_now - found.same_base
