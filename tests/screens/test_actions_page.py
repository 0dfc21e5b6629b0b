"""督办 on the screen: what it says, who sees and does what, two at once, the whole round."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from data import datasets
from data.permissions import Viewer
from data.store import Question
from mechanisms import ledger_board, ledger_words, ledgers
from mechanisms.bulletin_life import Desk
from mechanisms.ledgers import SUPERVISED
from tests import browsing
from tests.screens.conftest import LUOHE
from tests.screens.rendering import run_again, run_page, shows, texts

CITY, RUIAN = "wenzhou-2020", "330381"
ORDERS = 6
"""Number of an entry of the demonstration, of 瑞安, under way."""


@pytest.fixture
def looked_at(wenzhou_made, monkeypatch):
    """The demonstration city, only to be looked at."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


def board(scope=None):
    question = Question(CITY, datasets.dataset(CITY).today, 0, scope)
    return ledger_board.board(question, SUPERVISED)


def entry(number=ORDERS):
    return next(each for each in board().entries if each.number == number)


def test_page_says_what_the_board_holds_and_each_entry_leads_to_its_card(looked_at):
    app = run_page("actions", dataset=CITY)
    found = board()
    assert shows(app, ledger_words.headline(found))
    tiles = [(metric.label, metric.value.split(" ")[0]) for metric in app.main.metric]
    assert tiles == [(tile.label, tile.value) for tile in ledger_words.tiles(found)]
    for each in found.entries:
        assert shows(app, f'entry={each.number}"') == each.is_open
    ended = run_page("actions", dataset=CITY, group="done")
    assert [shows(ended, f'entry={each.number}"') for each in found.entries] == [
        each.last.state == "closed" for each in found.entries
    ]


def test_card_of_an_entry_shows_its_course_and_the_steps_that_follow(looked_at):
    app = run_page("actions", dataset=CITY, entry=str(ORDERS))
    for event in entry().history:
        assert shows(app, event.text.rstrip("。"))
        assert shows(app, event.actor)
    assert shows(app, "week=2020-W41")


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("official", ["报进展", "反馈", "延期", "撤销"]),
        ("leader", ["延期", "撤销"]),
        ("county", ["报进展", "反馈"]),
        ("analyst", []),
    ],
)
def test_each_role_is_offered_its_own_steps(looked_at, role, offered):
    app = run_page("actions", dataset=CITY, role=role, county=RUIAN, entry=str(ORDERS))
    assert shows(app, "编号6的办理过程")
    groups = [[option.content for option in group.proto.options] for group in app.main.button_group]
    assert [group for group in groups if "未办结" not in group] == [offered][: bool(offered)]
    assigns = [each for each in app.main.expander if each.label == "交办新督办事项"]
    assert bool(assigns) == (role in ("official", "leader"))


def test_county_sees_its_own_and_is_told_of_no_other(looked_at):
    app = run_page("actions", dataset=CITY, role="county", county=RUIAN, group="all")
    said = " ".join(texts(app))
    for each in board().entries:
        assert (each.title in said) == (each.region == RUIAN)
    hidden = run_page("actions", dataset=CITY, role="county", county=RUIAN, entry="7")
    assert hidden.main.info[0].value.startswith("没有编号为 7 的事项")
    assert not shows(hidden, "补报第42周")


def test_enterprise_does_not_see_the_page(looked_at):
    app = run_page("actions", dataset=CITY, role="enterprise", entry=str(ORDERS))
    assert "无权查看" in app.main.info[0].value
    assert not app.main.title


@pytest.mark.parametrize("number", ["999", "²", "9" * 30, "<b>"])
def test_an_address_of_no_entry_is_answered_in_words(looked_at, number):
    app = run_page("actions", dataset=CITY, entry=number)
    assert "请核对编号" in app.main.info[0].value


def test_on_an_earlier_day_the_page_stands_as_it_was_and_nothing_can_be_done(looked_at):
    app = run_page("actions", dataset=CITY, as_of="2020-10-15", entry=str(ORDERS))
    assert not shows(app, "已收到14户")
    assert shows(app, "正在回看较早的时点")
    assert not app.main.text_area


