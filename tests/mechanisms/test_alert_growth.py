"""Rules on series: each with a planted and an innocent case, festival, shock and base year."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data import datasets
from data.store import Question
from mechanisms import alert_growth, alert_reports
from mechanisms.alert_series import Rates, aligned_rates
from metrics.lunar import days_to_new_year_eve
from metrics.periods import Period, series_of_periods

CITY = datasets.dataset("shaoyang")
COUNTIES = CITY.ranked_sets[0].members
WHOLE = CITY.region
FEW = COUNTIES[:5]
FESTIVAL = {-25: 1.0, -14: 0.9, -7: 0.62, -2: 0.28, 0: 0.12, 7: 0.16, 12: 0.45, 17: 0.78, 24: 1.0}
"""Share of an ordinary day's output by days after 除夕."""
HIT = 3
"""The county to which something happens."""


def monthly(units=COUNTIES, last="2025-Y09", indicator="value_added"):
    """Growth of counties from 2022 on, calm: each a little apart, moving by tenths."""
    first, end = Period.parse("2022-Y02"), Period.parse(last)
    periods = tuple(series_of_periods(first, end, has_january=False))
    wave = np.array([0.3, -0.2, 0.1, -0.3, 0.2, -0.1])
    rows, columns = len(periods), len(units)
    wobble = wave[(np.arange(rows)[:, None] + 2 * np.arange(columns)[None, :]) % 6]
    rates = np.round(6 + 0.2 * np.arange(columns)[None, :] + wobble, 1)
    whole = np.round(rates.mean(axis=1, keepdims=True), 1)
    ids = {code: number for number, code in enumerate((*units, WHOLE), start=1)}
    shown = CITY.indicator(indicator)
    return Rates(CITY, shown, "region", periods, tuple(units), rates, whole, WHOLE, None, None, ids)


def weekly(last="2025-W37", festival=True, noise=0.5):
    """Weekly electricity of counties, falling at the festival of each year as it does."""
    first, end = Period.parse("2022-W01"), Period.parse(last)
    weeks = tuple(series_of_periods(first, end, has_january=True))
    draw = np.random.default_rng(7)
    level = np.array([week_level(week) if festival else 1.0 for week in weeks])
    share = 1000 + 100 * np.arange(len(COUNTIES))
    levels = level[:, None] * share[None, :] * draw.normal(1, noise / 100, (len(weeks), len(share)))
    return of_levels(weeks, levels)


def week_level(week):
    """What is produced in a week: less and less before 除夕, and slowly more after it."""
    after = [-days_to_new_year_eve(week.start + timedelta(days=n)) for n in range(7)]
    return float(np.interp(after, list(FESTIVAL), list(FESTIVAL.values())).mean())


def of_levels(weeks, levels):
    table = np.hstack([levels, levels.sum(axis=1, keepdims=True)])
    rates = aligned_rates(table, weeks)
    ids = {code: number for number, code in enumerate((*COUNTIES, WHOLE), start=1)}
    shown = CITY.indicator("weekly_electricity")
    return Rates(
        CITY, shown, "region", weeks, COUNTIES, rates[:, :-1], rates[:, -1:], WHOLE,
        levels, table[:, -1:], ids, 2,
    )  # fmt: skip


def with_rates(found, rates, whole=None):
    return replace(found, rates=rates, whole=found.whole if whole is None else whole)


def raised(found, points, unit=HIT, rows=slice(-1, None)):
    """The series with points added to the growth of one county."""
    rates = found.rates.copy()
    rates[rows, unit] += points
    return with_rates(found, rates)


def fired(found, *without):
    """What fired: (rule, subject), but for rules that are left out."""
    alerts = [alert for look in alert_growth.judge(found) for alert in look.alerts]
    return {(alert.rule, alert.subject) for alert in alerts if alert.rule not in without}


def alert_of(found, rule):
    alerts = [alert for look in alert_growth.judge(found) for alert in look.alerts]
    return next(alert for alert in alerts if alert.rule == rule)


def test_calm_months_ring_nothing():
    calm = monthly()
    for row in range(14, len(calm)):
        assert not fired(with_end(calm, row))


def with_end(found, row):
    end = row + 1
    return replace(
        found, periods=found.periods[:end], rates=found.rates[:end], whole=found.whole[:end]
    )


