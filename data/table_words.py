"""Words of received tables as data: titles, heads, units; only exact matches count."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from data import catalogue
from data.datasets import Dataset
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from metrics.printed_periods import leading_period, read_printed_period
from metrics.printed_text import squeezed

_NUMBERING = re.compile(
    r"表?[0-9]+(?:[-.][0-9]+)*[、.:]|[一二三四五六七八九十]+、|\((?:[0-9]+|[一二三四五六七八九十]+)\)"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")


class TableWords(Record):
    """The whole file `table_words.yaml`; all words in the form of `squeezed`."""

    titles: Mapping[str, str]
    industry_titles: Mapping[str, str]
    scopes: tuple[str, ...]
    name_heads: frozenset[str]
    name_starts: tuple[str, ...]
    heads: Mapping[str, tuple[str, ...]]
    amount_or_growth: frozenset[str]
    growth_units: frozenset[str]
    place_units: frozenset[str]
    units: frozenset[str]
    remarks: frozenset[str]
    unit_starts: tuple[str, ...]
    note_starts: tuple[str, ...]
    list_heads: Mapping[str, tuple[str, ...]]

    @cached_property
    def measure_of(self) -> dict[str, str]:
        """Word of a head to the measure that it names."""
        return {word: measure for measure, words in self.heads.items() for word in words}

    @cached_property
    def list_key_of(self) -> dict[str, str]:
        """Head of a long list to what its column holds."""
        return {word: key for key, words in self.list_heads.items() for word in words}


@cache
def table_words() -> TableWords:
    """Return the words of tables.

    Raises
    ------
    CatalogueError
        If the file has unknown, missing or ill-typed keys, or a word that can never match.
    """
    words = parse(TableWords, read_yaml(FOLDER / "table_words.yaml"), "table_words.yaml")
    _check_forms(words)
    return words


def _check_forms(words: TableWords) -> None:
    """Refuse a word that squeezing changes: no cell could ever equal it."""
    named = (*words.titles, *words.industry_titles, *words.measure_of, *words.list_key_of)
    listed = (*words.scopes, *words.name_heads, *words.remarks, *words.units)
    every = (*named, *listed, *words.amount_or_growth)
    if wrong := [word for word in every if squeezed(word) != word]:
        msg = f"table_words.yaml：“{wrong[0]}”须用半角括号和数字、不留空白，请改正"
        raise CatalogueError(msg)


def is_unit(text: str) -> bool:
    """Return whether a squeezed text is a unit of any indicator, growth or place.

    Examples
    --------
    >>> is_unit("亿元"), is_unit("%"), is_unit("可比价")
    (True, True, False)
    """
    words = table_words()
    return text in words.units | words.growth_units | words.place_units | _known_units()


@cache
def _known_units() -> frozenset[str]:
    known = catalogue.indicators().values()
    return frozenset(unit for indicator in known for unit in indicator.unit_factors)


def plain_title(text: str) -> str:
    """Return a title as it is compared: without period, numbering, unit and blanks.

    It stays the same from month to month, so a mapping that a user makes once can be kept.

    Parameters
    ----------
    text
        The title as printed.

    Examples
    --------
    >>> plain_title("二、 2025年1—9月规模工业 利润总额（万元）")
    '规模工业利润总额'
    >>> plain_title("第一产业增加值  ")
    '第一产业增加值'
    """
    plain = without_numbering(squeezed(text))
    _, rest = leading_period(plain)
    return _BRACKETS.sub(_kept_bracket, rest or plain)


def without_numbering(title: str) -> str:
    """Return a squeezed title without the number before it.

    Examples
    --------
    >>> without_numbering("二、2025年1-9月利润"), without_numbering("三、")
    ('2025年1-9月利润', '三、')
    """
    numbering = _NUMBERING.match(title)
    return (title[numbering.end() :] or title) if numbering else title


def _kept_bracket(match: re.Match[str]) -> str:
    inside = unit_of_note(match[1]) or match[1]
    return "" if is_unit(inside) or read_printed_period(inside) else match[0]


def unit_of_note(text: str) -> str:
    """Return what stands behind “单位：” in a note above a table, empty if it is no such note.

    Examples
    --------
    >>> unit_of_note("单位：亿元"), unit_of_note("单位")
    ('亿元', '')
    """
    plain = squeezed(text)
    starts = table_words().unit_starts
    return next((plain.removeprefix(start) for start in starts if plain.startswith(start)), "")


def title_indicators(dataset: Dataset, *, of_industries: bool) -> dict[str, str]:
    """Return the known titles of a dataset's tables, in the form of `plain_title`, to indicators.

    Parameters
    ----------
    dataset
        Names and aliases of its indicators count beside the words of the file.
    of_industries
        Whether the tables list industries instead of units.
    """
    words, indicators = table_words(), dataset.indicators
    named = [
        (name, key)
        for key, indicator in indicators.items()
        for name in (indicator.name, *indicator.aliases)
    ]
    further = [*words.titles.items(), *(words.industry_titles.items() if of_industries else ())]
    known = [(name, key) for name, key in further if key in indicators]
    return _unambiguous((plain_title(name), key) for name, key in (*named, *known))


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Leave out a name that two indicators share."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, key in pairs:
        found[name].add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def without_scope(title: str) -> str:
    """Return a plain title without the word of scope at its beginning.

    Examples
    --------
    >>> without_scope("分县市区工业投资"), without_scope("工业投资")
    ('工业投资', '工业投资')
    """
    scopes = table_words().scopes
    return next((title.removeprefix(s) for s in scopes if title.startswith(s)), title)
