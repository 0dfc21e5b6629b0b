"""稳岗用工: lay-off rates of all firms against a limit; one result for page, files and commands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from data import datasets, enterprise_rosters, enterprises, layoff_methods, panel, store
from data.datasets import Dataset
from data.layoff_recognitions import Recognitions, Unmatched
from data.store import Question
from mechanisms import employment_double_hundred, employment_refunds
from mechanisms.employment_choice import (
    ALL,
    DOUBLE_HUNDRED,
    Choice,
    EmploymentError,
    Options,
    settle,
)
from mechanisms.employment_double_hundred import DoubleHundred
from mechanisms.employment_facts import YearFacts, recognised_rates, year_facts, years
from mechanisms.employment_judging import Count, Judged, count, judge, near_limit
from mechanisms.employment_refunds import FirmRefund, RefundTotal
from metrics.layoff_arrays import EXCEEDS, UNSETTLED, Flags
from metrics.layoff_limits import Limit
from metrics.layoffs import Method


@dataclass(frozen=True, eq=False)
class YearCount:
    """A year of the trend.

    Attributes
    ----------
    opening, closing
        Insured at its beginning and in its newest month, of the firms that reported both.
    """

    facts: YearFacts
    count: Count
    reported: int
    opening: int
    closing: int


@dataclass(frozen=True, eq=False)
class Sources:
    """What is known of lay-offs, before a year, a limit and a method are chosen.

    Attributes
    ----------
    register
        All firms in the viewer's scope, one a row, as the rows of everything else.
    by_year
        The figures of each year of the panel, the newest first.
    members
        Who is a 双百工业企业; None where no document of the dataset asks for it.
    paid
        By month that a refund is reckoned from: each firm's premiums in yuan.
    rosters
        Names of rosters to whether each firm stands on it.
    unmatched
        Names of rosters to how many of their entries are no firm of the register.
    recognised
        Rates that were recognised, of all years.
    """

    question: Question
    register: pd.DataFrame
    by_year: dict[int, YearFacts]
    members: DoubleHundred | None
    paid: dict[str, list[Decimal | None]]
    rosters: dict[str, Flags]
    unmatched: dict[str, int]
    recognised: Recognitions


@dataclass(frozen=True, eq=False)
class Employment:
    """What page, command line and files show of lay-offs.

    Attributes
    ----------
    chosen
        Which firms of the register the board is about.
    facts, judged, refunds
        One row each firm of the register.
    by_method
        Every method under the same limit, for the chosen firms.
    trend
        Years in which the method gives any rate, oldest first.
    """

    known: Sources
    choice: Choice
    options: Options
    limit: Limit
    chosen: Flags
    facts: YearFacts
    judged: Judged
    by_method: tuple[tuple[Method, Count], ...]
    trend: tuple[YearCount, ...]
    refunds: tuple[FirmRefund | None, ...]
    published_at: date | None
    sources: tuple[str, ...]
    assumed: bool

    @property
    def question(self) -> Question:
        """Who asks what."""
        return self.known.question

    @property
    def dataset(self) -> Dataset:
        """The dataset that is asked."""
        return datasets.dataset(self.question.dataset)

    @property
    def register(self) -> pd.DataFrame:
        """All firms in the viewer's scope."""
        return self.known.register

    @property
    def members(self) -> DoubleHundred | None:
        """Who is a 双百工业企业; None where no document of the dataset asks for it."""
        return self.known.members

    @property
    def method(self) -> Method:
        """The method of the board."""
        return self.judged.method

    @property
    def has_rates(self) -> bool:
        """Whether the method gives rates: by a formula, or recognised for any chosen firm."""
        return self.judged.is_computable or bool((self.judged.rate.known & self.chosen).any())

    @property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """Entries of recognised rates of the year that count for no firm."""
        return self.known.recognised.unmatched_of(self.facts.year)

    @cached_property
    def near(self) -> Flags:
        """Firms of the register that keep the limit and are near it."""
        return near_limit(self.judged)

    @cached_property
    def count(self) -> Count:
        """The chosen firms in all."""
        return count(self.judged, self.chosen)

    @cached_property
    def refund_total(self) -> RefundTotal:
        """What the chosen firms get in all."""
        return self.refunds_of(self.chosen)

    def refunds_of(self, firms: Flags) -> RefundTotal:
        """Return what some firms of the register get in all."""
        return employment_refunds.total(self.refunds[place] for place in np.flatnonzero(firms))

    def places(self, firms: Flags) -> list[int]:
        """Return the rows of some of the chosen firms, those nearest to the limit first."""
        judged = self.judged
        away = np.abs(judged.away if judged.is_computable else judged.below_pct)
        order = np.lexsort((self.facts.firms, np.where(np.isnan(away), np.inf, away)))
        wanted = firms & self.chosen
        return [int(place) for place in order if wanted[place]]

    def place(self, firm: int) -> int | None:
        """Return the row of a firm by its number; None where the viewer may not see it."""
        return self.facts.place(firm)


