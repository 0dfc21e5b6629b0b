"""Boards, places over the year and shares, against the cards and a small city."""

from datetime import date
from decimal import Decimal

import pytest

from mechanisms import circular, circular_rows
from mechanisms.board_table import Board
from mechanisms.circular_words import short_name
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration
from tests.mechanisms.conftest import board, card_rows

MONTHS_OF_2025 = [f"2025-Y{month:02d}" for month in range(2, 10)]


def history(sample, indicator="value_added", last="2025-Y09", **chosen):
    panel = circular.region_panel(sample.question(), indicator)
    return circular.place_history(panel, Board(indicator, **chosen), Period.parse(last))


def published(period):
    rows = card_rows("county_value_added.csv", period=period.replace("Y", ""))
    return {
        row["region_code"]: int(row["published_place"]) for _, row in rows if row["published_place"]
    }


def test_the_places_of_a_year_are_those_of_its_cards(sample):
    places = history(sample)
    assert list(places.index) == MONTHS_OF_2025
    for period, row in places.iterrows():
        assert dict(row) == published(period)


def test_the_places_end_with_the_period_on_the_page(sample):
    assert list(history(sample, last="2025-Y03").index) == MONTHS_OF_2025[:2]
    assert list(history(sample, last="2019-Y06").index)[:3] == ["2019-Y02", "2019-Y03", "2019-Y04"]
    assert "2019-Y05" not in history(sample, last="2019-Y06").index


def test_the_places_of_a_group_are_among_itself(sample):
    places = history(sample, group="districts")
    assert dict(places.loc["2025-Y08"]) == {"430502": 2, "430503": 3, "430511": 1}
    assert dict(places.loc["2025-Y09"]) == {"430502": 1, "430503": 1, "430511": 3}


def test_the_places_of_a_quarterly_figure(sample):
    places = history(sample, "gdp")
    assert list(places.index) == ["2025-Y03", "2025-Y06", "2025-Y09"]
    assert places.loc["2025-Y06", "430523"] == 3


def boards_at(sample, period):
    found = circular.boards(sample.question(), Period.parse(period))
    return {(each.board.indicator, each.board.by): each for each in found}


def test_figures_that_lag_stand_beside_with_their_own_period(sample):
    found = boards_at(sample, "2025-Y09")
    assert len(found) == 8
    assert found["value_added", "growth"].period.code == "2025-Y09"
    assert found["revenue", "growth"].period.code == "2025-Y08"
    assert found["revenue", "total"].period.code == "2025-Y08"
    assert found["value_added", "total"].ranked.empty


def test_a_board_never_shows_a_later_period_than_the_page(sample):
    found = boards_at(sample, "2018-Y02")
    assert not [each for each in found.values() if each.period.end > date(2018, 2, 28)]
    assert found["revenue", "growth"].ranked.empty  # its cards begin with 2024
    assert len(found["value_added", "growth"].ranked) == 12


@pytest.mark.parametrize(
    ("today", "indicator", "due"),
    [
        (date(2026, 1, 15), "value_added", "2025-Y12"),
        (date(2026, 2, 15), "value_added", "2025-Y12"),
        (date(2026, 3, 15), "value_added", "2026-Y02"),
        (date(2026, 2, 15), "budget_revenue", "2026-Y01"),
        (date(2026, 2, 15), "gdp", "2025-Y12"),
        (date(2026, 5, 15), "gdp", "2026-Y03"),
    ],
)
def test_where_nothing_is_known_the_period_is_the_one_that_is_due(declared, today, indicator, due):
    sets = [declaration("shicheng")["ranked_sets"][0] | {"indicators": [indicator]}]
    city = declared(business_date=today, ranked_sets=sets)
    result = circular.ranking(city.question(), Board(indicator))
    assert result.period.code == due
    assert result.ranked.empty


def test_the_spread_before_is_that_of_the_period_before(sample):
    result = sample("2025-Y09")
    assert (result.spread.highest, result.spread.lowest) == (Decimal("11.6"), Decimal("-0.2"))
    before = result.previous_spread  # 11.95 and 4.07 on the card of August
    assert (before.highest, before.lowest) == (Decimal("12.0"), Decimal("4.1"))
    assert (before.difference, before.above) == (Decimal("7.9"), 6)


def test_shares_are_exact_before_they_are_rounded(declared):
    city = declared()
    levels = {WHOLE: 400.0, NORTH: 57.0, WEST: 200.0, EAST: 143.0}
    city.commit({Cell(region, "level"): value for region, value in levels.items()})
    result = board(city, "2025-Y09", by="total")
    shares = dict(zip(result.table["region_code"], result.table["share_pct"], strict=True))
    assert shares == {NORTH: 14.25, WEST: 50.0, EAST: 35.75}
    printed = {row["region"]: row["share_pct"] for row in circular_rows.sheet_rows(result)[1:]}
    assert printed["新邵县"] == Decimal("14.3")


def test_units_of_equal_place_stand_in_the_order_of_their_totals(declared):
    city = declared()
    growth = {NORTH: 6.04, WEST: 5.96, EAST: 7.0}
    city.commit({Cell(region, "growth"): value for region, value in growth.items()})
    city.commit({Cell(NORTH, "level"): 10.0, Cell(WEST, "level"): 30.0})
    table = board(city, "2025-Y09").table
    assert list(table["region_code"]) == [EAST, WEST, NORTH]
    assert list(table["place"]) == [1, 2, 2]


def test_a_quarterly_figure_is_compared_with_the_quarter_before(sample):
    result = sample("2025-Y09", "gdp")
    assert result.previous.code == "2025-Y06"
    rows = result.table.set_index("region_code")
    assert (rows.loc["430503", "previous_place"], rows.loc["430503", "place"]) == (8, 3)
    first = sample("2025-Y03", "gdp")
    assert first.previous.code == "2024-Y12"
    assert first.indicator.following(first.period).code == "2025-Y06"


def test_a_published_place_that_is_not_the_computed_one_is_named(sample):
    result = sample("2025-Y08", "revenue")
    assert result.differs == ("大祥区",)  # 7.75 % is behind 邵东's 7.84 %, both printed as 7th
    assert sample("2025-Y07", "revenue").differs == ()
    assert sample("2025-Y08", "revenue", group="districts").differs == ()
    assert sample("2025-Y08", "revenue", by="total").differs == ()


def test_units_are_listed_but_never_ranked(sample):
    result = sample("2024-Y12")
    zone = result.table.set_index("region_code").loc["430500K"]
    assert (zone["growth_pct"], zone["status"]) == (16.8, "listed")
    assert short_name("430500K") not in str(result.ranked["region"].tolist())
    assert result.spread.highest == Decimal("11.6")
