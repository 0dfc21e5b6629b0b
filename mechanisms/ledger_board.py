"""A ledger at a glance: its entries, the most urgent first, and how many stand where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from data import datasets, ledgers
from data.datasets import Dataset
from data.ledger_entries import Entry
from data.ledger_records import entries
from data.ledgers import Ledger
from data.store import Question


@dataclass(frozen=True, eq=False)
class LedgerBoard:
    """The entries of a ledger as they stood at the end of a day.

    Attributes
    ----------
    entries
        Overdue ones first, the latest of them at the top; then by deadline; then those that wait
        for a judgement; those that have ended last, the newest first.
    """

    question: Question
    dataset: Dataset
    ledger: Ledger
    entries: tuple[Entry, ...]

    def group(self, key: str) -> tuple[Entry, ...]:
        """Return the entries of a group, see `GROUPS`."""
        belongs = GROUPS[key]
        return tuple(each for each in self.entries if belongs(each))

    def count(self, key: str) -> int:
        """Return how many entries are in a group."""
        return len(self.group(key))

    @property
    def worst(self) -> Entry | None:
        """The entry that is overdue the longest, None without one."""
        return next(iter(self.group("overdue")), None)

    @property
    def newest_day(self) -> date | None:
        """The business date of the newest step, None without entries."""
        return max((each.last.day for each in self.entries), default=None)


def is_done(found: Entry) -> bool:
    """Whether an entry has ended with a result."""
    return found.state.ends and not found.state.void


def is_done_in_time(found: Entry) -> bool:
    """Whether an entry has ended with a result that came by its deadline."""
    return is_done(found) and found.days_late == 0


GROUPS: Mapping[str, Callable[[Entry], bool]] = {
    "open": lambda each: each.is_open,
    "overdue": lambda each: each.is_overdue,
    "near": lambda each: each.is_near,
    "waiting": lambda each: each.is_open and each.state.stops_clock,
    "done": is_done,
    "in_time": is_done_in_time,
    "void": lambda each: each.state.void,
    "all": lambda _: True,
}
"""Groups of entries by key; one entry may belong to several."""


def board(question: Question, ledger: str) -> LedgerBoard:
    """Return the board of a ledger, within the scope and as of the day of the question."""
    found = sorted(entries(question, ledger), key=_urgency)
    dataset = datasets.dataset(question.dataset)
    return LedgerBoard(question, dataset, ledgers.ledger(ledger), tuple(found))


def _urgency(each: Entry) -> tuple[int, int, int]:
    if each.is_overdue:
        return (0, -each.days_late, each.number)
    if not each.is_open:
        return (3, -each.last.day.toordinal(), -each.number)
    due = (each.deadline or date.max).toordinal()
    return (2 if each.state.stops_clock else 1, due, each.number)
