"""What two versions of a policy document differ in: entry by entry, key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from data.policies import SECTION_WORDS
from data.policy_records import Document

Change = Literal["added", "removed", "changed"]
CHANGE_WORDS: Mapping[Change, str] = {"added": "新增", "removed": "删除", "changed": "修改"}
_SECTIONS = tuple(SECTION_WORDS)


@dataclass(frozen=True)
class Difference:
    """One change; `key` is the path of the field, empty for a whole entry."""

    section: str
    id: str
    change: Change
    key: str = ""
    before: str = ""
    after: str = ""


def differences(old: Document, new: Document) -> list[Difference]:
    """Return what changed from one version to the other; empty if nothing did.

    The head comes first, then targets, rules, mechanisms, background and switches.
    """
    found = list(_fields("文件", old.id, _head(old), _head(new)))
    for section in _SECTIONS:
        before, after = _section(old, section), _section(new, section)
        for key in dict.fromkeys((*before, *after)):
            found += _entry(SECTION_WORDS[section], key, before.get(key), after.get(key))
    return found


def _head(document: Document) -> dict[str, object]:
    return document.model_dump(mode="json", exclude={*_SECTIONS, "id"})


def _section(document: Document, section: str) -> dict[str, dict[str, object]]:
    dumped = (
        each.model_dump(mode="json", by_alias=True, exclude={"document"})
        for each in getattr(document, section)
    )
    return {str(each["id"]): each for each in dumped}


def _entry(
    section: str, key: str, before: dict[str, object] | None, after: dict[str, object] | None
) -> Iterator[Difference]:
    if before is None:
        yield Difference(section, key, "added", after=_name(after or {}))
    elif after is None:
        yield Difference(section, key, "removed", before=_name(before))
    else:
        yield from _fields(section, key, before, after)


def _name(entry: Mapping[str, object]) -> str:
    return str(entry.get("name", entry.get("question", "")))


def _fields(
    section: str, key: str, before: dict[str, object], after: dict[str, object]
) -> Iterator[Difference]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for path in dict.fromkeys((*old, *new)):
        first, second = old.get(path, ""), new.get(path, "")
        if first != second:
            yield Difference(section, key, "changed", path, first, second)


def _flat(content: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every leaf; short lists of texts are one leaf."""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(content, list) and any(isinstance(inner, dict | list) for inner in content):
        for number, inner in enumerate(content):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, _text(content)


def _text(leaf: object) -> str:
    if isinstance(leaf, list):
        return "、".join(map(str, leaf))
    return "" if leaf is None else str(leaf)
