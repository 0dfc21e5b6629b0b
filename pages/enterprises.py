"""企业透视: from the city over counties and industries to single firms, and whom to look at."""

from mechanisms import firm_drill_words
from reports import enterprise_workbook
from ui import enterprise_lists, enterprise_view, skeleton
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_enterprises")
    if not enterprise_view.months_of(question):
        enterprise_view.without_firms()
        return
    with skeleton.title_row("企业透视"):
        choice = enterprise_view.choose(question)
        drill = enterprise_view.drill_for(question, choice)
        enterprise_view.export_popover(drill, enterprise_workbook.enterprise_workbook)
    moved = enterprise_view.moved_for(drill, drill.step)
    enterprise_view.provenance(drill)
    skeleton.lead(emphasised(firm_drill_words.headline(drill, moved)))
    enterprise_lists.search(question)
    enterprise_view.crumbs(drill)
    skeleton.tiles(firm_drill_words.tiles(drill, moved))
    enterprise_view.parts(drill, choice)
    enterprise_view.moved(drill)
    enterprise_lists.lists(drill)
    enterprise_lists.releases(drill)
    skeleton.notes(firm_drill_words.notes(drill))
    skeleton.end()
