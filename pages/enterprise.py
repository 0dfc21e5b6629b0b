"""企业卡: one firm, what happened to it, where it stands, and where each figure comes from."""

from mechanisms import firm_card_words
from reports import firm_card_document, firm_card_page
from ui import firm_card_view, skeleton
from ui.firm_card_view import Absent
from ui.plain import emphasised
from ui.session import require

BUILDERS = {"docx": firm_card_document.sheet, "html": firm_card_page.page}


def render() -> None:
    """Draw the page."""
    question = require("view_enterprises")
    firm = firm_card_view.asked_firm()
    with skeleton.title_row("企业卡"):
        column = firm_card_view.choose()
        found = firm_card_view.card_of(question, firm, column)
        if not isinstance(found, Absent):
            firm_card_view.export_popover(found, BUILDERS)
    if isinstance(found, Absent):
        firm_card_view.without_firm(firm, found)
        skeleton.end()
        return
    firm_card_view.head(found)
    skeleton.lead(emphasised(firm_card_words.headline(found)))
    skeleton.tiles(firm_card_words.tiles(found))
    if found.last_heard is not None:
        firm_card_view.pictures(found)
        firm_card_view.figures(found)
        firm_card_view.places(found)
        firm_card_view.loans(found)
        firm_card_view.layoffs(found)
    firm_card_view.register(found)
    firm_card_view.back()
    skeleton.notes(firm_card_words.notes(found))
    skeleton.end()
