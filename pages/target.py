"""目标页: one target with its course, its ground, months, counties, records and a way to report."""

from mechanisms import supervision_target_words
from ui import skeleton, target_board, target_page, target_report, target_tables
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_targets")
    dataset = current().dataset
    if not dataset.documents:
        target_board.without_document(dataset)
        return
    with skeleton.title_row("目标"):
        document, key = target_page.choose(dataset)
    target_page.tell_unknown()
    found = target_page.dossier_of(question, document, key)
    target_board.provenance(found.board)
    skeleton.lead(supervision_target_words.lead(found.row))
    skeleton.tiles(supervision_target_words.tiles(found.row))
    target_page.top(found)
    target_tables.months(found)
    target_tables.counties(found)
    target_tables.units(found)
    target_tables.records(found)
    target_report.form(key)
    target_page.back(found)
    skeleton.end()
