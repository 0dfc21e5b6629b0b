"""The analysis of a month: what it says, against its own figures and against the sources."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data import datasets, store
from data.monthly_settings import analysed_on, monthly_settings
from mechanisms import (
    monthly,
    monthly_content,
    monthly_paragraphs,
    monthly_trend_tables,
    monthly_words,
)
from mechanisms import monthly_tables as tables
from mechanisms.bulletin_content import BulletinError, from_json, to_json
from mechanisms.headlines import LONGEST
from mechanisms.monthly import MonthlyError
from mechanisms.monthly_departments import DELIVERED, NOTHING_ASKED, PART, SILENT
from metrics.growth import growth_phrase
from metrics.periods import Period
from tests.made import VARIABLES
from tests.sentences import faults, figures_of

DEMO, REAL = "wenzhou-2020", "shaoyang"
INTERVAL_PCT = 80
"""Named in words beside the two limits that are the interval."""


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    """Both cities in one folder, to be looked at only."""
    return made_datasets.into(tmp_path_factory.mktemp("months") / "var", DEMO, REAL)


def enter(patch, place):
    for name in VARIABLES:
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(place))


@pytest.fixture(autouse=True)
def at_hand(place, monkeypatch):
    enter(monkeypatch, place)


def question(key, day=""):
    as_of = date.fromisoformat(day) if day else datasets.dataset(key).today
    return store.Question(key, as_of, store.newest_vintage(key))


def of(key, code="", indicator=""):
    return monthly.month(question(key), Period.parse(code) if code else None, indicator)


def newest(place, key):
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, place)
        return of(key)


@pytest.fixture(scope="module")
def demo(place):
    return newest(place, DEMO)


@pytest.fixture(scope="module")
def real(place):
    return newest(place, REAL)


def said(found):
    """Every sentence that is generated for a month."""
    return [
        *monthly_words.overall(found),
        monthly_paragraphs.movement_paragraph(found.industries),
        monthly_paragraphs.movement_paragraph(found.counties),
        monthly_paragraphs.industries_paragraph(found),
        monthly_paragraphs.trend_paragraph(found),
        *monthly_paragraphs.outlook_paragraphs(found),
        *monthly_paragraphs.quality_paragraphs(found),
        monthly_paragraphs.departments_paragraph(found),
    ]


def all_faults(found):
    figures = figures_of(found, monthly_settings(), INTERVAL_PCT)
    return [(text, each) for text in said(found) for each in faults(text, figures)]


# sentences


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (DEMO, "2018-Y02"),
        (DEMO, "2019-Y10"),
        (DEMO, "2020-Y02"),
        (DEMO, "2020-Y08"),
        (REAL, "2020-Y03"),
        (REAL, "2021-Y03"),
        (REAL, "2023-Y05"),
        (REAL, "2025-Y09"),
    ],
)
def test_every_figure_of_a_sentence_is_in_the_result_and_every_word_has_its_sign(key, code):
    assert all_faults(of(key, code)) == []


@pytest.mark.slow
@pytest.mark.parametrize("key", [DEMO, REAL])
def test_the_same_for_every_month(key):
    periods = monthly.months(question(key))
    assert len(periods) == {DEMO: 30, REAL: 84}[key]
    assert [(p.code, f) for p in periods for f in all_faults(of(key, p.code))] == []


def test_the_checker_finds_a_wrong_figure_and_a_wrong_word(demo):
    figures = figures_of(demo, monthly_settings())
    assert faults("增加值增长1.6%", figures) == []
    assert faults("增加值增长17.32159%", figures) == ["17.32159不在结果中"]
    assert faults("拉动+0.761234", figures) == ["+0.761234不在结果中"]
    assert faults("增加值下降1.6%", figures_of(Decimal("1.6"))) == ["下降1.6与符号不符"]
    assert faults("比上期加快2.3个百分点", figures_of(Decimal("-2.3"))) == ["加快2.3与符号不符"]


# headline and figures


def test_headline_of_the_real_city_is_that_of_its_card(real):
    text = monthly_words.headline(real)
    assert "同比**增长6.0%**（可比价），比1—8月回落3.2个百分点" in text
    assert "大类增长面71.4%（25/35）" in text
    assert len(text.replace("**", "")) <= LONGEST


def test_headline_of_the_demonstration_names_who_pulled(demo):
    first = demo.industries.pulling[0]
    assert f"拉动最大的是**{first.name}**" in monthly_words.headline(demo)
    fallen = of(DEMO, "2020-Y02")
    assert "拖累最大的是**" in monthly_words.headline(fallen)
    assert "比2019年1—12月回落" in monthly_words.headline(fallen)


def test_a_lagging_indicator_says_its_own_period(real):
    revenue = next(f for f in real.figures if f.indicator.id == "revenue")
    assert revenue.period.code == "2025-Y08"
    assert "1—8月营业收入1699.51亿元，增长10.2%" in "".join(said(real))
    assert ("revenue", "2025-Y08") in [(i.id, p.code) for i, p in real.quality.late]


@pytest.mark.parametrize("indicator", ["revenue", "profit"])
def test_a_leading_indicator_that_came_late_is_analysed_on_the_day_it_came(indicator):
    asked = question(REAL)
    for period in monthly.months(asked, indicator):
        found = monthly.month(asked, period, indicator)
        assert (found.lead.indicator.id, found.lead.period) == (indicator, period)
        assert found.analysed_on == found.published_at > analysed_on(period)
        assert found.question.as_of == found.analysed_on


def test_peers_say_where_their_figures_end(real):
    assert (real.peers.newest.code, real.peers.place, real.peers.count) == ("2023-Y02", 9, 14)
    text = monthly_words.peers_sentence(real)
    assert text.startswith("全省市州的数止于2023年1—2月，其后未公布，不作本期比较")
    then = monthly_words.peers_sentence(of(REAL, "2022-Y12"))
    assert "止于" not in then
    assert "列第" in then
    assert of(DEMO).peers is None


def test_after_a_broken_year_the_two_year_average_is_said():
    found = of(REAL, "2021-Y03")
    before = of(REAL, "2020-Y03").lead.growth
    exact = ((1 + float(found.lead.growth) / 100) * (1 + float(before) / 100)) ** 0.5 - 1
    assert float(found.two_years_pct) == pytest.approx(100 * exact)
    assert f"两年平均{growth_phrase(100 * exact)}" in "".join(monthly_words.overall(found))
    assert of(REAL, "2022-Y03").two_years_pct is None


# who moved it


@pytest.mark.parametrize("code", ["2018-Y02", "2019-Y12", "2020-Y02", "2020-Y08", "2020-Y09"])
def test_parts_and_residual_are_the_published_growth(code):
    found = of(DEMO, code)
    for movement in (found.industries, found.counties):
        assert movement.is_computed
        assert movement.pulls.sum_pp + movement.pulls.residual_pp == found.lead.growth
        assert movement.base == f"{found.period.year - 1}年比重"
        assert "权数" in movement.source
        named = (*movement.pulling, *movement.dragging, *movement.others)
        assert sum(row.found.pp for row in named) == movement.pulls.sum_pp
        assert abs(movement.pulls.residual_pp) < Decimal("0.5")


def test_weights_are_of_the_year_before_and_known_by_then():
    found = of(DEMO, "2019-Y03")
    row = next(each for each in found.industries.rows if each.key == "C38")
    shown = store.history(found.question, row.weight_origin.series, row.weight_origin.period)
    assert row.weight_origin.period == "2018-Y12"
    assert shown["value"].tolist() == [float(row.found.weight_pct)]
    assert shown["published_at"].iloc[0] <= found.question.as_of


def test_small_and_negative_growth_has_no_shares():
    fallen = of(DEMO, "2020-Y07").industries
    assert not fallen.pulls.has_shares
    text = monthly_paragraphs.movement_paragraph(fallen)
    assert "贡献率" not in text.replace("不列贡献率", "")
    assert "总增速为负，只列拉动" in text
    assert "贡献率（%）" not in [column.head for column in tables.movement(fallen).columns]


def test_without_weights_nothing_is_computed(real):
    for movement in (real.industries, real.counties):
        assert movement.reason == "无权数，不计算"
        assert not movement.pulling
        assert {row.found.pp for row in movement.rows} == {None}
        text = monthly_paragraphs.movement_paragraph(movement)
        assert "无权数，不计算拉动和贡献率" in text
    assert of(REAL, "2021-Y03").industries.reason == "没有增速，不计算"


def test_an_industry_that_is_silent_is_said_and_left_in_the_residual(demo):
    assert demo.industries.pulls.silent == ("B09",)
    assert "有色金属矿采选业有权数而增速未报" in monthly_paragraphs.movement_paragraph(
        demo.industries
    )
    shown = {row[0].text: row[1].text for row in tables.movement(demo.industries).rows}
    assert shown["有色金属矿采选业"] == "未报"


def test_indicators_at_current_prices_take_last_years_totals_for_weights():
    found = of(DEMO, "2019-Y09", "industrial_tax")
    movement = found.counties
    assert movement.base == "2018年1—9月总量（现价）"
    assert movement.pulls.sum_pp + movement.pulls.residual_pp == found.lead.growth
    assert abs(movement.pulls.residual_pp) < 1
    comparable = of(DEMO, "2019-Y09", "revenue")
    assert comparable.counties.reason == "无权数，不计算"


# single month, trend, outlook


def test_single_month_is_marked_and_bounded(demo):
    lead = demo.lead
    months = {
        p.code: v
        for p, v in zip(demo.seasonal[0].periods, demo.seasonal[0].found.values, strict=True)
    }
    assert lead.month == pytest.approx(Decimal(str(months["2020-09"])))
    assert Decimal("0.5") < lead.month_growth.error_pp < 1
    assert all(
        "推算" in column.head for column in tables.months(demo).columns if "当月" in column.head
    )
    opening = of(DEMO, "2020-Y02").lead
    assert (opening.month, opening.month_growth.error_pp) == (opening.level, 0)


def test_eleven_point_year_is_adjusted_and_says_how(demo):
    line = monthly_paragraphs.lead_line(demo)
    assert line.found.is_adjusted
    assert "周期11" in line.found.method
    assert line.light == "未见残余"
    assert "有一个日历月历年未报，一年按11期" in line.found.quality
    januaries = [
        v for p, v in zip(line.periods, line.found.values, strict=True) if p.end.month == 1
    ]
    assert set(januaries) == {None}
    shown = monthly_trend_tables.adjusted_months(line).rows
    assert not any(
        "1月" in row[0].text and "—" not in row[0].text and row[0].text.endswith("年1月")
        for row in shown
    )


def test_series_that_cannot_be_adjusted_say_why(demo, real):
    reasons = {line.indicator.id: line.found.reason for line in demo.seasonal}
    assert reasons["revenue"] == "首末两期之间不足3年"
    assert "没有总量（月报卡只公布增速" in monthly_paragraphs.trend_paragraph(real)
    assert monthly_paragraphs.shown_line(real) is None


def test_outlook_has_an_interval_and_refuses_to_compare_what_is_not_comparable(demo, real):
    by_indicator = {each.indicator.id: each for each in demo.outlooks}
    value_added = by_indicator["value_added"]
    assert value_added.has_interval
    assert value_added.landing.low_80 < value_added.landing.total < value_added.landing.high_80
    assert value_added.nominal_pct is None
    assert by_indicator["industrial_tax"].nominal_pct is not None
    assert {each.landing for each in real.outlooks} == {None}
    assert {each.reason for each in of(DEMO, "2019-Y12").outlooks} == {"全年已公布"}


# what was known, data behind it


def test_nothing_published_after_the_day_of_the_analysis_is_used():
    found = of(DEMO, "2020-Y05")
    assert found.question.as_of == analysed_on(found.period) == date(2020, 6, 25)
    assert found.published_at <= found.question.as_of
    assert monthly.month(question(DEMO, "2020-10-25"), found.period).lead == found.lead
    newest = monthly.month(question(DEMO, "2020-06-22"))
    assert (newest.period.code, newest.question.as_of) == ("2020-Y05", date(2020, 6, 22))


def test_departments_of_the_meeting_are_nine_with_their_states(demo, real):
    assert len(demo.departments) == 9
    states = {each.department.id: each.state for each in real.departments}
    assert states["statistics"] == PART
    assert states["central_bank"] == DELIVERED
    assert states["power"] == NOTHING_ASKED
    early = monthly.month(question(DEMO, "2020-10-21"))
    assert {each.department.id: each.state for each in early.departments}["power"] == DELIVERED
    statistics = next(each for each in real.departments if each.department.id == "statistics")
    assert statistics.lacking == ("营业收入", "利润总额")
    assert replace(statistics, given=()).state == SILENT


def test_what_is_not_there_is_refused_with_what_can_be_chosen():
    with pytest.raises(MonthlyError, match="可选2018-02至2025-09"):
        of(REAL, "2025-10")
    with pytest.raises(MonthlyError, match="还没有发布过全市规上工业增加值增速"):
        monthly.month(question(DEMO, "2018-01-10"))
    with pytest.raises(MonthlyError, match="月分析没有指标“gdp”"):
        of(REAL, "", "gdp")
    with pytest.raises(MonthlyError, match="认不出"):
        monthly.period_of("九月")
    assert monthly.period_of("") is None


# the record


@pytest.mark.parametrize(("key", "code", "charts"), [(DEMO, "2020-Y09", 4), (REAL, "2025-Y09", 1)])
def test_record_is_the_same_after_it_was_stored(key, code, charts):
    made = monthly_content.content(question(key), Period.parse(code))
    assert from_json(to_json(made)) == made
    assert len(made.charts) == charts
    assert made.simulated == (key == DEMO)
    assert made.period == code
    falls = [chart for chart in made.charts if chart.kind == "waterfall"]
    for chart in falls:
        *parts, total = chart.series[0].values
        assert sum(parts) == pytest.approx(total, abs=0.06)


def test_record_of_a_month_without_figures_is_refused():
    with pytest.raises(BulletinError, match="没有发布"):
        monthly_content.content(question(REAL), Period.parse("2025-Y10"))
