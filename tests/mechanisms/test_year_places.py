"""A year's places as they stood then: issued circulars, first publication, later corrections."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data import bulletin_records, datasets
from data.permissions import Viewer
from mechanisms import (
    bulletin_drafting,
    bulletin_life,
    ledgers,
    quarterly,
    quarterly_actions,
    quarterly_words,
    year_words,
)
from mechanisms.bulletin_life import Desk
from mechanisms.enquiry import EnquiryError
from mechanisms.quarterly_tables import all_tables
from mechanisms.year_end import year_end, year_of
from mechanisms.year_places import year_places
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, City

JUNE = {WHOLE: 6.0, NORTH: 9.0, WEST: 8.0, EAST: 3.0}
SEPTEMBER = {WHOLE: 6.0, NORTH: 9.7, WEST: 11.6, EAST: 3.2}


def figures(growths, period):
    return {Cell(region, period=period): value for region, value in growths.items()}


@pytest.fixture
def city(declared):
    made = declared()
    made.commit(figures(JUNE, "2025-Y06"), date(2025, 7, 20))
    made.commit(figures(SEPTEMBER, "2025-Y09"), date(2025, 10, 20))
    return made


def asked(city, day=None):
    return city.question(day or datasets.dataset(city.key).today)


def growth_board(city, day=None):
    found = year_places(asked(city, day), 2025)
    return next(each for each in found.boards if each.board.by == "growth")


def places(board, which="places"):
    return {unit.code: getattr(unit, which) for unit in board.units}


def issue(city):
    dataset = datasets.dataset(city.key)
    official, leader = (
        Desk(Viewer(role), name, dataset) for role, name in (("official", "甲"), ("leader", "乙"))
    )
    number = bulletin_drafting.draft(official, asked(city), "ranking_circular")
    version = bulletin_records.bulletin(city.key, number, issued_only=False).version
    bulletin_life.submit(official, number, version)
    makers = {"txt": lambda content, day: b"text"}
    bulletin_life.issue(leader, number, version, makers)
    return number


def test_without_a_circular_the_first_publication_counts_and_a_correction_is_marked(city):
    city.commit({Cell(WEST, period="2025-Y09"): 1.0}, date(2025, 10, 28))
    board = growth_board(city)
    assert [month.period.code for month in board.months] == ["2025-Y06", "2025-Y09"]
    assert [month.day for month in board.months] == [date(2025, 7, 20), date(2025, 10, 20)]
    assert places(board) == {NORTH: (1, 2), WEST: (2, 1), EAST: (3, 3)}
    assert places(board, "newest") == {NORTH: (1, 1), WEST: (2, 3), EAST: (3, 2)}
    assert {unit.code: unit.revised for unit in board.units} == dict.fromkeys(
        (NORTH, WEST, EAST), (1,)
    )
    assert board.issued == 0


def test_an_issued_circular_decides_whatever_was_published_before_and_after(city):
    city.commit({Cell(EAST, period="2025-Y09"): 12.0}, date(2025, 10, 25))
    number = issue(city)
    city.commit({Cell(EAST, period="2025-Y09"): 2.0}, date(2025, 10, 29))
    board = growth_board(city)
    assert [month.bulletin for month in board.months] == [None, number]
    assert places(board) == {NORTH: (1, 3), WEST: (2, 2), EAST: (3, 1)}
    assert places(board, "newest") == {NORTH: (1, 2), WEST: (2, 1), EAST: (3, 3)}


def test_a_withdrawn_circular_decides_no_more(city):
    number = issue(city)
    leader = Desk(Viewer("leader"), "乙", datasets.dataset(city.key))
    bulletin_life.withdraw(leader, number, "数据有误，另行通报", {"txt": lambda *_: b"text"})
    assert [month.bulletin for month in growth_board(city).months] == [None, None]


def test_a_unit_that_reported_later_is_waited_for_and_one_that_never_did_is_not(city):
    city.commit(
        {Cell(NORTH, period="2025-Y08"): 5.0, Cell(EAST, period="2025-Y08"): 6.0}, date(2025, 9, 20)
    )
    city.commit({Cell(WEST, period="2025-Y08"): 7.0}, date(2025, 9, 24))
    board = growth_board(city)
    assert board.months[1].day == date(2025, 9, 24)
    assert {code: found[1] for code, found in places(board).items()} == {NORTH: 3, WEST: 1, EAST: 2}
    before = growth_board(city, date(2025, 9, 22))
    assert before.months[1].day == date(2025, 9, 20)
    assert places(before)[WEST] == (2, None)


def test_counts_and_words_follow_the_places(city):
    found = year_places(asked(city), 2025)
    board = next(each for each in found.boards if each.board.by == "growth")
    first = next(unit for unit in board.units if unit.code == WEST)
    assert (first.times(1, 1), first.times(1, 3), first.last) == (1, 2, 1)
    assert not found.is_whole
    said = year_words.year_headline(found)
    assert "全年尚未结束" in said
    assert "1—9月首位武冈市" in said
    assert "2个榜次中0个按签发的通报" in said


@pytest.mark.parametrize("text", ["20", "二〇二五", "20205", "-202", "２０２５"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(EnquiryError, match="写法如 2020"):
        year_of(text)


def test_a_quarter_compares_the_ends_of_two_quarters_as_they_stood_then(city):
    city.commit({Cell(WEST, period="2025-Y06"): -1.0}, date(2025, 10, 28))
    found = quarterly.quarter(asked(city))
    assert found.quarter.code == "2025-Q3"
    assert found.question.as_of == date(2025, 10, 30)
    changes = {unit.code: found.leading_standing(unit) for unit in found.units}
    assert {code: (each.place, each.change) for code, each in changes.items()} == {
        WEST: (1, 1),
        NORTH: (2, -1),
        EAST: (3, 0),
    }
    said = quarterly_words.plain_headline(found)
    assert "武冈市上升1位、" in said
    assert "下降1位" in said
    assert "同比增长6.0%" in said


def test_a_past_quarter_knows_nothing_of_later_publications(city):
    found = quarterly.quarter(asked(city), quarterly.period_of("2025-Q2"))
    assert found.question.as_of == date(2025, 7, 30)
    assert found.leading.published_at == date(2025, 7, 20)
    assert all(found.leading_standing(unit).before is None for unit in found.units)


def test_quarters_that_cannot_be_judged_are_refused_in_words(city, declared):
    with pytest.raises(EnquiryError, match="可选2025-Q3、2025-Q2"):
        quarterly.quarter(asked(city), quarterly.period_of("2024-Q3"))
    with pytest.raises(EnquiryError, match="不是季度"):
        quarterly.period_of("2025-09")
    with pytest.raises(EnquiryError, match="无法识别"):
        quarterly.period_of("三季度")
    empty = declared("kongcheng")
    with pytest.raises(EnquiryError, match="没有季末月的数"):
        quarterly.quarter(asked(empty))


def test_every_table_of_the_demonstration_city_is_filled(wenzhou_made, monkeypatch):
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))
    monkeypatch.delenv("GONGKUANG_DATASETS", raising=False)
    key = "wenzhou-2020"
    question = asked(City(key))
    found = quarterly.quarter(question)
    tables = {table.name: table for table in all_tables(found)}
    assert set(tables) == {"位次", "滞后目标", "分单位", "督办事项"}
    assert all(table.rows for table in tables.values())
    total = sum(each.total for each in found.departments)
    assert total == sum(bool(row.lead) for row in found.targets.rows)
    behind = sum(each.behind + each.failed for each in found.departments)
    assert behind == len([row for row in found.pressing if row.lead])
    year = year_end(replace(question, as_of=date(2020, 6, 1)), 2019)
    assert year.places.is_whole
    assert year.targets.question.as_of == date(2020, 1, 30)
    assert len(all_tables(year)) == 9


def test_what_supervision_gave_out_is_counted_with_what_was_closed_in_time(city):
    desk = Desk(Viewer("official"), "甲", datasets.dataset(city.key))
    values = {"title": "查明降位原因", "owner": "武冈市经信局", "requirement": ""}
    given = [
        ledgers.open_entry(
            desk, ledgers.SUPERVISED, values | {"deadline": day}, "record:quarterly:2025-Q2"
        )
        for day in (date(2025, 11, 5), date(2025, 11, 6))
    ]
    ledgers.act(desk, given[0], "answer", "已查明，用电下降。")
    ledgers.act(desk, given[0], "close")
    question = asked(city)
    found = quarterly.quarter(replace(question, as_of=date(2025, 10, 31)))
    assert found.findings == ()  # given out on the 31st, after the day of judgement
    year = Period.of_ytd(2025, 9)
    entries = ledgers.entries(question, ledgers.SUPERVISED)
    counted = quarterly_actions.counts(entries, Period.of_quarter(2025, 4))
    assert (counted.opened, counted.due, counted.closed_in_time, counted.overdue) == (2, 2, 1, 0)
    assert counted.in_time_pct == 50
    shown = replace(found, findings=quarterly_actions.findings(entries, year))
    assert "交办问题2项，已办结1项，整改率50.0%" in quarterly_words.rhythm_words(shown)


@pytest.mark.parametrize(
    ("code", "weeks", "months"),
    [("2020-Q1", 13, 2), ("2020-Q3", 13, 3), ("2023-Q1", 13, 2), ("2023-Q4", 14, 3)],
)
def test_as_many_records_are_due_as_weeks_end_and_months_have_figures(city, code, weeks, months):
    chosen = Period.parse(code)
    own = quarterly.months_due(datasets.dataset(city.key).indicator("value_added"), chosen)
    due = quarterly_actions.rhythms(asked(city), chosen, own)
    sundays = [
        chosen.start + timedelta(days=n)
        for n in range((chosen.end - chosen.start).days + 1)
        if (chosen.start + timedelta(days=n)).isoweekday() == 7
    ]
    assert len(sundays) == weeks
    assert [each.due for each in due] == [weeks, months]
