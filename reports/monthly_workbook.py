"""The tables of a month as an Excel workbook: one sheet a table, the same cells as on screen."""

from mechanisms import monthly_tables, monthly_words
from mechanisms.monthly import Monthly
from mechanisms.monthly_briefs import Brief
from reports.linked_sheets import Cover, origin_words, tables_workbook


def monthly_workbook(found: Monthly, briefs: tuple[Brief, ...]) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    subject = f"{found.period.label}月分析"
    cover = Cover(
        found.dataset,
        subject,
        found.question.as_of,
        provenance(found),
        monthly_words.notes(found),
    )
    return tables_workbook(cover, monthly_tables.all_tables(found, briefs))


def provenance(found: Monthly) -> str:
    """Say day, version, source and kind, as every file does."""
    return origin_words(
        found.question,
        found.dataset,
        found.published_at,
        found.sources,
        assumed=found.assumed,
    )
