"""Books for tests of the finding of tables: sheets of `tests.cards` without a file between."""

from data.readings import Book, Sheet


def sheet_of(card_sheet, number=0, broken=None):
    """One sheet of cards as the reader of files would give it."""
    cells = card_sheet.cells
    height = 1 + max((row for row, _ in cells), default=-1)
    width = 1 + max((column for _, column in cells), default=-1)
    rows = [[""] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row][column] = float(value) if type(value) is int else value
    return Sheet(card_sheet.name, number, rows, tuple(card_sheet.merged), broken or {})


def book_of(*card_sheets, file_name="月报.xlsx", broken=None):
    """A book of such sheets; `broken` belongs to the first."""
    sheets = [
        sheet_of(each, number, broken if number == 0 else None)
        for number, each in enumerate(card_sheets)
    ]
    return Book(file_name, "xlsx", tuple(sheets))


def figures_of(reading, indicator="", period=""):
    """The figures of a reading: (measure, region or industry) to value, NaN as 未报."""
    chosen = reading.figures
    if indicator:
        chosen = chosen[chosen["indicator"] == indicator]
    if period:
        chosen = chosen[chosen["period"] == period]
    found = {
        (row.measure, row.industry or row.region): "未报" if row.value != row.value else row.value
        for row in chosen.itertuples()
    }
    assert len(found) == len(chosen)
    return found


def checks_of(reading):
    """Rule and cell of each misread."""
    return [(misread.check, misread.cell) for misread in reading.misreads]
