"""Heads of columns: which measure, in which unit, of which period."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.table_words import is_unit, table_words, unit_of_note, without_numbering
from metrics.printed_periods import (
    PrintedPeriod,
    bare_year,
    leading_period,
    read_printed_period,
)
from metrics.printed_text import squeezed

TextKind = Literal["blank", "note", "names", "period", "unit", "measure", "free"]
MOST_TEXTS = 4096
"""Texts whose meaning is remembered: heads are the same from sheet to sheet."""
_BRACKET = re.compile(r"\(([^()]*)\)")
_DAY = re.compile(r"\(?[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日\)?")
_UNIT_ENDS = ("±%", "%")


@dataclass(frozen=True)
class Head:
    """What the head of a column says.

    Attributes
    ----------
    printed
        The parts as printed, joined.
    measure
        Empty where the words are no known measure.
    units
        Units that stand in the head; more than one is a contradiction.
    period
        None where the head names none; its year may stand in a head of its own.
    year
        A year without months (2024年), which the table names elsewhere; None beside a period.
    agrees
        Whether all its rows are about the same month and year.
    """

    printed: str
    measure: str
    units: tuple[str, ...]
    period: PrintedPeriod | None
    year: int | None = None
    agrees: bool = True


@dataclass(frozen=True)
class HeadParts:
    """One cell of a head, parted: the words that are left beside units and period, or year."""

    words: str
    units: tuple[str, ...]
    period: PrintedPeriod | None
    year: int | None = None


def read_head(
    parts: Iterable[str], names: frozenset[str] = frozenset(), noted: Iterable[str] = ()
) -> Head:
    """Read the head of a column from its texts, top to bottom.

    Parameters
    ----------
    parts
        Texts of the cells above the column; notes above the table do not belong to it.
    names
        Names of the table's indicator: a head may repeat the title.
    noted
        Units in notes above the table; a word that may mean an amount or a growth (同比增减) is
        a growth only where a unit of growth is given.

    Examples
    --------
    >>> read_head(["1-9月", "绝对额(万元)"])
    Head(printed='1-9月绝对额(万元)', measure='level', units=('万元',), period=PrintedPeriod(\
year=None, first=1, last=9), year=None, agrees=True)
    >>> read_head(["2025年10月", "9月末余额"]).agrees
    False
    >>> read_head(["同比增减(亿元)"]).measure, read_head(["同比增减"], noted=["%"]).measure
    ('', 'growth')
    >>> read_head(["9月末", "(亿元)"]).measure, read_head(["产销率（%）"]).measure
    ('level', '')
    """
    plain = [text for text in dict.fromkeys(map(squeezed, parts)) if text not in names]
    parted = [head_parts(text) for text in plain]
    words = "".join(part.words for part in parted)
    units = tuple(dict.fromkeys(unit for part in parted for unit in part.units))
    periods = [part.period for part in parted if part.period]
    years = {each for each in (*(p.year for p in periods), *(p.year for p in parted)) if each}
    year = min(years, default=None)
    period = periods[-1]._replace(year=periods[-1].year or year) if periods else None
    if words:
        measure = _worded_measure(words, units or tuple(noted))
    else:
        measure = _bare_measure(units, period, year)
    agrees = len({each.last for each in periods}) <= 1 and len(years) <= 1
    return Head("".join(plain), measure, units, period, None if period else year, agrees)


def _worded_measure(words: str, units: tuple[str, ...]) -> str:
    known = table_words()
    if words in known.amount_or_growth and not known.growth_units.intersection(units):
        return ""
    return known.measure_of.get(words, "")


def _bare_measure(units: tuple[str, ...], period: PrintedPeriod | None, year: int | None) -> str:
    """Return the measure without words: 9月末, or a period with an amount's unit, is a level."""
    if table_words().growth_units.intersection(units):
        return ""
    at_end = period is not None and period.first is None
    return "level" if at_end or (units and (period or year)) else ""


