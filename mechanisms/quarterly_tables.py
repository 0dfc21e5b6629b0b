"""The tables of 季度与年度, the same for page, workbook, command line and record."""

from collections.abc import Iterator
from dataclasses import replace

from data.datasets import Dataset
from mechanisms import supervision_words
from mechanisms.growth_awards import AwardPeriod, AwardRow, GrowthAwards
from mechanisms.ledgers import Entry
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, Way, figure_cell
from mechanisms.quarterly import Quarter, QuarterBoard, Standing, UnitQuarter
from mechanisms.supervision import Row
from mechanisms.year_end import YearEnd
from mechanisms.year_places import TOP, BoardYear, UnitYear, YearPlaces
from metrics.place_awards import Outcome
from metrics.wording import date_text, place_change_words

BY_WORDS = {"growth": "增速", "total": "总量"}
REVISED = "▲"
OUTCOMES: dict[Outcome, str] = {
    "eligible": "符合",
    "not_eligible": "不符合",
    "unknown": "待核实",
}
YUAN_A_WAN = 10_000


def board_name(board: BoardYear) -> str:
    """Name a board: the indicator and by what it ranks."""
    return f"{board.indicator.short_name}{BY_WORDS[board.board.by]}"


def places(found: Quarter) -> Table:
    """Return the counties' places on every board at the end of the quarter, and their changes."""
    shown = found.shown
    columns = [Column(found.dataset.ranked_sets[0].name)]
    columns += [Column(f"{board_name(board.board)} 位次", "figure") for board in shown]
    return Table(
        "位次",
        f"{found.quarter.label}末各榜位次",
        "括号内为比上季末升降位数（一季度与上年末比），没有括号的未变；按当时通报或首次公布的数",
        tuple(columns),
        tuple(_unit_row(shown, unit) for unit in found.units),
        "" if shown else "本季末没有可以排位的数。",
    )


def _unit_row(shown: tuple[QuarterBoard, ...], unit: UnitQuarter) -> tuple[Cell, ...]:
    pairs = zip(shown, unit.standings, strict=True)
    return (Cell(unit.name), *(_place_cell(board, standing) for board, standing in pairs))


def _place_cell(board: QuarterBoard, standing: Standing) -> Cell:
    shown = figure_cell(standing.place, 0, _ranking_way(board), blank=NOT_APPLICABLE)
    change = standing.change
    if not change:
        return shown
    words = place_change_words(change)
    return replace(shown, text=f"{shown.text}（{words}）", css="d" if change < 0 else "")


def _ranking_way(board: QuarterBoard) -> Way:
    assert board.period is not None  # noqa: S101 - only boards that are shown
    chosen = board.board.board
    choices = {"indicator": chosen.indicator, "by": chosen.by, "period": board.period.code}
    return Way("ranking", choices)


def departments(found: Quarter) -> Table:
    """Return the targets by the department that leads them, the worst first."""
    columns = (
        Column("牵头单位"),
        Column("目标 项", "figure"),
        Column("逾期或超限 项", "figure"),
        Column("滞后 项", "figure"),
        Column("已完成 项", "figure"),
    )
    rows = tuple(
        (
            Cell(each.name),
            *(figure_cell(n, 0) for n in (each.total, each.failed, each.behind, each.done)),
        )
        for each in found.departments
    )
    nothing = "" if rows else "本市没有登记政策文件，没有目标。"
    return Table(
        "分单位", "目标：分牵头单位", "文件没有给出权重，各列并列，不合分", columns, rows, nothing
    )


