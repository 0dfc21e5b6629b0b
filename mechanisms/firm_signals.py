"""Signals over all firms: computed in blocks, kept, and shown within the viewer's scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data import datasets, enterprises, panel, panel_columns, signal_results, signal_rules
from data.datasets import Dataset
from data.signal_results import Kept
from data.store import Question
from mechanisms import signal_blocks
from mechanisms.signal_blocks import FLAGS, NO_MONTHS
from metrics.periods import Period
from metrics.seasonal_batch import METHOD
from metrics.seasonal_operator import smoothing

Progress = Callable[[float, str], None]
BLOCK = 20_000
"""Firms whose months are in memory at once."""
MOST_MONTHS = 120
NOT_HEARD = "企业名录中有、月报中从未出现"
ANOMALY = "anomaly"
FLAG_NAMES: Mapping[str, str] = FLAGS | {ANOMALY: "本月异常"}


@dataclass(frozen=True, eq=False)
class FirmSignals:
    """What was found about the firms that a viewer may see.

    Attributes
    ----------
    month
        The newest month of the panel, which the signals are about; empty without a panel.
    table
        One row a firm, columns `signal_blocks.COLUMNS`. Flags are true, false, or missing where
        they could not be computed; figures are NaN then.
    skipped
        Why the trend of firms was not computed, and of how many.
    method
        How it was computed, in words.
    rules
        Each rule by name, with its thresholds and what they rest on.
    """

    dataset: Dataset
    as_of: date
    vintage: int
    month: str
    table: pd.DataFrame
    skipped: Mapping[str, int]
    method: str
    rules: Sequence[tuple[str, str]]

    @property
    def computed(self) -> int:
        """Firms whose trend was computed."""
        return int((self.table["reason"] == "").sum())

    def flagged(self, flag: str) -> pd.DataFrame:
        """Return the firms with a flag (a key of `FLAG_NAMES`)."""
        return self.table.loc[self.table[flag].fillna(value=False).astype(bool)]

    def unknown(self, flag: str) -> int:
        """Return of how many firms a flag could not be computed."""
        return int(self.table[flag].isna().sum())


def _silent(_share: float, _text: str) -> None:
    """Report nothing."""


def signals(question: Question, progress: Progress = _silent) -> FirmSignals:
    """Return the signals for a question: those kept, or computed now and kept.

    Whatever the scope, all firms are computed; the scope decides what is shown.
    """
    found = kept_signals(question)
    if found is not None:
        return found
    everybody = question.within(None)
    made = _computed(everybody, progress)
    signal_results.keep(everybody, signal_rules.recipe(), made)
    return _shown(question, made)


def kept_signals(question: Question) -> FirmSignals | None:
    """Return the signals if they were computed before, within the scope; None otherwise."""
    kept = signal_results.kept(question, signal_rules.recipe())
    return None if kept is None else _shown(question, kept)


def _computed(question: Question, progress: Progress) -> Kept:
    months = _months(question)
    register = enterprises.firms(question)
    facts: dict[str, Any] = {
        "month": months[-1] if months else "",
        "months": len(months),
        "registered": len(register),
    }
    if not months:
        return Kept(signal_blocks.no_table(), facts)
    table = signal_blocks.table(question, months, BLOCK, progress)
    named = register[["firm", "name", "uscc", "region", "industry"]]
    return Kept(named.merge(table, on="firm")[list(signal_blocks.COLUMNS)], facts)


def _months(question: Question) -> tuple[str, ...]:
    """Return the months from the panel's first to its last without a break, the last of them."""
    known = panel.months(question)
    if not known:
        return ()
    span = [Period.parse(known[0])]
    while span[-1].code < known[-1]:
        span.append(span[-1].next())
    return tuple(each.code for each in span[-MOST_MONTHS:])


