"""The tables of a firm's card: one definition for page, documents and command line."""

from collections.abc import Iterator

from mechanisms.employment_firm import rate_words, rounded_rate
from mechanisms.employment_firm_tables import recognition_way
from mechanisms.employment_judging import is_computable
from mechanisms.firm_card import Description, FirmCard
from mechanisms.firm_card_figures import Figure, Line
from mechanisms.firm_card_layoffs import Layoffs
from mechanisms.firm_card_places import Place
from mechanisms.firm_card_words import NOMINAL, short_name
from mechanisms.linked_tables import (
    NOT_APPLICABLE,
    Cell,
    Column,
    Table,
    Way,
    figure_cell,
    signed_cell,
)
from metrics.growth import LevelChange
from metrics.layoffs import Rate
from metrics.periods import Period
from metrics.rounding import Value
from metrics.wording import GROWTH_DECIMALS, NOT_REPORTED, as_given, date_text, join_names


def _table(
    title: str,
    reading: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Cell, ...], ...],
    nothing: str = "",
) -> Table:
    """Return a table; without rows it says why and has nothing to be read."""
    told = (reading, "") if rows else ("", nothing)
    return Table(title, title, told[0], columns, rows, told[1])


def _text(text: str, css: str = "") -> Cell:
    return Cell(text or NOT_APPLICABLE, css=css if text else "n")


def _growth(change: LevelChange) -> Cell:
    """Print 名义同比: a percentage, or the words that stand for it."""
    blank = NOT_APPLICABLE if change.word == NOT_REPORTED else change.word
    return signed_cell(change.nominal_pct, GROWTH_DECIMALS, blank=blank)


def figures(card: FirmCard) -> Table:
    """Return the twelve columns: the month, last year's, the year so far."""
    month = card.month
    if month is None:
        return _table("各项数字", "", (), (), "企业面板尚无任何月份的数据。")
    label = month.short_label
    running = "年内" if month.end.month == 1 else f"1—{month.end.month}月"
    columns = (
        Column("项目"),
        Column("单位"),
        Column(label, "figure"),
        Column("上年同月", "figure"),
        Column(f"{NOMINAL} %", "figure"),
        Column(f"{running}累计", "figure"),
        Column("上年同期", "figure"),
        Column(f"累计{NOMINAL} %", "figure"),
    )
    rows = tuple(tuple(_line_cells(line)) for line in card.lines)
    reading = f"{month.label}；月末数无累计；点数字查看来源"
    return _table("各项数字", reading, columns, rows)


def _line_cells(line: Line) -> Iterator[Cell]:
    decimals = line.decimals
    yield Cell(short_name(line))
    yield Cell(line.column.unit)
    yield figure_cell(line.value, decimals, line.origin)
    yield figure_cell(line.year_ago, decimals, line.year_ago_origin)
    yield _growth(line.change)
    if line.is_flow:
        yield _total(line.ytd, decimals, line.missing)
        yield _total(line.ytd_year_ago, decimals, line.missing_year_ago)
        yield _growth(line.ytd_change)
    else:
        yield from (Cell(NOT_APPLICABLE, css="n"),) * 3


def _total(value: Value, decimals: int, missing: tuple[Period, ...]) -> Cell:
    """Print a total; one that a gap makes unknown names the month, or counts them."""
    if not missing:
        return figure_cell(value, decimals)
    return Cell(
        f"缺{missing[0].short_label if len(missing) == 1 else f'{len(missing)}个月'}", css="n"
    )


def anomalies(card: FirmCard) -> Table:
    """Return what is unusual, with its reason and the threshold."""
    columns = (Column("异常"), Column("依据", wide=True), Column("门槛", wide=True))
    unusual = card.anomalies
    rows = tuple(
        (Cell(each.name, css="warn", leads=each.origin), Cell(each.reason), Cell(each.rule))
        for each in (unusual.found if unusual else ())
    )
    return _table("异常与原因", anomaly_reading(card), columns, rows, _no_anomaly(card))


def anomaly_reading(card: FirmCard) -> str:
    """Say which month is judged, and what could not be."""
    unusual = card.anomalies
    if unusual is None or unusual.month is None:
        return ""
    lack = f"；未能判断：{join_names(unusual.unknown)}" if unusual.unknown else ""
    return f"{unusual.month.label}{lack}"


