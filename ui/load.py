"""Cached answers. The question (dataset, as_of, vintage, scope) is in every key."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from data import datasets, store
from data.receipts import Receipt
from data.store import Question
from mechanisms import briefing as first_page
from mechanisms import circular, intake, overview, scoring
from mechanisms.board_table import Board, By
from mechanisms.briefing import Briefing
from mechanisms.circular import Ranking
from mechanisms.intake import Delivery, Previewed
from mechanisms.region_panel import Measure, RegionPanel, region_panel
from mechanisms.scoring import Scores
from metrics.periods import Period

ENTRIES = 256
PREVIEWS = 8
"""Previews hold all figures of a file, so few are kept."""


shared = st.cache_resource(
    show_spinner="正在计算…",
    max_entries=ENTRIES,
    hash_funcs={Question: repr, Board: repr},
)
"""Cache an answer for all viewers: what it returns is shared and must not be changed.

Questions and boards are hashed by their text; field by field costs some 3 ms a page.
"""


@shared
def panel(question: Question, indicator: str, ranked_set: str) -> RegionPanel:
    """Return all known figures of an indicator; shared, not to be changed."""
    return region_panel(question, indicator, ranked_set)


@shared
def periods(
    question: Question, indicator: str, ranked_set: str, measure: Measure
) -> dict[str, Period]:
    """Return the known periods by year and month, newest first; shared, not to be changed."""
    known = panel(question, indicator, ranked_set).periods(measure)
    return {f"{period.end:%Y-%m}": period for period in known}


@shared
def ranking(question: Question, board: Board, period: str) -> Ranking:
    """Return one board; shared, not to be changed."""
    source = panel(question, board.indicator, board.ranked_set)
    return circular.rank_panel(question, source, board, Period.parse(period) if period else None)


def other_way(question: Question, result: Ranking) -> Ranking:
    """Return the same indicator and period ranked the other way."""
    way: By = "growth" if result.board.by == "total" else "total"
    return ranking(question, replace(result.board, by=way), result.period.code)


def boards_beside(question: Question, result: Ranking) -> list[Ranking]:
    """Return the circular's boards where a whole first set is on the page, else none."""
    return boards(question, result.period.code) if shows_whole_set(result) else []


def shows_whole_set(result: Ranking) -> bool:
    """Say whether the result is of the dataset's first set, and all of it."""
    return not result.board.group and result.ranked_set.id == result.dataset.ranked_sets[0].id


@shared
def boards(question: Question, period: str) -> list[Ranking]:
    """Return the boards of the circular; shared, not to be changed."""
    at = Period.parse(period) if period else None
    return circular.boards(question, at, _first_panel)


def _first_panel(question: Question, indicator: str) -> RegionPanel:
    chosen = datasets.dataset(question.dataset).ranked_set(indicator=indicator)
    return panel(question, indicator, chosen.id)


@shared
def industries(question: Question, indicator: str) -> overview.IndustryGrowth | None:
    """Return the growth of the divisions; shared, not to be changed."""
    return overview.industry_growth(question, indicator)


@shared
def batches(question: Question) -> pd.DataFrame:
    """Return the batches that the viewer may know of; shared, not to be changed."""
    return store.batches(question)


@shared
def briefing(question: Question, wide: Question | None) -> Briefing:
    """Return the first page's briefing; shared, not to be changed."""
    return first_page.briefing(question, wide)


@shared
def coverage(question: Question, indicator: str, ranked_set: str) -> overview.Coverage:
    """Return the coverage of an indicator; shared, not to be changed."""
    return overview.coverage_of(question, indicator, ranked_set)


@shared
def scores(question: Question, period: str) -> Scores | None:
    """Return the configured composite score, None without one; shared, not to be changed."""
    return scoring.scores(question, Period.parse(period))


@st.cache_resource(
    show_spinner="正在识别和审核…",
    max_entries=PREVIEWS,
    hash_funcs={Question: repr, Receipt: repr, Delivery: repr},
)
def intake_preview(
    question: Question, receipt: Receipt, said: Delivery, mapped: tuple[tuple[str, str], ...]
) -> Previewed:
    """Return what a received file would do; shared, not to be changed.

    `mapped` (what users said of tables) is part of the key only: a new word is a new preview.
    """
    del mapped
    return intake.preview(question, receipt, said)


@shared
def whole_line(question: Question, indicator: str) -> overview.WholeLine:
    """Return the city's own figures over time; shared, not to be changed."""
    return overview.whole_line(question, indicator)
