"""What is said of material prices: sentence, tables; published changes only."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, figure_cell, signed_cell
from mechanisms.material_prices import Price, TendayPrices, printed
from metrics.wording import date_text, figure


def sentence(found: TendayPrices) -> str:
    """Say how many goods rose and fell, and which most; that there are none where there are."""
    if found.period is None:
        since = f"，本系统自{found.since.label}起收录" if found.since else ""
        return f"成本一侧：到研判日没有可用的旬度价格{since}"
    counts = [
        f"{len(goods)}种{word}"
        for goods, word in (
            (found.risen, "上涨"),
            (found.fallen, "下跌"),
            (found.unchanged, "持平"),
        )
        if goods
    ]
    text = f"成本一侧：{found.period.label}{len(found.prices)}种生产资料价格比上期"
    return text + "、".join(counts) + "".join(_extremes(found))


def _extremes(found: TendayPrices) -> Iterator[str]:
    for goods, word in ((found.risen, "上涨"), (found.fallen, "下跌")):
        if goods:
            change = figure(abs(printed(goods[0]) or Decimal(0)), 1)
            side = "涨幅" if word == "上涨" else "跌幅"
            yield f"，{side}最大的是{short_name(goods[0].good)}，{word}{change}%"


def short_name(good: str) -> str:
    """Return a good without its specification.

    Examples
    --------
    >>> short_name("螺纹钢（Φ20mm，HRB400E）")
    '螺纹钢'
    """
    return good.partition("（")[0]


def gap_words(found: TendayPrices) -> str:
    """Say why a later issue is not there; empty where nothing is missing."""
    if found.late is not None:
        return f"{found.late.label}的旬报到研判日尚未发布"
    if found.holiday_gap is not None:
        return f"{found.holiday_gap.label}逢长假，来源停发一期，不作迟报"
    return ""


def reading(found: TendayPrices) -> str:
    """Say period, day of publication and what the change is against."""
    if found.period is None or found.published_at is None:
        return "国家统计局旬报，全国平均"
    mark = "（推定）" if found.assumed else ""
    said = [
        f"{found.period.label}，{date_text(found.published_at)}发布{mark}",
        "国家统计局公布，全国平均；比上期为公布的涨跌幅，不推算同比",
        gap_words(found),
    ]
    return "；".join(each for each in said if each)


def goods_table(found: TendayPrices, title: str, goods: Sequence[Price], most: int) -> Table:
    """Return goods with price and published change."""
    columns = (
        Column("产品", wide=True),
        Column("价格", "figure", 1),
        Column("单位"),
        Column("比上期 %", "signed", 1),
    )
    rows = tuple(_row(each) for each in goods[:most])
    return Table(title, title, "", columns, rows, "" if rows else "没有。")


def _row(price: Price) -> tuple[Cell, ...]:
    change = signed_cell(price.change_pct, 1)
    led = Cell(change.text, change.number, change.css, price.change_origin)
    return (
        Cell(price.good),
        figure_cell(price.price, 1, price.price_origin),
        Cell(price.unit),
        led,
    )


def all_goods(found: TendayPrices) -> Table:
    """Return every good of the period with its group."""
    columns = (
        Column("类别"),
        Column("产品", wide=True),
        Column("价格", "figure", 1),
        Column("单位"),
        Column("比上期 %", "signed", 1),
    )
    rows = tuple((Cell(each.group), *_row(each)) for each in found.prices)
    return Table(
        "生产资料价格",
        "生产资料市场价格",
        f"正式数据；{reading(found)}",
        columns,
        rows,
        "" if rows else f"无此数据：{sentence(found)}。",
    )


def groups_table(found: TendayPrices) -> Table:
    """Return how many goods of each group rose, fell and stayed."""
    columns = (
        Column("类别"),
        Column("上涨 种", "figure"),
        Column("下跌 种", "figure"),
        Column("持平 种", "figure"),
    )
    rows = tuple(
        (
            Cell(each.group),
            *(_count_cell(count) for count in (each.risen, each.fallen, each.unchanged)),
        )
        for each in found.groups
    )
    return Table("按类别", "按类别", "", columns, rows)


def _count_cell(count: int) -> Cell:
    return figure_cell(count, 0) if count else Cell(NOT_APPLICABLE, css="n")
