"""Data quality of the month: what is missing, what disagrees, what was revised since last time."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from data import store
from data.catalogue import Indicator
from data.datasets import Dataset
from data.monthly_settings import analysed_on
from data.store import Question
from mechanisms.circular import Ranking
from mechanisms.monthly_facts import unit_name
from mechanisms.tiles import Origin
from metrics.checks import Finding, Outcome
from metrics.periods import Period
from metrics.rounding import half_up, to_decimal
from metrics.wording import GROWTH_DECIMALS

_PRINTED = {"growth": GROWTH_DECIMALS}
_MEASURES = ("level", "growth")


@dataclass(frozen=True)
class Revision:
    """A figure of an earlier period that prints otherwise than at the analysis before.

    Attributes
    ----------
    before, now
        None is 未报.
    """

    indicator: Indicator
    measure: str
    place: str
    unit: str
    period: Period
    before: Decimal | None
    now: Decimal | None
    published_at: date
    origin: Origin
    decimals: int


@dataclass(frozen=True)
class Silence:
    """Who did not report a figure of the month."""

    indicator: Indicator
    period: Period
    units: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Quality:
    """What to mind about the figures of the month.

    Attributes
    ----------
    late
        Indicators whose newest figures are of an earlier month, with that period.
    silences
        Only of indicators that somebody reported.
    since
        The day of the analysis before, from which revisions are counted.
    """

    silences: tuple[Silence, ...]
    late: tuple[tuple[Indicator, Period], ...]
    findings: tuple[tuple[Indicator, Finding], ...]
    revisions: tuple[Revision, ...]
    since: date

    @property
    def doubtful(self) -> tuple[tuple[Indicator, Finding], ...]:
        """Checks that do not agree."""
        return tuple(each for each in self.findings if each[1].outcome is Outcome.DIFFERS)


def quality(
    question: Question,
    dataset: Dataset,
    period: Period,
    boards: Sequence[Ranking],
    known: Sequence[pd.DataFrame],
) -> Quality:
    """Return what to mind about a month.

    Parameters
    ----------
    question
        As of the day of the analysis.
    boards
        Growth boards of the circular's indicators, each at its newest period up to the month.
    known
        The figures among which revisions are looked for, as `store.known` gives them.
    """
    since = analysed_on(dataset.indicator(boards[0].indicator.id).previous(period))
    return Quality(
        tuple(_silences(boards)),
        tuple(_late(boards, period)),
        tuple((board.indicator, finding) for board in boards for finding in board.findings),
        tuple(_revisions(question, dataset, since, period, known)),
        since,
    )


def _silences(boards: Iterable[Ranking]) -> Iterator[Silence]:
    for board in boards:
        if board.silent and not board.absent and not board.ranked.empty:
            yield Silence(board.indicator, board.period, board.silent)


def _late(boards: Iterable[Ranking], period: Period) -> Iterator[tuple[Indicator, Period]]:
    for board in boards:
        if not board.absent and not board.ranked.empty and board.period.end < period.end:
            yield board.indicator, board.period


def _revisions(
    question: Question,
    dataset: Dataset,
    since: date,
    period: Period,
    known: Sequence[pd.DataFrame],
) -> list[Revision]:
    """Return what prints otherwise than at the analysis before, the newest publication first."""
    found = [
        revision
        for frame in known
        for row in _against(question, since, _news(frame, since, period))
        if (revision := _revision(dataset, row)) is not None
    ]
    return sorted(found, key=lambda each: (each.published_at, each.period), reverse=True)


def _news(frame: pd.DataFrame, since: date, period: Period) -> pd.DataFrame:
    """Return figures of earlier periods that were published after a day."""
    is_new = (frame["published_at"] > since) & (frame["period_end"] < period.end)
    return frame[is_new & frame["measure"].isin(_MEASURES)]


def _against(question: Question, since: date, news: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return news beside what was known of the same figures on a day."""
    if news.empty:
        return []
    before = store.known(
        replace(question, as_of=since),
        indicators=news["indicator"].unique().tolist(),
        periods=news["period"].unique().tolist(),
        industry=None if (news["industry"] != "").all() else "",
    )
    old = before[["series", "period", "value"]]
    rows = news.merge(old, on=["series", "period"], suffixes=("", "_old"))
    return rows.to_dict("records")


def _revision(dataset: Dataset, row: dict[Hashable, Any]) -> Revision | None:
    indicator, measure = dataset.indicator(str(row["indicator"])), str(row["measure"])
    decimals = _PRINTED.get(measure, indicator.decimals)
    before, now = (half_up(to_decimal(row[name]), decimals) for name in ("value_old", "value"))
    if before == now:
        return None
    place = str(row["industry"] or row["region_code"])
    return Revision(
        indicator,
        measure,
        unit_name(place),
        "%" if measure == "growth" else indicator.unit,
        Period.parse(str(row["period"])),
        before,
        now,
        row["published_at"],
        Origin(int(row["series"]), str(row["period"])),
        decimals,
    )
