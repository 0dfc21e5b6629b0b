"""指标卡: the dictionary of indicators, with the newest figures of one of them."""

import streamlit as st

from data.catalogue import Indicator
from data.store import Question
from mechanisms import overview
from metrics.wording import figure
from ui import address, charts, indicator_card, load, skeleton
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_indicators")
    dataset = current().dataset
    with skeleton.title_row("指标卡"):
        chosen = address.choice(
            "indicator",
            list(dataset.indicators),
            next(iter(dataset.indicators)),
            st.selectbox,
            label="指标",
            label_visibility="collapsed",
            format_func=lambda key: dataset.indicators[key].name,
            width=240,
        )
    indicator = dataset.indicators[chosen]
    held = load.coverage(question, chosen, "")
    span = _span(held)
    skeleton.provenance(span, None, [dataset.source])
    skeleton.lead(
        f"**{indicator.name}**（{indicator.unit}）：{indicator.meaning}"
        f"增速按**{indicator.growth_basis}**计算。"
    )
    indicator_card.show(indicator, dataset)
    _industries(question, indicator)
    skeleton.end()


def _span(held: overview.Coverage) -> str:
    if not held.periods:
        return "无此数据"
    return f"{held.periods[0].label}至{held.periods[-1].label}"


def _industries(question: Question, indicator: Indicator) -> None:
    found = load.industries(question, indicator.id)
    if found is None:
        st.markdown(":gray[本数据集没有该指标的分行业数字（无此数据）。]")
        return
    total = len(found.names)
    share = figure(found.rising / total * 100, 1)
    skeleton.section("分行业增速", f"{found.period.label}同比，%；{indicator.growth_basis}")
    st.markdown(
        f"{total}个有数字的大类行业中**{found.rising}个增长**，增长面{share}%（41个大类中其余未列）。"
    )
    charts.draw(charts.industry_bars(found.names, found.growths), "分行业增速", "industries")
    indicator_card.industry_links(found)
