"""Series on which alerts rest: published monthly growth, and weekly figures as they came in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from data import catalogue, datasets, store
from data.alert_rules import alert_rules
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from mechanisms.alert_board import Area
from mechanisms.overview import due_periods
from mechanisms.tiles import Origin
from metrics import alert_changes
from metrics.alert_changes import Table
from metrics.periods import Period, series_of_periods
from metrics.week_alignment import aligned


@dataclass(frozen=True, eq=False)
class Rates:
    """Growth of several units over time, and of the whole that they make.

    Attributes
    ----------
    periods
        Without one left out, oldest first; the last is the newest with any unit's figure.
    units
        Codes of regions or industries, as the columns of `rates`.
    rates
        Periods × units, %: published cumulative growth, or the derived growth of weeks against
        their counterparts. NaN is 未报.
    whole
        The same of the whole.
    levels, whole_levels
        Weekly figures themselves, and those of the whole; None for monthly growth.
    series
        The series id of each unit, the whole's too.
    usual_lag_days
        How many days after its end a week usually comes out; 0 for monthly growth.
    """

    dataset: Dataset
    indicator: Indicator
    area: Area
    periods: tuple[Period, ...]
    units: tuple[str, ...]
    rates: Table
    whole: Table
    whole_code: str
    levels: Table | None
    whole_levels: Table | None
    series: Mapping[str, int]
    usual_lag_days: int = 0

    @property
    def period(self) -> Period:
        """The period that is judged."""
        return self.periods[-1]

    @property
    def shown_name(self) -> str:
        """The indicator's short name, of a week's figure without the word week."""
        return self.indicator.short_name.removeprefix("周")

    @property
    def is_weekly(self) -> bool:
        """Whether these are weeks."""
        return self.levels is not None

    @cached_property
    def years(self) -> list[int]:
        """Year of each period."""
        return [period.year for period in self.periods]

    @cached_property
    def months(self) -> list[int]:
        """Last month of each period."""
        return [period.end.month for period in self.periods]

    @cached_property
    def changes(self) -> Table:
        """What is compared between units: scaled changes of growth, or changes on last week."""
        if self.levels is not None:
            return alert_changes.log_changes(self.levels)
        return alert_changes.scaled_changes(self.rates, self.years, self.months)

    @cached_property
    def common(self) -> Table:
        """What all units share in each period: the median change of their growth."""
        if self.levels is None:
            return alert_changes.median(self.changes)
        return alert_changes.median(_steps(self.weighed[0]))

    @property
    def common_shown(self) -> float:
        """The median change of growth in the newest period, percentage points, as it is read."""
        if self.levels is None:
            return float(self.common[-1]) / self.months[-1]
        return float(alert_changes.median(_steps(self.rates[-2:]))[-1])

    @cached_property
    def weighed(self) -> tuple[Table, Table]:
        """Growth of units and whole as falls are judged: of weeks against their usual level."""
        if self.levels is None or self.whole_levels is None:
            return self.rates, self.whole
        window = alert_rules().series.weekly_window
        return (
            alert_changes.against_usual(self.rates, self.levels, window),
            alert_changes.against_usual(self.whole, self.whole_levels, window),
        )

    @property
    def least_deviation_pp(self) -> float:
        """Below which no deviation of the newest growth is trusted: weeks aligned by festival."""
        is_mixed = self.is_weekly and aligned(self.period).is_lunar
        return alert_rules().series.festival_floor_pp if is_mixed else 0.0

    def at(self, row: int) -> tuple[int, int]:
        """Return year and last month of a period."""
        return self.years[row], self.months[row]

    @property
    def past(self) -> tuple[int, int]:
        """How many known periods make the past, and how many it must have."""
        rules = alert_rules().series
        if self.is_weekly:
            return rules.weekly_window, rules.weekly_least
        return rules.window, rules.least_periods

    @cached_property
    def common_scores(self) -> Table:
        """How unusual the movement is that all units share, one a period; NaN is not known."""
        floor = alert_rules().rules.common_shock.floor
        return alert_changes.trailing_scores(self.common[:, None], *self.past, floor)[:, 0]

    @cached_property
    def has_broken_base(self) -> bool:
        """Whether a common shock of last year stands in the base of the newest period."""
        limit, scores = alert_rules().rules.common_shock.score, self.common_scores
        if not self.is_weekly:
            return bool(alert_changes.broken_bases(scores, limit, self.years, self.months)[-1])
        rows = {period: row for row, period in enumerate(self.periods)}
        touched = {week for week, _ in aligned(self.period).weeks}
        touched |= {week for week, _ in aligned(self.period.previous()).weeks}
        at = [rows[week] for week in touched if week in rows]
        return bool((np.abs(scores[at]) > limit).any())

    def before(self, row: int = -1) -> int | None:
        """Return the row with which a row is compared; None where there is none."""
        at = row % len(self.periods)
        if self.is_weekly:
            return at - 1 if at else None
        year, month = self.years[at], self.months[at]
        if at and self.years[at - 1] == year:
            return at - 1
        found = [r for r in range(at) if (self.years[r], self.months[r]) == (year - 1, month)]
        return found[-1] if found else None

    def origin(self, code: str, period: Period) -> Origin | None:
        """Return where a figure leads; None where the unit has no series."""
        return Origin(self.series[code], period.code) if code in self.series else None

    def __len__(self) -> int:
        """Return the number of periods."""
        return len(self.periods)


def _steps(rates: Table) -> Table:
    steps = np.full(rates.shape, np.nan)
    steps[1:] = np.diff(rates, axis=0)
    return steps


def up_to(found: Rates, row: int) -> Rates:
    """Return the series as they stood when a row was the newest."""
    end = row + 1
    return replace(
        found,
        periods=found.periods[:end],
        rates=found.rates[:end],
        whole=found.whole[:end],
        levels=None if found.levels is None else found.levels[:end],
        whole_levels=None if found.whole_levels is None else found.whole_levels[:end],
    )


def monthly(question: Question) -> Iterator[Rates]:
    """Yield the published growth of every ranked indicator over the units of its first set.

    Sets of peers are left out: what happens in other cities is no alert of this one.
    """
    dataset = datasets.dataset(question.dataset)
    chosen = dict(_ranked(dataset))
    regions = {code for ranked in chosen.values() for code in (ranked.whole, *ranked.members)}
    facts = store.known(question, indicators=chosen, measures=["growth"], regions=regions)
    for key, ranked in chosen.items():
        rows = facts[facts["indicator"] == key]
        made = _growth(dataset, key, rows, ranked.members, ranked.whole)
        if made is not None:
            yield made


def _ranked(dataset: Dataset) -> Iterator[tuple[str, RankedSet]]:
    done = set()
    for ranked in dataset.ranked_sets:
        for key in ranked.indicators:
            if not ranked.home and key not in done and not dataset.why_absent(key, "growth"):
                done.add(key)
                yield key, ranked


def industries(question: Question) -> Iterator[Rates]:
    """Yield the published growth of the city's industries."""
    dataset = datasets.dataset(question.dataset)
    for key in alert_rules().series.industries:
        facts = store.known(
            question, indicators=[key], measures=["growth"], regions=[dataset.region], industry=None
        )
        if facts.empty:
            continue
        rows = facts.assign(region_code=facts["industry"])
        codes = tuple(sorted(rows["region_code"].unique()))
        made = _growth(dataset, key, rows, codes, dataset.region, area="industry")
        if made is not None:
            yield made


