"""What a target demands, what was reported of it, and what was found: the words of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from metrics.periods import Period

Comparator = Literal[
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "about",
    "range",
    "full_coverage",
    "event",
    "zero",
    "above_reference",
    "not_above_reference",
    "increase_direction",
    "decrease_direction",
]
Kind = Literal[
    "flow",
    "net_increase",
    "stock",
    "ratio",
    "growth",
    "count",
    "coverage",
    "event",
    "prohibition",
    "reduction",
    "relative",
    "each_unit",
]

PERCENT = "%"
ONE_UNIT = "个单位"


class State(StrEnum):
    """Where a target stands; each member equals its Chinese word."""

    NOT_STARTED = "未开始"
    NO_VALUE = "目标未录入"
    NOT_REPORTED = "未报"
    AWAITING_ROSTER = "待名单"
    AWAITING_BASE = "待基期"
    AWAITING_REFERENCE = "待比较值"
    UNDECIDABLE = "无法判定"
    UNDER_WAY = "进行中"
    NEARLY = "基本完成"
    ATTAINED = "完成"
    ATTAINED_LATE = "逾期后完成"
    HOLDING = "保持中"
    AWAITING_FINAL = "待末期数据"
    OVERDUE = "未完成（逾期）"
    BREACHED = "超限"
    DIRECTION_ONLY = "只看方向"


class Lamp(StrEnum):
    """How a running target lies against its course; empty where there is no course."""

    NONE = ""
    ON_PACE = "达到序时"
    BEHIND = "滞后"
    FAR_BEHIND = "严重滞后"


@dataclass(frozen=True)
class Tolerance:
    """How far below its figure an 左右 target counts as 基本完成.

    Attributes
    ----------
    type
        `relative`: a share of the figure (0.05 is 5 %); `absolute_pp`: percentage points.
    value
        How much, included.
    stated
        Whether the document says so; False is a convention that the screen must show.
    """

    type: Literal["relative", "absolute_pp"]
    value: Decimal
    stated: bool = False


@dataclass(frozen=True)
class Terms:
    """What a target demands, under the reading that was chosen.

    Attributes
    ----------
    id
        Number in the catalogue of targets, such as WZ20-T06.
    comparator, kind, better
        As in the catalogue.
    value, value_high
        The figure (and the upper end of a range) in `unit`; None where none was entered. For
        `each_unit` the figure that each unit must reach. A `reduction` with at_least or
        more_than gives the size of the fall (in % of the base where `unit` is %, otherwise in the
        unit itself); with at_most or less_than the level to fall to.
    unit
        Unit of `value` and of the readings.
    start, deadline
        First and last day that count, both included; None where the document sets none.
    tolerance
        Of an 左右 target.
    base
        Opening balance (stock, net increase) or figure of the base period (reduction,
        direction); None where it is not known. A reading for the day before `start` serves too.
    roster_known
        Whether the list on which the target counts is known.
    roster
        Its members where they are known one by one (the keys of `Reading.units`).
    roster_size
        Its size in the unit of the denominator; None where it is not known or not comparable.
    plan
        Cumulative plan by month (``2020-03``), in `unit`; takes the place of the even course.
    every_period
        Whether one period that misses spoils the whole term (逐期都要达到).
    """

    id: str
    comparator: Comparator
    kind: Kind
    value: Decimal | None
    value_high: Decimal | None = None
    unit: str = ""
    start: date | None = None
    deadline: date | None = None
    better: Literal["higher", "lower"] = "higher"
    tolerance: Tolerance | None = None
    base: Decimal | None = None
    roster_known: bool = True
    roster: tuple[str, ...] | None = None
    roster_size: Decimal | None = None
    plan: Mapping[str, Decimal] = field(default_factory=dict)
    every_period: bool = False


@dataclass(frozen=True)
class Reading:
    """What was reported for one period; None is 未报, never zero.

    Attributes
    ----------
    period
        What the figure is about; only its end matters.
    value
        Flow, count, prohibition: cumulative since the start of the target. Stock, ratio (in the
        target's unit), growth, net increase (the balance), reduction (the current figure): the
        state at the end of the period. Event: 1 done, 0 not yet.
    numerator, denominator
        Components of a ratio or coverage, in a unit of their own; they go before `value`. Of
        `each_unit`: units that reached it, units in all. Of a net increase the numerator is the
        increase itself, where it is reported as such.
    reference
        The other figure of a comparison, for the same period.
    units
        Figures of the single units by roster key.
    base
        Base of this very reading; it goes before that of the terms.
    """

    period: Period
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reference: Decimal | None = None
    units: Mapping[str, Decimal | None] | None = None
    base: Decimal | None = None


@dataclass(frozen=True)
class Thresholds:
    """How many 百分点 a target may lie behind its course before the lamp changes.

    More than `behind_pp` behind is 滞后, more than `far_behind_pp` 严重滞后.
    """

    behind_pp: Decimal
    far_behind_pp: Decimal


@dataclass(frozen=True)
class Verdict:
    """What was found of a target at a day.

    Attributes
    ----------
    id, status, lamp
        Target, its state, and its pace lamp (empty unless it runs and has a course).
    actual, target, unit
        The two figures compared, unrounded: a net increase, a fall, a share in %; for
        `each_unit` the units that reached it and the units in all (个单位); for a comparison the
        other figure is the target. None where it is not known.
    completion_pct
        Completion in %, half up to two decimals, not capped; None where the kind has none.
    pace_pct
        Completion that the course asks for at the data's own period end, in %, two decimals.
    pace_gap_pp
        Printed completion less printed pace, 百分点; the lamp is decided on unrounded figures.
    pace_basis
        What the course rests on, in words; empty without one.
    seasonal_pct, seasonal_basis
        季节序时: completion that the usual spread over the months would ask for, and the years it
        is taken from; None with too short a past. It never moves the lamp.
    attained
        Whether the target is met by the figures that count; of a prohibition only at its end.
    overdue
        Whether the deadline has passed without attainment and the final figures are there.
    gap
        `actual` less `target`, unrounded, in `unit`.
    level, reference
        The current figure itself where `actual` is derived from it, and what it is compared with.
    direction
        上升, 下降 or 持平 of a direction-only target against its reference or base.
    months_left, required_per_month
        Months from the data's own period end to the deadline, and the monthly amount that is
        still needed; None when done, expired or no month is left.
    average_per_month, recent_per_month
        Monthly amount since the start, and over the last three months.
    best_month, best_month_value
        The month with the largest amount among the readings and the history given.
    period
        Period of the reading that decided.
    attained_on, relapsed_on
        End of the period since which it has been met; of the first that missed after having met.
    short_units, unreported_units
        Units of an `each_unit` target that did not reach it, and those that did not report.
    notes
        Further remarks in Chinese, for the screen.
    """

    id: str
    status: State
    lamp: Lamp = Lamp.NONE
    actual: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    completion_pct: Decimal | None = None
    pace_pct: Decimal | None = None
    pace_gap_pp: Decimal | None = None
    pace_basis: str = ""
    seasonal_pct: Decimal | None = None
    seasonal_basis: str = ""
    attained: bool = False
    overdue: bool = False
    gap: Decimal | None = None
    level: Decimal | None = None
    reference: Decimal | None = None
    direction: str = ""
    months_left: Decimal | None = None
    required_per_month: Decimal | None = None
    average_per_month: Decimal | None = None
    recent_per_month: Decimal | None = None
    best_month: Period | None = None
    best_month_value: Decimal | None = None
    period: Period | None = None
    attained_on: date | None = None
    relapsed_on: date | None = None
    short_units: tuple[str, ...] = ()
    unreported_units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
