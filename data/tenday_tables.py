"""Shipped tables of ten-day prices: each issue of the source as a batch of its own."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from data import catalogue
from data.batches import Entry, SeriesKey, Submission
from data.dataset_parts import SampleFile
from data.datasets import Dataset
from data.records import FOLDER, CatalogueError, read_csv
from metrics.periods import Period

GOOD = "good"
"""Whose figures they are: the subject kind of a good, whose name is the subject."""
INDICATORS = {"元/吨": "material_price_ton", "元/千克": "material_price_kg"}
MEASURES = {
    "price": "level",
    "change": "change_on_previous",
    "change_pct": "change_on_previous_pct",
}
Rows = list[tuple[int, dict[str, str]]]


def submissions(dataset: Dataset, table: SampleFile) -> Iterator[tuple[str, Submission]]:
    """Yield the issues of a table by their ten-day period.

    Raises
    ------
    CatalogueError
        If a row names a unit that no indicator has.
    """
    assert dataset.sample is not None  # noqa: S101 - narrowed by the caller
    path = FOLDER / dataset.sample.folder / table.file
    content = path.read_bytes()
    issues: dict[str, Rows] = defaultdict(list)
    for line, row in read_csv(path):
        issues[row["period"]].append((line, row))
    for code, rows in issues.items():
        yield code, _issue(dataset, table, content, Period.parse(code), rows)


def _issue(
    dataset: Dataset, table: SampleFile, content: bytes, period: Period, rows: Rows
) -> Submission:
    rule = catalogue.release_calendar()[dataset.calendar]
    known = rows[0][1]["published_at"]
    return Submission(
        title=f"{period.label}{table.title}",
        file_name=table.file,
        content=content,
        source=f"{rule.name}（{period.label}）",
        kind=dataset.kind,
        sender=dataset.indicator(next(iter(INDICATORS.values()))).source_department,
        published_at=date.fromisoformat(known) if known else rule.tenday_published_at(period),
        published_assumed=not known,
        entries=tuple(_entries(dataset, period, table.file, rows)),
    )


def _entries(dataset: Dataset, period: Period, file: str, rows: Rows) -> Iterator[Entry]:
    for line, row in rows:
        indicator = INDICATORS.get(row["unit"])
        if indicator is None:
            msg = f"{file} 第{line}行：单位“{row['unit']}”没有登记，可用：{'、'.join(INDICATORS)}"
            raise CatalogueError(msg)
        for column, measure in MEASURES.items():
            key = SeriesKey(
                dataset.kind,
                indicator,
                measure,
                dataset.region,
                subject_kind=GOOD,
                subject=row["good"],
            )
            yield Entry(key, period, float(Decimal(row[column])), line)
