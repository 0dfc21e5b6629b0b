"""The tables of loans as an Excel workbook: one sheet a table, the same cells as on screen."""

from mechanisms import credit_tables, credit_words
from mechanisms.credit import Credit
from reports.linked_sheets import Cover, origin_words, tables_workbook


def credit_workbook(found: Credit) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    as_of, notes = found.question.as_of, tuple(credit_words.notes(found))
    cover = Cover(found.dataset, "信贷", as_of, provenance(found), notes)
    return tables_workbook(cover, credit_tables.all_tables(found))


def provenance(found: Credit) -> str:
    """Say day, version, source and kind, as every file does."""
    drafts = "　目标出自征求意见稿" if credit_words.draft_words(found) else ""
    said = origin_words(
        found.question,
        found.dataset,
        found.published_at,
        found.sources,
        assumed=found.assumed,
        nothing="尚无贷款数据",
    )
    return said + drafts
