"""The target engine: where a target stands at a day, and how it lies against its course.

State and pace are two things. The state says what the document's own deadline and figure make of
the readings; the lamp says, while the target runs, whether it lies on its course.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from metrics.rounding import half_up
from metrics.target_courses import Shares, course
from metrics.target_directions import directed, direction_verdict
from metrics.target_measures import (
    Measured,
    is_directional,
    is_limit,
    is_reported,
    measured,
    printed,
)
from metrics.target_notes import left_over, notes, past_deadline
from metrics.target_rates import History, rates
from metrics.target_seasons import season
from metrics.target_settlement import (
    UNTIL_DEADLINE,
    Settled,
    attained_since,
    relapsed_since,
    settle,
)
from metrics.target_spans import day_before
from metrics.target_terms import Comparator as Comparator
from metrics.target_terms import Kind as Kind
from metrics.target_terms import Lamp as Lamp
from metrics.target_terms import Reading as Reading
from metrics.target_terms import State as State
from metrics.target_terms import Terms as Terms
from metrics.target_terms import Thresholds as Thresholds
from metrics.target_terms import Tolerance as Tolerance
from metrics.target_terms import Verdict as Verdict

PCT_DECIMALS = 2
_WITHOUT_VALUE = frozenset(
    {
        "above_reference",
        "not_above_reference",
        "increase_direction",
        "decrease_direction",
    }
)
_WITHOUT_COMPLETION = frozenset({"relative", "prohibition", "growth"})
_OPENED_KINDS = frozenset({"stock", "net_increase", "reduction"})
_RUNNING = frozenset({State.UNDER_WAY, State.NEARLY})
_MET = frozenset({State.ATTAINED, State.ATTAINED_LATE})


def judge(
    terms: Terms,
    readings: Sequence[Reading],
    as_of: date,
    thresholds: Thresholds,
    seasonal_shares: Shares | None = None,
    history: History = (),
) -> Verdict:
    """Judge one target on its readings.

    Parameters
    ----------
    terms
        What the target demands.
    readings
        What was reported, in any order; periods that end after `as_of` are not known yet. One
        for the day before the start serves as opening balance.
    as_of
        The day of asking.
    thresholds
        When the pace lamp changes.
    seasonal_shares
        How a year's amount usually spreads over its months; without it the course is even.
    history
        Amounts of months, those before the start included: for the best month ever and the
        usual course of the year (季节序时), which stands beside the even one.

    Returns
    -------
    Verdict
        State, figures, course, monthly amounts and remarks.

    Raises
    ------
    ValueError
        If two readings are for one period, or the seasonal shares are unlawful.

    Examples
    --------
    >>> from metrics.periods import Period
    >>> terms = Terms("WZ20-T06", "at_least", "net_increase", Decimal(150), unit="亿元",
    ...               start=date(2020, 1, 1), deadline=date(2020, 12, 31), base=Decimal(2000))
    >>> september = Reading(Period.of_month(2020, 9), value=Decimal("2105"))
    >>> limits = Thresholds(behind_pp=Decimal(0), far_behind_pp=Decimal(10))
    >>> found = judge(terms, [september], date(2020, 10, 25), limits)
    >>> found.status.value, found.lamp.value, found.completion_pct, found.pace_pct
    ('进行中', '滞后', Decimal('70.00'), Decimal('75.00'))
    >>> found.required_per_month
    Decimal('15')
    """
    _check_periods(readings)
    opened = _opened(terms, readings)
    results = _counted(opened, readings, as_of)
    if blank := _without_judgement(opened, results, as_of):
        return replace(blank, notes=past_deadline(opened, readings, as_of))
    rest = left_over(opened, readings, results[-1].end, as_of)
    if is_directional(opened):
        found = direction_verdict(opened, results)
        return replace(found, notes=(*found.notes, *rest))
    settled = settle(opened, results, as_of)
    verdict = _with_figures(_with_state(opened, results, settled), opened, settled)
    verdict = _with_course(verdict, opened, settled, thresholds, seasonal_shares)
    verdict = _with_rates(verdict, opened, results, settled, history)
    verdict = _with_season(verdict, opened, settled, history)
    return replace(verdict, notes=(*notes(opened, settled, verdict.relapsed_on), *rest))


def _check_periods(readings: Sequence[Reading]) -> None:
    periods = sorted(each.period for each in readings)
    for first, second in pairwise(periods):
        if first == second:
            msg = f"{first.label}（{first.code}）有两个数，不知以哪个为准：请每期只留一个"
            raise ValueError(msg)


def _opened(terms: Terms, readings: Sequence[Reading]) -> Terms:
    """Take the reading for the day before the start as the opening balance, if none was given."""
    if terms.base is not None or terms.start is None or terms.kind not in _OPENED_KINDS:
        return terms
    before = day_before(terms.start)
    found = [each.value for each in readings if each.period.end == before]
    return replace(terms, base=next((value for value in found if value is not None), None))


def _counted(terms: Terms, readings: Sequence[Reading], as_of: date) -> list[Measured]:
    first = terms.start or date.min
    last = as_of
    if terms.deadline and terms.kind in UNTIL_DEADLINE:
        last = min(as_of, terms.deadline)
    read = directed if is_directional(terms) else measured
    return [
        read(terms, each)
        for each in sorted(readings, key=lambda reading: reading.period)
        if first <= each.period.end <= last and is_reported(terms, each)
    ]


def _without_judgement(terms: Terms, results: Sequence[Measured], as_of: date) -> Verdict | None:
    """Return the verdict of a target that cannot be judged at all, None for the others."""
    blank = Verdict(terms.id, State.NOT_REPORTED, target=terms.value, unit=terms.unit)
    if terms.start and as_of < terms.start:
        return replace(blank, status=State.NOT_STARTED)
    if terms.value is None and terms.comparator not in _WITHOUT_VALUE:
        actual = printed(results[-1].amount) if results else None
        period = results[-1].reading.period if results else None
        return replace(blank, status=State.NO_VALUE, actual=actual, period=period)
    return None if results else blank


def _with_state(terms: Terms, results: Sequence[Measured], settled: Settled) -> Verdict:
    state = settled.state
    attained = state in _MET or (state == State.HOLDING and terms.comparator != "zero")
    return Verdict(
        terms.id,
        state,
        attained=attained,
        overdue=state == State.OVERDUE,
        period=settled.decisive.reading.period,
        attained_on=attained_since(terms, results, settled.decisive.end) if attained else None,
        relapsed_on=relapsed_since(terms, results),
        short_units=settled.decisive.short,
        unreported_units=settled.decisive.unreported,
    )


def _with_figures(verdict: Verdict, terms: Terms, settled: Settled) -> Verdict:
    found = settled.decisive
    actual, target = found.amount, found.goal
    if found.mark is not None:
        actual, target = found.level, found.mark
    gap = None if actual is None or target is None else actual - target
    relative = terms.kind == "relative"
    return replace(
        verdict,
        actual=printed(actual),
        target=printed(target),
        unit=found.unit,
        gap=printed(gap),
        level=printed(found.level),
        reference=printed(found.goal) if relative else None,
        completion_pct=_pct(_completion(terms, found)),
    )


def _completion(terms: Terms, found: Measured) -> Fraction | None:
    without = terms.kind in _WITHOUT_COMPLETION or is_limit(terms)
    if without or found.lack or found.amount is None or not found.goal or found.goal < 0:
        return None
    return found.amount / found.goal * 100


def _pct(value: Fraction | None) -> Decimal | None:
    return half_up(printed(value), PCT_DECIMALS)


def _with_course(
    verdict: Verdict,
    terms: Terms,
    settled: Settled,
    thresholds: Thresholds,
    shares: Shares | None,
) -> Verdict:
    done = _completion(terms, settled.decisive)
    asked = course(terms, settled.decisive.end, shares)
    if done is None or asked is None:
        return verdict
    pace_pct, completion_pct = _pct(asked.pct), verdict.completion_pct
    assert pace_pct is not None and completion_pct is not None  # noqa: S101 - both are figures
    running = verdict.status == State.UNDER_WAY
    return replace(
        verdict,
        lamp=_lamp(asked.pct - done, thresholds) if running else Lamp.NONE,
        pace_pct=pace_pct,
        pace_gap_pp=completion_pct - pace_pct,
        pace_basis=asked.basis,
    )


def _lamp(behind: Fraction, thresholds: Thresholds) -> Lamp:
    if behind <= Fraction(thresholds.behind_pp):
        return Lamp.ON_PACE
    return Lamp.BEHIND if behind <= Fraction(thresholds.far_behind_pp) else Lamp.FAR_BEHIND


def _with_rates(
    verdict: Verdict,
    terms: Terms,
    results: Sequence[Measured],
    settled: Settled,
    history: History,
) -> Verdict:
    """Add the monthly amounts; what is still needed only while the target runs."""
    if verdict.pace_pct is None:
        return verdict
    found = rates(terms, results, settled.decisive, history)
    running = verdict.status in _RUNNING
    best_month, best = found.best or (None, None)
    return replace(
        verdict,
        months_left=printed(found.months_left) if running else None,
        required_per_month=printed(found.required) if running else None,
        average_per_month=printed(found.average),
        recent_per_month=printed(found.recent),
        best_month=best_month,
        best_month_value=printed(best),
    )


def _with_season(verdict: Verdict, terms: Terms, settled: Settled, history: History) -> Verdict:
    """Add what would be done by now in a usual year; it stands beside the course."""
    known = terms.start is not None and verdict.pace_pct is not None
    usual = season(history, terms.start or date.min) if known else None
    if usual is None:
        return verdict
    asked = course(replace(terms, plan={}), settled.decisive.end, usual.shares)
    pct = None if asked is None else _pct(asked.pct)
    return replace(verdict, seasonal_pct=pct, seasonal_basis=usual.label)
