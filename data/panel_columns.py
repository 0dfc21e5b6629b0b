"""The columns of the enterprise panel as data: what is reported of a firm each month."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import model_validator

from data.records import FOLDER, Record, parse, read_yaml

_FILE = "panel_columns.yaml"


class PanelColumn(Record):
    """A figure that a firm reports each month.

    Attributes
    ----------
    kind
        ``flow`` happened in the month, ``stock`` stood at its end.
    least
        The smallest lawful value; None where it may be negative.
    whole
        Whether only whole numbers are lawful (人数).
    decimals
        With how many it is printed.
    department
        Who supplies it.
    """

    name: str
    unit: str
    decimals: int
    kind: Literal["flow", "stock"]
    department: str
    meaning: str
    least: Decimal | None = None
    whole: bool = False


class PanelRatio(Record):
    """A ratio of two columns, of totals over the firms that reported both."""

    name: str
    numerator: str
    denominator: str
    decimals: int
    meaning: str


class PanelColumns(Record):
    """The whole file `panel_columns.yaml`: columns and ratios by id."""

    columns: Mapping[str, PanelColumn]
    ratios: Mapping[str, PanelRatio]

    @model_validator(mode="after")
    def _ratios_of_columns(self) -> "PanelColumns":
        for key, ratio in self.ratios.items():
            if unknown := {ratio.numerator, ratio.denominator} - self.columns.keys():
                msg = f"{key} 的分子或分母 {'、'.join(sorted(unknown))} 不是数据项"
                raise ValueError(msg)
        if both := self.ratios.keys() & self.columns.keys():
            msg = f"{'、'.join(sorted(both))} 既是数据项又是比率"
            raise ValueError(msg)
        return self


@cache
def declared() -> PanelColumns:
    """Return the columns and ratios.

    Raises
    ------
    CatalogueError
        If the file has an unknown key or a ratio of something that is no column.

    Examples
    --------
    >>> declared().columns["headcount"].unit
    '人'
    """
    return parse(PanelColumns, read_yaml(FOLDER / _FILE), _FILE)


def columns() -> dict[str, PanelColumn]:
    """Return the columns by id, in the order of the file."""
    return dict(declared().columns)


def ratios() -> dict[str, PanelRatio]:
    """Return the ratios by id, in the order of the file."""
    return dict(declared().ratios)
