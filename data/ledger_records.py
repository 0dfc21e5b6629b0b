"""What is on record of the entries of ledgers: where they stood as of a day, and how they came."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data import ledgers, schema, storage, store
from data.ledger_entries import Attachment, Entry, Event
from data.ledgers import LedgerError
from data.register_fields import from_json
from data.store import Question


def entries(
    question: Question, ledger: str, *, source_prefix: str = "", region: str = ""
) -> tuple[Entry, ...]:
    """Return the entries of a ledger as they stood at the end of `question.as_of`, oldest first.

    The vintage plays no part: steps are no commits of figures, and each carries its own day. A
    scoped viewer sees the entries of his own regions; those of the city as a whole are nobody's.

    Parameters
    ----------
    source_prefix
        Only entries whose source begins so (``record:weekly:``).
    region
        Only entries of this region.
    """
    table = schema.ledger_entry.c
    conditions = [table.ledger == ledger]
    if source_prefix:
        conditions.append(table.source.startswith(source_prefix, autoescape=True))
    if region:
        conditions.append(table.region == region)
    return _read(question, _events(question).where(*conditions))


def entry(question: Question, number: int) -> Entry:
    """Return one entry as it stood at the end of `question.as_of`.

    Raises
    ------
    LedgerError
        If there is none that the viewer may see.
    """
    found = _read(question, _events(question).where(schema.ledger_entry.c.id == number))
    if not found:
        raise unknown(number)
    return found[0]


def unknown(number: int) -> LedgerError:
    """Return the refusal of a number: of none, and of one outside the scope, in the same words."""
    return LedgerError(f"没有编号为 {number} 的事项，或不在您的权限范围内；请核对编号")


def _events(question: Question) -> Select[Any]:
    entry, event = schema.ledger_entry, schema.ledger_event
    query = (
        select(entry.c.id, entry.c.ledger, entry.c.region, entry.c.source, *event.c)
        .join(event, event.c.entry == entry.c.id)
        .where(event.c.day <= question.as_of)
        .order_by(entry.c.id, event.c.number)
    )
    own = store.regions_of_firms(question)  # the city's own entries are no county's
    return query if own is None else query.where(entry.c.region.in_(own))


def _read(question: Question, query: Select[Any]) -> tuple[Entry, ...]:
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(query).mappings().all()
        files = _files(connection, query)
    found = []
    for _, group in groupby(rows, key=lambda row: row["id"]):
        found.append(_entry(list(group), files, question.as_of))
    return tuple(found)


def _files(connection: Connection, query: Select[Any]) -> dict[tuple[int, int], list[Attachment]]:
    shown = query.with_only_columns(schema.ledger_entry.c.id).order_by(None)
    table = schema.ledger_file.c
    wanted = (
        select(table.entry, table.event, table.file_name, table.sha256, table.bytes)
        .where(table.entry.in_(shown))
        .order_by(table.entry, table.event, table.number)
    )
    found: dict[tuple[int, int], list[Attachment]] = {}
    for entry, event, *file in connection.execute(wanted):
        found.setdefault((entry, event), []).append(Attachment(*file))
    return found


def _entry(
    rows: Iterable[Mapping[Any, Any]],
    files: Mapping[tuple[int, int], list[Attachment]],
    as_of: date,
) -> Entry:
    first, *_ = every = list(rows)
    made = ledgers.ledger(first["ledger"])
    history = tuple(
        Event(
            **{name: row[name] for name in _PLAIN},
            fields=from_json(made.fields, row["fields"]),
            attachments=tuple(files.get((row["id"], row["number"]), ())),
        )
        for row in every
    )
    return Entry(first["id"], made, first["region"], first["source"], as_of, history)


_PLAIN = ("number", "step", "state", "day", "at", "actor", "sender", "text")


def newest(connection: Connection, number: int, as_of: date) -> Entry:
    """Return an entry with everything that was ever done, inside a write transaction.

    Raises
    ------
    LedgerError
        If there is none of this number.
    """
    entry, event = schema.ledger_entry, schema.ledger_event
    query = (
        select(entry.c.id, entry.c.ledger, entry.c.region, entry.c.source, *event.c)
        .join(event, event.c.entry == entry.c.id)
        .where(entry.c.id == number)
        .order_by(event.c.number)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise unknown(number)
    return _entry(rows, {}, as_of)


def number_of_source(connection: Connection, ledger: str, source: str) -> int | None:
    """Return the newest entry of exactly this source, None where there is none."""
    table = schema.ledger_entry.c
    query = select(func.max(table.id)).where(table.ledger == ledger, table.source == source)
    found: int | None = connection.scalar(query)
    return found
