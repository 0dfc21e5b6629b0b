"""周研判: what changed in a week, what stands out, what is asked."""

from mechanisms import weekly_words
from reports import weekly_workbook
from reports.bulletin_files import MAKERS
from reports.chart_pictures import picture
from ui import record_desk, skeleton, weekly_view
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_weekly")
    with skeleton.title_row("周研判"):
        found = weekly_view.choose(question)
        weekly_view.ways_on(question, found, weekly_workbook.weekly_workbook)
    watched = weekly_view.watch_of(question, found)
    weekly_view.provenance(found)
    skeleton.lead(emphasised(weekly_words.headline(found)))
    skeleton.tiles(weekly_words.tiles(found))
    weekly_view.without_figures(found)
    weekly_view.watch_lists(watched)
    weekly_view.evidence(question, found, watched)
    weekly_view.actions(question, found)
    weekly_view.tables(found)
    weekly_view.prices(found)
    record_desk.show("weekly", question, found.week, MAKERS, picture)
    skeleton.notes(weekly_words.notes(found))
    skeleton.end()
