"""All tables of a received file: found by content, read, or listed with the reason why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from data.datasets import Dataset
from data.list_heads import ListHead, find_list_head
from data.list_tables import read_list_table
from data.reading_context import ReadingContext, reading_context
from data.readings import Book, FoundTable, Misread, Reading, Sheet, cell_name
from data.region_tables import read_region_table
from data.stray_figures import stray_figures
from data.table_columns import printed_periods
from data.table_heads import text_kind
from data.table_layout import Layout, find_layouts, is_figure
from data.table_periods import years
from data.table_results import TableResult, in_file_order, joined_figures
from data.table_words import plain_title as plain_title
from metrics.periods import Period
from metrics.wording import as_given, join_names

_KEY = ["indicator", "measure", "region", "industry", "period"]
MOST_NAMED = 4
_NO_MAPPINGS: Mapping[str, str] = MappingProxyType({})


def read_tables(
    book: Book,
    dataset: Dataset,
    mappings: Mapping[str, str] = _NO_MAPPINGS,
    month: str = "",
) -> Reading:
    """Read all that a file holds for a dataset.

    Parameters
    ----------
    book
        The file as sheets.
    mappings
        What users said once: title, in the form of `plain_title`, to the id of an indicator;
        empty for tables that are not to be read.
    month
        Month of the release such as ``2025-09``, chosen by the user, for periods printed
        without a year.

    Returns
    -------
    Reading
        Tables in the order of the file. What is not known exactly is listed, never guessed.
    """
    context = reading_context(dataset, mappings)
    found = [_found(sheet, context) for sheet in book.sheets]
    printed = [p for each in found for layout in each.layouts for p in printed_periods(layout)]
    context = replace(context, years=years(month, book.file_name, printed))
    results = [result for each in found for result in _results(each, context)]
    figures, doubled = _without_doubled(joined_figures(results), book)
    order = {sheet.name: sheet.number for sheet in book.sheets}
    misreads = [each for result in results for each in result.misreads]
    return Reading(
        tables=tuple(table for result in results for table in result.tables),
        figures=figures,
        misreads=tuple(sorted([*misreads, *doubled], key=lambda each: order[each.sheet])),
        left_out=tuple(dict.fromkeys(each for result in results for each in result.left_out)),
        month=month or _newest_month(figures),
    )


@dataclass(frozen=True)
class _FoundSheet:
    """What a sheet holds: a long list, or tables beside and below each other, or neither.

    Tables of units of another city are kept apart, and looked for only beside no own ones.
    """

    sheet: Sheet
    head: ListHead | None
    layouts: Sequence[Layout]
    foreign: Sequence[Layout] = ()


def _found(sheet: Sheet, context: ReadingContext) -> _FoundSheet:
    if head := find_list_head(sheet):
        return _FoundSheet(sheet, head, [])
    layouts = find_layouts(sheet, context.names)
    if any(layout.names == "regions" for layout in layouts):
        return _FoundSheet(sheet, None, layouts)
    return _FoundSheet(sheet, None, layouts, find_layouts(sheet, context.foreign))


def _results(found: _FoundSheet, context: ReadingContext) -> Iterator[TableResult]:
    if found.head:
        yield read_list_table(found.sheet, found.head, context)
    elif found.layouts:
        yield from _region_results(found, context)
    elif any(is_figure(cell) for cells in found.sheet.rows for cell in cells):
        yield TableResult((_unfound(found.sheet, context),))
    if found.foreign:
        wrong = tuple(_foreign_units(layout, context) for layout in found.foreign)
        yield TableResult((), misreads=wrong)


def _region_results(found: _FoundSheet, context: ReadingContext) -> Iterator[TableResult]:
    """Yield the tables of a sheet; the last one also says what stands beside them."""
    results = [read_region_table(layout, context) for layout in found.layouts]
    yield from results[:-1]
    known = any(result.tables[0].status in ("read", "empty") for result in results)
    stray = stray_figures(found.sheet, found.layouts) if known else ""
    left_out = (*results[-1].left_out, *([stray] if stray else []))
    yield replace(results[-1], left_out=left_out)


def _foreign_units(layout: Layout, context: ReadingContext) -> Misread:
    """Say that a table lists units of another city: the file may be that city's."""
    rows = [row for row in layout.body if layout.name(row) in context.foreign]
    names = [layout.name(row) for row in rows[:MOST_NAMED]]
    cell = cell_name(rows[0] + 1, layout.column + 1)
    text = f"表中的单位（{join_names(names)}等）不属于本数据集"
    return Misread("foreign_units", layout.sheet.name, cell, names[0], text)


def _unfound(sheet: Sheet, context: ReadingContext) -> FoundTable:
    """List a sheet with numbers in which no column names units or industries."""
    texts = (cell for cells in sheet.rows for cell in cells if isinstance(cell, str))
    title = next(("".join(t.split()) for t in texts if text_kind(t) == "free"), sheet.name)
    if context.indicator_of(title, "regions") == "ignored":
        return FoundTable(sheet.name, sheet.number, title, "ignored", reason="已指定不读")
    reason = "没有单位列（一列中至少三个单位或行业的名称）"
    return FoundTable(sheet.name, sheet.number, title, "unknown", reason=reason)


def _without_doubled(figures: pd.DataFrame, book: Book) -> tuple[pd.DataFrame, list[Misread]]:
    """Keep the first of figures that are given twice, and say where the others stand."""
    again = figures.duplicated(_KEY)
    if not again.any():
        return figures, []
    names = {sheet.number: sheet.name for sheet in book.sheets}
    text = "同一单位、指标、期别的同一种数据在文件中已有一处"
    places = figures.loc[again, ["sheet", "row", "column", "value"]]
    doubled = [
        Misread("duplicate_figure", names[sheet], cell_name(row, column), as_given(value), text)
        for sheet, row, column, value in places.itertuples(index=False, name=None)
    ]
    return figures[~again].reset_index(drop=True), sorted(doubled, key=in_file_order)


def _newest_month(figures: pd.DataFrame) -> str:
    periods = [Period.parse(code) for code in figures["period"].unique()]
    return f"{max(periods).end:%Y-%m}" if periods else ""
