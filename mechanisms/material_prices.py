"""The cost side of a week: nationally published ten-day prices of materials, as they were known.

They live in a reference dataset of their own, official figures beside whatever the city's are,
and are never joined with them: a change is always the one that the source published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from data import datasets, store
from data.catalogue import release_calendar
from data.price_groups import price_groups
from data.store import Question
from data.tenday_tables import GOOD
from data.weekly_settings import weekly_settings
from mechanisms.references import reference_question
from mechanisms.tiles import ReferenceOrigin
from metrics.days_off import touches_long_holiday
from metrics.periods import Period
from metrics.rounding import half_up, to_decimal

RECENT = 12
"""How many ten-day periods are looked through for the newest issue."""
OTHER_GROUP = "其他"
"""Goods that the list of groups does not know yet."""


@dataclass(frozen=True)
class Price:
    """A good in a ten-day period, as published.

    Attributes
    ----------
    price
        In `unit`.
    change_pct
        Against the period published before, in percent, as the source gives it.
    price_origin, change_origin
        Where the two figures lead.
    """

    good: str
    group: str
    unit: str
    price: Decimal | None
    change_pct: Decimal | None
    price_origin: ReferenceOrigin
    change_origin: ReferenceOrigin


@dataclass(frozen=True)
class GroupCount:
    """How many goods of a group rose, fell and stayed, by printed changes."""

    group: str
    risen: int
    fallen: int
    unchanged: int


@dataclass(frozen=True, eq=False)
class TendayPrices:
    """The newest prices that were known on a day.

    Attributes
    ----------
    question
        Of the reference dataset.
    period
        Of the prices; None where none were published by then.
    since
        The first ten-day period of the collection, said where none is known by then.
    holiday_gap
        A later period that ended before the day and is left out at a long holiday; None for none.
    late
        A later period that should have been published by then and was not; None for none.
    """

    question: Question
    source: str
    period: Period | None
    since: Period | None
    published_at: date | None
    assumed: bool
    prices: tuple[Price, ...]
    holiday_gap: Period | None
    late: Period | None

    @property
    def risen(self) -> list[Price]:
        """Goods whose printed change is above zero, the largest first."""
        found = [each for each in self.prices if (printed(each) or 0) > 0]
        return sorted(found, key=lambda each: -(printed(each) or 0))

    @property
    def fallen(self) -> list[Price]:
        """Goods whose printed change is below zero, the largest fall first."""
        found = [each for each in self.prices if (printed(each) or 0) < 0]
        return sorted(found, key=lambda each: printed(each) or 0)

    @property
    def unchanged(self) -> list[Price]:
        """Goods whose printed change is zero."""
        return [each for each in self.prices if printed(each) == 0]

    @property
    def groups(self) -> list[GroupCount]:
        """The counts by group, in the order of the source."""
        order = dict.fromkeys(price_groups().values())
        return [_count(self, group) for group in order if _has(self, group)]


def printed(price: Price) -> Decimal | None:
    """Return a change as it is printed, None where it was not published."""
    return half_up(price.change_pct, 1)


def _has(found: TendayPrices, group: str) -> bool:
    return any(each.group == group for each in found.prices)


def _count(found: TendayPrices, group: str) -> GroupCount:
    sides = (found.risen, found.fallen, found.unchanged)
    risen, fallen, unchanged = (sum(each.group == group for each in side) for side in sides)
    return GroupCount(group, risen, fallen, unchanged)


def prices(question: Question) -> TendayPrices:
    """Return the newest ten-day prices published by the question's day."""
    key = weekly_settings().prices.reference
    asked = reference_question(key, question.as_of)
    assert asked is not None  # noqa: S101 - weekly_settings takes references only
    frame = store.known(
        asked,
        measures=["level", "change_on_previous_pct"],
        periods=[each.code for each in _recent(asked.as_of)],
        subject_kind=GOOD,
    )
    rows: list[Any] = list(frame.itertuples(index=False))
    known = sorted({Period.parse(code) for code in frame["period"].unique()})
    dataset = datasets.dataset(key)
    if not known:
        first = Period.parse(weekly_settings().prices.since)
        return TendayPrices(asked, dataset.source, None, first, None, False, (), None, None)
    newest = known[-1]
    mine = [row for row in rows if row.period == newest.code]
    source = store.batch_sources(asked, sorted({int(row.batch) for row in mine}))
    holiday, late = _missing(asked, dataset.calendar, newest)
    return TendayPrices(
        asked,
        source[0][1],
        newest,
        None,
        source[0][2],
        source[0][3],
        tuple(_prices(key, newest, mine)),
        holiday,
        late,
    )


def _recent(day: date) -> list[Period]:
    """Return the ten-day periods up to a day, newest first."""
    found = [Period.of_tenday(day.year, day.month, _tenday_of(day))]
    while len(found) < RECENT:
        found.append(found[-1].previous())
    return found


def _missing(asked: Question, calendar: str, newest: Period) -> tuple[Period | None, Period | None]:
    """Return the newest period left out at a holiday, and the first that is overdue."""
    rule = release_calendar()[calendar]
    between = [each for each in _recent(asked.as_of)[::-1] if each > newest]
    due = [each for each in between if rule.tenday_published_at(each) <= asked.as_of]
    holiday = [each for each in due if touches_long_holiday((each.start, each.end))]
    late = [each for each in due if each not in holiday]
    return (holiday[-1] if holiday else None), (late[0] if late else None)


def _tenday_of(day: date) -> int:
    return min((day.day - 1) // 10, 2) + 1


def _prices(key: str, period: Period, rows: Sequence[Any]) -> Sequence[Price]:
    """Return the goods of a period in the order of the source."""
    by_good: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row.row):
        by_good.setdefault(str(row.subject), {})[str(row.measure)] = row
    units = datasets.dataset(key)
    made = []
    for good, found in by_good.items():
        level, change = found["level"], found["change_on_previous_pct"]
        made.append(
            Price(
                good,
                price_groups().get(good, OTHER_GROUP),
                units.indicator(str(level.indicator)).unit,
                to_decimal(level.value),
                to_decimal(change.value),
                ReferenceOrigin(key, int(level.series), period.code),
                ReferenceOrigin(key, int(change.series), period.code),
            )
        )
    return made
