"""Writing bulletins and records: every saving and step is a row of its own, none overwritten.

Each function works in the caller's write transaction; what it refuses leaves nothing behind.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, text, update

from data import bulletin_records, schema
from data.bulletin_records import Bulletin
from data.bulletin_states import (
    OPEN,
    RECORD_WORDS,
    STATE_WORDS,
    BulletinLifeError,
    EditConflictError,
    Form,
    State,
    StepName,
    check_reason,
    check_step,
)


@dataclass(frozen=True)
class NewBulletin:
    """A document that is begun.

    Attributes
    ----------
    content
        The first version (JSON).
    refers_to
        The issued document that a correction or withdrawal is about.
    reason
        Why there is a correction or withdrawal.
    """

    form: Form
    template: str
    period: str
    content: str
    refers_to: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class NewFile:
    """A file that is issued."""

    format: str
    file_name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Seal:
    """What is frozen when a document is issued, beside its text.

    Attributes
    ----------
    issued_on
        The document's own date.
    vintage, as_of
        What its figures rest on.
    files
        The document in its formats, made from the text that is issued.
    result
        The text that is issued (JSON); empty for that of the submitted version.
    """

    issued_on: date
    vintage: int
    as_of: date
    files: Sequence[NewFile]
    result: str = ""


def begin(connection: Connection, new: NewBulletin, actor: str) -> int:
    """Begin a document as a draft and return its number.

    Raises
    ------
    BulletinLifeError
        If it refers to a document that is not in force, or whose correction is being drafted
        already, or does so without a reason; or if it is a second record of a period.
    """
    _one_writer(connection)
    if new.refers_to is not None:
        _check_target(connection, new)
    elif new.form in RECORD_WORDS:
        _check_alone(connection, new)
    row = insert(schema.bulletin).values(
        form=new.form,
        template=new.template,
        period=new.period,
        refers_to=new.refers_to,
        made_at=datetime.now(UTC),
        made_by=actor,
    )
    number = connection.execute(row.returning(schema.bulletin.c.id)).scalar_one()
    _add_version(connection, number, 1, new.content, actor)
    _add_state(connection, number, "draft", 1, actor, new.reason)
    return int(number)


def save(connection: Connection, number: int, base: int, content: str, actor: str) -> int:
    """Save a draft as a new version on top of version `base` and return its number.

    Text that is the newest already is no new version.

    Raises
    ------
    EditConflictError
        If somebody saved since `base`.
    BulletinLifeError
        If the document may not be edited.
    """
    _one_writer(connection)
    found = _checked(connection, number, "save")
    _check_base(found, base)
    if found.content == content:
        return base
    _add_version(connection, number, base + 1, content, actor)
    return base + 1


def submit(connection: Connection, number: int, version: int, actor: str) -> None:
    """Put the newest version before the one who issues.

    Raises
    ------
    EditConflictError
        If somebody saved since `version`, so that the submitter has not seen the newest text.
    BulletinLifeError
        If the document may not be submitted.
    """
    _one_writer(connection)
    found = _checked(connection, number, "submit")
    _check_base(found, version)
    _add_state(connection, number, "submitted", version, actor)


def send_back(connection: Connection, number: int, reason: str, actor: str) -> None:
    """Return a submitted document to its editors, with the reason.

    Raises
    ------
    BulletinLifeError
        If it is not submitted, or no reason is given.
    """
    _one_writer(connection)
    found = _checked(connection, number, "send_back", reason)
    _add_state(connection, number, "returned", found.version, actor, reason)


def abandon(connection: Connection, number: int, reason: str, actor: str) -> None:
    """Give a draft up; it stays on record.

    Raises
    ------
    BulletinLifeError
        If the document is not a draft.
    """
    _one_writer(connection)
    found = _checked(connection, number, "abandon")
    _add_state(connection, number, "abandoned", found.version, actor, reason)


def issue(connection: Connection, number: int, version: int, seal: Seal, actor: str) -> None:
    """Issue the submitted version and freeze it with its files.

    Raises
    ------
    BulletinLifeError
        If the document is not submitted, was submitted in another version than the one that
        the files were made from, or refers to a document that is no longer in force.
    """
    _one_writer(connection)
    found = _checked(connection, number, "issue")
    if found.version != version:
        msg = f"{found.named}：送审的是第{found.version}版，不是第{version}版；请重新打开后再签发"
        raise BulletinLifeError(msg)
    if found.refers_to is not None:
        check_in_force(bulletin_records.one(connection, found.refers_to))
    _add_state(connection, number, "issued", version, actor)
    connection.execute(
        insert(schema.bulletin_issue).values(
            bulletin=number,
            issued_at=datetime.now(UTC),
            issued_on=seal.issued_on,
            actor=actor,
            vintage=seal.vintage,
            as_of=seal.as_of,
            result=seal.result or found.content,
        )
    )
    connection.execute(
        insert(schema.bulletin_file), [_file_row(number, file) for file in seal.files]
    )


def see(connection: Connection, number: int, editor: str, name: str) -> None:
    """Note that somebody has a draft open just now.

    Parameters
    ----------
    editor
        The editor's window, so that two people of one name are two.
    """
    _one_writer(connection)
    table = schema.bulletin_editor
    row = {"name": name, "seen_at": datetime.now(UTC)}
    own = update(table).where(table.c.bulletin == number, table.c.editor == editor)
    if connection.execute(own.values(**row)).rowcount == 0:
        connection.execute(insert(table).values(bulletin=number, editor=editor, **row))


def _one_writer(connection: Connection) -> None:
    """Let no other transaction write bulletins until this one ends; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE bulletin IN EXCLUSIVE MODE"))


