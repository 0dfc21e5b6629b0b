"""The targets that loans answer: judged by the same engine as the board of targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from data import policies
from data.credit_measures import Measure
from data.datasets import Dataset
from data.policy_records import Target
from data.store import Question
from mechanisms import supervision, supervision_facts, supervision_readings
from mechanisms.credit_facts import CreditFacts
from mechanisms.supervision_facts import Facts, Point
from mechanisms.supervision_landing import landing
from metrics.forecast import Landing
from metrics.targets import Terms, Verdict


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a target stands that a measure of loans answers.

    Attributes
    ----------
    terms
        What it demands of this city (or of this county).
    course
        Its figures as the target counts them, brought into the unit of the measure; empty where
        no statistic measures it.
    per_unit
        How many of the target's units one unit of the measure's indicator is.
    """

    target: Target
    terms: Terms
    verdict: Verdict
    landing: Landing | None
    course: tuple[Point, ...] = ()
    per_unit: Decimal = Decimal(1)


def targets_of(dataset: Dataset, measure: Measure) -> list[Target]:
    """Return the targets of the city's documents that a measure answers, as chosen."""
    found = [target for key in dataset.documents for target in policies.document(key).targets]
    chosen = [policies.chosen(target, dataset.readings) for target in found]
    return [
        target
        for target in chosen
        if target.id in measure.targets
        or (target.measured_by == measure.indicator and measure.way in ("balance", "flow"))
    ]


def target_facts(question: Question, targets: Sequence[Target]) -> Facts:
    """Ask for the progress of targets; none is asked for nothing."""
    return supervision_facts.facts(question, targets) if targets else Facts(question, {})


def stand(found: Facts, facts: CreditFacts, target: Target) -> Stand:
    """Judge a target for the city, as on the board of targets."""
    known = supervision_readings.known(found, target, facts.dataset)
    verdict = supervision.verdict_of(known, facts.question.as_of, facts.dataset)
    end = landing(known.terms, known.readings, verdict, known.past)
    scale = supervision_facts.scale(target)
    course = tuple(_unscaled(known.course, scale)) if target.measured_by else ()
    return Stand(target, known.terms, verdict, end, course, scale)


def _unscaled(course: Sequence[Point], scale: Decimal) -> Iterator[Point]:
    for point in course:
        yield replace(point, value=None if point.value is None else point.value / scale)


def stand_of_unit(found: Facts, facts: CreditFacts, target: Target, unit: str) -> Stand | None:
    """Judge a county's part of a target; None where it has none."""
    local = facts.dataset.local_targets.get(target.id)
    if local is None or unit not in local.counties:
        return None
    known = supervision_readings.of_subject(found, target, facts.dataset, unit)
    verdict = supervision.verdict_of(known, facts.question.as_of, facts.dataset)
    return Stand(target, known.terms, verdict, None)
