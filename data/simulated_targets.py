"""Simulated progress of targets: figures declared at some months, the rest drawn between them.

What makes a target stand where it stands (ahead, behind, not reported, corrected, relapsed) is
written in the declaration; only the months between two declared figures are drawn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import Field

from data import catalogue, policies, simulated_files
from data.batches import Submission
from data.catalogue import ReleaseRule
from data.datasets import Dataset
from data.records import CatalogueError, Record
from data.simulated_files import Figure, Heading
from metrics.periods import Period, PeriodKind
from metrics.rounding import half_up

Figures = Mapping[str, Decimal]
"""By month (`2020-06`) or day (`2020-06-15`)."""
COMPONENTS = ("level", "numerator", "denominator", "reference")
_WOBBLE = 0.25


class Report(Record):
    """A report in which an office sends the progress of its targets, every month."""

    id: str
    title: str
    source: str
    day: int
    targets: tuple[str, ...]


class Progress(Record):
    """What is reported of one target.

    Attributes
    ----------
    level, numerator, denominator, reference
        Declared figures; months between two of them are drawn, unless `stepwise`.
    base, base_published
        The figure of the base date, and when it becomes known (default: with the first report).
    units, unit_kind
        Of a target on each unit: the figures by unit, and what the units are.
    stepwise
        Only the declared months are reported.
    missing
        Months that are expressly 未报.
    decimals
        Of all drawn figures.
    lead
        Where the local target has parts of counties, they report too: how much faster (above 1)
        or slower a county is than its part.
    silent_places
        Counties that do not report, by code, with the months.
    """

    level: dict[str, Decimal] = Field(default_factory=dict)
    numerator: dict[str, Decimal] = Field(default_factory=dict)
    denominator: dict[str, Decimal] = Field(default_factory=dict)
    reference: dict[str, Decimal] = Field(default_factory=dict)
    base: dict[str, Decimal] = Field(default_factory=dict)
    base_published: date | None = None
    units: dict[str, dict[str, Decimal]] = Field(default_factory=dict)
    unit_kind: Literal["region", "department", "group", "bank"] = "region"
    stepwise: bool = False
    missing: tuple[str, ...] = ()
    decimals: int = 0
    lead: dict[str, float] | None = None
    silent_places: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Correction(Record):
    """A figure that was first reported otherwise; the declared one comes in a later batch."""

    target: str
    period: str
    first_said: Decimal
    corrected_on: date
    title: str


class Plan(Record):
    """The declaration of the progress of a city's targets."""

    seed: int
    reports: tuple[Report, ...] = ()
    progress: dict[str, Progress]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class _Sent:
    """A figure on its way: in which report and on which day."""

    figure: Figure
    report: Report
    day: date


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return the simulated progress of a dataset's targets as batches, one a report and day."""
    targets = _targets(dataset, plan).values()
    sent = [each for target in targets for each in _of_target(dataset, plan, target)]
    corrections = {(each.target, each.period): each for each in plan.corrections}
    by_batch: dict[tuple[str, date], list[_Sent]] = {}
    for each in sent:
        by_batch.setdefault((each.report.id, each.day), []).append(_first_said(each, corrections))
    made = [_submission(dataset, batch) for batch in by_batch.values()]
    return made + [_corrected(dataset, sent, each) for each in plan.corrections]


def _of_target(dataset: Dataset, plan: Plan, target: policies.Target) -> Iterator[_Sent]:
    progress, report = plan.progress[target.id], _report(dataset, plan, target.id)
    draw = np.random.default_rng([plan.seed, *target.id.encode()])
    rule = catalogue.release_calendar()[dataset.calendar]
    for figure in _drawn(dataset, target, progress, draw):
        day = _published(report, rule, figure.period)
        if figure.measure == "base" and progress.base_published:
            day = progress.base_published
        yield _Sent(figure, report, day)


def _targets(dataset: Dataset, plan: Plan) -> dict[str, policies.Target]:
    """Return the targets that have progress; one of another document is refused."""
    documents = [policies.document(key) for key in dataset.documents]
    known = {target.id: target for document in documents for target in document.targets}
    if unknown := [key for key in plan.progress if key not in known]:
        msg = (
            f"{dataset.id}.yaml：simulate.targets.progress：{'、'.join(unknown)} "
            "不是 documents 所列文件的目标，请改正"
        )
        raise CatalogueError(msg)
    return {key: known[key] for key in plan.progress}


def _report(dataset: Dataset, plan: Plan, key: str) -> Report:
    own = (report for report in plan.reports if key in report.targets)
    rule = catalogue.release_calendar()[dataset.calendar]
    general = Report(
        id="all",
        title="政策目标进展月报",
        source=f"{dataset.name}政策目标进展月报（模拟）",
        day=rule.day,
        targets=(key,),
    )
    return next(own, general)


def _published(report: Report, rule: ReleaseRule, period: Period) -> date:
    """Return the day of a report: of a month by its own day, of a day the day after."""
    if period.kind == PeriodKind.DAY:
        return date.fromordinal(period.end.toordinal() + 1)
    return rule.model_copy(update={"day": report.day}).published_at(f"{period.end:%Y-%m}")


