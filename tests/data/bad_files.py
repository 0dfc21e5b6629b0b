"""Files that must be refused, made here byte by byte: for each its name and the words expected."""

import io
import struct
import zipfile

import docx
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from xlwt.CompoundDoc import XlsDoc

from tests import cards

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def small_xlsx():
    return cards.xlsx(cards.card_sheets()[3:5])


def small_xls():
    return cards.xls(cards.card_sheets()[3:5])


def repacked(change, content=None, compression=zipfile.ZIP_DEFLATED):
    """A package with its parts as `change`, given a dict, leaves them."""
    with zipfile.ZipFile(io.BytesIO(content or small_xlsx())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    return zipped(parts, compression)


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


def with_part(name, data):
    return repacked(lambda parts: parts.update({name: data}))


def with_rows(xml):
    """A workbook whose first sheet has these rows, as XML."""
    return with_part(SHEET, HEAD + xml + TAIL)


def without_part(name):
    return repacked(lambda parts: parts.pop(name))


def encrypted_xlsx():
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(small_xlsx())).encrypt("口令", file)
    return file.getvalue()


def word_document():
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def lying_bomb(unpacked=60_000_000, declared=1000):
    """A package that says it unpacks to little, and unpacks to much."""
    content = with_part(SHEET, b" " * unpacked)
    size = struct.pack("<I", unpacked)
    assert content.count(size) >= 2  # local header and directory
    return content.replace(size, struct.pack("<I", declared))


