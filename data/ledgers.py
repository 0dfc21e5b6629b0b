"""Ledgers as data: entries that are handled step by step, each with states, deadlines and owners.

A ledger is a file of `data/ledgers/`; the engine knows none by name. A further one (problems of
firms, projects with milestones, supplies of land and power) is a further file and no code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import Field as Default

from data import permissions
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from data.register_fields import Field

NEW = "new"
"""The pseudo-state from which an entry is opened."""
_KEY = re.compile(r"[a-z][a-z_]*")
_LONGEST_KEY = 40
_LONGEST_SOURCE = 120


class LedgerError(ValueError):
    """A step that an entry may not take; the text says why and what to do."""


class State(Record):
    """Where an entry stands.

    Attributes
    ----------
    ends
        Nothing is owed any more.
    void
        It ends without a result and is not counted as done.
    stops_clock
        The owner has done his part: the days until somebody judges it are not his delay.
    """

    name: str
    meaning: str
    ends: bool = False
    void: bool = False
    stops_clock: bool = False


class Step(Record):
    """What somebody does with an entry.

    Attributes
    ----------
    starts
        States from which it starts; ``new`` opens an entry.
    leads_to
        The state to which it leads; empty stays where the entry is.
    permission
        The action of `roles.yaml` that it needs, within the scope of the role.
    text_name
        What the words that go with it are called.
    needs_text
        Whether it cannot be taken without words.
    fields
        Which fields it may set.
    postpones
        A field of these that is a deadline and must become a later day.
    takes_files
        Whether files may come with it.
    hands_to
        A ledger in which it opens an entry of the same source.
    """

    name: str
    meaning: str
    starts: tuple[str, ...]
    leads_to: str = ""
    permission: str
    text_name: str = "说明"
    needs_text: bool = False
    fields: tuple[str, ...] = ()
    postpones: str = ""
    takes_files: bool = False
    hands_to: str = ""

    @property
    def opens(self) -> bool:
        """Whether it can open an entry."""
        return NEW in self.starts


class Deadline(Record):
    """A day by which something is owed; met once the field `met_by` is filled, where one is named.

    Several of them are milestones: the first that is not met counts.
    """

    name: str
    field: str
    met_by: str = ""


class Soon(Record):
    """From how many days before it on a deadline is called near, and on what ground."""

    days: int
    basis: str


class Ledger(Record):
    """A declared ledger.

    Attributes
    ----------
    view
        The action that is needed to see it.
    title, owner
        The fields that say what an entry is about, and whose it is (empty: nobody's).
    sources
        Kinds of source by prefix (``record``) with their names; an entry may have none.
    one_per_source
        Whether of one source there is one entry only.
    """

    id: str
    name: str
    about: str
    reference: str
    view: str
    title: str
    owner: str = ""
    deadlines: tuple[Deadline, ...] = ()
    soon: Soon | None = None
    sources: Mapping[str, str] = Default(default_factory=dict)
    one_per_source: bool = False
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    steps: Mapping[str, Step]

    def step(self, key: str) -> Step:
        """Return a step by its key.

        Raises
        ------
        LedgerError
            If the ledger has none of this key.
        """
        if key not in self.steps:
            known = "、".join(f"{key}（{each.name}）" for key, each in self.steps.items())
            msg = f"{self.name}没有“{key}”这一步；可用：{known}"
            raise LedgerError(msg)
        return self.steps[key]

    def opening(self, key: str = "") -> str:
        """Return the key of the step that opens an entry: the one named, else the only one.

        Raises
        ------
        LedgerError
            If the named step opens none, or none is named among several.
        """
        opening = [each for each, step in self.steps.items() if step.opens]
        if (key or len(opening) > 1) and key not in opening:
            msg = f"{self.name}须以下列一步开始：{'、'.join(opening)}"
            raise LedgerError(msg)
        return key or opening[0]

    def lawful(self, state: str) -> dict[str, Step]:
        """Return the steps that start from a state, by key."""
        return {key: step for key, step in self.steps.items() if state in step.starts}

    def source_kind(self, source: str) -> str:
        """Return the name of the kind of a source, empty for an entry without one.

        Raises
        ------
        LedgerError
            If the source is of no declared kind.

        Examples
        --------
        >>> ledger("supervised_actions").source_kind("record:weekly:2020-W38")
        '研判记录'
        """
        if not source:
            return ""
        kind, _, rest = source.partition(":")
        if kind not in self.sources or not rest or len(source) > _LONGEST_SOURCE:
            known = "、".join(f"{key}（{name}）" for key, name in self.sources.items()) or "无"
            msg = (
                f"{self.name}：来源“{source[:40]}”不合规则，应为“类别:编号”、不超过"
                f"{_LONGEST_SOURCE}字；类别可用：{known}"
            )
            raise LedgerError(msg)
        return self.sources[kind]


def folder() -> Path:
    """Return the folder of the declarations."""
    return FOLDER / "ledgers"


def declared() -> dict[str, Ledger]:
    """Return the ledgers by id.

    Raises
    ------
    CatalogueError
        If a declaration is unlawful.

    Examples
    --------
    >>> declared()["supervised_actions"].steps["close"].name
    '办结'
    """
    return {path.stem: ledger(path.stem) for path in sorted(folder().glob("*.yaml"))}


def ledger(key: str) -> Ledger:
    """Return one ledger.

    Raises
    ------
    CatalogueError
        If no such ledger is declared, or its declaration is unlawful.
    """
    return _load(folder(), key)


@cache
def _load(place: Path, key: str) -> Ledger:
    path = place / f"{key}.yaml"
    if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY or not path.exists():
        known = "、".join(sorted(each.stem for each in place.glob("*.yaml")))
        msg = f"没有事项台账“{key}”；可用：{known}"
        raise CatalogueError(msg)
    made = parse(Ledger, {"id": key, **read_yaml(path)}, path.name)
    if wrong := next(_faults(made, place), ""):
        msg = f"{path.name}：{wrong}；请对照 docs/ledgers.md 修改"
        raise CatalogueError(msg)
    return made


def _faults(made: Ledger, place: Path) -> Iterator[str]:
    """Yield what a declaration says that cannot be."""
    yield from _faults_of_fields(made)
    for key, step in made.steps.items():
        where = f"steps.{key}"
        yield from _unknown(f"{where}.starts", step.starts, [NEW, *made.states])
        yield from _unknown(f"{where}.leads_to", [step.leads_to], ["", *made.states])
        yield from _unknown(f"{where}.fields", step.fields, made.fields)
        yield from _unknown(f"{where}.postpones", [step.postpones], ["", *step.fields])
        yield from _unknown(f"{where}.permission", [step.permission], _actions())
        if step.hands_to and not (place / f"{step.hands_to}.yaml").exists():
            yield f"{where}.hands_to：没有事项台账“{step.hands_to}”"
        if step.opens and not step.leads_to:
            yield f"{where}：由此新开一条，须写明 leads_to"
    yield from _unknown("view", [made.view], _actions())
    yield from _faults_of_course(made)


def _faults_of_fields(made: Ledger) -> Iterator[str]:
    for key, field in made.fields.items():
        if (field.type == "choice") != bool(field.choices):
            yield f"fields.{key}.choices：类型为 choice 的字段须列出选项，其他类型不得列"
    for name, key in (("title", made.title), ("owner", made.owner)):
        if (key or name == "title") and not _is_required_text(made, key):
            yield f"{name}：“{key}”须为 fields 中必填的文字字段"
    for each in made.deadlines:
        days = [key for key, field in made.fields.items() if field.type == "day"]
        named = dict.fromkeys([each.field, each.met_by or each.field])
        yield from _unknown("deadlines", list(named), days)


def _is_required_text(made: Ledger, key: str) -> bool:
    field = made.fields.get(key)
    return field is not None and field.type == "text" and field.required


def _faults_of_course(made: Ledger) -> Iterator[str]:
    """Yield what keeps entries from being opened, from reaching a state, or from ending."""
    required = {key for key, field in made.fields.items() if field.required}
    opening = [step for step in made.steps.values() if step.opens]
    if not opening:
        yield f"steps：没有一步从 {NEW} 开始，开不了新条"
    for step in opening:
        if missing := required.difference(step.fields):
            yield f"steps：“{step.name}”新开一条，须能填必填字段 {'、'.join(sorted(missing))}"
    if lost := set(made.states).difference(_reached(made)):
        yield f"states：{'、'.join(sorted(lost))} 没有一步能到"
    if not any(state.ends for state in made.states.values()):
        yield "states：没有一个 ends: true 的状态，事项永远办不完"


def _reached(made: Ledger) -> set[str]:
    reached = {NEW}
    for _ in made.states:
        for step in made.steps.values():
            if step.leads_to and reached.intersection(step.starts):
                reached.add(step.leads_to)
    return reached


def _unknown(
    where: str, used: Sequence[str], known: Sequence[str] | Mapping[str, object]
) -> Iterator[str]:
    if wrong := [each for each in used if each not in known]:
        listed = "、".join(each for each in known if each)
        yield f"{where}：没有“{'、'.join(wrong)}”；可用：{listed}"


@cache
def _actions() -> tuple[str, ...]:
    """Return every action that some role may do."""
    found = (action for role in permissions.roles().values() for action in role.actions)
    return tuple(dict.fromkeys(found))
