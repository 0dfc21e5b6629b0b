"""Reporting the progress of a target: what a report would change, and keeping it with evidence."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from data import batches, catalogue, datasets, evidence, policies
from data.batches import Entry, SeriesKey, Submission
from data.datasets import Dataset
from data.evidence import Evidence
from data.intake_rules import intake_rules
from data.policy_records import Target
from data.receipts import Explained
from data.store import Question
from mechanisms import supervision, supervision_facts, supervision_readings
from mechanisms.supervision_doubts import doubts
from mechanisms.supervision_facts import EACH_BY, Facts, Point
from mechanisms.supervision_reports import (
    Field,
    RecordError,
    Report,
    check_evidence,
    indicator_of,
    typed,
)
from metrics.explanations import explains
from metrics.periods import Period
from metrics.targets import Verdict
from metrics.wording import as_given


@dataclass(frozen=True)
class Change:
    """A figure as it is known and as it would be; `known` None with `heard` is 未报."""

    field: Field
    heard: bool
    known: Decimal | None
    new: Decimal

    @property
    def text(self) -> str:
        """Old → new, in words."""
        old = as_given(self.known) if self.heard else "（没有）"
        return f"{self.field.label}：{old} → {as_given(self.new)}{self.field.unit}"


@dataclass(frozen=True, eq=False)
class Draft:
    """A report that was looked at: what it changes, what is doubtful, how the target would stand.

    Attributes
    ----------
    doubts
        What looks like a slip; with any, a reason is needed.
    published_at
        From which day on the figure counts: the day it concerns, not before the figure that it
        replaces, not after the business date.
    before, after
        The verdict now, and with the report.
    """

    question: Question
    dataset: Dataset
    target: Target
    report: Report
    key: SeriesKey
    period: Period
    changes: tuple[Change, ...]
    doubts: tuple[str, ...]
    published_at: date
    before: Verdict
    after: Verdict
    whose: str


def target_of(dataset: Dataset, key: str) -> Target:
    """Return a target that the city stands under, under the chosen reading.

    Raises
    ------
    RecordError
        If none of the city's documents holds it.
    """
    for name in dataset.documents:
        for target in policies.document(name).targets:
            if target.id == key:
                return policies.chosen(target, dataset.readings)
    known = "、".join(dataset.documents) or "没有登记政策文件"
    msg = f"{dataset.name}（{dataset.id}）没有目标“{key}”；登记的文件：{known}"
    raise RecordError(msg)


def prepare(question: Question, report: Report) -> Draft:
    """Look at a report: what it changes and what is doubtful; nothing is stored.

    Parameters
    ----------
    question
        Of the one who reports (action `record_progress`), at the newest vintage and the
        business date.

    Raises
    ------
    RecordError
        If the target, the period, a figure, whose figure it is or the evidence is not in order.
    """
    dataset = datasets.dataset(question.dataset)
    target = target_of(dataset, report.target)
    key, whose = _place(question, target, dataset, report.subject)
    period = _period(target, dataset, report.period)
    check_evidence(report)
    found = supervision_facts.facts(question, [target])
    given = list(typed(target, dataset, report.figures))
    changes = tuple(_change(found, key, period, each, value) for each, value in given)
    if all(change.heard and change.known == change.new for change in changes):
        msg = f"{target.id} {period.label}：与现有进度相同，没有改动"
        raise RecordError(msg)
    day = _counts_from(found, key, period, dataset)
    after = _with(found, key, period, changes, day)
    subject = _judged(target, key, dataset)
    return Draft(
        question,
        dataset,
        target,
        report,
        key,
        period,
        changes,
        _doubts(found, target, key, period, changes),
        day,
        _verdict(found, target, dataset, subject),
        _verdict(after, target, dataset, subject),
        whose,
    )


def _judged(target: Target, key: SeriesKey, dataset: Dataset) -> str:
    """Return whose verdict the report changes: the region's own, or the city's as a whole."""
    of_unit = key.subject_kind != "region" or target.kind == "each_unit"
    return dataset.region if of_unit else key.region


def _doubts(
    found: Facts, target: Target, key: SeriesKey, period: Period, changes: tuple[Change, ...]
) -> tuple[str, ...]:
    new = {change.field.measure: change.new for change in changes}
    others = [point for point in _series(found, key, "level") if point.stored != period.code]
    return tuple(doubts(target, period, new, others))


def _verdict(found: Facts, target: Target, dataset: Dataset, subject: str) -> Verdict:
    known = supervision_readings.of_subject(found, target, dataset, subject)
    return supervision.verdict_of(known, found.question.as_of, dataset)


def places_of(question: Question, target: Target, dataset: Dataset) -> dict[str, str]:
    """Return whose progress may be reported: codes or units by name, the city first.

    A scoped viewer reports for his own region only.
    """
    names = catalogue.regions()
    regions = [dataset.region, *_counties(dataset)]
    if question.scope is not None:
        regions = [code for code in regions if code in question.scope and code != dataset.region]
    found = {code: "全市" if code == dataset.region else names[code].name for code in regions}
    if target.kind == "each_unit" and question.scope is None:
        roster = dataset.roster(target.roster) if target.roster else None
        members = roster.members if roster is not None and roster.members else ()
        found |= {key: names[key].name if key in names else key for key in members}
    return found


def _counties(dataset: Dataset) -> list[str]:
    ranked = dataset.ranked_sets[0]
    return [*ranked.members, *ranked.listed]


def _place(
    question: Question, target: Target, dataset: Dataset, subject: str
) -> tuple[SeriesKey, str]:
    offered = places_of(question, target, dataset)
    names = {name: code for code, name in offered.items()}
    key = names.get(subject, subject) or next(iter(offered), "")
    if key not in offered:
        msg = (
            f"{target.id}：不能报送“{subject or '全市'}”的进度；可报：{'、'.join(offered.values())}"
        )
        raise RecordError(msg)
    indicator = target.measured_by or target.id
    if key in catalogue.regions():
        return SeriesKey(dataset.kind, indicator, "level", key), offered[key]
    kind = EACH_BY.get(target.subject, "group")
    made = SeriesKey(dataset.kind, indicator, "level", dataset.region, "", kind, key)
    return made, offered[key]


def _period(target: Target, dataset: Dataset, text: str) -> Period:
    try:
        period = Period.parse(text.strip())
    except ValueError as error:
        msg = f"{target.id}：{error}"
        raise RecordError(msg) from error
    if target.measured_by and period.code == f"{period.end:%Y-%m}":
        period = indicator_of(target, dataset).period(period.code)
    if not target.measured_by:
        period = _by_its_end(period)
    if period.start > dataset.today:
        msg = f"{target.id}：{period.label}在业务日期{dataset.today}之后，还不能报送"
        raise RecordError(msg)
    if target.start is not None and period.end < target.start:
        msg = f"{target.id}：{period.label}早于目标起算日{target.start}，不计入；请核对期别"
        raise RecordError(msg)
    return period


def _by_its_end(period: Period) -> Period:
    """Return the month that ends with a period, or the day: progress has one period for one end."""
    month = Period.of_month(period.end.year, period.end.month)
    return month if month.end == period.end else Period.of_day(period.end)


def _series(found: Facts, key: SeriesKey, measure: str) -> list[Point]:
    return found.of(key.indicator, measure, key.subject or key.region, key.subject_kind)


def _change(found: Facts, key: SeriesKey, period: Period, each: Field, value: Decimal) -> Change:
    known = [p for p in _series(found, key, each.measure) if p.stored == period.code]
    return Change(each, bool(known), known[0].value if known else None, value)


def _counts_from(found: Facts, key: SeriesKey, period: Period, dataset: Dataset) -> date:
    """Return from which day on the report counts; never behind the figure that it replaces."""
    known = [
        point.published_at
        for measure in supervision_facts.MEASURES
        for point in _series(found, key, measure)
        if point.stored == period.code
    ]
    return max([min(period.end, dataset.today), *known])


def _with(
    found: Facts, key: SeriesKey, period: Period, changes: tuple[Change, ...], day: date
) -> Facts:
    """Return the facts as they would be with the report."""
    points = {name: list(each) for name, each in found.points.items()}
    reached = supervision_facts.reached(period, min(day, found.question.as_of))
    for change in changes:
        place = (key.indicator, change.field.measure, key.subject_kind, key.subject or key.region)
        kept = [p for p in points.get(place, []) if p.stored != period.code]
        made = Point(reached, change.new, period.code, 0, 0, day)
        points[place] = sorted([*kept, made], key=lambda p: p.period.end)
    return replace(found, points=points)


def commit(draft: Draft) -> int:
    """Keep a report with its evidence as one batch; return its number, the new vintage.

    Raises
    ------
    RecordError
        If something is doubtful and no reason was given.
    CommitError
        If something was committed since the report was looked at.
    """
    report, rule = draft.report, intake_rules().explanations
    if draft.doubts and not explains(report.reason, rule.empty_phrases, rule.least_characters):
        doubts = "；".join(draft.doubts)
        msg = (
            f"{draft.target.id} {draft.period.label}：{doubts}。"
            f"确属实际的请写明原因（不少于{rule.least_characters}个字，“核实无误”不算）"
        )
        raise RecordError(msg)
    submission = _submission(draft)
    batches.keep_file(submission.content)
    if report.content:
        batches.keep_file(report.content)
    reasons = [
        Explained("progress_doubt", draft.target.id, doubt, report.reason.strip(), report.actor)
        for doubt in draft.doubts
    ]
    vintage = draft.question.vintage
    return evidence.commit_report(draft.dataset, submission, [_piece(report)], reasons, vintage)


def _piece(report: Report) -> Evidence:
    sha256 = hashlib.sha256(report.content).hexdigest() if report.content else ""
    name = PurePath(report.file_name.replace("\\", "/")).name if report.content else ""
    return Evidence(" ".join(report.evidence.split()), report.actor, name, sha256)


def _submission(draft: Draft) -> Submission:
    target, report = draft.target, draft.report
    entries = tuple(
        Entry(
            replace(draft.key, measure=change.field.measure),
            draft.period,
            float(change.new),
            line,
        )
        for line, change in enumerate(draft.changes, start=2)
    )
    return Submission(
        title=f"{target.name}进度（{draft.whose}，{draft.period.label}）",
        file_name=f"{target.id}_{draft.period.code}_进度.csv",
        content=_written(draft),
        source="目标进度报送",
        kind=draft.dataset.kind,
        sender=report.sender,
        published_at=draft.published_at,
        published_assumed=False,
        entries=entries,
    )


def _written(draft: Draft) -> bytes:
    """Return the report as a small table, kept as the original of its batch."""
    head = "目标,名称,单位,期别,数据项,数值,计量单位,佐证,经办人"
    text = io.StringIO(newline="")
    text.write(head + "\r\n")
    for change in draft.changes:
        cells = (
            draft.target.id,
            draft.target.name,
            draft.whose,
            draft.period.code,
            change.field.label,
            str(change.new),
            change.field.unit,
            " ".join(draft.report.evidence.split()),
            draft.report.actor,
        )
        text.write(",".join(map(_quoted, cells)) + "\r\n")
    return text.getvalue().encode("utf-8-sig")


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set(',"\r\n') else cell
