"""The command line: what is printed, what is refused, and how it ends."""

import contextlib
import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

import manage
from mechanisms import circular
from metrics.ranking import RankRule, Ties
from tests.servers import ROOT

KEYS = [
    "period",
    "region_code",
    "region",
    "value",
    "unit",
    "growth_pct",
    "rank",
    "published_rank",
    "rank_change",
    "gap_pp",
    "status",
]
SHAOYANG = ["--dataset", "shaoyang", "--indicator", "value_added"]
LUOHE = ["--dataset", "luohe-2015", "--indicator"]
LISTS = [
    ["datasets"],
    ["indicators"],
    ["indicators", "--dataset", "shaoyang"],
    ["batches", "--dataset", "shaoyang"],
    ["ranking", *SHAOYANG, "--period", "2025-09"],
    ["ranking", *SHAOYANG, "--period", "all", "--vintage", "0"],
    ["series", *SHAOYANG, "--region", "邵东市"],
    ["series", *SHAOYANG, "--from", "2030-01"],
]


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    """A folder in which both shipped datasets are made."""
    return made_datasets.into(tmp_path_factory.mktemp("commands"), "shaoyang", "luohe-2015")


def use(patch, folder):
    for name in ("DATABASE_URL", "GONGKUANG_DATASETS", "GONGKUANG_SERVE"):
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(folder))


@pytest.fixture
def run(place, monkeypatch, capsys):
    """Run a command in this process: `run(*arguments)` gives status, stdout, stderr."""
    use(monkeypatch, place)

    def command(*arguments):
        status = manage.main(list(arguments))
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def rows(run):
    """The JSON rows of a command that must succeed."""

    def read(*arguments):
        status, out, err = run(*arguments, "--format", "json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return read


def places(rows):
    return [(row["rank"], row["published_rank"]) for row in rows if row["published_rank"]]


def test_every_published_place_is_reproduced(rows):
    found = rows("ranking", *SHAOYANG, "--period", "all")
    pairs = places(found)
    assert len(pairs) == 1008
    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]
    periods = list(dict.fromkeys(row["period"] for row in found))
    assert (len(periods), periods[0], periods[-1]) == (84, "2018-02", "2025-09")
    assert periods == sorted(periods)


def test_dense_places_would_be_noticed(rows, monkeypatch):
    monkeypatch.setattr(circular, "_rule", lambda *_: RankRule(1, Ties.DENSE))
    assert any(ours != theirs for ours, theirs in places(rows("ranking", *SHAOYANG)))


def test_binary_rounding_would_be_noticed(rows, monkeypatch):
    def binary(value, decimals):
        known = value is not None and value == value
        return Decimal(repr(round(float(value), decimals))) if known else None

    monkeypatch.setattr("metrics.ranking.half_up", binary)
    pairs = places(rows("ranking", *SHAOYANG, "--period", "all"))
    assert any(ours != theirs for ours, theirs in pairs)


def test_rows_of_one_period(rows):
    found = rows("ranking", *SHAOYANG, "--period", "2025-09")
    assert [list(row) for row in found] == [KEYS] * 13
    assert found[0] == dict(
        zip(
            KEYS,
            ["2025-09", "430581", "武冈市", None, "亿元", 11.58, 1, 1, 0, 5.6, "ranked"],
            strict=True,
        )
    )
    tied = [row["rank"] for row in found]
    assert tied[:6] == [1, 2, 3, 3, 5, 6]
    zone = found[-1]
    assert (zone["region"], zone["rank"], zone["status"]) == ("经开区", None, "listed_not_reported")


def test_whole_stands_first_when_asked_for(rows):
    whole, *units = rows("ranking", *SHAOYANG, "--period", "2025-09", "--whole")
    assert (whole["region_code"], whole["status"], whole["rank"]) == ("430500", "whole", None)
    assert list(whole) == KEYS
    assert units == rows("ranking", *SHAOYANG, "--period", "2025-09")


def test_codes_of_periods_and_newest_period_mean_the_same(rows):
    newest = rows("ranking", *SHAOYANG)
    assert newest == rows("ranking", *SHAOYANG, "--period", "2025-Y09")
    assert newest == rows("ranking", *SHAOYANG, "--period", "2025-09")