def _growth(
    dataset: Dataset,
    key: str,
    rows: pd.DataFrame,
    units: tuple[str, ...],
    whole: str,
    *,
    area: Area = "region",
) -> Rates | None:
    indicator = dataset.indicator(key)
    of_units = rows[rows["region_code"].isin(units) & rows["value"].notna()]
    known = [Period.parse(str(code)) for code in of_units["period"].unique()]
    if not known:
        return None
    periods = due_periods(indicator, known)
    codes = [period.code for period in periods]
    # pivot refuses a figure that stands twice; pivot_table would average it
    wide = rows.pivot(index="period", columns="region_code", values="value")  # noqa: PD010
    table = wide.reindex(index=codes, columns=[*units, whole]).to_numpy(np.float64)
    return Rates(
        dataset, indicator, area, periods, units, table[:, :-1], table[:, -1:], whole, None, None,
        _ids(rows),
    )  # fmt: skip


def _ids(rows: pd.DataFrame) -> dict[str, int]:
    pairs = rows[["region_code", "series"]].drop_duplicates().to_numpy().tolist()
    return {str(code): int(number) for code, number in pairs}


def weekly(question: Question) -> Iterator[Rates]:
    """Yield the weekly figures of the dataset's counties, up to the newest complete week."""
    dataset, entry = datasets.dataset(question.dataset), alert_rules().series
    ranked = dataset.ranked_sets[0]
    facts = store.known(
        question,
        indicators=entry.weekly,
        measures=["level"],
        regions=(*ranked.members, ranked.whole),
    )
    facts = facts[facts["period_end"] <= question.as_of]
    for key in entry.weekly:
        rows = facts[facts["indicator"] == key]
        if rows["value"].notna().any():
            yield _weeks(dataset, key, rows, ranked)


