"""拉动 and 贡献率: what each part did to the growth of the whole, by weights of the base period.

A part's 拉动 is its share of the whole in the base period times its own growth. Weights of the
current period would count growth twice. What the parts leave unexplained is named, never spread:
the parts and the residual together are the total, to the last digit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.rounding import Value, half_up, percent, to_decimal
from metrics.wording import GROWTH_DECIMALS

_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Weighted:
    """A part: its share of the whole in the base period (%) and its growth (%); None is missing."""

    key: str
    weight_pct: Decimal | None
    growth_pct: Decimal | None


@dataclass(frozen=True)
class Pull:
    """What a part did to the growth of the whole.

    Attributes
    ----------
    pp
        拉动, in percentage points; None where weight or growth is missing.
    contribution_pct
        贡献率: 拉动 ÷ growth of the whole, in %; None where it would mislead.
    """

    key: str
    weight_pct: Decimal | None
    growth_pct: Decimal | None
    pp: Decimal | None
    contribution_pct: Decimal | None


@dataclass(frozen=True)
class Pulls:
    """All parts of a whole, in the order in which they were given.

    Attributes
    ----------
    total_pct
        Growth of the whole; None where it is not known.
    residual_pp
        Growth of the whole less all 拉动 (其他及误差): parts without weight or growth, weights
        that do not make 100, rounding. None where the growth of the whole is not known.
    has_shares
        Whether the growth of the whole is large enough, and above zero, for 贡献率.
    """

    parts: tuple[Pull, ...]
    total_pct: Decimal | None
    residual_pp: Decimal | None
    has_shares: bool

    @property
    def sum_pp(self) -> Decimal:
        """Sum of all 拉动."""
        return sum((part.pp for part in self.parts if part.pp is not None), _ZERO)

    @property
    def weights_pct(self) -> Decimal:
        """Sum of the weights that are known."""
        return sum((part.weight_pct for part in self.parts if part.weight_pct is not None), _ZERO)

    @property
    def is_computed(self) -> bool:
        """Whether any part has a 拉动; without weights nothing has."""
        return any(part.pp is not None for part in self.parts)

    @property
    def unweighted(self) -> tuple[str, ...]:
        """Keys of parts that grew and have no weight."""
        return tuple(
            part.key
            for part in self.parts
            if part.weight_pct is None and part.growth_pct is not None
        )

    @property
    def silent(self) -> tuple[str, ...]:
        """Keys of parts that have a weight and no growth."""
        return tuple(
            part.key
            for part in self.parts
            if part.weight_pct is not None and part.growth_pct is None
        )


def weighted_pulls(
    parts: Sequence[Weighted], total_pct: Value, least_total_pct: Value = _ZERO
) -> Pulls:
    """Return what each part did to a published growth of the whole.

    Parameters
    ----------
    parts
        Shares of the base period in % (they should make 100) and growth in %.
    total_pct
        Published growth of the whole in %; None or NaN is missing.
    least_total_pct
        贡献率 needs a growth that prints above zero and not below this.

    Examples
    --------
    Half of the base grew by a half, the other half stood still: 25 points, not the 30 that the
    shares of the current period would give.

    >>> half = Decimal(50)
    >>> found = weighted_pulls([Weighted("甲", half, half), Weighted("乙", half, Decimal(0))], 25)
    >>> [(part.pp, part.contribution_pct) for part in found.parts], found.residual_pp
    ([(Decimal('25'), Decimal('100')), (Decimal('0'), Decimal('0'))], Decimal('0'))
    """
    total = to_decimal(total_pct)
    has_shares = _is_telling(total, to_decimal(least_total_pct) or _ZERO)
    made = tuple(_pull(part, total if has_shares else None) for part in parts)
    known = sum((part.pp for part in made if part.pp is not None), _ZERO)
    return Pulls(made, total, None if total is None else total - known, has_shares)


def pulls_of_levels(
    parts: Mapping[str, tuple[Value, Value]],
    base_total: Value,
    now_total: Value,
    least_total_pct: Value = _ZERO,
    total_pct: Value = None,
) -> Pulls:
    """Return what each part did to the change of a total, from levels of one and the same basis.

    Only for figures at current prices, or of the same firms: two published levels at other
    prices or of other firms have a growth that no subtraction gives.

    Parameters
    ----------
    parts
        By key: level of the base period and now; None or NaN is missing.
    base_total, now_total
        The same of the whole. A base that is not above zero has neither weights nor growth.
    total_pct
        Growth of the whole as it was published, against which the residual is taken; without it
        that of the levels.

    Examples
    --------
    >>> part = pulls_of_levels({"甲": (2556, 3433)}, 4888, 6341).parts[0]
    >>> round(part.pp, 2), round(part.contribution_pct, 2)
    (Decimal('17.94'), Decimal('60.36'))
    """
    base, now = to_decimal(base_total), to_decimal(now_total)
    if base is None or base <= 0:
        nothing = tuple(Pull(key, None, None, None, None) for key in parts)
        return Pulls(nothing, None, None, has_shares=False)
    total = to_decimal(total_pct)
    if total is None and now is not None:
        total = (now - base) / base * _HUNDRED
    has_shares = _is_telling(total, to_decimal(least_total_pct) or _ZERO)
    made = tuple(
        _pull_of_levels(key, (to_decimal(then), to_decimal(level)), (base, now), has_shares)
        for key, (then, level) in parts.items()
    )
    known = sum((part.pp for part in made if part.pp is not None), _ZERO)
    return Pulls(made, total, None if total is None else total - known, has_shares)


def _is_telling(total: Decimal | None, least: Decimal) -> bool:
    """Say whether shares of a growth mean something: it prints above zero and is not too small."""
    printed = half_up(total, GROWTH_DECIMALS)
    return printed is not None and printed > 0 and printed >= least


def _pull(part: Weighted, total: Decimal | None) -> Pull:
    if part.weight_pct is None or part.growth_pct is None:
        return Pull(part.key, part.weight_pct, part.growth_pct, None, None)
    pp = part.weight_pct * part.growth_pct / _HUNDRED
    return Pull(part.key, part.weight_pct, part.growth_pct, pp, percent(pp, total))


def _pull_of_levels(
    key: str,
    levels: tuple[Decimal | None, Decimal | None],
    totals: tuple[Decimal, Decimal | None],
    has_shares: bool,
) -> Pull:
    then, level = levels
    base, now = totals
    weight = percent(then, base)
    if then is None or level is None:
        return Pull(key, weight, None, None, None)
    moved = level - then
    growth = percent(moved, then) if then > 0 else None
    whole = now - base if now is not None and has_shares else None
    return Pull(key, weight, growth, percent(moved, base), percent(moved, whole))
