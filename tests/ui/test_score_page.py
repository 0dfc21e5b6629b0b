"""A configured score on the ranking page: its arithmetic, and where it is not drawn."""

import pytest

from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration
from tests.mechanisms.test_scoring import COMPOSITE, REVENUE, VALUE_ADDED
from tests.screens.rendering import html, run_page, shows

NAME = COMPOSITE["name"]


@pytest.fixture
def city(declared):
    first = declaration("scored")["ranked_sets"][0] | {
        "groups": [
            {"id": "one", "name": "甲", "members": [NORTH, WEST]},
            {"id": "two", "name": "乙", "members": [EAST]},
        ]
    }
    second = first | {"id": "others", "name": "另组"}
    made = declared("scored", composite=COMPOSITE, ranked_sets=[first, second])
    made.commit({Cell(region): value for region, value in VALUE_ADDED.items()})
    made.commit({Cell(r, "growth", "2025-Y08", "revenue"): value for r, value in REVENUE.items()})
    return made


def score_table(app):
    return next((text for text in html(app) if "合计</th>" in text), "")


def test_the_page_shows_points_places_and_arithmetic(city):
    app = run_page("ranking", dataset="scored")
    assert shows(app, NAME)
    assert shows(app, "部署单位自定，依据：某市考核办法")
    table = score_table(app)
    assert "<b>70.00</b>" in table
    assert "40 × (2.5 − 0) ÷ (10 − 0) = 10.00" in table
    assert "60.00 + 10.00 = 70.00" in table
    assert "2025年1—8月" in table
    assert table.index("武冈市") < table.index("新邵县") < table.index("邵东市")
    assert table.count("<td>1</td>") == 1
    assert table.count("<td>2</td>") == 2


@pytest.mark.parametrize("choice", ["counties.one", "others"])
def test_it_is_not_drawn_beside_a_part_or_another_set(city, choice):
    app = run_page("ranking", dataset="scored", range=choice)
    assert app.main.metric
    assert not shows(app, NAME)


def test_a_missing_figure_leaves_the_total_empty(city):
    city.commit({Cell(EAST): None})
    table = score_table(run_page("ranking", dataset="scored"))
    row = next(part for part in table.split("<tr>") if "邵东市" in part)
    assert row.count("—") == 3  # the figure, the total, the place


def test_without_a_scheme_there_is_no_score(sample):
    assert not score_table(run_page("ranking", dataset="shaoyang"))


def test_the_whole_is_not_scored(city):
    assert WHOLE not in score_table(run_page("ranking", dataset="scored"))
