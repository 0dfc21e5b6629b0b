"""The whole round in a browser: a card comes in, a circular goes out, and is corrected."""

from data import bulletin_records
from mechanisms.bulletin_content import from_json
from tests import browsing
from tests.screens.conftest import SHAOYANG
from tests.screens.test_browser import at, lead, visit
from tests.screens.test_bulletin_page import click, saved, type_into
from tests.screens.test_intake_page import explain_all, main, press, revised, upload
from tests.screens.test_intake_page import made as made
from tests.screens.test_intake_page import server as server

LETTER = "统计局来函，武冈市两户企业并表后重新核定"


def take_in(page, server, growth, name):
    """Upload a card in which 武冈市 has this growth, explain, commit."""
    visit(page, at(server, "intake", dataset=SHAOYANG))
    upload(page, revised(growth), name)
    explain_all(page, LETTER)
    press(page, "入库")
    assert "已入库：批次" in main(page)


def open_bulletin(page, server, number, role="official"):
    query = {"dataset": SHAOYANG, "bulletin": str(number), "role": role}
    return visit(page, at(server, "bulletins", **query))


def submit_and_issue(page, server, number):
    open_bulletin(page, server, number)
    click(page, "送审")
    open_bulletin(page, server, number, "leader")
    click(page, "签发")
    page.get_by_text("已冻结").wait_for()


def wugang(number):
    """The row of 武冈市 in the first table of a bulletin, as frozen."""
    content = from_json(bulletin_records.bulletin(SHAOYANG, number, issued_only=True).content)
    row = next(row for row in content.tables[0].rows if row.code == "430581")
    return [cell.text for cell in row.cells]


def test_a_card_becomes_a_circular_that_newer_data_touch_and_a_correction_mends(
    server, page_at, tmp_path
):
    page = page_at()
    take_in(page, server, 11.4, "月报卡_1.xlsx")
    assert "武冈市（11.4%）" in lead(visit(page, at(server, "ranking", dataset=SHAOYANG)))

    visit(page, at(server, "bulletins", dataset=SHAOYANG))
    click(page, "起草")
    click(page, "起草通报")
    type_into(page, "标题", "关于前三季度规上工业主要指标排名情况的通报")
    submit_and_issue(page, server, 1)
    issued = saved(page, "Word", tmp_path).read_bytes()
    assert "11.4" in wugang(1)

    take_in(page, server, 8.2, "月报卡_2.xlsx")
    assert "武冈市" in lead(visit(page, at(server, "ranking", dataset=SHAOYANG)))
    open_bulletin(page, server, 1)
    assert "1号的数字已有更新" in lead(page)
    listed = page.locator("table.rt").last.inner_text()
    assert "11.4→8.2" in listed

    page.get_by_role("button", name="更正", exact=True).click()
    reason = page.get_by_label("更正原因（必填）")
    reason.fill(LETTER)
    reason.blur()
    click(page, "确认更正")
    assert "由11.4更正为8.2" in page.locator(".paper").inner_text()
    submit_and_issue(page, server, 2)

    open_bulletin(page, server, 1)
    assert "已更正为2" in main(page)
    assert saved(page, "Word", tmp_path).read_bytes() == issued
    assert "11.4" in wugang(1)
    assert "8.2" in wugang(2)
    assert browsing.sideways_scroll(page) == 0
