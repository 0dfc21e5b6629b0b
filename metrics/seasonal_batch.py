"""Seasonal adjustment of many monthly series at once, without robust weights.

Logs where every figure of a series is positive, levels elsewhere; series of one span and one
pattern of gaps together. The Spring Festival is not taken out here: what all firms share in a
month is to be taken off by whoever compares them (`metrics.firm_anomalies`). A published figure, or
the page of a single firm, uses `metrics.seasonal.adjusted` instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.forecast_smoothing import Rows
from metrics.seasonal_operator import Operator, operator, smoothing
from metrics.seasonal_plan import COMPUTED, REASONS, Known, Places, Plan, plan

METHOD = (
    "STL 分解（非稳健，与逐序列计算相同），全为正数的取对数；首末两期之间的未报月份"
    "按趋势加季节补入计算、不显示；某一日历月历年都未报的，一年按11期；春节影响不单独剔除"
)


@dataclass(frozen=True, eq=False)
class Decomposed:
    """Parts of many series, each months × series; NaN where there is no figure to be adjusted.

    Attributes
    ----------
    trend, adjusted
        In the unit of the figures.
    expected
        What the other months make of this one; also of months that were not reported.
    left
        What is left beside trend and season, over its usual size at this place of the series:
        in logs, or in the unit where `additive`.
    additive
        One a series: computed on levels, since a figure is zero or negative.
    reasons
        One a series: 0, or a key of `seasonal_plan.REASONS`.
    """

    trend: Rows
    adjusted: Rows
    expected: Rows
    left: Rows
    additive: npt.NDArray[np.bool_]
    reasons: npt.NDArray[np.int8]

    @property
    def skipped(self) -> dict[str, int]:
        """How many series were not computed, by reason."""
        counts = np.bincount(self.reasons, minlength=len(REASONS) + 1)
        return {words: int(counts[key]) for key, words in REASONS.items() if counts[key]}


def decomposed(figures: Rows) -> Decomposed:
    """Adjust many series.

    Parameters
    ----------
    figures
        Months × series, oldest month first; NaN is 未报.

    Raises
    ------
    ValueError
        If a figure is infinite.

    Examples
    --------
    >>> months = np.arange(48.0)
    >>> season = np.where(months % 12 == 1, 0.5, 1.0)
    >>> parts = decomposed(np.column_stack([100 * season, np.full(48, np.nan)]))
    >>> bool(np.allclose(parts.adjusted[13, 0], parts.adjusted[14, 0])), parts.skipped
    (True, {'从未报过': 1})
    """
    if np.isinf(figures).any():
        msg = "季节调整：数列中有无穷大；请改为数字，未报的留空"
        raise ValueError(msg)
    known = np.isfinite(figures)
    additive = np.asarray(((figures <= 0) & known).any(axis=0))
    work = np.where(additive, figures, np.log(np.where(known & ~additive, figures, 1)))
    patterns = list(_patterns(known))
    made = _computed(np.where(known, work, np.nan), patterns)
    parts = {name: _in_unit(part, additive) for name, part in made.items() if name != "left"}
    reasons = np.zeros(figures.shape[1], dtype=np.int8)
    for found, series in patterns:
        reasons[series] = found.reason
    parts = {
        name: part if name == "expected" else _known(part, known) for name, part in parts.items()
    }
    return Decomposed(**parts, left=_known(made["left"], known), additive=additive, reasons=reasons)


def _known(part: Rows, known: Known) -> Rows:
    return np.where(known, part, np.nan)


def _in_unit(part: Rows, additive: npt.NDArray[np.bool_]) -> Rows:
    with np.errstate(over="ignore"):
        return np.where(additive, part, np.exp(np.where(additive, np.nan, part)))


def _patterns(known: Known) -> Iterator[tuple[Plan, Places]]:
    """Yield each pattern of known months with the series that have it."""
    if not known.shape[1]:
        return
    packed = np.ascontiguousarray(np.packbits(known, axis=0).T)
    keys = packed.view([("", packed.dtype)] * packed.shape[1]).ravel()
    _, first, pattern = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(pattern, kind="stable")
    ends = np.cumsum(np.bincount(pattern, minlength=len(first)))
    for example, series in zip(first, np.split(order, ends[:-1]), strict=True):
        yield plan(known[:, example]), series


def _computed(work: Rows, patterns: list[tuple[Plan, Places]]) -> dict[str, Rows]:
    """Return the parts in logs or levels, gaps filled, series of one span in one product."""
    made = {name: np.full(work.shape, np.nan) for name in ("trend", "adjusted", "expected", "left")}
    spans: dict[tuple[int, bytes], list[tuple[Plan, Places]]] = {}
    for found, series in patterns:
        if found.reason == COMPUTED:
            spans.setdefault((found.period, found.rows.tobytes()), []).append((found, series))
    for group in spans.values():
        _compute_span(work, group, made)
    return made


def _compute_span(work: Rows, group: list[tuple[Plan, Places]], made: dict[str, Rows]) -> None:
    first = group[0][0]
    using = operator(len(first.rows), first.period, smoothing(len(first.rows), first.period))
    series = np.concatenate([each for _, each in group])
    block = np.concatenate(
        [_filled(work[np.ix_(found.rows, each)], found, using) for found, each in group], axis=1
    )
    trend, seasonal = using.trend @ block, using.seasonal @ block
    rest = block - trend - seasonal
    place = np.ix_(first.rows, series)
    made["trend"][place] = trend
    made["adjusted"][place] = block - seasonal
    made["expected"][place] = block - rest / (1 - using.own)[:, None]
    made["left"][place] = rest / using.spread[:, None]


def _filled(block: Rows, found: Plan, using: Operator) -> Rows:
    if len(found.gaps):
        known = np.setdiff1d(np.arange(len(block)), found.gaps)
        block[found.gaps] = using.filling(found.gaps) @ block[known]
    return block
