"""The heads of firms' files: which kind of file it is, what each column holds, in which unit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from data import panel_columns
from data.readings import Misread, cell_name
from data.records import FOLDER, Record, parse, read_yaml
from metrics.printed_text import squeezed
from metrics.wording import join_names

FirmFileKind = Literal["recognition", "roster", "panel", "register"]
LOWEST_HEAD = 20
"""Rows from the top in which the head is looked for: a title may stand above."""
_LONGEST_HEAD = 60
_FILE = "firm_heads.yaml"
_UNIT = re.compile(r"(?P<name>[^()]+?)(?:\((?P<unit>[^()]*)\)|[_/,:](?P<bare>[^()_/,:]+))?")
_SHEET_UNIT = re.compile(r"单位:([^\s,;()]+)")


class FirmFileRule(Record):
    """A kind of file: its name and the columns by which it is known."""

    name: str
    every: tuple[str, ...]
    some: tuple[str, ...]


class FirmHeadWords(Record):
    """The whole file `firm_heads.yaml`."""

    names: Mapping[str, tuple[str, ...]]
    prefixes: tuple[str, ...]
    kinds: Mapping[FirmFileKind, FirmFileRule]
    units: Mapping[str, Mapping[str, Decimal]]
    own_units: Mapping[str, str]
    plain_units: tuple[str, ...]


@dataclass(frozen=True)
class FirmHead:
    """A column that is read.

    Attributes
    ----------
    key
        What it holds: a key of `firm_heads.yaml`.
    place
        Its position, counted from 0.
    factor
        What a figure is multiplied by to be in the unit of `panel_columns`.
    """

    key: str
    place: int
    printed: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class FirmHeads:
    """The head row of a firms' file.

    Attributes
    ----------
    row
        Where it stands, counted from 0.
    unread
        Heads that are not known, as printed.
    misreads
        Heads that stand twice, and units that are missing or not known.
    """

    kind: FirmFileKind
    row: int
    heads: tuple[FirmHead, ...]
    unread: tuple[str, ...]
    misreads: tuple[Misread, ...]


@cache
def words() -> FirmHeadWords:
    """Return the words by which heads are known.

    Raises
    ------
    CatalogueError
        If the file has an unknown or ill-typed key.
    """
    return parse(FirmHeadWords, read_yaml(FOLDER / _FILE), _FILE)


def kind_name(kind: FirmFileKind) -> str:
    """Return the name of a kind of file.

    Examples
    --------
    >>> kind_name("panel")
    '企业月报'
    """
    return words().kinds[kind].name


@cache
def _keys() -> dict[str, str]:
    """Return what a head means, by its plain name."""
    columns = panel_columns.columns()
    declared = [(name, key) for key, column in columns.items() for name in _column_names(column)]
    own = [(squeezed(name), key) for key, names in words().names.items() for name in names]
    ids = [(key, key) for key in words().names]
    return dict([*declared, *own, *ids])


def _column_names(column: panel_columns.PanelColumn) -> tuple[str, str]:
    return column.name, column.name.removeprefix("企业")


def find_heads(rows: Iterable[Sequence[object]], sheet: str) -> FirmHeads | None:
    """Return the head row of a firms' file among the first rows, None if there is none.

    Examples
    --------
    >>> found = find_heads([["企业月报"], ["企业名称", "月份", "产值（亿元）"]], "表")
    >>> found.kind, found.row, [(head.key, str(head.factor)) for head in found.heads]
    ('panel', 1, [('name', '1'), ('month', '1'), ('output_wan', '10000')])
    """
    above: list[str] = []
    for row, cells in enumerate(rows):
        keyed = [(place, *_parted(cell)) for place, cell in enumerate(cells) if _is_text(cell)]
        if kind := _kind({key for _, key, _ in keyed if key}):
            return _heads(kind, (row, sheet), [*map(str, cells)], keyed, _unit_of(above))
        above += [squeezed(cell) for cell in cells if isinstance(cell, str) and cell]
    return None


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEAD and bool(cell.strip())


def _parted(cell: object) -> tuple[str, str]:
    """Return key and unit of a head; the key is empty where it is not known."""
    text = squeezed(str(cell))
    if column := panel_columns.columns().get(text):  # the id of a column names its unit
        return text, column.unit
    if text in _keys():
        return _keys()[text], words().own_units.get(text, "")
    found = _UNIT.fullmatch(text)
    if found is None:
        return "", ""
    name, unit = found["name"], found["unit"] or found["bare"] or ""
    plain = next((name.removeprefix(p) for p in words().prefixes if name.startswith(p)), name)
    return _keys().get(name) or _keys().get(plain, ""), unit


def _kind(keys: set[str]) -> FirmFileKind | None:
    figures = keys & panel_columns.columns().keys()
    for kind, rule in words().kinds.items():
        fits = keys.issuperset(rule.every) and not keys.isdisjoint(rule.some)
        if fits and (figures or kind != "panel") and not (figures and kind == "register"):
            return kind
    return None


def _unit_of(above: Sequence[str]) -> str:
    """Return the unit that stands above the head for the whole table, empty for none."""
    return next((found[1] for text in above if (found := _SHEET_UNIT.search(text))), "")


def _heads(
    kind: FirmFileKind,
    where: tuple[int, str],
    cells: Sequence[str],
    keyed: Sequence[tuple[int, str, str]],
    unit: str,
) -> FirmHeads:
    row, sheet = where
    heads: dict[str, FirmHead] = {}
    misreads: list[Misread] = []
    unread: list[str] = []
    for place, key, printed_unit in keyed:
        wrong = _fault(key, printed_unit, unit) if key else None
        if key in heads and _is_second(key, heads[key], cells[place]):
            unread.append(cells[place].strip())
            continue
        if key in heads:
            wrong = "head_doubled", f"与“{heads[key].printed}”一列重复"
        if wrong:
            cell = cell_name(row + 1, place + 1)
            misreads.append(Misread(wrong[0], sheet, cell, cells[place].strip(), wrong[1]))
        elif key and _belongs(kind, key):
            factor = _factor(key, printed_unit or unit)
            heads[key] = FirmHead(key, place, cells[place].strip(), factor)
        else:
            unread.append(cells[place].strip())
    return FirmHeads(kind, row, tuple(heads.values()), tuple(unread), tuple(misreads))


def _is_second(key: str, first: FirmHead, printed: str) -> bool:
    """Say whether a column says again what another says otherwise: 区划代码 beside 县区."""
    return key not in panel_columns.columns() and squeezed(printed) != squeezed(first.printed)


_REGISTER = ("firm", "uscc", "former_uscc", "name", "region", "industry", "size", "founded", "tags")
_ROSTER = (
    *("roster", "key", "firm", "uscc", "name", "region", "day"),
    *("left", "protects", "contact"),
)
_RECOGNITION = (
    *("firm", "uscc", "name", "year", "rate_pct", "day"),
    *("insured_from", "insured_to", "evidence", "note"),
)


def _belongs(kind: FirmFileKind, key: str) -> bool:
    """Say whether a kind of file takes a column; a panel takes no places: the register knows."""
    of_panel = ("firm", "uscc", "name", "month", *panel_columns.columns())
    of_kinds = {"register": _REGISTER, "roster": _ROSTER, "recognition": _RECOGNITION}
    return key in of_kinds.get(kind, of_panel)


def _units(key: str) -> Mapping[str, Decimal]:
    return words().units.get(_unit(key), {})


def _unit(key: str) -> str:
    """Return the unit in which a column is kept; empty for one that holds no amounts."""
    column = panel_columns.columns().get(key)
    return column.unit if column else words().own_units.get(key, "")


def _factor(key: str, unit: str) -> Decimal:
    return _units(key).get(unit, Decimal(1))


def _fault(key: str, printed: str, sheet_unit: str) -> tuple[str, str] | None:
    """Return the rule that a head's unit breaks and why, None where it is clear."""
    kept = _unit(key)
    if not kept:
        return None
    known = _units(key)
    unit = printed or (sheet_unit if sheet_unit in known else "")
    if unit:
        lawful = f"“{unit}”不是认识的单位；可用：{join_names(known)}"
        return None if unit in known else ("unit_unknown", lawful)
    if kept in words().plain_units:
        return None
    return "unit_missing", f"没有写计量单位，分不清是{kept}还是别的"
