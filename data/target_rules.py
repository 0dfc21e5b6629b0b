"""The rules of judging targets that no document states, as data: lamp limits, tolerances."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import Field, model_validator

from data.records import FOLDER, Record, parse, read_yaml
from metrics.targets import Kind, Thresholds, Tolerance

_FILE = "target_rules.yaml"
_PERCENT_KINDS = frozenset({"ratio", "coverage", "growth", "relative"})

Size = Annotated[Decimal, Field(ge=0)]


class PaceRule(Record):
    """How many 百分点 behind its course a target changes its lamp, and on what ground."""

    behind_pp: Size
    far_behind_pp: Size
    basis: str

    @model_validator(mode="after")
    def _ordered(self) -> "PaceRule":
        if self.far_behind_pp < self.behind_pp:
            msg = "far_behind_pp 不能小于 behind_pp"
            raise ValueError(msg)
        return self


class ToleranceRule(Record):
    """What 左右 allows where the document does not say it, and on what ground."""

    relative: Size
    absolute_pp: Size
    basis: str


class TargetRules(Record):
    """The whole file `target_rules.yaml`.

    Attributes
    ----------
    every_period
        Ids of targets of which one missed period spoils the whole term, each with its ground.
    """

    pace: PaceRule
    tolerance: ToleranceRule
    every_period: Mapping[str, str]


@cache
def target_rules() -> TargetRules:
    """Return the rules.

    Raises
    ------
    CatalogueError
        If the file has unknown, missing or ill-typed keys.
    """
    return parse(TargetRules, read_yaml(FOLDER / _FILE), _FILE)


def thresholds() -> Thresholds:
    """Return when the pace lamp changes, unless the dataset has limits of its own.

    Examples
    --------
    >>> thresholds()
    Thresholds(behind_pp=Decimal('0'), far_behind_pp=Decimal('10'))
    """
    pace = target_rules().pace
    return Thresholds(pace.behind_pp, pace.far_behind_pp)


def tolerance(kind: Kind) -> Tolerance:
    """Return what 左右 allows for a kind where the document does not say it.

    Examples
    --------
    >>> tolerance("ratio")
    Tolerance(type='absolute_pp', value=Decimal('1'), stated=False)
    """
    rule = target_rules().tolerance
    if kind in _PERCENT_KINDS:
        return Tolerance("absolute_pp", rule.absolute_pp)
    return Tolerance("relative", rule.relative)


def is_every_period(key: str) -> bool:
    """Whether one missed period spoils the whole term of this target."""
    return key in target_rules().every_period
