"""A tab that stays open follows new figures and a new day; who looks back stays there."""

from datetime import date

import pytest

from data.datasets import Dataset
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell
from tests.screens.rendering import run_again, run_page, shows

UNITS = (WHOLE, NORTH, WEST, EAST)


@pytest.fixture
def city(declared):
    made = declared("open")
    made.commit({Cell(region, "growth", "2025-Y08"): 5.0 for region in UNITS})
    made.commit({Cell(region): 6.0 for region in UNITS})
    return made


def version(app):
    return app.sidebar.number_input[0].value


def day(app):
    return app.sidebar.date_input[0].value


def test_new_figures_reach_an_open_session(city):
    app = run_page("ranking", dataset="open")
    assert version(app) == 2
    newest = city.commit({Cell(WEST): 7.7})
    run_again(app)
    assert version(app) == newest == 3
    assert shows(app, "武冈市（7.7%）")
    assert not shows(app, "回看")


def test_who_chose_an_older_version_keeps_it(city):
    app = run_page("ranking", dataset="open")
    app.sidebar.number_input[0].set_value(1)
    run_again(app)
    city.commit({Cell(WEST): 7.7})
    run_again(app)
    assert version(app) == 1
    assert shows(app, "回看：第1版")
    assert not shows(app, "7.7%")


def test_a_new_day_reaches_an_open_session(city, monkeypatch):
    app = run_page("ranking", dataset="open")
    assert day(app) == date(2025, 10, 31)
    city.commit({Cell(WEST): 7.7}, published=date(2025, 11, 1))
    run_again(app)
    assert not shows(app, "7.7%")
    monkeypatch.setattr(Dataset, "today", property(lambda _: date(2025, 11, 1)))
    run_again(app)
    assert day(app) == date(2025, 11, 1)
    assert shows(app, "武冈市（7.7%）")
    assert not shows(app, "回看")


def test_who_chose_an_earlier_day_keeps_it(city, monkeypatch):
    app = run_page("ranking", dataset="open", as_of="2025-10-25")
    monkeypatch.setattr(Dataset, "today", property(lambda _: date(2025, 11, 1)))
    run_again(app)
    assert day(app) == date(2025, 10, 25)
    assert shows(app, "回看：2025-10-25")