def with_password_flag():
    content = bytearray(zipped({"xl/workbook.xml": b"<workbook/>"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def with_two_parts_of_one_name():
    file = io.BytesIO(small_xlsx())
    with zipfile.ZipFile(file, "a") as target:
        target.writestr(SHEET.upper(), b"<worksheet/>")
    return file.getvalue()


def with_bad_checksum():
    content = bytearray(repacked(lambda parts: None, compression=zipfile.ZIP_STORED))
    place = content.index(b"<sheetData>")
    content[place + 1 : place + 3] = b"SH"
    return bytes(content)


def with_cell_at(row, column, more=()):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("远处")
        for place in ((0, 0), (row, column), *more):
            page.write(*place, 1)
    return file.getvalue()


def with_sheets(number):
    return cards.xlsx(cards.CardSheet(f"表{index}", {(0, 0): 1}) for index in range(number))


def old_stream():
    """The record stream of an .xls workbook."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, 1)
    return book.get_biff_data()


def old_file(stream):
    file = io.BytesIO()
    XlsDoc().save(file, stream)
    return file.getvalue()


def encrypted_xls():
    stream = old_stream()
    password = struct.pack("<HHH", 0x2F, 6, 1) + b"\1\0\1\0"
    return old_file(stream[:20] + password + stream[20:])


def with_entry(name, kind, instead_of="Workbook", shift=0):
    """An .xls file whose directory has a further or another entry."""
    content = bytearray(small_xls())
    place = content.index((instead_of + "\0").encode("utf-16-le")) + shift
    written = (name + "\0").encode("utf-16-le")
    content[place : place + 67] = written.ljust(64, b"\0") + struct.pack("<HB", len(written), kind)
    return bytes(content)


def with_endless_chain():
    """An .xls file in which every sector of the table points at the first."""
    content = bytearray(small_xls())
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    content[table : table + 512] = bytes(512)
    return bytes(content)


def old_with_huge_area():
    """An .xls file that announces a sheet of 2³² rows, for which no memory suffices."""
    content = bytearray(small_xls())
    place = content.index(struct.pack("<HH", 0x200, 14))
    content[place + 4 : place + 18] = struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 0xFFF0, 0)
    return bytes(content)


def old_with_far_cell():
    return cards.xls([cards.CardSheet("远处", {(0, 0): 1, (65535, 255): 2})])


def laughing_workbook():
    """A workbook list with entities that grow tenfold at each level."""
    levels = b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 9)
    )
    xml = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + levels + b"]><workbook>&a8;</workbook>"
    return with_part("xl/workbook.xml", xml)


SPREADSHEET_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
PAGE = "<html><head><meta charset=gbk></head><body><table><tr><td>双清区</td></tr></table></html>"
DAMAGED = ("损坏", "重新")

BAD_FILES = {
    "empty": ("空.xlsx", lambda: b"", ("空的",)),
    "too many bytes": ("大.csv", lambda: b"1,2\n" * 12_500_001, ("50 MB", "上限")),
    "pdf": ("月报.xlsx", lambda: b"%PDF-1.7\n1 0 obj", ("PDF", ".xlsx")),
    "png": ("月报.xls", lambda: b"\x89PNG\r\n\x1a\n\0\0", ("图片",)),
    "jpeg": ("月报.csv", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", ("图片",)),
    "rar": ("月报.xlsx", lambda: b"Rar!\x1a\x07\0", ("压缩包",)),
    "database": ("月报.csv", lambda: b"SQLite format 3\0\x10\0", ("数据库",)),
    "random bytes": ("月报.xlsx", lambda: bytes(range(256)) * 9, ("二进制",)),
    "nul in csv": ("月报.csv", lambda: b"a,b\n1,\0\n", ("二进制",)),
    "word": ("月报.xlsx", word_document, ("Word", "复制")),
    "old word": ("月报.xls", lambda: with_entry("WordDocument", 2), ("Word", "复制")),
    "html as xls": ("月报.xls", lambda: PAGE.encode("gb18030"), ("网页", "另存为", ".xlsx")),
    "html in utf-16": ("月报.xls", lambda: PAGE.encode("utf-16"), ("网页", "另存为", ".xlsx")),
    "html after a mark": ("月报.xls", lambda: ("\n " + PAGE).encode("utf-8-sig"), ("网页",)),
    "mhtml": ("月报.xls", lambda: b"MIME-Version: 1.0\r\nX: y", ("单个文件网页", "另存为")),
    "xml 2003": ("月报.xls", SPREADSHEET_2003.encode, ("XML 表格 2003", "另存为", ".xlsx")),
    "other xml": ("月报.xls", lambda: b"<?xml version='1.0'?><a/>", ("XML",)),
    "xlsb": ("月报.xlsb", lambda: zipped({"xl/workbook.bin": b"\0"}), (".xlsb", "另存为", ".xlsx")),
    "ods": ("月报.ods", lambda: zipped({"content.xml": b"<a/>"}), (".ods", "另存为", ".xlsx")),
    "zip of tables": ("月报.zip", lambda: zipped({"a.csv": b"1,2"}), ("压缩包", "解压")),
    "nested zip": ("月报.zip", lambda: zipped({"a.xlsx": small_xlsx()}), ("压缩包", "解压")),
    "empty zip": ("月报.xlsx", lambda: zipped({}), ("压缩包",)),
    "encrypted xlsx": ("月报.xlsx", encrypted_xlsx, ("密码", "取消密码")),
    "encrypted xls": ("月报.xls", encrypted_xls, ("密码", "取消密码")),
    "encrypted zip": ("月报.xlsx", with_password_flag, ("密码", "解压")),
    "macros": ("月报.xlsm", lambda: with_part("xl/vbaProject.bin", b"\0"), ("宏", "另存为")),
    "old macro sheet": ("月报.xlsx", lambda: with_part("xl/macrosheets/a.xml", b""), ("宏",)),
    "macros in xls": (
        "月报.xls",
        lambda: with_entry("_VBA_PROJECT_CUR", 1, shift=128),
        ("宏", "另存为"),
    ),
    "bomb": ("月报.xlsx", lambda: with_part(SHEET, b" " * 120_000_000), ("压缩炸弹",)),
    "bomb of strings": (
        "月报.xlsx",
        lambda: with_part("xl/sharedStrings.xml", b"<si/>" * 15_000_000),
        ("压缩炸弹",),
    ),
    "bomb that lies": ("月报.xlsx", lying_bomb, DAMAGED),
    "bomb of parts": (
        "月报.xlsx",
        lambda: repacked(lambda parts: parts.update({f"a{n}": b"" for n in range(5000)})),
        ("压缩炸弹",),
    ),
    "entities": ("月报.xlsx", laughing_workbook, DAMAGED),
    "cut off": ("月报.xlsx", lambda: small_xlsx()[:4000], DAMAGED),
    "checksum": ("月报.xlsx", with_bad_checksum, DAMAGED),
    "two of one name": ("月报.xlsx", with_two_parts_of_one_name, DAMAGED),
    "compressed oddly": (
        "月报.xlsx",
        lambda: repacked(lambda parts: None, compression=zipfile.ZIP_LZMA),
        DAMAGED,
    ),
    "no list of sheets": ("月报.xlsx", lambda: with_part("xl/workbook.xml", b"<a"), DAMAGED),
    "no sheet": ("月报.xlsx", lambda: without_part(SHEET), DAMAGED),
    "no relations": ("月报.xlsx", lambda: without_part("xl/_rels/workbook.xml.rels"), DAMAGED),
    "no strings": ("月报.xlsx", lambda: without_part("xl/sharedStrings.xml"), DAMAGED),
    "cut off sheet": ("月报.xlsx", lambda: with_part(SHEET, HEAD), DAMAGED),
    "sheet in utf-16": (
        "月报.xlsx",
        lambda: with_part(SHEET, (HEAD + TAIL).decode().encode("utf-16")),
        DAMAGED,
    ),
    "odd kind of cell": ("月报.xlsx", lambda: with_rows(b'<c r="A1" t="z"><v>1</v></c>'), DAMAGED),
    "odd reference": ("月报.xlsx", lambda: with_rows(b'<c r="$A$1"><v>1</v></c>'), DAMAGED),
    "reference too long": (
        "月报.xlsx",
        lambda: with_rows(b'<row r="1"><c r="A4294967297"><v>1</v></c></row>'),
        DAMAGED,
    ),
    "column too long": (
        "月报.xlsx",
        lambda: with_rows(b'<row r="1"><c r="ABCDEFG1"><v>1</v></c></row>'),
        DAMAGED,
    ),
    "last cell": (
        "月报.xlsx",
        lambda: with_cell_at(1048575, 16383),
        ("远处", "第 1048576 行", "第 16384 列", "删除"),
    ),
    "last cell in other quotes": (
        "月报.xlsx",
        lambda: with_rows(b"<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>"),
        ("第 1048576 行", "第 16384 列", "删除"),
    ),
    "last cell without reference": (
        "月报.xlsx",
        lambda: with_rows(b"<row r='1048576'>" + b"<c><v>1</v></c>" * 600 + b"</row>"),
        ("第 1048576 行", "第 600 列", "删除"),
    ),
    "last row": ("月报.xlsx", lambda: with_cell_at(1048575, 4), ("400 万格", "删除")),
    "many columns": ("月报.xlsx", lambda: with_cell_at(0, 512), ("512 列", "删除")),
    "many sheets": ("月报.xlsx", lambda: with_sheets(201), ("201 张", "200 张")),
    "many columns in csv": ("月报.csv", lambda: b"," * 100_000, ("100001 列", "512 列")),
    "many cells in csv": (
        "月报.csv",
        lambda: (b"1" + b",1" * 500 + b"\n") * 8000,
        ("400 万格",),
    ),
    "no encoding": ("月报.csv", lambda: b"a,b\n\x80\xff,1\n", ("编码", "UTF-8")),
    "broken utf-8": (
        "月报.csv",
        lambda: "单位,增速\n双清区,9.7\n".encode() + b"\xe5,1\n",
        ("编码", "UTF-8"),
    ),
    "control characters": ("月报.csv", lambda: b"a,b\n\x01\x02,1\n", ("编码",)),
    "open quote": (
        "月报.csv",
        lambda: '单位,增速\n"双清区,9.7\n大祥区,9.66\n'.encode(),
        ("第 2 行", "引号"),
    ),
    "open quote before much": (
        "月报.csv",
        lambda: b'a,b\n"1,2\n' + b"3,4\n" * 100_000,
        ("第 2 行", "引号"),
    ),
    "cut off xls": ("月报.xls", lambda: small_xls()[:700], DAMAGED),
    "head of xls only": ("月报.xls", lambda: small_xls()[:100], DAMAGED),
    "endless chain in xls": ("月报.xls", with_endless_chain, DAMAGED),
    "no stream in xls": ("月报.xls", lambda: with_entry("Other", 2), ("不是工作簿",)),
    "huge area in xls": ("月报.xls", old_with_huge_area, DAMAGED),
    "last cell in xls": (
        "月报.xls",
        old_with_far_cell,
        ("第 1 张", "第 65536 行", "第 256 列", "删除"),
    ),
}
