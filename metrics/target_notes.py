"""Remarks on a verdict in Chinese: tolerance, what was left out, fell back or is missing."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from metrics.rounding import half_up
from metrics.target_measures import Measured, is_limit, is_reported, meets, printed
from metrics.target_settlement import UNTIL_DEADLINE, Settled
from metrics.target_terms import Reading, State, Terms, Tolerance
from metrics.wording import as_given, date_text

_LACKS = {
    State.AWAITING_ROSTER: "没有名单或分母，不能算覆盖率",
    State.AWAITING_BASE: "没有基期（期初）数，不能算增减",
    State.AWAITING_REFERENCE: "同期的比较值还没有到",
    State.UNDECIDABLE: "缺分子或分母，或分母不大于零",
}
_FULL_PRINT = "100.00"


def notes(terms: Terms, settled: Settled, relapsed_on: date | None) -> tuple[str, ...]:
    """Return the remarks on a verdict.

    Parameters
    ----------
    terms, settled
        The target and its state.
    relapsed_on
        Since when a target once met is missed.
    """
    found = settled.decisive
    return (
        *found.notes,
        *_about_state(terms, settled, relapsed_on),
        *_about_size(terms, found),
    )


def left_over(
    terms: Terms, readings: Sequence[Reading], after: date, as_of: date
) -> tuple[str, ...]:
    """Return the remarks on readings that did not count.

    Parameters
    ----------
    terms, readings
        The target, and all its readings in any order.
    after
        End of the last reading that counted.
    as_of
        The day of asking.
    """
    return (*past_deadline(terms, readings, as_of), *_unreported(terms, readings, after, as_of))


def _about_state(terms: Terms, settled: Settled, relapsed_on: date | None) -> Iterator[str]:
    if settled.state in _LACKS:
        yield _LACKS[settled.state]
    if relapsed_on and settled.state == State.ATTAINED:
        yield f"截止日后回落（{date_text(relapsed_on)}）"
    elif relapsed_on:
        yield f"达标后回落（{date_text(relapsed_on)}）"
    if terms.comparator == "about" and terms.tolerance:
        yield _tolerance(terms.tolerance)
    if terms.every_period:
        yield "逐期都要达到，任一期没有达到即不达标"


def _tolerance(tolerance: Tolerance) -> str:
    size = tolerance.value * 100 if tolerance.type == "relative" else tolerance.value
    unit = "%" if tolerance.type == "relative" else "个百分点"
    basis = "文件规定" if tolerance.stated else "本系统约定"
    return f"“左右”：满额为完成，差{as_given(size)}{unit}以内为基本完成（{basis}）"


def _about_size(terms: Terms, found: Measured) -> Iterator[str]:
    if found.lack or not found.amount or not found.goal:
        return
    if (
        terms.comparator == "range"
        and terms.value_high
        and found.amount > Fraction(terms.value_high)
    ):
        yield f"超过区间上限{as_given(terms.value_high)}{terms.unit}，不算未完成"
    if is_limit(terms) or terms.kind == "relative":
        return
    share = half_up(printed(found.amount / found.goal * 100), 2)
    if str(share) == _FULL_PRINT and not meets(terms, found) and found.amount != found.goal:
        yield "四舍五入后显示100.00%，按未舍入的数还没有达到"


def past_deadline(terms: Terms, readings: Sequence[Reading], as_of: date) -> tuple[str, ...]:
    """Say that figures came after the deadline and do not count; empty where none did."""
    if terms.deadline is None or terms.kind not in UNTIL_DEADLINE:
        return ()
    ends = [each.period.end for each in readings if is_reported(terms, each)]
    if not any(terms.deadline < end <= as_of for end in ends):
        return ()
    return (f"截止日（{date_text(terms.deadline)}）以后的数不计入",)


def _unreported(
    terms: Terms, readings: Sequence[Reading], after: date, as_of: date
) -> Iterator[str]:
    for each in sorted(readings, key=lambda reading: reading.period):
        if after < each.period.end <= as_of and not is_reported(terms, each):
            yield f"{each.period.label}未报"
