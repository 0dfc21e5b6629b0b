"""What came in: every file is kept and noted before it is read, whatever becomes of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, insert, select

from data import storage
from data.batches import keep_file
from data.schema import (
    batch,
    batch_state,
    explanation,
    receipt,
    receipt_event,
    table_mapping,
)

CHANNELS = {"page": "网页", "command": "命令行", "api": "接口"}
EVENTS = {"refused": "未入库", "committed": "已入库", "same": "同一文件已入库"}
"""What became of a file; `same` is no event: another receipt of the content is a batch."""
WAITING = "待处理"


@dataclass(frozen=True)
class Receipt:
    """A received file and the last thing that became of it.

    Attributes
    ----------
    event
        ``refused``, ``committed``, ``same``, or empty: received and not yet decided.
    text
        Reason of a refusal; empty otherwise.
    batch
        The batch it became; 0 for none.
    """

    id: int
    file_name: str
    sha256: str
    bytes: int
    channel: str
    actor: str
    received_at: datetime
    event: str = ""
    text: str = ""
    batch: int = 0

    @property
    def state(self) -> str:
        """The state in words."""
        return EVENTS.get(self.event, WAITING)


@dataclass(frozen=True)
class Explained:
    """A finding of a committed batch and why it is right, in the sender's words."""

    check: str
    place: str
    finding: str
    text: str
    actor: str


def receive(dataset: str, file_name: str, content: bytes, channel: str, actor: str) -> Receipt:
    """Keep a file and note that it came in; the file comes first, so it is never lost.

    Parameters
    ----------
    channel
        One of `CHANNELS`.
    actor
        Who sent it.
    """
    keep_file(content)
    row = {
        "file_name": file_name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "channel": channel,
        "actor": actor,
        "received_at": datetime.now(UTC),
    }
    with storage.writing(dataset) as connection:
        number = connection.scalar(insert(receipt).values(row).returning(receipt.c.id))
    return Receipt(number, **row)  # type: ignore[arg-type]


def refuse(dataset: str, number: int, reason: str, actor: str) -> None:
    """Note that a received file was refused, and why."""
    with storage.writing(dataset) as connection:
        note_event(connection, number, "refused", actor, reason)


def note_event(
    connection: Connection,
    number: int,
    event: str,
    actor: str,
    text: str = "",
    made: int | None = None,
) -> None:
    """Add a row that says what became of a received file, in the caller's transaction."""
    row = {
        "receipt": number,
        "event": event,
        "at": datetime.now(UTC),
        "actor": actor,
        "text": text,
        "batch": made,
    }
    connection.execute(insert(receipt_event).values(row))


def receipts(dataset: str, most: int = 200) -> list[Receipt]:
    """Return the received files, newest first, each with the last thing that became of it."""
    return _read(dataset, _with_last_event().order_by(receipt.c.id.desc()).limit(most))


def receipt_of(dataset: str, number: int) -> Receipt | None:
    """Return one received file, None where there is none of this number."""
    found = _read(dataset, _with_last_event().where(receipt.c.id == number))
    return found[0] if found else None


def _read(dataset: str, query: Select[Any]) -> list[Receipt]:
    with storage.reading(dataset) as connection:
        return [Receipt(**row) for row in connection.execute(query).mappings()]


def _with_last_event() -> Select[Any]:
    last = select(func.max(receipt_event.c.id)).group_by(receipt_event.c.receipt)
    event = receipt_event.alias("event")
    same = and_(event.c.receipt == receipt.c.id, event.c.id.in_(last))
    taken = (
        select(func.max(batch.c.sequence))
        .where(batch.c.sha256 == receipt.c.sha256, ~_is_withdrawn())
        .scalar_subquery()
    )
    columns = (
        receipt,
        case(
            (event.c.event.is_not(None), event.c.event), (taken.is_not(None), "same"), else_=""
        ).label("event"),
        func.coalesce(event.c.text, "").label("text"),
        func.coalesce(event.c.batch, taken, 0).label("batch"),
    )
    return select(*columns).select_from(receipt.outerjoin(event, same))


def valid_batch_of(connection: Connection, sha256: str) -> int:
    """Return the newest batch made of a file and not withdrawn; 0 for none."""
    query = select(func.max(batch.c.sequence)).where(batch.c.sha256 == sha256, ~_is_withdrawn())
    return connection.scalar(query) or 0


def _is_withdrawn() -> ColumnElement[bool]:
    same = batch_state.c.batch == batch.c.sequence
    return exists().where(same, batch_state.c.state == "withdrawn")


def note_explanations(connection: Connection, made: int, texts: Iterable[Explained]) -> None:
    """Keep the explanations of a batch, in the caller's transaction."""
    rows = [
        {"batch": made, "number": number, **each.__dict__}
        for number, each in enumerate(texts, start=1)
    ]
    if rows:
        connection.execute(insert(explanation), rows)


def explanations(dataset: str, made: int) -> list[Explained]:
    """Return the explanations with which a batch was committed."""
    columns = [explanation.c[name] for name in Explained.__dataclass_fields__]
    query = select(*columns).where(explanation.c.batch == made).order_by(explanation.c.number)
    with storage.reading(dataset) as connection:
        return [Explained(**row) for row in connection.execute(query).mappings()]


def mappings(dataset: str) -> dict[str, str]:
    """Return what users said of tables: title to indicator (empty: not to be read)."""
    query = select(table_mapping.c.title, table_mapping.c.indicator).order_by(table_mapping.c.id)
    with storage.reading(dataset) as connection:
        return {row.title: row.indicator for row in connection.execute(query)}


def map_table(dataset: str, title: str, indicator: str, actor: str) -> None:
    """Keep what a user says of a table; the newest word on a title counts."""
    row = {"title": title, "indicator": indicator, "actor": actor, "at": datetime.now(UTC)}
    with storage.writing(dataset) as connection:
        connection.execute(insert(table_mapping).values(row))
