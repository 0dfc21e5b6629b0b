"""What frames the evidence of a record: earlier decisions before it, its own behind it."""

from dataclasses import dataclass, replace

from data.datasets import Dataset
from data.permissions import Viewer
from mechanisms import record_actions as actions
from mechanisms.bulletin_content import Content, ContentTable
from mechanisms.content_layout import written_headings
from mechanisms.record_content import CONCLUSION, numeral
from mechanisms.record_kinds import RecordKind

LOOK_BACK, DECISIONS = "上期督办事项办理情况", "督办事项"
_FIRST = f"一、{LOOK_BACK}"


@dataclass(frozen=True)
class Frame:
    """The first and the last section of a record: the text below each heading, the tables."""

    before: str
    before_tables: tuple[ContentTable, ...]
    behind: str
    behind_tables: tuple[ContentTable, ...]


def frame_now(viewer: Viewer, dataset: Dataset, kind: RecordKind, content: Content) -> Frame:
    """Return the frame of a record as the ledger stands now."""
    found = actions.look_back(viewer, dataset, kind, content.period)
    own = actions.decided(viewer, dataset, kind, content.period)
    last = _last_heading(content)
    return Frame(
        actions.look_back_words(found, kind),
        (actions.look_back_table(found, _FIRST),) if found.entries else (),
        actions.decided_words(own),
        (actions.decided_table(own, last),) if own else (),
    )


def _last_heading(content: Content) -> str:
    """Return the heading of the decisions: one further than the last heading of the evidence."""
    count = sum(text in written_headings(content) for text in content.paragraphs)
    return f"{numeral(count + 2)}、{DECISIONS}"


def framed(content: Content, frame: Frame) -> Content:
    """Return a record with its first and last section; both are written, not edited."""
    last = _last_heading(content)
    before, behind = (_FIRST, frame.before), (last, frame.behind)
    lead, rest = parted(content)
    moved = tuple(replace(table, section=last) for table in frame.behind_tables)
    return replace(
        content,
        paragraphs=(*lead, *before, *rest, *behind),
        generated=(*before, *content.generated, *behind),
        tables=(*frame.before_tables, *content.tables, *moved),
    )


def frame_of(signed: Content) -> Frame:
    """Return the frame that is frozen in a signed record."""
    first = signed.paragraphs.index(_FIRST)
    return Frame(
        signed.paragraphs[first + 1],
        tuple(table for table in signed.tables if table.section == _FIRST),
        signed.paragraphs[-1],
        tuple(table for table in signed.tables if table.section == signed.paragraphs[-2]),
    )


def parted(content: Content) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paragraphs before the first heading, and all from it on."""
    headings = written_headings(content)
    texts = content.paragraphs
    first = next((i for i, text in enumerate(texts) if text in headings), len(texts))
    return texts[:first], texts[first:]


def conclusions(content: Content) -> tuple[str, ...]:
    """Return what stands below the heading 研判结论: what officials concluded.

    Parameters
    ----------
    content
        A record without its frame.
    """
    texts = content.paragraphs
    headings = [i for i, text in enumerate(texts) if text in written_headings(content)]
    if not headings or not texts[headings[-1]].endswith(CONCLUSION):
        return ()
    return texts[headings[-1] + 1 :]


def lacks(content: Content) -> str:
    """Say what a record lacks before it can be submitted; empty where nothing."""
    if not content.title:
        return "标题为空，不能送审；请补写后再送"
    if not conclusions(content):
        return f"还没有写{CONCLUSION}，不能送审；请写明结论后再送"
    return ""
