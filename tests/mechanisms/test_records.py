"""Working records: begun from evidence, decided, signed, looked back on, corrected, searched."""

import sys
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from data import bulletin_records, datasets, ledger_writing, permissions, storage
from data.bulletin_states import BulletinLifeError
from data.ledger_writing import Move, Signature
from data.ledgers import LedgerError, ledger
from data.permissions import PermissionDeniedError, Viewer
from data.store import Question
from mechanisms import (
    bulletin_drafting,
    bulletin_life,
    ledgers,
    record_actions,
    records,
)
from mechanisms.bulletin_content import (
    BulletinError,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
    ContentTile,
    from_json,
    to_json,
)
from mechanisms.bulletin_drafting import DraftText
from mechanisms.content_charts import ContentChart, ContentSeries
from mechanisms.content_layout import sections
from mechanisms.record_content import Evidence, Section, numeral, written
from mechanisms.record_kinds import kind
from metrics.periods import Period
from tests.data.small_city import EAST, WHOLE, Cell

WEEK, NEXT_WEEK = Period.parse("2025-W42"), Period.parse("2025-W43")
WEEKLY = kind("weekly")
AUGUST = Period.parse("2025-Y08")


def as_bytes(content, issued_on):
    return f"{issued_on}\n{to_json(content)}".encode()


MAKERS = {"docx": as_bytes, "json": as_bytes}


def content(question, week):
    """A small week: one figure of the city, said, drawn and tabled."""
    from mechanisms.region_panel import region_panel

    growth = region_panel(question, "value_added").cell("growth", AUGUST, WHOLE)
    text = f"{growth:.1f}"
    column = ContentColumn("", "增速", "%", "figure", 1, "value_added.growth.growth_pct@2025-Y08")
    cells = (ContentCell("小城", None), ContentCell(text, text))
    table = ContentTable(
        "增速表",
        (ContentColumn("", "单位", "", "text", 0), column),
        (ContentRow(WHOLE, cells, whole=True, listed=False),),
        wide=False,
    )
    chart = ContentChart(
        "走势", "%", "line", ("1—7月", "1—8月"), (ContentSeries("全市", (None, growth)),), 1
    )
    told = (f"1—8月，规上工业增加值增长{text}%。",)
    evidence = Evidence(
        f"{week.label}工业经济周研判",
        "2025年9月20日",
        ("示例市统计局",),
        (Section("本周变化", told, (chart,), (table,)), Section("重点区域", ("没有预警。",))),
        (ContentTile("增加值增速", text, "%", text, ("比上月加快0.1个百分点",)),),
        ("增速按可比价计算",),
    )
    return written(question, "weekly", week, evidence)


class Office:
    """Three people who judge the weeks of one city."""

    def __init__(self, city):
        self.city, self.dataset = city, datasets.dataset(city.key)
        self.official = self.desk("official", "张三")
        self.leader = self.desk("leader", "李四")

    def desk(self, role, name):
        return records.desk(Viewer(role), name, self.dataset, "weekly")

    def question(self):
        return self.city.question(self.dataset.today)

    def begin(self, week=WEEK, desk=None):
        return records.begin(desk or self.official, self.question(), week)

    def one(self, number):
        return self.official.document(number)

    def content(self, number):
        return from_json(self.one(number).content)

    def read(self, number):
        """What stands on the page."""
        family = self.official.family
        return family.complete(self.leader.viewer, self.dataset, self.content(number))

    def now(self):
        return records.evidence_now(self.question(), "weekly", WEEK.code)

    def conclude(self, number, *texts, desk=None):
        saved = self.content(number)
        text = DraftText(saved.title, "", (*saved.paragraphs, *texts))
        version = self.one(number).version
        return bulletin_drafting.save(desk or self.official, number, version, text)

    def decide(self, title="核实用电下降原因", week=WEEK, deadline=date(2025, 11, 10), desk=None):
        values = {"title": title, "owner": "东县经信局", "deadline": deadline}
        return record_actions.decide(desk or self.official, WEEKLY, week.code, values)

    def submit(self, number):
        bulletin_life.submit(self.official, number, self.one(number).version)

    def sign(self, number, desk=None, read=None):
        version = self.one(number).version
        bulletin_life.issue(desk or self.leader, number, version, MAKERS, read)

    def signed(self, week=WEEK, *decisions):
        number = self.begin(week)
        self.conclude(number, "总体平稳，盯住东县。")
        for title in decisions:
            self.decide(title, week)
        self.submit(number)
        self.sign(number, read=self.read(number))
        return number


