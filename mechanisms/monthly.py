"""月分析: one month of a city as it was known on the day of its analysis.

One `Monthly` for page, command line, record and documents: where growth stands, who moved it,
the trend behind the noise, where the year is heading, what else is open, how good the data are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from data import datasets, first_publications, store
from data.catalogue import Indicator, indicators
from data.datasets import Dataset
from data.monthly_settings import analysed_on
from data.store import Question
from mechanisms import circular
from mechanisms.board_table import Board
from mechanisms.circular import Ranking
from mechanisms.enquiry import EnquiryError
from mechanisms.monthly_departments import Delivery, deliveries
from mechanisms.monthly_facts import month_facts
from mechanisms.monthly_figures import MonthFigure, figure_of, two_years
from mechanisms.monthly_outlook import Outlook, outlook
from mechanisms.monthly_peers import Peers, peers_of
from mechanisms.monthly_pulls import Movement, by_county, by_industry
from mechanisms.monthly_quality import Quality, quality
from mechanisms.monthly_trends import (
    GrowthLine,
    SeasonalLine,
    growth_line,
    seasonal_lines,
)
from mechanisms.region_panel import RegionPanel, region_panel
from metrics.periods import Period


class MonthlyError(EnquiryError):
    """A month that cannot be analysed; the text says why and what to choose instead."""


@dataclass(frozen=True, eq=False)
class Monthly:
    """A month as it was known on the day of its analysis.

    Attributes
    ----------
    question
        Asked as of the day of the analysis, or of the viewer's own day where that is earlier.
    figures
        Indicators of the circular that have any figure; the leading one first.
    county_board
        Growth of the counties, ranked.
    two_years_pct
        Two-year average growth, in a year whose base year was broken (growth of the same period
        a year before below zero); None in other years.
    peers
        None where the city has no peers.
    seasonal
        Every monthly level of the city, those that cannot be adjusted too.
    outlooks
        One an indicator of `figures`.
    earlier, later
        The months that can be chosen beside this one; None at the ends.
    """

    question: Question
    dataset: Dataset
    indicator: Indicator
    period: Period
    previous: Period
    analysed_on: date
    published_at: date | None
    assumed: bool
    sources: tuple[str, ...]
    figures: tuple[MonthFigure, ...]
    county_board: Ranking
    two_years_pct: Decimal | None
    peers: Peers | None
    counties: Movement
    industries: Movement
    line: GrowthLine
    seasonal: tuple[SeasonalLine, ...]
    outlooks: tuple[Outlook, ...]
    quality: Quality
    departments: tuple[Delivery, ...]
    earlier: Period | None
    later: Period | None

    @property
    def lead(self) -> MonthFigure:
        """The figure of the headline."""
        return self.figures[0]


def period_of(text: str) -> Period | None:
    """Return the month that a text names, None for an empty one.

    Raises
    ------
    MonthlyError
        If it names none.
    """
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError as error:
        msg = f"期别“{text}”认不出：请写成 2020-09 的样子"
        raise MonthlyError(msg) from error


def months(question: Question, indicator: str = "") -> list[Period]:
    """Return the periods that can be analysed by then, newest first."""
    dataset = datasets.dataset(question.dataset)
    source = region_panel(question, _lead(dataset, indicator).id)
    return [
        p for p in source.periods("growth") if source.cell("growth", p, dataset.region) is not None
    ]


def month(question: Question, chosen: Period | None = None, indicator: str = "") -> Monthly:
    """Return a month as it was known on the day of its analysis; the newest without a choice.

    Parameters
    ----------
    chosen
        The month, or the year-to-date period that ends with it.
    indicator
        The leading indicator; empty is the first of the city's circular.

    Raises
    ------
    MonthlyError
        If nothing was published of the month by then.
    """
    dataset = datasets.dataset(question.dataset)
    lead = _lead(dataset, indicator)
    offered = months(question, lead.id)
    period = _checked(question, lead, offered, chosen)
    at = offered.index(period)
    day = _day_of_analysis(question, dataset, lead, period)
    asked = replace(question, as_of=min(question.as_of, day))
    beside = next(iter(offered[at + 1 :]), None), offered[at - 1] if at else None
    return _analysed(asked, dataset, lead, period, day, beside)


def _day_of_analysis(question: Question, dataset: Dataset, lead: Indicator, period: Period) -> date:
    """Return the usual day, or the later one on which the leading figure first came out."""
    first = first_publications.first_published(question, lead.id, "growth", [dataset.region])
    usual = analysed_on(period)
    return max(usual, first.get(period.code, usual))


def _lead(dataset: Dataset, indicator: str) -> Indicator:
    if indicator and indicator not in dataset.circular.indicators:
        known = "、".join(dataset.circular.indicators)
        msg = f"月分析没有指标“{indicator}”；可选：{known}"
        raise MonthlyError(msg)
    return dataset.indicator(indicator or dataset.circular.indicators[0])


def _checked(
    question: Question, indicator: Indicator, offered: Sequence[Period], chosen: Period | None
) -> Period:
    if not offered:
        day = f"{question.as_of:%Y-%m-%d}"
        msg = f"到{day}还没有发布过全市{indicator.name}增速；请选较晚的时点，或由统计局报送"
        raise MonthlyError(msg)
    if chosen is None:
        return offered[0]
    found = next((p for p in offered if p.end == chosen.end), None)
    if found is None:
        msg = (
            f"{chosen.label}的{indicator.name}到{question.as_of:%Y-%m-%d}没有发布；"
            f"可选{offered[-1].end:%Y-%m}至{offered[0].end:%Y-%m}"
        )
        raise MonthlyError(msg)
    return found


def _analysed(
    question: Question,
    dataset: Dataset,
    lead: Indicator,
    period: Period,
    day: date,
    beside: tuple[Period | None, Period | None],
) -> Monthly:
    keys = tuple(dict.fromkeys((lead.id, *dataset.circular.indicators)))
    monthly = tuple(dict.fromkeys((*keys, *_with_months(dataset))))
    facts = month_facts(question, lead.id, monthly)
    figures = tuple(f for key in keys if (f := figure_of(facts, dataset.indicator(key), period)))
    panels = [region_panel(question, key) for key in keys]
    boards = [_board(question, source, period) for source in panels]
    sources = store.batch_sources(
        question, facts.batches((f.indicator.id, f.period) for f in figures)
    )
    line = growth_line(facts, lead, period)
    return Monthly(
        question,
        dataset,
        lead,
        period,
        lead.previous(period),
        day,
        sources[0][2] if sources else None,
        any(assumed for _, _, _, assumed in sources[:1]),
        tuple(dict.fromkeys(source for _, source, _, _ in sources)),
        figures,
        boards[0],
        two_years(facts, lead, period),
        peers_of(question, dataset, lead, period),
        by_county(facts, lead, period),
        by_industry(facts, lead, period),
        line,
        seasonal_lines(facts, [dataset.indicator(key) for key in monthly], period),
        tuple(outlook(facts, figure.indicator, period) for figure in figures),
        quality(
            question,
            dataset,
            period,
            boards,
            [*(p.facts for p in panels), _industries(question, keys)],
        ),
        deliveries(question, dataset, period),
        *beside,
    )


def _with_months(dataset: Dataset) -> tuple[str, ...]:
    """Return the monthly flows and balances of the dictionary, whether the city has them or not."""
    wanted = (key for key, each in indicators().items() if each.frequency == "monthly")
    return tuple(key for key in wanted if dataset.indicator(key).kind in ("flow", "stock"))


def _industries(question: Question, keys: Sequence[str]) -> pd.DataFrame:
    return store.known(question, indicators=keys, measures=["growth"], industry=None)


def _board(question: Question, source: RegionPanel, period: Period) -> Ranking:
    """Return the growth board of an indicator at its newest period up to the month."""
    at = next((p for p in source.periods("growth") if p.end <= period.end), None)
    return circular.rank_panel(question, source, Board(source.indicator.id), at)
