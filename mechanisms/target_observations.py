"""Observations of one target, as somebody writes them into a JSON file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from data.policy_records import Target
from metrics.number_text import NumberState, read_number
from metrics.periods import Period
from metrics.target_terms import PERCENT
from metrics.targets import Reading

PERIOD_KEYS = ("period", "period_end", "date")
FIGURE_KEYS = ("value", "numerator", "denominator", "reference")
BASE_KEYS = ("base", "baseline")
SUBJECT_KEYS = ("subject", "region")
REMARK_KEYS = ("evidence", "note", "source")
ROW_KEYS = (*PERIOD_KEYS, *FIGURE_KEYS, *BASE_KEYS, *SUBJECT_KEYS, "unit", *REMARK_KEYS)
FILE_KEYS = ("observations", *BASE_KEYS, "target", "roster", "plan", "id")
MOST_DIGITS = 20

_LARGER = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}


class ObservationError(ValueError):
    """Observations that cannot be read; the text says where, what, what to do."""


@dataclass(frozen=True)
class Observed:
    """What a file says of one target, in the target's own unit.

    Attributes
    ----------
    target, base
        The city's own figure where the document leaves it open; the opening or base figure.
    roster
        Members of the list, or only its size; `roster_size` is the size either way.
    """

    readings: tuple[Reading, ...]
    target: Decimal | None = None
    base: Decimal | None = None
    roster: tuple[str, ...] | None = None
    roster_size: Decimal | None = None
    plan: Mapping[str, Decimal] = field(default_factory=dict)


def observed(text: str, target: Target) -> Observed:
    """Read observations.

    Parameters
    ----------
    text
        JSON: a list of observations, or an object with the keys of `FILE_KEYS`.
    target
        The target that they are of; it gives the unit.

    Raises
    ------
    ObservationError
        For anything that is not as described in the manual, with its place.
    """
    content = _json(text)
    if isinstance(content, list):
        content = {"observations": content}
    if not isinstance(content, dict):
        _refuse("最外层", "应为一列观测，或含 observations 的对象")
    _check_keys(content, FILE_KEYS, "最外层")
    _check_id(content, target)
    roster, size = _roster(content.get("roster"))
    base = _number(_one_of(content, BASE_KEYS, "最外层"), "最外层的 baseline")
    readings = _readings(content.get("observations"), target)
    opening = _opening(readings, target)
    balances = target.kind != "net_increase" or _names_base(content) or opening is not None
    return Observed(
        tuple(readings if balances else map(_as_increase, readings)),
        _number(content.get("target"), "最外层的 target"),
        base if _names_base(content) else opening,
        roster,
        size,
        _plan(content.get("plan")),
    )


def _refuse(where: str, what: str) -> NoReturn:
    msg = f"观测文件{where}：{what}"
    raise ObservationError(msg)


def _json(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        _refuse(f"第{error.lineno}行", "不是 JSON，请检查引号、逗号和括号")
    except RecursionError:
        _refuse("", "括号套得太深，不是观测")


def _refuse_constant(word: str) -> NoReturn:
    _refuse("", f"“{word}”不是数；未报的写 null")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        _refuse("", f"键“{twice}”在同一处写了两次，请只留一个")
    return found


def _check_keys(content: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    if unknown := [key for key in content if key not in known]:
        _refuse(where, f"没有“{unknown[0]}”这个键；可用：{'、'.join(known)}")


def _check_id(content: Mapping[str, Any], target: Target) -> None:
    if content.get("id", target.id) != target.id:
        _refuse("最外层", f"id 为“{content['id']}”，与要判定的目标 {target.id} 不同")


def _one_of(content: Mapping[str, Any], keys: Sequence[str], where: str) -> Any:  # noqa: ANN401
    """Return what stands under one of several spellings; two of them at once are refused."""
    named = [key for key in keys if key in content]
    if len(named) > 1:
        _refuse(where, f"“{named[0]}”和“{named[1]}”是一回事，请只写一个")
    return content[named[0]] if named else None


def _names_base(content: Mapping[str, Any]) -> bool:
    return any(key in content for key in BASE_KEYS)


def _number(cell: object, where: str) -> Decimal | None:
    if isinstance(cell, Decimal):
        return _sized(cell, where)
    found = read_number(cell)
    if found.state in (NumberState.BLANK, NumberState.NOT_REPORTED):
        return None
    if not isinstance(cell, str) or found.value is None:
        _refuse(where, f"“{cell}”不是数；请写数字，未报的写 null")
    return _sized(_as_written(cell, found.value), where)


def _as_written(text: str, value: float) -> Decimal:
    """Return a number with all the digits that were written, where it is a plain one."""
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return Decimal(repr(value))


def _sized(number: Decimal, where: str) -> Decimal:
    """Refuse what no statistic can be: it would not be a slip only, but take all the memory."""
    if number and abs(number.adjusted()) > MOST_DIGITS:
        _refuse(where, f"“{number:.3E}”太大或太小，不会是统计数；请核对")
    return number


def _roster(cell: object) -> tuple[tuple[str, ...] | None, Decimal | None]:
    if not isinstance(cell, list):
        size = _number(cell, "最外层的 roster")
        if size is not None and (size <= 0 or size % 1):
            _refuse("最外层的 roster", f"名单家数应为正整数，现为{size}")
        return None, size
    if not cell or not all(isinstance(name, str) and name for name in cell):
        _refuse("最外层的 roster", "应逐个列出名称，或写家数")
    if len(set(cell)) < len(cell):
        _refuse("最外层的 roster", "有重复的名称，请每个只列一次")
    return tuple(cell), Decimal(len(cell))


def _plan(cell: object) -> dict[str, Decimal]:
    if cell is None:
        return {}
    if not isinstance(cell, dict):
        _refuse("最外层的 plan", "应写成“月份: 累计计划数”，如 2020-03: 30")
    found = {}
    for month, amount in cell.items():
        where = f"plan 的 {month}"
        number = _number(amount, where)
        if number is None:
            _refuse(where, "没有数；请写累计计划数")
        found[_period(month, where).code] = number
    return found


def _period(cell: object, where: str) -> Period:
    try:
        return Period.parse(str(cell))
    except ValueError as error:
        _refuse(where, str(error))


def _readings(cell: object, target: Target) -> list[Reading]:
    if not isinstance(cell, list):
        _refuse("的 observations", "应为一列观测")
    rows = [_row(each, number, target) for number, each in enumerate(cell, start=1)]
    _check_ends(rows)
    if any(subject for subject, _ in rows):
        return list(_by_unit(rows, target))
    return [reading for _, reading in rows]


def _opening(readings: Sequence[Reading], target: Target) -> Decimal | None:
    """Return the opening balance of a net increase where its day, before the start, is given."""
    days = [target.start == each.period.end + timedelta(days=1) for each in readings]
    found = [each.value for each, opens in zip(readings, days, strict=True) if opens]
    return next(iter(found), None) if target.kind == "net_increase" else None


def _as_increase(reading: Reading) -> Reading:
    """Take a net increase without a base as the increase itself."""
    if reading.base is not None or reading.numerator is not None:
        return reading
    return replace(reading, numerator=reading.value, value=None)


def _row(cell: object, number: int, target: Target) -> tuple[str, Reading]:
    where = f"第{number}条"
    if not isinstance(cell, dict):
        _refuse(where, "应为一个对象，如 {'period': '2020-06', 'value': 100}")
    _check_keys(cell, ROW_KEYS, where)
    when = _one_of(cell, PERIOD_KEYS, where)
    if when is None:
        _refuse(where, "没有 period 或 date，不知是哪一期的数")
    factor = _factor(cell.get("unit"), target, where)
    figures = {key: _figure(cell.get(key), f"{where}的 {key}", target) for key in FIGURE_KEYS}
    base = _number(_one_of(cell, BASE_KEYS, where), f"{where}的 base")
    reading = Reading(
        _period(when, where),
        value=_scaled(figures["value"], factor),
        numerator=figures["numerator"],
        denominator=figures["denominator"],
        reference=_scaled(figures["reference"], factor),
        base=_scaled(base, factor),
    )
    return _subject(cell, where), reading


def _subject(cell: Mapping[str, Any], where: str) -> str:
    name = _one_of(cell, SUBJECT_KEYS, where)
    if name is not None and (not isinstance(name, str) or not name.strip()):
        _refuse(f"{where}的 subject", "应写单位名称或代码")
    return name or ""


def _figure(cell: object, where: str, target: Target) -> Decimal | None:
    if isinstance(cell, bool) and target.kind == "event":
        return Decimal(cell)
    if isinstance(cell, str) and cell.strip().endswith(("%", "％")) and not _in_percent(target):
        _refuse(where, f"“{cell}”是百分数，而 {target.id} 按{target.unit or '原数'}计；请写成数")
    return _number(cell, where)


def _in_percent(target: Target) -> bool:
    """Whether the figures of a target, or what they are compared from, are percentages."""
    return target.base_unit == "比率"


def _scaled(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _factor(unit: object, target: Target, where: str) -> Decimal:
    """Return by what a figure in `unit` is multiplied to be in the target's own unit."""
    own = target.unit or ""
    if unit is None or unit == own:
        return Decimal(1)
    given, wanted = _in_base(str(unit), target), _in_base(own, target)
    if given is None or wanted is None:
        usable = dict.fromkeys(name for name in (own, target.base_unit) if name)
        _refuse(where, f"单位“{unit}”不能换算；可用：{'、'.join(usable) or '不写单位'}")
    return given / wanted


