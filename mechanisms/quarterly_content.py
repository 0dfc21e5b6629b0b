"""The content of a record of quarterly supervision, written from the same result as the page."""

import re
from collections.abc import Iterator

from data.store import Question
from mechanisms import quarterly_tables, quarterly_words
from mechanisms.bulletin_content import BulletinError, Content, ContentTile
from mechanisms.content_tables import content_table
from mechanisms.linked_tables import Table
from mechanisms.quarterly import Quarter, QuarterlyError, quarter
from mechanisms.record_content import Evidence, Section, written
from mechanisms.tiles import Tile
from metrics.periods import Period
from metrics.wording import date_text

FIGURE = re.compile(r"-?\d+(\.\d+)?")
MOST_COLUMNS = 7
"""More columns than these need a page on its side."""


def content(question: Question, period: Period) -> Content:
    """Return the content of the record of a quarter, as it was known on its day of judgement.

    Raises
    ------
    BulletinError
        If the quarter cannot be judged.
    """
    try:
        found = quarter(question, period)
    except QuarterlyError as error:
        raise BulletinError(str(error)) from error
    return written(found.question, "quarterly", found.quarter, _evidence(found))


def _evidence(found: Quarter) -> Evidence:
    leading = found.leading
    until = "无数据" if leading.published_at is None else date_text(leading.published_at)
    return Evidence(
        f"{found.dataset.name}{found.quarter.label}工业经济督导情况",
        until,
        tuple(dict.fromkeys(source.source for source in leading.sources)),
        tuple(_sections(found)),
        tuple(_tile(tile) for tile in quarterly_words.tiles(found)),
        quarterly_words.notes(found),
    )


def _sections(found: Quarter) -> Iterator[Section]:
    text = quarterly_words.plain_headline(found)
    yield _section("总体情况", (text,), quarterly_tables.places(found))
    if found.targets is not None:
        said = _said(quarterly_tables.targets(found))
        tables = (quarterly_tables.targets(found), quarterly_tables.departments(found))
        yield _section("目标进展", said, *tables)
    actions = quarterly_tables.actions(found)
    yield _section("督办事项办理", (f"{quarterly_words.rhythm_words(found)}。",), actions)


def _said(table: Table) -> tuple[str, ...]:
    return (f"{table.title}{len(table.rows)}项。",) if table.rows else (table.nothing,)


def _section(heading: str, texts: tuple[str, ...], *tables: Table) -> Section:
    filled = [table for table in tables if table.rows]
    made = tuple(content_table(each, wide=len(each.columns) > MOST_COLUMNS) for each in filled)
    return Section(heading, texts, tables=made)


def _tile(tile: Tile) -> ContentTile:
    number = tile.value.replace("−", "-")
    said = " ".join(part for part in (tile.change, tile.note) if part)
    known = number if FIGURE.fullmatch(number) else None
    return ContentTile(tile.label, tile.value, tile.unit, known, (said,) if said else ())
