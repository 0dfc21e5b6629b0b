"""会议模式: a week on the projector, one assertion a slide; left, right and Esc."""

import streamlit as st

from mechanisms import meeting
from pages import weekly
from ui import address, meeting_view, skeleton
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_weekly")
    meeting_view.enter()
    code = meeting_view.choose_week(question)
    found = meeting_view.meeting_of(question, code)
    slides = meeting.slides(found)
    shown = meeting_view.settled(slides)
    meeting_view.draw(question, found, shown)
    leaves = meeting_view.controls(slides, shown)
    skeleton.end()
    if leaves:
        back = st.Page(weekly.render, title="周研判", url_path="weekly")
        st.switch_page(back, query_params=address.choices_kept(week=code))
