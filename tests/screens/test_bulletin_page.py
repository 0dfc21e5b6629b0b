"""The page 通报: who sees and does what, no text lost, what is issued stays as it is."""

import os
import shutil
import signal
from datetime import date
from html import unescape

import pytest
from sqlalchemy import delete, update

from data import bulletin_records, datasets, schema, storage
from data.permissions import Viewer
from mechanisms import bulletin_drafting, bulletin_life
from mechanisms.bulletin_content import from_json
from mechanisms.bulletin_drafting import DraftText
from mechanisms.bulletin_life import Desk
from reports.bulletin_files import MAKERS
from tests import browsing
from tests.data.small_city import Cell, City
from tests.screens.conftest import LUOHE, SHAOYANG
from tests.screens.rendering import html, run_again, run_page, shows
from tests.screens.test_browser import at, visit

TEMPLATE = "ranking_circular"
OFFICIAL, LEADER, COUNTY = {"role": "official"}, {"role": "leader"}, {"role": "county"}
WUGANG = "430581"


class Office:
    """The bulletins of one dataset in a place of this test's own."""

    def __init__(self, key, var):
        self.dataset, self.var = datasets.dataset(key), var
        self.official = Desk(Viewer("official"), "张三", self.dataset)
        self.leader = Desk(Viewer("leader"), "李四", self.dataset)

    def question(self):
        return City(self.dataset.id).question(self.dataset.today)

    def draft(self):
        return bulletin_drafting.draft(self.official, self.question(), TEMPLATE)

    def submitted(self):
        number = self.draft()
        bulletin_life.submit(self.official, number, 1)
        return number

    def issued(self):
        number = self.submitted()
        bulletin_life.issue(self.leader, number, 1, MAKERS)
        return number

    def one(self, number):
        return bulletin_records.bulletin(self.dataset.id, number, issued_only=False)

    def content(self, number):
        return from_json(self.one(number).content)

    def versions(self, number):
        return bulletin_records.versions(self.dataset.id, number)

    def revise(self, growth=11.4):
        cell = Cell(WUGANG, indicator="value_added")
        return City(self.dataset.id).commit({cell: growth}, date(2025, 10, 25))

    def screen(self, number=None, **query):
        chosen = {} if number is None else {"bulletin": str(number)}
        return run_page("bulletins", dataset=self.dataset.id, **chosen, **query)


