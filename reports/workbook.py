"""A ranking as a file: Excel workbook, CSV, JSON, all from the same `Ranking`."""

import io
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from mechanisms import circular_rows as rows_of
from mechanisms.circular import Ranking
from mechanisms.circular_rows import Cell, SheetColumn
from reports.csv_files import csv_text
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.written_files import write_file

HEAD_ROW = 3


def ranking_workbook(result: Ranking) -> bytes:
    """Return a ranking as an xlsx file.

    The first sheet shows what the screen shows: figures rounded half up, words as words. The
    second holds the unrounded figures. Simulated figures say so in titles and sheet names.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, TEXTS_STAY_TEXTS) as book:
        book.set_properties({"title": rows_of.sheet_title(result), "author": "工况"})
        _write_table(book, result)
        _write_raw(book, result)
    return made.getvalue()


def _sheet(book: Workbook, result: Ranking, name: str) -> Worksheet:
    label = f"（{result.dataset.kind_label}）" if rows_of.is_simulated(result) else ""
    title, origin = rows_of.sheet_title(result), rows_of.provenance(result)
    sheet = begin_sheet(book, f"{name}{label}", title, origin)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.repeat_rows(HEAD_ROW)
    return sheet


def _write_table(book: Workbook, result: Ranking) -> None:
    sheet = _sheet(book, result, "排名")
    columns = rows_of.sheet_columns(result)
    rows = rows_of.sheet_rows(result)
    table = [[row.get(column.key) for column in columns] for row in rows]
    _write_heads(book, sheet, [column.head for column in columns])
    _write_cells(book, sheet, table, [_number_format(column) for column in columns])
    write_notes(book, sheet, HEAD_ROW + len(table) + 3, rows_of.sheet_notes(result))


def _write_raw(book: Workbook, result: Ranking) -> None:
    sheet = _sheet(book, result, "原始数值")
    rows = rows_of.ranking_rows(result, whole=True)
    table = [[_raw_cell(key, row[key]) for key in rows_of.ROW_HEADS] for row in rows]
    _write_heads(book, sheet, list(rows_of.ROW_HEADS.values()))
    _write_cells(book, sheet, table, ["General"] * len(rows_of.ROW_HEADS))


def _raw_cell(key: str, cell: Cell) -> Cell:
    return rows_of.STATUS_WORDS[str(cell)] if key == "status" else cell


def _write_heads(book: Workbook, sheet: Worksheet, heads: Sequence[str]) -> None:
    style = styled(book, bold=True, bottom=1, top=2, align="center", text_wrap=True)
    for place, head in enumerate(heads):
        sheet.write_string(HEAD_ROW, place, head, style)


def _write_cells(
    book: Workbook, sheet: Worksheet, table: list[list[Cell]], numbers: Sequence[str]
) -> None:
    formats = [styled(book, num_format=code, align="right") for code in numbers]
    words = styled(book)
    aside = styled(book, align="right")
    _set_widths(sheet, table)
    is_text = [all(isinstance(row[place], str) for row in table) for place in range(len(numbers))]
    for line, row in enumerate(table, start=HEAD_ROW + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell, words if is_text[place] else aside)
            elif cell is not None:
                sheet.write_number(line, place, float(cell), formats[place])


def _set_widths(sheet: Worksheet, table: list[list[Cell]]) -> None:
    for place, cells in enumerate(zip(*table, strict=True)):
        longest = max(len(cell) if isinstance(cell, str) else 0 for cell in cells)
        sheet.set_column(place, place, max(11, 2 * longest + 2))


def _number_format(column: SheetColumn) -> str:
    return number_format(column.kind, column.decimals)


def ranking_csv(result: Ranking) -> bytes:
    """Return the printed table as CSV for a spreadsheet: title, heads, rows, notes.

    UTF-8 with a byte order mark; no cell can become a formula.
    """
    columns = rows_of.sheet_columns(result)
    table = [[row.get(column.key) for column in columns] for row in rows_of.sheet_rows(result)]
    notes = [[f"注{n}：{note}。"] for n, note in enumerate(rows_of.sheet_notes(result), start=1)]
    lines: list[Sequence[object]] = [
        [rows_of.sheet_title(result)],
        [rows_of.provenance(result)],
        [column.head for column in columns],
        *table,
        *notes,
    ]
    return csv_text(lines).encode("utf-8-sig")


def ranking_json(result: Ranking) -> bytes:
    """Return a ranking as JSON: what it is, the unrounded rows, the notes."""
    content = {
        "title": rows_of.sheet_title(result),
        "provenance": rows_of.provenance(result),
        "dataset": result.dataset.id,
        "kind": result.dataset.kind,
        "as_of": str(result.question.as_of),
        "vintage": result.question.vintage,
        "indicator": result.indicator.id,
        "by": result.board.by,
        "rows": rows_of.ranking_rows(result, whole=True),
        "notes": rows_of.sheet_notes(result),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False).encode()


WRITERS: dict[str, Callable[[Ranking], bytes]] = {
    ".xlsx": ranking_workbook,
    ".csv": ranking_csv,
    ".json": ranking_json,
}
"""How a ranking is written, by the ending of the file's name."""


def write_ranking(result: Ranking, path: Path) -> None:
    """Write a ranking to a file, in the format that its name ends in.

    Raises
    ------
    ExportError
        If the ending is none of `WRITERS`, or the place cannot be written to.
    """
    write_file(path, {ending: partial(write, result) for ending, write in WRITERS.items()})
