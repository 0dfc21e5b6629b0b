"""Opening an .xlsx package with distrust, and handing on only what was looked at.

A package may hold a bomb, macros, or be something else altogether. Its needed parts are unpacked
here, by size and checksum, and packed again uncompressed: python-calamine sees nothing else, so
it cannot read a package in another way than it was checked.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from data.file_safety import SAVE_AS, damaged, refusal
from data.intake_rules import FileLimits
from data.readings import UnreadableFileError
from data.sheet_survey import Survey, survey
from data.sheet_xml import Content, SheetXmlError, content, elements

_MOST_PARTS = 5000
_MOST_TIMES = 100
"""Sheets shrink to a tenth or a twentieth; what unpacks to a hundredfold is no sheet."""
_EVER_HARMLESS = 20_000_000
_MOST_FRAME_BYTES = 5_000_000
_MOST_MERGED = 100_000
_SMALL_SHEET = 1 << 16
_GAP = b"\0" * 32
"""Between sheets that are looked over together, so that nothing runs from one into the next."""
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DEFLATED_OR_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FRAME = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS)
_SHARED = ("sharedStrings", "styles")
_ERROR_KIND = re.compile(rb"(\st\s*=\s*)([\"'])e\2")
_BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(LookupError, ValueError, OverflowError, RuntimeError),
)
"""All that zipfile is known to raise on a damaged package."""
_OTHERS = {
    "xl/workbook.bin": f"这是 .xlsb 二进制工作簿；{SAVE_AS}",
    "content.xml": f"这是 OpenDocument（.ods）文件；{SAVE_AS}",
    "word/document.xml": "这是 Word 文档，不是表格；请把表格复制到 Excel 或 WPS，存为 .xlsx 再上传",
    "ppt/presentation.xml": "这是演示文稿，不是表格；请上传 .xlsx、.xls 或 .csv 表格文件",
}
_MACROS = ("xl/vbaproject.bin", "xl/macrosheets/")
_BOMB = (
    "解压后过大，像是压缩炸弹，为安全起见不读取；"
    "如确是报送的表，请只保留数据，“另存为”新的 .xlsx 工作簿再上传"
)
WITH_MACROS = "工作簿中有宏；为安全起见不读取，请“另存为”不含宏的 .xlsx 工作簿，再上传"
ENCRYPTED = "文件设有打开密码，读不出来；请取消密码（文件—信息—保护工作簿）后保存，再上传"


@dataclass(frozen=True)
class PackedSheet:
    """A work sheet; `content` where its XML had to be read exactly, `errors` if any are likely."""

    name: str
    content: Content | None
    errors: bool


@dataclass(frozen=True)
class Package:
    """A package that was looked at: what it lists, and itself packed again.

    Attributes
    ----------
    sheets
        All sheets as listed; None for what is no work sheet, such as a chart.
    packed
        A zip file of the needed parts. Errors in cells are marked as text there, because
        python-calamine gives an empty text for some and refuses the whole sheet for others.
    """

    sheets: tuple[PackedSheet | None, ...]
    packed: io.BytesIO


@dataclass(frozen=True)
class _Listed:
    """A sheet as `workbook.xml` lists it: name, path of its part, whether a work sheet."""

    name: str
    path: str
    is_work: bool


@dataclass(frozen=True)
class _Frame:
    sheets: tuple[_Listed, ...]
    shared: tuple[str, ...]
    recalculated: bool


def open_package(data: bytes, file_name: str, limits: FileLimits) -> Package:
    """Unpack and check an .xlsx file.

    Raises
    ------
    UnreadableFileError
        If it is damaged, no workbook, encrypted, holds macros, or is too large anywhere.
    """
    if data.count(_DIRECTORY_ENTRY) > _MOST_PARTS:
        raise refusal(file_name, _BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive)
            _check_parts(parts, len(data), file_name, limits)
            return _repack(parts, file_name, limits)
    except UnreadableFileError:
        raise
    except (*_BROKEN_ZIP, SheetXmlError) as error:
        raise damaged(file_name) from error


class _Parts:
    """The parts of a package by name; names are compared without regard to case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.infos = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
        self._names = {name.lower(): name for name in self.infos}
        if len(self._names) != len(archive.infolist()):
            msg = "two parts of one name"
            raise zipfile.BadZipFile(msg)

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def begins(self, start: str) -> bool:
        return any(name.startswith(start) for name in self._names)

    def size(self, name: str) -> int:
        """Return the size that a part declares."""
        return self.infos[self._names[name.lower()]].file_size

    def read(self, name: str) -> bytes:
        """Unpack a part, never to more than the size that it declares.

        Reading a fixed number of bytes bounds the memory; whatever does not end there, or has
        another checksum, raises `BadZipFile`.
        """
        info = self.infos[self._names[name.lower()]]
        if info.compress_type not in _DEFLATED_OR_STORED:
            msg = f"compression {info.compress_type}"
            raise NotImplementedError(msg)
        with self._archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
        if len(data) != info.file_size:
            msg = f"{name}: cut off"
            raise zipfile.BadZipFile(msg)
        return data


def _check_parts(parts: _Parts, size: int, file_name: str, limits: FileLimits) -> None:
    infos = parts.infos.values()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.most_unpacked_bytes or unpacked > _EVER_HARMLESS + size * _MOST_TIMES:
        raise refusal(file_name, _BOMB)
    if any(info.flag_bits & 1 for info in infos):
        raise refusal(file_name, "压缩包设有密码，读不出来；请解压后上传其中的 .xlsx 工作簿")
    if any(parts.begins(name) for name in _MACROS):
        raise refusal(file_name, WITH_MACROS)
    for name, text in _OTHERS.items():
        if parts.has(name):
            raise refusal(file_name, text)
    if not parts.has(_WORKBOOK):
        text = "这是压缩包，其中没有工作簿；请解压后上传其中的 .xlsx、.xls 或 .csv 文件"
        raise refusal(file_name, text)


