"""Ledgers as declared: strict, without dead ends; a further one needs no code."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from data import attachments, ledgers
from data.attachments import AttachmentError
from data.ledger_entries import Entry, Event
from data.ledgers import CatalogueError
from data.register_fields import typed_fields

PROJECTS = """
name: 重点项目
about: 项目从开工到投产的节点。
reference: 测试
view: view_actions
title: title
owner: owner
deadlines:
  - {name: 开工, field: start_planned, met_by: started}
  - {name: 投产, field: output_planned, met_by: produced}
soon: {days: 30, basis: 测试}
fields:
  title: {name: 项目, type: text, required: true, meaning: 名称。}
  owner: {name: 业主, type: text, required: true, meaning: 单位。}
  investment_yi: {name: 总投资, type: decimal, unit: 亿元, meaning: 计划总投资。}
  start_planned: {name: 计划开工, type: day, meaning: 节点。}
  started: {name: 实际开工, type: day, meaning: 节点。}
  output_planned: {name: 计划投产, type: day, meaning: 节点。}
  produced: {name: 实际投产, type: day, meaning: 节点。}
states:
  running: {name: 推进中, meaning: 未全部完成。}
  finished: {name: 已投产, meaning: 完成。, ends: true}
steps:
  list:
    {name: 入库, meaning: 新开。, starts: [new], leads_to: running, permission: assign_action,
     fields: [title, owner, investment_yi, start_planned, output_planned]}
  pass:
    {name: 报节点, meaning: 完成一个节点。, starts: [running], permission: answer_action,
     fields: [started, produced]}
  finish: {name: 完成, meaning: 全部完成。, starts: [running], leads_to: finished,
           permission: assign_action}
