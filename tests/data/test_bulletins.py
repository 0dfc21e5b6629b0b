"""Bulletins as kept: lawful steps only, no saving lost, what is issued never changes."""

import hashlib
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from data import bulletin_records, bulletins, schema, storage
from data.bulletin_states import FORM_WORDS, STATE_WORDS, BulletinLifeError, EditConflictError
from data.bulletins import NewBulletin, NewFile, Seal

FILES = (NewFile("docx", "通报.docx", b"\x00word\xff"), NewFile("html", "通报.html", b"<p>"))
SEAL = Seal(date(2025, 10, 31), 7, date(2025, 10, 30), FILES)
CIRCULAR = NewBulletin("circular", "ranking", "2025-Y09", "一")
OTHER_STEPS = ("submit", "send_back", "issue", "abandon", "save")
# From here each step that is lawful leads there; every other one is refused.
LEADS = {
    ("draft", "submit"): "submitted",
    ("draft", "abandon"): "abandoned",
    ("draft", "save"): "draft",
    ("returned", "submit"): "submitted",
    ("returned", "abandon"): "abandoned",
    ("returned", "save"): "returned",
    ("submitted", "send_back"): "returned",
    ("submitted", "issue"): "issued",
}


class Desk:
    """The steps on one database, each in a transaction of its own."""

    def __init__(self, key):
        self.key = key

    def _write(self, act, *arguments):
        with storage.writing(self.key) as connection:
            return act(connection, *arguments)

    def begin(self, new=CIRCULAR, actor="张三"):
        return self._write(bulletins.begin, new, actor)

    def save(self, number, base, content, actor="张三"):
        return self._write(bulletins.save, number, base, content, actor)

    def submit(self, number, version=1, actor="张三"):
        self._write(bulletins.submit, number, version, actor)

    def send_back(self, number, reason="数字有误", actor="李四"):
        self._write(bulletins.send_back, number, reason, actor)

    def abandon(self, number, reason="", actor="张三"):
        self._write(bulletins.abandon, number, reason, actor)

    def issue(self, number, version=1, actor="李四", seal=SEAL):
        self._write(bulletins.issue, number, version, seal, actor)

    def see(self, number, editor, name):
        self._write(bulletins.see, number, editor, name)

    def one(self, number, *, issued_only=False):
        return bulletin_records.bulletin(self.key, number, issued_only=issued_only)

    def listed(self, *, issued_only=False):
        return bulletin_records.listed(self.key, issued_only=issued_only)

    def issued(self, content="一"):
        number = self.begin(NewBulletin("circular", "ranking", "2025-Y09", content))
        self.submit(number)
        self.issue(number)
        return number

    def about(self, number, form="correction", reason="数字有误"):
        return self.begin(NewBulletin(form, "ranking", "2025-Y09", "改", number, reason))

    def take(self, number, step, version):
        """Take a step by its name, with everything that it needs."""
        act = getattr(self, step)
        if step == "save":
            act(number, version, f"{version}改")
        elif step in ("submit", "issue"):
            act(number, version)
        else:
            act(number)


@pytest.fixture
def desk(city):
    """An empty desk on SQLite or PostgreSQL."""
    return Desk(city.key)


def reach(desk, state):
    """A document in a state, by the shortest way."""
    number = desk.begin()
    ways = {
        "draft": (),
        "submitted": ("submit",),
        "returned": ("submit", "send_back"),
        "issued": ("submit", "issue"),
        "abandoned": ("abandon",),
    }
    for step in ways[state]:
        desk.take(number, step, 1)
    assert desk.one(number).state == state
    return number


@pytest.mark.parametrize("step", OTHER_STEPS)
@pytest.mark.parametrize("state", STATE_WORDS)
def test_a_step_is_taken_where_it_is_lawful_and_refused_in_words_elsewhere(desk, state, step):
    number = reach(desk, state)
    before = desk.one(number)
    if (state, step) in LEADS:
        desk.take(number, step, 1)
        assert desk.one(number).state == LEADS[state, step]
        return
    with pytest.raises(BulletinLifeError) as refused:
        desk.take(number, step, 1)
    assert f"通报 {number} 现为“{STATE_WORDS[state]}”，不能" in str(refused.value)
    assert "；" in str(refused.value)
    assert desk.one(number) == before


