"""目标督办: where every target of a document stands; one result for screen, files, commands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data import datasets, policies, store, target_rules
from data.datasets import Dataset
from data.policy_records import Document, Target
from data.store import Question
from mechanisms import supervision_facts, supervision_readings
from mechanisms.supervision_facts import Facts, Point
from mechanisms.supervision_landing import landing
from mechanisms.supervision_readings import Known
from metrics.forecast import Landing
from metrics.periods import Period
from metrics.targets import Lamp, State, Thresholds, Verdict, judge

FAILED = (State.OVERDUE, State.BREACHED)
DONE = (State.ATTAINED, State.ATTAINED_LATE, State.HOLDING)
SILENT = (
    State.NOT_REPORTED,
    State.AWAITING_FINAL,
    State.AWAITING_ROSTER,
    State.AWAITING_BASE,
    State.AWAITING_REFERENCE,
    State.NO_VALUE,
    State.UNDECIDABLE,
)
"""States that wait for a figure, a list or a decision."""
OVERLAP, PART, WHOLE = "可能重叠", "其中", "总项"


class SupervisionError(ValueError):
    """A board that cannot be asked for; the text says what can be done."""


@dataclass(frozen=True)
class Related:
    """Another target on the same matter: shown beside, never added."""

    word: str
    id: str
    name: str


@dataclass(frozen=True, eq=False)
class Row:
    """A target on the board: what it demands, what is known, what was found, where it will land.

    Attributes
    ----------
    before
        The verdict of a month earlier, under the same vintage.
    """

    known: Known
    verdict: Verdict
    landing: Landing | None
    before: Verdict
    related: tuple[Related, ...]

    @property
    def target(self) -> Target:
        """The target under the chosen reading."""
        return self.known.target

    @property
    def id(self) -> str:
        """Its number."""
        return self.target.id

    @property
    def lead(self) -> str:
        """Who leads: the named leader, otherwise the first of those in charge."""
        return next(iter((*self.target.lead, *self.target.owners)), "")

    @property
    def deciding(self) -> Point | None:
        """The figure that decided, where one figure did; later ones may not count any more."""
        at = self.verdict.period
        found = [point for point in self.known.course if point.period == at]
        return found[-1] if found else None

    @property
    def shortfall(self) -> float | None:
        """What the landing lacks of the figure; None without a landing or where it suffices."""
        figure = self.verdict.target
        if self.landing is None or figure is None:
            return None
        lack = float(figure) - self.landing.total
        return lack if lack > 0 else None

    @property
    def will_attain(self) -> bool | None:
        """Whether it is expected to be attained; None where that cannot be said."""
        if self.verdict.attained:
            return True
        if self.verdict.status in FAILED:
            return False
        return None if self.landing is None else self.shortfall is None

    @property
    def urgency(self) -> tuple[int, int, float]:
        """Order of attention: state and lamp, then strength of the wording, then the gap."""
        gap = self.verdict.pace_gap_pp
        return _severity(self.verdict), -self.target.strength_level, float(gap or 0)


def _severity(verdict: Verdict) -> int:
    by_lamp = {Lamp.FAR_BEHIND: 1, Lamp.BEHIND: 2, Lamp.ON_PACE: 5}
    if verdict.status in FAILED:
        return 0
    if verdict.lamp in by_lamp:
        return by_lamp[verdict.lamp]
    if verdict.status in SILENT:
        return 3
    return {State.UNDER_WAY: 4, State.NEARLY: 5}.get(verdict.status, 6)


@dataclass(frozen=True, eq=False)
class Board:
    """All targets of a document at a day; what page, command line and files show.

    Attributes
    ----------
    rows
        In the order of the document.
    published_at
        Publication of the newest figure used; None without any.
    sources
        Where the figures come from, the newest first.
    """

    question: Question
    dataset: Dataset
    document: Document
    thresholds: Thresholds
    rows: tuple[Row, ...]
    published_at: date | None
    period: Period | None
    sources: tuple[str, ...]

    @property
    def worst_first(self) -> tuple[Row, ...]:
        """The rows in the order of attention."""
        return tuple(sorted(self.rows, key=lambda row: row.urgency))

    @property
    def is_draft(self) -> bool:
        """Whether the document is a draft for comment."""
        return self.document.status == "draft_for_comment"

    def row(self, key: str) -> Row:
        """Return the row of one target.

        Raises
        ------
        SupervisionError
            If the document has no such target.
        """
        for row in self.rows:
            if row.id == key:
                return row
        msg = f"{self.document.title}没有目标“{key}”；可用：{'、'.join(r.id for r in self.rows)}"
        raise SupervisionError(msg)

    def with_lamp(self, lamp: Lamp) -> list[Row]:
        """Return the rows whose lamp is so."""
        return [row for row in self.rows if row.verdict.lamp == lamp]

    def in_state(self, states: Iterable[State]) -> list[Row]:
        """Return the rows in one of the states."""
        wanted = tuple(states)
        return [row for row in self.rows if row.verdict.status in wanted]

    @property
    def departments(self) -> tuple[str, ...]:
        """All departments in charge, in the order of the document."""
        return tuple(dict.fromkeys(owner for row in self.rows for owner in row.target.owners))


def board(question: Question, document: str = "") -> Board:
    """Judge all targets of a document that the city stands under.

    Parameters
    ----------
    document
        Id of the document; empty is the city's main one.

    Raises
    ------
    SupervisionError
        If the city stands under no document, or not under this one.
    """
    dataset = datasets.dataset(question.dataset)
    chosen = document_of(dataset, document)
    targets = chosen_targets(dataset, chosen)
    thresholds = thresholds_of(dataset)
    now = supervision_facts.facts(question, targets)
    earlier_question = replace(question, as_of=month_earlier(question.as_of))
    earlier = supervision_facts.facts(earlier_question, targets)
    rows = tuple(_row(now, earlier, target, dataset, targets) for target in targets)
    sources = _sources(question, rows)
    points = [row.known.last for row in rows if row.known.last is not None]
    return Board(
        question,
        dataset,
        chosen,
        thresholds,
        rows,
        max((point.published_at for point in points), default=None),
        max((point.period for point in points), default=None),
        sources,
    )


def dataset_of(key: str = "") -> Dataset:
    """Return the first served dataset that carries a document or a target's document.

    Parameters
    ----------
    key
        Id of a document or of a target; empty is any document.

    Raises
    ------
    SupervisionError
        If none does; the text lists the documents that are carried.
    """
    served = datasets.served().values()
    name = policies.target(key).document if policies.is_target(key) else key
    for each in served:
        if name in each.documents or (not name and each.documents):
            return each
    known = "、".join(dict.fromkeys(name for each in served for name in each.documents))
    msg = f"没有数据集登记了“{key}”；已登记的文件：{known or '无'}"
    raise SupervisionError(msg)


def document_of(dataset: Dataset, key: str = "") -> Document:
    """Return a document of the city, the main one for an empty key.

    Raises
    ------
    SupervisionError
        If the city has none, or not this one.
    """
    if not dataset.documents:
        msg = f"{dataset.name}（{dataset.id}）没有登记政策文件；请在数据集声明的 documents 中写明"
        raise SupervisionError(msg)
    if key and key not in dataset.documents:
        known = "、".join(dataset.documents)
        msg = f"{dataset.name}（{dataset.id}）没有登记文件“{key}”；可用：{known}"
        raise SupervisionError(msg)
    return policies.document(key or dataset.documents[0])


def chosen_targets(dataset: Dataset, document: Document) -> list[Target]:
    """Return the targets of a document under the readings that the city chose."""
    return [policies.chosen(target, dataset.readings) for target in document.targets]


def thresholds_of(dataset: Dataset) -> Thresholds:
    """Return the limits of the pace lamp: the city's own, otherwise the shipped ones."""
    if dataset.pace is not None:
        return Thresholds(dataset.pace.behind_pp, dataset.pace.far_behind_pp)
    return target_rules.thresholds()


