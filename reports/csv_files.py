"""CSV that a spreadsheet may open: no cell of it can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)
LINE_BREAKS = re.compile(r"[\r\n]+")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: object) -> str:
    """Print a cell on one line; one that a spreadsheet would run begins with an apostrophe.

    A line break inside a text becomes a space: behind it a formula could begin anew.

    Examples
    --------
    >>> guarded("=1+1"), guarded(-0.7), guarded("+0.4%"), guarded(None)
    ("'=1+1", '-0.7', "'+0.4%", '')
    """
    text = "" if cell is None else str(cell)
    runs = text.startswith(STARTS_FORMULA) and not NUMBER.fullmatch(text)
    return LINE_BREAKS.sub(" ", f"'{text}" if runs else text)


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV with guarded cells and Unix line ends."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return made.getvalue()
