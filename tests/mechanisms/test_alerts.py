"""The board of alerts in the demonstration city and a small one: who and who not, whose, when."""

from datetime import date, timedelta

import pytest

from data import datasets, permissions, store
from data.alert_rules import alert_rules, entries
from data.permissions import Viewer
from data.records import CatalogueError
from data.store import Question
from mechanisms import alert_firms, alert_handling, alert_rows, alert_tables, alert_words, alerts
from mechanisms.alert_firms import LAYOFFS, SIGNAL_RULES
from mechanisms.bulletin_life import Desk
from mechanisms.ledgers import SUPERVISED, StepConflictError, entry_of
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell

CITY, RUIAN = "wenzhou-2020", "330381"
FIRM_RULES = (*SIGNAL_RULES, LAYOFFS)
NOTHING_LIKE = ("None", "NaN", "nan", "Decimal")


@pytest.fixture(autouse=True)
def at_hand(wenzhou_made, shipped_datasets, monkeypatch):
    """The rich city where a test makes none of its own."""
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


def question(scope=None, as_of=None):
    today = datasets.dataset(CITY).today
    return Question(CITY, as_of or today, store.newest_vintage(CITY), scope)


@pytest.fixture(scope="module")
def board(wenzhou_made):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        return alerts.found(question())


def subjects(board, rule):
    return {alert.subject for alert in board.of_rule(rule)}


@pytest.mark.parametrize(
    ("rule", "planted", "innocent"),
    [
        ("withdrawal_due", {"CD-B-05", "CD-B-09"}, {"CD-B-01", "CD-B-02", "CD-B-04", "CD-B-08"}),
        ("target_behind", {"WZ20-T05", "WZ20-T10", "WZ20-T02"}, {"WZ20-T09", "WZ20-T04"}),
        ("target_landing", {"WZ20-T05", "WZ20-T07"}, {"WZ20-T09", "WZ20-T10", "WZ20-T04"}),
        ("late_report", {"330329", "WZ20-T12"}, {"330302", "330328", "WZ20-T09"}),
    ],
)
def test_what_is_planted_rings_and_the_innocent_beside_it_does_not(board, rule, planted, innocent):
    found = subjects(board, rule)
    assert planted <= found
    assert not innocent & found


def test_grade_of_a_target_is_that_of_its_lamp(board):
    grades = {alert.subject: alert.grade for alert in board.of_rule("target_behind")}
    assert (grades["WZ20-T05"], grades["WZ20-T10"]) == ("预警", "预警")
    assert (grades["WZ20-T02"], grades["WZ20-T07"]) == ("提示", "提示")


def test_firms_are_those_of_signals_and_of_the_board_of_lay_offs(board):
    from mechanisms import employment, firm_signals

    signals = firm_signals.signals(question())
    stopped = {f"firm-{number}" for number in signals.flagged("stopped")["firm"]}
    gaps = {f"firm-{number}" for number in signals.flagged("power_gap")["firm"]}
    fewer = {f"firm-{number}" for number in signals.flagged("insured_falling")["firm"]}
    assert subjects(board, "stopped_firm") == stopped
    assert subjects(board, "power_gap") == gaps
    assert subjects(board, "headcount_drop") == fewer - stopped
    lay_offs = employment.employment(question())
    near = {f"firm-{lay_offs.facts.firms[at]}" for at in lay_offs.places(lay_offs.near)}
    assert subjects(board, LAYOFFS) == near
    assert stopped
    assert gaps
    assert near


def test_listed_firms_with_a_new_withdrawal_ring_and_old_ones_do_not(board):
    from mechanisms.credit_cases import withdrawals

    hit = [row for row in withdrawals(question()).rows if row.is_protected]
    first = board.on - timedelta(days=alert_rules().rules.listed_withdrawal.within_days)
    new = {row.case.events[0].key for row in hit if row.case.day >= first}
    assert subjects(board, "listed_withdrawal") == new
    assert {row.case.events[0].key for row in hit} > new


def test_every_alert_says_number_comparison_reason_and_every_rule_its_threshold(board):
    assert len({alert.key for alert in board.alerts}) == len(board.alerts)
    for alert in board.alerts:
        said = (alert.number, alert.comparison, alert.reason, alert.subject_name)
        assert all(said)
        assert alert.reason.endswith("。")
        assert not [word for word in NOTHING_LIKE if word in "".join(said)]
        assert alert.grade in ("须报告", "预警", "提示")
    assert [state.id for state in board.rules] == list(entries())
    for state in board.rules:
        assert state.entry.basis
        assert not [mark for mark in ("{", "}", *NOTHING_LIKE) if mark in state.reading]
        assert state.fired == len(board.of_rule(state.id))


