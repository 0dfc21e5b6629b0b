"""What is stored on the targets of a document: one query, then figures by target, unit and measure.

A target has progress of its own (indicator = id of the target), or a statistic measures it
(`measured_by`); then the statistic is brought into the unit and the window of the target.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from data import catalogue, store
from data.policy_records import Target
from data.store import Question
from mechanisms.supervision_points import Key as Key
from mechanisms.supervision_points import Point as Point
from mechanisms.supervision_statistics import of_target, unit_factor
from metrics.periods import Period, PeriodKind
from metrics.rounding import to_decimal

MEASURES = ("level", "growth", "numerator", "denominator", "reference", "base")
SUBJECT_KINDS = ("region", "department", "group", "bank")
JOINT_MONTHS = 2
"""Months of a first figure of a year that has none for January alone."""
EACH_BY = {
    "county_each": "region",
    "city_each": "region",
    "department_each": "department",
    "enterprise_group": "group",
    "bank_sector": "bank",
}
"""Whose series hold the units of a target on each unit; other subjects are groups."""


@dataclass(frozen=True, eq=False)
class Facts:
    """The stored figures of all targets of a document under one question."""

    question: Question
    points: Mapping[Key, Sequence[Point]]

    def of(self, indicator: str, measure: str, subject: str, kind: str = "region") -> list[Point]:
        """Return the figures of one series, oldest first; none where nothing was heard."""
        return list(self.points.get((indicator, measure, kind, subject), ()))

    def subjects(self, indicator: str, kind: str) -> list[str]:
        """Return whose figures of an indicator are known."""
        found = [key[3] for key in self.points if key[0] == indicator and key[2] == kind]
        return list(dict.fromkeys(found))


def facts(question: Question, targets: Iterable[Target]) -> Facts:
    """Ask once for the figures of all targets, within the viewer's scope."""
    asked = list(targets)
    wanted = {name for each in asked for name in _names(each)}
    kinds = {"region"} | {EACH_BY.get(t.subject, "group") for t in asked if t.kind == "each_unit"}
    points: dict[Key, list[Point]] = {}
    for kind in SUBJECT_KINDS:
        if kind in kinds:
            _collect(question, wanted, kind, points)
    for target in asked:
        if target.statistics:
            points |= {key: found for key, found in of_target(points, target) if found}
    return Facts(question, points)


def _names(target: Target) -> list[str]:
    """Return the indicators under which figures of a target are stored."""
    return [name for name in (target.id, target.measured_by, *target.statistics.values()) if name]


def _collect(
    question: Question, wanted: set[str], kind: str, points: dict[Key, list[Point]]
) -> None:
    frame = store.known(question, indicators=wanted, measures=MEASURES, subject_kind=kind)
    rows: list[Any] = list(frame.itertuples(index=False))
    for row in rows:
        key = (str(row.indicator), str(row.measure), kind, str(row.subject))
        stored = Period.parse(str(row.period))
        point = Point(
            reached(stored, min(row.published_at, question.as_of)),
            to_decimal(row.value),
            stored.code,
            int(row.series),
            int(row.batch),
            row.published_at,
        )
        points.setdefault(key, []).append(point)
    for key, found in points.items():
        points[key] = _newest_of_each_day(found)


def _newest_of_each_day(points: Sequence[Point]) -> list[Point]:
    """Keep what was published last where two periods end on one day (2020-06, 2020-06-30)."""
    by_end: dict[date, Point] = {}
    for point in points:
        other = by_end.get(point.period.end)
        if other is None or (other.published_at, other.batch) <= (point.published_at, point.batch):
            by_end[point.period.end] = point
    return sorted(by_end.values(), key=lambda point: point.period.end)


def reached(period: Period, reported: date) -> Period:
    """Return the period, cut to the day of the report where that day lies within it."""
    if period.start <= reported < period.end:
        return Period.of_day(reported)
    return period


def scale(target: Target) -> Decimal:
    """Return the factor that brings the statistic of a target into the target's own unit."""
    if not target.measured_by or not target.unit or not target.base_unit:
        return Decimal(1)
    unit = catalogue.indicators()[target.measured_by].unit
    of_statistic = unit_factor(unit, target.base_unit)
    return of_statistic / unit_factor(target.unit, target.base_unit)


