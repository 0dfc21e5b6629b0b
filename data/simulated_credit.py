"""Simulated loans: balances, flows and rates of a city, its counties and its banks.

Counties and banks split each month's change of the city, so that both add up to it exactly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from pydantic import Field

from data import catalogue, simulated_files
from data.batches import Submission
from data.catalogue import Indicator
from data.datasets import Dataset
from data.records import Record
from data.simulated_files import Figure, Heading
from metrics.periods import Period
from metrics.rounding import half_up

WITH_GROWTH = ("loan_balance", "deposit_balance", "manufacturing_loan_balance")
"""Balances whose growth over a year is published beside them."""
WITH_CHANGE = ("loan_balance", "deposit_balance")
"""Balances whose change since the year began is published beside them."""
_STORED_DECIMALS = 4


class Course(Record):
    """How a balance grows or a flow runs, in the indicator's own unit.

    Attributes
    ----------
    opening
        The balance at the end of the month before the first; None for a flow.
    by_year
        Net increase of the balance, or total of the flow, of a full year.
    month_share
        Twelve shares of the year, by their relation to each other.
    places
        Whether counties have the figure too, or the city only.
    banks
        Whether banks have it too.
    lead
        By county or bank: how much more (above 1) or less of each month's change it takes.
    """

    opening: Decimal | None = None
    by_year: dict[int, float]
    month_share: tuple[float, ...] = (1.0,) * 12
    places: bool = True
    banks: bool = False
    lead: dict[str, float] = Field(default_factory=dict)


class Rate(Record):
    """A rate of the city in per cent, by month; months between are on a line."""

    points: dict[str, float]
    noise_pp: float = 0.02


class BankPart(Record):
    """A bank's share of the balances, and of their changes."""

    share: float
    of_change: float


class Late(Record):
    """A figure that was 未报 at first and came in later, in a report of its own."""

    indicator: str
    place: str
    period: str
    published: date
    title: str


class Plan(Record):
    """The declaration of a city's loans."""

    seed: int
    first: str
    last: str
    noise_pct: float
    places: dict[str, float]
    banks: dict[str, BankPart] = Field(default_factory=dict)
    courses: dict[str, Course]
    rates: dict[str, Rate] = Field(default_factory=dict)
    not_reported: tuple[tuple[str, str, str], ...] = ()
    late: tuple[Late, ...] = ()


@dataclass(frozen=True)
class _Split:
    """Whose figures: the regions or banks in order and their parts of a change."""

    subject_kind: str
    names: tuple[str, ...]
    opening: np.ndarray
    change: np.ndarray


