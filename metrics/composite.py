"""Composite scores as configured from a document; none exists unless a deployer configures one.

Every cell carries its arithmetic with the figures filled in, as officials dispute scores. Points
are rounded half up before they are summed, so that a reader who adds the printed points gets the
printed total. A missing component leaves the total missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from metrics.ranking import RankRule, places
from metrics.rounding import half_up, to_decimal
from metrics.scoring_schemes import Component as Component
from metrics.scoring_schemes import Method as Method
from metrics.scoring_schemes import Scheme as Scheme
from metrics.wording import figure, join_names

TOTAL = "合计"
KEYS = ["region_code", "indicator", "measure"]
SCORE_COLUMNS = [
    "region_code",
    "region",
    "indicator",
    "measure",
    "weight",
    "value",
    "points",
    "arithmetic",
]


@dataclass(frozen=True)
class _Standing:
    """A figure among those of all units."""

    value: Decimal
    place: int
    count: int


_Workings = tuple[Decimal, str]
"""Unrounded points and the formula that gives them."""


def _operand(number: Decimal) -> str:
    text = figure(number, None)
    return f"({text})" if number < 0 else text


def _by_ratio(component: Component, standing: _Standing) -> _Workings:
    weight, value, benchmark = component.weight, standing.value, component.params["benchmark"]
    formula = f"{_operand(weight)} × {_operand(value)} ÷ {_operand(benchmark)}"
    return weight * value / benchmark, formula


def _by_line(component: Component, standing: _Standing) -> _Workings:
    weight, value = component.weight, standing.value
    base, full = component.params["base"], component.params["full"]
    above, width = (
        f"({_operand(value)} − {_operand(base)})",
        f"({_operand(full)} − {_operand(base)})",
    )
    return weight * (value - base) / (full - base), f"{_operand(weight)} × {above} ÷ {width}"


def _by_place(component: Component, standing: _Standing) -> _Workings:
    weight, place, count = component.weight, standing.place, standing.count
    formula = f"{_operand(weight)} × ({count} − {place} + 1) ÷ {count}"
    return weight * (count - place + 1) / count, formula


def _by_target(component: Component, standing: _Standing) -> _Workings:
    params, value = component.params, standing.value
    start, target, step = _start(component), params["target"], params["per_point"]
    formula = f"{_operand(start)} + {_operand(step)} × ({_operand(value)} − {_operand(target)})"
    return start + step * (value - target), formula


def _start(component: Component) -> Decimal:
    return component.params.get("start", component.weight)


_METHODS: dict[str, Callable[[Component, _Standing], _Workings]] = {
    Method.RATIO: _by_ratio,
    Method.LINEAR: _by_line,
    Method.PLACE: _by_place,
    Method.TARGET_POINTS: _by_target,
}


def score(table: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Score every unit of a table by a scheme.

    Parameters
    ----------
    table
        One row per figure: `region_code`, `region`, `indicator`, `measure` (str) and `value`
        (number; None or NaN is missing, as is an absent row). All units in it are scored.
    scheme
        How points are given.

    Returns
    -------
    DataFrame
        One row per unit and component in the scheme's order, then the unit's total (indicator
        合计): `region_code`, `region`, `indicator`, `measure`, `weight`, `value`, `points`
        (Decimal or None) and `arithmetic` (the formula filled in, or 缺：…).

    Raises
    ------
    ValueError
        If a figure stands in the table twice.

    Examples
    --------
    >>> figures = pd.DataFrame({"region_code": ["1"], "region": ["甲县"], "measure": ["level"],
    ...                         "indicator": ["亩均税收"], "value": [Decimal("18.90")]})
    >>> part = Component("亩均税收", "level", Decimal(30), "ratio", {"benchmark": Decimal("24.10")})
    >>> score(figures, Scheme("试行办法", "某市考核办法", (part,)))["arithmetic"].tolist()
    ['30 × 18.90 ÷ 24.10 = 23.53', '23.53 = 23.53']
    """
    figures = _figures(table)
    units = dict(zip(table["region_code"], table["region"], strict=True))
    scored = [_component_rows(part, units, figures, scheme.decimals) for part in scheme.components]
    rows = [
        row for unit_rows in zip(*scored, strict=True) for row in _with_total(unit_rows, scheme)
    ]
    return pd.DataFrame(rows, columns=SCORE_COLUMNS, dtype=object)


_Row = tuple[str, str, str, str, Decimal, Decimal | None, Decimal | None, str]
_FigureKey = tuple[str, str, str]


def _figures(table: pd.DataFrame) -> dict[_FigureKey, Decimal | None]:
    repeated = table.loc[table.duplicated(KEYS), ["region", "indicator"]]
    if not repeated.empty:
        names = join_names("的".join(row) for row in repeated.itertuples(index=False))
        msg = f"计分用表中重复：{names}。每个单位的每个指标只能有一个数值"
        raise ValueError(msg)
    keys = table[KEYS].itertuples(index=False, name=None)
    return {key: to_decimal(v) for key, v in zip(keys, table["value"], strict=True)}


def _component_rows(
    part: Component,
    units: Mapping[str, str],
    figures: Mapping[_FigureKey, Decimal | None],
    decimals: int,
) -> list[_Row]:
    values = [figures.get((code, part.indicator, part.measure)) for code in units]
    standings = _standings(values, part.rule)
    cells = [_cell(part, standing, decimals) for standing in standings]
    head = (part.indicator, part.measure, part.weight)
    return [
        (code, name, *head, value, *cell)
        for (code, name), value, cell in zip(units.items(), values, cells, strict=True)
    ]


def _standings(values: list[Decimal | None], rule: RankRule) -> list[_Standing | None]:
    ranked = places(values, rule)
    count = sum(value is not None for value in values)
    pairs = zip(values, ranked, strict=True)
    return [None if v is None or p is None else _Standing(v, p, count) for v, p in pairs]


def _cell(part: Component, standing: _Standing | None, decimals: int) -> tuple[Decimal | None, str]:
    if standing is None:
        return None, f"缺：{part.title}"
    raw, formula = _METHODS[part.method](part, standing)
    points, limit = _limited(raw, *_limits(part))
    printed = f"{formula} = {figure(raw, decimals)}"
    return half_up(points, decimals), printed + limit


def _limits(part: Component) -> tuple[Decimal | None, Decimal | None]:
    if part.method == Method.LINEAR:
        return Decimal(0), part.weight
    return part.params.get("floor"), part.params.get("cap")


def _limited(raw: Decimal, floor: Decimal | None, cap: Decimal | None) -> tuple[Decimal, str]:
    if cap is not None and raw > cap:
        return cap, f"，按上限{figure(cap, None)}计"
    if floor is not None and raw < floor:
        return floor, f"，按下限{figure(floor, None)}计"
    return raw, ""


def _with_total(rows: tuple[_Row, ...], scheme: Scheme) -> list[_Row]:
    code, name, *_ = rows[0]
    weight = sum((part.weight for part in scheme.components), Decimal(0))
    points, arithmetic = _total(rows, scheme)
    return [*rows, (code, name, TOTAL, "", weight, None, points, arithmetic)]


def _total(rows: tuple[_Row, ...], scheme: Scheme) -> tuple[Decimal | None, str]:
    points = [row[-2] for row in rows]
    known = [number for number in points if number is not None]
    if len(known) < len(points):
        pairs = zip(scheme.components, points, strict=True)
        return None, f"缺：{join_names(part.title for part, number in pairs if number is None)}"
    total = sum(known, Decimal(0))
    addends = " + ".join(_operand(number) for number in known)
    return total, f"{addends} = {figure(total, scheme.decimals)}"
