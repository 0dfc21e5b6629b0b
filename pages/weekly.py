"""周研判: what changed in a week, what stands out, what is asked."""

from mechanisms import weekly_words
from ui import skeleton, weekly_view
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_weekly")
    with skeleton.title_row("周研判"):
        found = weekly_view.choose(question)
    weekly_view.provenance(found)
    skeleton.lead(weekly_words.headline(found))
    skeleton.tiles(weekly_words.tiles(found))
    weekly_view.without_figures(found)
    weekly_view.course(question, found)
    weekly_view.tables(found)
    weekly_view.prices(found)
    skeleton.notes(weekly_words.notes(found))
    skeleton.end()
