"""Data checks that stand beside a ranking: the figures against each other, never repaired."""

from collections.abc import Sequence

import pandas as pd

from data import catalogue
from mechanisms.region_panel import Measure, RegionPanel
from metrics import checks
from metrics.checks import Finding, Outcome
from metrics.periods import Period


def findings(source: RegionPanel, period: Period) -> tuple[Finding, ...]:
    """Return the checks of one period of a panel, in the order in which they are shown.

    Sum of the parts against the whole (levels of additive indicators), growth of the whole
    inside the range of its parts, level against growth of every unit.
    """
    found = []
    if source.indicator.additive and source.has("level", period):
        found.append(_sum(source, period))
    if source.has("growth", period):
        found.append(_range(source, period))
    if source.has("level", period) and source.has("level", period.year_ago()):
        found.append(_levels(source, period))
    return tuple(found)


def differing_places(ranked: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of units whose published place is not the computed one."""
    rows = ranked[ranked["published_place"].notna()]
    differing = rows[rows["published_place"] != rows["place"].fillna(0)]
    return tuple(differing["region"])


def _named(
    source: RegionPanel, measure: Measure, period: Period, codes: Sequence[str]
) -> dict[str, float]:
    names = [catalogue.regions()[code].name for code in codes]
    return dict(zip(names, source.row(measure, period, codes), strict=True))


def _sum(source: RegionPanel, period: Period) -> Finding:
    chosen = source.ranked_set
    return checks.additivity(
        _named(source, "level", period, chosen.parts),
        source.cell("level", period, chosen.whole),
        source.dataset.checks.additivity_tolerance,
        chosen.remainders.get(source.indicator.id),
        whole_name=chosen.whole_name,
        unit=source.indicator.unit,
    )


def _range(source: RegionPanel, period: Period) -> Finding:
    chosen = source.ranked_set
    return checks.inside_range(
        source.cell("growth", period, chosen.whole),
        _named(source, "growth", period, chosen.members),
        whole_name=chosen.whole_name,
    )


def _levels(source: RegionPanel, period: Period) -> Finding:
    """Check every unit's level against its growth and fold the results into one finding."""
    codes = (source.ranked_set.whole, *source.ranked_set.members)
    results = {catalogue.regions()[code].name: _level(source, period, code) for code in codes}
    judged = {n: f for n, f in results.items() if f.outcome is not Outcome.UNCHECKABLE}
    differing = {n: f for n, f in judged.items() if f.outcome is Outcome.DIFFERS}
    if not judged:
        text = "缺上年同期总量或增速，不能核对"
        return Finding("总量与增速", Outcome.UNCHECKABLE, text, ())
    if differing:
        text = "；".join(f"{name}：{finding.text}" for name, finding in differing.items())
        return Finding("总量与增速", Outcome.DIFFERS, text, ())
    limit = source.dataset.checks.level_growth_tolerance_pp
    text = f"{len(judged)}个单位的公布增速与两期总量推算的名义增速相差均在{limit}个百分点以内"
    return Finding("总量与增速", Outcome.AGREES, text, ())


def _level(source: RegionPanel, period: Period, code: str) -> Finding:
    return checks.level_against_growth(
        source.cell("level", period, code),
        source.cell("level", period.year_ago(), code),
        source.cell("growth", period, code),
        source.indicator.growth_basis,
        source.dataset.checks.level_growth_tolerance_pp,
    )
