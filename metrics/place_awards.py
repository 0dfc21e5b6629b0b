"""Awards by place of growth: who takes which amount, and what is left for a human to settle.

Only figures above a limit are ranked, on the figures as they are published. Nobody moves up into
a place that is not taken, and a pool with a figure missing leaves open what that figure could
change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from metrics.ranking import RankRule, places
from metrics.rounding import half_up

Outcome = Literal["eligible", "not_eligible", "unknown"]


@dataclass(frozen=True)
class Prize:
    """The amount of a place, in 元."""

    place: int
    amount_yuan: Decimal


@dataclass(frozen=True)
class Award:
    """What a unit of the pool is found to get.

    Attributes
    ----------
    growth
        Its figure; None is 未报.
    place
        Its place among the figures above the limit; None where it takes none.
    outcome
        ``unknown`` while a figure of the pool that could still change it is missing.
    amount_yuan
        None while that is unknown.
    is_tied
        Whether others share its place: the amount of each is for a human to settle.
    reason
        In Chinese: why.
    gap
        Printed figure less that of the last place with a prize, in the unit of the figure;
        None where that place is not taken or a figure is missing.
    """

    unit: str
    growth: Decimal | None
    place: int | None
    outcome: Outcome
    amount_yuan: Decimal | None
    is_tied: bool
    reason: str
    gap: Decimal | None


@dataclass(frozen=True)
class _Pool:
    growths: Mapping[str, Decimal | None]
    prizes: Mapping[int, Decimal]
    limit: Decimal
    decimals: int | None
    places: Mapping[str, int | None]

    @property
    def last(self) -> int:
        """The last place with a prize."""
        return max(self.prizes)

    @property
    def missing(self) -> list[str]:
        """Units without a figure."""
        return [unit for unit, growth in self.growths.items() if growth is None]


def awards(
    growths: Mapping[str, Decimal | None],
    prizes: Sequence[Prize],
    *,
    limit: Decimal = Decimal(0),
    decimals: int | None = 1,
) -> tuple[Award, ...]:
    """Say of each unit of a pool what its place brings.

    Parameters
    ----------
    growths
        By unit, those excluded left out beforehand; None is 未报.
    prizes
        Amounts by place; at least one.
    limit
        A figure must be above it, unrounded, to be ranked.
    decimals
        Decimal places (half up) on which places are taken; None compares unrounded.

    Returns
    -------
    tuple of Award
        Ranked units first, by place; then the others in the order given.

    Examples
    --------
    >>> three = [Prize(1, Decimal(500)), Prize(2, Decimal(300)), Prize(3, Decimal(200))]
    >>> pool = {"甲": Decimal("4.6"), "乙": Decimal(0), "丙": Decimal("6.3"), "丁": Decimal(-1)}
    >>> [(each.unit, each.place, int(each.amount_yuan or 0)) for each in awards(pool, three)]
    [('丙', 1, 500), ('甲', 2, 300), ('乙', None, 0), ('丁', None, 0)]
    """
    able = {unit: g for unit, g in growths.items() if g is not None and g > limit}
    taken = dict(zip(able, places(list(able.values()), RankRule(decimals)), strict=True))
    amounts = {prize.place: prize.amount_yuan for prize in prizes}
    pool = _Pool(growths, amounts, limit, decimals, taken)
    found = [_award(pool, unit) for unit in growths]
    return tuple(sorted(found, key=lambda each: each.place or len(growths) + 1))


def _award(pool: _Pool, unit: str) -> Award:
    place = pool.places.get(unit)
    outcome, reason = _outcome(pool, unit, place)
    amount = None if outcome == "unknown" else Decimal(0)
    if outcome == "eligible" and place is not None:
        amount = pool.prizes[place]
    tied = place is not None and list(pool.places.values()).count(place) > 1
    gap = _gap(pool, unit)
    return Award(unit, pool.growths[unit], place, outcome, amount, tied, reason, gap)


def _outcome(pool: _Pool, unit: str, place: int | None) -> tuple[Outcome, str]:
    if pool.growths[unit] is None:
        return "unknown", "未报，不能排位"
    if place is None:
        return "not_eligible", f"增速不高于{pool.limit}"
    if place > pool.last:
        return "not_eligible", f"第{place}位，奖励到第{pool.last}位为止"
    if pool.missing:
        return "unknown", f"{len(pool.missing)}个单位未报，位次未定"
    return "eligible", f"第{place}位"


def _gap(pool: _Pool, unit: str) -> Decimal | None:
    last = next((other for other, place in pool.places.items() if place == pool.last), None)
    if pool.missing or last is None:
        return None
    own, other = (half_up(pool.growths[each], pool.decimals) for each in (unit, last))
    return None if own is None or other is None else own - other
