"""Thresholds of the signals of firms, as data (`data/signal_rules.yaml`)."""

import hashlib
from functools import cache

from data import panel_columns
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

_FILE = "signal_rules.yaml"
PROGRAM = 3
"""Number of the computation; a change of what is computed takes the next."""


class Rule(Record):
    """A rule with the words on what it rests on."""

    basis: str


class GrowthEntry(Rule):
    """Months over which the trend's growth is taken."""

    months: int


class AnomalyEntry(Rule):
    """See `metrics.firm_anomalies.AnomalyRule`."""

    score: float
    floor: float
    least_months: int
    least_peers: int
    slip_within: float


class TurningEntry(Rule):
    """See `metrics.risk_flags.Turning`."""

    months: int
    within: int
    least_pct: float


class StoppedEntry(Rule):
    """Share of usual electricity that counts as none."""

    electricity_share_pct: float


class FallingEntry(Rule):
    """Months in a row, and the fall in all."""

    months: int
    least_pct: float


class PowerGapEntry(Rule):
    """See `metrics.risk_flags.PowerGap`."""

    months: int
    score: float
    floor: float
    least_months: int


class LineEntry(Rule):
    """See `metrics.risk_flags.Line`."""

    revenue_wan: float
    within: int
    ahead: int


class InsuredEntry(Rule):
    """Months, and the least fall by share and number."""

    months: int
    least_pct: float
    least_persons: float


class SignalRules(Record):
    """The whole file."""

    trend_column: str
    anomaly_columns: tuple[str, ...]
    growth: GrowthEntry
    anomaly: AnomalyEntry
    turning: TurningEntry
    stopped: StoppedEntry
    falling: FallingEntry
    power_gap: PowerGapEntry
    threshold: LineEntry
    insured: InsuredEntry


@cache
def rules() -> SignalRules:
    """Return the rules.

    Raises
    ------
    CatalogueError
        If a key is unknown or missing, or a column is none of the panel.

    Examples
    --------
    >>> rules().threshold.revenue_wan
    2000.0
    """
    found = parse(SignalRules, read_yaml(FOLDER / _FILE), _FILE)
    named = (found.trend_column, *found.anomaly_columns)
    if unknown := [name for name in named if name not in panel_columns.columns()]:
        msg = f"{_FILE}：企业面板没有列 {'、'.join(unknown)}；请对照 panel_columns.yaml 修改"
        raise CatalogueError(msg)
    return found


@cache
def recipe() -> str:
    """Return what tells one way of computing from another: program and thresholds."""
    text = f"{PROGRAM}\n{rules().model_dump_json()}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
