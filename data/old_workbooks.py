"""Reading old .xls workbooks: what they are, their cells, and errors in cells."""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data import old_workbook_process
from data.compound_files import CompoundFile, CompoundFileError
from data.file_safety import SAVE_AS, damaged, refusal
from data.intake_rules import FileLimits
from data.packed_workbooks import ENCRYPTED, WITH_MACROS, check_area
from data.readings import CellValue, Sheet

_LONGEST_SECONDS = 60
_MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})
_STREAMS = ("Workbook", "Book")
_OTHERS = {
    "EncryptedPackage": ENCRYPTED,
    "WordDocument": "这是 Word 文档，不是表格；请把表格复制到 Excel 或 WPS，存为 .xlsx 再上传",
    "PowerPoint Document": "这是演示文稿，不是表格；请上传 .xlsx、.xls 或 .csv 表格文件",
}
_END, _PASSWORD, _SHEET, _BEGIN = 0x0A, 0x2F, 0x85, 0x809
_FORMULA, _ERROR, _SEVERAL = 0x06, 0x205, 0xBD
_VALUES = frozenset({_FORMULA, _ERROR, _SEVERAL, 0x203, 0x204, 0x27E, 0xFD, 0xD6})
"""Records of cells with content: they begin with row and column."""
_ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

Cell = tuple[int, int]


@dataclass(frozen=True)
class _Record:
    kind: int
    data: bytes


@dataclass
class _Scan:
    """What the records of a sheet say: its area from A1 on, and errors in cells."""

    rows: int = 0
    columns: int = 0
    errors: dict[Cell, str] = field(default_factory=dict)


def read_old_workbook(content: bytes, file_name: str, limits: FileLimits) -> tuple[Sheet, ...]:
    """Read the work sheets of an .xls file.

    Raises
    ------
    UnreadableFileError
        If it is damaged, no workbook, encrypted, holds macros, or is too large.
    """
    scans = _scans(_stream(content, file_name), file_name)
    if len(scans) > limits.most_sheets:
        text = f"有 {len(scans)} 张工作表，超过 {limits.most_sheets} 张的上限；请分成几个文件"
        raise refusal(file_name, text)
    for number, scan in enumerate(scans, start=1):
        check_area(f"第 {number} 张", scan.rows, scan.columns, file_name, limits)
    found = _read_apart(content, file_name)
    if len(found) != len(scans):
        raise damaged(file_name)
    return tuple(
        _sheet(number, entry, scan.errors)
        for number, (entry, scan) in enumerate(zip(found, scans, strict=True))
        if "rows" in entry
    )


def _stream(content: bytes, file_name: str) -> bytes:
    try:
        file = CompoundFile(content)
        for name, text in _OTHERS.items():
            if name in file.names:
                raise refusal(file_name, text)
        if file.names & _MACROS:
            raise refusal(file_name, WITH_MACROS)
        for name in _STREAMS:
            if name in file.names:
                return file.stream(name)
    except CompoundFileError as error:
        raise damaged(file_name) from error
    raise refusal(file_name, f"这不是工作簿；{SAVE_AS}")


def _read_apart(content: bytes, file_name: str) -> list[dict[str, Any]]:
    """Let another process read the workbook; this one survives whatever happens there."""
    program = [sys.executable, "-I", str(Path(old_workbook_process.__file__))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            program,
            input=content,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise damaged(file_name) from error
    sheets: list[dict[str, Any]] = json.loads(done.stdout, object_hook=_with_days)
    return sheets


def _with_days(entry: dict[str, Any]) -> object:
    if entry.keys() != {"day"}:
        return entry
    text = entry["day"]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _sheet(number: int, entry: Mapping[str, Any], errors: Mapping[Cell, str]) -> Sheet:
    rows: list[list[CellValue]] = entry["rows"]
    inside = {
        (row, column): text
        for (row, column), text in errors.items()
        if row < len(rows) and column < len(rows[row])
    }
    for (row, column), text in inside.items():
        rows[row][column] = text
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in entry["merged"])
    return Sheet(entry["name"], number, rows, merged, inside)


def _scans(stream: bytes, file_name: str) -> list[_Scan]:
    """Look through the records of each listed sheet."""
    try:
        records = list(_records(stream, 0))
        if any(record.kind == _PASSWORD for record in records):
            raise refusal(file_name, ENCRYPTED)
        listed = [record.data for record in records if record.kind == _SHEET]
        return [_scan(stream, struct.unpack_from("<I", data)[0]) for data in listed]
    except struct.error as error:
        raise damaged(file_name) from error


def _scan(stream: bytes, place: int) -> _Scan:
    scan = _Scan()
    for record in _records(stream, place):
        if record.kind in _VALUES:
            _take(record, scan)
    return scan


def _take(record: _Record, scan: _Scan) -> None:
    row, column = struct.unpack_from("<HH", record.data)
    last = struct.unpack("<H", record.data[-2:])[0] if record.kind == _SEVERAL else column
    scan.rows = max(scan.rows, row + 1)
    scan.columns = max(scan.columns, last + 1)
    if (code := _error_code(record)) in _ERROR_TEXTS:
        scan.errors[row, column] = _ERROR_TEXTS[code]


def _error_code(record: _Record) -> int:
    """Return the code of the error in a cell, -1 if there is none."""
    if record.kind == _ERROR:
        code, is_error = struct.unpack_from("<BB", record.data, 6)
        return int(code) if is_error else -1
    if record.kind != _FORMULA:
        return -1
    kind, code, mark = struct.unpack_from("<BxBxxxH", record.data, 6)
    return int(code) if (kind, mark) == (2, 0xFFFF) else -1


def _records(stream: bytes, place: int) -> Iterator[_Record]:
    """Yield the records of one part of the stream, to its end; parts may be nested."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        yield _Record(kind, stream[place + 4 : place + 4 + size])
        place += 4 + size