def _no_anomaly(card: FirmCard) -> str:
    unusual = card.anomalies
    if unusual is None:
        return "尚无月报，无从判断。"
    if unusual.month is None:
        return unusual.unjudged
    if unusual.is_blind:
        return f"{unusual.month.label}未报或历史太短，各条均未能判断。"
    lack = f"未能判断：{join_names(unusual.unknown)}。" if unusual.unknown else ""
    return f"{unusual.month.label}没有触发{'其余各条' if lack else '任何一条'}。{lack}"


def places(card: FirmCard) -> Table:
    """Return where the firm lies in its industry and county."""
    columns = (
        Column("范围", wide=True),
        Column("比较项", wide=True),
        Column("本企业", "figure"),
        Column("位次", "figure"),
        Column("高于同组 %", "figure"),
        Column("下四分位", "figure"),
        Column("中位数", "figure"),
        Column("上四分位", "figure"),
        Column("可比/全部 家", "figure"),
    )
    rows = tuple(tuple(_place_cells(each)) for each in card.places)
    name = short_name(card.line(card.chosen)) if card.lines else ""
    reading = f"{name}；位次从大到小，只排已报且可比的企业"
    nothing = "本月没有收到这家企业的月报，不排位次。"
    return _table("在同行业、同地区中的位置", reading, columns, rows, nothing)


def _place_cells(each: Place) -> Iterator[Cell]:
    yield Cell(each.group)
    yield Cell(f"{each.measure}（{each.unit}）")
    found = each.found
    if found is None:
        yield Cell("不可比", css="n")
        yield from (Cell(NOT_APPLICABLE, css="n"),) * 5
        yield Cell(f"{NOT_APPLICABLE}/{each.firms}")
        return
    yield figure_cell(found.own, each.decimals)
    yield figure_cell(found.place, 0)
    above = found.above_pct
    yield Cell("只此一家", css="n") if above is None else figure_cell(above, 0)
    for value in found.quartiles:
        yield figure_cell(value, each.decimals)
    yield Cell(f"{found.n}/{each.firms}")


def loans(card: FirmCard) -> Table:
    """Return the registered withdrawals of loans."""
    columns = (
        Column("发生日"),
        Column("银行"),
        Column("类别"),
        Column("金额 万元", "figure"),
        Column("报告结论"),
        Column("报告日"),
    )
    found = card.loans
    rows = tuple(
        (
            Cell(date_text(entry.day), leads=Way("credit", {"entry": entry.key})),
            Cell(row.short_bank),
            Cell(entry.text("withdrawal_kind")),
            figure_cell(entry.amount("amount_wan"), 1),
            Cell(str(row.case.judgement.outcome), css="bad" if row.case.is_unreported else ""),
            _text("" if row.case.reported_on is None else date_text(row.case.reported_on)),
        )
        for row in (found.cases if found else ())
        for entry in row.entries
    )
    reading = found.duty if found and rows else ""
    return _table("贷款与收贷", reading, columns, rows, "没有登记抽贷、压贷、断贷。")


def layoffs(card: FirmCard) -> Table:
    """Return the lay-off rate by every method, side by side."""
    columns = (
        Column("办法"),
        Column("公式", wide=True),
        Column("算式", wide=True),
        Column("裁员率 %", "figure"),
        Column("出处", wide=True),
    )
    found = card.layoffs
    rows = tuple(_layoff_cells(found, rate) for rate in found.rates) if found else ()
    rows = rows if found and found.first_known else ()
    reading = f"{found.label}；各办法并列，不合成；{found.limit_words}" if found else ""
    return _table("裁员率", reading, columns, rows, "没有参保人数，算不出裁员率。")


def _layoff_cells(found: Layoffs, rate: Rate) -> tuple[Cell, ...]:
    method = rate.method
    told = (Cell(method.name), Cell(method.text), Cell(rate.text))
    return (*told, _layoff_rate(found, rate), Cell(method.source))