def _checked(connection: Connection, number: int, step: StepName, reason: str = "") -> Bulletin:
    found = bulletin_records.one(connection, number)
    check_step(found.named, found.state, step, reason)
    return found


def _check_base(found: Bulletin, base: int) -> None:
    if found.version != base:
        raise EditConflictError(found.named, base, found.version, found.saved_at, found.saved_by)


def _check_target(connection: Connection, new: NewBulletin) -> None:
    assert new.refers_to is not None  # noqa: S101 - the caller has looked
    word = "更正" if new.form == "correction" else "撤回"
    target = bulletin_records.one(connection, new.refers_to)
    check_in_force(target)
    check_reason(target.named, word, new.reason)
    if new.form == "correction" and (other := _open_correction(connection, new.refers_to)):
        msg = f"{target.named} 的更正稿 {other} 正在办理，请在该稿上修改"
        raise BulletinLifeError(msg)


def check_in_force(found: Bulletin) -> None:
    """Refuse to correct or withdraw a document that is not in force.

    Raises
    ------
    BulletinLifeError
        If it is not issued, withdrawn or corrected already, or itself a withdrawal.
    """
    number = found.named
    if found.form == "withdrawal":
        msg = f"{number} 是撤回件，不能更正或撤回；如需恢复，请重新起草"
    elif found.state != "issued":
        msg = f"{number} 尚未签发，不能更正或撤回；请直接修改草稿或废弃"
    elif found.withdrawn_by is not None:
        msg = f"{number} 已由 {found.withdrawn_by} 撤回，不能再更正或撤回；请重新起草"
    elif found.corrected_by is not None:
        msg = f"{number} 已由 {found.corrected_by} 更正；请对 {found.corrected_by} 更正或撤回"
    else:
        return
    raise BulletinLifeError(msg)


def _check_alone(connection: Connection, new: NewBulletin) -> None:
    """Refuse a second record of a period while one is in the making or in force."""
    table = schema.bulletin.c
    query = bulletin_records.bulletin_query(issued_only=False).where(
        table.template == new.template, table.period == new.period
    )
    for row in connection.execute(query):
        found = Bulletin(*row)
        if found.is_open or found.in_force:
            state = STATE_WORDS[found.state]
            advice = "如有误请更正" if found.in_force else "请在该稿上修改"
            msg = f"同一期已有{found.named}（{state}，{found.made_by}起草）；{advice}"
            raise BulletinLifeError(msg)


def _open_correction(connection: Connection, number: int) -> int | None:
    query = bulletin_records.bulletin_query(issued_only=False).where(
        schema.bulletin.c.refers_to == number,
        schema.bulletin.c.form == "correction",
        schema.bulletin_state.c.state.in_(OPEN),
    )
    return connection.scalar(query.with_only_columns(schema.bulletin.c.id).limit(1))


def _add_version(
    connection: Connection, number: int, version: int, content: str, actor: str
) -> None:
    connection.execute(
        insert(schema.bulletin_version).values(
            bulletin=number,
            number=version,
            at=datetime.now(UTC),
            actor=actor,
            content=content,
        )
    )


def _add_state(
    connection: Connection, number: int, state: State, version: int, actor: str, note: str = ""
) -> None:
    connection.execute(
        insert(schema.bulletin_state).values(
            bulletin=number,
            state=state,
            at=datetime.now(UTC),
            actor=actor,
            note=note.strip(),
            version=version,
        )
    )


def _file_row(number: int, file: NewFile) -> dict[str, object]:
    return {
        "bulletin": number,
        "format": file.format,
        "file_name": file.file_name,
        "sha256": file.sha256,
        "content": file.content,
    }
