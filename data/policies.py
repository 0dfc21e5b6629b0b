"""Policy documents as data: their targets, rules, mechanisms and switches, by document.

One YAML file per document under data/policies/ (or the folder that GONGKUANG_POLICIES names);
a new document is a new file, see docs/policies.md. Files are read when first asked for.
"""

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from data.catalogue import Indicator, indicators
from data.policy_checks import check_document, check_facts, check_facts_of, check_measures
from data.policy_records import ArticleMark
from data.policy_records import Background as Background
from data.policy_records import Document as Document
from data.policy_records import Entry as Entry
from data.policy_records import Fact as Fact
from data.policy_records import Mechanism as Mechanism
from data.policy_records import Rule as Rule
from data.policy_records import Switch as Switch
from data.policy_records import Target as Target
from data.policy_service import check_name
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

FACTS = "facts.yaml"
SECTIONS: dict[str, type[Record]] = {
    "targets": Target,
    "rules": Rule,
    "mechanisms": Mechanism,
    "background": Background,
    "switches": Switch,
}
SECTION_WORDS = {
    "targets": "目标",
    "rules": "规则",
    "mechanisms": "机制",
    "background": "背景数",
    "switches": "口径开关",
}
MARKS = (
    ArticleMark(level=1, pattern="([一二三四五六七八九十]+)、"),
    ArticleMark(level=2, pattern=r"\(([一二三四五六七八九十]+)\)", label="({})"),
    ArticleMark(level=3, pattern=r"(\d+)\.(?!\d)"),
    ArticleMark(level=1, pattern=r"\d{4}年\d{1,2}月\d{1,2}日?$", label="落款"),
)
"""The usual numbering, 一、 then （一） then 1., and the day at the end."""

Changed = TypeVar("Changed", bound=Entry)


def folder() -> Path:
    """Return the folder of the documents (GONGKUANG_POLICIES, or the shipped one)."""
    return Path(os.environ.get("GONGKUANG_POLICIES") or FOLDER / "policies")


def identifiers() -> tuple[str, ...]:
    """Return the ids of all documents without reading them."""
    files = sorted(folder().glob("*.yaml"))
    return tuple(file.stem for file in files if file.name != FACTS)


def documents() -> dict[str, Document]:
    """Return all documents by id.

    Raises
    ------
    CatalogueError
        If a file is not as it must be, or two documents share a prefix.
    """
    found = {key: document(key) for key in identifiers()}
    owners: dict[str, str] = {}
    for key, each in found.items():
        if (other := owners.setdefault(each.prefix, key)) != key:
            msg = f"{key}.yaml：prefix：“{each.prefix}”已用于 {other}.yaml，请另取"
            raise CatalogueError(msg)
    return found


def document(key: str) -> Document:
    """Return one document.

    Raises
    ------
    CatalogueError
        If there is none of this id (the text lists those that are) or its file is wrong.

    Examples
    --------
    >>> document("luohe-2015").number
    '漯政[2015]29号'
    """
    if key not in identifiers():
        msg = f"没有文件“{key}”；可用：{'、'.join(identifiers())}"
        raise CatalogueError(msg)
    return _load(folder() / f"{key}.yaml")


def target(key: str) -> Target:
    """Return a target by its id.

    Raises
    ------
    CatalogueError
        If no document holds it.

    Examples
    --------
    >>> target("WZ20-T06").value
    Decimal('150')
    """
    found = entry(key)
    if not isinstance(found, Target):
        msg = f"{key} 不是目标，是{word_of(found)}"
        raise CatalogueError(msg)
    return found


def entry(key: str) -> Entry:
    """Return any entry by its id.

    Raises
    ------
    CatalogueError
        If no document holds it.
    """
    for each in _candidates(key):
        for found in each.entries:
            if found.id == key:
                return found
    msg = f"没有条目“{key}”；编号如 WZ20-T01，各文件的条目见 policy show"
    raise CatalogueError(msg)


def _candidates(key: str) -> list[Document]:
    """Return the documents whose prefix the id carries."""
    prefix = key.rpartition("-")[0]
    return [each for each in map(document, identifiers()) if each.prefix == prefix]