def _shown(question: Question, kept: Kept) -> FirmSignals:
    scope = enterprises.numbers_in_scope(question)
    table = kept.table
    registered = kept.facts["registered"]
    if scope is not None:
        table = table.loc[table["firm"].isin(scope)].reset_index(drop=True)
        registered = len(scope)
    counts = table.loc[table["reason"] != "", "reason"].value_counts()
    skipped = {str(reason): int(count) for reason, count in counts.items()}
    if registered > len(table):
        skipped[NOT_HEARD] = registered - len(table)
    return FirmSignals(
        datasets.dataset(question.dataset),
        question.as_of,
        question.vintage,
        kept.facts["month"],
        table,
        skipped,
        _method(kept.facts["months"]),
        rule_words(),
    )


def _method(months: int) -> str:
    if not months:
        return NO_MONTHS
    column = panel_columns.columns()[signal_rules.rules().trend_column]
    options = smoothing(months, 12).words
    return (
        f"{column.name}（{column.unit}），{months}个月；{METHOD}；{options}。"
        "异常先减去全部企业当月的中位偏离，春节和共同冲击随之减去。单个企业的图另用稳健方法"
    )


def rule_words() -> tuple[tuple[str, str], ...]:
    """Return every rule with its thresholds in words and what it rests on."""
    found = signal_rules.rules()
    line, gap, insured = found.threshold, found.power_gap, found.insured
    fall, turn, odd = found.falling, found.turning, found.anomaly
    texts = {
        "stopped": "产值报零，且用电不超过自身有产值月份用电中位数的"
        f"{found.stopped.electricity_share_pct:g}%",
        "falling": f"经季节调整的产值连续{fall.months}个月下降，累计至少{fall.least_pct:g}%；"
        "本月报零的不在此列",
        "power_gap": f"近{gap.months}个月用电与产值之比偏离自身更早各月，"
        f"超过{gap.score:g}个稳健离差",
        "newly_above": f"连续12个月营业收入合计在近{line.within}个月内越过{line.revenue_wan:g}万元",
        "about_to_fall": f"连续12个月营业收入合计不低于{line.revenue_wan:g}万元，"
        f"照近{line.ahead}个月的变动再过{line.ahead}个月低于它",
        "insured_falling": f"参保人数{insured.months}个月内减少至少{insured.least_pct:g}%"
        f"且至少{insured.least_persons:g}人",
        ANOMALY: f"偏离推算值超过{odd.score:g}个稳健离差，或此前一年通常有数而本月报零",
        "turning": f"趋势前后各至少{turn.months}个月同向，转折在{turn.within}个月内，"
        f"此后变动至少{turn.least_pct:g}%",
    }
    bases = {
        "stopped": found.stopped,
        "falling": fall,
        "power_gap": gap,
        "newly_above": line,
        "about_to_fall": line,
        "insured_falling": insured,
        ANOMALY: odd,
        "turning": turn,
    }
    names = {**FLAG_NAMES, "turning": "趋势转折"}
    return tuple((names[key], f"{text}。{bases[key].basis}") for key, text in texts.items())


def anomaly_words(row: Mapping[str, Any]) -> str:
    """Return what is unusual about a firm's newest month; empty where nothing is.

    Parameters
    ----------
    row
        Of `FirmSignals.table`.
    """
    return signal_blocks.anomaly_words(row)


def turning_words(row: Mapping[str, Any]) -> str:
    """Return when a firm's trend turned, and how; empty where it did not.

    Parameters
    ----------
    row
        Of `FirmSignals.table`.
    """
    words = signal_blocks.TURNING_WORDS[row["turning"]]
    return f"{Period.parse(row['turning_month']).label}{words}" if words else ""


def summary(found: FirmSignals) -> str:
    """Return in one line what came out."""
    if not found.month:
        return NO_MONTHS
    flags = "、".join(f"{name}{len(found.flagged(key))}家" for key, name in FLAG_NAMES.items())
    return f"{Period.parse(found.month).label}：{found.computed}家算得趋势；{flags}"
