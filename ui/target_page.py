"""One target on the screen: its course, what it says, months and counties, records and evidence."""

from collections.abc import Iterator, Mapping
from html import escape

import streamlit as st

from data.datasets import Dataset
from data.policy_records import Target
from data.store import Question
from mechanisms import (
    supervision,
    supervision_dossier,
    supervision_target_words,
    supervision_words,
)
from mechanisms.policy_library import article_words
from mechanisms.supervision_dossier import Dossier
from metrics.wording import date_text
from ui import address, load, target_board
from ui.plain import plain

UNKNOWN = "unknown_target"
LONGEST_ID = 20


@load.shared
def dossier_of(question: Question, document: str, key: str) -> Dossier:
    """Return all that is known of one target; shared, not to be changed."""
    board = target_board.board_of(question, document)
    return supervision_dossier.dossier(question, board, key)


def choose(dataset: Dataset) -> tuple[str, str]:
    """Ask which target to show; return the ids of its document and of the target."""
    targets = {
        target.id: target
        for name in dataset.documents
        for target in supervision.chosen_targets(dataset, supervision.document_of(dataset, name))
    }
    _say_unknown(targets)
    key = address.choice(
        "id",
        list(targets),
        next(iter(targets)),
        st.selectbox,
        label="目标",
        label_visibility="collapsed",
        format_func=lambda each: f"{each} {targets[each].name}",
        width=420,
    )
    return targets[key].document, key


def _say_unknown(targets: Mapping[str, Target]) -> None:
    """Say that an address asks for a target that the city does not have."""
    asked = address.asked("id")
    if asked and asked not in targets:
        st.session_state[UNKNOWN] = asked[:LONGEST_ID]


def tell_unknown() -> None:
    """Tell once that another target is shown than the address asked for."""
    unknown = st.session_state.pop(UNKNOWN, None)
    if unknown is not None:
        st.warning(f"没有编号为“{plain(unknown)}”的目标，以下是本市的第一项；请在右上另选。")


def top(found: Dossier) -> None:
    """Draw the course, and beside it what the document demands and how it is read."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        target_board.course(found.board, found.row)
    with right:
        about(found)


def about(found: Dossier) -> None:
    """Say what the document demands and how it is read."""
    target = found.row.target
    with st.container(border=True):
        st.markdown(target_board.state_badges(found.row))
        for name, text in _about(found, target):
            st.markdown(f"**{name}**　{plain(text)}")
        for note in found.row.verdict.notes:
            st.markdown(f":small[:gray[{plain(note)}]]")


def _about(found: Dossier, target: Target) -> Iterator[tuple[str, str]]:
    place = article_words(target.article)
    strength = supervision_words.strength_words(target)
    yield "依据", f"{found.board.document.title} {place}（{strength}）：{target.gist}"
    if target.figures or target.date_figures:
        yield "文中所印", "、".join((*target.figures, *target.date_figures))
    yield "期限", _term(found, target)
    yield "口径", target.reading
    if target.alternatives:
        yield "另一种读法", "；".join(target.alternatives)
    for switch, option in found.switches:
        yield f"口径开关 {switch.id}", f"{switch.question}：现用“{option.text}”（{option.effect}）"
    if target.roster:
        yield "名单", f"{target.roster}（{_roster(found, target)}）"
    owners = "、".join(target.owners)
    yield "责任单位", f"{owners or '文中未写'}（牵头：{found.row.lead or '文中未写'}）"
    if found.row.verdict.pace_basis:
        yield "序时", supervision_target_words.course_words(found.row)
    if found.row.landing is not None:
        yield "预计", supervision_target_words.landing_words(found.row)
    if found.row.related:
        related = "；".join(f"{each.word}：{each.id} {each.name}" for each in found.row.related)
        yield "相关目标", f"{related}（分别列示，不相加）"


def _term(found: Dossier, target: Target) -> str:
    start = "" if target.start is None else f"{date_text(target.start)}起，"
    until = supervision_words.deadline_words(found.row)
    return f"{start}{until}" if target.deadline is None else f"{start}{until}止"


def _roster(found: Dossier, target: Target) -> str:
    roster = found.board.dataset.roster(target.roster or "")
    if roster is None or roster.count is None:
        return "未登记，登记前不判定"
    return f"{roster.count}个，{roster.source}"


def back(found: Dossier) -> None:
    """Lead back to the board."""
    href = address.link("targets", document=found.board.document.id)
    st.html(f'<p class="from"><a href="{escape(href)}" target="_self">返回目标督办</a></p>')
