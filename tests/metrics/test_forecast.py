"""Landing estimates: known answers, what must always hold, and what the notes say."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import forecast_record
from metrics.forecast import LABELS, Course, Landing, land
from tests.servers import ROOT

SEASON = 0.2 * np.sin(np.arange(12) / 12 * 2 * np.pi)


def series(points, seed=1, noise=0.03, growth=0.005, level=100.0):
    """A positive monthly series with growth, seasons and noise."""
    rng = np.random.default_rng(seed)
    logs = growth * np.arange(points) + np.resize(SEASON, points) + rng.normal(0, noise, points)
    return level * np.exp(logs)


def landed(values, done, left, season=12, pool=()):
    return land(Course(np.array(values, dtype=float), done, left, season), pool)


# Known answers.


@pytest.mark.parametrize("points", [3, 15, 24, 60])
def test_flat_series_goes_on_flat(points):
    landing = landed([5.0] * points, 3, 9)
    assert landing.total == pytest.approx(60)
    assert landing.low_80 == pytest.approx(60)
    assert landing.high_80 == pytest.approx(60)


def test_exact_seasons_come_again():
    year = [3.0, 2, 5, 6, 7, 8, 6, 5, 4, 9, 10, 12]
    landing = landed(year * 5 + year[:6], 6, 6)
    assert landing.total == pytest.approx(sum(year), rel=1e-9)
    assert landing.path == pytest.approx(np.cumsum(year)[6:], rel=1e-9)


def test_linear_growth_is_followed_most_of_the_way():
    line = 100 + np.arange(66.0)
    actual = (100 + np.arange(60.0, 72)).sum()
    flat = line[-6:].sum() + 6 * line[-6:].mean()
    landing = landed(line, 6, 6)
    assert flat < landing.total < actual * 1.01
    assert abs(landing.total / actual - 1) < 0.01


def test_half_of_the_growth_is_taken_where_there_is_one_year():
    landing = landed([100.0] * 12 + [121.0] * 6, 6, 6)
    assert landing.method == "half_growth"
    assert landing.total == pytest.approx(6 * 121 + 6 * 110)


def test_run_rate_is_the_average_of_the_window():
    landing = landed([50.0, 8, 12, 10], 3, 9)
    assert (landing.method, landing.total) == ("run_rate", 120)
    assert landing.note == "数据不足24个月，按近期平均速度推算；季节和趋势未计入"


def test_run_rate_of_a_window_that_has_only_begun_looks_back():
    assert landed([8.0, 12, 10], 0, 2).total == 20
    assert landed([8.0, 12, np.nan], 1, 1).total == 12 + 10  # the neighbour, then the average


def test_month_after_a_gap_stands_for_the_gap():
    late = [np.nan, np.nan, np.nan, 15, 90]
    assert land(Course(np.array(late), 5, 7, so_far=150.0)).total == 150 + 7 * 30
    assert landed([np.nan, 20, 10], 3, 8, season=11).total == pytest.approx(
        20 * 2 + 20 + 10 + 8 * (20 * 3 + 10) / 4
    )


def test_two_months_in_one_figure_count_as_two():
    landing = landed([20.0, 10], 2, 9, season=11)
    assert landing.total == 120
    assert landing.path[0] == 40
    assert landed([20.0, 10], 2, 10, season=11).total == 140


# What must always hold.

CASES = [
    (120, 9, 3, 12),
    (40, 4, 8, 12),
    (30, 6, 30, 12),
    (17, 5, 7, 12),
    (5, 5, 7, 12),
    (96, 8, 3, 11),
]


@pytest.mark.parametrize("case", CASES)
def test_limits_are_in_order_and_paths_end_at_them(case):
    points, done, left, season = case
    course = Course(series(points), done, left, season)
    landing = land(course)
    assert landing.low_80 < landing.low_50 < landing.total < landing.high_50 < landing.high_80
    assert landing.low_80 >= landing.floor == course.known
    assert len(landing.path) == left
    assert landing.path[-1] == landing.total
    assert (landing.low_path[-1], landing.high_path[-1]) == (landing.low_80, landing.high_80)
    assert landing.low_50_path[-1] == landing.low_50
    assert landing.high_50_path[-1] == landing.high_50
    assert (np.diff(landing.path) >= 0).all()
    width = np.array(landing.high_path) - np.array(landing.low_path)
    assert (np.diff(width) > 0).all()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("factor", [0.001, 1000])
def test_another_unit_gives_the_same_landing(case, factor):
    points, done, left, season = case
    values = series(points)
    one, other = landed(values, done, left, season), landed(values * factor, done, left, season)
    for name in ("total", "low_80", "high_80", "low_50", "high_50", "floor"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) * factor, rel=1e-9)
    at = one.total * 1.01
    assert other.probability(at * factor) == pytest.approx(one.probability(at), abs=1e-9)


def widths(seed, dones):
    values = series(72, seed)
    landings = [landed(values[: 60 + done], done, 12 - done) for done in dones]
    return [each.high_80 - each.low_80 for each in landings]


@given(st.integers(0, 500))
@settings(max_examples=10, deadline=None)
def test_interval_is_narrower_at_the_end_of_the_year_than_at_its_start(seed):
    early, late = widths(seed, (3, 11))
    assert late < early


def test_interval_shrinks_on_average_with_every_month_that_becomes_known():
    mean = np.mean([widths(seed, range(1, 12, 2)) for seed in range(12)], axis=0)
    assert (np.diff(mean) < 0).all()


@pytest.mark.parametrize("case", CASES)
def test_probability_falls_as_the_target_rises(case):
    points, done, left, season = case
    landing = landed(series(points), done, left, season)
    targets = np.linspace(landing.floor * 0.5, landing.high_80 * 2, 80)
    chances = [landing.probability(float(target)) for target in targets]
    assert chances == sorted(chances, reverse=True)
    assert {chances[0], chances[-1]} == {0.997, 0.003}
    for target, chance in zip(targets, chances, strict=True):
        assert landing.probability(float(target), at_least=False) == pytest.approx(1 - chance)


def test_probability_agrees_with_the_limits():
    landing = landed(series(120), 6, 6)
    ends = (landing.low_80, landing.low_50, landing.total, landing.high_50, landing.high_80)
    chances = [landing.probability(end) for end in ends]
    assert chances == pytest.approx([0.9, 0.75, 0.5, 0.25, 0.1], abs=1e-9)


def test_what_is_there_already_is_reached():
    landing = landed(series(120), 6, 6)
    assert landing.probability(landing.floor) == 0.997
    assert landing.probability(landing.floor, at_least=False) == 0.003


def test_limits_that_what_is_there_cuts_off_still_give_a_probability():
    lumpy = [0.0, 0, 0, 100, 0, 0]
    landing = landed(lumpy, 6, 6)
    assert landing.low_80 == landing.low_50 == landing.floor == 100
    assert landing.probability(100) == 0.997
    assert 0.5 < landing.probability(101) < 0.997


def test_far_off_target_beyond_a_limit_without_width_is_impossible():
    stiff = Landing("m", "", 10, 10, 11, 10, 11, (), (), (), (), (), "", "", float("-inf"))
    assert stiff.probability(12) == 0.003
    assert stiff.probability(9) == 0.997


def test_the_same_course_gives_the_same_answer():
    assert landed(series(90), 6, 6) == landed(series(90), 6, 6)


# Which method, and what is said of it.


@pytest.mark.parametrize(
    ("values", "done", "left", "season", "method", "says"),
    [
        (series(24), 6, 6, 12, "combination", "按五种方法的平均推算"),
        (series(22), 6, 5, 11, "combination", "按五种方法的平均推算"),
        (series(23), 6, 6, 12, "half_growth", "数据不足24个月，按上年同月乘以近期增速之半推算"),
        (series(15), 3, 9, 12, "half_growth", "数据不足24个月"),
        (series(14), 2, 9, 12, "run_rate", "按近期平均速度推算"),
        (series(13), 2, 9, 11, "run_rate", "数据不足两年（22期）"),
        (series(23) - 100, 6, 6, 12, "run_rate", "季节和趋势未计入"),
        (series(60) - 100, 6, 6, 12, "level_mean", "有的月份为负"),
        (np.maximum(series(60) - 100, 0), 6, 6, 12, "level_mean", "有的月份为零"),
        (series(30), 6, 18, 12, "combination", "到期日在一年以后"),
        (series(9), 9, 0, 12, "arrived", "已到期，累计数即结果"),
    ],
)
def test_method_follows_the_data_and_is_named(values, done, left, season, method, says):
    landing = landed(values, done, left, season)
    assert landing.method == method
    assert landing.label == LABELS[method]
    assert says in landing.note


def test_what_has_arrived_is_certain():
    landing = landed([1.0, 2, 3], 3, 0)
    assert landing.low_80 == landing.total == landing.high_80 == 6
    assert landing.path == ()
    assert [landing.probability(target) for target in (6, 6.1)] == [0.997, 0.003]
    assert [landing.probability(target, at_least=False) for target in (6, 5.9)] == [0.997, 0.003]


def test_one_month_gives_an_estimate_without_an_interval():
    landing = landed([4.0], 1, 11)
    assert landing.total == 48
    assert np.isnan([landing.low_80, landing.high_80, landing.low_path[0]]).all()
    assert np.isnan(landing.probability(40))
    assert "只有1个月的数，给不出区间" in landing.note


def test_two_equal_months_say_nothing_of_the_spread_and_more_of_them_are_called_equal():
    two = landed([2.0, 2.0], 2, 10)
    assert (two.total, np.isnan(two.low_80)) == (24, True)
    assert "只有2个月的数且相同，给不出区间" in two.note
    assert "各月的数相同，区间没有宽度" in landed([2.0] * 3, 3, 9).note
    assert "区间" not in landed([2.0, 3.0, 4.0], 3, 9).note


def test_falls_are_possible_where_there_were_falls():
    values = series(66, noise=0.3) - 100
    landing = landed(values, 6, 6)
    assert landing.floor == float("-inf")
    assert landing.low_80 < landing.total < landing.high_80


def test_a_month_of_nought_never_leads_below_what_is_there():
    values = np.maximum(series(66, noise=0.6, growth=0) - 130, 0)
    landing = landed(values, 6, 6)
    assert landing.low_80 >= landing.floor == values[-6:].sum()


# Months that were not reported.


def test_unreported_month_of_the_past_hardly_matters():
    values = series(66)
    gappy = values.copy()
    gappy[20] = np.nan
    assert landed(gappy, 6, 6).total == pytest.approx(landed(values, 6, 6).total, rel=0.01)


def test_unreported_month_of_the_window_is_estimated_and_said():
    values = series(66)
    gappy = values.copy()
    gappy[-3] = np.nan
    landing = landed(gappy, 6, 6)
    assert landing.total == pytest.approx(landed(values, 6, 6).total, rel=0.02)
    assert landing.floor == pytest.approx(np.nansum(gappy[-6:]))
    assert "其间1个月未报，以邻近的数补估" in landing.note


def test_total_that_is_known_has_the_unreported_months_already():
    values = series(66)
    gappy = values.copy()
    gappy[-3:-1] = np.nan
    whole = values[-6:].sum()
    landing = land(Course(gappy, 6, 6, so_far=whole))
    assert landing.total == pytest.approx(landed(values, 6, 6).total, rel=0.02)
    assert landing.floor == whole
    assert "其间2个月未报，累计数已包括" in landing.note


def test_balance_lands_on_the_footing_of_the_balance():
    increase = landed(series(66), 6, 6)
    balance = land(Course(series(66), 6, 6, so_far=5000.0))
    ahead = increase.total - series(66)[-6:].sum()
    assert balance.total == pytest.approx(5000 + ahead)
    assert balance.floor == 5000


def test_unreported_months_at_the_start_of_the_window_are_estimated_too():
    assert landed([np.nan, np.nan, 10, 10], 4, 8).total == 120


def test_too_many_unreported_months_leave_the_average():
    values = series(66)
    values[1:40:2] = np.nan
    landing = landed(values, 6, 6)
    assert landing.method == "run_rate"
    assert landing.note.startswith("未报月份过多，按近期平均速度推算")


@pytest.mark.parametrize("known", [[1.0], [1.0, 1.2]])
def test_a_window_that_was_hardly_reported_gives_no_method_of_many_months(known):
    landing = landed([np.nan] * 23 + known, 23 + len(known), 12)
    assert landing.method == "run_rate"
    assert not landing.high_80 - landing.low_80 < 5


def test_unknown_months_before_the_first_known_one_do_not_count():
    values = series(66)
    assert landed([np.nan] * 40 + list(values), 6, 6).total == landed(values, 6, 6).total


# Groups.


def pool_of(count, points=66, done=6, left=6):
    return [Course(series(points, seed, noise=0.1), done, left) for seed in range(count)]


def test_large_group_moves_the_interval_and_says_so():
    alone, together = landed(series(66), 6, 6), landed(series(66), 6, 6, pool=pool_of(40))
    assert together.total == alone.total
    assert together.high_80 - together.low_80 > 1.5 * (alone.high_80 - alone.low_80)
    assert "区间参照同组往年误差；全市同受冲击时" in together.note


@pytest.mark.parametrize(
    "pool",
    [
        pool_of(29),
        pool_of(40, points=30),
        pool_of(40, done=5, left=7),
        [Course(np.full(66, -1.0), 6, 6)] * 40,
        [Course(np.full(66, np.nan), 6, 6)] * 40,
    ],
    ids=["small", "young", "another month", "negative", "unknown"],
)
def test_group_that_cannot_tell_is_left_out(pool):
    assert landed(series(66), 6, 6, pool=pool) == landed(series(66), 6, 6)


def test_series_of_different_lengths_make_one_group():
    pool = [*pool_of(20), *pool_of(20, points=90)]
    assert "同组" in landed(series(66), 6, 6, pool=pool).note


# Coverage on series made for it.


@pytest.mark.parametrize(("done", "season"), [(3, 12), (9, 12), (5, 11)])
def test_interval_holds_about_as_often_as_it_says(done, season):
    inside = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        points = 7 * season
        steps = rng.normal(0.001, 0.012, points).cumsum()
        cycle = np.resize(rng.normal(0, 0.1, season), points)
        values = 50 * np.exp(steps + cycle + rng.normal(0, 0.03, points))
        total = values[-season:].sum()
        landing = landed(values[: points - season + done], done, season - done, season)
        inside.append((landing.low_80 <= total <= landing.high_80, total < landing.total))
    held, below = np.mean(inside, axis=0)
    assert 0.70 <= held <= 0.90
    assert 0.35 <= below <= 0.65


# What was measured.


def test_backtest_is_named_at_the_nearest_month_before():
    assert landed(series(68), 8, 4).backtest_note.startswith("回测：第6个月时年度总量平均误差3.9%")
    assert landed(series(62), 2, 10).backtest_note == ""
    assert landed(series(68), 8, 16).backtest_note == ""
    assert landed(series(9), 9, 0).backtest_note == ""
    assert "常年净增额平均误差为其17.3%" in landed(series(69) - 120, 9, 3).backtest_note
    assert "第9个月" in landed(series(96), 8, 3, 11).backtest_note


MEASURED = {
    "combination": r"\| \*\*mean of the last five\*\* \| ([\d./ ]+?) \|",
    "level_mean": r"usual year, \*\*mean of the last three\*\* \| ([\d./ ]+?) \|",
    "half_growth": r"\| statsmodels, unadjusted, one year: half the growth \| ([\d./ ]+?) \|",
    "run_rate": r"\| statsmodels, unadjusted, no history: run-rate \| ([\d./ ]+?) \|",
}


@pytest.mark.parametrize("method", forecast_record.ERRORS_PCT)
def test_errors_said_on_screen_are_those_of_the_benchmarks(method):
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    printed = re.search(MEASURED[method], page)[1].split(" / ")
    assert tuple(map(float, printed)) == forecast_record.ERRORS_PCT[method]


# Errors.


@pytest.mark.parametrize(
    ("values", "done", "left", "season", "says"),
    [
        ([1.0], 2, 1, 12, "已过2个月，而月度数有1个"),
        ([1.0], -1, 1, 12, "已过-1个月"),
        ([1.0], 1, -1, 12, "剩余-1个月"),
        ([1.0], 1, 1, 1, "一年应不少于2期"),
        ([float("inf")], 1, 1, 12, "无穷大"),
        ([float("nan")], 1, 1, 12, "请先报送进度"),
        ([], 0, 1, 12, "没有一个已知的月度数"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(values, done, left, season, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        landed(values, done, left, season)
