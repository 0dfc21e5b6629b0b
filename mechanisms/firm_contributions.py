"""拉动: which counties, industries and firms moved the total of a place, and what else did."""

from dataclasses import dataclass

from mechanisms.firm_drill import Drill, Step, industry_name, names_of, region_name
from metrics.contributions import Changes, Contribution, Part

MOST = 5
"""So many rises and so many falls are named; the others are shown as one."""


@dataclass(frozen=True)
class Named:
    """A contribution with its name; `key` is a code, or a firm's number."""

    key: str
    name: str
    found: Contribution


@dataclass(frozen=True)
class Contributions:
    """Who moved the total of a place.

    Attributes
    ----------
    step
        Whether counties, industries or firms are told apart.
    up, down
        The largest rises and falls, the largest first.
    rest
        All others of the same firms as one; None where there are none.
    """

    step: Step
    up: tuple[Named, ...]
    down: tuple[Named, ...]
    rest: Contribution | None
    changes: Changes

    @property
    def others(self) -> tuple[tuple[str, Part], ...]:
        """What moved the total besides the firms that reported both months."""
        found = self.changes
        named = (
            ("新进面板", found.entered),
            ("退出面板", found.left),
            ("上年同月未报、本月已报", found.newly_reported),
            ("上年同月已报、本月未报", found.not_reported),
        )
        return tuple((words, part) for words, part in named if part.firms)


def contributions(drill: Drill, step: Step | None = None) -> Contributions | None:
    """Return who moved the total; None for ratios, and where the firms may not be seen.

    Parameters
    ----------
    step
        What to tell apart; by default what the place consists of.
    """
    if drill.pair is None or drill.measure.is_ratio:
        return None
    step = step or drill.step
    changes = drill.pair.changes
    found = changes.by_group(drill.pair.rows[step].astype(str).tolist())
    up = [each for each in found if each.amount > 0][:MOST]
    down = [each for each in found[::-1] if each.amount < 0][:MOST]
    named = {each.group for each in (*up, *down)}
    rest = _together([each for each in found if each.group not in named], changes)
    names = _names(drill, step, sorted(named))
    return Contributions(
        step,
        tuple(Named(each.group, names[each.group], each) for each in up),
        tuple(Named(each.group, names[each.group], each) for each in down),
        rest,
        changes,
    )


def _together(found: list[Contribution], changes: Changes) -> Contribution | None:
    if not found:
        return None
    amount = sum(each.amount for each in found)
    base, firms = sum(each.base for each in found), sum(each.firms for each in found)
    return Contribution(f"其余{len(found)}", firms, base, amount, changes.pp(amount))


def _names(drill: Drill, step: Step, keys: list[str]) -> dict[str, str]:
    if step == "firm":
        known = names_of(drill.question, [int(key) for key in keys])
        return {key: known.get(int(key), f"企业{key}") for key in keys}
    name = region_name if step == "region" else industry_name
    return {key: name(key) for key in keys}
