"""What was done about alerts: acknowledged, explained, handed on; kept in the ledger 预警处置.

An alert is found anew from the figures at any time; what was said of it is kept under its key and
so is found again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.ledger_writing import Move
from data.ledgers import ledger
from data.store import Question
from mechanisms import ledgers
from mechanisms.alert_board import Alert, AlertBoard
from mechanisms.bulletin_life import Desk
from mechanisms.ledgers import ALERTS, SUPERVISED, Entry, Upload

PREFIX = "alert:"
UNHANDLED = "未处置"
ACKNOWLEDGE, EXPLAIN, TURN = "acknowledge", "explain", "turn"
LONGEST_TITLE = 180


@dataclass(frozen=True)
class Handling:
    """What is on record of an alert.

    Attributes
    ----------
    entry
        Its entry; None where nobody has looked at it.
    earlier
        The newest entry of the same rule and subject in an earlier period.
    actions
        The supervised actions that came of it.
    """

    entry: Entry | None = None
    earlier: Entry | None = None
    actions: tuple[Entry, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has said why, or handed it on."""
        return self.entry is None or self.entry.is_open

    @property
    def words(self) -> str:
        """How it stands; of an alert that nobody looked at, what was done about the last one."""
        if self.entry is not None:
            return self.entry.state.name
        return f"{UNHANDLED}（上期{self.earlier.state.name}）" if self.earlier else UNHANDLED


NOTHING = Handling()


def handling(board: AlertBoard) -> Mapping[str, Handling]:
    """Return what is on record of each alert of a board, as of its day, by key."""
    question = board.question
    entries = {_key(each): each for each in ledgers.entries(question, ALERTS, source_prefix=PREFIX)}
    actions = _actions(question)
    return {
        alert.key: Handling(
            entries.get(alert.key), _earlier(alert, entries), tuple(actions.get(alert.key, ()))
        )
        for alert in board.alerts
    }


def _key(entry: Entry) -> str:
    return entry.source.removeprefix(PREFIX)


def _actions(question: Question) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for each in ledgers.entries(question, SUPERVISED, source_prefix=PREFIX):
        found.setdefault(_key(each), []).append(each)
    return found


def _earlier(alert: Alert, entries: Mapping[str, Entry]) -> Entry | None:
    """Return the newest entry on the same rule and subject in another period."""
    stem = alert.key.rpartition("/")[0]
    found = [
        entry
        for key, entry in entries.items()
        if key != alert.key and key.rpartition("/")[0] == stem
    ]
    return max(found, key=lambda entry: entry.number, default=None)


def title(alert: Alert) -> str:
    """Return how an alert is named in a ledger: its rule and its reason, as they were then."""
    text = f"{alert.rule_name}：{alert.reason.rstrip('。')}"
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def source(alert: Alert) -> str:
    """Return the source that a ledger notes for an alert."""
    return f"{PREFIX}{alert.key}"


def take(
    desk: Desk, alert: Alert, handled: Handling, step: str, text: str, files: Sequence[Upload] = ()
) -> None:
    """Acknowledge or explain an alert; its first step opens the entry.

    Parameters
    ----------
    handled
        What was on record when the actor looked: if somebody was faster, nothing is written.

    Raises
    ------
    PermissionDeniedError, StepConflictError, LedgerError
        As `ledgers.open_entry` and `ledgers.act`.
    """
    values = {"title": title(alert)}
    if handled.entry is None:
        ledgers.open_entry(
            desk, ALERTS, values, source(alert),
            region=alert.region, step=step, text=text, attachments=files,
        )  # fmt: skip
        return
    ledgers.act(desk, handled.entry.number, step, text, values, files, seen=handled.entry.version)


def turn(
    desk: Desk, alert: Alert, handled: Handling, text: str, values: Mapping[str, object]
) -> int:
    """Turn an alert into a supervised action, both or neither; return the action's number.

    Parameters
    ----------
    values
        事项, 责任单位, 期限, 要求 of the action.

    Raises
    ------
    PermissionDeniedError, StepConflictError, LedgerError
        As `ledgers.hand_over`.
    """
    move = Move(TURN, text, {"title": title(alert)})
    seen = None if handled.entry is None else handled.entry.version
    return ledgers.hand_over(desk, ALERTS, (alert.region, source(alert)), move, values, seen=seen)


def steps_for(desk: Desk, alert: Alert, handled: Handling) -> tuple[str, ...]:
    """Return the steps that a desk may take of an alert, in declared order."""
    made = ledger(ALERTS)
    offered = made.steps if handled.entry is None else handled.entry.lawful
    return tuple(
        key
        for key, step in offered.items()
        if (handled.entry is not None or step.opens)
        and alert.region in ledgers.places(desk.viewer, desk.dataset, step.permission)
        and (key != TURN or _may_assign(desk, alert))
    )


def _may_assign(desk: Desk, alert: Alert) -> bool:
    other = ledger(SUPERVISED)
    action = other.step(other.opening()).permission
    return alert.region in ledgers.places(desk.viewer, desk.dataset, action)


def last_words(handled: Handling) -> str:
    """Say who did what last, and why; empty where nobody did."""
    if handled.entry is None:
        return ""
    last = handled.entry.last
    said = f"：{last.text.rstrip('。')}" if last.text else ""
    return f"{last.day.isoformat()} {last.actor} {handled.entry.ledger.step(last.step).name}{said}"
