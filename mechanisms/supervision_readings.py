"""A target with what is known of it: the terms to judge it by and the readings to judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data import catalogue, target_rules
from data.dataset_parts import LocalTarget
from data.datasets import Dataset
from data.policy_records import Target
from mechanisms import supervision_facts as facts_of
from mechanisms.supervision_facts import EACH_BY, Facts, Point
from metrics.periods import Period
from metrics.targets import Reading, Terms, Tolerance

COUNTED_LISTS = ("roster_enterprises", "ledger")
COMPONENTS = ("numerator", "denominator", "reference", "base")


@dataclass(frozen=True, eq=False)
class Known:
    """A target of a document, under the chosen reading, with everything that is known of it.

    Attributes
    ----------
    course
        The figures that count, in the target's unit, each leading to its origin.
    parts
        Further figures of the same periods: numerator, denominator, reference, base.
    units
        For a target on each unit: its figures by unit, oldest first.
    past
        Monthly growth of the statistic over its whole past, for estimates; empty without one.
    """

    target: Target
    local: LocalTarget | None
    terms: Terms
    readings: tuple[Reading, ...]
    course: tuple[Point, ...]
    parts: Mapping[str, tuple[Point, ...]]
    units: Mapping[str, tuple[Point, ...]]
    past: tuple[tuple[Period, Decimal | None], ...]

    @property
    def last(self) -> Point | None:
        """The newest figure, None where nothing is known."""
        return self.course[-1] if self.course else None


def known(found: Facts, target: Target, dataset: Dataset) -> Known:
    """Return a target with the city's own figures.

    Parameters
    ----------
    target
        Under the reading that the dataset chooses.
    """
    return of_subject(found, target, dataset, dataset.region)


def of_subject(found: Facts, target: Target, dataset: Dataset, subject: str) -> Known:
    """Return a target with the figures of one region: the city, or a county with its own part."""
    whole = subject == dataset.region
    local = dataset.local_targets.get(target.id)
    course = tuple(facts_of.course(found, target, subject))
    parts = {name: tuple(found.of(target.id, name, subject)) for name in COMPONENTS}
    if target.measured_by and target.kind == "relative" and not parts["reference"]:
        parts["reference"] = _of_province(found, target, dataset)
    each = whole and target.kind == "each_unit"
    units = _units(found, target, dataset) if each else {}
    base = local.base if whole and local is not None else None
    if base is None:
        base = facts_of.base_of(found, target, subject)
    return Known(
        target,
        local,
        _terms(target, dataset, base, subject, found.question.scope),
        tuple(_readings(course, parts, units)),
        course,
        parts,
        units,
        tuple(facts_of.increments(found, target, subject)),
    )


def _of_province(found: Facts, target: Target, dataset: Dataset) -> tuple[Point, ...]:
    """Return the same statistic of the province, with which the document compares."""
    province = catalogue.regions()[dataset.region].parent
    return tuple(facts_of.course(found, target, province))


def _units(found: Facts, target: Target, dataset: Dataset) -> dict[str, tuple[Point, ...]]:
    """Return the courses of the units on the list, and of those that reported without it."""
    kind = EACH_BY.get(target.subject, "group")
    listed = _listed(target, dataset, found.question.scope) or ()
    reported = [each for each in found.subjects(target.id, kind) if each != dataset.region]
    return {
        key: tuple(facts_of.course(found, target, key, kind))
        for key in dict.fromkeys((*listed, *reported))
    }


def _listed(
    target: Target, dataset: Dataset, scope: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """Return the members of the list that the viewer may see; None where it is not known."""
    roster = dataset.roster(target.roster) if target.roster else None
    if roster is None or roster.members is None:
        return None
    if scope is None or EACH_BY.get(target.subject, "group") != "region":
        return roster.members
    return tuple(code for code in roster.members if code in scope)


def _terms(
    target: Target,
    dataset: Dataset,
    base: Decimal | None,
    subject: str,
    scope: tuple[str, ...] | None,
) -> Terms:
    roster = dataset.roster(target.roster) if target.roster else None
    counted = target.subject.endswith("_each") or target.subject in COUNTED_LISTS
    size = roster.count if roster is not None and counted else None
    return Terms(
        id=target.id,
        comparator=target.comparator,
        kind=target.kind,
        value=_value(target, dataset, subject),
        value_high=target.value_high,
        unit=target.unit or "",
        start=target.start,
        deadline=target.deadline,
        better=target.better,
        tolerance=_tolerance(target),
        base=base,
        roster_known=target.roster is None or (roster is not None and roster.count is not None),
        roster=_listed(target, dataset, scope),
        roster_size=None if size is None else Decimal(size),
        plan=_plan(target, dataset, subject),
        every_period=target_rules.is_every_period(target.id),
    )


def _value(target: Target, dataset: Dataset, subject: str) -> Decimal | None:
    """Return what the region has to reach: a county its part, the city the document's figure.

    The city's own figure stands only where the document leaves it open.
    """
    local = dataset.local_targets.get(target.id)
    if subject != dataset.region:
        return local.counties.get(subject) if local is not None else None
    own = local.value if local is not None else None
    return own if target.value is None else target.value


def _tolerance(target: Target) -> Tolerance | None:
    said = target.tolerance
    if said is not None:
        return Tolerance(said.type, said.value, said.stated)
    return target_rules.tolerance(target.kind) if target.comparator == "about" else None


def _plan(target: Target, dataset: Dataset, subject: str) -> Mapping[str, Decimal]:
    local = dataset.local_targets.get(target.id)
    return local.plan if local is not None and subject == dataset.region else {}


def _readings(
    course: Sequence[Point],
    parts: Mapping[str, Sequence[Point]],
    units: Mapping[str, Sequence[Point]],
) -> Iterator[Reading]:
    """Yield a reading for every period of which anything is known, oldest first.

    Units report on days of their own: what one reported stays until it reports again, or until it
    is said not to have reported.
    """
    values = _by_period(course)
    others = {name: _by_period(points) for name, points in parts.items()}
    by_unit = {key: _by_period(points) for key, points in units.items()}
    periods = {p for each in (values, *others.values(), *by_unit.values()) for p in each}
    so_far: dict[str, Decimal | None] = dict.fromkeys(by_unit)
    for period in sorted(periods):
        so_far |= {key: found[period] for key, found in by_unit.items() if period in found}
        yield Reading(
            period,
            values.get(period),
            **{name: found.get(period) for name, found in others.items()},
            units=dict(so_far) if units else None,
        )


def _by_period(points: Sequence[Point]) -> dict[Period, Decimal | None]:
    return {point.period: point.value for point in points}
