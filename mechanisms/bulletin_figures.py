"""Figures in an edited text that are not those of the tables.

Known limits: numbers are compared by value and without sign, so that neither a wrong direction
(增长 for 下降) nor a figure of another indicator of the same unit is found.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal

from mechanisms.bulletin_content import Content
from mechanisms.content_charts import ContentChart
from metrics.wording import MINUS, figure

NUMBER = re.compile(r"(?<![\d.])\d[\d,]*(?:\.\d+)?")
_PARTED = re.compile(r"(?<=\d)\s+(?=[\d.])|(?<=\d\.)\s+(?=\d)")
_OTHER_POINTS = re.compile(r"(?<=\d)[·•。](?=\d)")
_DIGITS = "〇零一二三四五六七八九"
SPELLED = re.compile(
    f"百分之[{_DIGITS}十百两点]+|[{_DIGITS}十百千万两]+点[{_DIGITS}]+|[{_DIGITS}两]成|翻[{_DIGITS}两]番"
)
"""Figures in Chinese characters; places such as 前三位 are none."""


def foreign_figures(content: Content) -> tuple[str, ...]:
    """Return the numbers of title and text that no table, note or generated text holds.

    Numbers are compared by value and without sign, since a text says 下降0.2% for −0.2.
    Figures in Chinese characters are always returned: nothing here reads them.
    """
    known = {value for text in _own_texts(content) for _, value in numbers(text)}
    found = []
    for text in (content.title, content.recipients, *content.paragraphs):
        found += [written for written, value in numbers(text) if value not in known]
        found += SPELLED.findall(text)
    return tuple(dict.fromkeys(found))


def misplaced_figures(content: Content) -> tuple[str, ...]:
    """Return figures of hand-written paragraphs that stand behind a unit whose row lacks them.

    A figure with decimals belongs to the unit named last before it in the same sentence, and
    must stand in the unit's row or in that of the whole.
    """
    known = _by_unit(content)
    one = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    edited = [text for text in content.paragraphs if text not in content.generated]
    found = [
        f"{units}{written}"
        for text in edited
        for units, rest in _told_of(_plain(text), one)
        for written, value in numbers(rest)
        if "." in written and not any(value in known[unit] for unit in re.findall(one, units))
    ]
    return tuple(dict.fromkeys(found))


def _told_of(text: str, one: str) -> Iterator[tuple[str, str]]:
    """Yield units named together, with what is said up to the next ones or the sentence's end.

    Parameters
    ----------
    one
        Pattern of the names of units; empty matches none.
    """
    together = re.compile(f"((?:{one})(?:[、和与及](?:{one}))*)")
    for sentence in re.split("[。；;]", text) if one else ():
        parts = together.split(sentence)
        yield from zip(parts[1::2], parts[2::2], strict=True)


def _by_unit(content: Content) -> Mapping[str, set[Decimal]]:
    """Return the figures of each unit's rows, those of the whole among them."""
    found: dict[str, set[Decimal]] = {}
    rows = [row for table in content.tables for row in table.rows]
    for row in rows:
        own = {value for cell in row.cells[1:] for _, value in numbers(cell.text)}
        found.setdefault(row.cells[0].text.partition("（")[0], set()).update(own)
    whole = {row.cells[0].text for row in rows if row.whole}
    shared = {value for name in whole for value in found.pop(name)}
    return {name: values | shared for name, values in found.items() if name}


def _own_texts(content: Content) -> Iterator[str]:
    """Yield everything that was written from figures."""
    yield from (content.period_label, content.provenance, *content.generated, *content.notes)
    for table in content.tables:
        yield table.title
        yield from (f"{column.group} {column.head} {column.unit}" for column in table.columns)
        yield from (cell.text for row in table.rows for cell in row.cells)
    for tile in content.tiles:
        yield from (tile.name, tile.text, *tile.comparisons)
    for chart in content.charts:
        yield from (chart.title, chart.note, *chart.categories)
        yield from _drawn(chart)


def _drawn(chart: ContentChart) -> Iterator[str]:
    """Yield the figures of a chart as they are printed beside it."""
    values = (value for series in chart.series for value in series.values)
    yield from (figure(value, chart.decimals) for value in values if value is not None)


def _plain(text: str) -> str:
    """Return a text whose digits, points and minus signs are of one kind, none parted."""
    plain = unicodedata.normalize("NFKC", text).replace(MINUS, "-")
    return _PARTED.sub("", _OTHER_POINTS.sub(".", plain))


def numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers of a text as written and as values; full-width digits are digits."""
    for match in NUMBER.findall(_plain(text)):
        written = match.rstrip(",")
        yield written, Decimal(written.replace(",", ""))
