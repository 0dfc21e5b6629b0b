"""预警: what the rules find on a day; one board for page, command line and weekly judgement."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from data import alert_rules, datasets, layoff_methods
from data.alert_rules import RuleEntry, SignalEntry
from data.datasets import Dataset
from data.permissions import Viewer, may
from data.store import Question
from mechanisms import (
    alert_credit,
    alert_firms,
    alert_growth,
    alert_reports,
    alert_series,
    alert_targets,
)
from mechanisms.alert_board import AREAS as AREAS
from mechanisms.alert_board import Alert as Alert
from mechanisms.alert_board import AlertBoard as AlertBoard
from mechanisms.alert_board import Area as Area
from mechanisms.alert_board import Found, RuleState, in_order
from mechanisms.credit_cases import duty
from mechanisms.firm_signals import FLAG_NAMES, rule_words
from mechanisms.linked_tables import Way
from mechanisms.supervision import thresholds_of

WHOLE_PAGES = ("weekly", "overview")
"""Pages about the whole city."""


def found(question: Question, *, on: date | None = None, hidden: Iterable[str] = ()) -> AlertBoard:
    """Return the alerts of a day within the viewer's scope.

    Parameters
    ----------
    on
        The day: what was published later is not known. None is the question's own.
    hidden
        Rules that the viewer may not see (`hidden_rules`).

    Notes
    -----
    Units are compared with all others of their set, whatever the scope; what is found is then
    of the viewer's own regions only.
    """
    day = question.as_of if on is None else min(on, question.as_of)
    asked = replace(question, as_of=day)
    left_out = frozenset(hidden)
    looks = [each for each in _looks(asked, left_out) if each.rule not in left_out]
    rules = [key for key in alert_rules.entries() if key not in left_out]
    dataset = datasets.dataset(asked.dataset)
    alerts = in_order((alert for each in looks for alert in each.alerts), rules)
    states = tuple(_state(dataset, key, [e for e in looks if e.rule == key]) for key in rules)
    return AlertBoard(asked, dataset, day, alerts, states)


def hidden_rules(viewer: Viewer) -> tuple[str, ...]:
    """Return the rules that speak of what a viewer may not see."""
    rules = alert_rules.entries().items()
    return tuple(key for key, entry in rules if not may(viewer, entry.needs))


def _looks(question: Question, hidden: frozenset[str]) -> Iterator[Found]:
    """Yield every look of the rules that are not hidden; what is hidden costs nothing."""
    yield from (_within(each, question.scope) for each in _of_series(question.within(None)))
    if not hidden.issuperset(alert_firms.SIGNAL_RULES):
        yield from alert_firms.of_signals(question)
    if alert_firms.LAYOFFS not in hidden:
        yield alert_firms.of_layoffs(question)
    if not hidden.issuperset((alert_credit.DUE, alert_credit.LISTED)):
        yield from alert_credit.judge(question)
    if not hidden.issuperset((alert_targets.BEHIND, alert_targets.LANDING)):
        yield from alert_targets.judge(question)


def _of_series(question: Question) -> Iterator[Found]:
    """Yield what is found in the series of all units."""
    weeks = list(alert_series.weekly(question))
    months = (alert_series.monthly(question), alert_series.industries(question))
    for series in chain(*months, weeks):
        yield from alert_growth.judge(series)
    yield alert_reports.monthly(question)
    yield alert_reports.weekly(question, weeks)


def _within(look: Found, scope: tuple[str, ...] | None) -> Found:
    """Return what a look found in the regions of a scope.

    Pages about the whole city are not for who sees a part of it: there the way leads to the
    alert itself.
    """
    if scope is None:
        return look
    own = [each for each in look.alerts if each.region in scope]
    return replace(look, alerts=tuple(map(_to_itself, own)))


def _to_itself(alert: Alert) -> Alert:
    if alert.way.page not in WHOLE_PAGES:
        return alert
    return replace(alert, way=Way("alerts", {"alert": alert.key}))


def _state(dataset: Dataset, key: str, looks: list[Found]) -> RuleState:
    entry = alert_rules.entries()[key]
    unjudged: Counter[str] = Counter()
    for each in looks:
        unjudged.update(each.unjudged)
    return RuleState(
        key,
        entry,
        reading(entry, dataset),
        sum(len(each.alerts) for each in looks),
        sum(each.judged for each in looks),
        tuple(f"{why}{number:,}项" for why, number in unjudged.items()),
    )


def rule(key: str) -> RuleEntry:
    """Return a rule by its id."""
    return alert_rules.entries()[key]


def reading(entry: RuleEntry, dataset: Dataset) -> str:
    """Return how a rule judges in a city, its thresholds filled in wherever they are kept."""
    pace = thresholds_of(dataset)
    elsewhere = {
        "near_share_pct": layoff_methods.knowledge().near.share_pct,
        "behind_pp": pace.behind_pp,
        "far_behind_pp": pace.far_behind_pp,
        "duty": duty(dataset).text,
        "signal_words": _signal_words(entry),
    }
    values = elsewhere | entry.model_dump(exclude={"reading"})
    shown = {key: f"{v:g}" if isinstance(v, float) else v for key, v in values.items()}
    return entry.reading.format(**shown)


def _signal_words(entry: RuleEntry) -> str:
    """Return threshold and basis of a signal of firms; empty for other rules."""
    if not isinstance(entry, SignalEntry):
        return ""
    return dict(rule_words())[FLAG_NAMES[entry.signal]].rstrip("。")
