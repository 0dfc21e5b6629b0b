"""Writing ledgers: every step is a row of its own, nothing is overwritten.

Each function works in the caller's write transaction; what it refuses leaves nothing behind. Who
may take a step is decided before (`mechanisms.ledgers`); that it is lawful, here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, text

from data import catalogue, ledger_records, schema
from data.ledger_entries import Attachment, Entry
from data.ledgers import NEW, Ledger, LedgerError
from data.register_fields import FieldValue, RegisterError, to_json, typed_fields
from metrics.wording import moment_text

_LONGEST_TEXT = 2000


class StepConflictError(LedgerError):
    """Somebody took a step meanwhile; nothing was written.

    Attributes
    ----------
    now
        The entry as it stands now.
    """

    def __init__(self, now: Entry, seen: int) -> None:
        self.now = now
        since = [event for event in now.history if event.number > seen]
        said = "；".join(
            f"{event.actor}已于 {moment_text(event.at)} {now.ledger.step(event.step).name}"
            + (f"（{event.text}）" if event.text else "")
            for event in since
        )
        super().__init__(
            f"事项 {now.number}：您打开之后，{said}，现为“{now.state.name}”；"
            "您的这一步没有写入，请看过后再办"
        )


@dataclass(frozen=True)
class Signature:
    """Who takes a step, in which capacity, on which business date, and when by the clock."""

    actor: str
    sender: str
    day: date
    at: datetime

    @classmethod
    def now(cls, actor: str, sender: str, day: date) -> "Signature":
        """Return a signature of this moment."""
        return cls(actor, sender, day, datetime.now(UTC))


@dataclass(frozen=True)
class Move:
    """A step with what goes with it.

    Attributes
    ----------
    values
        By field: a value of its type, or its text; fields that are not named stay as they are.
    """

    step: str
    text: str = ""
    values: Mapping[str, object] | None = None
    attachments: Sequence[Attachment] = ()


def open_entry(
    connection: Connection,
    made: Ledger,
    place: tuple[str, str],
    move: Move,
    signature: Signature,
) -> int:
    """Open an entry and return its number.

    Parameters
    ----------
    place
        Code of the region to which it belongs, and the source (empty: none).

    Raises
    ------
    LedgerError
        If the step opens no entry, a field is unlawful or missing, the source is of no declared
        kind, or has its entry already where a ledger keeps one of each.
    """
    one_writer(connection)
    region, source = place
    if region not in catalogue.regions():
        msg = f"{made.name}：区划代码“{region}”没有登记，请改正"
        raise LedgerError(msg)
    made.source_kind(source)
    earlier = ledger_records.number_of_source(connection, made.id, source) if source else None
    if made.one_per_source and earlier is not None:
        msg = f"{made.name}：“{source}”已有编号 {earlier}，请在该条上办理"
        raise LedgerError(msg)
    fields = _fields(made, move, {}, f"{made.name}：新开")
    _check(made, NEW, move, made.name)
    row = insert(schema.ledger_entry).values(ledger=made.id, region=region, source=source)
    number = int(connection.execute(row.returning(schema.ledger_entry.c.id)).scalar_one())
    _add(connection, (number, 1), made.step(move.step).leads_to, move, signature, fields)
    return number


def take(
    connection: Connection, number: int, seen: int | None, move: Move, signature: Signature
) -> Entry:
    """Take a step of an entry and return the entry as it stood before.

    Parameters
    ----------
    seen
        Number of the newest step that the actor has seen; None: whatever is newest.

    Raises
    ------
    StepConflictError
        If somebody took a step since.
    LedgerError
        If the step does not start from where the entry stands, or what goes with it is unlawful.
    """
    one_writer(connection)
    found = ledger_records.newest(connection, number, signature.day)
    if seen is not None and seen != found.version:
        raise StepConflictError(found, seen)
    made, where = found.ledger, f"事项 {number}"
    _check(made, found.last.state, move, where)
    if signature.day < found.last.day:
        msg = f"{where}：上一步是 {found.last.day}，业务日期 {signature.day} 更早；请核对业务日期"
        raise LedgerError(msg)
    fields = _fields(made, move, found.fields, where)
    _check_postponed(found, move, fields, where)
    state = made.step(move.step).leads_to or found.last.state
    _add(connection, (number, found.version + 1), state, move, signature, fields)
    return found


def one_writer(connection: Connection) -> None:
    """Let no other transaction write ledgers until this one ends; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE ledger_entry IN EXCLUSIVE MODE"))


