"""Writing sheets so that no text of the data becomes a formula, a link or a number."""

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
GREY = "#46525F"
A4 = 9
TEXTS_STAY_TEXTS: Mapping[str, bool] = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How every workbook is opened."""


def styled(book: Workbook, **style: object) -> Format:
    """Return a format in the font of the project's sheets."""
    return book.add_format({"font_name": FONT, "font_size": 11, **style})


def number_format(kind: str, decimals: int) -> str:
    """Return the Excel format that prints a number as the screen does.

    Parameters
    ----------
    kind
        text, place, figure, signed, change or given, as in `bulletin_content.ContentColumn`.

    Examples
    --------
    >>> number_format("signed", 1)
    '"+"0.0;"−"0.0;0.0'
    """
    digits = "0" + ("." + "0" * decimals if decimals else "")
    return {
        "text": "General",
        "given": "General",
        "place": "0",
        "figure": f'#,##{digits};"−"#,##{digits}',
        "signed": f'"+"{digits};"−"{digits};{digits}',
        "change": '"↑"0;"↓"0;"—"',
    }[kind]


def begin_sheet(book: Workbook, name: str, title: str, origin: str) -> Worksheet:
    """Add a landscape sheet that fits the width of A4, its title and line of origin on top."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, title, styled(book, bold=True, font_size=14))
    sheet.write_string(1, 0, origin, styled(book, font_color=GREY))
    return sheet


def write_notes(book: Workbook, sheet: Worksheet, row: int, notes: list[str]) -> None:
    """Write numbered notes from a row on, one below the other."""
    small = styled(book, font_size=9, font_color=GREY)
    for number, note in enumerate(notes, start=1):
        sheet.write_string(row + number - 1, 0, f"注{number}：{note}。", small)
