"""稳岗用工: lay-off rates by named formulas, firms near their limit, refunds that hang on it."""

from mechanisms import employment_words
from reports import employment_workbook
from ui import employment_firm, employment_view, skeleton, target_board
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_employment")
    if employment_view.sources_of(question) is None:
        employment_view.without_firms()
        return
    with skeleton.title_row("稳岗用工"):
        found = employment_view.choose(question)
        if found is None:
            return
        employment_view.export_popover(found, employment_workbook.employment_workbook)
    skeleton.provenance(
        found.facts.label,
        found.published_at,
        found.sources,
        target_board.draft_badges(found.dataset),
        assumed=found.assumed,
    )
    skeleton.lead(emphasised(employment_words.headline(found)))
    employment_view.place_note(found)
    skeleton.tiles(employment_words.tiles(found))
    employment_firm.section()
    employment_firm.firm(found)
    employment_view.firms(found)
    employment_view.by_group(found)
    employment_view.years(found)
    employment_view.entitlements(found)
    skeleton.notes(employment_words.notes(found))
    skeleton.end()
