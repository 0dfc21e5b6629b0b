"""The form in which a withdrawal is registered: looked at first, then kept as a batch."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.datasets import Dataset
from data.permissions import sender_name
from data.register_fields import Field
from data.registers import register
from data.store import Question
from data.vintages import CommitError
from mechanisms import credit_report
from mechanisms.credit_cases import WITHDRAWALS
from mechanisms.credit_report import Draft, Report
from metrics.wording import date_text
from ui import told
from ui.plain import plain
from ui.session import actor, current, question_for

AT_HAND = "withdrawal_at_hand"
MUST = ("evidence",)
"""What a report needs besides the fields that the register requires."""


def form() -> None:
    """Offer to register a withdrawal, to those who may; at the newest data only."""
    told.show(WITHDRAWALS)
    visit = current()
    asked = question_for("report_withdrawal")
    if asked is None:
        return
    with st.expander("登记抽压断贷", expanded=AT_HAND in st.session_state):
        if visit.as_of != visit.dataset.today or visit.vintage != visit.newest:
            st.info("正在回看较早的时点或版本；回到最新后才能登记。")
            return
        question = replace(asked, as_of=visit.dataset.today, vintage=visit.newest)
        _fields(question, visit.dataset)
        _review(question)


def _fields(question: Question, dataset: Dataset) -> None:
    name = actor()
    made = register(WITHDRAWALS)
    places = credit_report.counties(question)
    with st.form("withdrawal", border=False):
        top = st.columns(4)
        bank = _bank(top[0], dataset)
        region = top[1].selectbox("所在县区", list(places), format_func=places.__getitem__)
        day = top[2].text_input("发生日（如 2020-10-15）")
        kinds = made.fields["withdrawal_kind"].choices
        fields = {"withdrawal_kind": top[3].selectbox("收贷类别", kinds) or ""}
        columns = st.columns(3)
        rest = [key for key in made.fields if key != "withdrawal_kind"]
        for place, key in enumerate(rest):
            fields[key] = _input(columns[place % 3], key, made.fields[key])
        sent = st.form_submit_button("预览结论", type="primary")
    if sent:
        report = Report(bank, region or "", day or "", fields, sender_name(current().viewer), name)
        st.session_state[AT_HAND] = (question, report)


def _bank(place: DeltaGenerator, dataset: Dataset) -> str:
    """Ask for the bank: one of those declared, or its name where none is."""
    names = {bank.id: bank.name for bank in dataset.banks}
    if not names:
        return place.text_input("银行", max_chars=40) or ""
    return place.selectbox("银行", list(names), format_func=names.__getitem__) or ""


def _input(place: DeltaGenerator, key: str, field: Field) -> str:
    """Ask for a field as text; whatever is not known stays blank."""
    label = field.head + ("" if field.required or key in MUST else "，可不填")
    if field.type == "bool":
        words = ("", "是", "否")
        return str(place.selectbox(label, words, format_func=lambda word: word or "未认定") or "")
    hints = {"day": "如 2020-10-15", "decimal": "不知道时留空，不填零"}
    hint = None if field.required else hints.get(field.type)
    return place.text_input(label, placeholder=hint) or ""


def _review(asked: Question) -> None:
    """Show what the rule makes of the report at hand; keep it when that is confirmed.

    One that was begun in another city or under another role waits until one is there again.
    """
    question, report = st.session_state.get(AT_HAND, (None, None))
    if question is None or not question.is_of_one_desk(asked):
        return
    try:
        draft = credit_report.prepare(question, report)
    except CommitError as error:
        st.error(plain(str(error)))
        return
    with st.container(border=True):
        _outcome(draft)
        keep, drop = st.columns([1, 5])
        if keep.button("确认登记", type="primary", key="withdrawal_keep"):
            _keep(draft)
        if drop.button("放弃", key="withdrawal_drop"):
            st.session_state.pop(AT_HAND)
            st.rerun()


def _outcome(draft: Draft) -> None:
    marks = "".join(f"　:red-badge[{plain(mark)}]" for mark in draft.row.marks)
    st.markdown(f"**结论**　{plain(draft.text)}{marks}")
    st.markdown(f"**规则**　{plain(draft.duty_text)}")
    for doubt in draft.row.case.judgement.doubts:
        st.warning(f"请核对：{plain(doubt)}")
    st.markdown(f":small[:gray[此条自{date_text(draft.entry.day)}起可见；登记后为新的数据版本。]]")


def _keep(draft: Draft) -> None:
    try:
        number = credit_report.commit(draft)
    except CommitError as error:
        st.error(plain(str(error)))
        return
    st.session_state.pop(AT_HAND)
    told.tell(WITHDRAWALS, f"已登记：批次{number}，数据版本第{number}版")
    st.query_params["entry"] = draft.report.key or f"B{number}-1"
    st.rerun()
