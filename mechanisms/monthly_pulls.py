"""拉动 and 贡献率 of counties and industries, 增长面, structure: who moved the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from data import catalogue, store
from data.catalogue import Indicator
from data.monthly_settings import monthly_settings
from mechanisms.monthly_facts import MonthFacts, unit_name
from mechanisms.tiles import Origin
from metrics.breadth import Breadth, breadth
from metrics.periods import Period
from metrics.weighted_pulls import Pull, Pulls, Weighted, pulls_of_levels, weighted_pulls

Parts = Literal["county", "industry"]
PARTS: Mapping[Parts, str] = {"county": "县区", "industry": "行业"}
LAST_MONTH = 12
AT_CURRENT_PRICES = "现价"
NO_WEIGHTS = "无权数，不计算"


@dataclass(frozen=True)
class PartRow:
    """A county or an industry in the month.

    Attributes
    ----------
    found
        Weight, growth, 拉动 and 贡献率; each None where it is not known.
    before_pct
        Growth of the period before, None where it is not known.
    heard
        Whether anything was heard of it: a figure, or expressly 未报.
    """

    key: str
    name: str
    found: Pull
    before_pct: Decimal | None
    heard: bool
    growth_origin: Origin | None
    weight_origin: Origin | None


@dataclass(frozen=True, eq=False)
class Movement:
    """Who moved the growth of the city, by county or by industry.

    Attributes
    ----------
    rows
        Largest 拉动 first, those without by growth, those without growth last.
    reason
        Why nothing was computed; empty where it was.
    base, source
        The base period of the weights and where they come from, in words.
    dictionary
        How many parts there could be: divisions of the classification, counties of the set.
    """

    parts: Parts
    rows: tuple[PartRow, ...]
    pulls: Pulls
    breadth: Breadth
    reason: str
    base: str
    source: str
    dictionary: int

    @property
    def is_computed(self) -> bool:
        """Whether there are weights, and growth to weigh."""
        return not self.reason

    @property
    def known(self) -> tuple[PartRow, ...]:
        """The parts with a growth, the fastest first."""
        found = [row for row in self.rows if row.found.growth_pct is not None]
        return tuple(sorted(found, key=lambda row: (-(row.found.growth_pct or 0), row.key)))

    @property
    def pulling(self) -> tuple[PartRow, ...]:
        """The parts with the largest 拉动 above zero, the largest first, as many as are named."""
        return tuple(row for row in self._pulled if (row.found.pp or 0) > 0)[: _named()]

    @property
    def dragging(self) -> tuple[PartRow, ...]:
        """The parts with 拉动 below zero, the lowest first, as many as are named."""
        return tuple(row for row in self._pulled[::-1] if (row.found.pp or 0) < 0)[: _named()]

    @property
    def others(self) -> tuple[PartRow, ...]:
        """The parts with 拉动 that are not named."""
        named = {row.key for row in (*self.pulling, *self.dragging)}
        return tuple(row for row in self._pulled if row.key not in named)

    @property
    def others_pp(self) -> Decimal:
        """拉动 of the parts that are not named, together."""
        return sum((row.found.pp or Decimal(0) for row in self.others), Decimal(0))

    @property
    def _pulled(self) -> list[PartRow]:
        return [row for row in self.rows if row.found.pp is not None]


def _named() -> int:
    return monthly_settings().named_parts


def by_county(facts: MonthFacts, indicator: Indicator, period: Period) -> Movement:
    """Return who moved the city's growth among the counties that make it up."""
    codes = facts.dataset.ranked_set(indicator=indicator.id).parts
    return _movement(facts, indicator, period, "county", codes)


def by_industry(facts: MonthFacts, indicator: Indicator, period: Period) -> Movement:
    """Return who moved the city's growth among the divisions with figures or weights."""
    codes = facts.divisions(indicator.id, "growth") or facts.divisions(indicator.id, "weight")
    return _movement(facts, indicator, period, "industry", codes)


