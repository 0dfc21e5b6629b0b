"""目标督办 and the page of one target: what they show, and a report from the browser."""

import re
import shutil
from urllib.parse import urlencode

import pytest

from data import datasets, store
from data.store import Question
from mechanisms import supervision, supervision_words
from mechanisms.supervision import DONE
from metrics.targets import Lamp
from tests import browsing
from tests.screens.reading import SHOWN_TEXT, english_words
from tests.screens.rendering import run_again, run_page, shows, texts
from tests.servers import ROOT, AppServer

WENZHOU, LUOHE, SHAOYANG = "wenzhou-2020", "luohe-2015", "shaoyang"
SIZES = [(1440, 900), (390, 844), (1920, 1080)]


@pytest.fixture(scope="module")
def wenzhou_server(wenzhou_made, tmp_path_factory):
    """The app on a copy of the rich simulated city; for tests that only look."""
    folder = tmp_path_factory.mktemp("wenzhou_app") / "var"
    shutil.copytree(wenzhou_made, folder)
    with AppServer(ROOT, folder) as server:
        yield server


def board(key=WENZHOU, vintage=None, scope=None):
    newest = store.newest_vintage(key) if vintage is None else vintage
    return supervision.board(Question(key, datasets.dataset(key).today, newest, scope))


def metrics(app):
    return {tile.label: tile.value for tile in app.main.metric}


@pytest.mark.parametrize("key", [WENZHOU, LUOHE])
def test_the_board_shows_every_target_and_its_counts(wenzhou, made_datasets, key):
    made_datasets.into(wenzhou, key)
    app = run_page("targets", dataset=key)
    found = board(key)
    assert app.main.title[0].value == "目标督办"
    assert shows(app, "-badge[模拟数据]")
    table = app.main.dataframe[0].value
    assert list(table["目标"]) == [row.target.name for row in found.worst_first]
    assert list(table["状态"]) == [str(row.verdict.status) for row in found.worst_first]
    assert metrics(app)["督办目标"].startswith(str(len(found.rows)))
    assert shows(app, supervision_words.lead(found))


def test_a_draft_is_marked_on_the_screen(wenzhou):
    assert shows(run_page("targets", dataset=WENZHOU), "-badge[征求意见稿]")


def test_state_and_lamp_stand_in_columns_of_their_own(wenzhou):
    table = run_page("targets", dataset=WENZHOU).main.dataframe[0].value
    lamps = {word for cell in table["进度灯"] for word in cell}
    assert lamps <= {f"{supervision_words.LAMP_SIGNS[lamp]} {lamp}" for lamp in Lamp if lamp}
    assert not set(table["状态"]) & {str(lamp) for lamp in Lamp}


def test_a_filter_lists_its_targets_only(wenzhou):
    app = run_page("targets", dataset=WENZHOU, state="done", order="document")
    expected = [row.target.name for row in board().rows if row.verdict.status in DONE]
    assert list(app.main.dataframe[0].value["目标"]) == expected


def test_a_city_without_documents_says_what_to_do_and_where_targets_are(wenzhou, made_datasets):
    made_datasets.into(wenzhou, SHAOYANG)
    for page in ("targets", "target"):
        app = run_page(page, dataset=SHAOYANG)
        assert shows(app, "没有登记政策文件")
        assert shows(app, "数据集声明")
        assert shows(app, "targets?dataset=wenzhou-2020")
        assert not app.main.metric


@pytest.mark.parametrize("number", ["01", "03", "06", "10", "11", "12"])
def test_the_page_of_a_target_shows_ground_and_records(wenzhou, number):
    key = f"WZ20-T{number}"
    app = run_page("target", dataset=WENZHOU, id=key)
    row = board().row(key)
    assert shows(app, row.target.name)
    assert shows(app, "口径")
    assert shows(app, str(row.verdict.status))
    if row.known.last is not None:
        assert shows(app, f"series={row.known.last.series}&amp;period={row.known.last.stored}")


