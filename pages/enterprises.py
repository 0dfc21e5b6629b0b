"""企业透视: from the city over counties and industries to single firms, and whom to look at."""

from ui import enterprise_view, skeleton
from ui.session import require


def render() -> None:
    """Draw the page."""
    question = require("view_enterprises")
    if not enterprise_view.months_of(question):
        enterprise_view.without_firms()
        return
    with skeleton.title_row("企业透视"):
        pass
    skeleton.end()