@pytest.fixture
def office(declared, monkeypatch):
    module = ModuleType("mechanisms.weekly_content")
    module.content = content
    monkeypatch.setitem(sys.modules, "mechanisms.weekly_content", module)
    city = declared()
    city.commit(
        {Cell(WHOLE, period="2025-Y08"): 6.5, Cell(EAST, period="2025-Y08"): 4.0},
        date(2025, 9, 20),
    )
    return Office(city)


def figures_of(content):
    names = ("generated", "tiles", "charts", "tables")
    return {name: getattr(content, name) for name in names}


def tables_of(content):
    return {
        table.title: [[c.text for c in row.cells] for row in table.rows] for table in content.tables
    }


def test_a_record_is_begun_from_evidence_and_framed_by_what_the_ledger_says(office):
    number = office.begin()
    first = office.decide()
    shown = office.read(number)
    assert [each.heading for each in sections(shown)] == [
        "一、上期督办事项办理情况",
        "二、本周变化",
        "三、重点区域",
        "四、研判结论",
        "五、督办事项",
    ]
    assert shown.paragraphs[1] == "此前没有周研判记录。"
    assert tables_of(shown)["本次研判督办事项"] == [
        ["核实用电下降原因", "东县经信局", "2025年11月10日", ""]
    ]
    assert len(sections(shown)[1].charts) == len(sections(shown)[1].tables) == 1
    entry = record_actions.decided(Viewer("leader"), office.dataset, WEEKLY, WEEK.code)[0]
    assert (entry.number, entry.source) == (first, "record:weekly:2025-W42")


def test_a_signed_record_is_frozen_with_the_decisions_that_the_signer_read(office):
    number = office.begin()
    office.conclude(number, "总体平稳。")
    office.submit(number)
    read = office.read(number)
    office.decide("送审后加的一项")
    with pytest.raises(BulletinLifeError, match="督办事项有变化，尚未签发"):
        office.sign(number, read=read)
    read = office.read(number)
    office.sign(number, read=read)
    found = office.one(number)
    assert found.state == "issued"
    read = replace(read, signer="李四")
    assert from_json(found.content) == read
    assert (found.vintage, found.as_of) == (office.question().vintage, office.dataset.today)
    frozen = bulletin_life.issued_file(
        office.leader.viewer, office.dataset, number, "json", office.leader.family
    )
    assert frozen.content == as_bytes(read, office.dataset.today)

    office.decide("签发后才加的一项")
    office.city.commit({Cell(WHOLE, period="2025-Y08"): 5.5}, date(2025, 9, 20))
    assert from_json(office.one(number).content) == read
    assert records.newer_words(read, office.now()) == (
        "数字有变：文字中1个、主要指标1个、图中1个、表中1个"
    )
    reworded = replace(read, generated=tuple(f"又及：{text}" for text in read.generated))
    assert records.newer_words(reworded, replace(office.now(), **figures_of(read))) == ""


def test_next_week_opens_with_the_last_decisions_and_what_came_of_them(office):
    office.signed(WEEK, "第一项", "第二项")
    done, late = record_actions.decided(Viewer("leader"), office.dataset, WEEKLY, WEEK.code)
    plain = replace(office.official, family=bulletin_life.BULLETINS)
    ledgers.act(plain, done.number, "answer", "已核实，为检修停产")
    ledgers.act(plain, done.number, "close")
    ledgers.act(plain, late.number, "extend", "等数", {"deadline": date(2025, 11, 30)})

    shown = office.read(office.begin(NEXT_WEEK))
    assert shown.paragraphs[1] == (
        "上次研判（2025年第42周，10月13日—19日）确定督办事项2项，其中已办结1项、办理中1项。"
    )
    assert [row[3:] for row in tables_of(shown)["上期督办事项办理情况"]] == [
        ["已办结", "已核实，为检修停产"],
        ["办理中", "等数"],
    ]
    week_after = record_actions.look_back(Viewer("leader"), office.dataset, WEEKLY, "2025-W44")
    assert week_after.last == NEXT_WEEK
    assert [each.number for each in week_after.left_over] == [late.number]
    assert record_actions.look_back_words(week_after, WEEKLY) == (
        "上次研判（2025年第43周，10月20日—26日）没有确定督办事项。更早的研判尚有未办结事项1项，其中办理中1项。"
    )


