"""What can be done with a document: begin, follow newer data, submit, return, issue, correct."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from data import bulletin_records, bulletin_templates
from data.bulletin_records import Bulletin
from data.bulletin_states import FORM_WORDS, STATE_WORDS, BulletinLifeError
from data.datasets import Dataset
from data.store import Question
from mechanisms import bulletin_drafting, bulletin_life
from mechanisms.bulletin_checks import check_list, rivals_of
from mechanisms.bulletin_life import Desk
from mechanisms.region_panel import Measure
from metrics.checks import Finding, Outcome
from metrics.wording import moment_text
from ui import exports, load, skeleton
from ui.bulletin_desk import Open, attempt, show_document
from ui.plain import plain
from ui.session import question_for

KINDS = {
    "docx": (
        "Word 文档（.docx）",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": exports.KINDS["xlsx"],
    "html": ("网页（.html）", "text/html"),
}
OUTCOMES = {
    Outcome.AGREES: ":gray-badge[● 符合]",
    Outcome.DIFFERS: ":yellow-badge[▲ 须核对]",
    Outcome.UNCHECKABLE: ":gray-badge[○ 提示]",
}
DRAFT = "代拟稿"


def begin_popover(desk: Desk, question: Question) -> None:
    """Offer to begin a bulletin from the data on the page."""
    with st.popover("起草", icon=":material/edit_document:"):
        kinds = bulletin_templates.templates()
        template = st.selectbox("模板", list(kinds), format_func=lambda key: kinds[key].name)
        months = _months(desk.dataset, question)
        period = st.selectbox(
            "期别", list(months), format_func=lambda key: months[key], placeholder="无数据"
        )
        act = partial(_begin, desk, question, str(template), str(period or ""))
        st.button("起草通报", type="primary", on_click=act)


def _months(dataset: Dataset, question: Question) -> dict[str, str]:
    """Return the months of which the leading indicator has figures, newest first."""
    indicator = dataset.circular.indicators[0]
    measure: Measure = "level" if dataset.why_absent(indicator, "growth") else "growth"
    ranked = dataset.ranked_set(indicator=indicator).id
    known = load.periods(question, indicator, ranked, measure)
    return {month: period.label for month, period in known.items()}


def _begin(desk: Desk, question: Question, template: str, period: str) -> None:
    act = partial(bulletin_drafting.draft, desk, question, template, period)
    show_document(attempt("已起草通报 {}", act))


def checks(shown: Open, newer: str, others: Sequence[Bulletin]) -> None:
    """Draw the numbered check list of a bulletin in the making."""
    writers = bulletin_records.writers(shown.desk.dataset.id, shown.found.id)
    signer = shown.desk.name if shown.may_sign else ""
    skeleton.section("核对", "只提示，不改稿；签发前逐项看过")
    rivals = rivals_of(shown.found, others)
    check_lines(check_list(shown.content, writers, signer, newer, rivals))


def check_lines(found: Sequence[Finding]) -> None:
    """Draw findings, numbered."""
    st.markdown("\n\n".join(map(_check_line, range(len(found)), found)))


def _check_line(place: int, finding: Finding) -> str:
    number = skeleton.CIRCLED[place]
    return f"{number} **{finding.check}**　{OUTCOMES[finding.outcome]}　{plain(finding.text)}"


def steps(shown: Open, newer: str) -> None:
    """Offer the steps that the document and the viewer's role allow."""
    found = shown.found
    with st.container(horizontal=True, key="steps"):
        if shown.is_edited:
            _button(shown, "送审", f"{found.named} 已送审", _submit, main=True)
            if newer:
                _button(shown, "重新取数", "已按最新数据另存一版", _follow)
            _button(shown, "废弃", "已废弃，稿件仍留存", _abandon)
        if shown.may_sign and found.state == "submitted":
            _button(shown, "签发", "已签发并冻结", _issue, main=True)
            _with_reason(shown, "退回", "已退回", _send_back)
        if found.in_force and found.form != "withdrawal":
            if shown.may(shown.desk.family.edit):
                _with_reason(shown, "更正", "已起草更正 {}", _correct)
            if shown.may_sign and shown.desk.family.form is None:
                _with_reason(shown, "撤回", "已撤回，撤回件为 {}", _withdraw)


