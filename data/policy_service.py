"""Which screen or register serves a mechanism of a policy document, and what is not served yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from data.policy_records import Mechanism
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

REGISTER_NAMES = ("台账:", "名录:")


class Place(Record):
    """Where something is served: the address of a page, a declared register, or nowhere yet."""

    page: str = ""
    register_id: str = Field("", alias="register")


class Served(Record):
    """The table of served.yaml: screens by name, and mechanisms whose screen lacks their part."""

    screens: Mapping[str, Place]
    not_yet: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """Where a mechanism is served; `lacking` says why it is not."""

    name: str
    page: str
    register: str
    lacking: str

    @property
    def served(self) -> bool:
        """Whether the mechanism has its screen or register."""
        return not self.lacking


@cache
def served_table() -> Served:
    """Return the table of screens and registers that serve mechanisms.

    Raises
    ------
    CatalogueError
        If the file is not as it must be.
    """
    return parse(Served, read_yaml(FOLDER / "served.yaml"), "served.yaml")


def check_name(mechanism: Mechanism, where: str) -> None:
    """Refuse a screen that served.yaml does not know; registers may be new.

    Raises
    ------
    CatalogueError
        Names the mechanism and the known screens.
    """
    name = mechanism.served_by
    if name not in served_table().screens and not name.startswith(REGISTER_NAMES):
        known = "、".join(key for key in served_table().screens if ":" not in key)
        msg = f"{where}：{mechanism.id}：served_by：没有“{name}”；可用：{known}，或台账:…、名录:…"
        raise CatalogueError(msg)


def service_of(mechanism: Mechanism) -> Service:
    """Return where a mechanism is served.

    Examples
    --------
    >>> from data import policies
    >>> service_of(policies.entry("LH15-M12")).page
    'ranking'
    """
    table = served_table()
    place = table.screens.get(mechanism.served_by) or Place(register="")
    missing = "" if place.page or place.register_id else "尚未承载"
    lacking = missing or table.not_yet.get(mechanism.id, "")
    return Service(mechanism.served_by, place.page, place.register_id, lacking)
