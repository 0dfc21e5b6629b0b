"""Checks of published figures against each other (审核关系); they report and never repair.

Each check ends in one of three outcomes. What cannot be checked for want of a figure is
无法核对 and names the figure; it is never taken for an agreement or a contradiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import pandas as pd

from metrics.coverage import coverage as coverage
from metrics.growth import compare_levels
from metrics.rounding import Value, to_decimal
from metrics.wording import figure, growth, join_names

Figures = tuple[tuple[str, Decimal | None], ...]


class Outcome(StrEnum):
    """How a check ended; each member equals its Chinese text."""

    AGREES = "符合"
    DIFFERS = "不符"
    UNCHECKABLE = "无法核对"


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes
    ----------
    check
        Name of the check.
    outcome
        符合, 不符 or 无法核对.
    text
        The finding in words, with the figures that led to it.
    figures
        Names and figures that went into the check; None is missing.
    """

    check: str
    outcome: Outcome
    text: str
    figures: Figures


def additivity(
    parts: Mapping[str, Value],
    whole: Value,
    tolerance: Decimal,
    remainder_name: str | None = None,
    whole_name: str = "全市",
    unit: str = "",
) -> Finding:
    """Check that parts sum to the whole.

    Parameters
    ----------
    parts
        Levels by name, in the unit of the whole; None or NaN is missing.
    whole
        Level of the whole.
    tolerance
        Difference that rounding explains, in the same unit.
    remainder_name
        Subject that holds the rest by nature (市本级 in budget revenue); None where parts make
        the whole. A negative rest of figures that are all positive is no such subject.
    whole_name
        Name of the whole in the text.
    unit
        Unit of all figures, for the text.

    Examples
    --------
    >>> additivity({"甲县": 3, "乙县": 4}, 7, Decimal("0.1")).outcome.value
    '符合'
    >>> additivity({"甲县": 3, "乙县": None}, 7, Decimal("0.1")).text
    '缺：乙县，不能与全市核对'
    """
    figures = (*_decimals(parts), (whole_name, to_decimal(whole)))
    missing = _missing(figures)
    if missing or not parts:
        text = f"缺：{join_names(missing) or '分项'}，不能与{whole_name}核对"
        return Finding("分项合计", Outcome.UNCHECKABLE, text, figures)
    *addends, target = _known(figures)
    rest = target - sum(addends)
    natural = remainder_name is not None and (rest > 0 or min(addends) < 0)
    limit = f"允许误差{figure(tolerance, None)}{unit}"
    outcome, verdict = _judged_rest(abs(rest) <= tolerance, limit, natural and remainder_name)
    text = f"{whole_name}减分项合计为{figure(rest.normalize(), None)}{unit}，{verdict}"
    return Finding("分项合计", outcome, text, (*figures, (remainder_name or "差额", rest)))


def _judged_rest(
    within: bool, limit: str, remainder_name: str | Literal[False] | None
) -> tuple[Outcome, str]:
    if within:
        return Outcome.AGREES, f"在{limit}以内"
    if remainder_name:
        return Outcome.AGREES, f"列作{remainder_name}"
    return Outcome.DIFFERS, f"超过{limit}"


def _decimals(values: Mapping[str, Value]) -> Figures:
    return tuple((name, to_decimal(value)) for name, value in values.items())


def _missing(figures: Figures) -> list[str]:
    return [name for name, value in figures if value is None]


def _known(figures: Figures) -> list[Decimal]:
    return [value for _, value in figures if value is not None]


def inside_range(
    whole_growth: Value, part_growths: Mapping[str, Value], whole_name: str = "全市"
) -> Finding:
    """Check that the growth of the whole lies between those of its parts.

    Parameters
    ----------
    whole_growth
        Growth of the whole in percent.
    part_growths
        Growth of the parts by name. A missing part can only widen the range, so a whole inside
        the known range agrees and one outside it cannot be judged.
    whole_name
        Name of the whole in the text.

    Examples
    --------
    >>> inside_range(6.0, {"甲县": 5.1, "乙县": 7.3}).outcome.value
    '符合'
    >>> inside_range(9.0, {"甲县": 5.1, "乙县": 7.3}).outcome.value
    '不符'
    """
    parts, whole = _decimals(part_growths), to_decimal(whole_growth)
    figures = (*parts, (whole_name, whole))
    known = _known(parts)
    if whole is None or not known:
        text = (
            f"缺：{join_names(_missing(figures)) or '分项'}，不能核对{whole_name}增速是否在分项之间"
        )
        return Finding("增速区间", Outcome.UNCHECKABLE, text, figures)
    outcome, verdict = _judged_range(whole, known, _missing(parts))
    text = f"{whole_name}增速{growth(whole, None)}，{verdict}"
    return Finding("增速区间", outcome, text, figures)


