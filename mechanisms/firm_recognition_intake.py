"""Recognised lay-off rates (裁员率认定) read and checked, as entries of their register."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from data import datasets, enterprises, intake_rules, panel, registers
from data.enterprise_directory import Directory
from data.firm_cells import Texts, day_of, each_once
from data.firm_files import FirmTable
from data.layoff_recognitions import REGISTER, Recognitions, year_of
from data.registers import RegisterEntry
from data.store import Question
from mechanisms.employment_facts import YearFacts, year_facts, years
from mechanisms.firm_findings import Flags, RowFindings
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
from metrics.layoff_arrays import RateArray, rates
from metrics.layoffs import Formula
from metrics.printed_text import squeezed
from metrics.wording import as_given

NET_DECREASE = Formula("net_decrease", "opening", "opening")
_YEAR = re.compile(r"(20[0-9]{2})(?:年度?)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_HIGHEST_PCT = 100
_LONGEST_TEXT = 200
_COUNTS = ("insured_from", "insured_to")
_TEXTS = ("evidence", "note")
_SHOWN = ("rate_pct", *_COUNTS, *_TEXTS)


@dataclass(frozen=True, eq=False)
class _List:
    """The rows of a file: what was read, or the text itself where it could not be read."""

    table: FirmTable
    who: Named
    names: Texts
    regions: Texts
    texts: dict[str, Texts]
    years: Texts
    days: Texts
    numbers: dict[str, Texts]


def taken(question: Question, table: FirmTable, directory: Directory) -> Taken:
    """Read a list; an entry of the same firm and year corrects the one that is stored."""
    read = _read(question, table, directory)
    rows = RowFindings(table)
    found = [*rows.heads(), *rows.broken(), *_within(question, rows, read)]
    if any(each.rule.grade == "must" for each in found):
        return taken_entries(table, found, (), ())
    found += _beside_the_panel(question, rows, read)
    stored = _stored(question, directory)
    entries = tuple(_entries(read, stored))
    return taken_entries(table, found, entries, _changes(entries, stored))


def _read(question: Question, table: FirmTable, directory: Directory) -> _List:
    who = named(table, directory)
    known = directory.firms.reindex(who.numbers.clip(min=0))
    city = datasets.dataset(question.dataset).region
    registered = known["name"].fillna("").to_numpy(dtype=object)
    return _List(
        table,
        who,
        np.where(who.names == "", registered, who.names),
        known["region"].fillna(city).to_numpy(dtype=object),
        {key: column_texts(table, key) for key in _TEXTS},
        each_once(column_texts(table, "year"), _year),
        each_once(column_texts(table, "day"), day_of),
        {key: _numbers(table, key) for key in ("rate_pct", *_COUNTS)},
    )


def _numbers(table: FirmTable, key: str) -> Texts:
    head = table.heads.get(key)
    factor = Decimal(1) if head is None else head.factor
    return each_once(column_texts(table, key), lambda text: _number(text, factor))


def _year(text: str) -> int | str:
    found = _YEAR.fullmatch(squeezed(text))
    return int(found[1]) if found else text


def _number(text: str, factor: Decimal) -> Decimal | str | None:
    """Return a written number, exactly; None for an empty cell, the text for what is none."""
    plain = squeezed(text).removesuffix("%").replace(",", "")
    if not plain:
        return None
    return Decimal(plain) * factor if _NUMBER.fullmatch(plain) else text


def _within(question: Question, rows: RowFindings, read: _List) -> Iterator[IntakeFinding]:
    who = read.who
    if not len(read.table.lines):
        yield finding("no_figures", read.table.sheet, "", "表头下面没有企业")
    yield from rows.missing(("day",), ("认定日",))
    wrong = wrong_codes(who.codes)
    yield from rows.about("firm_code_wrong", wrong, "{count}个", lambda at: who.codes[at], "uscc")
    text = "{count}行没有企业名称，也不能从企业名录查到"
    yield from rows.about("firm_unnamed", read.names == "", text, who.words, "name")
    yield from _of_values(question, rows, read)
    called = np.where(who.codes == "", read.names, who.codes)
    identity = np.where(who.numbers > 0, who.numbers.astype(object), called)
    twice = later_twins(identity.astype(str), read.years.astype(str))
    yield from rows.about("firm_doubled", twice, "{count}行在同一年度中重复", who.words)
    unknown = (who.numbers <= 0) & ~wrong & (read.names != "")
    text = "{count}行的企业不在企业名录，或名称不止一家在用，入库后不采用"
    yield from rows.about("recognition_firm_unknown", unknown, text, who.words)


def _of_values(question: Question, rows: RowFindings, read: _List) -> Iterator[IntakeFinding]:
    words, newest = read.who.words, datasets.dataset(question.dataset).today.year
    check = "recognition_unlawful"
    no_year = _flags(not isinstance(year, int) or year > newest for year in read.years)
    text = f"{{count}}行的年度不是年份，或晚于{newest}年"
    yield from rows.about(check, no_year, text, words, "year")
    field = registers.register(REGISTER).fields["rate_pct"]
    rates_read = read.numbers["rate_pct"]
    no_rate = _flags(not _is_rate(rate, field.decimals) for rate in rates_read)
    text = f"{{count}}行的裁员率不是0至{_HIGHEST_PCT}的数，或小数多于{field.decimals}位"
    yield from rows.about(check, no_rate, text, words, "rate_pct")
    for key in _COUNTS:
        counts = _flags(not _is_count(count) for count in read.numbers[key])
        yield from rows.about(check, counts, "{count}行的人数不是整数", words, key)
    for key in _TEXTS:
        long = _flags(len(text) > _LONGEST_TEXT for text in read.texts[key])
        yield from rows.about(check, long, f"{{count}}行超过{_LONGEST_TEXT}字", words, key)
    if "day" in rows.table.heads:
        no_day = _flags(not isinstance(day, date) for day in read.days)
        yield from rows.about("day_unreadable", no_day, "{count}行的认定日读不出来", words, "day")


def _flags(found: Iterator[bool]) -> Flags:
    return np.array([*found], dtype=np.bool_)


def _is_rate(rate: object, decimals: int) -> bool:
    if not isinstance(rate, Decimal):
        return False
    return 0 <= rate <= _HIGHEST_PCT and -int(rate.as_tuple().exponent) <= decimals


def _is_count(count: object) -> bool:
    return count is None or (isinstance(count, Decimal) and count >= 0 and count == int(count))


def _beside_the_panel(
    question: Question, rows: RowFindings, read: _List
) -> Iterator[IntakeFinding]:
    """Yield the rates that lie far from 净减÷年初 of the firm's own months."""
    rule = intake_rules.intake_rules().rules["recognition_differs"]
    points = Fraction(rule.number("points"))
    computed = dict(_computed(question, read))
    far, said = np.zeros(len(read.table.lines), dtype=np.bool_), {}
    for at, rate in enumerate(read.numbers["rate_pct"]):
        pct = computed.get(at)
        if pct is not None and abs(pct - Fraction(rate)) > points:
            far[at] = True
            said[at] = f"{read.who.words(at)}（认定{as_given(rate)}%，推算{float(pct):.2f}%）"
    text = f"{{count}}行与企业月报的净减÷年初相差超过{as_given(rule.number('points'))}个百分点"
    yield from rows.about(rule.id, far, text, lambda at: said[at], "rate_pct")


