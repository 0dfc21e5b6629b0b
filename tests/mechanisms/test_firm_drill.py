"""企业透视 on the simulated city: totals against the panel, same firms, contributions, lists."""

from decimal import Decimal

import pandas as pd
import pytest

from data import datasets, panel, store
from data.store import Question
from mechanisms import (
    firm_contributions,
    firm_drill_tables,
    firm_drill_words,
    firm_lists,
    firm_search,
    firm_signals,
)
from mechanisms.firm_drill import Place, drill
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.wording import signed

CITY, WHOLE, YUEQING = "wenzhou-2020", "330300", "330382"
MONTH = Period.parse("2020-09")
PLACES = [Place(), Place(YUEQING), Place("", "C38"), Place(YUEQING, "C38")]


@pytest.fixture
def ask(wenzhou_made, monkeypatch):
    """The question at the business date: `ask(scope=None)`."""
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))
    newest = store.newest_vintage(CITY)
    return lambda scope=None: Question(CITY, datasets.dataset(CITY).today, newest, scope)


def rows_of(question, place, month=MONTH):
    """The firms of a place, read from the panel itself."""
    rows = panel.month_rows(question, month.code)
    for column, code in (("region", place.region), ("industry", place.industry)):
        rows = rows.loc[rows[column] == code] if code else rows
    return rows


@pytest.mark.parametrize("place", PLACES, ids=["city", "county", "industry", "both"])
def test_totals_are_those_of_the_firms(ask, place):
    found = drill(ask(), MONTH, "output_wan", place)
    rows = rows_of(ask(), place)
    assert found.whole.value == pytest.approx(rows["output_wan"].sum())
    assert (found.whole.firms, found.whole.reported) == (len(rows), rows["output_wan"].count())
    by = rows.groupby(found.step)["output_wan"].sum(min_count=1).dropna()
    shown = {line.key: line.value for line in found.lines if line.value is not None}
    assert shown == pytest.approx({str(key): value for key, value in by.items()})
    values = list(shown.values())
    assert values == sorted(values, reverse=True)
    assert sum(line.share_pct or 0 for line in found.lines) == pytest.approx(100)


@pytest.mark.parametrize("column", ["output_wan", "profit_wan", "electricity_wan_kwh"])
def test_totals_are_printed_as_the_exact_decimal_sums_are(ask, column):
    """Added up in binary, 8608.75 comes out a little less and would be printed 8,608.7."""
    rows = rows_of(ask(), Place()).dropna(subset=[column])
    exact = rows[column].map(lambda figure: Decimal(repr(figure)))
    for county in counties():
        here = rows["region"] == county
        by = exact[here].groupby(rows["industry"][here]).sum()
        found = drill(ask(), MONTH, column, Place(county))
        assert half_up(found.whole.value, 1) == half_up(exact[here].sum(), 1)
        shown = {line.key: half_up(line.value, 1) for line in found.lines if line.reported}
        assert shown == {key: half_up(total, 1) for key, total in by.items()}


def test_ratio_is_that_of_the_sums_of_firms_that_gave_both(ask):
    rows = rows_of(ask(), Place()).dropna(subset=["profit_wan", "revenue_wan"])
    found = drill(ask(), MONTH, "profit_rate_pct")
    expected = 100 * rows["profit_wan"].sum() / rows["revenue_wan"].sum()
    assert found.whole.value == pytest.approx(expected)
    assert found.whole.reported == len(rows)
    assert firm_contributions.contributions(found) is None


@pytest.mark.parametrize("key", ["headcount", "profit_rate_pct"])
def test_diffusion_counts_who_rose_and_who_fell(ask, key):
    def levels(month):
        rows = rows_of(ask(), Place(), month).set_index("firm")
        if key == "headcount":
            return rows["headcount"].dropna()
        return (rows["profit_wan"] / rows["revenue_wan"].where(rows["revenue_wan"] > 0)).dropna()

    same = drill(ask(), MONTH, key).whole.same
    both = pd.concat([levels(MONTH.year_ago()), levels(MONTH)], axis=1, join="inner")
    change = both.iloc[:, 1] - both.iloc[:, 0]
    assert (same.rising, same.falling) == ((change > 0).sum(), (change < 0).sum())
    assert same.rising > 100
    assert same.diffusion_pp == pytest.approx(100 * (same.rising - same.falling) / same.firms)


def two_months(question, place):
    """Output of the firms of a place in both months; a firm that moved is where it is now."""
    now, base = (rows_of(question, Place(), m).set_index("firm") for m in (MONTH, MONTH.year_ago()))
    columns = {"now": now["output_wan"], "base": base["output_wan"]}
    places = {name: now[name].combine_first(base[name]) for name in ("region", "industry")}
    both = pd.DataFrame(columns | places)
    return both.loc[both["region"] == place.region] if place.region else both


