"""Every page for every dataset and role, run without a browser."""

import re

import pytest

from data import datasets, permissions
from data.permissions import Viewer
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.screens.rendering import run_page, shows, texts

PAGES = {
    "home": "首页",
    "weekly": "周研判",
    "monthly": "月分析",
    "quarterly": "季度与年度",
    "alerts": "预警",
    "actions": "督办",
    "ranking": "月度排名",
    "bulletins": "通报",
    "intake": "数据入库",
    "targets": "目标督办",
    "credit": "信贷",
    "enterprises": "企业透视",
    "employment": "稳岗用工",
    "policies": "政策库",
    "indicators": "指标卡",
    "overview": "数据总览",
    "origin": "数字来源",
}
WITH_LABEL = (
    "selectbox",
    "date_input",
    "number_input",
    "button_group",
    "segmented_control",
    "download_button",
    "expander",
    "metric",
)
CHINESE = re.compile("[一-鿿]")
KINDS = {SHAOYANG: "真实公开数据", LUOHE: "模拟数据"}


@pytest.fixture
def screen(books):
    """Run a page: `screen("ranking", dataset=..., role=...)`."""

    return run_page


def widgets(app):
    return [
        element
        for place in (app.main, app.sidebar)
        for kind in WITH_LABEL
        for element in place.get(kind)
    ]


def origin_of(books, key):
    """The chain of the whole's newest figure, which every role may see."""
    result = books.ranking(key=key)
    return {"series": str(result.whole.series["growth"]), "period": result.period.code}


@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
@pytest.mark.parametrize("role", permissions.roles())
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_its_content_or_says_who_may_not_see_it(screen, books, page, role, key):
    app = screen(page, role=role, dataset=key, **origin_of(books, key))
    dataset = datasets.dataset(key)
    if not permissions.may(Viewer(role), f"view_{page}"):
        assert "无权查看" in app.main.info[0].value
        assert permissions.roles()[role].name in app.main.info[0].value
        assert not app.main.title
        return
    assert app.main.title[0].value == PAGES[page]
    assert not app.main.info
    assert shows(app, dataset.name)
    badges = [kind for kind in KINDS.values() if shows(app, f"-badge[{kind}]")]
    assert badges == [KINDS[key]]
    without_firms = page in ("enterprises", "employment") and key == SHAOYANG
    empty = without_firms or (page == "targets" and not dataset.documents)
    assert shows(app, "尚无数据") if empty else re.search(r"20\d\d年", str(texts(app)))


def test_the_first_page_says_what_waits(screen, books):
    app = screen("home", dataset=SHAOYANG)
    assert shows(app, "1件草稿，已签发0件")
    assert shows(app, "1份收到的文件待处理")
    county = screen("home", dataset=SHAOYANG, role="county")
    assert shows(county, "已签发0件")
    assert not shows(county, "草稿")
    assert not shows(county, "待处理")


@pytest.mark.parametrize(("page", "key"), [*((page, SHAOYANG) for page in PAGES), ("home", LUOHE)])
def test_every_control_has_a_chinese_label(screen, books, page, key):
    role = {"role": "county"} if page in ("home", "ranking") else {}
    app = screen(page, dataset=key, **role, **origin_of(books, key))
    found = widgets(app)
    assert len(found) >= 4
    assert not [element for element in found if not CHINESE.search(element.label)]


def boards():
    """Every indicator, way and range that the ranking page can be asked for."""
    for key in (SHAOYANG, LUOHE):
        dataset = datasets.dataset(key)
        for indicator in dataset.indicators:
            for ranked in dataset.ranked_sets:
                if indicator in ranked.indicators:
                    groups = [g.id for g in ranked.groups] if len(ranked.groups) > 1 else []
                    yield key, indicator, [(ranked.id, ""), *((ranked.id, g) for g in groups)]


@pytest.mark.parametrize(("key", "indicator", "ranges"), list(boards()))
def test_every_board_shows_its_figures_or_says_that_there_are_none(
    screen, books, key, indicator, ranges
):
    for ranked_set, group in ranges:
        for by in ("growth", "total"):
            choice = f"{ranked_set}.{group}" if group else ranked_set
            app = screen("ranking", dataset=key, indicator=indicator, by=by, range=choice)
            assert choice in app.query_params["range"]
            result = books.ranking(
                key=key, indicator=indicator, by=by, ranked_set=ranked_set, group=group
            )
            check_board(app, result)


def check_board(app, result):
    if result.ranked.empty:
        assert shows(app, "无此数据")
        assert not app.main.metric
        assert not app.main.get("plotly_chart")
    else:
        assert shows(app, result.period.label)
        assert app.main.metric
        series = "growth_series" if result.board.by == "growth" else "level_series"
        links = [f"series={number}&amp;" for number in result.ranked[series]]
        assert not [link for link in links if not shows(app, link)]


@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
@pytest.mark.parametrize("page", ["home", "ranking", "indicators", "overview", "origin"])
@pytest.mark.parametrize("when", [{"vintage": "0"}, {"as_of": "1990-01-01"}])
def test_before_anything_was_known_a_page_says_so(screen, page, key, when):
    app = screen(page, dataset=key, series="1", period="2016-Y03", **when)
    assert app.main.title[0].value == PAGES[page]
    assert shows(app, "尚") or shows(app, "无") or shows(app, "没有")
    assert not app.main.metric


def test_an_early_version_shows_what_was_known_then_and_says_so(screen, books):
    app = screen("ranking", dataset=SHAOYANG, vintage="1")
    check_board(app, books.ranking(vintage=1))
    assert shows(app, "回看：第1版")


def test_a_list_of_counties_is_offered_to_the_county_role_only(screen):
    def labels(app):
        return [box.label for box in app.sidebar.selectbox]

    assert "所在县区" in labels(screen("home", role="county"))
    assert "所在县区" not in labels(screen("home", role="leader"))


def test_without_the_right_to_export_there_is_no_download(screen, monkeypatch):
    assert screen("ranking", role="county").main.get("download_button")
    table = permissions.roles()
    actions = tuple(action for action in table["county"].actions if action != "export")
    without = table | {"county": table["county"].model_copy(update={"actions": actions})}
    monkeypatch.setattr(permissions, "roles", lambda: without)
    app = screen("ranking", role="county")
    assert app.main.metric
    assert not app.main.get("download_button")


def test_the_day_and_the_version_of_one_dataset_are_not_taken_to_another(screen):
    app = screen("home", dataset=LUOHE, as_of="2015-06-30", vintage="3")
    assert app.sidebar.number_input[0].value == 3
    app.sidebar.selectbox[0].set_value(SHAOYANG).run()
    assert not app.exception
    dataset = datasets.dataset(SHAOYANG)
    assert app.sidebar.date_input[0].value == dataset.today
    assert app.sidebar.number_input[0].value == app.sidebar.number_input[0].max
    assert not shows(app, "回看")
