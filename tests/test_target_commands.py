"""The commands `targets` and `targets record`: the board's figures, and reporting progress."""

import io
import json

import pytest
from docx import Document

import manage
from data import datasets, store
from data.store import Question
from mechanisms import supervision, supervision_table, supervision_words
from mechanisms.target_rows import KEYS
from reports.supervision_notice import notice
from reports.target_workbook import board_workbook
from tests.reports.spreadsheets import Spreadsheet

KEY = "wenzhou-2020"


@pytest.fixture(autouse=True)
def _city(wenzhou):
    """The commands ask a city of the test's own."""


@pytest.fixture
def run(capsys):
    return lambda *arguments: (manage.main(["targets", *arguments]), *capsys.readouterr())


@pytest.fixture
def rows(run):
    """The rows of a board by target: `rows("--as-of", "2020-06-30")`."""

    def ask(*arguments):
        status, out, err = run(*arguments, "--format", "json")
        assert (status, err) == (0, "")
        return {row["id"]: row for row in json.loads(out)}

    return ask


def board(as_of=None, vintage=None):
    newest = store.newest_vintage(KEY) if vintage is None else vintage
    day = as_of or datasets.dataset(KEY).today
    return supervision.board(Question(KEY, day, newest))


def test_the_rows_hold_the_named_keys_with_numbers_or_null(rows):
    found = rows("--document", KEY, "--as-of", "2020-06-30")
    assert len(found) == len(board().rows)
    for row in found.values():
        assert tuple(row) == KEYS
        for key in ("actual", "target", "completion_pct", "landing", "probability"):
            assert row[key] is None or isinstance(row[key], float)
        assert isinstance(row["attained"], bool)
        assert row["landing"] is None or row["landing_low"] <= row["landing"]


def test_without_a_dataset_the_one_that_carries_the_document_answers(rows):
    assert rows("--document", KEY) == rows("--dataset", KEY)


def test_an_earlier_day_knows_less(rows):
    early, late = rows("--as-of", "2020-06-30"), rows()
    assert early["WZ20-T01"]["actual"] < late["WZ20-T01"]["actual"]
    assert late["WZ20-T10"]["overdue"]
    assert not early["WZ20-T10"]["overdue"]


def test_the_table_names_the_targets(run):
    _, out, _ = run("--document", KEY)
    assert "支持企业参展场次" in out
    assert "未完成（逾期）" in out


def test_page_command_workbook_and_letter_show_the_same_figures(rows, tmp_path, run):
    found, plain = board(), rows()
    table = supervision_table.table(found, found.rows)
    heads = [column.head for column in table.columns]
    printed = {row.code: dict(zip(heads, row.cells, strict=True)) for row in table.rows}
    book = Spreadsheet(board_workbook(found))
    assert book.names == ["目标督办（模拟数据）", "未舍入（模拟数据）"]
    assert not book.has_formula_or_link()
    shown = {line["编号"]: line for line in book.table(0)}
    raw = {line["编号"]: line for line in book.table(1)}
    for row in found.rows:
        completion = plain[row.id]["completion_pct"]
        assert printed[row.id]["状态"].text == plain[row.id]["status"]
        assert printed[row.id]["已完成"].text == supervision_words.actual_figure(row)
        assert shown[row.id]["状态"] == plain[row.id]["status"]
        if completion is not None:
            assert raw[row.id]["完成率（%）"] == pytest.approx(completion)
            assert shown[row.id]["完成率（%）"] == pytest.approx(completion, abs=0.051)
    out = tmp_path / "督办单.docx"
    assert run("--department", "市金融办", "--out", str(out))[0] == 0
    assert out.read_bytes() == notice(found, "市金融办")
    letter = Document(io.BytesIO(out.read_bytes()))
    cells = [[cell.text for cell in line.cells] for line in letter.tables[0].rows]
    by_name = {line[0]: line for line in cells}
    for row in found.rows:
        if "市金融办" in row.target.owners:
            assert supervision_words.actual_figure(row) in by_name[row.target.name]
    said = "".join(paragraph.text for paragraph in letter.paragraphs)
    assert "模拟数据" in said
    assert "征求意见稿" in said


def test_files_of_equal_boards_are_equal():
    assert board_workbook(board()) == board_workbook(board())


def test_a_report_by_command_stands_on_the_board_and_not_at_the_earlier_version(rows, run):
    before = store.newest_vintage(KEY)
    arguments = ("record", "WZ20-T01", "--period", "2020-10", "--value", "100")
    status, out, _ = run(*arguments, "--evidence", "参展台账第3号", "--by", "李四")
    assert status == 0
    assert "状态：基本完成 → 完成" in out
    assert f"批次{before + 1}" in out
    assert rows()["WZ20-T01"]["attained"]
    assert not rows("--vintage", str(before))["WZ20-T01"]["attained"]


def test_a_trial_run_stores_nothing(run):
    before = store.newest_vintage(KEY)
    arguments = ("--period", "2020-10", "--value", "97", "--evidence", "台账", "--dry-run")
    assert run("record", "WZ20-T01", *arguments)[0] == 0
    assert store.newest_vintage(KEY) == before


def test_evidence_may_come_as_a_file(run, tmp_path):
    proof = tmp_path / "台账.txt"
    proof.write_text("三家企业", encoding="utf-8")
    arguments = ("--period", "2020-10-20", "--value", "是", "--evidence", "照片")
    assert run("record", "WZ20-T12", *arguments, "--file", str(proof))[0] == 0
    assert board().row("WZ20-T12").verdict.attained
    status, _, err = run("record", "WZ20-T12", *arguments, "--file", str(tmp_path / "无.txt"))
    assert (status, "打不开佐证文件" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--document", "nowhere"), "没有数据集登记了“nowhere”"),
        (("--dataset", KEY, "--document", "luohe-2015"), "没有登记文件“luohe-2015”"),
        (("--as-of", "2020-12-31"), "晚于业务日期"),
        (("--role", "enterprise"), "没有此项权限"),
        (("--out", "x.pdf"), "后缀可用：.xlsx、.docx"),
        (("--out", "x.docx"), "没有责任单位“”"),
        (("--out", "/nowhere/x.xlsx"), "写不进"),
        (("record", "WZ20-T01", "--period", "2020-10", "--evidence", "台账"), "缺少累计数"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, arguments, says):
    status, _, err = run(*arguments)
    assert status == 2
    assert says in err
    assert err.count("\n") == 1


def test_a_county_reports_by_command_for_itself(run):
    arguments = (
        "record",
        "WZ20-T10",
        "--period",
        "2020-06",
        "--value",
        "9.8",
        "--evidence",
        "台账",
    )
    own = ("--role", "county", "--region", "330302")
    status, out, _ = run(*arguments, *own)
    assert status == 0
    assert "鹿城区" in out
    assert run(*arguments, "--role", "leader")[0] == 2
