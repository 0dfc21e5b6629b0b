"""本周交办: what a week's record decided, and what was open or late when the week was judged."""

from dataclasses import dataclass
from datetime import date

from data.store import Question
from mechanisms import ledger_board
from mechanisms.ledger_words import due_words, mark
from mechanisms.ledgers import SUPERVISED, Entry, entries
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, Way
from mechanisms.record_actions import source_of
from mechanisms.record_kinds import kind
from mechanisms.weekly import Weekly
from metrics.wording import date_text

DECIDED, LEFT = "本周交办", "此前未办结"


@dataclass(frozen=True, eq=False)
class WeekActions:
    """Supervised actions beside a week.

    Attributes
    ----------
    decided
        Those of the week's own record, as they stand on the viewer's day.
    left
        Others that were open on the day of judgement, as they stood then, the latest first.
    decided_on, left_on
        The days as of which the ledger is told.
    """

    decided: tuple[Entry, ...]
    left: tuple[Entry, ...]
    decided_on: date
    left_on: date

    @property
    def overdue(self) -> tuple[Entry, ...]:
        """Those that were late."""
        return tuple(each for each in (*self.decided, *self.left) if each.is_overdue)


def week_actions(question: Question, found: Weekly) -> WeekActions:
    """Return the actions of a week within the viewer's scope.

    Parameters
    ----------
    question
        The viewer's own, whose day decides how far the week's decisions have come; `found` is
        asked as of the week's judgement.
    """
    source = source_of(kind("weekly"), found.week.code)
    decided = tuple(
        each
        for each in entries(question, SUPERVISED, source_prefix=source)
        if each.source == source
    )
    board = ledger_board.board(found.question.within(question.scope), SUPERVISED)
    left = tuple(each for each in board.group("open") if each.source != source)
    return WeekActions(decided, left, question.as_of, found.question.as_of)


def sentence(found: WeekActions) -> str:
    """Say how many actions there are, and how many are late."""
    parts = [f"{DECIDED}{len(found.decided)}项"] if found.decided else []
    if found.left:
        parts.append(f"{LEFT}{len(found.left)}项")
    if late := len(found.overdue):
        parts.append(f"逾期{late}项")
    return "，".join(parts) + "。" if parts else "没有交办或未办结的督办事项。"


def table(found: WeekActions, most: int) -> Table:
    """Return the week's decisions and what was left open, each leading to its card."""
    columns = (
        Column("来源"),
        Column("事项", wide=True),
        Column("责任单位"),
        Column("时限"),
        Column("状态"),
    )
    shown = [(DECIDED, each) for each in found.decided]
    shown += [(LEFT, each) for each in found.left[:most]]
    left_out = len(found.left) - most
    said = [_days_words(found)] if shown else []
    said += [f"未办结的另有{left_out}项，见督办"] if left_out > 0 else []
    rows = tuple(_row(where, each) for where, each in shown)
    return Table(
        "交办",
        DECIDED,
        "；".join(filter(None, said)),
        columns,
        rows,
        "" if rows else sentence(found),
    )


def _days_words(found: WeekActions) -> str:
    """Say as of which days the states are told, where they are not those of one day."""
    if not (found.decided and found.left) or found.decided_on == found.left_on:
        day = found.decided_on if found.decided else found.left_on
        return f"状态截至{date_text(day)}"
    return (
        f"{DECIDED}的状态截至{date_text(found.decided_on)}，"
        f"{LEFT}的截至研判日{date_text(found.left_on)}"
    )


def _row(where: str, each: Entry) -> tuple[Cell, ...]:
    sign, css = mark(each)
    deadline = NOT_APPLICABLE if each.deadline is None else date_text(each.deadline)
    words = due_words(each) if each.is_overdue or each.is_near else each.state.name
    return (
        Cell(where, css="n"),
        Cell(each.title, leads=Way("actions", {"entry": str(each.number)})),
        Cell(each.owner),
        Cell(deadline),
        Cell(f"{sign}{words}", css=css),
    )
