"""What is kept of bulletins and records: list, versions, steps, files; read only."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, select

from data import schema, storage
from data.bulletin_states import (
    BULLETIN_WORD,
    OPEN,
    RECORD_WORDS,
    BulletinLifeError,
    Form,
    RecordForm,
    State,
    named,
)


@dataclass(frozen=True)
class Bulletin:
    """One document as it stands.

    Attributes
    ----------
    state, state_at, state_actor, note
        The newest step: when, by whom, and the reason given.
    state_version
        The version that the newest step was about.
    version, saved_at, saved_by
        The newest saving.
    content
        The text as saved last, of an issued document as issued (JSON).
    issued_on, vintage, as_of
        The document's own date and what its figures rest on; None unless issued.
    withdrawn_by, corrected_by
        The issued document that withdraws or corrects this one.
    """

    id: int
    form: Form
    template: str
    period: str
    refers_to: int | None
    made_at: datetime
    made_by: str
    state: State
    state_at: datetime
    state_actor: str
    note: str
    state_version: int
    version: int
    saved_at: datetime
    saved_by: str
    content: str
    issued_on: date | None
    vintage: int | None
    as_of: date | None
    withdrawn_by: int | None
    corrected_by: int | None

    @property
    def named(self) -> str:
        """What the document is called where something is said of it, as 通报 7."""
        return named(self.template, self.id)

    @property
    def is_open(self) -> bool:
        """Whether the document is still in the making."""
        return self.state in OPEN

    @property
    def in_force(self) -> bool:
        """Whether it is issued, and neither withdrawn nor replaced by a correction."""
        gone = self.withdrawn_by is not None or self.corrected_by is not None
        return self.state == "issued" and not gone


@dataclass(frozen=True)
class Version:
    """One saving of a draft."""

    number: int
    at: datetime
    actor: str
    content: str


@dataclass(frozen=True)
class StepTaken:
    """One step of a document's life, as recorded."""

    state: State
    at: datetime
    actor: str
    note: str
    version: int


@dataclass(frozen=True)
class IssuedFile:
    """A file of an issued document, as it was issued."""

    format: str
    file_name: str
    sha256: str
    content: bytes


@dataclass(frozen=True)
class Editor:
    """Somebody who has a draft open."""

    editor: str
    name: str
    seen_at: datetime


def listed(dataset: str, *, issued_only: bool, form: RecordForm | None = None) -> list[Bulletin]:
    """Return the documents, newest first.

    Parameters
    ----------
    issued_only
        Leave out whatever is not issued, for viewers who may not see drafts.
    form
        Of which form the records are; without it no record is among the documents.
    """
    query = _of_form(bulletin_query(issued_only=issued_only), form)
    query = query.order_by(schema.bulletin.c.id.desc())
    with storage.reading(dataset) as connection:
        return [Bulletin(*row) for row in connection.execute(query)]


def bulletin(
    dataset: str, number: int, *, issued_only: bool, form: RecordForm | None = None
) -> Bulletin:
    """Return one document; `issued_only` and `form` as for :func:`listed`.

    Raises
    ------
    BulletinLifeError
        If there is none of this number and form, or none that the viewer may see: the answer is
        the same.
    """
    query = _of_form(bulletin_query(issued_only=issued_only), form)
    with storage.reading(dataset) as connection:
        row = connection.execute(query.where(schema.bulletin.c.id == number)).one_or_none()
    if row is None:
        msg = f"没有{RECORD_WORDS.get(form or '', BULLETIN_WORD)} {number}，请核对编号"
        raise BulletinLifeError(msg)
    return Bulletin(*row)


