"""Evidence: what a reported progress rests on, in words and as a kept file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, insert, select

from data import batches, receipts, schema, storage, vintages
from data.batches import Submission, inbox_path
from data.datasets import Dataset
from data.receipts import Explained
from data.store import Question
from data.vintages import CommitError


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


def commit_report(
    dataset: Dataset,
    submission: Submission,
    pieces: Sequence[Evidence],
    reasons: Sequence[Explained],
    previewed: int,
) -> int:
    """Write a reported progress with its evidence in one transaction; return the batch's number.

    Parameters
    ----------
    reasons
        Why a figure that looks like a slip is right.
    previewed
        The vintage at which the report was looked at.

    Raises
    ------
    CommitError
        If something was committed since, or the figures are unlawful.
    """
    with storage.writing(dataset.id) as connection:
        vintages.one_writer(connection)
        newest = vintages.newest(connection)
        if newest != previewed:
            msg = f"预览之后又有新的入库或撤回（已到第{newest}版），现有进度可能已变；请重新预览"
            raise CommitError(msg)
        number = batches.commit(connection, dataset.kind, submission)
        note(connection, number, pieces)
        receipts.note_explanations(connection, number, reasons)
    return number


@dataclass(frozen=True)
class Recorded:
    """One version of a figure of a series: what a batch said of a period, and who sent it.

    `withdrawn` is the reason of a withdrawal, empty for a valid version; value None is 未报.
    """

    series: int
    measure: str
    region: str
    subject: str
    period: str
    value: float | None
    batch: int
    title: str
    source: str
    sender: str
    file_name: str
    received_at: datetime
    published_at: date
    withdrawn: str


def recorded(question: Question, series: Iterable[int]) -> list[Recorded]:
    """Return all versions of the figures of some series that the question may see, newest first.

    Withdrawn versions are among them and say so; series outside the scope give nothing.
    """
    with storage.reading(question.dataset) as connection:
        rows = connection.execute(_versions(question, list(series))).mappings()
        return [Recorded(**row | {"withdrawn": row["withdrawn"] or ""}) for row in map(dict, rows)]


def _versions(question: Question, numbers: list[int]) -> Select[Any]:
    table, head, figure = schema.series.c, schema.batch.c, schema.observation.c
    state = schema.batch_state.alias("state")
    gone = and_(
        state.c.batch == head.sequence,
        state.c.state == "withdrawn",
        state.c.sequence <= question.vintage,
    )
    query = (
        select(
            figure.series,
            table.measure,
            table.region,
            table.subject,
            figure.period,
            figure.value,
            figure.batch,
            head.title,
            head.source,
            head.sender,
            head.file_name,
            head.received_at,
            head.published_at,
            state.c.reason.label("withdrawn"),
        )
        .join(schema.series, table.id == figure.series)
        .join(schema.batch, head.sequence == figure.batch)
        .outerjoin(state, gone)
        .where(
            figure.series.in_(numbers),
            head.sequence <= question.vintage,
            head.published_at <= question.as_of,
        )
        .order_by(figure.period_end.desc(), head.published_at.desc(), head.sequence.desc())
    )
    return query if question.scope is None else query.where(table.region.in_(question.scope))
