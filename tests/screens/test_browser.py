"""What a user sees and does, in a real browser."""

import re
import zipfile
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from metrics.wording import figure
from tests import browsing
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.screens.reading import (
    PLOT_VALUES,
    SHOWN_TEXT,
    TABLE_ROWS,
    ask_selectors,
    english_words,
    has_letters_of_its_own,
    queries,
    records,
)
from ui.style import CSS

PAGES = (
    "",
    "weekly",
    "monthly",
    "quarterly",
    "alerts",
    "actions",
    "ranking",
    "bulletins",
    "intake",
    "targets",
    "credit",
    "enterprises",
    "employment",
    "policies",
    "indicators",
    "overview",
    "origin",
)
LEAD, SIDE_BAR = ".st-key-lead", '[data-testid="stSidebar"]'


def at(server, page="", **query):
    return f"{server.url}/{page}?{urlencode({'dataset': SHAOYANG} | query)}"


def chosen(page):
    """The choices in the address bar."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def pick(page, label, option):
    """Choose by name from a list."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    return browsing.settle(page)


def press(page, way):
    """Choose the way of ranking."""
    page.get_by_role("radio", name=way).click(force=True)
    return browsing.settle(page)


def visit(page, url):
    """Open an address and wait until the page stands with its title, or its refusal."""
    page.goto(url, wait_until="commit")
    page.locator("h1").wait_for()
    return browsing.settle(page)


def bars(page):
    """Names and values of the ranked bars, best first, as Plotly holds them."""
    names, values = page.evaluate(PLOT_VALUES)
    return list(zip(names, values, strict=True))[::-1]


def lead(page):
    return page.locator(LEAD).inner_text()


def assert_agree(page, result):
    """Headline, tiles, bars and table show one and the same ranking."""
    rows = result.ranked
    assert result.period.label in page.locator('[data-testid="stMain"]').inner_text()
    shown = bars(page)
    table = page.evaluate(TABLE_ROWS)
    assert [value for _, value in shown] == pytest.approx(rows["value"].tolist())
    by_growth = result.board.by == "growth"
    for (name, _), row in zip(shown, rows.to_dict("records"), strict=True):
        printed = row["growth_text"] if by_growth else figure(row["level"], 2, thousands=True)
        cells = next(cells for cells in table if cells[0] == name)
        assert printed in cells
        assert str(row["place"]) in [cell.rstrip("▲") for cell in cells]
    first = rows.iloc[0]
    value = figure(first["value"], 1 if by_growth else result.indicator.decimals)
    assert value in lead(page)
    if by_growth:
        tiles = page.locator('[data-testid="stMetric"]').all_inner_texts()
        assert any(figure(result.whole.growth, 1) in tile for tile in tiles)
        assert any(f"{result.spread.above}" in tile and "高于" in tile for tile in tiles)


def test_changing_period_indicator_way_and_range_moves_address_table_and_chart_together(
    made_server, books, page_at
):
    page = visit(page_at(), at(made_server, "ranking"))
    assert_agree(page, books.ranking())
    newest = chosen(page)
    pick(page, "期别", "2025年1—8月")
    assert chosen(page) == newest | {"period": "2025-08"}
    assert_agree(page, books.ranking("2025-08"))
    pick(page, "指标", "规上工业营业收入")
    assert chosen(page) == newest | {"period": "2025-08", "indicator": "revenue"}
    assert_agree(page, books.ranking("2025-08", indicator="revenue"))
    press(page, "按总量")
    assert chosen(page)["by"] == "total"
    assert_agree(page, books.ranking("2025-08", indicator="revenue", by="total"))
    pick(page, "范围", "市辖区组")
    assert chosen(page)["range"] == "counties.districts"
    wanted = {"indicator": "revenue", "by": "total", "group": "districts"}
    assert_agree(page, books.ranking("2025-08", **wanted))


def test_the_back_button_returns_to_the_choice_before(made_server, books, page_at):
    page = visit(page_at(), at(made_server, "ranking"))
    before = chosen(page)
    pick(page, "期别", "2025年1—6月")
    pick(page, "指标", "规上工业利润总额")
    page.go_back()
    browsing.settle(page)
    assert chosen(page) == before | {"period": "2025-06"}
    assert_agree(page, books.ranking("2025-06"))
    page.go_back()
    browsing.settle(page)
    assert chosen(page) == before
    assert_agree(page, books.ranking())


def test_the_back_button_leads_from_a_page_to_the_page_before(made_server, page_at):
    page = visit(page_at(), at(made_server, "ranking"))
    page.get_by_role("link", name="数据总览").click()
    page.get_by_role("heading", name="数据总览", level=1).wait_for()
    browsing.settle(page)
    for _ in range(2):  # the bare address that navigation leaves, then the page before
        page.go_back()
        browsing.settle(page)
    page.get_by_role("heading", name="月度排名", level=1).wait_for()
    assert chosen(page)["indicator"] == "value_added"


def test_a_deep_link_shows_the_same_right_after_a_restart(serve, made_server, books, page_at):
    link = {
        "dataset": SHAOYANG,
        "role": "leader",
        "as_of": "2025-09-25",
        "vintage": "175",
        "indicator": "revenue",
        "by": "total",
        "range": "counties.counties",
        "period": "2025-06",
    }
    server = serve(var=made_server.var).restart()
    page = visit(page_at(), at(server, "ranking", **link))
    assert chosen(page) == link
    board = {"indicator": "revenue", "by": "total", "group": "counties"}
    day = date.fromisoformat(link["as_of"])
    assert_agree(page, books.ranking("2025-06", as_of=day, vintage=175, **board))