Amounts = dict[tuple[str, str, int], Decimal]
"""By subject kind, subject and month: a balance, or what a flow brought in that month."""


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return the simulated loans of a dataset as batches, one a month."""
    months = _months(plan)
    figures = list(_all_figures(dataset, plan, months))
    late = {(each.indicator, each.place, each.period): each for each in plan.late}
    left_out = {*plan.not_reported, *late}
    by_month: dict[str, list[Figure]] = {f"{month.end:%Y-%m}": [] for month in months}
    supplements = []
    for figure in figures:
        year_month = f"{figure.period.end:%Y-%m}"
        place = (figure.indicator, figure.subject or figure.region, year_month)
        by_month[year_month].append(_unreported(figure) if place in left_out else figure)
        if place in late:
            supplements.append(_supplement(dataset, figure, late[place]))
    made = [_submission(dataset, key, rows) for key, rows in by_month.items() if rows]
    return made + supplements


def _supplement(dataset: Dataset, figure: Figure, late: Late) -> Submission:
    heading = Heading(
        title=late.title,
        file_name=f"{dataset.id}-credit-{late.period}-{late.indicator}.csv",
        source=f"{dataset.name}{late.title}（模拟，{late.period}）",
        published_at=late.published,
        assumed=False,
    )
    return simulated_files.submission(dataset, heading, [figure])


def _unreported(figure: Figure) -> Figure:
    return Figure(**{**figure.__dict__, "value": None})


def _months(plan: Plan) -> list[Period]:
    months, last = [Period.parse(plan.first)], Period.parse(plan.last)
    while months[-1] < last:
        months.append(months[-1].next())
    return months


def _submission(dataset: Dataset, year_month: str, figures: list[Figure]) -> Submission:
    rule = catalogue.release_calendar()[dataset.calendar]
    heading = Heading(
        title="金融运行月报",
        file_name=f"{dataset.id}-credit-{year_month}.csv",
        source=f"{dataset.name}金融运行月报（模拟，{year_month}）",
        published_at=rule.published_at(year_month),
        assumed=rule.assumed,
    )
    return simulated_files.submission(dataset, heading, figures)


def _all_figures(dataset: Dataset, plan: Plan, months: list[Period]) -> Iterator[Figure]:
    for number, (key, course) in enumerate(plan.courses.items()):
        indicator = dataset.indicator(key)
        amounts = _amounts(plan, number, course, months, indicator.decimals)
        yield from _figures(dataset, indicator, amounts, months)
    for number, (key, rate) in enumerate(plan.rates.items()):
        yield from _rate_figures(dataset, plan, number, key, rate, months)


def _amounts(
    plan: Plan, number: int, course: Course, months: list[Period], decimals: int
) -> Amounts:
    """Draw the months of one indicator: counties first, their sum, then the banks' parts of it."""
    draw = np.random.default_rng([plan.seed, 1, number])
    places = decimals and _STORED_DECIMALS
    own = _shares(plan.places) if course.places else np.ones(1)
    names = tuple(plan.places) if course.places else ("",)
    split = _Split("region", names, own, own * _leads(course, names))
    wanted = _year_course(course, months) * draw.normal(1, plan.noise_pct / 100, len(months))
    changes = _spread(draw, plan, split, wanted, places)
    amounts = _summed(course, split, changes, months, places)
    whole = changes.sum(axis=1)
    _add_city(amounts, split, months)
    if course.banks and plan.banks:
        _add_banks(plan, course, draw, (amounts, whole), months)
    return amounts


def _year_course(course: Course, months: list[Period]) -> np.ndarray:
    total = sum(course.month_share)
    shares = [course.month_share[month.end.month - 1] / total for month in months]
    years = [course.by_year[month.end.year] for month in months]
    wanted: np.ndarray = np.array(shares) * np.array(years)
    return wanted


def _spread(
    draw: np.random.Generator, plan: Plan, split: _Split, wanted: np.ndarray, places: int
) -> np.ndarray:
    """Split each month's change; who gets how much wanders a little."""
    wobble = draw.normal(1, plan.noise_pct / 100, (len(wanted), len(split.names)))
    parts = split.change * wobble
    parts /= parts.sum(axis=1, keepdims=True)
    spread: np.ndarray = np.round(parts * wanted[:, None], places)
    return spread


def _summed(
    course: Course, split: _Split, changes: np.ndarray, months: list[Period], places: int
) -> Amounts:
    """Return each subject's months: balances added up from the opening, flows as they are."""
    amounts: Amounts = {}
    for column, name in enumerate(split.names):
        so_far = Decimal(0)
        if course.opening is not None:
            so_far = _exact(float(course.opening) * split.opening[column], places)
        for row in range(len(months)):
            change = _exact(changes[row, column], places)
            so_far = change if course.opening is None else so_far + change
            amounts[split.subject_kind, name, row] = so_far
    return amounts


def _exact(value: float, places: int) -> Decimal:
    rounded = half_up(float(value), places)
    assert rounded is not None  # noqa: S101
    return rounded


def _add_city(amounts: Amounts, split: _Split, months: list[Period]) -> None:
    for row in range(len(months)):
        parts = [amounts["region", name, row] for name in split.names]
        amounts["region", "", row] = sum(parts, Decimal(0))