@pytest.mark.parametrize("source", ["weekly:W42", "weekly:2025-Y08", "yearly:2025", "weekly"])
def test_a_source_of_no_record_is_refused_and_one_on_record_harms_no_other(office, source):
    values = {"title": "核实", "owner": "东县经信局", "deadline": date(2025, 11, 10)}
    with pytest.raises(LedgerError, match="来源“record:"):
        ledgers.open_entry(office.official, ledgers.SUPERVISED, values, f"record:{source}")
    made = ledger(ledgers.SUPERVISED)
    place, move = (WHOLE, f"record:{source}"), Move("assign", "", values)
    with storage.writing(office.dataset.id) as connection:
        signature = Signature.now("张三", "", office.dataset.today)
        ledger_writing.open_entry(connection, made, place, move, signature)
    office.decide("第一项")
    found = record_actions.look_back(Viewer("leader"), office.dataset, WEEKLY, NEXT_WEEK.code)
    assert [each.title for each in found.entries] == ["第一项"]


def test_overdue_is_said_where_it_is(office):
    late = office.dataset.today.replace(day=1)
    office.decide("迟了的一项", WEEK, late)
    found = record_actions.look_back(Viewer("leader"), office.dataset, WEEKLY, NEXT_WEEK.code)
    days = (office.dataset.today - late).days
    assert record_actions.standing(found.decided[0]) == f"办理中，逾期{days}天"
    assert record_actions.look_back_words(found, WEEKLY).endswith("其中办理中1项、逾期1项。")


def test_a_period_has_one_record_and_one_needs_a_conclusion(office):
    number = office.begin()
    with pytest.raises(BulletinLifeError, match=f"已有周研判 {number}（草稿，张三起草）"):
        office.begin(desk=office.desk("analyst", "王五"))
    with pytest.raises(BulletinLifeError, match="还没有写研判结论"):
        office.submit(number)
    office.conclude(number, "一、盯住东县", "二、盯住西区")
    office.submit(number)
    office.sign(number)
    with pytest.raises(BulletinLifeError, match="如有误请更正"):
        office.begin()
    with pytest.raises(BulletinError, match="周研判没有“2025-Y08”这一期"):
        records.begin(office.official, office.question(), AUGUST)


def test_headings_that_officials_write_themselves_are_text(office):
    number = office.begin()
    office.conclude(number, "一、盯住东县", "二、盯住西区")
    shown = office.read(number)
    assert sections(shown)[3].paragraphs == ("一、盯住东县", "二、盯住西区")
    assert shown.paragraphs[-2] == "五、督办事项"


def test_who_writes_does_not_sign_and_who_may_not_does_neither(office):
    number = office.begin()
    office.conclude(number, "总体平稳。", desk=office.desk("analyst", "李四"))
    office.submit(number)
    for same in ("李四", "李 四", "李\u3000四", "李\u200b四"):
        with pytest.raises(BulletinLifeError, match="编辑与签发须为不同的人"):
            office.sign(number, office.desk("leader", same))
    for role in permissions.roles():
        desk = office.desk(role, "赵六")
        if not permissions.may(Viewer(role), "sign_record"):
            with pytest.raises(PermissionDeniedError):
                office.sign(number, replace(desk, viewer=Viewer(role, EAST)))
        if not permissions.may(Viewer(role), "view_weekly"):
            with pytest.raises(PermissionDeniedError):
                records.search(Viewer(role, EAST), office.dataset, "weekly")
    assert office.one(number).state == "submitted"


