"""Firms' files as columns: workbook, text table or Parquet; what is none of firms stays a book.

Of a text table only the first lines are looked at before it is known to be of firms; its rows
and those of Parquet are then read as arrays, however many there are.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from data import firm_parquet, spreadsheets, text_tables
from data.file_safety import container, refusal
from data.firm_heads import (
    LOWEST_HEAD,
    FirmFileKind,
    FirmHead,
    FirmHeads,
    find_heads,
    kind_name,
)
from data.intake_rules import FileLimits, intake_rules
from data.readings import Book, CellValue, Misread, Sheet, cell_name
from metrics.wording import join_names

Column: TypeAlias = "Sequence[CellValue] | pa.Array"
"""The cells of a column: as a workbook holds them, or an array of one type."""
Lines = npt.NDArray[np.int64]
_MOST_NAMED = 5
_ODD_ROW = "这一行有{}格，表头有{}格"
_KINDS: tuple[FirmFileKind, ...] = ("register", "panel", "roster", "recognition")


@dataclass(frozen=True, eq=False)
class FirmTable:
    """A table of firms, its cells as they are.

    Attributes
    ----------
    form
        ``xlsx``, ``xls``, ``csv`` or ``parquet``.
    sheet, sheet_number
        The sheet of a workbook; empty and None for other files.
    columns
        Cells by key of the head, one each for `lines`; blank rows are left out.
    lines
        Line of the file, or row of the sheet, counted from 1; of Parquet the row of data.
    title
        What stands above the head and the name of the sheet: texts that may name the month.
    broken
        Cells without a usable value by (row, column) counted from 0, as in `Sheet.broken`.
    other_sheets
        Sheets that hold nothing of firms.
    """

    file_name: str
    form: str
    kind: FirmFileKind
    sheet: str
    sheet_number: int | None
    heads: Mapping[str, FirmHead]
    unread: tuple[str, ...]
    misreads: tuple[Misread, ...]
    columns: Mapping[str, Column]
    lines: Lines
    title: tuple[str, ...]
    broken: Mapping[tuple[int, int], str]
    other_sheets: tuple[str, ...] = ()


def opened(content: bytes, file_name: str) -> FirmTable | Book:
    r"""Open a received file: a table of firms, or the book that it is otherwise.

    Raises
    ------
    UnreadableFileError
        If nothing can be read from the file, or two of its sheets are tables of firms.

    Examples
    --------
    >>> table = opened("企业名称,月份,产值（万元）\n甲厂,2020-01,12.5\n".encode(), "月报.csv")
    >>> table.kind, table.columns["output_wan"].to_pylist(), table.lines.tolist()
    ('panel', ['12.5'], [2])
    >>> opened("单位,增速\n双清区,9.7\n".encode(), "增速.csv").kind
    'csv'
    """
    limits = intake_rules().files
    kind = container(content, file_name, limits)
    if kind == "parquet":
        return _of_parquet(content, file_name, limits)
    if kind == "text" and (table := _of_text(content, file_name, limits)):
        return table
    book = spreadsheets.read_book(content, file_name)
    return _of_book(book) or book


def _of_book(book: Book) -> FirmTable | None:
    found = [(sheet, find_heads(sheet.rows[:LOWEST_HEAD], sheet.name)) for sheet in book.sheets]
    firms = [(sheet, heads) for sheet, heads in found if heads]
    if len(firms) > 1:
        names = join_names(f"{sheet.name}（{kind_name(heads.kind)}）" for sheet, heads in firms)
        text = f"有{len(firms)}张企业表：{names}；请一个文件只放一张，分几次上传"
        raise refusal(book.file_name, text)
    if not firms:
        return None
    sheet, heads = firms[0]
    others = tuple(each.name for each in book.sheets if each is not sheet and each.rows)
    return _of_sheet(book, sheet, heads, others)


def _of_sheet(book: Book, sheet: Sheet, heads: FirmHeads, others: tuple[str, ...]) -> FirmTable:
    rows = sheet.rows[heads.row + 1 :]
    places = {head.key: head.place for head in heads.heads}
    filled = np.array([any(cell != "" for cell in row) for row in rows], dtype=bool)
    kept = [row for row, is_filled in zip(rows, filled, strict=True) if is_filled]
    is_text = book.kind == "csv"
    return FirmTable(
        file_name=book.file_name,
        form=book.kind,
        kind=heads.kind,
        sheet="" if is_text else sheet.name,
        sheet_number=None if is_text else sheet.number,
        heads={head.key: head for head in heads.heads},
        unread=heads.unread,
        misreads=(*heads.misreads, *_merged(sheet, heads)),
        columns={key: [row[place] for row in kept] for key, place in places.items()},
        lines=np.flatnonzero(filled) + heads.row + 2,
        title=(*_texts_above(sheet.rows[: heads.row]), sheet.name),
        broken={at: why for at, why in sheet.broken.items() if at[1] in places.values()},
        other_sheets=others,
    )


def _texts_above(rows: Sequence[Sequence[object]]) -> tuple[str, ...]:
    return tuple(cell for cells in rows for cell in cells if isinstance(cell, str) and cell)


def _merged(sheet: Sheet, heads: FirmHeads) -> Iterator[Misread]:
    """Yield merged areas below the head: nobody can tell whose figure they hold."""
    for top, left, bottom, right in sheet.merged:
        if bottom > heads.row:
            area = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
            yield Misread("merged_cells", sheet.name, area, "", "合并的单元格不知道属于哪家企业")


def _of_text(content: bytes, file_name: str, limits: FileLimits) -> FirmTable | None:
    """Read a text table of firms as arrays, None for another one."""
    text = text_tables.decoded(content, file_name)
    found = _head_of_text(text)
    if found is None:
        return None
    parted_by, first, starts, heads = found
    text_tables.check_width(text, parted_by, file_name, limits)
    width = len(first[heads.row])
    body = text[starts[heads.row] :]
    columns, lines, odd = _arrays(body, parted_by, width, file_name)
    places = {head.key: head.place for head in heads.heads}
    used = {key: columns[place] for key, place in places.items()}
    filled = _filled(columns, len(lines))
    return FirmTable(
        file_name=file_name,
        form="csv",
        kind=heads.kind,
        sheet="",
        sheet_number=None,
        heads={head.key: head for head in heads.heads},
        unread=heads.unread,
        misreads=(*heads.misreads, *_odd_rows(odd, heads.row + 1, width)),
        columns={key: cells.filter(pa.array(filled)) for key, cells in used.items()},
        lines=(lines + heads.row + 1)[filled],
        title=_texts_above(first[: heads.row]),
        broken={},
    )


def _head_of_text(text: str) -> tuple[str, list[list[str]], list[int], FirmHeads] | None:
    """Return what parts the cells, the first records, where each ends, and the head row."""
    for sign in dict.fromkeys((text_tables.separator(text), *text_tables.SEPARATORS)):
        try:
            first, ends = _first_records(text, sign)
        except csv.Error:  # a cell without end
            continue
        if heads := find_heads(first, ""):
            return sign, first, ends, heads
    return None


def _first_records(text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """Return the first records, and where in the text each of them ends."""
    stream = io.StringIO(text, newline="")
    records: list[list[str]] = []
    ends: list[int] = []
    for record in islice(csv.reader(iter(stream.readline, ""), delimiter=separator), LOWEST_HEAD):
        records.append(record)
        ends.append(stream.tell())
    return records, ends


_Odd = list[tuple[int, int, str]]


def _arrays(
    body: str, separator: str, width: int, file_name: str
) -> tuple[list[pa.Array], Lines, _Odd]:
    """Return the columns of the rows behind the head, the numbers of the rows, and odd ones."""
    if body.count('"') % 2:
        text = "表头以下的引号没有成对，无法分清各格；请改正引号，或另存为 .xlsx 再上传"
        raise refusal(file_name, text)
    names = [str(place) for place in range(width)]
    if not body.strip("\r\n"):
        return [pa.array([], pa.string())] * width, np.empty(0, np.int64), []
    odd: _Odd = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number, row.actual_columns, row.text))
        return "skip"

    content = body.encode()
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(content) + 1
            ),
            arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise refusal(
            file_name, "各行的格数或引号不一致，读不出来；请另存为 .xlsx 再上传"
        ) from error
    numbers = np.arange(1, table.num_rows + len(odd) + 1)
    lines = np.delete(numbers, [number - 1 for number, _, _ in odd])
    return [table.column(name).combine_chunks() for name in names], lines, odd


def _odd_rows(odd: _Odd, above: int, width: int) -> Iterator[Misread]:
    """Yield rows with more or fewer cells than the head, but for those that hold nothing."""
    wrong = [each for each in odd if each[2].strip().strip(",;\t").strip()]
    for number, count, text in wrong[:_MOST_NAMED]:
        cell = cell_name(number + above, 1)
        yield Misread("row_width", "", cell, text[:20], _ODD_ROW.format(count, width))
    if len(wrong) > _MOST_NAMED:
        more = f"这样的行共{len(wrong)}行，只列前{_MOST_NAMED}行"
        yield Misread("row_width", "", "", "", more)


def _filled(columns: Sequence[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    filled = np.zeros(count, dtype=bool)
    for cells in columns:
        filled |= np.asarray(pc.binary_length(cells)) > 0
    return filled


def _of_parquet(content: bytes, file_name: str, limits: FileLimits) -> FirmTable:
    found = firm_parquet.read(content, file_name, limits)
    heads = find_heads([found.names], "")
    if heads is None:
        kinds = join_names(kind_name(kind) for kind in _KINDS)
        text = f"列名不是企业文件的（{kinds}）；列名可用中文或编号，见填报模板"
        raise refusal(file_name, text)
    columns = {head.key: found.column(head.place) for head in heads.heads}
    return FirmTable(
        file_name=file_name,
        form="parquet",
        kind=heads.kind,
        sheet="",
        sheet_number=None,
        heads={head.key: head for head in heads.heads},
        unread=heads.unread,
        misreads=heads.misreads,
        columns=columns,
        lines=np.arange(1, found.rows + 1),
        title=(),
        broken={},
    )
