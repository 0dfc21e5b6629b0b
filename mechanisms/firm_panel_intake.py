"""A month of firms (企业月报) read and checked within itself; arrays throughout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import datasets, panel_columns
from data.enterprise_directory import Directory
from data.firm_cells import Texts, converted, each_once, month_code, numbers, titled_month
from data.firm_files import FirmTable
from data.store import Question
from mechanisms.firm_findings import RowFindings
from mechanisms.firm_panel_checks import check_against_stored
from mechanisms.firm_panel_stored import FirmMonths, beside_stored
from mechanisms.firm_taken import (
    Named,
    Taken,
    column_texts,
    identity_findings,
    later_twins,
    named,
)
from mechanisms.intake_delivery import Delivery
from mechanisms.intake_findings import IntakeFinding, finding
from metrics.number_text import NumberColumn
from metrics.periods import Period
from metrics.wording import as_given, date_text

Floats = npt.NDArray[np.float64]
_NOT_A_MONTH = "?"


@dataclass(frozen=True, eq=False)
class _Panel:
    """The rows of a file: whose, of which month, and what was read of each column."""

    table: FirmTable
    who: Named
    months: Texts
    read: dict[str, NumberColumn]
    figures: dict[str, Floats]


def months_of(table: FirmTable, delivery: Delivery) -> Texts:
    """Return the month of each row: of its column, else of the title, else the one chosen.

    A row whose month cannot be read has ``?``.
    """
    if "month" in table.heads:
        written = column_texts(table, "month")
        return each_once(written, lambda text: month_code(text) or _NOT_A_MONTH)
    one = titled_month(table.title) or delivery.month or _NOT_A_MONTH
    return np.full(len(table.lines), one, dtype=object)


def newest_month(table: FirmTable, delivery: Delivery) -> str:
    """Return the newest month of a file, empty where none can be read."""
    return max({*months_of(table, delivery)} - {_NOT_A_MONTH}, default="")


def taken(
    question: Question,
    table: FirmTable,
    directory: Directory,
    delivery: Delivery,
    published_at: date,
) -> Taken:
    """Read months of firms.

    Parameters
    ----------
    directory
        The register, read once.
    published_at
        Day of the file; rows that were published later stay in force.
    """
    panel = _panel(table, directory, delivery)
    found = [*_within(question, panel, directory, delivery)]
    rows = RowFindings(table)
    if any(each.rule.grade == "must" for each in found):
        return _taken(panel, found, pd.DataFrame())
    figures = _frame(panel, directory)
    beside = beside_stored(question, _firm_months(panel), published_at)
    found += check_against_stored(beside, rows, panel.who.words)
    return _taken(panel, found, figures, beside.effects(), beside.changes(panel.who.words))


def _taken(
    panel: _Panel,
    found: Sequence[IntakeFinding],
    rows: pd.DataFrame,
    effects: tuple[tuple[str, int], ...] = (),
    changes: tuple[pd.DataFrame, int] | None = None,
) -> Taken:
    table, count = changes or (pd.DataFrame(), 0)
    return Taken(
        findings=tuple(found),
        rows=rows,
        effects=effects,
        changes=table,
        changed=count,
        firms=len(np.unique(panel.who.numbers[panel.who.numbers > 0])),
        months=tuple(sorted({*panel.months} - {_NOT_A_MONTH})),
        left_out=_left_out(panel),
        figures=sum(int((~np.isnan(values)).sum()) for values in panel.figures.values()),
    )


def _left_out(panel: _Panel) -> tuple[str, ...]:
    """Name the columns that the file does not hold."""
    columns = panel_columns.columns()
    return tuple(columns[key].name for key in columns if key not in panel.figures)


def _panel(table: FirmTable, directory: Directory, delivery: Delivery) -> _Panel:
    keys = [key for key in panel_columns.columns() if key in table.heads]
    read = {key: numbers(table.columns[key]) for key in keys}
    figures = {
        key: converted(column.values, table.heads[key].factor) for key, column in read.items()
    }
    return _Panel(table, named(table, directory), months_of(table, delivery), read, figures)


def _within(
    question: Question, panel: _Panel, directory: Directory, delivery: Delivery
) -> Iterator[IntakeFinding]:
    """Yield what stands against the file before anything is compared."""
    rows = RowFindings(panel.table)
    yield from rows.heads()
    yield from rows.broken()
    yield from identity_findings(rows, panel.who)
    yield from _other_names(rows, panel.who, directory)
    yield from _of_months(question, rows, panel, delivery)
    for key in panel.read:
        yield from _of_column(rows, panel, key)
    known = panel.who.numbers > 0
    twice = later_twins(panel.who.numbers, panel.months) & known
    yield from rows.about("firm_doubled", twice, "{count}行与前面同一企业同一月份", panel.who.words)
    if not any((~np.isnan(values)).any() for values in panel.figures.values()):
        yield finding("no_figures", panel.table.sheet, "", "没有读到任何企业数字")


def _other_names(rows: RowFindings, who: Named, directory: Directory) -> Iterator[IntakeFinding]:
    """Find rows whose firm, known by code or number, never bore the name beside it."""
    by_code = (who.numbers > 0) & ((who.codes != "") | (who.given > 0)) & (who.names != "")
    foreign = by_code & ~directory.bears(who.numbers, who.names)

    def words(at: int) -> str:
        return f"{who.names[at]}（登记为{directory.firms['name'][who.numbers[at]]}）"

    yield from rows.about("firm_name_differs", foreign, "{count}行", words, "name")


def _of_months(
    question: Question, rows: RowFindings, panel: _Panel, delivery: Delivery
) -> Iterator[IntakeFinding]:
    unread = panel.months == _NOT_A_MONTH
    if "month" in panel.table.heads:
        written = column_texts(panel.table, "month")
        text = "{count}行的月份读不出来"
        words = [text[:20] or "空" for text in written]
        yield from rows.about("firm_month_unreadable", unread, text, words.__getitem__, "month")
    elif unread.any() or not len(unread):
        text = "没有“月份”列，标题中也没有写明是哪一个月"
        yield finding("firm_month_unreadable", panel.table.sheet, "", text)
    codes = sorted({*panel.months} - {_NOT_A_MONTH})
    yield from _chosen(codes, delivery)
    today = datasets.dataset(question.dataset).today
    ahead = [code for code in codes if Period.parse(code).end > today]
    labels = [Period.parse(code).label if code in codes else "" for code in panel.months]
    text = f"{{count}}行的月份在业务日期{date_text(today)}还没有结束"
    flags = np.isin(panel.months.astype(str), ahead)
    yield from rows.about("firm_month_ahead", flags, text, labels.__getitem__, "month")


def _chosen(codes: Sequence[str], delivery: Delivery) -> Iterator[IntakeFinding]:
    """Find a chosen month that is older than the newest one of the file."""
    if codes and delivery.month and codes[-1] > delivery.month:
        chosen, newest = (Period.parse(code).label for code in (delivery.month, codes[-1]))
        text = f"选的是{chosen}，而文件中有{newest}的数字"
        yield finding("month_differs", "", delivery.month, text)


def _of_column(rows: RowFindings, panel: _Panel, key: str) -> Iterator[IntakeFinding]:
    column, values = panel.read[key].values, panel.figures[key]  # noqa: PD011 - no frame
    declared = panel_columns.columns()[key]

    def words(at: int) -> str:
        return f"{panel.who.words(at)} {as_given(float(column[at]))}"

    yield from rows.numbers(key, panel.read[key], panel.who.words)
    printed = panel.table.heads[key].printed
    if declared.least is not None:
        text = f"{printed}：{{count}}格小于{declared.least}"
        yield from rows.about("below_least", values < float(declared.least), text, words, key)
    if declared.whole:
        text = f"{printed}：{{count}}格不是整数"
        broken = ~np.isnan(values) & (values % 1 != 0)
        yield from rows.about("not_whole", broken, text, words, key)


def _firm_months(panel: _Panel) -> FirmMonths:
    missing = np.full(len(panel.months), np.nan)
    columns = [panel.figures.get(key, missing) for key in panel_columns.columns()]
    return FirmMonths(
        lines=panel.table.lines,
        firms=panel.who.numbers,
        months=panel.months,
        figures=np.column_stack(columns),
        holds=np.array([key in panel.figures for key in panel_columns.columns()]),
    )


def _frame(panel: _Panel, directory: Directory) -> pd.DataFrame:
    """Return the rows as they are stored: each firm where the register knows it now.

    Only with the columns that the file has: what is stored of others stays.
    """
    places = directory.firms.loc[panel.who.numbers, ["region", "industry"]]
    return pd.DataFrame(
        {
            "firm": panel.who.numbers,
            "month": panel.months,
            "row": panel.table.lines,
            "region": places["region"].to_numpy(),
            "industry": places["industry"].to_numpy(),
            **panel.figures,
        }
    )
