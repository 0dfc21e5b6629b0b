"""The shipped ten-day prices: as the source has them, in a reference that is no city's dataset."""

import csv
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data import batches, creation, datasets, storage, store
from data.price_groups import price_groups
from data.records import FOLDER, CatalogueError
from data.store import Question
from data.tenday_tables import GOOD
from data.weekly_settings import weekly_settings
from mechanisms import material_prices, price_words, tracing
from mechanisms.references import reference_question
from metrics.days_off import touches_long_holiday
from metrics.periods import Period, series_of_periods
from tests.made import VARIABLES

KEY = "material-prices"
TABLE = FOLDER / "samples" / "nbs" / "tenday_material_prices.csv"
GIVEN = Path(__file__).parents[3] / "shared" / "data" / "nbs" / "tenday_material_prices.csv"
ODD = 4
"""Rows whose published rate is not that of the published price and change; see the README."""


@pytest.fixture(scope="module")
def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def at_hand(wenzhou_made, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


@pytest.fixture
def own(wenzhou_made, tmp_path, at_hand, monkeypatch):
    """Prices to write to."""
    for file in wenzhou_made.glob(f"{KEY}.sqlite"):
        shutil.copy(file, tmp_path)
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path))


def on(day):
    return material_prices.prices(Question("wenzhou-2020", date.fromisoformat(day), 0))


def test_every_issue_has_fifty_goods_and_gaps_fall_on_long_holidays_only(rows):
    issues = Counter(row["period"] for row in rows)
    assert set(issues.values()) == {50}
    assert len({(row["period"], row["good"]) for row in rows}) == len(rows) == 9750
    known = sorted(map(Period.parse, issues))
    gaps = [
        each for each in series_of_periods(known[0], known[-1], has_january=True)
        if each not in known
    ]  # fmt: skip
    assert len(gaps) == 7
    assert all(touches_long_holiday((gap.start, gap.end)) for gap in gaps)
    assert weekly_settings().prices.since == known[0].code


def test_days_of_publication_are_those_of_the_pages_and_every_good_has_a_group(rows):
    for row in rows:
        day = re.search(r"/t(\d{8})_", row["source_url"])[1]
        moved = day == "20230203" or row["period"] == "2023-02-X1"
        assert row["published_at"].replace("-", "") == ("" if moved else day), row
    assert {row["good"] for row in rows} == price_groups().keys()


def test_published_changes_fit_the_published_prices(rows):
    odd = 0
    for row in rows:
        price, change, pct = (float(row[key]) for key in ("price", "change", "change_pct"))
        assert change * pct >= 0
        odd += abs(change / (price - change) * 100 - pct) > 0.15
    assert odd == ODD


def test_figures_are_the_given_ones(rows):
    if not GIVEN.exists():
        pytest.skip("没有原始资料夹，不能逐行核对")
    with GIVEN.open(encoding="utf-8-sig", newline="") as file:
        given = list(csv.DictReader(file))
    for own, row in zip(rows, given, strict=True):
        names = {own["good"], own["printed_name"]}
        said = [row[key] for key in ("current_price", "price_change", "price_change_pct")]
        assert [own["price"], own["change"], own["change_pct"]] == said
        assert own["source_url"] == row["source_url"]
        assert row["good_name"] in names
        assert own["period"] == f"{row['year']}-{int(row['month']):02d}-X{row['xun']}"


def test_a_reference_is_asked_by_key_only(at_hand, monkeypatch):
    assert KEY not in datasets.served()
    assert KEY not in datasets.first_opened()
    assert datasets.dataset(KEY).kind == "official"
    monkeypatch.setenv("GONGKUANG_SERVE", f"wenzhou-2020,{KEY}")
    with pytest.raises(CatalogueError, match="只供各市参照"):
        datasets.served()


def test_only_a_reference_answers_as_one(at_hand):
    assert reference_question("wenzhou-2020", date(2020, 10, 21)) is None
    assert reference_question("../secrets", date(2020, 10, 21)) is None


def test_prices_stand_in_no_citys_database(at_hand):
    city = Question("wenzhou-2020", date(2020, 10, 25), store.newest_vintage("wenzhou-2020"))
    assert store.known(city, subject_kind=GOOD, kind="official").empty
    assert store.known(city, subject_kind=GOOD).empty


@pytest.mark.parametrize(
    ("day", "period", "published", "assumed"),
    [
        ("2020-09-23", None, None, False),
        ("2020-09-24", "2020-09-X2", "2020-09-24", True),
        ("2020-10-08", "2020-09-X2", "2020-09-24", True),
        ("2020-10-09", "2020-09-X3", "2020-10-09", True),
        ("2020-10-21", "2020-10-X1", "2020-10-14", True),
        ("2025-10-22", "2025-09-X3", "2025-10-09", False),
        ("2025-10-23", "2025-10-X2", "2025-10-23", False),
    ],
)
def test_newest_issue_is_that_published_by_the_day(at_hand, day, period, published, assumed):
    found = on(day)
    assert (found.period and found.period.code) == period
    assert (found.published_at and found.published_at.isoformat()) == published
    assert found.assumed is assumed


def test_counts_and_extremes_are_those_of_the_rows(at_hand, rows):
    found = on("2020-10-21")
    changes = {r["good"]: float(r["change_pct"]) for r in rows if r["period"] == "2020-10-X1"}
    assert (len(found.risen), len(found.fallen), len(found.unchanged)) == (
        sum(each > 0 for each in changes.values()),
        sum(each < 0 for each in changes.values()),
        sum(each == 0 for each in changes.values()),
    )
    assert found.risen[0].good == max(changes, key=changes.get)
    assert found.fallen[0].good == min(changes, key=changes.get)
    assert sum(g.risen + g.fallen + g.unchanged for g in found.groups) == 50


def test_a_figure_leads_to_the_line_with_the_address_of_its_page(at_hand, rows):
    origin = on("2020-10-21").risen[0].change_origin
    asked = reference_question(origin.dataset, date(2020, 10, 21))
    found = tracing.trace(asked, origin.series, origin.period)
    version = found.current
    line = rows[version.row - 2]
    assert (line["good"], float(line["change_pct"])) == (found.subject, version.value)
    assert line["period"] == "2020-10-X1"
    assert found.unit == "%"
    assert found.region == "全国"
    kept = tracing.file_lines(version.sha256, version.row)
    assert [line["source_url"]] == [cells[-2] for number, cells in kept if number == version.row]


def test_an_issue_left_out_at_a_holiday_is_not_late(at_hand):
    found = on("2025-10-15")
    assert (found.holiday_gap.code, found.late) == ("2025-10-X1", None)
    assert "不作迟报" in price_words.gap_words(found)


def test_an_issue_that_should_be_there_is_late(own):
    creation.ensure(KEY)
    with storage.writing(KEY) as connection:
        batches.withdraw(connection, 2, "测试：当作没有收到", "测试")
    found = on("2020-10-12")
    assert (found.period.code, found.late.code, found.holiday_gap) == (
        "2020-09-X2",
        "2020-09-X3",
        None,
    )
    assert "尚未发布" in price_words.gap_words(found)
    assert on("2020-10-08").late is None
