"""Ledgers as kept: lawful steps only, nothing lost, nothing overwritten, each entry as of a day."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from data import ledger_records, ledger_writing, ledgers, schema, storage
from data.ledger_entries import Attachment
from data.ledger_writing import Move, Signature, StepConflictError
from data.ledgers import LedgerError
from data.store import Question

SUPERVISED = "supervised_actions"
MONDAY = date(2025, 10, 20)
DUE = MONDAY + timedelta(days=10)
VALUES = {"title": "查明减产原因", "owner": "市统计局", "deadline": str(DUE)}
# From here each step that is lawful leads there; every other one is refused.
LEADS = {
    ("assigned", "report"): "assigned",
    ("assigned", "answer"): "answered",
    ("assigned", "extend"): "assigned",
    ("assigned", "cancel"): "cancelled",
    ("answered", "close"): "closed",
    ("answered", "send_back"): "returned",
    ("answered", "extend"): "answered",
    ("answered", "cancel"): "cancelled",
    ("returned", "report"): "returned",
    ("returned", "answer"): "answered",
    ("returned", "extend"): "returned",
    ("returned", "cancel"): "cancelled",
}
STEPS = ("assign", "report", "answer", "close", "send_back", "extend", "cancel")
WAYS = {
    "assigned": (),
    "answered": ("answer",),
    "returned": ("answer", "send_back"),
    "closed": ("answer", "close"),
    "cancelled": ("cancel",),
}


def signed(day=MONDAY, actor="张三"):
    return Signature(actor, "经信局业务人员", day, datetime(2025, 10, 20, 1, 2, tzinfo=UTC))


@dataclass
class Cabinet:
    """The steps on one database, each in a transaction of its own."""

    key: str

    def open(self, values=None, place=("430581", ""), ledger=SUPERVISED, day=MONDAY, step=""):
        made = ledgers.ledger(ledger)
        move = Move(made.opening(step), "", VALUES if values is None else values)
        with storage.writing(self.key) as connection:
            return ledger_writing.open_entry(connection, made, place, move, signed(day))

    def take(self, number, step, day=MONDAY, seen=None, actor="张三", **changes):
        given = {"text": "情况说明"} | changes
        if step == "extend" and "values" not in given:
            latest = self.one(number).deadline
            given["values"] = {"deadline": latest + timedelta(days=1)}
        with storage.writing(self.key) as connection:
            move = Move(step, **given)
            ledger_writing.take(connection, number, seen, move, signed(day, actor))

    def question(self, as_of=date(2099, 12, 31), scope=None):
        return Question(self.key, as_of, 0, scope)

    def one(self, number, as_of=date(2099, 12, 31), scope=None):
        return ledger_records.entry(self.question(as_of, scope), number)

    def all(self, ledger=SUPERVISED, as_of=date(2099, 12, 31), scope=None, **choice):
        return ledger_records.entries(self.question(as_of, scope), ledger, **choice)

    def in_state(self, state):
        number = self.open()
        for step in WAYS[state]:
            self.take(number, step)
        return number


@pytest.fixture
def cabinet(city):
    """An empty cabinet on SQLite or PostgreSQL."""
    return Cabinet(city.key)


# Lawful steps.


@pytest.mark.parametrize("state", WAYS)
def test_a_step_is_taken_where_it_is_lawful_and_refused_in_words_elsewhere(cabinet, state):
    for step in STEPS:
        number = cabinet.in_state(state)
        before = cabinet.one(number).history
        if leads := LEADS.get((state, step)):
            cabinet.take(number, step)
            after = cabinet.one(number)
            assert (after.last.state, after.history[:-1]) == (leads, before)
            assert (after.last.step, after.last.text) == (step, "情况说明")
        else:
            with pytest.raises(LedgerError, match=rf"^事项 {number}：现为“.+”，不能.+；可办："):
                cabinet.take(number, step)
            assert cabinet.one(number).history == before


def test_what_was_done_is_kept_step_by_step_with_all_fields(cabinet):
    number = cabinet.open(place=("430581", "record:weekly:2025-W42"))
    cabinet.take(number, "answer", MONDAY + timedelta(days=3), actor="王五", text=" 已查明 ")
    found = cabinet.one(number)
    assert (found.title, found.owner, found.deadline) == ("查明减产原因", "市统计局", DUE)
    assert (found.source, found.region, found.version) == ("record:weekly:2025-W42", "430581", 2)
    first, second = found.history
    assert (first.day, first.actor, first.sender) == (MONDAY, "张三", "经信局业务人员")
    assert first.at == datetime(2025, 10, 20, 1, 2, tzinfo=UTC)
    assert (second.text, second.actor, second.fields) == ("已查明", "王五", first.fields)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({}, "新开：事项：必填"),
        (VALUES | {"deadline": ""}, "新开：期限：必填"),
        (VALUES | {"deadline": "下周"}, "“下周”不是日期"),
        (VALUES | {"title": "字" * 2001}, "不超过2000字"),
        (VALUES | {"reward": "1"}, "交办不能填“reward”；可填：事项、责任单位、期限、要求"),
    ],
)
def test_an_entry_with_an_unlawful_field_is_not_opened(cabinet, values, what):
    with pytest.raises(LedgerError, match=what):
        cabinet.open(values)
    assert cabinet.all() == ()


@pytest.mark.parametrize("source", ["rumour:1", "record:", "record", f"record:{'长' * 120}"])
def test_an_entry_of_an_undeclared_source_is_not_opened(cabinet, source):
    with pytest.raises(LedgerError, match=r"来源“.*不合规则.*类别可用：record（研判记录）、"):
        cabinet.open(place=("430581", source))


def test_a_step_needs_its_words_and_takes_only_its_fields_and_files(cabinet):
    number = cabinet.open()
    with pytest.raises(LedgerError, match=r"报进展必须写明进展情况"):
        cabinet.take(number, "report", text=" \n")
    with pytest.raises(LedgerError, match="反馈不能填“期限”；可填：无"):
        cabinet.take(number, "answer", values={"deadline": DUE})
    with pytest.raises(LedgerError, match="撤销不收附件；请在交办、报进展、反馈时附上"):
        cabinet.take(number, "cancel", attachments=[Attachment("表.pdf", "0" * 64, 1)])
    with pytest.raises(LedgerError, match="没有“praise”这一步；可用：assign（交办）"):
        cabinet.take(number, "praise")
    with pytest.raises(LedgerError, match=r"上一步是 2025-10-20，业务日期 2025-10-19 更早"):
        cabinet.take(number, "report", MONDAY - timedelta(days=1))
    with pytest.raises(LedgerError, match="没有编号为 99999 的事项"):
        cabinet.take(99999, "report")
    assert cabinet.one(number).version == 1


@pytest.mark.parametrize("day", [DUE, DUE - timedelta(days=1), None])
def test_a_deadline_is_put_off_to_a_later_day_only(cabinet, day):
    number = cabinet.open()
    with pytest.raises(LedgerError, match="期限"):
        cabinet.take(number, "extend", values={"deadline": day})
    assert cabinet.one(number).deadline == DUE


# Deadlines.


def test_lateness_follows_from_deadline_and_day_and_stands_while_the_assigner_judges(cabinet):
    number, late = cabinet.open(), DUE + timedelta(days=2)
    on_the_day = cabinet.one(number, DUE)
    assert (on_the_day.days_left, on_the_day.is_overdue, on_the_day.days_late) == (0, False, 0)
    assert on_the_day.is_near
    assert not cabinet.one(number, DUE - timedelta(days=8)).is_near
    behind = cabinet.one(number, late)
    assert (behind.is_overdue, behind.days_late, behind.days_left) == (True, 2, None)
    cabinet.take(number, "answer", late)
    judged = cabinet.one(number, late + timedelta(days=30))
    assert (judged.is_overdue, judged.days_late, judged.is_open) == (False, 2, True)
    cabinet.take(number, "send_back", late + timedelta(days=30))
    again = cabinet.one(number, late + timedelta(days=31))
    assert (again.is_overdue, again.days_late) == (True, 33)
    cabinet.take(number, "answer", late + timedelta(days=31))
    cabinet.take(number, "close", late + timedelta(days=40))
    ended = cabinet.one(number)
    assert (ended.is_open, ended.is_overdue, ended.days_late) == (False, False, 33)


def test_a_deadline_that_was_put_off_counts_and_the_first_stays_known(cabinet):
    number, later = cabinet.open(), DUE + timedelta(days=14)
    cabinet.take(number, "extend", values={"deadline": later})
    found = cabinet.one(number, later)
    assert (found.deadline, found.first_deadline, found.extended) == (later, DUE, 1)
    assert not found.is_overdue


# Looking back, and whose entries.


def test_a_look_back_shows_the_entries_as_they_stood(cabinet):
    number = cabinet.open()
    cabinet.take(number, "answer", MONDAY + timedelta(days=3))
    assert [each.last.state for each in cabinet.all(as_of=MONDAY)] == ["assigned"]
    assert cabinet.all(as_of=MONDAY - timedelta(days=1)) == ()
    with pytest.raises(LedgerError, match=f"没有编号为 {number} 的事项"):
        cabinet.one(number, MONDAY - timedelta(days=1))


def test_a_scope_sees_its_own_counties_and_never_the_citys_entries(cabinet):
    own, other, city = (cabinet.open(place=(code, "")) for code in ("430581", "430522", "430500"))
    scope = ("430500", "430581")
    assert [each.number for each in cabinet.all(scope=scope)] == [own]
    assert [each.number for each in cabinet.all()] == [own, other, city]
    assert [each.number for each in cabinet.all(region="430522")] == [other]
    for hidden in (other, city):
        with pytest.raises(LedgerError, match="不在您的权限范围内"):
            cabinet.one(hidden, scope=scope)


def test_entries_are_found_by_the_beginning_of_their_source(cabinet):
    sources = ["record:weekly:2025-W41", "record:weekly:2025-W42", "alert:a_b", "alert:axb", ""]
    for source in sources:
        cabinet.open(place=("430581", source))
    found = [each.source for each in cabinet.all(source_prefix="record:weekly:")]
    assert found == sources[:2]
    assert [each.source for each in cabinet.all(source_prefix="alert:a_b")] == ["alert:a_b"]


def test_of_one_alert_there_is_one_entry(cabinet):
    given = {"title": "两连降"}
    place = ("430581", "alert:two_falls:430581:2025-Y09")
    number = cabinet.open(given, place, "alert_handling", step="acknowledge")
    with pytest.raises(LedgerError, match=f"已有编号 {number}，请在该条上办理"):
        cabinet.open(given, place, "alert_handling", step="acknowledge")
    with pytest.raises(LedgerError, match="须以下列一步开始：acknowledge、explain、turn"):
        cabinet.open(given, place, "alert_handling")
    assert [each.number for each in cabinet.all("alert_handling")] == [number]
    assert cabinet.all() == ()


def test_files_stay_with_the_step_that_brought_them(cabinet):
    number = cabinet.open()
    files = (Attachment("报告.pdf", "a" * 64, 5), Attachment("表.xlsx", "b" * 64, 6))
    cabinet.take(number, "report", attachments=files)
    cabinet.take(number, "answer", attachments=files[:1])
    found = cabinet.one(number)
    assert [event.attachments for event in found.history] == [(), files, files[:1]]
    assert found.attachments == (*files, files[0])
    assert cabinet.one(number, scope=("430581",)).attachments == found.attachments


# Several at once.


def test_the_second_of_two_on_one_version_is_told_what_the_first_did(cabinet):
    number = cabinet.open()
    cabinet.take(number, "answer", seen=1, actor="王五", text="已查明")
    told = r"您打开之后，王五已于 .+ 反馈（已查明），现为“待审核”；您的这一步没有写入"
    with pytest.raises(StepConflictError, match=told) as refused:
        cabinet.take(number, "extend", seen=1, actor="李四", values={"deadline": "2026-01-01"})
    assert refused.value.now.version == 2
    assert cabinet.one(number).version == 2


def test_of_many_at_once_on_one_version_one_wins_and_all_others_are_told(cabinet):
    number, ready = cabinet.open(), threading.Barrier(4)

    def report(name):
        ready.wait()
        try:
            cabinet.take(number, "report", seen=1, actor=name)
        except StepConflictError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(report, "甲乙丙丁"))
    winner = cabinet.one(number).last.actor
    assert sorted(told)[0] == ""
    assert all(f"{winner}已于" in text for text in sorted(told)[1:])
    assert (told.count(""), cabinet.one(number).version) == (1, 2)


KILLED = """
import os, signal, sys
from datetime import UTC, date, datetime
from sqlalchemy import event
from data import attachments, ledger_writing, storage
from data.ledger_entries import Attachment
from data.ledger_writing import Move, Signature

