"""Reading received files: .xlsx, .xls and text tables, as sheets with their cells.

What a file is, is seen from its content. Nothing of a file is run or followed, and whatever can
not be read is refused in one Chinese sentence (`UnreadableFileError`).
"""

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

import python_calamine

from data.file_safety import container, damaged, refusal
from data.intake_rules import FileLimits, intake_rules
from data.old_workbooks import read_old_workbook
from data.packed_workbooks import PackedSheet, open_package
from data.readings import Book, CellValue, Sheet
from data.sheet_xml import FORMULA_WITHOUT_VALUE
from data.text_tables import read_text_table

Cell = tuple[int, int]
Merged = tuple[int, int, int, int]

_ERROR_TEXT = re.compile(r"#(?:[A-Z]+[!?]|DIV/0!|N/A|GETTING_DATA)")


def read_book(content: bytes, file_name: str) -> Book:
    r"""Read a received file.

    Parameters
    ----------
    content
        The file as it came.
    file_name
        Its name, for messages only; the ending decides nothing.

    Returns
    -------
    Book
        All work sheets, hidden ones too, each with its position among the sheets as listed.
        Cells of a text table are text. In `Sheet.broken` stand errors by their text, such as
        ``#DIV/0!``, and formulas without a stored result, whose cell is ``""``. Hours and spans
        of time are text.

    Raises
    ------
    UnreadableFileError
        If the file is damaged, too large, encrypted, has macros, or is no table at all.

    Examples
    --------
    >>> book = read_book("单位,增速\n双清区,#DIV/0!".encode(), "增速.xls")
    >>> book.kind, book.sheets[0].rows[1], book.sheets[0].broken
    ('csv', ['双清区', '#DIV/0!'], {(1, 1): '#DIV/0!'})
    """
    limits = intake_rules().files
    match container(content, file_name, limits):
        case "zip":
            return Book(file_name, "xlsx", _new_sheets(content, file_name, limits))
        case "ole":
            old = map(_clipped, read_old_workbook(content, file_name, limits))
            return Book(file_name, "xls", tuple(old))
        case "parquet":
            raise refusal(file_name, "Parquet 文件只用于企业数据；这里请用 .xlsx、.xls 或 .csv")
        case "text":
            sheet = read_text_table(content, file_name, limits)
            broken = dict(_error_texts(sheet.rows))
            return Book(file_name, "csv", (replace(sheet, broken=broken),))


def _new_sheets(content: bytes, file_name: str, limits: FileLimits) -> tuple[Sheet, ...]:
    package = open_package(content, file_name, limits)
    try:
        with python_calamine.load_workbook(package.packed) as book:
            if len(book.sheet_names) != len(package.sheets):
                raise damaged(file_name)
            return tuple(
                _new_sheet(book.get_sheet_by_index(number), number, listed)
                for number, listed in enumerate(package.sheets)
                if listed
            )
    except python_calamine.CalamineError as error:
        raise damaged(file_name) from error
    except BaseException as error:
        # A panic of the library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(file_name) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many objects that all stay without the garbage collector looking for some to free."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _new_sheet(sheet: python_calamine.CalamineSheet, number: int, listed: PackedSheet) -> Sheet:
    with _uncollected():
        rows = _cells(sheet.to_python(skip_empty_area=False))
    broken = dict(_error_texts(rows)) if listed.errors else {}
    if listed.content:
        broken |= dict.fromkeys(listed.content.without_value, FORMULA_WITHOUT_VALUE)
        _blank(rows, listed.content.without_value)
    ranges = sheet.merged_cell_ranges or ()
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    return _clipped(Sheet(listed.name, number, rows, merged, broken))


def _cells(rows: list[list[Any]]) -> list[list[CellValue]]:
    """Turn hours and spans of time into text; most sheets have none."""
    if {time, timedelta, int}.isdisjoint(set(map(type, chain.from_iterable(rows)))):
        return rows
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> CellValue:
    if isinstance(value, str | bool | float | date | datetime):
        return value
    return float(value) if isinstance(value, int) else str(value)


def _blank(rows: list[list[CellValue]], cells: Iterable[Cell]) -> None:
    for row, column in cells:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""


def _error_texts(rows: list[list[CellValue]]) -> Iterable[tuple[Cell, str]]:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value[:1] == "#" and _ERROR_TEXT.fullmatch(value):
                yield (number, column), value


def _clipped(sheet: Sheet) -> Sheet:
    """Return the sheet with merged areas cut at its edge; a damaged one may reach any length."""
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    merged = tuple(
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in sheet.merged
        if top < height and left < width
    )
    return replace(sheet, merged=merged)