def _computed(question: Question, read: _List) -> Iterator[tuple[int, Fraction]]:
    """Yield by row what the firm's own months give; nothing where they are not there."""
    months = panel.months(question)
    asked = set(read.years) & set(years(months))
    register = enterprises.firms(question) if asked else pd.DataFrame()
    for year in asked:
        facts = year_facts(question, year, months, register, Recognitions({}, ()))
        found = rates(NET_DECREASE, facts.table)
        for at in np.flatnonzero(read.years == year).tolist():
            pct = _of_firm(facts, found, int(read.who.numbers[at]))
            if pct is not None:
                yield at, pct


def _of_firm(facts: YearFacts, found: RateArray, firm: int) -> Fraction | None:
    place = facts.place(firm)
    return None if place is None else found.exact_pct(place)


_Identity = tuple[int | str, int]


def _stored(question: Question, directory: Directory) -> dict[_Identity, RegisterEntry]:
    """Return the stored entries by firm (its number, else how it is called) and year."""
    found = registers.entries(question, REGISTER)
    codes = np.array([*(entry.text("uscc") for entry in found), ""], dtype=object)[:-1]
    names = np.array([*(entry.text("firm") for entry in found), ""], dtype=object)[:-1]
    numbers = np.where(codes != "", directory.by_code(codes), directory.by_name(names))
    return {
        _identity(int(number), entry): entry for number, entry in zip(numbers, found, strict=True)
    }


def _identity(number: int, entry: RegisterEntry) -> _Identity:
    return number if number > 0 else entry.text("uscc") or entry.text("firm"), year_of(entry)


def _entries(read: _List, stored: dict[_Identity, RegisterEntry]) -> Iterator[RegisterEntry]:
    """Yield the entries; one that corrects a stored entry has its key."""
    for at, line in enumerate(read.table.lines.tolist()):
        fields = {
            "firm": read.names[at],
            "uscc": read.who.codes[at],
            "year": Decimal(read.years[at]),
            **{key: read.numbers[key][at] for key in ("rate_pct", *_COUNTS)},
            **{key: read.texts[key][at] for key in _TEXTS},
        }
        entry = RegisterEntry(
            register=REGISTER,
            key="",
            day=read.days[at],
            region=read.regions[at],
            fields=fields,
            row=line,
        )
        same = stored.get(_identity(int(read.who.numbers[at]), entry))
        yield entry if same is None else replace(entry, key=same.key)


def _changes(
    entries: tuple[RegisterEntry, ...], stored: dict[_Identity, RegisterEntry]
) -> list[tuple[object, ...]]:
    """Return what changes of stored entries, field by field."""
    keyed = {each.key: each for each in stored.values()}
    fields = registers.register(REGISTER).fields
    found: list[tuple[object, ...]] = []
    for entry in entries:
        for key in _SHOWN if entry.key in keyed else ():
            before, after = (_printed(each.fields.get(key)) for each in (keyed[entry.key], entry))
            if before != after:
                told = (entry.text("firm"), f"{year_of(entry)}年", fields[key].name)
                found.append((entry.row, *told, before, after))
    return found


def _printed(value: object) -> str:
    return as_given(value) if isinstance(value, Decimal) else str(value or "")
