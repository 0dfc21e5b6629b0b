"""Awards that a document pays by place of growth, such as 福建（二）: period by period.

The rule says who is in the pool, what is paid for which place and from which day; the dataset says
whose growth decides and to which months. Excluded units are left out before places are taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data import catalogue, datasets
from data.catalogue import Indicator
from data.datasets import Dataset
from data.place_award_terms import PlaceAward, place_rule
from data.policy_records import RankTable, Rule
from data.records import CatalogueError
from data.store import Question
from mechanisms.region_panel import RegionPanel, region_panel
from mechanisms.tiles import Origin
from metrics.periods import Period
from metrics.place_awards import Award, Prize, awards
from metrics.rounding import to_decimal


@dataclass(frozen=True)
class AwardRow:
    """A unit of the pool with what it gets and where its figure comes from."""

    code: str
    name: str
    award: Award
    origin: Origin | None


@dataclass(frozen=True, eq=False)
class AwardPeriod:
    """One period of a rule.

    Attributes
    ----------
    rows
        The pool, by place; see `metrics.place_awards.awards`.
    excluded
        Units that take no part, with their figure (None is 未报).
    published_at, assumed
        Of the newest figure of the pool, None without any; whether that day is 推定.
    """

    key: str
    period: Period
    rows: tuple[AwardRow, ...]
    excluded: tuple[tuple[str, float | None], ...]
    published_at: date | None
    assumed: bool

    @property
    def is_known(self) -> bool:
        """Whether any unit of the pool has a figure."""
        return any(row.award.growth is not None for row in self.rows)

    @property
    def paid(self) -> list[AwardRow]:
        """The rows that get something."""
        return [row for row in self.rows if row.award.outcome == "eligible"]

    @property
    def open(self) -> list[AwardRow]:
        """The rows on which a figure that is missing still decides."""
        return [row for row in self.rows if row.award.outcome == "unknown"]

    @property
    def tied(self) -> list[AwardRow]:
        """The rows with a prize whose place is shared: a human settles them."""
        return [row for row in self.paid if row.award.is_tied]

    @property
    def total_yuan(self) -> Decimal:
        """What is paid, of places that are shared each the full amount."""
        return sum((row.award.amount_yuan or Decimal(0) for row in self.paid), Decimal(0))


@dataclass(frozen=True, eq=False)
class GrowthAwards:
    """A rule over its periods; `is_in_force` says whether it counted on the day asked."""

    question: Question
    dataset: Dataset
    rule: Rule
    table: RankTable
    indicator: Indicator
    periods: tuple[AwardPeriod, ...]
    is_in_force: bool

    @property
    def published_at(self) -> date | None:
        """Of the newest figure of any period; None without any."""
        days = [each.published_at for each in self.periods if each.published_at is not None]
        return max(days, default=None)

    @property
    def assumed(self) -> bool:
        """Whether a day of publication is 推定."""
        return any(each.assumed for each in self.periods)


def growth_awards(question: Question) -> tuple[GrowthAwards, ...]:
    """Return what the rules of a city's documents pay by place; none where it has no such rule.

    Raises
    ------
    CatalogueError
        If the dataset names a rule that does not pay by place, or a pool with unknown units.
    """
    dataset = datasets.dataset(question.dataset)
    return tuple(_awards(question, dataset, award) for award in dataset.place_awards)


def _awards(question: Question, dataset: Dataset, award: PlaceAward) -> GrowthAwards:
    rule, table = place_rule(award)
    source = region_panel(question, award.indicator, award.ranked_set)
    periods = tuple(
        _period(source, table, key, source.indicator.period(month))
        for key, month in award.periods.items()
    )
    starts = rule.valid_from is None or rule.valid_from <= question.as_of
    ends = rule.valid_to is not None and rule.valid_to < question.as_of
    return GrowthAwards(
        question, dataset, rule, table, source.indicator, periods, starts and not ends
    )


def _period(source: RegionPanel, table: RankTable, key: str, period: Period) -> AwardPeriod:
    pool = _codes(source, table)
    growths = {code: to_decimal(source.cell("growth", period, code)) for code in pool}
    prizes = [Prize(each.rank, each.amount) for each in table.ranks]
    decimals = source.indicator.rank_decimals
    found = awards(growths, prizes, limit=table.min_exclusive, decimals=decimals)
    rows = tuple(_row(source, period, pool, each) for each in found)
    rest = [code for code in _units(source) if code not in pool]
    left_out = tuple((_name(code), source.cell("growth", period, code)) for code in rest)
    return AwardPeriod(key, period, rows, left_out, *_published(source, period))


def _row(source: RegionPanel, period: Period, pool: Mapping[str, str], award: Award) -> AwardRow:
    series = source.series.get((award.unit, "growth"), 0)
    origin = Origin(series, period.code) if series and award.growth is not None else None
    return AwardRow(award.unit, pool[award.unit], award, origin)


def _codes(source: RegionPanel, table: RankTable) -> dict[str, str]:
    """Return the codes and names of the pool, in its order."""
    known = {_name(code): code for code in _units(source)}
    missing = [name for name in table.pool if name not in known]
    if missing:
        msg = f"{source.dataset.id}：奖励范围中的{'、'.join(missing)}不在{source.ranked_set.name}中"
        raise CatalogueError(msg)
    return {known[name]: name for name in table.pool}


def _units(source: RegionPanel) -> tuple[str, ...]:
    return (*source.ranked_set.members, *source.ranked_set.listed)


def _name(code: str) -> str:
    return catalogue.regions()[code].name


def _published(source: RegionPanel, period: Period) -> tuple[date | None, bool]:
    used = set(source.facts.loc[source.facts["period"] == period.code, "batch"])
    days = [(day, assumed) for batch, _, day, assumed in source.origins if batch in used]
    return max(days, default=(None, False), key=lambda each: each[0])
