"""Simulated monthly figures of ranked units: growth is given, levels follow from it.

A declaration names the units with their shares, the city's growth, shocks, the noise and the
special cases to be planted; this module turns it into monthly batches. All parameters are
invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
from pydantic import Field

from data import catalogue, simulated_files
from data.batches import Submission
from data.catalogue import Indicator
from data.datasets import Dataset
from data.records import CatalogueError, Record, parse
from data.simulated_files import Figure, Heading
from metrics.periods import Period, series_of_periods
from metrics.rounding import half_up

SIZED_IN = "亿元"
"""The unit of `year_total_yi` in the declaration; figures are in their indicator's own unit."""


class Unit(Record):
    """A unit's share of the city and its lasting lead or lag in percentage points."""

    share: float
    tilt: float


class Planted(Record):
    """A special case that the demo must show."""

    kind: Literal["not_reported", "tie", "loss"]
    indicator: str
    unit: str = ""
    units: tuple[str, ...] = ()
    period: str = ""
    year: int = 0


class Plan(Record):
    """The declaration of a simulated monthly ranking dataset.

    Attributes
    ----------
    deflated
        Indicators whose growth is real: their levels change by `deflator_pct` besides.
    shocks_pp
        By indicator and month: what the growth of the year to date loses or gains, in 百分点.
    reference
        Another region whose growth is published beside the city's (全省), by indicator and month.
    """

    seed: int
    first: str
    last: str
    january: bool
    deflator_pct: float
    deflated: tuple[str, ...] = ()
    noise_pct: float
    city_growth_pct: dict[str, float]
    year_total_yi: dict[str, float]
    month_share: tuple[float, ...]
    units: dict[str, Unit]
    shocks_pp: dict[str, dict[str, float]] = Field(default_factory=dict)
    reference: dict[str, dict[str, dict[str, Decimal]]] = Field(default_factory=dict)
    planted: tuple[Planted, ...] = ()


@dataclass
class Cell:
    """Level and published growth of one unit, indicator and period."""

    level: Decimal | None
    growth: Decimal | None


Table = dict[tuple[str, str, Period], Cell]


def submissions(dataset: Dataset, plan: Plan) -> list[Submission]:
    """Return the simulated figures of ranked units as batches, one per period."""
    table = drawn(dataset, plan)
    return [_submission(dataset, period, table) for period in periods_of(plan)]


def declared(dataset: Dataset) -> Plan:
    """Return the declaration of ranked figures of a dataset, for parts that follow them."""
    content = {k: v for k, v in (dataset.simulate or {}).items() if k in Plan.model_fields}
    return parse(Plan, content, f"{dataset.id}.yaml：simulate")


def drawn(dataset: Dataset, plan: Plan) -> Table:
    """Return every simulated figure of ranked units and of the whole, by indicator and period."""
    if unknown := set(plan.deflated).difference(plan.city_growth_pct):
        msg = (
            f"{dataset.id}.yaml：simulate：deflated：指标 {'、'.join(sorted(unknown))} "
            "不在 city_growth_pct 中，请改正"
        )
        raise CatalogueError(msg)
    table = _simulate(dataset, plan, periods_of(plan))
    _plant(plan, table)
    _add_whole(dataset, plan, table)
    _leave_out(plan, table)
    _add_reference(plan, table)
    return table


def periods_of(plan: Plan) -> list[Period]:
    """Return the year-to-date periods of a declaration, oldest first."""
    first, last = Period.parse(plan.first).end, Period.parse(plan.last).end
    return series_of_periods(
        Period.of_ytd(first.year, first.month),
        Period.of_ytd(last.year, last.month),
        has_january=plan.january,
    )


def _simulate(dataset: Dataset, plan: Plan, periods: list[Period]) -> Table:
    table: Table = {}
    for number, key in enumerate(plan.city_growth_pct):
        indicator = dataset.indicator(key)
        common = drift(np.random.default_rng([plan.seed, number]), len(periods), 0.5)
        common += shock(plan, key, periods)
        for place, (code, unit) in enumerate(plan.units.items()):
            draw = np.random.default_rng([plan.seed, number, place + 1])
            own = drift(draw, len(periods), plan.noise_pct)
            growth = plan.city_growth_pct[key] + unit.tilt + common + own
            _unit_cells(plan, table, indicator, code, periods, growth)
    return table


def shock(plan: Plan, indicator: str, periods: list[Period]) -> np.ndarray:
    """Return what the growth of an indicator gains or loses in each period, in 百分点."""
    given = plan.shocks_pp.get(indicator, {})
    return np.array([given.get(f"{period.end:%Y-%m}", 0.0) for period in periods])


def drift(draw: np.random.Generator, length: int, spread: float) -> np.ndarray:
    """Return a slowly wandering deviation with the given standard deviation."""
    steps = draw.normal(0, spread, length)
    path = np.empty(length)
    path[0] = steps[0]
    for position in range(1, length):
        path[position] = 0.8 * path[position - 1] + 0.6 * steps[position]
    return path


