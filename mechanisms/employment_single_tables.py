"""The tables of one firm on 稳岗用工: all methods, limits, months, refunds."""

from collections.abc import Iterator
from decimal import Decimal

from mechanisms.employment import Employment
from mechanisms.employment_firm import FirmLayoffs, MethodResult, rate_words, rounded_rate
from mechanisms.employment_firm_tables import entry_way, way
from mechanisms.employment_judging import is_computable
from mechanisms.employment_words import limit_words, usable
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, Way, figure_cell
from mechanisms.tiles import PanelOrigin
from metrics.layoff_limits import EXCEEDS, KEEPS
from metrics.layoff_refunds import Refund
from metrics.layoffs import LayoffFacts

CSS = {KEEPS: "good", EXCEEDS: "bad"}


def methods(found: Employment, firm: FirmLayoffs) -> Table:
    """Return every method for a firm: arithmetic, rate, outcome, distance, source."""
    columns = (
        Column("口径"),
        Column("公式", wide=True),
        Column("计算", wide=True),
        Column("裁员率（%）", "figure", 2),
        Column("对所选上限"),
        Column("距上限"),
        Column("出处", wide=True),
    )
    order, entry = usable(found), entry_way(found, firm.place)
    results = sorted(firm.results, key=lambda each: order.index(each.method.id))
    rows = tuple(tuple(_method_cells(found, each, entry)) for each in results)
    reading = f"{found.facts.label}；上限{limit_words(found.limit)}"
    return Table("各口径", "各口径并列", reading, columns, rows)


def _method_cells(found: Employment, each: MethodResult, entry: Way | None) -> Iterator[Cell]:
    is_chosen = each.method.id == found.method.id
    name = f"{each.method.name}{'（所选）' if is_chosen else ''}"
    yield Cell(name, leads=way(found.choice, method=each.method.id))
    yield Cell(each.method.text)
    yield Cell(each.rate.text)
    yield _rate(each, entry)
    yield Cell(each.standing.outcome, css=CSS.get(each.standing.outcome, "n"))
    yield Cell(each.away_text or NOT_APPLICABLE)
    yield Cell(each.method.source)


def _rate(each: MethodResult, entry: Way | None) -> Cell:
    """Return the rate; a recognised one leads to its entry."""
    pct, limit = each.rate.pct, each.standing.limit_pct
    if pct is None:
        return Cell("待核实", css="n")
    leads = None if is_computable(each.method) else entry
    return Cell(rate_words(pct, limit), rounded_rate(pct, limit), leads=leads)


def limits(found: Employment, firm: FirmLayoffs) -> Table:
    """Return every limit for a firm, each with the method that it is used with."""
    columns = (
        Column("上限"),
        Column("标准", wide=True),
        Column("口径"),
        Column("裁员率（%）", "figure", 2),
        Column("结论"),
        Column("距上限"),
        Column("出处", wide=True),
    )
    rows = tuple(
        (
            Cell(limit.name, leads=way(found.choice, limit=limit.id, method="")),
            Cell(limit_words(limit)),
            Cell(each.method.name),
            _rate(each, entry_way(found, firm.place)),
            Cell(each.standing.outcome, css=CSS.get(each.standing.outcome, "n")),
            Cell(each.away_text or NOT_APPLICABLE),
            Cell(limit.source),
        )
        for limit, each in firm.limits
    )
    return Table("各上限", "各地上限对照", "各按自己的默认口径", columns, rows)


def months(found: Employment, firm: FirmLayoffs) -> Table:
    """Return what the rates are counted from, month by month; each figure leads to its origin."""
    columns = (
        Column("月份"),
        Column("参保人数（人）", "figure"),
        Column("新申领失业金（人）", "figure"),
    )
    facts = firm.facts
    before = f"{found.facts.year - 1}-12"
    opening = PanelOrigin(firm.firm, before, "insured")
    rows = [(Cell(before), figure_cell(facts.opening, 0, opening), Cell("—", css="n"))]
    claims = found.facts.claims[:, firm.place]
    for month, insured, number in zip(found.facts.months, facts.months, claims, strict=True):
        claimed = None if number != number else int(number)
        cells = (
            figure_cell(insured, 0, PanelOrigin(firm.firm, month, "insured")),
            figure_cell(claimed, 0, PanelOrigin(firm.firm, month, "claims")),
        )
        rows.append((Cell(month), *cells))
    return Table("逐月", "逐月人数", "点数字看来源；未报不按零计", columns, tuple(rows))


def refunds(firm: FirmLayoffs) -> Table:
    """Return the refunds from which a firm is not excluded."""
    columns = (
        Column("返还"),
        Column("基数（元）", "figure", 2),
        Column("金额（元）", "figure", 2),
        Column("结论"),
        Column("待核实的事项", wide=True),
        Column("条目"),
    )
    left = firm.refund.refunds if firm.refund is not None else ()
    rows = tuple(tuple(_refund_cells(each)) for each in left)
    nothing = "" if rows else "按数据集的文件和所选裁员率，没有可享受的返还。"
    return Table("返还", "返还", "同组只享一项，取高的一项", columns, rows, nothing)


def _refund_cells(each: Refund) -> Iterator[Cell]:
    yield Cell(each.name)
    yield figure_cell(each.basis.yuan, 2, blank="待核实")
    yield figure_cell(each.yuan, 2, blank="待核实")
    yield Cell("符合", css="good") if each.entitled else Cell("待核实", css="n")
    lacks = dict.fromkeys((*each.missing, *each.basis.missing))
    yield Cell("、".join(lacks) or NOT_APPLICABLE)
    yield Cell(each.rule)


def known_facts(facts: LayoffFacts) -> tuple[tuple[str, int | None], ...]:
    """Return the counts of a firm's year by name."""
    return (
        ("年初参保人数", facts.opening),
        (facts.closing_name, facts.closing),
        ("领取失业保险金人数", facts.claimants),
    )


def member_words(firm: FirmLayoffs) -> str:
    """Say whether a firm is a 双百工业企业, with both figures; empty where nobody asks."""
    member = firm.member
    if member is None:
        return ""
    usd = None if member.exports_usd is None else member.exports_usd / Decimal(10_000)
    exports = figure_cell(usd, 2).text
    part = "" if member.months == 12 or usd is None else f"（{member.months}个月已报，至少）"
    insured = figure_cell(member.insured, 0).text
    return f"{member.words}：出口{exports}万美元{part}，参保{insured}人"
