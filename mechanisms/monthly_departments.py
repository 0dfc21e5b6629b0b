"""The departments of the monthly meeting: what each is asked for, and who has delivered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import catalogue, store
from data.catalogue import Indicator
from data.datasets import Dataset
from data.monthly_settings import Department, monthly_settings
from data.store import Question
from metrics.periods import Period

DELIVERED, PART, SILENT, NOTHING_ASKED = "已到", "部分已到", "未报", "未接入"
_MONTHLY = ("monthly", "weekly", "tenday", "daily")


@dataclass(frozen=True)
class Delivery:
    """A department and its figures of the month.

    Attributes
    ----------
    asked
        Short names of its indicators that this city has ever had figures of.
    given
        Those with a figure of the month by the day of the analysis.
    newest
        Day on which the last of them came.
    """

    department: Department
    asked: tuple[str, ...]
    given: tuple[str, ...]
    newest: date | None

    @property
    def state(self) -> str:
        """Whether it has delivered: wholly, in part, not; or nothing of it is connected."""
        if not self.asked:
            return NOTHING_ASKED
        if not self.given:
            return SILENT
        return DELIVERED if len(self.given) == len(self.asked) else PART

    @property
    def lacking(self) -> tuple[str, ...]:
        """Names of what is still to come."""
        return tuple(name for name in self.asked if name not in self.given)


def deliveries(question: Question, dataset: Dataset, period: Period) -> tuple[Delivery, ...]:
    """Return the departments of the meeting with what came by the day of the question."""
    named = {each.id: list(_of(dataset, each)) for each in monthly_settings().meeting.departments}
    ids = sorted({indicator.id for each in named.values() for indicator in each})
    facts = store.known(
        question, indicators=ids, measures=["level", "growth"], regions=[dataset.region]
    )
    facts = facts[facts["value"].notna()]
    return tuple(
        _delivery(department, named[department.id], facts, period)
        for department in monthly_settings().meeting.departments
    )


def _of(dataset: Dataset, department: Department) -> Iterator[Indicator]:
    for key, indicator in catalogue.indicators().items():
        if indicator.source_department in department.suppliers and indicator.frequency in _MONTHLY:
            yield dataset.indicator(key)


def _delivery(
    department: Department, indicators: Sequence[Indicator], facts: pd.DataFrame, period: Period
) -> Delivery:
    ever = set(facts["indicator"])
    ends = pd.to_datetime(facts["period_end"])
    inside = (ends.dt.year == period.end.year) & (ends.dt.month == period.end.month)
    of_month = facts[inside]
    here = set(of_month["indicator"])
    keys = {each.id for each in indicators}
    days = of_month.loc[of_month["indicator"].isin(keys), "published_at"]
    return Delivery(
        department,
        tuple(each.short_name for each in indicators if each.id in ever),
        tuple(each.short_name for each in indicators if each.id in here),
        max(days, default=None),
    )
