"""Evidence: what a reported progress rests on, in words and as a kept file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from data import schema, storage
from data.batches import inbox_path
from data.store import Question


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence of a batch.

    Attributes
    ----------
    text
        What the figure rests on, in the words of who reported it.
    file_name, sha256
        The kept file; both empty where none came with the words.
    actor
        Who reported it.
    batch
        The batch that it belongs to; 0 as long as it is not kept.
    """

    text: str
    actor: str
    file_name: str = ""
    sha256: str = ""
    batch: int = 0

    @property
    def file(self) -> Path | None:
        """Where the file lies, None where there is none (any more)."""
        path = inbox_path(self.sha256) if self.sha256 else None
        return path if path is not None and path.exists() else None


def note(connection: Connection, batch: int, pieces: Iterable[Evidence]) -> None:
    """Keep the evidence of a batch, in the caller's transaction."""
    rows = [
        {
            "batch": batch,
            "number": number,
            "text": piece.text,
            "file_name": piece.file_name,
            "sha256": piece.sha256,
            "actor": piece.actor,
        }
        for number, piece in enumerate(pieces, start=1)
    ]
    if rows:
        connection.execute(insert(schema.evidence), rows)


def of_batches(question: Question, batches: Iterable[int]) -> dict[int, list[Evidence]]:
    """Return the evidence of batches that were committed by the question's vintage.

    Batches without evidence are left out. Whether a viewer may know of a batch is decided where
    the numbers come from: they are those of figures that he sees.
    """
    numbers = [number for number in dict.fromkeys(batches) if number <= question.vintage]
    found: dict[int, list[Evidence]] = {}
    with storage.reading(question.dataset) as connection:
        for row in connection.execute(_of(numbers)).mappings():
            found.setdefault(row["batch"], []).append(Evidence(**row))
    return found


def _of(numbers: Iterable[int]) -> Select[Any]:
    table = schema.evidence.c
    columns = [table[name] for name in Evidence.__dataclass_fields__]
    return (
        select(*columns).where(table.batch.in_(list(numbers))).order_by(table.batch, table.number)
    )
