"""The columns of a found table: what each holds, by its head; what is wrong with heads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from data.catalogue import Indicator
from data.readings import Misread, cell_name
from data.table_heads import Head, noted_units, read_head, stated_head, text_kind
from data.table_layout import Layout
from data.table_periods import PeriodProblem, Years, period_code
from data.table_words import table_words
from metrics.printed_periods import PrintedPeriod, leading_period
from metrics.printed_text import squeezed

IN_UNITS = ("level", "change_since_year_start")
IN_PERCENT = ("growth", "weight")


@dataclass(frozen=True)
class ValueColumn:
    """A column of figures: its place, counted from 0, and by what factor its unit converts."""

    place: int
    head: str
    measure: str
    period: str
    factor: Decimal


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Attributes
    ----------
    headed
        Places of all columns with a head, read or not.
    """

    read: tuple[ValueColumn, ...]
    headed: tuple[int, ...]
    misreads: tuple[Misread, ...]
    left_out: tuple[str, ...]


def table_columns(
    layout: Layout,
    indicator: Indicator,
    known_years: Years,
    others: frozenset[str] = frozenset(),
) -> Columns:
    """Return what the columns of a table hold, for the indicator of its title.

    Parameters
    ----------
    others
        Plain titles of other indicators: behind a head that begins with one, a head without a
        name of its own (增速) may belong to either, and is not read.
    """
    heads = _heads(layout, indicator)
    reader = _HeadReader(layout, indicator, known_years, column_periods(layout))
    other = min((p for p, head in heads.items() if _names_other(head, others)), default=None)
    found = [
        reader.read(place, head)
        if other is None or place < other
        else reader.after_other(place, head)
        for place, head in heads.items()
    ]
    columns = [each for each in found if isinstance(each, ValueColumn)]
    doubled = _doubled(layout, columns)
    wrong = [*(each for each in found if isinstance(each, Misread)), *doubled.values()]
    return Columns(
        read=tuple(each for each in columns if each.place not in doubled),
        headed=tuple(heads),
        misreads=tuple(dict.fromkeys(wrong)),
        left_out=tuple(each for each in found if isinstance(each, str)),
    )


def _heads(layout: Layout, indicator: Indicator) -> dict[int, Head]:
    """Return the heads of all columns that have one."""
    names = frozenset(squeezed(name) for name in (indicator.name, *indicator.aliases))
    noted = noted_units(layout.above.values())
    texts = {place: layout.parts(place) for place in layout.value_columns}
    return {place: read_head(parts, names, noted) for place, parts in texts.items() if parts}


def column_periods(layout: Layout) -> dict[int, PrintedPeriod | None]:
    """Return the printed period of each column of figures, None where it is not clear.

    A year that a head leaves out, and months that stand with no year of a head, are those of the
    title or of a text above the table. A column that names no period shares the one that the
    others name, or that of the table; beside columns of different periods it is not clear.
    """
    heads = {place: read_head(layout.parts(place)) for place in layout.value_columns}
    stated = stated_head(layout.title, _texts_for_all(layout))
    with_months = any(head.period for head in heads.values())
    own = {place: _own_period(head, stated, with_months) for place, head in heads.items()}
    named = {period for period in own.values() if period}
    several = len(named) > 1
    shared = None if several else next(iter(named), _whole_period(stated))
    bare = {place for place, head in heads.items() if not (head.period or head.year)}
    return {place: shared if place in bare else own[place] for place in heads}


def _texts_for_all(layout: Layout) -> Iterator[str]:
    """Yield the texts above a table that belong to no column of figures."""
    for (_, column), text in sorted(layout.above.items()):
        if column <= layout.column or text_kind(text) == "note":
            yield text


def _own_period(head: Head, stated: Head, with_months: bool) -> PrintedPeriod | None:
    """Return the period that a head names; beside months a bare year may mean the whole year."""
    if head.period:
        year = stated.period.year if stated.period else stated.year
        return head.period._replace(year=head.period.year or year)
    if head.year is None or with_months:
        return None
    return stated.period._replace(year=head.year) if stated.period else _whole_period(head)


def _whole_period(head: Head) -> PrintedPeriod | None:
    return head.period or (PrintedPeriod(head.year, 1, 12) if head.year else None)


def printed_periods(layout: Layout) -> Iterator[PrintedPeriod]:
    """Yield the periods that a table prints, whatever it is about."""
    yield from (period for period in column_periods(layout).values() if period)


