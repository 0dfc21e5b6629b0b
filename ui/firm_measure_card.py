"""The card of a column or a ratio of the enterprise panel: what a firm's figure means."""

from html import escape

import streamlit as st

from data import panel_columns
from mechanisms.firm_measures import KIND_WORDS, FirmMeasure, measures
from ui import address, skeleton
from ui.session import current, question_for

GROUP = "企业月度数据项"


def rows(measure: FirmMeasure) -> list[tuple[str, str]]:
    """Return the lines of the card: head and text."""
    return [
        ("数据项", measure.name),
        ("分组", GROUP),
        ("含义", measure.meaning),
        ("类型", KIND_WORDS[measure.kind]),
        ("计量单位", measure.unit),
        *_formula(measure),
        ("取值", _values(measure)),
        ("比较", "名义同比由企业月报推算，只比两月都报的企业，不是公布的增速"),
        ("频次", "月度，每企业每月一行"),
        ("来源部门", measure.department),
        ("未报", "留空，写“未报”，不作零，不加总"),
        ("标识", measure.key),
    ]


def _formula(measure: FirmMeasure) -> list[tuple[str, str]]:
    if not measure.is_ratio:
        return []
    above, below = (measures()[part].name for part in measure.parts)
    return [("公式", f"{above}÷{below}×100%；多家企业先加总分子、分母再相除")]


def _values(measure: FirmMeasure) -> str:
    column = panel_columns.columns().get(measure.key)
    if column is None:
        return "分母不大于零的不计算"
    whole = "，整数" if column.whole else ""
    return ("可为负" if column.least is None else f"不小于{column.least}") + whole


def page(key: str) -> None:
    """Draw the card as a page below the title row."""
    measure = measures()[key]
    skeleton.provenance(GROUP, None, [])
    skeleton.lead(f"**{measure.name}**（{measure.unit}）：{measure.meaning}")
    skeleton.section("口径", "取自企业面板数据项表")
    body = "".join(
        f'<tr><td class="l">{escape(head)}</td><td class="w">{escape(text)}</td></tr>'
        for head, text in rows(measure)
    )
    st.html(f'<div class="ybx"><table class="yb card"><tbody>{body}</tbody></table></div>')
    if question_for("view_enterprises") is not None:
        href = escape(address.link("enterprises", item=key))
        st.html(f'<p class="from"><a href="{href}" target="_self">在企业透视中看这一项</a></p>')
    skeleton.notes([f"{current().dataset.kind_label}：{current().dataset.about.strip()}"])
    skeleton.end()