def _weeks(dataset: Dataset, key: str, rows: pd.DataFrame, ranked: RankedSet) -> Rates:
    known = [Period.parse(str(code)) for code in rows["period"].unique()]
    periods = tuple(series_of_periods(min(known), max(known), has_january=True))
    # pivot refuses a figure that stands twice; pivot_table would average it
    wide = rows.pivot(index="period", columns="region_code", values="value")  # noqa: PD010
    units = tuple(code for code in ranked.members if code in wide.columns)
    codes = [period.code for period in periods]
    levels = wide.reindex(index=codes, columns=[*units, ranked.whole]).to_numpy(np.float64)
    rates = aligned_rates(levels, periods)
    first = max(0, len(periods) - alert_rules().series.weekly_window - _SPARE)
    return Rates(
        dataset,
        dataset.indicator(key),
        "region",
        periods[first:],
        units,
        rates[first:, :-1],
        rates[first:, -1:],
        ranked.whole,
        levels[first:, :-1],
        levels[first:, -1:],
        _ids(rows),
        _usual_lag(rows),
    )


def _usual_lag(rows: pd.DataFrame) -> int:
    """Return how many days after its end a week usually came out."""
    days = pd.to_datetime(rows["published_at"]) - pd.to_datetime(rows["period_end"])
    return int(days.dt.days.median())


_SPARE = 60
"""Weeks kept beyond the window: last year's stand in the base of this one's."""


def aligned_rates(levels: Table, periods: tuple[Period, ...]) -> Table:
    """Return the change of each week on its counterpart of last year, %.

    Parameters
    ----------
    levels
        Weeks × units; NaN is 未报.

    Returns
    -------
    ndarray
        NaN where a week that it needs is missing, or the base is not above zero.
    """
    rows = {period: row for row, period in enumerate(periods)}
    base = np.full(levels.shape, np.nan)
    for row, period in enumerate(periods):
        parts = [(rows.get(week), float(share)) for week, share in aligned(period).weeks]
        if all(place is not None for place, _ in parts):
            base[row] = sum(levels[place] * share for place, share in parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base > 0, (levels / base - 1) * 100, np.nan)


def unit_name(area: Area, code: str) -> str:
    """Return the name of a region or an industry."""
    if area == "industry":
        return catalogue.industries().get(code, code)
    return catalogue.regions()[code].short_name
