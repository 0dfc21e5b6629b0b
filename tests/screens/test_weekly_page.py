"""周研判 and 会议模式 on the screen: what they say, whose figures, how slides are turned."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from data import datasets, store
from data.store import Question
from mechanisms import meeting, price_words, weekly, weekly_watch, weekly_words
from mechanisms.meeting import Meeting
from metrics.periods import Period
from tests import browsing
from tests.made import VARIABLES
from tests.screens.rendering import html, run_page, shows, texts

CITY, WEEK = "wenzhou-2020", "2020-W42"


@pytest.fixture(autouse=True)
def at_hand(wenzhou_made, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


@pytest.fixture(scope="module")
def found(wenzhou_made):
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        asked = Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY))
        return weekly.week(asked, Period.parse(WEEK))


@pytest.fixture(scope="module")
def watched(found, wenzhou_made):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        return weekly_watch.watch(found)


def test_page_says_what_the_result_says_and_every_figure_leads_to_its_origin(found, watched):
    app = run_page("weekly", dataset=CITY, role="leader")
    assert app.query_params["week"] == WEEK
    assert shows(app, weekly_words.headline(found))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    assert tiles == [(tile.label, tile.value) for tile in weekly_words.tiles(found)]
    for line in found.lines:
        origin = line.whole.origin
        assert shows(app, f"series={origin.series}&amp;period={origin.period}")
    assert shows(app, price_words.sentence(found.prices)[:20])
    origin = found.prices.risen[0].change_origin
    assert shows(app, f"reference=material-prices&amp;series={origin.series}")
    assert shows(app, weekly_watch.sentence(watched))
    assert not [text for text in texts(app) if "None" in text or "NaN" in text]


def test_an_earlier_week_is_shown_as_it_was_known(found):
    app = run_page("weekly", dataset=CITY, week="2020-W05", role="leader")
    assert shows(app, "上年同期（按春节对齐）")
    assert shows(app, ":gray-badge[按春节对齐]")
    assert shows(app, "2020年2月5日（研判日）")
    assert shows(app, "本系统自2020年9月中旬起收录")


def test_an_unlawful_week_is_replaced_by_the_newest():
    app = run_page("meeting", dataset=CITY, week="2020-W43", role="leader")
    assert app.query_params["week"] == WEEK


def test_price_leads_to_the_page_of_its_source_whatever_the_city(found):
    origin = found.prices.risen[0].price_origin
    query = {"reference": origin.dataset, "series": str(origin.series), "period": origin.period}
    app = run_page("origin", dataset=CITY, **query)
    assert shows(app, "真实公开数据")
    assert not shows(app, "模拟数据")
    assert any("https://www.stats.gov.cn/" in body for body in html(app))
    early = run_page("origin", dataset=CITY, as_of="2020-10-13", **query)
    assert shows(early, "没有找到这个数字")
    other = run_page("origin", dataset=CITY, **(query | {"reference": "luohe-2015"}))
    assert shows(other, "没有找到这个数字")


@pytest.mark.parametrize("page", ["weekly", "meeting"])
@pytest.mark.parametrize("role", ["county", "enterprise"])
def test_who_may_not_see_weeks_sees_none(page, role):
    app = run_page(page, dataset=CITY, role=role)
    assert "无权查看" in app.main.info[0].value
    assert not app.main.title


def test_each_slide_of_the_address_says_what_the_week_says(found, watched):
    for slide in meeting.slides(Meeting(found, watched, None, None)):
        app = run_page("meeting", dataset=CITY, role="leader", slide=slide.key)
        assert app.main.title[0].value.replace("\\", "") == slide.assertion
        assert [metric.label for metric in app.main.metric] == [slide.label]
        for point in slide.points:
            assert any(point.head in text for text in texts(app))
        kind = "真实公开数据" if slide.is_official else "模拟数据"
        assert shows(app, f"-badge[{kind}]")


def test_slides_turn_by_keys_and_escape_leads_back(made_server, page_at):
    page = page_at(1920, 1080)
    query = urlencode({"dataset": CITY, "role": "leader", "week": "2020-W41"})
    browsing.visit(page, f"{made_server.url}/meeting?{query}", charts=1)
    side_bar = page.locator('[data-testid="stSidebar"]')
    expect(side_bar).to_be_hidden()
    seen = []
    for key in ("", "ArrowRight", "ArrowRight", "ArrowLeft"):
        if key:
            page.keyboard.press(key)
            browsing.settle(page)
        seen.append(parse_qs(urlsplit(page.url).query)["slide"][0])
        assert browsing.sideways_scroll(page) == 0
        picture = page.locator(".js-plotly-plot .main-svg").first.bounding_box()
        bar = page.get_by_role("button", name="下一页").bounding_box()
        assert picture["y"] + picture["height"] <= bar["y"]
    assert seen == ["overall", "counties", "costs", "counties"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="周研判", exact=True)).to_be_visible(timeout=30_000)
    browsing.settle(page)
    assert parse_qs(urlsplit(page.url).query)["week"] == ["2020-W41"]
