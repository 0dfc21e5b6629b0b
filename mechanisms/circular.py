"""The monthly circular: units ranked by growth and by total, as 漯政〔2015〕29号 第10条 asks.

A page, the command line, an export and a test get the same `Ranking` from the same call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import catalogue, datasets
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from mechanisms import circular_checks
from mechanisms.board_table import MEASURE_OF, Board, By, members_of, ranked_table, same_units
from mechanisms.region_panel import MEASURES, RegionPanel, region_panel
from metrics import ranking as places
from metrics.checks import Finding
from metrics.periods import Period
from metrics.ranking import RankRule, Spread, Ties
from metrics.wording import GROWTH_DECIMALS


@dataclass(frozen=True)
class Source:
    """Where the figures of a period came from."""

    batch: int
    source: str
    published_at: date
    assumed: bool


@dataclass(frozen=True)
class Whole:
    """The figures of the city (or province); None is 未报 or 无此数据."""

    code: str
    name: str
    level: float | None
    growth: float | None
    previous_growth: float | None
    series: dict[str, int]


@dataclass(frozen=True, eq=False)
class Ranking:
    """One board of one period: the table, the whole, the spread, the checks, the sources.

    Attributes
    ----------
    table
        One row per unit: region_code, region, group, competes, level (indicator's unit),
        growth_pct, growth_text, value (what ranks), place, previous_place, place_change,
        published_place, gap_pp (growth against the whole, 百分点), share_pct (level in the
        whole, %), status (in the order of `STATUS_ORDER`), and the series ids level_series,
        growth_series, published_place_series (0: no such series).
    previous
        The period due before; places are compared with it and with no other.
    comparable
        Whether the same units have figures in both periods: among different ones a change of
        place says nothing, so there is none, and `previous_spread` is empty.
    absent
        Why the city has no such figure at all; empty where it publishes it.
    differs
        Units whose published place is not the computed one.
    """

    question: Question
    board: Board
    dataset: Dataset
    indicator: Indicator
    ranked_set: RankedSet
    period: Period
    previous: Period
    rule: RankRule
    table: pd.DataFrame
    whole: Whole
    spread: Spread
    comparable: bool
    previous_spread: Spread
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    absent: str
    differs: tuple[str, ...]

    @property
    def ranked(self) -> pd.DataFrame:
        """The rows of units that compete and reported, best first."""
        return self.table[self.table["status"] == "ranked"]

    @property
    def silent(self) -> tuple[str, ...]:
        """Names of competing units that did not report."""
        return tuple(self.table.loc[self.table["status"] == "not_reported", "region"])

    @property
    def assumed(self) -> bool:
        """Whether a day of publication comes from the release calendar."""
        return any(source.assumed for source in self.sources)

    @property
    def published_at(self) -> date | None:
        """The day of the newest source."""
        return max((source.published_at for source in self.sources), default=None)


def ranking(question: Question, board: Board, period: Period | None = None) -> Ranking:
    """Rank the units of a board in one period (default: the newest known).

    Parameters
    ----------
    question
        Dataset, as_of, vintage and scope.
    board
        What is ranked.
    period
        The period; one without figures gives a table of 未报 rows.
    """
    source = region_panel(question, board.indicator, board.ranked_set)
    return rank_panel(question, source, board, period)


def rank_panel(
    question: Question, source: RegionPanel, board: Board, period: Period | None = None
) -> Ranking:
    """Rank one period of a panel that is at hand already."""
    period = period or _newest(source, board.by, None) or _due_period(source)
    previous = source.indicator.previous(period)
    rule = _rule(source, board.by)
    comparable = same_units(source, board, period, previous)
    table = ranked_table(source, board, rule, period, previous)
    if not comparable:
        table = table.assign(place_change=pd.array([pd.NA] * len(table), dtype="Int64"))
    compares = board.by == "growth" and not board.group
    return Ranking(
        question=question,
        board=board,
        dataset=source.dataset,
        indicator=source.indicator,
        ranked_set=source.ranked_set,
        period=period,
        previous=previous,
        rule=rule,
        table=table,
        whole=_whole(source, period, previous),
        spread=_spread(source, board, period),
        comparable=comparable,
        previous_spread=_spread(source, board, previous, known=comparable),
        sources=_sources(source, period),
        findings=circular_checks.findings(source, period),
        absent=source.dataset.why_absent(board.indicator, board.measure),
        differs=circular_checks.differing_places(table) if compares else (),
    )


def place_history(source: RegionPanel, board: Board, last: Period) -> pd.DataFrame:
    """Return the places of the periods of one year up to `last`.

    Returns
    -------
    DataFrame
        One row per period (index: code), one column per competing unit; NaN has no place.
    """
    rule = _rule(source, board.by)
    members = members_of(source.ranked_set, board.group)
    periods = [p for p in reversed(source.periods(board.measure)) if _in_year(p, last)]
    rows = {p.code: places.places(source.row(board.measure, p, members), rule) for p in periods}
    return pd.DataFrame.from_dict(rows, orient="index", columns=members, dtype="float64")


def boards(
    question: Question,
    period: Period | None = None,
    panel_of: Callable[[Question, str], RegionPanel] = region_panel,
) -> list[Ranking]:
    """Return the boards of the dataset's circular: each indicator by total and by growth.

    Each board takes its own newest period up to `period`, since figures of one circular can
    lag behind each other, and never a later one; a figure that the city does not publish gives
    a board that says so.
    `panel_of` lets a caller hand in panels that are at hand already.
    """
    dataset = datasets.dataset(question.dataset)
    found = []
    for indicator in dataset.circular.indicators:
        source = panel_of(question, indicator)
        for by in ("total", "growth"):
            newest = _newest(source, by, period)
            if newest is None and period is not None:
                newest = _due_up_to(source.indicator, period.end.year, period.end.month)
            found.append(rank_panel(question, source, Board(indicator, by), newest))
    return found


def _in_year(period: Period, last: Period) -> bool:
    return period.end.year == last.end.year and period.end <= last.end


def _newest(source: RegionPanel, by: By, limit: Period | None) -> Period | None:
    known = source.periods(MEASURE_OF[by])
    return next((p for p in known if limit is None or p.end <= limit.end), None)


def _due_period(source: RegionPanel) -> Period:
    """Return the period due at the business date, where nothing is known at all."""
    today = source.dataset.today
    return _due_up_to(source.indicator, today.year, today.month - 1)


def _due_up_to(indicator: Indicator, year: int, month: int) -> Period:
    """Return the newest period due up to a month: whole quarters, no January that is not there."""
    if indicator.frequency == "quarterly":
        month -= month % 3
    if month == 0 or (month == 1 and not indicator.has_january):
        year, month = year - 1, 12
    return indicator.period(f"{year}-{month:02d}")


def _rule(source: RegionPanel, by: By) -> RankRule:
    indicator = source.indicator
    decimals = indicator.rank_decimals if by == "growth" else indicator.rank_level_decimals
    return RankRule(decimals, Ties(source.dataset.ranking_ties), indicator.direction == "up")


def _whole(source: RegionPanel, period: Period, previous: Period) -> Whole:
    code = source.ranked_set.whole
    return Whole(
        code,
        source.ranked_set.whole_name,
        source.cell("level", period, code),
        source.cell("growth", period, code),
        source.cell("growth", previous, code),
        {measure: source.series.get((code, measure), 0) for measure in MEASURES},
    )


def _spread(source: RegionPanel, board: Board, period: Period, *, known: bool = True) -> Spread:
    members = members_of(source.ranked_set, board.group)
    indicator = source.indicator
    decimals = GROWTH_DECIMALS if board.by == "growth" else indicator.decimals
    table = pd.DataFrame(
        {
            "region": [catalogue.regions()[code].short_name for code in members],
            "competes": [known] * len(members),
            "value": source.row(board.measure, period, members),
        }
    )
    whole = source.cell(board.measure, period, source.ranked_set.whole)
    return places.spread(table, whole, decimals)


def _sources(source: RegionPanel, period: Period) -> tuple[Source, ...]:
    used = set(source.facts.loc[source.facts["period"] == period.code, "batch"])
    return tuple(Source(*origin) for origin in source.origins if origin[0] in used)