Act = Callable[[Open, str], object]


def _button(shown: Open, word: str, done: str, act: Act, *, main: bool = False) -> None:
    st.button(
        word,
        type="primary" if main else "secondary",
        key=f"bulletin_{shown.found.id}_{act.__name__}",
        on_click=_do,
        args=(shown, done, act, ""),
    )


def _with_reason(shown: Open, word: str, done: str, act: Act) -> None:
    key = f"bulletin_{shown.found.id}_{act.__name__}"
    with st.popover(word):
        st.text_area(f"{word}原因（必填）", key=f"{key}_reason", height=80)
        st.button(f"确认{word}", key=key, on_click=_do, args=(shown, done, act, f"{key}_reason"))


def _do(shown: Open, done: str, act: Act, reason_key: str) -> None:
    reason = str(st.session_state.get(reason_key, "")) if reason_key else ""
    attempt(done, lambda: act(shown, reason))


def _submit(shown: Open, _: str) -> None:
    bulletin_life.submit(shown.desk, shown.found.id, shown.found.version)


def _follow(shown: Open, _: str) -> int:
    found = shown.found
    return bulletin_drafting.follow(shown.desk, shown.question, found.id, found.version)


def _abandon(shown: Open, _: str) -> None:
    bulletin_life.abandon(shown.desk, shown.found.id)


def _issue(shown: Open, _: str) -> None:
    found = shown.found
    bulletin_life.issue(shown.desk, found.id, found.version, shown.makers, shown.shown)


def _send_back(shown: Open, reason: str) -> None:
    bulletin_life.send_back(shown.desk, shown.found.id, reason)


def _correct(shown: Open, reason: str) -> int:
    made = bulletin_life.correct(shown.desk, shown.question, shown.found.id, reason)
    show_document(made)
    return made


def _withdraw(shown: Open, reason: str) -> int:
    made = bulletin_life.withdraw(shown.desk, shown.found.id, reason, shown.makers)
    show_document(made)
    return made


def downloads(shown: Open) -> None:
    """Offer the files: of an issued document as they were issued, of a draft marked 代拟稿."""
    if question_for("export") is None:
        return
    is_issued = shown.found.state == "issued"
    about = "签发时的原件，逐字节不变" if is_issued else "按本页内容生成，注明代拟稿"
    skeleton.section("下载", about)
    try:
        files = [(_issued if is_issued else _drafted)(shown, ending) for ending in KINDS]
    except BulletinLifeError as error:  # a file was altered in the database
        st.error(plain(str(error)), icon=":material/block:")
        return
    with st.container(horizontal=True):
        for ending, file in zip(KINDS, files, strict=True):
            _offer(f"bulletin_{shown.found.id}_{ending}", *KINDS[ending], *file)


def _offer(key: str, label: str, mime: str, name: str, data: bytes | Callable[[], bytes]) -> None:
    st.download_button(label, data=data, file_name=name, mime=mime, on_click="ignore", key=key)


def _issued(shown: Open, ending: str) -> tuple[str, bytes]:
    desk = shown.desk
    number = shown.found.id
    file = bulletin_life.issued_file(desk.viewer, desk.dataset, number, ending, desk.family)
    return file.file_name, file.content


def _drafted(shown: Open, ending: str) -> tuple[str, Callable[[], bytes]]:
    """Return name and maker of a draft's file: it is made when it is asked for."""
    name = bulletin_life.file_name(shown.shown, ending, DRAFT)
    return name, lambda: shown.makers[ending](shown.shown, None)


def story(shown: Open) -> None:
    """Tell the document's life so far: each step, when, by whom, why."""
    taken = bulletin_records.steps(shown.desk.dataset.id, shown.found.id)
    lines = []
    if shown.found.refers_to is not None:
        lines.append(
            f"{FORM_WORDS[shown.found.form]}的是{shown.desk.family.word} {shown.found.refers_to}"
        )
    for step in taken:
        when = moment_text(step.at)
        why = f"：{plain(step.note)}" if step.note else ""
        word = STATE_WORDS[step.state]
        lines.append(f"{when}　**{word}**　第{step.version}版　{plain(step.actor)}{why}")
    with st.expander(f"办理经过（共存{shown.found.version}版）"):
        st.markdown("\n\n".join(lines))
