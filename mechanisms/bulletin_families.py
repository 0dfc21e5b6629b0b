"""Sorts of documents that the one engine carries: bulletins, and working records of each form."""

from collections.abc import Callable
from dataclasses import dataclass

from data.bulletin_records import Bulletin
from data.bulletin_states import BULLETIN_WORD, RecordForm
from data.datasets import Dataset
from data.permissions import Viewer
from data.store import Question
from mechanisms import bulletin_comparison
from mechanisms.bulletin_content import Content

Anew = Callable[[Question, Content, Bulletin | None, str], Content]
Complete = Callable[[Viewer, Dataset, Content], Content]
Lacks = Callable[[Content], str]


def _lacks_text(content: Content) -> str:
    """Say what a text lacks before it can be submitted; empty where nothing."""
    if content.title and content.paragraphs:
        return ""
    return f"{'正文' if content.title else '标题'}为空，不能送审；请补写后再送"


def _as_written(viewer: Viewer, dataset: Dataset, content: Content) -> Content:
    return content


@dataclass(frozen=True)
class Family:
    """A sort of documents.

    Attributes
    ----------
    word
        What such a document is called.
    form
        Of which form its records are; None for bulletins.
    view, edit, sign
        The permissions for looking at what is issued, for writing, for issuing.
    anew
        Writes a draft anew from the data of a question; see `bulletin_comparison.as_of_now`.
    lacks
        Says what a text lacks before it can be submitted.
    complete
        Adds what stands in a document only as it is at the moment of reading and signing.
    """

    word: str
    form: RecordForm | None
    view: str
    edit: str
    sign: str
    anew: Anew
    lacks: Lacks = _lacks_text
    complete: Complete = _as_written


BULLETINS = Family(
    BULLETIN_WORD,
    None,
    "view_bulletins",
    "edit_bulletin",
    "issue_bulletin",
    bulletin_comparison.as_of_now,
)