def _repack(parts: _Parts, file_name: str, limits: FileLimits) -> Package:
    frame = _frame(parts)
    if len(frame.sheets) > limits.most_sheets:
        text = (
            f"有 {len(frame.sheets)} 张工作表，超过 {limits.most_sheets} 张的上限；请分成几个文件"
        )
        raise refusal(file_name, text)
    packed, source = io.BytesIO(), _Sheets(parts, frame, limits)
    sheets: list[PackedSheet | None] = []
    with zipfile.ZipFile(packed, "w") as target:
        for name in (*_FRAME, *frame.shared):
            if parts.has(name):
                target.writestr(name, _shared_part(parts, name, file_name, limits))
        for listed in frame.sheets:
            sheets.append(_repack_sheet(source, listed, frame, target, file_name, limits))
    packed.seek(0)
    return Package(tuple(sheets), packed)


def _shared_part(parts: _Parts, name: str, file_name: str, limits: FileLimits) -> bytes:
    xml = parts.read(name)
    if xml.count(b"<si") + xml.count(b":si") > limits.most_cells:
        raise refusal(file_name, _BOMB)
    return xml


class _Sheets:
    """The work sheets of a package; the small ones are looked over all at once.

    A card has dozens of them, and most often there is nothing to see. Only where there is, each
    is looked at by itself.
    """

    def __init__(self, parts: _Parts, frame: _Frame, limits: FileLimits) -> None:
        self._parts = parts
        paths = [listed.path for listed in frame.sheets if listed.is_work]
        self._small = {path: parts.read(path) for path in paths if parts.size(path) <= _SMALL_SHEET}
        self._together = survey(_GAP.join(self._small.values()))
        self._quiet = _shows_nothing(self._together, limits)

    def read(self, path: str) -> tuple[bytes, Survey]:
        """Return the XML of a sheet and what is seen of it; of a small one its area at most."""
        if path not in self._small:
            xml = self._parts.read(path)
            return xml, survey(xml)
        xml = self._small[path]
        return xml, self._together if self._quiet else survey(xml)


def _shows_nothing(seen: Survey, limits: FileLimits) -> bool:
    odd = seen.formulas or seen.errors or not seen.certain
    return not odd and not _too_large(seen.rows, seen.columns, limits)


def _repack_sheet(
    sheets: _Sheets,
    listed: _Listed,
    frame: _Frame,
    target: zipfile.ZipFile,
    file_name: str,
    limits: FileLimits,
) -> PackedSheet | None:
    if not listed.is_work:
        return None
    xml, seen = sheets.read(listed.path)
    if b"\0" in xml or xml.count(b"mergeCell") > _MOST_MERGED:
        raise damaged(file_name)
    exact = None
    if seen.formulas or not seen.certain or _too_large(seen.rows, seen.columns, limits):
        exact = content(xml, frame.recalculated)
    area = exact or seen
    check_area(listed.name, area.rows, area.columns, file_name, limits)
    if seen.errors:
        xml = _ERROR_KIND.sub(rb"\1\2str\2", xml)
    target.writestr(listed.path, xml)
    return PackedSheet(listed.name, exact, seen.errors)


def _too_large(rows: int, columns: int, limits: FileLimits) -> bool:
    return columns > limits.most_columns or rows * columns > limits.most_cells


def check_area(sheet: str, rows: int, columns: int, file_name: str, limits: FileLimits) -> None:
    """Refuse a sheet whose area from A1 to the last cell with content is too large.

    Raises
    ------
    UnreadableFileError
        If it has too many columns or cells.
    """
    if _too_large(rows, columns, limits):
        text = (
            f"工作表“{sheet}”用到第 {rows} 行、第 {columns} 列，"
            f"超过 {limits.most_columns} 列或 {limits.most_cells // 10000} 万格的上限；"
            "请删除表外的内容（Ctrl+End 可看到最后一格）后保存，再上传"
        )
        raise refusal(file_name, text)


def _frame(parts: _Parts) -> _Frame:
    """Read which sheets there are and where their parts stand."""
    book = list(elements(_small(parts, _WORKBOOK)))
    targets = {
        attributes.get("Id", ""): (attributes.get("Type", ""), _path(attributes.get("Target", "")))
        for name, attributes in elements(_small(parts, _RELATIONS))
        if name == "Relationship"
    }
    sheets = [_listed(attributes, targets) for name, attributes in book if name == "sheet"]
    shared = [path for kind, path in targets.values() if kind.rpartition("/")[2] in _SHARED]
    calculation = [attributes for name, attributes in book if name == "calcPr"]
    recalculated = any(a.get("fullCalcOnLoad") in ("1", "true") for a in calculation)
    return _Frame(tuple(sheets), tuple(dict.fromkeys(shared)), recalculated)


def _listed(attributes: Mapping[str, str], targets: Mapping[str, tuple[str, str]]) -> _Listed:
    kind, path = targets[attributes["id"]]
    return _Listed(attributes.get("name", ""), path, kind.endswith("/worksheet"))


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _small(parts: _Parts, name: str) -> bytes:
    xml = parts.read(name)
    if len(xml) > _MOST_FRAME_BYTES:
        msg = f"{name}: {len(xml)} bytes"
        raise SheetXmlError(msg)
    return xml