def test_tables_and_rows_hold_every_alert(board):
    handled = alert_handling.handling(board)
    rows = alert_rows.rows(board, handled)
    assert [row["key"] for row in rows] == [alert.key for alert in board.alerts]
    sheets = alert_tables.all_tables(board, handled)
    assert [len(sheets[0].rows), len(sheets[2].rows)] == [len(board.alerts), len(board.rules)]
    waiting = len(board.pressing)
    assert f"待处置预警{waiting}条" in alert_words.headline(board, handled)
    tiles = alert_words.tiles(board, handled)
    assert int(tiles[0].value) == sum(int(tile.value) for tile in tiles[1:]) == waiting


def test_county_sees_its_own_alerts_the_same_as_the_city_does(board):
    scope = permissions.require(Viewer("county", RUIAN), "view_alerts", datasets.dataset(CITY))
    own = alerts.found(question(scope))
    firms = [alert for alert in board.alerts if alert.area == "firm"]
    mine = {alert.key: alert.reason for alert in firms if alert.region == RUIAN}
    assert {a.key: a.reason for a in own.alerts if a.area == "firm"} == mine
    assert mine
    assert {alert.region for alert in own.alerts} == {RUIAN, "330300"}
    names = {alert.subject_name for alert in firms if alert.region != RUIAN}
    assert not [name for name in names if name in str([a.reason for a in own.alerts])]
    assert not [a for a in own.alerts if a.way.page in alerts.WHOLE_PAGES]


def test_rules_on_what_a_role_may_not_see_are_left_out():
    assert alerts.hidden_rules(Viewer("official")) == ()
    hidden = alerts.hidden_rules(Viewer("enterprise"))
    assert set(hidden) == set(entries())


def test_an_earlier_day_knows_nothing_published_later():
    day = date(2020, 8, 12)
    found = alerts.found(question(), on=day, hidden=FIRM_RULES)
    assert found.on == day
    assert all(alert.period.start <= day for alert in found.alerts)
    growths = {a.period for a in found.alerts if a.indicator == "value_added"}
    assert growths == {Period.of_ytd(2020, 6)}  # 1—7月 came out on 20 August


def test_many_firms_wait_for_the_signals_to_be_computed(monkeypatch):
    monkeypatch.setattr(alert_firms, "MOST_AT_ONCE", 10)
    found = alerts.found(question(), on=date(2020, 3, 25), hidden=(LAYOFFS,))
    states = {state.id: state for state in found.rules}
    assert not subjects(found, "stopped_firm")
    assert "企业信号尚未计算" in states["stopped_firm"].unjudged[0]


def test_unknown_key_of_the_rules_is_refused(monkeypatch, tmp_path):
    from data import alert_rules as file

    content = (file.FOLDER / "alert_rules.yaml").read_text(encoding="utf-8")
    for bad in (
        content.replace("own_score:", "own_skore:"),
        content.replace("industries: [value_added]", "industries: [no_such]"),
    ):
        (tmp_path / "alert_rules.yaml").write_text(bad, encoding="utf-8")
        monkeypatch.setattr(file, "FOLDER", tmp_path)
        with pytest.raises(CatalogueError, match=r"alert_rules\.yaml"):
            file.alert_rules.__wrapped__()


@pytest.fixture
def city(declared):
    """A small real city: 1—8月 of all counties but one, published in time."""
    made = declared(documents=[])
    growths = {Cell(code, period="2025-Y08"): 6.0 for code in (WHOLE, NORTH, EAST, WEST)}
    before = {Cell(code, period="2025-Y07"): 6.0 for code in (WHOLE, NORTH, EAST, WEST)}
    made.commit(before, date(2025, 8, 20))
    made.commit(growths | {Cell(WEST, period="2025-Y08"): None}, date(2025, 9, 20))
    return made


def late(city, day):
    found = alerts.found(city.question(as_of=day))
    return {(alert.subject, alert.number) for alert in found.of_rule("late_report")}


