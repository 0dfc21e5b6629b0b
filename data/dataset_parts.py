"""What a dataset is declared of: units that compete, duties, checks, samples, banks, targets."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field

from data.records import Record


class Group(Record):
    """Units that compete with each other."""

    id: str
    name: str
    members: tuple[str, ...]


class RankedSet(Record):
    """Which units compete, in which groups, and which are listed only.

    Attributes
    ----------
    listed_are_parts
        Whether the listed units are parts of the whole (needed for the sum check); 邵阳's
        经开区 lies inside the districts, 漯河's zones stand beside the counties.
    remainders
        By indicator: the name of what the units lack of the whole by nature.
    """

    id: str
    name: str
    unit_word: str
    whole: str
    whole_name: str
    home: str = ""
    groups: tuple[Group, ...]
    listed: tuple[str, ...] = ()
    listed_are_parts: bool = False
    listed_note: str = ""
    indicators: tuple[str, ...]
    remainders: Mapping[str, str] = Field(default_factory=dict)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Codes of all competing units, group after group."""
        return tuple(code for group in self.groups for code in group.members)

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes of the units that should add up to the whole."""
        return self.members + (self.listed if self.listed_are_parts else ())

    def group_of(self, code: str) -> str:
        """Return the name of the group of a unit, empty for a listed unit."""
        return next((group.name for group in self.groups if code in group.members), "")


class Reference(Record):
    """Where a duty is written: document, article, gist in our own words.

    `relation` says whether the city stands under the document (依据) or follows its way (参照).
    """

    relation: Literal["依据", "参照"]
    document: str
    article: str
    gist: str


class Circular(Record):
    """The monthly circular of a city: which indicators, on what ground."""

    title: str
    indicators: tuple[str, ...]
    reference: Reference


class NotPublished(Record):
    """A figure that the city does not publish: shown as 无此数据, never filled."""

    indicator: str
    measure: Literal["level", "growth", "all"]
    reason: str


class Checks(Record):
    """Tolerances of the data checks, and when a fall in place is pointed out on the first page.

    No document gives these figures: they are the deployer's, and the screen shows them.
    """

    additivity_tolerance: Decimal
    level_growth_tolerance_pp: Decimal
    attention_place_fall: int


class ScoredFigure(Record):
    """One component of a composite score; methods and parameters as in metrics.composite."""

    indicator: str
    measure: Literal["level", "growth"]
    weight: Decimal
    method: Literal["ratio", "linear", "place", "target_points"]
    params: Mapping[str, Decimal] = Field(default_factory=dict)


class Composite(Record):
    """A deployer's own way of scoring units; `document` names its ground and is shown."""

    name: str
    document: str
    decimals: int = 2
    components: tuple[ScoredFigure, ...]


class SampleFile(Record):
    """One table of the shipped sample; `layout` says how its rows are read."""

    file: str
    title: str
    indicator: str = ""
    layout: Literal["cards", "tenday_prices"] = "cards"


class Sample(Record):
    """Shipped real figures: a folder of CSV tables."""

    folder: str
    files: tuple[SampleFile, ...]


class Bank(Record):
    """A bank whose figures the city watches; `kind` groups it (国有大行, 农商行)."""

    id: str
    name: str
    kind: str = ""


class Roster(Record):
    """Who belongs to a list on which a target counts (全覆盖, 分别, 各).

    Attributes
    ----------
    members
        Codes or names; None where only the size of the list is known.
    size
        Number of entries where no list is at hand.
    source
        Where the list comes from, shown beside it.
    """

    name: str
    members: tuple[str, ...] | None = None
    size: int | None = None
    source: str

    @property
    def count(self) -> int | None:
        """Number of entries, None as long as the list is not known."""
        return self.size if self.members is None else len(self.members)


class LocalTarget(Record):
    """What a city adds to a target of a document; amounts in the target's own unit.

    Attributes
    ----------
    value
        The city's own figure where the document leaves it open.
    base
        The figure at the base date where it is no observation.
    counties
        Parts by region code; `key` says by what they were spread.
    plan
        Cumulative plan by month (``2020-03``); it takes the place of the even course.
    """

    value: Decimal | None = None
    base: Decimal | None = None
    counties: Mapping[str, Decimal] = Field(default_factory=dict)
    key: str = ""
    plan: Mapping[str, Decimal] = Field(default_factory=dict)
    source: str


class PaceThresholds(Record):
    """How far a target may stay behind its course (百分点) before the lamp changes."""

    behind_pp: Decimal
    far_behind_pp: Decimal