def _movement(
    facts: MonthFacts, indicator: Indicator, period: Period, parts: Parts, codes: Sequence[str]
) -> Movement:
    base = Period.of_ytd(period.year - 1, LAST_MONTH)
    previous = indicator.previous(period)
    pulls, at = _pulls(facts, indicator, period, parts, codes)
    rows = [_row(facts, indicator, (period, previous, base), parts, found) for found in pulls.parts]
    before = [row.before_pct for row in rows]
    return Movement(
        parts,
        tuple(sorted(rows, key=_order)),
        pulls,
        breadth([part.growth_pct for part in pulls.parts], before),
        _reason(pulls),
        at if pulls.is_computed else "",
        _source(facts, indicator, parts, codes, base) if pulls.is_computed else "",
        _dictionary(parts, codes),
    )


def _pulls(
    facts: MonthFacts, indicator: Indicator, period: Period, parts: Parts, codes: Sequence[str]
) -> tuple[Pulls, str]:
    """Return the 拉动 of all parts and the base of their weights in words."""
    base = Period.of_ytd(period.year - 1, LAST_MONTH)
    total = facts.value(indicator.id, "growth", period)
    least = monthly_settings().small_total_pct
    weights = {code: _value(facts, indicator, "weight", base, parts, code) for code in codes}
    if indicator.growth_basis == AT_CURRENT_PRICES and not any(weights.values()):
        ago = period.year_ago()
        levels = {
            code: (
                _value(facts, indicator, "level", ago, parts, code),
                _value(facts, indicator, "level", period, parts, code),
            )
            for code in codes
        }
        whole = (
            facts.value(indicator.id, "level", ago),
            facts.value(indicator.id, "level", period),
        )
        return pulls_of_levels(levels, *whole, least, total), f"{ago.label}总量（现价）"
    weighted = [
        Weighted(code, weights[code], _value(facts, indicator, "growth", period, parts, code))
        for code in codes
    ]
    return weighted_pulls(weighted, total, least), f"{base.year}年比重"


def _value(
    facts: MonthFacts, indicator: Indicator, measure: str, period: Period, parts: Parts, code: str
) -> Decimal | None:
    return facts.value(indicator.id, measure, period, *_place(parts, code))


def _place(parts: Parts, code: str) -> tuple[str, str]:
    return (code, "") if parts == "county" else ("", code)


def _row(
    facts: MonthFacts,
    indicator: Indicator,
    when: tuple[Period, Period, Period],
    parts: Parts,
    found: Pull,
) -> PartRow:
    period, previous, base = when
    place = _place(parts, found.key)
    growth = facts.at(indicator.id, "growth", period, *place)
    weight = facts.at(indicator.id, "weight", base, *place)
    return PartRow(
        found.key,
        unit_name(found.key),
        found,
        facts.value(indicator.id, "growth", previous, *place),
        growth is not None,
        None if growth is None else growth.origin,
        None if weight is None else weight.origin,
    )


def _order(row: PartRow) -> tuple[bool, Decimal, bool, Decimal, str]:
    pp, growth = row.found.pp, row.found.growth_pct
    zero = Decimal(0)
    return pp is None, -(pp or zero), growth is None, -(growth or zero), row.key


def _reason(pulls: Pulls) -> str:
    if pulls.is_computed:
        return ""
    if not any(part.growth_pct is not None for part in pulls.parts):
        return "没有增速，不计算"
    return NO_WEIGHTS


def _source(
    facts: MonthFacts, indicator: Indicator, parts: Parts, codes: Sequence[str], base: Period
) -> str:
    """Return where the weights come from, in words."""
    found = (facts.at(indicator.id, "weight", base, *_place(parts, code)) for code in codes)
    batches = sorted({each.batch for each in found if each is not None})
    sources = store.batch_sources(facts.question, batches) if batches else []
    return "、".join(dict.fromkeys(source for _, source, _, _ in sources))


def _dictionary(parts: Parts, codes: Sequence[str]) -> int:
    return len(catalogue.industries()) if parts == "industry" else len(codes)
