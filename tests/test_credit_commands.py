"""The commands `loans` and `withdrawals`, and the workbook: the figures of the page."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets, store
from data.store import Question
from mechanisms import credit, credit_tables
from reports.credit_workbook import credit_workbook

CITY, RUIAN = "wenzhou-2020", "330381"
WORDS = (
    *("--bank", "农商行甲", "--firm", "温州样本企业甲", "--kind", "抽贷", "--day", "2020-10-12"),
    *("--amount", "100", "--bank-balance", "200", "--county", "瑞安市", "--evidence", "企业来函"),
)


@pytest.fixture
def run(wenzhou, capsys):
    """Run a command on the rich city: status, stdout, stderr."""

    def command(*arguments):
        status = manage.main([*map(str, arguments), "--dataset", CITY])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def found(wenzhou):
    """The result object that page and commands show."""
    today = datasets.dataset(CITY).today
    return credit.credit(Question(CITY, today, store.newest_vintage(CITY)))


def rows(run, *arguments):
    status, out, err = run(*arguments, "--format", "json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_measures_are_those_of_the_result(run, found):
    listed = {row["id"]: row for row in rows(run, "loans")}
    assert list(listed) == [line.measure.id for line in found.lines]
    row, line = listed["manufacturing_loans"], found.line("manufacturing_loans")
    assert row["value"] == float(line.result.value)
    assert row["change"] == float(line.result.change)
    assert (row["target_id"], row["target"]) == ("WZ20-T06", 150)
    assert row["completion_pct"] == float(line.stands[0].verdict.completion_pct)
    assert row["landing"] == pytest.approx(line.stands[0].landing.total)


def test_counties_add_up_and_banks_too(run):
    whole = next(row for row in rows(run, "loans") if row["id"] == "manufacturing_loans")
    counties = rows(run, "loans", "--by", "counties")
    assert sum(row["target"] for row in counties) == pytest.approx(150)
    assert sum(row["value"] for row in counties) == pytest.approx(whole["value"])
    banks = rows(run, "loans", "--by", "banks")
    assert sum(row["balance_yi"] for row in banks) == pytest.approx(whole["value"])
    assert not [key for key in banks[0] if "rank" in key or "score" in key]


def test_csv_has_the_same_keys(run):
    status, out, _ = run("loans", "--by", "counties", "--measure", "renewals", "--format", "csv")
    assert status == 0
    read = list(csv.DictReader(io.StringIO(out)))
    assert read[0]["measure"] == "renewals"
    assert len(read) == 12


@pytest.mark.parametrize("by", ["measures", "counties", "banks"])
def test_table_prints_kind_and_source(run, by):
    status, out, err = run("loans", "--by", by)
    assert (status, err) == (0, "")
    assert "性质：模拟数据" in out
    assert "None" not in out


def test_earlier_day_knows_less(run):
    early = {row["id"]: row for row in rows(run, "loans", "--as-of", "2020-06-30")}
    assert early["manufacturing_loans"]["period"] == "2020-05"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("loans", "--by", "counties", "--measure", "lona"), "没有可分县区的项目“lona”；可用："),
        (("loans", "--role", "enterprise"), "企业没有此项权限"),
        (("loans", "--out", "loans.pdf"), "文件名后缀可用：.xlsx"),
        (("withdrawals", "report", *WORDS, "--role", "leader"), "市领导没有此项权限"),
        (("withdrawals", "report", "--evidence", "x", "--key", "B0-0"), "没有登记号“B0-0”的登记"),
    ],
)
def test_refusal_is_one_line(run, arguments, message):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_withdrawal_is_previewed_registered_listed_and_corrected(run):
    before = store.newest_vintage(CITY)
    status, out, _ = run("withdrawals", "report", *WORDS, "--dry-run")
    assert status == 0
    assert "抽贷：须报告（占该行余额）" in out
    assert store.newest_vintage(CITY) == before
    status, out, _ = run("withdrawals", "report", *WORDS, "--by", "张三")
    assert f"已登记：批次{before + 1}" in out
    key = f"B{before + 1}-1"
    row = next(row for row in rows(run, "withdrawals", "list") if row["key"] == key)
    assert (row["outcome"], row["triggers"]) == ("须报告", "占该行余额")
    assert (row["amount_wan"], row["reported_on"]) == (100, None)
    mend = ("--key", key, "--reported-on", "2020-10-14", "--evidence", "银行报告")
    assert run("withdrawals", "report", *mend)[0] == 0
    row = next(row for row in rows(run, "withdrawals", "list") if row["key"] == key)
    assert (row["reported_on"], row["days_to_report"]) == ("2020-10-14", 2)
    at_first = rows(run, "withdrawals", "list", "--vintage", before)
    assert key not in [row["key"] for row in at_first]


def test_county_lists_its_own_firms_only(run):
    every = rows(run, "withdrawals", "list")
    own = rows(run, "withdrawals", "list", "--role", "county", "--region", RUIAN)
    assert {row["region_code"] for row in own} == {RUIAN}
    assert own == [row for row in every if row["region_code"] == RUIAN]
    assert len({row["region_code"] for row in every}) > 5


def test_firms_on_lists_come_first(run):
    listed = ["帮扶" in row["lists"] for row in rows(run, "withdrawals", "list")]
    assert any(listed)
    assert listed == sorted(listed, reverse=True)


def test_workbook_holds_the_cells_of_the_screen(run, found, tmp_path):
    path = tmp_path / "loans.xlsx"
    assert run("loans", "--out", path)[0] == 0
    book = CalamineWorkbook.from_path(path)
    tables = credit_tables.all_tables(found)
    assert len(book.sheet_names) == len(tables) > 10
    for name, table in zip(book.sheet_names, tables, strict=True):
        assert "（模拟）" in name
        read = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert read[4][: len(table.columns)] == [column.head for column in table.columns]
        for cells, row in zip(table.rows, read[5:], strict=False):
            for column, cell, stored in zip(table.columns, cells, row, strict=False):
                if column.kind == "text" or cell.number is None:
                    assert stored == cell.text
                else:
                    assert stored == pytest.approx(float(cell.number))


def test_workbook_is_the_same_twice_and_names_the_kind(found):
    assert credit_workbook(found) == credit_workbook(found)
