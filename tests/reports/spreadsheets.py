"""Reading back an xlsx file with nothing but its XML."""

import io
import re
import zipfile
from xml.etree import ElementTree

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TAGS = ("f", "hyperlink")


class Spreadsheet:
    """Cells of the sheets: text cells are str, number cells float."""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            self._parts = {name: parts.read(name) for name in parts.namelist()}
        shared = ElementTree.fromstring(self._parts["xl/sharedStrings.xml"])
        self._texts = ["".join(item.itertext()) for item in shared.findall("x:si", NS)]
        book = ElementTree.fromstring(self._parts["xl/workbook.xml"])
        self.names = [sheet.get("name") for sheet in book.find("x:sheets", NS)]

    def has_formula_or_link(self):
        sheets = [self._xml(number) for number in range(len(self.names))]
        return any(sheet.findall(f".//x:{tag}", NS) for sheet in sheets for tag in TAGS)

    def rows(self, number):
        """The rows of a sheet, each a dict from column letters to values."""
        return [
            {re.sub("[0-9]", "", cell.get("r")): self._value(cell) for cell in row if len(cell)}
            for row in self._xml(number).iterfind(".//x:row", NS)
        ]

    def table(self, number):
        """The heads and the rows below, by head, up to the first empty row."""
        rows = self.rows(number)
        heads = rows[2]
        return [{heads[column]: row[column] for column in row} for row in rows[3:] if len(row) > 1]

    def number_formats(self):
        styles = ElementTree.fromstring(self._parts["xl/styles.xml"])
        return [entry.get("formatCode") for entry in styles.iterfind(".//x:numFmt", NS)]

    def _xml(self, number):
        return ElementTree.fromstring(self._parts[f"xl/worksheets/sheet{number + 1}.xml"])

    def _value(self, cell):
        raw = cell.find("x:v", NS).text
        return self._texts[int(raw)] if cell.get("t") == "s" else float(raw)
