"""What of firms can be looked at: the panel's columns and ratios, as one kind of thing."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from data import panel_columns

KIND_WORDS = {"flow": "当月发生", "stock": "月末时点", "ratio": "比率"}


@dataclass(frozen=True)
class FirmMeasure:
    """A column of the panel, or a ratio of two of them.

    Attributes
    ----------
    parts
        The column itself, or numerator and denominator.
    kind
        ``flow``, ``stock`` or ``ratio``.
    """

    key: str
    name: str
    unit: str
    decimals: int
    kind: Literal["flow", "stock", "ratio"]
    parts: tuple[str, ...]
    department: str
    meaning: str

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio of two columns."""
        return self.kind == "ratio"

    @property
    def short_name(self) -> str:
        """Its name where it is plain that firms are spoken of."""
        return self.name.removeprefix("企业")


@cache
def measures() -> dict[str, FirmMeasure]:
    """Return all of them by key: columns, then ratios.

    Examples
    --------
    >>> measures()["profit_rate_pct"].parts, measures()["headcount"].unit
    (('profit_wan', 'revenue_wan'), '人')
    """
    columns = panel_columns.columns()
    found = {
        key: FirmMeasure(key, c.name, c.unit, c.decimals, c.kind, (key,), c.department, c.meaning)
        for key, c in columns.items()
    }
    for key, ratio in panel_columns.ratios().items():
        parts = (ratio.numerator, ratio.denominator)
        departments = "、".join(dict.fromkeys(columns[part].department for part in parts))
        found[key] = FirmMeasure(
            key, ratio.name, "%", ratio.decimals, "ratio", parts, departments, ratio.meaning
        )
    return found
