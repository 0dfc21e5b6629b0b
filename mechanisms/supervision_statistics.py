"""Targets that statistics measure part by part: numerator, denominator, level, a year before.

Such a target keeps no figures of its own: its parts are the statistics themselves, so that no
other page can show another figure for the same thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from data import catalogue
from data.policy_records import Target
from mechanisms.supervision_points import Key, Point

LARGER = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}
MONEY = "元"
HUNDRED = Decimal(100)
Points = Mapping[Key, Sequence[Point]]


def unit_factor(unit: str, base_unit: str) -> Decimal:
    """Return how many base units a unit is.

    Examples
    --------
    >>> unit_factor("亿元", "元"), unit_factor("户", "户"), unit_factor("%", "比率")
    (Decimal('100000000'), Decimal('1'), Decimal('1'))
    """
    for prefix, factor in LARGER.items():
        if unit.startswith(prefix) and base_unit and unit.removeprefix(prefix) == base_unit:
            return factor
    return Decimal(1)


def of_target(points: Points, target: Target) -> Iterator[tuple[Key, list[Point]]]:
    """Yield the parts of a target as series of its own, taken from the statistics.

    Parameters
    ----------
    points
        Figures of the statistics by indicator, measure, subject kind and subject.

    Yields
    ------
    tuple
        The key under which the target is asked for, and its figures; amounts of money in 元, so
        that parts in different units can be divided.
    """
    subjects = {key[2:] for key in points if key[0] in target.statistics.values()}
    for kind, subject in sorted(subjects):
        parts: dict[str, list[Point]] = {
            measure: _scaled(points.get((indicator, "level", kind, subject), ()), indicator)
            for measure, indicator in target.statistics.items()
        }
        if target.compared_with == "year_before":
            parts["reference"] = list(_year_before(parts))
        if "level" in parts:
            parts["base"] = list(_at_base(parts["level"], target))
        yield from (((target.id, name, kind, subject), found) for name, found in parts.items())


def _scaled(points: Sequence[Point], indicator: str) -> list[Point]:
    factor = unit_factor(catalogue.indicators()[indicator].unit, MONEY)
    return [replace(p, value=None if p.value is None else p.value * factor) for p in points]


def _year_before(parts: Mapping[str, Sequence[Point]]) -> Iterator[Point]:
    """Yield for each period what the same period of the year before came to."""
    leading = parts.get("numerator") or parts.get("level", ())
    wholes = {point.stored: point.value for point in parts.get("denominator", ())}
    earlier = {point.period.end: point for point in leading}
    for point in leading:
        ago = point.period.year_ago()
        before = earlier.get(ago.end)
        if before is not None and before.stored == ago.code:
            value = _ratio(before, wholes) if "numerator" in parts else before.value
            yield replace(before, period=point.period, value=value)


def _ratio(point: Point, wholes: Mapping[str, Decimal | None]) -> Decimal | None:
    whole = wholes.get(point.stored)
    return None if point.value is None or not whole else point.value / whole * HUNDRED


def _at_base(points: Sequence[Point], target: Target) -> Iterator[Point]:
    if target.start is not None:
        day = target.start - timedelta(days=1)
        yield from (p for p in points if p.period.end == day and p.value is not None)
