"""Shipped samples: tables of real figures, read into batches as if their cards had come in."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from data import catalogue, tenday_tables
from data.batches import Entry, SeriesKey, Submission
from data.catalogue import Indicator
from data.dataset_parts import SampleFile
from data.datasets import Dataset
from data.records import FOLDER, CatalogueError, read_csv

MEASURE_COLUMNS = {
    "level": "level",
    "growth_pct": "growth",
    "published_place": "published_place",
    "change_since_year_start": "change_since_year_start",
}
IN_UNITS = {"level", "change_since_year_start"}


def submissions(dataset: Dataset) -> list[Submission]:
    """Return the sample of a dataset as batches, one per card and table, oldest card first.

    Raises
    ------
    CatalogueError
        If a row names an unknown region, industry, indicator, unit or period.
    """
    if dataset.sample is None:
        return []
    found = [pair for table in dataset.sample.files for pair in _of_table(dataset, table)]
    return [submission for _, submission in sorted(found, key=lambda pair: pair[0])]


def _of_table(dataset: Dataset, table: SampleFile) -> Iterator[tuple[str, Submission]]:
    assert dataset.sample is not None  # noqa: S101 - narrowed by the caller
    if table.layout == "tenday_prices":
        yield from tenday_tables.submissions(dataset, table)
        return
    path = FOLDER / dataset.sample.folder / table.file
    content = path.read_bytes()
    cards: dict[str, list[Entry]] = defaultdict(list)
    for line, row in read_csv(path):
        cards[row["card"]] += _entries(dataset, table, line, row)
    for card, entries in cards.items():
        yield card, _submission(dataset, table, content, card, entries)


def _submission(
    dataset: Dataset, table: SampleFile, content: bytes, card: str, entries: list[Entry]
) -> Submission:
    rule = catalogue.release_calendar()[dataset.calendar]
    year, month = card.split("-")
    return Submission(
        title=table.title,
        file_name=table.file,
        content=content,
        source=f"{rule.name}（{year}年{int(month)}月）",
        kind=dataset.kind,
        sender=dataset.source,
        published_at=rule.published_at(card),
        published_assumed=rule.assumed,
        entries=tuple(entries),
    )


def _entries(dataset: Dataset, table: SampleFile, line: int, row: dict[str, str]) -> list[Entry]:
    where = f"{table.file} 第{line}行"
    indicator = dataset.indicator(row.get("indicator") or table.indicator)
    if row["region_code"] not in catalogue.regions():
        msg = f"{where}：区划代码 {row['region_code']} 未登记，请先写入 regions.csv"
        raise CatalogueError(msg)
    industry = row.get("industry_code") or ""
    if industry and industry not in catalogue.industries():
        msg = f"{where}：行业代码 {industry} 未登记，请改正或先写入 industries.csv"
        raise CatalogueError(msg)
    period = indicator.period(row["period"])
    entries = []
    for column, measure in MEASURE_COLUMNS.items():
        if not row.get(column):
            continue
        key = SeriesKey(dataset.kind, indicator.id, measure, row["region_code"], industry)
        value = Decimal(row[column])
        if measure in IN_UNITS:
            value = _converted(indicator, value, row["unit"], where)
        entries.append(Entry(key, period, float(value), line))
    return entries


def _converted(indicator: Indicator, value: Decimal, unit: str, where: str) -> Decimal:
    try:
        return indicator.to_unit(value, unit)
    except CatalogueError as error:
        msg = f"{where}：{error}"
        raise CatalogueError(msg) from error