"""


@pytest.fixture
def declare(tmp_path, monkeypatch):
    """Declare a ledger as a file of a folder of its own: `declare(changes) -> Ledger`."""
    monkeypatch.setattr(ledgers, "folder", lambda: tmp_path)

    def make(change=lambda _content: None):
        content = yaml.safe_load(PROJECTS)
        change(content)
        (tmp_path / "key_projects.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
        ledgers._load.cache_clear()
        return ledgers.ledger("key_projects")

    return make


def test_shipped_ledgers_are_declared():
    found = ledgers.declared()
    assert {"supervised_actions", "alert_handling"} <= set(found)
    assert found["alert_handling"].step("turn").hands_to == "supervised_actions"


CHANGES = [
    (lambda c: c.update(colour="red"), "colour：没有这个字段"),
    (lambda c: c.pop("states"), "states：缺少必填字段"),
    (lambda c: c["steps"]["pass"].update(form="x"), r"steps.pass.form：没有这个字段"),
    (lambda c: c["steps"]["pass"].update(starts=["walking"]), r"pass.starts：没有“walking”；可用"),
    (lambda c: c["steps"]["pass"].update(leads_to="end"), r"pass.leads_to：没有“end”"),
    (lambda c: c["steps"]["pass"].update(fields=["x"]), r"pass.fields：没有“x”"),
    (lambda c: c["steps"]["pass"].update(permission="fly"), r"pass.permission：没有“fly”"),
    (lambda c: c["steps"]["pass"].update(postpones="title"), r"pass.postpones：没有“title”"),
    (lambda c: c["steps"]["pass"].update(hands_to="problems"), "没有事项台账“problems”"),
    (lambda c: c["steps"]["list"].update(leads_to=""), "须写明 leads_to"),
    (lambda c: c["steps"]["list"].update(fields=["title"]), "须能填必填字段 owner"),
    (lambda c: c["steps"]["list"].update(starts=["running"]), "没有一步从 new 开始"),
    (lambda c: c.update(view="fly"), "view：没有“fly”"),
    (lambda c: c.update(title="started"), "title：“started”须为 fields 中必填的文字字段"),
    (lambda c: c.update(deadlines=[{"name": "甲", "field": "title"}]), "deadlines：没有“title”"),
    (lambda c: c["states"].update(lost={"name": "丢", "meaning": "丢"}), "lost 没有一步能到"),
    (lambda c: c["states"]["finished"].update(ends=False), "没有一个 ends: true"),
    (lambda c: c["fields"]["owner"].update(choices=["甲"]), r"owner.choices：类型为 choice"),
]


@pytest.mark.parametrize(("change", "what"), CHANGES)
def test_an_unlawful_declaration_is_refused_with_file_key_and_reason(declare, change, what):
    with pytest.raises(CatalogueError, match=rf"^key_projects.yaml：.*{what}"):
        declare(change)


@pytest.mark.parametrize("key", ["nowhere", "../ledgers", "Key", ""])
def test_an_unknown_ledger_is_refused_with_those_that_exist(declare, key):
    declare()
    with pytest.raises(CatalogueError, match=f"没有事项台账“{key}”；可用：key_projects"):
        ledgers.ledger(key)


def project(made, as_of, **fields):
    """A project as it stands with these fields."""
    given = typed_fields(made.fields, {"title": "电池项目", "owner": "甲厂"} | fields, "测试")
    day = date(2025, 1, 6)
    at = None
    event = Event(1, "list", "running", day, at, "张三", "经信局", "", given)
    return Entry(1, made, "430581", "", as_of, (event,))


PLAN = {"start_planned": "2025-03-01", "output_planned": "2025-12-01", "investment_yi": "12.5"}


@pytest.mark.parametrize(
    ("as_of", "done", "milestone", "late"),
    [
        (date(2025, 2, 1), {}, "开工", 0),
        (date(2025, 3, 4), {}, "开工", 3),
        (date(2025, 3, 4), {"started": "2025-03-03"}, "投产", 0),
        (date(2025, 12, 11), {"started": "2025-03-03"}, "投产", 10),
    ],
)
def test_of_several_milestones_the_first_that_is_not_met_counts(
    declare, as_of, done, milestone, late
):
    found = project(declare(), as_of, **PLAN, **done)
    assert (found.milestone.name, found.days_late) == (milestone, late)
    assert found.is_overdue == (late > 0)
    assert found.fields["investment_yi"] == Decimal("12.5")


def test_without_a_day_or_with_all_milestones_met_nothing_is_owed(declare):
    made = declare()
    finished = PLAN | {"started": "2025-03-03", "produced": "2025-11-30"}
    for fields in ({}, finished):
        found = project(made, date(2030, 1, 1), **fields)
        assert (found.deadline, found.days_late, found.is_overdue) == (None, 0, False)


# Files that come with a step.


REFUSED = [
    ("程序.exe", b"MZ\x00", "附件不收此类；可收：.pdf"),
    ("网页.html", b"<html>", "附件不收此类"),
    ("表.pdf", b"", "应不为空、不超过20 MB"),
    ("表.pdf", b"%PDF" + b"x" * 20_000_000, "应不为空、不超过20 MB"),
    ("程序改名.pdf", b"MZ\x90\x00", "内容不是 .pdf 文件"),
    ("程序改名.txt", b"\x7fELF\x00", "内容不是 .txt 文件"),
    ("图片.xlsx", b"\x89PNG\r\n", "内容不是 .xlsx 文件"),
]


@pytest.mark.parametrize(("name", "content", "what"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_that_is_not_what_it_says_is_refused(name, content, what):
    with pytest.raises(AttachmentError, match=what):
        attachments.check(name, content)


TAKEN = [
    ("说明.TXT", "第一行".encode("gbk")),
    ("表.csv", "甲,乙".encode("utf-16")),
    ("表.xlsx", b"PK\x03\x04"),
    ("旧表.xls", bytes.fromhex("d0cf11e0a1b11ae1")),
    ("照片.jpeg", b"\xff\xd8\xff\xe0"),
]


@pytest.mark.parametrize(("name", "content"), TAKEN, ids=range(len(TAKEN)))
def test_a_file_that_is_what_it_says_is_taken(name, content):
    attachments.check(name, content)