def test_month_is_late_from_the_day_after_the_calendar_and_a_silent_county_at_once(city):
    assert late(city, date(2025, 10, 20)) == {(WEST, "未报")}
    assert late(city, date(2025, 10, 23)) == {(WEST, "未报"), (WHOLE, "逾期3天")}


def test_what_always_comes_a_month_after_the_calendar_is_not_late(declared):
    city = declared(documents=[])
    for month in (6, 7):
        cells = {Cell(code, period=f"2025-Y{month:02d}"): 6.0 for code in (WHOLE, NORTH, EAST)}
        city.commit(cells, date(2025, month + 2, 20))
    assert (WHOLE, "逾期1天") not in late(city, date(2025, 9, 21))
    assert (WHOLE, "逾期1天") in late(city, date(2025, 10, 21))


DAY = date(2025, 10, 31)
ACTION = {"title": "催报", "owner": "武冈市科工局", "deadline": date(2025, 11, 5)}


def desk(city, role="official", region=""):
    return Desk(Viewer(role, region), "张三", datasets.dataset(city.key))


def standing(city, **asked):
    """The board, what is on record of it, and the alert on the silent county."""
    found = alerts.found(city.question(as_of=DAY), **asked)
    handled = alert_handling.handling(found)
    alert = next(each for each in found.of_rule("late_report") if each.subject == WEST)
    return found, handled, alert


def test_what_was_said_of_an_alert_stays_with_it_when_figures_come_in(city):
    _, handled, alert = standing(city)
    assert handled[alert.key].words == "未处置"
    alert_handling.take(desk(city), alert, handled[alert.key], "acknowledge", "")
    _, handled, alert = standing(city)
    assert (handled[alert.key].words, handled[alert.key].is_open) == ("已知悉", True)
    alert_handling.take(desk(city), alert, handled[alert.key], "explain", "县局系统故障")
    city.commit({Cell(EAST, period="2025-Y08"): 6.2}, date(2025, 10, 1))
    found, handled, alert = standing(city)
    assert (handled[alert.key].words, handled[alert.key].is_open) == ("已说明", False)
    assert "县局系统故障" in alert_handling.last_words(handled[alert.key])
    assert alert not in alert_words.open_alerts(found, handled)


def test_alert_is_turned_into_an_action_of_the_same_source(city):
    _, handled, alert = standing(city)
    number = alert_handling.turn(desk(city), alert, handled[alert.key], "请催报", ACTION)
    action = entry_of(city.question(as_of=DAY), SUPERVISED, number)
    assert (action.source, action.region) == (f"alert:{alert.key}", WEST)
    _, handled, alert = standing(city)
    assert handled[alert.key].words == "已转督办"
    assert [entry.number for entry in handled[alert.key].actions] == [number]


def test_the_second_of_two_is_told_what_the_first_did(city):
    _, handled, alert = standing(city)
    seen = handled[alert.key]
    alert_handling.take(desk(city), alert, seen, "acknowledge", "")
    _, handled, alert = standing(city)
    seen = handled[alert.key]
    alert_handling.take(desk(city), alert, seen, "explain", "系统故障")
    with pytest.raises(StepConflictError, match="系统故障"):
        alert_handling.take(desk(city), alert, seen, "explain", "漏报")


def test_next_period_shows_what_was_done_about_the_last_one(city):
    _, handled, alert = standing(city)
    alert_handling.take(desk(city), alert, handled[alert.key], "explain", "系统故障")
    cells = {Cell(code, period="2025-Y09"): 6.0 for code in (WHOLE, NORTH, EAST)}
    city.commit(cells, date(2025, 10, 20))
    _, handled, alert = standing(city)
    assert alert.period == Period.parse("2025-Y09")
    assert handled[alert.key].words == "未处置（上期已说明）"


def test_county_handles_its_own_alerts_and_none_of_the_city(city):
    found, handled, alert = standing(city)
    whole = next(each for each in found.of_rule("late_report") if each.subject == WHOLE)
    own = desk(city, "county", WEST)
    steps = alert_handling.steps_for(own, alert, handled[alert.key])
    assert steps == ("acknowledge", "explain")
    assert alert_handling.steps_for(own, whole, handled[whole.key]) == ()
    assert alert_handling.steps_for(desk(city, "county", EAST), alert, handled[alert.key]) == ()
    bureau = alert_handling.steps_for(desk(city), whole, handled[whole.key])
    assert bureau == ("acknowledge", "explain", "turn")