def is_target(key: str) -> bool:
    """Say whether the id is that of a target, without reading more than one document."""
    return any(found.id == key for each in _candidates(key) for found in each.targets)


def word_of(found: Entry) -> str:
    """Return what an entry is, in Chinese."""
    section = next(name for name, model in SECTIONS.items() if isinstance(found, model))
    return SECTION_WORDS[section]


def switches(chosen: Document) -> tuple[Switch, ...]:
    """Return the switches of a document: readings that the authority in charge decides."""
    return chosen.switches


def option_of(switch: Switch, readings: Mapping[str, str]) -> str:
    """Return the id of the option that holds under `readings` (switch id to option id).

    Raises
    ------
    CatalogueError
        If the reading names an option that the switch does not have.
    """
    key = readings.get(switch.id, switch.default)
    known = [option.id for option in switch.options]
    if key not in known:
        msg = f"readings：{switch.id}：没有选项“{key}”；可用：{'、'.join(known)}"
        raise CatalogueError(msg)
    return key


def check_readings(keys: Iterable[str], readings: Mapping[str, str], where: str) -> None:
    """Refuse readings of switches that the documents do not have, or of options they lack.

    Raises
    ------
    CatalogueError
        Names the switch and what there is.
    """
    known = {switch.id: switch for key in keys for switch in document(key).switches}
    for key in readings:
        if key not in known:
            msg = f"{where}：readings：没有开关“{key}”；可用：{'、'.join(known)}"
            raise CatalogueError(msg)
        option_of(known[key], readings)


def chosen(found: Changed, readings: Mapping[str, str]) -> Changed:
    """Return an entry as the chosen readings make it.

    Parameters
    ----------
    readings
        Switch id to option id (`Dataset.readings`); what is not named keeps its default.

    Raises
    ------
    CatalogueError
        If a reading names an option that does not exist.

    Examples
    --------
    >>> chosen(target("WZ20-T06"), {"WZ20-S01": "granted"}).kind
    'flow'
    """
    changes: dict[str, Any] = {}
    for switch in document(found.document).switches:
        if found.id in switch.entries:
            option = switch.option(option_of(switch, readings))
            changes |= option.changes.get(found.id, {})
    return changed(found, changes)


def changed(found: Changed, changes: Mapping[str, Any], where: str = "") -> Changed:
    """Return a copy of an entry with some fields of another value, validated.

    Parameters
    ----------
    changes
        Path of a field (``payout.rate``; numbers count from 0) to its new value.

    Raises
    ------
    CatalogueError
        If a path leads nowhere or the copy would be no entry.
    """
    if not changes:
        return found
    place = where or f"{found.document}.yaml：switches：{found.id}"
    content: object = found.model_dump(by_alias=True)
    for path, value in changes.items():
        content = _replaced(content, path.split("."), value, f"{place}：{path}")
    return parse(type(found), content, place)


def _replaced(content: object, path: list[str], value: object, where: str) -> object:
    """Return content with what stands at `path` replaced."""
    if not path:
        return value
    head, *rest = path
    if isinstance(content, dict) and (head in content or not rest):
        return content | {head: _replaced(content.get(head), rest, value, where)}
    if isinstance(content, tuple) and head.isdecimal() and int(head) <= len(content):
        before, after = content[: int(head)], content[int(head) + 1 :]
        inner = content[int(head)] if int(head) < len(content) else None
        return (*before, _replaced(inner, rest, value, where), *after)
    msg = f"{where}：没有“{head}”这一处，请核对 changes 的写法"
    raise CatalogueError(msg)


_FLOWS = ("flow", "count", "net_increase", "prohibition", "event")
_RATIOS = ("ratio", "coverage", "reduction", "relative")


