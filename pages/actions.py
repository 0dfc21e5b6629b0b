"""督办: what was handed to whom, by when, what came of it; overdue first."""

from mechanisms import ledger_words
from mechanisms.ledgers import SUPERVISED
from reports import ledger_workbook
from ui import ledger_desk, ledger_view, skeleton
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_actions")
    found = ledger_view.board_of(question, SUPERVISED)
    with skeleton.title_row("督办"):
        ledger_desk.name(found.ledger)
        group = ledger_view.choose()
        ledger_view.export_popover(found, ledger_workbook.ledger_workbook)
    ledger_view.provenance(found)
    skeleton.lead(emphasised(ledger_words.headline(found)))
    skeleton.tiles(ledger_words.tiles(found))
    ledger_view.card(question, found.ledger)
    ledger_view.table(found, group)
    ledger_desk.opening(found.ledger)
    skeleton.notes(ledger_words.notes(found))
    skeleton.end()
