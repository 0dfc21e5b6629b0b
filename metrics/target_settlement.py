"""The state of a target: what its readings, its deadline and the day of asking make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.target_measures import Measured, is_limit, meets, nearly
from metrics.target_terms import State, Terms

UNTIL_DEADLINE = frozenset({"flow", "count", "net_increase", "relative", "growth", "prohibition"})
"""Kinds for which nothing after the deadline counts; the others can be made good later."""
_NEVER_FALLING = frozenset({"flow", "count", "event"})
_KEPT_KINDS = frozenset({"relative", "growth"})


@dataclass(frozen=True)
class Settled:
    """The state, and the reading that decided it."""

    state: State
    decisive: Measured


def settle(terms: Terms, results: Sequence[Measured], as_of: date) -> Settled:
    """Find the state of a target.

    Parameters
    ----------
    terms
        What the target demands.
    results
        All readings that count, at least one, in the order of their ends.
    as_of
        The day of asking; the deadline itself still belongs to the term, but what is to be kept
        is attained as soon as the final figure is there.
    """
    if terms.comparator == "zero":
        return _settle_zero(terms, results, as_of)
    missed = [each for each in results if not each.lack and not meets(terms, each)]
    if terms.every_period and missed:
        return Settled(State.BREACHED, missed[-1])
    if terms.deadline is not None and as_of > terms.deadline:
        return _settle_past(terms, results, terms.deadline)
    latest = results[-1]
    return Settled(latest.lack or _running(terms, latest), latest)


def _running(terms: Terms, latest: Measured) -> State:
    if meets(terms, latest):
        kept = terms.kind in _KEPT_KINDS or is_limit(terms)
        return State.HOLDING if kept and not _is_final(terms, latest) else State.ATTAINED
    if nearly(terms, latest):
        return State.NEARLY
    return State.BREACHED if is_limit(terms) else State.UNDER_WAY


def _is_final(terms: Terms, latest: Measured) -> bool:
    return terms.deadline is not None and latest.end >= terms.deadline


def _settle_past(terms: Terms, results: Sequence[Measured], deadline: date) -> Settled:
    """Settle after the deadline: by the final figure, or by what was made good later."""
    latest = results[-1]
    in_time = [each for each in results if each.end <= deadline]
    final = in_time[-1] if in_time else None
    if final and _stands(terms, final, latest, deadline):
        return Settled(State.ATTAINED, final)
    if latest.lack:
        return Settled(latest.lack, latest)
    if latest.end < deadline:
        return Settled(State.AWAITING_FINAL, latest)
    return Settled(_made_good(terms, latest, deadline), latest)


def _stands(terms: Terms, final: Measured, latest: Measured, deadline: date) -> bool:
    """Whether the last figure in time attains, and is final or borne out by what came later."""
    borne_out = terms.kind in _NEVER_FALLING or (latest.end > deadline and meets(terms, latest))
    return meets(terms, final) and (final.end == deadline or borne_out)


def _made_good(terms: Terms, latest: Measured, deadline: date) -> State:
    if meets(terms, latest):
        return State.ATTAINED_LATE
    if nearly(terms, latest):
        return State.NEARLY
    return State.BREACHED if is_limit(terms) else State.OVERDUE


def _settle_zero(terms: Terms, results: Sequence[Measured], as_of: date) -> Settled:
    """Settle a zero tolerance: one occurrence spoils the term; without a deadline, the year."""
    latest = results[-1]
    year = latest.end.year
    term = [each for each in results if terms.deadline is not None or each.end.year == year]
    breaches = [each for each in term if not meets(terms, each)]
    if breaches:
        return Settled(State.BREACHED, max(breaches, key=lambda each: each.amount or 0))
    if _is_final(terms, latest):
        return Settled(State.ATTAINED, latest)
    past = terms.deadline is not None and as_of > terms.deadline
    return Settled(State.AWAITING_FINAL if past else State.HOLDING, latest)


def attained_since(terms: Terms, results: Sequence[Measured], until: date) -> date | None:
    """Return the period end since which the target has been met without a break up to a day."""
    since = None
    for each in results:
        if each.end <= until:
            since = (since or each.end) if meets(terms, each) else None
    return since


def relapsed_since(terms: Terms, results: Sequence[Measured]) -> date | None:
    """Return the period end at which a target once met was missed again, None if it is met."""
    relapsed, met = None, False
    for each in results:
        if meets(terms, each):
            relapsed, met = None, True
        elif met and relapsed is None:
            relapsed = each.end
    return relapsed
