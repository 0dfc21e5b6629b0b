"""An entry of a ledger with its history: where it stands, what is owed, by when, how late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data.batches import inbox_path
from data.ledgers import Deadline, Ledger, State, Step
from data.register_fields import FieldValue


@dataclass(frozen=True)
class Attachment:
    """A file that came with a step of an entry."""

    file_name: str
    sha256: str
    bytes: int

    @property
    def file(self) -> Path | None:
        """Where the file lies, None where there is none any more."""
        path = inbox_path(self.sha256)
        return path if path.exists() else None


@dataclass(frozen=True)
class Event:
    """A step that was taken.

    Attributes
    ----------
    number
        From 1; the newest is the version of the entry.
    step, state
        What was done, and the state to which it led.
    day
        The business date on which it was done; `at` is the moment by the clock.
    actor, sender
        Who did it, and in which capacity.
    fields
        All fields as they stand since.
    """

    number: int
    step: str
    state: str
    day: date
    at: datetime
    actor: str
    sender: str
    text: str
    fields: Mapping[str, FieldValue]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An entry of a ledger as it stood at the end of the day `as_of`.

    Attributes
    ----------
    number
        By which it is named, one count for all ledgers of a dataset.
    source
        Where it came from (``record:weekly:2020-W38``), empty for none.
    history
        The steps up to `as_of`, oldest first; never empty.
    """

    number: int
    ledger: Ledger
    region: str
    source: str
    as_of: date
    history: tuple[Event, ...]

    @property
    def last(self) -> Event:
        """The newest step."""
        return self.history[-1]

    @property
    def version(self) -> int:
        """Number of the newest step, against which the next one is checked."""
        return self.last.number

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.ledger.states[self.last.state]

    @property
    def fields(self) -> Mapping[str, FieldValue]:
        """The fields as they stand."""
        return self.last.fields

    def text(self, field: str) -> str:
        """Return a field as text, empty where it is not filled."""
        value = self.fields.get(field)
        return "" if value is None else str(value)

    @property
    def title(self) -> str:
        """What it is about."""
        return self.text(self.ledger.title)

    @property
    def owner(self) -> str:
        """Whose it is, empty in a ledger without owners."""
        return self.text(self.ledger.owner) if self.ledger.owner else ""

    @property
    def opened_on(self) -> date:
        """The business date on which it was opened."""
        return self.history[0].day

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return not self.state.ends

    @property
    def milestone(self) -> Deadline | None:
        """The first deadline that is not met; of an entry whose deadlines are all met the last."""
        known = [each for each in self.ledger.deadlines if self._day(each.field) is not None]
        unmet = [each for each in known if not each.met_by or self._day(each.met_by) is None]
        first = sorted(unmet, key=lambda each: self._day(each.field) or date.max)
        return first[0] if first else None

    @property
    def deadline(self) -> date | None:
        """The day by which something is owed, None where no day is set or all are met."""
        return None if self.milestone is None else self._day(self.milestone.field)

    @property
    def first_deadline(self) -> date | None:
        """The deadline as it was set when the entry was opened."""
        if self.milestone is None:
            return None
        value = self.history[0].fields.get(self.milestone.field)
        return value if isinstance(value, date) else None

    @property
    def extended(self) -> int:
        """How often a deadline was put off."""
        return sum(1 for event in self.history if self._step(event.step).postpones)

    @property
    def days_late(self) -> int:
        """Days by which the owner is, or was, behind the deadline; 0 on the day itself.

        They are counted up to `as_of`, or to the day since which the clock stands: the entry has
        ended, or the owner has done his part and waits for a judgement.
        """
        if self.deadline is None:
            return 0
        return max(0, (self._counted_to - self.deadline).days)

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed and the owner still owes something."""
        return self._runs and self.days_late > 0

    @property
    def days_left(self) -> int | None:
        """Days up to the deadline while the clock runs (0 today), None otherwise."""
        if self.deadline is None or not self._runs or self.is_overdue:
            return None
        return (self.deadline - self.as_of).days

    @property
    def is_near(self) -> bool:
        """Whether the deadline is as near as the ledger calls near."""
        left, soon = self.days_left, self.ledger.soon
        return left is not None and soon is not None and left <= soon.days

    @property
    def lawful(self) -> dict[str, Step]:
        """The steps that start from where it stands, by key."""
        return self.ledger.lawful(self.last.state)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of all steps, oldest first."""
        return tuple(each for event in self.history for each in event.attachments)

    @property
    def _runs(self) -> bool:
        return not (self.state.ends or self.state.stops_clock)

    @property
    def _counted_to(self) -> date:
        """The day since which the clock stands, `as_of` while it runs."""
        since = self.as_of
        for event in reversed(self.history):
            state = self.ledger.states[event.state]
            if not (state.ends or state.stops_clock):
                break
            since = event.day
        return since

    def _day(self, field: str) -> date | None:
        value = self.fields.get(field)
        return value if isinstance(value, date) else None

    def _step(self, key: str) -> Step:
        return self.ledger.step(key)
