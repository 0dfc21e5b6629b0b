"""The tables of loans: one definition for page, files and command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from data import catalogue
from data.registers import RegisterEntry
from mechanisms import linked_tables
from mechanisms.credit import KINDS, BankRow, Credit, Detail, UnitRow
from mechanisms.credit_cases import CaseRow
from mechanisms.credit_ledgers import Ledger, Matchmaking
from mechanisms.credit_lines import Line
from mechanisms.credit_targets import Stand
from mechanisms.credit_words import LAMP_TONES, NO_LIMIT, lamp_words, stand_words
from mechanisms.linked_tables import NOT_APPLICABLE
from mechanisms.tiles import Origin
from metrics.credit_withdrawals import MUST, OPEN, Limits
from metrics.rounding import half_up
from metrics.wording import figure, signed

SHARE_DECIMALS = 6


@dataclass(frozen=True)
class Column(linked_tables.Column):
    """A column of a table of loans.

    Attributes
    ----------
    files_only
        Whether it is left out on the screen.
    """

    files_only: bool = False


@dataclass(frozen=True)
class Cell(linked_tables.Cell):
    """A printed cell of a table of loans.

    Attributes
    ----------
    origin
        The stored figure that it shows.
    entry
        The key of the register's entry that it shows; empty for none.
    target
        The target that it is about; empty for none.
    """

    origin: Origin | None = None
    entry: str = ""
    target: str = ""


@dataclass(frozen=True)
class Table(linked_tables.Table):
    """A table of loans."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _figure(
    value: Decimal | None, decimals: int, origin: Origin | None = None, *, blank: str = "未报"
) -> Cell:
    number = half_up(value, decimals)
    if number is None:
        return Cell(blank, css="n")
    return Cell(figure(number, decimals, thousands=True), number, origin=origin)


def _signed(value: Decimal | None, decimals: int) -> Cell:
    number = half_up(value, decimals)
    if number is None:
        return Cell(NOT_APPLICABLE, css="n")
    return Cell(signed(number, decimals), number, css="d" if number < 0 else "")


def measures(found: Credit) -> Table:
    """Return every measure with its formula; one without data says who supplies it."""
    columns = (
        Column("项目"),
        Column("期别"),
        Column("数值", "figure", 2),
        Column("单位"),
        Column("比较", wide=True),
        Column("目标与状态", wide=True),
        Column("公式", wide=True),
        Column("依据"),
    )
    rows = tuple(tuple(_measure_cells(each)) for each in found.lines)
    reading = "各项口径不同，不相加；点数字查看来源"
    return Table("各项", "信贷各项一览", reading, columns, rows)


def _measure_cells(shown: Line) -> Iterator[Cell]:
    yield Cell(shown.measure.name)
    if shown.period is None:
        yield Cell(NOT_APPLICABLE, css="n")
        yield Cell("无此数据", css="n")
        yield Cell(shown.unit)
        yield Cell(shown.absent, css="n")
    else:
        yield Cell(shown.period.label)
        yield _figure(shown.result.value, shown.decimals, shown.origin)
        yield Cell(shown.unit)
        yield Cell(shown.compared)
    first = next(iter(shown.stands), None)
    said = "；".join(map(stand_words, shown.stands)) or NOT_APPLICABLE
    yield Cell(said, target="" if first is None else first.target.id)
    yield Cell(shown.measure.formula)
    yield Cell(shown.measure.article)


def units(detail: Detail) -> Table:
    """Return a measure by county, the city first; with the county's part of the target."""
    shown, has_parts = detail.line, any(row.stand for row in detail.units)
    columns = [Column("单位"), *(_target_columns(detail.stand) if has_parts else [])]
    columns += _amount_columns(shown)
    city = UnitRow("", "全市", shown.result, None, True, None, detail.stand, shown.origin)
    rows = [city, *detail.units]
    period = shown.period.label if shown.period else ""
    parts = "；目标为分解数" if has_parts else ""
    return _without_empty(
        Table(
            f"县区_{shown.indicator.short_name}",
            f"{shown.measure.name}：分单位",
            f"{period}，{shown.unit}{parts}",
            tuple(columns),
            tuple(tuple(_unit_cells(shown, row, has_parts=has_parts)) for row in rows),
        )
    )