def test_every_saving_and_every_step_is_kept(desk):
    number = desk.begin()
    assert desk.save(number, 1, "二", "王五") == 2
    desk.submit(number, 2)
    desk.send_back(number, " 请核对武冈市 ")
    assert desk.save(number, 2, "三") == 3
    desk.submit(number, 3)
    desk.issue(number, 3)
    kept = bulletin_records.versions(desk.key, number)
    assert [(v.number, v.actor, v.content) for v in kept] == [
        (1, "张三", "一"),
        (2, "王五", "二"),
        (3, "张三", "三"),
    ]
    taken = bulletin_records.steps(desk.key, number)
    assert [(s.state, s.actor, s.note, s.version) for s in taken] == [
        ("draft", "张三", "", 1),
        ("submitted", "张三", "", 2),
        ("returned", "李四", "请核对武冈市", 2),
        ("submitted", "张三", "", 3),
        ("issued", "李四", "", 3),
    ]
    moments = [v.at for v in kept] + [s.at for s in taken]
    assert all(moment.tzinfo for moment in moments)


def test_text_that_is_saved_already_is_no_new_version(desk):
    number = desk.begin()
    assert desk.save(number, 1, "一") == 1
    assert len(bulletin_records.versions(desk.key, number)) == 1


def test_the_second_of_two_savings_on_one_version_is_told_who_and_when(desk):
    number = desk.begin()
    desk.save(number, 1, "甲的稿", "甲")
    with pytest.raises(EditConflictError) as conflict:
        desk.save(number, 1, "乙的稿", "乙")
    assert (conflict.value.number, conflict.value.actor) == (2, "甲")
    assert datetime.now(UTC) - conflict.value.at < timedelta(minutes=1)
    assert "甲已于" in str(conflict.value)
    assert "第2版，您依据的是第1版" in str(conflict.value)
    assert desk.one(number).content == "甲的稿"
    assert desk.save(number, conflict.value.number, "乙的稿", "乙") == 3


def test_of_many_who_save_at_once_on_one_version_one_wins_and_all_others_are_told(desk):
    number, many = desk.begin(), 6
    start = threading.Barrier(many)

    def save(name):
        start.wait()
        try:
            return desk.save(number, 1, f"{name}的稿", name)
        except EditConflictError as conflict:
            return conflict

    with ThreadPoolExecutor(many) as pool:
        outcomes = list(pool.map(save, "甲乙丙丁戊己"))
    told = [outcome for outcome in outcomes if isinstance(outcome, EditConflictError)]
    assert sorted(outcome for outcome in outcomes if outcome not in told) == [2]
    winner = desk.one(number)
    assert winner.content == f"{winner.saved_by}的稿"
    assert {(conflict.number, conflict.actor) for conflict in told} == {(2, winner.saved_by)}
    assert [v.number for v in bulletin_records.versions(desk.key, number)] == [1, 2]


def test_who_submits_an_older_text_than_the_newest_is_told(desk):
    number = desk.begin()
    desk.save(number, 1, "二", "乙")
    with pytest.raises(EditConflictError, match="乙已于"):
        desk.submit(number, 1)
    assert desk.one(number).state == "draft"


def test_only_the_version_that_was_submitted_is_issued(desk):
    number = desk.begin()
    desk.save(number, 1, "二")
    desk.submit(number, 2)
    with pytest.raises(BulletinLifeError, match="送审的是第2版，不是第1版"):
        desk.issue(number, 1)
    assert desk.one(number).state == "submitted"


