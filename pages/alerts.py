"""预警: what the rules find, what was done about it, and the rules with their thresholds."""

from mechanisms import alert_handling, alert_words
from reports import alert_workbook
from ui import alert_desk, alert_view, skeleton
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_alerts")
    board = alert_view.board_of(question)
    handled = alert_handling.handling(board)
    with skeleton.title_row("预警"):
        alert_desk.name()
        group, area = alert_view.choose()
        alert_view.export_popover(board, handled, alert_workbook.alert_workbook)
    alert_view.provenance(board)
    skeleton.lead(emphasised(alert_words.headline(board, handled)))
    skeleton.tiles(alert_words.tiles(board, handled))
    alert_view.card(board, handled)
    alert_view.table(board, handled, group, area)
    alert_view.rules(board)
    skeleton.notes(alert_words.notes(board))
    skeleton.end()
