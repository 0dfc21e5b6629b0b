"""Who stands on a roster on a day: entries of the register of rosters, matched to firms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from data import enterprises, registers, schema, storage, store
from data.enterprise_commits import portions
from data.registers import RegisterEntry
from data.store import Question

REGISTER = "firm_rosters"


@dataclass(frozen=True)
class Members:
    """The firms on a roster.

    Attributes
    ----------
    firms
        Numbers of the register of enterprises.
    unmatched
        Entries whose firm is not in the register, or whose name is that of several.
    """

    roster: str
    on: date
    firms: frozenset[int]
    unmatched: tuple[RegisterEntry, ...]


def members(question: Question, roster: str, on: date) -> Members:
    """Return who stands on a roster on a day, of those whom the viewer may see.

    An entry holds from its day until the day before `left`. A firm is found by the code of the
    entry, also one that it had earlier; an entry without a code by its name, if that is or was
    the name of one firm only. Entries that are nobody's are told to those who see the place of the
    entry; of those under the city itself, only to who sees all firms: they name firms anywhere.
    """
    regions = store.regions_of_firms(question)
    valid = [
        entry
        for entry in registers.entries(question, REGISTER)
        if entry.text("roster") == roster and _holds(entry, on)
    ]
    known = _numbers(question, [*{_called(entry) for entry in valid}])
    matched = {entry.key: known.get(_called(entry), set()) for entry in valid}
    return Members(
        roster,
        on,
        frozenset(number for found in matched.values() if len(found) == 1 for number in found),
        tuple(
            entry
            for entry in valid
            if len(matched[entry.key]) != 1 and (regions is None or entry.region in regions)
        ),
    )


def rosters(question: Question, on: date) -> tuple[str, ...]:
    """Return the names of the rosters that hold on a day."""
    found = registers.entries(question, REGISTER)
    return tuple(sorted({entry.text("roster") for entry in found if _holds(entry, on)}))


def entries_of(question: Question, register_id: str, firm: int) -> tuple[RegisterEntry, ...]:
    """Return the entries of a register that name one firm, oldest day first.

    A firm is found as in `members`: by the code of the entry, also one that it had earlier; by
    its name only where that is or was the name of one firm alone. None outside the scope.
    """
    known = enterprises.history(question, firm)
    own = {*known["uscc"], *known["name"]} - {""}
    found = [e for e in registers.entries(question, register_id) if _called(e) in own]
    owners = _numbers(question.within(None), [*{_called(entry) for entry in found}])
    return tuple(entry for entry in found if owners.get(_called(entry)) == {firm})


def owners(question: Question, entries: Sequence[RegisterEntry]) -> list[set[int]]:
    """Return of each entry the firms that it may mean: one, or none, or several of its name."""
    known = _numbers(question, [*{_called(entry) for entry in entries}])
    return [known.get(_called(entry), set()) for entry in entries]


def _holds(entry: RegisterEntry, on: date) -> bool:
    left = entry.when("left")
    return entry.day <= on and (left is None or on < left)


def _called(entry: RegisterEntry) -> str:
    return entry.text("uscc") or entry.text("firm")


def _numbers(question: Question, called: list[str]) -> dict[str, set[int]]:
    """Return the firms that have or had each code or name, within the scope."""
    table, batch = schema.enterprise_version.c, schema.batch
    newest = enterprises.newest_versions(question)
    found: dict[str, set[int]] = {}
    with storage.reading(question.dataset) as connection:
        for column in (table.uscc, table.name):
            for portion in portions(called):
                query = (
                    select(column.label("called"), table.firm)
                    .join(batch, batch.c.sequence == table.batch)
                    .join(newest, newest.c.firm == table.firm)
                    .where(column.in_(portion), *store.sight_of_batches(question))
                )
                for row in connection.execute(query):
                    found.setdefault(row.called, set()).add(row.firm)
    return found