def _layoff_rate(found: Layoffs, rate: Rate) -> Cell:
    """Return a rate as it is printed; a recognised one leads to its entry."""
    if rate.pct is None:
        return Cell("待核实", css="warn")
    held = next((each.limit for each in found.judged if each.rate is rate), None)
    limit = None if held is None else held.general_pct
    entry = None if is_computable(rate.method) else found.recognised
    leads = None if entry is None else recognition_way(entry)
    return Cell(rate_words(rate.pct, limit), rounded_rate(rate.pct, limit), leads=leads)


def memberships(card: FirmCard) -> Table:
    """Return the rosters on which the firm stands or stood."""
    columns = (
        Column("名单"),
        Column("列入日"),
        Column("移出日"),
        Column("状态"),
        Column("依据", wide=True),
    )
    rows = tuple(
        (
            Cell(each.roster),
            Cell(date_text(each.since)),
            _text("" if each.left is None else date_text(each.left)),
            Cell("在列" if each.holds else "已移出", css="good" if each.holds else "n"),
            Cell(f"{each.source}{'；不得收贷' if each.protects else ''}"),
        )
        for each in card.memberships
    )
    reading = f"截至{date_text(card.question.as_of)}"
    return _table("所在名单", reading, columns, rows, "不在任何登记的名单中。")


def belongings(card: FirmCard) -> Table:
    """Return the groups and projects of the firm."""
    columns = (
        Column("类别"),
        Column("名称"),
        Column("说明", wide=True),
        Column("登记日"),
        Column("退出、竣工日"),
    )
    rows = tuple(
        (
            Cell(each.kind),
            Cell(each.name),
            Cell(each.detail),
            Cell(date_text(each.since)),
            _text("" if each.ended is None else date_text(each.ended)),
        )
        for each in card.belongings
    )
    return _table("集团与项目", "按登记的成员和实施企业", columns, rows, "没有登记的集团和项目。")


def earlier(card: FirmCard) -> Table:
    """Return how the register described the firm before, newest first."""
    columns = (
        Column("发布日"),
        Column("名称", wide=True),
        Column("地区"),
        Column("行业"),
        Column("规模"),
        Column("代码"),
        Column("标签", wide=True),
        Column("批次", "figure"),
    )
    rows = tuple(tuple(_described(each)) for each in (card.described, *card.earlier))
    reading = "企业登记的各次描述，新近在前；第一行为现用"
    return _table("登记变更", reading, columns, rows if card.earlier else (), "登记以来没有变更。")


def _described(each: Description) -> Iterator[Cell]:
    yield Cell(date_text(each.published_at))
    yield Cell(each.name)
    yield Cell(each.region_name)
    yield Cell(each.industry_name)
    yield _text(each.size)
    yield _text(each.uscc)
    yield _text(join_names(each.tags))
    yield figure_cell(each.batch, 0)


def revisions(card: FirmCard) -> Table:
    """Return every figure that a later batch changed: which batch said what when."""
    columns = (
        Column("月份"),
        Column("项目"),
        Column("原报", "figure"),
        Column("改报", "figure"),
        Column("发布日"),
        Column("批次", "figure"),
    )
    rows = tuple(
        (
            Cell(each.month.label),
            Cell(f"{each.column.name.removeprefix('企业')}（{each.column.unit}）"),
            _given(each.before),
            Cell(
                as_given(each.after), css="" if each.after is not None else "n", leads=each.origin
            ),
            Cell(date_text(each.published_at)),
            figure_cell(each.batch, 0),
        )
        for each in card.revisions
    )
    return _table("数字的更正", "各批次先后所报；点数字看全部版本", columns, rows, "没有更正。")


def _given(value: Figure) -> Cell:
    return Cell(as_given(value), css="n" if value is None else "")


def every(card: FirmCard) -> tuple[Table, ...]:
    """Return all tables in the order of the page."""
    makers = (
        figures,
        anomalies,
        places,
        loans,
        layoffs,
        memberships,
        belongings,
        earlier,
        revisions,
    )
    return tuple(make(card) for make in makers)


def head_words(card: FirmCard) -> tuple[str, ...]:
    """Return name, place, division and month, for the head of a page."""
    who = card.described
    month = () if card.month is None else (card.month.label,)
    return (who.name, who.region_name, who.industry_name, *month)
