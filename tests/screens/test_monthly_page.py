"""The page 月分析 and its commands, on both cities: the figures of the result, honest gaps."""

import json

import pytest
from python_calamine import CalamineWorkbook

import manage
from data import datasets, store
from mechanisms import monthly, monthly_words
from tests.made import VARIABLES
from tests.screens.rendering import html, run_again, run_page, shows, texts

DEMO, REAL = "wenzhou-2020", "shaoyang"


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    return made_datasets.into(tmp_path_factory.mktemp("monthly") / "var", DEMO, REAL)


@pytest.fixture(autouse=True)
def at_hand(place, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(place))


def result(key):
    question = store.Question(key, datasets.dataset(key).today, store.newest_vintage(key))
    return monthly.month(question)


def test_the_real_city_says_that_it_has_no_weights_and_where_peers_end():
    app = run_page("monthly", dataset=REAL)
    assert shows(app, monthly_words.headline(result(REAL)))
    assert shows(app, "无权数，不计算拉动")
    assert shows(app, "止于2023年1—2月，其后未公布")
    assert shows(app, "不能作季节调整")
    assert shows(app, "真实公开数据")
    assert any("仪器仪表制造业" in text and "+263.6" in text for text in html(app))
    assert not any("贡献率（%）" in text for text in html(app))


def test_the_demonstration_shows_pulls_the_adjusted_month_and_the_departments():
    app = run_page("monthly", dataset=DEMO)
    found = result(DEMO)
    assert shows(app, monthly_words.headline(found))
    assert [tile.value.split(" ")[0] for tile in app.metric[:2]] == ["1.6", "0.7"]
    assert any("其他及误差" in text and "贡献率（%）" in text for text in html(app))
    assert shows(app, "质量：未见残余")
    assert shows(app, "应交数的8个部门中8个已交齐")
    assert shows(app, "模拟数据")
    assert len(app.main.get("plotly_chart")) == 4


def test_an_earlier_month_is_shown_as_it_was_known_then():
    app = run_page("monthly", dataset=DEMO, period="2020-05")
    assert shows(app, "分析日 2020年6月25日")
    assert not shows(app, "2020年7月")
    app.selectbox(key="indicator").select("revenue")
    run_again(app)
    assert shows(app, "2020年1—5月，全市规上工业营业收入")
    assert shows(app, "无权数，不计算拉动")


def test_before_the_first_month_the_page_says_what_is_missing():
    app = run_page("monthly", dataset=DEMO, as_of="2018-02-10")
    assert shows(app, "还没有可分析的月份")
    assert not app.main.metric


@pytest.mark.parametrize("role", ["county", "enterprise"])
def test_who_may_not_see_the_analysis_sees_nothing_of_it(role):
    app = run_page("monthly", dataset=DEMO, role=role)
    assert shows(app, "无权查看")
    assert not any("增加值" in text for text in texts(app))


# commands


def run(capsys, *arguments):
    status = manage.main([*arguments])
    return status, *capsys.readouterr()


def test_command_prints_the_same_result(capsys):
    status, out, err = run(capsys, "monthly", "--dataset", REAL)
    assert (status, err) == (0, "")
    assert monthly_words.headline(result(REAL)).replace("**", "") in out
    assert "无权数，不计算拉动和贡献率" in out
    status, out, err = run(capsys, "monthly", "--dataset", REAL, "--format", "json")
    rows = json.loads(out)
    wugang = next(row for row in rows if row.get("县区") == "武冈市")
    assert wugang["增速（%）"] == 11.6


def test_workbook_holds_numbers_and_says_that_they_are_simulated(capsys, tmp_path):
    path = tmp_path / "m.xlsx"
    assert run(capsys, "monthly", "--dataset", DEMO, "--out", str(path))[0] == 0
    book = CalamineWorkbook.from_path(path)
    assert all(name.endswith("（模拟）") for name in book.sheet_names)
    rows = book.get_sheet_by_name("分行业（模拟）").to_python()
    pulls = [row[4] for row in rows if row and row[0] == "电气机械和器材制造业"]
    assert pulls == [0.76]
    assert any("模拟数据" in str(cell) for cell in rows[1])


def test_seasonal_lists_reasons_and_one_series_month_by_month(capsys):
    status, out, _ = run(capsys, "seasonal", "--dataset", DEMO)
    assert status == 0
    assert "未作季节调整：首末两期之间不足3年" in out
    status, out, _ = run(
        capsys, "seasonal", "--dataset", DEMO, "--series", "value_added", "--format", "json"
    )
    rows = json.loads(out)
    assert len(rows) == 8 * 11 + 8
    assert not any(row["月份"].endswith("年1月") for row in rows)
    assert run(capsys, "seasonal", "--dataset", DEMO, "--series", "gdp")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--period", "2025-10"), "可选2018-02至2025-09"),
        (("--period", "九月"), "认不出"),
        (("--role", "county"), "不能"),
    ],
)
def test_refusals_say_what_to_choose(capsys, arguments, said):
    status, out, err = run(capsys, "monthly", "--dataset", REAL, *arguments)
    assert (status, out) == (2, "")
    assert said in err or "权" in err