def _judged_range(whole: Decimal, known: list[Decimal], missing: list[str]) -> tuple[Outcome, str]:
    low, high = min(known), max(known)
    ends = f"分项最低{growth(low, None)}、最高{growth(high, None)}"
    if low <= whole <= high:
        return Outcome.AGREES, f"在分项之间（{ends}）"
    if missing:
        return Outcome.UNCHECKABLE, f"已报分项中{ends}，缺：{join_names(missing)}，不能核对"
    return Outcome.DIFFERS, f"不在分项之间（{ends}）"


def level_against_growth(
    level: Value,
    level_a_year_ago: Value,
    growth_pct: Value,
    basis: str,
    tolerance_pp: Decimal,
) -> Finding:
    """Compare a published growth with the nominal growth that two levels imply.

    The two may differ by right, as rosters and price bases differ; neither replaces the other.

    Parameters
    ----------
    level, level_a_year_ago
        Two published levels in one unit.
    growth_pct
        The published growth in percent.
    basis
        Its basis: 可比价, 可比口径 or 现价.
    tolerance_pp
        Difference in 百分点 beyond which the figures call for an explanation.

    Examples
    --------
    >>> level_against_growth(310.58, 380.60, 5.7, "可比价", Decimal(3)).outcome.value
    '不符'
    """
    change = compare_levels(level, level_a_year_ago)
    given = {"本期总量": level, "上年同期总量": level_a_year_ago, "公布增速": growth_pct}
    published, nominal = to_decimal(growth_pct), change.nominal_pct
    figures = (*_decimals(given), ("名义增速", nominal))
    if published is None or nominal is None:
        text = _why_no_nominal(_missing(_decimals(given)), change.word)
        return Finding("总量与增速", Outcome.UNCHECKABLE, text, figures)
    gap = abs(published - nominal)
    outcome = Outcome.AGREES if gap <= tolerance_pp else Outcome.DIFFERS
    text = _text_of_two_growths(published, nominal, gap, basis)
    return Finding("总量与增速", outcome, text, figures)


def _why_no_nominal(missing: list[str], word: str) -> str:
    if missing:
        return f"缺：{join_names(missing)}，不能核对总量与增速"
    return f"两期总量为“{word}”，不能推算名义增速"


def _text_of_two_growths(published: Decimal, nominal: Decimal, gap: Decimal, basis: str) -> str:
    return (
        f"公布增速{growth(published, None)}（{basis}），两期总量推算的名义增速{growth(nominal)}，"
        f"相差{figure(gap, 1)}个百分点；公布增速按{basis}计算，与总量口径不同，不得互相替代"
    )


def places_agree(table: pd.DataFrame) -> Finding:
    """Compare computed places with published ones.

    Parameters
    ----------
    table
        With `region` (str), `place` and `published_place` (whole numbers, missing allowed).
        A unit without a published place is not compared; a published place without a computed
        one differs.

    Returns
    -------
    Finding
        Naming each unit whose places differ.

    Examples
    --------
    >>> places = pd.DataFrame({"region": ["甲县", "乙县"], "place": [1, 2],
    ...                        "published_place": [1, 3]})
    >>> places_agree(places).text
    '2个单位中1个位次不符：乙县（计算第2位，公布第3位）'
    """
    rows = table[["region", "place", "published_place"]].astype(object).itertuples(index=False)
    read = [(name, to_decimal(place), to_decimal(published)) for name, place, published in rows]
    compared = [row for row in read if row[2] is not None]
    differing = [row for row in compared if row[1] != row[2]]
    figures: Figures = (("核对单位", Decimal(len(compared))), ("不符单位", Decimal(len(differing))))
    outcome, text = _judged_places(len(compared), [_two_places(*row) for row in differing])
    return Finding("位次核对", outcome, text, figures)


def _two_places(name: str, place: Decimal | None, published: Decimal | None) -> str:
    computed = "无位次" if place is None else f"第{figure(place, 0)}位"
    return f"{name}（计算{computed}，公布第{figure(published, 0)}位）"


def _judged_places(compared: int, differing: list[str]) -> tuple[Outcome, str]:
    if not compared:
        return Outcome.UNCHECKABLE, "缺：公布位次，不能核对"
    if differing:
        names = join_names(differing)
        return Outcome.DIFFERS, f"{compared}个单位中{len(differing)}个位次不符：{names}"
    return Outcome.AGREES, f"{compared}个单位的位次全部相符"
