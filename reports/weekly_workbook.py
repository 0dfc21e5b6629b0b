"""The week as an Excel workbook: the same cells as on screen, figures as numbers."""

from mechanisms import weekly_tables, weekly_watch, weekly_words
from mechanisms.weekly import Weekly
from mechanisms.weekly_watch import AREAS, Watch
from reports.linked_sheets import Cover, origin_words, tables_workbook

MOST_WATCHED = 1000


def weekly_workbook(found: Weekly, watched: Watch) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    notes = (*weekly_words.notes(found), "生产资料价格为国家统计局公布的正式数据")
    subject = f"周研判　{found.week.label}"
    cover = Cover(found.dataset, subject, found.question.as_of, provenance(found), notes)
    watch_table = weekly_watch.reasons(watched, AREAS, MOST_WATCHED)
    return tables_workbook(cover, [*weekly_tables.all_tables(found), watch_table])


def provenance(found: Weekly) -> str:
    """Say day, version, source and kind, as every file does."""
    return origin_words(
        found.question,
        found.dataset,
        found.published_at,
        found.sources,
        assumed=found.assumed,
        nothing="尚无周度数据",
    )
