"""What stands where in a record: headed sections with their paragraphs, charts and tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.content_charts import ContentChart

_FIRST_EVIDENCE = "二"
_TILE_COLUMNS = (
    ContentColumn("", "指标", "", "text", 0),
    ContentColumn("", "数值", "", "given", 0),
    ContentColumn("", "单位", "", "text", 0),
    ContentColumn("", "比较", "", "text", 0),
)
_HEADING = re.compile(r"([一二三四五六七八九十]+)、[^。]*。?$")
Placed = TypeVar("Placed", ContentChart, ContentTable)


@dataclass(frozen=True)
class LaidOut:
    """A section as it is read, in this order.

    Attributes
    ----------
    heading
        Empty for what stands before all headings.
    leading
        The table of leading figures, in the section that begins the evidence.
    """

    heading: str
    paragraphs: tuple[str, ...]
    leading: tuple[ContentTable, ...]
    charts: tuple[ContentChart, ...]
    tables: tuple[ContentTable, ...]


def heading_number(text: str) -> str:
    """Return the number of a paragraph that is a heading, empty for any other.

    Examples
    --------
    >>> heading_number("二、本周变化"), heading_number("一、二季度增长5%。下半年看好。")
    ('二', '')
    """
    found = _HEADING.match(text)
    return found.group(1) if found else ""


def written_headings(content: Content) -> frozenset[str]:
    """Return the headings of a record's sections; what officials number themselves is none."""
    return frozenset(text for text in content.generated if heading_number(text))


def sections(content: Content) -> tuple[LaidOut, ...]:
    """Return the sections in their order.

    A chart whose section is gone stands before the first heading. Tables that belong to no
    section are attachments and not among them, see `attachments`.
    """
    groups: list[tuple[str, list[str]]] = [("", [])]
    headings = written_headings(content)
    for text in content.paragraphs:
        if text in headings:
            groups.append((text, []))
        else:
            groups[-1][1].append(text)
    known = {heading for heading, _ in groups}
    made = [_laid_out(content, heading, texts, known) for heading, texts in groups]
    return tuple(each for each in made if each.heading or any(_parts(each)))


def _laid_out(content: Content, heading: str, texts: Sequence[str], known: set[str]) -> LaidOut:
    inline = [table for table in content.tables if table.section]
    leading = heading_number(heading) == _FIRST_EVIDENCE and content.tiles
    return LaidOut(
        heading,
        tuple(texts),
        (tiles_table(content, heading),) if leading else (),
        tuple(_of_section(content.charts, heading, known)),
        tuple(_of_section(inline, heading, known)),
    )


def tiles_table(content: Content, section: str) -> ContentTable:
    """Return the leading figures of a record as a table."""
    rows = tuple(
        ContentRow(
            tile.name,
            (
                ContentCell(tile.name, None),
                ContentCell(tile.text, tile.number),
                ContentCell(tile.unit, None),
                ContentCell("；".join(tile.comparisons), None),
            ),
            whole=False,
            listed=False,
        )
        for tile in content.tiles
    )
    mark = f"（{content.kind_label}）" if content.simulated else ""
    return ContentTable(f"主要指标{mark}", _TILE_COLUMNS, rows, wide=False, section=section)


def _of_section(placed: Sequence[Placed], heading: str, known: set[str]) -> list[Placed]:
    """Return what belongs to a section; what belongs to none stands before the first heading."""
    return [each for each in placed if (each.section if each.section in known else "") == heading]


def _parts(section: LaidOut) -> tuple[object, ...]:
    return (*section.paragraphs, *section.charts, *section.tables)


def attachments(content: Content) -> tuple[ContentTable, ...]:
    """Return the tables that stand behind the text."""
    return tuple(table for table in content.tables if not table.section)
