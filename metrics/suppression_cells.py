"""The cells of a table region × industry with totals, and which of them tell of single firms.

Several vintages of one table are looked at together: a firm whose figure is the same in two of
them is one unknown, and what changed between them is a table of its own. A **part** is what the
firms of one cell that stand in the same vintages with the same figures make together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

ALL = ""
"""Stands for all regions or all industries in a cell."""

Cell = tuple[str, str]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """One firm's figure in one vintage; a firm that did not report has none.

    Attributes
    ----------
    seen_from
        The regions whose viewers see the figure by name. A firm that moved is seen from where it
        belongs, wherever its figure counts; None stands for the region itself.
    """

    firm: str
    region: str
    industry: str
    value: float
    seen_from: frozenset[str] | None = None

    @property
    def cell(self) -> Cell:
        """The innermost cell in which it counts."""
        return (self.region, self.industry)

    @property
    def viewers(self) -> frozenset[str]:
        """The regions whose viewers see it by name."""
        return frozenset({self.region}) if self.seen_from is None else self.seen_from


Vintage = Sequence[Figure]


@dataclass(frozen=True)
class Disclosure:
    """When a cell tells of a single firm, and how well nobody may know it.

    Attributes
    ----------
    minimum
        A cell of fewer firms is suppressed.
    share_pct
        A cell in which one firm has a larger share than this is suppressed.
    width_pct
        No firm may be bounded better than this, up or down.
    least
        The same in the unit of the figures, for firms whose figure is zero or next to it.
    signed
        Whether figures may be below zero (profits).
    basis
        On what ground these numbers stand.
    """

    minimum: int = 3
    share_pct: float = 70
    width_pct: float = 20
    least: float = 1
    signed: bool = False
    basis: str = "本系统设定；统计法规定不得泄露能推断单个对象的资料，未定具体数值"

    def is_sensitive(self, values: Floats) -> bool:
        """Whether firms with these figures may not be shown as one sum.

        Examples
        --------
        >>> rule = Disclosure()
        >>> rule.is_sensitive(np.array([70.0, 20, 10])), rule.is_sensitive(np.array([71.0, 19, 10]))
        (False, True)
        """
        if len(values) < self.minimum:
            return len(values) > 0
        sizes = np.abs(values)
        return bool(sizes.max() * 100 > self.share_pct * sizes.sum())


@dataclass(frozen=True)
class Part:
    """Firms of one innermost cell in the same vintages with the same figures, seen by the same."""

    cell: Cell
    vintages: frozenset[int]
    seen_from: frozenset[str]
    values: Floats

    def counts_in(self, cell: Cell) -> bool:
        """Whether it counts in a cell, which may be a total."""
        return all(wanted in (ALL, own) for wanted, own in zip(cell, self.cell, strict=True))


@dataclass(frozen=True)
class Form:
    """A sum of parts that must not be known too well.

    Attributes
    ----------
    members
        Which parts are in it.
    up, down
        How far above and below its value an attacker must believe it possible.
    """

    name: str
    members: Flags
    up: float
    down: float


@dataclass(frozen=True)
class Tables:
    """The vintages of one table, parted.

    Attributes
    ----------
    vintages
        In the order in which they were released, the newest last.
    rule
        What tells of a firm.
    """

    vintages: Sequence[Vintage]
    rule: Disclosure = field(default_factory=Disclosure)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts, by cell."""
        stands: dict[tuple[str, Cell, float], set[int]] = {}
        seen: dict[tuple[str, Cell, float], frozenset[str]] = {}
        for number, vintage in enumerate(self.vintages):
            for each in vintage:
                key = (each.firm, each.cell, each.value)
                stands.setdefault(key, set()).add(number)
                seen[key] = each.viewers | seen.get(key, frozenset())
        groups: dict[tuple[Cell, frozenset[int], frozenset[str]], list[float]] = {}
        for key, numbers in stands.items():
            groups.setdefault((key[1], frozenset(numbers), seen[key]), []).append(key[2])
        order = sorted(groups, key=lambda key: (key[0], sorted(key[1]), sorted(key[2])))
        return tuple(Part(*key, np.array(groups[key], dtype=np.float64)) for key in order)

    @cached_property
    def values(self) -> Floats:
        """The sum of each part."""
        return np.array([part.values.sum() for part in self.parts], dtype=np.float64)

    @property
    def newest(self) -> int:
        """The number of the newest vintage."""
        return len(self.vintages) - 1

    def cells(self, number: int) -> list[Cell]:
        """Return the cells of a vintage in which firms stand, totals included."""
        own = {each.cell for each in self.vintages[number]}
        return sorted({total for cell in own for total in totals_of(cell)})

    def members(self, number: int, cell: Cell) -> Flags:
        """Return which parts make a cell of a vintage."""
        found = [number in part.vintages and part.counts_in(cell) for part in self.parts]
        return np.array(found, dtype=np.bool_)

    def firms_in(self, members: Flags) -> Floats:
        """Return the figures of all firms in parts."""
        chosen = [part.values for part, is_in in zip(self.parts, members, strict=True) if is_in]
        return np.concatenate(chosen) if chosen else np.empty(0)

    def known_to(self, regions: Iterable[str]) -> Flags:
        """Return which parts a viewer of some regions knows, as he sees their firms by name."""
        own = set(regions)
        known = [not part.seen_from.isdisjoint(own) for part in self.parts]
        return np.array(known, dtype=np.bool_)

    def sensitive_cells(self, number: int) -> frozenset[Cell]:
        """Return the cells of a vintage that tell of single firms by themselves."""
        is_bad = self.rule.is_sensitive
        found = self.cells(number)
        return frozenset(c for c in found if is_bad(self.firms_in(self.members(number, c))))

    def forms(self, known: Flags) -> list[Form]:
        """Return what must be protected against a viewer who knows some parts.

        These are the cells of every vintage and, apart from them, the cells of the firms that
        stand in some vintages only: with what the viewer knows taken off, they must not be known
        too well where the rest tells of single firms.
        """
        layers = [self._vintage_layer(number) for number in range(len(self.vintages))]
        layers += [self._change_layer(chosen) for chosen in self._changes()]
        found: dict[bytes, Form] = {}
        for layer in layers:
            for name, members, highest in layer:
                rest = members & ~known
                if rest.any() and self.rule.is_sensitive(self.firms_in(rest)):
                    form = self._form(name, rest, highest - float(self.values[members].sum()))
                    found.setdefault(rest.tobytes(), form)
        return sorted(found.values(), key=lambda form: -form.up)

    def _changes(self) -> list[frozenset[int]]:
        found = {part.vintages for part in self.parts if len(part.vintages) < len(self.vintages)}
        return sorted(found, key=sorted) if len(self.vintages) > 1 else []

    def _vintage_layer(self, number: int) -> list[tuple[str, Flags, float]]:
        return [
            (f"第{number + 1}版 {cell_name(cell)}", self.members(number, cell), np.inf)
            for cell in self.cells(number)
        ]

    def _change_layer(self, chosen: frozenset[int]) -> list[tuple[str, Flags, float]]:
        """Return the cells of firms of these vintages only; no more is asked than a cell allows.

        A sum is never above the sound cell that holds it, whatever is suppressed.
        """
        own = np.array([part.vintages == chosen for part in self.parts], dtype=np.bool_)
        changed = [part.cell for part in self.parts if part.vintages == chosen]
        cells = {total for cell in changed for total in totals_of(cell)}
        found = []
        for cell in sorted(cells):
            around = [self.members(number, cell) for number in sorted(chosen)]
            sound = [each for each in around if not self.rule.is_sensitive(self.firms_in(each))]
            highest = min((float(self.values[each].sum()) for each in sound), default=np.inf)
            found.append((f"版间变动 {cell_name(cell)}", around[0] & own, highest))
        return found

    def _form(self, name: str, members: Flags, room: float) -> Form:
        """Return a form; a width for the largest firm in it protects it against all the others."""
        largest = float(np.abs(self.firms_in(members)).max())
        width = max(largest * self.rule.width_pct / 100, self.rule.least)
        if self.rule.signed:
            return Form(name, members, width, width)
        value = float(self.values[members].sum())
        return Form(name, members, min(width, max(room, 0.0)), min(width, value))


def totals_of(cell: Cell) -> tuple[Cell, ...]:
    """Return a cell and the totals above it."""
    region, industry = cell
    return ((region, industry), (region, ALL), (ALL, industry), (ALL, ALL))


def cell_name(cell: Cell) -> str:
    """Return a cell as it is called in messages.

    Examples
    --------
    >>> cell_name(("鹿城区", ALL))
    '鹿城区·全部行业'
    """
    return f"{cell[0] or '全部地区'}·{cell[1] or '全部行业'}"
