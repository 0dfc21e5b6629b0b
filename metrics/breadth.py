"""增长面: how many of the parts grow, and how many grow faster than before, by printed figures.

A weighted total can rise on one large industry alone; the count says how wide the rise is. The
diffusion index counts a part that stands still as one half; with few parts it says little, so
the number of parts always stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.rounding import Value, half_up, percent
from metrics.wording import GROWTH_DECIMALS

_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Breadth:
    """Counts of parts with a known growth.

    Attributes
    ----------
    known
        Parts with a figure; those without take no part.
    rising, flat, falling
        By the sign of the printed growth.
    paired, faster, slower
        Parts with a figure in both periods, and how many of them sped up and slowed down.
    """

    known: int
    rising: int
    flat: int
    falling: int
    paired: int
    faster: int
    slower: int

    @property
    def rising_pct(self) -> Decimal | None:
        """增长面: rising ÷ known, in %, unrounded; None without any."""
        return percent(self.rising, self.known)

    @property
    def diffusion_pct(self) -> Decimal | None:
        """扩散指数: share of rising and half the share of flat parts, in %; None without any."""
        return percent(self.rising + _HALF * self.flat, self.known)


def breadth(now: Sequence[Value], before: Sequence[Value]) -> Breadth:
    """Count parts by the direction of their growth.

    Parameters
    ----------
    now, before
        Growth in % of the same parts in the same order; None or NaN is missing.

    Raises
    ------
    ValueError
        If the two are of different length.

    Examples
    --------
    >>> found = breadth([3.2, 0.04, -1.0, None], [1.0, 0.5, None, 2.0])
    >>> found.rising, found.known, found.diffusion_pct, (found.faster, found.slower)
    (1, 3, Decimal('50.0'), (1, 1))
    """
    if len(now) != len(before):
        msg = f"增长面：本期{len(now)}个、上期{len(before)}个，应为同样的各项"
        raise ValueError(msg)
    printed = [half_up(value, GROWTH_DECIMALS) for value in now]
    earlier = [half_up(value, GROWTH_DECIMALS) for value in before]
    known = [value for value in printed if value is not None]
    pairs = [
        (new, old)
        for new, old in zip(printed, earlier, strict=True)
        if new is not None and old is not None
    ]
    return Breadth(
        known=len(known),
        rising=sum(value > 0 for value in known),
        flat=sum(value == 0 for value in known),
        falling=sum(value < 0 for value in known),
        paired=len(pairs),
        faster=sum(new > old for new, old in pairs),
        slower=sum(new < old for new, old in pairs),
    )
