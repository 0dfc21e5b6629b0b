"""Whether newer data would print other figures in a record; how it is worded plays no part."""

from collections.abc import Hashable, Iterator

from mechanisms.bulletin_content import Content, ContentTable
from mechanisms.bulletin_figures import numbers
from metrics.wording import NOT_REPORTED


def newer_words(content: Content, now: Content) -> str:
    """Say how many figures of a record newer data would print otherwise; empty where none.

    A program of a later version may word the same figures anew: that is no difference.

    Parameters
    ----------
    now
        The record as it would be begun now.
    """
    counts = {
        "文字中{}个": set(_of_texts(now)) - set(_of_texts(content)),
        "主要指标{}个": set(_of_tiles(now)) - set(_of_tiles(content)),
        "图中{}个": set(_of_charts(now)) - set(_of_charts(content)),
        "表中{}个": set(_of_tables(now)) - set(_of_tables(content)),
    }
    told = [words.format(len(found)) for words, found in counts.items() if found]
    return f"数字有变：{'、'.join(told)}" if told else ""


def _of_texts(content: Content) -> Iterator[Hashable]:
    for text in content.generated:
        yield from (value for _, value in numbers(text))


def _of_tiles(content: Content) -> Iterator[Hashable]:
    for tile in content.tiles:
        yield tile.name, tile.text


def _of_charts(content: Content) -> Iterator[Hashable]:
    for chart in content.charts:
        for series in chart.series:
            for name, value in zip(chart.categories, series.values, strict=True):
                yield chart.title, series.name, name, value


def _of_tables(content: Content) -> Iterator[Hashable]:
    for table in content.tables:
        yield from _of_table(table)


def _of_table(table: ContentTable) -> Iterator[Hashable]:
    """Yield the figures of a table, and where one was not reported."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.number is not None or cell.text == NOT_REPORTED:
                yield row.code, column.group, column.head, cell.text
