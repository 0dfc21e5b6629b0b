"""The tables of a month: the same cells on the page, in the workbook and at the command line."""

from collections.abc import Iterator

from data.monthly_settings import monthly_settings
from mechanisms import monthly_trend_tables as trend_tables
from mechanisms.linked_tables import Cell, Column, Table, figure_cell, signed_cell
from mechanisms.monthly import Monthly
from mechanisms.monthly_briefs import Brief
from mechanisms.monthly_departments import SILENT, Delivery
from mechanisms.monthly_figures import MonthFigure
from mechanisms.monthly_paragraphs import without_shares
from mechanisms.monthly_pulls import PARTS, Movement, PartRow
from mechanisms.tiles import AnyOrigin
from metrics.growth import point_gap
from metrics.rounding import Value
from metrics.wording import figure

BLANK = "—"


def figures(found: Monthly) -> Table:
    """Return the indicators of the city, cumulated as they are published."""
    columns = (
        Column("指标"),
        Column("期别"),
        Column("总量", "figure", 2),
        Column("单位"),
        Column("增速（%）", "signed", 1),
        Column("比上期（百分点）", "signed", 1),
        Column("增速口径"),
    )
    rows = tuple(_figure_row(shown) for shown in found.figures)
    return Table("主要指标", "主要指标", "累计，公布数", columns, rows)


def _figure_row(shown: MonthFigure) -> tuple[Cell, ...]:
    return (
        Cell(shown.indicator.name),
        Cell(shown.period.short_label),
        _level(shown.level, shown.indicator.decimals, shown.level_origin),
        Cell(shown.indicator.unit),
        _rate(shown.growth, shown.growth_origin),
        signed_cell(shown.change.points, 1),
        Cell(shown.indicator.growth_basis),
    )


def _level(value: Value, decimals: int, origin: AnyOrigin | None) -> Cell:
    return figure_cell(value, decimals, origin, blank=BLANK)


def _rate(value: Value, origin: AnyOrigin | None, blank: str = "未报") -> Cell:
    made = signed_cell(value, 1, blank=blank)
    return Cell(made.text, made.number, made.css, origin)


def months(found: Monthly) -> Table:
    """Return the single month of each indicator, worked out and marked so."""
    columns = (
        Column("指标"),
        Column("期别"),
        Column("当月总量（推算）", "figure", 2),
        Column("单位"),
        Column("当月增速（推算，%）", "signed", 1),
        Column("误差不超过（百分点）", "figure", 1),
        Column("累计增速（公布，%）", "signed", 1),
    )
    rows = tuple(_month_row(shown) for shown in found.figures)
    reading = "由累计数推算，不是公布数；增速误差来自公布数只有一位小数"
    return Table("当月推算", "当月（推算）", reading, columns, rows)


def month_label(shown: MonthFigure) -> str:
    """Return the name of the single month of a figure, or 1—2月."""
    opens = shown.indicator.previous(shown.period).year < shown.period.year
    return shown.period.short_label if opens else f"{shown.period.end.month}月"


def _month_row(shown: MonthFigure) -> tuple[Cell, ...]:
    worked_out = shown.month_growth
    return (
        Cell(shown.indicator.name),
        Cell(month_label(shown)),
        figure_cell(shown.month, shown.indicator.decimals, blank=BLANK),
        Cell(shown.indicator.unit),
        signed_cell(None if worked_out is None else worked_out.growth_pct, 1),
        figure_cell(None if worked_out is None else worked_out.error_pp, 1, blank=BLANK),
        _rate(shown.growth, shown.growth_origin),
    )


def movement(found: Movement) -> Table:
    """Return counties or industries: growth, weight, 拉动, 贡献率, the residual last."""
    name = PARTS[found.parts]
    weighted = found.is_computed
    columns = (
        Column(name),
        Column("增速（%）", "signed", 1),
        Column("比上期（百分点）", "signed", 1),
        *((Column("权数（%）", "figure", 2),) if weighted else ()),
        *((Column("拉动（百分点）", "signed", 2),) if weighted else ()),
        *((Column("贡献率（%）", "signed", 1),) if weighted and found.pulls.has_shares else ()),
    )
    rows = found.rows if weighted else _by_growth(found)
    made = tuple(_part_row(found, row) for row in rows)
    if weighted:
        made += (_residual_row(found), _total_row(found))
    title = f"分{name}：{'谁拉动' if weighted else '增速'}"
    nothing = "" if any(row.heard for row in found.rows) else f"没有分{name}增速，由统计局提供。"
    return Table(f"分{name}", title, movement_reading(found), columns, made, nothing)


def _by_growth(found: Movement) -> tuple[PartRow, ...]:
    rest = tuple(row for row in found.rows if row.found.growth_pct is None)
    return (*found.known, *rest)


def movement_reading(found: Movement) -> str:
    """Say the base of the weights and their source, or why nothing was computed."""
    if not found.is_computed:
        return f"累计同比，%；{found.reason}拉动和贡献率"
    said = f"权数为{found.base}；来源：{found.source}" if found.source else f"权数为{found.base}"
    return said if found.pulls.has_shares else f"{said}；{without_shares(found)}"


