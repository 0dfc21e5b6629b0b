"""The XML of a sheet read event by event: its area, and which formulas stored no result."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

FORMULA_WITHOUT_VALUE = "公式没有结果"
"""The reason in `Sheet.broken` for a formula whose result was not stored."""

Cell = tuple[int, int]
OnStart = Callable[[str, dict[str, str]], None]
OnText = Callable[[str], None]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class SheetXmlError(ValueError):
    """XML of a sheet that does not hold together."""


@dataclass
class Content:
    """What reading event by event shows: the area of cells with content, broken formulas."""

    rows: int = 0
    columns: int = 0
    without_value: set[Cell] = field(default_factory=set)


def content(xml: bytes, recalculated: bool) -> Content:
    """Read the XML of a sheet event by event; slower by far than `sheet_survey.survey`, but exact.

    Parameters
    ----------
    xml
        The XML of a sheet.
    recalculated
        Whether the workbook asks for all formulas to be calculated when it is opened: its
        writer calculated none, and a stored 0 or empty text is no result.

    Raises
    ------
    SheetXmlError
        If the XML is not well formed or a cell has no lawful reference.
    """
    reader = _Reader(recalculated)
    parse(xml, reader.start, reader.end, reader.text)
    return reader.found


def parse(
    xml: bytes, start: OnStart, end: OnText | None = None, text: OnText | None = None
) -> None:
    """Parse XML by handlers of expat; names come with their prefixes.

    Raises
    ------
    SheetXmlError
        If the XML is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise SheetXmlError(str(error)) from error


def elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a small XML file: local name and attributes by local names.

    Raises
    ------
    SheetXmlError
        If the XML is not well formed.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    parse(xml, start)
    yield from found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    """Handlers that follow the cells of a sheet, as python-calamine does."""

    def __init__(self, recalculated: bool) -> None:
        self.found = Content()
        self._recalculated = recalculated
        self._row = self._column = 0
        self._kind = ""
        self._formula = self._valued = False
        self._value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self._begin_row(attributes.get("r"))
            case "c":
                self._begin_cell(attributes)
            case "f":
                self._formula = True
            case "v" | "is":
                self._valued = True
                self._value = []

    def _begin_row(self, reference: str | None) -> None:
        self._column = 0
        if reference is None:
            self._row += 1
        elif re.fullmatch("[0-9]{1,7}", reference):
            self._row = int(reference)
        else:
            raise SheetXmlError(reference)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "")
        self._formula = self._valued = False
        self._value = None
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise SheetXmlError(reference)
        self._column = column_number(match[1])
        self._row = int(match[2])

    def text(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)

    def end(self, name: str) -> None:
        if _local(name) != "c":
            return
        value = "".join(self._value or ())
        self._value = None
        if self._valued:
            self.found.rows = max(self.found.rows, self._row)
            self.found.columns = max(self.found.columns, self._column)
        if self._formula and not self._has_result(value):
            self.found.without_value.add((self._row - 1, self._column - 1))

    def _has_result(self, value: str) -> bool:
        """Say whether a result was stored; a formula may well result in an empty text."""
        if self._recalculated and value.strip() in ("", "0"):
            return False
        return value != "" or (self._kind == "str" and self._valued)


def column_number(letters: str) -> int:
    """Return the number of a column, A being 1.

    Examples
    --------
    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
