"""The whole table of counties and industries with its totals, as one viewer sees it."""

from collections.abc import Callable, Iterable

from data import panel_rollup
from data.panel_releases import ReleasedCell
from mechanisms import firm_releases
from mechanisms.firm_drill import Drill, industry_name, region_name, total_of
from mechanisms.firm_drill_words import WITHHELD
from mechanisms.firm_releases import Released
from mechanisms.linked_tables import Cell, Column, Table, figure_cell

NAME = "地区×行业"
BLANK = Cell("")
Seen = Callable[[str, str], ReleasedCell]


def matrix(drill: Drill) -> Table:
    """Return counties × industries with totals for the month and the measure of a place.

    Who may see all firms sees all totals; another viewer what was released, with his own
    counties in full.
    """
    measure = drill.measure
    title = f"{drill.dataset.name}：{measure.name}，地区×行业"
    reading = f"{drill.month.label}，{measure.unit}；空白为没有企业，“{WITHHELD}”不计入反推"
    if drill.question.scope is None:
        seen, regions, industries = _all(drill)
    else:
        table = firm_releases.released(drill.question, drill.month, measure)
        if table is None:
            return Table(NAME, title, reading, (), (), "这个月的汇总数尚未放行。")
        seen, regions, industries = table.cell, *_keys(table)
    columns = (
        Column("行业"),
        *(
            Column(region_name(code) if code else "全市", "figure", measure.decimals)
            for code in ("", *regions)
        ),
    )
    rows = [
        (
            Cell(industry_name(code) if code else "全部行业"),
            *(_cell(seen(region, code), measure.decimals) for region in ("", *regions)),
        )
        for code in ("", *industries)
    ]
    return Table(NAME, title, reading, columns, tuple(rows))


def _keys(table: Released) -> tuple[list[str], list[str]]:
    return table.keys("", "", "region"), table.keys("", "", "industry")


def _all(drill: Drill) -> tuple[Seen, list[str], list[str]]:
    cells = panel_rollup.cells(
        drill.question, indicators=[drill.measure.key], months=[drill.month.code]
    )
    groups = [["region", "industry"], ["region"], ["industry"]]
    found = {("", ""): cells}
    for names in groups:
        for key, part in cells.groupby(names):
            place = {name: str(code) for name, code in zip(names, key, strict=True)}
            found[place.get("region", ""), place.get("industry", "")] = part

    def seen(region: str, industry: str) -> ReleasedCell:
        part = found.get((region, industry))
        if part is None:
            return ReleasedCell(region, industry, 0, 0, None)
        counts = int(part["n"].sum()), int(part["reported"].sum())
        return ReleasedCell(region, industry, *counts, total_of(part, drill.measure))

    return seen, _sorted(cells["region"]), _sorted(cells["industry"])


def _sorted(codes: Iterable[object]) -> list[str]:
    return sorted({str(code) for code in codes})


def _cell(cell: ReleasedCell, decimals: int) -> Cell:
    if not cell.firms:
        return BLANK
    return Cell(WITHHELD, css="n") if cell.is_withheld else figure_cell(cell.total, decimals)
