"""The figures of a bulletin are the same in its ranking, document, workbook and page."""

import io
from html.parser import HTMLParser

import docx
import pytest

from data import datasets, store
from data.bulletin_templates import template
from mechanisms import circular_rows
from mechanisms.bulletin_table import board_of_key, field_of_key
from mechanisms.bulletin_writing import compose
from mechanisms.circular import boards
from metrics.periods import Period
from metrics.rounding import to_decimal
from reports.bulletin_page import bulletin_page
from reports.bulletin_workbook import bulletin_workbook
from reports.official_document import official_document
from reports.table_heads import has_two_levels
from tests.reports.bulletins import content, problem_table
from tests.reports.spreadsheets import Spreadsheet

MONTHS = [
    ("shaoyang", ""),
    ("shaoyang", "2025-Y02"),
    ("shaoyang", "2019-Y06"),
    ("luohe-2015", ""),
    ("luohe-2015", "2016-Y02"),
]


@pytest.fixture(scope="module")
def question(made_datasets, tmp_path_factory):
    """A question to a shipped dataset at its business date: `question(key)`."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "GONGKUANG_DATASETS", "GONGKUANG_SERVE"):
            patch.delenv(name, raising=False)
        place = made_datasets.into(tmp_path_factory.mktemp("figures"), "shaoyang", "luohe-2015")
        patch.setenv("GONGKUANG_VAR", str(place))

        def make(key):
            return store.Question(key, datasets.dataset(key).today, store.newest_vintage(key))

        yield make


class Table(HTMLParser):
    """The cells of the body of a page's first table."""

    def __init__(self, page):
        super().__init__()
        self.rows, self._inside, self._in_cell = [], False, False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._inside = self._inside or tag == "tbody"
        if self._inside and tag == "tr":
            self.rows.append([])
        elif self._inside and tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "tbody"
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self._in_cell:
            self.rows[-1][-1] += data


def document_rows(made):
    (table,) = docx.Document(io.BytesIO(official_document(made))).tables
    heads = 1 + has_two_levels(made.tables[0].columns)
    return [[cell.text for cell in row.cells] for row in table.rows[heads:]]


def workbook_rows(made):
    columns = [chr(ord("A") + place) for place in range(len(made.tables[0].columns))]
    first = 3 + has_two_levels(made.tables[0].columns)
    rows = Spreadsheet(bulletin_workbook(made)).rows(0)[first:][: len(made.tables[0].rows)]
    return [[row.get(column) for column in columns] for row in rows]


def expected_in_workbook(cell):
    return float(cell.number) if cell.number is not None else cell.text or None


def check_documents(made):
    printed = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert document_rows(made) == printed
    assert Table(bulletin_page(made)).rows == printed
    assert workbook_rows(made) == [
        [expected_in_workbook(cell) for cell in row.cells] for row in made.tables[0].rows
    ]


@pytest.mark.parametrize(("key", "period"), MONTHS)
def test_ranking_document_workbook_and_page_agree_cell_by_cell(question, key, period):
    when = Period.parse(period) if period else None
    made = compose(question(key), template("ranking_circular"), when)
    check_documents(made)
    found = {(each.board.indicator, each.board.by): each for each in boards(question(key), when)}
    compared = 0
    for place, column in enumerate(made.tables[0].columns[1:], start=1):
        board, at = board_of_key(column.key)
        assert found[board].period == at
        lines = circular_rows.sheet_rows(found[board])
        codes = [found[board].whole.code, *found[board].table["region_code"]]
        values = {
            c: line.get(field_of_key(column.key)) for c, line in zip(codes, lines, strict=True)
        }
        for row in made.tables[0].rows:
            value = values[row.code]
            if value is None or isinstance(value, str):
                assert (row.cells[place].number, row.cells[place].text) == (None, value or "")
            else:
                assert to_decimal(row.cells[place].number) == value
                compared += 1
    assert compared > 20


def test_made_content_of_one_level_agrees_too():
    check_documents(content(problem_table()))


def test_printed_text_of_a_number_is_the_number(question):
    for key, period in MONTHS:
        when = Period.parse(period) if period else None
        made = compose(question(key), template("ranking_circular"), when)
        for row in made.tables[0].rows:
            for column, cell in zip(made.tables[0].columns, row.cells, strict=True):
                if cell.number is not None:
                    assert to_decimal(plain(column, cell.text)) == to_decimal(cell.number)


def plain(column, text):
    """A printed figure as decimal text; an arrow says its direction, a dash is no change."""
    if column.kind == "change":
        return {"↑": "", "↓": "-", "—": "0"}[text[0]] + text[1:]
    return text.replace("−", "-").replace(",", "")
