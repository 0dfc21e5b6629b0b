"""Targets and readings in few words, for the tests of the engine."""

from datetime import date
from decimal import Decimal

from metrics.periods import Period
from metrics.targets import Reading, Terms, Thresholds, judge

D = Decimal
LIMITS = Thresholds(D(0), D(10))
YEAR = {"start": date(2020, 1, 1), "deadline": date(2020, 12, 31)}
HALF = {"start": date(2020, 1, 1), "deadline": date(2020, 6, 30)}


def terms(kind="flow", comparator="at_least", value="100", **rest):
    """Demand of 100 in 2020, at least, unless said otherwise; `deadline=None` for none."""
    figure = None if value is None else D(value)
    return Terms("T", comparator, kind, figure, **{"unit": "亿元", **YEAR, **rest})


def reading(code, value=None, **parts):
    figures = {name: None if part is None else D(part) for name, part in parts.items()}
    return Reading(Period.parse(code), None if value is None else D(value), **figures)


def readings(**values):
    """Read `m3=10` as the figure at the end of March 2020."""
    return [reading(f"2020-{int(m[1:]):02}", value) for m, value in values.items()]


def day(text):
    return date.fromisoformat(text)


def found(demand, given, as_of="2021-02-01", **rest):
    return judge(demand, given, day(as_of), LIMITS, **rest)