def test_records_and_bulletins_do_not_lie_on_each_others_desk(office):
    number = office.signed()
    plain = replace(office.official, family=bulletin_life.BULLETINS)
    signer = replace(office.leader, family=bulletin_life.BULLETINS)
    assert bulletin_life.listed(plain.viewer, office.dataset) == []
    text = DraftText("改", "", ("改",))
    for act in (
        lambda: bulletin_life.opened(Viewer("county", EAST), office.dataset, number),
        lambda: bulletin_life.issued_file(Viewer("county", EAST), office.dataset, number, "docx"),
        lambda: bulletin_drafting.save(plain, number, 1, text),
        lambda: bulletin_life.withdraw(signer, number, "错", MAKERS),
        lambda: bulletin_life.correct(plain, office.question(), number, "错"),
    ):
        with pytest.raises(BulletinLifeError, match="没有通报"):
            act()


def test_a_correction_is_a_new_record_that_says_what_it_corrects(office):
    number = office.signed(WEEK, "第一项")
    before = office.one(number)
    office.city.commit({Cell(WHOLE, period="2025-Y08"): 5.5}, date(2025, 9, 20))
    made = bulletin_life.correct(office.official, office.question(), number, "增速录入有误")
    office.decide("更正时加的一项")
    shown = office.read(made)
    assert shown.title == f"{WEEK.label}工业经济周研判（更正）"
    assert shown.paragraphs[0].endswith(
        f"（{number}号，数据版本{before.vintage}）现予更正，以本件为准。更正原因：增速录入有误。"
    )
    assert shown.paragraphs[1] == "一、上期督办事项办理情况"
    assert "总体平稳，盯住东县。" in shown.paragraphs
    assert "1—8月，规上工业增加值增长5.5%。" in shown.paragraphs
    assert [row[0] for row in tables_of(shown)["本次研判督办事项"]] == ["第一项"]
    assert tables_of(shown)["更正对照表"] == [
        ["小城", "增速（%）", "6.5", "5.5", "降低1.0个百分点"]
    ]
    office.submit(made)
    office.sign(made, read=shown)
    assert office.one(number).corrected_by == made
    assert office.one(number).content == before.content
    again = bulletin_life.correct(office.official, office.question(), made, "再次核对")
    assert office.read(again).paragraphs[0].count("现予更正") == 1
    assert office.read(again).title == shown.title


def test_edited_text_stays_when_a_draft_follows_newer_data(office):
    number = office.begin()
    office.conclude(number, "盯住东县。")
    office.city.commit({Cell(WHOLE, period="2025-Y08"): 5.5}, date(2025, 9, 20))
    bulletin_drafting.follow(office.official, office.question(), number, 2)
    saved = office.content(number)
    assert "1—8月，规上工业增加值增长5.5%。" in saved.paragraphs
    assert saved.paragraphs[-2:] == ("四、研判结论", "盯住东县。")


def test_history_is_searched_by_words_and_period(office):
    first = office.signed(WEEK, "催报热力平衡表")
    second = office.begin(NEXT_WEEK)
    viewer = Viewer("analyst")

    def numbers(*asked):
        return [each.record.id for each in records.search(viewer, office.dataset, "weekly", *asked)]

    assert numbers() == [second, first]
    assert numbers("热力平衡") == [first]
    assert numbers("盯住东县 热力平衡") == [first]
    assert numbers("盯住东县 查无此词") == []
    assert numbers("", "2025-W43") == [second]
    hit = records.search(viewer, office.dataset, "weekly", "热力平衡")[0]
    assert hit.excerpts == ("催报热力平衡表　东县经信局　2025年11月10日　",)


def test_what_counts_of_a_period_stands_first(office):
    number = office.signed()
    made = bulletin_life.correct(office.official, office.question(), number, "错字")
    found = records.of_period(Viewer("analyst"), office.dataset, "weekly", WEEK.code)
    assert [each.id for each in found] == [made, number]
    assert bulletin_records.listed(office.dataset.id, issued_only=False) == []


def test_numerals_of_headings():
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 21)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
    ]


def test_old_contents_without_charts_are_still_read():
    import json

    stored = json.loads(to_json(_small()))
    for name in ("charts", "tiles"):
        del stored[name]
    for table in stored["tables"]:
        del table["section"]
    assert from_json(json.dumps(stored)) == replace(_small(), charts=(), tiles=(), tables=())


def _small():
    question = Question("shaoyang", date(2025, 10, 20), 1)
    evidence = Evidence("标题", "2025年10月20日", ("来源",), (Section("变化", ("正文。",)),))
    return written(question, "weekly", WEEK, evidence)
