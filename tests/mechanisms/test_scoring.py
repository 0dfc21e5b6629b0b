"""A configured score, its points and places made by hand."""

import pytest

from mechanisms.scoring import TOTAL, scores
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell

COMPOSITE = {
    "name": "试行计分",
    "document": "某市考核办法",
    "components": [
        {"indicator": "value_added", "measure": "growth", "weight": 60, "method": "place"},
        {
            "indicator": "revenue",
            "measure": "growth",
            "weight": 40,
            "method": "linear",
            "params": {"base": 0, "full": 10},
        },
    ],
}
VALUE_ADDED = {WHOLE: 6.0, NORTH: 6.0, WEST: 9.0, EAST: 3.0}
REVENUE = {WHOLE: 5.0, NORTH: 5.0, WEST: 2.5, EAST: 10.0}


@pytest.fixture
def city(declared):
    """Value added of September, revenue of August: its cards come a month later."""
    made = declared(composite=COMPOSITE)
    figures = {Cell(region): value for region, value in VALUE_ADDED.items()}
    lagging = {
        Cell(region, "growth", "2025-Y08", "revenue"): value for region, value in REVENUE.items()
    }
    made.commit(figures | lagging)
    return made


def scored(city, period="2025-Y09"):
    return scores(city.question(), Period.parse(period))


def points(found, region):
    cells = found.cells[found.cells["region_code"] == region]
    return [None if value is None else float(value) for value in cells["points"]]


def test_points_totals_and_places(city):
    found = scored(city)
    assert points(found, WEST) == [60, 10, 70]
    assert points(found, NORTH) == [40, 20, 60]
    assert points(found, EAST) == [20, 40, 60]
    assert found.places == {NORTH: 2, WEST: 1, EAST: 2}


def test_each_cell_carries_its_arithmetic(city):
    cells = scored(city).cells
    assert cells.loc[cells["region_code"] == WEST, "arithmetic"].tolist() == [
        "60 × (3 − 1 + 1) ÷ 3 = 60.00",
        "40 × (2.5 − 0) ÷ (10 − 0) = 10.00",
        "60.00 + 10.00 = 70.00",
    ]


def test_a_figure_that_lags_is_taken_from_its_own_newest_period(city):
    assert [period.code for period in scored(city).periods] == ["2025-Y09", "2025-Y08"]
    city.commit({Cell(WEST, "growth", "2025-Y09", "revenue"): 10.0})
    found = scored(city)
    assert [period.code for period in found.periods] == ["2025-Y09", "2025-Y09"]
    assert points(found, WEST) == [60, 40, 100]


def test_nothing_later_than_the_page_is_taken(city):
    city.commit({Cell(NORTH, "growth", "2025-Y07"): 1.0})
    found = scored(city, "2025-Y07")
    assert [period and period.code for period in found.periods] == ["2025-Y07", None]
    assert set(found.places.values()) == {None}


def test_who_lacks_a_figure_has_no_total_and_no_place(city):
    city.commit({Cell(EAST): None})
    found = scored(city)
    assert points(found, EAST) == [None, 40, None]
    assert found.places == {NORTH: 2, WEST: 1, EAST: None}
    assert points(found, WEST) == [60, 10, 70]
    assert points(found, NORTH) == [30, 20, 50]  # second of two
    total = found.cells[(found.cells["indicator"] == TOTAL) & (found.cells["region_code"] == EAST)]
    assert "增加值" in total["arithmetic"].iloc[0]


def test_no_shipped_dataset_has_a_score(sample, luohe):
    for each in (sample, luohe):
        assert scores(each.question(), each().period) is None
