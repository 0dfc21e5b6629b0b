"""What is known when a file is read: the dataset, its names and titles, what a user said once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data import catalogue
from data.catalogue import Indicator
from data.datasets import Dataset
from data.region_words import Candidates, foreign_names, plain_name, unit_names
from data.table_layout import NameKind
from data.table_periods import NO_YEARS, Years
from data.table_words import plain_title, title_indicators, without_scope

Unread = Literal["unknown", "ignored"]


@dataclass(frozen=True)
class ReadingContext:
    """The words against which the tables of a file are read.

    Attributes
    ----------
    indicators
        The dataset's indicators by id.
    units, industries
        Plain names to codes.
    foreign
        Plain names of registered units that are not of the dataset.
    titles
        By kind of table, plain titles to ids of indicators.
    mappings
        What users said: plain title to an id, empty for a table that is not to be read.
    """

    dataset: Dataset
    indicators: Mapping[str, Indicator]
    units: Candidates
    industries: Mapping[str, str]
    foreign: frozenset[str]
    titles: Mapping[NameKind, Mapping[str, str]]
    mappings: Mapping[str, str]
    years: Years = NO_YEARS

    @property
    def names(self) -> dict[NameKind, Mapping[str, object]]:
        """Names that make a column one of names, by kind."""
        return {"regions": self.units, "industries": self.industries}

    def indicator_of(self, title: str, kind: NameKind) -> Indicator | Unread:
        """Return the indicator of a title; words of a user count before known ones."""
        plain = plain_title(title)
        if plain in self.mappings and not self.mappings[plain]:
            return "ignored"
        known = self.titles[kind]
        key = self.mappings.get(plain) or known.get(plain) or known.get(without_scope(plain), "")
        return self.indicators.get(key, "unknown")


def reading_context(dataset: Dataset, mappings: Mapping[str, str]) -> ReadingContext:
    """Return what is known for reading a file of a dataset, its years as yet unknown."""
    return ReadingContext(
        dataset=dataset,
        indicators=dataset.indicators,
        units=unit_names(dataset),
        industries={plain_name(name): code for code, name in catalogue.industries().items()},
        foreign=foreign_names(dataset),
        titles={
            "regions": title_indicators(dataset, of_industries=False),
            "industries": title_indicators(dataset, of_industries=True),
        },
        mappings=mappings,
    )
