"""The whole intake on both databases: received, previewed, committed, withdrawn, taken again."""

from datetime import date

import pytest

from data import datasets, receipts
from mechanisms import intake
from mechanisms.intake import Delivery, IntakeError
from tests import cards
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell

WHY = "该县两户企业并表，基数同步调整"
UNITS = {WHOLE: "全市", NORTH: "新邵", WEST: "武冈", EAST: "邵 东"}
GROWTHS = {WHOLE: 6.1, NORTH: 8.39, WEST: 11.58, EAST: 3.36}
PLACES = {NORTH: 2, WEST: 1, EAST: 3}


def workbook(growths=None, places=None):
    columns = [("增速（%）", GROWTHS if growths is None else growths), ("排名", places or PLACES)]
    title = "规模工业增加值"
    return cards.xlsx([cards.region_sheet("30工业处1", title, "2025年1-9月", columns, UNITS)])


def preview(city, content, name="月报.xlsx"):
    question = city.question(datasets.dataset(city.key).today)
    receipt = intake.receive(question, name, content, "page", "张三")
    return intake.preview(question, receipt, Delivery(published_at=date(2025, 10, 20)))


def commit(shown):
    return intake.commit(shown, {each.rule.id: WHY for each in shown.to_explain}, "张三")


def test_a_workbook_is_taken_in_withdrawn_and_taken_in_again(city):
    content = workbook()
    shown = preview(city, content)
    assert shown.findings == ()
    assert commit(shown) == 1
    growths = {
        cell.region: value for cell, value in city.known().items() if cell.measure == "growth"
    }
    assert growths == GROWTHS
    assert preview(city, content).errors[0].rule.id == "same_file"
    question = city.question()
    assert intake.withdraw(question, 1, "传错文件", "李四") == 2
    assert city.known() == {}
    assert commit(preview(city, content)) == 3


def test_a_revision_is_explained_and_the_explanation_is_kept(city):
    commit(preview(city, workbook()))
    shown = preview(city, workbook({**GROWTHS, WEST: 11.4}), "更正.xlsx")
    assert [each.rule.id for each in shown.to_explain] == ["large_revision"]
    made = commit(shown)
    assert city.known()[Cell(WEST)] == 11.4
    assert [each.text for each in receipts.explanations(city.key, made)] == [WHY]
    assert [each.state for each in receipts.receipts(city.key)] == ["已入库", "已入库"]


def test_who_previewed_before_another_committed_is_sent_back(city):
    mine = preview(city, workbook({**GROWTHS, WEST: 11.4}), "甲.xlsx")
    theirs = preview(city, workbook(), "乙.xlsx")
    assert commit(theirs) == 1
    with pytest.raises(IntakeError, match="请重新预览"):
        commit(mine)
    assert city.known()[Cell(WEST)] == 11.58


def test_what_is_said_not_to_be_reported_is_stored_as_such(city):
    lines = ["期别,单位,指标,增速（%）", "2025-09,武冈市,规上工业增加值,未报"]
    text = "\n".join([*lines, "2025-09,全市,规模工业增加值,6.1"])
    commit(preview(city, text.encode("gb18030"), "旬报.csv"))
    assert city.known() == {Cell(WEST): None, Cell(WHOLE): 6.1}
