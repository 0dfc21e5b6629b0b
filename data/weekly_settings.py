"""What the weekly judgement looks at, as data (`data/weekly.yaml`)."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from data.catalogue import indicators
from data.datasets import Dataset, is_reference
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from metrics.periods import Period

MOST_TILES = 6


class WeeklyMeasure(Record):
    """One weekly figure of the judgement.

    Attributes
    ----------
    compared
        ``pct``: a change is told in percent; ``difference``: in the measure's own unit.
    name, unit, scale, decimals
        How it is printed: the stored figure times `scale`, in `unit`.
    tile
        Whether it stands in a tile; all stand in the table.
    """

    id: str
    indicator: str
    compared: Literal["pct", "difference"]
    name: str
    unit: str
    scale: Decimal
    decimals: int
    tile: bool = False

    @property
    def in_own_unit(self) -> "WeeklyMeasure":
        """The measure in its indicator's own unit, in which counties are small enough to tell."""
        own = indicators()[self.indicator]
        changes = {"unit": own.unit, "scale": Decimal(1), "decimals": own.decimals}
        return self.model_copy(update=changes)


class WeeklyPrices(Record):
    """The cost side: the reference dataset with prices, its first period, how many are listed."""

    reference: str
    since: str
    shown: int


class WeeklySettings(Record):
    """What is looked at each week, when, and what is pointed out; each limit with its ground.

    Attributes
    ----------
    judged_days_after
        How many days after its end a week is judged; a dataset may say otherwise.
    course_weeks
        Length of the course on the screen.
    falling_weeks
        From how many weeks of fall against last year a county is named.
    lead, beside
        The measure of the first sentence and of the counties, and the one beside it.
    """

    judged_days_after: int
    judged_basis: str
    course_weeks: int
    falling_weeks: int
    falling_basis: str
    lead: str
    beside: str
    measures: tuple[WeeklyMeasure, ...]
    prices: WeeklyPrices

    def measure(self, key: str) -> WeeklyMeasure:
        """Return a measure by its id."""
        return next(each for each in self.measures if each.id == key)


@cache
def weekly_settings() -> WeeklySettings:
    """Return what the weekly judgement looks at.

    Raises
    ------
    CatalogueError
        If an entry is unlawful, names an unknown measure or indicator, or tiles are too many.
    """
    found = parse(WeeklySettings, read_yaml(FOLDER / "weekly.yaml"), "weekly.yaml")
    known = {each.id for each in found.measures}
    unknown = {found.lead, found.beside} - known
    unknown |= {each.indicator for each in found.measures} - indicators().keys()
    if unknown:
        msg = f"weekly.yaml：{'、'.join(sorted(unknown))} 没有登记，请在 measures 或指标字典中写明"
        raise CatalogueError(msg)
    if not is_reference(found.prices.reference):
        msg = f"weekly.yaml：prices.reference：data/references/ 中没有 {found.prices.reference}"
        raise CatalogueError(msg)
    if sum(each.tile for each in found.measures) > MOST_TILES:
        msg = f"weekly.yaml：tile 最多{MOST_TILES}个，请减少"
        raise CatalogueError(msg)
    return found


def judged_on(dataset: Dataset, week: Period) -> date:
    """Return the day on which a week is judged in a dataset."""
    days = dataset.judged_days_after
    usual = weekly_settings().judged_days_after
    return week.end + timedelta(days=usual if days is None else days)