def _in_base(unit: str, target: Target) -> Decimal | None:
    base = target.base_unit or ""
    if unit == target.unit:
        return target.factor
    if unit == base:
        return Decimal(1)
    if unit == PERCENT and _in_percent(target):
        return Decimal("0.01")
    sizes = [size for prefix, size in _LARGER.items() if base and unit == prefix + base]
    return sizes[0] if sizes else None


def _by_unit(rows: Sequence[tuple[str, Reading]], target: Target) -> Iterator[Reading]:
    """Gather the figures of single units by period; what a unit reported stays until the next."""
    if target.kind != "each_unit" or not all(subject for subject, _ in rows):
        _refuse("", "只有逐个单位的目标才写 subject，且每条都要写")
    _check_doubled(rows)
    known: dict[str, Decimal | None] = {}
    for period in sorted({reading.period for _, reading in rows}):
        known |= {name: each.value for name, each in rows if each.period == period}
        yield Reading(period, units=dict(known))


def _check_ends(rows: Sequence[tuple[str, Reading]]) -> None:
    """Refuse two different figures for one day under two codes, as 2020-06 and 2020-06-30."""
    seen: dict[tuple[str, date], Reading] = {}
    for number, (subject, each) in enumerate(rows, start=1):
        other = seen.setdefault((subject, each.period.end), each)
        if other.period != each.period and replace(other, period=each.period) != each:
            codes = f"{other.period.code}和{each.period.code}"
            _refuse(f"第{number}条", f"{codes}是同一期末，而数不同，不知以哪个为准；请只留一个")


def _check_doubled(rows: Sequence[tuple[str, Reading]]) -> None:
    seen: set[tuple[str, Period]] = set()
    for number, (subject, reading) in enumerate(rows, start=1):
        if (subject, reading.period) in seen:
            _refuse(f"第{number}条", f"{subject}在{reading.period.label}已有一个数，请只留一个")
        seen.add((subject, reading.period))
