"""Numbers as official documents print them: Arabic or Chinese digits, 万 and 亿, 成 and 百分之.

Two printings of one figure become one text (`canonical`), so that a figure is looked for in an
article by its value and unit and not by the way it is written.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from metrics.printed_text import squeezed

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "○": 0,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_LARGE = {"百": 10**2, "千": 10**3, **_SCALES}
_HAN = "".join([*_DIGITS, *_TENS, *_SCALES])
_NUMERAL = re.compile(
    rf"百分点|百分之(?P<percent>[{_HAN}]+|\d+(?:\.\d+)?)"
    rf"|(?P<tenths>[一二三四五六七八九])成(?![立为果本员功绩长交])"
    rf"|(?P<arabic>\d+(?:\.\d+)?)(?P<scale>[百千万亿]*)"
    rf"|(?P<han>[{_HAN}]+)"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DASHES = str.maketrans("‐‑‒–—―~～−", "---------")
_MARKED = re.compile(r"‹([\d.]+)›([^‹]*)")


@dataclass(frozen=True)
class Amount:
    """A number (万 and 亿 multiplied in, percent as printed) and the text that follows it."""

    value: Decimal
    unit: str


def han_number(text: str) -> Decimal | None:
    """Return the value of Chinese digits, None where they make no number.

    Examples
    --------
    >>> han_number("一百五十亿"), han_number("二〇二〇"), han_number("百"), han_number("十百")
    (Decimal('15000000000'), Decimal('2020'), Decimal('100'), None)
    """
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    for char, scale in sorted(_SCALES.items(), key=lambda entry: -entry[1]):
        if char in text:
            above, _, below = text.rpartition(char)
            return _scaled(above, below, scale)
    return _section(text)


def _scaled(above: str, below: str, scale: int) -> Decimal | None:
    """Return the value of a numeral parted at 万 or 亿."""
    high = han_number(above) if above else Decimal(1)
    low = han_number(below) if below else Decimal(0)
    if high is None or low is None or low >= scale:
        return None
    return high * scale + low


def _section(text: str) -> Decimal | None:
    """Return the value of a numeral below 万: places fall from left to right."""
    total, digit, last = 0, None, 10**4
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        place = _TENS[char]
        if place >= last or digit == 0 or (digit is None and total):
            return None
        total, digit, last = total + (digit or 1) * place, None, place
    return Decimal(total + (digit or 0))


def canonical(text: str) -> str:
    """Return a text with every number as ‹value›, without blanks, in half width.

    A single 一 stays as it is: it is hardly ever a number (一批, 一律).

    Examples
    --------
    >>> canonical("力争达 一百五十亿元") == canonical("力争达150亿元")
    True
    >>> canonical("按八成补助"), canonical("百分之五"), canonical("第1,500家")
    ('按‹80›%补助', '‹5›%', '第‹1500›家')
    """
    plain = _THOUSANDS.sub("", squeezed(text)).translate(_DASHES)
    return _NUMERAL.sub(_marked, plain)


def _marked(found: re.Match[str]) -> str:
    percent, tenths, arabic, han = (found[name] for name in ("percent", "tenths", "arabic", "han"))
    if percent is not None:
        value = Decimal(percent) if percent[0].isdecimal() else han_number(percent)
        return found[0] if value is None else f"‹{value}›%"
    if tenths is not None:
        return f"‹{_DIGITS[tenths] * 10}›%"
    if arabic is not None:
        return _arabic(arabic, found["scale"])
    value = None if han in (None, "一") else han_number(han)
    return found[0] if value is None else f"‹{value}›"


def _arabic(digits: str, scale: str) -> str:
    """Return an Arabic number; as printed unless 万 or 亿 follow it."""
    if not scale:
        return f"‹{digits}›"
    value = Decimal(digits)
    for char in scale:
        value *= _LARGE[char]
    return f"‹{value.normalize():f}›"


def stands_in(figure: str, text: str) -> bool:
    """Say whether a figure is printed in a text, with the same value and unit.

    Parameters
    ----------
    figure
        Number and unit as an entry lists it (``150亿元``, ``2-3家``, ``百网万品``).
    text
        The text in `canonical` form.

    Examples
    --------
    >>> stands_in("150亿元", canonical("新增达一百五十亿元"))
    True
    >>> stands_in("5万元", canonical("15万元"))
    False
    """
    return canonical(figure) in text


def amounts(figure: str) -> tuple[Amount, ...]:
    """Return the numbers of a figure, in order.

    Examples
    --------
    >>> amounts("1.1万亿元")
    (Amount(value=Decimal('1100000000000'), unit='元'),)
    >>> [str(each.value) for each in amounts("2-3家")]
    ['2', '3']
    """
    return tuple(Amount(Decimal(value), unit) for value, unit in _MARKED.findall(canonical(figure)))