@lru_cache(maxsize=MOST_TEXTS)
def head_parts(text: str) -> HeadParts:
    """Part the squeezed text of one cell into words, units and period.

    Examples
    --------
    >>> head_parts("增速(%)")
    HeadParts(words='增速', units=('%',), period=None, year=None)
    """
    inside = [unit_of_note(each) or each for each in _BRACKET.findall(text)]
    bare = _BRACKET.sub("", text)
    alone = read_printed_period(bare)
    period, words = (alone, "") if alone else leading_period(bare)
    words, ends = _unit_end(words)
    periods = [period, *map(read_printed_period, inside)]
    years = [bare_year(each) for each in (bare, *inside)]
    units = [each for each in (*inside, *ends) if _may_be_unit(each)]
    with_months = zip(periods, years, strict=True)
    return HeadParts(
        words,
        tuple(units),
        next((each for each, year in with_months if each and not year), None),
        next((year for year in years if year), None),
    )


def _unit_end(words: str) -> tuple[str, tuple[str, ...]]:
    """Take off a unit that stands without brackets: “增速%”, or alone in its cell."""
    if is_unit(words):
        return "", (words,)
    end = next((end for end in _UNIT_ENDS if words.endswith(end)), "")
    return words.removesuffix(end), (end,) if end else ()


def _may_be_unit(text: str) -> bool:
    return bool(text) and text not in table_words().remarks and not read_printed_period(text)


@lru_cache(maxsize=MOST_TEXTS)
def text_kind(text: str) -> TextKind:
    """Return what kind of text stands in a cell above or beside a table.

    Returns
    -------
    str
        ``note``: a remark such as 单位：亿元; ``names``: head of the column of names; ``period``,
        ``unit``, ``measure``: head of a column of figures; ``free``: anything else, such as a
        title.

    Examples
    --------
    >>> [text_kind(text) for text in ("单位：亿元", "地  区", "1-9月", "增速（%）", "工业投资")]
    ['note', 'names', 'period', 'measure', 'free']
    """
    plain = squeezed(text)
    found: Iterator[TextKind] = (kind for kind, holds in _kinds(plain) if holds)
    return next(found, "free")


def _kinds(plain: str) -> Iterator[tuple[TextKind, bool]]:
    words = table_words()
    bare = leading_period(plain)[1].removeprefix("(")
    yield "blank", not plain
    yield "note", bool(unit_of_note(bare)) or plain.startswith(words.note_starts)
    yield "note", _DAY.fullmatch(plain) is not None
    yield "names", plain in words.name_heads
    yield "period", read_printed_period(plain.removeprefix("(").removesuffix(")")) is not None
    yield "unit", is_unit(plain) or _BRACKET.fullmatch(plain) is not None
    known = head_parts(plain).words in words.measure_of
    yield "measure", known or bool(read_head([plain]).measure)


def stated_period(text: str) -> PrintedPeriod | None:
    """Return the period that a text above a table states, alone or before a unit.

    Examples
    --------
    >>> stated_period("（2025年1-9月）"), stated_period("2025年9月 单位：亿元")[:2]
    (PrintedPeriod(year=2025, first=1, last=9), (2025, 9))
    >>> stated_period("2025年10月15日") is None
    True
    """
    plain = squeezed(text).removeprefix("(")
    period, rest = leading_period(plain)
    return period if unit_of_note(rest) else read_printed_period(plain.removesuffix(")"))


def stated_head(title: str, texts: Iterable[str]) -> Head:
    """Return what title and texts above a table say of the period of all its columns.

    Examples
    --------
    >>> stated_head("二、2025年规模工业利润", ["地区", "（1-9月）"]).period
    PrintedPeriod(year=2025, first=1, last=9)
    """
    dated = [squeezed(text).removeprefix("(") for text in texts if stated_period(text)]
    return read_head([without_numbering(squeezed(title)), *dated])


def noted_units(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the units that notes above a table name: “单位：亿元、%”.

    Examples
    --------
    >>> noted_units(["（单位：亿元、%）", "地区"])
    ('亿元', '%')
    """
    found: dict[str, None] = {}
    for text in texts:
        note = unit_of_note(leading_period(text)[1].removeprefix("(")).removesuffix(")")
        found |= dict.fromkeys(part for part in re.split("[、,;/]", note) if part)
    return tuple(found)
