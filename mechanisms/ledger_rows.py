"""Entries of ledgers as rows of plain values, for JSON and CSV."""

from data.ledger_entries import Entry, Event
from data.ledgers import Ledger
from data.register_fields import FieldValue

_BEFORE = ("number", "region", "source")
_AFTER = ("state", "opened_on", "deadline", "is_overdue", "days_late", "extended", "version")


def keys(made: Ledger) -> tuple[str, ...]:
    """Return the keys of a ledger's rows."""
    beside = [key for key in made.fields if key not in _AFTER]
    return (*_BEFORE, *beside, *_AFTER)


def row(found: Entry) -> dict[str, object]:
    """Return an entry as it stands; fields that are not filled are None."""
    known: dict[str, object] = {key: plain(found.fields.get(key)) for key in found.ledger.fields}
    known |= {
        "number": found.number,
        "region": found.region,
        "source": found.source,
        "state": found.last.state,
        "opened_on": str(found.opened_on),
        "deadline": plain(found.deadline),
        "is_overdue": found.is_overdue,
        "days_late": found.days_late,
        "extended": found.extended,
        "version": found.version,
    }
    return {key: known[key] for key in keys(found.ledger)}


def with_history(found: Entry) -> dict[str, object]:
    """Return an entry with every step."""
    return row(found) | {"history": [_step(event) for event in found.history]}


def _step(event: Event) -> dict[str, object]:
    return {
        "number": event.number,
        "step": event.step,
        "state": event.state,
        "day": str(event.day),
        "at": event.at.isoformat(),
        "actor": event.actor,
        "sender": event.sender,
        "text": event.text,
        "fields": {key: plain(value) for key, value in event.fields.items()},
        "attachments": [
            {"file_name": file.file_name, "sha256": file.sha256, "bytes": file.bytes}
            for file in event.attachments
        ],
    }


def plain(value: FieldValue) -> object:
    """Return a value as JSON knows it: decimals and days as text, exact."""
    return value if value is None or isinstance(value, bool) else str(value)
