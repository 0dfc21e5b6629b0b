"""Names of units in the context of a table: 邵阳 is a city among cities, else a county."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from data import catalogue
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.records import FOLDER, read_csv
from data.table_words import table_words
from metrics.printed_text import squeezed

Candidates = Mapping[str, frozenset[str]]
"""Plain name to the codes of the dataset's units that bear it."""


def plain_name(text: str) -> str:
    """Return the name of a unit as it is compared: without blanks and marks such as 其中：.

    Examples
    --------
    >>> plain_name("双 清"), plain_name("其中：经开区")
    ('双清', '经开区')
    """
    plain = squeezed(text)
    starts = table_words().name_starts
    if not plain.startswith(starts):  # most names
        return plain
    return next(plain.removeprefix(start) for start in starts if plain.startswith(start))


def unit_names(dataset: Dataset) -> dict[str, frozenset[str]]:
    """Return every name of a dataset's units (full, short, former) to the codes that bear it.

    Parameters
    ----------
    dataset
        Units of all its ranked sets, and the wholes by the names that tables give them.

    Examples
    --------
    >>> from data.datasets import dataset
    >>> sorted(unit_names(dataset("shaoyang"))["邵阳"])
    ['430500', '430523']
    """
    codes = _codes(dataset)
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in _all_names(dataset):
        if code in codes:
            found[name].add(code)
    return {name: frozenset(bearers) for name, bearers in found.items()}


def foreign_names(dataset: Dataset) -> frozenset[str]:
    """Return the names that only units of other datasets bear.

    Examples
    --------
    >>> from data.datasets import dataset
    >>> names = foreign_names(dataset("luohe-2015"))
    >>> "双清" in names, "源汇区" in names, "经开区" in names
    (True, False, False)
    """
    own = unit_names(dataset)
    return frozenset(name for name, _ in _all_names(dataset)) - own.keys()


def _codes(dataset: Dataset) -> set[str]:
    return {dataset.region}.union(*map(_set_codes, dataset.ranked_sets))


def _all_names(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield plain names and codes of all units, those of other datasets too."""
    yield from _registered_names()
    for ranked in dataset.ranked_sets:
        yield plain_name(ranked.whole_name), ranked.whole


@cache
def _registered_names() -> tuple[tuple[str, str], ...]:
    regions = catalogue.regions().values()
    named = [(name, region.code) for region in regions for name in (region.name, region.short_name)]
    aliases = [(row["alias"], row["code"]) for _, row in read_csv(FOLDER / "region_aliases.csv")]
    return tuple((plain_name(name), code) for name, code in (*named, *aliases))


@dataclass(frozen=True)
class NamedUnits:
    """The units that a table lists.

    Attributes
    ----------
    codes
        One for each name: the code; empty where several units bear the name and the table does
        not tell which is meant; None where no unit of the dataset bears it.
    ranked
        The ranked set that the names fit best.
    """

    codes: tuple[str | None, ...]
    ranked: RankedSet


def named_units(
    names: Sequence[str], dataset: Dataset, indicator: str, known: Candidates
) -> NamedUnits:
    """Return which units the names of one table mean.

    Parameters
    ----------
    names
        Plain names, in the order of the table.
    dataset, indicator
        The ranked sets of the indicator are the contexts; the one that fits most names counts.
    known
        What `unit_names` gives for the dataset.

    Examples
    --------
    >>> from data.datasets import dataset
    >>> city = dataset("shaoyang")
    >>> known = unit_names(city)
    >>> named_units(["全市", "邵阳", "新邵"], city, "value_added", known).codes
    ('430500', '430523', '430522')
    >>> named_units(["长沙", "邵阳", "岳阳"], city, "value_added", known).codes
    ('430100', '430500', '430600')
    """
    sets = [ranked for ranked in dataset.ranked_sets if indicator in ranked.indicators]
    fits = [sum(_fits(name, ranked, known) for name in names) for ranked in sets]
    best = [ranked for ranked, fit in zip(sets, fits, strict=True) if fit == max(fits)]
    readings = [_within(names, ranked, known) for ranked in best]
    codes = tuple(_agreed(set(each)) for each in zip(*readings, strict=True))
    return NamedUnits(codes, best[0])


def _fits(name: str, ranked: RankedSet, known: Candidates) -> bool:
    return bool(known.get(name, frozenset()) & _set_codes(ranked))


def _set_codes(ranked: RankedSet) -> frozenset[str]:
    return frozenset({ranked.whole, *ranked.members, *ranked.listed})


def _agreed(readings: set[str | None]) -> str | None:
    return readings.pop() if len(readings) == 1 else ""


def _within(names: Sequence[str], ranked: RankedSet, known: Candidates) -> list[str | None]:
    bearers = [known.get(name, frozenset()) for name in names]
    taken = {next(iter(codes)) for codes in bearers if len(codes) == 1}
    return [_meant(codes, taken, ranked) for codes in bearers]


def _meant(codes: frozenset[str], taken: set[str], ranked: RankedSet) -> str | None:
    """Choose among the bearers of a name: not one named otherwise, one of the set, a part."""
    if len(codes) <= 1:
        return next(iter(codes), None)
    for choice in (codes - taken, _set_codes(ranked), codes - {ranked.whole}):
        codes = codes & choice
        if len(codes) == 1:
            return next(iter(codes))
    return ""
