"""The tables of the weekly judgement, the same for page, workbook and command line."""

from decimal import Decimal

from data.weekly_settings import WeeklyMeasure
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, figure_cell, signed_cell
from mechanisms.weekly import Weekly
from mechanisms.weekly_lines import Change, CountyWeek, WeekLine, WeekValue, county_measures
from mechanisms.weekly_words import printed_change, year_words
from metrics.wording import NOT_REPORTED, join_names, signed


def measures(found: Weekly) -> Table:
    """Return every measure with its two comparisons and how many counties reported."""
    columns = (
        Column("指标"),
        Column("单位"),
        Column("本周", "figure", 2),
        Column("上周", "figure", 2),
        Column("比上周", "signed", 1),
        Column("上年同期", "figure", 2),
        Column("同比", "signed", 1),
        Column("县区已报"),
        Column("未报"),
    )
    return Table(
        "周度指标",
        "周度指标",
        f"{found.week.label}；与{year_words(found)}比；变动由周报推算，开工、停产企业为增减家数",
        columns,
        tuple(_measure_row(line) for line in found.lines),
        "" if found.lines else "无此数据：没有周度数据。",
    )


def _measure_row(line: WeekLine) -> tuple[Cell, ...]:
    measure, whole = line.measure, line.whole
    return (
        Cell(measure.name),
        Cell(measure.unit),
        figure_cell(whole.value, measure.decimals, whole.origin),
        figure_cell(whole.week.base, measure.decimals, blank=NOT_APPLICABLE),
        change_cell(measure, whole.week),
        figure_cell(whole.year.base, measure.decimals, blank=NOT_APPLICABLE),
        change_cell(measure, whole.year),
        Cell(f"{line.reported}/{line.due}"),
        Cell(join_names(line.unreported) or NOT_APPLICABLE, css="" if line.unreported else "n"),
    )


def change_cell(measure: WeeklyMeasure, change: Change) -> Cell:
    """Return a change with its sign and unit; what cannot be compared is a dash."""
    number = printed_change(measure, change)
    if number is None:
        return Cell(NOT_APPLICABLE, css="n")
    is_pct = measure.compared == "pct"
    text = signed(number, 1 if is_pct else measure.decimals) + ("%" if is_pct else measure.unit)
    return Cell(text, number, css="d" if number < 0 else "")


def counties(found: Weekly) -> Table:
    """Return the counties: the leading measure, how long it has fallen, the one beside it."""
    lead, beside = county_measures()
    columns = (
        Column("县（市、区）"),
        Column(f"{lead.name} {lead.unit}", "figure", lead.decimals),
        Column("同比 %", "signed", 1),
        Column("比上周 %", "signed", 1),
        Column("连降周数", "figure"),
        Column(f"{beside.name} {beside.unit}", "figure", beside.decimals),
        Column("比上周", "signed", beside.decimals),
        Column("未报的指标"),
    )
    return Table(
        "分县区",
        "县（市、区）",
        f"{found.week.label}；连降周数为用电同比连续下降的周数；不排名次",
        columns,
        tuple(_county_row(county, lead, beside) for county in found.counties),
        "" if found.counties else "无此数据：没有分县区的周度数据。",
    )


def _county_row(county: CountyWeek, lead: WeeklyMeasure, beside: WeeklyMeasure) -> tuple[Cell, ...]:
    return (
        Cell(county.name),
        figure_cell(county.lead.value, lead.decimals, county.lead.origin),
        _pct_cell(county.lead, county.lead.year),
        _pct_cell(county.lead, county.lead.week),
        _weeks_cell(county),
        figure_cell(county.beside.value, beside.decimals, county.beside.origin),
        _bare_difference(county.beside.week.difference, beside.decimals),
        Cell(join_names(county.unreported) or NOT_APPLICABLE, css="" if county.unreported else "n"),
    )


def _pct_cell(shown: WeekValue, change: Change) -> Cell:
    if shown.value is None:
        return Cell(NOT_REPORTED, css="n")
    return _bare_difference(change.pct, 1)


def _bare_difference(value: Decimal | None, decimals: int) -> Cell:
    return signed_cell(value, decimals)


def _weeks_cell(county: CountyWeek) -> Cell:
    if county.lead.value is None:
        return Cell(NOT_REPORTED, css="n")
    if county.falling == 0:
        return Cell(NOT_APPLICABLE, css="n")
    return Cell(str(county.falling), Decimal(county.falling))


def all_tables(found: Weekly) -> list[Table]:
    """Return every table of the city's own figures; prices are of another kind and stand apart."""
    return [measures(found), counties(found)]
