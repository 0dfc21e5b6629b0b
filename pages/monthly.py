"""月分析: where the month stands, who moved it, the trend, the year ahead, the data behind."""

from mechanisms import monthly_words
from reports import monthly_workbook
from reports.bulletin_files import MAKERS
from reports.chart_pictures import picture
from ui import monthly_view, record_desk, skeleton
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_monthly")
    with skeleton.title_row("月分析"):
        chosen = monthly_view.choose(question)
        if chosen is not None:
            found = monthly_view.month_of(question, *chosen)
            briefs = monthly_view.briefs_of(question, *chosen)
            monthly_view.export_popover(found, briefs, monthly_workbook.monthly_workbook)
    if chosen is None:
        monthly_view.nothing_yet(question)
        skeleton.end()
        return
    monthly_view.provenance(found)
    skeleton.lead(emphasised(monthly_words.headline(found)))
    skeleton.tiles(monthly_words.tiles(found))
    monthly_view.evidence(question, found)
    monthly_view.who_moved_it(question, found)
    monthly_view.ahead(found, briefs)
    monthly_view.data_behind(found)
    record_desk.show("monthly", question, found.period, MAKERS, picture)
    skeleton.notes(monthly_words.notes(found))
    skeleton.end()
