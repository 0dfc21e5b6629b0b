"""Files as a simulated sender would send them: figures in, a labelled submission out."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data import catalogue
from data.batches import Entry, SeriesKey, Submission
from data.datasets import Dataset
from metrics.periods import Period, PeriodKind

SENDER = "模拟数据生成器"
"""Who sends every simulated batch."""
HEAD = ("period", "region_code", "region", "indicator", "measure", "value", "unit")
INDUSTRY_HEAD = ("industry_code", "industry")
SUBJECT_HEAD = ("subject_kind", "subject")
_BY_MONTH = (PeriodKind.MONTH, PeriodKind.YTD)


@dataclass(frozen=True)
class Figure:
    """One figure of a simulated file; value None says expressly that it was not reported."""

    period: Period
    region: str
    indicator: str
    measure: str
    value: Decimal | None
    unit: str
    subject_kind: str = "region"
    subject: str = ""
    industry: str = ""


@dataclass(frozen=True)
class Heading:
    """What a simulated file says of itself."""

    title: str
    file_name: str
    source: str
    published_at: date
    assumed: bool = False


def submission(dataset: Dataset, heading: Heading, figures: Iterable[Figure]) -> Submission:
    """Return a file of figures as a batch of the dataset's kind."""
    rows = list(figures)
    return Submission(
        title=heading.title,
        file_name=heading.file_name,
        content=_csv_bytes(rows),
        source=heading.source,
        kind=dataset.kind,
        sender=SENDER,
        published_at=heading.published_at,
        published_assumed=heading.assumed,
        entries=tuple(_entry(dataset.kind, row, line) for line, row in enumerate(rows, 2)),
    )


def _entry(kind: str, row: Figure, line: int) -> Entry:
    key = SeriesKey(
        kind,
        row.indicator,
        row.measure,
        row.region,
        row.industry,
        subject_kind=row.subject_kind,
        subject=row.subject,
    )
    return Entry(key, row.period, None if row.value is None else float(row.value), line)


def _csv_bytes(rows: list[Figure]) -> bytes:
    more = _more_heads(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD + more)
    writer.writerows(_columns(row, more) for row in rows)
    return text.getvalue().encode("utf-8")


def _more_heads(rows: list[Figure]) -> tuple[str, ...]:
    """Return the columns that only some files need: whose figures, of which industry."""
    industries = INDUSTRY_HEAD if any(row.industry for row in rows) else ()
    subjects = SUBJECT_HEAD if any(row.subject for row in rows) else ()
    return industries + subjects


def _columns(row: Figure, more: tuple[str, ...]) -> tuple[object, ...]:
    period = row.period
    when = f"{period.end:%Y-%m}" if period.kind in _BY_MONTH else period.code
    name = catalogue.regions()[row.region].name
    said = (when, row.region, name, row.indicator, row.measure, row.value, row.unit)
    columns = {
        "industry_code": row.industry,
        "industry": catalogue.industries().get(row.industry, ""),
        "subject_kind": row.subject_kind,
        "subject": row.subject,
    }
    return (*said, *(columns[head] for head in more))
