"""What a firm belongs to and carries out: groups and projects of the registers."""

from dataclasses import dataclass
from datetime import date

from data import enterprise_rosters
from data.registers import RegisterEntry
from data.store import Question
from metrics.wording import figure

GROUPS, PROJECTS = "groups", "projects"


@dataclass(frozen=True)
class Belonging:
    """A group of which the firm is a member, or a project that it carries out.

    Attributes
    ----------
    kind
        集团 or 项目.
    detail
        The role in the group; kind, investment and recognition of the project as far as known.
    ended
        The day on which it left the group or finished the project; None while it goes on.
    """

    kind: str
    name: str
    detail: str
    since: date
    ended: date | None
    entry: RegisterEntry


def belongings(question: Question, firm: int) -> tuple[Belonging, ...]:
    """Return the groups and projects of a firm that are known by the day, the newest first."""
    found = [
        made(entry)
        for register, made in ((GROUPS, _group), (PROJECTS, _project))
        for entry in enterprise_rosters.entries_of(question, register, firm)
        if entry.day <= question.as_of
    ]
    return tuple(sorted(found, key=lambda each: (each.kind, -each.since.toordinal(), each.name)))


def _group(entry: RegisterEntry) -> Belonging:
    role = _told(entry, "parent", "母公司", "成员") or "成员（母子关系未报）"
    return Belonging("集团", entry.text("name"), role, entry.day, entry.when("left"), entry)


def _project(entry: RegisterEntry) -> Belonging:
    total = entry.amount("total_investment_wan")
    recognised = _told(entry, "provincial_recognised", "省级认定", "未获省级认定")
    parts = (
        entry.text("project_kind"),
        "总投资未报" if total is None else f"总投资{figure(total, 0)}万元",
        entry.text("first_item_kind"),
        recognised,
    )
    detail = "；".join(part for part in parts if part)
    ended = entry.when("completed")
    return Belonging("项目", entry.text("name"), detail, entry.day, ended, entry)


def _told(entry: RegisterEntry, field: str, yes: str, no: str) -> str:
    """Return a truth value in words, empty where it is not known."""
    value = entry.fields.get(field)
    return "" if value is None else yes if value else no