def test_what_was_typed_stays_when_somebody_else_was_faster(wenzhou):
    app = run_page("actions", dataset=CITY, entry=str(ORDERS))
    app.main.text_area(key=f"step_{ORDERS}_words").set_value("已收到20户，全部上报")
    county = Desk(Viewer("county", RUIAN), "王五", datasets.dataset(CITY))
    ledgers.act(county, ORDERS, "answer", "由县里先行反馈")
    pressed = next(button for button in app.main.button if button.label == "报进展")
    pressed.click()
    run_again(app)
    (refusal,) = [error.value for error in app.main.error]
    assert "王五已于" in refusal
    assert "由县里先行反馈" in refusal
    assert entry().version == 3
    assert app.main.text_area(key=f"step_{ORDERS}_words").value == "已收到20户，全部上报"
    next(button for button in app.main.button if button.label == "办结").click()
    run_again(app)
    assert (entry().last.state, entry().last.text) == ("closed", "已收到20户，全部上报")
    assert not app.main.error


def test_words_that_can_no_longer_be_sent_are_shown_to_be_copied(wenzhou):
    app = run_page("actions", dataset=CITY, entry=str(ORDERS))
    app.main.text_area(key=f"step_{ORDERS}_words").set_value("已收到20户，全部上报")
    leader = Desk(Viewer("leader"), "李四", datasets.dataset(CITY))
    ledgers.act(leader, ORDERS, "cancel", "并入另一事项")
    next(button for button in app.main.button if button.label == "报进展").click()
    run_again(app)
    assert "李四已于" in app.main.error[0].value
    (kept,) = [each for each in app.main.text_area if each.disabled]
    assert kept.value == "已收到20户，全部上报"


def test_an_entry_is_opened_on_the_page_or_refused_with_what_was_typed(wenzhou):
    app = run_page("actions", dataset=CITY, group="all")
    app.main.text_input(key="actor").set_value("张三")
    app.main.text_input(key="open_supervised_actions_title").set_value("核实<b>产值</b>")
    app.main.text_input(key="open_supervised_actions_owner").set_value("瑞安市经信局")
    app.main.selectbox(key="open_supervised_actions_region").set_value(RUIAN)
    next(button for button in app.main.button if button.label == "交办").click()
    run_again(app)
    assert "期限：必填" in app.main.error[0].value
    assert app.main.text_input(key="open_supervised_actions_title").value == "核实<b>产值</b>"
    app.main.date_input(key="open_supervised_actions_deadline").set_value(
        datasets.dataset(CITY).today
    )
    next(button for button in app.main.button if button.label == "交办").click()
    run_again(app)
    assert [each.value for each in app.main.success] == ["已交办：编号 9"]
    made = entry(9)
    assert (made.title, made.region, made.last.actor) == ("核实<b>产值</b>", RUIAN, "张三")
    assert ledger_words.due_words(made) == "今日到期"
    assert shows(app, "核实&lt;b&gt;产值")
    assert app.main.text_input(key="open_supervised_actions_title").value == ""


def test_the_whole_round_in_a_browser_assigned_answered_with_a_file_and_closed(
    made_server, page_at, tmp_path, books
):
    number = ledgers.open_entry(
        Desk(Viewer("official"), "张三", datasets.dataset(LUOHE)),
        SUPERVISED,
        {"title": "补报停产企业名单", "owner": "舞阳县工信局", "deadline": "2015-08-20"},
        region="411121",
    )
    proof = tmp_path / "名单.pdf"
    proof.write_bytes(b"%PDF-1.4 list")
    page = page_at()
    address = {"dataset": LUOHE, "entry": number}

    def open_as(**role):
        browsing.visit(page, f"{made_server.url}/actions?{urlencode(address | role)}")

    open_as(role="county", county="411121")
    page.get_by_role("radio", name="反馈").click(force=True)
    browsing.settle(page)
    page.get_by_label("办理结果").fill("名单附后")
    page.locator('input[type="file"]').set_input_files(proof)
    browsing.settle(page)
    page.get_by_role("button", name="反馈", exact=True).click()
    expect(page.get_by_text(f"已反馈：编号 {number}")).to_be_visible()
    open_as(role="official")
    with page.expect_download() as download:
        page.get_by_role("button", name="附件：名单.pdf").click()
    assert download.value.path().read_bytes() == proof.read_bytes()
    page.get_by_label("审核意见，可不填").fill("同意")
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text(f"已办结：编号 {number}")).to_be_visible()
    question = Question(LUOHE, datasets.dataset(LUOHE).today, 0)
    found = ledgers.entry_of(question, SUPERVISED, number)
    assert [event.step for event in found.history] == ["assign", "answer", "close"]
    assert [event.text for event in found.history] == ["", "名单附后", "同意"]