def _part_row(found: Movement, row: PartRow) -> tuple[Cell, ...]:
    part = row.found
    cells = [
        Cell(row.name),
        _rate(part.growth_pct, row.growth_origin),
        signed_cell(point_gap(part.growth_pct, row.before_pct), 1),
    ]
    if found.is_computed:
        cells.append(figure_cell(part.weight_pct, 2, row.weight_origin, blank=BLANK))
        cells.append(signed_cell(part.pp, 2))
    if found.is_computed and found.pulls.has_shares:
        cells.append(signed_cell(part.contribution_pct, 1))
    return tuple(cells)


def _residual_row(found: Movement) -> tuple[Cell, ...]:
    pulls = found.pulls
    share = None
    if pulls.has_shares and pulls.total_pct and pulls.residual_pp is not None:
        share = pulls.residual_pp * 100 / pulls.total_pct
    return _last_row(found, "其他及误差", None, pulls.residual_pp, share, None)


def _total_row(found: Movement) -> tuple[Cell, ...]:
    pulls = found.pulls
    return _last_row(
        found, "全市（公布）", pulls.total_pct, pulls.total_pct, 100, pulls.weights_pct
    )


def _last_row(
    found: Movement, name: str, rate: Value, pp: Value, share: Value, weight: Value
) -> tuple[Cell, ...]:
    cells = [
        Cell(name),
        signed_cell(rate, 1, blank=BLANK),
        Cell(BLANK, css="n"),
        figure_cell(weight, 2, blank=BLANK),
        signed_cell(pp, 2),
    ]
    return (*cells, signed_cell(share, 1)) if found.pulls.has_shares else tuple(cells)


def outlook(found: Monthly) -> Table:
    """Return where the year of each indicator is heading."""
    columns = (
        Column("指标"),
        Column("截至"),
        Column("已达到", "figure", 2),
        Column("预计全年", "figure", 1),
        Column("80%区间下限", "figure", 1),
        Column("80%区间上限", "figure", 1),
        Column("上年全年", "figure", 1),
        Column("单位"),
        Column("方法", wide=True),
    )
    return Table(
        "全年预计", "到年底：全年预计", "推算，不是公布数", columns, tuple(_outlooks(found))
    )


def _outlooks(found: Monthly) -> Iterator[tuple[Cell, ...]]:
    for each in found.outlooks:
        landing = each.landing
        limits = (
            (landing.low_80, landing.high_80) if landing and each.has_interval else (None, None)
        )
        note = each.reason if landing is None else f"{landing.label}：{landing.note}"
        yield (
            Cell(each.indicator.name),
            Cell(BLANK if each.period is None else each.period.short_label),
            figure_cell(each.so_far, each.indicator.decimals, blank=BLANK),
            figure_cell(None if landing is None else landing.total, 1, blank=BLANK),
            *(figure_cell(limit, 1, blank=BLANK) for limit in limits),
            figure_cell(each.last_year, 1, blank=BLANK),
            Cell(each.indicator.unit),
            Cell(note),
        )


def revisions(found: Monthly) -> Table:
    """Return figures of earlier periods that print otherwise than at the analysis before."""
    columns = (
        Column("指标"),
        Column("单位或行业"),
        Column("期别"),
        Column("计量单位"),
        Column("上次分析时"),
        Column("现在"),
        Column("公布日"),
    )
    rows = tuple(
        (
            Cell(each.indicator.short_name),
            Cell(each.place),
            Cell(each.period.label),
            Cell(each.unit),
            Cell(figure(each.before, each.decimals)),
            Cell(figure(each.now, each.decimals), leads=each.origin),
            Cell(f"{each.published_at:%Y-%m-%d}"),
        )
        for each in found.quality.revisions
    )
    nothing = "" if rows else "没有以前各期的数修订。"
    reading = f"{found.quality.since:%Y-%m-%d}以后公布、与上次分析时印出来不同的数"
    return Table("本月修订", "本月修订", reading, columns, rows, nothing)


def departments(found: Monthly) -> Table:
    """Return the departments of the monthly meeting with what each delivered."""
    columns = (
        Column("部门"),
        Column("到数情况"),
        Column("最近到数"),
        Column("已交", wide=True),
        Column("未交", wide=True),
    )
    rows = tuple(
        (
            Cell(department_name(each)),
            Cell(each.state, css="bad" if each.state == SILENT else ""),
            Cell(BLANK if each.newest is None else f"{each.newest:%Y-%m-%d}"),
            Cell("、".join(each.given) or BLANK),
            Cell("、".join(each.lacking) or BLANK),
        )
        for each in found.departments
    )
    meeting = monthly_settings().meeting
    title = "九部门资料"
    reading = f"{meeting.document}{meeting.article}：{meeting.gist}"
    return Table(title, title, reading, columns, rows)


def department_name(each: Delivery) -> str:
    """Return the name of a department as the document has it, and what became of it."""
    note = each.department.note
    return f"{each.department.name}（{note}）" if note else each.department.name


def briefs(made: tuple[Brief, ...]) -> Table:
    """Return what else is open, each line leading to its page."""
    columns = (Column("事项"), Column("情况", wide=True))
    rows = tuple((Cell(each.name, leads=each.way), Cell(each.text)) for each in made)
    return Table("其他事项", "目标、信贷、预警、督办", "点事项名进入各自页面", columns, rows)


def all_tables(found: Monthly, made: tuple[Brief, ...]) -> tuple[Table, ...]:
    """Return every table, in the order of the page."""
    return (
        figures(found),
        months(found),
        movement(found.counties),
        movement(found.industries),
        trend_tables.seasonal(found),
        outlook(found),
        briefs(made),
        revisions(found),
        departments(found),
    )
