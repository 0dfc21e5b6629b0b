"""Printing of numbers, places, names and days: one way for screen, documents and command line.

Negative figures carry the minus sign U+2212. A missing figure prints as 未报, never as zero.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from metrics.rounding import Value, half_up, to_decimal

MINUS = "\u2212"
GROWTH_DECIMALS = 1
"""Rates of growth and their gaps are printed with one decimal, everywhere."""
NOT_REPORTED = "未报"
NO_PREVIOUS = "无上期"
LEAST_LIKELY = 0.01
"""Probabilities below it, and as near to one, are not told apart in print."""


def figure(value: Value, decimals: int | None, thousands: bool = False) -> str:
    """Print a figure, rounded half up.

    Parameters
    ----------
    value
        The figure; None or NaN prints 未报.
    decimals
        Decimal places; None prints the digits that the figure has.
    thousands
        Whether to part thousands by a comma.

    Examples
    --------
    >>> figure(-1234.565, 2, thousands=True)
    '−1,234.57'
    >>> figure(None, 1)
    '未报'
    """
    rounded = half_up(value, decimals)
    if rounded is None:
        return NOT_REPORTED
    sign = MINUS if rounded < 0 else ""
    return sign + _digits(abs(rounded), thousands)


def _digits(number: Decimal, thousands: bool) -> str:
    return f"{number:,f}" if thousands else f"{number:f}"


def as_given(value: Value) -> str:
    """Print a figure with all the digits that it has and no trailing zeros.

    Examples
    --------
    >>> as_given(5.95), as_given(10.0), as_given(-0.5), as_given(None)
    ('5.95', '10', '−0.5', '未报')
    """
    number = to_decimal(value)
    return figure(None if number is None else number.normalize(), None)


def signed(value: Value, decimals: int | None) -> str:
    """Print a difference with its sign; zero has none.

    Examples
    --------
    >>> signed(5.6, 1), signed(-0.7, 1), signed(0.04, 1)
    ('+5.6', '−0.7', '0.0')
    """
    rounded = half_up(value, decimals)
    plus = "+" if rounded is not None and rounded > 0 else ""
    return plus + figure(rounded, decimals)


def growth(value: Value, decimals: int | None = 1) -> str:
    """Print a growth rate given in percent.

    Examples
    --------
    >>> growth(6), growth(-0.25), growth(None)
    ('6.0%', '−0.3%', '未报')
    """
    text = figure(value, decimals)
    return text if text == NOT_REPORTED else f"{text}%"


def place_change_words(change: int | None) -> str:
    """Print a change of place for a table cell; positive is up.

    A change is missing (None or ``pandas.NA``) where a unit has no place now or before.

    Examples
    --------
    >>> place_change_words(4), place_change_words(-1), place_change_words(0)
    ('↑4', '↓1', '—')
    >>> place_change_words(None)
    '无上期'
    """
    return _by_direction(change, "↑{}", "↓{}", "—")


def place_change_phrase(change: int | None) -> str:
    """Say a change of place inside a sentence; positive is up.

    Examples
    --------
    >>> place_change_phrase(4), place_change_phrase(-1), place_change_phrase(0)
    ('上升4位', '下降1位', '持平')
    """
    return _by_direction(change, "上升{}位", "下降{}位", "持平")


def _by_direction(change: int | None, up: str, down: str, same: str) -> str:
    number = to_decimal(change)
    if number is None:
        return NO_PREVIOUS
    if number == 0:
        return same
    pattern = up if number > 0 else down
    return pattern.format(int(abs(number)))


def join_names(names: Iterable[str]) -> str:
    """Join names by the Chinese enumeration comma.

    Examples
    --------
    >>> join_names(["双清区", "大祥区"])
    '双清区、大祥区'
    """
    return "、".join(names)


def date_text(day: date) -> str:
    """Print a day as official documents do, without leading zeros.

    Examples
    --------
    >>> date_text(date(2025, 10, 20))
    '2025年10月20日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


CHINA_TIME = timezone(timedelta(hours=8), "北京时间")


def moment_text(moment: datetime) -> str:
    """Print a moment in Beijing time, to the minute.

    Parameters
    ----------
    moment
        An aware time; a naive one is refused, since its zone is a guess.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment_text(datetime(2025, 10, 20, 18, 5, tzinfo=UTC))
    '2025-10-21 02:05'
    """
    if moment.tzinfo is None:
        msg = f"时间 {moment} 没有时区，无法换算成北京时间"
        raise ValueError(msg)
    return f"{moment.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"


def likelihood(probability: float) -> str:
    """Print a probability; it is never said to be nought or one.

    Examples
    --------
    >>> likelihood(0.003), likelihood(0.294), likelihood(0.997)
    ('不足1%', '约29%', '超过99%')
    """
    if probability < LEAST_LIKELY:
        return "不足1%"
    if probability > 1 - LEAST_LIKELY:
        return "超过99%"
    return f"约{figure(probability * 100, 0)}%"
