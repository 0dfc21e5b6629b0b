"""From a figure of a firm, or a total of firms, to rows, batch, file and the card of the column."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import batches, catalogue, enterprises, panel, panel_columns, panel_rollup, store
from data.panel_columns import PanelColumn, PanelRatio
from data.store import Question
from mechanisms import tracing
from mechanisms.credit_cases import firm_question
from mechanisms.tiles import CellOrigin, PanelOrigin
from metrics.periods import Period

Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class PanelVersion:
    """One version of a firm's figure, as one batch gave it; value None is 未报.

    Attributes
    ----------
    deleted
        Whether the batch took the firm's month out.
    row
        Line of the received file, from 1.
    """

    value: float | None
    deleted: bool
    row: int
    batch: int
    title: str
    source: str
    sender: str
    kind: str
    file_name: str
    sha256: str
    file_kept: bool
    received_at: datetime
    published_at: date
    assumed: bool


@dataclass(frozen=True)
class PanelTrace:
    """The whole chain of one firm's figure; `versions` newest first, the first one counts.

    Only versions whose file holds the column are among them, and those that took the month out:
    the others say nothing of it.

    Attributes
    ----------
    name
        The firm as the register knows it now; region and industry are those of the month.
    lines
        Head and line of the kept file, by number; empty where it is not kept or not readable.
    """

    firm: int
    name: str
    region: str
    industry: str
    month: Period
    key: str
    column: PanelColumn
    versions: tuple[PanelVersion, ...]
    lines: tuple[Line, ...]

    @property
    def current(self) -> PanelVersion:
        """The version that counts."""
        return self.versions[0]

    @property
    def title(self) -> str:
        """Name of the figure: month, place, firm, column."""
        name = self.column.name.removeprefix("企业")
        return f"{self.month.label}　{self.region}　{self.name}　{name}"


def trace_firm(question: Question, origin: PanelOrigin) -> PanelTrace | None:
    """Return the chain of a firm's figure; None where the viewer may see none, or nobody said it.

    Raises
    ------
    ValueError
        If the month is no code of a period.
    """
    month = Period.parse(origin.month)
    column = panel_columns.columns().get(origin.column)
    own = firm_question(question)
    known = enterprises.firms(own, numbers=[origin.firm])
    rows = panel.versions(own, origin.firm, origin.month).to_dict("records")
    if column is None or known.empty or not rows:
        return None
    versions = _versions(own, rows, origin.column)
    if all(each.deleted for each in versions):
        return None
    return PanelTrace(
        firm=origin.firm,
        name=str(known["name"].iloc[0]),
        region=catalogue.regions()[str(rows[0]["region"])].name,
        industry=catalogue.industries()[str(rows[0]["industry"])],
        month=month,
        key=origin.column,
        column=column,
        versions=versions,
        lines=_lines(own, versions[0]),
    )


def _versions(question: Question, rows: list[dict[Any, Any]], key: str) -> tuple[PanelVersion, ...]:
    """Return the versions; who sees a firm may know of the batches that told of it, all of them."""
    found = store.batches(question.within(None)).to_dict("records")
    heads = {int(head["sequence"]): head for head in found}
    return tuple(
        _version(row, heads[int(row["batch"])], key)
        for row in rows
        if (key in row["holds"] or row["deleted"]) and int(row["batch"]) in heads
    )


def _version(row: dict[Any, Any], head: dict[Any, Any], key: str) -> PanelVersion:
    value, deleted = row[key], bool(row["deleted"])
    return PanelVersion(
        value=None if deleted or value is None or value != value else float(value),
        deleted=deleted,
        row=int(row["row"]),
        batch=int(row["batch"]),
        title=str(head["title"]),
        source=str(head["source"]),
        sender=str(head["sender"]),
        kind=str(head["kind"]),
        file_name=str(head["file_name"]),
        sha256=str(head["sha256"]),
        file_kept=batches.inbox_path(str(head["sha256"])).exists(),
        received_at=head["received_at"],
        published_at=head["published_at"],
        assumed=bool(head["published_assumed"]),
    )


def _lines(question: Question, version: PanelVersion) -> tuple[Line, ...]:
    """Return head and line of the kept file; the lines around only for those who see all."""
    around = 2 if question.scope is None else 0
    found = tracing.file_lines(version.sha256, version.row, around)
    if not found:
        found = tracing.file_lines(version.sha256, version.row, around, sheet="")
    return tuple((number, tuple(cells)) for number, cells in found)


@dataclass(frozen=True)
class CellVersion:
    """One version of a total, as it looks from a day of publication on.

    Attributes
    ----------
    vintage
        The commit that wrote it.
    total
        None where nobody reported, and for a ratio.
    """

    since: date
    vintage: int
    n: int
    reported: int
    total: float | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True)
class CellPart:
    """A firm's row of which the total is made; value None is 未报 and counts as nothing.

    Attributes
    ----------
    batch, row, origin
        What said the figure; None where the firm stands but no file said anything of it.
    """

    firm: int
    name: str
    value: float | None
    batch: int | None
    row: int | None
    origin: PanelOrigin | None


@dataclass(frozen=True)
class CellTrace:
    """A total of firms with the rows that make it, the largest first.

    Attributes
    ----------
    own_only
        Whether it is of a scoped viewer: without the firms that stood there and are not his.
    """

    origin: CellOrigin
    region: str
    industry: str
    month: Period
    column: PanelColumn | PanelRatio
    versions: tuple[CellVersion, ...]
    parts: tuple[CellPart, ...]
    own_only: bool = False

    @property
    def current(self) -> CellVersion:
        """The version that counts."""
        return self.versions[0]

    @property
    def value(self) -> float | None:
        """The figure: the total, or numerator over denominator in percent; None is 未报."""
        found = self.current
        if isinstance(self.column, PanelColumn):
            return found.total
        if found.numerator is None or not found.denominator:
            return None
        return 100 * found.numerator / found.denominator

    @property
    def unit(self) -> str:
        """Unit of the figure."""
        return self.column.unit if isinstance(self.column, PanelColumn) else "%"

    @property
    def part_column(self) -> PanelColumn:
        """The column whose rows are the parts: its own, of a ratio that of the denominator."""
        if isinstance(self.column, PanelColumn):
            return self.column
        return panel_columns.columns()[self.column.denominator]

    @property
    def sum_heads(self) -> tuple[str, ...]:
        """What a version adds up, each with its unit: the total, or the two parts of a ratio."""
        if isinstance(self.column, PanelColumn):
            return (f"合计 {self.unit}",)
        numerator = panel_columns.columns()[self.column.numerator]
        return (f"分子 {numerator.unit}", f"分母 {self.part_column.unit}")

    def sums(self, version: CellVersion) -> tuple[float | None, ...]:
        """Return the figures of a version under `sum_heads`; None is 未报."""
        if isinstance(self.column, PanelColumn):
            return (version.total,)
        return (version.numerator, version.denominator)

    @property
    def title(self) -> str:
        """Name of the figure: month, place, division, column."""
        return f"{self.month.label}　{self.region}　{self.industry}　{self.column.name}"


def trace_cell(question: Question, origin: CellOrigin) -> CellTrace | None:
    """Return a total with its rows; None where the viewer may not see these firms one by one.

    Parameters
    ----------
    question
        Of a viewer who may see firms, within his scope.

    Raises
    ------
    ValueError
        If the month is no code of a period.
    """
    month = Period.parse(origin.month)
    own = firm_question(question)
    column = panel_columns.columns().get(origin.indicator) or panel_columns.ratios().get(
        origin.indicator
    )
    place = (origin.region, origin.industry, origin.indicator, origin.month)
    found = panel_rollup.versions(own, *place)
    if column is None or found.empty:
        return None
    return CellTrace(
        origin=origin,
        region=catalogue.regions()[origin.region].name,
        industry=catalogue.industries()[origin.industry],
        month=month,
        column=column,
        versions=tuple(_cell_version(row) for row in found.to_dict("records")),
        parts=_parts(own, origin, column),
        own_only=own.scope is not None,
    )


def _cell_version(row: dict[Any, Any]) -> CellVersion:
    return CellVersion(
        since=row["since"],
        vintage=int(row["vintage"]),
        n=int(row["n"]),
        reported=int(row["reported"]),
        total=_known(row["total"]),
        numerator=_known(row["numerator"]),
        denominator=_known(row["denominator"]),
    )


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)


def _parts(
    question: Question, origin: CellOrigin, column: PanelColumn | PanelRatio
) -> tuple[CellPart, ...]:
    """Return the rows of a cell; of a ratio those of its denominator."""
    key = origin.indicator if isinstance(column, PanelColumn) else column.denominator
    said = panel.said(question, origin.month, [key])
    rows = said.rows.assign(**said.origins(key)[["row", "batch"]], is_said=said.is_said(key))
    inside = (rows["region"] == origin.region) & (rows["industry"] == origin.industry)
    chosen = rows.loc[inside].sort_values(key, ascending=False, na_position="last")
    names = _names(question, chosen["firm"].tolist())
    return tuple(
        CellPart(
            firm=int(row["firm"]),
            name=names.get(int(row["firm"]), f"企业{row['firm']}"),
            value=_known(row[key]),
            batch=int(row["batch"]) if row["is_said"] else None,
            row=int(row["row"]) if row["is_said"] else None,
            origin=PanelOrigin(int(row["firm"]), origin.month, key) if row["is_said"] else None,
        )
        for row in chosen.to_dict("records")
    )


def _names(question: Question, numbers: list[int]) -> "pd.Series[str]":
    found = enterprises.firms(question, numbers=numbers)
    return found.set_index("firm")["name"]
