"""信贷 on the screen: what it says, who sees what, a withdrawal that is registered and traced."""

from urllib.parse import urlencode

import pytest

from data import datasets, store
from data.credit_measures import credit_page
from data.store import Question
from mechanisms import credit, credit_report, credit_words
from mechanisms.credit_report import Report
from tests import browsing
from tests.screens.rendering import run_page, shows, texts

CITY, RUIAN = "wenzhou-2020", "330381"
FIRM = "温州样本企业甲"


@pytest.fixture
def asked(wenzhou):
    """The question of the page at the business date: `asked(scope=None)`."""

    def make(scope=None):
        dataset = datasets.dataset(CITY)
        return Question(CITY, dataset.today, store.newest_vintage(CITY), scope)

    return make


def register(question, **changes):
    fields = {
        "firm": FIRM,
        "withdrawal_kind": "抽贷",
        "amount_wan": "100",
        "bank_balance_wan": "200",
        "evidence": "企业来函",
    }
    given = {"bank": "rural-a", "region": RUIAN, "day": "2020-10-21", "fields": fields}
    report = Report(**(given | changes), sender="市金融办", actor="张三")
    return credit_report.commit(credit_report.prepare(question, report))


def test_page_says_what_the_result_says_and_every_figure_leads_to_its_origin(asked):
    app = run_page("credit", dataset=CITY)
    found = credit.credit(asked())
    assert shows(app, credit_words.headline(found))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    assert tiles == [(tile.label, tile.value) for tile in credit_words.tiles(found)]
    for line in found.lines:
        if line.origin is not None:
            assert shows(app, f"series={line.origin.series}&amp;period={line.origin.period}")
        assert shows(app, line.measure.formula)
    assert len(app.main.get("plotly_chart")) == 2


@pytest.mark.parametrize("measure", ["renewals", "renewal_stock", "loans"])
def test_measure_is_chosen_by_the_address(wenzhou, measure):
    app = run_page("credit", dataset=CITY, measure=measure)
    assert app.query_params["measure"] == measure
    shown = next(each for each in credit_page().measures if each.id == measure)
    assert shows(app, f"{shown.name}：分单位")


def test_county_sees_its_own_firms_and_may_register_one(asked):
    number = register(asked())
    register(asked(), region="330382", fields={**_fields(), "firm": "别县企业"})
    app = run_page("credit", dataset=CITY, role="county", county=RUIAN)
    assert shows(app, FIRM)
    assert not shows(app, "别县企业")
    assert [each.label for each in app.main.expander if "登记" in each.label] == ["登记抽压断贷"]
    entry = run_page("credit", dataset=CITY, role="county", county=RUIAN, entry=f"B{number}-1")
    assert shows(entry, "企业来函")
    other = run_page("credit", dataset=CITY, role="county", county="330382", entry=f"B{number}-1")
    assert shows(other, "没有找到这条登记")


def _fields():
    return {"withdrawal_kind": "抽贷", "amount_wan": "600", "evidence": "企业来函"}


@pytest.mark.parametrize(
    ("role", "may"), [("leader", False), ("analyst", False), ("official", True)]
)
def test_only_those_who_may_register_are_offered_the_form(wenzhou, role, may):
    app = run_page("credit", dataset=CITY, role=role)
    assert app.main.title[0].value == "信贷"
    assert bool([each for each in app.main.expander if "登记" in each.label]) == may


def test_enterprise_does_not_see_the_page(wenzhou):
    app = run_page("credit", dataset=CITY, role="enterprise")
    assert "无权查看" in app.main.info[0].value
    assert not app.main.title


def test_at_an_earlier_vintage_the_form_asks_to_come_back(wenzhou):
    app = run_page("credit", dataset=CITY, vintage="3")
    assert [info.value for info in app.main.info] == [
        "正在回看较早的时点或版本；回到最新后才能登记。"
    ]


def test_real_city_shows_its_balances_and_says_what_it_lacks(wenzhou):
    app = run_page("credit", dataset="shaoyang")
    assert shows(app, "贷款余额**3,284.01亿元**")
    assert shows(app, "无此数据（由人民银行提供）")
    assert shows(app, "无此数据（由市政府金融办提供）")
    assert not [text for text in texts(app) if "None" in text or "NaN" in text]


@pytest.mark.slow
def test_withdrawal_is_registered_in_the_browser_traced_and_absent_before(
    asked, wenzhou, serve, page_at
):
    server = serve(var=wenzhou)
    before = store.newest_vintage(CITY)
    page = browsing.visit(page_at(), _at(server), charts=2)
    page.get_by_text("登记抽压断贷", exact=True).last.click()
    for label, text in (
        ("发生日（如 2020-10-15）", "2020-10-21"),
        ("企业", FIRM),
        ("收贷金额（万元）", "100"),
        ("该行余额（万元），可不填", "200"),
        ("依据", "企业来函"),
    ):
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.get_by_role("button", name="预览结论").click()
    outcome = page.locator("p", has_text=f"结论　{FIRM}")
    assert outcome.inner_text().endswith("抽贷：须报告（占该行余额）")
    assert store.newest_vintage(CITY) == before
    page.get_by_role("button", name="确认登记").click()
    page.get_by_text(f"已登记：批次{before + 1}").wait_for()
    browsing.settle(page)
    page.get_by_text("原件抽压断贷登记_2020-10-21.csv中的行").wait_for()
    row = page.get_by_role("row", name=f"2020-10-21 {FIRM}")
    assert "须报告（占该行余额）" in row.inner_text()
    assert f"entry=B{before + 1}-1" in row.get_by_role("link").get_attribute("href")
    assert "须报告10起，4起未报告" in page.locator(".st-key-lead").inner_text()
    assert browsing.sideways_scroll(page) == 0
    earlier = browsing.visit(page_at(), _at(server, vintage=str(before)), charts=2)
    assert FIRM not in earlier.locator("body").inner_text()


def _at(server, **query):
    return f"{server.url}/credit?{urlencode({'dataset': CITY} | query)}"
