"""信贷: loans against the targets, withdrawals and the duty to report them, banks, ledgers."""

from mechanisms import credit_words
from reports import credit_workbook
from ui import credit_form, credit_view, skeleton, target_board
from ui.plain import emphasised
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_credit")
    found = credit_view.credit_of(question)
    with skeleton.title_row("信贷"):
        detail = credit_view.choose(found)
        credit_view.export_popover(found, credit_workbook.credit_workbook)
    skeleton.provenance(
        credit_words.period_words(found),
        found.published_at,
        found.sources,
        target_board.draft_badges(found.dataset),
        assumed=found.assumed,
    )
    skeleton.lead(emphasised(credit_words.headline(found)))
    skeleton.tiles(credit_words.tiles(found))
    credit_view.entry(question)
    if detail is not None:
        credit_view.course(found, detail)
    credit_view.withdrawals(found)
    credit_form.form()
    if detail is not None:
        credit_view.units(detail)
    credit_view.banks(found)
    credit_view.measures(found)
    credit_view.ledgers(found)
    skeleton.notes(credit_words.notes(found))
    skeleton.end()