def _check(made: Ledger, state: str, move: Move, where: str) -> None:
    """Refuse a step that does not start here, lacks its words, or brings files it does not take."""
    step = made.step(move.step)
    if state not in step.starts:
        lawful = "、".join(each.name for each in made.lawful(state).values())
        now = "新开时" if state == NEW else f"现为“{made.states[state].name}”，"
        msg = f"{where}：{now}不能{step.name}；可办：{lawful or '无（已经结束）'}"
        raise LedgerError(msg)
    if step.needs_text and not move.text.strip():
        msg = f"{where}：{step.name}必须写明{step.text_name}"
        raise LedgerError(msg)
    if len(move.text) > _LONGEST_TEXT or "\x00" in move.text:
        msg = f"{where}：{step.text_name}不超过{_LONGEST_TEXT}字"
        raise LedgerError(msg)
    if move.attachments and not step.takes_files:
        msg = f"{where}：{step.name}不收附件；请在{_steps_with_files(made)}时附上"
        raise LedgerError(msg)


def _steps_with_files(made: Ledger) -> str:
    return "、".join(step.name for step in made.steps.values() if step.takes_files) or "其他台账"


def _fields(
    made: Ledger, move: Move, before: Mapping[str, FieldValue], where: str
) -> dict[str, FieldValue]:
    """Return all fields after a step: those it sets, the others as they were."""
    step, values = made.step(move.step), dict(move.values or {})
    if wrong := [key for key in values if key not in step.fields]:
        names = "、".join(made.fields[key].name if key in made.fields else key for key in wrong)
        can = "、".join(made.fields[key].name for key in step.fields) or "无"
        msg = f"{where}：{step.name}不能填“{names}”；可填：{can}"
        raise LedgerError(msg)
    kept = {key: value for key, value in before.items() if key in made.fields}
    try:
        return typed_fields(made.fields, kept | values, where)
    except RegisterError as error:
        raise LedgerError(str(error)) from error


def _check_postponed(
    found: Entry, move: Move, fields: Mapping[str, FieldValue], where: str
) -> None:
    """Refuse to put a deadline off to no day, or to one that is not later."""
    step = found.ledger.step(move.step)
    if not step.postpones:
        return
    before, after = found.fields.get(step.postpones), fields.get(step.postpones)
    late = isinstance(before, date) and isinstance(after, date) and after > before
    if not late:
        name = found.ledger.fields[step.postpones].name
        msg = f"{where}：{step.name}后的{name}须晚于原{name} {before}，现为 {after or '（没有填）'}"
        raise LedgerError(msg)


def _add(
    connection: Connection,
    place: tuple[int, int],
    state: str,
    move: Move,
    signature: Signature,
    fields: Mapping[str, FieldValue],
) -> None:
    """Write the step as number `place[1]` of entry `place[0]`, with its files."""
    number, version = place
    row = {
        "entry": number,
        "number": version,
        "step": move.step,
        "state": state,
        "text": move.text.strip(),
        "fields": to_json(fields),
        **signature.__dict__,
    }
    connection.execute(insert(schema.ledger_event).values(row))
    files = [
        {"entry": number, "event": version, "number": place, **each.__dict__}
        for place, each in enumerate(move.attachments, start=1)
    ]
    if files:
        connection.execute(insert(schema.ledger_file), files)
