"""Landing estimate: where a running total will stand at its deadline, and how sure that is.

A course is a row of monthly increments: some history, then the months of the window under way.
The landing adds an estimate of the months that are left. It never changes a known figure, and it
says in words which method it used and why. Same input, same answer: nothing is drawn at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from metrics.forecast_errors import (
    QUANTILES,
    Z,
    blended,
    half_growth_spread,
    own_level_spread,
    own_spread,
    pooled_spread,
    run_rate_spread,
)
from metrics.forecast_gaps import filled
from metrics.forecast_methods import combination, half_growth, level_mean
from metrics.forecast_record import backtest_note
from metrics.forecast_smoothing import Rows

COMBINATION, LEVEL_MEAN, HALF_GROWTH = "combination", "level_mean", "half_growth"
RUN_RATE, ARRIVED = "run_rate", "arrived"
LABELS = {
    COMBINATION: "五法平均",
    LEVEL_MEAN: "三法平均",
    HALF_GROWTH: "上年同月×增速之半",
    RUN_RATE: "近期平均速度",
    ARRIVED: "已到期",
}
LEAST_PROBABILITY, MOST_PROBABILITY = 0.003, 0.997
"""A probability is never said to be nought or one: figures are revised."""
LONGEST_YEARS = 10
"""Years of history that an estimate looks at."""
MOST_GAPS = 0.25
"""Share of unreported months beyond which their pattern is not looked at."""
LEAST_PAIRS = 3
"""Months with a counterpart a year before that half of the growth needs."""
JOINT_SEASON = 11
"""Points of a year whose first is 1—2月."""
_Z_50, _Z_80 = Z[3:]
_NORMAL = NormalDist()
Path = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Course:
    """Monthly increments up to the last one known, and what is left to the deadline.

    Attributes
    ----------
    increments
        One per point of time, oldest first, in the unit of the total; NaN is 未报. The last
        `months_done` of them belong to the window of the target, those before are history. They
        end with the point up to which the figures reach.
    months_done
        Points of the window that have gone by; 0 where it has only just begun.
    months_left
        Points from there to the deadline, possibly more than a year.
    season
        Points a year: 12, or 11 where 1—2月 is one figure; the window then begins with a year.
    so_far
        The total reached, where it is known apart from the months: as a balance, or across a
        month that was not reported. Without it, the sum of the known months of the window.

    Raises
    ------
    ValueError
        If the counts do not fit the increments, or an increment is infinite.
    """

    increments: Rows
    months_done: int
    months_left: int
    season: int = 12
    so_far: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "increments", np.asarray(self.increments, dtype=np.float64))
        if not 0 <= self.months_done <= len(self.increments):
            msg = (
                f"推算的起点：已过{self.months_done}个月，而月度数有{len(self.increments)}个；"
                "已过月数应在0与月度数个数之间"
            )
            raise ValueError(msg)
        if self.months_left < 0 or self.season < 2:
            msg = (
                f"推算的起点：剩余{self.months_left}个月、一年{self.season}期；"
                "剩余月数应不小于0，一年应不少于2期"
            )
            raise ValueError(msg)
        if np.isinf(self.increments).any():
            msg = "推算的起点：月度数中有无穷大；请改为数字，未报的留空"
            raise ValueError(msg)

    @property
    def known(self) -> float:
        """The total so far; without `so_far` the sum of the known months of the window."""
        return float(np.nansum(self._window)) if self.so_far is None else self.so_far

    @property
    def gaps(self) -> int:
        """Months of the window that were not reported."""
        return int(np.isnan(self._window).sum())

    @property
    def months(self) -> Rows:
        """Calendar months of each point, those ahead included: 2 where 1—2月 is one figure."""
        start = len(self.increments) - self.months_done
        places = np.arange(len(self.increments) + self.months_left) - start
        return np.where((self.season == JOINT_SEASON) & (places % JOINT_SEASON == 0), 2.0, 1.0)

    @property
    def _window(self) -> Rows:
        return self.increments[len(self.increments) - self.months_done :]


@dataclass(frozen=True)
class Landing:
    """Where a course is expected to end.

    Attributes
    ----------
    method, label
        The method: a code, and its name in Chinese.
    total
        The estimate of the total at the deadline, in the unit of the increments.
    low_80, high_80, low_50, high_50
        The limits between which the total will lie in 80 and 50 of 100 cases; NaN where the data
        are too few to say.
    path, low_path, high_path, low_50_path, high_50_path
        The same along the way: the running total after each month that is left. The last of each
        is the landing itself.
    note
        In words: the method and its reason, and what the reader should know of it.
    backtest_note
        In words: how far this method missed the totals of whole years at this month; empty where
        that was not measured, as for windows of another length.
    floor
        What the total cannot fall below: what is there already, where no month ever took
        anything away; otherwise minus infinity.
    """

    method: str
    label: str
    total: float
    low_80: float
    high_80: float
    low_50: float
    high_50: float
    path: Path
    low_path: Path
    high_path: Path
    low_50_path: Path
    high_50_path: Path
    note: str
    backtest_note: str
    floor: float

    def probability(self, target: float, at_least: bool = True) -> float:
        """Return how probable it is that the total reaches a target.

        Parameters
        ----------
        target
            In the unit of the total.
        at_least
            True: the total is at least the target; False: at most.

        Returns
        -------
        float
            Between 0.003 and 0.997; NaN where the data are too few for an interval.

        Examples
        --------
        >>> land(Course(np.array([8.0, 12.0, 10.0]), 3, 9)).probability(120)
        0.5
        """
        if np.isnan(self.low_80):
            return float("nan")
        if self.low_80 == self.high_80:
            share = float(self.total >= target if at_least else self.total <= target)
        else:
            above = self._share_above(target)
            share = above if at_least else 1 - above
        return float(np.clip(share, LEAST_PROBABILITY, MOST_PROBABILITY))

    def _share_above(self, target: float) -> float:
        if target <= self.floor:
            return 1.0
        if target > self.total:
            return _NORMAL.cdf(-self._distance(target, self.high_50, self.high_80))
        return _NORMAL.cdf(self._distance(target, self.low_50, self.low_80))

    def _distance(self, target: float, near: float, far: float) -> float:
        """Count standard deviations to a target, by the limits on its side."""
        limits = np.abs(np.array([self.total, near, far]) - self.total)
        gap = abs(target - self.total)
        if gap <= limits[2]:
            return float(np.interp(gap, limits, [0.0, _Z_50, _Z_80]))
        step = limits[2] - limits[1]
        return _Z_80 + (_Z_80 - _Z_50) * (gap - limits[2]) / step if step else float("inf")


_ENDS = ("total", "low_80", "high_80", "low_50", "high_50")
_PATHS = ("path", "low_path", "high_path", "low_50_path", "high_50_path")
_ORDER = (2, 0, 4, 1, 3)
"""Where estimate and limits stand among the quantiles, in the order of the fields."""


@dataclass(frozen=True)
class _Estimate:
    """What a method says: increments still to come, and the spread of the error of their sum."""

    method: str
    ahead: Rows
    spread: Rows
    in_proportion: bool
    reasons: tuple[str, ...]


def land(course: Course, pool: Sequence[Course] = ()) -> Landing:
    """Estimate where a course ends.

    With two years of positive months: the plain mean of five methods, the winner of the
    back-test in docs/benchmarks.md. Where a month is nought or negative, the mean of three
    methods that take no logarithm. With less, half of last year's growth, or the average so far.

    Parameters
    ----------
    course
        The increments, and the months that are left.
    pool
        Courses of the same kind that stand at the same month; those at another are left out.
        From 30 with two past years each, their past errors widen or narrow the interval.

    Returns
    -------
    Landing

    Raises
    ------
    ValueError
        If no month is known.

    Examples
    --------
    >>> landing = land(Course(np.array([8.0, 12.0, 10.0]), 3, 9))
    >>> landing.total, landing.note
    (120.0, '数据不足24个月，按近期平均速度推算；季节和趋势未计入')
    """
    if not np.isfinite(course.increments).any():
        msg = "推算到期值：没有一个已知的月度数；请先报送进度"
        raise ValueError(msg)
    if course.months_left == 0:
        return _landing(course, _arrived(course))
    return _landing(course, _estimate(course, pool))


def _arrived(course: Course) -> _Estimate:
    nothing = np.zeros(len(QUANTILES))
    return _Estimate(ARRIVED, np.empty(0), nothing, False, ("已到期，累计数即结果",))


def _estimate(course: Course, pool: Sequence[Course]) -> _Estimate:
    series, season = _series(course), course.season
    if _gap_share(course) > MOST_GAPS:
        return _by_run_rate(course, "未报月份过多，按近期平均速度推算；季节和趋势未计入")
    if len(series) >= 2 * season:
        return _by_level(course) if series.min() <= 0 else _by_combination(course, pool)
    if len(series) >= season + LEAST_PAIRS and series.min() > 0:
        return _by_half_growth(course)
    return _by_run_rate(
        course, f"数据不足{_years_of(season)}，按近期平均速度推算；季节和趋势未计入"
    )


def _series(course: Course) -> Rows:
    return _filled(course)[-LONGEST_YEARS * course.season :]


def _filled(course: Course) -> Rows:
    months = course.months[: len(course.increments)]
    rates = filled(course.increments / months, course.season, course.months_done)
    return rates * months[len(months) - len(rates) :]


def _gap_share(course: Course) -> float:
    """Share of unreported months since the first known one or the start of the window."""
    known = np.isfinite(course.increments)
    first = min(int(known.argmax()), len(known) - course.months_done)
    return float(1 - known[first:].mean())


def _years_of(season: int) -> str:
    return "24个月" if season == 12 else f"两年（{2 * season}期）"


def _by_combination(course: Course, pool: Sequence[Course]) -> _Estimate:
    series = _series(course)
    shape = (course.months_left, course.season, course.months_done)
    pooled = pooled_spread(_fellows(course, pool), *shape)
    spread = blended(own_spread(series, *shape), pooled)
    reasons = ["按五种方法的平均推算"]
    if pooled is not None:
        reasons.append("区间参照同组往年误差；全市同受冲击时，各单位误差同向，区间会偏窄")
    ahead = combination(series[None], *shape)[0]
    return _Estimate(COMBINATION, ahead, spread, True, tuple(reasons))


def _fellows(course: Course, pool: Sequence[Course]) -> list[Rows]:
    """Positive series of the pool that stand at the same point, gaps filled."""
    point = (course.months_left, course.season, course.months_done)
    same = [each for each in pool if (each.months_left, each.season, each.months_done) == point]
    series = [_filled(each) for each in same if _is_known(each)]
    return [each for each in series if each.min() > 0]


def _is_known(course: Course) -> bool:
    return bool(np.isfinite(course.increments).any())


def _by_level(course: Course) -> _Estimate:
    series = _series(course)
    shape = (course.months_left, course.season, course.months_done)
    ahead = level_mean(series[None], *shape)[0]
    spread = own_level_spread(series, *shape)
    if series.min() < 0:
        why = "有的月份为负，按三种不取对数的方法的平均推算"
    else:
        why, ahead = "有的月份为零，按三种不取对数的方法的平均推算", np.maximum(ahead, 0)
    return _Estimate(LEVEL_MEAN, ahead, spread, False, (why,))


def _by_half_growth(course: Course) -> _Estimate:
    series, season = _series(course), course.season
    ahead = half_growth(series[None], course.months_left, season, course.months_done)[0]
    reason = f"数据不足{_years_of(season)}，按上年同月乘以近期增速之半推算"
    return _Estimate(HALF_GROWTH, ahead, half_growth_spread(series, season), True, (reason,))


def _by_run_rate(course: Course, reason: str) -> _Estimate:
    rates, months = _recent(course)
    to_come = course.months[len(course.increments) :]
    spread = run_rate_spread(rates, float(to_come.sum()))
    ahead = float(rates @ months / months.sum()) * to_come
    reasons = [reason, *_without_interval(rates)]
    return _Estimate(RUN_RATE, ahead, spread, False, tuple(reasons))


def _without_interval(rates: Rows) -> list[str]:
    """Say why there is no interval, or one without width; nothing where there is one."""
    if len(rates) == 1:
        return ["只有1个月的数，给不出区间"]
    if np.ptp(rates):
        return []
    return ["只有2个月的数且相同，给不出区间" if len(rates) == 2 else "各月的数相同，区间没有宽度"]


def _recent(course: Course) -> tuple[Rows, Rows]:
    """Return monthly rates of the window, or else of the past, and the months each stands for.

    A known month stands for the unreported ones right before it too. A year at most.
    """
    known = np.flatnonzero(np.isfinite(course.increments))
    start = len(course.increments) - course.months_done
    inside = known[known >= start]
    places = inside if len(inside) else known
    passed = np.cumsum(np.concatenate([[0.0], course.months]))
    before = [start if len(inside) else places[0], *(places[:-1] + 1)]
    rates = course.increments[places] / course.months[places]
    months = passed[places + 1] - passed[np.array(before)]
    return rates[-course.season :], months[-course.season :]


def _landing(course: Course, estimate: _Estimate) -> Landing:
    start = course.known + _missing_in_window(course)
    floor = course.known if np.nanmin(course.increments) >= 0 else float("-inf")
    sums = np.cumsum(estimate.ahead)
    bands = [np.maximum(start + band, floor) for band in _bands(sums, estimate)]
    ends = [float(band[-1]) if len(band) else start for band in bands]
    paths = [tuple(map(float, band)) for band in bands]
    drawn: dict[str, Any] = dict(zip((*_ENDS, *_PATHS), (*ends, *paths), strict=True))
    return Landing(
        method=estimate.method,
        label=LABELS[estimate.method],
        note="；".join([*estimate.reasons, *_remarks(course)]),
        backtest_note=_backtest_note(course, estimate.method),
        floor=floor,
        **drawn,
    )


def _backtest_note(course: Course, method: str) -> str:
    if course.months_done + course.months_left != course.season:
        return ""
    return backtest_note(method, 12 - course.months_left)


def _bands(sums: Rows, estimate: _Estimate) -> list[Rows]:
    """Return running sums of the estimate and its limits; the error grows with the sum."""
    errors = [float(estimate.spread[place]) for place in _ORDER]
    if estimate.in_proportion:
        return [sums * np.exp(error) for error in errors]
    share = np.arange(1, len(sums) + 1) / max(len(sums), 1)
    return [sums + error * share for error in errors]


def _missing_in_window(course: Course) -> float:
    """Return what the unreported months are taken to be, unless the total has them already."""
    if not course.gaps or course.so_far is not None:
        return 0.0
    return float(_filled(course)[-course.months_done :].sum() - course.known)


def _remarks(course: Course) -> list[str]:
    remarks = []
    if course.gaps:
        how = "以邻近的数补估，只用于推算" if course.so_far is None else "累计数已包括"
        remarks.append(f"其间{course.gaps}个月未报，{how}")
    if course.months_left > course.season:
        remarks.append("到期日在一年以后，时间越远越不可靠")
    return remarks