def test_unrounded_growth_is_given(rows):
    found = rows("ranking", "--dataset", "shaoyang", "--indicator", "revenue")
    assert any(round(row["growth_pct"], 1) != row["growth_pct"] for row in found[:12])
    assert places(found)


def test_by_total_ranks_levels_and_shows_no_place_by_growth(rows):
    found = rows("ranking", *LUOHE, "revenue", "--by", "total")
    ranked = [row for row in found if row["status"] == "ranked"]
    assert [row["value"] for row in ranked] == sorted((r["value"] for r in ranked), reverse=True)
    real = rows("ranking", "--dataset", "shaoyang", "--indicator", "revenue", "--by", "total")
    assert places(real) == []


def test_group_is_ranked_apart(rows):
    found = rows("ranking", *SHAOYANG, "--period", "2025-09", "--group", "districts")
    assert [(row["region"], row["rank"]) for row in found] == [
        ("双清区", 1),
        ("大祥区", 1),
        ("北塔区", 3),
    ]


def test_other_ranked_set(rows):
    found = rows("ranking", *SHAOYANG, "--set", "prefectures")
    assert len(found) == 14
    assert {row["region_code"][2:] for row in found} >= {"0100", "3100"}


def test_missing_figures_are_null(rows):
    found = rows("ranking", *LUOHE, "industrial_tax", "--period", "2016-02")
    silent = [row for row in found if row["region_code"] == "411121"]
    assert [(r["value"], r["growth_pct"], r["rank"], r["status"]) for r in silent] == [
        (None, None, None, "not_reported")
    ]


def test_as_of_hides_what_was_not_yet_published(run, rows):
    day = ["--as-of", "2025-10-19"]
    assert {row["period"] for row in rows("ranking", *SHAOYANG, *day)} == {"2025-08"}
    status, out, err = run("ranking", *SHAOYANG, "--period", "2025-09", *day)
    assert (status, out) == (2, "")
    assert "2025年1—9月" in err
    assert rows("ranking", *SHAOYANG, "--period", "2025-09", "--as-of", "2025-10-20")
    assert rows("ranking", *SHAOYANG, "--period", "all", "--as-of", "2000-01-01") == []


def test_vintage_hides_what_came_in_later(rows):
    batches = rows("batches", "--dataset", "shaoyang")
    newest = batches[0]["sequence"]
    assert [batch["sequence"] for batch in batches] == list(range(newest, 0, -1))
    early = rows("ranking", *SHAOYANG, "--period", "all", "--vintage", "10")
    assert {row["period"] for row in early} == {row["period"] for row in early if row["rank"]}
    assert 0 < len({row["period"] for row in early}) < 84
    assert rows("batches", "--dataset", "shaoyang", "--vintage", "10")[0]["sequence"] == 10
    assert rows("ranking", *SHAOYANG, "--vintage", str(newest)) == rows("ranking", *SHAOYANG)


def test_series_rows_carry_their_origin(rows):
    found = rows("series", *SHAOYANG, "--region", "邵东市", "--measure", "growth")
    assert len(found) == 84
    last = found[-1]
    assert last | {"batch": 0, "row": 0} == {
        "period": "2025-09",
        "region_code": "430582",
        "region": "邵东市",
        "industry": "",
        "measure": "growth",
        "value": 3.36,
        "unit": "%",
        "kind": "official",
        "batch": 0,
        "row": 0,
        "published_at": "2025-10-20",
    }
    assert last["batch"] > 0 < last["row"]


@pytest.mark.parametrize("name", ["邵东县", "邵东", "430582"])
def test_region_by_any_of_its_names(rows, name):
    found = rows("series", *SHAOYANG, "--region", name, "--from", "2025-09")
    assert {row["region"] for row in found} == {"邵东市"}


def test_series_between_two_periods(rows):
    found = rows("series", *SHAOYANG, "--region", "全市", "--from", "2024-11", "--to", "2025-Y03")
    assert [row["period"] for row in found] == ["2024-11", "2024-12", "2025-02", "2025-03"]


