"""通报: write, review and issue bulletins; hold issued ones beside newer data."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from data.bulletin_records import Bulletin
from mechanisms import bulletin_life
from mechanisms.bulletin_changes import Change
from mechanisms.bulletin_checks import headline
from mechanisms.bulletin_life import Desk
from metrics.wording import date_text
from reports.bulletin_files import MAKERS
from ui import bulletin_actions, bulletin_desk, bulletin_list, bulletin_paper, drafting, skeleton
from ui.bulletin_desk import Open
from ui.session import actor, current, question_for, require


def render() -> None:
    """Draw the page."""
    asked = require("view_bulletins")
    visit = current()
    newest = replace(asked, as_of=visit.dataset.today, vintage=visit.newest)
    found = bulletin_life.listed(visit.viewer, visit.dataset)
    editing = question_for("edit_bulletin")
    with skeleton.title_row("通报"):
        acts = editing is not None or question_for("issue_bulletin") is not None
        desk = Desk(visit.viewer, actor() if acts else "", visit.dataset)
        chosen = bulletin_list.choose(found, desk)
        if editing is not None:
            bulletin_actions.begin_popover(desk, editing)
    shown = None
    if chosen is not None:
        shown = bulletin_desk.laid_open(desk, newest, chosen, MAKERS)
    changed = bulletin_list.all_touched(newest, found)
    bulletin_list.provenance(shown, date_text(visit.dataset.today))
    touched = [number for number, changes in changed.items() if changes]
    drafts = bulletin_life.sees_drafts(visit.viewer)
    skeleton.lead(headline(found, touched, drafts=drafts))
    bulletin_desk.tell()
    if shown is not None and not drafting.collision(shown):
        _document(shown, changed.get(shown.found.id, ()), found)
    bulletin_list.issued_table(found, changed, visit.dataset.id)
    skeleton.end()


def _document(shown: Open, changed: Sequence[Change], others: Sequence[Bulletin]) -> None:
    """Draw the paper, and beside it what to look at and what can be done."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        st.html(bulletin_paper.paper(shown.content, is_draft=shown.found.state != "issued"))
    with right:
        newer = ""
        if shown.found.is_open:
            found = shown.found
            newer = bulletin_list.newer_words(shown.question, found.id, found.content)
            if shown.is_edited:
                drafting.company(shown)
            bulletin_actions.checks(shown, newer, others)
        bulletin_list.differences(changed)
        bulletin_actions.steps(shown, newer)
        bulletin_actions.downloads(shown)
        if shown.is_edited:
            drafting.fields(shown)
        if bulletin_life.sees_drafts(shown.desk.viewer):
            bulletin_actions.story(shown)
