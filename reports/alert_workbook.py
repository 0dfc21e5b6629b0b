"""The board of alerts as an Excel workbook: alerts, what was done about them, and the rules."""

from collections.abc import Mapping

from mechanisms import alert_tables, alert_words
from mechanisms.alert_board import AlertBoard
from mechanisms.alert_handling import Handling
from reports.linked_sheets import Cover, origin_words, tables_workbook


def alert_workbook(board: AlertBoard, handled: Mapping[str, Handling]) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    notes = tuple(alert_words.notes(board))
    cover = Cover(board.dataset, "预警", board.on, provenance(board), notes)
    return tables_workbook(cover, alert_tables.all_tables(board, handled))


def provenance(board: AlertBoard) -> str:
    """Say day, version, source and kind, as every file does."""
    return origin_words(
        board.question, board.dataset, board.on, ["预警规则（见“规则”表）"], assumed=False
    )
