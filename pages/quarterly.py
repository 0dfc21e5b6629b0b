"""季度与年度: the quarter's supervision, the year's assessment, awards by place of growth."""

from mechanisms.quarterly import Quarter
from reports import quarterly_workbook
from reports.bulletin_files import MAKERS
from reports.chart_pictures import picture
from ui import quarterly_view, record_desk, skeleton
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_quarterly")
    if not quarterly_view.quarters_of(question):
        quarterly_view.without_quarters()
        return
    with skeleton.title_row("季度与年度"):
        part = quarterly_view.choose_part(question)
        shown = quarterly_view.choose(question, part)
        quarterly_view.export_popover(shown, quarterly_workbook.workbook)
    quarterly_view.draw(shown)
    if isinstance(shown, Quarter):
        record_desk.show("quarterly", question, shown.quarter, MAKERS, picture)
    skeleton.end()
