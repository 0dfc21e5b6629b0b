"""The first page: what is late, what needs attention, what a scoped viewer hears."""

from datetime import date

import pytest

from mechanisms.briefing import briefing
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration

UNITS = (NORTH, WEST, EAST, "430523", "430524")
SOUTH, MIDDLE = UNITS[3:]


def city_of_five(declared, indicator="value_added", **changes):
    base = declaration("shicheng")
    groups = [{"id": "counties", "name": "县市", "members": list(UNITS)}]
    ranked = base["ranked_sets"][0] | {"groups": groups, "indicators": [indicator]}
    circular = base["circular"] | {"indicators": [indicator]}
    return declared(ranked_sets=[ranked], circular=circular, **changes)


def give(city, period, values, measure="growth", indicator="value_added"):
    city.commit(
        {Cell(region, measure, period, indicator): value for region, value in values.items()}
    )


def said(found):
    return {(item.subject, item.text) for item in found.attention}


def at(city, day=date(2025, 10, 31), scope=None):
    return briefing(city.question(as_of=day, scope=scope))


@pytest.mark.parametrize(
    ("day", "badges"),
    [
        (date(2025, 11, 19), ()),
        (date(2025, 11, 20), ()),
        (date(2025, 11, 21), (":yellow-badge[▲ 逾期 1 天]",)),
        (date(2025, 12, 2), (":yellow-badge[▲ 逾期 12 天]",)),
    ],
)
def test_after_the_due_day_the_days_of_delay_are_counted(declared, day, badges):
    city = city_of_five(declared, business_date=date(2025, 12, 31))
    give(city, "2025-Y09", {WHOLE: 6.0, NORTH: 5.0})
    assert at(city, day).late_badges == badges


@pytest.mark.parametrize(
    ("day", "badges"),
    [(date(2026, 1, 20), ()), (date(2026, 1, 25), (":yellow-badge[▲ 逾期 5 天]",))],
)
def test_a_quarterly_figure_is_due_after_the_next_quarter(declared, day, badges):
    city = city_of_five(declared, "gdp", business_date=date(2026, 3, 31))
    give(city, "2025-Y09", {WHOLE: 6.0, NORTH: 5.0}, indicator="gdp")
    assert at(city, day).late_badges == badges


def test_no_day_is_counted_that_has_not_come(declared):
    city = city_of_five(declared, business_date=date(2025, 11, 22))
    give(city, "2025-Y09", {WHOLE: 6.0, NORTH: 5.0})
    assert at(city, date(2099, 12, 31)).late_badges == (":yellow-badge[▲ 逾期 2 天]",)


def test_a_fall_of_three_places_is_pointed_out_and_one_of_two_is_not(declared):
    city = city_of_five(declared)
    give(city, "2025-Y08", {WHOLE: 5, NORTH: 9, WEST: 8, EAST: 7, SOUTH: 6, MIDDLE: 5})
    give(city, "2025-Y09", {WHOLE: 7, EAST: 9, SOUTH: 8, MIDDLE: 7, NORTH: 6, WEST: 5.5})
    # NORTH from 1 to 4, WEST from 2 to 5
    assert said(at(city)) == {
        ("新邵县", "1—9月增加值：由第1位降到第4位"),
        ("武冈市", "1—9月增加值：由第2位降到第5位"),
    }
    give(city, "2025-Y10", {WHOLE: 7, EAST: 7, SOUTH: 9, MIDDLE: 8, NORTH: 6, WEST: 5.5})
    assert said(at(city)) == set()  # EAST from 1 to 3


def test_a_decline_counts_as_printed(declared):
    city = city_of_five(declared)
    give(city, "2025-Y09", {WHOLE: 1, NORTH: 2, WEST: -0.04, EAST: -0.05, SOUTH: 1, MIDDLE: 1})
    assert said(at(city)) == {("邵东市", "1—9月增加值：下降0.1%")}


def test_who_is_silent_is_named(declared):
    city = city_of_five(declared)
    give(city, "2025-Y09", {WHOLE: 1, NORTH: 2, WEST: 3, EAST: 1})
    assert said(at(city)) == {("邵阳县、隆回县", "1—9月增加值：未报")}
    assert at(city).ranking_state == "1—9月增加值，3个县区，邵阳县、隆回县未报"


def test_a_city_ranked_by_total_gets_no_sentence_on_growth_and_no_decliners(declared):
    absent = [{"indicator": "value_added", "measure": "growth", "reason": "只公布总量"}]
    city = city_of_five(declared, not_published=absent)
    levels = {WHOLE: 100, NORTH: -2, WEST: 40, EAST: 30, SOUTH: 20, MIDDLE: 12}
    give(city, "2025-Y09", levels, "level")
    found = at(city)
    assert said(found) == set()
    assert "高于" not in found.headline
    assert "最高" not in found.headline
    assert "下降" not in found.headline


def test_a_scoped_viewer_hears_of_itself_and_the_city_only(declared):
    city = city_of_five(declared)
    give(city, "2025-Y08", {WHOLE: 9, NORTH: 9, WEST: 8, EAST: 7, SOUTH: 6, MIDDLE: 5})
    give(city, "2025-Y09", {WHOLE: 5, EAST: -3, SOUTH: 8, NORTH: -6.2, WEST: 5.5})
    found = at(city, scope=(WHOLE, NORTH))
    assert said(found) == {("新邵县", "1—9月增加值：下降6.2%")}
    everything = str((found.headline, found.attention, found.ranking_state, found.tiles))
    assert "新邵县下降6.2%" in found.headline
    for other in ("武冈", "邵东", "邵阳县", "隆回", "位", "未报", "高于"):
        assert other not in everything
    alone = at(city, scope=(WHOLE,))
    assert alone.attention == ()
    assert alone.headline == "1—9月，全市规上工业增加值同比**增长5.0%**，比上期回落4.0个百分点。"


def test_a_scoped_viewer_is_told_that_its_own_figure_is_missing_and_of_its_own_place(declared):
    city = city_of_five(declared)
    give(city, "2025-Y09", {WHOLE: 5, NORTH: 3, WEST: 2, SOUTH: 8, MIDDLE: 6})
    wide = city.question(as_of=date(2025, 10, 31), scope=None)
    found = briefing(wide.within((WHOLE, EAST)), wide)
    assert [item.text for item in found.attention] == ["1—9月增加值：未报"]
    placed = briefing(wide.within((WHOLE, MIDDLE)), wide)
    assert placed.attention == ()
    assert placed.headline.endswith("隆回县增长6.0%，列第2位。")


def test_the_first_page_of_the_shipped_city(sample):
    found = briefing(sample.question())
    assert found.headline == (
        "1—9月，全市规上工业增加值同比**增长6.0%**，比上期回落3.2个百分点；"
        "1—8月营业收入增长10.2%，利润总额增长13.9%。"
        "12个县市区中**7个高于全市**，武冈市（11.6%）最高，绥宁县（−0.2%）最低。"
    )
    assert {text for text in said(found) if "增加值" in text[1]} == {
        ("绥宁县", "1—9月增加值：下降0.2%"),
        ("洞口县", "1—9月增加值：由第3位降到第7位"),
        ("隆回县", "1—9月增加值：由第4位降到第8位"),
    }
    assert ("大祥区", "1—8月营业收入：公布位次与计算位次不一致") in said(found)
    assert found.late_badges == ()
