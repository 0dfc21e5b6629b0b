"""The tables of 稳岗用工: one definition for page, workbook and command line."""

from collections.abc import Iterator, Sequence

from mechanisms.employment import Employment
from mechanisms.employment_firm_tables import (
    exceeded,
    firms,
    near,
    recognition_way,
    way,
    why_none,
)
from mechanisms.employment_groups import BY, By, Group, RateClass, distribution, groups
from mechanisms.employment_judging import Count
from mechanisms.employment_refund_tables import refund_rules
from mechanisms.employment_training import training
from mechanisms.employment_words import limit_words, usable
from mechanisms.linked_tables import (
    NOT_APPLICABLE,
    Cell,
    Column,
    Table,
    figure_cell,
    signed_cell,
)


def by_group(found: Employment, by: By) -> Table:
    """Return the chosen firms by county, industry, size or roster."""
    made = groups(found, by)
    columns = (
        Column(BY[by]),
        *_count_columns(found.has_rates),
        Column(f"{len(found.facts.months)}月末参保（人）", "figure"),
        Column("增减（人）", "signed"),
        Column("确定（万元）", "figure", 2),
        Column("最高（万元）", "figure", 2),
        Column("缺金额（家）", "figure"),
    )
    reading = "确定、最高、缺金额说的是返还；参保人数只计两头都报的企业"
    if by == "roster":
        reading += "；名单有重叠，不相加；未对上企业登记的不计"
    rows = tuple(tuple(_group_cells(found, by, group)) for group in made)
    nothing = "" if rows else f"没有可分{BY[by]}的企业。"
    return Table(f"分{BY[by]}", f"分{BY[by]}", reading, columns, rows, nothing)


def _count_columns(is_known: bool) -> tuple[Column, ...]:
    rates = (
        Column("不超过（家）", "figure"),
        Column("接近（家）", "figure"),
        Column("超过（家）", "figure"),
        Column("超过面（%）", "figure", 1),
    )
    return (
        Column("企业（家）", "figure"),
        *(rates if is_known else ()),
        Column("待核实（家）", "figure"),
    )


def _count_cells(count: Count, *, is_known: bool) -> Iterator[Cell]:
    yield figure_cell(count.firms, 0)
    if is_known:
        nothing = count.firms > 0 and count.unsettled == count.firms
        for number in (count.kept, count.near, count.exceeded):
            yield figure_cell(None if nothing else number, 0, blank=NOT_APPLICABLE)
        yield figure_cell(count.exceeded_pct, 1, blank=NOT_APPLICABLE)
    yield figure_cell(count.unsettled, 0)


def _group_cells(found: Employment, by: By, group: Group) -> Iterator[Cell]:
    leads = None
    if by == "county":
        leads = way(found.choice, place=group.key)
    elif by == "roster" and group.count.firms:
        leads = way(found.choice, who=group.key)
    unmatched = f"（{group.unmatched}条未对上）" if group.unmatched else ""
    yield Cell(f"{group.name}{unmatched}", leads=leads)
    yield from _count_cells(group.count, is_known=found.has_rates)
    is_reported = group.reported > 0
    yield figure_cell(group.closing if is_reported else None, 0)
    yield signed_cell(group.closing - group.opening if is_reported else None, 0)
    total = group.refunds
    for yuan in (total.low_yuan, total.high_yuan):
        blank = "待核实" if total.firms else NOT_APPLICABLE
        yield figure_cell(yuan / 10_000 if total.has_amount else None, 2, blank=blank)
    yield figure_cell(total.without_amount, 0)


def by_method(found: Employment) -> Table:
    """Return every method under the limit, those that the limit names first."""
    order = usable(found)
    pairs = sorted(found.by_method, key=lambda pair: order.index(pair[0].id))
    columns = (
        Column("口径"),
        Column("公式", wide=True),
        *_count_columns(is_known=True),
        Column("出处", wide=True),
    )
    rows = []
    for method, count in pairs:
        name = f"{method.name}{'（所选）' if method.id == found.method.id else ''}"
        cells = [Cell(name, leads=way(found.choice, method=method.id)), Cell(method.text)]
        cells += _count_cells(count, is_known=True)
        rows.append((*cells, Cell(method.source)))
    reading = f"同一批企业，上限{limit_words(found.limit)}；点口径改选"
    return Table("各口径", "各口径并列", reading, columns, tuple(rows))