@pytest.fixture
def office(made_server, tmp_path, monkeypatch):
    """A copy of the datasets, without any bulletin; nobody else writes there."""
    var = tmp_path / "own"
    var.mkdir()
    for key in (SHAOYANG, LUOHE):
        shutil.copy(made_server.var / f"{key}.sqlite", var)
    monkeypatch.setenv("GONGKUANG_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    office = Office(SHAOYANG, var)
    forget_bulletins()
    return office


def forget_bulletins():
    """Take out what other tests wrote into the datasets that were copied."""
    for key in (SHAOYANG, LUOHE):
        with storage.writing(key) as connection:
            for table in reversed(schema.metadata.sorted_tables):
                if table.name.startswith("bulletin"):
                    connection.execute(delete(table))


def labels(app, kind):
    return [element.label for element in app.main.get(kind)]


def press(app, label):
    next(button for button in app.main.button if button.label == label).click()
    return run_again(app)


def field(app, label):
    areas = [*app.main.text_input, *app.main.text_area]
    return next(area for area in areas if area.label.startswith(label))


def fill(app, label, text):
    field(app, label).set_value(text)
    return run_again(app)


def paper(app):
    return next(unescape(body) for body in html(app) if 'class="paper"' in body)


def options(app):
    return [box.options for box in app.main.selectbox if box.label == "通报"]


def test_before_there_is_any_bulletin_the_page_says_so_and_offers_to_begin_one(office):
    app = office.screen(**OFFICIAL)
    assert shows(app, "没有草稿")
    assert shows(app, "还没有签发的通报")
    assert "起草通报" in labels(app, "button")
    app = press(app, "起草通报")
    assert shows(app, "草稿1件")
    assert app.main.success[0].value == "已起草通报 1"
    assert office.content(1).title in paper(app)
    assert "代拟稿" in paper(app)
    assert app.query_params["bulletin"] == "1"


def test_the_page_says_how_far_the_figures_of_the_document_reach(office):
    number = office.draft()
    assert shows(office.screen(number, **OFFICIAL), "数据截至 2025年10月20日（推定）")
    assert office.content(number).until == "2025年10月20日（推定）"


def test_a_template_without_data_is_refused_in_words_and_begins_nothing(office):
    app = office.screen(**OFFICIAL)
    next(box for box in app.main.selectbox if box.label == "模板").set_value("problem_circular")
    app = press(run_again(app), "起草通报")
    assert "企业问题台账" in app.main.error[0].value
    assert bulletin_life.listed(Viewer("official"), office.dataset) == []


ROLES = {
    "official": ({"送审", "废弃"}, set(), True),
    "leader": (set(), {"签发", "确认退回"}, False),
    "analyst": (set(), set(), False),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_offered_its_own_steps_only(office, role):
    draft, submitted = office.draft(), office.submitted()
    on_draft, on_submitted, edits = ROLES[role]
    app = office.screen(draft, role=role)
    assert set(labels(app, "button")) & {"送审", "废弃", "签发", "确认退回"} == on_draft
    assert bool(app.main.text_area) is edits
    app = office.screen(submitted, role=role)
    assert set(labels(app, "button")) & {"送审", "废弃", "签发", "确认退回"} == on_submitted
    assert not [area for area in app.main.text_area if area.label.startswith("第1段")]


def test_a_county_sees_and_takes_issued_documents_only(office):
    draft, issued = office.draft(), office.issued()
    app = office.screen(draft, county=WUGANG, **COUNTY)
    assert [len(each) for each in options(app)] == [1]
    assert app.query_params["bulletin"] == str(issued)
    assert not shows(app, "草稿")
    assert "代拟稿" not in paper(app)
    assert len(app.main.get("download_button")) == 3
    assert not app.main.text_area
    assert not app.main.button


def test_what_is_typed_is_saved_as_a_version_of_its_own(office):
    number = office.draft()
    app = fill(office.screen(number, **OFFICIAL), "标题", "关于工业运行情况的通报")
    assert office.content(number).title == "关于工业运行情况的通报"
    assert "关于工业运行情况的通报" in paper(app)
    app = fill(app, "经办人", "王五")
    app = fill(app, "第1段", "现将情况通报如下。\n另见附表。")
    assert office.content(number).paragraphs[:2] == ("现将情况通报如下。", "另见附表。")
    assert field(app, "第2段").value == "另见附表。"
    app = fill(app, "第2段", "")
    app = fill(app, "另起一段", "联系人：张三。")
    assert office.content(number).paragraphs[-1] == "联系人：张三。"
    assert field(app, "另起一段").value == ""
    assert [version.actor for version in office.versions(number)] == [
        "张三",
        "经信局业务人员",
        "王五",
        "王五",
        "王五",
    ]
    assert len(office.content(number).paragraphs) == len(office.versions(number)) + 3
    again = office.screen(number, **OFFICIAL)
    assert paper(again) == paper(app)


def test_two_who_edit_one_draft_are_told_and_the_second_chooses(office):
    number = office.draft()
    first = fill(office.screen(number, **OFFICIAL), "经办人", "甲")
    second = fill(office.screen(number, **OFFICIAL), "经办人", "乙")
    assert shows(second, "甲 刚刚也在编辑此稿")
    first = fill(first, "标题", "甲的题")
    second = fill(second, "标题", "乙的题")
    assert office.content(number).title == "甲的题"
    assert "甲已于" in second.main.warning[0].value
    assert shows(second, "甲的题")
    assert shows(second, "乙的题")
    assert not second.main.text_area
    second = press(second, "保留我的（存为第3版）")
    assert office.content(number).title == "乙的题"
    first = fill(first, "主送", "各县")
    assert office.content(number).title == "乙的题"
    first = press(first, "采用对方的，放弃我的")
    assert field(first, "标题").value == "乙的题"
    assert [version.number for version in office.versions(number)] == [1, 2, 3]


def test_a_text_typed_after_the_draft_was_submitted_is_shown_and_not_lost(office):
    number = office.draft()
    app = office.screen(number, **OFFICIAL)
    bulletin_life.submit(office.official, number, 1)
    app = fill(app, "标题", "迟到的题")
    assert "不能修改" in app.main.warning[0].value
    assert shows(app, "迟到的题")
    assert labels(app, "button").count("采用对方的，放弃我的") == 1
    assert not [label for label in labels(app, "button") if label.startswith("保留我的")]


def test_a_return_needs_a_reason_and_tells_it(office):
    number = office.submitted()
    app = press(office.screen(number, **LEADER), "确认退回")
    assert "必须写明原因" in app.main.error[0].value
    app = press(fill(app, "退回原因", "请核对武冈市"), "确认退回")
    assert office.one(number).state == "returned"
    assert shows(office.screen(number, **OFFICIAL), "请核对武冈市")


def test_who_wrote_it_is_told_not_to_sign_it(office):
    number = office.submitted()
    app = fill(office.screen(number, **LEADER), "经办人", "张三")
    assert shows(app, "张三改过此稿，不能签发")
    app = press(app, "签发")
    assert "须为不同的人" in app.main.error[0].value
    app = press(fill(app, "经办人", "李四"), "签发")
    assert office.one(number).state == "issued"
    assert shows(app, "已冻结 数据版本")


def test_a_text_changed_since_the_signer_opened_it_is_not_signed(office):
    number = office.submitted()
    app = office.screen(number, **LEADER)
    bulletin_life.send_back(office.leader, number, "改题")
    content = office.content(number)
    text = DraftText("改过的题", content.recipients, content.paragraphs)
    bulletin_drafting.save(office.official, number, 1, text)
    bulletin_life.submit(office.official, number, 2)
    app = press(app, "签发")
    assert "送审的是第2版，不是第1版" in app.main.error[0].value
    assert office.one(number).state == "submitted"
    assert "改过的题" in paper(app)


def test_a_file_altered_in_the_database_is_told_of_and_not_offered(office):
    number = office.issued()
    downloads = labels(office.screen(number, **COUNTY), "download_button")
    assert len(downloads) == len(MAKERS)
    table = schema.bulletin_file
    with storage.writing(SHAOYANG) as connection:
        altered = update(table).values(content=b"other").where(table.c.format == "xlsx")
        connection.execute(altered)
    app = office.screen(number, **COUNTY)
    assert ".xlsx 文件与签发时的校验码不符" in app.main.error[0].value
    assert labels(app, "download_button") == []


def test_newer_data_are_told_of_beside_the_draft_and_taken_on_request(office):
    number = office.draft()
    app = fill(office.screen(number, **OFFICIAL), "第1段", "现通报如下。")
    assert "重新取数" not in labels(app, "button")
    office.revise()
    app = run_again(app)
    assert shows(app, "有更新的数据：1个数字有变，最大：武冈市")
    assert "11.6" in paper(app)
    app = press(app, "重新取数")
    assert "11.6" not in paper(app)
    assert office.content(number).paragraphs[0] == "现通报如下。"
    assert field(app, "第1段").label.endswith("（已手改，不随数据重写）")
    assert not shows(app, "有更新的数据")


def test_an_issued_bulletin_that_newer_data_touch_is_named_corrected_and_withdrawn(office):
    number = office.issued()
    app = office.screen(number, **OFFICIAL)
    assert shows(app, "都与现有数据一致")
    office.revise()
    app = run_again(app)
    assert shows(app, f"**{number}号的数字已有更新**")
    assert shows(app, "11.6→11.4（降低0.2个百分点）")
    assert "11.6" in paper(app)
    app = press(fill(app, "更正原因", "统计局修订"), "确认更正")
    correction = number + 1
    assert app.query_params["bulletin"] == str(correction)
    assert "由11.6更正为11.4" in paper(app)
    assert office.one(number).in_force
    bulletin_life.submit(office.official, correction, 1)
    press(office.screen(correction, **LEADER), "签发")
    app = office.screen(number, county=WUGANG, **COUNTY)
    assert shows(app, f"已更正为{correction}")
    app = press(fill(office.screen(correction, **LEADER), "撤回原因", "口径有误"), "确认撤回")
    assert office.one(correction).withdrawn_by == correction + 1
    assert "口径有误" in paper(app)


def test_bulletins_are_shown_when_their_data_are_withdrawn(office):
    number = office.issued()
    for batch in range(1, office.question().vintage + 1):
        City(SHAOYANG).withdraw(batch)
    app = office.screen(number, **OFFICIAL)
    assert shows(app, "按现有数据不能成文")
    assert "11.6" in paper(app)


def test_a_text_that_could_not_be_saved_is_of_its_own_city(office):
    number = office.draft()
    assert Office(LUOHE, office.var).draft() == number
    app = office.screen(number, **OFFICIAL)
    bulletin_drafting.save(office.official, number, 1, DraftText("先存的题", "各县", ("一段",)))
    app = fill(app, "标题", "后存的题")
    assert app.main.warning
    app.sidebar.selectbox[0].set_value(LUOHE)
    app = run_again(app)
    assert not app.main.warning
    assert "漯河市" in paper(app)


def test_markup_in_texts_and_names_is_shown_as_it_is_written(office):
    number = office.draft()
    app = fill(office.screen(number, **OFFICIAL), "经办人", "**王**")
    app = fill(app, "标题", "<b>题</b><script>1</script>")
    raw = next(body for body in html(app) if 'class="paper"' in body)
    assert "<script>" not in raw
    assert "&lt;b&gt;题" in raw
    assert shows(app, "\\*\\*王\\*\\*")


def test_simulated_figures_are_marked_on_the_paper_whatever_the_title(office):
    luohe = Office(LUOHE, office.var)
    number = luohe.draft()
    app = fill(luohe.screen(number, **OFFICIAL), "标题", "关于运行情况的通报")
    assert "关于运行情况的通报（模拟数据）" in paper(app)


def type_into(page, label, text):
    """Type into a field and leave it, which saves."""
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).blur()
    return browsing.settle(page)


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    return browsing.settle(page)


def saved(page, name, folder):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.slow
def test_a_draft_lives_through_reload_and_killed_server_and_is_issued(
    office, serve, page_at, tmp_path
):
    server = serve(var=office.var)
    page = visit(page_at(), at(server, "bulletins", dataset=SHAOYANG))
    click(page, "起草")
    click(page, "起草通报")
    type_into(page, "标题", "关于工业运行情况的通报")
    page.reload()
    page.locator(".paper h2").wait_for()
    assert browsing.settle(page).locator(".paper h2").inner_text() == "关于工业运行情况的通报"
    type_into(page, "主送", "各县市区")
    os.kill(server.pid, signal.SIGKILL)
    server.restart()
    visit(page, at(server, "bulletins", dataset=SHAOYANG, bulletin="1"))
    assert page.get_by_label("主送", exact=True).input_value() == "各县市区"
    draft = saved(page, "Word 文档", tmp_path)
    assert draft.name == "代拟稿_关于工业运行情况的通报.docx"
    click(page, "送审")
    visit(page, at(server, "bulletins", dataset=SHAOYANG, bulletin="1", role="leader"))
    click(page, "签发")
    page.get_by_text("已冻结").wait_for()
    first = {name: saved(page, name, tmp_path).read_bytes() for name in ("Word", "Excel", "网页")}
    office.revise()
    visit(page, at(server, "bulletins", dataset=SHAOYANG, bulletin="1", role="leader"))
    assert "1号的数字已有更新" in page.locator(".st-key-lead").inner_text()
    assert "11.6→11.4" in page.locator("table.rt").last.inner_text()
    again = {name: saved(page, name, tmp_path).read_bytes() for name in first}
    assert again == first
    assert first["Word"] == bulletin_records.issued_file(SHAOYANG, 1, "docx").content
    assert first["Word"][:2] == b"PK"
    assert browsing.sideways_scroll(page) == 0


@pytest.mark.slow
def test_a_second_editor_is_told_of_the_first_and_sees_both_texts(office, serve, page_at):
    number = office.draft()
    server = serve(var=office.var)
    pages = [
        visit(page_at(width, 900), at(server, "bulletins", dataset=SHAOYANG, bulletin=str(number)))
        for width in (1440, 390)
    ]
    for page, name in zip(pages, "甲乙", strict=True):
        page.get_by_placeholder("经办人").fill(name)
        page.get_by_placeholder("经办人").blur()
        browsing.settle(page)
    first, second = pages
    second.get_by_text("甲 刚刚也在编辑此稿").wait_for()
    type_into(first, "标题", "甲的题")
    second.get_by_role("button", name="载入最新稿").wait_for(timeout=40_000)
    type_into(second, "标题", "乙的题")
    second.get_by_text("未作改动，请对照两稿后再存").wait_for()
    text = second.locator('[data-testid="stMain"]').inner_text()
    assert "甲的题" in text
    assert "乙的题" in text
    assert browsing.sideways_scroll(second) == 0
    assert office.content(number).title == "甲的题"
    click(second, "保留我的（存为第3版）")
    second.locator(".paper h2", has_text="乙的题").wait_for()
    assert [version.actor for version in office.versions(number)] == ["张三", "甲", "乙"]
