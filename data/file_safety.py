"""What a received file is, by its first bytes, and the refusal of what is no table.

A file is judged by its content: a name ends as its sender likes. Each refusal is one sentence
that says what the file is and what to do.
"""

import re
from pathlib import PurePath
from typing import Literal

from data.intake_rules import FileLimits
from data.readings import UnreadableFileError

Container = Literal["zip", "ole", "parquet", "text"]

SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 工作簿，再上传"
_CHOOSE = "请上传 .xlsx、.xls 或 .csv 表格文件"
_PARQUET = (b"PAR1", b"PARE")
_EMPTY_ZIP = b"PK\x05\x06"
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_FOREIGN = {
    b"%PDF": " PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"II*\0": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": " RTF 文档",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"SQLite format 3": "数据库文件",
}
_TEXT_LIKE_SIGNATURES = (b"BM", b"MZ")
"""Signatures that could begin a text table too; they count only beside NUL bytes."""
_HEAD = 4096
_LONGEST_NAME, _LONGEST_SUFFIX = 120, 10


def plain_file_name(text: str) -> str:
    r"""Return the name of a file: no folders, nothing invisible, not too long, never empty.

    Examples
    --------
    >>> plain_file_name("../月报\x00\u202e卡.xlsx"), plain_file_name(" ")
    ('月报卡.xlsx', '未命名')
    """
    path = PurePath(text.replace("\\", "/"))
    visible = "".join(letter for letter in path.name if letter.isprintable()).strip()
    name = PurePath(visible or "未命名")
    return name.stem[:_LONGEST_NAME] + name.suffix[:_LONGEST_SUFFIX]


def refusal(file_name: str, text: str) -> UnreadableFileError:
    """Return the error that refuses a file: its name, then what it is and what to do."""
    return UnreadableFileError(f"{file_name}：{text}")


def damaged(file_name: str) -> UnreadableFileError:
    """Return the refusal of a file whose inside does not hold together."""
    text = "文件已损坏或没有传完整，读不出来；请重新导出或向来源单位重新索取"
    return refusal(file_name, text)


def container(content: bytes, file_name: str, limits: FileLimits) -> Container:
    """Say what holds the table: a zip package, a compound (OLE) file, Parquet, or text.

    Raises
    ------
    UnreadableFileError
        If the file is empty, too large, or of a kind that holds no table that can be read.
    """
    _check_size(len(content), file_name, limits)
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return "zip"
    if content.startswith(_OLE):
        return "ole"
    if content.startswith(_PARQUET) and b"\0" in content:
        return "parquet"
    _check_foreign(content, file_name)
    _check_markup(content, file_name)
    return "text"


def _check_size(size: int, file_name: str, limits: FileLimits) -> None:
    if size == 0:
        raise refusal(file_name, "文件是空的，没有任何内容；请重新导出后上传")
    if size > limits.most_bytes:
        most = limits.most_bytes // 1_000_000
        text = (
            f"文件有 {size / 1_000_000:.1f} MB，超过 {most} MB 的上限；请只保留要报送的表，再上传"
        )
        raise refusal(file_name, text)


def _check_foreign(content: bytes, file_name: str) -> None:
    wide = content.startswith(_BYTE_ORDER_MARKS[1:])
    binary = b"\0" in content and not wide
    for signature, kind in _FOREIGN.items():
        if content.startswith(signature) and (binary or signature not in _TEXT_LIKE_SIGNATURES):
            raise refusal(file_name, f"这是{kind}，不是表格；{_CHOOSE}")
    if binary:
        raise refusal(file_name, f"文件中有二进制内容，不是表格；{_CHOOSE}")


def _check_markup(content: bytes, file_name: str) -> None:
    head = _ascii_head(content)
    if head.startswith("mime-version:"):
        raise refusal(file_name, f"这是“单个文件网页”，不是工作簿；{SAVE_AS}")
    if not head.startswith("<"):
        return
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<html" not in head:
        raise refusal(file_name, f"这是“XML 表格 2003”，不是工作簿；{SAVE_AS}")
    if re.search(r"<(?:!doctype\s+html|html|table|meta|head|body|div|style)\b", head):
        raise refusal(file_name, f"这是网页（HTML），只是名字像表格；{SAVE_AS}")
    if head.startswith("<?xml"):
        raise refusal(file_name, f"这是 XML 文件，不是表格；{_CHOOSE}")


def _ascii_head(content: bytes) -> str:
    """Return the ASCII characters of the beginning, in any encoding, in lower case."""
    for mark in _BYTE_ORDER_MARKS:
        content = content.removeprefix(mark)
    head = content[:_HEAD].replace(b"\0", b"").decode("ascii", errors="ignore")
    return head.lstrip().lower()
