"""What the checks of a file find, in two grades: what blocks and what must be explained."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data import catalogue
from data.catalogue import Indicator
from data.datasets import Dataset
from data.intake_rules import GRADE_WORDS, Rule, intake_rules
from data.readings import Misread, Reading, cell_name
from mechanisms.extraction import MEASURE_UNITS
from metrics.periods import Period
from metrics.wording import as_given, join_names

MOST_NAMED = 8
MOST_CELLS = 4
GROUP = ["table", "indicator", "measure", "period"]


@dataclass(frozen=True)
class IntakeFinding:
    """One finding: which rule, where, what stands there, what is wrong.

    Attributes
    ----------
    key
        Names the finding in a file of explanations; the same file gives the same keys.
    place
        Sheet and cells (工业处2!B6、B9); the name of a text table has no sheet.
    """

    key: str
    rule: Rule
    place: str
    found: str
    text: str

    @property
    def grade(self) -> str:
        """The grade in words."""
        return GRADE_WORDS[self.rule.grade]


def finding(check: str, place: str, found: str, text: str) -> IntakeFinding:
    """Make a finding; its key is made of check, place and text."""
    mark = hashlib.sha256(f"{check}|{place}|{text}".encode()).hexdigest()[:8]
    return IntakeFinding(f"{check}-{mark}", intake_rules().rules[check], place, found, text)


def of_misreads(misreads: Sequence[Misread]) -> list[IntakeFinding]:
    """Turn what could not be read into findings."""
    return [finding(m.check, _where(m.sheet, m.cell), m.found, m.text) for m in misreads]


def blank_columns(misreads: Sequence[Misread]) -> Counter[tuple[str, str]]:
    """Count the blank cells of each column (name of the sheet, letters)."""
    blank = [each for each in misreads if each.check == "blank_unit"]
    return Counter((each.sheet, each.cell.rstrip("0123456789")) for each in blank)


def _where(sheet: str, cells: str) -> str:
    return "!".join(part for part in (sheet, cells) if part)


@dataclass(frozen=True)
class Material:
    """What the checks work on.

    Attributes
    ----------
    table
        As `intake_comparison.compared`.
    sheets
        Names of the sheets by number.
    blanks
        Columns (name of the sheet, letters) with blank cells that are findings already, and how
        many they have.
    """

    dataset: Dataset
    table: pd.DataFrame
    sheets: Mapping[int, str]
    blanks: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def blanks_of(self, rows: pd.DataFrame) -> int:
        """Return how many blank cells the column of some figures has."""
        letters = cell_name(1, int(rows["column"].iloc[0])).rstrip("1")
        return self.blanks.get((self._sheet(rows), letters), 0)

    def _sheet(self, rows: pd.DataFrame) -> str:
        """Return the name of the sheet of some figures; a plain text table has none."""
        number = rows["sheet"].iloc[0]
        return self.sheets.get(int(number), "") if pd.notna(number) else ""

    def groups(self, rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
        """Yield the figures of one table, indicator, measure and period at a time."""
        for _, group in rows.groupby(GROUP, sort=False):
            yield group

    def place(self, rows: pd.DataFrame) -> str:
        """Name the cells of some figures of one table."""
        pairs = zip(rows["row"].tolist(), rows["column"].tolist(), strict=True)
        cells = [cell_name(row, column) for row, column in pairs]
        more = f"等{len(cells)}格" if len(cells) > MOST_CELLS else ""
        return _where(self._sheet(rows), join_names(cells[:MOST_CELLS]) + more)

    def whose(self, rows: pd.DataFrame, remark: Callable[[Any], str] | None = None) -> str:
        """Name some figures by their units, each with a remark.

        Parameters
        ----------
        remark
            Takes a row (a named tuple) and returns what stands in brackets behind the unit.
        """
        names = [
            f"{self._unit(row)}（{remark(row)}）" if remark else self._unit(row)
            for row in rows.head(MOST_NAMED).itertuples()
        ]
        more = f"等{len(rows)}个" if len(rows) > MOST_NAMED else ""
        return join_names(names) + more

    def _unit(self, row: Any) -> str:  # noqa: ANN401 - a row of the table
        if row.industry:
            return catalogue.industries()[row.industry]
        wholes = {ranked.whole: ranked.whole_name for ranked in self.dataset.ranked_sets}
        return wholes.get(row.region) or catalogue.regions()[row.region].short_name


def measure_words(measure: str, indicator: Indicator) -> str:
    """Return what is measured with its unit, such as 总量（亿元）."""
    return f"{catalogue.MEASURES[measure]}（{MEASURE_UNITS.get(measure, indicator.unit)}）"


def say(material: Material, check: str, rows: pd.DataFrame, text: str) -> IntakeFinding:
    """Make a finding about some figures of one table, indicator, measure and period."""
    first = rows.iloc[0]
    entry = material.dataset.indicator(str(first["indicator"]))
    measure = measure_words(str(first["measure"]), entry)
    subject = f"{Period.parse(str(first['period'])).label}{entry.short_name}{measure}"
    found = as_given(first["value"]) if len(rows) == 1 else ""
    return finding(check, material.place(rows), found, f"{subject}：{text}")


def of_reading(reading: Reading) -> list[IntakeFinding]:
    """Return what can be said of a reading before its figures are compared with anything."""
    found = of_misreads(reading.misreads)
    if reading.figures.empty and not any(each.rule.grade == "must" for each in found):
        known = sum(table.status == "empty" for table in reading.tables)
        text = (
            f"认出{known}张表，但都还没有数字"
            if known
            else "没有找到认识的表，因此没有数字可以入库"
        )
        found.append(finding("no_figures", "", "", text))
    return found
