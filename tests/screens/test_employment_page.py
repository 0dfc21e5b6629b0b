"""稳岗用工 on the screen: what it says, the usual reading, one firm, who sees what."""

import pytest

from data import datasets, store
from data.store import Question
from mechanisms import employment_firm_tables, employment_words
from mechanisms.employment import employment
from mechanisms.employment_choice import Choice
from mechanisms.employment_firm import firm_layoffs
from tests.screens.rendering import run_page, shows, texts

CITY, RUIAN = "wenzhou-2020", "330381"
NET = Choice(method="net_decrease")


@pytest.fixture
def made(wenzhou_made, monkeypatch):
    """The rich city, looked at only."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


@pytest.fixture
def asked(made):
    """The question of the page at the business date: `asked(scope=None)`."""

    def make(scope=None):
        return Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY), scope)

    return make


def test_page_says_what_the_result_says(asked):
    found = employment(asked(), NET)
    app = run_page("employment", dataset=CITY, method="net_decrease")
    assert shows(app, employment_words.headline(found))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    assert tiles == [(tile.label, tile.value) for tile in employment_words.tiles(found)]
    assert len(app.main.get("plotly_chart")) == 2
    for table in (employment_firm_tables.near(found), employment_firm_tables.exceeded(found)):
        for row in table.rows[:15]:
            assert shows(app, row[0].text)
            assert shows(app, row[3].text)
    assert shows(app, "column=insured")
    for text in employment_words.notes(found)[:2]:
        assert shows(app, text)


def test_usual_reading_shows_recognised_rates_and_leads_to_their_entry(asked):
    found = employment(asked())
    app = run_page("employment", dataset=CITY)
    assert app.query_params["method"] == "local_practice"
    assert shows(app, employment_words.headline(found))
    assert len(app.main.get("plotly_chart")) == 2
    (row, *_) = employment_firm_tables.near(found).rows
    assert row[3].text == "正好等于上限"
    key = row[1].leads.choices["entry"]
    assert shows(app, f"register=layoff_recognitions&amp;entry={key}")
    assert not [text for text in texts(app) if "None" in text or "NaN" in text]
    entry = run_page("origin", dataset=CITY, register="layoff_recognitions", entry=key)
    assert shows(entry, row[0].text)
    assert shows(entry, "年裁员率，人社部门认定5")
    assert entry.query_params["entry"] == key


def test_firm_of_the_address_shows_every_arithmetic(asked):
    found = employment(asked(), NET)
    (place, *_) = found.places(found.near)
    number = int(found.facts.firms[place])
    app = run_page("employment", dataset=CITY, method="net_decrease", firm=str(number))
    for each in firm_layoffs(found, number).results:
        assert shows(app, each.rate.text)
    assert shows(app, f"firm={number}&amp;month=2020-09&amp;column=insured")
    assert any("enterprise?" in text and f"firm={number}" in text for text in texts(app))


def test_county_sees_its_own_firms_only(asked):
    own = employment(asked(("330300", RUIAN)), NET)
    everyone = employment(asked(), NET)
    assert set(own.register["region"]) == {RUIAN}
    other = next(
        name
        for name, region in zip(everyone.register["name"], everyone.register["region"], strict=True)
        if region != RUIAN
    )
    place = list(everyone.register["name"]).index(other)
    number = int(everyone.facts.firms[place])
    asked_for = {"method": "net_decrease", "firm": str(number), "place": "330302"}
    app = run_page("employment", dataset=CITY, role="county", county=RUIAN, **asked_for)
    assert shows(app, employment_words.headline(own))
    assert not shows(app, other)
    assert "place" not in app.query_params


def test_enterprise_does_not_see_it(made):
    app = run_page("employment", dataset=CITY, role="enterprise")
    assert "无权查看" in app.main.info[0].value
    assert not app.main.title
