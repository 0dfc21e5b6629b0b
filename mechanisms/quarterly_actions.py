"""The desk's work of a quarter: supervised actions in time and late, records signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from data import bulletin_records
from data.bulletin_states import RecordForm
from data.store import Question
from mechanisms.ledgers import Entry
from metrics.periods import Period

QUARTERLY_SOURCE = "record:quarterly:"


@dataclass(frozen=True)
class ActionCounts:
    """Supervised actions whose deadline lies in the quarter, and those opened in it.

    Attributes
    ----------
    due
        Deadline up to the end of the quarter, withdrawn ones left out.
    closed_in_time
        Of them: what the owner owed was done by the deadline.
    overdue
        Of all, open and late on the day of judgement.
    """

    opened: int
    due: int
    closed_in_time: int
    overdue: int

    @property
    def in_time_pct(self) -> float | None:
        """按期办结率; None where nothing was due."""
        return 100 * self.closed_in_time / self.due if self.due else None


@dataclass(frozen=True)
class Rhythm:
    """How many records of a form were signed for the periods that end in the quarter."""

    form: RecordForm
    signed: int
    due: int


def concerns(entry: Entry, chosen: Period) -> bool:
    """Whether an action was opened or due in a quarter, or was still open at its end."""
    return entry.opened_on <= chosen.end and (
        entry.is_open or entry.opened_on >= chosen.start or _is_due(entry, chosen)
    )


def _is_due(entry: Entry, chosen: Period) -> bool:
    due = entry.deadline
    return due is not None and chosen.start <= due <= chosen.end and not entry.state.void


def counts(actions: Sequence[Entry], chosen: Period) -> ActionCounts:
    """Count the actions of a quarter, as they stood on its day of judgement."""
    due = [each for each in actions if _is_due(each, chosen)]
    closed = [each for each in due if not each.is_open and each.days_late == 0]
    opened = [each for each in actions if chosen.start <= each.opened_on <= chosen.end]
    overdue = [each for each in actions if each.is_overdue and each.opened_on <= chosen.end]
    return ActionCounts(len(opened), len(due), len(closed), len(overdue))


def _year_so_far(chosen: Period) -> Period:
    return Period.of_ytd(chosen.end.year, chosen.end.month)


def findings(actions: Sequence[Entry], chosen: Period) -> tuple[Entry, ...]:
    """Return the actions that quarterly supervision gave out since the year began."""
    start = _year_so_far(chosen).start
    return tuple(
        each
        for each in actions
        if each.source.startswith(QUARTERLY_SOURCE) and each.opened_on >= start
    )


def rhythms(question: Question, chosen: Period, months: Sequence[Period]) -> tuple[Rhythm, ...]:
    """Return how many records of weeks and months were signed that end in the quarter.

    Parameters
    ----------
    months
        The months of the quarter that have figures of their own: there is no January of output.
    """
    due: tuple[tuple[RecordForm, int], ...] = (
        ("weekly", len(_weeks(chosen))),
        ("monthly", len(months)),
    )
    return tuple(Rhythm(form, _signed(question, form, chosen), count) for form, count in due)


def _weeks(chosen: Period) -> list[Period]:
    """Return the weeks that end in a quarter."""
    days = [chosen.start + timedelta(days=7 * number) for number in range(15)]
    weeks = (Period.of_week(day) for day in days)
    return [week for week in weeks if chosen.start <= week.end <= chosen.end]


def held(question: Question, chosen: Period) -> int:
    """Return how many quarters of the year so far have a signed record of supervision."""
    return _signed(question, "quarterly", _year_so_far(chosen))


def _signed(question: Question, form: RecordForm, chosen: Period) -> int:
    found = bulletin_records.listed(question.dataset, issued_only=True, form=form)
    ends = {
        Period.parse(each.period).end
        for each in found
        if each.in_force and each.issued_on is not None and each.issued_on <= question.as_of
    }
    return sum(chosen.start <= end <= chosen.end for end in ends)
