"""From a number on the screen to its rows, batch, file, indicator and article."""

import csv
import hashlib
import io
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import batches, catalogue, datasets, store
from data.catalogue import MEASURES, Indicator
from data.datasets import Reference
from data.store import Question
from metrics.periods import Period


@dataclass(frozen=True)
class Version:
    """One version of a figure, as one batch gave it; value None is 未报."""

    value: float | None
    batch: int
    row: int
    title: str
    source: str
    file_name: str
    sha256: str
    file_kept: bool
    kind: str
    sender: str
    received_at: datetime
    published_at: date
    assumed: bool
    withdrawn: str


@dataclass(frozen=True)
class Trace:
    """The whole chain of one figure; `versions` newest first, the first valid one counts.

    `reference` is the article for which the circular uses the figure; None outside of it.
    """

    indicator: Indicator
    measure: str
    region: str
    industry: str
    period: Period
    unit: str
    decimals: int
    reference: Reference | None
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version | None:
        """The version that counts: the newest that is not withdrawn."""
        return next((version for version in self.versions if not version.withdrawn), None)

    @property
    def title(self) -> str:
        """Name of the figure: period, region, indicator, measure."""
        industry = f"（{self.industry}）" if self.industry else ""
        return (
            f"{self.period.label}　{self.region}　{self.indicator.name}{industry}　{self.measure}"
        )


RANKED = ("level", "growth", "published_place")
UNITS = {"growth": "%", "published_place": "位"}
DECIMALS = {"growth": 1, "published_place": 0}


def trace(question: Question, series: int, period: str) -> Trace | None:
    """Return the chain of one figure; None where there is none within the viewer's scope.

    Raises
    ------
    ValueError
        If `period` is no period code.
    """
    when = Period.parse(period)
    rows = store.history(question, series, period).to_dict("records")
    if not rows:
        return None
    first = rows[0]
    dataset = datasets.dataset(question.dataset)
    indicator = dataset.indicator(str(first["indicator"]))
    measure = str(first["measure"])
    return Trace(
        indicator,
        MEASURES.get(measure, measure),
        catalogue.regions()[str(first["region_code"])].name,
        catalogue.industries().get(str(first["industry"]), ""),
        when,
        UNITS.get(measure, indicator.unit),
        DECIMALS.get(measure, indicator.decimals),
        dataset.circular.reference if indicator.id in dataset.circular.indicators else None,
        tuple(_version(row) for row in rows),
    )


def trace_ranked(question: Question, series: int, period: str) -> Trace | None:
    """Return the chain of a figure only if rankings show it: a unit's level, growth or place."""
    rows = store.history(question, series, period)
    if rows.empty or rows["industry"].iloc[0] or rows["measure"].iloc[0] not in RANKED:
        return None
    return trace(question, series, period)


def _version(row: dict[Hashable, Any]) -> Version:
    value = row["value"]
    missing = value is None or value != value
    return Version(
        value=None if missing else float(value),
        batch=int(row["sequence"]),
        row=int(row["row"]),
        title=str(row["title"]),
        source=str(row["source"]),
        file_name=str(row["file_name"]),
        sha256=str(row["sha256"]),
        file_kept=batches.inbox_path(str(row["sha256"])).exists(),
        kind=str(row["kind"]),
        sender=str(row["sender"]),
        received_at=row["received_at"],
        published_at=row["published_at"],
        assumed=bool(row["published_assumed"]),
        withdrawn="" if pd.isna(row["withdrawn_reason"]) else str(row["withdrawn_reason"]),
    )


def file_lines(sha256: str, row: int, around: int = 2) -> list[tuple[int, list[str]]]:
    """Return the rows of a kept CSV file around a line, with the head line first.

    Lines are counted as in the file. Empty where the file is not kept, is no text, or is no
    longer what was received (its hash differs).
    """
    path = batches.inbox_path(sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = [(reader.line_num, cells) for cells in reader]
    return rows[:1] + [pair for pair in rows[1:] if abs(pair[0] - row) <= around]
