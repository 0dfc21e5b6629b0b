"""The desk of a working record on its page: begun, written, signed, looked back on, searched."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from data import bulletin_records
from data.bulletin_records import Bulletin
from data.bulletin_states import STATE_WORDS, RecordForm
from data.permissions import may
from data.store import Question
from mechanisms import bulletin_life, record_actions, record_checks, records
from mechanisms.bulletin_content import Content
from mechanisms.bulletin_life import Desk, Makers
from mechanisms.ledgers import Entry
from mechanisms.record_kinds import RecordKind, kind
from metrics.periods import Period
from metrics.wording import date_text, moment_text
from ui import (
    address,
    bulletin_actions,
    bulletin_desk,
    drafting,
    load,
    record_decisions,
    record_history,
    record_paper,
    skeleton,
)
from ui.bulletin_desk import Open
from ui.plain import plain
from ui.record_paper import Picture
from ui.session import actor, current


@load.shared
def evidence_now(question: Question, form: RecordForm, code: str) -> Content | str:
    """Return what a record would say if it were begun now; shared, not to be changed."""
    return records.evidence_now(question, form, code)


def show(
    form: RecordForm, question: Question, period: Period, makers: Makers, picture: Picture
) -> None:
    """Draw the record of a period: to be written by who may, to be read by who may look.

    Parameters
    ----------
    question
        The page's own.
    makers, picture
        How documents and pictures are made, see `reports.bulletin_files`.
    """
    visit, made = current(), kind(form)
    st.subheader(f"{made.name}记录", anchor=False)
    desk = _desk(form)
    bulletin_desk.tell()
    newest = replace(question, as_of=visit.dataset.today, vintage=visit.newest)
    found = records.of_period(visit.viewer, visit.dataset, form, period.code)
    chosen = _choose(found)
    if chosen is None:
        _begin(desk, newest, made, period)
    else:
        _document(bulletin_desk.laid_open(desk, newest, chosen, makers), made, picture)
    record_history.show(visit.viewer, visit.dataset, made)


def _desk(form: RecordForm) -> Desk:
    """Return the desk of whoever may write or sign; a mere reader is not asked for a name."""
    visit = current()
    acts = may(visit.viewer, records.EDIT) or may(visit.viewer, records.SIGN)
    return records.desk(visit.viewer, actor() if acts else "", visit.dataset, form)


def _choose(found: Sequence[Bulletin]) -> Bulletin | None:
    """Return the document that counts, or another of the period that was chosen."""
    by_number = {str(each.id): each for each in found if each.state != "abandoned"}
    if len(by_number) < 2:
        return next(iter(by_number.values()), None)
    number = address.choice(
        "record",
        list(by_number),
        next(iter(by_number)),
        st.segmented_control,
        unless=next(iter(by_number)),
        label="同一期的记录",
        format_func=lambda key: f"{key}号　{record_history.state_words(by_number[key])}",
    )
    return by_number[number]


def _begin(desk: Desk, question: Question, made: RecordKind, period: Period) -> None:
    """Show what came of the last decisions, and offer to begin the record."""
    viewer, dataset = desk.viewer, desk.dataset
    found = record_actions.look_back(viewer, dataset, made, period.code)
    record_decisions.look_back(found, made)
    if not desk.name or not may(viewer, records.EDIT):
        skeleton.empty_state(
            f"本期还没有{made.name}记录", "由经信局业务人员或分析人员起草，市领导签发后冻结。"
        )
        return
    st.button(
        f"起草{made.name}",
        type="primary",
        icon=":material/edit_document:",
        key=f"begin_{made.form}",
        on_click=_do_begin,
        args=(desk, question, period),
    )


def _do_begin(desk: Desk, question: Question, period: Period) -> None:
    done = f"已起草{desk.family.word} {{}}"
    bulletin_desk.attempt(done, partial(records.begin, desk, question, period))


def _document(shown: Open, made: RecordKind, picture: Picture) -> None:
    _status(shown)
    if drafting.collision(shown):
        return
    left, right = st.columns([7, 5], gap="medium")
    with left:
        st.html(record_paper.paper(shown.shown, picture))
    with right:
        _work(shown, made)


def _status(shown: Open) -> None:
    """Say of the record on the page: draft or signed, by whom, version, day of data, kind."""
    found, content = shown.found, shown.content
    signed = found.state == "issued"
    colour = "green" if found.in_force else "yellow" if signed else "gray"
    parts = [f"**{found.named}**", f":{colour}-badge[{_state(found)}]"]
    if signed and found.issued_on is not None:
        parts.append(f"签发人 {plain(found.state_actor)}，{date_text(found.issued_on)}")
    else:
        parts.append(
            f"第{found.version}版由{plain(found.saved_by)}存于{moment_text(found.saved_at)}"
        )
    parts += [f":gray[数据截至 {plain(content.until)}]", f":gray-badge[数据版本{content.vintage}]"]
    if found.refers_to is not None:
        parts.append(f":gray[更正的是{found.refers_to}号]")
    st.markdown("　".join([*parts, skeleton.kind_badge()]))


def _state(found: Bulletin) -> str:
    if found.state != "issued":
        return f"{STATE_WORDS[found.state]}　第{found.version}版"
    if found.in_force:
        return f"● 已签发并冻结　第{found.state_version}版"
    return f"▲ {bulletin_life.standing(found)}　第{found.state_version}版"


def _work(shown: Open, made: RecordKind) -> None:
    """Draw what to look at and what can be done beside the paper."""
    found, desk = shown.found, shown.desk
    own = record_actions.decided(desk.viewer, desk.dataset, made, found.period)
    newer = _newer(shown, made)
    if found.is_open:
        _checks(shown, own, newer)
    elif newer:
        st.markdown(f":yellow-badge[▲ 与现有数据不同] {plain(newer)}。已签发的不变；有误请更正。")
    bulletin_actions.steps(shown, newer)
    bulletin_actions.downloads(shown)
    _decisions(shown, made, own)
    if shown.is_edited:
        drafting.fields(shown)
    if bulletin_life.sees_drafts(desk.viewer):
        bulletin_actions.story(shown)


def _newer(shown: Open, made: RecordKind) -> str:
    """Say what newer data would write otherwise; nothing of a record that holds no more."""
    found = shown.found
    if not (found.is_open or found.in_force):
        return ""
    now = evidence_now(shown.question, made.form, found.period)
    return records.newer_words(shown.content, now)


def _checks(shown: Open, own: Sequence[Entry], newer: str) -> None:
    """Draw who else is here and the numbered check list of a record in the making."""
    if shown.is_edited:
        drafting.company(shown)
    writers = bulletin_records.writers(shown.desk.dataset.id, shown.found.id)
    signer = shown.desk.name if shown.may_sign else ""
    skeleton.section("核对", "只提示，不改稿；签发前逐项看过")
    bulletin_actions.check_lines(
        record_checks.check_list(shown.content, shown.shown, own, writers, signer, newer)
    )


def _decisions(shown: Open, made: RecordKind, own: Sequence[Entry]) -> None:
    """Offer to enter decisions of a record in the making; show how those of a signed one stand."""
    found = shown.found
    if found.is_open and found.form != "correction":
        record_decisions.enter(made, found.period)
    elif found.state == "issued":
        record_decisions.now(own)
