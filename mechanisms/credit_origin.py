"""From a registered entry to its batch, file and line."""

from dataclasses import dataclass
from datetime import date, datetime

from data import registers, store
from data.registers import Register, RegisterEntry
from data.store import Question
from mechanisms import tracing
from mechanisms.credit_cases import firm_question

SHOWN = ("credit_withdrawals", "matchmaking", "turnover_fund")
"""Registers of the page of loans."""
CITY_WIDE = "turnover_fund"


@dataclass(frozen=True)
class EntryVersion:
    """One version of an entry, as one batch gave it.

    Attributes
    ----------
    lines
        Head and line of the kept file, by number; empty where the file is not kept.
    """

    entry: RegisterEntry
    title: str
    source: str
    sender: str
    file_name: str
    sha256: str
    received_at: datetime
    published_at: date
    lines: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class EntryOrigin:
    """An entry with every version that counts or counted, newest first."""

    register: Register
    versions: tuple[EntryVersion, ...]


def origin(question: Question, key: str) -> EntryOrigin | None:
    """Return where an entry comes from; None where the viewer may see none of this key."""
    found = (origin_in(question, register, key) for register in SHOWN)
    return next((each for each in found if each is not None), None)


def origin_in(question: Question, register: str, key: str) -> EntryOrigin | None:
    """Return where an entry of one register comes from; None where the viewer may see none."""
    own = question if register == CITY_WIDE else firm_question(question)
    found = registers.history(own, register, key)
    if not found:
        return None
    return EntryOrigin(registers.register(register), _versions(question, found))


def _versions(question: Question, found: list[RegisterEntry]) -> tuple[EntryVersion, ...]:
    heads = {int(row["sequence"]): row for row in store.batches(question).to_dict("records")}
    known = [(entry, heads[entry.batch]) for entry in found if entry.batch in heads]
    return tuple(
        EntryVersion(
            entry=entry,
            title=str(head["title"]),
            source=str(head["source"]),
            sender=str(head["sender"]),
            file_name=str(head["file_name"]),
            sha256=str(head["sha256"]),
            received_at=head["received_at"],
            published_at=head["published_at"],
            lines=_lines(question, str(head["sha256"]), entry.row),
        )
        for entry, head in known
    )


def _lines(question: Question, sha256: str, row: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return head and line of the kept file; the lines around only for those who see all."""
    around = 2 if question.scope is None else 0
    found = tracing.file_lines(sha256, row, around)
    return tuple((number, tuple(cells)) for number, cells in found)
