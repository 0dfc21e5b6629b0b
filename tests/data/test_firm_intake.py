"""Firms' files through the whole pipeline on both databases: all of a file, or nothing of it."""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest

from data import (
    batches,
    enterprise_rosters,
    enterprises,
    panel,
    panel_files,
    panel_rollup,
    receipts,
    storage,
    store,
    vintages,
)
from data.store import Question
from mechanisms import intake
from mechanisms.intake import IntakeError
from tests.data.small_city import EAST, WEST
from tests.firm_files import (
    MONTH,
    WHY,
    as_csv,
    as_parquet,
    as_xlsx,
    checks,
    code,
    commit,
    month_table,
    preview,
    register_table,
    state,
    take,
)


@pytest.fixture
def registered(city):
    """A city whose register was taken in from a file."""
    for path in panel_files.made_folder(city.key).iterdir():
        path.unlink()
    take(city, as_csv(register_table(), "gb18030"), "企业名录.csv")
    return city


def output(city, month=MONTH, **question):
    found = panel.month_rows(city.question(**question), month, ["output_wan", "headcount"])
    return {row.firm: row.output_wan for row in found.itertuples()}


def assert_rolled_up(city):
    """The roll-up is what the panel itself gives, at every vintage."""
    for vintage in range(1, store.newest_vintage(city.key) + 1):
        question = city.question(vintage=vintage)
        kept = panel_rollup.cells(question, months=[MONTH])
        made = panel_rollup.recomputed(question, MONTH)
        assert in_order(kept[list(made.columns)]) == in_order(made)


def in_order(cells):
    """Cells as texts, which tell every bit of a figure."""
    return sorted(tuple(map(str, row)) for row in cells.itertuples(index=False))


def test_register_month_and_correction_go_in_and_are_withdrawn(registered):
    city = registered
    known = enterprises.firms(city.question())
    assert known["name"].tolist() == ["甲1厂", "甲2厂", "甲3厂"]
    assert known["region"].tolist() == [WEST, EAST, WEST]
    assert known["industry"].tolist() == ["C13", "C36", "C13"]
    assert known["founded"].tolist() == [date(2011, 3, 5)] * 3
    assert known["tags"].tolist() == [("专精特新",)] * 3
    month = take(city, as_xlsx(month_table()), "月报.xlsx")
    assert output(city) == {1: 100.5, 2: 201, 3: 301.5}
    fixed = month_table(**{"产值（万元）": [111.0, 201, 301.5]}).head(1)
    correction = take(city, as_parquet(fixed), "更正.parquet")
    assert output(city) == {1: 111, 2: 201, 3: 301.5}
    assert output(city, vintage=month) == {1: 100.5, 2: 201, 3: 301.5}
    assert [each.text for each in receipts.explanations(city.key, correction)] == [WHY]
    gone = intake.withdraw(city.question(), correction, "填错", "李四")
    assert output(city) == {1: 100.5, 2: 201, 3: 301.5}
    assert output(city, vintage=gone - 1) == {1: 111, 2: 201, 3: 301.5}
    assert_rolled_up(city)
    states = [each.state for each in receipts.receipts(city.key)]
    assert states == ["已入库"] * 3


def test_departments_send_their_columns_one_after_the_other(registered):
    city = registered
    who, table = ["统一社会信用代码", "企业名称", "月份"], month_table()
    power = "用电量（千瓦时）"
    take(city, as_csv(table.drop(columns=power)), "统计局.csv")
    shown = preview(city, as_csv(table[[*who, power]]), "供电公司.csv")
    assert shown.findings == ()
    assert shown.taken.effects[:3] == (("新增数字", 3), ("改动数字", 0), ("变为未报的数字", 0))
    second = commit(shown)
    rows = panel.month_rows(city.question(), MONTH)
    assert rows["output_wan"].tolist() == [100.5, 201, 301.5]
    assert rows["electricity_wan_kwh"].tolist() == [1, 2, 3]
    assert rows["headcount"].tolist() == [51, 52, 53]
    said = panel.said(city.question(), MONTH)
    assert set(said.origins("output_wan")["batch"]) == {second - 1}
    assert set(said.origins("electricity_wan_kwh")["batch"]) == {second}
    assert said.origins("tax_wan")["batch"].isna().all()
    blank = table[[*who, power]].astype(object)
    blank.loc[1, power] = ""
    take(city, as_csv(blank), "供电公司更正.csv")
    rows = panel.month_rows(city.question(), MONTH)
    assert rows["electricity_wan_kwh"].fillna(-1).tolist() == [1, -1, 3]
    assert rows["output_wan"].tolist() == [100.5, 201, 301.5]
    assert_rolled_up(city)


def test_refused_file_is_kept_and_changes_nothing(registered):
    city = registered
    before = store.newest_vintage(city.key)
    content = as_csv(month_table(5))
    shown = preview(city, content)
    assert checks(shown, "must") == ["firm_unknown"]
    (found,) = shown.errors
    assert found.place == "A5、A6"
    assert "甲4厂、甲5厂" in found.text
    assert "企业名录" in found.rule.advice
    with pytest.raises(IntakeError, match="强制性错误"):
        commit(shown)
    intake.refuse(shown, "张三")
    assert state(city, shown) == "未入库"
    kept = batches.inbox_path(hashlib.sha256(content).hexdigest())
    assert kept.read_bytes() == content
    assert store.newest_vintage(city.key) == before


