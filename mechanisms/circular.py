"""The monthly circular: units ranked by growth and by total, as 漯政〔2015〕29号 第10条 asks.

A page, the command line, an export and a test get the same `Ranking` from the same call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from data import catalogue, datasets
from data.catalogue import Indicator
from data.datasets import Dataset, RankedSet
from data.store import Question
from mechanisms import circular_checks
from mechanisms.region_panel import MEASURES, Measure, RegionPanel, region_panel
from metrics import growth as growth_words
from metrics import ranking as places
from metrics.checks import Finding
from metrics.periods import Period
from metrics.ranking import RankRule, Spread, Ties
from metrics.rounding import percent
from metrics.wording import GROWTH_DECIMALS, NOT_REPORTED, figure

By = Literal["growth", "total"]
NOT_COMPARABLE = "not_comparable"
"""Status of a unit that reported, but whose growth is a word and takes no place."""
STATUS_ORDER = ("ranked", NOT_COMPARABLE, "not_reported", "listed", "listed_not_reported")
MEASURE_OF: dict[By, Measure] = {"growth": "growth", "total": "level"}


@dataclass(frozen=True)
class Source:
    """Where the figures of a period came from."""

    batch: int
    source: str
    published_at: date
    assumed: bool


@dataclass(frozen=True)
class Board:
    """What is ranked: an indicator, by growth or by total, in a ranked set or one group of it."""

    indicator: str
    by: By = "growth"
    ranked_set: str = ""
    group: str = ""

    @property
    def measure(self) -> Measure:
        """The measure whose figures are ranked."""
        return MEASURE_OF[self.by]


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
    comparable = _same_units(source, board, period, previous)
    table = _ranked_table(source, board, rule, period, previous)
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
    members = _members(source.ranked_set, board.group)
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


def _members(ranked_set: RankedSet, group: str) -> list[str]:
    if not group:
        return list(ranked_set.members)
    return [code for entry in ranked_set.groups if entry.id == group for code in entry.members]


def _ranked_table(
    source: RegionPanel, board: Board, rule: RankRule, period: Period, previous: Period
) -> pd.DataFrame:
    ranked = places.rank_units(_units(source, board, period, previous), rule)
    whole = source.ranked_set.whole
    indicator = source.indicator
    gaps = places.gap_to_whole(
        ranked[["growth_pct"]].rename(columns={"growth_pct": "value"}),
        source.cell("growth", period, whole),
        GROWTH_DECIMALS,
    )
    ranked["gap_pp"] = gaps["gap_pp"]
    ranked["share_pct"] = _shares(ranked, source.cell("level", period, whole), indicator)
    return _equal_places_by_total(_worded(ranked)) if board.by == "growth" else ranked


def _worded(ranked: pd.DataFrame) -> pd.DataFrame:
    """Tell a unit whose growth is a word (扭亏为盈) from one that did not report."""
    worded = (ranked["status"] == "not_reported") & (ranked["growth_text"] != NOT_REPORTED)
    return ranked.assign(status=ranked["status"].mask(worded, NOT_COMPARABLE))


def _units(source: RegionPanel, board: Board, period: Period, previous: Period) -> pd.DataFrame:
    chosen = source.ranked_set
    members = _members(chosen, board.group)
    codes = members + ([] if board.group else list(chosen.listed))
    frame = pd.DataFrame(
        {
            "region_code": codes,
            "region": [catalogue.regions()[code].name for code in codes],
            "group": [chosen.group_of(code) for code in codes],
            "competes": [code in members for code in codes],
            "level": source.row("level", period, codes),
            "growth_pct": source.row("growth", period, codes),
            "value": source.row(board.measure, period, codes),
            "previous_value": source.row(board.measure, previous, codes),
            "published_place": source.row("published_place", period, codes),
        }
    ).astype({"published_place": "Int64"})
    frame["growth_text"] = _growth_texts(source, period, frame)
    for measure in MEASURES:
        frame[f"{measure}_series"] = [source.series.get((code, measure), 0) for code in codes]
    return frame


def _growth_texts(source: RegionPanel, period: Period, frame: pd.DataFrame) -> list[str]:
    """Print growth; where a loss makes it no number, the word that replaces it."""
    before = source.row("level", period.year_ago(), frame["region_code"].tolist())
    rows = zip(frame["growth_pct"], frame["level"], before, strict=True)
    decimals = GROWTH_DECIMALS
    return [_growth_text(rate, level, base, decimals) for rate, level, base in rows]


def _growth_text(rate: float, level: float, base: float, decimals: int) -> str:
    change = growth_words.compare_levels(level, base)
    if pd.isna(rate) and change.nominal_pct is None:
        return change.word
    return figure(rate, decimals)


def _equal_places_by_total(ranked: pd.DataFrame) -> pd.DataFrame:
    """Order units of equal place by their total; the places stay as they are."""
    keys = pd.DataFrame(
        {
            "status": ranked["status"].map(STATUS_ORDER.index),
            "place": ranked["place"].astype("float64"),
            "level": -ranked["level"],
        }
    )
    order = keys.sort_values(["status", "place", "level"], kind="stable").index
    return ranked.loc[order].reset_index(drop=True)


def _shares(ranked: pd.DataFrame, whole: float | None, indicator: Indicator) -> list[float]:
    if not indicator.additive or whole is None or whole <= 0:
        return [float("nan")] * len(ranked)
    return [_percent(level, whole) for level in ranked["level"]]


def _percent(level: float, whole: float) -> float:
    share = percent(level, whole)
    return float("nan") if share is None else float(share)


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


def _same_units(source: RegionPanel, board: Board, period: Period, previous: Period) -> bool:
    members = _members(source.ranked_set, board.group)
    now, before = (source.row(board.measure, when, members) for when in (period, previous))
    return [pd.isna(value) for value in now] == [pd.isna(value) for value in before]


def _spread(source: RegionPanel, board: Board, period: Period, *, known: bool = True) -> Spread:
    members = _members(source.ranked_set, board.group)
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
