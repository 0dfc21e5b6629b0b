"""What happens to some simulated firms: factors on a column, and figures written out.

Stories are kept sparsely: some firms, and of each month a value or nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.simulated_firm_plan import Case, Plan, Story
from data.simulated_firms import NEVER, Floats, Roll, Whole

ACTIVITY = "activity"
"""Not a column: what output, orders, exports and electricity follow."""
_POWER = "electricity_wan_kwh"
_NEARLY_NOTHING = 0.03


@dataclass(frozen=True, eq=False)
class Told:
    """Something about one column of some firms.

    Attributes
    ----------
    values
        Months × these firms; NaN leaves the figure as it is.
    times
        Whether the values are factors or the figures themselves.
    """

    column: str
    firms: Whole
    values: Floats
    times: bool


@dataclass(frozen=True)
class Stories:
    """All that is told of the firms."""

    told: tuple[Told, ...]

    def applied(self, column: str, month: int, figures: Floats) -> Floats:
        """Return the figures of a column and month as the stories have them."""
        found = figures
        for each in self.told:
            if each.column == column:
                value = each.values[month]
                has = ~np.isnan(value)
                at = each.firms[has]
                found = found.copy()
                found[at] = found[at] * value[has] if each.times else value[has]
        return found


def free(roll: Roll) -> npt.NDArray[np.bool_]:
    """Say which firms are ordinary: there from beginning to end, and no written-out case."""
    mask: npt.NDArray[np.bool_] = (roll.opens == 0) & (roll.closes == NEVER) & (roll.case < 0)
    return mask


def stories(plan: Plan, roll: Roll, taken: Sequence[int]) -> Stories:
    """Return the stories.

    Parameters
    ----------
    taken
        Firms that something else is told of already.
    """
    draw = np.random.default_rng([plan.seed, 3])
    open_to = free(roll)
    open_to[list(taken)] = False
    pool = draw.permutation(np.flatnonzero(open_to))
    told = list(_cases(plan, roll))
    for story in plan.stories:
        firms = _fit(story, roll, pool)
        pool = pool[~np.isin(pool, firms)]
        told += _story(plan, roll, story, firms, draw)
    return Stories(tuple(told))


def _fit(story: Story, roll: Roll, pool: Whole) -> Whole:
    """Return firms of the pool of which a story may be told: small ones for the threshold."""
    if story.kind in ("growing", "shrinking"):
        near = np.abs(np.log(roll.annual[pool] / 2_000))
        return pool[np.argsort(near, kind="stable")[: story.count]]
    return pool[: story.count]


def _story(
    plan: Plan, roll: Roll, story: Story, firms: Whole, draw: np.random.Generator
) -> Iterator[Told]:
    since = plan.months.index(story.since)
    until = plan.months.index(story.until) if story.until else len(plan.months)
    span = slice(since, until)
    if story.kind == "stopped":
        yield _times(plan, ACTIVITY, firms, span, 0.0)
        yield _times(plan, _POWER, firms, span, _NEARLY_NOTHING)
    elif story.kind == "falling":
        steps = np.arange(1, until - since + 1)[:, None]
        yield _times(plan, ACTIVITY, firms, span, draw.uniform(0.78, 0.88, len(firms)) ** steps)
    elif story.kind == "idle_power":
        yield _times(plan, ACTIVITY, firms, span, draw.uniform(0.62, 0.78, len(firms)))
        yield _times(plan, _POWER, firms, span, draw.uniform(1.9, 2.4, len(firms)))
    elif story.kind == "hidden_output":
        yield _times(plan, ACTIVITY, firms, span, draw.uniform(1.15, 1.3, len(firms)))
        yield _times(plan, _POWER, firms, span, draw.uniform(0.4, 0.55, len(firms)))
    else:
        yield _near_scale(plan, roll, story, firms, since)


def _times(plan: Plan, column: str, firms: Whole, span: slice, factors: Floats | float) -> Told:
    """Return factors on a column in some months."""
    values = np.full((len(plan.months), len(firms)), np.nan)
    values[span] = factors
    return Told(column, firms, values, times=True)


def _near_scale(plan: Plan, roll: Roll, story: Story, firms: Whole, since: int) -> Told:
    """Return firms that pass 2,000 万元 of revenue a year, or near it from above."""
    months = np.arange(len(plan.months))
    before, after = (1_700.0, 2_700.0) if story.kind == "growing" else (2_750.0, 2_130.0)
    goal = np.where(months < since, before, after)[:, None]
    trend = (1 + roll.growth[firms]) ** (months[:, None] / 12)
    return Told(ACTIVITY, firms, goal / (roll.annual[firms] * trend), times=True)


def _cases(plan: Plan, roll: Roll) -> Iterator[Told]:
    for number, case in enumerate(plan.cases):
        firms = np.flatnonzero(roll.case == number)
        if case.insured:
            insured = _between(plan.months, case.insured)
            yield Told("insured", firms, insured[:, None], times=False)
            yield Told("headcount", firms, np.ceil(insured * 1.06)[:, None], times=False)
        for column, totals, whole in (
            ("claims", case.claims, True),
            ("exports_wan", case.exports_wan, False),
        ):
            for year, total in totals.items():
                spread = _spread(plan.months, year, total, whole=whole)
                yield Told(column, firms, spread[:, None], times=False)
        yield from _unreported(plan, case, firms)


def _between(months: Sequence[str], points: dict[str, int]) -> Floats:
    at = [months.index(month) for month in points]
    course: Floats = np.interp(np.arange(len(months)), at, list(points.values()))
    return np.floor(course + 0.5)


def _spread(months: Sequence[str], year: int, total: float, *, whole: bool) -> Floats:
    """Spread a year's total over its months; the rounded parts add up to it exactly."""
    at = [number for number, month in enumerate(months) if month.startswith(str(year))]
    steps = total * np.arange(len(at) + 1) / 12
    digits = 0 if whole else 2
    so_far = np.round(steps, digits)
    if len(at) == 12:
        so_far[-1] = total
    course = np.full(len(months), np.nan)
    course[at] = np.round(np.diff(so_far), digits)
    return course


def _unreported(plan: Plan, case: Case, firms: Whole) -> Iterator[Told]:
    """Blank figures are told apart: they are taken out at the end, see `simulated_panel`."""
    for column, months in case.unreported.items():
        course = np.full(len(plan.months), np.nan)
        course[[plan.months.index(month) for month in months]] = 1.0
        yield Told(f"-{column}", firms, course[:, None], times=False)
