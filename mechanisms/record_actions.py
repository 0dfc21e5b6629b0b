"""Decisions of a record as entries of the ledger 督办事项: what it decided, what came of the last.

Both stand in a record as the ledger has them at the moment of reading, and are frozen in it when
it is signed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data import bulletin_records, permissions
from data.bulletin_records import Bulletin
from data.datasets import Dataset
from data.permissions import Viewer
from data.store import Question
from mechanisms import ledgers
from mechanisms.bulletin_content import (
    BulletinError,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.bulletin_life import Desk
from mechanisms.ledgers import SUPERVISED, Entry
from mechanisms.record_kinds import RecordKind
from metrics.periods import Period
from metrics.wording import date_text, join_names

DECIDED = (
    ContentColumn("", "事项", "", "text", 0),
    ContentColumn("", "责任单位", "", "text", 0),
    ContentColumn("", "期限", "", "text", 0),
    ContentColumn("", "要求", "", "text", 0),
)
OUTCOME = (
    *DECIDED[:3],
    ContentColumn("", "状态", "", "text", 0),
    ContentColumn("", "办理情况", "", "text", 0),
)
NONE = "—"


@dataclass(frozen=True)
class LookBack:
    """What came of earlier decisions.

    Attributes
    ----------
    last
        Period of the record before; None where there is none.
    decided
        Its decisions, whatever became of them.
    left_over
        Decisions of still earlier records that are not done.
    """

    last: Period | None
    decided: tuple[Entry, ...]
    left_over: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, those of the last record first."""
        return (*self.decided, *self.left_over)


def source_of(kind: RecordKind, code: str) -> str:
    """Return what the ledger notes as the source of a record's decisions."""
    return f"record:{kind.form}:{code}"


def decide(desk: Desk, kind: RecordKind, code: str, values: Mapping[str, object]) -> int:
    """Open an entry for a decision of a record and return its number; refuses as `ledgers`."""
    return ledgers.open_entry(desk, SUPERVISED, values, source_of(kind, code))


def decided(viewer: Viewer, dataset: Dataset, kind: RecordKind, code: str) -> tuple[Entry, ...]:
    """Return the decisions of one record, in the order in which they were made."""
    return tuple(each for each in _of_kind(viewer, dataset, kind) if _code(each) == code)


def look_back(viewer: Viewer, dataset: Dataset, kind: RecordKind, code: str) -> LookBack:
    """Return what came of the decisions of the record before a period, and of earlier ones."""
    own = Period.parse(code)
    earlier = [each for each in _of_kind(viewer, dataset, kind) if Period.parse(_code(each)) < own]
    known = {Period.parse(_code(each)) for each in earlier}
    known |= {period for period in _recorded(dataset, kind) if period < own}
    last = max(known, default=None)
    return LookBack(
        last,
        tuple(each for each in earlier if last is not None and _code(each) == last.code),
        tuple(
            each
            for each in earlier
            if each.is_open and last is not None and _code(each) != last.code
        ),
    )


def _of_kind(viewer: Viewer, dataset: Dataset, kind: RecordKind) -> tuple[Entry, ...]:
    """Return the decisions of all records of a kind as they stand on the business date."""
    scope = permissions.require(viewer, "view_actions", dataset)
    question = Question(dataset.id, dataset.today, 0, scope)
    found = ledgers.entries(question, SUPERVISED, source_prefix=source_of(kind, ""))
    return tuple(each for each in found if _names_period(kind, _code(each)))


def _names_period(kind: RecordKind, code: str) -> bool:
    """Whether a source names a period of the kind: an entry outlives what was lawful then."""
    try:
        kind.checked(code)
    except BulletinError:
        return False
    return True


def _code(entry: Entry) -> str:
    return entry.source.rpartition(":")[2]


def _recorded(dataset: Dataset, kind: RecordKind) -> Iterable[Period]:
    """Return the periods of which a record is in the making or in force."""
    found = bulletin_records.listed(dataset.id, issued_only=False, form=kind.form)
    return [Period.parse(each.period) for each in found if _counts(each)]


def _counts(found: Bulletin) -> bool:
    return found.is_open or found.in_force


def decided_words(entries: Sequence[Entry]) -> str:
    """Say how many decisions there are."""
    if not entries:
        return "本次研判没有确定督办事项。"
    return f"本次研判确定督办事项{len(entries)}项，列表如下，由责任单位按期限办理并反馈。"


def look_back_words(found: LookBack, kind: RecordKind) -> str:
    """Say what came of the last decisions and what is left over of earlier ones."""
    if found.last is None:
        return f"此前没有{kind.name}记录。"
    period = found.last.label.replace("（", "，").removesuffix("）")
    lead = f"上次研判（{period}）"
    said = f"确定督办事项{_counted(found.decided)}" if found.decided else "没有确定督办事项"
    left = f"更早的研判尚有未办结事项{_counted(found.left_over)}。" if found.left_over else ""
    return f"{lead}{said}。{left}"


def _counted(entries: Sequence[Entry]) -> str:
    states: dict[str, int] = {}
    for each in entries:
        states[each.state.name] = states.get(each.state.name, 0) + 1
    parts = [f"{name}{count}项" for name, count in states.items()]
    late = sum(each.is_overdue for each in entries)
    parts += [f"逾期{late}项"] if late else []
    return f"{len(entries)}项，其中{join_names(parts)}"


def decided_table(entries: Sequence[Entry], section: str) -> ContentTable:
    """Return the decisions as a table: what, whose, by when, to which end."""
    rows = tuple(
        _row(each, (each.title, each.owner, _day(each.deadline), each.text("requirement")))
        for each in entries
    )
    return ContentTable("本次研判督办事项", DECIDED, rows, wide=False, section=section)


def look_back_table(found: LookBack, section: str) -> ContentTable:
    """Return earlier decisions as a table: where each stands, what its owner said last."""
    rows = tuple(
        _row(
            each,
            (each.title, each.owner, _day(each.deadline), standing(each), last_said(each) or NONE),
        )
        for each in found.entries
    )
    return ContentTable("上期督办事项办理情况", OUTCOME, rows, wide=False, section=section)


def standing(entry: Entry) -> str:
    """Say where an entry stands, and by how many days it is late."""
    late = f"，逾期{entry.days_late}天" if entry.is_overdue else ""
    return f"{entry.state.name}{late}"


def last_said(entry: Entry) -> str:
    """Return the newest words that were written on an entry; empty where nobody wrote any."""
    said = (event.text for event in reversed(entry.history) if event.text)
    return " ".join(next(said, "").split())


def _day(day: date | None) -> str:
    return NONE if day is None else date_text(day)


def _row(entry: Entry, texts: Sequence[str]) -> ContentRow:
    cells = tuple(ContentCell(text, None) for text in texts)
    return ContentRow(str(entry.number), cells, whole=False, listed=False)