def employment(question: Question, choice: Choice | None = None) -> Employment | None:
    """Return the board of lay-offs within the viewer's scope; None where there are no firms.

    Raises
    ------
    EmploymentError
        If there is no such year, limit, method, group of firms or county.
    """
    found = sources(question)
    return None if found is None else board(found, choice or Choice())


def sources(question: Question) -> Sources | None:
    """Return what all boards of a question are made of; None where there are no firms."""
    months = panel.months(question)
    register = enterprises.firms(question)
    if register.empty or not months:
        return None
    members = None
    if employment_double_hundred.applies(question.dataset):
        members = employment_double_hundred.double_hundred(question, register)
    recognised = recognised_rates(question)
    by_year = {
        year: year_facts(question, year, months, register, recognised) for year in years(months)
    }
    paid = employment_refunds.premiums(question, register)
    rosters, unmatched = _rosters(question, register)
    return Sources(question, register, by_year, members, paid, rosters, unmatched, recognised)


def board(found: Sources, choice: Choice) -> Employment:
    """Return the board of a choice; raises as `employment`."""
    settled, options = settle(found.question, choice, tuple(found.by_year), tuple(found.rosters))
    limit = layoff_methods.limits()[settled.limit]
    method = layoff_methods.methods()[settled.method]
    facts = found.by_year[settled.year]
    judged = judge(method, limit, facts)
    chosen = _chosen(settled, found)
    return Employment(
        found,
        settled,
        options,
        limit,
        chosen,
        facts,
        judged,
        tuple(_by_method(limit, facts, chosen)),
        tuple(_trend(found, method, limit, chosen)),
        tuple(_refunds(found, judged, facts)),
        *_provenance(found.question, facts),
    )


def _by_method(limit: Limit, facts: YearFacts, chosen: Flags) -> list[tuple[Method, Count]]:
    methods = layoff_methods.methods().values()
    return [(method, count(judge(method, limit, facts), chosen)) for method in methods]


def _trend(found: Sources, method: Method, limit: Limit, chosen: Flags) -> list[YearCount]:
    made = []
    for facts in reversed(found.by_year.values()):
        judged = judge(method, limit, facts)
        if (judged.rate.known & chosen).any():
            made.append(_year_count(facts, judged, chosen))
    return made


def _year_count(facts: YearFacts, judged: Judged, chosen: Flags) -> YearCount:
    opening, closing = facts.table.opening, facts.table.closing
    both = chosen & ~np.isnan(opening) & ~np.isnan(closing)
    sums = [int(column[both].sum()) for column in (opening, closing)]
    return YearCount(facts, count(judged, chosen), int(both.sum()), *sums)


def _rosters(question: Question, register: pd.DataFrame) -> tuple[dict[str, Flags], dict[str, int]]:
    flags: dict[str, Flags] = {}
    unmatched: dict[str, int] = {}
    for name in enterprise_rosters.rosters(question, question.as_of):
        found = enterprise_rosters.members(question, name, question.as_of)
        flags[name] = register["firm"].isin(found.firms).to_numpy(np.bool_)
        unmatched[name] = len(found.unmatched)
    return flags, unmatched


def _chosen(choice: Choice, found: Sources) -> Flags:
    chosen: Flags = np.ones(len(found.register), dtype=np.bool_)
    if choice.who == DOUBLE_HUNDRED and found.members is not None:
        chosen = found.members.codes != EXCEEDS
    elif choice.who != ALL:
        chosen = found.rosters[choice.who]
    if not choice.place:
        return chosen
    regions = found.register["region"]
    if choice.place not in set(regions):
        msg = f"没有县区“{choice.place}”的企业；可用：{'、'.join(sorted(set(regions)))}"
        raise EmploymentError(msg)
    return chosen & (regions == choice.place).to_numpy(np.bool_)


def _refunds(found: Sources, judged: Judged, facts: YearFacts) -> list[FirmRefund | None]:
    """Return the refunds; while the year has not ended, only a recognised rate decides."""
    members = found.members.members if found.members is not None else None
    asked = employment_refunds.limits(found.question.dataset)
    standings = {limit: _codes(found, judged, facts, limit) for limit in asked}
    return employment_refunds.refunds_of(
        found.question, found.register, members, standings, found.paid
    )


def _codes(found: Sources, judged: Judged, facts: YearFacts, limit: str) -> list[int]:
    """Return who keeps the limit of a refund; if another is on the board, by its usual method."""
    if limit != judged.limit.id:
        readings = datasets.dataset(found.question.dataset).readings
        method = layoff_methods.method_by_reading(limit, readings)
        judged = judge(method, layoff_methods.limits()[limit], facts)
    if judged.is_computable and not facts.is_complete:
        return [UNSETTLED] * len(judged.codes)
    return [int(code) for code in judged.codes]


def _provenance(question: Question, facts: YearFacts) -> tuple[date | None, tuple[str, ...], bool]:
    said = panel.said(question, facts.months[-1], ["insured"]).origins("insured")
    batches = [int(number) for number in said["batch"].dropna().unique()]
    found = store.batch_sources(question, batches)
    if not found:
        return None, (), False
    sources = tuple(dict.fromkeys(source for _, source, _, _ in found))
    return found[0][2], sources, found[0][3]