def targets(found: Quarter) -> Table:
    """Return the targets that are overdue or behind, the worst first."""
    columns = (
        Column("目标", wide=True),
        Column("目标值"),
        Column("实际"),
        Column("进度灯"),
        Column("比序时 百分点"),
        Column("期限"),
        Column("牵头单位"),
    )
    rows = tuple(
        (
            Cell(row.target.name, leads=Way("target", {"id": row.id})),
            Cell(supervision_words.target_figure(row)),
            Cell(supervision_words.actual_figure(row)),
            Cell(supervision_words.lamp_words(row.verdict) or str(row.verdict.status)),
            Cell(supervision_words.gap_words(row)),
            Cell(supervision_words.deadline_short(row)),
            Cell(row.lead or NOT_APPLICABLE),
        )
        for row in found.pressing
    )
    nothing = "没有目标。" if found.targets is None else "没有逾期或滞后的目标。"
    return Table(
        "滞后目标", "逾期和滞后的目标", "点目标看曲线、依据", columns, rows, "" if rows else nothing
    )


def actions(found: Quarter) -> Table:
    """Return the supervised actions of the quarter, the late ones first."""
    columns = (
        Column("事项", wide=True),
        Column("责任单位"),
        Column("期限"),
        Column("状态"),
        Column("逾期 天", "figure"),
    )
    ordered = sorted(
        found.actions, key=lambda each: (-each.days_late * each.is_overdue, each.number)
    )
    nothing = "" if ordered else "本季没有督办事项。"
    return Table(
        "督办事项",
        "督办事项",
        f"{found.quarter.label}交办、到期或尚未办结的；截至{date_text(found.question.as_of)}",
        columns,
        tuple(_action_row(each) for each in ordered),
        nothing,
    )


def _action_row(entry: Entry) -> tuple[Cell, ...]:
    late = entry.days_late if entry.is_overdue else None
    return (
        Cell(entry.title, leads=Way("actions", {"entry": str(entry.number)})),
        Cell(entry.owner or NOT_APPLICABLE),
        Cell(date_text(entry.deadline) if entry.deadline else NOT_APPLICABLE),
        Cell("■ 逾期" if entry.is_overdue else entry.state.name),
        figure_cell(late, 0, blank=NOT_APPLICABLE),
    )


def named(shown: Quarter | YearEnd | GrowthAwards) -> tuple[Dataset, str]:
    """Return the city of what is shown, and what a file of it is called."""
    if isinstance(shown, Quarter):
        return shown.dataset, f"{shown.quarter.label}督导"
    if isinstance(shown, YearEnd):
        return shown.places.dataset, f"{shown.places.year}年度考核"
    return shown.dataset, shown.rule.name


def all_tables(shown: Quarter | YearEnd | GrowthAwards) -> tuple[Table, ...]:
    """Return every table of what is shown, in the order of the page."""
    if isinstance(shown, GrowthAwards):
        return award_tables(shown)
    if isinstance(shown, YearEnd):
        return (*year_boards(shown.places), *_year_targets(shown))
    with_targets = () if shown.targets is None else (targets(shown), departments(shown))
    return (places(shown), *with_targets, actions(shown))


def _year_targets(found: YearEnd) -> tuple[Table, ...]:
    """Return all targets with their completion, in the order of the document."""
    if found.targets is None:
        return ()
    columns = (
        Column("目标", wide=True),
        Column("目标值"),
        Column("实际"),
        Column("完成率 %", "figure", 2),
        Column("状态"),
        Column("牵头单位"),
    )
    day = date_text(found.targets.question.as_of)
    made = Table(
        "目标完成",
        "目标完成情况",
        f"截至{day}；逐项并列，不合分；点目标看曲线、依据",
        columns,
        tuple(_year_target_row(row) for row in found.targets.rows),
    )
    return (made,)


def _year_target_row(row: Row) -> tuple[Cell, ...]:
    return (
        Cell(row.target.name, leads=Way("target", {"id": row.id})),
        Cell(supervision_words.target_figure(row)),
        Cell(supervision_words.actual_figure(row)),
        figure_cell(row.verdict.completion_pct, 2, blank=NOT_APPLICABLE),
        Cell(str(row.verdict.status)),
        Cell(row.lead or NOT_APPLICABLE),
    )


def year_boards(found: YearPlaces) -> tuple[Table, ...]:
    """Return one table a board: the places of the year month by month."""
    return tuple(_year_board(found, board) for board in found.boards if board.months)


