"""The desk of a ledger: opening an entry, and taking a step of one.

What was typed is read before the page looks at the ledger again, beside the version that the
page showed: so the second of two is told what the first did, and his words stay in the form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from data.ledgers import Ledger, LedgerError
from data.permissions import PermissionDeniedError, may, roles
from mechanisms import ledgers
from mechanisms.bulletin_life import Desk
from mechanisms.ledger_tables import region_name
from mechanisms.ledgers import Entry, Upload
from ui import ledger_fields, told
from ui.plain import plain
from ui.session import actor, current

UPLOAD_MEGABYTES = 20
LONGEST_TEXT = 2000
FILES = "附件，可不附（PDF、Word、Excel、图片等，每个不超过20 MB）"
Write = Callable[[Desk], str]
"""Writes in the name of a desk and returns what was done, in words."""
LOOKS_BACK = "正在回看较早的时点；回到最新后才能办理。"


@dataclass(frozen=True)
class Form:
    """Where the controls of a form stand in the session.

    Attributes
    ----------
    place
        Begins every key of the form.
    """

    place: str

    @property
    def text(self) -> str:
        """Key of the words."""
        return f"{self.place}_words"

    @property
    def files(self) -> str:
        """Key of the files; another one after each step, which empties the control."""
        return f"{self.place}_files_{st.session_state.get(self.turn, 0)}"

    @property
    def turn(self) -> str:
        """Key of how many steps were taken here."""
        return f"{self.place}_turn"

    @property
    def refusal(self) -> str:
        """Key of why the last try was refused."""
        return f"{self.place}_refusal"

    @property
    def unsent(self) -> str:
        """Key of the words of a refused try, kept apart from the control that may go."""
        return f"{self.place}_unsent"


def looks_back() -> bool:
    """Whether the page shows an earlier day, on which nothing can be done any more."""
    return current().as_of != current().dataset.today


def name(made: Ledger) -> None:
    """Ask once on a page for the name of who is at work, if he may take any step at all."""
    viewer = current().viewer
    if not looks_back() and any(may(viewer, step.permission) for step in made.steps.values()):
        actor()


def opening(made: Ledger) -> None:
    """Offer to open an entry, to those who may."""
    told.show(made.id)
    visit, key = current(), made.opening()
    step, form = made.steps[key], Form(f"open_{made.id}")
    places = ledgers.places(visit.viewer, visit.dataset, step.permission)
    if not places:
        return
    with st.expander(f"{step.name}新{made.name}", expanded=form.refusal in st.session_state):
        if looks_back():
            st.info(LOOKS_BACK)
            return
        refusal(form)
        with st.form(form.place, border=False):
            st.selectbox("属于", places, format_func=region_name, key=f"{form.place}_region")
            ledger_fields.ask(form.place, made, step.fields, {}, visit.dataset.today)
            words(form, step.text_name, needed=step.needs_text)
            files(form, step.takes_files)
            st.form_submit_button(step.name, type="primary", on_click=_open, args=(made, form))


def _open(made: Ledger, form: Form) -> None:
    """Open an entry of what stands in the form."""
    key = made.opening()
    fields = made.steps[key].fields

    def write(desk: Desk) -> str:
        number = ledgers.open_entry(
            desk,
            made.id,
            ledger_fields.typed(form.place, fields),
            region=st.session_state[f"{form.place}_region"],
            text=st.session_state.get(form.text) or "",
            attachments=uploads(form),
        )
        st.query_params["entry"] = str(number)
        return f"已{made.steps[key].name}：编号 {number}"

    if tried(form, made, write):
        ledger_fields.clear(form.place, made, fields)


def steps(found: Entry) -> None:
    """Offer the steps that the viewer may take of an entry."""
    visit, form = current(), Form(f"step_{found.number}")
    offered = ledgers.steps_for(visit.viewer, visit.dataset, found)
    if looks_back():
        st.markdown(f":gray[{LOOKS_BACK}]")
        return
    refusal(form)
    if not offered:
        _unsent(form)
        return
    made = found.ledger
    key = _choose(offered, found)
    step = made.steps[key]
    with st.form(form.place, border=True):
        st.markdown(f":gray[{plain(step.meaning)}]")
        known = dict(found.fields)
        ledger_fields.ask(_fields_place(form, key), made, step.fields, known, visit.dataset.today)
        words(form, step.text_name, needed=step.needs_text)
        files(form, step.takes_files)
        st.form_submit_button(step.name, type="primary", on_click=_act, args=(found, key, form))


def _choose(offered: Sequence[str], found: Entry) -> str:
    """Ask for the step; after each step anew, since others are lawful then."""
    made = found.ledger
    chosen = st.segmented_control(
        "办理",
        offered,
        default=offered[0],
        format_func=lambda key: made.steps[key].name,
        label_visibility="collapsed",
        key=f"step_{found.number}_{found.version}_choice",
    )
    return str(chosen or offered[0])


def _act(found: Entry, key: str, form: Form) -> None:
    """Take a step with what stands in the form; `found` is the entry as the page showed it."""
    step, place = found.ledger.steps[key], _fields_place(form, key)

    def write(desk: Desk) -> str:
        ledgers.act(
            desk,
            found.number,
            key,
            st.session_state.get(form.text) or "",
            ledger_fields.typed(place, step.fields),
            uploads(form),
            seen=found.version,
        )
        return f"已{step.name}：编号 {found.number}"

    tried(form, found.ledger, write)


def _fields_place(form: Form, key: str) -> str:
    return f"{form.place}_{key}"


def tried(form: Form, made: Ledger, write: Write) -> bool:
    """Try to write; say what was done, or keep the words and why it was refused."""
    told.forget(made.id)
    visit = current()
    name = " ".join((st.session_state.get("actor") or "").split())
    desk = Desk(visit.viewer, name or roles()[visit.viewer.role].name, visit.dataset)
    try:
        said = write(desk)
    except (LedgerError, PermissionDeniedError) as error:
        st.session_state[form.refusal] = str(error)
        st.session_state[form.unsent] = st.session_state.get(form.text) or ""
        return False
    told.tell(made.id, said)
    st.session_state[form.turn] = st.session_state.get(form.turn, 0) + 1
    for key in (form.refusal, form.unsent):
        st.session_state.pop(key, None)
    st.session_state[form.text] = ""
    return True


def refusal(form: Form) -> None:
    """Say why the last try was refused, if it was."""
    if text := st.session_state.get(form.refusal):
        st.error(plain(text))


def _unsent(form: Form) -> None:
    """Show words that can no longer be sent, so that they are not lost."""
    if text := st.session_state.get(form.unsent):
        st.text_area("您写的内容（没有写入，可复制）", text, disabled=True, height=100)


def words(form: Form, name: str, *, needed: bool) -> None:
    """Draw the words; those of a refused try stand there again."""
    if unsent := st.session_state.get(form.unsent):
        st.session_state.setdefault(form.text, unsent)
    st.text_area(
        name if needed else f"{name}，可不填", max_chars=LONGEST_TEXT, height=90, key=form.text
    )


def files(form: Form, taken: bool) -> None:
    """Draw the control for files, where the step takes any."""
    if taken:
        st.file_uploader(
            FILES, accept_multiple_files=True, max_upload_size=UPLOAD_MEGABYTES, key=form.files
        )


def uploads(form: Form) -> list[Upload]:
    """Return the files of a form."""
    files = st.session_state.get(form.files) or []
    return [Upload(file.name, file.getvalue()) for file in files]
