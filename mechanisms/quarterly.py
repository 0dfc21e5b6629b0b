"""季度督导: where counties, targets and supervised actions stand at the end of a quarter.

One `Quarter` for page, command line, record and documents, as known on its day of judgement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from data import datasets
from data.catalogue import Indicator
from data.datasets import Dataset
from data.ledger_records import entries
from data.quarterly_settings import judged_on
from data.store import Question
from mechanisms import circular, ledgers, quarterly_actions, supervision
from mechanisms.board_table import Board
from mechanisms.circular import Ranking
from mechanisms.enquiry import EnquiryError
from mechanisms.ledgers import Entry
from mechanisms.quarterly_actions import ActionCounts, Rhythm
from mechanisms.region_panel import region_panel
from mechanisms.supervision import DONE, FAILED, Row
from mechanisms.supervision import Board as TargetBoard
from mechanisms.year_places import BoardYear, UnitYear, year_places, years
from metrics.periods import Period, PeriodKind
from metrics.targets import Lamp


class QuarterlyError(EnquiryError):
    """A quarter that cannot be judged; the text says why and what to choose instead."""


@dataclass(frozen=True)
class Standing:
    """A unit on one board: place at the end of the quarter and at the end of the one before."""

    place: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        """Places gained (above zero) or lost; None where either is missing."""
        if self.place is None or self.before is None:
            return None
        return self.before - self.place


@dataclass(frozen=True, eq=False)
class QuarterBoard:
    """A board at the end of a quarter.

    Attributes
    ----------
    period, before
        The months whose places are compared; None where there are no figures.
    """

    board: BoardYear
    period: Period | None
    before: Period | None
    standings: dict[str, Standing]


@dataclass(frozen=True)
class UnitQuarter:
    """A county over all boards, in their order."""

    code: str
    name: str
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class DepartmentTargets:
    """The targets of those who lead them.

    Attributes
    ----------
    behind, failed, done
        Lamp 滞后 or 严重滞后; overdue or breached; attained or holding.
    """

    name: str
    total: int
    behind: int
    failed: int
    done: int


@dataclass(frozen=True, eq=False)
class Quarter:
    """A quarter as it was known on the day of its judgement.

    Attributes
    ----------
    question
        Asked as of that day, or of the viewer's own day where that is earlier.
    leading
        The city's first indicator by growth at the end of the quarter.
    targets
        None in a city without documents.
    actions
        As they stood on the day of judgement; opened or due in the quarter, or still open.
    held
        How many records of quarterly supervision were signed for this year's quarters so far.
    findings
        Actions that quarterly supervision itself gave out, this year.
    """

    question: Question
    dataset: Dataset
    quarter: Period
    judged_on: date
    leading: Ranking
    boards: tuple[QuarterBoard, ...]
    units: tuple[UnitQuarter, ...]
    targets: TargetBoard | None
    departments: tuple[DepartmentTargets, ...]
    actions: tuple[Entry, ...]
    counts: ActionCounts
    held: int
    findings: tuple[Entry, ...]
    rhythms: tuple[Rhythm, ...]

    @property
    def pressing(self) -> tuple[Row, ...]:
        """The targets that are overdue, breached or behind, the worst first."""
        rows = () if self.targets is None else self.targets.worst_first
        return tuple(row for row in rows if _failed(row) or _behind(row))

    @property
    def shown(self) -> tuple[QuarterBoard, ...]:
        """The boards that the city publishes and that have figures for the quarter."""
        return tuple(board for board in self.boards if board.period is not None)

    @property
    def lead_board(self) -> QuarterBoard:
        """The first board by growth that is shown, by whose places counties are listed."""
        return _lead(self.shown)

    def leading_standing(self, unit: UnitQuarter) -> Standing:
        """Return a unit's place on the leading board."""
        return unit.standings[self.shown.index(self.lead_board)]


def period_of(code: str) -> Period:
    """Return the quarter of a code such as 2020-Q3.

    Raises
    ------
    QuarterlyError
        If the text is no code of a quarter.
    """
    try:
        found = Period.parse(code)
    except ValueError as error:
        raise QuarterlyError(str(error)) from error
    if found.kind is not PeriodKind.QUARTER:
        msg = f"“{code}”不是季度；写法如 2020-Q3"
        raise QuarterlyError(msg)
    return found


