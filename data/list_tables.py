"""Long lists: one row is one unit, period and indicator. Read array by array, not row by row."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.cell_faults import Fault
from data.list_faults import list_misreads
from data.list_heads import ListHead
from data.list_keys import Places
from data.list_rows import ListRows
from data.list_words import IGNORED, ListWords
from data.reading_context import ReadingContext
from data.readings import FoundTable, Sheet, TableStatus
from data.table_layout import cell_text
from data.table_results import TableResult, in_file_order, typed
from metrics.rounding import to_decimal


def read_list_table(sheet: Sheet, head: ListHead, context: ReadingContext) -> TableResult:
    """Read the long list of a sheet.

    Returns
    -------
    TableResult
        One table for each indicator and period, in the order in which they first stand; then
        one for each indicator that is unknown or not to be read.
    """
    if "indicator" not in head.places:
        return TableResult((_only_listed(sheet, "unknown", "长表没有“指标”列"),))
    rows = ListRows(sheet, head, ListWords(context))
    figures = _figures(rows)
    tables = tuple(_read_tables(rows, figures)) + tuple(_unread_tables(rows))
    return TableResult(
        tables=tables or (_without_figures(rows),),
        list_figures=figures,
        misreads=(*head.misreads, *sorted(list_misreads(rows), key=in_file_order)),
        left_out=head.left_out,
    )


def _only_listed(sheet: Sheet, status: TableStatus, reason: str) -> FoundTable:
    return FoundTable(sheet.name, sheet.number, sheet.name, status, reason=reason)


def _without_figures(rows: ListRows) -> FoundTable:
    if rows.filled.any():
        return _only_listed(rows.sheet, "read", "没有能读出的数字，见审核结果")
    return _only_listed(rows.sheet, "empty", "尚无数据")


def _figures(rows: ListRows) -> pd.DataFrame:
    """Return the figures of all rows that can be taken, in the order of the sheet."""
    measures = list(rows.measures)
    taken = [np.flatnonzero(rows.usable(measure)) for measure in measures]
    named = list(zip(measures, taken, strict=True))
    values = np.concatenate([_values(rows, measure, places) for measure, places in named])
    row, which = np.concatenate(taken), np.repeat(np.arange(len(taken)), [*map(len, taken)])
    columns = np.array([rows.head.places[measure] for measure in measures])[which]
    order = np.lexsort((columns, row))
    about = {key: resolved.codes(row[order]) for key, resolved in rows.about.items()}
    figures = pd.DataFrame(
        {
            "indicator": about["indicator"],
            "measure": pd.array(measures, dtype="str").take(which[order]),
            "region": about["region"],
            "industry": about["industry"],
            "period": about["period"],
            "value": values[order],
            "sheet": rows.sheet.number,
            "row": row[order] + rows.first + 1,
            "column": columns[order] + 1,
        }
    )
    figures["table"] = figures.groupby(["indicator", "period"], sort=False).ngroup()
    return typed(figures)


def _values(rows: ListRows, measure: str, taken: Places) -> npt.NDArray[np.float64]:
    """Return the values in the indicators' units, converted exactly; NaN for 未报."""
    column, factors = rows.measures[measure], rows.factors[measure]
    values = column.values[taken]  # noqa: PD011 - an array, no frame
    for number, factor in enumerate(factors.answers):
        if isinstance(factor, str) and factor != "1":
            places = np.flatnonzero(factors.index[taken] == number)
            values[places] = [_converted(value, Decimal(factor)) for value in values[places]]
    return values


def _converted(value: float, factor: Decimal) -> float:
    number = to_decimal(value)
    return float("nan") if number is None else float(number * factor)


def _read_tables(rows: ListRows, figures: pd.DataFrame) -> Iterator[FoundTable]:
    """Yield a table for each indicator and period."""
    heads = tuple(rows.head.printed[measure] for measure in rows.measures)
    groups = figures.groupby("table")
    first, regions = groups.first(), groups["region"].nunique()
    named = zip(first["indicator"], first["period"], first["row"], regions, strict=True)
    for indicator, period, row, count in named:
        cell = rows.sheet.rows[row - 1][rows.head.places["indicator"]]
        name, number, title = rows.sheet.name, rows.sheet.number, cell_text(cell).strip()
        yield FoundTable(name, number, title, "read", indicator, period, heads, int(count))


def _unread_tables(rows: ListRows) -> Iterator[FoundTable]:
    """Yield a table for each indicator that was not read, so that a user can say what it is."""
    texts, named = rows.texts["indicator"].texts, rows.about["indicator"]
    filled = set(named.index[rows.filled].tolist())
    for number, (text, answer) in enumerate(zip(texts, named.answers, strict=True)):
        if number in filled and text and isinstance(answer, Fault):
            status: TableStatus = "ignored" if answer == IGNORED else "unknown"
            yield replace(_only_listed(rows.sheet, status, answer.text), title=text)
