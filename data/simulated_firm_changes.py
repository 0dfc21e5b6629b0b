"""What changes in the simulated register: firms move, change their trade, their name, close."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.datasets import Dataset
from data.simulated_firm_plan import Plan
from data.simulated_firms import NEVER, Roll, Whole, called, frame
from data.simulated_stories import free

_CLOSED = "已注销"


@dataclass(frozen=True)
class Change:
    """A firm that is another from a month on: `roll` has it as it is then."""

    kind: str
    firm: int
    month: int


@dataclass(frozen=True, eq=False)
class Changes:
    """All changes, by month, and the firms that they are about."""

    listed: tuple[Change, ...]

    @property
    def firms(self) -> list[int]:
        """Places of the firms that change."""
        return [each.firm for each in self.listed]


def drawn(plan: Plan, roll: Roll) -> Changes:
    """Draw who changes what and when."""
    draw = np.random.default_rng([plan.seed, 2])
    waves = [plan.months.index(month) for month in plan.waves]
    pool = draw.permutation(np.flatnonzero(free(roll)))
    kinds = [
        *("moved",) * plan.moved,
        *("industry",) * plan.changed_industry,
        *("renamed",) * plan.renamed,
    ]
    listed = [
        Change(kind, int(firm), int(draw.choice(waves)))
        for kind, firm in zip(kinds, pool, strict=False)
    ]
    return Changes(tuple(sorted(listed, key=lambda each: each.month)))


def rolls(dataset: Dataset, plan: Plan, roll: Roll, changes: Changes) -> list[Roll]:
    """Return the firms as they are in each month."""
    found, now = [], roll
    for number in range(len(plan.months)):
        for each in changes.listed:
            if each.month == number:
                now = _changed(dataset, now, each)
        found.append(now)
    return found


def _changed(dataset: Dataset, roll: Roll, change: Change) -> Roll:
    at = change.firm
    if change.kind == "moved":
        place = roll.place.copy()
        place[at] = (place[at] + 1) % len(roll.places)
        return replace(roll, place=place)
    if change.kind == "industry":
        trade = roll.trade.copy()
        trade[at] = (trade[at] + 1) % len(roll.divisions)
        return replace(roll, trade=trade)
    name = roll.name.copy()
    short = called(dataset, roll.places[roll.place[at]])
    name[at] = f"{name[at].removesuffix('有限公司')}科技有限公司".replace(short, f"{short}", 1)
    return replace(roll, name=name)


def register_rows(
    plan: Plan, by_month: Sequence[Roll], changes: Changes, number: int
) -> pd.DataFrame:
    """Return what the register is told in a month: new firms, changed ones, closed ones."""
    now = by_month[number]
    opened = np.flatnonzero(now.opens == number)
    closed = np.flatnonzero((now.closes == number) & (now.closes != NEVER))
    changed = [each.firm for each in changes.listed if each.month == number]
    others: Whole = np.setdiff1d(np.union1d(closed, np.array(changed, dtype=np.int64)), opened)
    at = np.concatenate([others, opened]).astype(np.int64)
    rows = frame(now, at)
    is_closed = np.isin(at, closed)
    tags = [
        _tagged(text) if gone else text for text, gone in zip(rows["tags"], is_closed, strict=True)
    ]
    return rows.assign(tags=tags)


def _tagged(text: str) -> str:
    return "、".join(filter(None, (text, _CLOSED)))
