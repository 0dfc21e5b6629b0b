"""The tables of lay-offs as an Excel workbook: one sheet a table, the same cells as on screen."""

from mechanisms import employment_tables, employment_words
from mechanisms.employment import Employment
from reports.linked_sheets import Cover, origin_words, tables_workbook


def employment_workbook(found: Employment) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    as_of, notes = found.question.as_of, tuple(employment_words.notes(found))
    cover = Cover(found.dataset, "稳岗用工", as_of, provenance(found), notes)
    return tables_workbook(cover, employment_tables.all_tables(found))


def provenance(found: Employment) -> str:
    """Say period, day, version, source, kind, formula and limit, as every file does."""
    said = origin_words(
        found.question,
        found.dataset,
        found.published_at,
        found.sources,
        assumed=found.assumed,
        nothing="尚无企业月报",
    )
    return f"{found.facts.label}　{said}　口径：{found.method.name}　上限：{found.limit.name}"
