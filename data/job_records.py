"""Long work beside the page: who asked for what, how far it is, what became of it.

A job is asked for once: whoever asks for the same while it is under way gets the same job. A
worker (`data.jobs`) gives signs of life; one that falls silent was killed: its job counts as
interrupted and can be asked for again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, text

from data import schema, storage

HEARTBEAT = timedelta(seconds=5)
SILENCE = timedelta(seconds=45)
"""A worker that was not heard of for longer is gone."""

Arguments = Mapping[str, Any]
"""What the work is about; anything that JSON holds."""


class JobError(ValueError):
    """A job that is not there or not to be begun; the text says which and what to do."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


STATE_WORDS = {
    JobState.QUEUED: "排队",
    JobState.RUNNING: "进行",
    JobState.DONE: "完成",
    JobState.FAILED: "失败",
    JobState.INTERRUPTED: "中断",
}
LIVE = frozenset({JobState.QUEUED, JobState.RUNNING})


@dataclass(frozen=True)
class Job:
    """A job as it stands.

    Attributes
    ----------
    state
        Interrupted where its worker fell silent.
    share, text
        How much is done (0 to 1), and what is being done or why it failed.
    heard_at
        When its worker was last heard of.
    """

    id: int
    dataset: str
    kind: str
    arguments: Arguments
    actor: str
    made_at: datetime
    state: JobState
    share: float
    text: str
    heard_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether it waits for its worker or is under way."""
        return self.state in LIVE

    @property
    def state_words(self) -> str:
        """The state as users read it."""
        return STATE_WORDS[self.state]


def asked_for(dataset: str, kind: str, arguments: Arguments, actor: str) -> tuple[Job, bool]:
    """Note that work is asked for, unless the same is under way; the worker is started elsewhere.

    Returns
    -------
    Job, bool
        The job, and whether it is new and needs a worker.
    """
    with storage.writing(dataset) as connection:
        _one_writer(connection)
        before = _newest(connection, dataset, kind, arguments)
        if before is not None and before.is_live:
            return before, False
        row = insert(schema.job).values(
            kind=kind,
            arguments=_as_text(arguments),
            actor=actor,
            made_at=datetime.now(UTC),
        )
        number = connection.execute(row.returning(schema.job.c.id)).scalar_one()
        note(connection, number, JobState.QUEUED, 0.0, "等待开始")
        made = _newest(connection, dataset, kind, arguments)
    if made is None:  # it was written just now
        raise AssertionError
    return made, True


def job(dataset: str, number: int) -> Job:
    """Return a job.

    Raises
    ------
    JobError
        If there is none of this number.
    """
    with storage.reading(dataset) as connection:
        found = job_of(connection, dataset, number)
    if found is None:
        msg = f"数据集 {dataset} 没有任务 {number}；请从页面或命令重新开始"
        raise JobError(msg)
    return found


def latest(dataset: str, kind: str, arguments: Arguments) -> Job | None:
    """Return the newest job of a kind with these arguments, None where there was none."""
    with storage.reading(dataset) as connection:
        return _newest(connection, dataset, kind, arguments)


def job_of(connection: Connection, dataset: str, number: int) -> Job | None:
    """Return a job within the caller's transaction."""
    return _found(connection, dataset, _jobs().where(schema.job.c.id == number))


def is_newest(connection: Connection, found: Job) -> bool:
    """Whether the same was not asked for again since: an old worker must then stop."""
    newest = _newest(connection, found.dataset, found.kind, found.arguments)
    return newest is not None and newest.id == found.id


def note(connection: Connection, number: int, state: JobState, share: float, words: str) -> None:
    """Write a step of a job, in the caller's transaction."""
    row = {"job": number, "state": state, "at": datetime.now(UTC), "share": share, "text": words}
    connection.execute(insert(schema.job_event), row)


def _as_text(arguments: Arguments) -> str:
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True)


def _one_writer(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite has one writer by itself
        connection.execute(text("LOCK TABLE job IN EXCLUSIVE MODE"))


def _newest(connection: Connection, dataset: str, kind: str, arguments: Arguments) -> Job | None:
    table = schema.job.c
    same = (table.kind == kind, table.arguments == _as_text(arguments))
    return _found(connection, dataset, _jobs().where(*same).order_by(table.id.desc()).limit(1))


def _jobs() -> Select[Any]:
    job, event = schema.job, schema.job_event
    step = event.alias("step")
    last = select(func.max(step.c.id)).where(step.c.job == job.c.id).correlate(job)
    columns = (job, event.c.state, event.c.at, event.c.share, event.c.text)
    found = select(*columns).select_from(job)
    return found.join(event, event.c.id == last.scalar_subquery())


def _found(connection: Connection, dataset: str, query: Select[Any]) -> Job | None:
    row = connection.execute(query).first()
    return None if row is None else _job(dataset, row)


def _job(dataset: str, row: Row[Any]) -> Job:
    state = JobState(row.state)
    silent = state in LIVE and datetime.now(UTC) - row.at > SILENCE
    return Job(
        id=row.id,
        dataset=dataset,
        kind=row.kind,
        arguments=json.loads(row.arguments),
        actor=row.actor,
        made_at=row.made_at,
        state=JobState.INTERRUPTED if silent else state,
        share=row.share,
        text=row.text,
        heard_at=row.at,
    )
