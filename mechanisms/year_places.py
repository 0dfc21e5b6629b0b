"""The places of a year, month by month as they stood then, for the year-end assessment.

漯政〔2015〕29号 第10条 judges the year by results without saying how the boards are weighed: they
stand side by side, and nothing is added up to a score. A month's places are those of the circular
that was issued for it and is in force; of a month without one, those of the day on which its
figures were first complete. What newer figures would say is held beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from data import bulletin_records, catalogue, datasets, first_publications
from data.bulletin_records import Bulletin
from data.catalogue import Indicator
from data.datasets import Dataset
from data.store import Question
from mechanisms import circular
from mechanisms.board_table import MEASURE_OF, Board, By
from mechanisms.bulletin_content import from_json
from mechanisms.bulletin_table import board_of_key, field_of_key
from mechanisms.region_panel import RegionPanel, region_panel
from metrics.periods import Period

Ground = Literal["issued", "first"]
Places = Mapping[str, int]
BOTH: tuple[By, By] = ("total", "growth")
TOP = 3


@dataclass(frozen=True)
class Month:
    """A month of a board and what its places rest on.

    Attributes
    ----------
    ground
        ``issued``: a circular in force; ``first``: the day of the first complete publication.
    day, vintage
        as_of and vintage of the circular, or that day under the vintage asked.
    bulletin
        Number of the circular; None without one.
    """

    period: Period
    ground: Ground
    day: date
    vintage: int
    bulletin: int | None


@dataclass(frozen=True)
class UnitYear:
    """A unit's places over the months of a board.

    Attributes
    ----------
    places
        One a month as it stood then; None took no place (未报 or not comparable).
    newest
        The same by the newest figures.
    """

    code: str
    name: str
    places: tuple[int | None, ...]
    newest: tuple[int | None, ...]

    @property
    def revised(self) -> tuple[int, ...]:
        """Numbers of the months whose place is another one by now."""
        pairs = enumerate(zip(self.places, self.newest, strict=True))
        return tuple(month for month, (then, now) in pairs if then != now)

    def times(self, best: int, worst: int) -> int:
        """Return in how many months the place lay between two places, both included."""
        return sum(best <= place <= worst for place in self.places if place is not None)

    @property
    def last(self) -> int | None:
        """The place of the newest month that has one."""
        return next((place for place in reversed(self.places) if place is not None), None)


@dataclass(frozen=True, eq=False)
class BoardYear:
    """One board over a year; `absent` says why the city has no such figure."""

    board: Board
    indicator: Indicator
    months: tuple[Month, ...]
    units: tuple[UnitYear, ...]
    absent: str

    @property
    def issued(self) -> int:
        """How many months rest on an issued circular."""
        return sum(month.ground == "issued" for month in self.months)

    @property
    def revised(self) -> int:
        """How many places are other ones by the newest figures."""
        return sum(len(unit.revised) for unit in self.units)


@dataclass(frozen=True, eq=False)
class YearPlaces:
    """All boards of a city's circular over a year.

    Attributes
    ----------
    assumed
        Whether days of publication are 推定.
    """

    question: Question
    dataset: Dataset
    year: int
    boards: tuple[BoardYear, ...]
    assumed: bool

    @property
    def published_at(self) -> date | None:
        """The newest day that any place rests on."""
        days = [month.day for board in self.boards for month in board.months]
        return max(days, default=None)

    @property
    def is_whole(self) -> bool:
        """Whether every board that the city publishes has come to December."""
        held = [board for board in self.boards if not board.absent]
        return bool(held) and all(
            board.months and board.months[-1].period.end.month == 12 for board in held
        )


def years(question: Question) -> list[int]:
    """Return the years of which the city's circular has any figure, newest first."""
    dataset = datasets.dataset(question.dataset)
    panels = [region_panel(question, key) for key in dataset.circular.indicators]
    known = {p.end.year for panel in panels for by in BOTH for p in panel.periods(MEASURE_OF[by])}
    return sorted(known, reverse=True)


def year_places(question: Question, year: int | None = None) -> YearPlaces:
    """Return the places of a year (default: the newest) on every board of the circular.

    Parameters
    ----------
    question
        It must see all units; what was published after its as_of does not exist for it.
    """
    dataset = datasets.dataset(question.dataset)
    chosen = year or next(iter(years(question)), question.as_of.year)
    shelf = _Shelf(question, chosen)
    boards = [
        _board(shelf, Board(indicator, by))
        for indicator in dataset.circular.indicators
        for by in BOTH
    ]
    return YearPlaces(question, dataset, chosen, tuple(boards), shelf.assumed)


