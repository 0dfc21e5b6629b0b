"""Registers: events that are entered one by one, append-only as figures are.

What fields an entry has is declared in `data/registers/*.yaml`. An entry is corrected by another
one of the same key in a later batch, and taken back by withdrawing its batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from data import catalogue, loading, schema, storage, store, vintages
from data.batches import Received
from data.datasets import Dataset
from data.loading import Head
from data.register_fields import FieldValue as FieldValue
from data.register_fields import Register as Register
from data.register_fields import RegisterError as RegisterError
from data.register_fields import declared as declared
from data.register_fields import from_json, to_json
from data.register_fields import register as register
from data.register_fields import typed as typed
from data.store import Question

_LONGEST_KEY = 80
_LONGEST_SUBJECT = 40


@dataclass(frozen=True)
class RegisterEntry:
    """One entry of a register, as it is submitted and as it is known.

    Attributes
    ----------
    key
        What makes two entries of a register the same thing; the newer one counts. Empty in a
        submission: a new thing, which is given a key of its own.
    day
        When it happened.
    region
        Where: the scope of a viewer is checked on it.
    fields
        By field of the register: text, Decimal, day, truth value, or None where it is not known.
        In a submission also the text of such a value.
    subject
        Whose entry: a bank's id; empty is the region itself.
    row
        Line of the file, from 1.
    batch, kind, published_at
        The batch that holds it; 0 and empty in a submission.
    """

    register: str
    key: str
    day: date
    region: str
    fields: Mapping[str, Any]
    row: int
    subject: str = ""
    subject_kind: str = ""
    batch: int = 0
    kind: str = ""
    published_at: date | None = None

    def amount(self, field: str) -> Decimal | None:
        """Return a decimal field, None where it is not known."""
        value = self.fields.get(field)
        return value if isinstance(value, Decimal) else None

    def text(self, field: str) -> str:
        """Return a text field, empty where it is not known."""
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""

    def when(self, field: str) -> date | None:
        """Return a day field, None where it is not known."""
        value = self.fields.get(field)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, kw_only=True)
class RegisterSubmission(Received):
    """A received file and the entries of registers read from it."""

    entries: tuple[RegisterEntry, ...]


def commit(connection: Connection, dataset_kind: str, submission: RegisterSubmission) -> int:
    """Write one batch of entries in the caller's transaction and return its vintage.

    Raises
    ------
    RegisterError
        If an entry is unlawful, or stands twice in the batch; nothing is written then.
    CommitError
        If the kinds of dataset and batch do not go together.
    """
    return commit_entries(connection, dataset_kind, submission.head, submission.entries)


def commit_entries(
    connection: Connection, dataset_kind: str, head: Head, entries: Sequence[RegisterEntry]
) -> int:
    """Write one batch of entries of a file that is kept already; as `commit`."""
    checked = [_checked(entry, head.file_name) for entry in entries]
    _check_twice(checked, head.file_name)
    sequence = loading.open_batch(connection, dataset_kind, head, len(checked))
    rows = [_row(sequence, number, entry) for number, entry in enumerate(checked, start=1)]
    if rows:
        connection.execute(insert(schema.register_entry), rows)
    return sequence


def commit_previewed(dataset: Dataset, submission: RegisterSubmission, previewed: int) -> int:
    """Write one batch of entries in a transaction of its own; return its vintage.

    Parameters
    ----------
    previewed
        The vintage at which the entries were looked at.

    Raises
    ------
    CommitError
        As `commit`, and if something was committed since the preview.
    """
    with storage.writing(dataset.id) as connection:
        vintages.one_writer(connection)
        newest = vintages.newest(connection)
        if newest != previewed:
            msg = f"预览之后又有新的入库或撤回（已到第{newest}版），结论可能已变；请重新预览"
            raise vintages.CommitError(msg)
        return commit(connection, dataset.kind, submission)


def _checked(entry: RegisterEntry, file_name: str) -> RegisterEntry:
    """Return an entry with typed fields and its subject."""
    where = f"{file_name}：第{entry.row}行"
    made = register(entry.register)
    region = catalogue.regions().get(entry.region)
    if region is None:
        msg = f"{where}：区划代码“{entry.region}”没有登记，请改正或先登记该单位"
        raise RegisterError(msg)
    if len(entry.key) > _LONGEST_KEY or len(entry.subject) > _LONGEST_SUBJECT:
        msg = f"{where}：登记号不超过{_LONGEST_KEY}字，单位代码不超过{_LONGEST_SUBJECT}字"
        raise RegisterError(msg)
    if made.subject_kind != "region" and not entry.subject:
        msg = f"{where}：{made.name}的每一条须写明属于哪一家（{made.subject_kind}）"
        raise RegisterError(msg)
    return replace(
        entry,
        fields=typed(made, entry.fields, where),
        subject_kind=made.subject_kind,
        subject=entry.subject or entry.region,
    )


def _check_twice(entries: Sequence[RegisterEntry], file_name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.key and (entry.register, entry.key) in seen:
            msg = f"{file_name}：第{entry.row}行：登记号“{entry.key}”在同一批次中重复，请只保留一行"
            raise RegisterError(msg)
        seen.add((entry.register, entry.key))


def _row(sequence: int, number: int, entry: RegisterEntry) -> dict[str, object]:
    return {
        "batch": sequence,
        "number": number,
        "register": entry.register,
        "key": entry.key or f"B{sequence}-{number}",
        "day": entry.day,
        "region": entry.region,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "fields": to_json(entry.fields),
        "row": entry.row,
    }


def entries(question: Question, register_id: str) -> list[RegisterEntry]:
    """Return the entries of a register that answer a question, oldest day first.

    Of several of one key, that of the batch published last counts, of several published on one
    day the one committed last; withdrawn batches do not count. A scoped viewer sees those whose
    newest version lies in his regions.
    """
    made = register(register_id)
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(_entries_query(question, register_id)).mappings().all()
    return [_entry(made, row) for row in rows]


def _entries_query(question: Question, register_id: str) -> Select[Any]:
    table, batch = schema.register_entry, schema.batch
    order = func.row_number().over(
        partition_by=table.c.key,
        order_by=(batch.c.published_at.desc(), batch.c.sequence.desc()),
    )
    unscoped = store.sight(question.within(None))
    visible = (
        select(table, batch.c.kind, batch.c.published_at, order.label("newest"))
        .join(batch, batch.c.sequence == table.c.batch)
        .where(table.c.register == register_id, *unscoped)
        .subquery()
    )
    query = select(visible).where(visible.c.newest == 1)
    if question.scope is not None:
        query = query.where(visible.c.region.in_(question.scope))
    return query.order_by(visible.c.day, visible.c.batch, visible.c.number)


def history(question: Question, register_id: str, key: str) -> list[RegisterEntry]:
    """Return every version of one entry that was committed by the vintage, newest first.

    Versions of withdrawn batches are left out. Outside the viewer's scope there are none.
    """
    made = register(register_id)
    table, batch = schema.register_entry, schema.batch
    query = (
        select(table, batch.c.kind, batch.c.published_at)
        .join(batch, batch.c.sequence == table.c.batch)
        .where(
            table.c.register == register_id,
            table.c.key == key,
            *store.sight(question.within(None)),
        )
        .order_by(batch.c.published_at.desc(), batch.c.sequence.desc())
    )
    if question.scope is not None:
        query = query.where(table.c.region.in_(question.scope))
    with storage.reading(question.dataset) as connection:
        return [_entry(made, row) for row in connection.execute(query).mappings()]


def _entry(made: Register, row: Mapping[Any, Any]) -> RegisterEntry:
    names = ("key", "day", "region", "row", "subject", "subject_kind", "batch", "kind")
    return RegisterEntry(
        register=made.id,
        fields=from_json(made.fields, row["fields"]),
        published_at=row["published_at"],
        **{name: row[name] for name in names},
    )