@pytest.mark.parametrize("points", [-40 / 9, 60.0])
def test_one_county_that_leaps_is_a_sudden_change_and_said_with_number_and_comparison(points):
    planted = raised(monthly(), points)
    assert fired(planted) == {("sudden_change", COUNTIES[HIT])}
    alert = alert_of(planted, "sudden_change")
    now, before = planted.rates[-1, HIT], planted.rates[-2, HIT]
    assert alert.number.replace("−", "-") == f"{now:.1f}%"
    assert f"1—8月{before:.1f}%" in alert.reason
    assert ("回落" if points < 0 else "加快") in alert.reason
    assert "变动的中位数" in alert.comparison
    assert ("请先核对" in alert.reason) == (points == 60.0)
    assert (alert.grade, alert.origin.series, alert.way.page) == ("预警", HIT + 1, "ranking")


def test_same_points_late_in_the_year_count_more():
    """Two points of cumulative growth are little by February, and much by September."""
    assert not fired(raised(monthly(last="2025-Y02"), -4.0))
    assert fired(raised(monthly(), -4.0)) == {("sudden_change", COUNTIES[HIT])}


def test_a_shock_of_all_is_one_alert_of_the_city_and_a_rise_only_informs():
    calm = monthly()
    for points, grade in ((-6.0, "预警"), (6.0, "提示")):
        rates, whole = calm.rates.copy(), calm.whole.copy()
        rates[-1] += points
        whole[-1] += points
        shocked = with_rates(calm, rates, whole)
        assert fired(shocked, "growth_below") == {("common_shock", WHOLE)}
        assert alert_of(shocked, "common_shock").grade == grade


def test_year_after_a_shock_has_a_broken_base_informs_and_tells_both_years():
    calm = monthly()
    rates, whole = calm.rates.copy(), calm.whole.copy()
    shock, rebound = [calm.years.index(year) for year in (2024, 2025)]
    rates[shock, :] -= 30
    whole[shock, :] -= 30
    rates[rebound:, :] += 30
    whole[rebound:, :] += 30
    found = with_end(with_rates(calm, rates, whole), rebound)
    assert found.has_broken_base
    assert fired(found) == {("common_shock", WHOLE)}
    alert = alert_of(found, "common_shock")
    assert alert.grade == "提示"
    assert "两年平均" in alert.reason
    assert "基数异常" in alert_of(raised(found, 40.0), "sudden_change").reason


def test_few_counties_are_held_against_their_own_past():
    calm = monthly(units=FEW)
    assert not fired(calm)
    assert fired(raised(calm, -3.0)) == {("sudden_change", FEW[HIT])}
    assert "自身历史" in alert_of(raised(calm, -3.0), "sudden_change").reason
    assert not fired(raised(calm, -1.9), "outside_range")  # less than two points


def stairs(found, steps, drop):
    rates = found.rates.copy()
    for step in range(1, steps + 1):
        rates[-(steps + 1) + step :, HIT] -= drop
    return with_rates(found, np.round(rates, 1))


@pytest.mark.parametrize(("steps", "rule"), [(2, "two_falls"), (3, "three_falls")])
def test_falls_in_a_row_ring_once_and_a_pause_does_not(steps, rule):
    calm = monthly(last="2025-Y05")  # early in the year such steps are no sudden change
    calm = with_rates(calm, np.round(calm.rates * 0 + 6 + 0.2 * np.arange(12), 1))
    falling = stairs(calm, steps, 6.0 / steps)
    assert fired(falling) == {(rule, COUNTIES[HIT])}
    assert "合计回落6.0个百分点" in alert_of(falling, rule).reason
    paused = falling.rates.copy()
    paused[-2, HIT] = paused[-1, HIT]
    assert not fired(with_rates(falling, paused), "sudden_change")
    assert not fired(stairs(calm, steps, 4.8 / steps))  # less than five points in all


def test_falls_do_not_reach_over_the_turn_of_the_year():
    found = monthly(last="2025-Y03")
    rates = found.rates.copy()
    rates[-4:, HIT] = [9.0, 6.0, 3.0, 0.1]
    looks = {look.rule: look for look in alert_growth.judge(with_rates(found, rates))}
    assert looks["three_falls"].unjudged == {alert_growth.TOO_EARLY: len(COUNTIES) + 1}
    assert not looks["two_falls"].alerts


