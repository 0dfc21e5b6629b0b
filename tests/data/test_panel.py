"""The enterprise panel: rows as given, both axes of time, the scope, files that never count."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from data import (
    enterprises,
    panel,
    panel_columns,
    panel_commits,
    panel_files,
    panel_rollup,
    schema,
    storage,
    vintages,
)
from data import store as known
from data.panel_commits import PanelRowError
from data.panel_files import PanelError
from data.records import CatalogueError, parse
from data.vintages import CommitError
from tests.data.firms import bring_in, files, firm, month_row, register, report
from tests.data.small_city import EAST, NORTH, WEST

MONTH = "2025-09"


@pytest.fixture
def firms(city):
    """Three firms: two in the west, one in the east; they are the first commit."""
    for path in panel_files.made_folder(city.key).iterdir():
        path.unlink()
    register(city, firm(), firm("乙厂", industry="C26", row=3), firm("丙厂", EAST, row=4))
    return city


def revenue(city, month=MONTH, **question):
    found = panel.month_rows(city.question(**question), month, ["revenue_wan"])
    return dict(zip(found["firm"], found["revenue_wan"], strict=True))


def test_row_comes_back_as_it_was_given(firms):
    report(firms, month_row(2, revenue_wan=12.5, headcount=30.0, row=7))
    (found,) = panel.month_rows(firms.question(), MONTH).to_dict("records")
    figures = {name: found.pop(name) for name in panel_columns.columns()}
    assert found == {
        **{"firm": 2, "region": WEST, "industry": "C26", "row": 7, "batch": 2},
        "published_at": date(2025, 10, 20),
    }
    assert (figures.pop("revenue_wan"), figures.pop("headcount")) == (12.5, 30)
    assert np.isnan(list(figures.values())).all()


def test_place_is_that_of_the_register_unless_the_row_says_it(firms):
    report(firms, month_row(1), month_row(1, "2025-08", row=3))
    staged = pd.DataFrame([month_row(1, "2025-07", region=NORTH, industry="B06")])
    bring_in(firms, panel_commits.stage(firms.key, staged))
    found = panel.history(firms.question(), 1)
    assert found["month"].tolist() == ["2025-07", "2025-08", "2025-09"]
    assert found["region"].tolist() == [NORTH, WEST, WEST]
    assert found["industry"].tolist() == ["B06", "C13", "C13"]


def test_newest_batch_of_a_firms_month_counts_and_older_vintages_keep_theirs(firms):
    report(firms, month_row(1, revenue_wan=1.0), month_row(2, revenue_wan=2.0))
    second = report(firms, month_row(1, revenue_wan=9.0))
    assert revenue(firms) == {1: 9, 2: 2}
    assert revenue(firms, vintage=second - 1) == {1: 1, 2: 2}
    firms.withdraw(second)
    assert revenue(firms) == {1: 1, 2: 2}
    assert revenue(firms, vintage=second) == {1: 9, 2: 2}


def test_later_publication_counts_before_later_commit(firms):
    report(firms, month_row(1, revenue_wan=1.0), published=date(2025, 10, 25))
    report(firms, month_row(1, revenue_wan=2.0), published=date(2025, 10, 22))
    assert revenue(firms) == {1: 1}
    assert revenue(firms, as_of=date(2025, 10, 24)) == {1: 2}
    assert revenue(firms, as_of=date(2025, 10, 21)) == {}
    told = panel.versions(firms.question(), 1, MONTH)
    assert told["revenue_wan"].tolist() == [1, 2]


def test_month_is_taken_out_by_a_row_and_comes_back_by_another(firms):
    report(firms, month_row(1, revenue_wan=1.0), month_row(2, revenue_wan=2.0))
    report(firms, month_row(1, deleted=True))
    assert revenue(firms) == {2: 2}
    assert panel.versions(firms.question(), 1, MONTH)["deleted"].tolist() == [True, False]
    report(firms, month_row(1, revenue_wan=3.0))
    assert revenue(firms) == {1: 3, 2: 2}


def test_scope_is_that_of_the_register(firms):
    report(firms, *(month_row(number, revenue_wan=number, row=number) for number in (1, 2, 3)))
    assert revenue(firms, scope=(WEST,)) == {1: 1, 2: 2}
    assert revenue(firms, scope=(EAST,)) == {3: 3}
    assert revenue(firms, scope=(NORTH,)) == {}
    east = firms.question(scope=(EAST,))
    assert panel.history(east, 1).empty
    assert panel.versions(east, 1, MONTH).empty
    assert panel.history(east, 3)["revenue_wan"].tolist() == [3]
    assert panel.matrix(east, "revenue_wan", [MONTH]).firms.tolist() == [3]
    assert set(panel_rollup.cells(east)["region"]) == {EAST}


def test_scoped_viewer_knows_the_batches_of_his_firms(firms):
    report(firms, month_row(1))
    report(firms, month_row(3))
    listed = known.batches(firms.question(scope=(EAST,)))
    assert listed["sequence"].tolist() == [3, 1]
    assert known.batches(firms.question(scope=(NORTH,))).empty


def test_matrix_tells_not_reported_from_never_heard(firms):
    report(firms, month_row(1, "2025-07", revenue_wan=1.0), month_row(3, "2025-07"))
    report(firms, month_row(3, "2025-09", revenue_wan=5.0))
    found = panel.matrix(firms.question(), "revenue_wan", ["2025-07", "2025-08", "2025-09"])
    assert found.firms.tolist() == [1, 3]
    np.testing.assert_equal(found.figures, [[1, np.nan], [np.nan, np.nan], [np.nan, 5]])
    assert found.heard.tolist() == [[True, True], [False, False], [False, True]]
    assert panel.months(firms.question()) == ("2025-07", "2025-09")


def test_months_are_read_under_each_other_with_one_question_of_scope(firms, monkeypatch):
    report(firms, month_row(1, "2025-07", revenue_wan=1.0), month_row(3, "2025-07", row=3))
    report(firms, month_row(2, "2025-09", revenue_wan=5.0))
    asked = []
    scope = enterprises.numbers_in_scope
    monkeypatch.setattr(
        enterprises, "numbers_in_scope", lambda each: asked.append(each) or scope(each)
    )
    west = firms.question(scope=(WEST,))
    months = ["2025-09", "2025-08", "2025-07"]
    found = panel.rows_of(west, months, ["revenue_wan"])
    assert len(asked) == 1
    assert found["month"].cat.categories.tolist() == months
    told = [found[name].tolist() for name in ("month", "firm", "revenue_wan")]
    assert told == [["2025-09", "2025-07"], [2, 1], [5, 1]]
    for month in months:
        own = found.loc[found["month"] == month].drop(columns="month").reset_index(drop=True)
        pd.testing.assert_frame_equal(
            own, panel.month_rows(west, month, ["revenue_wan"]), check_dtype=False
        )
    assert panel.rows_of(west, [], ["revenue_wan"]).empty


def test_file_of_other_columns_leaves_them_and_a_deletion_takes_out_all(firms):
    report(firms, month_row(1, revenue_wan=1.0, profit_wan=2.0), month_row(2, revenue_wan=3.0))
    taxes = report(firms, month_row(1, tax_wan=0.5, row=9))
    told = panel.said(firms.question(), MONTH, ["revenue_wan", "tax_wan"])
    first = told.rows.iloc[0]
    assert (first["revenue_wan"], first["tax_wan"]) == (1, 0.5)
    assert (first["batch"], first["row"]) == (taxes, 9)
    assert told.origins("revenue_wan")["batch"].tolist() == [taxes - 1, taxes - 1]
    assert told.is_said("tax_wan").tolist() == [True, False]
    assert np.isnat(told.days("tax_wan")).tolist() == [False, True]
    assert panel.versions(firms.question(), 1, MONTH)["holds"].tolist() == [
        {"tax_wan"},
        {"revenue_wan", "profit_wan"},
    ]
    report(firms, month_row(1, revenue_wan=float("nan")))
    assert panel.history(firms.question(), 1)["profit_wan"].tolist() == [2]
    np.testing.assert_equal(revenue(firms), {1: np.nan, 2: 3})
    report(firms, month_row(1, deleted=True))
    assert revenue(firms) == {2: 3}
    report(firms, month_row(1, profit_wan=7.0))
    (back,) = panel.history(firms.question(), 1).to_dict("records")
    assert back["profit_wan"] == 7
    assert np.isnan([back["revenue_wan"], back["tax_wan"]]).all()


def test_file_that_was_written_with_all_columns_says_all_of_them(firms):
    whole = dict.fromkeys(panel_columns.columns(), float("nan"))
    report(firms, month_row(1, revenue_wan=1.0, profit_wan=2.0))
    report(firms, month_row(1, **whole | {"revenue_wan": 4.0}))
    (found,) = panel.history(firms.question(), 1).to_dict("records")
    assert found["revenue_wan"] == 4
    assert np.isnan(found["profit_wan"])


def test_empty_panel_has_no_rows(firms):
    assert revenue(firms) == {}
    assert panel.history(firms.question(), 1).empty
    assert panel.matrix(firms.question(), "revenue_wan", [MONTH]).figures.shape == (1, 0)
    assert panel_rollup.cells(firms.question()).empty
    assert panel_files.sweep(firms.key) == panel_files.damaged(firms.key) == []


def test_column_that_is_not_declared_is_refused(firms):
    with pytest.raises(ValueError, match="企业面板没有列 income；可用：output_wan"):
        panel.matrix(firms.question(), "income", [MONTH])


def test_column_declared_later_is_not_reported_in_older_files(firms, monkeypatch):
    report(firms, month_row(1, revenue_wan=1.0))
    declared = panel_columns.declared()
    later = dict(declared.columns) | {"stocks_wan": declared.columns["orders_wan"]}
    wider = declared.model_copy(update={"columns": later})
    monkeypatch.setattr(panel_columns, "declared", lambda: wider)
    report(firms, month_row(2, stocks_wan=4.0))
    found = panel.month_rows(firms.question(), MONTH, ["stocks_wan"])
    np.testing.assert_equal(found["stocks_wan"].tolist(), [np.nan, 4])


UNLAWFUL = [
    (month_row(month="2025-13"), "第2行：月份“2025-13”应形如 2020-01"),
    (month_row(month="2025-Y09"), "第2行：月份“2025-Y09”应形如 2020-01"),
    (month_row(firm=9), "第2行：没有编号为 9 的企业，请先登记企业"),
    (month_row(firm=0, region=WEST, industry="C13"), "企业编号“0”不对"),
    (month_row(region="999999"), "区划代码“999999”没有登记"),
    (month_row(industry="Z1"), "行业“Z1”不是工业大类代码"),
    (month_row(output_wan=-1.0), "企业产值（万元）：-1.0 小于0，请核对"),
    (month_row(headcount=1.5), "企业从业人数（人）：1.5 不是整数，请核对"),
    (month_row(profit_wan=float("-inf")), "企业利润总额（万元）：-inf 不是有限的数"),
    (month_row(profit_wan="多"), "企业利润总额：须为数，未报留空"),
    (month_row(profit=1.0), "企业月度数据没有列 profit；可用"),
    ({"firm": 1, "month": MONTH}, "企业月度数据缺列 row"),
    (month_row(firm=1.5), "列 firm 须为整数，不能有空"),
    (month_row(row=None), "列 row 须为整数，不能有空"),
    (month_row(deleted=None), "列 deleted 须为 True 或 False，不能有空"),
]


@pytest.mark.parametrize(("row", "message"), UNLAWFUL, ids=[text for _, text in UNLAWFUL])
def test_unlawful_row_is_refused_and_nothing_is_written(firms, row, message):
    before = files(firms)
    with pytest.raises(PanelRowError, match=re.escape(message)):
        report(firms, row)
    assert (firms.count(schema.vintage), files(firms)) == (1, before)


def test_firms_month_that_stands_twice_is_refused(firms):
    with pytest.raises(PanelRowError, match="第3行：企业 1 2025-09 重复"):
        report(firms, month_row(), month_row(row=3))


def stage(city, *rows):
    return panel_commits.stage(city.key, pd.DataFrame(rows))


def old(staged):
    return replace(staged, staged_at=datetime.now(UTC) - timedelta(hours=13))


def test_files_that_may_not_come_in_are_refused(firms):
    first, second = stage(firms, month_row()), stage(firms, month_row(2))
    foreign = replace(first[0], last_firm=99)
    gone = replace(first[0], file_name="2025-09-gone.parquet")
    for staged, message in [
        ((*first, *second), "同一月份分在几份暂存文件中"),
        ((old(first[0]),), "2025-09 的暂存文件已过期或不在，请重新装入"),
        ((gone,), "2025-09 的暂存文件已过期或不在"),
        ((foreign,), "没有编号为 99 的企业"),
    ]:
        with pytest.raises(CommitError, match=message):
            bring_in(firms, staged)
    assert firms.count(schema.vintage) == 1
    assert firms.count(schema.panel_file) == firms.count(schema.panel_rollup) == 0


@pytest.mark.parametrize("kind", ["official", "simulated"])
def test_only_reports_come_into_the_panel_of_a_real_city(firms, kind):
    with pytest.raises(CommitError, match="企业月度数据的性质须为 reported"):
        report(firms, month_row(), kind=kind)


def test_figures_and_months_share_the_order_of_commits(firms):
    assert [report(firms, month_row()), firms.commit({}), report(firms, month_row())] == [2, 3, 4]


# Files that no manifest names.


def test_staged_file_is_not_seen_until_it_is_committed(firms):
    staged = stage(firms, month_row(revenue_wan=1.0))
    assert revenue(firms) == {}
    bring_in(firms, staged)
    assert revenue(firms) == {1: 1}


def test_orphans_are_swept_when_they_are_a_day_old_and_named_files_stay(firms):
    report(firms, month_row(revenue_wan=1.0))
    kept = files(firms)
    (orphan,) = stage(firms, month_row(2))
    place = panel_files.made_folder(firms.key)
    part = place / "2025-09-x.part"
    part.write_bytes(b"half")
    assert panel_files.sweep(firms.key) == []
    age(place, 25)
    assert panel_files.sweep(firms.key) == sorted([orphan.file_name, part.name])
    assert set(files(firms)) & set(kept) == set(kept)
    assert revenue(firms) == {1: 1}


def age(place, hours):
    past = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
    for path in place.iterdir():
        os.utime(path, (past, past))


def test_staging_sweeps_what_earlier_attempts_left(firms):
    (orphan,) = stage(firms, month_row())
    age(panel_files.made_folder(firms.key), 25)
    (second,) = stage(firms, month_row())
    assert orphan.file_name not in files(firms)
    assert second.file_name in files(firms)


def test_missing_or_changed_file_is_noticed(firms):
    report(firms, month_row(revenue_wan=1.0))
    with storage.reading(firms.key) as connection:
        name = connection.scalar(select(schema.panel_file.c.file_name))
    assert panel_files.damaged(firms.key) == []
    path = panel_files.made_folder(firms.key) / name
    content = path.read_bytes()
    for broken in (b"no parquet at all", content[: len(content) // 2]):
        path.write_bytes(broken)
        assert panel_files.damaged(firms.key) == [name]
        with pytest.raises(PanelError, match="缺失或损坏；请从备份恢复"):
            revenue(firms)
    path.unlink()
    assert panel_files.damaged(firms.key) == [name]
    with pytest.raises(PanelError, match="缺失或损坏；请从备份恢复"):
        revenue(firms)


KILLED = """
import pandas as pd
from data import panel_commits, storage
from tests.data.firms import head, month_row
rows = pd.DataFrame([month_row(1, month, revenue_wan=5.0) for month in ("2025-08", "2025-09")])
staged = panel_commits.stage({key!r}, rows)
print("staged", flush=True)
{go}
with storage.writing({key!r}) as connection:
    panel_commits.commit(connection, "official", head("月报.csv"), staged)
    print("inside", flush=True)
    {wait}
