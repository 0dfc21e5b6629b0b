"""Reads an .xls workbook from standard input; run as a process of its own, see old_workbooks.

python-calamine ends the whole process when a damaged .xls makes it ask for too much memory. Here
only this process ends. It imports nothing of the application, so that it starts quickly.
"""

import io
import json
import sys
from collections.abc import Iterable
from datetime import date

import python_calamine

_MOST_MEMORY = 1 << 30


def read(content: bytes) -> list[dict[str, object]]:
    """Return the sheets of a workbook in their order; one that is no work sheet has no rows.

    Days stand as ``{"day": ISO text}``.
    """
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        return [
            {"name": listed.name, **_cells(book.get_sheet_by_index(number))}
            if listed.typ == python_calamine.SheetTypeEnum.WorkSheet
            else {"name": listed.name}
            for number, listed in enumerate(book.sheets_metadata)
        ]


def _cells(sheet: python_calamine.CalamineSheet) -> dict[str, object]:
    rows = [_plain(row) for row in sheet.to_python(skip_empty_area=False)]
    return {"rows": rows, "merged": sheet.merged_cell_ranges or []}


def _plain(row: Iterable[object]) -> list[object]:
    return [cell if isinstance(cell, bool | float | str) else _converted(cell) for cell in row]


def _converted(cell: object) -> object:
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return float(cell) if isinstance(cell, int) else str(cell)


if __name__ == "__main__":
    if sys.platform != "win32":  # there the time limit of the caller must do
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
