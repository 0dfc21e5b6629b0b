"""The fan of an estimate and the labels at the end of lines."""

from datetime import date
from itertools import pairwise

import plotly.graph_objects as go
from hypothesis import given
from hypothesis import strategies as st

from ui.curve_marks import BAND_50, BAND_80, end_labels, fan, parted, short

NAN = float("nan")
FIRST, LAST = date(2020, 9, 30), date(2020, 10, 31)
HEIGHTS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5)


def bands(made):
    return [trace.fillcolor for trace in made.data if trace.fill]


def test_both_bands_and_the_estimate_are_drawn():
    made = go.Figure()
    fan(made, [(FIRST, 100, 100, 100, 100, 100), (LAST, 120, 110, 130, 115, 125)])
    assert bands(made) == [BAND_80, BAND_50]
    assert list(made.data[-1].y) == [100, 120]


def test_an_unknown_interval_is_no_band_and_nothing_ahead_is_nothing():
    made = go.Figure()
    fan(made, [(FIRST, 100, 100, 100, 100, 100), (LAST, 120, NAN, NAN, 115, 125)])
    assert bands(made) == [BAND_50]
    nothing = go.Figure()
    fan(nothing, [])
    assert nothing.data == ()


@given(HEIGHTS, st.floats(0, 1e5))
def test_no_label_covers_another_and_the_highest_stays(heights, least):
    labels = [(height, f"{number}", "#000") for number, height in enumerate(heights)]
    found = parted(labels, least)
    assert sorted(label[1] for label in found) == sorted(label[1] for label in labels)
    assert found[0][0] == max(heights)
    assert all(upper[0] - lower[0] >= least - 1e-6 for upper, lower in pairwise(found))


def test_labels_stand_at_the_right_edge():
    made = go.Figure()
    end_labels(made, [(10.0, "目标", "#000"), (9.5, "预计", "#111")], 2.0)
    assert [(a.text, a.y, a.xref) for a in made.layout.annotations] == [
        ("目标", 10.0, "paper"),
        ("预计", 8.0, "paper"),
    ]


def test_names_are_cut_to_the_room_beside_a_bar():
    assert short("甲乙丙丁", 4) == "甲乙丙丁"
    assert short("甲乙丙丁戊", 4) == "甲乙丙…"
