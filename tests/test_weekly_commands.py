"""The command `weekly`: the same week as on the page, for reading, for machines, as a workbook."""

import csv
import io
import json

import pytest

import manage
from data import spreadsheets
from mechanisms import weekly_words
from mechanisms.weekly import week
from reports.command_roles import asked, viewer_of
from tests.made import VARIABLES

CITY = "wenzhou-2020"


@pytest.fixture(autouse=True)
def at_hand(wenzhou_made, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


@pytest.fixture
def run(capsys):
    """Run the command: its exit status, what it printed, what it refused."""

    def command(*arguments):
        status = manage.main(["weekly", "--dataset", CITY, *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def newest():
    return week(asked(viewer_of(), "view_weekly", CITY))


def test_a_week_is_printed_as_on_the_page(run):
    status, out, _ = run()
    found = newest()
    assert status == 0
    assert weekly_words.plain_headline(found) in out
    assert "性质：模拟数据" in out
    for line in found.lines:
        assert line.measure.name in out


def test_rows_for_machines_hold_unrounded_figures_and_empty_what_is_not_reported(run):
    status, out, _ = run("--by", "counties", "--format", "json")
    rows = json.loads(out)
    silent = next(
        row for row in rows if row["region"] == "泰顺县" and row["measure"] == "electricity"
    )
    assert status == 0
    assert silent["value"] is None
    assert silent["unreported"] == "工业用电量"
    assert {row["unit"] for row in rows} == {"万千瓦时", "家"}
    _, out, _ = run("--by", "prices", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(out)))) == 50


def test_workbook_holds_the_figures_as_numbers_and_says_what_is_official(run, tmp_path):
    path = tmp_path / "week.xlsx"
    assert run("--week", "2020-W42", "--out", str(path))[0] == 0
    book = spreadsheets.read_book(path.read_bytes(), "")
    sheets = {sheet.name: sheet.rows for sheet in book.sheets}
    measures = sheets["周度指标（模拟）"]
    assert 5.78 in next(row for row in measures if row[0] == "工业用电量")
    assert "性质：模拟数据" in str(measures[:3])
    prices = sheets["生产资料价格"]
    assert "性质：真实公开数据" in str(prices[:3])
    assert "模拟" not in str(prices)
    assert 18.7 in next(row for row in prices if row[1] == "硫酸（98%）")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--week", "2020-W43"), "还没有结束"),
        (("--week", "昨天"), "无法识别"),
        (("--week", "2020-09"), "不是周"),
        (("--role", "enterprise"), "没有此项权限"),
    ],
)
def test_refusals_are_one_line(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