def _without_empty(table: Table) -> Table:
    """Leave out columns of figures in which no row has one."""
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.kind == "text" or any(row[place].number is not None for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _amount_columns(shown: Line) -> list[Column]:
    decimals, unit = shown.indicator.decimals, shown.indicator.unit
    is_stock = shown.measure.way == "balance"
    heads = ("期末余额", "比年初", "年初余额") if is_stock else ("本期累计", "比同期", "上年同期")
    return [
        Column(f"{heads[0]}（{unit}）", "figure", decimals),
        Column(f"{heads[1]}（{unit}）", "signed", decimals),
        Column(f"{heads[2]}（{unit}）", "figure", decimals),
        Column("同比增速（%）", "signed", 1),
        Column("占全市净增（%）" if is_stock else "占全市（%）", "figure", 1),
    ]


def _target_columns(stand: Stand | None) -> list[Column]:
    unit = "" if stand is None else stand.terms.unit
    return [
        Column("进度"),
        Column("完成率（%）", "figure", 1),
        Column("比序时±", "signed", 1),
        Column(f"目标（{unit}）", "figure", 2),
        Column(f"须月均（{unit}）", "figure", 2),
    ]


def _unit_cells(shown: Line, row: UnitRow, *, has_parts: bool) -> Iterator[Cell]:
    decimals = shown.indicator.decimals
    yield Cell(row.name)
    if has_parts:
        yield from _target_cells(row.stand)
    yield _figure(row.result.value, decimals, row.origin)
    yield _signed(row.result.change, decimals)
    yield _figure(row.result.base, decimals)
    yield _growth(row)
    yield _figure(row.share_pct, 1, blank=NOT_APPLICABLE)


def _growth(row: UnitRow) -> Cell:
    """Return the growth; one that was worked out is marked."""
    cell = _signed(row.growth_pct, 1)
    if row.growth_pct is None or not row.is_nominal:
        return cell
    return Cell(f"{cell.text}（推算）", cell.number, cell.css)


def _target_cells(stand: Stand | None) -> Iterator[Cell]:
    if stand is None:
        yield from [Cell(NOT_APPLICABLE, css="n")] * 5
        return
    verdict = stand.verdict
    yield Cell(lamp_words(verdict), css=LAMP_TONES.get(verdict.lamp, "n"))
    yield _figure(verdict.completion_pct, 1, blank=NOT_APPLICABLE)
    yield _signed(verdict.pace_gap_pp, 1)
    yield _figure(stand.terms.value, 2, blank=NOT_APPLICABLE)
    yield _figure(verdict.required_per_month, 2, blank=NOT_APPLICABLE)


def banks(found: Credit) -> Table:
    """Return the banks side by side, in the order of the declaration: no score, no place."""
    columns = (
        Column("银行"),
        Column("类别", files_only=True),
        Column("余额 亿元", "figure", 2),
        Column("净增 亿元", "signed", 2),
        Column("增长 %", "signed", 1),
        Column("占比 %", "figure", 1),
        *(Column(f"{kind} 件", "figure") for kind in KINDS),
        Column("收贷 万元", "figure", 2),
    )
    about = "无贷款数据（由人民银行提供）"
    if found.bank_period is not None:
        about = f"{found.bank_period.label}制造业贷款；增长为比年初，推算"
    return _without_empty(
        Table(
            "银行",
            "各银行分项",
            f"{about}；分项并列，不合成分数，不排名次",
            columns,
            tuple(tuple(_bank_cells(row)) for row in found.banks),
        )
    )


def _bank_cells(row: BankRow) -> Iterator[Cell]:
    yield Cell(row.short_name)
    yield Cell(row.kind or NOT_APPLICABLE)
    yield _figure(row.balance.value, 2, row.origin)
    yield _signed(row.balance.change, 2)
    yield _signed(row.growth_pct, 1)
    yield _figure(row.share_pct, 1, blank=NOT_APPLICABLE)
    for kind in KINDS:
        yield _figure(Decimal(row.withdrawn[kind][0]) if kind in row.withdrawn else Decimal(0), 0)
    yi = sum((amount for _, amount in row.withdrawn.values()), Decimal(0))
    yield _figure(yi * 10_000, 2)


def withdrawals(found: Credit) -> Table:
    """Return the cases of withdrawals: firms on lists first, each with what the rule says."""
    columns = (
        Column("日期"),
        Column("企业", wide=True),
        Column("名单", wide=True),
        Column("银行"),
        Column("类别"),
        Column("金额（万元）", "figure", 2),
        Column("占该行（%）", "figure", 1),
        Column("占全部（%）", "figure", 1),
        Column("结论", wide=True),
        Column("报告"),
        Column("登记号", files_only=True),
    )
    limits = found.withdrawals.duty.limits
    rows = tuple(tuple(_case_cells(row, limits)) for row in found.withdrawals.rows)
    return Table(
        "抽压断贷",
        "抽压断贷登记与报告",
        f"{found.withdrawals.duty.text}；报告时限{NO_LIMIT}；点日期看登记的来源",
        columns,
        rows,
    )


OUTCOME_CSS = {MUST: "bad", OPEN: "warn"}


def _case_cells(row: CaseRow, limits: Limits) -> Iterator[Cell]:
    case, judgement = row.case, row.case.judgement
    several = f"（{len(case.events)}笔）" if len(case.events) > 1 else ""
    yield Cell(f"{case.day:%Y-%m-%d}{several}", entry=row.entries[-1].key)
    yield Cell(f"{row.firm}（{catalogue.regions()[row.region].short_name}）")
    yield Cell("、".join(row.marks) or NOT_APPLICABLE, css="bad" if row.is_protected else "")
    yield Cell(row.short_bank)
    yield Cell(case.kind)
    yield _money(case.amount_wan)
    yield _share(judgement.share_of_bank_pct, limits.share_of_bank)
    yield _share(judgement.share_of_firm_pct, limits.share_of_firm)
    doubts = f"；请核对：{'、'.join(judgement.doubts)}" if judgement.doubts else ""
    yield Cell(judgement.text + doubts, css=OUTCOME_CSS.get(judgement.outcome, ""))
    yield _report(row)
    yield Cell(row.entries[-1].key)


def _share(value: Decimal | None, limit: Decimal | None) -> Cell:
    """Print a share with one decimal; with all digits where rounding would reach the limit."""
    rounded = half_up(value, 1)
    if value is None or rounded is None:
        return Cell(NOT_APPLICABLE, css="n")
    if limit is not None and value < limit * 100 <= rounded:
        return Cell(figure(value, SHARE_DECIMALS, thousands=True), value)
    return Cell(figure(rounded, 1), rounded)


def _money(value: Decimal | None) -> Cell:
    """Print money with two decimals; where rounding would reach a limit, with all digits."""
    number = half_up(value, 2)
    if number is None or value is None:
        return Cell("未报", css="n")
    exact = value if number != value else number
    decimals = max(2, -int(exact.normalize().as_tuple().exponent))
    return Cell(figure(exact, decimals, thousands=True), exact)


def _report(row: CaseRow) -> Cell:
    case = row.case
    if case.reported_on is not None:
        return Cell(f"● 已报 {case.reported_on:%m-%d}", css="good")
    if case.is_unreported:
        return Cell("■ 未报告", css="bad")
    return Cell(NOT_APPLICABLE, css="n")


def contracts(found: Matchmaking) -> Table:
    """Return the overdue contracts, the longest first."""
    columns = (
        Column("签约日"),
        Column("企业", wide=True),
        Column("银行"),
        Column("签约（万元）", "figure", 2),
        Column("到位（万元）", "figure", 2),
        Column("未到位（万元）", "figure", 2),
        Column("超期（天）", "figure"),
        Column("登记号", files_only=True),
    )
    rows = []
    for late in found.late:
        entry = late.entry
        rows.append(
            (
                Cell(f"{entry.day:%Y-%m-%d}", entry=entry.key),
                Cell(f"{late.firm}（{catalogue.regions()[late.region].short_name}）"),
                Cell(late.bank),
                _figure(entry.amount("signed_wan"), 2),
                _figure(entry.amount("arrived_wan"), 2),
                _figure(late.late.short_wan, 2),
                _figure(Decimal(late.late.days), 0),
                Cell(entry.key),
            )
        )
    return Table("超期签约", "超期未全部到位的签约", contract_words(found), columns, tuple(rows))


def contract_words(found: Matchmaking) -> str:
    """Say the rate of fulfilment with its formula."""
    state = found.found
    if state is None:
        return f"无此数据（由{found.register.supplier}提供）"
    rate = figure(state.rate_pct, 1)
    signed_, arrived = (figure(v, 2, thousands=True) for v in (state.signed_wan, state.arrived_wan))
    text = (
        f"履约率＝到位{arrived}万元÷签约{signed_}万元＝{rate}%；"
        f"签约{state.contracts}笔，超期{len(state.late)}笔"
    )
    missing = f"，到位金额未报{len(state.unreported)}笔（不计入）" if state.unreported else ""
    return text + missing


def fund(found: Ledger) -> Table:
    """Return the fund's contributions by unit."""
    columns = (
        Column("出资单位"),
        Column("应缴（万元）", "figure", 2),
        Column("到位（万元）", "figure", 2),
        Column("欠缴（万元）", "figure", 2),
    )
    rows = tuple(
        (Cell(name), _figure(owed, 2), _figure(paid, 2), _figure(max(owed - paid, Decimal(0)), 2))
        for name, owed, paid in found.units
    )
    return Table("周转基金出资", "信贷周转基金：出资", fund_words(found), columns, rows)


def fund_words(found: Ledger) -> str:
    """Say the balance of the fund with its formula; a county sees its own contribution only."""
    state = found.found
    if state is None:
        return f"无此数据（由{found.register.supplier}提供）"
    if found.is_partial:
        return "只列本单位和市级的往来，不是基金全部，不计余额"
    paid, lent, back, left, late = (
        figure(v, 2, thousands=True)
        for v in (
            state.paid_in_wan,
            state.lent_wan,
            state.returned_wan,
            state.balance_wan,
            state.overdue_wan,
        )
    )
    turns = "—" if state.turnover is None else figure(state.turnover, 2)
    text = (
        f"余额＝到位{paid}＋回收{back}−放款{lent}＝{left}万元；"
        f"周转{turns}次（放款÷到位）；逾期未收回{late}万元"
    )
    loose = figure(state.unassigned_wan, 2, thousands=True)
    return text + (f"；未注明所属放款的回收{loose}万元" if state.unassigned_wan else "")


def open_loans(found: Ledger) -> Table:
    """Return the fund's loans that are not repaid in full, the longest overdue first."""
    columns = (
        Column("放款日"),
        Column("企业", wide=True),
        Column("放款（万元）", "figure", 2),
        Column("未收回（万元）", "figure", 2),
        Column("约定归还"),
        Column("逾期（天）", "figure"),
        Column("登记号", files_only=True),
    )
    rows = tuple(
        tuple(_loan_cells(each.entry, each.loan.open_wan, each.loan.days))
        for each in found.open_loans
    )
    return Table("周转基金未收回", "信贷周转基金：未收回的放款", "逾期久的在前", columns, rows)


def _loan_cells(entry: RegisterEntry, open_wan: Decimal, days: int) -> Iterator[Cell]:
    due = entry.when("due")
    yield Cell(f"{entry.day:%Y-%m-%d}", entry=entry.key)
    yield Cell(entry.text("firm") or NOT_APPLICABLE)
    yield _figure(entry.amount("amount_wan"), 2)
    yield _figure(open_wan, 2)
    yield Cell("未约定" if due is None else f"{due:%Y-%m-%d}")
    yield Cell(str(days), Decimal(days), css="bad") if days else Cell(NOT_APPLICABLE, css="n")
    yield Cell(entry.key)


def all_tables(found: Credit) -> Sequence[Table]:
    """Return every table that holds rows, for files."""
    made = [measures(found), *map(units, found.details.values())]
    made += [banks(found), withdrawals(found), contracts(found.matchmaking)]
    made += [fund(found.fund), open_loans(found.fund)]
    return [table for table in made if table.rows]
