"""Generated sentences held against their result object: every figure there, every word its sign.

`figures_of` walks a result object and keeps every number in it as it may be printed. `faults`
reads a sentence and names each number that is not among them, and each word of direction that
contradicts the sign of the number behind it. It knows nothing of how sentences are made.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from metrics.periods import Period

MINUS = "\u2212"
DECIMALS = range(4)
NUMBER = re.compile(rf"(?<![A-Za-z0-9.])[{MINUS}+]?\d[\d,]*(?:\.\d+)?")
DIRECTED = re.compile(
    r"(降幅收窄|降幅扩大|增长|加快|上升|上涨|增加|下降|回落|下跌|减少)(\d[\d,]*(?:\.\d+)?)"
)
SIGN_OF = {
    **dict.fromkeys(("增长", "加快", "上升", "上涨", "增加", "降幅收窄"), 1),
    **dict.fromkeys(("下降", "回落", "下跌", "减少", "降幅扩大"), -1),
}
DEPTH = 12


@dataclass(frozen=True)
class Figures:
    """Numbers of a result as printed: with their sign, and without."""

    signed: frozenset[str]
    plain: frozenset[str]


def figures_of(*results: object) -> Figures:
    """Return every number of result objects, printed half up with up to three decimals."""
    found: set[Decimal] = set()
    for result in results:
        _walk(result, found, set(), 0)
    signed = frozenset(text for value in found for text in _printed(value))
    return Figures(signed, frozenset(text.lstrip("-") for text in signed))


def _printed(value: Decimal) -> Iterable[str]:
    for places in DECIMALS:
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        yield f"{abs(rounded) if rounded.is_zero() else rounded:f}"
    yield f"{value.normalize():f}"


def _walk(thing: object, found: set[Decimal], seen: set[int], depth: int) -> None:
    if depth > DEPTH or id(thing) in seen or thing is None or isinstance(thing, bool):
        return
    if isinstance(thing, int | float | Decimal | np.integer | np.floating):
        _number(thing, found)
    elif isinstance(thing, str):
        found.update(map(Decimal, re.findall(r"\d+(?:\.\d+)?", thing)))
    elif isinstance(thing, date | datetime):
        found.update(map(Decimal, (thing.year, thing.month, thing.day)))
    else:
        seen.add(id(thing))
        for part in _parts(thing):
            _walk(part, found, seen, depth + 1)


def _number(thing: object, found: set[Decimal]) -> None:
    value = Decimal(str(thing))
    if value.is_finite():
        found.add(value)


def _parts(thing: object) -> Iterable[object]:
    if isinstance(thing, Period):
        yield thing.end
        yield thing.start
    elif is_dataclass(thing):
        yield from (getattr(thing, each.name) for each in fields(thing))
        names = (name for name in dir(type(thing)) if not name.startswith("_"))
        for name in names:
            if isinstance(getattr(type(thing), name, None), property):
                yield getattr(thing, name)
    elif isinstance(thing, pd.DataFrame):
        yield from thing.to_numpy().ravel().tolist()
    elif isinstance(thing, Mapping):
        yield from thing.values()
        yield len(thing)
    elif isinstance(thing, tuple | list | set | frozenset):
        yield from thing
        yield len(thing)


def faults(sentence: str, figures: Figures) -> list[str]:
    """Return what is wrong with a sentence: numbers of no result, words against their sign."""
    text = sentence.replace("**", "")
    found = [f"{each}不在结果中" for each in NUMBER.findall(text) if not _known(each, figures)]
    for word, number in DIRECTED.findall(text):
        printed = number.replace(",", "")
        if printed in figures.plain and not _agrees(SIGN_OF[word], printed, figures):
            found.append(f"{word}{number}与符号不符")
    return found


def _known(number: str, figures: Figures) -> bool:
    plain = number.replace(",", "").replace("+", "")
    if plain.startswith(MINUS):
        return f"-{plain[1:]}" in figures.signed
    return plain in (figures.signed if number.startswith("+") else figures.plain)


def _agrees(sign: int, printed: str, figures: Figures) -> bool:
    """Say whether the result has the number with this sign; zero agrees with no direction."""
    if not Decimal(printed):
        return False
    return (printed if sign > 0 else f"-{printed}") in figures.signed
