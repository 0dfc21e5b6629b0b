"""Blank templates to fill in: units, period and heads stand there, the figures are left open."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.workbook import Workbook

from data import catalogue
from data.catalogue import Indicator
from data.datasets import Dataset
from metrics.periods import Period, check_january
from reports.csv_files import csv_text
from reports.safe_sheets import A4, TEXTS_STAY_TEXTS, styled

NAMES_HEAD = "地区"
HEAD_ROW, FIRST_ROW = 2, 4
LIST_HEADS = (
    "期别",
    "区划代码",
    "单位",
    "指标",
    "总量",
    "计量单位",
    "增速（%）",
    "公布位次",
    "比年初增减",
    "备注",
)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOTES = (
    "每张表一个指标，每个单位一行；期别、单位名称已经填好，请只填数字，不要合并单元格。",
    "没有上报的填“未报”，不要填 0，也不要留空；经开区等列示单位没有数的可以留空。",
    "计量单位写在表头括号里，可在亿元、万元之间改，数字随表头的单位填。",
    "排名由本系统计算，这里填来源所印的位次，没有的不填。",
    "改报其他月份时，请同时改每张表的期别；标题请保持原样。",
    "填好后在“数据入库”页上传；上传后先预览、审核，确认后才入库。",
)


@dataclass(frozen=True)
class _Blank:
    """One indicator to be filled in: its period, measures, and units by code."""

    indicator: Indicator
    period: Period
    measures: tuple[str, ...]
    units: dict[str, str]


def template_workbook(dataset: Dataset, indicators: Sequence[str], period_month: str) -> bytes:
    """Return a blank xlsx workbook in the layout of a monthly card, one sheet an indicator.

    Parameters
    ----------
    indicators
        Ids of indicators of the dataset.
    period_month
        Last month of the periods, such as ``2025-09``. An indicator that has no period ending
        there (quarterly ones, January) gets its newest one before.

    Raises
    ------
    CatalogueError
        If the dataset has no such indicator.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        book.set_properties({"title": f"{dataset.name}填报模板", "author": "工况"})
        _write_notes(book, dataset)
        for blank in _blanks(dataset, indicators, period_month):
            _write_table(book, dataset, blank)
    return made.getvalue()


def template_csv(dataset: Dataset, indicators: Sequence[str], period_month: str) -> bytes:
    """Return a blank long list as CSV (UTF-8 with a byte order mark), one row a unit and indicator.

    Parameters and errors are those of `template_workbook`.
    """
    rows = [
        (blank.period.label, code, name, blank.indicator.name, "", blank.indicator.unit, *[""] * 4)
        for blank in _blanks(dataset, indicators, period_month)
        for code, name in blank.units.items()
    ]
    return csv_text([LIST_HEADS, *rows]).encode("utf-8-sig")


def _blanks(dataset: Dataset, indicators: Sequence[str], month: str) -> Iterator[_Blank]:
    for key in indicators:
        indicator = dataset.indicator(key)
        measures = tuple(_measures(dataset, indicator))
        yield _Blank(indicator, _period(indicator, month), measures, _units(dataset, key))


def _measures(dataset: Dataset, indicator: Indicator) -> list[str]:
    """Return what the city publishes of an indicator; all, where it publishes nothing yet."""
    stock = ("level", "change_since_year_start")
    asked = stock if indicator.kind == "stock" else ("level", "growth", "published_place")
    return [each for each in asked if not dataset.why_absent(indicator.id, each)] or list(asked)


def _units(dataset: Dataset, indicator: str) -> dict[str, str]:
    """Return code to name: the whole first, then competing and listed units."""
    ranked = dataset.ranked_set(indicator=indicator)
    regions = catalogue.regions()
    others = {code: regions[code].short_name for code in (*ranked.members, *ranked.listed)}
    return {ranked.whole: ranked.whole_name, **others}


def _period(indicator: Indicator, month: str) -> Period:
    """Return the newest period of an indicator that ends in a month or before."""
    asked = Period.parse(month)
    while not _is_due(indicator, asked):
        asked = asked.previous()
    return indicator.period(asked.code)


def _is_due(indicator: Indicator, month: Period) -> bool:
    if indicator.frequency == "quarterly" and month.end.month % 3:
        return False
    try:
        check_january(indicator.period(month.code), indicator.has_january)
    except ValueError:
        return False
    return True


def _heads(blank: _Blank) -> dict[str, str]:
    unit = blank.indicator.unit
    end = "月末余额" if blank.indicator.kind == "stock" else "绝对额"
    heads = {
        "level": f"{end}（{unit}）",
        "growth": "增速（%）",
        "published_place": "排名",
        "change_since_year_start": f"比年初增减额（{unit}）",
    }
    return {measure: heads[measure] for measure in blank.measures}


def _write_table(book: Workbook, dataset: Dataset, blank: _Blank) -> None:
    sheet = book.add_worksheet(_NOT_IN_SHEET_NAMES.sub(" ", blank.indicator.short_name)[:31])
    sheet.set_paper(A4)
    if dataset.kind == "simulated":
        sheet.set_header(f"&C{dataset.kind_label}")
    heads = list(_heads(blank).values())
    head = styled(book, bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
    title = styled(book, bold=True, font_size=14, align="center")
    sheet.merge_range(0, 0, 0, len(heads), blank.indicator.name, title)
    sheet.merge_range(HEAD_ROW, 0, HEAD_ROW + 1, 0, NAMES_HEAD, head)
    if len(heads) > 1:
        sheet.merge_range(HEAD_ROW, 1, HEAD_ROW, len(heads), blank.period.label, head)
    else:
        sheet.write_string(HEAD_ROW, 1, blank.period.label, head)
    for place, text in enumerate(heads, start=1):
        sheet.write_string(HEAD_ROW + 1, place, text, head)
    cell = styled(book, border=1)
    for row, name in enumerate(blank.units.values(), start=FIRST_ROW):
        sheet.write_string(row, 0, name, cell)
        for place in range(1, len(heads) + 1):
            sheet.write_blank(row, place, None, cell)
    sheet.set_column(0, len(heads), 18)
    sheet.freeze_panes(FIRST_ROW, 1)


def _write_notes(book: Workbook, dataset: Dataset) -> None:
    sheet = book.add_worksheet("填报说明")
    sheet.set_column(0, 0, 100)
    title = f"{dataset.name}填报说明（{dataset.kind_label}）"
    sheet.write_string(0, 0, title, styled(book, bold=True, font_size=14))
    for number, note in enumerate(_NOTES, start=1):
        text = f"{number}．{note}"
        sheet.write_string(number + 1, 0, text, styled(book, text_wrap=True, valign="top"))
