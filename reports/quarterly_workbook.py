"""季度与年度 as an Excel workbook: the quarter, the year, or the awards by place."""

from datetime import date

from data.store import Question
from mechanisms import quarterly_tables, quarterly_words, year_words
from mechanisms.growth_awards import GrowthAwards
from mechanisms.quarterly import Quarter
from mechanisms.year_end import YearEnd
from reports.linked_sheets import Cover, origin_words, tables_workbook


def workbook(shown: Quarter | YearEnd | GrowthAwards) -> bytes:
    """Return every table of what is shown as an xlsx file; simulated figures say so."""
    dataset, name = quarterly_tables.named(shown)
    cover = Cover(dataset, name, _question(shown).as_of, origin(shown), _notes(shown))
    return tables_workbook(cover, quarterly_tables.all_tables(shown))


def origin(shown: Quarter | YearEnd | GrowthAwards) -> str:
    """Say day, version, source and kind, as every file does."""
    dataset, _ = quarterly_tables.named(shown)
    day, assumed = _published(shown)
    return origin_words(_question(shown), dataset, day, [dataset.source], assumed=assumed)


def _question(shown: Quarter | YearEnd | GrowthAwards) -> Question:
    return shown.places.question if isinstance(shown, YearEnd) else shown.question


def _published(shown: Quarter | YearEnd | GrowthAwards) -> tuple[date | None, bool]:
    if isinstance(shown, Quarter):
        return shown.leading.published_at, shown.leading.assumed
    found = shown.places if isinstance(shown, YearEnd) else shown
    return found.published_at, found.assumed


def _notes(shown: Quarter | YearEnd | GrowthAwards) -> tuple[str, ...]:
    if isinstance(shown, Quarter):
        return quarterly_words.notes(shown)
    if isinstance(shown, YearEnd):
        return year_words.year_notes(shown.places)
    return year_words.awards_notes(shown)
