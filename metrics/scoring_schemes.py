"""Schemes of scoring as data: which figures count, by which method, on which document's word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from metrics.ranking import RankRule
from metrics.wording import join_names


class Method(StrEnum):
    """How a figure x becomes points of a weight w.

    RATIO: w × x ÷ benchmark. LINEAR: w × (x − base) ÷ (full − base), from 0 to w.
    PLACE: w × (n − place + 1) ÷ n among n ranked units.
    TARGET_POINTS: start + per_point × (x − target).
    """

    RATIO = "ratio"
    LINEAR = "linear"
    PLACE = "place"
    TARGET_POINTS = "target_points"


_REQUIRED: dict[str, frozenset[str]] = {
    Method.RATIO: frozenset({"benchmark"}),
    Method.LINEAR: frozenset({"base", "full"}),
    Method.PLACE: frozenset(),
    Method.TARGET_POINTS: frozenset({"target", "per_point"}),
}
_OPTIONAL: dict[str, frozenset[str]] = {
    Method.RATIO: frozenset({"cap", "floor"}),
    Method.LINEAR: frozenset(),
    Method.PLACE: frozenset(),
    Method.TARGET_POINTS: frozenset({"start", "cap", "floor"}),
}


@dataclass(frozen=True)
class Component:
    """One scored figure.

    Attributes
    ----------
    indicator, measure
        Which figure is scored.
    weight
        Points at stake, in the document's own scale.
    method
        See :class:`Method`.
    params
        ratio: `benchmark`, optional `cap` and `floor` (points); linear: `base`, `full`;
        target_points: `target`, `per_point` (points per 百分点), optional `start` (points at the
        target, else the weight), `cap`, `floor`; place: none.
    name
        Name in texts; the indicator where empty.
    rule
        How places are taken, for the method place.

    Raises
    ------
    ValueError
        If the method is unknown, a parameter is absent, unknown, or would divide by zero.
    """

    indicator: str
    measure: str
    weight: Decimal
    method: str
    params: Mapping[str, Decimal] = field(default_factory=dict)
    name: str = ""
    rule: RankRule = field(default_factory=RankRule)

    def __post_init__(self) -> None:
        _check_method(self)
        _check_params(self)
        _check_divisor(self)

    @property
    def title(self) -> str:
        """Name for texts."""
        return self.name or self.indicator


def _check_method(component: Component) -> None:
    if component.method not in _REQUIRED:
        msg = (
            f"{component.title}：计分方法“{component.method}”不存在，可用：{join_names(_REQUIRED)}"
        )
        raise ValueError(msg)


def _check_params(component: Component) -> None:
    given, required = set(component.params), _REQUIRED[component.method]
    absent = sorted(required - given)
    unknown = sorted(given - required - _OPTIONAL[component.method])
    if absent or unknown:
        msg = (
            f"{component.title}：计分方法{component.method}的参数有误，"
            f"缺少：{join_names(absent) or '无'}；不认识：{join_names(unknown) or '无'}"
        )
        raise ValueError(msg)


def _check_divisor(component: Component) -> None:
    params = component.params
    zero = params.get("benchmark") == 0 or ("full" in params and params["full"] == params["base"])
    if zero:
        msg = f"{component.title}：标杆值不能为零，满分值与基础值不能相等，请核对计分办法"
        raise ValueError(msg)


@dataclass(frozen=True)
class Scheme:
    """A way of scoring, with its source.

    Attributes
    ----------
    name
        Name of the scheme.
    document
        The document that lays it down; required.
    components
        The scored figures, at least one.
    decimals
        Decimal places of points.

    Raises
    ------
    ValueError
        If the document or the components are empty.
    """

    name: str
    document: str
    components: tuple[Component, ...]
    decimals: int = 2

    def __post_init__(self) -> None:
        if not self.document.strip() or not self.components:
            msg = f"计分办法“{self.name}”必须注明依据文件，并至少有一个计分项"
            raise ValueError(msg)
