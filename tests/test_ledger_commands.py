"""The command `actions` and its workbook: the entries of the page."""

import csv
import io
import json
import shutil

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets
from data.store import Question
from mechanisms import ledger_board, ledger_tables, ledger_words
from mechanisms.ledgers import SUPERVISED
from reports.ledger_workbook import ledger_workbook

CITY, TAISHUN = "wenzhou-2020", "330329"
COUNTY = ("--role", "county", "--region", TAISHUN)


@pytest.fixture(scope="module")
def place(wenzhou_made, tmp_path_factory):
    """A copy of the demonstration city: its database alone, without the files of its firms."""
    folder = tmp_path_factory.mktemp("actions") / "var"
    shutil.copytree(wenzhou_made, folder, ignore=shutil.ignore_patterns("panel", "inbox"))
    return folder


@pytest.fixture
def run(place, capsys, monkeypatch):
    """Run a command on the city: status, stdout, stderr."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(place))

    def command(*arguments):
        status = manage.main([*map(str, arguments), "--dataset", CITY])
        return status, *capsys.readouterr()

    return command


def board():
    question = Question(CITY, datasets.dataset(CITY).today, 0)
    return ledger_board.board(question, SUPERVISED)


def test_list_prints_headline_and_rows_of_the_board(run):
    status, out, err = run("actions", "--group", "open")
    assert (status, err) == (0, "")
    assert ledger_words.headline(board()).replace("**", "") in out
    assert "性质：模拟数据" in out
    for each in board().entries:
        assert (each.title in out.partition("来源：")[2]) == each.is_open


def test_json_and_csv_carry_the_same_entries(run):
    _, out, _ = run("actions", "--format", "json")
    listed = json.loads(out)
    assert [row["number"] for row in listed] == [each.number for each in board().entries]
    late = listed[0]
    assert (late["title"], late["days_late"], late["is_overdue"]) == (
        "补报第42周工业用电量",
        2,
        True,
    )
    _, out, _ = run("actions", "--format", "csv")
    read = list(csv.DictReader(io.StringIO(out)))
    assert [row["deadline"] for row in read] == [row["deadline"] for row in listed]


def test_workbook_holds_every_entry_and_every_step_safe_from_formulas(run, tmp_path):
    run(
        "actions",
        "assign",
        "--title",
        '=HYPERLINK("x")',
        "--owner",
        "甲",
        "--deadline",
        "2020-11-01",
    )
    file = tmp_path / "督办.xlsx"
    status, out, _ = run("actions", "--out", file)
    assert (status, out) == (0, f"已导出：{file}\n")
    book = CalamineWorkbook.from_object(io.BytesIO(ledger_workbook(board())))
    assert book.sheet_names == ["督办事项（模拟）", "办理过程（模拟）"]
    cells = book.get_sheet_by_index(0).to_python()
    numbers = [row[0] for row in cells if isinstance(row[0], float)]
    assert numbers == [each.number for each in board().entries]
    assert '=HYPERLINK("x")' in [row[1] for row in cells]
    steps = book.get_sheet_by_index(1).to_python()
    count = sum(len(each.history) for each in board().entries)
    assert sum(isinstance(row[0], float) for row in steps) == count
    assert ledger_tables.all_tables(board())[1].rows[0][6].text in str(steps)


def test_a_whole_round_by_commands(run, tmp_path):
    proof = tmp_path / "说明.txt"
    proof.write_text("补报说明", encoding="utf-8")
    assigning = ("--title", "补报数据", "--owner", "泰顺县经信局", "--deadline", "2020-10-30")
    status, out, _ = run("actions", "assign", *assigning, "--county", TAISHUN, "--by", "张三")
    assert status == 0
    number = out.rpartition(" ")[2].strip()
    answer = ("actions", "step", number, "answer", "--text", "已补报", "--file", proof)
    assert run(*answer, *COUNTY)[1] == f"已反馈：编号 {number}，现为“待审核”\n"
    status, _, err = run("actions", "step", number, "close", "--seen", 1)
    assert status == 2
    assert "县区经信部门已于" in err
    assert run("actions", "step", number, "close", "--seen", 2)[0] == 0
    _, out, _ = run("actions", "show", number, "--json")
    history = json.loads(out)["history"]
    assert [(step["step"], step["actor"]) for step in history] == [
        *(("assign", "张三"), ("answer", "县区经信部门"), ("close", "经信局业务人员"))
    ]
    assert [file["file_name"] for file in history[1]["attachments"]] == ["说明.txt"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("actions", "--role", "enterprise"), "没有此项权限"),
        (("actions", "show", 6, *COUNTY), "没有编号为 6 的事项，或不在您的权限范围内"),
        (("actions", "step", 6, "answer", "--text", "x", *COUNTY), "没有编号为 6 的事项"),
        (("actions", "step", 7, "extend", "--text", "x", *COUNTY), "没有此项权限"),
        (("actions", "step", 7, "praise"), "督办事项没有“praise”这一步；可用：assign（交办）"),
        (("actions", "step", 7, "answer", "--text", "x", "--file", "/nowhere"), "打不开附件"),
        (("actions", "step", 7, "extend", "--text", "x", "--deadline", "2020-10-01"), "须晚于"),
    ],
)
def test_what_is_refused_is_one_line_with_status_2(run, arguments, what):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert what in err
    assert err.count("\n") == 1


def test_a_county_lists_its_own_only(run):
    _, out, _ = run("actions", "--format", "json", *COUNTY)
    assert {row["region"] for row in json.loads(out)} == {TAISHUN}