def _add_banks(
    plan: Plan,
    course: Course,
    draw: np.random.Generator,
    city: tuple[Amounts, np.ndarray],
    months: list[Period],
) -> None:
    """Split the city's figures among the banks; the first bank makes the sum exact."""
    amounts, whole = city
    share = _shares({key: part.share for key, part in plan.banks.items()})
    change = _shares({key: part.of_change for key, part in plan.banks.items()})
    parts = (share if course.opening is None else change) * _leads(course, plan.banks)
    split = _Split("bank", tuple(plan.banks), share, parts)
    changes = _spread(draw, plan, split, whole, _STORED_DECIMALS)
    amounts |= _summed(course, split, changes, months, _STORED_DECIMALS)
    first, *others = split.names
    for row in range(len(months)):
        rest = sum((amounts["bank", name, row] for name in others), Decimal(0))
        amounts["bank", first, row] = amounts["region", "", row] - rest


def _leads(course: Course, names: Iterable[str]) -> np.ndarray:
    return np.array([course.lead.get(name, 1.0) for name in names])


def _shares(given: Mapping[str, float]) -> np.ndarray:
    values = np.array(list(given.values()), dtype=float)
    shares: np.ndarray = values / values.sum()
    return shares


def _figures(
    dataset: Dataset, indicator: Indicator, amounts: Amounts, months: list[Period]
) -> Iterator[Figure]:
    subjects = dict.fromkeys((kind, name) for kind, name, _ in amounts)
    for kind, name in subjects:
        values = [amounts[kind, name, row] for row in range(len(months))]
        if indicator.kind == "flow":
            begin = _first_january(months)
            totals = _accumulated(values[begin:], months[begin:])
            yield from _series(dataset, indicator, (kind, name), totals, months[begin:])
        else:
            yield from _series(dataset, indicator, (kind, name), values, months)


def _first_january(months: list[Period]) -> int:
    """Return where the first whole year begins: no total of a year lacks its first months."""
    return next((row for row, month in enumerate(months) if month.end.month == 1), len(months))


def _accumulated(values: list[Decimal], months: list[Period]) -> list[Decimal]:
    total, found = Decimal(0), []
    for value, month in zip(values, months, strict=True):
        total = value if month.end.month == 1 else total + value
        found.append(total)
    return found


def _series(
    dataset: Dataset,
    indicator: Indicator,
    whose: tuple[str, str],
    values: list[Decimal],
    months: list[Period],
) -> Iterator[Figure]:
    kind, name = whose
    region = name if kind == "region" and name else dataset.region
    subject = name if kind == "bank" else ""
    for row, (month, value) in enumerate(zip(months, values, strict=True)):
        period = indicator.period(f"{month.end:%Y-%m}")
        for measure, found, unit in _measures(indicator, kind, values, row, month):
            yield Figure(period, region, indicator.id, measure, found, unit, kind, subject)
        yield Figure(period, region, indicator.id, "level", value, indicator.unit, kind, subject)


def _measures(
    indicator: Indicator, kind: str, values: list[Decimal], row: int, month: Period
) -> Iterator[tuple[str, Decimal, str]]:
    """Yield what is published beside a balance, from the balance as it is printed."""
    if kind == "region" and indicator.id in WITH_GROWTH and row >= 12:
        growth = half_up((values[row] / values[row - 12] - 1) * 100, 1)
        assert growth is not None  # noqa: S101
        yield "growth", growth, "%"
    opening = row - month.end.month
    if kind == "region" and indicator.id in WITH_CHANGE and opening >= 0:
        yield "change_since_year_start", values[row] - values[opening], indicator.unit


def _rate_figures(
    dataset: Dataset, plan: Plan, number: int, key: str, rate: Rate, months: list[Period]
) -> Iterator[Figure]:
    draw = np.random.default_rng([plan.seed, 2, number])
    indicator = dataset.indicator(key)
    course = between(rate.points, months)
    for month, value in zip(months, course, strict=True):
        noise = 0 if f"{month.end:%Y-%m}" in rate.points else draw.normal(0, rate.noise_pp)
        level = _exact(value + noise, indicator.decimals)
        yield Figure(month, dataset.region, key, "level", level, indicator.unit)


def between(points: Mapping[str, float], months: list[Period]) -> np.ndarray:
    """Return values at months: given ones, and those between on a line."""
    at = [_number(Period.parse(key)) for key in points]
    return np.interp([_number(month) for month in months], at, list(points.values()))


def _number(month: Period) -> int:
    return month.end.year * 12 + month.end.month