def test_what_is_issued_is_frozen_with_its_files(desk):
    number = desk.issued()
    found = desk.one(number, issued_only=True)
    assert (found.issued_on, found.vintage, found.as_of) == (SEAL.issued_on, 7, SEAL.as_of)
    assert found.content == "一"
    assert found.in_force
    for file in FILES:
        stored = bulletin_records.issued_file(desk.key, number, file.format)
        assert (stored.file_name, stored.content) == (file.file_name, file.content)
        assert stored.sha256 == hashlib.sha256(file.content).hexdigest()
    digests = {file.format: file.sha256 for file in FILES}
    assert bulletin_records.hashes(desk.key) == {number: digests}


def test_a_file_that_was_altered_in_the_database_is_not_given_out(desk):
    number = desk.issued()
    altered = update(schema.bulletin_file).values(content=FILES[0].content + b" ")
    with storage.writing(desk.key) as connection:
        connection.execute(altered.where(schema.bulletin_file.c.format == FILES[0].format))
    with pytest.raises(BulletinLifeError, match="与签发时的校验码不符"):
        bulletin_records.issued_file(desk.key, number, FILES[0].format)
    assert bulletin_records.issued_file(desk.key, number, FILES[1].format).content


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_return_a_withdrawal_and_a_correction_need_a_reason(desk, reason):
    submitted = reach(desk, "submitted")
    with pytest.raises(BulletinLifeError, match="退回必须写明原因"):
        desk.send_back(submitted, reason)
    issued = desk.issued()
    for form in ("correction", "withdrawal"):
        with pytest.raises(BulletinLifeError, match=f"{FORM_WORDS[form]}必须写明原因"):
            desk.about(issued, form, reason)
    assert desk.one(submitted).state == "submitted"
    assert len(desk.listed()) == 2


def test_a_withdrawal_counts_when_it_is_issued_and_only_once(desk):
    issued = desk.issued()
    first, second = desk.about(issued, "withdrawal"), desk.about(issued, "withdrawal")
    assert desk.one(issued).in_force
    for number in (first, second):
        desk.submit(number)
    desk.issue(first)
    assert desk.one(issued).withdrawn_by == first
    assert not desk.one(issued).in_force
    with pytest.raises(BulletinLifeError, match=f"通报 {issued} 已由 {first} 撤回"):
        desk.issue(second)
    for form in ("withdrawal", "correction"):
        with pytest.raises(BulletinLifeError, match="不能再更正或撤回"):
            desk.about(issued, form)


def test_a_correction_takes_the_place_of_what_it_corrects(desk):
    issued = desk.issued()
    correction = desk.about(issued)
    with pytest.raises(BulletinLifeError, match=f"更正稿 {correction} 正在办理"):
        desk.about(issued)
    desk.submit(correction)
    desk.issue(correction)
    assert desk.one(issued).corrected_by == correction
    assert desk.one(issued).state == "issued"
    assert desk.one(correction).in_force
    with pytest.raises(BulletinLifeError, match=f"请对 {correction} 更正或撤回"):
        desk.about(issued)
    assert desk.about(correction) > correction


def test_after_an_abandoned_correction_another_may_be_begun(desk):
    issued = desk.issued()
    desk.abandon(desk.about(issued))
    assert desk.one(desk.about(issued)).refers_to == issued


def test_only_what_is_issued_and_no_withdrawal_can_be_corrected_or_withdrawn(desk):
    draft, issued = desk.begin(), desk.issued()
    with pytest.raises(BulletinLifeError, match="尚未签发"):
        desk.about(draft)
    withdrawal = desk.about(issued, "withdrawal")
    desk.submit(withdrawal)
    desk.issue(withdrawal)
    with pytest.raises(BulletinLifeError, match="是撤回件"):
        desk.about(withdrawal)
    with pytest.raises(BulletinLifeError, match="没有通报 99"):
        desk.about(99)


def test_whoever_sees_issued_documents_only_is_told_of_no_other(desk):
    reach(desk, "submitted")
    issued = desk.issued()
    draft = reach(desk, "returned")
    assert [b.id for b in desk.listed(issued_only=True)] == [issued]
    assert len(desk.listed()) == 3
    told = []
    for number in (draft, 99):
        with pytest.raises(BulletinLifeError) as refused:
            desk.one(number, issued_only=True)
        told.append(str(refused.value).replace(str(number), "n"))
    assert told[0] == told[1]