def test_roster_goes_in_and_a_second_file_takes_a_firm_off_it(registered):
    city = registered
    listed = pd.DataFrame(
        {
            "名单": "重点帮扶白名单",
            "企业": ["甲1厂", "甲2厂", "外来厂"],
            "代码": [code(1), "", ""],
            "列入日": ["2025-03-01", "2025年3月1日", "2025/3/1"],
            "不得收贷": ["是", "否", ""],
        }
    )
    shown = preview(city, as_csv(listed), "名单.csv")
    assert checks(shown) == ["roster_firm_unknown"]
    commit(shown)
    asked = (city.question(), "重点帮扶白名单")
    members = enterprise_rosters.members(*asked, date(2025, 6, 1))
    assert members.firms == {1, 2}
    assert [each.text("firm") for each in members.unmatched] == ["外来厂"]
    left = listed.head(1).assign(移出日="2025-05-01")
    shown = preview(city, as_csv(left), "移出.csv")
    assert shown.taken.effects == (("新增条目", 0), ("改动条目", 1), ("不变条目", 0))
    changed = shown.taken.changes.to_dict("records")
    assert [(row["item"], row["old"], row["new"]) for row in changed] == [
        ("移出日", "", "2025-05-01")
    ]
    commit(shown)
    again = (city.question(), "重点帮扶白名单")
    assert enterprise_rosters.members(*again, date(2025, 6, 1)).firms == {2}
    assert enterprise_rosters.members(*again, date(2025, 4, 1)).firms == {1, 2}


def test_of_two_who_commit_at_once_one_is_sent_back_and_leaves_nothing(registered):
    city = registered
    tables = [month_table(**{"产值（万元）": figure}) for figure in (5.0, 9.0)]
    shown = [preview(city, as_csv(table), f"{at}.csv") for at, table in enumerate(tables)]
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(outcome, shown))
    (lost,) = [text for text in told if isinstance(text, str)]
    assert "请重新预览" in lost
    won = next(at for at, made in enumerate(told) if made == 2)
    assert set(output(city).values()) == {(5.0, 9.0)[won]}
    assert store.newest_vintage(city.key) == 2
    assert [state(city, each) for each in (shown[won], shown[1 - won])] == ["已入库", "待处理"]
    assert panel_files.damaged(city.key) == []
    assert_rolled_up(city)


def outcome(shown):
    """The batch that was made, or why none was."""
    try:
        return commit(shown)
    except IntakeError as error:
        return str(error)


# Killed in the middle.

INTAKE = """
import os
from datetime import date
from pathlib import Path
from data import datasets, panel_rollup, store
from data.store import Question
from mechanisms import intake

question = Question({key!r}, datasets.dataset({key!r}).today, store.newest_vintage({key!r}))
receipt = intake.receive(question, "月报.csv", Path({file!r}).read_bytes(), "command", "张三")
shown = intake.preview(question, receipt)
print("previewed", flush=True)
refresh = panel_rollup.refresh

def stopped(*arguments):
    print("inside", flush=True)
    input()
    refresh(*arguments)

if {inside}:
    panel_rollup.refresh = stopped
texts = {{each.rule.id: {why!r} for each in shown.to_explain}}
intake.commit(shown, texts, "张三")
print("committed", flush=True)
"""


def killed(run_python, city, file, *, inside, delay=0.0):
    """Kill an intake of a file some time after its preview, or within its transaction."""
    process = run_python(INTAKE.format(key=city.key, file=str(file), inside=inside, why=WHY))
    assert process.stdout.readline() == "previewed\n", process.communicate()
    if inside:
        assert process.stdout.readline() == "inside\n", process.communicate()
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with storage.writing(city.key) as connection:  # waits for what the dead one held
        vintages.one_writer(connection)


@pytest.mark.slow_on_postgres
def test_month_whose_intake_is_killed_leaves_nothing_half(registered, tmp_path, run_python):
    """Killed within the transaction, after its files are written and named."""
    city, content = registered, as_csv(month_table())
    before = store.newest_vintage(city.key)
    file = tmp_path / "月报.csv"
    file.write_bytes(content)
    killed(run_python, city, file, inside=True)
    assert store.newest_vintage(city.key) == before
    assert output(city) == {}
    kept = batches.inbox_path(hashlib.sha256(content).hexdigest())
    assert kept.read_bytes() == content
    newest = receipts.receipts(city.key)[0]
    assert (newest.file_name, newest.state) == ("月报.csv", "待处理")
    question = Question(city.key, date(2025, 10, 31), before)
    commit(intake.preview(question, newest))
    assert output(city) == {1: 100.5, 2: 201, 3: 301.5}
    assert_rolled_up(city)


@pytest.mark.slow
def test_bulk_load_killed_at_random_moments_is_all_or_nothing(registered, tmp_path, run_python):
    city, count, chance = registered, 5_000, random.Random(20250930)
    take(city, as_csv(register_table(count)), "全部企业.csv")
    file = tmp_path / "月报.csv"
    ends = Counter()
    for number in range(8):
        content = as_csv(month_table(count, **{"产值（万元）": 100.0 + number}))
        file.write_bytes(content)
        before = store.newest_vintage(city.key), output(city)
        killed(run_python, city, file, inside=False, delay=chance.uniform(0, 0.2))
        whole = store.newest_vintage(city.key) > before[0]
        ends[whole] += 1
        expected = dict.fromkeys(range(1, count + 1), 100.0 + number) if whole else before[1]
        assert output(city) == expected
        newest = receipts.receipts(city.key)[0]
        assert newest.state == ("已入库" if whole else "待处理")
        assert batches.inbox_path(newest.sha256).read_bytes() == content
        assert panel_files.damaged(city.key) == []
    assert_rolled_up(city)
    assert ends.total() == 8
