"""Making a dataset when it is first opened: all of it, or nothing of it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from filelock import FileLock
from sqlalchemy import Connection, insert, text

from data import (
    batches,
    panel_files,
    registers,
    sample_tables,
    schema,
    simulate,
    simulated_ledgers,
    storage,
)
from data.batches import Submission
from data.datasets import Dataset, dataset
from data.firm_submissions import FirmSubmission, PanelSubmission
from data.registers import RegisterSubmission
from data.simulate import Progress, silent

Received = Submission | RegisterSubmission | FirmSubmission | PanelSubmission
DRAWN, GENERATED = 0.2, 0.3
"""Shares of the making of a simulated dataset after figures, and after firms and events."""


def ensure(key: str, progress: Progress = silent) -> bool:
    """Make the dataset's database unless it is there; return whether it was made now.

    One that is there must be this dataset's, and is brought to the newest revision of the tables.

    A lock keeps two processes from making it twice; a process killed half-way leaves nothing
    that could be taken for a dataset.
    """
    declared = dataset(key)
    made = not storage.exists(key) and _make_once(declared, progress)
    if not made:
        storage.upgrade(key)
    return made


def _make_once(declared: Dataset, progress: Progress) -> bool:
    folder = storage.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{declared.id}.lock"):
        return not storage.exists(declared.id) and _make(declared, progress)


def _make(declared: Dataset, progress: Progress) -> bool:
    progress(0.0, "正在准备样例数据…")
    submissions = beginnings(declared, progress)
    for content in {submission.sha256: submission.content for submission in submissions}.values():
        batches.keep_file(content)
    make = _make_sqlite if storage.server_url() is None else _make_postgres
    made = make(declared, submissions, progress)
    progress(1.0, "数据集已就绪")
    return made


def beginnings(declared: Dataset, progress: Progress = silent) -> list[Received]:
    """Return everything that the dataset begins with, in the order of publication."""
    if declared.simulate is None:
        return list(sample_tables.submissions(declared))
    figures = simulate.submissions(declared, lambda share, text: progress(share * DRAWN, text))
    firms, events = simulate.firms_and_events(declared)
    progress(GENERATED, "模拟数据已生成，正在入库")
    return sorted((*firms, *figures, *events), key=lambda each: each.published_at)


def _make_sqlite(declared: Dataset, submissions: list[Received], progress: Progress) -> bool:
    path = storage.sqlite_path(declared.id)
    part = path.with_name(f"{declared.id}.part")
    for leftover in path.parent.glob(f"{part.name}*"):  # of a process killed half-way
        leftover.unlink()
    panel_files.remove_unfinished(declared.id)
    engine = storage.sqlite_engine(part, create=True)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _fill(connection, declared, submissions, progress)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    for ending in ("-wal", "-shm"):  # of a removed file: SQLite would replay it into this one
        path.with_name(path.name + ending).unlink(missing_ok=True)
    panel_files.mark_finished(declared.id)
    part.replace(path)
    return True


def _make_postgres(declared: Dataset, submissions: list[Received], progress: Progress) -> bool:
    with storage.writing(declared.id) as connection:
        name = storage.schema_name(declared.id)
        storage.lock_making(connection, declared.id)
        if storage.exists(declared.id):  # made meanwhile on another machine
            return False
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{name}"'))
        _fill(connection, declared, submissions, progress)
    panel_files.mark_finished(declared.id)
    return True


def _fill(
    connection: Connection,
    declared: Dataset,
    submissions: list[Received],
    progress: Progress,
) -> None:
    storage.migrate(connection)
    for number, submission in _counted(submissions):
        _commit(connection, declared, submission)
        if number % 10 == 0:
            share = number / len(submissions)
            said = f"正在入库：{submission.source}（{number}/{len(submissions)}）"
            progress(GENERATED + (1 - GENERATED) * share, said)
    simulated_ledgers.write(connection, declared)
    facts = {
        "dataset": declared.id,
        "kind": declared.kind,
        "made_at": datetime.now(UTC).isoformat(),
    }
    connection.execute(
        insert(schema.dataset_meta), [{"key": k, "value": v} for k, v in facts.items()]
    )


def _commit(connection: Connection, declared: Dataset, received: Received) -> None:
    if isinstance(received, RegisterSubmission):
        registers.commit(connection, declared.kind, received)
    elif isinstance(received, FirmSubmission):
        received.commit(connection, declared.kind)
    elif isinstance(received, PanelSubmission):
        place = panel_files.begun_folder(connection, declared.id)
        panel_files.mark_unfinished(place)
        received.commit(connection, declared.kind, place)
    else:
        batches.commit(connection, declared.kind, received)


def _counted(submissions: list[Received]) -> Iterable[tuple[int, Received]]:
    return enumerate(submissions, start=1)
