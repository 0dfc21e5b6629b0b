"""Ledgers at work: opening entries, taking steps, looking at them; permission first.

Screen and command line both come through here. Which ledgers there are and who may do what is
declared in `data/ledgers/`; whose entries a viewer sees is decided in SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data import attachments as files
from data import ledger_records, ledger_writing, ledgers, permissions, storage
from data.attachments import AttachmentError
from data.datasets import Dataset
from data.ledger_entries import Attachment as Attachment
from data.ledger_entries import Entry as Entry
from data.ledger_entries import Event as Event
from data.ledger_records import entries as entries
from data.ledger_records import unknown as unknown
from data.ledger_writing import Move, Signature
from data.ledger_writing import StepConflictError as StepConflictError
from data.ledgers import Ledger as Ledger
from data.ledgers import LedgerError as LedgerError
from data.permissions import PermissionDeniedError, Viewer
from data.store import Question
from mechanisms.bulletin_content import BulletinError
from mechanisms.bulletin_life import Desk
from mechanisms.record_kinds import KINDS

SUPERVISED = "supervised_actions"
ALERTS = "alert_handling"


@dataclass(frozen=True)
class Upload:
    """A file that comes with a step."""

    file_name: str
    content: bytes


def entry_of(question: Question, ledger: str, number: int) -> Entry:
    """Return one entry of a ledger, within the scope and as of the day of the question.

    Raises
    ------
    LedgerError
        If there is none of this number in this ledger that the viewer may see.
    """
    found = ledger_records.entry(question, number)
    if found.ledger.id != ledger:
        raise unknown(number)
    return found


def open_entry(
    desk: Desk,
    ledger: str,
    values: Mapping[str, object],
    source: str = "",
    *,
    region: str = "",
    step: str = "",
    text: str = "",
    attachments: Sequence[Upload] = (),
) -> int:
    """Open an entry and return its number.

    Parameters
    ----------
    values
        By field: a value of its type, or its text.
    source
        Where it comes from, such as ``record:weekly:2020-W40``; empty for none.
    region
        Code of the county to which it belongs; empty is the city as a whole, which no county sees.
    step
        Key of the step that opens it; empty where the ledger has one only.

    Raises
    ------
    PermissionDeniedError
        If the role may not take the step, or not there.
    LedgerError
        If nobody is named, the source names no record that there can be, or as
        `ledger_writing.open_entry`; nothing is written then.
    """
    made = ledgers.ledger(ledger)
    key = made.opening(step)
    _check_record(made, source)
    place = region or desk.dataset.region
    signature = _enter(desk, made, key, place)
    move = Move(key, text, values, _kept(attachments))
    with storage.writing(desk.dataset.id) as connection:
        return ledger_writing.open_entry(connection, made, (place, source), move, signature)


def _check_record(made: Ledger, source: str) -> None:
    """Refuse a source that names a record of no known kind or of no period of its kind."""
    prefix, _, rest = source.partition(":")
    if prefix != "record":
        return
    form, _, code = rest.partition(":")
    try:
        made_of = next((each for key, each in KINDS.items() if key == form), None)
        if made_of is None:
            msg = f"没有“{form}”这一类研判记录，可用：{'、'.join(KINDS)}"
            raise BulletinError(msg)
        made_of.checked(code)
    except BulletinError as error:
        msg = f"{made.name}：来源“{source}”不合规则：{error}"
        raise LedgerError(msg) from error


def act(
    desk: Desk,
    number: int,
    step: str,
    text: str = "",
    values: Mapping[str, object] | None = None,
    attachments: Sequence[Upload] = (),
    *,
    seen: int | None = None,
) -> None:
    """Take a step of an entry.

    Parameters
    ----------
    values
        The fields that the step sets; what is not named stays as it is.
    seen
        `Entry.version` as the actor saw it: if somebody was faster, nothing is written and the
        error says what he did. None: whatever is newest.

    Raises
    ------
    PermissionDeniedError
        If the role may not take the step.
    StepConflictError, LedgerError
        If there is no such entry within the scope, or as `ledger_writing.take`.
    """
    found = _found(desk, number)
    signature = _enter(desk, found.ledger, step, found.region)
    move = Move(step, text, values, _kept(attachments))
    with storage.writing(desk.dataset.id) as connection:
        ledger_writing.take(connection, number, seen, move, signature)


def hand_over(
    desk: Desk,
    ledger: str,
    place: tuple[str, str],
    move: Move,
    values: Mapping[str, object],
    *,
    seen: int | None = None,
) -> int:
    """Take a step that opens an entry elsewhere (转督办), both or neither; return its number.

    Parameters
    ----------
    place
        Region and source. The step is taken on the newest entry of this source, which is opened
        by it where there is none.
    move
        The step in `ledger`, with its words and fields.
    values
        The fields of the entry that it opens in the other ledger.

    Raises
    ------
    PermissionDeniedError, StepConflictError, LedgerError
        As `act` and `open_entry`.
    """
    made = ledgers.ledger(ledger)
    other = ledgers.ledger(_handed_to(made, move.step))
    region, source = place
    signature = _enter(desk, made, move.step, region)
    _enter(desk, other, other.opening(), region)
    with storage.writing(desk.dataset.id) as connection:
        ledger_writing.one_writer(connection)
        earlier = ledger_records.number_of_source(connection, ledger, source)
        if earlier is None:
            ledger_writing.open_entry(connection, made, place, move, signature)
        else:
            ledger_writing.take(connection, earlier, seen, move, signature)
        opening = Move(other.opening(), move.text, values)
        return ledger_writing.open_entry(connection, other, place, opening, signature)


def steps_for(viewer: Viewer, dataset: Dataset, found: Entry) -> tuple[str, ...]:
    """Return the keys of the steps that a viewer may take of an entry, in declared order."""
    return tuple(
        key
        for key, step in found.lawful.items()
        if _may_there(viewer, dataset, step.permission, found.region)
    )


def places(viewer: Viewer, dataset: Dataset, action: str) -> tuple[str, ...]:
    """Return the regions for which a viewer may take a step: the city first, if he may."""
    known = (dataset.region, *permissions.county_choices(dataset))
    return tuple(code for code in dict.fromkeys(known) if _may_there(viewer, dataset, action, code))


def _found(desk: Desk, number: int) -> Entry:
    """Return an entry as the desk sees it: within the scope of whoever may see its ledger."""
    question = Question(desk.dataset.id, desk.dataset.today, 0)
    found = ledger_records.entry(question, number)
    if not permissions.may(desk.viewer, found.ledger.view):
        raise unknown(number)
    scope = permissions.require(desk.viewer, found.ledger.view, desk.dataset)
    return ledger_records.entry(question.within(scope), number)


def _enter(desk: Desk, made: Ledger, step: str, region: str) -> Signature:
    """Check permission, place and name; return what is put on record of the actor."""
    action = made.step(step).permission
    permissions.require(desk.viewer, action, desk.dataset)
    if region not in places(desk.viewer, desk.dataset, action):
        msg = f"{made.name}：不能为此单位办理“{made.step(step).name}”，不在您的权限范围内"
        raise PermissionDeniedError(msg)
    name = " ".join(desk.name.split())
    if not name:
        msg = "请先填写经办人姓名"
        raise LedgerError(msg)
    return Signature.now(name, permissions.sender_name(desk.viewer), desk.dataset.today)


def _may_there(viewer: Viewer, dataset: Dataset, action: str, region: str) -> bool:
    """Whether a viewer may do this there; the city as a whole is nobody's who sees a part."""
    if not permissions.may(viewer, action):
        return False
    scope = permissions.require(viewer, action, dataset)
    wholes = {dataset.region, *(ranked.whole for ranked in dataset.ranked_sets)}
    return scope is None or (region in scope and region not in wholes)


def _handed_to(made: Ledger, step: str) -> str:
    other = made.step(step).hands_to
    if not other:
        msg = f"{made.name}：“{made.step(step).name}”不转到别的台账"
        raise LedgerError(msg)
    return other


def _kept(uploads: Sequence[Upload]) -> tuple[Attachment, ...]:
    """Keep files before anything is written of them, so that none is ever lost."""
    try:
        for each in uploads:
            files.check(each.file_name, each.content)
        return tuple(Attachment(*files.keep(each.file_name, each.content)) for each in uploads)
    except AttachmentError as error:
        raise LedgerError(str(error)) from error