def quarters(question: Question) -> list[Period]:
    """Return the quarters that can be judged, newest first: those whose last month has figures."""
    dataset = datasets.dataset(question.dataset)
    source = region_panel(question, dataset.circular.indicators[0])
    ends = {p.end for p in source.periods("growth") if p.end.month % 3 == 0}
    found = (Period.of_quarter(end.year, end.month // 3) for end in ends)
    return sorted(found, reverse=True)


def quarter(question: Question, chosen: Period | None = None) -> Quarter:
    """Return a quarter as it was known on its day of judgement; the newest without a choice.

    Parameters
    ----------
    question
        It must see all units.

    Raises
    ------
    QuarterlyError
        If no quarter has figures, or not this one.
    """
    found = _checked(quarters(question), chosen)
    dataset = datasets.dataset(question.dataset)
    asked = replace(question, as_of=min(question.as_of, judged_on(found)))
    boards = _boards(asked, found)
    targets = supervision.board(asked) if dataset.documents else None
    actions = entries(asked, ledgers.SUPERVISED)
    indicator = dataset.indicator(dataset.circular.indicators[0])
    leading = circular.ranking(asked, Board(indicator.id), indicator.period(f"{found.end:%Y-%m}"))
    return Quarter(
        question=asked,
        dataset=dataset,
        quarter=found,
        judged_on=judged_on(found),
        leading=leading,
        boards=boards,
        units=_units(boards),
        targets=targets,
        departments=() if targets is None else _departments(targets.rows),
        actions=tuple(each for each in actions if quarterly_actions.concerns(each, found)),
        counts=quarterly_actions.counts(actions, found),
        held=quarterly_actions.held(asked, found),
        findings=quarterly_actions.findings(actions, found),
        rhythms=quarterly_actions.rhythms(asked, found, months_due(indicator, found)),
    )


def months_due(indicator: Indicator, chosen: Period) -> list[Period]:
    """Return the periods of the leading indicator that end in a quarter."""
    first, last = chosen.start.month, chosen.end.month
    year = chosen.end.year
    months = [month for month in range(first, last + 1) if indicator.has_january or month > 1]
    return [indicator.period(f"{year}-{month:02d}") for month in months]


def _checked(offered: Sequence[Period], chosen: Period | None) -> Period:
    if not offered:
        msg = "没有季末月的数，不能督导；请先入库3月、6月、9月或12月的数"
        raise QuarterlyError(msg)
    if chosen is None or chosen in offered:
        return chosen or offered[0]
    known = "、".join(each.code for each in offered[:4])
    msg = f"{chosen.label}（{chosen.code}）没有季末月的数；可选{known}等"
    raise QuarterlyError(msg)


def _boards(question: Question, chosen: Period) -> tuple[QuarterBoard, ...]:
    """Compare the end of a quarter with the end of the one before, which may be last year's."""
    now = year_places(question, chosen.end.year)
    before = chosen.previous()
    same_year = before.end.year == chosen.end.year
    held = same_year or before.end.year in years(question)
    earlier = now if same_year else year_places(question, before.end.year) if held else None
    return tuple(
        _board(board, None if earlier is None else earlier.boards[number], chosen, before)
        for number, board in enumerate(now.boards)
    )


def _board(
    now: BoardYear, earlier: BoardYear | None, chosen: Period, before: Period
) -> QuarterBoard:
    at, period = _places_at(now, chosen.end)
    then, base = _places_at(earlier, before.end)
    codes = [unit.code for unit in now.units]
    standings = {code: Standing(at.get(code), then.get(code)) for code in codes}
    return QuarterBoard(now, period, base, standings)


def _places_at(board: BoardYear | None, end: date) -> tuple[dict[str, int | None], Period | None]:
    months = [] if board is None else list(board.months)
    for number, month in enumerate(months):
        if month.period.end == end and board is not None:
            return {unit.code: unit.places[number] for unit in board.units}, month.period
    return {}, None


def _units(boards: Sequence[QuarterBoard]) -> tuple[UnitQuarter, ...]:
    shown = [board for board in boards if board.period is not None]
    if not shown:
        return ()
    return tuple(_unit(shown, unit) for unit in _lead(shown).board.units)


def _lead(shown: Sequence[QuarterBoard]) -> QuarterBoard:
    """Return the first board by growth, by whose places counties are listed."""
    return next((each for each in shown if each.board.board.by == "growth"), shown[0])


def _unit(shown: Sequence[QuarterBoard], unit: UnitYear) -> UnitQuarter:
    standings = tuple(board.standings[unit.code] for board in shown)
    return UnitQuarter(unit.code, unit.name, standings)


def _departments(rows: Sequence[Row]) -> tuple[DepartmentTargets, ...]:
    names = dict.fromkeys(row.lead for row in rows if row.lead)
    found = [_department(name, [row for row in rows if row.lead == name]) for name in names]
    return tuple(sorted(found, key=lambda each: (-each.failed, -each.behind, -each.total)))


def _department(name: str, rows: Sequence[Row]) -> DepartmentTargets:
    behind = sum(_behind(row) and not _failed(row) for row in rows)
    done = sum(row.verdict.status in DONE for row in rows)
    return DepartmentTargets(name, len(rows), behind, sum(map(_failed, rows)), done)


def _failed(row: Row) -> bool:
    return row.verdict.status in FAILED


def _behind(row: Row) -> bool:
    return row.verdict.lamp in (Lamp.BEHIND, Lamp.FAR_BEHIND)
