"""季度与年度: the quarter's supervision, the year's assessment, awards by place of growth."""

from reports import quarterly_workbook
from ui import quarterly_view, skeleton
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
    skeleton.end()
