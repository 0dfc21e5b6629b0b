"""Editing a draft: fields that save themselves, who else is there, two texts that collide."""

from datetime import UTC, datetime
from itertools import zip_longest
from uuid import uuid4

import streamlit as st

from data.bulletin_records import Editor
from data.bulletin_states import BulletinLifeError
from mechanisms import bulletin_drafting, bulletin_life
from mechanisms.bulletin_comparison import hand_written
from mechanisms.bulletin_content import Content
from mechanisms.bulletin_drafting import DraftText
from mechanisms.content_layout import written_headings
from mechanisms.record_content import CONCLUSION
from ui import skeleton
from ui.bulletin_desk import Open
from ui.plain import plain

HEARTBEAT_SECONDS = 15
MARK = "（已手改，不随数据重写）"


def fields(shown: Open) -> None:
    """Draw one field for each part of the text; leaving a field saves it as a new version."""
    _fill(shown)
    skeleton.section("修改", "离开输入框即自动保存，每次保存另存一版；表和附注由数据写出，不能改")
    own = (shown,)
    st.text_area("标题", height="content", key=_key(shown, "title"), on_change=_autosave, args=own)
    if not shown.content.is_record:
        st.text_input("主送", key=_key(shown, "recipients"), on_change=_autosave, args=own)
    _paragraphs(shown)
    more = f"{CONCLUSION}，另起一段" if shown.content.is_record else "另起一段"
    st.text_area(more, key=_key(shown, "more"), height=80, on_change=_autosave, args=own)


def _paragraphs(shown: Open) -> None:
    """Draw a field for each paragraph; the headings of a record stand fast."""
    edited = hand_written(shown.content)
    fixed = written_headings(shown.content) if shown.content.is_record else frozenset()
    number = 0
    for place, text in enumerate(shown.content.paragraphs):
        if text in fixed:
            st.markdown(f"**{plain(text)}**")
            continue
        number += 1
        label, key = f"第{number}段{MARK if place in edited else ''}", _key(shown, place)
        st.text_area(label, key=key, height="content", on_change=_autosave, args=(shown,))


def _key(shown: Open, part: str | int) -> str:
    """Return where a part of a document is kept in the session; datasets count apart."""
    return f"bulletin_{shown.desk.dataset.id}_{shown.found.id}_{part}"


def _fill(shown: Open) -> None:
    """Put the newest version into the fields, unless it stands there already.

    A field that shows this very text is left alone: somebody may be typing in the next one.
    """
    content = shown.content
    texts = {"title": content.title, "recipients": content.recipients, "more": ""}
    texts |= {str(place): text for place, text in enumerate(content.paragraphs)}
    for part, text in texts.items():
        if st.session_state.get(_key(shown, part)) != text:
            st.session_state[_key(shown, part)] = text


def _autosave(shown: Open) -> None:
    """Save what was typed, on top of the version that it was typed over."""
    _put(shown, _typed(shown))


def _typed(shown: Open) -> DraftText:
    """Return what stands in the fields."""
    places = range(len(shown.content.paragraphs))
    text = {
        part: st.session_state.get(_key(shown, part)) or ""
        for part in ("title", "recipients", *places, "more")
    }
    paragraphs = (*(text[place] for place in places), text["more"])
    return DraftText(text["title"], text["recipients"], paragraphs)


def _put(shown: Open, text: DraftText) -> None:
    """Save a text; one that is refused is kept on the page and never thrown away."""
    st.session_state.pop(_mine(shown), None)
    try:
        bulletin_drafting.save(shown.desk, shown.found.id, shown.found.version, text)
    except BulletinLifeError as error:
        st.session_state[_mine(shown)] = text, str(error)


def _mine(shown: Open) -> str:
    """Return where a text is kept that could not be saved."""
    return _key(shown, "mine")


def collision(shown: Open) -> bool:
    """Show two texts that collide side by side and let one be chosen; say whether there are any."""
    kept = st.session_state.get(_mine(shown))
    if kept is None:
        return False
    mine, why = kept
    st.warning(plain(why), icon=":material/call_split:")
    _side_by_side(shown, mine)
    with st.container(horizontal=True):
        if shown.is_edited:
            label = f"保留我的（存为第{shown.found.version + 1}版）"
            st.button(label, type="primary", on_click=_put, args=(shown, mine))
        st.button("采用对方的，放弃我的", on_click=_give_up, args=(shown,))
    return True


def _give_up(shown: Open) -> None:
    st.session_state.pop(_mine(shown), None)


def _side_by_side(shown: Open, mine: DraftText) -> None:
    saved = f"第{shown.found.version}版　:gray[{plain(shown.found.saved_by)}　已存]"
    left, right = st.columns(2, gap="medium")
    left.markdown(f"**对方的稿**　{saved}")
    right.markdown("**我的稿**　:gray[未存]")
    for part, theirs, own in _differences(shown.content, mine):
        left.markdown(f":small[:gray[{part}]]\n\n{plain(theirs) or '（无）'}")
        right.markdown(f":small[:gray[{part}]]\n\n{plain(own) or '（无）'}")


def _differences(theirs: Content, mine: DraftText) -> list[tuple[str, str, str]]:
    pairs = [
        ("标题", theirs.title, mine.title),
        ("主送", theirs.recipients, mine.recipients),
        *(
            (f"第{place}段", *texts)
            for place, texts in enumerate(
                zip_longest(theirs.paragraphs, filter(None, mine.paragraphs), fillvalue=""), 1
            )
        ),
    ]
    return [(part, their, own) for part, their, own in pairs if their != own]


@st.fragment(run_every=HEARTBEAT_SECONDS)
def company(shown: Open) -> None:
    """Note that this window is here, and say who else is and whether somebody saved meanwhile."""
    window = st.session_state.setdefault("bulletin_window", uuid4().hex)
    since = st.session_state.setdefault("bulletin_since", datetime.now(UTC))
    others = bulletin_drafting.at_work(shown.desk, shown.found.id, window, since)
    for other in others:
        st.markdown(f":yellow-badge[▲ {plain(other.name)} {_ago(other)}也在编辑此稿]")
    newest = bulletin_life.opened(
        shown.desk.viewer, shown.desk.dataset, shown.found.id, shown.desk.family
    )
    if newest.version == shown.found.version and newest.state == shown.found.state:
        return
    text = f"{plain(newest.saved_by)}已存第{newest.version}版，本页是第{shown.found.version}版。"
    st.markdown(f":yellow-badge[▲ 有新稿] {text}")
    if st.button("载入最新稿"):
        st.rerun()


def _ago(other: Editor) -> str:
    minutes = int((datetime.now(UTC) - other.seen_at).total_seconds() // 60)
    return f"{minutes}分钟前" if minutes else "刚刚"
