"""Intakes that are killed at random moments, and two at once: all of a file or nothing of it."""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from datetime import date
from itertools import cycle, islice, pairwise

import pytest
from sqlalchemy import select

from data import batches, creation, datasets, receipts, schema, storage, store, vintages
from data.store import Question
from mechanisms import intake
from mechanisms.intake import Delivery
from tests.long_lists import declare_city, long_list, workbook

FEW_ROWS, MANY_ROWS = 1_001, 9_009
"""Whole tables of 13 units."""
WHY = "该单位增速次日更正，位次以公布为准"
PUBLISHED = date(2025, 10, 20)
# One process loads the program and divides itself for each intake, which saves most of the time.
INTAKES = """
import os
from datetime import date
from pathlib import Path
from data import datasets, store
from data.store import Question
from mechanisms import intake

def take_in(key):
    question = Question(key, datasets.dataset(key).today, store.newest_vintage(key))
    content = Path({file!r}).read_bytes()
    receipt = intake.receive(question, "长表.xlsx", content, "command", "张三")
    shown = intake.preview(question, receipt, intake.Delivery(published_at=date(2025, 10, 20)))
    texts = {{found.rule.id: {why!r} for found in shown.to_explain}}
    print("previewed", flush=True)
    intake.commit(shown, texts, "张三")
    print("committed", flush=True)

while key := input():
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        take_in(key)
        os._exit(0)
    input()
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), flush=True)
"""
LINES = ("previewed\n", "committed\n")
MOMENTS = ("before", "inside", "after")
"""Parts of an intake: up to the preview, the transaction, what follows; `LINES` part them."""
ENDS = 0.1
"""Seconds that count as the last part."""
OF_A_BATCH = (
    *(schema.vintage, schema.batch, schema.batch_sheet, schema.series, schema.observation),
    *(schema.explanation, schema.receipt_event),
)


class Desk:
    """The intake of one file into cities that are alike, each of them as yet empty."""

    def __init__(self, folder, run_python, rows):
        table = long_list(rows)
        table.loc[1, "公布位次"] += 1  # to be explained
        self.content = workbook(table)
        self._declared = folder / "declared"
        self._count = 0
        file = folder / "长表.xlsx"
        file.write_bytes(self.content)
        self._intakes = run_python(INTAKES.format(file=str(file), why=WHY))

    @property
    def kept(self):
        return batches.inbox_path(hashlib.sha256(self.content).hexdigest())

    def new_city(self):
        self._count += 1
        key = f"city-{self._count}"
        declare_city(self._declared, key)
        creation.ensure(key)
        self.kept.unlink(missing_ok=True)
        return key

    def spans(self, key):
        """Seconds of each part of an undisturbed intake."""
        self._start(key)
        moments = [time.monotonic()]
        for line in LINES:
            assert self._read() == line
            moments.append(time.monotonic())
        assert self._end() == ["ended 0\n"]
        return [*(later - sooner for sooner, later in pairwise(moments)), ENDS]

    def kill(self, key, moment, delay):
        """Kill an intake in one of its parts, some seconds on; return which part was hit."""
        child = self._start(key)
        lines = LINES[: MOMENTS.index(moment)]
        for line in lines:
            assert self._read() == line
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)  # no more than a zombie, if it has ended by itself
        *more, ended = self._end()
        assert ended in ("ended -9\n", "ended 0\n")
        return MOMENTS[len(lines) + len(more)]

    def _start(self, key):
        self._intakes.stdin.write(f"{key}\n")
        self._intakes.stdin.flush()
        return int(self._read())

    def _read(self):
        return self._intakes.stdout.readline()

    def _end(self):
        """Let the dead intake be buried; return what it has said since, and how it ended."""
        go(self._intakes)
        lines = [self._read()]
        while not lines[-1].startswith("ended"):
            assert lines[-1], self._intakes.communicate()
            lines.append(self._read())
        return lines

    def again(self, key):
        """Take the file in once more, as a user would who starts the program again."""
        question = Question(key, datasets.dataset(key).today, store.newest_vintage(key))
        receipt = intake.receive(question, "长表.xlsx", self.content, "command", "张三")
        shown = intake.preview(question, receipt, Delivery(published_at=PUBLISHED))
        assert {found.rule.id for found in shown.errors} <= {"same_file"}
        if not shown.errors:
            intake.commit(shown, {found.rule.id: WHY for found in shown.to_explain}, "张三")


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def desk_for(empty_place, declarations, tmp_path, run_python):
    """Where a file of so many rows comes in."""
    return lambda rows: Desk(tmp_path, run_python, rows)


def settled(key):
    """Wait until the server has noticed that its client is gone."""
    with storage.writing(key) as connection:
        vintages.one_writer(connection)


