"""Simulated groups, parks and projects: entries of the registers of subjects."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from data.records import Record
from data.registers import RegisterEntry
from data.simulated_registers import Event, next_monday

_KINDS = ("技术改造", "智能化改造", "智能制造", "其他")
_NEXT_DAY = timedelta(days=1)
_ODDS_AUDITED, _ODDS_COMPLETED = 0.5, 0.4

Named = Sequence[tuple[str, Mapping[str, Any]]]
"""Firms that take part: county, and the fields that say which firm it is."""


class Group(Record):
    """A group of `size` firms by chance, the first of which is the parent."""

    id: str
    name: str
    day: date
    size: int


class Park(Record):
    """A park, and whether it is a provincial demonstration of digital parks (None: not known)."""

    id: str
    name: str
    place: str
    level: str
    day: date
    digital_demo: bool | None = None


class Projects(Record):
    """Projects to be drawn: filed between two days, `count` of them."""

    first: date
    last: date
    count: int


class Subjects(Record):
    """The subjects of a city that are no regions, banks or firms."""

    seed: int
    groups: tuple[Group, ...] = ()
    parks: tuple[Park, ...] = ()
    projects: Projects | None = None


def events(plan: Subjects, firms: Named) -> Iterator[Event]:
    """Yield the entries of all three registers.

    Parameters
    ----------
    firms
        Those that may take part; needed for groups and projects.
    """
    yield from _groups(plan.groups, firms, np.random.default_rng([plan.seed, 1]))
    yield from map(_park, plan.parks)
    if plan.projects is not None:
        yield from _projects(plan.projects, firms, np.random.default_rng([plan.seed, 2]))


def _groups(groups: Sequence[Group], firms: Named, draw: np.random.Generator) -> Iterator[Event]:
    order = iter(draw.permutation(len(firms)).tolist())
    for each in groups:
        for number in range(1, each.size + 1):
            place, named = firms[next(order)]
            fields = {"name": each.name, "parent": number == 1, **named}
            key = f"JT-{each.id}-{number:02d}"
            entry = RegisterEntry("groups", key, each.day, place, fields, 0, subject=each.id)
            yield Event(entry, each.day + _NEXT_DAY)


def _park(each: Park) -> Event:
    fields = {
        "name": each.name,
        "level": each.level,
        "park_provincial_digital_demo": each.digital_demo,
        "evidence": "评定文件（模拟）",
    }
    key = f"YQ-{each.id}"
    entry = RegisterEntry("parks", key, each.day, each.place, fields, 0, subject=each.id)
    return Event(entry, each.day + _NEXT_DAY)


def _projects(plan: Projects, firms: Named, draw: np.random.Generator) -> Iterator[Event]:
    span = (plan.last - plan.first).days
    offsets = sorted(draw.integers(0, span + 1, plan.count).tolist())
    for number, offset in enumerate(offsets, 1):
        day = plan.first + timedelta(days=offset)
        place, named = firms[int(draw.integers(len(firms)))]
        key = f"XM-{day.year}-{number:03d}"
        fields = {**named, **_project(day, plan.last, draw)}
        entry = RegisterEntry("projects", key, day, place, fields, 0, subject=key)
        yield Event(entry, next_monday(day))


def _project(day: date, last: date, draw: np.random.Generator) -> dict[str, Any]:
    """Draw kind, investment and progress; what is not audited or finished stays open."""
    kind = _KINDS[int(draw.choice(len(_KINDS), p=[0.5, 0.25, 0.15, 0.1]))]
    total = 50 * max(2, round(float(draw.lognormal(3.0, 0.9))))
    audited, completed = draw.random(2)
    spent = Decimal(total) * 10_000 * int(draw.integers(60, 91)) / 100
    finished = day + timedelta(days=int(draw.integers(60, 200)))
    return {
        "name": f"{kind}项目（{day.year}年{day.month}月备案）",
        "project_kind": kind,
        "total_investment_wan": Decimal(total),
        "eligible_investment_yuan": spent if audited < _ODDS_AUDITED else None,
        "completed": finished if completed < _ODDS_COMPLETED and finished <= last else None,
    }
