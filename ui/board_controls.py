"""The controls of the ranking page: indicator, way of ranking, range, period; all in the URL."""

import re
from dataclasses import dataclass

import streamlit as st

from data.catalogue import Indicator
from data.datasets import Dataset
from data.store import Question
from mechanisms.board_table import Board
from mechanisms.firm_measures import measures
from metrics.periods import Period
from ui import address, load

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
WAYS = {"growth": "按增速", "total": "按总量"}


@dataclass(frozen=True)
class Choice:
    """What the controls settled: a board and a period code (empty: nothing is known yet).

    `notice` says that the address asked for a period which is not there.
    """

    board: Board
    period: str
    notice: str


def choose(question: Question, dataset: Dataset) -> Choice:
    """Draw the controls and return the choice."""
    indicators = dataset.indicators
    indicator = _indicator(dataset, indicators)
    by = address.choice(
        "by",
        list(WAYS),
        "growth" if not dataset.why_absent(indicator, "growth") else "total",
        st.segmented_control,
        label="排名方式",
        label_visibility="collapsed",
        format_func=WAYS.get,
        required=True,
    )
    ranked_set, group = _range(dataset, indicator)
    board = Board(indicator, "total" if by == "total" else "growth", ranked_set, group)
    return _with_period(question, board)


def _indicator(dataset: Dataset, indicators: dict[str, Indicator]) -> str:
    first = [key for key in dataset.circular.indicators if not dataset.why_absent(key, "growth")]
    return address.choice(
        "indicator",
        list(indicators),
        (first or list(indicators))[0],
        st.selectbox,
        label="指标",
        label_visibility="collapsed",
        format_func=lambda key: indicators[key].name,
        width=210,
    )


def _range(dataset: Dataset, indicator: str) -> tuple[str, str]:
    """Let a ranked set, or one group of it, be chosen."""
    labels: dict[str, str] = {}
    for ranked in dataset.ranked_sets:
        if indicator not in ranked.indicators:
            continue
        labels[ranked.id] = ranked.name
        if len(ranked.groups) > 1:
            labels |= {f"{ranked.id}.{g.id}": f"{g.name}组" for g in ranked.groups}
    chosen = address.choice(
        "range",
        list(labels),
        next(iter(labels)),
        st.selectbox,
        label="范围",
        label_visibility="collapsed",
        format_func=labels.get,
        width=190,
    )
    ranked_set, _, group = chosen.partition(".")
    return ranked_set, group


def choose_indicator(dataset: Dataset) -> str:
    """Draw the list of a dataset's indicators alone and return the chosen one.

    After the published ones come the columns and ratios of the enterprise panel.
    """
    names = {key: each.name for key, each in dataset.indicators.items()}
    names |= {key: each.name for key, each in measures().items()}
    return address.choice(
        "indicator",
        list(names),
        next(iter(names)),
        st.selectbox,
        label="指标",
        label_visibility="collapsed",
        format_func=names.__getitem__,
        width=240,
    )


def _with_period(question: Question, board: Board) -> Choice:
    by_month = load.periods(question, board.indicator, board.ranked_set, board.measure)
    if not by_month:
        return Choice(board, "", "")
    asked = address.asked("period")
    notice = f":yellow-badge[▲ {asked} 未公布，改显示下列期别]" if MONTH.fullmatch(asked) else ""
    chosen = address.choice(
        "period",
        list(by_month),
        _nearest(by_month),
        st.selectbox,
        label="期别",
        label_visibility="collapsed",
        format_func=lambda month: by_month[month].label,
        width=160,
    )
    return Choice(board, by_month[chosen].code, "" if asked in by_month else notice)


def _nearest(by_month: dict[str, Period]) -> str:
    """Return the newest month that is not later than the one chosen before.

    Changing to an indicator that lags keeps the user as near as its figures reach.
    """
    asked = st.session_state.get("period") or st.query_params.get("period") or "9999-12"
    return next((month for month in by_month if month <= asked), next(iter(by_month)))
