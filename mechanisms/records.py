"""Working records (周研判, 月分析, 季度督导): begun, written, signed, corrected, searched.

They are carried by the engine of bulletins; what is their own is said here.
"""

from dataclasses import dataclass, replace
from functools import cache, partial

from data import bulletin_records, bulletins, storage
from data.bulletin_records import Bulletin
from data.bulletin_states import RecordForm
from data.bulletins import NewBulletin
from data.datasets import Dataset
from data.permissions import Viewer
from data.records import CatalogueError
from data.store import Question
from mechanisms import bulletin_comparison as comparison
from mechanisms import bulletin_life, record_figures, record_frames
from mechanisms.bulletin_changes import changes
from mechanisms.bulletin_content import BulletinError, Content, from_json, to_json
from mechanisms.bulletin_corrections import changed_table, quoted
from mechanisms.bulletin_families import Family
from mechanisms.bulletin_life import Desk
from mechanisms.record_kinds import RecordKind, kind
from metrics.periods import Period
from metrics.wording import date_text

EDIT, SIGN = "edit_record", "sign_record"


@cache
def family(form: RecordForm) -> Family:
    """Return the sort of documents that the records of a form are."""
    made = kind(form)
    return Family(
        made.name,
        form,
        made.view,
        EDIT,
        SIGN,
        partial(_anew, made),
        record_frames.lacks,
        partial(_complete, made),
    )


def desk(viewer: Viewer, name: str, dataset: Dataset, form: RecordForm) -> Desk:
    """Return the desk at which records of a form are written and signed."""
    return Desk(viewer, name, dataset, family(form))


def begin(desk: Desk, question: Question, period: Period) -> int:
    """Begin the record of a period from its evidence and return its number.

    Raises
    ------
    BulletinError, BulletinLifeError, CatalogueError
        If there is no evidence, or the period has a record already.
    """
    name = desk.enter(EDIT)
    made = _kind_of(desk)
    content = made.compose(question, made.checked(period.code))
    new = NewBulletin(made.form, made.form, content.period, to_json(content))
    with storage.writing(desk.dataset.id) as connection:
        return bulletins.begin(connection, new, name)


def _kind_of(desk: Desk) -> RecordKind:
    assert desk.family.form is not None  # noqa: S101 - a desk of records
    return kind(desk.family.form)


def of_period(
    viewer: Viewer, dataset: Dataset, form: RecordForm, code: str
) -> tuple[Bulletin, ...]:
    """Return the documents on a period that a viewer may see, the one that counts first.

    What counts is an open one, else the one in force; then the newest.
    """
    found = [
        each for each in bulletin_life.listed(viewer, dataset, family(form)) if each.period == code
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_open, not each.in_force, -each.id)))


def _complete(made: RecordKind, viewer: Viewer, dataset: Dataset, content: Content) -> Content:
    """Add earlier decisions and the record's own; a correction has those that were signed."""
    target = _in_force(dataset, made, content.period) if content.form == "correction" else None
    if target is None:
        frame = record_frames.frame_now(viewer, dataset, made, content)
    else:
        frame = record_frames.frame_of(from_json(target.content))
    return record_frames.framed(content, frame)


def _in_force(dataset: Dataset, made: RecordKind, code: str) -> Bulletin | None:
    signed = bulletin_records.listed(dataset.id, issued_only=True, form=made.form)
    return next((each for each in signed if each.in_force and each.period == code), None)


def _anew(
    made: RecordKind, question: Question, draft: Content, target: Bulletin | None, reason: str
) -> Content:
    """Write a record or its correction anew from the data of a question."""
    now = made.compose(question, Period.parse(draft.period))
    return now if target is None else _correction(question.dataset, now, target, reason)


def _correction(dataset: str, now: Content, target: Bulletin, reason: str) -> Content:
    """Write the correction of a signed record: its text on the figures as they are now."""
    saved = from_json(bulletin_records.version(dataset, target.id, target.version).content)
    signed = _without_lead(saved)
    followed = comparison.follow(signed, now)
    note = _correction_note(target, from_json(target.content), reason)
    mark = f"（{now.kind_label}）" if now.simulated else ""
    changed = changes(signed, now)
    return replace(
        followed,
        form="correction",
        title=f"{signed.title.removesuffix(mark).removesuffix('（更正）')}（更正）{mark}",
        paragraphs=(note, *followed.paragraphs),
        generated=(note, *now.generated),
        tables=(*now.tables, *([changed_table(signed, changed)] if changed else [])),
    )


def _without_lead(content: Content) -> Content:
    """Drop the paragraph in which an earlier correction says what it corrects."""
    lead, rest = record_frames.parted(content)
    return replace(
        content,
        paragraphs=rest,
        generated=tuple(text for text in content.generated if text not in lead),
    )


def _correction_note(target: Bulletin, signed: Content, reason: str) -> str:
    why = " ".join(reason.split()).rstrip("。")
    day = date_text(target.issued_on) if target.issued_on else ""
    return (
        f"{day}签发的{quoted(signed.title)}（{target.id}号，数据版本{signed.vintage}）现予更正，"
        f"以本件为准。更正原因：{why}。"
    )


def evidence_now(question: Question, form: RecordForm, code: str) -> Content | str:
    """Return what a record would say if it were begun now, or why it could not be.

    The evidence is asked as it was known on the record's own judgement day: what was published
    later changes nothing, what was brought in or put right later does.
    """
    try:
        return kind(form).compose(question, Period.parse(code))
    except (BulletinError, CatalogueError) as error:
        return str(error)


def newer_words(content: Content, now: Content | str) -> str:
    """Say what newer data would print otherwise in a record; empty where nothing.

    Parameters
    ----------
    now
        As from `evidence_now`.
    """
    if isinstance(now, str):
        return f"按现有数据不能成文：{now}"
    return record_figures.newer_words(content, now)


@dataclass(frozen=True)
class Found:
    """A record that a search found, with places that hold its words, the fullest first."""

    record: Bulletin
    content: Content
    excerpts: tuple[str, ...]


def search(
    viewer: Viewer, dataset: Dataset, form: RecordForm, words: str = "", period: str = ""
) -> tuple[Found, ...]:
    """Return the records that hold all of some words, newest period first.

    Parameters
    ----------
    words
        Parted by blanks; all must stand in title, text or tables. Empty for all records.
    period
        How the code of the period begins, as 2020 or 2020-W4; empty for all.
    """
    wanted = words.split()
    found = [
        _found(each, wanted)
        for each in bulletin_life.listed(viewer, dataset, family(form))
        if each.period.startswith(period)
    ]
    kept = [each for each in found if each is not None]
    newest_first = sorted(kept, key=lambda each: each.record.id, reverse=True)
    return tuple(sorted(newest_first, key=_end, reverse=True))


def _end(found: Found) -> Period:
    return Period.parse(found.record.period)


MOST_EXCERPTS = 3


def _found(record: Bulletin, wanted: list[str]) -> Found | None:
    content = from_json(record.content)
    texts = _texts(content)
    if not all(any(word in text for text in texts) for word in wanted):
        return None
    hits = [text for text in texts if any(word in text for word in wanted)]
    hits.sort(key=lambda text: -sum(word in text for word in wanted))
    return Found(record, content, tuple(hits[:MOST_EXCERPTS]))


def _texts(content: Content) -> list[str]:
    """Return all that is read in a record: title, paragraphs, the rows of its tables."""
    rows = [
        "　".join(cell.text for cell in row.cells) for table in content.tables for row in table.rows
    ]
    return [content.title, *content.paragraphs, *rows]
