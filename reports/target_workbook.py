"""The board of targets as an Excel workbook: grouped by article, and the unrounded rows."""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from mechanisms import supervision_table, supervision_words
from mechanisms.bulletin_content import ContentCell, ContentColumn
from mechanisms.policy_library import article_words
from mechanisms.supervision import Board, Row
from mechanisms.target_rows import KEYS
from mechanisms.target_rows import row as plain_row
from reports.safe_sheets import TEXTS_STAY_TEXTS, begin_sheet, number_format, styled, write_notes
from reports.table_heads import text_width

HEAD_ROW = 3
LEAST_WIDTH, MOST_WIDTH = 9.0, 40.0


def board_workbook(board: Board) -> bytes:
    """Return the board as an xlsx file.

    The first sheet shows what the screen shows, article after article; the second holds the rows
    of the command line, unrounded. Simulated figures say so in titles and sheet names.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(board.question.as_of.isoformat())
        title = supervision_table.title(board)
        book.set_properties({"title": title, "author": "工况", "created": created})
        _write_board(book, board)
        _write_raw(book, board)
    return made.getvalue()


RAW_HEADS = {
    "id": "编号",
    "actual": "已完成",
    "target": "目标值",
    "unit": "单位",
    "completion_pct": "完成率（%）",
    "pace_pct": "序时（%）",
    "status": "状态",
    "lamp": "进度灯",
    "attained": "已达到",
    "overdue": "已逾期",
    "required_per_month": "须月均",
    "landing": "预计到期",
    "landing_low": "预计下限（80%）",
    "landing_high": "预计上限（80%）",
    "probability": "达到的可能",
}
"""Heads of the unrounded figures, by their names on the command line."""


def _sheet(book: Workbook, board: Board, name: str) -> Worksheet:
    mark = f"（{board.dataset.kind_label}）" if board.dataset.kind == "simulated" else ""
    sheet = begin_sheet(
        book, f"{name}{mark}", supervision_table.title(board), supervision_table.provenance(board)
    )
    sheet.repeat_rows(HEAD_ROW)
    return sheet


def _write_board(book: Workbook, board: Board) -> None:
    sheet = _sheet(book, board, "目标督办")
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    table = supervision_table.table(board, board.rows)
    _write_heads(book, sheet, [_head(column) for column in table.columns])
    formats = [_format(book, column) for column in table.columns]
    group = styled(book, bold=True, bg_color="#F4F6F8")
    line = HEAD_ROW
    printed = {row.code: row.cells for row in table.rows}
    for article, rows in groupby(board.rows, key=lambda row: row.target.article):
        line += 1
        sheet.write_string(line, 0, article_words(article), group)
        for row in rows:
            line += 1
            _write_cells(sheet, line, printed[row.id], formats)
    _set_widths(sheet, [[cell.text for cell in cells] for cells in printed.values()])
    write_notes(book, sheet, line + 2, list(supervision_words.notes(board)))


def _head(column: ContentColumn) -> str:
    return f"{column.head}（{column.unit}）" if column.unit else column.head


def _format(book: Workbook, column: ContentColumn) -> Format:
    align = "left" if column.kind == "text" else "right"
    return styled(book, align=align, num_format=number_format(column.kind, column.decimals))


def _write_heads(book: Workbook, sheet: Worksheet, heads: Sequence[str]) -> None:
    style = styled(book, bold=True, top=2, bottom=1, align="center", text_wrap=True)
    for place, head in enumerate(heads):
        sheet.write_string(HEAD_ROW, place, head, style)


def _write_cells(
    sheet: Worksheet, line: int, cells: Sequence[ContentCell], formats: Sequence[Format]
) -> None:
    for place, cell in enumerate(cells):
        if cell.number is not None:
            sheet.write_number(line, place, float(cell.number), formats[place])
        else:
            sheet.write_string(line, place, cell.text, formats[place])


def _set_widths(sheet: Worksheet, table: Sequence[Sequence[str]]) -> None:
    for place, texts in enumerate(zip(*table, strict=True)):
        longest = max(text_width(text) for text in texts)
        sheet.set_column(place, place, min(max(LEAST_WIDTH, 2 * longest + 2), MOST_WIDTH))


def _write_raw(book: Workbook, board: Board) -> None:
    sheet = _sheet(book, board, "未舍入")
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    _write_heads(book, sheet, [RAW_HEADS[key] for key in KEYS])
    words = styled(book)
    for line, row in enumerate(board.rows, start=HEAD_ROW + 1):
        for place, cell in enumerate(_raw(row)):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell, words)
            elif isinstance(cell, bool):
                sheet.write_string(line, place, "是" if cell else "否", words)
            elif cell is not None:
                sheet.write_number(line, place, float(cell), words)  # type: ignore[arg-type]


def _raw(row: Row) -> list[object]:
    found = plain_row(row.verdict, row.landing)
    return [found[key] for key in KEYS]
