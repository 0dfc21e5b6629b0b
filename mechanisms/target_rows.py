"""One target as one row: the board, the command line and the files print the same figures."""

import math
from decimal import Decimal

from metrics.forecast import Landing
from metrics.targets import Verdict

KEYS = (
    "id",
    "actual",
    "target",
    "unit",
    "completion_pct",
    "pace_pct",
    "status",
    "lamp",
    "attained",
    "overdue",
    "required_per_month",
    "landing",
    "landing_low",
    "landing_high",
    "probability",
)

Row = dict[str, str | bool | float | Decimal | None]


def row(verdict: Verdict, landing: Landing | None) -> Row:
    """Return a verdict and its landing estimate as a row.

    Parameters
    ----------
    verdict
        What was found.
    landing
        Estimate at the deadline in the unit of the target, None where there is none.

    Returns
    -------
    dict
        By the names in `KEYS`. Figures are unrounded, except the two percentages (two decimals);
        the limits of the landing are those of 80 %; None where something does not apply.
    """
    return {
        "id": verdict.id,
        "actual": verdict.actual,
        "target": verdict.target,
        "unit": verdict.unit,
        "completion_pct": verdict.completion_pct,
        "pace_pct": verdict.pace_pct,
        "status": verdict.status.value,
        "lamp": verdict.lamp.value,
        "attained": verdict.attained,
        "overdue": verdict.overdue,
        "required_per_month": verdict.required_per_month,
        **_landing(verdict, landing),
    }


def _landing(verdict: Verdict, landing: Landing | None) -> Row:
    if landing is None:
        return dict.fromkeys(("landing", "landing_low", "landing_high", "probability"))
    probability = None
    if verdict.target is not None:
        probability = _known(landing.probability(float(verdict.target)))
    return {
        "landing": _known(landing.total),
        "landing_low": _known(landing.low_80),
        "landing_high": _known(landing.high_80),
        "probability": probability,
    }


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