def trend(found: Employment) -> Table:
    """Return the years of which the method gives rates."""
    columns = (
        Column("年度"),
        *_count_columns(is_known=True),
        Column("年初参保（人）", "figure"),
        Column("期末参保（人）", "figure"),
        Column("增减（人）", "signed"),
    )
    rows = tuple(
        (
            Cell(each.facts.label),
            *_count_cells(each.count, is_known=True),
            figure_cell(each.opening if each.reported else None, 0),
            figure_cell(each.closing if each.reported else None, 0),
            signed_cell(each.closing - each.opening if each.reported else None, 0),
        )
        for each in found.trend
    )
    nothing = "" if rows else why_none(found, "企业月报中没有可计算的年度。")
    return Table("各年", "各年走势", "同一批企业；年内至今不与全年比", columns, rows, nothing)


def classes(found: Employment) -> Table:
    """Return the distribution of rates."""
    columns = (
        Column("裁员率（%）"),
        Column("企业（家）", "figure"),
        Column("不超过（家）", "figure"),
        Column("超过（家）", "figure"),
        Column("待核实（家）", "figure"),
    )
    rows = tuple(_class_cells(each) for each in distribution(found))
    return Table("分布", "裁员率分布", "含右端", columns, rows)


def _class_cells(each: RateClass) -> tuple[Cell, ...]:
    figures = (each.firms, each.kept, each.exceeded, each.others)
    return (Cell(each.label), *(figure_cell(count, 0) for count in figures))


def trainings(found: Employment) -> Table:
    """Return the training subsidies of 双百工业企业: standard, firms, what is not known."""
    columns = (
        Column("补贴"),
        Column("标准", wide=True),
        Column("可申请（家）", "figure"),
        Column("参照地区（家）", "figure"),
        Column("是否双百待核实（家）", "figure"),
        Column("逐人逐次待核实", wide=True),
        Column("条目"),
    )
    rows = tuple(
        (
            Cell(each.rule.name),
            Cell(each.standard),
            figure_cell(each.firms, 0),
            figure_cell(each.local, 0),
            figure_cell(each.open, 0),
            Cell("、".join(each.missing)),
            Cell(each.rule.id),
        )
        for each in training(found)
    )
    reading = "只适用于双百工业企业；没有培训名册，不出金额"
    return Table("培训补贴", "培训补贴", reading, columns, rows)


def unmatched(found: Employment) -> Table:
    """Return the recognised rates of the year that count for no firm, with why."""
    columns = (
        Column("企业"),
        Column("统一社会信用代码"),
        Column("裁员率（%）", "figure", 4),
        Column("为什么没有采用", wide=True),
        Column("认定文号"),
    )
    rows = tuple(
        (
            Cell(each.entry.text("firm"), leads=recognition_way(each.entry)),
            Cell(each.entry.text("uscc") or NOT_APPLICABLE),
            figure_cell(each.entry.amount("rate_pct"), 4),
            Cell(each.why),
            Cell(each.entry.text("evidence") or NOT_APPLICABLE),
        )
        for each in found.unmatched
    )
    nothing = "" if rows else "认定都已对上企业。"
    reading = f"{found.facts.year}年；补登企业或更正后即采用"
    return Table("没有采用的认定", "没有采用的认定", reading, columns, rows, nothing)


def all_tables(found: Employment) -> Sequence[Table]:
    """Return every table that holds rows, for files."""
    made = [firms(found), near(found), exceeded(found), classes(found)]
    made += [by_group(found, by) for by in BY]
    made += [
        by_method(found),
        trend(found),
        refund_rules(found),
        trainings(found),
        unmatched(found),
    ]
    return [table for table in made if table.rows]
