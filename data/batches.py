"""Committing figures: batches in, withdrawals beside them, nothing overwritten."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, text

from data import schema, storage
from metrics.periods import Period


class CommitError(ValueError):
    """A batch that may not be committed; the text says why and what to do."""


@dataclass(frozen=True)
class SeriesKey:
    """What a series is about; each measure is a series of its own.

    `subject_kind` and `subject` say whose figure it is (a region, later a bank, a group, a
    department); `region` is where the scope of a viewer is checked.
    """

    kind: str
    indicator: str
    measure: str
    region: str
    industry: str = ""
    subject_kind: str = "region"
    subject: str = ""

    def columns(self) -> dict[str, str]:
        """Return the key as table columns; a region is its own subject."""
        return {**self.__dict__, "subject": self.subject or self.region}

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two keys one series: a region named as its own subject changes nothing."""
        return tuple(self.columns().values())


@dataclass(frozen=True)
class Entry:
    """One figure of a batch: value None says expressly that it was not reported."""

    key: SeriesKey
    period: Period
    value: float | None
    row: int


@dataclass(frozen=True)
class Submission:
    """A received file and what was read from it.

    `published_at` is the day on which the world could know the figures; `published_assumed`
    marks a day taken from the release calendar.
    """

    title: str
    file_name: str
    content: bytes
    source: str
    kind: str
    sender: str
    published_at: date
    published_assumed: bool
    entries: tuple[Entry, ...]
    received_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Hash of the received file; its name in the inbox."""
        return hashlib.sha256(self.content).hexdigest()


def inbox_path(sha256: str) -> Path:
    """Return where a received file is kept, untouched."""
    return storage.var_folder() / "inbox" / sha256


def keep_file(content: bytes) -> Path:
    """Keep a received file by its hash; the same content is stored once."""
    path = inbox_path(hashlib.sha256(content).hexdigest())
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    part.write_bytes(content)
    part.replace(path)
    return path


def _one_writer(connection: Connection) -> None:
    """Let no other transaction write until this one ends; on SQLite that is so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE vintage IN EXCLUSIVE MODE"))


def next_sequence(connection: Connection, event: str) -> int:
    """Take the next vintage inside the caller's write transaction.

    The table is locked, so the order of sequences is the order in which commits become
    visible: a reader at vintage n never misses one that is ≤ n.
    """
    _one_writer(connection)
    newest = connection.scalar(select(func.max(schema.vintage.c.sequence))) or 0
    connection.execute(
        insert(schema.vintage).values(sequence=newest + 1, event=event, at=datetime.now(UTC))
    )
    return newest + 1


def commit(connection: Connection, dataset_kind: str, submission: Submission) -> int:
    """Write one batch in the caller's transaction and return its vintage.

    Raises
    ------
    CommitError
        If the kinds of the dataset, the batch and its entries do not go together, or a
        figure stands twice in the batch.
    """
    _check_kind(dataset_kind, submission)
    _check_twice(submission.entries)
    sequence = next_sequence(connection, "batch")
    connection.execute(insert(schema.batch).values(_batch_row(sequence, submission)))
    ids = _series_ids(connection, dict.fromkeys(entry.key for entry in submission.entries))
    rows = [_observation_row(sequence, ids, entry) for entry in submission.entries]
    if rows:
        connection.execute(insert(schema.observation), rows)
    return sequence


def withdraw(connection: Connection, batch: int, reason: str, actor: str) -> int:
    """Withdraw a batch by a row of its own; earlier vintages still show it.

    Raises
    ------
    CommitError
        If there is no such batch, it is withdrawn already, or no reason is given.
    """
    if not reason.strip():
        msg = f"批次 {batch}：撤回必须写明原因"
        raise CommitError(msg)
    _one_writer(connection)
    known = connection.scalar(
        select(schema.batch.c.sequence).where(schema.batch.c.sequence == batch)
    )
    if known is None:
        msg = f"没有批次 {batch}，请核对批次号"
        raise CommitError(msg)
    states = schema.batch_state
    gone = select(states.c.sequence).where(states.c.batch == batch, states.c.state == "withdrawn")
    if connection.scalar(gone) is not None:
        msg = f"批次 {batch} 已经撤回，不能再次撤回"
        raise CommitError(msg)
    sequence = next_sequence(connection, "withdrawal")
    connection.execute(
        insert(states).values(
            sequence=sequence, batch=batch, state="withdrawn", reason=reason.strip(), actor=actor
        )
    )
    return sequence


def _check_kind(dataset_kind: str, submission: Submission) -> None:
    simulated = {entry.key.kind for entry in submission.entries} | {submission.kind}
    if len(simulated) > 1:
        msg = f"{submission.file_name}：一个批次只能有一种性质，现有 {'、'.join(sorted(simulated))}"
        raise CommitError(msg)
    if (dataset_kind == "simulated") != (submission.kind == "simulated"):
        msg = f"{submission.file_name}：模拟数据与真实数据不得混放（数据集为 {dataset_kind}）"
        raise CommitError(msg)


def _check_twice(entries: Sequence[Entry]) -> None:
    seen: set[tuple[tuple[str, ...], str]] = set()
    for entry in entries:
        place = (entry.key.identity, entry.period.code)
        if place in seen:
            msg = (
                f"第{entry.row}行：{entry.key.region} {entry.key.indicator} "
                f"{entry.period.label} 在同一批次中重复，请只保留一行"
            )
            raise CommitError(msg)
        seen.add(place)


def _batch_row(sequence: int, submission: Submission) -> dict[str, object]:
    return {
        "sequence": sequence,
        "title": submission.title,
        "file_name": submission.file_name,
        "sha256": submission.sha256,
        "source": submission.source,
        "kind": submission.kind,
        "sender": submission.sender,
        "received_at": submission.received_at or datetime.now(UTC),
        "published_at": submission.published_at,
        "published_assumed": submission.published_assumed,
        "rows": len(submission.entries),
    }


def _observation_row(sequence: int, ids: dict[SeriesKey, int], entry: Entry) -> dict[str, object]:
    return {
        "series": ids[entry.key],
        "period": entry.period.code,
        "batch": sequence,
        "period_end": entry.period.end,
        "value": entry.value,
        "row": entry.row,
    }


def _series_ids(connection: Connection, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
    wanted = list(keys)
    indicators = {key.indicator for key in wanted}
    known = _known_series(connection, indicators)
    missing = {key.identity: key.columns() for key in wanted if key.identity not in known}
    if missing:
        connection.execute(insert(schema.series), list(missing.values()))
        known = _known_series(connection, indicators)
    return {key: known[key.identity] for key in wanted}


def _known_series(connection: Connection, indicators: set[str]) -> dict[tuple[str, ...], int]:
    table = schema.series
    names = list(SeriesKey("", "", "", "").columns())
    query = select(table.c.id, *(table.c[name] for name in names)).where(
        table.c.indicator.in_(indicators)
    )
    return {tuple(row[1:]): row[0] for row in connection.execute(query)}
