"""Rules on series: sudden and common changes, falls in a row, unusual gaps, low growth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from data.alert_rules import FallsEntry, alert_rules
from mechanisms import alert_growth_words as words
from mechanisms.alert_board import Alert, Found
from mechanisms.alert_series import Rates
from metrics import alert_changes, alert_falls
from metrics.alert_changes import Table
from metrics.rounding import half_up

SHORT, SILENT, ALONE = "历史不足", "本期或上期未报", "单位数不足"
TOO_EARLY = "本年期数不足"
SUDDEN, COMMON = "sudden_change", "common_shock"
THREE, TWO, RANGE, BELOW = "three_falls", "two_falls", "outside_range", "growth_below"


def judge(found: Rates) -> Iterator[Found]:
    """Yield what the rules on series find about the newest period."""
    sudden, common = _sudden(found), _common(found)
    three = _without(_falls(found, THREE), sudden, common)
    yield sudden
    yield common
    yield three
    yield _without(_falls(found, TWO), three, sudden, common)
    if not found.is_weekly:
        yield _without(_range(found), sudden)
        yield _below(found)


def _without(found: Found, *told: Found) -> Found:
    """Leave out what other rules have told of the same subject, series and period."""
    subjects = {alert.subject for each in told for alert in each.alerts}
    return replace(found, alerts=tuple(a for a in found.alerts if a.subject not in subjects))


def _found(rule: str, alerts: Sequence[Alert], scores: Table, now: Table, why: str) -> Found:
    """Count who was judged; of the others, who is silent and who has not enough to compare."""
    judged = int(np.isfinite(scores).sum())
    silent = int(np.isnan(now).sum())
    reasons = {SILENT: silent, why: len(scores) - judged - silent}
    return Found(rule, tuple(alerts), judged, {word: n for word, n in reasons.items() if n > 0})


def _sudden(found: Rates) -> Found:
    rule, now = alert_rules().rules.sudden_change, found.changes[-1]
    own = len(found.units) < rule.least_units
    if own:
        scores = alert_changes.newest_scores(found.changes, *found.past, rule.floor)
        moved = np.abs(now) / (1 if found.is_weekly else found.months[-1])
        fires = (np.abs(scores) > rule.own_score) & (moved >= rule.own_least_pp)
    else:
        scores = alert_changes.cross_scores(now[None], rule.floor, rule.least_units)[0]
        fires = np.abs(scores) > rule.score
    alerts = [
        words.sudden(found, int(unit), float(scores[unit]), own=own)
        for unit in np.flatnonzero(fires)
    ]
    return _found(SUDDEN, alerts, scores, now, SHORT if own else ALONE)


def _common(found: Rates) -> Found:
    score = float(found.common_scores[-1])
    if np.isnan(score):
        return Found(COMMON, unjudged={SHORT: 1})
    fires = abs(score) > alert_rules().rules.common_shock.score
    return Found(COMMON, (words.common(found, score),) if fires else (), 1)


def _falls(found: Rates, key: str) -> Found:
    rule: FallsEntry = getattr(alert_rules().rules, key)
    codes, rates = (*found.units, found.whole_code), np.hstack([found.rates, found.whole])
    start = 0 if found.is_weekly else found.years.index(found.years[-1])
    if len(rates) - start <= rule.falls:
        return Found(key, unjudged={TOO_EARLY: len(codes)})
    falls = [alert_falls.falls_in_a_row(list(rates[start:, unit])) for unit in range(len(codes))]
    looks = [_fallen(found, part, rule) for part in found.weighed]
    change, scores = (np.concatenate(part) for part in zip(*looks, strict=True))
    alerts = [
        words.falls(found, key, code, rates[:, unit])
        for unit, code in enumerate(codes)
        if falls[unit] >= rule.falls
        and scores[unit] < -rule.score
        and change[unit] <= -rule.least_pp
    ]
    return _found(key, alerts, scores, change, SHORT)


def _fallen(found: Rates, rates: Table, rule: FallsEntry) -> tuple[Table, Table]:
    floor = max(rule.least_pp / rule.score, found.least_deviation_pp)
    return alert_falls.changes_and_scores(rates, rule.falls, *found.past, floor)


def _range(found: Rates) -> Found:
    rule, (window, least) = alert_rules().rules.outside_range, found.past
    gaps = found.rates - found.whole
    scores = alert_changes.newest_scores(gaps, window, least, rule.floor)
    alerts = [
        words.outside(
            found, int(unit), alert_changes.usual(gaps[:, unit], window), float(scores[unit])
        )
        for unit in np.flatnonzero(np.abs(scores) > rule.score)
    ]
    return _found(RANGE, alerts, scores, gaps[-1], SHORT)


def _below(found: Rates) -> Found:
    rule, carded = alert_rules().rules.growth_below, found.indicator.alert_below
    limit = rule.below_pct if carded is None else float(carded)
    rates = np.concatenate([found.rates[-1], found.whole[-1]])
    alerts = [
        words.below(found, code, float(rate), limit)
        for code, rate in zip((*found.units, found.whole_code), rates, strict=True)
        if (printed := half_up(rate, 1)) is not None and printed < limit
    ]
    return _found(BELOW, alerts, rates, rates, SILENT)