def test_an_earlier_day_shows_the_earlier_period_and_says_so(made_server, books, page_at):
    page = visit(page_at(), at(made_server, "ranking", as_of="2025-09-01"))
    result = books.ranking(as_of=date(2025, 9, 1))
    assert result.period.code < books.ranking().period.code
    assert_agree(page, result)
    assert page.get_by_text("回看：2025-09-01").is_visible()
    assert chosen(page)["as_of"] == "2025-09-01"


def test_the_demo_city_shows_its_eight_boards_and_the_way_back_leads_to_the_real_city_of_today(
    made_server, books, page_at
):
    page = visit(page_at(), at(made_server, "ranking"))
    pick(page, "数据集", "漯河市·模拟")
    assert chosen(page)["dataset"] == LUOHE
    boards = books.boards(LUOHE)
    assert len(boards) == 8
    for board in boards:
        if chosen(page)["indicator"] != board.board.indicator:
            pick(page, "指标", board.indicator.name)
        if chosen(page)["by"] != board.board.by:
            press(page, "按增速" if board.board.by == "growth" else "按总量")
        assert page.get_by_text("模拟数据", exact=True).first.is_visible()
        assert [value for _, value in bars(page)] == pytest.approx(board.ranked["value"].tolist())
    pick(page, "数据集", "邵阳市·真实")
    assert chosen(page).keys().isdisjoint({"as_of", "vintage"})
    assert not page.get_by_text("回看").is_visible()
    assert not page.get_by_text("模拟数据", exact=True).is_visible()


def test_a_figure_of_the_table_opens_its_row_file_hash_and_card(made_server, books, page_at):
    page = visit(page_at(), at(made_server, "ranking"))
    result = books.ranking()
    row = result.ranked.iloc[0]
    page.locator("table.yb a", has_text=row["growth_text"]).first.click()
    page.wait_for_url("**/origin?*")
    browsing.settle(page)
    chain = {"series": str(row["growth_series"]), "period": result.period.code}
    assert chosen(page).items() >= chain.items()
    text = page.locator('[data-testid="stMain"]').inner_text()
    assert row["region"] in text
    assert row["growth_text"] in text
    assert "county_value_added.csv" in text
    assert re.search(r"sha256 [0-9a-f]{64}", text)
    assert re.search(r"第\d+行", text)
    assert result.indicator.meaning in text
    assert result.dataset.circular.reference.document in text


def test_the_exported_table_says_in_its_name_that_it_is_simulated(made_server, page_at, tmp_path):
    page = visit(page_at(), at(made_server, "ranking", dataset=LUOHE))
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("xlsx")).click()
    download = waiting.value
    assert download.suggested_filename.startswith("模拟数据")
    assert download.suggested_filename.endswith(".xlsx")
    saved = tmp_path / "table.xlsx"
    download.save_as(saved)
    with zipfile.ZipFile(saved) as book:
        assert "xl/workbook.xml" in book.namelist()
        assert "模拟数据" in book.read("xl/sharedStrings.xml").decode()


@pytest.fixture(scope="module")
def walk(made_server, browser):
    """One walk over every page of both datasets: what was shown, asked for, complained of."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    seen = records(page)
    selectors = ask_selectors(CSS)
    visit(page, made_server.url)
    seen.font = page.locator(".stApp").evaluate("e => getComputedStyle(e).fontFamily")
    seen.has_font = has_letters_of_its_own(page, seen.font, "工况增速")
    for query in queries(PAGES, (SHAOYANG, LUOHE)):
        name = query.pop("page")
        page.set_viewport_size({"width": 1440, "height": 900})
        visit(page, at(made_server, name, **query))
        place = f"{name or 'home'} {query}"
        seen.texts[place] = page.evaluate(SHOWN_TEXT)
        seen.matched |= {s for s in selectors if page.evaluate(selectors[s])}
        page.set_viewport_size({"width": 390, "height": 844})
        browsing.settle(page)
        seen.scrolls[place] = browsing.sideways_scroll(page)
    yield seen
    context.close()


def test_no_page_scrolls_sideways_on_a_phone(walk):
    assert {place: pixels for place, pixels in walk.scrolls.items() if pixels} == {}


def test_no_request_leaves_the_host(walk, made_server):
    host = urlsplit(made_server.url).netloc
    asked = [urlsplit(url) for url in walk.requests]
    assert any(url.scheme == "ws" for url in asked)
    outside = [url for url in asked if url.scheme not in ("data", "blob") and url.netloc != host]
    assert outside == []


def test_the_browser_reports_no_error(walk):
    assert walk.errors == []


def test_all_words_on_the_screen_are_chinese(walk):
    found = {place: sorted(set(english_words(text))) for place, text in walk.texts.items()}
    assert {place: words for place, words in found.items() if words} == {}


def test_every_rule_of_the_style_sheet_still_meets_an_element(walk):
    assert set(ask_selectors(CSS)) - walk.matched == set()


def test_the_page_is_set_in_a_chinese_font(walk):
    assert "Noto Sans CJK SC" in walk.font
    assert walk.has_font


def test_on_a_phone_the_side_bar_can_be_opened(made_server, page_at):
    page = visit(page_at(390, 844), at(made_server, "ranking"))
    assert browsing.sideways_scroll(page) == 0
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    box = page.locator(SIDE_BAR).get_by_role("combobox", name="数据集")
    box.wait_for(state="visible")
    link = page.locator(SIDE_BAR).get_by_role("link", name="数据总览")
    link.click()
    browsing.settle(page)
    assert urlsplit(page.url).path == "/overview"
