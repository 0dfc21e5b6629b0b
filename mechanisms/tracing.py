"""From a number on the screen to its rows, batch, file, indicator and article."""

import csv
import hashlib
import io
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import batches, catalogue, datasets, evidence, policies, spreadsheets, store
from data.catalogue import MEASURES, Indicator
from data.dataset_parts import Reference
from data.datasets import Dataset
from data.evidence import Evidence
from data.readings import CellValue, UnreadableFileError, cell_name
from data.store import Question
from metrics.periods import Period
from metrics.wording import as_given


@dataclass(frozen=True)
class Version:
    """One version of a figure, as one batch gave it; value None is 未报.

    `row` and `column` count from 1; `column` is 0 where only the line of a text table was kept,
    and `sheet` is empty in a text table.
    """

    value: float | None
    batch: int
    row: int
    column: int
    sheet: str
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
    evidence: tuple[Evidence, ...] = ()

    @property
    def place(self) -> str:
        """Where the figure stands in the file: a cell of a sheet, or a line."""
        cell = f"单元格{cell_name(self.row, self.column)}" if self.column else f"第{self.row}行"
        return f"工作表“{self.sheet}”{cell}" if self.sheet else cell


@dataclass(frozen=True)
class Trace:
    """The whole chain of one figure; `versions` newest first, the first valid one counts.

    `subject` names a bank, group or department whose figure it is; empty for a region's own.
    `references` are the articles for which the figure is used: the city's circular, and the
    targets that it measures.
    """

    indicator: Indicator
    measure: str
    region: str
    subject: str
    industry: str
    period: Period
    unit: str
    decimals: int
    references: tuple[Reference, ...]
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version | None:
        """The version that counts: the newest that is not withdrawn."""
        return next((version for version in self.versions if not version.withdrawn), None)

    @property
    def title(self) -> str:
        """Name of the figure: period, region, indicator, measure."""
        industry = f"（{self.industry}）" if self.industry else ""
        whose = f"{self.region}　{self.subject}" if self.subject else self.region
        return f"{self.period.label}　{whose}　{self.indicator.name}{industry}　{self.measure}"


RANKED = ("level", "growth", "published_place")
UNITS = {"growth": "%", "published_place": "位", "weight": "%", "change_on_previous_pct": "%"}
DECIMALS = {"growth": 1, "published_place": 0, "weight": 2}


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
        _subject_name(dataset, str(first["subject_kind"]), str(first["subject"])),
        catalogue.industries().get(str(first["industry"]), ""),
        when,
        UNITS.get(measure, indicator.unit),
        DECIMALS.get(measure, indicator.decimals),
        tuple(_references(dataset, indicator.id)),
        _versions(question, rows),
    )


def _versions(question: Question, rows: list[dict[Hashable, Any]]) -> tuple[Version, ...]:
    proofs = evidence.of_batches(question, [int(row["sequence"]) for row in rows])
    return tuple(_version(row, tuple(proofs.get(int(row["sequence"]), ()))) for row in rows)


def _references(dataset: Dataset, indicator: str) -> Iterator[Reference]:
    if indicator in dataset.circular.indicators:
        yield dataset.circular.reference
    for document in map(policies.document, dataset.documents):
        for target in document.targets:
            if indicator in (target.id, target.measured_by, *target.statistics.values()):
                article, gist = f"第{target.article}条", f"{target.name}：{target.gist}"
                yield Reference(
                    relation="依据", document=document.title, article=article, gist=gist
                )


def _subject_name(dataset: Dataset, kind: str, subject: str) -> str:
    """Return the name of a bank, group or department; a region stands for itself."""
    if kind == "region":
        return ""
    return next((bank.name for bank in dataset.banks if bank.id == subject), subject)


def trace_ranked(question: Question, series: int, period: str) -> Trace | None:
    """Return the chain of a figure only if rankings show it: a unit's level, growth or place."""
    rows = store.history(question, series, period)
    if rows.empty or rows["industry"].iloc[0] or rows["measure"].iloc[0] not in RANKED:
        return None
    return trace(question, series, period)


def _version(row: dict[Hashable, Any], proofs: tuple[Evidence, ...]) -> Version:
    value = row["value"]
    missing = value is None or value != value
    return Version(
        value=None if missing else float(value),
        batch=int(row["sequence"]),
        row=int(row["row"]),
        column=0 if pd.isna(row["column"]) else int(row["column"]),
        sheet=str(row["sheet"]),
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
        evidence=proofs,
    )


def file_lines(
    sha256: str, row: int, around: int = 2, *, sheet: str | None = None
) -> list[tuple[int, list[str]]]:
    """Return the rows of a kept file around a row, with the head of the file first.

    Empty where the file is not kept, cannot be read, or is no longer what was received (its
    hash differs).

    Parameters
    ----------
    sheet
        Name of the sheet in which rows are counted, empty for the only one of a text table;
        None counts the lines of a UTF-8 text.
    """
    path = batches.inbox_path(sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        return []
    rows = _text_rows(content) if sheet is None else _sheet_rows(content, sheet)
    return rows[:1] + [pair for pair in rows[1:] if abs(pair[0] - row) <= around]


def _text_rows(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    return [(reader.line_num, cells) for cells in reader]


def _sheet_rows(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        book = spreadsheets.read_book(content, "")
    except UnreadableFileError:
        return []
    found = [sheet for sheet in book.sheets if sheet.name == name or not name]
    rows = found[0].rows if found else []
    return [(number, [_cell_text(cell) for cell in row]) for number, row in enumerate(rows, 1)]


def _cell_text(cell: CellValue) -> str:
    return as_given(cell) if isinstance(cell, float) and cell == cell else str(cell)
