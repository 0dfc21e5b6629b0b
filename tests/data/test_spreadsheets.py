"""Received files are read cell by cell as they are, whatever their kind, writer or ending."""

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from data import sheet_survey, sheet_xml
from data.readings import UnreadableFileError
from data.sheet_xml import FORMULA_WITHOUT_VALUE
from data.spreadsheets import read_book
from tests import cards
from tests.data.bad_files import HEAD, SHEET, TAIL, repacked, with_part, with_rows

CARD = Path(__file__).parents[3] / "shared" / "data" / "shaoyang" / "monthly_card_202509.xlsx"


def grid(sheet):
    """The cells of a made sheet as rows of one length."""
    height = 1 + max(row for row, _ in sheet.cells)
    width = 1 + max(column for _, column in sheet.cells)
    return [
        [sheet.cells.get((row, column), "") for column in range(width)] for row in range(height)
    ]


def as_calculated(rows):
    """A workbook with these rows whose writer calculated its formulas, as Excel and WPS do."""

    def change(parts):
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
        parts[SHEET] = HEAD + rows + TAIL

    return repacked(change)


def first_sheet(content):
    return read_book(content, "来件.xlsx").sheets[0]


@pytest.mark.parametrize(("make", "kind"), [(cards.xlsx, "xlsx"), (cards.xls, "xls")])
def test_a_whole_card_is_read_as_it_was_written(make, kind):
    written = cards.card_sheets()
    book = read_book(make(written), "2025年9月.xlsx")
    assert book.kind == kind
    assert book.file_name == "2025年9月.xlsx"
    assert [sheet.name for sheet in book.sheets] == [sheet.name for sheet in written]
    assert [sheet.number for sheet in book.sheets] == list(range(len(written)))
    for read, sheet in zip(book.sheets, written, strict=True):
        assert read.rows == grid(sheet)
        assert set(read.merged) == set(sheet.merged)
        assert read.broken == {}


@pytest.mark.parametrize("make", [cards.xlsx, cards.xls])
def test_numbers_are_floats_in_every_kind_of_workbook(make):
    sheet = first_sheet(make([cards.CardSheet("表", {(0, 0): 3, (0, 1): 19746101, (0, 2): True})]))
    assert [type(cell) for cell in sheet.rows[0]] == [float, float, bool]


def test_the_content_decides_and_not_the_ending():
    sheets = cards.card_sheets()[3:4]
    assert read_book(cards.xlsx(sheets), "表.xls").kind == "xlsx"
    assert read_book(cards.xls(sheets), "表.csv").kind == "xls"
    assert read_book(cards.csv(sheets[0]), "表.xlsx").kind == "csv"


@pytest.mark.parametrize("make", [cards.xlsx, cards.xls])
def test_hidden_sheets_are_read(make):
    sheets = [
        cards.CardSheet("明", {(0, 0): "a"}),
        cards.CardSheet("暗", {(0, 0): "b"}, hidden=True),
    ]
    assert [sheet.name for sheet in read_book(make(sheets), "表").sheets] == ["明", "暗"]


