"""Finding firms by what is known of them: name, initials, code, number. The scope is in the SQL.

What was searched for is looked up among all descriptions first, by an index where there is one
(codes and initials from their start, numbers); only the firms found are then asked for their
newest description. A part of a name, or initials from within, has no index: every description is
read once (`docs/benchmarks.md` says what that costs).
"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, Select, func, or_, select, union

from data import enterprises, schema, storage
from data.name_initials import is_asked_by_initials
from data.store import Question

LAST = "\uffff"
LONGEST_NUMBER = 9
LONGEST_TEXT = 60
LEAST_CODE = 4
"""A code is asked for by so many of its signs at least."""


class Match(StrEnum):
    """By what a firm was found."""

    NUMBER = "编号"
    CODE = "代码"
    NAME = "名称"
    INITIALS = "拼音首字母"


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    firms
        firm, uscc, name, region, industry; at most as many as asked for, by name.
    count
        How many there are in all.
    ways
        By what was searched.
    """

    text: str
    firms: pd.DataFrame
    count: int
    ways: tuple[Match, ...]


COLUMNS = ("firm", "uscc", "name", "region", "industry")


def search(question: Question, text: str, most: int = 50) -> Found:
    """Return the firms whose newest description a text means, within the viewer's scope.

    Parameters
    ----------
    text
        A part of a name, initials of its pinyin, a code from its start, or a number.
    most
        How many firms at most; `count` tells of all.
    """
    wanted = "".join(text.split())[:LONGEST_TEXT]
    with storage.reading(question.dataset) as connection:
        has_ranges = connection.dialect.name == "sqlite"
        described = _conditions(wanted, schema.enterprise_version, has_ranges=has_ranges)
        if not described:
            return Found(wanted, pd.DataFrame(columns=list(COLUMNS)), 0, ())
        newest = enterprises.newest_versions(question, _any_of(list(described.values())))
        meant = or_(*_conditions(wanted, newest, has_ranges=has_ranges).values())
        count = func.count().over()
        rows = select(*(newest.c[name] for name in COLUMNS), count).where(meant)
        ordered = rows.order_by(newest.c.name, newest.c.firm).limit(most)
        found = pd.DataFrame(connection.execute(ordered).all(), columns=[*COLUMNS, "count"])
    total = 0 if found.empty else int(found["count"].iloc[0])
    return Found(wanted, found[list(COLUMNS)], total, tuple(described))


def _conditions(
    text: str, table: FromClause, *, has_ranges: bool
) -> dict[Match, ColumnElement[bool]]:
    """Return the ways in which a text can be meant, each with its condition."""
    made: dict[Match, ColumnElement[bool]] = {}
    if not text:
        return made
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        made[Match.NUMBER] = table.c.firm == int(text)
    if text.isascii() and text.isalnum() and len(text) >= LEAST_CODE:
        made[Match.CODE] = _begins(table.c.uscc, text.upper(), has_ranges=has_ranges)
    made[Match.NAME] = table.c.name.contains(text, autoescape=True)
    if is_asked_by_initials(text):
        made[Match.INITIALS] = table.c.initials.contains(text.lower(), autoescape=True)
    return made


def _begins(column: ColumnElement[str], text: str, *, has_ranges: bool) -> ColumnElement[bool]:
    """Return the condition that a code begins so; SQLite uses an index for a range only."""
    return column.between(text, text + LAST) if has_ranges else column.startswith(text)


def _any_of(conditions: list[ColumnElement[bool]]) -> Select[tuple[int]]:
    """Return the firms that fulfil any of some conditions, each looked up in its own way."""
    firm = schema.enterprise_version.c.firm
    parts = [select(firm).where(each) for each in conditions]
    return select(union(*parts).subquery().c.firm)
