"""Who moved a total from one month to another, firm by firm, with nothing left over.

Only firms that reported in both months are compared (同口径): their changes, as shares of their
own total of the base month, are 拉动 in percentage points and add up to the growth of that set.
What else moved the total is kept apart: firms that came or went, and figures not reported in one
of the months. Nothing is estimated for a figure that is missing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """Some firms and by how much they moved the total, in the unit of the figures."""

    firms: int
    amount: float


@dataclass(frozen=True)
class Contribution:
    """What a group of firms of the same set did to the total of all of it.

    Attributes
    ----------
    base
        The group's total of the earlier month, in the unit of the figures.
    amount
        Change of that total.
    pp
        拉动: the same in percentage points of the base total of the whole set; None where that
        total is not above zero.
    """

    group: str
    firms: int
    base: float
    amount: float
    pp: float | None


@dataclass(frozen=True, eq=False)
class Changes:
    """Two months of the same firms, one place a firm.

    Attributes
    ----------
    base, now
        Figures of the earlier and the later month; NaN where there is none.
    was_heard, is_heard
        Whether the firm stood in the panel of that month at all. A firm that is heard without
        a figure is 未报; one that is not heard came later or has gone.
    """

    base: Floats
    now: Floats
    was_heard: Flags
    is_heard: Flags

    @cached_property
    def is_same(self) -> Flags:
        """Which firms gave a figure in both months."""
        return ~np.isnan(self.base) & ~np.isnan(self.now)

    @cached_property
    def same_base(self) -> float:
        """Total of the earlier month over the firms that gave both figures."""
        return math.fsum(self.base[self.is_same])

    @cached_property
    def same_now(self) -> float:
        """Total of the later month over the firms that gave both figures."""
        return math.fsum(self.now[self.is_same])

    @property
    def growth_pct(self) -> float | None:
        """名义同比 of the firms that gave both figures, %; None if their base is not above 0."""
        return self.pp(math.fsum(self._moved(self.is_same)))

    def pp(self, amount: float) -> float | None:
        """Return an amount in percentage points of the base total of the same firms."""
        return 100 * amount / self.same_base if self.same_base > 0 else None

    @property
    def same(self) -> Part:
        """Firms that gave both figures."""
        return self._part(self.is_same)

    @property
    def entered(self) -> Part:
        """Firms that stand in the panel of the later month only."""
        return self._part(~np.isnan(self.now) & ~self.was_heard)

    @property
    def left(self) -> Part:
        """Firms that stand in the panel of the earlier month only."""
        return self._part(~np.isnan(self.base) & ~self.is_heard)

    @property
    def newly_reported(self) -> Part:
        """Firms that were 未报 in the earlier month and gave a figure now."""
        return self._part(~np.isnan(self.now) & np.isnan(self.base) & self.was_heard)

    @property
    def not_reported(self) -> Part:
        """Firms that gave a figure in the earlier month and are 未报 now."""
        return self._part(~np.isnan(self.base) & np.isnan(self.now) & self.is_heard)

    @property
    def total_change(self) -> float:
        """Change of the total over all figures given; the five parts add up to it."""
        return math.fsum(self._moved(np.ones(len(self.base), dtype=np.bool_)))

    def _part(self, chosen: Flags) -> Part:
        return Part(int(chosen.sum()), math.fsum(self._moved(chosen)))

    def _moved(self, chosen: Flags) -> list[float]:
        """Return what was added and what was taken away by some firms, rounded nowhere."""
        gained, lost = self.now[chosen], self.base[chosen]
        return [*gained[~np.isnan(gained)].tolist(), *(-lost[~np.isnan(lost)]).tolist()]

    def by_group(self, groups: Sequence[str]) -> list[Contribution]:
        """Return what each group of the same firms contributed, the largest rise first.

        Parameters
        ----------
        groups
            The group of each firm (a county, an industry, the firm itself).

        Examples
        --------
        >>> both = np.array([True, True, True])
        >>> found = Changes(np.array([60.0, 40, np.nan]), np.array([66.0, 36, 9]), both, both)
        >>> [(each.group, each.pp) for each in found.by_group(["甲", "乙", "乙"])]
        [('甲', 6.0), ('乙', -4.0)]
        >>> found.growth_pct, found.newly_reported
        (2.0, Part(firms=1, amount=9.0))
        """
        places = np.flatnonzero(self.is_same)
        names, at = np.unique(np.asarray(groups, dtype=object)[places], return_inverse=True)
        order = np.argsort(at, kind="stable")
        bounds = np.searchsorted(at[order], np.arange(len(names) + 1))
        made = []
        for number, name in enumerate(names):
            inside = places[order[bounds[number] : bounds[number + 1]]]
            base = self.base[inside].tolist()
            amount = math.fsum([*self.now[inside].tolist(), *(-figure for figure in base)])
            group = Contribution(str(name), len(inside), math.fsum(base), amount, self.pp(amount))
            made.append(group)
        return sorted(made, key=lambda each: (-each.amount, each.group))
