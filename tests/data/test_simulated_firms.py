"""Simulated firms: lawful, the same everywhere, and every story that screens need is there."""

import csv
import hashlib
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select
from stdnum.cn import uscc

import manage
from data import (
    creation,
    datasets,
    enterprise_rosters,
    enterprises,
    panel,
    panel_files,
    panel_rollup,
    registers,
    schema,
    simulate,
    simulated_bulk,
    storage,
)
from data.firm_submissions import FirmSubmission, PanelSubmission
from data.records import CatalogueError
from data.vintages import CommitError
from tests.data.conftest import enter
from tests.data.small_city import EAST, NORTH, WEST, City, declare
from tests.data.test_datasets import PLAN

RICH = "wenzhou-2020"
CITIES = (RICH, "wenzhou-2023", "sanming-2020", "fujian-2020", "luohe-2015")
YEAR = [f"2019-{month:02}" for month in range(1, 13)]
LAST_YEAR = [*YEAR[9:], *(f"2020-{month:02}" for month in range(1, 10))]
FIRMS = {
    "seed": 7,
    "count": 40,
    "first": "2025-05",
    "last": "2025-08",
    "places": {NORTH: 0.5, WEST: 0.3, EAST: 0.2},
    "industries": {"C13": 0.6, "C34": 0.4},
    "waves": ["2025-06"],
    "opened": 3,
    "closed": 2,
    "moved": 1,
    "corrections": [{"kind": "revised", "month": "2025-06", "count": 2, "published": "2025-08-01"}],
}


@pytest.fixture(scope="module")
def drawn():
    """Firms and entries of registers of each city."""
    return {key: simulate.firms_and_events(datasets.dataset(key)) for key in CITIES}


@pytest.fixture
def rich(wenzhou_made, monkeypatch):
    """The rich city is made, to be looked at only."""
    enter(monkeypatch, {"GONGKUANG_VAR": str(wenzhou_made)})
    return City(RICH).question(datasets.dataset(RICH).today)


def table(question, column):
    """One column of the panel: months × firms."""
    found = panel.matrix(question, column, panel.months(question))
    return pd.DataFrame(found.figures, index=found.months, columns=found.firms)


def declared_with_firms(folder, key="new-city", **changes):
    plan = PLAN | {"firms": FIRMS | changes}
    declare(folder, key, kind="simulated", simulate=plan, local_targets={})


def pictured(question):
    """Everything that the panel and its roll-up say, as text."""
    rows = [panel.month_rows(question, month) for month in panel.months(question)]
    frames = [*rows, panel_rollup.cells(question), enterprises.firms(question)]
    return hashlib.sha256("".join(each.to_csv() for each in frames).encode()).hexdigest()


@pytest.mark.parametrize("key", CITIES)
def test_names_and_codes_are_lawful_and_nobody_elses(drawn, key):
    batches = [each for each in drawn[key][0] if isinstance(each, FirmSubmission)]
    first = batches[0].firms
    new = pd.concat([each.firms for each in batches]).drop_duplicates("uscc")
    assert len(new) == datasets.dataset(key).simulate["firms"]["count"]
    assert all(uscc.is_valid(code) and code[8:10] == "MN" for code in new["uscc"])
    assert not new["name"].duplicated().any()
    assert new["name"].str.endswith("有限公司").all()
    assert set(first["region"]) <= set(datasets.dataset(key).simulate["firms"]["places"])


@pytest.mark.parametrize("key", CITIES)
def test_rows_are_of_firms_that_are_registered_by_then(drawn, key):
    known, rows = set(), 0
    for each in sorted(drawn[key][0], key=lambda batch: batch.published_at):
        assert each.published_at <= datasets.dataset(key).today
        if isinstance(each, FirmSubmission):
            known |= set(each.firms["uscc"])
        else:
            assert each.figures["firm"].between(1, len(known)).all()
            assert not each.figures.duplicated(["firm", "month"]).any()
            rows += len(each.figures)
    assert rows > 24 * len(known) * 0.85


def test_lines_of_a_file_are_where_the_rows_say(drawn):
    batch = next(each for each in drawn[RICH][0] if isinstance(each, PanelSubmission))
    lines = list(csv.reader(batch.content.decode().splitlines()))
    assert lines[0][:6] == ["month", "uscc", "name", "region", "industry", "output_wan"]
    for row in batch.figures.iloc[[0, 517, -1]].itertuples():
        said = dict(zip(lines[0], lines[row.row - 1], strict=True))
        assert (said["month"], said["region"]) == (row.month, row.region)
        assert float(said["output_wan"]) == row.output_wan