def test_a_chart_sheet_is_left_out_and_the_others_keep_their_numbers():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("甲").write(0, 0, 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=甲!$A$1"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("空")
        book.add_worksheet("乙").write(1, 1, 2)
    sheets = read_book(file.getvalue(), "表.xlsx").sheets
    assert [(sheet.number, sheet.name) for sheet in sheets] == [(0, "甲"), (2, "空"), (3, "乙")]
    assert [sheet.rows for sheet in sheets] == [[[1.0]], [], [["", ""], ["", 2.0]]]


@pytest.mark.parametrize("make", [cards.xlsx, cards.xls])
def test_days_stay_days(make):
    days = {(0, 0): date(2025, 9, 30)}
    assert first_sheet(make([cards.CardSheet("表", days)])).rows == [[date(2025, 9, 30)]]


def test_hours_and_spans_become_text():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_datetime(0, 0, time(8, 30), book.add_format({"num_format": "hh:mm"}))
        page.write_datetime(0, 1, timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        moment = datetime.fromisoformat("2025-09-30T08:30")
        page.write_datetime(0, 2, moment, day)
        page.write_number(0, 3, 5)
    assert first_sheet(file.getvalue()).rows == [["08:30:00", "1 day, 6:00:00", moment, 5.0]]


FORMULAS = {
    '<c r="B1"><f>1+1</f></c>': "broken",
    '<c r="B1"><f>1+1</f><v></v></c>': "broken",
    '<c r="B1"><f>1+1</f><v/></c>': "broken",
    '<c r="B1"><f t="shared" si="0"/></c>': "broken",
    '<c r="B1" t="str"><f/></c>': "broken",
    '<x:c xmlns:x="u" r="B1"><x:f>1+1</x:f></x:c>': "broken",
    "<c r='B1'><f\n>1+1</f></c>": "broken",
    '<c r="B1"><f>1+1</f><v>2</v></c>': 2.0,
    '<c r="B1"><f>1-1</f><v>0</v></c>': 0.0,
    '<c r="B1"><f t="shared" si="0"/><v>2</v></c>': 2.0,
    '<c r="B1" t="str"><f>""</f><v></v></c>': "",
    '<c r="B1" t="str"><f>"a"</f><v>a</v></c>': "a",
}


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_without_result_is_broken_and_never_zero(cell):
    row = b'<row r="1"><c r="A1"><v>1</v></c>' + cell.encode() + b'<c r="C1"><v>3</v></c></row>'
    sheet = first_sheet(as_calculated(row))
    if FORMULAS[cell] == "broken":
        assert sheet.broken == {(0, 1): FORMULA_WITHOUT_VALUE}
        assert sheet.rows == [[1.0, "", 3.0]]
    else:
        assert sheet.broken == {}
        assert sheet.rows == [[1.0, FORMULAS[cell], 3.0]]


@pytest.mark.parametrize("cell", ["<f>1+1</f><v>0</v>", '<f>""</f><v></v>'])
def test_a_zero_of_a_writer_that_did_not_calculate_is_no_result(cell):
    """XlsxWriter stores 0 for every formula and asks the reader to calculate at opening."""

    def change(parts):
        assert b'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]
        parts[SHEET] = (
            HEAD + b'<row r="1"><c r="A1" t="str">' + cell.encode() + b"</c></row>" + TAIL
        )

    content = cards.xlsx([cards.CardSheet("表", {(0, 0): cards.Formula("=1+1", 0)})])
    assert first_sheet(content).broken == {(0, 0): FORMULA_WITHOUT_VALUE}
    assert first_sheet(content).rows == [[""]]
    assert first_sheet(repacked(change, content)).broken == {(0, 0): FORMULA_WITHOUT_VALUE}


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#SPILL!"])
@pytest.mark.parametrize("quoted", ['t="e"', "t='e'", 't = "e"'])
def test_an_error_is_broken_by_its_text(error, quoted):
    cell = f'<row r="1"><c r="A1" {quoted}><v>{error}</v></c></row>'.encode()
    sheet = first_sheet(with_rows(cell))
    assert sheet.broken == {(0, 0): error}
    assert sheet.rows == [[error]]


def test_errors_of_an_old_workbook_are_broken_too():
    book = xlwt.Workbook()
    book.add_sheet("甲").write(0, 0, 1)
    page = book.add_sheet("乙")
    page.write(0, 0, "双清")
    page.row(1).set_cell_error(2, "#DIV/0!")
    file = io.BytesIO()
    book.save(file)
    first, second = read_book(file.getvalue(), "表.xls").sheets
    assert first.broken == {}
    assert second.broken == {(1, 2): "#DIV/0!"}
    assert second.rows == [["双清", "", ""], ["", "", "#DIV/0!"]]


def test_a_hash_in_a_name_is_no_error():
    sheet = cards.CardSheet("表", {(0, 0): "#工业技改投资", (0, 1): "#1", (0, 2): "#"})
    assert first_sheet(cards.xlsx([sheet])).broken == {}
    assert read_book(cards.csv(sheet), "表.csv").sheets[0].broken == {}


def test_formatted_cells_without_content_do_not_make_a_sheet_large():
    """Offices format whole columns; such cells reach the last row and hold nothing."""
    rows = (
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert first_sheet(with_rows(rows)).rows == [[1.0]]


def test_merged_areas_end_at_the_edge_of_the_sheet():
    merged = b'<mergeCells><mergeCell ref="A1:ZZ900000"/><mergeCell ref="D9:E9"/></mergeCells>'
    rows = b'<row r="2"><c r="B2"><v>1</v></c></row></sheetData>'
    content = with_part(SHEET, HEAD + rows + merged + b"</worksheet>")
    assert first_sheet(content).merged == ((0, 0, 1, 1),)


TABLE = [["单位", "备注", "增速（%）"], ["双清区", "甲,乙;丙", "9.70"], ["大祥区", '说"好"', ""]]


def written(rows, separator):
    cells = {
        (row, column): cell for row, line in enumerate(rows) for column, cell in enumerate(line)
    }
    return cards.csv(cards.CardSheet("表", cells), "utf-8", separator).decode()


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_text_tables_of_all_offices_read_alike(separator, encoding, line_end):
    text = written(TABLE, separator).replace("\r\n", line_end)
    book = read_book(text.encode(encoding), "县区增速.csv")
    assert book.kind == "csv"
    assert book.sheets[0].name == "县区增速"
    assert book.sheets[0].rows == TABLE


def test_rows_of_a_text_table_are_made_equally_long_and_blank_lines_stay():
    sheet = read_book("标题\n\n单位,增速\n双清区,9.7\n".encode(), "表.csv").sheets[0]
    assert sheet.rows == [["标题", ""], ["", ""], ["单位", "增速"], ["双清区", "9.7"]]


def test_a_line_break_inside_of_quotes_belongs_to_the_cell():
    sheet = read_book('"增速\n（%）",9.7\n'.encode(), "表.csv").sheets[0]
    assert sheet.rows == [["增速\n（%）", "9.7"]]


def test_a_thousands_comma_does_not_part_a_table_of_tabs():
    sheet = read_book("单位\t总量\n双清区\t1,482,610\n".encode(), "表.txt").sheets[0]
    assert sheet.rows[1] == ["双清区", "1,482,610"]


def test_errors_in_a_text_table_are_broken():
    sheet = read_book("单位,增速\n双清区,#DIV/0!\n".encode(), "表.csv").sheets[0]
    assert sheet.broken == {(1, 1): "#DIV/0!"}


places = st.tuples(st.integers(0, 60), st.integers(0, 60))
values = st.one_of(
    st.floats(-1e15, 1e15).map(lambda number: float(f"{number:.15g}")),  # the writer keeps 16
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
    st.booleans(),
)


@given(st.dictionaries(places, values, min_size=1))
@settings(deadline=None, max_examples=50)
def test_every_cell_comes_back(cells):
    sheet = cards.CardSheet("表", cells)
    assert first_sheet(cards.xlsx([sheet])).rows == grid(sheet)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1))
@settings(deadline=None, max_examples=30)
def test_a_number_is_the_double_that_stands_in_the_file(numbers):
    cells = "".join(f"<c><v>{number!r}</v></c>" for number in numbers)
    assert first_sheet(with_rows(f"<row>{cells}</row>".encode())).rows == [numbers]


cell_places = st.lists(
    st.tuples(st.integers(1, 1048576), st.integers(1, 16384)), min_size=1, max_size=30
)


@given(cell_places, st.sampled_from(["'", '"']), st.sampled_from(["", ' s="3"', ' t="s"']))
@pytest.mark.parametrize("step", [30, 64, 1 << 20])
def test_the_fast_look_sees_the_area_that_exact_reading_sees(step, cells, quote, more):
    """Whatever its pieces: an attribute may lie across the border of two."""
    rows = (
        f'<row r="{row}"><c{more} r="{name(column)}{row}"><v>1</v></c></row>'
        for row, column in cells
    )
    xml = HEAD + "".join(rows).replace('"', quote).encode() + TAIL
    usual, sheet_survey._STEP = sheet_survey._STEP, step
    try:
        seen = sheet_survey.survey(xml)
    finally:
        sheet_survey._STEP = usual
    exact = sheet_xml.content(xml, recalculated=False)
    assert seen.certain
    assert (seen.rows, seen.columns) == (exact.rows, exact.columns)
    assert (exact.rows, exact.columns) == tuple(map(max, zip(*cells, strict=True)))
    assert not seen.errors
    assert not seen.formulas


class PanicException(BaseException):
    """Stands in for the panic of a library in Rust, which is no Exception."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [(PanicException, UnreadableFileError), (KeyboardInterrupt, KeyboardInterrupt)],
)
def test_a_panic_of_the_library_is_a_damaged_file_and_nothing_else_is(
    monkeypatch, raised, expected
):
    def fail(_):
        raise raised

    monkeypatch.setattr(python_calamine, "load_workbook", fail)
    with pytest.raises(expected):
        read_book(cards.card_workbook(), "来件.xlsx")


def name(column):
    return openpyxl.utils.get_column_letter(column)


@pytest.mark.skipif(not CARD.exists(), reason="没有 ../shared 中的月报卡原件")
def test_the_original_card_reads_as_openpyxl_reads_it():
    content = CARD.read_bytes()
    with warnings.catch_warnings(action="ignore"):
        other = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    book = read_book(content, CARD.name)
    assert [sheet.name for sheet in book.sheets] == other.sheetnames
    assert len(book.sheets) == 39
    compared = 0
    for sheet in book.sheets:
        for cell in (cell for row in other[sheet.name].iter_rows() for cell in row):
            if cell.value is not None:
                assert sheet.rows[cell.row - 1][cell.column - 1] == cell.value
                compared += isinstance(cell.value, int | float)
        assert sheet.broken == {}
    assert compared > 1000


def test_a_package_with_parts_named_in_other_case_is_read():
    def change(parts):
        parts["xl/SharedStrings.xml"] = parts.pop("xl/sharedStrings.xml")

    content = repacked(change)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "xl/SharedStrings.xml" in package.namelist()
    assert first_sheet(content).rows[0][0] == "规模工业增加值"