def month_earlier(day: date) -> date:
    """Return the same day a month before, or the last of that month.

    Examples
    --------
    >>> month_earlier(date(2020, 3, 31))
    datetime.date(2020, 2, 29)
    """
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _row(
    now: Facts, earlier: Facts, target: Target, dataset: Dataset, targets: Sequence[Target]
) -> Row:
    known = supervision_readings.known(now, target, dataset)
    verdict = verdict_of(known, now.question.as_of, dataset)
    before = supervision_readings.known(earlier, target, dataset)
    return Row(
        known,
        verdict,
        landing(known.terms, known.readings, verdict, known.past),
        verdict_of(before, earlier.question.as_of, dataset),
        related(target, targets),
    )


def verdict_of(known: Known, as_of: date, dataset: Dataset) -> Verdict:
    """Judge what is known of a target at a day."""
    start = known.target.start
    history = [
        (period, amount)
        for period, amount in known.past
        if amount is not None and start is not None and period.end < start
    ]
    return judge(known.terms, known.readings, as_of, thresholds_of(dataset), history=history)


def related(target: Target, targets: Iterable[Target]) -> tuple[Related, ...]:
    """Return the targets of which this is a part, its own parts, and those it may overlap."""
    found = []
    for other in targets:
        if other.id == target.parent:
            found.append(Related(WHOLE, other.id, other.name))
        elif other.parent == target.id:
            found.append(Related(PART, other.id, other.name))
        elif other.id in target.may_overlap:
            found.append(Related(OVERLAP, other.id, other.name))
    return tuple(found)


def _sources(question: Question, rows: Iterable[Row]) -> tuple[str, ...]:
    numbers = {row.known.last.batch for row in rows if row.known.last is not None}
    found = store.batch_sources(question, sorted(numbers))
    return tuple(dict.fromkeys(source for _, source, _, _ in found))
