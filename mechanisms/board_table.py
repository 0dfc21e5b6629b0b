"""The table of a board: one row per unit, ranked, with what stands beside its figure."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data import catalogue
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from mechanisms.region_panel import MEASURES, Measure, RegionPanel
from metrics import growth as growth_words
from metrics import ranking as places
from metrics.periods import Period
from metrics.ranking import RankRule
from metrics.rounding import percent
from metrics.wording import GROWTH_DECIMALS, NOT_REPORTED, figure

By = Literal["growth", "total"]
NOT_COMPARABLE = "not_comparable"
"""Status of a unit that reported, but whose growth is a word and takes no place."""
STATUS_ORDER = ("ranked", NOT_COMPARABLE, "not_reported", "listed", "listed_not_reported")
MEASURE_OF: dict[By, Measure] = {"growth": "growth", "total": "level"}


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


def members_of(ranked_set: RankedSet, group: str) -> list[str]:
    """Return the codes of the competing units of a set, or of one group of it."""
    if not group:
        return list(ranked_set.members)
    return [code for entry in ranked_set.groups if entry.id == group for code in entry.members]


def ranked_table(
    source: RegionPanel, board: Board, rule: RankRule, period: Period, previous: Period
) -> pd.DataFrame:
    """Return one row per unit with figures, places, gaps and shares; see `circular.Ranking`."""
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
    members = members_of(chosen, board.group)
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


def same_units(source: RegionPanel, board: Board, period: Period, previous: Period) -> bool:
    """Say whether the same competing units have figures in both periods."""
    members = members_of(source.ranked_set, board.group)
    now, before = (source.row(board.measure, when, members) for when in (period, previous))
    return [pd.isna(value) for value in now] == [pd.isna(value) for value in before]
