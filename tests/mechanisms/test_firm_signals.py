"""Signals of all firms of the simulated city: against loops, the scope, what is kept."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.seasonal import STL

from data import datasets, panel, signal_results, signal_rules, store
from data.simulate import silent
from data.store import Question
from mechanisms import enquiry, firm_signals, job_kinds, signal_blocks
from mechanisms.firm_signals import FLAG_NAMES
from metrics.seasonal_operator import INNER_ROUNDS

KEY, COUNTY, CITY = "wenzhou-2020", "330382", "330300"


@pytest.fixture(scope="module")
def place(wenzhou_made):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        yield patch


@pytest.fixture(autouse=True)
def here(wenzhou_made, shipped_datasets, monkeypatch):
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))


@pytest.fixture(scope="module")
def question(place):
    return Question(KEY, datasets.dataset(KEY).today, store.newest_vintage(KEY))


@pytest.fixture(scope="module")
def found(question):
    return firm_signals.signals(question)


@pytest.fixture(scope="module")
def matrices(question):
    months = panel.months(question)
    return {
        name: pd.DataFrame(made.figures, index=months, columns=made.firms)
        for name in ("output_wan", "electricity_wan_kwh", "revenue_wan")
        for made in [panel.matrix(question, name, months)]
    }


def test_flags_are_those_of_plain_loops(found, matrices):
    output, power = matrices["output_wan"], matrices["electricity_wan_kwh"]
    stopped, above = set(), set()
    for number in output:
        made, used, sold = output[number], power[number], matrices["revenue_wan"][number]
        usual = used[made > 0].median()
        if made.iloc[-1] == 0 and used.iloc[-1] <= 0.05 * usual:
            stopped.add(number)
        now, before = sold.iloc[-12:].sum(skipna=False), sold.iloc[-15:-3].sum(skipna=False)
        if now >= 2000 > before:
            above.add(number)
    assert len(stopped) > 5 < len(above)
    assert set(found.flagged("stopped")["firm"]) == stopped
    assert set(found.flagged("newly_above")["firm"]) == above


def test_trend_is_stl_of_statsmodels(found, matrices):
    whole = matrices["output_wan"].dropna(axis=1)
    number = whole.columns[(whole > 0).all()][0]
    series = np.log(whole[number].to_numpy())
    fit = STL(series, period=12, seasonal=7, seasonal_deg=0).fit(inner_iter=INNER_ROUNDS)
    row = found.table.set_index("firm").loc[number]
    assert row["trend_wan"] == pytest.approx(np.exp(fit.trend[-1]), rel=1e-10)
    growth = (np.exp(fit.trend[-1] - fit.trend[-4]) - 1) * 100
    assert row["trend_growth_pct"] == pytest.approx(growth, rel=1e-8)
    assert row["nominal_growth_pct"] == pytest.approx(
        (whole[number].iloc[-1] / whole[number].iloc[-13] - 1) * 100
    )


def test_every_firm_is_computed_or_counted_with_its_reason(found, question):
    assert found.month == "2020-09"
    assert found.computed + sum(found.skipped.values()) == len(found.table)
    missing = found.table.loc[found.table["reason"] != ""]
    assert missing["trend_wan"].isna().all()
    assert missing["falling"].isna().all()
    assert found.unknown("falling") >= len(missing)
    assert found.method.startswith("企业产值（万元），36个月；STL 分解（非稳健")
    assert [name for name, _ in found.rules] == [*FLAG_NAMES.values(), "趋势转折"]
    assert all("本系统设定" in text or "取自" in text for _, text in found.rules)


def test_slips_of_the_unit_are_found_in_the_newest_month(found):
    words = [firm_signals.anomaly_words(row) for row in found.flagged("anomaly").to_dict("records")]
    slips = [each for each in words if "单位疑错：约为推算值的10倍" in each]
    assert len(slips) == 3
    assert all(each.startswith("企业营业收入") for each in slips)
    calm = found.table.loc[found.table["anomaly_kind"] == 0].iloc[0]
    assert firm_signals.anomaly_words(calm) == ""
    small = calm.to_dict() | {
        "anomaly_kind": 2,
        "anomaly_places": -1,
        "anomaly_column": "output_wan",
    }
    assert "约为推算值的1/10" in firm_signals.anomaly_words(small)


def test_turning_is_said_in_words(found):
    rows = found.table.drop_duplicates("turning").to_dict("records")
    said = {row["turning"]: firm_signals.turning_words(row) for row in rows}
    assert said[""] == ""
    assert said["up"].endswith("月由降转升")
    assert said["up"].startswith("20")


def test_blocks_of_any_size_give_the_same(question, found):
    table = signal_blocks.table(question, panel.months(question), 500, silent)
    ours = found.table[table.columns]
    pd.testing.assert_frame_equal(table, ours, check_dtype=False, rtol=1e-9)


def test_county_sees_its_firms_and_nothing_of_others(found, question):
    scoped = firm_signals.signals(question.within((CITY, COUNTY)))
    whole = found.table
    expected = whole.loc[whole["region"].isin((CITY, COUNTY))].reset_index(drop=True)
    pd.testing.assert_frame_equal(scoped.table, expected)
    assert sum(scoped.skipped.values()) == int((expected["reason"] != "").sum())
    assert 0 < len(scoped.table) < len(whole)


def test_result_is_kept_once_and_a_damaged_one_is_made_again(question, found, monkeypatch):
    path = signal_results._path(question, signal_rules.recipe())
    kept = firm_signals.kept_signals(question)
    pd.testing.assert_frame_equal(kept.table, found.table)
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])
    try:
        assert firm_signals.kept_signals(question) is None
        path.write_bytes(content[:middle])
        assert firm_signals.kept_signals(question) is None
    finally:
        path.write_bytes(content)
    assert not list(path.parent.glob("*.part"))
    monkeypatch.setattr(signal_rules, "recipe", lambda: "other")
    assert firm_signals.kept_signals(question) is None


def test_earlier_version_knows_no_firms(question):
    before = Question(KEY, question.as_of, 0)
    nothing = firm_signals.signals(before)
    assert (nothing.month, len(nothing.table), nothing.method) == ("", 0, "尚无企业月报")
    assert firm_signals.summary(nothing) == "尚无企业月报"
    assert nothing.flagged("stopped").empty


def test_kind_that_nobody_knows_is_refused(question):
    arguments = job_kinds.arguments_of(question)
    assert arguments == {"as_of": "2020-10-25", "vintage": question.vintage}
    with pytest.raises(enquiry.EnquiryError, match="种类“weather”不认识；可用：signals"):
        job_kinds.kind_of(_job("weather"))


def _job(kind):
    from dataclasses import replace
    from datetime import UTC, datetime

    from data.jobs import Job, JobState

    now = datetime.now(UTC)
    made = Job(1, KEY, "signals", {}, "张三", now, JobState.QUEUED, 0.0, "", now)
    return replace(made, kind=kind)
