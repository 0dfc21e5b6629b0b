"""Drafts of bulletins and records: begun, edited by officials, brought to newer data."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from data import bulletin_records, bulletin_templates, bulletins, storage
from data.bulletin_records import Bulletin, Editor
from data.bulletins import NewBulletin
from data.catalogue import Indicator
from data.datasets import Dataset
from data.records import CatalogueError
from data.store import Question
from mechanisms import bulletin_comparison as comparison
from mechanisms import bulletin_writing
from mechanisms.bulletin_changes import changes
from mechanisms.bulletin_content import BulletinError, Content, from_json, to_json, with_text
from mechanisms.bulletin_families import BULLETINS, Family
from mechanisms.bulletin_life import Desk
from mechanisms.enquiry import period_of

AT_WORK = timedelta(minutes=3)
"""How long somebody counts as editing who was last seen there."""


@dataclass(frozen=True)
class DraftText:
    """What an official edits."""

    title: str
    recipients: str
    paragraphs: tuple[str, ...]


def draft(desk: Desk, question: Question, template: str, period: str = "") -> int:
    """Begin a bulletin and return its number.

    Parameters
    ----------
    question
        The data that it is written from, until it is made to follow newer ones.
    period
        A year and month, a code of a period, or empty for the newest. No earlier one takes
        the place of a period without figures.

    Raises
    ------
    BulletinError, EnquiryError, CatalogueError
        If it cannot be written.
    """
    name = desk.enter(desk.family.edit)
    when = period_of(_leading_indicator(desk.dataset), period) if period else None
    content = bulletin_writing.compose(question, bulletin_templates.template(template), when)
    if when is not None and content.period != when.code:
        msg = f"{when.label}没有可以通报的数字，其前最近的一期是{content.period_label}；请改选期别"
        raise BulletinError(msg)
    new = NewBulletin("circular", template, content.period, to_json(content))
    with storage.writing(desk.dataset.id) as connection:
        return bulletins.begin(connection, new, name)


def _leading_indicator(dataset: Dataset) -> Indicator:
    return dataset.indicator(dataset.circular.indicators[0])


def save(desk: Desk, number: int, base: int, text: DraftText) -> int:
    """Save an edited text on top of version `base`, whose tables it keeps; return the new one.

    Raises
    ------
    EditConflictError, BulletinLifeError
        If somebody saved meanwhile, or the document may not be edited.
    """
    name = desk.enter(desk.family.edit)
    desk.document(number)
    content = from_json(bulletin_records.version(desk.dataset.id, number, base).content)
    edited = with_text(content, text.title, text.recipients, text.paragraphs)
    with storage.writing(desk.dataset.id) as connection:
        return bulletins.save(connection, number, base, to_json(edited), name)


def follow(desk: Desk, question: Question, number: int, base: int) -> int:
    """Bring a draft to the data of a question; edited paragraphs are kept. Return the version.

    Raises
    ------
    EditConflictError, BulletinLifeError, BulletinError
        If somebody saved meanwhile, or it may not be edited or cannot be written anew.
    """
    name = desk.enter(desk.family.edit)
    found = desk.document(number)
    content = from_json(bulletin_records.version(desk.dataset.id, number, base).content)
    now = written_now(question, found, content, desk.family)
    followed = to_json(comparison.follow(content, now))
    with storage.writing(desk.dataset.id) as connection:
        return bulletins.save(connection, number, base, followed, name)


def written_now(
    question: Question, found: Bulletin, content: Content, family: Family = BULLETINS
) -> Content:
    """Return what a draft would say if it were begun now; see `bulletin_comparison.as_of_now`."""
    if found.refers_to is None:
        return family.anew(question, content, None, "")
    target = bulletin_records.bulletin(
        question.dataset, found.refers_to, issued_only=True, form=family.form
    )
    reason = bulletin_records.steps(question.dataset, found.id)[0].note
    return family.anew(question, content, target, reason)


def newer_words(question: Question, found: Bulletin, content: Content) -> str:
    """Say what newer data would print otherwise in a draft; empty where nothing."""
    if (content.as_of, content.vintage) == (question.as_of.isoformat(), question.vintage):
        return ""
    try:
        now = written_now(question, found, content)
    except (BulletinError, CatalogueError) as error:
        return str(error)
    if now.tables == content.tables:
        return ""
    return comparison.touch_words(changes(content, now)) or "有指标已公布更新的一期"


def at_work(desk: Desk, number: int, window: str, since: datetime) -> list[Editor]:
    """Note that this window has a draft open, and return who else has.

    Parameters
    ----------
    window
        What tells this window from all others.
    since
        When it came here. Somebody of the same name who was seen only before is the same
        person before a reload.
    """
    name = desk.enter(desk.family.edit)
    desk.document(number)
    with storage.writing(desk.dataset.id) as connection:
        bulletins.see(connection, number, window, name)
    seen = bulletin_records.editors(desk.dataset.id, number, datetime.now(UTC) - AT_WORK)
    others = [each for each in seen if each.editor != window]
    return [each for each in others if each.name != name or each.seen_at >= since]
