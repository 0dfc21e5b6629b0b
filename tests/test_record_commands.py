"""The commands of records: the whole life of one, what is refused, what a rehearsal knows."""

import json
import shutil
from datetime import date

import pytest

import manage
from data import datasets
from data.permissions import Viewer
from data.simulated_records import PlannedRecord, planned
from mechanisms import record_actions, record_rehearsal, records
from mechanisms.bulletin_content import from_json
from mechanisms.record_kinds import kind
from metrics.periods import Period
from tests.test_commands import use

LUOHE = "luohe-2015"
WEEK, NEXT_WEEK = "2016-W10", "2016-W11"


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    return made_datasets.into(tmp_path_factory.mktemp("records"), LUOHE)


@pytest.fixture
def run(place, tmp_path, monkeypatch, capsys):
    """Run a command in a copy of the sample: `run(*arguments)` gives status, stdout, stderr."""
    use(monkeypatch, tmp_path)
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)

    def command(*arguments):
        status = manage.main(["record", *map(str, arguments), "--dataset", LUOHE])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def done(run):
    def command(*arguments):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        return out

    return command


@pytest.mark.slow
def test_a_record_goes_from_draft_to_signed_and_is_corrected_found_and_exported(
    run, done, tmp_path
):
    assert "已起草：周研判 1《漯河市工业经济周研判" in done("begin", WEEK)
    assert run("submit", 1)[2].startswith("周研判 1：还没有写研判结论")
    done("conclude", 1, "盯住纺织企业订单。")
    done("submit", 1)
    assert run("sign", 1, "--by", "经信局业务人员")[2].startswith(
        "周研判 1：经信局业务人员改过此稿"
    )
    assert "已退回" in done("return", 1, "--reason", "再核")
    done("submit", 1)
    assert "已签发并冻结：周研判 1" in done("sign", 1, "--by", "李四")
    assert run("begin", WEEK)[2].startswith("同一期已有周研判 1")
    files = {ending: tmp_path / f"记录.{ending}" for ending in ("docx", "xlsx", "html")}
    for path in files.values():
        done("show", 1, "--out", path)
    assert "签发人：李四" in files["html"].read_text(encoding="utf-8")
    assert "已起草更正" in done("correct", 1, "--reason", "错字")
    found = json.loads(done("list", "--words", "纺织企业 订单", "--format", "json"))
    assert [(row["id"], row["period"], row["signer"]) for row in found] == [
        (2, WEEK, ""),
        (1, WEEK, "李四"),
    ]
    assert found[0]["found"] == "盯住纺织企业订单。"
    assert json.loads(done("list", "--period", "2015", "--format", "json")) == []
    assert "六、督办事项\n本次研判没有确定督办事项。" in done("show", 1)


def test_what_may_not_be_is_refused_in_one_line(run):
    assert run("begin", "2016-Q1")[2] == "周研判没有“2016-Q1”这一期，请核对期别\n"
    assert run("begin", "2016-W")[0] != 0
    assert run("show", 9)[2] == "没有周研判 9，请核对编号\n"
    assert "没有此项权限" in run("list", "--role", "county")[2]
    assert "没有此项权限" in run("sign", 1, "--role", "analyst")[2]
    assert run("rehearse")[2].startswith("漯河市没有可补写的模拟研判记录")


def test_a_rehearsal_knows_only_its_own_day(run, monkeypatch):
    dataset = datasets.dataset(LUOHE)
    weekly = kind("weekly")
    early = dataset.model_copy(update={"business_date": date(2016, 3, 16)})
    values = {"title": "走访", "owner": "市工信局", "deadline": date(2016, 3, 20)}
    for week, when in ((WEEK, early), (NEXT_WEEK, dataset)):
        desk = records.desk(Viewer("official"), "甲", when, "weekly")
        record_actions.decide(desk, weekly, week, values)
    plan = PlannedRecord(
        form="weekly",
        period=NEXT_WEEK,
        day=date(2016, 3, 23),
        writer="甲",
        signer="乙",
        conclusions=("平稳。",),
    )
    monkeypatch.setattr(record_rehearsal, "planned", lambda _: (plan,))
    assert "共补写1份" in run("rehearse")[1]
    assert "共补写0份" in run("rehearse")[1]
    signed = records.of_period(Viewer("leader"), dataset, "weekly", NEXT_WEEK)[0]
    content = from_json(signed.content)
    assert (signed.issued_on, content.signer) == (date(2016, 3, 23), "乙")
    assert "其中办理中1项、逾期1项。" in content.paragraphs[1]
    assert content.tables[0].rows[0].cells[3].text == "办理中，逾期3天"
    assert content.paragraphs[-1] == "本次研判没有确定督办事项。"


def test_the_demonstration_city_plans_its_weeks_in_order():
    plans = planned(datasets.dataset("wenzhou-2020"))
    assert [plan.period for plan in plans] == ["2020-W38", "2020-W39", "2020-W40", "2020-W41"]
    for plan in plans:
        assert plan.writer != plan.signer
        assert Period.parse(plan.period).end < plan.day
    assert planned(datasets.dataset("shaoyang")) == ()