def test_months_follow_festival_shock_and_recovery(rich):
    output = table(rich, "output_wan").sum(axis=1)
    assert len(output) == 36
    assert (output.index[0], output.index[-1]) == ("2017-10", "2020-09")
    for year in ("2018", "2019"):
        assert output[f"{year}-02"] < 0.65 * output[f"{year}-04"]
    assert output["2020-02"] < 0.8 * output["2019-02"]
    assert output["2020-09"] > output["2019-09"]


def test_columns_go_together(rich):
    rows = pd.concat([panel.month_rows(rich, month) for month in ("2019-06", "2020-08")])
    known = rows.dropna()
    assert (known["insured"] <= known["headcount"]).all()
    assert (known["exports_wan"] <= known["output_wan"] * 1.05).all()
    busy = known[known["output_wan"] > 0]
    assert np.corrcoef(np.log(busy["output_wan"]), np.log(busy["headcount"]))[0, 1] > 0.7
    assert np.corrcoef(np.log(busy["output_wan"]), np.log(busy["electricity_wan_kwh"]))[0, 1] > 0.7
    shares = busy["social_insurance_wan"] / busy["insured"]
    assert shares.between(0.02, 0.15).all()


def test_missing_is_missing_and_sizes_have_a_heavy_tail(rich):
    found = panel.matrix(rich, "output_wan", panel.months(rich))
    assert np.isnan(found.figures[found.heard]).any()
    assert 0.9 < found.heard.mean() < 0.99
    year = table(rich, "output_wan").loc[YEAR].sum(min_count=12).dropna().sort_values()
    assert year.iloc[-len(year) // 10 :].sum() > 0.35 * year.sum()


def test_stories_of_output(rich):
    output, revenue = table(rich, "output_wan"), table(rich, "revenue_wan")
    power = table(rich, "electricity_wan_kwh")
    stopped = output.loc["2020-07":"2020-09"].eq(0).all()
    assert 10 <= stopped.sum() <= 20
    resumed = output.loc["2020-03"].eq(0) & output.loc["2020-09"].gt(0)
    assert resumed.sum() >= 5
    last = output.loc["2020-06":"2020-09"]
    falling = (last.diff().iloc[1:] < 0).all() & (last.iloc[-1] < 0.7 * output.loc["2019-09"])
    assert (falling & last.iloc[-1].gt(0)).sum() >= 10
    rolling, before = revenue.loc[LAST_YEAR].sum(min_count=12), revenue.loc[YEAR].sum(min_count=12)
    assert ((before < 2000) & (rolling >= 2000)).sum() >= 5
    assert (rolling.between(2000, 2200) & (before > 2300)).sum() >= 3
    ratio = np.log(power / output.where(output > 0))
    change = ratio.loc["2020-08"] - ratio.loc["2019-08"]
    assert (change > 0.6).sum() >= 5
    assert (change < -0.6).sum() >= 4


def test_lay_offs_stand_on_both_sides_of_the_limits(rich):
    insured = table(rich, "insured")
    start, end = insured.loc["2018-12"], insured.loc["2019-12"]
    decrease = (start - end) * 100
    large = start > 60
    for limit in (5, 5.5):
        gap = decrease - limit * start
        assert (large & (gap == 0)).any()
        assert (large & (gap < 0) & (gap > -1.0 * start)).any()
        assert (large & (gap > 0) & (gap <= 1.0 * start)).any()
    small = end <= 30
    assert (small & (decrease == 20 * start)).any()
    assert (small & (decrease > 20 * start)).any()
    assert (end == 30).any()
    assert (end == 31).any()
    assert (end > start).any()
    assert (insured.loc[YEAR].isna().sum() == 2).any()
    assert (end.isna() & start.notna()).any()


def test_firms_stand_on_both_sides_of_two_times_a_hundred(rich):
    exports = table(rich, "exports_wan").loc[YEAR].sum(min_count=12)
    insured = table(rich, "insured").loc["2019-12"]
    bound = 100 * 6.8985  # 100 万美元 at the mean rate of 2019
    both = (exports >= bound) & (insured >= 100)
    assert both.sum() > 50
    assert ((insured == 100) & both).any()
    assert ((insured == 99) & (exports > 2 * bound)).any()
    assert ((insured >= 100) & exports.between(0.97 * bound, bound)).any()
    assert (exports.between(bound, 1.03 * bound) & (insured >= 100)).any()


def test_cells_with_few_firms_and_with_one_dominant_firm(rich):
    cells = panel_rollup.cells(rich, months=["2020-09"], indicators=["output_wan"])
    assert (cells["n"] < 3).sum() > 10
    assert ((cells["n"] >= 3) & (cells["largest"] > 0.8 * cells["total"])).any()


def test_slips_of_the_unit_are_told_and_some_are_put_right(rich):
    power = table(rich, "electricity_wan_kwh")
    early = table(replace(rich, as_of=date(2020, 7, 25)), "electricity_wan_kwh")
    put_right = early.loc["2020-06"] / power.loc["2020-06"]
    assert (put_right.round(6) == 10).sum() == 4
    assert (power.loc["2020-03"] > 5 * power.loc["2020-04"]).sum() == 2
    revenue = table(rich, "revenue_wan")
    assert (revenue.loc["2020-09"] > 5 * revenue.loc["2020-08"]).sum() >= 3


def test_corrections_and_deletions_by_both_axes_of_time(rich):
    then = replace(rich, as_of=date(2020, 6, 1))
    now, before = (panel.month_rows(q, "2020-04").set_index("firm") for q in (rich, then))
    changed = now["output_wan"].ne(before["output_wan"]) & now["output_wan"].notna()
    assert changed.sum() == 18
    firm = int(now.index[changed][0])
    versions = panel.versions(rich, firm, "2020-04")
    assert len(versions) == 2
    older = replace(rich, vintage=int(versions["batch"].iloc[0]) - 1)
    assert (
        panel.month_rows(older, "2020-04").set_index("firm").loc[firm, "output_wan"]
        == (before.loc[firm, "output_wan"])
    )
    may = [
        set(panel.month_rows(replace(rich, as_of=day), "2020-05")["firm"])
        for day in (date(2020, 7, 14), date(2020, 7, 15))
    ]
    assert len(may[0] - may[1]) == 1


def test_register_tells_who_moved_changed_and_closed(rich):
    now = enterprises.firms(rich).set_index("firm")
    first = enterprises.firms(replace(rich, as_of=date(2017, 12, 1))).set_index("firm")
    both = now.loc[first.index]
    assert (both["region"] != first["region"]).sum() == 7
    assert (both["industry"] != first["industry"]).sum() == 5
    assert (both["name"] != first["name"]).sum() == 6
    assert len(now) - len(first) == 58
    closed = now.index[now["tags"].map(lambda tags: "已注销" in tags)]
    assert len(closed) == 26
    assert not set(closed) & set(panel.month_rows(rich, "2020-09")["firm"])


def test_rosters_have_members_that_are_firms_and_some_that_left(rich):
    names = enterprise_rosters.rosters(rich, rich.as_of)
    assert set(names) >= {"规上工业企业", "专精特新企业", "专精特新小巨人企业", "重点帮扶白名单"}
    for name in names:
        found = enterprise_rosters.members(rich, name, rich.as_of)
        assert found.firms
        assert found.unmatched == ()
    year, now = (
        enterprise_rosters.members(rich, "规上工业企业", day).firms
        for day in (date(2019, 6, 30), rich.as_of)
    )
    assert year - now
    assert now - year
    giants = enterprise_rosters.members(rich, "专精特新小巨人企业", rich.as_of).firms
    assert giants <= enterprise_rosters.members(rich, "专精特新企业", date(2020, 7, 1)).firms


def test_groups_parks_and_projects_are_of_firms_and_some_are_open(rich):
    known = set(enterprises.firms(rich)["name"])
    held = {key: registers.entries(rich, key) for key in ("groups", "parks", "projects")}
    assert {key: len(entries) for key, entries in held.items()} == {
        "groups": 9,
        "parks": 3,
        "projects": 48,
    }
    assert {each.fields["firm"] for each in [*held["groups"], *held["projects"]]} <= known
    assert sum(each.fields["parent"] for each in held["groups"]) == 2
    completed = [each.when("completed") for each in held["projects"]]
    assert None in completed
    assert any(day is not None for day in completed)
    demos = {each.fields["park_provincial_digital_demo"] for each in held["parks"]}
    assert demos == {True, False, None}


def test_firms_of_the_trade_sign_at_its_meeting(rich):
    divisions = enterprises.firms(rich).set_index("name")["industry"]
    lawful = {"电气": {"C38"}, "鞋服": {"C18", "C19"}, "汽摩配": {"C36"}, "泵阀": {"C34"}}
    entries = registers.entries(rich, "matchmaking")
    assert len(entries) == 52
    assert all(divisions[each.text("firm")] in lawful[each.text("trade")] for each in entries)


def test_loans_fall_as_the_withdrawals_say(rich):
    loans = table(rich, "loan_balance_wan")
    numbers = enterprises.firms(rich).set_index("uscc")["firm"]
    cases = {entry.key: entry for entry in registers.entries(rich, "credit_withdrawals")}
    case = cases["CD-B-01"]
    course = loans[numbers[case.text("uscc")]]
    assert (course["2020-03"], course["2020-04"]) == (9800, 9300)


def test_roll_up_is_what_the_panel_says(rich):
    for month in ("2017-10", "2020-04", "2020-05", "2020-06", "2020-09"):
        kept = panel_rollup.cells(rich, months=[month])[list(panel_rollup.COLUMNS)]
        counted = panel_rollup.recomputed(rich, month)
        order = ["region", "industry", "indicator"]
        pd.testing.assert_frame_equal(
            kept.drop(columns=["month", "since", "vintage"]).sort_values(order, ignore_index=True),
            counted.sort_values(order, ignore_index=True),
            check_dtype=False,
        )


def test_both_databases_hold_the_same_and_a_failed_making_leaves_nothing(
    declarations, tmp_path, monkeypatch, fresh_postgres_url
):
    declared_with_firms(declarations)
    pictures = {}
    for name, url in (("sqlite", ""), ("postgres", fresh_postgres_url)):
        monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / name))
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(ZeroDivisionError):
            creation.ensure("new-city", fail_late)
        assert not storage.exists("new-city")
        creation.ensure("new-city")
        pictures[name] = pictured(City("new-city").question())
        assert panel_files.damaged("new-city") == []
        storage.engine("new-city").dispose()
    assert pictures["sqlite"] == pictures["postgres"]
    assert len(list((tmp_path / "sqlite" / "panel").iterdir())) == 1