@dataclass(frozen=True)
class _HeadReader:
    """Reads the heads of one table: each gives a column, a misread, or a sentence on why not."""

    layout: Layout
    indicator: Indicator
    known_years: Years
    periods: Mapping[int, PrintedPeriod | None]

    def read(self, place: int, head: Head) -> ValueColumn | Misread | str:
        if not head.measure:
            return self._unread(place, head)
        if not head.agrees or (self.periods[place] is None and any(self.periods.values())):
            return self._unclear_period(place, head)
        period = period_code(self.periods[place], self.indicator, self.known_years)
        if isinstance(period, PeriodProblem):
            return self._wrong_period(period)
        unit = self._unit(head)
        factor = self._factor(head.measure, unit)
        if factor is None:
            return self._wrong_unit(place, head, unit)
        return ValueColumn(place, head.printed, head.measure, period, factor)

    def _unit(self, head: Head) -> str:
        """Return the unit of a column: from its head, a note above, or the title."""
        if head.units or head.measure not in IN_UNITS:
            return "、".join(head.units)
        noted = noted_units(self.layout.above.values()) or read_head([self.layout.title]).units
        shares = table_words().growth_units
        return "、".join(unit for unit in noted if unit not in shares)

    def _factor(self, measure: str, unit: str) -> Decimal | None:
        if measure in IN_UNITS:
            return self.indicator.unit_factors.get(unit)
        return Decimal(1) if share_unit_fits(measure, unit) else None

    def after_other(self, place: int, head: Head) -> str:
        """Return why a column is not read that stands behind one of another indicator."""
        where = self._where(place)
        return f"{where}：“{head.printed}”或其左边的列是另一指标，分不清属于哪一个，未读"

    def _where(self, place: int) -> str:
        return f"{self.layout.sheet.name}第{cell_name(1, place + 1)[:-1]}列"

    def _unread(self, place: int, head: Head) -> str:
        return f"{self._where(place)}：表头“{head.printed}”不是认得的数据项，未读"

    def _unclear_period(self, place: int, head: Head) -> Misread:
        text = f"表中不止一个期别，表头“{head.printed}”没有写明是哪一期"
        if not head.agrees:
            text = f"表头“{head.printed}”上下写的不是同一期"
        return self._of_head(place, head, "period_unreadable", text)

    def _of_head(self, place: int, head: Head, check: str, text: str) -> Misread:
        cell = head_cell(self.layout, place)
        return Misread(check, self.layout.sheet.name, cell, head.printed, text)

    def _wrong_period(self, problem: PeriodProblem) -> Misread:
        texts = sorted(self.layout.above.items())
        place, found = next(((p, t) for p, t in texts if read_head([t]).period), (None, ""))
        cell = cell_name(place[0] + 1, place[1] + 1) if place else ""
        return Misread(problem.check, self.layout.sheet.name, cell, found, problem.text)

    def _wrong_unit(self, place: int, head: Head, unit: str) -> Misread:
        check = "unit_unknown" if unit else "unit_missing"
        known = "、".join(self.indicator.unit_factors)
        text = (
            f"{self.indicator.name}不能按“{unit}”换算，已登记：{known}"
            if unit and head.measure in IN_UNITS
            else f"单位“{unit}”与表头“{head.printed}”不符"
            if unit
            else f"表头“{head.printed}”没有注明单位"
        )
        return self._of_head(place, head, check, text)


def share_unit_fits(measure: str, unit: str) -> bool:
    """Return whether a unit, or none, fits a growth, a weight or a place.

    Examples
    --------
    >>> share_unit_fits("growth", "%"), share_unit_fits("growth", "万元")
    (True, False)
    """
    words = table_words()
    fitting = words.growth_units if measure in IN_PERCENT else words.place_units
    return not unit or unit in fitting


def head_cell(layout: Layout, place: int) -> str:
    """Return the name of the lowest cell of a column's head."""
    row = max(row for row, column in layout.above if column == place)
    return cell_name(row + 1, place + 1)


def _names_other(head: Head, others: Iterable[str]) -> bool:
    """Return whether a head that is no measure begins with the name of another indicator."""
    words = leading_period(head.printed)[1]
    return not head.measure and words.startswith(tuple(others))


def _doubled(layout: Layout, columns: list[ValueColumn]) -> dict[int, Misread]:
    """Return a misread for each column that holds what one left of it holds already."""
    seen: set[tuple[str, str]] = set()
    found = {}
    for column in columns:
        if (column.measure, column.period) in seen:
            cell = head_cell(layout, column.place)
            text = f"“{column.head}”与左边的列是同一种数据、同一期别"
            found[column.place] = Misread(
                "head_doubled", layout.sheet.name, cell, column.head, text
            )
        seen.add((column.measure, column.period))
    return found
