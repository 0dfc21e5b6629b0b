"""The commands of `enterprises`: the page's figures, within the scope, in words when wrong."""

import json

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets, store
from data.store import Question
from mechanisms.firm_drill import Place, drill
from metrics.periods import Period

CITY, YUEQING, LUCHENG = "wenzhou-2020", "330382", "330302"


@pytest.fixture
def run(wenzhou_made, capsys, monkeypatch):
    """Run a command on the rich city, which is only looked at: status, stdout, stderr."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))

    def command(*arguments):
        status = manage.main(["enterprises", *arguments, "--dataset", CITY])
        return status, *capsys.readouterr()

    return command


def test_list_gives_the_lines_of_the_page_and_a_workbook(run, tmp_path):
    asked = ("--region", YUEQING, "--indicator", "profit_rate_pct")
    status, out, _ = run("list", *asked, "--format", "json")
    question = Question(CITY, datasets.dataset(CITY).today, store.newest_vintage(CITY))
    found = drill(question, Period.parse("2020-09"), "profit_rate_pct", Place(YUEQING))
    rows = json.loads(out)
    assert status == 0
    assert [(row["key"], row["value"]) for row in rows[1:]] == [
        (line.key, line.value) for line in found.lines
    ]
    file = tmp_path / "企业.xlsx"
    assert run("list", *asked, "--out", str(file))[0] == 0
    assert CalamineWorkbook.from_path(str(file)).sheet_names == [
        "分行业（模拟）",
        "地区×行业（模拟）",
    ]


def test_search_and_show_stay_within_the_scope(run):
    hits = json.loads(run("list", "--search", "鹿城", "--format", "json")[1])
    assert {row["region"] for row in hits} == {LUCHENG}
    own = ("--role", "county", "--region", YUEQING)
    assert json.loads(run("list", "--search", "鹿城", *own, "--format", "json")[1]) == []
    number = str(hits[0]["firm"])
    assert hits[0]["name"] not in run("show", number, *own)[1]
    assert "各项数字" in run("show", number)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--month", "2031-01"), "企业月报没有“2031-01”"),
        (("list", "--indicator", "gdp"), "没有数据项“gdp”"),
        (("list", "--industry", "X1"), "不是工业大类代码"),
        (("list", "--region", "1"), "没有区划代码“1”"),
        (("list", "--flag", "odd"), "没有名单“odd”"),
        (("list", "--role", "enterprise"), "没有此项权限"),
        (("release", "--role", "analyst"), "没有此项权限"),
        (("release", "--indicator", "profit_rate_pct"), "比率不单独放行"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run, arguments, words):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert words in err