@pytest.mark.parametrize("place", PLACES[:2], ids=["city", "county"])
def test_growth_is_over_the_same_firms_and_contributions_add_up_to_it(ask, place):
    found = drill(ask(), MONTH, "output_wan", place)
    every = two_months(ask(), place)
    both = every.dropna(subset=["now", "base"])
    whole = found.whole.same
    assert whole.firms == len(both)
    assert (whole.now, whole.base) == pytest.approx((both["now"].sum(), both["base"].sum()))
    for step in (found.step, "firm"):
        moved = firm_contributions.contributions(found, step)
        named = sum(each.found.pp for each in (*moved.up, *moved.down)) + moved.rest.pp
        assert named == pytest.approx(moved.changes.growth_pct)
        assert len(moved.up) == 5
    apart = sum(part.amount for _, part in moved.others)
    change = every["now"].sum() - every["base"].sum()
    assert moved.changes.same.amount + apart == pytest.approx(change)


def test_who_turned_from_profit_to_loss_is_told_in_words_wherever_it_stands(ask):
    place = Place("330302")
    found = drill(ask(), MONTH, "profit_wan", place)
    by_firm = firm_contributions.contributions(found, "firm")
    turned = [
        each for each in by_firm.down if each.found.base > 0 > each.found.base + each.found.amount
    ]
    assert turned
    rows = firm_drill_tables.moved(found, by_firm).rows
    said = {row[0].text: row[3].text for row in rows}
    assert {said[each.name] for each in turned} == {"由盈转亏"}


def test_ratio_over_nothing_is_not_said_to_be_not_reported(ask):
    rows = rows_of(ask(), Place())
    idle = rows.loc[(rows["revenue_wan"] == 0) & rows["profit_wan"].notna()].iloc[0]
    silent = rows.loc[rows["revenue_wan"].isna()].iloc[0]
    for firm, reported, word in ((idle, 1, "—"), (silent, 0, "未报")):
        found = drill(ask(), MONTH, "profit_rate_pct", Place(firm["region"], firm["industry"]))
        line = next(each for each in found.lines if each.firm == firm["firm"])
        assert (line.value, line.reported) == (None, reported)
        table = firm_drill_tables.parts(found)
        assert next(row for row in table.rows if row[0].text == line.name)[1].text == word


def test_month_without_a_year_before_says_nothing_of_growth(ask):
    first = Period.parse(panel.months(ask())[0])
    found = drill(ask(), first, "output_wan")
    assert found.whole.same.firms == 0
    table = firm_drill_tables.moved(found, firm_contributions.contributions(found))
    assert "不计算拉动" in table.nothing
    assert table.rows == ()  # nobody is new to a panel that begins


def test_county_sees_its_own_firms_and_nothing_of_others_before_a_release(ask):
    own = ask((WHOLE, YUEQING))
    assert drill(own, MONTH, "output_wan", PLACES[3]).lines
    for place in (Place(), Place("330302"), Place("330302", "C38")):
        found = drill(own, MONTH, "output_wan", place)
        assert (found.lines, found.whole.value, found.pair) == ((), None, None)
    hits = firm_search.search(own, "有限公司")
    assert set(hits.firms["region"]) == {YUEQING}


def test_firm_that_has_left_the_county_is_in_none_of_its_totals(ask):
    """Who sees one county only gets totals of the firms that he may list; so the page says."""
    month = Period.parse("2018-03")
    everybody = drill(ask(), month, "output_wan", PLACES[3])
    found = drill(ask((YUEQING,)), month, "output_wan", PLACES[3])
    gone = {line.firm for line in everybody.lines} - {line.firm for line in found.lines}
    assert len(gone) == 1
    listed = sum(line.value for line in found.lines)
    assert found.whole.firms == len(found.lines)
    assert found.whole.value == pytest.approx(listed)
    assert listed < everybody.whole.value
    assert any(firm_drill_words.OWN_ONLY in note for note in firm_drill_words.notes(found))
    assert not any("现属" in note for note in firm_drill_words.notes(everybody))


def test_lists_name_each_firm_that_the_signals_point_out(ask):
    signals = firm_signals.signals(ask())  # kept beside the city for the tests that follow
    counts = firm_lists.counts(signals, Place())
    assert all(counts[key] for key in ("stopped", "falling", "power_gap", "newly_above"))
    for key in firm_lists.LISTS:
        table = firm_lists.listed(signals, key, Place())
        assert len(table.rows) == counts[key] == len(signals.flagged(key))
        assert (
            sum(firm_lists.counts(signals, Place(code))[key] for code in counties()) == counts[key]
        )
    stopped = firm_lists.listed(signals, "stopped", Place())
    assert {row[4].text for row in stopped.rows} == {"0.0"}
    assert "本系统设定" in stopped.reading


def test_fall_that_is_told_is_the_one_by_which_a_firm_was_listed(ask):
    """The trend of a firm may rise while its adjusted figures fall: each is told as itself."""
    signals = firm_signals.signals(ask())
    fallen = signals.flagged("falling")
    assert (fallen["adjusted_growth_pct"] <= -5).all()
    assert (fallen["trend_growth_pct"] > 0).any()
    assert (fallen["value_wan"] > 0).all()  # a firm that has stopped does not fall
    rows = firm_lists.listed(signals, "falling", Place()).rows
    ordered = fallen.sort_values("adjusted_growth_pct", kind="stable")["adjusted_growth_pct"]
    said = [f"调整后产值连续3个月下降，累计{signed(each, 1)}%" for each in ordered]
    assert [row[3].text for row in rows] == said


def counties():
    ranked = datasets.dataset(CITY).ranked_sets[0]
    return (*ranked.members, *ranked.listed)
