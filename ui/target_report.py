"""Reporting progress on the screen: fields, what would change, keeping it."""

from dataclasses import replace

import streamlit as st

from data.permissions import sender_name
from data.store import Question
from data.vintages import CommitError
from mechanisms import supervision_record
from mechanisms.policy_library import article_words
from mechanisms.supervision_record import Draft
from mechanisms.supervision_reports import (
    Field,
    RecordError,
    Report,
    fields_of,
    measured_words,
)
from metrics.wording import date_text
from ui import skeleton, told
from ui.intake_desk import UPLOAD_MEGABYTES
from ui.plain import plain
from ui.session import actor, current, question_for

AT_HAND = "progress_at_hand"
FILE_WORDS = "佐证文件，可不传（PDF、Word、Excel、图片、文本、压缩包，不超过 20 MB）"
LONGEST_PROOF = 500
PROOF_WORDS = f"佐证（数字从何而来；不超过{LONGEST_PROOF}字，更长的请附文件）"
"""A longer text is not taken by the field and would look like none."""
YES_NO = {"": "（未填）", "1": "是", "0": "否"}


def form(key: str) -> None:
    """Draw the form of one target for those who may report, and what a report would change."""
    question = question_for("record_progress")
    told.show(key)
    if question is None:
        return
    skeleton.section("报送进度", "须写佐证；先核对，确认后作为一个批次入库")
    if _looks_back():
        st.markdown(":gray[正在回看较早的时点或版本，不能报送；请在“时点与版本”中回到最新。]")
        return
    target = supervision_record.target_of(current().dataset, key)
    if target.statistics:
        st.markdown(f":gray[{plain(measured_words(target))}。]")
        return
    _fields(question, key)
    _review(question, key)


def _looks_back() -> bool:
    visit = current()
    return visit.as_of != visit.dataset.today or visit.vintage != visit.newest


def _fields(question: Question, key: str) -> None:
    dataset = current().dataset
    target = supervision_record.target_of(dataset, key)
    places = supervision_record.places_of(question, target, dataset)
    name = actor()
    with st.form(f"progress_{key}", border=True):
        left, right = st.columns(2)
        subject = left.selectbox("谁的进度", list(places), format_func=places.__getitem__)
        period = right.text_input("期别（月 2020-10，或日 2020-10-15）")
        figures = {each.measure: _input(each) for each in fields_of(target, dataset)}
        proof = st.text_area(PROOF_WORDS, max_chars=LONGEST_PROOF, height=80)
        file = st.file_uploader(FILE_WORDS, max_upload_size=UPLOAD_MEGABYTES)
        sent = st.form_submit_button("核对", type="primary")
    if sent:
        sender = sender_name(current().viewer)
        report = Report(key, period, figures, proof, name, sender, subject or "")
        if file is not None:
            report = replace(report, file_name=file.name, content=file.getvalue())
        st.session_state[AT_HAND] = (question, report)


def _input(each: Field) -> str:
    label = f"{each.label}（{each.unit}）" if each.unit else each.label
    label += "" if each.must else "，可不填"
    if each.yes_no:
        return str(st.selectbox(label, list(YES_NO), format_func=YES_NO.__getitem__) or "")
    return st.text_input(label) or ""


def _review(asked: Question, key: str) -> None:
    """Show what the report at hand would change; keep it when that is confirmed.

    One that was begun in another city or under another role waits until one is there again.
    """
    question, report = st.session_state.get(AT_HAND, (None, None))
    if question is None or report.target != key or not question.is_of_one_desk(asked):
        return
    try:
        draft = supervision_record.prepare(question, report)
    except RecordError as error:
        st.error(plain(str(error)))
        return
    with st.container(border=True):
        _changes(draft)
        reason = ""
        if draft.doubts:
            reason = st.text_area("说明（为何属实）", key="progress_reason", height=80) or ""
        keep, drop = st.columns([1, 5])
        if keep.button("确认入库", type="primary", key="progress_keep"):
            _keep(replace(draft, report=replace(report, reason=reason)))
        if drop.button("放弃", key="progress_drop"):
            st.session_state.pop(AT_HAND)
            st.rerun()


def _changes(draft: Draft) -> None:
    place = article_words(draft.target.article)
    st.markdown(
        f"**将改动**　{plain(draft.target.name)}（{place}）　{draft.whose}　{draft.period.label}"
    )
    for change in draft.changes:
        st.markdown(f"- {plain(change.text)}")
    before, after = draft.before, draft.after
    lamps = f"；进度灯：{before.lamp or '—'} → {after.lamp or '—'}"
    shown = lamps if before.lamp or after.lamp else ""
    st.markdown(f"状态：{before.status} → **{after.status}**{shown}")
    st.markdown(
        f":small[:gray[此数自{date_text(draft.published_at)}起可见；入库后为新的数据版本。]]"
    )
    for doubt in draft.doubts:
        st.warning(plain(doubt))


def _keep(draft: Draft) -> None:
    try:
        number = supervision_record.commit(draft)
    except (RecordError, CommitError) as error:
        st.error(plain(str(error)))
        return
    st.session_state.pop(AT_HAND)
    told.tell(draft.report.target, f"已入库：批次{number}，数据版本第{number}版")
    st.rerun()