def is_empty(key):
    """Whether no table holds anything of a batch."""
    with storage.reading(key) as connection:
        return not any(connection.execute(select(table)).first() for table in OF_A_BATCH)


def contents(key):
    """Everything that belongs to the batches of a city: a whole intake gives the same each time."""
    figure, about = schema.observation.c, schema.series.c
    place = (figure.row, figure.column)
    figures = (
        select(about.indicator, about.measure, about.region, about.industry, about.kind)
        .add_columns(figure.period, figure.period_end, figure.value, figure.batch, figure.sheet)
        .add_columns(*place)
        .join(schema.series, about.id == figure.series)
        .order_by(*place)
    )
    columns = {
        "batch": (schema.batch.c.sequence, schema.batch.c.sha256, schema.batch.c.rows),
        "sheets": tuple(schema.batch_sheet.c),
        "explanations": tuple(schema.explanation.c),
        "events": (schema.receipt_event.c.event, schema.receipt_event.c.batch),
    }
    with storage.reading(key) as connection:
        found = {name: connection.execute(select(*each)).all() for name, each in columns.items()}
        return found | {"figures": connection.execute(figures).all()}


def check_killed(desk, key, whole):
    """All of the batch or nothing; the file is kept wherever a receipt says that it came in."""
    settled(key)
    assert is_empty(key) or contents(key) == whole
    for receipt in receipts.receipts(key):
        assert receipt.sha256 == desk.kept.name
        assert desk.kept.read_bytes() == desk.content
    desk.again(key)
    assert contents(key) == whole
    if storage.server_url() is None:
        with storage.reading(key) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    storage.engine(key).dispose()


def kill_many(desk, times):
    """Kill intakes at random moments of each part of the run; count what was hit."""
    model = desk.new_city()
    spans = desk.spans(model)
    whole = contents(model)
    storage.engine(model).dispose()
    assert len(whole["figures"]) > 3_000
    assert [len(whole[name]) for name in ("batch", "sheets", "events")] == [1, 1, 1]
    assert len(whole["explanations"]) > 0
    chance = random.Random(20250930)
    hit = Counter()
    for moment in islice(cycle(MOMENTS), times):
        key = desk.new_city()
        delay = chance.uniform(0, spans[MOMENTS.index(moment)])
        hit[desk.kill(key, moment, delay)] += 1
        check_killed(desk, key, whole)
    return hit


@pytest.mark.slow_on_postgres
def test_an_intake_killed_at_a_few_moments_is_all_or_nothing(desk_for):
    assert kill_many(desk_for(FEW_ROWS), 4).total() == 4


@pytest.mark.slow
def test_an_intake_killed_at_fifty_random_moments_is_always_all_or_nothing(desk_for):
    hit = kill_many(desk_for(MANY_ROWS), 50)
    assert all(hit[moment] >= 8 for moment in MOMENTS), hit


# Two officials at once.

COMMITS = """
from data import datasets, store
from data.store import Question
from mechanisms import intake
from mechanisms.intake import IntakeError
print("ready", flush=True)
while text := input().replace("|", "\\n"):
    question = Question({key!r}, datasets.dataset({key!r}).today, store.newest_vintage({key!r}))
    receipt = intake.receive(question, "更正.csv", text.encode(), "command", "张三")
    shown = intake.preview(question, receipt)
    texts = {{found.rule.id: {why!r} for found in shown.to_explain}}
    print("previewed", flush=True)
    input()
    try:
        print("made", intake.commit(shown, texts, "张三"), flush=True)
    except IntakeError as error:
        print(error, flush=True)
"""


def correction(value):
    return f"期别,单位,指标,增速（%）|2025-09,武冈市,规上工业增加值,{value}"


def at_once(processes, texts):
    """Let both preview at one vintage, then commit at one moment; return what they say."""
    for process, text in zip(processes, texts, strict=True):
        process.stdin.write(f"{text}\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout.readline() == "previewed\n"
    for process in processes:
        go(process)
    return [process.stdout.readline().strip() for process in processes]


@pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_of_two_commits_on_one_vintage_one_is_sent_back(desk_for, run_python, rounds):
    key = desk_for(FEW_ROWS).new_city()
    processes = [run_python(COMMITS.format(key=key, why=WHY)) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for number in range(1, rounds + 1):
        told = at_once(processes, [correction(number), correction(-number)])
        made = [text for text in told if text == f"made {number}"]
        lost = [text for text in told if "请重新预览" in text]
        assert (len(made), len(lost)) == (1, 1), told
        assert store.newest_vintage(key) == number
    found = store.batches(Question(key, date(2099, 12, 31), rounds))
    assert sorted(found["sequence"]) == list(range(1, rounds + 1))
    storage.engine(key).dispose()
