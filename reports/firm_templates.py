"""Templates of firms' files: who is known stands there, the figures are left open."""

import io
from collections.abc import Sequence
from datetime import date

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook

from data import catalogue, panel_columns
from data.datasets import Dataset
from metrics.periods import Period
from reports.csv_files import csv_text
from reports.safe_sheets import A4, TEXTS_STAY_TEXTS, styled

REGISTER_HEADS = (
    *("统一社会信用代码", "企业名称", "区划", "行业大类"),
    *("规模", "成立日期", "标签"),
)
RECOGNITION_HEADS = (
    *("统一社会信用代码", "企业名称", "年度", "裁员率（%）", "认定日"),
    *("认定期初参保（人）", "认定期末参保（人）", "认定文号", "说明"),
)
_WHO = ("统一社会信用代码", "企业名称", "月份")
_NOTES = {
    "企业名录": (
        "每家企业一行；有统一社会信用代码的必填，用来认企业，名称变了也认得。",
        "区划填代码或名称，行业填国民经济行业大类的代码（C13）或名称。",
        "规模填大型、中型、小型、微型，不知道的留空；标签用顿号分开。",
        "换了代码的企业另加一列“原统一社会信用代码”。",
    ),
    "企业月报": (
        "每家企业每月一行，填当月数，不填累计；人数和贷款余额填月末数。",
        "没有上报的留空，不要填 0；整列都没有的可以删去该列。",
        "计量单位写在表头括号里，金额可在元、万元、亿元之间改，电量可改为千瓦时。",
        "各部门可以分列上报：没有的列保持已入库的数；有的列中空格是未报，会取代已入库的数。",
        "企业须先在企业名录中登记。",
    ),
    "裁员率认定": (
        "每家企业每个年度一行，由人社部门填；没有认定的企业删去该行，不要填 0。",
        "裁员率按认定的原数填，如 5.01，不取整；等于上限的不算超过。",
        "更正时同一企业同一年度再报一次，以后报的为准。",
        "认定期初、期末参保人数和文号没有的留空。",
    ),
}


def register_workbook(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return a template of the register (企业名录) as .xlsx, the firms filled in.

    Parameters
    ----------
    firms
        As `data.enterprises.firms` gives them; none for a blank template.
    month
        Not used: a register is of no month.
    """
    del month
    return _workbook(dataset, ("企业名录", "企业名录"), REGISTER_HEADS, _register_rows(firms))


def register_csv(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return the same as CSV (UTF-8 with a byte order mark)."""
    del dataset, month
    return csv_text([REGISTER_HEADS, *_register_rows(firms)]).encode("utf-8-sig")


def panel_workbook(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return a template of a month of firms (企业月报) as .xlsx: a row a firm, no figures."""
    title = f"企业月报（{Period.parse(month).label}）"
    return _workbook(dataset, ("企业月报", title), _panel_heads(), _panel_rows(firms, month))


def panel_csv(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return the same as CSV (UTF-8 with a byte order mark)."""
    del dataset
    blank = [""] * len(panel_columns.columns())
    rows = [[*row, *blank] for row in _panel_rows(firms, month)]
    return csv_text([_panel_heads(), *rows]).encode("utf-8-sig")


def recognition_workbook(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return a template of recognised lay-off rates (裁员率认定) as .xlsx, rates left open."""
    year = month[:4]
    titled = ("裁员率认定", f"裁员率认定（{year}年度）")
    return _workbook(dataset, titled, RECOGNITION_HEADS, _recognition_rows(firms, year))


def recognition_csv(dataset: Dataset, firms: pd.DataFrame, month: str) -> bytes:
    """Return the same as CSV (UTF-8 with a byte order mark)."""
    del dataset
    blank = [""] * (len(RECOGNITION_HEADS) - 3)
    rows = [[*row, *blank] for row in _recognition_rows(firms, month[:4])]
    return csv_text([RECOGNITION_HEADS, *rows]).encode("utf-8-sig")


def _recognition_rows(firms: pd.DataFrame, year: str) -> list[list[str]]:
    return [[uscc, name, year] for uscc, name in zip(firms["uscc"], firms["name"], strict=True)]


def _panel_heads() -> tuple[str, ...]:
    columns = panel_columns.columns().values()
    return (*_WHO, *(f"{each.name.removeprefix('企业')}（{each.unit}）" for each in columns))


def _register_rows(firms: pd.DataFrame) -> list[list[str]]:
    regions = catalogue.regions()
    places = firms["region"].map(lambda code: regions[code].name)
    days = [day.isoformat() if isinstance(day, date) else "" for day in firms["founded"]]
    tags = ["、".join(each) for each in firms["tags"]]
    who = (firms["uscc"], firms["name"], places)
    rows = zip(*who, firms["industry"], firms["size"], days, tags, strict=True)
    return [[*row] for row in rows]


def _panel_rows(firms: pd.DataFrame, month: str) -> list[list[str]]:
    label = Period.parse(month).label
    pairs = zip(firms["uscc"], firms["name"], strict=True)
    return [[uscc, name, label] for uscc, name in pairs]


def _workbook(
    dataset: Dataset, named: tuple[str, str], heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    kind = named[0]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        book.set_properties({"title": f"{dataset.name}{kind}模板", "author": "工况"})
        _write_table(book, dataset, named, heads, rows)
        _write_notes(book, f"{dataset.name}{kind}填报说明（{dataset.kind_label}）", _NOTES[kind])
    return made.getvalue()


def _write_table(
    book: Workbook,
    dataset: Dataset,
    named: tuple[str, str],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    kind, title = named
    sheet = book.add_worksheet(kind)
    sheet.set_paper(A4)
    sheet.set_landscape()
    if dataset.kind == "simulated":
        sheet.set_header(f"&C{dataset.kind_label}")
    sheet.write_string(0, 0, title, styled(book, bold=True, font_size=14))
    head = styled(book, bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
    for place, text in enumerate(heads):
        sheet.write_string(1, place, text, head)
    as_text = styled(book, num_format="@")
    for number, row in enumerate(rows, start=2):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, as_text)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, len(heads), 14)
    sheet.freeze_panes(2, 2)


def _write_notes(book: Workbook, title: str, notes: Sequence[str]) -> None:
    sheet = book.add_worksheet("填报说明")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, styled(book, bold=True, font_size=14))
    wrapped = styled(book, text_wrap=True, valign="top")
    for number, note in enumerate(notes, start=1):
        sheet.write_string(number + 1, 0, f"{number}．{note}", wrapped)
