"""企业卡 on the screen: what it says, who may see it, from a figure to its origin and back."""

import html
import io
import re
import shutil
import subprocess
from urllib.parse import parse_qsl, urlencode, urlsplit

import docx
import pytest

from data import datasets, enterprises, panel, store
from data.store import Question
from mechanisms import firm_card, firm_card_tables, firm_card_words
from reports import firm_card_document, firm_card_page
from tests import browsing
from tests.screens.reading import SHOWN_TEXT, english_words
from tests.screens.rendering import run_page, shows

CITY, LUCHENG = "wenzhou-2020", "330302"


@pytest.fixture
def at_hand(wenzhou_made, monkeypatch):
    """The rich city made once, to be looked at only."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))
    return wenzhou_made


def asked(scope=None, vintage=None):
    dataset = datasets.dataset(CITY)
    newest = store.newest_vintage(CITY) if vintage is None else vintage
    return Question(CITY, dataset.today, newest, scope)


def corrected():
    """A firm of which a later batch corrected a month, and that month."""
    question = asked()
    month = next(
        month
        for month in panel.months(question)
        if panel.month_rows(question, month, [])["batch"].nunique() > 1
    )
    rows = panel.month_rows(question, month, [])
    return int(rows.loc[rows["batch"].idxmax(), "firm"]), month


def words(document):
    """Everything that a Word document shows, cell by cell."""
    found = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        found += [cell.text for row in table.rows for cell in row.cells]
    return found


def test_page_document_and_web_page_say_the_same(at_hand):
    firm, _ = corrected()
    card = firm_card.card(asked(), firm, "output_wan")
    app = run_page("enterprise", dataset=CITY, firm=str(firm))
    paper = words(docx.Document(io.BytesIO(firm_card_document.sheet(card))))
    page = html.unescape(firm_card_page.page(card).decode())
    headline = firm_card_words.headline(card)
    assert shows(app, headline)
    assert headline.replace("**", "") in paper
    assert headline.replace("**", "") in page
    assert [tile.label for tile in app.main.metric] == [
        t.label for t in firm_card_words.tiles(card)
    ]
    for row in firm_card_tables.figures(card).rows:
        for cell in row:
            assert shows(app, f">{cell.text}<")
            assert cell.text in paper
            assert f">{cell.text}<" in page
    assert any("（模拟数据）" in text for text in paper)
    assert "模拟数据</span>" in page
    assert "-badge[模拟数据]" in str([each.value for each in app.main.markdown])
    assert "<script" not in page
    assert not re.search(r"https?://", page)
    assert firm_card_document.sheet(card) == firm_card_document.sheet(card)


def test_rises_carry_their_sign_and_the_headline_speaks_of_reports_only(at_hand):
    """Lay-off rates may be 待核实 while no monthly report is: the headline must not deny it."""
    cards = [firm_card.card(asked(), firm, "output_wan") for firm in (1, 28)]
    rises = 0
    for card in cards:
        for row in firm_card_tables.figures(card).rows:
            for cell in (row[4], row[7]):
                if cell.number is not None and cell.number > 0:
                    assert cell.text.startswith("+")
                    rises += 1
        assert "。没有待催报" not in firm_card_words.headline(card)
    assert rises
    assert any("。月报没有待催报" in firm_card_words.headline(card) for card in cards)


def test_a_county_has_its_own_firms_only_and_others_learn_nothing(at_hand):
    rows = panel.month_rows(asked(), panel.months(asked())[-1], [])
    own = int(rows.loc[rows["region"] == LUCHENG, "firm"].iloc[0])
    other = int(rows.loc[rows["region"] != LUCHENG, "firm"].iloc[0])
    county = {"dataset": CITY, "role": "county", "county": LUCHENG}
    seen = run_page("enterprise", **county, firm=str(own))
    assert len(seen.main.metric) >= 5
    assert shows(seen, "鹿城区")
    assert not shows(seen, "全市")
    figure = {"firm": str(other), "month": "2020-09", "column": "output_wan"}
    for query in ({"firm": str(other)}, {"firm": "99999"}):
        absent = run_page("enterprise", **county, **query)
        assert shows(absent, f"没有找到编号为{query['firm']}的企业")
        assert not absent.main.metric
    assert shows(run_page("origin", **county, **figure), "没有找到这个数字")
    assert shows(run_page("origin", dataset=CITY, **figure), "原件所在行")
    total = {"region": LUCHENG, "industry": "C38", "month": "2020-09", "column": "output_wan"}
    made_of = run_page("origin", **county, **total)
    assert shows(made_of, "由哪些企业合成")
    assert shows(made_of, "数值 万元")
    assert shows(made_of, "合计 万元")
    for role in ({"role": "county", "county": "330303"}, {"role": "enterprise"}):
        for query in (figure, total):
            assert shows(run_page("origin", dataset=CITY, **role, **query), "没有找到这个数字")


def test_without_a_firm_the_page_says_where_to_find_one(at_hand):
    for query in ({}, {"firm": "x"}, {"firm": "0"}, {"firm": "²"}):
        app = run_page("enterprise", dataset=CITY, **query)
        assert shows(app, "请先选一家企业")
        assert shows(app, "enterprises?dataset=wenzhou-2020")
        assert not app.main.metric
    closed = run_page("enterprise", dataset=CITY, role="enterprise", firm="1")
    assert "无权查看" in closed.main.info[0].value


def test_a_city_without_firms_says_so(at_hand, wenzhou_made):
    early = run_page("enterprise", dataset=CITY, firm="1", vintage="0")
    assert shows(early, "没有找到编号为1的企业")


@pytest.mark.slow
def test_from_a_figure_to_its_origin_and_back_by_the_address(at_hand, serve, page_at):
    firm, month = corrected()
    server = serve(var=at_hand)
    query = {"dataset": CITY, "firm": str(firm), "column": "revenue_wan"}
    page = browsing.visit(page_at(), f"{server.url}/enterprise?{urlencode(query)}", charts=3)
    card = firm_card.card(asked(), firm, "revenue_wan")
    assert card.described.name in page.locator("body").inner_text()
    assert browsing.sideways_scroll(page) == 0
    assert english_words(page.evaluate(SHOWN_TEXT)) == []
    changed = card.revisions[0]
    row = page.locator("table.yb tr", has_text=changed.month.label).last
    row.get_by_role("link").click()
    page.wait_for_url("**/origin?*")
    page.get_by_text("各批次所报").wait_for()
    browsing.settle(page)
    shown = page.locator("body").inner_text()
    assert str(changed.batch) in shown
    assert "原件所在行" in shown
    assert card.described.uscc in shown
    assert {"firm": str(firm), "month": month}.items() <= _choices(page).items()
    page.get_by_role("link", name="回到企业卡").click()
    page.wait_for_url("**/enterprise?*")
    page.locator(".st-key-lead", has_text="1—9月").wait_for()
    assert _choices(page)["firm"] == str(firm)
    page.go_back()
    page.get_by_text("各批次所报").wait_for()
    page.go_back()
    page.get_by_text("数字的更正").wait_for()
    assert _choices(page)["column"] == "revenue_wan"
    narrow = browsing.visit(page_at(390, 844), page.url, charts=3)
    assert browsing.sideways_scroll(narrow) == 0


def _choices(page):
    return dict(parse_qsl(urlsplit(page.url).query))


@pytest.mark.slow
def test_both_documents_fit_on_one_page_of_paper(at_hand, tmp_path, browser):
    if not (shutil.which("soffice") and shutil.which("pdfinfo")):
        pytest.skip(
            "没有 LibreOffice 或 pdfinfo（Debian：apt-get install libreoffice poppler-utils）"
        )
    for firm in (corrected()[0], longest_named()):
        card = firm_card.card(asked(), firm, "output_wan")
        (tmp_path / "word.docx").write_bytes(firm_card_document.sheet(card))
        office = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        turn = ("--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "word.docx")
        subprocess.run(["soffice", office, *turn], check=True, capture_output=True, timeout=180)
        (tmp_path / "web.html").write_bytes(firm_card_page.page(card))
        sheet = browser.new_page()
        sheet.goto((tmp_path / "web.html").as_uri())
        sheet.pdf(path=tmp_path / "web.pdf", prefer_css_page_size=True)
        sheet.close()
        assert [pages(tmp_path / name) for name in ("word.pdf", "web.pdf")] == [1, 1]


def longest_named():
    """The firm whose name and division take the most room."""
    firms = enterprises.firms(asked())
    return int(firms.loc[firms["name"].str.len().idxmax(), "firm"])


def pages(path):
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, encoding="utf-8")
    return int(re.search(r"Pages:\s+(\d+)", told.stdout)[1])
