"""Whom to look at: firms that the signals point out, with the reason and the figures."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from data import signal_rules
from data.signal_rules import LineEntry
from mechanisms.firm_drill import Place, industry_name, region_name
from mechanisms.firm_signals import FLAG_NAMES, FirmSignals
from mechanisms.linked_tables import (
    NOT_APPLICABLE,
    Cell,
    Column,
    Table,
    card_way,
    figure_cell,
    signed_cell,
)
from mechanisms.tiles import PanelOrigin
from metrics.periods import Period
from metrics.wording import figure, signed

LISTS = ("stopped", "falling", "power_gap", "newly_above", "about_to_fall")
"""The lists in the order in which they are offered; keys of `FLAG_NAMES`."""
Row = Mapping[str, Any]


def _stopped(_row: Row) -> str:
    return "本月产值报零，用电几近于无"


def _falling(row: Row) -> str:
    months = signal_rules.rules().falling.months
    return f"调整后产值连续{months}个月下降，累计{signed(row['adjusted_growth_pct'], 1)}%"


def _power_gap(row: Row) -> str:
    more = "用电高于产值所应有" if row["power_score"] > 0 else "用电低于产值所应有"
    return f"{more}，偏离自身历史{figure(abs(row['power_score']), 1)}个稳健离差"


def _newly_above(row: Row) -> str:
    return f"近12个月营业收入{_wan(row)}，{_span().within}个月内越过规模线"


def _about_to_fall(row: Row) -> str:
    return f"近12个月营业收入{_wan(row)}，照近{_span().ahead}个月走势将低于规模线"


def _span() -> LineEntry:
    return signal_rules.rules().threshold


def _wan(row: Row) -> str:
    return f"{figure(row['revenue_year_wan'], 0, thousands=True)}万元"


REASONS: Mapping[str, Callable[[Row], str]] = {
    "stopped": _stopped,
    "falling": _falling,
    "power_gap": _power_gap,
    "newly_above": _newly_above,
    "about_to_fall": _about_to_fall,
}
ORDERS: Mapping[str, tuple[str, bool]] = {
    "stopped": ("revenue_year_wan", False),
    "falling": ("adjusted_growth_pct", True),
    "power_gap": ("power_score", False),
    "newly_above": ("revenue_year_wan", False),
    "about_to_fall": ("revenue_year_wan", True),
}
"""By which figure a list is ordered, and whether the smallest stands first."""


def counts(signals: FirmSignals, place: Place) -> dict[str, int]:
    """Return how many firms of a place stand in each list."""
    return {key: len(flagged(signals, key, place)) for key in LISTS}


def flagged(signals: FirmSignals, key: str, place: Place) -> pd.DataFrame:
    """Return the rows of a list within a place."""
    found = signals.flagged(key)
    for column, wanted in (("region", place.region), ("industry", place.industry)):
        if wanted:
            found = found.loc[found[column] == wanted]
    return found


def listed(signals: FirmSignals, key: str, place: Place) -> Table:
    """Return a list with reasons and figures, the gravest first.

    Parameters
    ----------
    key
        One of `LISTS`.
    """
    month = Period.parse(signals.month)
    by, ascending = ORDERS[key]
    found = flagged(signals, key, place)
    size = found[by].abs() if key == "power_gap" else found[by]
    ordered = found.loc[size.sort_values(ascending=ascending, kind="stable").index]
    columns = (
        Column("企业"),
        Column("地区"),
        Column("行业", wide=True),
        Column("理由", wide=True),
        Column("产值 万元", "figure", 1),
        Column("名义同比 %", "signed", 1),
        Column("近12个月营收 万元", "figure", 0),
    )
    rows = tuple(_cells(key, row, month) for row in ordered.to_dict("records"))
    return Table(
        FLAG_NAMES[key],
        f"{FLAG_NAMES[key]}：{len(rows)}家",
        _reading(signals, key, month),
        columns,
        rows,
        "" if rows else f"没有“{FLAG_NAMES[key]}”的企业。",
    )


def _reading(signals: FirmSignals, key: str, month: Period) -> str:
    rule = dict(signals.rules).get(FLAG_NAMES[key], "")
    unknown = signals.unknown(key)
    left = f"；另有{unknown:,}家缺数，不判定" if unknown else ""
    return f"{month.label}；{rule.rstrip('。')}{left}"


def _cells(key: str, row: Mapping[Any, Any], month: Period) -> tuple[Cell, ...]:
    firm = int(row["firm"])
    return (
        Cell(str(row["name"]), leads=card_way(firm)),
        Cell(region_name(str(row["region"]))),
        Cell(industry_name(str(row["industry"]))),
        Cell(REASONS[key](row)),
        figure_cell(row["value_wan"], 1, PanelOrigin(firm, month.code, "output_wan")),
        signed_cell(row["nominal_growth_pct"], 1),
        figure_cell(row["revenue_year_wan"], 0, blank=NOT_APPLICABLE),
    )
