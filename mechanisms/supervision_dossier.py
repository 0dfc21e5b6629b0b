"""All that is known of one target: its records with evidence, its counties, months and readings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from data import catalogue, evidence, policies
from data.datasets import Dataset
from data.evidence import Evidence, Recorded
from data.policy_records import Option, Switch, Target
from data.store import Question
from mechanisms import supervision, supervision_facts, supervision_readings
from mechanisms.supervision import Board, Row
from mechanisms.supervision_facts import MEASURES, Facts
from mechanisms.supervision_readings import Known
from metrics.decomposition import Breakdown, Stage, breakdown, stages
from metrics.periods import Period
from metrics.targets import Verdict

PART_WORDS = {
    "level": "进度",
    "growth": "增速",
    "numerator": "分子",
    "denominator": "分母",
    "reference": "比较值",
    "base": "基期数",
}


@dataclass(frozen=True)
class Record:
    """One version of a figure: what was reported, by whom, on what evidence.

    Attributes
    ----------
    whose
        Name of the region or unit.
    counts
        Whether it is the version that counts; otherwise it was corrected or withdrawn.
    """

    recorded: Recorded
    period: Period
    whose: str
    part: str
    counts: bool
    evidence: tuple[Evidence, ...]

    @property
    def state(self) -> str:
        """现用, 已更正 or 已撤回 with the reason."""
        if self.recorded.withdrawn:
            return f"已撤回：{self.recorded.withdrawn}"
        return "现用" if self.counts else "已被更正"


@dataclass(frozen=True, eq=False)
class County:
    """A county's own part of the target and where it stands with it."""

    code: str
    name: str
    part: Decimal | None
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class Dossier:
    """One target with everything behind it.

    Attributes
    ----------
    counties
        Those with a part or progress of their own, in the order of the ranked set; a scoped
        viewer's own only.
    parts
        Whether the parts make the whole; None without parts, or for a scoped viewer.
    stages
        Month, quarter and year: what the course asks for and what came (以月保季、以季保年).
    units
        For a target on each unit: name, newest figure, whether it reached it.
    switches
        Readings that the authority decides, with the option that holds.
    """

    board: Board
    row: Row
    records: tuple[Record, ...]
    counties: tuple[County, ...]
    parts: Breakdown | None
    stages: tuple[Stage, ...]
    units: tuple[tuple[str, Decimal | None, str], ...]
    switches: tuple[tuple[Switch, Option], ...]


def dossier(question: Question, board: Board, key: str) -> Dossier:
    """Return all that is known of one target of a board.

    Raises
    ------
    SupervisionError
        If the board has no such target.
    """
    row = board.row(key)
    found = supervision_facts.facts(question, [row.target])
    dataset = board.dataset
    return Dossier(
        board,
        row,
        tuple(_records(question, found, row.target)),
        tuple(_counties(found, row.target, dataset)),
        _parts(question, row, dataset),
        stages(row.known.terms, row.known.readings, question.as_of),
        tuple(_units(row)),
        tuple(_switches(board, row.target)),
    )


def _records(question: Question, found: Facts, target: Target) -> Iterator[Record]:
    """Yield the versions of all figures of the target since its start, newest first."""
    by_growth = target.kind in ("relative", "growth")
    used = [name for name in MEASURES if by_growth or name != "growth"]
    series = {
        point.series
        for (_, measure, kind, _), points in found.points.items()
        if measure in used and (kind != "bank" or target.kind == "each_unit")
        for point in points
    }
    versions = [
        each
        for each in evidence.recorded(question, sorted(series))
        if _since(target, Period.parse(each.period)) or each.measure == "base"
    ]
    proofs = evidence.of_batches(question, [each.batch for each in versions])
    seen: set[tuple[int, str]] = set()
    for each in versions:
        place = (each.series, each.period)
        counts = not each.withdrawn and place not in seen
        if counts:
            seen.add(place)
        yield Record(
            each,
            Period.parse(each.period),
            _whose(each),
            PART_WORDS.get(each.measure, each.measure),
            counts,
            tuple(proofs.get(each.batch, ())),
        )


def _since(target: Target, period: Period) -> bool:
    return target.start is None or period.end >= target.start


def _whose(each: Recorded) -> str:
    regions = catalogue.regions()
    code = each.subject if each.subject in regions else each.region
    return regions[code].name if each.subject in regions or not each.subject else each.subject


def _counties(found: Facts, target: Target, dataset: Dataset) -> Iterator[County]:
    """Yield the counties within the viewer's scope that have a part or progress."""
    if target.kind == "each_unit":
        return
    scope = found.question.scope
    for code in county_codes(dataset):
        if scope is not None and code not in scope:
            continue
        known = supervision_readings.of_subject(found, target, dataset, code)
        if known.terms.value is None and not known.readings:
            continue
        verdict = supervision.verdict_of(known, found.question.as_of, dataset)
        name = catalogue.regions()[code].short_name
        yield County(code, name, _own_part(known), verdict)


def county_codes(dataset: Dataset) -> tuple[str, ...]:
    """Return the units to which a city's target is broken down."""
    return dataset.ranked_sets[0].members


def _own_part(known: Known) -> Decimal | None:
    return known.terms.value


def _parts(question: Question, row: Row, dataset: Dataset) -> Breakdown | None:
    local, whole = row.known.local, row.known.terms.value
    if question.scope is not None or local is None or not local.counties or whole is None:
        return None
    return breakdown(whole, local.counties, county_codes(dataset))


def _units(row: Row) -> Iterator[tuple[str, Decimal | None, str]]:
    short, silent = row.verdict.short_units, row.verdict.unreported_units
    for key, points in row.known.units.items():
        word = "未报" if key in silent else "未达到" if key in short else "达到"
        yield _unit_name(key), points[-1].value if points else None, word


def _unit_name(key: str) -> str:
    regions = catalogue.regions()
    return regions[key].name if key in regions else key


def _switches(board: Board, target: Target) -> Iterator[tuple[Switch, Option]]:
    readings: Mapping[str, str] = board.dataset.readings
    for switch in _of(board.document.switches, target.id):
        yield switch, switch.option(policies.option_of(switch, readings))


def _of(switches: Iterable[Switch], key: str) -> list[Switch]:
    return [switch for switch in switches if key in switch.entries]
