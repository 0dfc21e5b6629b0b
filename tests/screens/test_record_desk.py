"""Records on their pages: the weekly cycle in a browser, two editors, who sees and does what."""

import shutil
from html import unescape
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from data import bulletin_records, datasets, permissions
from data.bulletin_states import BulletinLifeError
from data.permissions import PermissionDeniedError, Viewer
from mechanisms import bulletin_drafting, bulletin_life, records
from mechanisms.bulletin_content import from_json
from mechanisms.bulletin_drafting import DraftText
from metrics.periods import Period
from reports.bulletin_files import MAKERS
from tests import browsing
from tests.data.small_city import City
from tests.screens.conftest import LUOHE
from tests.screens.rendering import html, run_again, run_page, shows

WEEK, NEXT_WEEK = "2016-W10", "2016-W11"
DECIDED = ("核实纺织企业订单", "走访停产企业")


def desk(role="official", name="张三"):
    return records.desk(Viewer(role), name, datasets.dataset(LUOHE), "weekly")


def numbers(week):
    listed = bulletin_records.listed(LUOHE, issued_only=False, form="weekly")
    return [each.id for each in listed if each.period == week]


def one(number):
    return desk().document(number)


def question():
    return City(LUOHE).question(datasets.dataset(LUOHE).today)


class Window:
    """A browser window of somebody at a week's record."""

    def __init__(self, server, page, role, name, week):
        self.page = page
        address = urlencode({"dataset": LUOHE, "role": role, "week": week})
        browsing.visit(page, f"{server.url}/weekly?{address}")
        if name:
            self.leave(page.get_by_placeholder("经办人").last, name)

    def leave(self, field, text):
        """Fill a field and leave it, which saves it."""
        field.fill(text)
        field.press("Tab")
        browsing.settle(self.page)

    def press(self, label, says):
        self.page.get_by_role("button", name=label, exact=True).click()
        expect(self.page.get_by_text(says).first).to_be_visible(timeout=30_000)
        browsing.settle(self.page)

    def decide(self, title):
        self.page.get_by_label("事项", exact=True).fill(title)
        self.page.get_by_label("责任单位", exact=True).fill("市工信局")
        day = self.page.get_by_role("group", name="期限", exact=True)
        day.get_by_role("spinbutton").first.click()
        self.page.keyboard.type("20160506")
        self.press("交办", "已交办：编号")

    def shows(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.mark.slow
def test_the_weekly_cycle_opened_edited_decided_signed_and_looked_back_on(
    made_server, page_at, books
):
    writer = Window(made_server, page_at(), "official", "张三", WEEK)
    writer.press("起草周研判", "已起草周研判")
    writer.leave(writer.page.get_by_label("研判结论，另起一段"), "总体平稳，盯住纺织。")
    for title in DECIDED:
        writer.decide(title)
    number = numbers(WEEK)[0]
    writer.press("送审", f"周研判 {number} 已送审")

    signer = Window(made_server, page_at(), "leader", "李四", WEEK)
    signer.press("签发", "已签发并冻结")
    signer.shows("签发人：李四")
    signed = one(number)
    files = {ending: issued(number, ending).content for ending in MAKERS}
    assert from_json(signed.content).signer == "李四"
    assert (signed.vintage, signed.state_actor) == (question().vintage, "李四")
    with signer.page.expect_download() as download:
        signer.page.get_by_role("button", name="网页（.html）").click()
    assert download.value.path().read_bytes() == files["html"]

    after = Window(made_server, page_at(390, 844), "analyst", "王五", NEXT_WEEK)
    after.shows("确定督办事项2项，其中办理中2项")
    for title in DECIDED:
        after.shows(title)
    after.press("起草周研判", "已起草周研判")
    opening = records.family("weekly").complete(
        Viewer("analyst"), datasets.dataset(LUOHE), from_json(one(numbers(NEXT_WEEK)[0]).content)
    )
    assert [row.cells[0].text for row in opening.tables[0].rows] == list(DECIDED)
    assert browsing.sideways_scroll(after.page) == 0

    assert_nobody_changes(number)
    assert one(number) == signed
    assert {ending: issued(number, ending).content for ending in MAKERS} == files


def issued(number, ending):
    dataset = datasets.dataset(LUOHE)
    return bulletin_life.issued_file(
        Viewer("leader"), dataset, number, ending, records.family("weekly")
    )


def assert_nobody_changes(number):
    for role in permissions.roles():
        who = desk(role, "赵六")
        for act in (
            lambda who: bulletin_drafting.save(who, number, 1, DraftText("改", "", ("改",))),
            lambda who: bulletin_drafting.follow(who, question(), number, 1),
            lambda who: bulletin_life.submit(who, number, 1),
            lambda who: bulletin_life.abandon(who, number),
            lambda who: bulletin_life.send_back(who, number, "错"),
            lambda who: bulletin_life.issue(who, number, 2, MAKERS),
        ):
            with pytest.raises((BulletinLifeError, PermissionDeniedError)):
                act(who)


@pytest.fixture(scope="module")
def with_draft(made_datasets, tmp_path_factory):
    """The simulated city of 2015, a record with its conclusion in the making (number 1)."""
    var = made_datasets.into(tmp_path_factory.mktemp("records") / "var", LUOHE)
    with pytest.MonkeyPatch.context() as patch:
        placed(patch, var)
        begun()
    return var


def placed(patch, var):
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(var))


