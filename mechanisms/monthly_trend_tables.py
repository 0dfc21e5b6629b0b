"""The tables of seasonal adjustment: what can be adjusted and how, and one series in full."""

from mechanisms.linked_tables import Cell, Column, Table, figure_cell, signed_cell
from mechanisms.monthly import Monthly
from mechanisms.monthly_trends import SeasonalLine
from metrics.periods import Period

DERIVED = "推算"
BLANK = "—"


def seasonal(found: Monthly) -> Table:
    """Return every monthly level of the city: adjusted or not, by which method, how good."""
    columns = (
        Column("序列"),
        Column("期数", "figure"),
        Column("调整后环比（%）", "signed", 1),
        Column("质量"),
        Column("方法与检验", wide=True),
    )
    rows = tuple(_seasonal_row(line) for line in found.seasonal)
    return Table(
        "季节调整",
        "季节调整",
        "月度总量；未调整的写明原因；质量灯看残余季节（QS、弗里德曼）和残余春节（F检验），显著性1%",
        columns,
        rows,
        "" if rows else "没有月度总量，不作季节调整。",
    )


def _seasonal_row(line: SeasonalLine) -> tuple[Cell, ...]:
    known = sum(value is not None for value in line.found.values)
    mark = f"（当月，{DERIVED}）" if line.derived else ""
    said = (line.found.method, line.found.festival_words, *line.found.quality)
    return (
        Cell(f"{line.indicator.short_name}{mark}"),
        figure_cell(known, 0),
        signed_cell(line.month_change_pct, 1),
        Cell(line.light),
        Cell("；".join(text for text in said if text)),
    )


def adjusted_months(line: SeasonalLine) -> Table:
    """Return a level month by month: as it was, adjusted, trend, and what was taken off."""
    unit, decimals = line.indicator.unit, line.indicator.decimals
    factor = "季节因素（倍）" if line.found.multiplicative else f"季节因素（{unit}）"
    columns = (
        Column("月份"),
        Column(f"未调整（{unit}）", "figure", decimals),
        Column(f"调整后（{unit}）", "figure", decimals),
        Column(f"趋势（{unit}）", "figure", decimals),
        Column(factor, "figure", 3),
    )
    found = line.found
    parts = zip(found.values, found.adjusted, found.trend, found.seasonal, strict=True)
    rows = tuple(
        (
            Cell(period.label),
            figure_cell(value, decimals),
            figure_cell(made, decimals, blank=BLANK),
            figure_cell(level, decimals, blank=BLANK),
            figure_cell(season, 3, blank=BLANK),
        )
        for period, (value, made, level, season) in zip(line.periods, parts, strict=True)
        if not _is_lone_january(line, period)
    )
    title = f"{line.indicator.name}{'当月（推算）' if line.derived else ''}季节调整"
    return Table("季节调整", title, "；".join((found.method, *found.quality)), columns, rows)


def _is_lone_january(line: SeasonalLine, period: Period) -> bool:
    """Say whether a month is the January that such a statistic does not have."""
    return line.derived and not line.indicator.has_january and period.end.month == 1
