"""The command `alerts` and the workbook: the alerts of the board."""

import io
import json

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets, store
from data.store import Question
from mechanisms import alert_handling, alert_rows, alert_tables, alerts

CITY = "shaoyang"


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    return made_datasets.into(tmp_path_factory.mktemp("alerts") / "var", CITY)


@pytest.fixture
def run(place, monkeypatch, capsys):
    """Run the command on the real city: status, stdout, stderr."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(place))

    def command(*arguments):
        status = manage.main(["alerts", "--dataset", CITY, *map(str, arguments)])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def board(run):
    return alerts.found(Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY)))


def test_rows_are_those_of_the_board(run, board):
    status, out, err = run("--format", "json")
    assert (status, err) == (0, "")
    assert json.loads(out) == alert_rows.rows(board, alert_handling.handling(board))
    status, out, _ = run("--rule", "突变", "--format", "json")
    assert [row["key"] for row in json.loads(out)] == [
        a.key for a in board.of_rule("sudden_change")
    ]


def test_table_says_headline_reason_and_kind(run, board):
    status, out, _ = run()
    assert status == 0
    assert out.startswith(f"截至2025年10月31日，待处置预警{len(board.pressing)}条")
    assert "性质：真实公开数据" in out
    assert all(alert.reason in out for alert in board.pressing)


def test_rules_are_listed_with_threshold_and_basis(run, board):
    status, out, _ = run("--rules", "--format", "json")
    assert status == 0
    assert json.loads(out) == alert_rows.rule_rows(board)
    assert "超过5个稳健离差" in run("--rules")[1]


def test_workbook_holds_alerts_handling_and_rules(run, board, tmp_path):
    file = tmp_path / "预警.xlsx"
    status, out, _ = run("--out", file)
    assert (status, str(file) in out) == (0, True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    assert book.sheet_names == ["预警", "处置", "规则"]
    listed = {str(cell) for row in book.get_sheet_by_name("预警").to_python() for cell in row}
    assert {alert.reason for alert in board.alerts} <= listed
    tables = alert_tables.all_tables(board, alert_handling.handling(board))
    rules = book.get_sheet_by_name("规则").to_python()
    assert [row[4] for row in rules if row[0] == "突变"] == [float(tables[2].rows[0][4].number)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "enterprise"), "没有此项权限"),
        (("--rule", "没有这条"), "没有规则“没有这条”"),
        (("--as-of", "2025-13-01"), "2025-13-01"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
