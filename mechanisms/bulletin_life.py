"""The life of a bulletin or record: draft, submit, return, issue, withdraw, correct.

Screen and command line both come through here; each act begins with its permission.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from data import bulletin_records, bulletins, permissions, storage
from data.bulletin_records import Bulletin, IssuedFile
from data.bulletin_states import (
    FORM_WORDS,
    STATE_WORDS,
    BulletinLifeError,
    Form,
    check_reason,
    is_among,
    may_step,
)
from data.bulletins import NewBulletin, NewFile, Seal
from data.datasets import Dataset
from data.permissions import Viewer
from data.store import Question
from mechanisms.bulletin_content import Content, from_json, to_json
from mechanisms.bulletin_corrections import withdrawal
from mechanisms.bulletin_families import BULLETINS, Family

Maker = Callable[[Content, date | None], bytes]
Makers = Mapping[str, Maker]
"""How each format of a document is made, by file ending; without a date it is a draft."""
NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
LONGEST_FILE_NAME = 80


@dataclass(frozen=True)
class Desk:
    """Who acts where: the viewer's role, the name that goes on record, the dataset.

    Attributes
    ----------
    family
        The sort of documents that lie on the desk; those of other sorts are not within reach.
    """

    viewer: Viewer
    name: str
    dataset: Dataset
    family: Family = BULLETINS

    def enter(self, action: str) -> str:
        """Check permission and name; return the name as it is recorded.

        Raises
        ------
        PermissionDeniedError
            If the role may not do this.
        BulletinLifeError
            If nobody is named.
        """
        permissions.require(self.viewer, action, self.dataset)
        name = " ".join(self.name.split())
        if not name:
            msg = "请先填写经办人姓名"
            raise BulletinLifeError(msg)
        return name

    def document(self, number: int) -> Bulletin:
        """Return a document of this desk, in whatever state.

        Raises
        ------
        BulletinLifeError
            If there is none of this number, or it is of another sort.
        """
        form = self.family.form
        return bulletin_records.bulletin(self.dataset.id, number, issued_only=False, form=form)


def listed(viewer: Viewer, dataset: Dataset, family: Family = BULLETINS) -> list[Bulletin]:
    """Return the documents that a viewer may see, newest first."""
    permissions.require(viewer, family.view, dataset)
    issued_only = not sees_drafts(viewer)
    return bulletin_records.listed(dataset.id, issued_only=issued_only, form=family.form)


def opened(viewer: Viewer, dataset: Dataset, number: int, family: Family = BULLETINS) -> Bulletin:
    """Return one document.

    Raises
    ------
    BulletinLifeError
        If there is none that the viewer may see.
    """
    permissions.require(viewer, family.view, dataset)
    issued_only = not sees_drafts(viewer)
    return bulletin_records.bulletin(dataset.id, number, issued_only=issued_only, form=family.form)


def as_saved(
    viewer: Viewer, dataset: Dataset, number: int, version: int, family: Family = BULLETINS
) -> Bulletin:
    """Return a document as it stood in one of its versions: as the draft that it was then.

    Raises
    ------
    PermissionDeniedError
        If the viewer may not see drafts.
    BulletinLifeError
        If there is no such document or version.
    """
    permissions.require(viewer, "view_drafts", dataset)
    found = opened(viewer, dataset, number, family)
    saved = bulletin_records.version(dataset.id, number, version)
    return replace(
        found,
        state="draft",
        version=saved.number,
        saved_at=saved.at,
        saved_by=saved.actor,
        content=saved.content,
        withdrawn_by=None,
        corrected_by=None,
    )


def sees_drafts(viewer: Viewer) -> bool:
    """Say whether a viewer sees more than what is issued."""
    return permissions.may(viewer, "view_drafts")


def submit(desk: Desk, number: int, version: int) -> None:
    """Put a draft before the one who issues.

    Raises
    ------
    EditConflictError, BulletinLifeError
        As `bulletins.submit`, and without a title or any text.
    """
    name = desk.enter(desk.family.edit)
    found = desk.document(number)
    content = from_json(bulletin_records.version(desk.dataset.id, number, version).content)
    if lacking := desk.family.lacks(content):
        msg = f"{found.named}：{lacking}"
        raise BulletinLifeError(msg)
    with storage.writing(desk.dataset.id) as connection:
        bulletins.submit(connection, number, version, name)


def abandon(desk: Desk, number: int, reason: str = "") -> None:
    """Give a draft up; refuses as `bulletins.abandon`."""
    name = desk.enter(desk.family.edit)
    desk.document(number)
    with storage.writing(desk.dataset.id) as connection:
        bulletins.abandon(connection, number, reason, name)


def send_back(desk: Desk, number: int, reason: str) -> None:
    """Return a submitted document to its editors; refuses as `bulletins.send_back`."""
    name = desk.enter(desk.family.sign)
    desk.document(number)
    with storage.writing(desk.dataset.id) as connection:
        bulletins.send_back(connection, number, reason, name)


def issue(
    desk: Desk, number: int, version: int, makers: Makers, read: Content | None = None
) -> None:
    """Issue the submitted version: text, grounds and files are frozen in one transaction.

    Parameters
    ----------
    version
        The version that the one who issues has read.
    read
        What he has read on the page, with all that is added at the moment of reading; without
        it whatever is added now is issued.

    Raises
    ------
    BulletinLifeError
        If it is not submitted, was returned and submitted anew in another version since it was
        read, what is added to it has changed since, or the one who issues has written in it.
    """
    name = desk.enter(desk.family.sign)
    found = desk.document(number)
    writers = bulletin_records.writers(desk.dataset.id, number)
    if is_among(name, writers) and may_step(found.state, "issue"):
        msg = f"{found.named}：{name}改过此稿，编辑与签发须为不同的人；请由他人签发"
        raise BulletinLifeError(msg)
    content = from_json(found.content)
    complete = desk.family.complete(desk.viewer, desk.dataset, content)
    if read is not None and found.version == version:
        _check_read(found, read, complete)
    if complete.is_record:
        complete = replace(complete, signer=name)
    seal = _seal(desk.dataset, complete, makers)
    if complete != content:
        seal = replace(seal, result=to_json(complete))
    with storage.writing(desk.dataset.id) as connection:
        bulletins.issue(connection, number, version, seal, name)


def _check_read(found: Bulletin, read: Content, complete: Content) -> None:
    """Refuse to issue what the one who issues has not read."""
    if complete != read:
        msg = f"{found.named}：打开本页后督办事项有变化，尚未签发；请看过最新内容后再签"
        raise BulletinLifeError(msg)


def _seal(dataset: Dataset, content: Content, makers: Makers) -> Seal:
    today = dataset.today
    files = [
        NewFile(ending, file_name(content, ending), make(content, today))
        for ending, make in makers.items()
    ]
    return Seal(today, content.vintage, date.fromisoformat(content.as_of), files)


def withdraw(desk: Desk, number: int, reason: str, makers: Makers) -> int:
    """Withdraw an issued document by a new one, issued at once; return its number.

    Raises
    ------
    BulletinLifeError
        If the document is not in force, or no reason is given.
    """
    name = desk.enter(desk.family.sign)
    target = _target(desk, number, "withdrawal", reason)
    assert target.issued_on is not None  # noqa: S101 - what is in force has its date
    content = withdrawal(from_json(target.content), target.issued_on, reason)
    seal = _seal(desk.dataset, content, makers)
    with storage.writing(desk.dataset.id) as connection:
        made = bulletins.begin(connection, _about(target, content, reason), name)
        bulletins.submit(connection, made, 1, name)
        bulletins.issue(connection, made, 1, seal, name)
    return made


def correct(desk: Desk, question: Question, number: int, reason: str) -> int:
    """Begin the correction of an issued document and return its number.

    Raises
    ------
    BulletinLifeError, BulletinError
        If the document is not in force, no reason is given, or no figure of a bulletin has
        changed.
    """
    name = desk.enter(desk.family.edit)
    target = _target(desk, number, "correction", reason)
    issued = from_json(target.content)
    content = desk.family.anew(question, issued, target, reason)
    with storage.writing(desk.dataset.id) as connection:
        return bulletins.begin(connection, _about(target, content, reason), name)


def _target(desk: Desk, number: int, form: Form, reason: str) -> Bulletin:
    """Return the document to be corrected or withdrawn; looked at again when it is written."""
    found = desk.document(number)
    bulletins.check_in_force(found)
    check_reason(found.named, FORM_WORDS[form], reason)
    return found


def _about(target: Bulletin, content: Content, reason: str) -> NewBulletin:
    return NewBulletin(
        content.form, content.template, content.period, to_json(content), target.id, reason
    )


def issued_file(
    viewer: Viewer, dataset: Dataset, number: int, ending: str, family: Family = BULLETINS
) -> IssuedFile:
    """Return a file of an issued document, byte for byte as it was issued.

    Raises
    ------
    BulletinLifeError
        If the document is not issued, or has no such file.
    """
    opened(viewer, dataset, number, family)
    return bulletin_records.issued_file(dataset.id, number, ending)


def file_name(content: Content, ending: str, mark: str = "") -> str:
    """Return the name of a document's file: its title without what a file name cannot hold.

    However long the title, the name of simulated figures ends with their mark.

    Parameters
    ----------
    mark
        What stands first, such as 代拟稿 for a draft.
    """
    title = NOT_IN_FILE_NAMES.sub("_", content.printed_title).strip("_.")
    name = f"{mark}_{title}" if mark else title
    if len(name) > LONGEST_FILE_NAME:
        tail = f"（{content.kind_label}）" if content.simulated else ""
        name = name[: LONGEST_FILE_NAME - len(tail)] + tail
    return f"{name}.{ending}"


def standing(found: Bulletin) -> str:
    """Say what became of a document: its state, and of an issued one whether it is in force."""
    if found.withdrawn_by is not None:
        return f"已由{found.withdrawn_by}撤回"
    if found.corrected_by is not None:
        return f"已更正为{found.corrected_by}"
    return "有效" if found.state == "issued" else STATE_WORDS[found.state]
