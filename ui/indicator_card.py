"""The indicator card: what a number means, drawn from the dictionary and from nothing else."""

from collections.abc import Sequence
from html import escape
from itertools import zip_longest

import streamlit as st

from data import catalogue
from data.catalogue import FREQUENCY_WORDS, Indicator
from data.datasets import Dataset
from mechanisms.overview import IndustryGrowth, WholeLine, WholePoint
from metrics.rounding import percent
from metrics.wording import figure
from ui import address, skeleton

NEWEST = 12
KINDS = {
    "flow": "期内累计额",
    "stock": "时点余额",
    "ratio": "比率",
    "growth": "增速",
    "index": "指数",
}


DIRECTIONS = {"up": "越高越好", "down": "越低越好", "none": "不分好坏"}


def rows(indicator: Indicator, dataset: Dataset) -> list[tuple[str, str]]:
    """Return the lines of the card: head and text."""
    precision = (
        "按未舍入值" if indicator.rank_decimals is None else f"保留{indicator.rank_decimals}位小数"
    )
    missing = [entry.reason for entry in dataset.not_published if entry.indicator == indicator.id]
    threshold = indicator.alert_below
    return [
        ("指标", indicator.name),
        ("别名", "、".join(indicator.aliases) or "—"),
        ("别名说明", indicator.alias_note or "—"),
        ("含义", indicator.meaning),
        ("类型", KINDS[indicator.kind]),
        ("计量单位", indicator.unit),
        ("增速口径", indicator.growth_basis),
        ("单独公布1月", "是" if indicator.has_january else "否（年内自1—2月起）"),
        ("排名精度", f"{precision}{_bracket(indicator.rank_note)}"),
        ("方向", DIRECTIONS[indicator.direction]),
        ("可否加总", "分地区可相加" if indicator.additive else "不可相加"),
        ("频次", f"{FREQUENCY_WORDS[indicator.frequency]}度"),
        ("来源部门", indicator.source_department),
        ("业务负责", indicator.owner),
        ("触警阈值", "未设定（文件没有给出）" if threshold is None else figure(threshold, None)),
        ("依据", indicator.reference),
        ("本地情况", "；".join(missing) or "已公布"),
        ("标识", indicator.id),
    ]


def _bracket(text: str) -> str:
    return f"（{text}）" if text else ""


def show(indicator: Indicator, dataset: Dataset) -> None:
    """Draw the card as a two-column table."""
    lines(rows(indicator, dataset))


def lines(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw pairs of head and text as a card."""
    body = "".join(
        f'<tr><td class="l">{escape(head)}</td><td class="w">{escape(text)}</td></tr>'
        for head, text in pairs
    )
    st.html(f'<div class="ybx"><table class="yb card"><tbody>{body}</tbody></table></div>')


def newest(line: WholeLine) -> None:
    """Draw the newest figures of the whole, each leading to its origin."""
    skeleton.section(f"{line.name}近期数字", "新近在前；点数字查看来源")
    if not line.points:
        why = f"无此数据：{line.absent}" if line.absent else "此时点尚未发布或入库"
        st.markdown(f":gray[{why}]")
        return
    rows = "".join(_point_row(line, point) for point in line.points[:NEWEST])
    head = f'<th class="l">期别</th><th>总量<br>{escape(line.unit)}</th><th>增速<br>%</th>'
    _table(f"<thead><tr>{head}</tr></thead>", rows)


def _point_row(line: WholeLine, point: WholePoint) -> str:
    level = _linked(point.level, line.decimals, line.level_series, point.period.code, line.no_level)
    rate = _linked(point.growth, 1, line.growth_series, point.period.code, line.no_growth)
    return f'<tr><td class="l">{point.period.label}</td><td>{level}</td><td>{rate}</td></tr>'


def _linked(value: float | None, decimals: int, series: int, period: str, absent: bool) -> str:
    if value is None:
        return "无此数据" if absent else "未报"
    href = address.link("origin", series=str(series), period=period)
    text = figure(value, decimals, thousands=True)
    return f'<a href="{escape(href)}" target="_self" title="查看数字来源">{text}</a>'


def industries(found: IndustryGrowth | None, indicator: Indicator) -> None:
    """Draw the growth of the industrial divisions in two halves, best first."""
    if found is None:
        skeleton.section("分行业增速")
        st.markdown(":gray[无此数据：本数据集没有该指标的分行业数字。]")
        return
    skeleton.section("分行业增速", f"{found.period.label}同比，%；{indicator.growth_basis}")
    total = len(found.names)
    share = figure(percent(found.rising, total), 1)
    st.markdown(
        f"{total}个有数字的大类行业中**{found.rising}个增长**，增长面{share}%"
        f"（工业共{len(catalogue.industries())}个大类，其余未列）。"
    )
    half = -(-total // 2)
    cells = [_industry_cells(found, position) for position in range(total)]
    rows = "".join(
        f'<tr>{a}<td class="gap"></td>{b}</tr>'
        for a, b in zip_longest(cells[:half], cells[half:], fillvalue="<td></td><td></td>")
    )
    head = '<th class="l">行业</th><th>增速 %</th>'
    _table(f'<thead><tr>{head}<th class="gap"></th>{head}</tr></thead>', rows)


def _industry_cells(found: IndustryGrowth, position: int) -> str:
    value = found.growths[position]
    number = _linked(value, 1, found.series[position], found.period.code, absent=False)
    css = ' class="d"' if value < 0 else ""
    name = escape(found.names[position])
    return f'<td class="w">{name}</td><td{css}>{number}</td>'


def _table(head: str, rows: str) -> None:
    st.html(f'<div class="ybx"><table class="yb">{head}<tbody>{rows}</tbody></table></div>')