def _unit_cells(
    plan: Plan,
    table: Table,
    indicator: Indicator,
    code: str,
    periods: list[Period],
    growth: np.ndarray,
) -> None:
    deflator = plan.deflator_pct if indicator.id in plan.deflated else 0.0
    for period, percent in zip(periods, growth, strict=True):
        before = table.get((indicator.id, code, period.year_ago()))
        base = base_level(plan, indicator, code, period) if before is None else before.level
        assert base is not None  # noqa: S101 - gaps are planted only afterwards
        rate = half_up(float(percent), 1)
        assert rate is not None  # noqa: S101
        factor = 1 + (rate + Decimal(str(deflator))) / 100
        table[indicator.id, code, period] = Cell(half_up(base * factor, 4), rate)


def base_level(plan: Plan, indicator: Indicator, code: str, period: Period) -> Decimal:
    """Return a unit's total of the year before the first, from which its growth starts."""
    shares = plan.month_share[: period.end.month]
    year = plan.year_total_yi[indicator.id] * plan.units[code].share
    # The exact value of the quotient, not its shortest text: figures drawn before stay as they are.
    level = half_up(Decimal(year * sum(shares) / sum(plan.month_share)), 4)
    assert level is not None  # noqa: S101
    return indicator.to_unit(level, SIZED_IN)


def _add_reference(plan: Plan, table: Table) -> None:
    """Add what another region published: its growth only."""
    for code, of_indicators in plan.reference.items():
        for indicator, growth in of_indicators.items():
            for year_month, value in growth.items():
                table[indicator, code, _ytd(year_month)] = Cell(None, value)


def _plant(plan: Plan, table: Table) -> None:
    for case in plan.planted:
        if case.kind == "tie":
            first, second = (table[case.indicator, u, _ytd(case.period)] for u in case.units)
            second.growth = first.growth
        elif case.kind == "loss":
            _plant_loss(table, case)


def _leave_out(plan: Plan, table: Table) -> None:
    """Blank what a unit does not report; the city's own figure was complete."""
    for case in plan.planted:
        if case.kind == "not_reported":
            table[case.indicator, case.unit, _ytd(case.period)] = Cell(None, None)


def _plant_loss(table: Table, case: Planted) -> None:
    """Turn a year into losses; growth against or from a loss is not a number."""
    for (indicator, code, period), cell in table.items():
        if indicator != case.indicator or code != case.unit or cell.level is None:
            continue
        if period.end.year == case.year:
            cell.level, cell.growth = -cell.level, None
        elif period.end.year == case.year + 1:
            cell.growth = None


def _ytd(year_month: str) -> Period:
    end = Period.parse(year_month).end
    return Period.of_ytd(end.year, end.month)


def _add_whole(dataset: Dataset, plan: Plan, table: Table) -> None:
    """Add the whole: the sum of its parts; a zone inside the districts is not counted twice."""
    parts = [code for code in plan.units if code in dataset.ranked_sets[0].parts]
    keys = {(indicator, period) for indicator, _, period in table}
    for indicator, period in keys:
        cells = [table[indicator, code, period] for code in parts]
        table[indicator, dataset.region, period] = Cell(_city_level(cells), _city_growth(cells))


def _city_level(cells: list[Cell]) -> Decimal:
    """Return the sum of the units."""
    return sum((cell.level for cell in cells if cell.level is not None), Decimal(0))


def _city_growth(cells: list[Cell]) -> Decimal | None:
    """Return the growth weighted by the implied base of the units that have both figures."""
    pairs = [
        (cell.level / (1 + cell.growth / 100), cell.growth)
        for cell in cells
        if cell.level is not None and cell.growth is not None
    ]
    weight = sum((base for base, _ in pairs), Decimal(0))
    return half_up(sum((base * growth for base, growth in pairs), Decimal(0)) / weight, 1)


def _submission(dataset: Dataset, period: Period, table: Table) -> Submission:
    rule = catalogue.release_calendar()[dataset.calendar]
    year_month = f"{period.end:%Y-%m}"
    heading = Heading(
        title="县区主要指标月报",
        file_name=f"{dataset.id}-{year_month}.csv",
        source=f"{rule.name}（{period.end.year}年{period.end.month}月）",
        published_at=rule.published_at(year_month),
        assumed=rule.assumed,
    )
    return simulated_files.submission(dataset, heading, _figures(dataset, period, table))


def _figures(dataset: Dataset, period: Period, table: Table) -> Iterator[Figure]:
    own = {dataset.region, *dataset.ranked_sets[0].members, *dataset.ranked_sets[0].listed}
    units = {key: dataset.indicator(key).unit for key in {key for key, _, _ in table}}
    for (indicator, code, when), cell in sorted(table.items(), key=lambda item: item[0][:2]):
        if when != period:
            continue
        if cell.level is not None or code in own:
            yield Figure(when, code, indicator, "level", cell.level, units[indicator])
        yield Figure(when, code, indicator, "growth", cell.growth, "%")
