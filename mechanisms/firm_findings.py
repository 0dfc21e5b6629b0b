"""Findings on rows of a firms' file: many rows of one kind are one finding, the first are named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.firm_files import FirmTable
from data.firm_heads import kind_name
from data.readings import cell_name
from mechanisms.intake_findings import MOST_CELLS, MOST_NAMED, IntakeFinding, finding
from metrics.number_text import NumberColumn, NumberState
from metrics.wording import join_names

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Words = Callable[[int], str]
_STATES = {
    NumberState.TEXT: ("text_in_number", "应填数字"),
    NumberState.DAY: ("text_in_number", "应填数字，单元格中是日期或时间"),
    NumberState.TRUTH: ("text_in_number", "应填数字，单元格中是逻辑值"),
    NumberState.NOT_FINITE: ("not_finite", "不是有限的数"),
}


@dataclass(frozen=True, eq=False)
class RowFindings:
    """Says findings on the rows of a table, by their places among `FirmTable.lines`."""

    table: FirmTable

    def where(self, places: Places, key: str = "") -> str:
        """Name the cells of some rows: of a column of the file, or the rows as such."""
        lines = [str(self.table.lines[at]) for at in places[:MOST_CELLS]]
        sheet = f"{self.table.sheet}!" if self.table.sheet else ""
        in_cells = key in self.table.heads and self.table.form != "parquet"
        more = f"等{len(places):,}{'格' if in_cells else '行'}" if len(places) > MOST_CELLS else ""
        if in_cells:
            column = self.table.heads[key].place + 1
            return sheet + join_names(cell_name(int(line), column) for line in lines) + more
        head = self.table.heads.get(key)
        printed = f"{head.printed} " if head else ""
        return f"{sheet}{printed}第{join_names(lines)}行{more}"

    def about(
        self, check: str, flags: Flags, text: str, words: Words, key: str = ""
    ) -> Iterator[IntakeFinding]:
        """Yield one finding on all flagged rows, if there are any.

        Parameters
        ----------
        text
            What is wrong, with ``{count}`` for the number of rows.
        words
            Takes the place of a row, returns how it is named.
        key
            The column that is meant.
        """
        places = np.flatnonzero(flags)
        if not len(places):
            return
        named = join_names(words(int(at)) for at in places[:MOST_NAMED])
        more = f"等{len(places):,}处" if len(places) > MOST_NAMED else ""
        found = f"{text.format(count=f'{len(places):,}')}：{named}{more}"
        yield finding(check, self.where(places, key), "", found)

    def numbers(self, key: str, read: NumberColumn, words: Words) -> Iterator[IntakeFinding]:
        """Yield the findings on cells of a column that hold no number, or one written oddly."""
        printed = self.table.heads[key].printed
        for check, text in dict.fromkeys(_STATES.values()):
            states = [state for state, said in _STATES.items() if said == (check, text)]
            flags = np.isin(read.states, states)
            yield from self.about(check, flags, f"{printed}：{{count}}格{text}", words, key)
        flags = read.states == NumberState.CONVERTED
        text = f"{printed}：{{count}}格写法不一（全角、千位分隔等），已按数字读取"
        yield from self.about("digits_converted", flags, text, words, key)

    def broken(self) -> Iterator[IntakeFinding]:
        """Yield the findings on cells that hold an error, or a formula without a result."""
        lines = set(self.table.lines.tolist())
        for (row, column), why in self.table.broken.items():
            if row + 1 in lines:
                check = "error_cell" if why.startswith("#") else "formula_without_value"
                place = "!".join(filter(None, (self.table.sheet, cell_name(row + 1, column + 1))))
                yield finding(check, place, why, "单元格没有可用的数")

    def heads(self) -> Iterator[IntakeFinding]:
        """Yield the findings on the head row, and say which columns are not read."""
        for each in self.table.misreads:
            place = "!".join(part for part in (self.table.sheet, each.cell) if part)
            yield finding(each.check, place, each.found, each.text)
        if self.table.unread:
            names = join_names(self.table.unread[:MOST_NAMED])
            more = f"等{len(self.table.unread)}列" if len(self.table.unread) > MOST_NAMED else ""
            text = f"{kind_name(self.table.kind)}不读取：{names}{more}"
            yield finding("column_unread", self.table.sheet, "", text)

    def missing(self, keys: tuple[str, ...], names: tuple[str, ...]) -> Iterator[IntakeFinding]:
        """Yield a finding on columns that the file must have and has not."""
        absent = [
            name for key, name in zip(keys, names, strict=True) if key not in self.table.heads
        ]
        if absent:
            text = f"{kind_name(self.table.kind)}须有“{join_names(absent)}”列"
            yield finding("column_missing", self.table.sheet, "", text)
