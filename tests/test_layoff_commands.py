"""The command `layoffs` and the workbook: the figures of the page."""

import csv
import io
import json
from functools import cache

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets, store
from data.store import Question
from mechanisms import employment as employment_module
from mechanisms import employment_firm_tables, employment_rows, employment_tables, employment_words
from mechanisms.employment import board, sources
from mechanisms.employment_choice import Choice
from reports.employment_workbook import employment_workbook

CITY, RUIAN, LUCHENG = "wenzhou-2020", "330381", "330302"
FORMULA = ("--method", "net_decrease")
AS_COUNTY = ("--role", "county", "--region", RUIAN)


def clean(patch, place):
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(place))


@pytest.fixture(scope="module")
def remembered():
    """What a question knows, loaded once for all runs of the command and for the result."""
    return cache(sources)


@pytest.fixture
def run(remembered, wenzhou_made, monkeypatch, capsys):
    """Run the command on the rich city: status, stdout, stderr."""
    clean(monkeypatch, wenzhou_made)
    monkeypatch.setattr(employment_module, "sources", remembered)

    def command(*arguments):
        status = manage.main(["layoffs", "--dataset", CITY, *map(str, arguments)])
        return status, *capsys.readouterr()

    return command


@pytest.fixture(scope="module")
def found(remembered, wenzhou_made):
    """The result object that page and command show."""
    with pytest.MonkeyPatch.context() as patch:
        clean(patch, wenzhou_made)
        today = datasets.dataset(CITY).today
        question = Question(CITY, today, store.newest_vintage(CITY))
        return board(remembered(question), Choice(method="net_decrease"))


def rows(run, *arguments):
    status, out, err = run(*FORMULA, *arguments, "--format", "json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_lists_are_those_of_the_result(run, found):
    near = rows(run, "--by", "near")
    assert [row["name"] for row in near] == [
        row[0].text for row in employment_firm_tables.near(found).rows
    ]
    for row in near:
        assert 4 <= row["rate_pct"] <= 5 == row["limit_pct"]
        assert row["away"] >= 0
    counties = rows(run, "--by", "counties")
    assert set(counties[0]) == set(employment_rows.keys("counties"))
    assert sum(row["exceeded"] for row in counties) == found.count.exceeded


def test_table_says_headline_and_provenance(run, found):
    status, out, _ = run(*FORMULA, "--by", "exceeded")
    assert status == 0
    assert employment_words.headline(found).replace("**", "") in out
    assert "性质：模拟数据" in out
    assert "须补回1个岗位" in out


def test_one_firm_by_all_methods(run, found):
    number = int(found.facts.firms[found.places(found.near)[0]])
    status, out, _ = run(*FORMULA, "--firm", number, "--format", "csv")
    assert status == 0
    lines = {line["method"]: line for line in csv.DictReader(io.StringIO(out))}
    assert len(lines) == len(found.by_method)
    assert lines["net_decrease"]["outcome"] == "符合"
    recognised = found.known.recognised.rate_pct(number, found.facts.year)
    said = "待核实（缺：" if recognised is None else f"{recognised}%（认定）"
    assert lines["local_practice"]["arithmetic"].startswith(said)


def test_workbook_holds_every_table_as_numbers(run, found, tmp_path):
    out = tmp_path / "稳岗.xlsx"
    status, said, _ = run(*FORMULA, "--out", out)
    assert (status, said) == (0, f"已导出：{out}\n")
    assert out.read_bytes() == employment_workbook(found)
    book = CalamineWorkbook.from_path(out)
    tables = employment_tables.all_tables(found)
    assert book.sheet_names == [f"{table.name}（模拟）" for table in tables]
    for table in tables:
        lines = book.get_sheet_by_name(f"{table.name}（模拟）").to_python()
        assert [cell for cell in lines[4] if cell] == [column.head for column in table.columns]
        for line, row in zip(lines[5:], table.rows, strict=False):
            for value, cell, column in zip(line, row, table.columns, strict=False):
                is_number = cell.number is not None and column.kind != "text"
                assert value == (float(cell.number) if is_number else cell.text)


def test_county_gets_its_own_firms_only(run, found):
    listed = rows(run, *AS_COUNTY)
    assert {row["region_code"] for row in listed} == {RUIAN}
    other = found.register.loc[found.register["region"] == LUCHENG, "firm"].iloc[0]
    status, _, err = run(*AS_COUNTY, "--firm", other)
    assert (status, "不在您的权限范围内" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--limit", "x"), "没有上限“x”"),
        (("--county", "1"), "没有县区“1”的企业"),
        (("--role", "enterprise"), "没有此项权限"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err
