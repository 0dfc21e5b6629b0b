"""Maker of workbooks in the layout of the monthly card; the figures are the caller's.

Each `…_sheet` gives one sheet as plain cells, `card_sheets` all of a card, and `xlsx`, `xls` and
`csv` turn sheets into files. Rows and columns of cells count from 0.

>>> figures = sample_figures()
>>> figures["value_added", "growth"]["430502"] = 9.9
>>> content = xlsx(card_sheets(figures))
"""

import io
from collections import defaultdict
from dataclasses import dataclass, field, replace

import xlsxwriter
import xlwt

from data.records import FOLDER, read_csv

WHOLE = "430500"
COUNTIES = {
    "430500": "全市",
    "430502": "双清",
    "430503": "大祥",
    "430511": "北塔",
    "430522": "新邵",
    "430523": "邵阳县",
    "430524": "隆回",
    "430525": "洞口",
    "430527": "绥宁",
    "430528": "新宁",
    "430529": "城步",
    "430581": "武冈",
    "430582": "邵东",
}
LOAN_AREAS = {
    "430500": "全市",
    "430501": "市辖区",
    "430582": "邵东市",
    "430522": "新邵县",
    "430523": "邵阳县",
    "430524": "隆回县",
    "430525": "洞口县",
    "430527": "绥宁县",
    "430528": "新宁县",
    "430529": "城步县",
    "430581": "武冈市",
}
SPACED = COUNTIES | {"430500": "全  市", "430502": "双 清", "430503": "大\u3000祥"}
SAMPLES = FOLDER / "samples" / "shaoyang"
MEASURES = {
    "level": "level",
    "growth_pct": "growth",
    "published_place": "published_place",
    "change_since_year_start": "change_since_year_start",
}
SAMPLE_FILES = {
    "county_value_added.csv": "value_added",
    "county_levels.csv": None,
    "county_loans_deposits.csv": None,
    "industry_value_added.csv": "value_added",
}
NEWEST_CARD = "2025-09"


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the file stores; None stores none at all."""

    text: str
    result: object = None


@dataclass(frozen=True)
class CardSheet:
    """One sheet: cells by (row, column), merged areas as (top, left, bottom, right)."""

    name: str
    cells: dict = field(default_factory=dict)
    merged: tuple = ()
    hidden: bool = False


def sample_figures(card=NEWEST_CARD):
    """Figures of the shipped samples for a card, in the units that the card prints.

    A dict (indicator, measure) → code of region or industry → number.
    """
    figures = defaultdict(dict)
    for name, indicator in SAMPLE_FILES.items():
        for _, row in read_csv(SAMPLES / name):
            if row["card"] == card:
                _take(figures, indicator or row["indicator"], row)
    return dict(figures)


def _take(figures, indicator, row):
    code = row.get("industry_code") or row["region_code"]
    for column, measure in MEASURES.items():
        if row.get(column):
            figures[indicator, measure][code] = float(row[column])


def region_sheet(name, title, period, columns, units=COUNTIES, head="地区"):
    """A table of units: `columns` are (head, code → value); a code without value stays blank."""
    cells = {(0, 0): title, (2, 0): head, (2, 1): period}
    cells |= {(3, 1 + number): text for number, (text, _) in enumerate(columns)}
    body = _body(units, [values for _, values in columns])
    merged = ((0, 0, 0, len(columns)), (2, 0, 3, 0))
    wide = ((2, 1, 2, len(columns)),) if len(columns) > 1 else ()
    return CardSheet(name, cells | body, merged + wide)


def balance_sheet(name, title, columns, units=LOAN_AREAS):
    """A table with heads in two rows: `columns` are (upper head, lower head, code → value)."""
    cells = {(0, 0): title, (2, 0): "地  区"}
    for number, (upper, lower, _) in enumerate(columns, start=1):
        cells |= {(2, number): upper, (3, number): lower}
    body = _body(units, [values for _, _, values in columns])
    return CardSheet(name, cells | body, ((0, 0, 0, len(columns)), (2, 0, 3, 0)))


def _body(units, columns):
    cells = {}
    for row, (code, name) in enumerate(units.items(), start=4):
        cells[row, 0] = name
        cells |= {
            (row, number): values[code]
            for number, values in enumerate(columns, start=1)
            if code in values
        }
    return cells


def industry_sheet(name, title, period, growths):
    """A table of industries; `growths` holds codes of industries, and may hold others."""
    cells = {(0, 0): title, (2, 0): "行  业", (2, 1): period, (3, 1): "增速（%）"}
    known = [(row["code"], row["name"]) for _, row in read_csv(FOLDER / "industries.csv")]
    printed = [(name, growths[code]) for code, name in known if code in growths]
    for row, (industry, growth) in enumerate(printed, start=4):
        cells |= {(row, 0): industry, (row, 1): growth}
    return CardSheet(name, cells, ((0, 0, 0, 1), (2, 0, 3, 0)))


def items_sheet(name, title, period, items):
    """A table of the whole city without units: `items` are (item, value)."""
    cells = {(0, 0): title, (2, 0): "指标", (2, 1): period, (3, 1): "增速（%）"}
    for row, (item, value) in enumerate(items, start=4):
        cells |= {(row, 0): item, (row, 1): value}
    return CardSheet(name, cells, ((0, 0, 0, 1), (2, 0, 3, 0)))


def contents_sheet(titles):
    """The table of contents with its page numbers."""
    cells = {(0, 0): "目    录", (2, 0): "三、分县市区主要经济指标"}
    for row, title in enumerate(titles, start=3):
        cells |= {(row, 0): title + "…" * 30, (row, 1): row - 2}
    return CardSheet("目录", cells, ((0, 0, 0, 1),))


def with_cells(sheet, cells):
    """The sheet with further or other cells."""
    return replace(sheet, cells=sheet.cells | cells)


def moved(sheet, down=0, right=0):
    """The sheet with everything moved down and to the right."""
    cells = {(row + down, column + right): value for (row, column), value in sheet.cells.items()}
    areas = ((t + down, left + right, b + down, r + right) for t, left, b, r in sheet.merged)
    return replace(sheet, cells=cells, merged=tuple(areas))


def card_sheets(figures=None, card=NEWEST_CARD):
    """All sheets of a card: known tables, one not known, an empty one, stray numbers.

    Parameters
    ----------
    figures
        (indicator, measure) → code → value, as `sample_figures` gives them, which are the
        default; an absent measure prints as a blank column.
    card
        Month of the card: 营业收入 and 利润总额 are one month behind, the year stands with the
        period of 地区生产总值 only. The quarterly table is left out in other months.
    """
    figures = sample_figures() if figures is None else figures
    year, month = map(int, card.split("-"))
    known = _known_sheets(figures, year, month)
    titles = [sheet.cells[0, 0] for sheet in known]
    return [contents_sheet(titles), *known, *_other_sheets(month)]


def _known_sheets(figures, year, month):
    def of(indicator, measure):
        return figures.get((indicator, measure), {})

    def ranked(indicator, *heads):
        measures = ("level", "growth", "published_place")
        return [(head, of(indicator, m)) for head, m in zip(heads, measures, strict=True) if head]

    now, before = f"1-{month}月", f"1-{month - 1}月"
    gdp = ranked("gdp", "绝对额(万元)", "增速(%)", "排名")
    budget = ranked("budget_revenue", "绝对额(万元)", "增速（%）", "排名")
    title = "地方一般公共预算收入"
    quarterly = [region_sheet("23核算处1", "地区生产总值", f"{year}年{now}", gdp, head="地  区")]
    return [
        *(quarterly if month % 3 == 0 else []),
        industry_sheet("工业8", "规模工业大类行业增加值", now, of("value_added", "growth")),
        region_sheet(
            "30工业处1 ",
            "规模工业增加值",
            now,
            ranked("value_added", None, "增速（%）", "排名"),
            SPACED,
        ),
        region_sheet(
            "工业处2",
            "规模工业营业收入",
            before,
            ranked("revenue", "绝对额(亿元)", "增速(%)", "排名"),
        ),
        region_sheet(
            "31工业处3",
            "规模工业利润总额",
            before,
            ranked("profit", "绝对额(万元)", "增速(%)", None),
        ),
        region_sheet(
            "36投资处5",
            "工业投资",
            now,
            ranked("industrial_investment", None, "增速（%）", "排名"),
        ),
        *(_balances(name, of, month) for name in ("deposit", "loan")),
        with_cells(region_sheet("54综研室3", title, now, budget, head="地  区"), STRAY),
    ]


STRAY = {(4, 4): 3361.51393762183, (21, 1): 12.6777, (22, 1): 5.8354, (23, 1): 49.6348}
"""Numbers outside of the table, as a worker left them on the sheet."""


def _balances(name, of, month):
    word = {"deposit": "存款", "loan": "贷款"}[name]
    columns = [
        (f"{month}月末", "(亿元)", of(f"{name}_balance", "level")),
        ("比年初增减数", "(亿元)", of(f"{name}_balance", "change_since_year_start")),
    ]
    return balance_sheet(f"综研室{word}", f"金融机构本外币{word}余额", columns)


def _other_sheets(month):
    period = f"1-{month}月"
    growths = {code: number - 6.5 for number, code in enumerate(COUNTIES)}
    empty = [("产销率（%）", {}), ("同比增减\n百分点（个）", {})]
    items = [("固定资产投资", -9.9), ("一、按经济类型分", "  "), ("国有投资", -22.9)]
    return [
        items_sheet("投资11", "固定资产投资", period, items),
        region_sheet("30工业处2", "规模工业产销率", "1-2月", empty),
        region_sheet("33投资处1", "固定资产投资", period, [("增速（%）", growths)]),
        region_sheet("45贸外处4", "进出口", period, [("绝对值（万元）", {}), ("增速(%)", {})]),
    ]


def card_workbook(figures=None, card=NEWEST_CARD):
    """A whole card as the content of an xlsx file; see `card_sheets`."""
    return xlsx(card_sheets(figures, card))


def xlsx(sheets):
    """The content of an xlsx file with these sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for area in sheet.merged:
            page.merge_range(*area, "")
        for (row, column), value in sheet.cells.items():
            _write(page, row, column, value, day)
        if sheet.hidden:
            page.hide()
    book.close()
    return file.getvalue()


