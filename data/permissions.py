"""Who may do what, and whose figures they see: one table as data, one door `require`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field

from data import catalogue
from data.datasets import Dataset
from data.records import FOLDER, Record, parse, read_yaml

Reach = Literal["all", "own", "whole"]


class PermissionDeniedError(PermissionError):
    """The viewer may not do this; the text says what and whom to ask."""


class Role(Record):
    """A role: its name, how far it sees, and what it may do."""

    id: str
    name: str
    scope: Reach
    needs_region: bool = False
    actions: tuple[str, ...]
    overrides: Mapping[str, Reach] = Field(default_factory=dict)


@dataclass(frozen=True)
class Viewer:
    """Who sits at the screen. Locally a built-in viewer who may take every role."""

    role: str
    region: str = ""


@cache
def roles() -> dict[str, Role]:
    """Return the roles by id, in the order of the table."""
    content = read_yaml(FOLDER / "roles.yaml")["roles"]
    return {
        key: parse(Role, {"id": key, **entry}, f"roles.yaml：{key}")
        for key, entry in content.items()
    }


@cache
def default_role() -> str:
    """Return the role that a local viewer has before choosing one."""
    return str(read_yaml(FOLDER / "roles.yaml")["default_role"])


def may(viewer: Viewer, action: str) -> bool:
    """Say whether the viewer's role includes an action."""
    role = roles().get(viewer.role)
    return role is not None and action in role.actions


def require(viewer: Viewer, action: str, dataset: Dataset) -> tuple[str, ...] | None:
    """Return the scope in which the viewer may act: region codes, or None for all.

    Every page, export and command begins here; the scope goes into the SQL of every query.

    Raises
    ------
    PermissionDeniedError
        If the role lacks the action, or a county viewer names no county of the dataset.

    Examples
    --------
    >>> from data.datasets import dataset
    >>> require(Viewer("county", "430581"), "view_indicators", dataset("shaoyang"))
    ('430500', '430581')
    """
    role = roles().get(viewer.role)
    if role is None or action not in role.actions:
        name = role.name if role else viewer.role
        msg = f"{name}没有此项权限。如需查看，请联系平台管理员。"
        raise PermissionDeniedError(msg)
    reach = role.overrides.get(action, role.scope)
    if role.needs_region and viewer.region not in county_choices(dataset):
        msg = f"{role.name}须先选择本单位所在县区。"
        raise PermissionDeniedError(msg)
    if reach == "all":
        return None
    wholes = tuple(dict.fromkeys(ranked.whole for ranked in dataset.ranked_sets if not ranked.home))
    return wholes if reach == "whole" else (*wholes, viewer.region)


def county_choices(dataset: Dataset) -> tuple[str, ...]:
    """Return the units of a dataset that can have a county viewer: ranked or listed ones."""
    first = dataset.ranked_sets[0]
    return (*first.members, *first.listed)


def sender_name(viewer: Viewer) -> str:
    """Return who sends what a viewer reports: his role, and his county where he has one.

    Examples
    --------
    >>> sender_name(Viewer("county", "430581"))
    '县区经信部门（武冈市）'
    """
    place = catalogue.regions().get(viewer.region)
    return roles()[viewer.role].name + (f"（{place.name}）" if place else "")
