"""Committing figures: batches in, withdrawals beside them, nothing overwritten."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pandas as pd
from sqlalchemy import Connection, insert, select

from data import loading, panel_rollup, schema, storage
from data.loading import Head
from data.vintages import CommitError as CommitError
from data.vintages import next_sequence, one_writer
from metrics.periods import Period


@dataclass(frozen=True)
class SeriesKey:
    """What a series is about; each measure is a series of its own.

    `subject_kind` and `subject` say whose figure it is (a region, a bank, a group, a
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


@dataclass(frozen=True, kw_only=True)
class Received:
    """A received file, before what was read from it.

    `published_at` is the day on which the world could know the content; `published_assumed`
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
    received_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Hash of the received file; its name in the inbox."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def head(self) -> Head:
        """What is said of the batch as a whole."""
        names = Head.__dataclass_fields__.keys() - {"sheets"}
        return Head(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True, kw_only=True)
class Submission(Received):
    """A received file and the figures read from it."""

    entries: tuple[Entry, ...]


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


def commit(connection: Connection, dataset_kind: str, submission: Submission) -> int:
    """Write one batch of single entries in the caller's transaction and return its vintage.

    Raises
    ------
    CommitError
        If the kinds of the dataset, the batch and its entries do not go together, or a
        figure stands twice in the batch.
    """
    kinds = {entry.key.kind for entry in submission.entries}
    if mixed := kinds - {submission.kind}:
        names = "、".join(sorted(mixed | {submission.kind}))
        msg = f"{submission.file_name}：一个批次只能有一种性质，现有 {names}"
        raise CommitError(msg)
    return loading.load(connection, dataset_kind, submission.head, _figures(submission.entries))


def _figures(entries: Sequence[Entry]) -> pd.DataFrame:
    rows = [
        (*entry.key.identity[1:], entry.period.code, entry.value, entry.row) for entry in entries
    ]
    names = [*loading.KEY, "period", "value", "row"]
    return pd.DataFrame(rows, columns=names).astype({"value": "float64"})


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
    one_writer(connection)
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
    panel_rollup.refresh(connection, batch, sequence)
    return sequence
