"""The week as an Excel workbook: the same cells as on screen, figures as numbers."""

from data import datasets
from mechanisms import price_words, weekly_tables, weekly_watch, weekly_words
from mechanisms.material_prices import TendayPrices
from mechanisms.weekly import Weekly
from mechanisms.weekly_watch import AREAS, Watch
from reports.linked_sheets import Cover, origin_words, tables_workbook

MOST_WATCHED = 1000


def weekly_workbook(found: Weekly, watched: Watch) -> bytes:
    """Return the tables as an xlsx file; simulated figures say so in titles and sheet names."""
    notes = tuple(weekly_words.notes(found))
    subject = f"周研判　{found.week.label}"
    cover = Cover(found.dataset, subject, found.question.as_of, provenance(found), notes)
    watch_table = weekly_watch.reasons(watched, AREAS, MOST_WATCHED)
    beside = [(_price_cover(found.prices), price_words.all_goods(found.prices))]
    return tables_workbook(cover, [*weekly_tables.all_tables(found), watch_table], beside)


def _price_cover(found: TendayPrices) -> Cover:
    """Return the cover of the prices: national and official, whatever the city's figures are."""
    dataset = datasets.dataset(found.question.dataset)
    origin = origin_words(
        found.question,
        dataset,
        found.published_at,
        [found.source],
        assumed=found.assumed,
        nothing="尚无价格",
    )
    return Cover(
        dataset, "生产资料价格", found.question.as_of, origin, (price_words.reading(found),)
    )


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