def _drawn(
    dataset: Dataset, target: policies.Target, progress: Progress, draw: np.random.Generator
) -> Iterator[Figure]:
    def figure(period: Period, measure: str, value: Decimal | None) -> Figure:
        unit = target.unit or "" if measure not in ("numerator", "denominator") else ""
        return Figure(period, dataset.region, target.id, measure, value, unit)

    for measure in COMPONENTS:
        given: Figures = getattr(progress, measure)
        course = dict(_course(given, progress, draw))
        for period, value in course.items():
            yield figure(period, measure, value)
        if measure == "level" and progress.lead is not None:
            yield from _of_places(dataset, target, progress, course)
    for code, value in progress.base.items():
        yield figure(Period.parse(code), "base", value)
    for unit, given in progress.units.items():
        for period, value in _course(given, progress, draw):
            yield _of_unit(figure(period, "level", value), progress.unit_kind, unit)


def _of_unit(figure: Figure, kind: str, unit: str) -> Figure:
    if kind == "region":
        return replace(figure, region=unit)
    return replace(figure, subject_kind=kind, subject=unit)


def _course(
    given: Figures, progress: Progress, draw: np.random.Generator
) -> Iterator[tuple[Period, Decimal | None]]:
    """Yield every reported period: declared figures, and the months drawn between them."""
    points = sorted((Period.parse(code), value) for code, value in given.items())
    known: dict[Period, Decimal | None] = dict(points)
    if not progress.stepwise:
        for first, last in pairwise(points):
            known |= _between(first, last, progress.decimals, draw)
    known |= {Period.parse(code): None for code in progress.missing} if given else {}
    yield from sorted(known.items())


def _between(
    first: tuple[Period, Decimal],
    last: tuple[Period, Decimal],
    decimals: int,
    draw: np.random.Generator,
) -> dict[Period, Decimal | None]:
    """Return the months between two declared ones: steps of one direction that end exactly."""
    months = _months(first[0], last[0])
    steps = np.exp(draw.normal(0, _WOBBLE, len(months) + 1))
    shares = np.cumsum(steps / steps.sum())
    way = last[1] - first[1]
    return {
        month: half_up(first[1] + way * Decimal(repr(float(share))), decimals)
        for month, share in zip(months, shares, strict=False)
    }


def _months(first: Period, last: Period) -> list[Period]:
    if PeriodKind.DAY in (first.kind, last.kind):
        return []
    months, month = [], first.next()
    while month < last:
        months.append(month)
        month = month.next()
    return months


def _of_places(
    dataset: Dataset,
    target: policies.Target,
    progress: Progress,
    course: Mapping[Period, Decimal | None],
) -> Iterator[Figure]:
    """Yield the counties' figures: they add up to the city's."""
    local = dataset.local_targets.get(target.id)
    if local is None or not local.counties:
        msg = (
            f"{dataset.id}.yaml：simulate.targets：{target.id} 写了 lead，"
            "但 local_targets 没有它的县区分解，请补上"
        )
        raise CatalogueError(msg)
    parts, lead = local.counties, progress.lead or {}
    keys = {code: part * Decimal(str(lead.get(code, 1))) for code, part in parts.items()}
    for period, value in course.items():
        found = {} if value is None else _split(value, keys, progress.decimals)
        for code in parts:
            silent = f"{period.end:%Y-%m}" in progress.silent_places.get(code, ())
            own = None if silent else found.get(code)
            yield Figure(period, code, target.id, "level", own, target.unit or "")


def _split(value: Decimal, keys: Mapping[str, Decimal], decimals: int) -> dict[str, Decimal]:
    """Split a figure by keys; the largest part makes the sum exact."""
    whole = sum(keys.values(), Decimal(0))
    parts = {code: _rounded(value * key / whole, decimals) for code, key in keys.items()}
    largest = max(keys, key=lambda code: keys[code])
    rest = value - sum(parts.values(), Decimal(0))
    return parts | {largest: parts[largest] + rest}


def _rounded(value: Decimal, decimals: int) -> Decimal:
    rounded = half_up(value, decimals)
    assert rounded is not None  # noqa: S101
    return rounded


def _first_said(each: _Sent, corrections: Mapping[tuple[str, str], Correction]) -> _Sent:
    """Return the figure as it was first reported."""
    figure = each.figure
    correction = corrections.get((figure.indicator, figure.period.code))
    if correction is None or not _concerns(correction, each):
        return each
    return replace(each, figure=replace(figure, value=correction.first_said))


def _corrected(dataset: Dataset, sent: list[_Sent], correction: Correction) -> Submission:
    heading = Heading(
        title=correction.title,
        file_name=f"{dataset.id}-correction-{correction.target}-{correction.period}.csv",
        source=f"{correction.title}（模拟）",
        published_at=correction.corrected_on,
    )
    figures = [each.figure for each in sent if _concerns(correction, each)]
    return simulated_files.submission(dataset, heading, figures)


def _concerns(correction: Correction, each: _Sent) -> bool:
    """Whether a figure is the city's that was corrected; its counties' figures stand."""
    figure = each.figure
    same = (figure.indicator, figure.period.code) == (correction.target, correction.period)
    kind = catalogue.regions()[figure.region].kind
    return same and figure.measure == "level" and kind in ("prefecture", "province")


def _submission(dataset: Dataset, batch: list[_Sent]) -> Submission:
    report, day = batch[0].report, batch[0].day
    last = max(each.figure.period for each in batch)
    said = f"{last.end.year}年{last.end.month}月"
    heading = Heading(
        title=f"{report.title}（{said}）",
        file_name=f"{dataset.id}-{report.id}-{day.isoformat()}.csv",
        source=f"{report.source}（{said}）",
        published_at=day,
    )
    return simulated_files.submission(dataset, heading, [each.figure for each in batch])
