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
_REGIONS: NameKind = "regions"
_INDUSTRIES: NameKind = "industries"


@dataclass(frozen=True)
class ReadingContext:
    """The words against which the tables of a file are read.

    Attributes
    ----------
    indicators
        The dataset's indicators by id.
    units, industries
        Plain names to codes.
    names, foreign
        Plain names of the dataset's units and of industries, and of registered units that are
        not of the dataset; what kind of names a column holds that lists them.
    titles
        By kind of table, plain titles to ids of indicators.
    mappings
        What users said: plain title to an id, empty for a table that is not to be read.
    """

    dataset: Dataset
    indicators: Mapping[str, Indicator]
    units: Candidates
    industries: Mapping[str, str]
    names: Mapping[str, NameKind]
    foreign: Mapping[str, NameKind]
    titles: Mapping[NameKind, Mapping[str, str]]
    mappings: Mapping[str, str]
    years: Years = NO_YEARS

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
    units = unit_names(dataset)
    industries = {plain_name(name): code for code, name in catalogue.industries().items()}
    return ReadingContext(
        dataset=dataset,
        indicators=dataset.indicators,
        units=units,
        industries=industries,
        names={**dict.fromkeys(units, _REGIONS), **dict.fromkeys(industries, _INDUSTRIES)},
        foreign=dict.fromkeys(foreign_names(dataset), _REGIONS),
        titles={
            "regions": title_indicators(dataset, of_industries=False),
            "industries": title_indicators(dataset, of_industries=True),
        },
        mappings=mappings,
    )
