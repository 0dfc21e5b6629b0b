"""Which cells of a table must not be shown, so that nobody can work out a firm's figure.

Cells of few firms or with a dominant firm are left out (primary). Since totals would give them
back, others are left out with them (secondary). For each sum that must not be known a linear
programme looks for another table that agrees with everything shown, in which the sum is as far
away as the rule asks; it may leave out further cells at the price of the firms in them. The
table that it finds proves the protection. At the end, cells that turn out not to be needed are
shown after all. Nothing is promised against several firms of different cells that tell each
other their figures, nor against what stands outside these tables.

References
----------
Kelly, Golden, Assad (1992), Cell suppression: disclosure protection for sensitive tabular data;
Fischetti, Salazar (2001), Solving the cell suppression problem on tabular data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from metrics.suppression_cells import (
    Cell,
    Disclosure,
    Flags,
    Floats,
    Form,
    Tables,
    Vintage,
)

_FAR = 1e5
"""No part need fall by more than so many times what is asked: keeps the numbers small."""
_TINY = 1e-6
_WITHIN_REACH = 1 - 1e-5
_SOLVED = 0


@dataclass(frozen=True)
class Pattern:
    """What is left out of the newest vintage.

    Attributes
    ----------
    primary
        Cells that tell of single firms by themselves.
    suppressed
        All cells left out.
    given_away
        Sums that earlier releases alone bound better than the rule asks, whatever is left out
        now. The newest vintage adds nothing to what is known of them.
    """

    primary: frozenset[Cell]
    suppressed: frozenset[Cell]
    given_away: tuple[str, ...] = ()


def suppress(
    vintages: Sequence[Vintage],
    rule: Disclosure | None = None,
    earlier: Sequence[frozenset[Cell]] = (),
    viewers: Sequence[Sequence[str]] | None = None,
) -> Pattern:
    """Return which cells of the newest vintage to leave out.

    Parameters
    ----------
    vintages
        The releases of one table in their order, the newest last.
    rule
        What tells of a firm; default `Disclosure`.
    earlier
        What was left out of each of the earlier vintages, as it was released.
    viewers
        The regions of which each kind of viewer sees the firms by name; by default one who sees
        none and one for each region from which anything is seen.

    Raises
    ------
    ValueError
        If `earlier` does not fit the vintages, or a figure is below zero that may not be.

    Examples
    --------
    >>> from metrics.suppression_cells import Figure
    >>> table = [Figure(f"{n}", "甲乙"[n % 2], "纺织", 10) for n in range(7)]
    >>> sorted(suppress([table]).suppressed)
    []
    >>> sorted(suppress([[*table, Figure("x", "甲", "食品", 50)]]).primary)
    [('', '食品'), ('甲', '食品')]
    """
    tables = Tables(vintages, rule or Disclosure())
    _check(tables, earlier)
    search = _Search(tables, earlier)
    for known in _masks(tables, viewers):
        search.protect(known, tables.forms(known))
    search.give_back()
    primary = tables.sensitive_cells(tables.newest)
    return Pattern(primary, frozenset(search.suppressed), tuple(dict.fromkeys(search.given_away)))


def _check(tables: Tables, earlier: Sequence[frozenset[Cell]]) -> None:
    if not tables.vintages or len(earlier) != tables.newest:
        count = len(tables.vintages)
        msg = f"{count}个版本须配{count - 1}组先前未公布的单元，给出了{len(earlier)}组"
        raise ValueError(msg)
    if not tables.rule.signed and any(each.value < 0 for v in tables.vintages for each in v):
        msg = "有小于0的数：可为负的指标（如利润）须注明 signed=True"
        raise ValueError(msg)


def _masks(tables: Tables, viewers: Sequence[Sequence[str]] | None) -> Iterable[Flags]:
    """Return what each kind of viewer knows, the one who knows least first."""
    regions = sorted({region for part in tables.parts for region in part.seen_from})
    chosen = [(), *((region,) for region in regions)] if viewers is None else viewers
    return [tables.known_to(own) for own in sorted(chosen, key=len)]


@dataclass(frozen=True)
class _Demands:
    """What is asked against one viewer: each row, a weighted sum of parts, must reach `far`."""

    known: Flags
    names: tuple[str, ...]
    rows: Floats
    far: Floats

    @classmethod
    def of(cls, known: Flags, forms: Sequence[Form]) -> "_Demands":
        """Return the demands of forms, up and down; what lies at zero need not go down."""
        both = [(f.name, 1.0 * f.members, f.up) for f in forms]
        both += [(f.name, -1.0 * f.members, f.down) for f in forms]
        asked = [each for each in both if each[2] > 0]
        rows = np.array([row for _, row, _ in asked], dtype=np.float64)
        names = tuple(name for name, _, _ in asked)
        far = np.array([each[2] for each in asked], dtype=np.float64)
        return cls(known, names, rows.reshape(len(asked), len(known)), far)

    def without_proof(self, proofs: Floats) -> list[int]:
        """Return the numbers of the demands that none of some other tables fulfils."""
        agree = ~proofs[:, self.known].any(axis=1)
        reached = (self.rows @ proofs[agree].T).max(axis=1, initial=-np.inf)
        return [int(number) for number in np.flatnonzero(reached < self.far * (1 - _TINY))]

    def keep(self, numbers: Iterable[int]) -> "_Demands":
        """Return some of the demands."""
        chosen = sorted(numbers)
        names = tuple(self.names[number] for number in chosen)
        return _Demands(self.known, names, self.rows[chosen], self.far[chosen])


@dataclass
class _Search:
    """The state of the search: what is left out, and the other tables found so far (proofs)."""

    tables: Tables
    earlier: Sequence[frozenset[Cell]]
    given_away: list[str] = field(default_factory=list)
    demands: list[_Demands] = field(default_factory=list)

    def __post_init__(self) -> None:
        tables = self.tables
        self.cells = tables.cells(tables.newest)
        self.rows = self._rows(tables.newest, self.cells)
        self.costs = self.rows @ np.array([len(part.values) for part in tables.parts], dtype=float)
        self.primary = tables.sensitive_cells(tables.newest)
        self.suppressed = set(self.primary)
        self.fixed = self._fixed()
        self.proofs = np.empty((0, len(tables.parts)))

    def _rows(self, number: int, cells: Sequence[Cell]) -> Floats:
        rows = [self.tables.members(number, cell) for cell in cells]
        return np.array(rows, dtype=np.float64).reshape(len(cells), len(self.tables.parts))

    def _fixed(self) -> Floats:
        """Return the rows of what earlier vintages show."""
        shown = [
            self._rows(number, [c for c in self.tables.cells(number) if c not in hidden])
            for number, hidden in enumerate(self.earlier)
        ]
        return np.vstack([np.empty((0, len(self.tables.parts))), *shown])

    def protect(self, known: Flags, forms: Sequence[Form]) -> None:
        """Leave out cells until each form is protected against a viewer, both ways."""
        demands = _Demands.of(known, forms)
        lost: set[int] = set()
        lowered: set[int] = set()
        while waiting := [n for n in demands.without_proof(self.proofs) if n not in lost]:
            if not self._meet(demands, waiting[0]):
                lost |= lowered.intersection(waiting[:1])
                lowered.add(waiting[0])
                lost.update(self._lowered(demands, waiting[0]))
        self.demands.append(demands.keep(set(range(len(demands.names))) - lost))

    def _lowered(self, demands: _Demands, number: int) -> Iterable[int]:
        """Ask no more than earlier releases leave; yield the number where they leave nothing."""
        self.given_away.append(demands.names[number])
        reach = self._reach(demands, number)
        if reach < _TINY:
            yield number
        demands.far[number] *= reach * _WITHIN_REACH

    def _reach(self, demands: _Demands, number: int) -> float:
        """Return the share of a demand that is possible with the whole vintage left out."""
        solved = linprog(
            -demands.rows[number],
            A_eq=sparse.csr_array(self.fixed),
            b_eq=np.zeros(len(self.fixed)),
            bounds=self._bounds(demands, number),
            method="highs",
        )
        return -float(solved.fun) if solved.status == _SOLVED else 0.0

    def _meet(self, demands: _Demands, number: int) -> bool:
        found = self._another_table(demands, number, self._shown(), may_hide=True)
        if found is None:
            return False
        moves = np.abs(self.rows @ found) > _TINY * demands.far[number]
        self.suppressed.update(cell for cell, moved in zip(self.cells, moves, strict=True) if moved)
        self.proofs = np.vstack([self.proofs, found])
        return True

    def _shown(self) -> Flags:
        return np.array([cell not in self.suppressed for cell in self.cells], dtype=np.bool_)

    def _another_table(
        self, demands: _Demands, number: int, shown: Flags, may_hide: bool
    ) -> Floats | None:
        """Return by how much each part differs in a table that agrees with what is shown.

        The sum of the demand differs by what is asked. If cells may be hidden, those shown may
        differ, too, at the price of the firms in them. None where there is no such table.
        """
        parts, rows = len(self.tables.parts), self.rows[shown]
        slack = np.eye(len(rows), len(rows) if may_hide else 0)
        blank = np.zeros((len(self.fixed) + 1, 2 * slack.shape[1]))
        left = np.vstack([rows, self.fixed, demands.rows[number]])
        right = np.vstack([np.hstack([-slack, slack]), blank])
        price = np.tile(self.costs[shown], 2)[: 2 * slack.shape[1]]
        solved = linprog(
            np.concatenate([np.zeros(parts), price]),
            A_eq=sparse.csr_array(np.hstack([left, right])),
            b_eq=np.append(np.zeros(len(left) - 1), 1.0),
            bounds=[*self._bounds(demands, number), *[(0, None)] * len(price)],
            method="highs",
        )
        return demands.far[number] * solved.x[:parts] if solved.status == _SOLVED else None

    def _bounds(self, demands: _Demands, number: int) -> list[tuple[float | None, float | None]]:
        """Return how far parts may differ, in units of the demand: what is known not at all."""
        values = self.tables.values / demands.far[number]
        low = [None if self.tables.rule.signed else -min(value, _FAR) for value in values]
        pairs = zip(demands.known, low, strict=True)
        return [(0, 0) if is_known else (lowest, None) for is_known, lowest in pairs]

    def give_back(self) -> None:
        """Show cells again that no protection needs, those of many firms first."""
        for index in np.argsort(-self.costs, kind="stable"):
            if self.cells[index] in self.suppressed - self.primary:
                self._try_to_show(int(index))

    def _try_to_show(self, index: int) -> None:
        sizes = np.abs(self.proofs).max(axis=1, initial=0)
        proofs = self.proofs[np.abs(self.proofs @ self.rows[index]) <= _TINY * sizes]
        shown = self._shown()
        shown[index] = True
        for demands in self.demands:
            while waiting := demands.without_proof(proofs):
                found = self._another_table(demands, waiting[0], shown, may_hide=False)
                if found is None:
                    return
                proofs = np.vstack([proofs, found])
        self.proofs = proofs
        self.suppressed.discard(self.cells[index])
