"""数字来源: from one number to its rows, batch, file, indicator card and article."""

import streamlit as st

from data.store import Question
from mechanisms import references
from mechanisms.tiles import CellOrigin, PanelOrigin
from ui import address, entry_trace, panel_trace, session, skeleton, trace
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_origin")
    with skeleton.title_row("数字来源"):
        pass
    shown = _found(question)
    if not shown:
        skeleton.empty_state(
            "没有找到这个数字",
            "请从排名表、首页、指标卡或企业卡中点一个数字进入；若由链接打开，可能是链接不完整、"
            "该数字不在您的权限范围内，或在所选时点之前尚未发布。",
        )
    skeleton.end()


def _found(question: Question) -> bool:
    """Show what the address names; say whether it was found."""
    if "register" in st.query_params:
        return _of_entry()
    if "reference" in st.query_params:
        return _of_reference(question)
    of_firms = {"firm", "industry"} & set(st.query_params)
    return _of_firms() if of_firms else _of_series(question)


def _of_entry() -> bool:
    """Show an entry of recognised lay-off rates to those who may see 稳岗用工."""
    register, key = _keep("register"), _keep("entry")
    question = session.question_for("view_employment")
    return question is not None and entry_trace.show(question, register, key)


def _keep(name: str) -> str:
    return address.keep(name, st.query_params.get(name, ""), unless="")


def _of_reference(question: Question) -> bool:
    """Show a published figure of a reference, which everybody may see; say whether it is there."""
    asked = references.reference_question(_keep("reference"), question.as_of)
    return asked is not None and _of_series(asked)


def _of_series(question: Question) -> bool:
    """Show a published figure; say whether it was found."""
    found = trace.find(question, _keep("series"), _keep("period"))
    if found is not None:
        trace.show(question, found)
    return found is not None


def _of_firms() -> bool:
    """Show a firm's figure or a total of firms to those who may see firms."""
    question = session.question_for("view_enterprises")
    firm, region, industry = _keep("firm"), _keep("region"), _keep("industry")
    choice = (_keep("month"), _keep("column"))
    if question is None:
        return False
    if firm:
        return panel_trace.show(question, PanelOrigin(address.count(firm) or 0, *choice))
    return panel_trace.show(question, CellOrigin(region, industry, *choice))
