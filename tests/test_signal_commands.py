"""The commands `signals` and `work`: the figures of the result, roles, jobs."""

import csv
import io
import json

import pytest

import manage
from data import datasets, job_records, jobs, store
from data.store import Question
from mechanisms import firm_signals, job_kinds
from tests.data.firms import firm, month_row, register, report
from tests.mechanisms.conftest import declared as declared

CITY, COUNTY = "wenzhou-2020", "330382"


@pytest.fixture
def found(wenzhou_made, monkeypatch):
    """The kept result for the rich city."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))
    today = datasets.dataset(CITY).today
    return firm_signals.signals(Question(CITY, today, store.newest_vintage(CITY)))


@pytest.fixture
def run(capsys):
    """Run a command: status, stdout, stderr."""

    def command(*arguments, dataset=CITY):
        status = manage.main([*map(str, arguments), "--dataset", dataset])
        return status, *capsys.readouterr()

    return command


def test_rows_are_those_of_the_result(run, found):
    status, out, err = run("signals", "--flag", "停产", "--format", "json")
    assert (status, err) == (0, "")
    rows = json.loads(out)
    stopped = found.flagged("stopped")
    assert [row["firm"] for row in rows] == stopped["firm"].tolist()
    assert {row["stopped"] for row in rows} == {True}
    assert rows[0]["value_wan"] == 0
    _, listed, _ = run("signals", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(listed.removeprefix("\ufeff"))))
    assert len(table) == len(found.table)
    assert {row["falling"] for row in table} == {"True", "False", ""}


def test_table_says_method_thresholds_and_what_was_not_computed(run, found):
    _, out, _ = run("signals", "--flag", "newly_above")
    assert out.startswith("温州市（模拟数据）　企业信号　数据时点 2020-10-25，数据版本")
    for text in (
        firm_signals.summary(found),
        found.method,
        "新上规模线：连续12个月营业收入合计在近3个月内越过2000万元",
    ):
        assert text in out
    assert all(f"未算趋势：{why}{count}家" in out for why, count in found.skipped.items())
    assert "不计算" in out


def test_county_lists_its_own_firms_and_an_enterprise_none(run, found):
    _, out, _ = run("signals", "--role", "county", "--region", COUNTY, "--format", "json")
    whole = found.table
    own = whole.loc[whole["region"].isin((COUNTY, "330300")), "firm"].tolist()
    assert [row["firm"] for row in json.loads(out)] == own
    assert run("signals", "--role", "enterprise")[::2] == (
        2, "企业没有此项权限。如需查看，请联系平台管理员。\n",
    )  # fmt: skip
    assert "没有标记“停”；可用：停产、" in run("signals", "--flag", "停")[2]


def test_what_is_not_kept_is_computed_and_a_waiting_job_is_worked(run, declared):
    city = declared()
    register(city, firm(), firm("乙厂", row=3))
    report(city, month_row(1, output_wan=0.0), month_row(2, output_wan=5.0))
    question = city.question(datasets.dataset(city.key).today)
    status, out, err = run("signals", "--format", "json", dataset=city.key)
    assert (status, err, len(json.loads(out))) == (0, "", 2)
    done = jobs.latest(city.key, job_kinds.SIGNALS, job_kinds.arguments_of(question))
    assert (done.state_words, done.actor) == ("完成", "经信局业务人员")
    about = job_kinds.arguments_of(question)
    waiting, _ = job_records.asked_for(city.key, job_kinds.SIGNALS, about, "张三")
    status, out, _ = run("work", waiting.id, dataset=city.key)
    assert out == f"任务{waiting.id}完成：{done.text}\n"
    status, _, err = run("work", waiting.id, dataset=city.key)
    assert (status, err.startswith(f"任务 {waiting.id} 的状态是“完成”")) == (2, True)
    assert "没有任务 99" in run("work", 99, dataset=city.key)[2]
