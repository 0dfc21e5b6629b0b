"""The refunds of the documents, rule by rule: who gets them, what is open, how much."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from data.policy_records import MonthsOf, Rate, Rule
from mechanisms.employment import Employment
from mechanisms.employment_refunds import LOCAL, is_valid, rules
from mechanisms.employment_words import trial_words
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, figure_cell
from metrics.layoff_refunds import Refund
from metrics.wording import as_given, date_text


def refund_rules(found: Employment) -> Table:
    """Return every refund of the dataset's documents for the chosen firms."""
    columns = (
        Column("返还"),
        Column("办法", wide=True),
        Column("确定（家）", "figure"),
        Column("确定金额（万元）", "figure", 2),
        Column("待核实（家）", "figure"),
        Column("待核实金额（万元）", "figure", 2),
        Column("参照地区（家）", "figure"),
        Column("缺什么", wide=True),
        Column("条目"),
    )
    rows = tuple(tuple(_cells(found, rule)) for rule in rules(found.question.dataset))
    reading = f"同组只享一项，各行金额不相加；参照地区由当地定，不出金额{trial_words(found)}"
    nothing = "" if rows else "数据集的文件没有与裁员率挂钩的返还。"
    return Table("返还", "返还测算", reading, columns, rows, nothing)


def _cells(found: Employment, rule: Rule) -> Iterator[Cell]:
    offers = list(_offers(found, rule))
    local = [each for each in offers if LOCAL in each.missing]
    sure = [each for each in offers if each.entitled and each.yuan is not None]
    open_ones = [each for each in offers if each not in sure and LOCAL not in each.missing]
    yield Cell(rule.name)
    yield Cell(_way(rule))
    yield figure_cell(len(sure), 0)
    yield _sum(sure)
    yield figure_cell(len(open_ones), 0)
    yield _sum(open_ones)
    yield figure_cell(len(local), 0)
    lacks = dict.fromkeys(name for each in open_ones for name in (*each.missing, *_basis(each)))
    yield Cell(_expired(found, rule) or "、".join(lacks) or NOT_APPLICABLE)
    yield Cell(rule.id)


def _offers(found: Employment, rule: Rule) -> Iterator[Refund]:
    for place in np.flatnonzero(found.chosen):
        refund = found.refunds[place]
        if refund is not None:
            yield from (each for each in refund.refunds if each.rule == rule.id)


def _sum(offers: list[Refund]) -> Cell:
    """Add up known amounts; where none is known of some firms, say so and give no zero."""
    known = [each.yuan for each in offers if each.yuan is not None]
    if offers and not known:
        return Cell("待核实", css="n")
    return figure_cell(sum(known, Decimal(0)) / 10_000, 2)


def _basis(each: Refund) -> tuple[str, ...]:
    return each.basis.missing if each.basis.yuan is None else ()


def _expired(found: Employment, rule: Rule) -> str:
    """Say that a rule is out of its days on the day that is looked at; empty if it is not."""
    if is_valid(rule, found.question.as_of):
        return ""
    days = [date_text(day) if day else "" for day in (rule.valid_from, rule.valid_to)]
    return f"查看日不在有效期内（{'至'.join(days)}）"


def _way(rule: Rule) -> str:
    payout = rule.payout
    if isinstance(payout, MonthsOf):
        return f"{as_given(payout.months)}个月社保费；{rule.gist}"
    if isinstance(payout, Rate) and payout.rate is not None:
        return f"{as_given(payout.rate * 100)}%；{rule.gist}"
    return f"只登记：{rule.why}"