def dies(connection, cursor, statement, parameters, context, many):
    if statement.startswith("INSERT INTO ledger_file"):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(storage.engine({key!r}), "after_cursor_execute", dies)
kept = Attachment(*attachments.keep("报告.pdf", b"%PDF-1.4"))
with storage.writing({key!r}) as connection:
    signature = Signature.now("张三", "经信局", date(2025, 10, 21))
    ledger_writing.take(connection, {number}, 1, Move("report", "进展", None, [kept]), signature)
"""


@pytest.mark.slow_on_postgres
def test_a_step_that_is_killed_leaves_nothing_and_can_be_taken_again(cabinet, run_python):
    number = cabinet.open()
    process = run_python(KILLED.format(key=cabinet.key, number=number))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert cabinet.one(number).version == 1
    with storage.reading(cabinet.key) as connection:
        assert connection.execute(select(schema.ledger_file)).all() == []
    cabinet.take(number, "report", seen=1)
    assert cabinet.one(number).version == 2


# Any order of steps, against a small model.


@dataclass
class Known:
    """What the model knows of an entry."""

    state: str = "assigned"
    deadline: date = DUE
    steps: list = field(default_factory=lambda: ["assign"])


class AgainstTheModel(RuleBasedStateMachine):
    """Steps in any order on any entry, some of them on a version that is no longer newest."""

    def __init__(self, cabinet):
        super().__init__()
        self.cabinet, self.known, self.day = cabinet, {}, MONDAY

    @rule()
    def open(self):
        self.known[self.cabinet.open(day=self.day)] = Known()

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(
        data=st.data(),
        step=st.sampled_from(STEPS),
        behind=st.integers(0, 1),
        days=st.integers(-2, 9),
    )
    def step(self, data, step, behind, days):
        if not self.known:
            return
        number = data.draw(st.sampled_from(sorted(self.known)))
        model = self.known[number]
        values = {"deadline": model.deadline + timedelta(days=days)} if step == "extend" else None
        leads = LEADS.get((model.state, step))
        lawful = leads and not behind and (step != "extend" or days > 0)
        seen = len(model.steps) - behind
        try:
            self.cabinet.take(number, step, self.day, seen, values=values)
        except LedgerError:
            assert not lawful
            return
        assert lawful
        model.state = leads
        model.steps.append(step)
        if values:
            model.deadline = values["deadline"]

    @invariant()
    def agrees_with_the_model(self):
        found = {each.number: each for each in self.cabinet.all()}
        assert found.keys() == self.known.keys()
        for number, model in self.known.items():
            entry = found[number]
            assert (entry.last.state, entry.deadline) == (model.state, model.deadline)
            assert [event.step for event in entry.history] == model.steps
            owed = model.state in ("assigned", "returned")
            today = self.cabinet.one(number, self.day)
            assert today.is_overdue == (owed and self.day > model.deadline)


def test_no_order_of_steps_leads_anywhere_else_than_in_a_small_model(city):
    def fresh():
        with storage.writing(city.key) as connection:
            for table in (schema.ledger_file, schema.ledger_event, schema.ledger_entry):
                connection.execute(delete(table))
        return AgainstTheModel(Cabinet(city.key))

    run_state_machine_as_test(fresh, settings=settings(max_examples=8, stateful_step_count=15))
