"""指标卡: the dictionary of indicators, with the newest figures of one of them."""

import streamlit as st

from data.catalogue import Indicator
from mechanisms import overview
from mechanisms.firm_measures import measures
from ui import board_controls, firm_measure_card, indicator_card, load, skeleton
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_indicators")
    dataset = current().dataset
    with skeleton.title_row("指标卡"):
        chosen = board_controls.choose_indicator(dataset)
    if chosen in measures():
        firm_measure_card.page(chosen)
        return
    indicator = dataset.indicators[chosen]
    held = load.coverage(question, chosen, "")
    line = load.whole_line(question, chosen)
    skeleton.provenance(_span(held), line.published_at, [dataset.source], assumed=line.assumed)
    skeleton.lead(
        f"**{indicator.name}**（{indicator.unit}）：{indicator.meaning}{_basis(indicator)}"
    )
    left, right = st.columns([5, 7], gap="medium")
    with left:
        skeleton.section("口径", "取自指标字典")
        indicator_card.show(indicator, dataset)
    with right:
        indicator_card.newest(line)
        indicator_card.industries(load.industries(question, chosen), indicator)
    skeleton.notes([f"{dataset.kind_label}：{dataset.about.strip()}"])
    skeleton.end()


def _basis(indicator: Indicator) -> str:
    """Say the basis of growth, unless the meaning says it."""
    said = indicator.growth_basis in indicator.meaning or "不是增速" in indicator.meaning
    return "" if said else f"增速按**{indicator.growth_basis}**计算。"


def _span(held: overview.Coverage) -> str:
    if not held.periods:
        return "无此数据"
    return f"{held.periods[0].label}至{held.periods[-1].label}"