def fail_late(share, text):
    if share > 0.8 and text.startswith("正在入库"):
        raise ZeroDivisionError(text)


def bulk(progress=lambda _share, _text: None, seed=None):
    return simulated_bulk.fill(datasets.dataset("bulk-city"), 30, 3, progress, seed=seed)


@pytest.fixture
def bulk_city(declarations, tmp_path, monkeypatch):
    """A dataset that is made without firms, and small blocks."""
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(simulated_bulk, "BLOCK", 12)
    declared_with_firms(declarations, "bulk-city", count=0, waves=[], opened=0, closed=0, moved=0)
    creation.ensure("bulk-city")
    yield City("bulk-city")
    storage.engine("bulk-city").dispose()


def test_filling_goes_on_where_it_was_interrupted(bulk_city, tmp_path, monkeypatch):
    def interrupt(_share, text):
        if "2025-08" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk(interrupt)
    assert panel.months(bulk_city.question()) == ("2025-06", "2025-07")
    rest = bulk()
    assert (rest.batches, rest.skipped, rest.firms) == (1, 5, 30)
    assert bulk().batches == 0
    interrupted = pictured(bulk_city.question())
    storage.engine("bulk-city").dispose()
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "other"))
    creation.ensure("bulk-city")
    whole = bulk()
    assert (whole.batches, whole.skipped) == (6, 0)
    assert pictured(bulk_city.question()) == interrupted


