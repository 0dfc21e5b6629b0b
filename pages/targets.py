"""目标督办: where every target of a document stands, the worst first, and what is to be done."""

from mechanisms import supervision_words
from mechanisms.supervision import Board
from reports import supervision_notice, target_workbook
from ui import skeleton, target_board
from ui.session import current, require


def render() -> None:
    """Draw the page."""
    question = require("view_targets")
    dataset = current().dataset
    if not dataset.documents:
        target_board.without_document(dataset)
        return
    with skeleton.title_row("目标督办"):
        document = target_board.choose_document(dataset)
        board = target_board.board_of(question, document)
        order, chosen = target_board.choose(board)
        target_board.export_popover(
            board, target_workbook.board_workbook, supervision_notice.notice
        )
    target_board.provenance(board)
    skeleton.lead(supervision_words.lead(board))
    skeleton.tiles(supervision_words.tiles(board))
    _rows(board, order, chosen)
    skeleton.notes(supervision_words.notes(board))
    skeleton.end()


def _rows(board: Board, order: str, chosen: str) -> None:
    skeleton.section("目标进度表", f"{target_board.ORDERS[order]}排列；点选一行，下方显示轨迹")
    ordered = board.worst_first if order == "urgency" else board.rows
    rows = target_board.filtered(ordered, chosen)
    picked = target_board.table(rows)
    if picked is not None:
        target_board.pictures(board, rows, picked)
        target_board.card(picked)
