"""Which firms moved the month, by the monthly reports of the panel: a sample at current prices."""

from mechanisms import firm_contributions, firm_drill
from mechanisms.firm_contributions import Named
from mechanisms.linked_tables import Cell, Column, Table, card_way, figure_cell, signed_cell
from mechanisms.monthly import Monthly
from metrics.periods import Period
from metrics.wording import growth

MEASURE = "output_wan"
TITLE = "企业（当月产值）"
NOTHING = "本月没有企业月报，不列企业。"
HEADS = (
    Column("企业"),
    Column("当月产值增减（万元）", "signed", 0),
    Column("上年同月（万元）", "figure", 0),
    Column("拉动（百分点）", "signed", 2),
)


def firms(found: Monthly) -> Table:
    """Return the firms that pulled most and dragged most; of whoever may see firms.

    Firms of both months alone are compared, at current prices, as shares of their own total: no
    part of the published growth of the city.
    """
    month = Period.of_month(found.period.end.year, found.period.end.month)
    drill = firm_drill.drill(found.question, month, MEASURE)
    moved = firm_contributions.contributions(drill, "firm")
    if moved is None or not moved.changes.same.firms:
        return Table("企业", TITLE, "", HEADS, (), NOTHING)
    same = moved.changes
    reading = (
        f"{month.label}与上年同月都有数的{same.same.firms}家样本企业，名义增速"
        f"{growth(same.growth_pct)}；拉动以它们自己上年同月的合计为基数，不是全市增速的一部分"
    )
    rows = tuple(_row(each) for each in (*moved.up, *moved.down[::-1]))
    if moved.rest is not None:
        rest = moved.rest
        cells = (signed_cell(rest.amount, 0), figure_cell(rest.base, 0), signed_cell(rest.pp, 2))
        rows += ((Cell(f"{rest.group}家"), *cells),)
    return Table("企业", TITLE, reading, HEADS, rows)


def _row(each: Named) -> tuple[Cell, ...]:
    found = each.found
    return (
        Cell(each.name, leads=card_way(int(each.key))),
        signed_cell(found.amount, 0),
        figure_cell(found.base, 0),
        signed_cell(found.pp, 2),
    )
