"""Alerts as plain rows, for the command line's JSON and CSV."""

from collections.abc import Mapping
from typing import Any

from mechanisms.alert_board import Alert, AlertBoard
from mechanisms.alert_handling import NOTHING, Handling

KEYS = (
    "key", "grade", "rule", "rule_name", "area", "subject", "subject_name", "region",
    "region_name", "indicator", "period", "number", "comparison", "reason", "handling",
)  # fmt: skip
RULE_KEYS = ("rule", "name", "grade", "reading", "basis", "fired", "judged", "unjudged")


def row(alert: Alert, handled: Handling = NOTHING) -> dict[str, Any]:
    """Return one alert by `KEYS`."""
    plain = {key: getattr(alert, key) for key in KEYS[:-1]}
    return plain | {"period": alert.period.code, "handling": handled.words}


def rows(board: AlertBoard, handled: Mapping[str, Handling]) -> list[dict[str, Any]]:
    """Return all alerts of a board."""
    return [row(alert, handled.get(alert.key, NOTHING)) for alert in board.alerts]


def rule_rows(board: AlertBoard) -> list[dict[str, Any]]:
    """Return all rules by `RULE_KEYS`."""
    return [
        {
            "rule": state.id,
            "name": state.entry.name,
            "grade": state.entry.grade,
            "reading": state.reading,
            "basis": state.entry.basis,
            "fired": state.fired,
            "judged": state.judged,
            "unjudged": "、".join(state.unjudged),
        }
        for state in board.rules
    ]
