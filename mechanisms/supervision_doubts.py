"""What looks like a slip in a reported progress, to be explained before it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from data.policy_records import Target
from mechanisms.supervision_facts import Point
from mechanisms.supervision_reports import ADDED_UP
from metrics.periods import Period
from metrics.wording import as_given

JUMP = Decimal(10)
"""A figure so many times the one before is asked about: a slip of the unit."""
Earlier = tuple[Period, Decimal]


def doubts(
    target: Target, period: Period, new: Mapping[str, Decimal], known: Sequence[Point]
) -> Iterator[str]:
    """Yield what is doubtful in a report.

    Parameters
    ----------
    new
        The reported figures by measure.
    known
        The known course of the same series, oldest first.
    """
    level = new.get("level")
    if level is not None:
        others = [(p.period, p.value) for p in known if p.value is not None]
        yield from _order_doubts(target, period, level, others)
    yield from _ratio_doubts(target, new)


def _ratio_doubts(target: Target, new: Mapping[str, Decimal]) -> Iterator[str]:
    top, bottom = new.get("numerator"), new.get("denominator")
    if bottom == 0:
        yield "分母为零，算不出比率"
    elif top is not None and bottom is not None and top > bottom and target.kind == "coverage":
        yield f"分子{as_given(top)}大于分母{as_given(bottom)}"


def _order_doubts(
    target: Target, period: Period, level: Decimal, known: Sequence[Earlier]
) -> Iterator[str]:
    before = [pair for pair in known if pair[0].end < period.end]
    after = [pair for pair in known if pair[0].end > period.end]
    if before and _adds_up(target, period, before[-1][0]) and level < before[-1][1]:
        yield f"累计数{as_given(level)}小于{_said(before[-1])}"
    if after and _adds_up(target, after[0][0], period) and level > after[0][1]:
        yield f"累计数{as_given(level)}大于其后{_said(after[0])}"
    if before and before[-1][1] > 0 and level > JUMP * before[-1][1]:
        yield f"{as_given(level)}超过{_said(before[-1])}的{JUMP}倍，请核对单位"


def _said(pair: Earlier) -> str:
    return f"{pair[0].label}的{as_given(pair[1])}"


def _adds_up(target: Target, period: Period, before: Period) -> bool:
    """Say whether the figure may not fall: progress of its own, or a total of the same year."""
    if target.kind not in ADDED_UP:
        return False
    return not target.measured_by or before.year == period.year
