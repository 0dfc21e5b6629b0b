"""Simulated entries of ledgers: written out step by step in the declaration, through the engine."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import Connection

from data import ledger_writing, ledgers
from data.datasets import Dataset
from data.ledger_writing import Move, Signature
from data.permissions import Viewer, roles, sender_name
from data.records import CatalogueError, Record, parse

_MORNING = time(9, tzinfo=ZoneInfo("Asia/Shanghai"))


class PlannedStep(Record):
    """A step as it was taken; `role` is a role of `roles.yaml`, in the region of the entry."""

    day: date
    step: str
    role: str = "official"
    actor: str
    text: str = ""
    values: dict[str, str | date] = Field(default_factory=dict)


class PlannedEntry(Record):
    """An entry with its steps; the first opens it."""

    ledger: str
    region: str
    source: str = ""
    steps: tuple[PlannedStep, ...] = Field(min_length=1)


class Plan(Record):
    """The entries of a city, in the order of their opening."""

    entries: tuple[PlannedEntry, ...]


def write(connection: Connection, dataset: Dataset) -> None:
    """Write the entries that a dataset's declaration holds, in the caller's transaction.

    Raises
    ------
    CatalogueError
        If the declaration is not as it must be, or a step is unlawful.
    """
    content = (dataset.simulate or {}).get("ledgers")
    if content is None:
        return
    where = f"{dataset.id}.yaml：simulate.ledgers"
    for number, planned in enumerate(parse(Plan, content, where).entries, start=1):
        try:
            _write(connection, planned)
        except ledgers.LedgerError as error:
            msg = f"{where}：第{number}条：{error}"
            raise CatalogueError(msg) from error


def _write(connection: Connection, planned: PlannedEntry) -> None:
    made = ledgers.ledger(planned.ledger)
    first, *later = planned.steps
    place = (planned.region, planned.source)
    signature = _signature(planned, first)
    entry = ledger_writing.open_entry(connection, made, place, _move(first), signature)
    for step in later:
        ledger_writing.take(connection, entry, None, _move(step), _signature(planned, step))


def _move(planned: PlannedStep) -> Move:
    return Move(planned.step, planned.text, planned.values)


def _signature(entry: PlannedEntry, planned: PlannedStep) -> Signature:
    region = entry.region if roles()[planned.role].needs_region else ""
    sender = sender_name(Viewer(planned.role, region))
    return Signature(planned.actor, sender, planned.day, datetime.combine(planned.day, _MORNING))
