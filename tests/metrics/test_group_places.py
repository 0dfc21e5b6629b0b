"""Places within many groups are those of each group alone."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metrics.group_places import places_within
from metrics.ranking import RankRule, Ties, places

# Few different figures, many of them equal once rounded, so that ties are frequent.
FIGURES = st.sampled_from([5.94, 5.95, 5.96, 6.0, 6.04, -0.04, 0.04, -5.95, math.nan])
RULES = st.builds(
    RankRule,
    decimals=st.sampled_from([None, 0, 1, 2]),
    ties=st.sampled_from(Ties),
    largest_first=st.booleans(),
)


@given(rows=st.lists(st.tuples(st.integers(0, 3), FIGURES)), rule=RULES)
def test_each_group_has_the_places_that_it_has_alone(rows, rule):
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    values = np.array([value for _, value in rows], dtype=np.float64)
    found = places_within(values, groups, rule)
    assert len(found) == len(rows)
    for group in set(groups.tolist()):
        mine = groups == group
        alone = [math.nan if p is None else float(p) for p in places(values[mine].tolist(), rule)]
        np.testing.assert_array_equal(found[mine], alone)


def test_a_half_is_rounded_up_from_its_decimal_text():
    found = places_within(np.array([2.675, 2.68, 2.67]), np.zeros(3, dtype=np.int64), RankRule(2))
    assert found.tolist() == [1.0, 1.0, 3.0]