def test_series_of_industries(rows):
    every = rows("series", *SHAOYANG, "--industry", "all", "--from", "2025-09")
    codes = [row["industry"] for row in every]
    assert len(codes) > 30
    assert "" not in codes
    one = rows("series", *SHAOYANG, "--industry", codes[0], "--from", "2025-09")
    assert one == [row for row in every if row["industry"] == codes[0]]


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_every_layout_can_be_read(run, rows, command):
    expected = rows(*command)
    status, out, _ = run(*command, "--format", "csv")
    assert status == 0
    heads, *lines = csv.reader(io.StringIO(out))
    assert len(lines) == len(expected)
    if expected:
        assert heads == list(expected[0])
    status, out, _ = run(*command)
    assert status == 0
    assert not {"NaN", "None", "nan", "<NA>"} & set(out.split())


def test_table_shows_words_and_notes(run):
    _, out, _ = run("ranking", *LUOHE, "profit", "--whole")
    title, source, *body = out.splitlines()
    assert "模拟数据" in title
    assert "性质：模拟数据" in source
    assert any("扭亏为盈" in line and "列示（不计增速）" in line for line in body)
    assert any(line.startswith("注1：") for line in body)


def test_table_of_all_periods(run):
    status, out, _ = run("ranking", *SHAOYANG, "--period", "all")
    assert status == 0
    assert sum("2025年1—9月" in line for line in out.splitlines()) == 13
    assert "没有可显示的期别" in run("ranking", *SHAOYANG, "--period", "all", "--vintage", "0")[1]


def test_datasets_and_dictionary(rows):
    listed = {row["id"]: (row["kind"], row["exists"]) for row in rows("datasets")}
    assert list(listed)[:2] == ["wenzhou-2020", "shaoyang"]
    assert listed["shaoyang"] == ("official", True)
    assert listed["luohe-2015"] == ("simulated", True)
    assert {kind for key, (kind, _) in listed.items() if key != "shaoyang"} == {"simulated"}
    known = {row["id"]: row for row in rows("indicators")}
    assert known["value_added"]["unit"] == "亿元"
    local = {row["id"]: row for row in rows("indicators", "--dataset", "luohe-2015")}
    assert len(local) == 4
    assert local["revenue"]["name"] == "规上工业主营业务收入"


REFUSED = [
    (["ranking", "--dataset", "shaoyang", "--indicator", "ghost"], "没有指标“ghost”"),
    (["ranking", "--dataset", "ghost", "--indicator", "value_added"], "没有数据集“ghost”"),
    (["init", "--dataset", "ghost"], "没有数据集“ghost”"),
    (["ranking", *SHAOYANG, "--period", "2031-09"], "没有2031年1—9月的数据"),
    (["ranking", *SHAOYANG, "--period", "九月"], "期别编码“九月”无法识别"),
    (["ranking", *SHAOYANG, "--period", "2025-13"], "无法识别"),
    (["ranking", *SHAOYANG, "--period", "2025-01"], "1月不单独统计"),
    (["ranking", *SHAOYANG, "--set", "ghost"], "排名范围"),
    (["ranking", *SHAOYANG, "--group", "ghost"], "没有分组“ghost”"),
    (["ranking", *SHAOYANG, "--by", "total"], "无此数据"),
    (["ranking", *SHAOYANG, "--by", "size"], "可用：growth、total"),
    (["ranking", *SHAOYANG, "--vintage", "9999"], "没有数据版本 9999"),
    (["ranking", *SHAOYANG, "--vintage", "0"], "尚无任何一期"),
    (["ranking", *SHAOYANG, "--vintage", "x"], "--vintage"),
    (["ranking", *SHAOYANG, "--as-of", "2025-10"], "写法如 2025-10-20"),
    (["ranking", *SHAOYANG, "--as-of", "2025-11-01"], "晚于业务日期"),
    (["ranking", *SHAOYANG, "--format", "yaml"], "--format"),
    (["ranking"], "缺少选项 --indicator"),
    (["ranking", "--indicator"], "缺少值"),
    (["ranking", "--colour"], "没有选项 --colour"),
    (["frobnicate"], "没有命令"),
    ([], "缺少命令"),
    (["ranking", *SHAOYANG, "--role", "enterprise"], "企业没有此项权限"),
    (["ranking", *SHAOYANG, "--role", "ghost"], "ghost没有此项权限"),
    (["ranking", *SHAOYANG, "--role", "county"], "须先选择本单位"),
    (["batches", "--role", "county", "--region", "430581"], "没有此项权限"),
    (["export", *SHAOYANG, "--out", "x.xlsx", "--role", "enterprise"], "没有此项权限"),
    (["export", *SHAOYANG, "--out", "x.pdf"], "后缀可用：.xlsx"),
    (["export", *SHAOYANG, "--out", "nowhere/x.csv"], "请检查文件夹"),
    (["export", *SHAOYANG, "--out", "x.csv", "--period", "all"], "一次只能取一期"),
    (["series", *SHAOYANG, "--region", "漯河市"], "没有单位“漯河市”"),
    (["series", *SHAOYANG, "--measure", "ghost"], "没有数据项“ghost”"),
    (["series", *SHAOYANG, "--industry", "99"], "没有行业代码“99”"),
    (["series", *SHAOYANG, "--from", "早先"], "无法识别"),
]