def _write(page, row, column, value, day):
    if isinstance(value, Formula):
        page.write_formula(
            row, column, value.text, None, "" if value.result is None else value.result
        )
    elif hasattr(value, "year"):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write(row, column, value)


def xls(sheets):
    """The content of an old .xls file with these sheets; formulas store no result there."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in sheets:
        page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        for top, left, bottom, right in sheet.merged:
            page.merge(top, bottom, left, right)
        for (row, column), value in sheet.cells.items():
            if isinstance(value, Formula):
                page.write(row, column, xlwt.Formula(value.text.removeprefix("=")))
            else:
                page.write(row, column, value, *([day] if hasattr(value, "year") else []))
        page.visibility = int(sheet.hidden)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv(sheet, encoding="utf-8-sig", separator=","):
    """The content of a text table with the cells of one sheet."""
    height = 1 + max(row for row, _ in sheet.cells)
    width = 1 + max(column for _, column in sheet.cells)
    lines = (
        separator.join(_quoted(sheet.cells.get((row, column), "")) for column in range(width))
        for row in range(height)
    )
    return "\r\n".join(lines).encode(encoding)


def _quoted(value):
    text = str(value)
    needs = any(character in text for character in ',;\t"\n')
    return '"' + text.replace('"', '""') + '"' if needs else text
