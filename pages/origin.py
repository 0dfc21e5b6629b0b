"""数字来源: from one number to its rows, batch, file, indicator card and article."""

import streamlit as st

from data.store import Question
from mechanisms import tracing
from ui import address, session, skeleton, trace
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_origin")
    with skeleton.title_row("数字来源"):
        pass
    series = address.keep("series", st.query_params.get("series", ""), unless="")
    period = address.keep("period", st.query_params.get("period", ""), unless="")
    found = _find(question, series, period)
    if found is None:
        skeleton.empty_state(
            "没有找到这个数字",
            "请从排名表、首页或指标卡中点一个数字进入；若由链接打开，可能是链接不完整、"
            "该数字不在您的权限范围内，或在所选时点之前尚未发布。",
        )
    else:
        trace.show(question, found)
    skeleton.end()


def _find(question: Question, series: str, period: str) -> tracing.Trace | None:
    """Find a figure of the viewer's own scope, or one that the ranking page shows to him."""
    number = address.count(series)
    if number is None:
        return None
    try:
        own = tracing.trace(question, number, period)
        ranked = session.question_for("view_ranking")
        if own is not None or ranked is None:
            return own
        return tracing.trace_ranked(ranked, number, period)
    except ValueError:
        return None
