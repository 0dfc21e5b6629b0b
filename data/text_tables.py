"""Reading text tables: UTF-8, GB 18030 or UTF-16, parted by comma, tab or semicolon."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from data.file_safety import refusal
from data.intake_rules import FileLimits
from data.readings import CellValue, Sheet

_SAMPLE_LINES = 20
_SAMPLE_BYTES = 1_000_000
SEPARATORS = "\t;,"
"""In the order of trial: a comma may well stand inside of numbers and names, a tab does not."""
_COMMA = ","
_LINE_ENDS = "\t\n\r\f\v"
_SAVE_UTF8 = "请用 Excel 或 WPS 另存为 .xlsx，或另存为“CSV UTF-8（逗号分隔）”，再上传"
_MOST_BROKEN_SHARE = 0.1


def read_text_table(content: bytes, file_name: str, limits: FileLimits) -> Sheet:
    r"""Read a text table as one sheet; all cells are text, an empty one is ``""``.

    Raises
    ------
    UnreadableFileError
        If the encoding is none of the known, a quote is not closed, or the table is too large.

    Examples
    --------
    >>> from data.intake_rules import intake_rules
    >>> table = "单位,增速\n双清区,9.7\n".encode("gb18030")
    >>> read_text_table(table, "表.csv", intake_rules().files).rows
    [['单位', '增速'], ['双清区', '9.7']]
    """
    text = decoded(content, file_name)
    parted_by = separator(text)
    check_width(text, parted_by, file_name, limits)
    rows = list(_rows(text, parted_by, file_name, limits))
    width = max(map(len, rows), default=0)
    padded: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name=PurePath(file_name).stem, number=0, rows=padded)


def decoded(content: bytes, file_name: str) -> str:
    """Return the text of a file in any of the known encodings.

    Raises
    ------
    UnreadableFileError
        If the encoding is none of them, or the text is damaged.
    """
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    for encoding in (*encodings, "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_damaged_utf8(content, encoding) or not _is_text(text):
            break
        return text
    raise refusal(file_name, f"文字编码认不出来（不是 UTF-8、GB18030 或 UTF-16）；{_SAVE_UTF8}")


def _is_damaged_utf8(content: bytes, encoding: str) -> bool:
    """Say whether the text is UTF-8 with a few wrong bytes, which GB 18030 reads as nonsense."""
    if encoding != "gb18030":
        return False
    text = content[:_SAMPLE_BYTES].decode("utf-8", errors="replace")
    foreign = [letter for letter in text if letter > "\x7f"]
    return foreign.count("\ufffd") < len(foreign) * _MOST_BROKEN_SHARE


def _is_text(text: str) -> bool:
    return all(letter >= " " or letter in _LINE_ENDS for letter in set(text))


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def separator(text: str) -> str:
    """Return what parts the cells: it stands in at least half of the first lines, unquoted."""
    lines = [_unquoted(line) for line in islice(_lines(text), _SAMPLE_LINES)]
    lines = [line for line in lines if line.strip()]
    for sign in SEPARATORS:
        if 2 * sum(sign in line for line in lines) >= len(lines) > 0:
            return sign
    return _COMMA


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def check_width(text: str, parted_by: str, file_name: str, limits: FileLimits) -> None:
    """Refuse far too wide lines before they are parted; commas inside of quotes are few.

    Raises
    ------
    UnreadableFileError
        If a line has more columns than the limit.
    """
    widest = max((line.count(parted_by) for line in _lines(text)), default=0)
    if widest >= limits.most_columns:
        raise _too_wide(widest + 1, file_name, limits)


def _too_wide(columns: int, file_name: str, limits: FileLimits) -> Exception:
    text = f"有 {columns} 列，超过 {limits.most_columns} 列的上限；请只保留要报送的列，再上传"
    return refusal(file_name, text)


def _rows(text: str, separator: str, file_name: str, limits: FileLimits) -> Iterator[list[str]]:
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    width = begun = 0
    try:
        for number, row in enumerate(reader, start=1):
            begun = reader.line_num
            width = max(width, len(row))
            if width > limits.most_columns:
                raise _too_wide(width, file_name, limits)
            if number * width > limits.most_cells:
                most = limits.most_cells // 10000
                raise refusal(file_name, f"表格超过 {most} 万格的上限；请分成几个文件上传")
            yield row
    except csv.Error as error:
        text = f"第 {begun + 1} 行起的引号没有成对，无法分清各格；请改正引号，或另存为 .xlsx 再上传"
        raise refusal(file_name, text) from error