def course(found: Facts, target: Target, subject: str, kind: str = "region") -> list[Point]:
    """Return the course of a target: the figures that count, in its unit, oldest first.

    Parameters
    ----------
    subject, kind
        Whose: the city's region code, a county's, a bank's id.

    Returns
    -------
    list of Point
        Figures since the start of the target. A statistic of the year to date is added up over
        the years of the window; where a part is missing, the sum is missing.
    """
    if not target.measured_by:
        return _within(target, found.of(target.id, "level", subject, kind))
    measure = "growth" if target.kind in ("relative", "growth") else "level"
    points = found.of(target.measured_by, measure, subject, kind)
    entry = catalogue.indicators()[target.measured_by]
    if measure == "level" and entry.accumulation == "ytd" and target.kind in ("flow", "count"):
        points = list(_summed(points, target))
    factor = scale(target) if measure == "level" else Decimal(1)
    scaled = [replace(p, value=None if p.value is None else p.value * factor) for p in points]
    return _within(target, scaled)


def _within(target: Target, points: Sequence[Point]) -> list[Point]:
    start = target.start
    return [point for point in points if start is None or point.period.end >= start]


def _summed(points: Sequence[Point], target: Target) -> Iterator[Point]:
    """Yield totals since the start of the target from totals of the year to date."""
    known = {point.period.end: point.value for point in points}
    for point in points:
        if target.start is None or point.period.end >= target.start:
            yield replace(point, value=_total(point, known, target.start))


def _total(
    point: Point, known: Mapping[date, Decimal | None], start: date | None
) -> Decimal | None:
    parts = [point.value]
    if start is not None:
        parts += [known.get(date(year, 12, 31)) for year in range(start.year, point.period.year)]
        if start.month > 1:
            before = known.get(start - timedelta(days=1))
            parts.append(None if before is None else -before)
    if any(part is None for part in parts):
        return None
    return sum((part for part in parts if part is not None), Decimal(0))


def base_of(found: Facts, target: Target, subject: str, kind: str = "region") -> Decimal | None:
    """Return the figure at the base date: reported as such, or the statistic at that day."""
    own = [p.value for p in found.of(target.id, "base", subject, kind) if p.value is not None]
    if own:
        return own[-1]
    if not target.measured_by or target.start is None:
        return None
    day = target.start - timedelta(days=1)
    points = found.of(target.measured_by, "level", subject, kind)
    at_base = [p.value for p in points if p.period.end == day and p.value is not None]
    return at_base[-1] * scale(target) if at_base else None


def increments(
    found: Facts, target: Target, subject: str, kind: str = "region"
) -> list[tuple[Period, Decimal | None]]:
    """Return the monthly growth of a statistic over its whole known past, oldest first.

    Each comes with its month; None where one of the two ends is 未报. 1—2月 is shared evenly by
    its months. Where nothing was heard of other months, the last one stands for their average and
    the others stay unknown: even months that nobody reported would feign a certainty. Empty where
    the target has progress of its own, whose past begins with the target.
    """
    if not target.measured_by:
        return []
    points = [
        point
        for point in found.of(target.measured_by, "level", subject, kind)
        if point.period.kind in (PeriodKind.MONTH, PeriodKind.YTD)
    ]
    factor = scale(target)
    steps: list[tuple[Period, Decimal | None]] = []
    before: Point | None = None
    for point in points:
        steps += _step(before, point, factor)
        before = point
    return steps


def _step(
    earlier: Point | None, later: Point, factor: Decimal
) -> list[tuple[Period, Decimal | None]]:
    """Return what was added since the figure before; a year to date begins with its first."""
    begins = later.period.kind == PeriodKind.YTD and (
        earlier is None or earlier.period.year != later.period.year
    )
    if earlier is None and not begins:
        return []
    count = later.period.end.month if begins else _months_between(earlier, later)
    before = Decimal(0) if begins or earlier is None else earlier.value
    amount = None if later.value is None or before is None else later.value - before
    months = [Period.of_month(later.period.end.year, later.period.end.month)]
    while len(months) < count:
        months.append(months[-1].previous())
    share = None if amount is None else amount * factor / count
    is_joint = begins and count == JOINT_MONTHS
    return [(month, share if is_joint or month == months[0] else None) for month in months[::-1]]


def _months_between(earlier: Point | None, later: Point) -> int:
    if earlier is None:
        return 0
    first, last = earlier.period.end, later.period.end
    return (last.year - first.year) * 12 + last.month - first.month
