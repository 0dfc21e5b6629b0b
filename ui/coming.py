"""Honest empty states: what a screen will answer, what it needs, what to use meanwhile."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from ui import address, skeleton
from ui.session import current


def page(title: str, answers: str, needs: Sequence[str], article: str) -> None:
    """Draw a page that has no data yet: the question, what it needs, the ground, a way on."""
    with skeleton.title_row(title):
        pass
    visit = current()
    skeleton.provenance("数据截至：尚无数据", None, [])
    skeleton.lead(f"**本页尚未启用**：{answers}")
    listed = "\n".join(f"- {need}" for need in needs)
    skeleton.empty_state("启用需要", f"{listed}\n\n:gray[依据：{article}]")
    href = address.link("ranking")
    st.html(f'<p class="from">现在可用：<a href="{escape(href)}" target="_self">月度排名</a></p>')
    skeleton.notes(
        [f"当前数据集为{visit.dataset.name}（{visit.dataset.kind_label}），本页不显示任何推算数"]
    )
    skeleton.end()