def test_a_county_sees_its_own_records_only(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T10", role="county", county="330302")
    shown = str(texts(app))
    assert "鹿城区" in shown
    assert "龙湾区" not in shown
    assert "瑞安" not in shown


@pytest.mark.parametrize(("role", "offered"), [("official", True), ("leader", False)])
def test_the_form_is_offered_to_those_who_may_report(wenzhou, role, offered):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T01", role=role)
    assert shows(app, "报送进度") == offered


def test_an_enterprise_may_not_see_targets(wenzhou):
    for page in ("targets", "target"):
        app = run_page(page, dataset=WENZHOU, role="enterprise")
        assert "无权查看" in app.main.info[0].value


def test_who_looks_back_cannot_report(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T01", vintage="50")
    assert shows(app, "不能报送")


def test_a_report_that_is_doubtful_asks_for_a_reason(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T01")
    fill(app, "60")
    assert "小于" in app.main.warning[0].value
    press(app, "确认入库")
    assert "请写明原因" in app.main.error[0].value
    app.main.text_area(key="progress_reason").set_value("核减了重复统计的两户企业数额")
    press(app, "确认入库")
    assert "已入库" in app.main.success[0].value
    assert board().row("WZ20-T01").verdict.actual == 60


def fill(app, value):
    fields = {field.label: field for field in app.main.text_input}
    next(field for label, field in fields.items() if label.startswith("期别")).set_value("2020-10")
    next(field for label, field in fields.items() if label.startswith("累计数")).set_value(value)
    app.main.text_area[0].set_value("参展台账第3号")
    press(app, "核对")


def press(app, label):
    next(button for button in app.main.button if button.label == label).click()
    return run_again(app)


def at(server, page, **query):
    return f"{server.url}/{page}?{urlencode({'dataset': WENZHOU} | query)}"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_pages_fit_the_screen_and_speak_chinese(wenzhou_server, page_at, width, height):
    page = page_at(width, height)
    for place, query in (("targets", {}), ("target", {"id": "WZ20-T06"})):
        browsing.visit(page, at(wenzhou_server, place, **query), charts=2)
        assert browsing.sideways_scroll(page) == 0
        assert english_words(page.evaluate(SHOWN_TEXT)) == []


@pytest.mark.slow
def test_a_report_changes_light_chart_and_board_and_leads_to_its_evidence(serve, wenzhou, page_at):
    server = serve(var=wenzhou)
    before = store.newest_vintage(WENZHOU)
    page = page_at()
    browsing.visit(page, at(server, "target", id="WZ20-T05"), charts=1)
    assert "严重滞后" in page.locator('[data-testid="stMain"]').inner_text()
    assert "9月 268" in chart_words(page)
    page.get_by_label(re.compile("^期别")).fill("2020-10")
    page.get_by_label(re.compile("^累计数")).fill("420")
    page.get_by_label(re.compile("^佐证（")).fill("购物节参展台账第8号")
    page.get_by_role("button", name="核对").click()
    page.get_by_text("将改动").wait_for()
    assert "严重滞后 → 达到序时" in page.locator('[data-testid="stMain"]').inner_text()
    browsing.settle(page)
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text(f"已入库：批次{before + 1}").wait_for()
    browsing.settle(page, charts=1)
    assert "10月420" in chart_words(page)
    shown = page.locator('[data-testid="stMain"]').inner_text()
    assert "达到序时" in shown
    assert "购物节参展台账第8号" in shown
    page.get_by_role("link", name="2020年10月").first.click()
    page.get_by_text("各批次所报").wait_for()
    browsing.settle(page)
    origin = page.locator('[data-testid="stMain"]').inner_text()
    assert "购物节参展台账第8号" in origin
    assert "目标进度报送" in origin
    browsing.visit(page, at(server, "targets"), charts=2)
    assert far_behind(page) == "0 项"
    browsing.visit(page, at(server, "targets", vintage=str(before)), charts=2)
    assert far_behind(page) == "1 项"
    browsing.visit(page, at(server, "target", id="WZ20-T05", vintage=str(before)), charts=1)
    assert "购物节参展台账第8号" not in page.locator('[data-testid="stMain"]').inner_text()


def far_behind(page):
    """The value of the tile of targets far behind."""
    tile = page.locator('[data-testid="stMetric"]', has_text="■ 严重滞后")
    return tile.locator('[data-testid="stMetricValue"]').inner_text()


def chart_words(page):
    return " ".join(page.locator(".js-plotly-plot .annotation-text").all_text_contents())


def test_the_first_page_lists_the_first_cases_and_says_how_many_more(wenzhou):
    app = run_page("home", dataset=WENZHOU)
    listed = next(text for text in texts(app) if "ranking?" in text and "<tbody>" in text)
    assert listed.count("<tr>") == 8
    more = next(text for text in texts(app) if "另有" in text)
    counts = [int(number) for number in re.findall(r"(\d+)条", more)]
    assert counts[0] == sum(counts[1:]) > 0
    assert "href" in more
    assert shows(app, "-badge[目标出自征求意见稿]")


def test_of_several_years_the_months_of_this_one_stand_open(wenzhou, made_datasets):
    key = "wenzhou-2023"
    made_datasets.into(wenzhou, key)
    app = run_page("target", dataset=key, id="WZ23-T12")
    table = next(text for text in texts(app) if "比应完成±" in text)
    assert "2024年9月" in table
    assert "2023年9月" not in table
    assert "2023年" in table
    assert any("逐月" in each.label for each in app.main.expander)


def test_who_subtracts_finds_the_difference_of_the_months_table(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T07")
    table = next(text for text in texts(app) if "比应完成±" in text)
    rows = [re.findall(r"<td[^>]*>(?:<[^>]*>)?([^<]*)<", row) for row in table.split("<tr")]
    figures = [[cell.replace("−", "-").replace(",", "") for cell in row[1:]] for row in rows]
    known = [[float(cell) for cell in row] for row in figures if row and "—" not in row]
    assert len(known) == 13
    for plan, due, actual, share, gap in known:
        assert gap == pytest.approx(actual - due, abs=0.11)
        assert share == pytest.approx(actual / plan * 100, abs=0.11)
    assert known[-1][:3] == [750.0, 562.5, 503.6]


def test_a_target_without_figures_shows_no_picture(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="WZ20-T07", vintage="100")
    assert shows(app, "还没有可以画出的进度")
    assert "course" not in [chart.key for chart in app.main.get("plotly_chart")]
    assert not shows(app, "　**")


def test_an_unknown_target_in_the_address_is_said_once(wenzhou):
    app = run_page("target", dataset=WENZHOU, id="<b>XX-1")
    assert "没有编号为" in app.main.warning[0].value
    assert not run_again(app).main.warning


def test_a_figure_of_a_draft_is_marked_where_it_comes_from(wenzhou):
    last = board().row("WZ20-T09").known.last
    app = run_page("origin", dataset=WENZHOU, series=str(last.series), period=last.stored)
    assert shows(app, "-badge[模拟数据]")
    assert shows(app, "-badge[征求意见稿]")
