"""数据入库 in a real browser: upload, see, explain, commit, withdraw; and who may not."""

import re
import shutil
from decimal import Decimal

import pytest

from data import receipts, store
from metrics.wording import figure
from tests import browsing, cards
from tests.data.conftest import enter
from tests.data.small_city import City
from tests.data.test_original_card import CARD, assert_equal_as_printed, of_month
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.screens.rendering import run_page, shows
from tests.screens.test_browser import at, chosen, lead, visit
from tests.servers import ROOT, AppServer

WUGANG = "430581"
WHY = "统计局10月22日来函更正，武冈市两户企业并表"
NAME = "月报卡_202509.xlsx"


@pytest.fixture(scope="module")
def made(made_datasets, tmp_path_factory):
    """A folder in which the city is made, to be copied."""
    return made_datasets.into(tmp_path_factory.mktemp("made"), SHAOYANG)


@pytest.fixture
def server(serve, made, tmp_path, monkeypatch):
    """A server with a city of its own, which the test may change."""
    var = tmp_path / "var"
    shutil.copytree(made, var)
    enter(monkeypatch, {"GONGKUANG_VAR": str(var)})
    return serve(var=var)


@pytest.fixture(scope="module")
def desk_server(made, tmp_path_factory):
    """A server for tests that take nothing in: files that were received heap up on it."""
    var = tmp_path_factory.mktemp("desk") / "var"
    shutil.copytree(made, var)
    with AppServer(ROOT, var) as running:
        yield running


@pytest.fixture
def desk(desk_server, monkeypatch):
    """The same, its data folder at hand."""
    enter(monkeypatch, {"GONGKUANG_VAR": str(desk_server.var)})
    return desk_server


def revised(value=11.4):
    figures = cards.sample_figures()
    figures["value_added", "growth"][WUGANG] = value
    return cards.card_workbook(figures)


def upload(page, content, name=NAME):
    """Choose a file as a user does."""
    before = chosen(page).get("receipt")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator('input[type="file"]').set_input_files(file)
    page.wait_for_function(
        "before => new URLSearchParams(location.search).get('receipt') !== before",
        arg=before,
        polling=browsing.EVERY,
    )
    return browsing.settle(page)


