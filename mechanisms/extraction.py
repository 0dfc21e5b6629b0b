"""Figures of one indicator drawn out as rows, each with its batch and row."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import catalogue, datasets, store
from data.catalogue import Indicator
from data.store import Question
from mechanisms.circular_rows import Cell, period_text
from mechanisms.enquiry import ALL, EnquiryError, region_of, said_plainly
from metrics.periods import Period
from metrics.wording import join_names

MEASURE_UNITS = {"growth": "%", "published_place": "位", "weight": "%"}


@dataclass(frozen=True)
class Wanted:
    """What is drawn out; an empty field leaves nothing out.

    Attributes
    ----------
    region
        Code or name.
    industry
        Empty for all-industry figures, a division code, or `all` for every division.
    first, last
        Codes of periods (a year, a month); a figure counts where its period ends between.
    """

    indicator: str
    region: str = ""
    measure: str = ""
    industry: str = ""
    first: str = ""
    last: str = ""


def series_rows(question: Question, wanted: Wanted) -> list[dict[str, Cell]]:
    """Return the figures known to a question, series after series, oldest first.

    Raises
    ------
    EnquiryError, CatalogueError
        If indicator, region, measure, industry or period is unknown.
    """
    dataset = datasets.dataset(question.dataset)
    indicator = dataset.indicator(wanted.indicator)
    _check(wanted.measure, catalogue.MEASURES, "数据项")
    _check(wanted.industry, {ALL: "", **catalogue.industries()}, "行业代码")
    facts = store.known(
        question,
        indicators=[indicator.id],
        measures=[wanted.measure] if wanted.measure else None,
        regions=[region_of(dataset, wanted.region)] if wanted.region else None,
        industry=None if wanted.industry == ALL else wanted.industry,
    )
    return [_row(indicator, fact) for fact in _between(facts, wanted).to_dict("records")]


def _check(text: str, known: dict[str, str], what: str) -> None:
    if text and text not in known:
        msg = f"没有{what}“{text}”；可用：{join_names(known)}"
        raise EnquiryError(msg)


def _between(facts: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    with said_plainly():
        first = Period.parse(wanted.first).start if wanted.first else None
        last = Period.parse(wanted.last).end if wanted.last else None
    if first is not None:
        facts = facts[facts["period_end"] >= first]
    if last is not None:
        facts = facts[facts["period_end"] <= last]
    return facts


def _row(indicator: Indicator, fact: dict[Any, Any]) -> dict[str, Cell]:
    measure, value = str(fact["measure"]), fact["value"]
    return {
        "period": period_text(Period.parse(str(fact["period"]))),
        "region_code": str(fact["region_code"]),
        "region": catalogue.regions()[str(fact["region_code"])].name,
        "industry": str(fact["industry"]),
        "measure": measure,
        "value": None if pd.isna(value) else float(value),
        "unit": MEASURE_UNITS.get(measure, indicator.unit),
        "kind": str(fact["kind"]),
        "batch": fact["batch"],
        "row": fact["row"],
        "published_at": str(fact["published_at"]),
    }


def batch_rows(question: Question) -> list[dict[str, object]]:
    """Return the batches that a question may draw on, newest first; None is not withdrawn."""
    rows = store.batches(question).to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> object:  # noqa: ANN401 - a cell of a table
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return int(value) if isinstance(value, float) else value
