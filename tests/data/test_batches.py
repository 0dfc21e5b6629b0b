"""Committing: the order of commits is the vintage, all of a batch or nothing of it."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from data import batches, schema, storage, store
from data.batches import CommitError
from tests.data.small_city import EAST, WEST, Cell, submission

WRITES = 12
WRITER = """
from tests.data.small_city import Cell, City
city = City("xiaocheng")
print("ready", flush=True)
input()
figures = {{Cell(): 1.0, Cell("430582"): 2.0}}
print(*[city.commit(figures, sender="{name}") for _ in range({writes})])
"""


def visible_sequences(city):
    """The sequences a reader sees, each with the number of figures behind it."""
    table, figures = schema.vintage, schema.observation
    query = (
        select(table.c.sequence, func.count(figures.c.period))
        .outerjoin(figures, figures.c.batch == table.c.sequence)
        .group_by(table.c.sequence)
        .order_by(table.c.sequence)
    )
    with storage.reading(city.key) as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_threads_that_write_at_once_lose_nothing_and_readers_see_no_gap(city):
    start, looks, ended = threading.Barrier(3), [], threading.Event()

    def write(cell):
        start.wait()
        return [city.commit({cell: float(n), Cell("430522"): 0.0}) for n in range(WRITES)]

    def read():
        start.wait()
        while not ended.is_set():
            looks.append((store.newest_vintage(city.key), visible_sequences(city)))

    with ThreadPoolExecutor(3) as pool:
        reading = pool.submit(read)
        writing = [pool.submit(write, Cell(region)) for region in (WEST, EAST)]
        try:
            taken = [writer.result() for writer in writing]
        finally:
            ended.set()
        reading.result()
    assert [sorted(numbers) for numbers in taken] == taken
    assert sorted(taken[0] + taken[1]) == list(range(1, 2 * WRITES + 1))
    assert len(looks) > 2
    for newest, seen in looks:
        assert len(seen) >= newest
        assert seen == [(number, 2) for number in range(1, len(seen) + 1)]
    assert len(city.history(city.question(), Cell(WEST))) == WRITES
    assert len(city.history(city.question(), Cell(EAST))) == WRITES


@pytest.mark.slow_on_postgres
def test_processes_that_write_at_once_lose_nothing(city, run_python):
    writers = [run_python(WRITER.format(name=name, writes=WRITES)) for name in ("甲", "乙")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    taken = [list(map(int, told(writer).split())) for writer in writers]
    assert [sorted(numbers) for numbers in taken] == taken
    assert visible_sequences(city) == [(number, 2) for number in range(1, 2 * WRITES + 1)]
    listed = store.batches(city.question()).set_index("sequence")["sender"]
    assert [sorted(listed.index[listed == name]) for name in ("甲", "乙")] == taken


def told(process):
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return out


def test_second_writer_waits_and_takes_the_next_number(city):
    with ThreadPoolExecutor() as pool:
        with storage.writing(city.key) as connection:
            first = batches.commit(connection, "official", submission({Cell(): 1.0}))
            second = pool.submit(city.commit, {Cell(): 2.0})
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
            assert store.newest_vintage(city.key) == 0
        assert (first, second.result(timeout=30)) == (1, 2)


def test_number_of_a_writer_that_gave_up_is_taken_by_the_next(city):
    with ThreadPoolExecutor() as pool:
        with pytest.raises(ZeroDivisionError), storage.writing(city.key) as connection:
            assert batches.commit(connection, "official", submission({Cell(): 1.0})) == 1
            second = pool.submit(city.commit, {Cell(): 2.0})
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
            1 / 0  # noqa: B018
        assert second.result(timeout=30) == 1
    assert city.known() == {Cell(): 2.0}


def test_two_at_once_cannot_both_withdraw_a_batch(city):
    batch = city.commit({Cell(): 1.0})
    with ThreadPoolExecutor() as pool:
        with storage.writing(city.key) as connection:
            batches.withdraw(connection, batch, "填错", "甲")
            second = pool.submit(city.withdraw, batch, "填错", "乙")
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        with pytest.raises(CommitError, match="已经撤回"):
            second.result(timeout=30)
    assert len(store.batches(city.question())) == 1


def rows_of_all_tables(city):
    tables = [t for t in schema.metadata.sorted_tables if t is not schema.dataset_meta]
    return {table.name: city.count(table) for table in tables}


def test_error_after_a_batch_leaves_nothing_of_it(city):
    with pytest.raises(ZeroDivisionError), storage.writing(city.key) as connection:
        batches.commit(connection, "official", submission({Cell(): 1.0, Cell(EAST): 2.0}))
        1 / 0  # noqa: B018
    assert set(rows_of_all_tables(city).values()) == {0}


def test_error_of_the_database_inside_a_batch_leaves_nothing_of_it(city):
    city.commit({Cell(): 1.0})
    before = rows_of_all_tables(city)
    broken = submission({}, entries=(Cell(EAST).entry(1.0), Cell().entry(2.0, row=None)))
    with pytest.raises(IntegrityError):
        city.send(broken)
    assert rows_of_all_tables(city) == before
    assert city.commit({Cell(): 3.0}) == 2


def test_received_file_is_kept_by_its_hash_and_once(empty_place):
    content = "县区,增速\n武冈市,6.0\n".encode()
    path = batches.keep_file(content)
    assert path.read_bytes() == content
    assert path.name == hashlib.sha256(content).hexdigest()
    assert path == batches.inbox_path(submission({}, content=content).sha256)
    kept_at = path.stat().st_mtime_ns
    assert batches.keep_file(content) == path
    assert path.stat().st_mtime_ns == kept_at


def test_file_is_kept_though_its_batch_is_refused(city):
    received = submission({Cell(): 1.0}, kind="simulated", content=b"refused")
    path = batches.keep_file(received.content)
    with pytest.raises(CommitError):
        city.send(received)
    assert path.read_bytes() == b"refused"
    assert city.count(schema.batch) == 0


def test_same_file_received_by_many_at_once_is_kept_once(empty_place):
    content = b"x" * 3_000_000
    start = threading.Barrier(8)

    def keep(_):
        start.wait()
        return batches.keep_file(content)

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            paths = set(pool.map(keep, range(8)))
        (path,) = paths
        assert path.read_bytes() == content
        assert list(path.parent.iterdir()) == [path]
        path.unlink()


def test_batch_remembers_its_file_sender_and_times(city):
    city.commit({Cell(): 1.0}, content=b"abc", sender="统计局", published_assumed=True)
    (row,) = store.batches(city.question()).to_dict("records")
    assert row["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert (row["sender"], row["file_name"], row["rows"]) == ("统计局", "表.csv", 1)
    assert row["published_assumed"]
    assert row["received_at"].utcoffset().total_seconds() == 0


def test_time_without_a_zone_is_refused(city):
    naive = datetime(2025, 10, 20, 9, 0)  # noqa: DTZ001
    with pytest.raises(StatementError, match="没有时区"):
        city.commit({Cell(): 1.0}, received_at=naive)
    assert city.count(schema.vintage) == 0
