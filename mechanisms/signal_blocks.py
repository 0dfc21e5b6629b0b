"""Signals of the firms block by block: what needs all firms at once is kept small."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import panel_blocks, panel_columns, signal_rules
from data.panel_blocks import Block
from data.store import Question
from metrics import firm_anomalies, risk_flags
from metrics.firm_anomalies import NOTHING, SLIP, AnomalyRule
from metrics.risk_flags import UNKNOWN, YES, Line, PowerGap, Turning
from metrics.seasonal_batch import Decomposed, decomposed
from metrics.seasonal_plan import REASONS
from metrics.wording import figure

Progress = Callable[[float, str], None]
Rows = npt.NDArray[np.float64]

NO_MONTHS = "尚无企业月报"
LAST_UNREPORTED = "最新月未报"
FLAGS = {
    "stopped": "停产",
    "falling": "三个月连降",
    "power_gap": "用电与产值背离",
    "newly_above": "新上规模线",
    "about_to_fall": "将跌破规模线",
    "insured_falling": "参保人数下降",
}
TEXTS = ("name", "uscc", "region", "industry", "reason", "turning", "turning_month")
FIGURES = (
    "value_wan",
    "trend_wan",
    "trend_growth_pct",
    "adjusted_growth_pct",
    "nominal_growth_pct",
    "revenue_year_wan",
    "power_score",
    "anomaly_score",
    "anomaly_value",
    "anomaly_expected",
)
COLUMNS = (
    "firm",
    "name",
    "uscc",
    "region",
    "industry",
    *FIGURES[:6],
    "turning",
    "turning_month",
    *FLAGS,
    "power_score",
    "anomaly",
    "anomaly_column",
    "anomaly_kind",
    "anomaly_score",
    "anomaly_value",
    "anomaly_expected",
    "anomaly_places",
    "reason",
)
UP, DOWN = "up", "down"
TURNING_WORDS = {UP: "由降转升", DOWN: "由升转降", "": ""}
_USED = ("output_wan", "revenue_wan", "electricity_wan_kwh", "insured")


@dataclass
class _Column:
    """What is kept of one column of all firms until all are read."""

    left: list[npt.NDArray[np.float32]] = field(default_factory=list)
    additive: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    usual: list[Rows] = field(default_factory=list)
    expected: list[Rows] = field(default_factory=list)
    year: list[Rows] = field(default_factory=list)

    def add(self, figures: Rows, parts: Decomposed) -> None:
        self.left.append(parts.left.astype(np.float32))
        self.additive.append(parts.additive)
        self.usual.append(firm_anomalies.usual_level(figures))
        self.expected.append(parts.expected[-1])
        self.year.append(figures[-firm_anomalies.YEAR - 1 :])


def no_table() -> pd.DataFrame:
    """Return the table of no firm."""
    return pd.DataFrame(columns=list(COLUMNS)).astype(
        {"reason": str, **dict.fromkeys([*FLAGS, "anomaly"], "boolean")}
    )


def table(question: Question, months: Sequence[str], size: int, progress: Progress) -> pd.DataFrame:
    """Return the signals of every firm that the panel knows, one row a firm.

    Parameters
    ----------
    months
        Without a break, oldest first; the last is the one that the signals are about.
    size
        Firms in a block.
    """
    rules = signal_rules.rules()
    kept = {name: _Column() for name in rules.anomaly_columns}
    columns = tuple(dict.fromkeys((*_USED, rules.trend_column, *rules.anomaly_columns)))
    parts = []
    progress(0.0, "正在读取企业月报")
    for share, block in panel_blocks.blocks(question, months, columns, size):
        parts.append(_of_block(block, months, kept))
        progress(share * 0.9, f"已算{sum(map(len, parts))}家")
    if not parts:
        return no_table()
    progress(0.9, "正在比较全部企业的共同变动")
    made = pd.concat(parts, ignore_index=True)
    return made.assign(**_unusual(kept))


def _of_block(block: Block, months: Sequence[str], kept: dict[str, _Column]) -> pd.DataFrame:
    rules = signal_rules.rules()
    figures = block.figures
    columns = dict.fromkeys((rules.trend_column, *rules.anomaly_columns))
    parts = {name: decomposed(figures[name]) for name in columns}
    for name, column in kept.items():
        column.add(figures[name], parts[name])
    found = {"firm": block.firms}
    found |= _course(figures[rules.trend_column], parts[rules.trend_column], months)
    found |= _risks(figures, parts[rules.trend_column])
    return pd.DataFrame(found)


def _course(figures: Rows, parts: Decomposed, months: Sequence[str]) -> dict[str, Any]:
    """Return level, growth, turning point, and why there is none."""
    rules = signal_rules.rules()
    turn = rules.turning
    direction, place = risk_flags.turned(
        parts.trend, Turning(turn.months, turn.within, turn.least_pct)
    )
    return {
        "value_wan": figures[-1],
        "trend_wan": parts.trend[-1],
        "trend_growth_pct": risk_flags.growth_pct(parts.trend, rules.growth.months),
        "adjusted_growth_pct": risk_flags.growth_pct(parts.adjusted, rules.falling.months),
        "nominal_growth_pct": risk_flags.growth_pct(figures, risk_flags.YEAR),
        "turning": np.select([direction > 0, direction < 0], [UP, DOWN], ""),
        "turning_month": np.where(place >= 0, np.array(months)[place], ""),
        "reason": _reasons(figures, parts),
    }


def _reasons(figures: Rows, parts: Decomposed) -> list[str]:
    never = np.isnan(figures).all(axis=0)
    waits = np.isnan(figures[-1]) & ~never
    return [
        LAST_UNREPORTED if waiting else REASONS.get(int(reason), "")
        for reason, waiting in zip(parts.reasons, waits, strict=True)
    ]


def _risks(figures: Mapping[str, Rows], parts: Decomposed) -> dict[str, Any]:
    rules = signal_rules.rules()
    output, power = figures["output_wan"], figures["electricity_wan_kwh"]
    gap, line = rules.power_gap, rules.threshold
    gaps, score = risk_flags.power_gaps(
        output, power, PowerGap(gap.months, gap.score, gap.floor, gap.least_months)
    )
    newly, below = risk_flags.lines_crossed(
        figures["revenue_wan"], Line(line.revenue_wan, line.within, line.ahead)
    )
    insured, fall = rules.insured, rules.falling
    flags = {
        "stopped": risk_flags.stopped(output, power, rules.stopped.electricity_share_pct),
        "falling": risk_flags.falling(
            parts.adjusted, figures[rules.trend_column][-1], fall.months, fall.least_pct
        ),
        "power_gap": gaps,
        "newly_above": newly,
        "about_to_fall": below,
        "insured_falling": risk_flags.insured_falling(
            figures["insured"], insured.months, insured.least_pct, insured.least_persons
        ),
    }
    found: dict[str, Any] = {
        name: _nullable(flag == YES, flag == UNKNOWN) for name, flag in flags.items()
    }
    year = risk_flags.year_total(figures["revenue_wan"], 0)
    return found | {"power_score": score, "revenue_year_wan": year}


def _nullable(
    holds: npt.NDArray[np.bool_], unknown: npt.NDArray[np.bool_]
) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(holds, unknown)


def _unusual(kept: Mapping[str, _Column]) -> dict[str, Any]:
    """Return of each firm the most unusual column of the newest month."""
    entry = signal_rules.rules().anomaly
    rule = AnomalyRule(
        entry.score, entry.floor, entry.least_months, entry.least_peers, entry.slip_within
    )
    judged = [_judged(column, rule) for column in kept.values()]
    score, kind, value, expected, places = (np.array(each) for each in zip(*judged, strict=True))
    size = np.where(np.isnan(score), -1.0, np.abs(score)) + np.where(kind != NOTHING, 1e6, 0)
    worst = size.argmax(axis=0)[None]
    names = np.array(list(kept))
    known = np.isfinite(score).any(axis=0) | (kind != NOTHING).any(axis=0)

    def chosen(part: npt.NDArray[Any]) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = np.take_along_axis(part, worst, axis=0)[0]
        return found

    return {
        "anomaly": _nullable(chosen(kind) != NOTHING, ~known),
        "anomaly_column": np.where(known, names[worst[0]], ""),
        "anomaly_kind": chosen(kind),
        "anomaly_score": chosen(score),
        "anomaly_value": chosen(value),
        "anomaly_expected": chosen(expected),
        "anomaly_places": chosen(places),
    }


def _judged(column: _Column, rule: AnomalyRule) -> tuple[Any, ...]:
    left = np.concatenate(column.left, axis=1).astype(np.float64)
    additive, usual = np.concatenate(column.additive), np.concatenate(column.usual)
    expected, year = np.concatenate(column.expected), np.concatenate(column.year, axis=1)
    common = firm_anomalies.common_movement(left, additive, rule.least_peers)
    score = firm_anomalies.scores(left, additive, common, usual, rule)
    kind = firm_anomalies.kinds(year, expected, score, rule)
    places = firm_anomalies.slipped_places(year[-1], expected, rule.slip_within)
    return score, kind, year[-1], expected, np.where(kind == SLIP, places, 0)


def anomaly_words(row: Mapping[str, Any]) -> str:
    """Return what is unusual about the newest month of a row; empty where nothing is."""
    kind = int(row["anomaly_kind"])
    if kind == NOTHING:
        return ""
    column = panel_columns.columns()[row["anomaly_column"]]
    places = int(row["anomaly_places"])
    factor = f"{10**places:g}倍" if places > 0 else f"1/{10**-places:g}"
    expected = f"{figure(float(row['anomaly_expected']), 1, thousands=True)}{column.unit}"
    told = firm_anomalies.WORDS[kind].format(factor=factor, expected=expected)
    value = f"{figure(float(row['anomaly_value']), 1, thousands=True)}{column.unit}"
    return f"{column.name}{value}，{told}"
