"""督办单: the letter to one department about its targets, as a Word document."""

from mechanisms import supervision_table
from mechanisms.supervision import Board
from reports.official_document import official_document


def notice(board: Board, department: str) -> bytes:
    """Return the 督办单 for a department as a .docx file in the layout of official documents.

    A draft on behalf (代拟稿): 发文字号, 签发人 and the date stay blank. Simulated figures say so.

    Raises
    ------
    SupervisionError
        If no target of the document names the department.
    """
    return official_document(supervision_table.notice(board, department))
