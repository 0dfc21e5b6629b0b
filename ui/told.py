"""What a page says after something was done, kept for the reruns that follow by themselves."""

import time

import streamlit as st

SHOWN_SECONDS = 30
"""Emptying a field makes the browser ask for one more run: said once, it would only flash."""


def tell(place: str, text: str) -> None:
    """Keep what was done, to be said by `show(place)` in the runs to come."""
    st.session_state[_key(place)] = (text, time.monotonic())


def show(place: str) -> None:
    """Say what was done here a moment ago, if anything was."""
    text, told_at = st.session_state.get(_key(place), ("", 0.0))
    if text and time.monotonic() - told_at < SHOWN_SECONDS:
        st.success(text, icon=":material/check_circle:")


def forget(place: str) -> None:
    """Say no more of it: the next thing has begun."""
    st.session_state.pop(_key(place), None)


def _key(place: str) -> str:
    return f"told_{place}"
