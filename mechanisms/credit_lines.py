"""One line a measure of loans: the figure, what it is compared with, its formula and targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.catalogue import Indicator
from data.credit_measures import Measure
from mechanisms import credit_targets
from mechanisms.credit_facts import CreditFacts, Figure, year_ago, year_opening
from mechanisms.credit_targets import Stand
from mechanisms.supervision_facts import Facts
from mechanisms.tiles import Origin
from metrics.growth import compare_levels, point_gap
from metrics.loans import (
    average_fee_rate_pct,
    cost_reduction_pp,
    guarantee_multiple,
    net_increase,
    not_above,
    points_between,
    share_pct,
)
from metrics.periods import Period
from metrics.wording import figure, signed


@dataclass(frozen=True)
class Result:
    """What a measure comes to in one period, unrounded.

    Attributes
    ----------
    value
        The figure of the measure; None where a part is missing.
    base
        What it is compared with: the opening balance, or the same period a year before.
    change
        Net increase, reduction or difference; None where one end is missing.
    """

    value: Decimal | None
    base: Decimal | None
    change: Decimal | None


@dataclass(frozen=True, eq=False)
class Line:
    """A measure of the city with its words.

    Attributes
    ----------
    period
        Period of the newest figure; None where the dataset has none.
    parts
        The figures that it rests on, by name, each leading to its origin.
    compared
        The comparison in words; empty without one.
    absent
        Why there is no figure, and who supplies it; empty where there is one.
    """

    measure: Measure
    indicator: Indicator
    period: Period | None
    result: Result
    parts: tuple[tuple[str, Figure], ...]
    compared: str
    stands: tuple[Stand, ...]
    absent: str

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return self.measure.unit or self.indicator.unit

    @property
    def decimals(self) -> int:
        """Printed decimals of the value."""
        own = self.measure.decimals
        return self.indicator.decimals if own is None else own

    @property
    def text(self) -> str:
        """The value as it is printed; 未报 where a part is missing."""
        return figure(self.result.value, self.decimals, thousands=True)

    @property
    def origin(self) -> Origin | None:
        """Where the first of its figures leads."""
        return self.parts[0][1].origin if self.parts else None


def line(facts: CreditFacts, measure: Measure, progress: Facts) -> Line:
    """Return a measure of the city.

    Parameters
    ----------
    progress
        What is known of the targets that the measures answer.
    """
    indicator = facts.dataset.indicator(measure.indicator)
    newest = _newest(facts, measure)
    if newest is None:
        nothing = Result(None, None, None)
        return Line(measure, indicator, None, nothing, (), "", (), _absent(facts, indicator))
    result = result_at(facts, measure, newest.period)
    targets = credit_targets.targets_of(facts.dataset, measure)
    return Line(
        measure,
        indicator,
        newest.period,
        result,
        tuple(_parts(facts, measure, newest)),
        _compared(measure, indicator, newest.period, result),
        tuple(credit_targets.stand(progress, facts, target) for target in targets),
        "",
    )


def _newest(facts: CreditFacts, measure: Measure) -> Figure | None:
    """Return the newest figure of which every part is known."""
    for found in reversed(facts.course(measure.indicator)):
        whole = facts.value_at(measure.over, found.period.end) if measure.over else Decimal(0)
        if found.value is not None and whole is not None:
            return found
    return None


def _absent(facts: CreditFacts, indicator: Indicator) -> str:
    reason = facts.dataset.why_absent(indicator.id, "level")
    supplier = f"由{indicator.source_department}提供"
    return f"无此数据（{reason}；{supplier}）" if reason else f"无此数据（{supplier}）"


def result_at(
    facts: CreditFacts,
    measure: Measure,
    period: Period,
    subject: str = "",
    kind: str = "region",
) -> Result:
    """Return what a measure comes to in a period, of the city or of a county or bank.

    The published change of a balance since the year began goes before the difference of two
    balances.
    """
    now = facts.value_at(measure.indicator, period.end, subject, kind)
    if measure.way == "balance":
        opening = facts.value_at(measure.indicator, year_opening(period), subject, kind)
        published = facts.at(
            measure.indicator, period.end, subject, kind, "change_since_year_start"
        )
        change = None if published is None else published.value
        return Result(now, opening, net_increase(now, opening) if change is None else change)
    if measure.way == "reduction":
        base = facts.value_at(measure.indicator, year_opening(period), subject, kind)
        return Result(cost_reduction_pp(base, now), base, now)
    before = _value(facts, measure, year_ago(period), subject, kind)
    value = _value(facts, measure, period.end, subject, kind)
    return Result(value, before, points_between(value, before))


def _value(
    facts: CreditFacts, measure: Measure, end: date, subject: str, kind: str
) -> Decimal | None:
    top = facts.value_at(measure.indicator, end, subject, kind)
    if not measure.over:
        return top
    whole = facts.value_at(measure.over, end, subject, kind)
    if measure.way == "multiple":
        return guarantee_multiple(top, whole)
    if measure.way == "fee_rate":
        return average_fee_rate_pct([(top, whole)])
    return share_pct(top, whole)


def _parts(facts: CreditFacts, measure: Measure, newest: Figure) -> Sequence[tuple[str, Figure]]:
    found = [(facts.dataset.indicator(measure.indicator).short_name, newest)]
    end = newest.period.end
    others = [(measure.over, end, "")] if measure.over else []
    if measure.way in ("balance", "reduction"):
        others.append((measure.indicator, year_opening(newest.period), "上年末"))
    else:
        others.append((measure.indicator, year_ago(newest.period), "上年同期"))
    for key, at, word in others:
        figure_ = facts.at(key, at)
        if figure_ is not None and figure_.value is not None:
            found.append((f"{word}{facts.dataset.indicator(key).short_name}", figure_))
    return found


def _compared(measure: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    """Say in words what the figure is compared with."""
    return {
        "balance": _of_balance,
        "flow": _of_flow,
        "reduction": _of_reduction,
        "against_last_year": _of_rate,
    }.get(measure.way, _of_ratio)(measure, indicator, period, result)


def _of_balance(_: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    if result.change is None:
        return f"{period.end.year - 1}年末未报，净增待核"
    word = "净增" if result.change >= 0 else "净减"
    amount = figure(abs(result.change), indicator.decimals, thousands=True)
    return f"比年初{word}{amount}{indicator.unit}"


def _of_flow(_: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    if result.base is None:
        return "上年同期未报"
    base = figure(result.base, indicator.decimals, thousands=True)
    change = compare_levels(result.value, result.base)
    return f"上年同期{base}{indicator.unit}，名义{change.text}（推算）"


def _of_reduction(_: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    if result.value is None:
        return "上年末或当期未报"
    before, now = figure(result.base, 2), figure(result.change, 2)
    return f"{indicator.short_name}由上年末{before}%到{now}%"


def _of_rate(_: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    found = not_above(result.value, result.base)
    if found.gap_pp is None:
        return f"{period.end.year - 1}年同月未报"
    verdict = "不高于" if found.attained else "高于"
    gap = signed(point_gap(result.value, result.base, 2), 2)
    return f"{verdict}{period.end.year - 1}年同月的{figure(result.base, 2)}%（{gap}个百分点）"


def _of_ratio(measure: Measure, indicator: Indicator, period: Period, result: Result) -> str:
    if result.change is None:
        return "上年同期未报"
    unit = "个百分点" if measure.unit == "%" else measure.unit
    decimals = 2 if measure.decimals is None else measure.decimals
    before = figure(result.base, decimals)
    gap = signed(point_gap(result.value, result.base, decimals), decimals)
    return f"上年同期{before}{measure.unit}，{gap}{unit}"
