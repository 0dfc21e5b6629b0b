"""企业透视 on the screen: what it says, who sees what, the way down in the address and back."""

import io
from urllib.parse import parse_qsl, urlencode, urlsplit

import openpyxl
import pytest

from data import datasets, panel_releases, store
from data.panel_releases import ReleasedCell
from data.store import Question
from mechanisms import firm_contributions, firm_drill_words, firm_measures
from mechanisms.firm_drill import Place, drill
from mechanisms.firm_releases import rule_words
from metrics.periods import Period
from metrics.suppression_cells import Disclosure
from metrics.wording import as_given
from reports.enterprise_workbook import enterprise_workbook
from tests import browsing
from tests.screens.reading import SHOWN_TEXT, english_words
from tests.screens.rendering import run_page, shows, texts

CITY, WHOLE, YUEQING, LUCHENG = "wenzhou-2020", "330300", "330382", "330302"
MONTH = Period.parse("2020-09")


@pytest.fixture
def at_hand(wenzhou_made, monkeypatch):
    """The rich city made once, to be looked at only."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))
    return wenzhou_made


def asked(scope=None):
    return Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY), scope)


def test_page_says_what_the_result_says(at_hand):
    app = run_page("enterprises", dataset=CITY, item="revenue_wan")
    found = drill(asked(), MONTH, "revenue_wan")
    moved = firm_contributions.contributions(found)
    assert shows(app, firm_drill_words.headline(found, moved))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    expected = firm_drill_words.tiles(found, moved)
    assert tiles == [(tile.label, tile.value) for tile in expected]
    for line in found.lines:
        assert shows(app, f"in={line.key}")
    assert len(app.main.get("plotly_chart")) == 1
    assert shows(app, "indicators?") and shows(app, "indicator=revenue_wan")


@pytest.mark.parametrize("role", ["leader", "analyst", "county"])
def test_only_an_official_is_offered_to_release(at_hand, role):
    def release(app):
        return [each.label for each in app.main.expander if "放行" in each.label]

    assert release(run_page("enterprises", dataset=CITY, role="official"))
    assert not release(run_page("enterprises", dataset=CITY, role=role, county=YUEQING))


def test_county_begins_with_its_own_firms_and_learns_nothing_of_others(at_hand):
    who = {"dataset": CITY, "role": "county", "county": YUEQING}
    own = run_page("enterprises", **who)
    found = drill(asked((WHOLE, YUEQING)), MONTH, "output_wan", Place(YUEQING))
    moved = firm_contributions.contributions(found)
    assert shows(own, firm_drill_words.headline(found, moved))
    city = run_page("enterprises", **(who | {"in": WHOLE}))
    assert shows(city, "尚未放行")
    assert not city.main.metric
    other = run_page("enterprises", **(who | {"in": LUCHENG, "trade": "C38"}))
    assert shows(other, "单户数据按统计法保密")
    assert not [text for text in texts(other) if "鹿城" in text and "有限公司" in text]
    searched = run_page("enterprises", **(who | {"find": "鹿城"}))
    assert shows(searched, "可见的企业中没有")


def test_released_totals_are_shown_with_what_is_withheld(wenzhou):
    who = {"dataset": CITY, "role": "county", "county": YUEQING, "in": WHOLE}
    assert shows(run_page("enterprises", **who), "尚未放行")
    cells = [ReleasedCell("", "", 9, 9, 500.0), ReleasedCell(LUCHENG, "", 2, 2, None)]
    words = ("经信局", rule_words(Disclosure()), [])
    panel_releases.keep(asked(), (MONTH.code, "output_wan"), cells, words, 0)
    app = run_page("enterprises", **who)
    assert shows(app, "已放行汇总")
    assert shows(app, ">保密<")
    assert shows(app, "少于3家")
    scoped = drill(asked((WHOLE, YUEQING)), MONTH, "output_wan", Place())
    sheets = openpyxl.load_workbook(io.BytesIO(enterprise_workbook(scoped)))
    assert not [name for name in sheets.sheetnames if "拉动" in name]


def test_columns_and_ratios_have_cards(at_hand):
    for measure in firm_measures.measures().values():
        app = run_page("indicators", dataset=CITY, indicator=measure.key)
        assert shows(app, measure.meaning)
        assert shows(app, measure.department)


def test_from_city_to_firm_to_figure_to_origin_and_back_by_the_address(at_hand, serve, page_at):
    server = serve(var=at_hand)
    page = browsing.visit(page_at(), f"{server.url}/enterprises?{urlencode({'dataset': CITY})}")
    found, steps = drill(asked(), MONTH, "output_wan"), [page.url]
    for _ in range(2):
        line = found.lines[0]
        page.get_by_role("link", name=line.name, exact=True).first.click()
        page.wait_for_url(f"**in={line.below.region}*")
        browsing.settle(page)
        found = drill(asked(), MONTH, "output_wan", line.below)
        page.get_by_text(firm_drill_words.period_words(found).split("　")[1]).first.wait_for()
        browsing.settle(page)
        steps.append(page.url)
    choices = dict(parse_qsl(urlsplit(page.url).query))
    assert (choices["in"], choices["trade"]) == (found.place.region, found.place.industry)
    assert browsing.sideways_scroll(page) == 0
    assert not english_words(page.evaluate(SHOWN_TEXT))
    firm = found.lines[0]
    row = page.get_by_role("row", name=firm.name).first
    row.get_by_role("link").nth(1).click()
    page.wait_for_url("**/origin?**")
    browsing.settle(page)
    page.get_by_text(as_given(firm.value)).first.wait_for()
    page.go_back()
    page.wait_for_url("**/enterprises?**")
    browsing.settle(page)
    assert dict(parse_qsl(urlsplit(page.url).query)) == choices
    page.go_back()
    page.wait_for_url(steps[1])