@pytest.mark.parametrize(("command", "says"), REFUSED, ids=lambda value: str(value))
def test_refusal_is_one_line_and_status_2(run, command, says):
    status, out, err = run(*command)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_county_sees_the_ranking_and_its_own_series(rows):
    viewer = ["--role", "county"]
    ranking = rows("ranking", *SHAOYANG, *viewer, "--region", "430581")
    assert ranking == rows("ranking", *SHAOYANG)
    series = rows("series", *SHAOYANG, *viewer, "--own-region", "430581")
    assert {row["region"] for row in series} == {"邵阳市", "武冈市"}


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_county_exports_the_whole_ranking(run, tmp_path, ending):
    paths = tmp_path / f"a.{ending}", tmp_path / f"b.{ending.upper()}"
    county = ["--role", "county", "--region", "430581"]
    for path, viewer in zip(paths, ([], county), strict=True):
        status, out, err = run("export", *SHAOYANG, "--out", str(path), *viewer)
        assert (status, err) == (0, "")
        assert str(path) in out
    if ending != "xlsx":  # a workbook holds the time of its making
        assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[1].stat().st_size > 500


def test_export_as_json_holds_rows_and_notes(run, rows, tmp_path):
    path = tmp_path / "table.json"
    run("export", *LUOHE, "profit", "--out", str(path))
    content = json.loads(path.read_bytes())
    assert "模拟数据" in content["title"]
    assert content["kind"] == "simulated"
    assert content["rows"] == rows("ranking", *LUOHE, "profit", "--whole")
    assert content["notes"]


@pytest.mark.parametrize("command", [[], ["ranking"], ["series"], ["export"], ["init"]])
def test_help_is_chinese(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0
    assert out.startswith("用法：manage.py")
    assert not {"Usage", "Options", "Commands", "default"} & set(out.replace(":", " ").split())


def fresh(place, *arguments):
    """Run a command as a user does, in a process of its own."""
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env | {"GONGKUANG_VAR": str(place)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_init_makes_once(tmp_path):
    first, second = (fresh(tmp_path, "init", "--dataset", "luohe-2015") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "已建立" in first.stdout
    assert "已经存在，数据未作改动" in second.stdout
    assert first.stderr == second.stderr == ""
    assert [path.name for path in tmp_path.glob("*.sqlite")] == ["luohe-2015.sqlite"]


def test_init_and_every_command_refuse_a_database_of_a_newer_program(run, place, tmp_path):
    copy = tmp_path / "luohe-2015.sqlite"
    shutil.copy(place / copy.name, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (["init", "--dataset", "luohe-2015"], ["ranking", *LUOHE, "value_added"]):
        result = fresh(tmp_path, *command)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert "由更新的程序建立" in result.stderr
        assert str(copy) in result.stderr


def test_a_dataset_is_made_when_first_used(tmp_path):
    result = fresh(tmp_path, "ranking", *LUOHE, "value_added", "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    assert len(json.loads(result.stdout)) == 8
    refused = fresh(tmp_path, "ranking", *LUOHE, "ghost")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_refused_viewer_does_not_make_a_dataset(tmp_path):
    result = fresh(tmp_path, "ranking", *SHAOYANG, "--role", "enterprise")
    assert result.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_business_date_is_the_default_day(rows):
    latest = max(date.fromisoformat(row["published_at"]) for row in rows("batches"))
    assert latest <= date(2025, 10, 31)