def explain_all(page, text):
    for area in page.locator("textarea").all():
        area.fill(text)
        area.blur()
        browsing.settle(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    return browsing.settle(page)


def main(page):
    return page.locator('[data-testid="stMain"]').inner_text()


@pytest.mark.slow
def test_a_card_is_uploaded_explained_and_committed_and_the_ranking_follows(server, page_at):
    page = visit(page_at(), at(server, "intake"))
    ranking = visit(page_at(), at(server, "ranking"))
    assert "武冈市（11.6%）" in lead(ranking)
    upload(page, revised())
    assert "认出" in lead(page)
    assert "武冈市（11.6→11.4）" in main(page)
    assert page.get_by_role("button", name="入库", exact=True).is_disabled()
    explain_all(page, "核实无误")
    assert page.get_by_role("button", name="入库", exact=True).is_disabled()
    assert "没有说明原因" in main(page)
    explain_all(page, WHY)
    press(page, "入库")
    assert "已入库：批次182" in main(page)
    ranking = visit(page_at(), at(server, "ranking"))
    assert "武冈市（11.4%）" in lead(ranking)
    newest = receipts.receipts(SHAOYANG)[0]
    assert (newest.state, newest.batch, newest.channel) == ("已入库", 182, "page")
    assert {each.text for each in receipts.explanations(SHAOYANG, 182)} == {WHY}


@pytest.mark.skipif(not CARD.exists(), reason="原始月报卡 ../shared 不在本机")
def test_the_original_card_goes_in_through_the_page_with_the_published_figures(server, page_at):
    page = visit(page_at(), at(server, "intake"))
    upload(page, CARD.read_bytes(), CARD.name)
    assert "认出9张表、269个数字，另有30张表不认识" in lead(page)
    explain_all(page, "月报卡原件为未舍入数，样例为两位小数；大祥区位次为公布数")
    press(page, "入库")
    assert "已入库：批次182" in main(page)
    taken = store.known(City(SHAOYANG).question(), industry="").query("batch == 182")
    values = taken.set_index(["indicator", "measure", "region_code"])["value"].to_dict()
    growths = of_month("county_iva_growth_rank.csv", "9")
    for row in growths:
        value = values["value_added", "growth", row["adcode"]]
        assert_equal_as_printed(value, row["ytd_growth_pct"])
    titles = {"规模工业营业收入": "revenue", "规模工业利润总额": "profit"}
    levels = [
        row for row in of_month("county_levels_2024_2025.csv", "8") if row["indicator"] in titles
    ]
    assert (len(growths), len(levels)) == (13, 26)
    for row in levels:
        factor = Decimal("0.0001") if row["unit"] == "万元" else Decimal(1)
        about = (titles[row["indicator"]], row["adcode"])
        level = values[about[0], "level", about[1]]
        growth = values[about[0], "growth", about[1]]
        assert_equal_as_printed(level, row["ytd_value"], factor)
        assert_equal_as_printed(growth, row["ytd_growth_pct"])


def test_a_reload_in_the_middle_goes_on_with_the_same_file(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, revised())
    received = len(receipts.receipts(SHAOYANG))
    again = visit(page_at(), page.url)
    assert "武冈市（11.6→11.4）" in main(again)
    assert len(receipts.receipts(SHAOYANG)) == received


def test_the_figures_on_the_page_are_those_of_the_file(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, revised(9.95))
    text = main(page)
    for printed in ("11.6", figure(9.95, 1), "−1.6"):
        assert printed in text


def misplaced(*places):
    """A card in which one county stands at other places in two tables."""
    figures = cards.sample_figures()
    for indicator, place in zip(("value_added", "revenue"), places, strict=True):
        figures[indicator, "published_place"][WUGANG] = place
    return cards.card_workbook(figures)


def test_what_was_said_of_one_file_is_not_said_of_the_next(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, misplaced(11, 12))
    page.get_by_text("资料说明（可不填").click()
    page.get_by_label("资料所属月").fill("2025-09")
    page.get_by_label("资料所属月").press("Enter")
    browsing.settle(page)
    for box in page.get_by_text("合写一条说明").all():
        box.click()
        browsing.settle(page)
    explain_all(page, WHY)
    assert page.get_by_role("button", name="入库", exact=True).is_enabled()
    upload(page, misplaced(12, 11), "另一份.xlsx")
    assert page.get_by_label("资料所属月").input_value() == ""
    assert {area.input_value() for area in page.locator("textarea").all()} == {""}
    assert page.get_by_role("button", name="入库", exact=True).is_disabled()


def test_a_bad_file_is_one_chinese_sentence_and_is_kept(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, b"<html><body><table><tr><td>1</td></tr></table></body></html>", "月报.xls")
    assert "原件已留存，未入库" in page.locator('[data-testid="stAlert"]').inner_text()
    assert receipts.receipts(SHAOYANG)[0].state == "未入库"
    assert "Traceback" not in main(page)


def test_names_with_markup_stay_text(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, revised(), "<b>x**y**[z](http:a).xlsx")
    assert page.locator('[data-testid="stMain"] a[href^="http:a"]').count() == 0
    assert "<b>x**y**[z](http:a).xlsx" in lead(page).replace("\u2060", "")


def test_a_batch_is_withdrawn_with_a_reason(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "var")
    enter(monkeypatch, {"GONGKUANG_VAR": str(tmp_path / "var")})
    app = run_page("intake", dataset=SHAOYANG)
    assert app.button(key="withdraw_batch").disabled
    reason = next(each for each in app.text_input if each.label == "撤回原因")
    reason.set_value("统计局来函撤销").run()
    app.button(key="withdraw_batch").click().run()
    assert [each.value for each in app.success] == ["批次181已撤回，数据版本为第182版。"]
    assert store.newest_vintage(SHAOYANG) == 182


def test_a_phone_shows_the_whole_preview_without_scrolling_sideways(desk, page_at):
    page = visit(page_at(390, 844), at(desk, "intake"))
    upload(page, revised())
    assert browsing.sideways_scroll(page) == 0


def test_nothing_english_but_names_of_files_is_on_the_page(desk, page_at):
    page = visit(page_at(), at(desk, "intake"))
    upload(page, revised())
    words = set(re.findall(r"[A-Za-z]{5,}", page.locator("body").inner_text()))
    allowed = {"county", "industry", "prefecture", "value", "added", "levels", "loans", "deposits"}
    allowed |= {"parquet"}  # an ending
    icons = {
        each.strip() for each in page.locator('[data-testid="stIconMaterial"]').all_inner_texts()
    }
    assert words - allowed - {part for icon in icons for part in re.split("[^A-Za-z]", icon)} <= {
        "Excel",
        "Skip",
        "content",
    }


@pytest.mark.parametrize("key", [SHAOYANG, LUOHE])
@pytest.mark.parametrize(("role", "uploads"), [("official", True), ("analyst", False)])
def test_who_may_look_but_not_take_in_sees_no_upload(books, role, uploads, key):
    app = run_page("intake", role=role, dataset=key)
    assert app.main.title[0].value == "数据入库"
    assert bool(app.main.get("file_uploader")) is uploads
    assert shows(app, "不能上传或撤回") is not uploads


@pytest.mark.parametrize("role", ["leader", "county", "enterprise"])
def test_who_may_not_look_is_told(books, role):
    app = run_page("intake", role=role)
    assert "无权查看" in app.main.info[0].value
    assert not app.main.title