def test_county_far_from_its_usual_place_is_told_unless_it_leapt_there_this_month():
    away = raised(monthly(), -17.0, rows=slice(-2, None))
    assert fired(away, "growth_below") == {("outside_range", COUNTIES[HIT])}
    reason = alert_of(away, "outside_range").reason
    assert "比全市低" in reason
    leap = raised(monthly(), -17.0)
    assert fired(leap, "growth_below") == {("sudden_change", COUNTIES[HIT])}


def test_growth_below_nought_informs_and_below_the_cards_threshold_alarms():
    low = monthly()
    rates = low.rates.copy()
    rates[-6:, HIT] = [-0.2, -0.3, -0.2, -0.3, -0.2, -0.3]
    found = with_rates(low, rates)
    assert ("growth_below", COUNTIES[HIT]) in fired(found)
    assert alert_of(found, "growth_below").grade == "提示"
    rates[-1, HIT] = -0.04  # prints 0.0
    assert "growth_below" not in {rule for rule, _ in fired(with_rates(low, rates))}
    card = low.indicator.model_copy(update={"alert_below": 6})
    carded = raised(replace(low, indicator=card), -0.5, unit=0)
    assert alert_of(carded, "growth_below").grade == "预警"
    assert "指标卡门槛6%" in alert_of(carded, "growth_below").reason


def test_a_missing_figure_is_not_judged_and_never_an_alert():
    silent = raised(monthly(), np.nan)
    assert not fired(silent)
    looks = {look.rule: look for look in alert_growth.judge(silent)}
    assert looks["sudden_change"].judged == len(COUNTIES) - 1
    assert looks["sudden_change"].unjudged == {alert_growth.SILENT: 1}


def test_weeks_of_the_festival_ring_nothing_though_all_stops():
    found = weekly()
    for row in range(60, len(found)):
        week = found.periods[row]
        if -30 <= days_to_new_year_eve(week.end) <= 30:
            assert not fired(weeks_up_to(found, row)), week.label


def weeks_up_to(found, row):
    return of_levels(found.periods[: row + 1], found.levels[: row + 1])


def fallen(found, *factors):
    levels = found.levels.copy()
    for back, factor in enumerate(reversed(factors), start=1):
        levels[-back, HIT] *= factor
    return of_levels(found.periods, levels)


def test_county_that_uses_half_the_power_of_last_week_is_a_sudden_change():
    planted = fallen(weekly(), 0.5)
    assert fired(planted) == {("sudden_change", COUNTIES[HIT])}
    assert "周环比−50" in alert_of(planted, "sudden_change").reason
    assert not fired(fallen(weekly(), 0.97))


@pytest.mark.parametrize(
    ("factors", "rule"), [((0.96, 0.93), "two_falls"), ((0.96, 0.93, 0.9), "three_falls")]
)
def test_weeks_of_falling_growth_ring(factors, rule):
    assert fired(fallen(weekly(), *factors)) == {(rule, COUNTIES[HIT])}
    assert "由周报推算" in alert_of(fallen(weekly(), *factors), rule).reason


def test_a_late_week_is_late_but_at_the_festival(monkeypatch):
    found = weekly(last="2025-W37")
    due = found.period.next().end + timedelta(days=2)
    question = Question("shaoyang", due, 0)
    assert not alert_reports.weekly(question, [found]).alerts
    late = alert_reports.weekly(replace(question, as_of=due + timedelta(days=1)), [found])
    assert [(a.area, a.number) for a in late.alerts] == [("data", "逾期1天")]
    assert "第38周" in late.alerts[0].reason
    resting = weekly(last="2025-W04")
    after = replace(question, as_of=date(2025, 2, 10))
    assert not alert_reports.weekly(after, [resting]).alerts
    assert alert_reports.weekly(after, [resting]).unjudged


def test_county_without_this_weeks_figure_has_not_reported_but_at_the_festival():
    for last, count in (("2025-W37", 1), ("2025-W05", 0)):
        found = fallen(weekly(last=last), np.nan)
        made = alert_reports.weekly(Question("shaoyang", found.period.end, 0), [found])
        assert [a.subject for a in made.alerts] == [COUNTIES[HIT]] * count
