"""One figure of a target as it counts, and under which key it is found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.periods import Period


@dataclass(frozen=True)
class Point:
    """A figure of a target as it counts: brought into the target's unit and window.

    Attributes
    ----------
    period
        What it is about; a period still running counts up to the day it was reported for.
    value
        None is 未报, said expressly or for want of a part.
    stored
        Code of the period under which it is stored.
    series, batch
        Where it leads: to the series and the batch.
    """

    period: Period
    value: Decimal | None
    stored: str
    series: int
    batch: int
    published_at: date


Key = tuple[str, str, str, str]
"""Indicator, measure, subject kind, subject (a region's code for regions)."""
