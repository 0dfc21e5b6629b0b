"""Seasonal adjustment of one monthly series, as it is published and shown for a single firm.

Logs, the length of February, the Spring Festival where a test finds it, robust STL. The result
names its method, says what was done about the festival, and how far it can be trusted; where
nothing can be adjusted it says why. For all firms at once see `metrics.seasonal_batch`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics import seasonal_quality
from metrics.festival_effect import (
    AFTER,
    FEW_YEARS,
    P_LIMIT,
    WINDOWS,
    FestivalEffect,
    Month,
    estimated,
    leap_lengths,
    regressors,
)
from metrics.forecast_smoothing import Rows
from metrics.period_kinds import PeriodKind
from metrics.periods import Period
from metrics.seasonal_operator import Smoothing, operator, smoothing
from metrics.seasonal_plan import COMPUTED, REASONS, YEAR, Plan, plan

SHORT_YEARS = 5
"""With fewer years a seasonal figure rests on three or four months only."""
_JANUARY = 1

Figures = tuple[float | None, ...]
NO_CALM = "调整后环比波动没有减小"


@dataclass(frozen=True)
class Adjusted:
    """A series and its seasonal adjustment.

    Attributes
    ----------
    values
        As given; None is 未报. The parts below are None wherever this is.
    adjusted, trend
        In the unit of the values; all None where it was not adjusted.
    seasonal
        Value ÷ adjusted, or value − adjusted where `multiplicative` is False: season, festival
        and the length of February together.
    method
        How it was made, in words; for a series that was not adjusted, that it was not.
    festival
        Whether the Spring Festival was taken out; `festival_words` say why or why not.
    strengths
        What the festival's three windows do (logs), where they were estimated.
    reason
        Why it was not adjusted; empty where it was.
    quality
        What to mind, in words.
    """

    values: Figures
    adjusted: Figures
    trend: Figures
    seasonal: Figures
    method: str
    festival: bool = False
    festival_words: str = ""
    strengths: tuple[float, ...] = ()
    multiplicative: bool = True
    reason: str = ""
    quality: tuple[str, ...] = ()

    @property
    def is_adjusted(self) -> bool:
        """Whether there is an adjusted series."""
        return not self.reason


@dataclass(frozen=True, eq=False)
class _Series:
    """The points of a series on the scale on which it is computed."""

    found: Plan
    months: tuple[Month, ...]
    raw: Rows
    scaled: Rows
    multiplicative: bool
    joint: bool

    @property
    def numbers(self) -> list[int]:
        return [number for _, number in self.months]

    @property
    def years(self) -> float:
        return len(self.months) / self.found.period


@dataclass(frozen=True, eq=False)
class _Fit:
    adjusted: Rows
    trend: Rows


@dataclass(frozen=True, eq=False)
class _Festival:
    """What was found about the festival; `effect` is what to take off each point."""

    effect: Rows
    words: str
    strengths: tuple[float, ...] = ()
    used: bool = False


def adjusted(
    values: Sequence[float | None],
    first_month: str,
    *,
    flow: bool = True,
    festival: bool = True,
    pooled: Sequence[float] = (),
) -> Adjusted:
    """Adjust one monthly series.

    Parameters
    ----------
    values
        One a month without a break, oldest first; None or NaN is 未报.
    first_month
        The month of the first, as ``2018-01``.
    flow
        Whether the figures happened in the month: the length of February is then taken out.
    festival
        Whether the Spring Festival is looked for.
    pooled
        Strengths of the festival in the group that the series belongs to; its own are then moved
        half-way to them.

    Returns
    -------
    Adjusted
        With a reason in place of figures where there are too few, or the adjusted series moves
        as much from month to month as the raw one.

    Raises
    ------
    ValueError
        If the month is none or a value is infinite.

    Examples
    --------
    >>> found = adjusted([100, 80, 120] * 16, "2016-01", festival=False, flow=False)
    >>> found.method, round(found.adjusted[1])
    ('对数，稳健STL（周期12，季节窗口7年、局部常数）', 99)
    >>> adjusted([100, 80, 120], "2016-01").reason
    '首末两期之间不足3年'
    """
    figures = _figures(values)
    given = tuple(None if value != value else float(value) for value in figures)
    found = plan(np.isfinite(figures))
    if found.reason != COMPUTED:
        return _unadjusted(given, REASONS[found.reason])
    series = _series(figures, first_month, found, flow=flow)
    options = smoothing(len(series.months), found.period)
    plain = _fit(series, options, np.zeros(len(series.months)))
    told = _festival(series, pooled) if festival else _nothing(series, "未检验春节影响")
    fit = _fit(series, options, told.effect) if told.used else plain
    if told.used and _moves(fit.adjusted, series) >= _moves(plain.adjusted, series):
        told, fit = replace(told, used=False, words="剔除春节后波动未减小，未剔除"), plain
    if _moves(fit.adjusted, series) >= _moves(series.raw, series):
        return _unadjusted(given, NO_CALM)
    parts = _parts(given, figures, series, fit)
    return Adjusted(
        given,
        *parts,
        method=_method(series, options, told, flow=flow),
        festival=told.used,
        festival_words=told.words,
        strengths=told.strengths,
        multiplicative=series.multiplicative,
        quality=_quality(series, fit, told),
    )


def _figures(values: Sequence[float | None]) -> Rows:
    figures = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if np.isinf(figures).any():
        msg = "季节调整：数列中有无穷大；请改为数字，未报的留空"
        raise ValueError(msg)
    return figures


def _unadjusted(given: Figures, reason: str) -> Adjusted:
    nothing: Figures = (None,) * len(given)
    return Adjusted(given, nothing, nothing, nothing, f"未作季节调整：{reason}", reason=reason)


def _series(figures: Rows, first_month: str, found: Plan, *, flow: bool) -> _Series:
    start = _start(first_month)
    months = tuple(divmod(start + int(place), YEAR) for place in found.rows)
    named = tuple((year, number + 1) for year, number in months)
    joint = found.period < YEAR and _JANUARY not in {number for _, number in named}
    raw = figures[found.rows]
    if (raw <= 0).any():
        return _Series(found, named, raw, raw, multiplicative=False, joint=joint)
    logs = np.log(raw)
    leap = np.log(leap_lengths(named, joint=joint)) if flow else 0
    return _Series(found, named, logs, logs - leap, multiplicative=True, joint=joint)


def _start(first_month: str) -> int:
    period = Period.parse(first_month)
    if period.kind != PeriodKind.MONTH:
        msg = f"季节调整：首月“{first_month}”应形如 2018-01"
        raise ValueError(msg)
    return period.start.year * YEAR + period.start.month - 1


def _festival(series: _Series, pooled: Sequence[float]) -> _Festival:
    if series.joint and series.years < FEW_YEARS:
        return _nothing(series, f"1—2月合并且不足{FEW_YEARS}年，春节影响未单独处理")
    windows = (AFTER,) if series.joint else WINDOWS
    shares = regressors(series.months, windows, joint=series.joint)
    effect = estimated(series.scaled, series.numbers, shares)
    if effect is None:
        return _nothing(series, "月份太少，春节影响无法估计")
    test = f"F检验 p={effect.p_value:.3f}"
    if effect.p_value >= P_LIMIT:
        return _nothing(series, f"春节影响不显著（{test}），未剔除")
    return _taken(series, shares, effect, pooled, test)


def _taken(
    series: _Series, shares: Rows, effect: FestivalEffect, pooled: Sequence[float], test: str
) -> _Festival:
    own = effect.strengths
    use = (own + np.asarray(pooled)) / 2 if len(pooled) == len(own) else own
    which = "节后一段" if series.joint else "节前、节中、节后三段"
    caution = f"；不足{FEW_YEARS}年，检验偏松" if series.years < FEW_YEARS else ""
    words = f"已剔除春节影响（{which}，{test}{caution}）"
    return _Festival(shares @ use, words, tuple(map(float, own)), used=True)


def _nothing(series: _Series, words: str) -> _Festival:
    return _Festival(np.zeros(len(series.months)), words)


def _fit(series: _Series, options: Smoothing, effect: Rows) -> _Fit:
    from statsmodels.tsa.seasonal import STL

    found = series.found
    points = series.scaled - effect
    if len(found.gaps):
        known = np.setdiff1d(np.arange(len(points)), found.gaps)
        using = operator(len(points), found.period, options)
        points[found.gaps] = using.filling(found.gaps) @ points[known]
    parts = STL(
        points,
        period=found.period,
        seasonal=options.window,
        seasonal_deg=options.degree,
        robust=True,
    ).fit()
    return _Fit(points - parts.seasonal, np.asarray(parts.trend, dtype=np.float64))


def _moves(points: Rows, series: _Series) -> float:
    """Return the spread of month-on-month changes between months that were reported."""
    changes = np.diff(np.where(np.isfinite(series.scaled), points, np.nan))
    return float(np.nanstd(changes))


def _parts(
    given: Figures, figures: Rows, series: _Series, fit: _Fit
) -> tuple[Figures, Figures, Figures]:
    made = _spread_out(given, series, fit.adjusted)
    trend = _spread_out(given, series, fit.trend)
    seasonal = figures / made if series.multiplicative else figures - made
    adjusted, level, season = (_figures_or_none(given, part) for part in (made, trend, seasonal))
    return adjusted, level, season


def _spread_out(given: Figures, series: _Series, points: Rows) -> Rows:
    whole = np.full(len(given), np.nan)
    whole[series.found.rows] = np.exp(points) if series.multiplicative else points
    return whole


def _figures_or_none(given: Figures, part: Rows) -> Figures:
    pairs = zip(given, part.tolist(), strict=True)
    return tuple(None if value is None else made for value, made in pairs)


def _method(series: _Series, options: Smoothing, told: _Festival, *, flow: bool) -> str:
    scale = "对数" if series.multiplicative else "水平值（有零或负数）"
    leap = "，闰年2月按日均折算" if series.multiplicative and flow else ""
    festival = "，剔除春节影响" if told.used else ""
    gaps = len(series.found.gaps)
    filled = f"，{gaps}个未报月份仅为计算补入" if gaps else ""
    stl = f"稳健STL（周期{series.found.period}，{options.words}）"
    return f"{scale}{leap}{festival}，{stl}{filled}"


def _quality(series: _Series, fit: _Fit, told: _Festival) -> tuple[str, ...]:
    words = []
    if series.years < SHORT_YEARS:
        words.append(f"不足{SHORT_YEARS}年，季节因素粗略")
    if series.found.period < YEAR:
        words.append("有一个日历月历年未报，一年按11期")
    known = np.where(np.isfinite(series.scaled), fit.adjusted, np.nan)
    shares = regressors(series.months, WINDOWS, joint=series.joint)
    left = estimated(known, series.numbers, shares)
    has_festival = left is not None and left.p_value < P_LIMIT
    words += seasonal_quality.words(fit.adjusted, series.found.period, has_festival=has_festival)
    return tuple(words)
