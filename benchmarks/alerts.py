"""Question 9: how often the alerts on growth fire when nothing is wrong, and what they catch."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from benchmarks.tables import goal, goal_at_least, table
from data import creation, datasets, store
from data.alert_rules import alert_rules
from data.store import Question
from mechanisms import alert_growth, alert_series
from mechanisms.alert_series import Rates
from metrics import alert_changes
from metrics.alert_changes import Table

CITY = "shaoyang"
INDICATOR = "value_added"
SHOCK_POINTS = -40.0
SLIP = 10.0
BUDGET = 0.5
LEAST_CAUGHT = 85.0
CALM = "calm (2018–2019, 2022–2025)"
CLASSES: Mapping[str, tuple[int, ...]] = {
    CALM: (2018, 2019, 2022, 2023, 2024, 2025),
    "2020": (2020,),
    "2021": (2021,),
    "2020 and 2021": (2020, 2021),
    "all": tuple(range(2018, 2026)),
}
RULES = (
    *("sudden_change", "common_shock", "three_falls", "two_falls"),
    *("outside_range", "growth_below"),
)


def run() -> str:
    """Return false-alarm rates over all real months, and how many planted errors are caught."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, GONGKUANG_VAR=folder):
        creation.ensure(CITY)
        series = real_series()
    months = list(fired(series))
    counted = table(
        ("months", "months judged", *(_head(key) for key in (*RULES, "预警 in all"))),
        [_class_row(name, years, months) for name, years in CLASSES.items()],
    )
    calm = _per_month("预警", CLASSES[CALM], months)
    return "\n\n".join([counted, _shocks(months), _detection(series, calm)])


def real_series() -> Rates:
    """Return growth of the counties' value added, as published by the dataset's business date."""
    dataset = datasets.dataset(CITY)
    question = Question(CITY, dataset.today, store.newest_vintage(CITY))
    return next(each for each in alert_series.monthly(question) if each.indicator.id == INDICATOR)


Month = tuple[int, int, Counter[str], frozenset[str]]
"""Year, month, alerts by rule (and by grade), grades of the common movement."""


def fired(series: Rates) -> Iterator[Month]:
    """Yield what the rules say of each month when it is the newest."""
    for row in range(1, len(series)):
        seen = alert_series.up_to(series, row)
        if np.isnan(seen.rates[-1]).all():
            continue
        alerts = [each for found in alert_growth.judge(seen) for each in found.alerts]
        counts = Counter(each.rule for each in alerts)
        counts.update(each.grade for each in alerts)
        shocks = frozenset(each.grade for each in alerts if each.rule == "common_shock")
        yield series.years[row], series.months[row], counts, shocks


def _head(key: str) -> str:
    entry = getattr(alert_rules().rules, key, None)
    return key if entry is None else f"{entry.name}（{entry.grade}）"


def _per_month(key: str, years: Sequence[int], months: Sequence[Month]) -> float:
    chosen = [counts for year, _, counts, _ in months if year in years]
    return sum(counts[key] for counts in chosen) / len(chosen)


def _class_row(name: str, years: Sequence[int], months: Sequence[Month]) -> list[str]:
    judged = sum(year in years for year, _, _, _ in months)
    keys = (*RULES, "预警")
    return [name, str(judged), *(f"{_per_month(key, years, months):.2f}" for key in keys)]


def _shocks(months: Sequence[Month]) -> str:
    named = [f"{year}-{month:02d} ({'、'.join(g)})" for year, month, _, g in months if g]
    early = [counts["sudden_change"] for year, month, counts, _ in months
             if year == 2020 and month in (2, 3, 4)]  # fmt: skip
    return (
        f"Common movement fired in {', '.join(named)}. 突变 of single counties in February to "
        f"April 2020: {sum(early)}."
    )


def _detection(series: Rates, calm: float) -> str:
    caught = {
        name: list(_planted_shocks(series, CLASSES[name])) for name in (CALM, "2020 and 2021")
    }
    slips = list(_planted_slips(series))
    rows = [
        [
            name,
            f"{len(found):,}",
            *(f"{np.mean(part) * 100:.0f} %" for part in zip(*found, strict=True)),
        ]
        for name, found in caught.items()
    ]
    any_rule = float(np.mean([told for _, told in caught[CALM]])) * 100
    return "\n".join(
        [
            table(
                (f"{SHOCK_POINTS:g} points planted in", "times", "caught by 突变", "by any rule"),
                rows,
            ),
            "",
            f"- 预警 a month for 12 counties and the city, calm months: {calm:.2f}; "
            f"{goal(calm, BUDGET, '')}",
            f"- planted months caught by any rule, calm: {any_rule:.0f} %; "
            f"{goal_at_least(any_rule, LEAST_CAUGHT, ' %')}",
            f"- a growth rate entered tenfold, all months: {np.mean(slips) * 100:.0f} % of "
            f"{len(slips):,} caught by 突变",
        ]
    )


def _planted_shocks(series: Rates, years: Sequence[int]) -> Iterator[tuple[bool, bool]]:
    """Yield of every county and month whether so many points less are found, by 突变 and by any.

    增速低于门槛 does not count: it says nothing of a change.
    """
    for row, unit in _known(series):
        if series.years[row] in years:
            rates = series.rates[: row + 1].copy()
            rates[row, unit] += SHOCK_POINTS / series.months[row]
            planted = replace(alert_series.up_to(series, row), rates=rates)
            told = {
                alert.rule
                for found in alert_growth.judge(planted)
                for alert in found.alerts
                if alert.subject == series.units[unit]
            }
            yield "sudden_change" in told, bool(told - {"growth_below"})


def _planted_slips(series: Rates) -> Iterator[bool]:
    """Yield whether a growth rate ten times as large is found, in every county and month."""
    for row, unit in _known(series):
        changes = series.changes[row].copy()
        changes[unit] += series.rates[row, unit] * (SLIP - 1) * series.months[row]
        yield _is_found(changes, unit)


def _known(series: Rates) -> Iterator[tuple[int, int]]:
    for row, changes in enumerate(series.changes):
        yield from ((row, int(unit)) for unit in np.flatnonzero(np.isfinite(changes)))


def _is_found(changes: Table, unit: int) -> bool:
    rule = alert_rules().rules.sudden_change
    scores = alert_changes.cross_scores(changes[None], rule.floor, rule.least_units)[0]
    return bool(abs(scores[unit]) > rule.score)
