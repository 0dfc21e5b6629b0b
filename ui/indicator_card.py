"""The indicator card: what a number means, drawn from the dictionary and from nothing else."""

from html import escape

import streamlit as st

from data.catalogue import Indicator
from data.datasets import Dataset
from mechanisms.overview import IndustryGrowth
from metrics.wording import figure
from ui import address

KINDS = {
    "flow": "期内累计额",
    "stock": "时点余额",
    "ratio": "比率",
    "growth": "增速",
    "index": "指数",
}
FREQUENCIES = {
    "monthly": "月",
    "quarterly": "季",
    "yearly": "年",
    "weekly": "周",
    "tenday": "旬",
    "daily": "日",
}


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
        ("方向", "越高越好" if indicator.direction == "up" else "越低越好"),
        ("可否加总", "分地区可相加" if indicator.additive else "不可相加"),
        ("频次", f"{FREQUENCIES[indicator.frequency]}度"),
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
    body = "".join(
        f'<tr><td class="l">{escape(head)}</td><td class="w">{escape(text)}</td></tr>'
        for head, text in rows(indicator, dataset)
    )
    st.html(f'<div class="ybx"><table class="yb card"><tbody>{body}</tbody></table></div>')


def industry_links(found: IndustryGrowth) -> None:
    """Lead from every division's figure to its origin."""
    links = []
    for name, value, series in zip(found.names, found.growths, found.series, strict=True):
        href = address.link("origin", series=str(series), period=found.period.code)
        links.append(
            f'<a href="{escape(href)}" target="_self">{escape(name)} {figure(value, 1)}%</a>'
        )
    st.html(f'<p class="from">数字来源：{"　".join(links)}</p>')
