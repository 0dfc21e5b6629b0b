"""The order of commits: each takes the next sequence, one writer at a time."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, text

from data import schema


class CommitError(ValueError):
    """A batch that may not be committed; the text says why and what to do."""


def one_writer(connection: Connection) -> None:
    """Let no other transaction write until this one ends; on SQLite that is so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE vintage IN EXCLUSIVE MODE"))


def newest(connection: Connection) -> int:
    """Return the sequence of the latest commit, 0 for an empty dataset."""
    return connection.scalar(select(func.max(schema.vintage.c.sequence))) or 0


def next_sequence(connection: Connection, event: str) -> int:
    """Take the next vintage inside the caller's write transaction.

    The table is locked, so the order of sequences is the order in which commits become
    visible: a reader at vintage n never misses one that is ≤ n.
    """
    one_writer(connection)
    sequence = newest(connection) + 1
    connection.execute(
        insert(schema.vintage).values(sequence=sequence, event=event, at=datetime.now(UTC))
    )
    return sequence
