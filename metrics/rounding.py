"""Rounding as printed: half up, from the decimal text of a number.

Binary floats cannot hold most decimal fractions, so ``round(2.675, 2)`` gives 2.67. Published
figures are rounded 四舍五入 from their decimal text, and places are taken from rounded figures;
both therefore go through :class:`decimal.Decimal`.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache

Value = float | int | str | Decimal | None
"""A figure as it may arrive; ``None`` and NaN both mean 未报 (not reported)."""

_WIDE = Context(prec=1000, rounding=ROUND_HALF_UP)
_MISSING_TEXTS = frozenset({"None", "nan", "<NA>"})


def to_decimal(value: Value) -> Decimal | None:
    """Turn a figure into the decimal number that its shortest text shows.

    Parameters
    ----------
    value
        Number or text of a number; numpy scalars are welcome. ``None``, NaN and ``pandas.NA``
        are missing.

    Returns
    -------
    Decimal or None
        The exact decimal, or None where the figure is missing.

    Raises
    ------
    ValueError
        If the value is infinite, a boolean, or text that is not a number.

    Examples
    --------
    >>> to_decimal(0.1)
    Decimal('0.1')
    >>> to_decimal(float("nan")) is None
    True
    """
    text = str(value).strip()
    if text in _MISSING_TEXTS:
        return None
    number = _read(text)
    return None if number.is_nan() else _finite(number)


def _read(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        msg = f"“{text}”不是数值：请填写数字，例如 6.0；未报的留空"
        raise ValueError(msg) from error


def _finite(number: Decimal) -> Decimal:
    if number.is_infinite():
        msg = f"“{number}”是无穷大，不能作为指标数值：请检查计算中是否除以了零"
        raise ValueError(msg)
    return number


FINEST = 6
"""Places of the finest figure that is reported: 分 of 万元."""


def without_noise(total: float) -> float:
    """Return a sum of reported figures without the noise of binary addition.

    A total of 8608.75 that comes out as 8608.749999999998 would be printed 8608.7.

    Parameters
    ----------
    total
        Sum or difference of figures with at most `FINEST` decimal places; NaN stays NaN.

    Examples
    --------
    >>> 1.1 + 2.2, without_noise(1.1 + 2.2)
    (3.3000000000000003, 3.3)
    """
    return round(total, FINEST)


def half_up(value: Value, decimals: int | None) -> Decimal | None:
    """Round 四舍五入 from the decimal text of a figure.

    Parameters
    ----------
    value
        The figure, see :func:`to_decimal`.
    decimals
        Decimal places to keep, 0 or more; None leaves the figure unrounded.

    Returns
    -------
    Decimal or None
        The rounded figure; a half goes away from zero; a rounded zero has no sign. None where
        the figure is missing.

    Examples
    --------
    >>> half_up(2.675, 2)
    Decimal('2.68')
    >>> half_up(-0.04, 1)
    Decimal('0.0')
    >>> half_up("6.049", None)
    Decimal('6.049')
    """
    number = to_decimal(value)
    if number is None or decimals is None:
        return number
    rounded = number.quantize(_last_place(decimals), context=_WIDE)
    return abs(rounded) if rounded.is_zero() else rounded


@cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def percent(part: Value, whole: Value) -> Decimal | None:
    """Return part ÷ whole × 100 in decimals, unrounded.

    Parameters
    ----------
    part, whole
        Two figures in one unit; None or NaN is missing.

    Returns
    -------
    Decimal or None
        None where either is missing or the whole is zero.

    Examples
    --------
    >>> percent(57, 400)
    Decimal('14.25')
    """
    top, bottom = to_decimal(part), to_decimal(whole)
    if top is None or not bottom:
        return None
    return top * 100 / bottom
