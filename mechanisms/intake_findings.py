"""What the checks of a file find, in two grades: what blocks and what must be explained."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from data import catalogue
from data.catalogue import Indicator
from data.datasets import Dataset
from data.intake_rules import GRADE_WORDS, Rule, intake_rules
from data.readings import Misread, Reading, cell_name
from mechanisms.extraction import MEASURE_UNITS
from mechanisms.intake_figures import Figures, Numbers, figures_of
from metrics.periods import Period
from metrics.wording import as_given, figure, join_names

MOST_NAMED = 8
MOST_CELLS = 4


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


class Graded:
    """What has findings: each grade by itself.

    Attributes
    ----------
    findings
        Blocking ones first, then those to explain, then notes.
    """

    findings: tuple[IntakeFinding, ...]

    @property
    def errors(self) -> tuple[IntakeFinding, ...]:
        """Findings that block the file (强制性错误)."""
        return self._of_grade("must")

    @property
    def to_explain(self) -> tuple[IntakeFinding, ...]:
        """Findings that need a written explanation (核实性错误)."""
        return self._of_grade("explain")

    @property
    def notes(self) -> tuple[IntakeFinding, ...]:
        """Findings that are only pointed out."""
        return self._of_grade("note")

    def _of_grade(self, grade: str) -> tuple[IntakeFinding, ...]:
        return tuple(found for found in self.findings if found.rule.grade == grade)


def in_order(findings: Sequence[IntakeFinding]) -> tuple[IntakeFinding, ...]:
    """Return findings by grade: blocking ones first, then those to explain, then notes."""
    order = ("must", "explain", "note")
    return tuple(sorted(findings, key=lambda each: order.index(each.rule.grade)))


def finding(check: str, place: str, found: str, text: str) -> IntakeFinding:
    """Make a finding; its key is made of check, place and text."""
    mark = hashlib.sha256(f"{check}|{place}|{text}".encode()).hexdigest()[:8]
    return IntakeFinding(f"{check}-{mark}", intake_rules().rules[check], place, found, text)


def plain_figure(value: float) -> str:
    """Print a figure within a finding: six digits, or all before the point.

    Examples
    --------
    >>> plain_figure(1234.5678), plain_figure(2010000.4)
    ('1,234.57', '2,010,000')
    """
    return figure(f"{value:.6g}", None, thousands=True) if abs(value) < 1e6 else f"{value:,.0f}"


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

    @cached_property
    def figures(self) -> Figures:
        """The table as arrays; the checks name figures by their places there."""
        return figures_of(self.table)

    def indicator(self, place: int) -> Indicator:
        """Return the indicator of a figure."""
        return self.dataset.indicator(self.figures.word("indicator", place))

    def period(self, place: int) -> Period:
        """Return the period of a figure."""
        return Period.parse(self.figures.word("period", place))

    def blanks_of(self, place: int) -> int:
        """Return how many blank cells the column of a figure has."""
        letters = cell_name(1, int(self.figures.column[place])).rstrip("1")
        return self.blanks.get((self._sheet(place), letters), 0)

    def _sheet(self, place: int) -> str:
        """Return the name of the sheet of a figure; a plain text table has none."""
        number = self.figures.sheet[place]
        return "" if number is None else self.sheets.get(int(number), "")

    def place(self, places: Numbers) -> str:
        """Name the cells of some figures of one table."""
        rows, columns = self.figures.row, self.figures.column
        cells = [cell_name(int(rows[at]), int(columns[at])) for at in places[:MOST_CELLS]]
        more = f"等{len(places)}格" if len(places) > MOST_CELLS else ""
        return _where(self._sheet(places[0]), join_names(cells) + more)

    def whose(self, places: Numbers, remark: Callable[[int], str] | None = None) -> str:
        """Name some figures by their units, each with a remark.

        Parameters
        ----------
        remark
            Takes the place of a figure, returns what stands in brackets behind the unit.
        """
        names = [
            f"{self._unit(at)}（{remark(at)}）" if remark else self._unit(at)
            for at in places[:MOST_NAMED].tolist()
        ]
        more = f"等{len(places)}个" if len(places) > MOST_NAMED else ""
        return join_names(names) + more

    def _unit(self, place: int) -> str:
        if industry := self.figures.word("industry", place):
            return catalogue.industries()[industry]
        region = self.figures.word("region", place)
        wholes = {ranked.whole: ranked.whole_name for ranked in self.dataset.ranked_sets}
        return wholes.get(region) or catalogue.regions()[region].short_name


def measure_words(measure: str, indicator: Indicator) -> str:
    """Return what is measured with its unit, such as 总量（亿元）."""
    return f"{catalogue.MEASURES[measure]}（{MEASURE_UNITS.get(measure, indicator.unit)}）"


def say(material: Material, check: str, places: Numbers, text: str) -> IntakeFinding:
    """Make a finding about some figures of one table, indicator, measure and period."""
    first = int(places[0])
    entry = material.indicator(first)
    measure = measure_words(material.figures.word("measure", first), entry)
    subject = f"{material.period(first).label}{entry.short_name}{measure}"
    found = as_given(float(material.figures.value[first])) if len(places) == 1 else ""
    return finding(check, material.place(places), found, f"{subject}：{text}")


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
