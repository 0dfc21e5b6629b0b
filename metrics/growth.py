"""Words and figures of growth.

A published growth (可比价, 可比口径) is a fact of its own. What two levels give is *nominal*
growth: it carries that name only and never stands in for a published one, as rosters and price
bases differ between two publications. No function here turns one into the other.
"""

from dataclasses import dataclass
from decimal import Decimal

from metrics.rounding import Value, half_up, to_decimal
from metrics.wording import NOT_REPORTED, figure
from metrics.wording import growth as print_growth

UNCHANGED = "持平"
_HUNDRED = Decimal(100)
_UNCHANGED_BELOW = Decimal("0.05")


@dataclass(frozen=True)
class LevelChange:
    """How a level compares with its base.

    Attributes
    ----------
    word
        增长 下降 持平 扭亏为盈 由盈转亏 减亏 增亏 不可比 未报.
    text
        The word, with the percentage where there is one.
    nominal_pct
        Nominal growth in percent, unrounded; None where the base is not positive, where a
        profit became a loss, or where a level is missing.
    """

    word: str
    text: str
    nominal_pct: Decimal | None


@dataclass(frozen=True)
class GrowthChange:
    """How a growth rate compares with an earlier one.

    Attributes
    ----------
    word
        加快 回落 持平 未报.
    points
        Later minus earlier printed figure, in 百分点; None where one is missing.
    text
        The phrase of official reports; between two declines it speaks of 降幅.
    """

    word: str
    points: Decimal | None
    text: str


def compare_levels(current: Value, base: Value) -> LevelChange:
    """Compare two levels, in words where a percentage would mislead.

    Parameters
    ----------
    current, base
        Two levels in one unit; None or NaN is missing.

    Returns
    -------
    LevelChange
        A percentage only for a positive base and a level of zero or more.

    Notes
    -----
    Words for bases of zero and below follow the notes on profits of the National Bureau of
    Statistics (扭亏为盈, 由盈转亏, 减亏, 增亏).

    Examples
    --------
    >>> compare_levels(106, 100).text
    '增长6.0%'
    >>> compare_levels(5, -10).text
    '扭亏为盈'
    """
    now, then = to_decimal(current), to_decimal(base)
    if now is None or then is None:
        return _in_words(NOT_REPORTED)
    if then == 0:
        return _in_words("不可比")
    if then < 0:
        return _in_words(_word_after_loss(now, then))
    return _in_words("由盈转亏") if now < 0 else _in_percent(now, then)


def _in_words(word: str) -> LevelChange:
    return LevelChange(word, word, None)


def _word_after_loss(now: Decimal, then: Decimal) -> str:
    if now >= 0:
        return "扭亏为盈"
    if now == then:
        return UNCHANGED
    return "减亏" if now > then else "增亏"


def _in_percent(now: Decimal, then: Decimal) -> LevelChange:
    percent = (now - then) / then * _HUNDRED
    return LevelChange(_direction(percent), growth_phrase(percent), percent)


def _direction(percent: Decimal) -> str:
    if abs(percent) < _UNCHANGED_BELOW:
        return UNCHANGED
    return "增长" if percent > 0 else "下降"


def growth_phrase(growth_pct: Value, decimals: int = 1) -> str:
    """Say a growth rate as a report does.

    Parameters
    ----------
    growth_pct
        Growth in percent; None or NaN is 未报.
    decimals
        Decimal places printed; what prints as zero is 持平.

    Examples
    --------
    >>> growth_phrase(6), growth_phrase(-0.2), growth_phrase(0.04), growth_phrase(None)
    ('增长6.0%', '下降0.2%', '持平', '未报')
    """
    printed = half_up(growth_pct, decimals)
    if printed is None:
        return NOT_REPORTED
    if printed == 0:
        return UNCHANGED
    word = "增长" if printed > 0 else "下降"
    return word + print_growth(abs(printed), decimals)


def point_gap(a: Value, b: Value, decimals: int = 1) -> Decimal | None:
    """Subtract two growth rates as printed, in 百分点.

    Readers check a gap against the two figures in front of them, so both are rounded first.

    Parameters
    ----------
    a, b
        Growth rates in percent; None or NaN is missing.
    decimals
        Decimal places of the printed figures.

    Returns
    -------
    Decimal or None
        a − b; None where either is missing.

    Examples
    --------
    >>> point_gap(6.05, 5.94)
    Decimal('0.2')
    """
    left, right = half_up(a, decimals), half_up(b, decimals)
    if left is None or right is None:
        return None
    return left - right


def change_of_growth(now: Value, before: Value, decimals: int = 1) -> GrowthChange:
    """Compare a growth rate with an earlier one, on printed figures.

    Parameters
    ----------
    now, before
        Growth rates in percent; None or NaN is missing.
    decimals
        Decimal places of the printed figures.

    Examples
    --------
    >>> change_of_growth(6.0, 9.2).text
    '回落3.2个百分点'
    >>> change_of_growth(-3.0, -1.0).text
    '降幅扩大2.0个百分点'
    """
    points = point_gap(now, before, decimals)
    if points is None:
        return GrowthChange(NOT_REPORTED, None, NOT_REPORTED)
    if points == 0:
        return GrowthChange(UNCHANGED, points, UNCHANGED)
    word = "加快" if points > 0 else "回落"
    phrase = _phrase_of_change(word, _both_decline(now, before, decimals))
    return GrowthChange(word, points, f"{phrase}{figure(abs(points), decimals)}个百分点")


def _both_decline(now: Value, before: Value, decimals: int) -> bool:
    printed = (half_up(now, decimals), half_up(before, decimals))
    return all(value is not None and value < 0 for value in printed)


def _phrase_of_change(word: str, both_decline: bool) -> str:
    if not both_decline:
        return word
    return "降幅收窄" if word == "加快" else "降幅扩大"


def two_year_average(g: Value, g_before: Value) -> Decimal | None:
    """Average two consecutive growth rates geometrically (两年平均增速).

    Used where the base year was broken, as 2021 over 2019.

    Parameters
    ----------
    g, g_before
        Growth of this year and of the year before, in percent; None or NaN is missing.

    Returns
    -------
    Decimal or None
        Percent, unrounded; None where a rate is missing or below −100 %, where no geometric
        mean exists.

    Examples
    --------
    >>> two_year_average(21, 0).quantize(Decimal("0.1"))
    Decimal('10.0')
    """
    factors = [_factor(rate) for rate in (g, g_before)]
    known = [factor for factor in factors if factor is not None and factor >= 0]
    if len(known) < len(factors):
        return None
    return ((known[0] * known[1]).sqrt() - 1) * _HUNDRED


def _factor(growth_pct: Value) -> Decimal | None:
    rate = to_decimal(growth_pct)
    return None if rate is None else 1 + rate / _HUNDRED
