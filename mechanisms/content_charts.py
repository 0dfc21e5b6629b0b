"""Charts of a record: the figures behind a picture, kept with the text and drawn anew from it."""

import math
from dataclasses import dataclass
from typing import Literal

ChartKind = Literal["line", "bar", "waterfall"]


@dataclass(frozen=True)
class ContentSeries:
    """One line or row of bars: a value for each category, None where nothing was reported."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ContentChart:
    """A chart as data.

    Attributes
    ----------
    kind
        `line` over time, `bar` to compare, `waterfall` for one series whose parts lead to its
        last value, the total.
    categories
        Printed names of periods or units, in their order.
    decimals
        With how many decimals the values are printed.
    note
        What a reader must know beside the picture, as the basis of the figures.
    section
        The heading under which it stands; empty for one behind the text.

    Raises
    ------
    ValueError
        If a series has not one value for each category, or one that is no finite number.
    """

    title: str
    unit: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[ContentSeries, ...]
    decimals: int
    note: str = ""
    section: str = ""

    def __post_init__(self) -> None:
        """Refuse figures that no picture and no sheet can show."""
        wanted = len(self.categories)
        for each in self.series:
            if len(each.values) != wanted:
                msg = f"{self.title}：{each.name}有{len(each.values)}个值，应有{wanted}个"
                raise ValueError(msg)
            if any(value is not None and not math.isfinite(value) for value in each.values):
                msg = f"{self.title}：{each.name}有不是数的值；未报请写作 None"
                raise ValueError(msg)
        if self.kind == "waterfall" and len(self.series) != 1:
            msg = f"{self.title}：瀑布图须只有一列数"
            raise ValueError(msg)
