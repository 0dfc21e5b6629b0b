"""What somebody can work out who holds all that is shown: the attack that protection must stand.

Written apart from the search for a pattern, firm by firm and without its shortcuts, so that each
can be tried against the other. The attacker knows which firms stand where, which of them kept
their figure from one vintage to the next, and every figure that is seen from some regions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from metrics.suppression_cells import Cell, Figure, Floats, Vintage, totals_of

_UNBOUNDED = 3
_LARGEST = 1e4
_SHORTFALL = 1e-4


@dataclass(frozen=True)
class Bounds:
    """Between what a sum must lie; `inf` where nothing bounds it."""

    low: float
    high: float

    def is_wide(self, value: float, up: float, down: float) -> bool:
        """Whether they leave at least so much room above and below a value.

        Examples
        --------
        >>> Bounds(80, 120).is_wide(100, 20, 20), Bounds(81, 120).is_wide(100, 20, 20)
        (True, False)
        """
        above, below = self.high - value, value - self.low
        return above >= up * (1 - _SHORTFALL) and below >= down * (1 - _SHORTFALL)


@dataclass(frozen=True)
class Attack:
    """All that one viewer holds.

    Attributes
    ----------
    vintages
        What was released, in its order.
    hidden
        What was left out of each.
    regions
        The viewer's own: he sees by name what is seen from there.
    signed
        Whether figures may be below zero.
    """

    vintages: Sequence[Vintage]
    hidden: Sequence[frozenset[Cell]]
    regions: frozenset[str] = field(default_factory=frozenset)
    signed: bool = False

    def firm(self, number: int, firm: str) -> Bounds:
        """Return what is found out of a firm's figure in a vintage."""
        return self._between([each for each in self.vintages[number] if each.firm == firm])

    def cell(self, number: int, cell: Cell) -> Bounds:
        """Return what is found out of a cell of a vintage."""
        return self._between([e for e in self.vintages[number] if cell in totals_of(e.cell)])

    def rest(self, number: int, cell: Cell) -> Bounds:
        """Return what is found out of the firms of a cell that the viewer does not see."""
        inside = [e for e in self.vintages[number] if cell in totals_of(e.cell)]
        return self._between([each for each in inside if not self._sees(each)])

    def _sees(self, figure: Figure) -> bool:
        return _same(figure) in self._seen

    @cached_property
    def _seen(self) -> set[Figure]:
        """What the viewer sees by name in any vintage."""
        figures = [each for vintage in self.vintages for each in vintage]
        return {_same(each) for each in figures if not each.viewers.isdisjoint(self.regions)}

    @cached_property
    def _unknowns(self) -> dict[Figure, int]:
        """Each figure once, however many vintages it stands in."""
        found = dict.fromkeys(_same(each) for vintage in self.vintages for each in vintage)
        return {figure: place for place, figure in enumerate(found)}

    @cached_property
    def _values(self) -> Floats:
        return np.array([figure.value for figure in self._unknowns], dtype=np.float64)

    @cached_property
    def _scale(self) -> float:
        return _LARGEST / max(float(np.abs(self._values).max(initial=0)), 1e-300)

    def _row(self, figures: Sequence[Figure]) -> Floats:
        row = np.zeros(len(self._unknowns))
        row[[self._unknowns[_same(figure)] for figure in figures]] = 1
        return row

    @cached_property
    def _shown(self) -> sparse.csr_array:
        """One row for each cell that is shown."""
        rows = [np.empty((0, len(self._unknowns)))]
        for vintage, hidden in zip(self.vintages, self.hidden, strict=True):
            cells: dict[Cell, list[Figure]] = {}
            for figure in vintage:
                for cell in totals_of(figure.cell):
                    cells.setdefault(cell, []).append(figure)
            rows += [self._row(inside)[None] for c, inside in cells.items() if c not in hidden]
        return sparse.csr_array(np.vstack(rows))

    @cached_property
    def _ranges(self) -> list[tuple[float | None, float | None]]:
        lowest = None if self.signed else 0.0
        return [
            (figure.value * self._scale,) * 2 if self._sees(figure) else (lowest, None)
            for figure in self._unknowns
        ]

    def _between(self, figures: Sequence[Figure]) -> Bounds:
        row = self._row(figures)
        return Bounds(self._least(row), -self._least(-row))

    def _least(self, row: Floats) -> float:
        """Return the least that a weighted sum can be, everything shown taken as true."""
        if not row.any():
            return 0.0
        solved = linprog(
            row,
            A_eq=self._shown,
            b_eq=self._shown @ self._values * self._scale,
            bounds=self._ranges,
            method="highs",
        )
        if solved.status == _UNBOUNDED:
            return -np.inf
        if solved.fun is None:
            msg = f"试推没有结果：{solved.message}；请检查各版本的数字是否都有限"
            raise ValueError(msg)
        return float(solved.fun) / self._scale


def _same(figure: Figure) -> Figure:
    """Return a figure without who sees it: the same firm, place and value are one unknown."""
    return replace(figure, seen_from=None)