def one(connection: Connection, number: int) -> Bulletin:
    """Return one document of whatever form inside a transaction.

    Raises
    ------
    BulletinLifeError
        If there is none of this number.
    """
    query = bulletin_query(issued_only=False).where(schema.bulletin.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"没有{BULLETIN_WORD} {number}，请核对编号"
        raise BulletinLifeError(msg)
    return Bulletin(*row)


def _of_form(query: Select[Any], form: RecordForm | None) -> Select[Any]:
    """Keep the records of a form with their corrections, or what is no record."""
    template = schema.bulletin.c.template
    if form is None:
        return query.where(template.not_in(RECORD_WORDS))
    return query.where(template == form)


def bulletin_query(*, issued_only: bool) -> Select[Any]:
    """Return the statement behind the list; what may not be seen is left out in the SQL."""
    document, state, version = schema.bulletin.c, schema.bulletin_state, schema.bulletin_version
    issue = schema.bulletin_issue
    query = (
        select(
            *(document.id, document.form, document.template, document.period),
            *(document.refers_to, document.made_at, document.made_by),
            *(state.c.state, state.c.at, state.c.actor, state.c.note, state.c.version),
            *(version.c.number, version.c.at, version.c.actor),
            func.coalesce(issue.c.result, version.c.content),
            *(issue.c.issued_on, issue.c.vintage, issue.c.as_of),
            _follower("withdrawal"),
            _follower("correction"),
        )
        .select_from(schema.bulletin)
        .join(state, state.c.id == _newest_state())
        .join(
            version,
            (version.c.bulletin == document.id) & (version.c.number == _newest_version()),
        )
        .outerjoin(issue, issue.c.bulletin == document.id)
    )
    return query.where(state.c.state == "issued") if issued_only else query


def _newest_state() -> ScalarSelect[int]:
    steps = schema.bulletin_state.alias("steps")
    newest = select(func.max(steps.c.id)).where(steps.c.bulletin == schema.bulletin.c.id)
    return newest.correlate(schema.bulletin).scalar_subquery()


def _newest_version() -> ScalarSelect[int]:
    saved = schema.bulletin_version.alias("saved")
    newest = select(func.max(saved.c.number)).where(saved.c.bulletin == schema.bulletin.c.id)
    return newest.correlate(schema.bulletin).scalar_subquery()


def _follower(form: Form) -> ScalarSelect[int]:
    """Return the issued document of a form that refers to this one."""
    later, issue = schema.bulletin.alias(f"later_{form}"), schema.bulletin_issue.alias(form)
    found = (
        select(func.max(later.c.id))
        .join(issue, issue.c.bulletin == later.c.id)
        .where(later.c.refers_to == schema.bulletin.c.id, later.c.form == form)
    )
    return found.correlate(schema.bulletin).scalar_subquery()


def versions(dataset: str, number: int) -> list[Version]:
    """Return all savings of a document, oldest first."""
    table = schema.bulletin_version.c
    query = (
        select(table.number, table.at, table.actor, table.content)
        .where(table.bulletin == number)
        .order_by(table.number)
    )
    with storage.reading(dataset) as connection:
        return [Version(*row) for row in connection.execute(query)]


def version(dataset: str, number: int, which: int) -> Version:
    """Return one saving of a document.

    Raises
    ------
    BulletinLifeError
        If there is no such version.
    """
    table = schema.bulletin_version.c
    query = select(table.number, table.at, table.actor, table.content).where(
        table.bulletin == number, table.number == which
    )
    with storage.reading(dataset) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"{_named(dataset, number)} 没有第{which}版，请核对"
        raise BulletinLifeError(msg)
    return Version(*row)


def writers(dataset: str, number: int) -> tuple[str, ...]:
    """Return the names of all who saved a version of a document, in their order."""
    table = schema.bulletin_version.c
    query = (
        select(table.actor)
        .where(table.bulletin == number)
        .group_by(table.actor)
        .order_by(func.min(table.number))
    )
    with storage.reading(dataset) as connection:
        return tuple(connection.scalars(query))


def steps(dataset: str, number: int) -> list[StepTaken]:
    """Return the steps of a document's life, oldest first."""
    table = schema.bulletin_state.c
    query = (
        select(table.state, table.at, table.actor, table.note, table.version)
        .where(table.bulletin == number)
        .order_by(table.id)
    )
    with storage.reading(dataset) as connection:
        return [StepTaken(*row) for row in connection.execute(query)]


def issued_file(dataset: str, number: int, ending: str) -> IssuedFile:
    """Return a file of an issued document, byte for byte as it was issued.

    Raises
    ------
    BulletinLifeError
        If the document is not issued, has no such file, or the file is not the one that was
        issued: its content no longer has the recorded hash.
    """
    table = schema.bulletin_file.c
    query = select(table.format, table.file_name, table.sha256, table.content).where(
        table.bulletin == number, table.format == ending
    )
    with storage.reading(dataset) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"{_named(dataset, number)} 没有已签发的 .{ending} 文件，请核对编号和格式"
        raise BulletinLifeError(msg)
    found = IssuedFile(*row)
    if hashlib.sha256(found.content).hexdigest() != found.sha256:
        msg = (
            f"{_named(dataset, number)} 的 .{ending} 文件与签发时的校验码不符，已被改动，不能提供；"
            "请报系统管理员，从备份恢复"
        )
        raise BulletinLifeError(msg)
    return found


def _named(dataset: str, number: int) -> str:
    """Return what a document is called, also where there is none of this number."""
    query = select(schema.bulletin.c.template).where(schema.bulletin.c.id == number)
    with storage.reading(dataset) as connection:
        return named(connection.scalar(query) or "", number)


def hashes(dataset: str) -> dict[int, dict[str, str]]:
    """Return the sha256 of all issued files, by document and format."""
    table = schema.bulletin_file.c
    query = select(table.bulletin, table.format, table.sha256).order_by(
        table.bulletin, table.format
    )
    found: dict[int, dict[str, str]] = {}
    with storage.reading(dataset) as connection:
        for number, ending, sha256 in connection.execute(query):
            found.setdefault(number, {})[ending] = sha256
    return found


def editors(dataset: str, number: int, since: datetime) -> list[Editor]:
    """Return who had a draft open at `since` or later, the one seen last first."""
    table = schema.bulletin_editor.c
    query = (
        select(table.editor, table.name, table.seen_at)
        .where(table.bulletin == number, table.seen_at >= since)
        .order_by(table.seen_at.desc(), table.editor)
    )
    with storage.reading(dataset) as connection:
        return [Editor(*row) for row in connection.execute(query)]