def _year_board(found: YearPlaces, board: BoardYear) -> Table:
    units = len(board.units)
    columns = (
        Column(found.dataset.ranked_sets[0].name),
        *(Column(f"{each.period.end.month}月", "figure") for each in board.months),
        Column("第1位 次", "figure"),
        Column(f"前{TOP}位 次", "figure"),
        Column("末位 次", "figure"),
    )
    return Table(
        f"{board_name(board)}位次",
        f"{board_name(board)}：{found.year}年各月位次",
        _reading(board),
        columns,
        tuple(_year_row(board, unit, units) for unit in board.units),
    )


def _reading(board: BoardYear) -> str:
    said = f"{board.issued}个月按签发的通报，{len(board.months) - board.issued}个月按首次公布的数"
    revised = f"；{REVISED}为按最新数据位次已不同（{board.revised}处）" if board.revised else ""
    return said + revised


def _year_row(board: BoardYear, unit: UnitYear, last: int) -> tuple[Cell, ...]:
    cells = [_month_cell(board, unit, number) for number in range(len(board.months))]
    times = (unit.times(1, 1), unit.times(1, TOP), unit.times(last, last))
    return (Cell(unit.name), *cells, *(figure_cell(each, 0) for each in times))


def _month_cell(board: BoardYear, unit: UnitYear, number: int) -> Cell:
    shown = figure_cell(unit.places[number], 0, _month_way(board, number), blank=NOT_APPLICABLE)
    mark = REVISED if number in unit.revised else ""
    return replace(shown, text=f"{shown.text}{mark}", leads=_month_way(board, number))


def _month_way(board: BoardYear, number: int) -> Way:
    month, chosen = board.months[number], board.board
    if month.bulletin is not None:
        return Way("bulletins", {"bulletin": str(month.bulletin)})
    choices = {"indicator": chosen.indicator, "by": chosen.by, "period": month.period.code}
    return Way("ranking", choices | {"as_of": month.day.isoformat()})


def award_tables(found: GrowthAwards) -> tuple[Table, ...]:
    """Return one table a period: place, growth, what it brings, how far from the last prize."""
    return tuple(_award_table(found, period) for period in found.periods)


def _award_table(found: GrowthAwards, period: AwardPeriod) -> Table:
    decimals = found.indicator.rank_decimals or 1
    columns = (
        Column("单位"),
        Column(f"{found.indicator.short_name}增速 %", "signed", decimals),
        Column("位次", "figure"),
        Column("结论"),
        Column("奖励 万元", "figure"),
        Column("比末位获奖名次 百分点", "signed", decimals),
        Column("说明", wide=True),
    )
    return Table(
        period.key,
        f"{period.period.label}{found.rule.name}",
        _award_reading(found, period),
        columns,
        tuple(_award_row(row, decimals) for row in period.rows),
    )


def _award_reading(found: GrowthAwards, period: AwardPeriod) -> str:
    left_out = "、".join(name for name, _ in period.excluded)
    return f"{found.rule.article}；不参评：{left_out or '无'}；位次只在参评单位中排"


def _award_row(row: AwardRow, decimals: int) -> tuple[Cell, ...]:
    award = row.award
    wan = None if award.amount_yuan is None else award.amount_yuan / YUAN_A_WAN
    return (
        Cell(row.name),
        figure_cell(award.growth, decimals, row.origin),
        figure_cell(award.place, 0, blank=NOT_APPLICABLE),
        Cell(OUTCOMES[award.outcome]),
        figure_cell(wan, 0, blank="待核实"),
        figure_cell(award.gap, decimals, blank=NOT_APPLICABLE),
        Cell("；".join(_award_words(row))),
    )


def _award_words(row: AwardRow) -> Iterator[str]:
    yield row.award.reason
    if row.award.is_tied and row.award.outcome == "eligible":
        yield "并列，金额由人工确定"
