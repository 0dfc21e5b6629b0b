"""A ledger as an Excel workbook: its entries, and every step that was taken."""

from mechanisms import ledger_tables, ledger_words
from mechanisms.ledger_board import LedgerBoard
from reports.linked_sheets import Cover, origin_words, tables_workbook


def ledger_workbook(found: LedgerBoard) -> bytes:
    """Return the tables as an xlsx file; a simulated city's say so in titles and sheet names."""
    notes = tuple(ledger_words.notes(found))
    cover = Cover(found.dataset, found.ledger.name, found.question.as_of, provenance(found), notes)
    return tables_workbook(cover, ledger_tables.all_tables(found))


def provenance(found: LedgerBoard) -> str:
    """Say day, version, source and kind, as every file does."""
    return origin_words(
        found.question,
        found.dataset,
        found.newest_day,
        ["台账登记"],
        assumed=False,
        nothing=f"此时点没有{found.ledger.name}",
    )
