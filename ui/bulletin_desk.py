"""What happens at a desk where documents are written: acts, what is told, what is at hand."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.bulletin_records import Bulletin
from data.bulletin_states import BulletinLifeError, may_step
from data.permissions import PermissionDeniedError, may
from data.records import CatalogueError
from data.store import Question
from mechanisms.bulletin_content import BulletinError, Content, from_json
from mechanisms.bulletin_life import Desk, Makers
from mechanisms.enquiry import EnquiryError
from ui.plain import plain

REFUSALS = (
    BulletinError,
    BulletinLifeError,
    CatalogueError,
    EnquiryError,
    PermissionDeniedError,
)
_DONE, _REFUSED = "bulletin_done", "bulletin_refused"


@dataclass(frozen=True)
class Open:
    """The document on the page, and who looks at it.

    Attributes
    ----------
    question
        The newest data of the business date, beside which documents are held.
    content
        The text as saved.
    shown
        The text as read: with what is added at the moment of reading, see `Family.complete`.
    """

    desk: Desk
    question: Question
    found: Bulletin
    content: Content
    shown: Content
    makers: Makers

    def may(self, action: str) -> bool:
        """Say whether the viewer's role includes an action."""
        return may(self.desk.viewer, action)

    @property
    def may_sign(self) -> bool:
        """Whether the viewer's role includes issuing."""
        return self.may(self.desk.family.sign)

    @property
    def is_edited(self) -> bool:
        """Whether the viewer may change the text just now."""
        return self.may(self.desk.family.edit) and may_step(self.found.state, "save")


def attempt(done: str, act: Callable[[], object]) -> object:
    """Do something that may be refused; what came of it is told in the run that follows.

    Returns what the act gives, None after a refusal.
    """
    try:
        result = act()
    except REFUSALS as error:
        st.session_state[_REFUSED] = str(error)
        return None
    st.session_state[_DONE] = done.format(result)
    return result


def tell() -> None:
    """Say what came of the act before this run."""
    if done := st.session_state.pop(_DONE, ""):
        st.success(plain(done), icon=":material/check_circle:")
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(plain(refused), icon=":material/block:")


def laid_open(desk: Desk, question: Question, found: Bulletin, makers: Makers) -> Open:
    """Return a document as it lies on the page."""
    content = from_json(found.content)
    shown = content
    if found.is_open:
        shown = desk.family.complete(desk.viewer, desk.dataset, content)
    return Open(desk, question, found, content, shown, makers)


def show_document(number: object) -> None:
    """Put a document on the page in the run that follows."""
    if number is not None:
        st.session_state["bulletin"] = str(number)
