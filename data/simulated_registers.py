"""Entries of registers as a simulated sender would send them: grouped into files by day."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data import registers
from data.datasets import Dataset
from data.registers import RegisterEntry, RegisterSubmission
from data.simulated_files import SENDER

HEAD = ("key", "day", "region_code", "subject")


@dataclass(frozen=True)
class Event:
    """An entry, and the day on which it comes in."""

    entry: RegisterEntry
    sent_on: date


def next_monday(day: date) -> date:
    """Return the Monday after a day: what happens in a week comes in together.

    Examples
    --------
    >>> next_monday(date(2020, 10, 19))
    datetime.date(2020, 10, 26)
    """
    return day + timedelta(days=8 - day.isoweekday())


def submissions(dataset: Dataset, events: Iterable[Event]) -> list[RegisterSubmission]:
    """Return entries as batches: one a register and day of coming in."""
    together: dict[tuple[str, date], list[RegisterEntry]] = {}
    for event in events:
        together.setdefault((event.entry.register, event.sent_on), []).append(event.entry)
    return [_submission(dataset, key, sent_on, rows) for (key, sent_on), rows in together.items()]


def _submission(
    dataset: Dataset, key: str, sent_on: date, rows: list[RegisterEntry]
) -> RegisterSubmission:
    name = registers.register(key).name
    numbered = [replace(entry, row=line) for line, entry in enumerate(rows, 2)]
    return RegisterSubmission(
        title=f"{name}（{sent_on.year}年{sent_on.month}月{sent_on.day}日报送）",
        file_name=f"{dataset.id}-{key}-{sent_on.isoformat()}.csv",
        content=_csv_bytes(key, numbered),
        source=f"{dataset.name}{name}（模拟）",
        kind=dataset.kind,
        sender=SENDER,
        published_at=sent_on,
        published_assumed=False,
        entries=tuple(numbered),
    )


def _csv_bytes(key: str, rows: list[RegisterEntry]) -> bytes:
    fields = list(registers.register(key).fields)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*HEAD, *fields))
    for row in rows:
        said = (row.key, row.day.isoformat(), row.region, row.subject)
        writer.writerow((*said, *(row.fields.get(field) for field in fields)))
    return text.getvalue().encode("utf-8")