print("committed", flush=True)
input()
"""
MOMENTS = {"staged": ("input()", "pass"), "inside": ("", "input()"), "committed": ("", "pass")}


@pytest.mark.parametrize("moment", MOMENTS)
def test_load_killed_before_its_commit_leaves_nothing_visible(firms, run_python, moment):
    report(firms, month_row(1, revenue_wan=1.0))
    kept = files(firms)
    go, wait = MOMENTS[moment]
    process = run_python(KILLED.format(key=firms.key, go=go, wait=wait))
    while (line := process.stdout.readline().strip()) != moment:
        assert line, process.communicate()
    process.kill()
    process.communicate()
    with storage.writing(firms.key) as connection:  # the server sees that its client is gone
        vintages.one_writer(connection)
    if moment == "committed":
        assert (revenue(firms), revenue(firms, "2025-08")) == ({1: 5}, {1: 5})
        return
    assert (revenue(firms), revenue(firms, "2025-08")) == ({1: 1}, {})
    assert firms.count(schema.panel_file) == 1
    assert set(panel_rollup.cells(firms.question())["month"]) == {MONTH}
    left = sorted(set(files(firms)) - set(kept))
    assert len(left) == 2
    age(panel_files.made_folder(firms.key), 25)
    assert panel_files.sweep(firms.key) == left
    assert revenue(firms) == {1: 1}


def test_two_writers_lose_nothing(firms):
    def load(number):
        for turn in range(5):
            report(firms, month_row(number, f"2025-0{turn + 1}", revenue_wan=float(turn)))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(load, (1, 2))) == [None, None]
    assert firms.count(schema.vintage) == 1 + 10
    for turn in range(5):
        month = f"2025-0{turn + 1}"
        assert revenue(firms, month) == {1: turn, 2: turn}
        found = panel_rollup.cells(firms.question(), indicators=["revenue_wan"], months=[month])
        assert dict(zip(found["industry"], found["total"], strict=True)) == {
            "C13": turn,
            "C26": turn,
        }


# The declared columns.


def test_ratio_of_what_is_no_column_is_refused():
    column = panel_columns.columns()["claims"].model_dump()
    ratio = {"name": "率", "numerator": "claims", "denominator": "staff", "meaning": "比"}
    ratio["decimals"] = 1
    with pytest.raises(CatalogueError, match="staff 不是数据项"):
        parse(
            panel_columns.PanelColumns,
            {"columns": {"claims": column}, "ratios": {"rate": ratio}},
            "x.yaml",
        )
    both = {"claims": ratio | {"denominator": "claims"}}
    with pytest.raises(CatalogueError, match="claims 既是数据项又是比率"):
        parse(panel_columns.PanelColumns, {"columns": {"claims": column}, "ratios": both}, "x.yaml")