Issued = Mapping[tuple[str, By, Period], tuple[Bulletin, Places]]


def _issued_places(question: Question, year: int) -> Issued:
    """Return the places that circulars in force print, by board and period."""
    found: dict[tuple[str, By, Period], tuple[Bulletin, Places]] = {}
    for bulletin in bulletin_records.listed(question.dataset, issued_only=True):
        known = bulletin.issued_on is not None and bulletin.issued_on <= question.as_of
        if known and bulletin.in_force and bulletin.form != "withdrawal":
            for (indicator, by, period), places in _printed_places(bulletin).items():
                if period.end.year == year:
                    found.setdefault((indicator, by, period), (bulletin, places))
    return found


def _printed_places(bulletin: Bulletin) -> dict[tuple[str, By, Period], dict[str, int]]:
    found = {}
    for table in from_json(bulletin.content).tables:
        for number, column in enumerate(table.columns):
            if column.key and field_of_key(column.key) == "place":
                (indicator, by), period = board_of_key(column.key)
                cells = {row.code: row.cells[number].number for row in table.rows}
                places = {code: int(text) for code, text in cells.items() if text is not None}
                found[indicator, by, period] = places
    return found


class _Shelf:
    """Panels of a year by the day as of which they are asked, each read once."""

    def __init__(self, question: Question, year: int) -> None:
        self.question, self.year = question, year
        self.issued = _issued_places(question, year)
        self._panels: dict[tuple[str, date], RegionPanel] = {}

    @property
    def assumed(self) -> bool:
        """Whether a day of publication of the panels read is 推定."""
        return any(origin[3] for panel in self._panels.values() for origin in panel.origins)

    def panel(self, indicator: str, as_of: date) -> RegionPanel:
        """Return the figures of an indicator as they were known on a day."""
        key = (indicator, as_of)
        if key not in self._panels:
            self._panels[key] = region_panel(replace(self.question, as_of=as_of), indicator)
        return self._panels[key]

    def places(self, board: Board, last: Period, as_of: date) -> dict[str, Places]:
        """Return the places of the year's periods up to the last, by code, as of a day."""
        history = circular.place_history(self.panel(board.indicator, as_of), board, last)
        return {
            str(code): {str(unit): int(place) for unit, place in row.items() if place == place}
            for code, row in history.to_dict("index").items()
        }


def _board(shelf: _Shelf, board: Board) -> BoardYear:
    question = shelf.question
    source = shelf.panel(board.indicator, question.as_of)
    measure = MEASURE_OF[board.by]
    members = source.ranked_set.members
    first = first_publications.first_published(question, board.indicator, measure, members)
    known = sorted(p for p in source.periods(measure) if p.end.year == shelf.year)
    found = [shelf.issued.get((board.indicator, board.by, period)) for period in known]
    months = tuple(
        _month(question, period, each, first) for period, each in zip(known, found, strict=True)
    )
    then = [
        each[1] if each else shelf.places(board, month.period, month.day)[month.period.code]
        for each, month in zip(found, months, strict=True)
    ]
    held = shelf.places(board, known[-1], question.as_of) if known else {}
    newest = [held[period.code] for period in known]
    units = tuple(_unit(code, then, newest) for code in members)
    absent = source.dataset.why_absent(board.indicator, measure)
    return BoardYear(board, source.indicator, months, _in_order(units), absent)


def _unit(code: str, then: Sequence[Places], newest: Sequence[Places]) -> UnitYear:
    return UnitYear(
        code,
        catalogue.regions()[code].short_name,
        tuple(each.get(code) for each in then),
        tuple(each.get(code) for each in newest),
    )


def _month(
    question: Question,
    period: Period,
    found: tuple[Bulletin, Places] | None,
    first: Mapping[str, date],
) -> Month:
    if found is None:
        return Month(period, "first", first[period.code], question.vintage, None)
    bulletin = found[0]
    assert bulletin.as_of is not None  # noqa: S101 - an issued document has both
    assert bulletin.vintage is not None  # noqa: S101
    return Month(period, "issued", bulletin.as_of, bulletin.vintage, bulletin.id)


def _in_order(units: tuple[UnitYear, ...]) -> tuple[UnitYear, ...]:
    return tuple(sorted(units, key=lambda unit: (unit.last is None, unit.last or 0)))