def test_there_are_no_files_before_the_document_is_issued(desk):
    with pytest.raises(BulletinLifeError, match=r"没有已签发的 \.docx 文件"):
        bulletin_records.issued_file(desk.key, desk.begin(), "docx")


def test_editors_of_one_draft_are_known_while_they_are_there(desk):
    number, other = desk.begin(), desk.begin()
    began = datetime.now(UTC)
    desk.see(number, "w1", "张三")
    desk.see(number, "w2", "张三")
    desk.see(other, "w3", "李四")
    desk.see(number, "w1", "王五")
    seen = bulletin_records.editors(desk.key, number, began)
    assert [(e.editor, e.name) for e in seen] == [("w1", "王五"), ("w2", "张三")]
    assert seen[0].seen_at >= seen[1].seen_at >= began
    assert bulletin_records.editors(desk.key, number, seen[0].seen_at) == seen[:1]


KILLED = """
import os, signal
from sqlalchemy import event
from data import bulletins, storage
from tests.data.test_bulletins import SEAL
written = 0

def count(connection, cursor, statement, parameters, context, many):
    global written
    if statement.startswith("INSERT"):
        written += 1
        if written > {after}:
            os.kill(os.getpid(), signal.SIGKILL)

with storage.writing("xiaocheng") as connection:
    event.listen(connection, "before_cursor_execute", count)
    bulletins.issue(connection, {number}, 1, SEAL, "李四")
    if {after} == 3:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
@pytest.mark.slow_on_postgres
def test_an_issue_that_is_killed_leaves_nothing_and_can_be_done_again(desk, run_python, after):
    number = reach(desk, "submitted")
    before = desk.one(number)
    killed = run_python(KILLED.format(number=number, after=after))
    assert killed.wait(60) == -signal.SIGKILL
    assert desk.one(number) == before
    assert bulletin_records.hashes(desk.key) == {}
    desk.issue(number)
    assert len(bulletin_records.hashes(desk.key)[number]) == len(FILES)


@dataclass
class Paper:
    """What the model knows of one document."""

    state: str = "draft"
    form: str = "circular"
    refers_to: int | None = None
    texts: list[str] = field(default_factory=lambda: ["一"])
    withdrawn_by: int | None = None
    corrected_by: int | None = None

    @property
    def in_force(self):
        return self.state == "issued" and not (self.withdrawn_by or self.corrected_by)


class Life(RuleBasedStateMachine):
    """Any steps in any order, beside a model that only keeps a dictionary."""

    def __init__(self, desk):
        super().__init__()
        self.desk = desk
        self.papers = {}
        self.frozen = {}

    def choose(self, data):
        return data.draw(st.sampled_from(sorted(self.papers)))

    def attempt(self, lawful, act, *arguments):
        """Do it; say whether it was done, which must be as the model foresees."""
        if lawful:
            return act(*arguments)
        with pytest.raises(BulletinLifeError):
            act(*arguments)
        return None

    @rule()
    def begin(self):
        self.papers[self.desk.begin()] = Paper()

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), form=st.sampled_from(["correction", "withdrawal"]))
    def about(self, data, form):
        target = self.choose(data)
        paper = self.papers[target]
        busy = form == "correction" and any(
            other.refers_to == target
            and other.form == form
            and other.state in ("draft", "submitted", "returned")
            for other in self.papers.values()
        )
        lawful = paper.in_force and paper.form != "withdrawal" and not busy
        if number := self.attempt(lawful, self.desk.about, target, form):
            self.papers[number] = Paper(form=form, refers_to=target, texts=["改"])

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), step=st.sampled_from(["submit", "send_back", "abandon", "issue"]))
    def step(self, data, step):
        number = self.choose(data)
        paper = self.papers[number]
        target = self.papers.get(paper.refers_to)
        lawful = (paper.state, step) in LEADS
        if step == "issue" and target is not None:
            lawful = lawful and target.in_force
        self.attempt(lawful, self.desk.take, number, step, len(paper.texts))
        if lawful:
            paper.state = LEADS[paper.state, step]
        if lawful and step == "issue":
            self.frozen[number] = paper.texts[-1]
            if paper.form == "withdrawal":
                target.withdrawn_by = number
            if paper.form == "correction":
                target.corrected_by = number

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), behind=st.integers(0, 1), text=st.text("甲乙", min_size=1, max_size=2))
    def save(self, data, behind, text):
        number = self.choose(data)
        paper = self.papers[number]
        base = len(paper.texts) - behind
        lawful = (paper.state, "save") in LEADS and not behind
        self.attempt(lawful, self.desk.save, number, base, text)
        if lawful and text != paper.texts[-1]:
            paper.texts.append(text)

    @invariant()
    def agrees_with_the_model(self):
        found = {b.id: b for b in self.desk.listed()}
        assert found.keys() == self.papers.keys()
        for number, paper in self.papers.items():
            kept = found[number]
            assert (kept.state, kept.form) == (paper.state, paper.form)
            assert (kept.version, kept.content) == (len(paper.texts), paper.texts[-1])
            assert (kept.withdrawn_by, kept.corrected_by) == (
                paper.withdrawn_by,
                paper.corrected_by,
            )
            assert kept.in_force == paper.in_force
        shown = {b.id: b.content for b in self.desk.listed(issued_only=True)}
        assert shown == self.frozen


@pytest.mark.slow_on_postgres
def test_no_order_of_steps_leads_anywhere_else_than_in_a_small_model(city):
    def fresh():
        city.forget_all()
        return Life(Desk(city.key))

    examples = settings(max_examples=25, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(fresh, settings=examples)
    assert city.count(schema.vintage) == 0


def test_one_version_and_the_names_of_all_who_wrote_can_be_asked_for(desk):
    number = desk.begin()
    desk.save(number, 1, "二", "王五")
    desk.save(number, 2, "三", "张三")
    assert bulletin_records.version(desk.key, number, 2).content == "二"
    assert bulletin_records.writers(desk.key, number) == ("张三", "王五")
    with pytest.raises(BulletinLifeError, match="没有第4版"):
        bulletin_records.version(desk.key, number, 4)


# Working records lie in the same tables, apart from bulletins

WEEKLY = NewBulletin("weekly", "weekly", "2020-W41", "研判")


def test_records_and_bulletins_are_listed_and_opened_apart(desk):
    circular, weekly = desk.begin(), desk.begin(WEEKLY)
    assert [each.id for each in desk.listed()] == [circular]
    for form, numbers in (("weekly", [weekly]), ("monthly", [])):
        listed = bulletin_records.listed(desk.key, issued_only=False, form=form)
        assert [each.id for each in listed] == numbers
    with pytest.raises(BulletinLifeError, match=f"没有通报 {weekly}，"):
        desk.one(weekly)
    with pytest.raises(BulletinLifeError, match=f"没有周研判 {circular}，"):
        bulletin_records.bulletin(desk.key, circular, issued_only=False, form="weekly")
    with pytest.raises(BulletinLifeError, match=f"周研判 {weekly} 现为“草稿”，不能签发"):
        desk.issue(weekly)


def test_of_many_who_begin_a_record_of_one_period_at_once_one_does(desk):
    def begin(actor):
        try:
            return desk.begin(WEEKLY, actor)
        except BulletinLifeError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(begin, "甲乙丙丁"))
    numbers = [each for each in done if isinstance(each, int)]
    assert len(numbers) == 1
    assert sum("同一期已有周研判" in str(each) for each in done) == 3
    desk.abandon(numbers[0])
    again = desk.begin(WEEKLY)
    desk.submit(again)
    desk.issue(again, seal=replace(SEAL, result="连同督办事项"))
    with pytest.raises(BulletinLifeError, match="如有误请更正"):
        desk.begin(WEEKLY)
    found = bulletin_records.bulletin(desk.key, again, issued_only=True, form="weekly")
    assert found.content == "连同督办事项"
    assert bulletin_records.version(desk.key, again, 1).content == "研判"