def target_indicator(found: Target) -> Indicator:
    """Return the indicator of a target that no statistic measures; its id is the target's id.

    Examples
    --------
    >>> target_indicator(target("WZ20-T01")).unit
    '场次'
    """
    unit = found.unit or ""
    factor = found.factor or Decimal(1)
    other = {found.base_unit: 1 / factor} if found.base_unit not in (None, unit) else {}
    return Indicator(
        id=found.id,
        name=found.name,
        short_name=found.name,
        unit=unit,
        unit_factors={unit: Decimal(1), **other},
        kind=_indicator_kind(found),
        accumulation="month",
        has_january=True,
        growth_basis="不计增速",
        direction="up" if found.better == "higher" else "down",
        additive=found.kind in (*_FLOWS, "stock"),
        can_be_negative=found.kind in ("net_increase", "growth", "reduction", "relative"),
        decimals=0 if found.kind in ("count", "event") else 2,
        frequency="monthly",
        source_department="、".join(found.lead or found.owners) or "文件未写责任单位",
        owner="、".join(found.owners) or "文件未写责任单位",
        meaning=f"{found.gist}。{found.reading}",
        reference=f"{document(found.document).title}第{found.article}条",
    )


def _indicator_kind(found: Target) -> Literal["flow", "ratio", "growth", "stock"]:
    if found.kind in _FLOWS:
        return "flow"
    if found.kind in _RATIOS:
        return "ratio"
    return "growth" if found.kind == "growth" else "stock"


@cache
def _facts(shipped: Path, own: Path) -> dict[str, Fact]:
    files = [shipped, *([own] if own.exists() else [])]
    return {
        key: parse(Fact, {"id": key, **content}, f"{file.name}：{key}")
        for file in files
        for key, content in read_yaml(file).items()
    }


def facts() -> dict[str, Fact]:
    """Return what rules may ask, by id: the shipped facts and those of the documents' folder."""
    return _facts(FOLDER / FACTS, folder() / FACTS)


@cache
def _load(path: Path) -> Document:
    return read_document(path)


def read_document(path: Path) -> Document:
    """Return the document of any file, fully checked; its id is the file's name.

    Raises
    ------
    CatalogueError
        If the file is missing or not as it must be.
    """
    found = document_of(read_yaml(path), path.stem, path.name)
    _check_switches(found, path.name)
    check_facts(found, facts(), path.name)
    check_measures(found, indicators(), path.name)
    for mechanism in found.mechanisms:
        check_name(mechanism, path.name)
    return found


def document_of(content: object, key: str, where: str) -> Document:
    """Return a document made of the content of its file.

    Raises
    ------
    CatalogueError
        For unknown, missing or ill-typed keys anywhere, and for entries that do not fit together.
    """
    sections = _sections(content, where)
    head = sections["document"]
    if not isinstance(head, dict):
        msg = f"{where}：document：应列出文件的标题、日期、状态等字段"
        raise CatalogueError(msg)
    made: dict[str, Any] = {
        name: _entries(model, sections.get(name) or {}, key, f"{where}：{SECTION_WORDS[name]}")
        for name, model in SECTIONS.items()
    }
    marks = {"article_marks": [*(sections.get("article_marks") or ()), *MARKS]}
    found = parse(Document, {"id": key, **head, **marks, **made}, f"{where}：document")
    check_document(found, where)
    return found


def _sections(content: object, where: str) -> dict[str, Any]:
    known = ("document", "article_marks", *SECTIONS)
    if not isinstance(content, dict) or "document" not in content or set(content) - set(known):
        msg = f"{where}：最外层只能有 {'、'.join(known)}，且必须有 document"
        raise CatalogueError(msg)
    return content


def _entries(model: type[Record], section: object, key: str, where: str) -> tuple[Record, ...]:
    if not isinstance(section, dict):
        msg = f"{where}：应按编号列出各条（编号: 内容）"
        raise CatalogueError(msg)
    return tuple(
        parse(model, _named(content, number, key), f"{where} {number}")
        for number, content in section.items()
    )


def _named(content: object, number: str, key: str) -> object:
    return {"id": number, "document": key, **content} if isinstance(content, dict) else content


def _check_switches(found: Document, where: str) -> None:
    """Refuse a switch whose option would make an entry that is no entry."""
    by_id = {each.id: each for each in found.entries}
    for switch in found.switches:
        for option in switch.options:
            for key, changes in option.changes.items():
                place = f"{where}：口径开关 {switch.id}：{option.id}：{key}"
                check_facts_of(changed(by_id[key], changes, place), facts(), place)
