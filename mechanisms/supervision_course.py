"""The course of one target over time, ready to be drawn: figures, even course, estimate, need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from data.datasets import Dataset
from mechanisms import supervision
from mechanisms.supervision_readings import Known
from metrics import wording
from metrics.forecast import Landing
from metrics.periods import Period
from metrics.targets import State, Verdict, judge

NOT_DRAWN = ("event", "each_unit")
"""Kinds without a curve; words and a table of units say more."""
PACED = ("flow", "count", "net_increase", "stock", "reduction")


@dataclass(frozen=True)
class Mark:
    """A figure at a day; `label` names its period."""

    day: date
    value: float
    label: str


@dataclass(frozen=True, eq=False)
class Curve:
    """What the trajectory of a target shows.

    Attributes
    ----------
    actual
        The figures, oldest first; the course begins with the opening figure where there is one.
    pace
        The course that 序时 asks for; `planned` says that it is the city's own plan.
    ahead
        The estimate from the last figure on: day, middle, 80 % and 50 % limits.
    needed
        From the last figure to the target at the deadline, where it still has to be reached;
        `needed_words` prints the monthly amount.
    """

    actual: tuple[Mark, ...]
    pace: tuple[Mark, ...]
    planned: bool
    ahead: tuple[tuple[date, float, float, float, float, float], ...]
    needed: tuple[Mark, ...]
    target: float | None
    unit: str
    needed_words: str = ""


def curve(known: Known, verdict: Verdict, estimate: Landing | None, dataset: Dataset) -> Curve:
    """Return the course of a target; empty where nothing is known or nothing can be drawn."""
    actual = () if known.target.kind in NOT_DRAWN else tuple(_actual(known, verdict, dataset))
    figure = None if verdict.target is None else float(verdict.target)
    return Curve(
        actual,
        tuple(_pace(known, verdict)) if actual else (),
        bool(known.terms.plan),
        tuple(_ahead(actual[-1], estimate, known)) if actual and estimate is not None else (),
        tuple(_needed(actual[-1], verdict, known)) if actual else (),
        figure,
        verdict.unit,
        wording.figure(verdict.required_per_month, 1, thousands=True),
    )


def _actual(known: Known, verdict: Verdict, dataset: Dataset) -> Iterator[Mark]:
    """Yield where the target stood at each reading, as it was judged then."""
    thresholds = supervision.thresholds_of(dataset)
    if known.target.kind in ("flow", "count", "net_increase") and known.target.start is not None:
        yield Mark(known.target.start - timedelta(days=1), 0.0, "起点")
    last = verdict.period.end if verdict.period is not None else None
    for number, reading in enumerate(known.readings, start=1):
        day = reading.period.end
        if last is not None and day > last:
            continue
        found = judge(known.terms, known.readings[:number], day, thresholds)
        if found.actual is not None and found.period == reading.period:
            yield Mark(day, float(found.actual), _label(reading.period))


def _label(period: Period) -> str:
    return f"截至{period.end.year}年{period.end.month}月{period.end.day}日"


def _pace(known: Known, verdict: Verdict) -> Iterator[Mark]:
    terms = known.terms
    if terms.plan:
        for code, value in sorted(terms.plan.items()):
            month = Period.parse(code)
            yield Mark(month.end, float(value), month.label)
        return
    runs = verdict.pace_pct is not None and terms.kind in PACED
    if not runs or terms.start is None or terms.deadline is None or verdict.target is None:
        return
    opening = terms.base if terms.kind == "stock" and terms.base is not None else Decimal(0)
    yield Mark(terms.start - timedelta(days=1), float(opening), "起点")
    yield Mark(terms.deadline, float(verdict.target), "截止日")


def _ahead(
    last: Mark, estimate: Landing, known: Known
) -> Iterator[tuple[date, float, float, float, float, float]]:
    yield (last.day, *(last.value,) * 5)
    deadline = known.terms.deadline
    bands = zip(
        estimate.path,
        estimate.low_path,
        estimate.high_path,
        estimate.low_50_path,
        estimate.high_50_path,
        strict=True,
    )
    month = Period.of_month(last.day.year, last.day.month)
    if month.end > last.day:
        month = month.previous()
    for band in bands:
        month = month.next()
        day = month.end if deadline is None else min(month.end, deadline)
        yield (day, *band)


def _needed(last: Mark, verdict: Verdict, known: Known) -> Iterator[Mark]:
    deadline, needed = known.terms.deadline, verdict.required_per_month
    waiting = verdict.status in (State.UNDER_WAY, State.NEARLY)
    if deadline is None or needed is None or verdict.target is None or not waiting:
        return
    yield last
    yield Mark(deadline, float(verdict.target), "截止日")