@pytest.fixture
def number(with_draft, tmp_path, monkeypatch):
    """The number of the record, in a folder of the test's own."""
    shutil.copytree(with_draft, tmp_path / "var")
    placed(monkeypatch, tmp_path / "var")
    return numbers(WEEK)[0]


def screen(role="official", week=WEEK, **query):
    return run_page("weekly", dataset=LUOHE, role=role, week=week, **query)


def begun():
    number = records.begin(desk(), question(), Period.parse(WEEK))
    write(number, "总体平稳，盯住纺织行业的订单。")


def write(number, text, who=None):
    saved = from_json(one(number).content)
    edited = DraftText(saved.title, "", (*saved.paragraphs, text))
    bulletin_drafting.save(who or desk(), number, one(number).version, edited)


def labels(app, kind="button"):
    return [each.label for each in app.main.get(kind)]


def paper(app):
    return next(unescape(body) for body in html(app) if 'class="paper"' in body)


def test_what_two_editors_write_at_once_is_shown_to_both_and_none_is_lost(number):
    app = screen()
    write(number, "对方的一段。", desk("analyst", "王五"))
    area = next(a for a in app.main.text_area if a.label == "研判结论，另起一段")
    area.set_value("我的一段。")
    run_again(app)
    assert shows(app, "对方的一段")
    assert shows(app, "我的一段")
    assert one(number).version == 3
    assert "保留我的（存为第4版）" in labels(app)
    next(b for b in app.main.button if b.label.startswith("保留我的")).click()
    run_again(app)
    assert "我的一段。" in from_json(one(number).content).paragraphs
    kept = [each.content for each in bulletin_records.versions(LUOHE, number)]
    assert any("对方的一段。" in from_json(text).paragraphs for text in kept)


def test_page_says_draft_or_signed_by_whom_which_version_and_data(number):
    app = screen()
    assert shows(app, f"**周研判 {number}**")
    assert shows(app, "草稿　第2版")
    assert shows(app, "由张三存于")
    assert shows(app, ":violet-badge[模拟数据]")
    assert "代拟稿（未签发）" in paper(app)
    bulletin_life.submit(desk(), number, 2)
    bulletin_life.issue(desk("leader", "李四"), number, 2, MAKERS)
    app = screen("analyst")
    assert shows(app, "● 已签发并冻结　第2版")
    assert shows(app, "签发人 李四，")
    assert "签发人：李四" in paper(app)
    assert {area.label for area in app.main.text_area} == {"更正原因（必填）"}
    assert "交办" not in labels(app)
    made = bulletin_life.correct(desk(), question(), number, "错字")
    bulletin_life.submit(desk(), made, 1)
    bulletin_life.issue(desk("leader", "李四"), made, 1, MAKERS)
    assert shows(screen("analyst"), f"更正的是{number}号")
    assert shows(screen("analyst", record=str(number)), f"▲ 已更正为{made}")


def test_each_role_is_offered_what_it_may_do(number):
    app = screen("leader", NEXT_WEEK)
    assert "起草周研判" not in labels(app)
    assert shows(app, "由经信局业务人员或分析人员起草")
    app = screen("analyst")
    assert "送审" in labels(app)
    assert "交办" not in labels(app)
    bulletin_life.submit(desk(), number, 2)
    assert "签发" in labels(screen("leader"))
    app = screen("official")
    assert "签发" not in labels(app)
    assert "交办" in labels(app)
    assert shows(screen("county", county="411121"), "无权查看")


def test_history_is_searched_on_the_page(number):
    app = screen(week=NEXT_WEEK)
    assert shows(app, "week=2016-W10&amp;record=")
    box = next(b for b in app.main.text_input if b.label == "查找文字")
    box.set_value("纺织行业 订单")
    run_again(app)
    assert shows(app, "总体平稳，盯住纺织行业的订单。")
    box = next(b for b in app.main.text_input if b.label == "查找文字")
    box.set_value("没有这个词")
    run_again(app)
    assert shows(app, "没有找到")
