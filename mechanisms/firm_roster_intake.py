"""A roster of firms (企业名单) read and checked, as entries of the register of rosters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from data import datasets, registers
from data.enterprise_directory import Directory
from data.enterprise_rosters import REGISTER
from data.firm_cells import Texts, day_of, each_once
from data.firm_files import FirmTable
from data.register_fields import TRUTHS
from data.registers import RegisterEntry
from data.store import Question
from mechanisms.firm_findings import RowFindings
from mechanisms.firm_register_intake import reads_region
from mechanisms.firm_taken import (
    Named,
    Taken,
    column_texts,
    later_twins,
    named,
    taken_entries,
    wrong_codes,
)
from mechanisms.intake_findings import IntakeFinding, finding

_LONGEST_KEY = 80
_LONGEST_TEXT = 200
_FIELDS = {"protects": "不得收贷", "contact": "联系人", "left": "移出日"}


@dataclass(frozen=True, eq=False)
class _Roster:
    """The rows of a file, with what is filled in from the register of enterprises."""

    table: FirmTable
    who: Named
    texts: dict[str, Texts]
    days: dict[str, Texts]
    names: Texts
    regions: Texts


def taken(question: Question, table: FirmTable, directory: Directory) -> Taken:
    """Read a roster; an entry of the same roster, firm and day corrects the one that is stored."""
    roster = _roster(question, table, directory)
    rows = RowFindings(table)
    found = [*rows.heads(), *rows.broken(), *_within(rows, roster)]
    if any(each.rule.grade == "must" for each in found):
        return taken_entries(table, found, (), ())
    stored = {_identity(each): each for each in registers.entries(question, REGISTER)}
    entries = tuple(_entries(roster, stored))
    return taken_entries(table, found, entries, _changes(entries, stored))


def _roster(question: Question, table: FirmTable, directory: Directory) -> _Roster:
    who = named(table, directory)
    known = directory.firms.reindex(who.numbers.clip(min=0))
    texts = {key: column_texts(table, key) for key in ("roster", "contact", "protects", "key")}
    days = {key: each_once(column_texts(table, key), day_of) for key in ("day", "left")}
    dataset = datasets.dataset(question.dataset)
    written = column_texts(table, "region")
    of_firm = known["region"].fillna(dataset.region).to_numpy(dtype=object)
    regions = np.where(written == "", of_firm, each_once(written, reads_region(dataset)))
    registered = known["name"].fillna("").to_numpy(dtype=object)
    names = np.where(who.names == "", registered, who.names)
    return _Roster(table, who, texts, days, names, regions)


def _within(rows: RowFindings, roster: _Roster) -> Iterator[IntakeFinding]:
    who, texts = roster.who, roster.texts
    if not len(roster.table.lines):
        yield finding("no_figures", roster.table.sheet, "", "表头下面没有企业")
    wrong = wrong_codes(who.codes)
    yield from rows.about("firm_code_wrong", wrong, "{count}个", lambda at: who.codes[at], "uscc")
    text = "{count}行没有企业名称，也不能从企业名录查到"
    yield from rows.about("firm_unnamed", roster.names == "", text, who.words, "name")
    blank = each_once(texts["roster"], lambda text: not 0 < len(text) <= _LONGEST_TEXT).astype(bool)
    text = "{count}行的名单是空的或过长"
    yield from rows.about("roster_entry_unlawful", blank, text, who.words, "roster")
    truths = each_once(texts["protects"], lambda text: bool(text) and text not in TRUTHS)
    text = "{count}行的“不得收贷”须填“是”或“否”"
    yield from rows.about("roster_entry_unlawful", truths.astype(bool), text, who.words, "protects")
    long = each_once(texts["key"], lambda text: len(text) > _LONGEST_KEY).astype(bool)
    text = f"{{count}}行的登记号超过{_LONGEST_KEY}字"
    yield from rows.about("roster_entry_unlawful", long, text, who.words, "key")
    foreign = np.array([text.startswith("〔") for text in roster.regions], dtype=bool)
    text = "{count}行的区划不是本数据集登记的单位"
    yield from rows.about("unknown_region", foreign, text, who.words, "region")
    yield from _of_days(rows, roster)
    called = np.where(who.codes == "", roster.names, who.codes)
    twice = later_twins(texts["roster"], called, roster.days["day"])
    yield from rows.about("firm_doubled", twice, "{count}行在同一名单中重复", who.words)
    unknown = (who.numbers <= 0) & ~wrong
    text = "{count}行的企业不在企业名录，或名称不止一家在用"
    yield from rows.about("roster_firm_unknown", unknown, text, who.words)


def _of_days(rows: RowFindings, roster: _Roster) -> Iterator[IntakeFinding]:
    for key, name in (("day", "列入日"), ("left", "移出日")):
        days = roster.days[key]
        wrong = [isinstance(day, str) or (key == "day" and day is None) for day in days]
        text = f"{{count}}行的{name}读不出来"
        yield from rows.about(
            "day_unreadable", np.array(wrong, dtype=bool), text, roster.who.words, key
        )
    both = zip(roster.days["day"], roster.days["left"], strict=True)
    before = [isinstance(a, date) and isinstance(b, date) and b < a for a, b in both]
    text = "{count}行的移出日早于列入日"
    yield from rows.about(
        "roster_entry_unlawful", np.array(before, dtype=bool), text, roster.who.words, "left"
    )


_Identity = tuple[str, str, date]


def _identity(entry: RegisterEntry) -> _Identity:
    return entry.text("roster"), entry.text("uscc") or entry.text("firm"), entry.day


def _entries(roster: _Roster, stored: dict[_Identity, RegisterEntry]) -> Iterator[RegisterEntry]:
    """Yield the entries; one that corrects a stored entry has its key."""
    for at, line in enumerate(roster.table.lines.tolist()):
        truth = roster.texts["protects"][at]
        fields = {
            "roster": roster.texts["roster"][at],
            "firm": roster.names[at],
            "uscc": roster.who.codes[at],
            "protects": TRUTHS[truth] if truth else None,
            "contact": roster.texts["contact"][at],
            "left": roster.days["left"][at],
        }
        entry = RegisterEntry(
            register=REGISTER,
            key=roster.texts["key"][at],
            day=roster.days["day"][at],
            region=roster.regions[at],
            fields=fields,
            row=line,
        )
        same = stored.get(_identity(entry))
        yield entry if entry.key or same is None else _with_key(entry, same.key)


def _with_key(entry: RegisterEntry, key: str) -> RegisterEntry:
    return RegisterEntry(**{**entry.__dict__, "key": key})


def _changes(
    entries: tuple[RegisterEntry, ...], stored: dict[_Identity, RegisterEntry]
) -> list[tuple[object, ...]]:
    """Return what changes of stored entries, field by field."""
    keyed = {each.key: each for each in stored.values()}
    found: list[tuple[object, ...]] = []
    for entry in entries:
        if old := keyed.get(entry.key):
            for key, name in _FIELDS.items():
                before, after = (_printed(each.fields.get(key)) for each in (old, entry))
                if before != after:
                    firm = entry.text("firm")
                    found.append((entry.row, firm, entry.text("roster"), name, before, after))
    return found


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value or "")
