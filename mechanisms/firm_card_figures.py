"""What one firm reported: twelve columns at the newest month, and what was corrected later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from data import panel, panel_columns, panel_layers
from data.panel_columns import PanelColumn
from data.store import Question
from mechanisms.tiles import PanelOrigin
from metrics.firm_months import growth_series, months_falling, whole_total
from metrics.growth import LevelChange, compare_levels
from metrics.periods import Period

YEAR = 12
Figure = float | None


@dataclass(frozen=True)
class Line:
    """One column of a firm at one month.

    Attributes
    ----------
    value, year_ago
        The month's figure and that of the same month last year; None is 未报.
    ytd, ytd_year_ago
        Of a flow: January to the month; None for a stock, and where one month is 未报.
    missing, missing_year_ago
        Months of the running year, and the same of last year, that are 未报, of a flow.
    opening
        Of a stock: the end of last December.
    months_below
        Newest months in a row below the same month last year.
    recent, growth
        Twelve months up to the month: figures, and their 名义同比 in percent.
    origin, year_ago_origin
        Where the month's figures lead; None where nothing was heard of them.
    """

    key: str
    column: PanelColumn
    month: Period
    value: Figure
    year_ago: Figure
    ytd: Decimal | None
    ytd_year_ago: Decimal | None
    missing: tuple[Period, ...]
    missing_year_ago: tuple[Period, ...]
    opening: Figure
    months_below: int
    recent: tuple[Figure, ...]
    growth: tuple[Decimal | None, ...]
    origin: PanelOrigin | None
    year_ago_origin: PanelOrigin | None

    @property
    def decimals(self) -> int:
        """Decimal places of print."""
        return self.column.decimals

    @property
    def change(self) -> LevelChange:
        """名义同比 of the month, reckoned from the firm's own reports."""
        return compare_levels(self.value, self.year_ago)

    @property
    def ytd_change(self) -> LevelChange:
        """名义同比 of the year so far."""
        return compare_levels(self.ytd, self.ytd_year_ago)

    @property
    def is_flow(self) -> bool:
        """Whether the column happens in the month, rather than standing at its end."""
        return self.column.kind == "flow"


@dataclass(frozen=True)
class Revision:
    """A figure that a later batch changed; None is 未报 (or taken out)."""

    firm: int
    month: Period
    key: str
    column: PanelColumn
    before: Figure
    after: Figure
    batch: int
    published_at: date

    @property
    def origin(self) -> PanelOrigin:
        """Where the figure leads."""
        return PanelOrigin(self.firm, self.month.code, self.key)


@dataclass(frozen=True, eq=False)
class FirmMonths:
    """All that was heard of one firm.

    Attributes
    ----------
    versions
        As `panel.reports` gives them.
    newest
        By month what counts, as `panel_layers.laid_over` gives it: only columns that were said,
        each as the newest file that holds it says; months that were taken out have none.
    """

    firm: int
    versions: pd.DataFrame
    newest: dict[str, dict[str, Any]]

    def value(self, key: str, month: Period) -> Figure:
        """Return a figure, None where it is 未报 or nothing was heard."""
        found = self.newest.get(month.code, {}).get(key)
        return None if found is None or found != found else float(found)

    def values(self, key: str, months: list[Period]) -> list[Figure]:
        """Return the figures of some months."""
        return [self.value(key, month) for month in months]

    def origin(self, key: str, month: Period) -> PanelOrigin | None:
        """Return where a figure leads; None where nobody said anything of it in that month."""
        is_said = key in self.newest.get(month.code, {})
        return PanelOrigin(self.firm, month.code, key) if is_said else None

    def batches(self, month: Period) -> list[int]:
        """Return the batches that said the figures of a month, none where nothing was heard."""
        found = self.newest.get(month.code)
        return sorted({found["batch"], *found["batches"].values()}) if found else []


def firm_months(question: Question, firm: int) -> FirmMonths:
    """Return everything heard of a firm; of one outside the viewer's scope there is nothing."""
    versions = panel.reports(question, firm)
    laid = {
        str(month): panel_layers.laid_over(of_month.to_dict("records"))
        for month, of_month in versions.groupby("month", sort=True)
    }
    return FirmMonths(firm, versions, {month: found for month, found in laid.items() if found})


def months_up_to(last: Period, count: int) -> list[Period]:
    """Return so many months, the given one last.

    Examples
    --------
    >>> [each.code for each in months_up_to(Period.parse("2020-02"), 3)]
    ['2019-12', '2020-01', '2020-02']
    """
    found = [last]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]


def lines(months: FirmMonths, at: Period) -> tuple[Line, ...]:
    """Return all columns of a firm at a month, in the order of the file of columns."""
    return tuple(line(months, key, column, at) for key, column in panel_columns.columns().items())


def line(months: FirmMonths, key: str, column: PanelColumn, at: Period) -> Line:
    """Return one column of a firm at a month."""
    last_year = [each.year_ago() for each in months_up_to(at, YEAR)]
    recent = months.values(key, months_up_to(at, YEAR))
    before = months.values(key, last_year)
    running = [Period.of_month(at.year, number) for number in range(1, at.end.month + 1)]
    is_flow = column.kind == "flow"
    this_year = months.values(key, running)
    year_before = [each.year_ago() for each in running]
    same_last_year = months.values(key, year_before)
    return Line(
        key=key,
        column=column,
        month=at,
        value=recent[-1],
        year_ago=before[-1],
        ytd=whole_total(this_year) if is_flow else None,
        ytd_year_ago=whole_total(same_last_year) if is_flow else None,
        missing=_missing(running, this_year) if is_flow else (),
        missing_year_ago=_missing(year_before, same_last_year) if is_flow else (),
        opening=None if is_flow else months.value(key, Period.of_month(at.year - 1, YEAR)),
        months_below=months_falling(recent, before),
        recent=tuple(recent),
        growth=tuple(growth_series(recent, before)),
        origin=months.origin(key, at),
        year_ago_origin=months.origin(key, at.year_ago()),
    )


def _missing(months: list[Period], values: list[Figure]) -> tuple[Period, ...]:
    return tuple(month for month, value in zip(months, values, strict=True) if value is None)


def revisions(months: FirmMonths) -> tuple[Revision, ...]:
    """Return every figure that a later batch changed, the newest month first."""
    columns = panel_columns.columns()
    found = [
        change
        for _, versions in months.versions.groupby("month", sort=True)
        if len(versions) > 1
        for change in _changes(versions.to_dict("records"), columns)
    ]
    return tuple(found[::-1])


def _changes(versions: list[dict[Any, Any]], columns: dict[str, PanelColumn]) -> Iterator[Revision]:
    """Yield what later versions changed; one that does not hold a column leaves it as it was."""
    told: dict[str, Figure] = {}
    for later in versions:
        said = told if later["deleted"] else later["holds"]
        for key, column in columns.items():
            if key not in said:
                continue
            after = _told(later, key)
            if told.get(key, after) != after:
                month = Period.parse(str(later["month"]))
                batch, published = int(later["batch"]), later["published_at"]
                firm = int(later["firm"])
                yield Revision(firm, month, key, column, told[key], after, batch, published)
            told[key] = after


def _told(row: dict[Any, Any], key: str) -> Figure:
    value = row[key]
    return None if row["deleted"] or value is None or value != value else float(value)