def test_another_seed_adds_other_firms(bulk_city):
    bulk()
    bulk(seed=9)
    firms = enterprises.firms(bulk_city.question())
    assert firms["firm"].tolist() == list(range(1, 61))
    assert not firms[["name", "uscc"]].duplicated().any()
    with storage.reading("bulk-city") as connection:
        assert connection.scalar(select(func.count()).select_from(schema.panel_file)) == 6


def test_command_fills_refuses_real_data_and_odd_numbers(bulk_city, capsys):
    call = ["simulate", "--dataset", "bulk-city", "--enterprises"]
    assert manage.main([*call, "5", "--months", "2"]) == 0
    assert "模拟企业5家，2025-07至2025-08" in capsys.readouterr().out
    assert manage.main([*call, "0", "--months", "2"]) == manage.REFUSED
    assert "企业数须为1至" in capsys.readouterr().err
    with pytest.raises(CommitError, match="是真实数据"):
        real = datasets.dataset("bulk-city").model_copy(update={"kind": "official"})
        simulated_bulk.check(real, 5, 2)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"waves": []}, "没有 waves"),
        ({"industries": {"C16": 1.0}}, "C16 不在"),
        ({"cases": [{"place": "330300", "trade": "C13", "annual_wan": 1}]}, "330300 或 C13"),
    ],
)
def test_declaration_that_cannot_be_drawn_is_refused(declarations, changes, says):
    declared_with_firms(declarations, **changes)
    with pytest.raises(CatalogueError, match=says):
        simulate.firms_and_events(datasets.dataset("new-city"))


def test_roster_older_than_the_register_is_refused(declarations):
    roster = {"name": "名单", "day": date(2025, 5, 1)}
    declared_with_firms(declarations, rosters=[roster])
    with pytest.raises(CatalogueError, match="早于企业首次登记"):
        simulate.firms_and_events(datasets.dataset("new-city"))
