"""政策库: the documents, their entries by article, and which screen serves what."""

from data import policies
from data.policy_records import Document
from mechanisms import policy_library
from ui import policy_view, skeleton
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    require("view_policies")
    found = list(policies.documents().values())
    with skeleton.title_row("政策库"):
        chosen = policy_view.choose_document()
        if chosen is None:
            form = policy_view.choose_form()
        else:
            view = policy_view.choose_view()
    if chosen is not None:
        _document(chosen, view)
        return
    policy_view.provenance(None, len(found))
    _lead(found)
    policy_view.library(policy_library.summaries())
    duties = policy_library.duties(found)
    policy_view.services(duties)
    policy_view.all_mechanisms(duties, form)
    policy_view.notes(None)
    skeleton.end()


def _document(chosen: Document, view: str) -> None:
    """Draw one document: its articles, its mechanisms, or the readings to be decided."""
    readings = current().dataset.readings
    policy_view.provenance(chosen, 1)
    _lead([chosen])
    if view == "articles":
        shown = policy_view.choose_entries(policy_library.in_articles(chosen))
        policy_view.articles(chosen, shown, readings)
    elif view == "mechanisms":
        form = policy_view.choose_form()
        policy_view.mechanisms(policy_library.duties([chosen]), form)
    else:
        policy_view.readings(policy_library.readings(chosen, readings))
    policy_view.notes(chosen)
    skeleton.end()


def _lead(found: list[Document]) -> None:
    summaries = [policy_library.summary(each) for each in found]
    policy_view.lead(summaries, current().dataset.documents)
