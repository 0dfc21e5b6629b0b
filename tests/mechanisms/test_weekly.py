"""A week: what it says against its own figures and the stored ones, and what it may not know."""

import shutil
import sqlite3
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from data import datasets, storage, store
from data.batches import Entry, SeriesKey, Submission, commit
from data.store import Question
from data.weekly_settings import judged_on, weekly_settings
from mechanisms import meeting, price_words, weekly, weekly_content, weekly_watch, weekly_words
from mechanisms.bulletin_content import BulletinError
from mechanisms.headlines import LONGEST
from mechanisms.meeting import Meeting
from mechanisms.weekly import WeeklyError
from metrics.lunar import spring_festival
from metrics.periods import Period
from tests.made import VARIABLES
from tests.sentences import faults, figures_of

CITY, REGION, TAISHUN, YONGJIA = "wenzhou-2020", "330300", "330329", "330324"
EVERY_THIRD = slice(None, None, 3)


def enter(patch, place):
    for name in VARIABLES:
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(place))


@pytest.fixture(autouse=True)
def at_hand(wenzhou_made, monkeypatch):
    enter(monkeypatch, wenzhou_made)


def question(day="", vintage=None):
    as_of = date.fromisoformat(day) if day else datasets.dataset(CITY).today
    newest = store.newest_vintage(CITY) if vintage is None else vintage
    return Question(CITY, as_of, newest)


def of(code):
    return weekly.week(question(), Period.parse(code))


@pytest.fixture(scope="module")
def judged(wenzhou_made):
    """Every week of 2020, and those around the festival of 2019."""
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, wenzhou_made)
        offered = weekly.weeks(question())
        chosen = [each for each in offered if each.year == 2020 or each.code < "2019-W11"]
        return [weekly.week(question(), each) for each in chosen if each.year > 2018]


@pytest.fixture(scope="module")
def stored(wenzhou_made):
    """All weekly figures as they lie in the database: by indicator, region and last day."""
    query = """SELECT s.indicator, s.region, o.period_end, o.value, b.published_at
               FROM observation o JOIN series s ON s.id = o.series
               JOIN batch b ON b.sequence = o.batch WHERE s.indicator LIKE 'weekly_%'"""
    with sqlite3.connect(wenzhou_made / f"{CITY}.sqlite") as connection:
        rows = connection.execute(query).fetchall()
    return {(row[0], row[1], date.fromisoformat(row[2])): row[3:] for row in rows}


# What is known when


def test_a_week_knows_nothing_published_after_its_day(judged, stored):
    for found in judged:
        assert found.question.as_of == found.judged_on == found.week.end + timedelta(days=3)
        assert found.published_at <= found.judged_on
        assert (found.prices.published_at or date.min) <= found.judged_on
        assert stored["weekly_electricity", REGION, found.week.end][1] == str(found.published_at)


def test_a_week_is_the_same_as_when_nothing_later_was_stored(judged):
    """Batches are stored in the order of publication: the vintage of the day hides the rest."""
    batches = store.batches(question())[["sequence", "published_at"]]
    for found in judged[EVERY_THIRD]:
        known = batches[batches["published_at"] <= found.judged_on]["sequence"].max()
        then = weekly.week(question(vintage=int(known)), found.week)
        assert then.week == found.week
        assert [line.whole for line in then.lines] == [line.whole for line in found.lines]
        assert [line.course for line in then.lines] == [line.course for line in found.lines]
        assert then.counties == found.counties
        assert then.later is None


def test_alerts_of_a_week_know_no_month_published_after_it():
    """September was published on 20 October; week 41 was judged on the 14th."""
    found = of("2020-W41")
    watched = weekly_watch.watch(found)
    assert watched.board.on == date(2020, 10, 14)
    of_series = [each for area in ("region", "industry") for each in watched.board.of_area(area)]
    months = {each.period.end for each in of_series if "W" not in each.period.code}
    assert max(months) == date(2020, 8, 31)


def test_a_correction_counts_from_its_own_day_on(wenzhou):
    week = Period.parse("2020-W40")
    for day, value in ((date(2020, 10, 6), 40000.0), (date(2020, 10, 20), 60000.0)):
        key = SeriesKey("simulated", "weekly_electricity", "level", REGION)
        sent = Submission(
            title="更正", file_name="c.csv", content=b"c", source="更正", kind="simulated",
            sender="测试", published_at=day, published_assumed=False,
            entries=(Entry(key, week, value, 2),),
        )  # fmt: skip
        with storage.writing(CITY) as connection:
            commit(connection, "simulated", sent)
        assert of("2020-W40").lead.whole.value == 4  # judged on the 7th
    assert of("2020-W41").lead.whole.week.base == 4  # judged on the 14th
    assert of("2020-W42").lead.course[-3].value == 6  # judged on the 21st


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2020-W43", "还没有结束，不完整的周不研判"),
        ("2017-W50", "没有2017年第50周"),
        ("2020-10", "不是周"),
        ("2020-W42-E3", "不是周"),
    ],
)
def test_what_is_no_complete_week_is_refused(code, said):
    with pytest.raises(WeeklyError, match=said):
        weekly.week(question(), Period.parse(code))
    with pytest.raises(BulletinError, match=said):
        weekly_content.content(question(), Period.parse(code))


def test_a_week_that_is_over_and_not_published_is_refused():
    with pytest.raises(WeeklyError, match=r"第42周.*还没有发布"):
        weekly.week(question("2020-10-19"), Period.parse("2020-W42"))
    assert weekly.week(question("2020-10-19")).week.code == "2020-W41"


def test_a_viewer_who_stands_before_the_judgement_sees_his_own_day():
    found = weekly.week(question("2020-10-20"), Period.parse("2020-W42"))
    assert (found.question.as_of, found.judged_on) == (date(2020, 10, 20), date(2020, 10, 21))


def test_a_dataset_may_have_a_day_of_judgement_of_its_own():
    dataset = datasets.dataset(CITY).model_copy(update={"judged_days_after": 1})
    assert judged_on(dataset, Period.parse("2020-W42")) == date(2020, 10, 19)


def test_a_week_that_came_after_its_day_is_judged_when_it_came(monkeypatch):
    dataset = datasets.dataset(CITY).model_copy(update={"judged_days_after": 1})
    monkeypatch.setattr(weekly, "judged_on", lambda _, week: judged_on(dataset, week))
    usual, found = of("2020-W41"), of("2020-W42")
    assert (found.judged_on, found.question.as_of) == (date(2020, 10, 20), date(2020, 10, 20))
    assert found.published_at == date(2020, 10, 20)
    assert "没有周度数据" not in weekly_words.headline(found)
    assert usual.lead.whole.value == found.lead.course[-2].value


# Figures against the stored ones


def rounded(value, places):
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def last_year(stored, indicator, region, week):
    """Mix last year's weeks day by day: each day brings a seventh of its week."""
    near = [
        spring_festival(year)
        for year in (week.start.year, week.start.year + 1)
        if is_near(week.start, week.end, spring_festival(year))
        or is_near(
            week.start - timedelta(364), week.end - timedelta(364), spring_festival(year - 1)
        )
    ]
    shift = near[0] - spring_festival(near[0].year - 1) if near else timedelta(364)
    total = Decimal(0)
    for number in range(7):
        day = week.start + timedelta(number) - shift
        value, _ = stored.get((indicator, region, day + timedelta(6 - day.weekday())), (None, ""))
        if value is None:
            return None
        total += Decimal(str(value)) / 7
    return total


def is_near(start, end, festival):
    eve = festival - timedelta(1)
    return start <= eve + timedelta(28) and end >= eve - timedelta(28)


def said_change(measure, now, base):
    if now is None or base is None:
        return ""
    scale = measure.scale
    if measure.compared == "difference":
        gap = rounded(now * scale, measure.decimals) - rounded(base * scale, measure.decimals)
        words = ("增加", "减少")
        text = f"{abs(gap)}{measure.unit}"
    else:
        gap = rounded((now - base) / base * 100, 1)
        words, text = ("增长", "下降"), f"{abs(gap)}%"
    return "持平" if not gap else words[gap < 0] + text


def test_every_figure_and_comparison_is_that_of_the_stored_figures(judged, stored):
    for found in judged:
        for line in found.lines:
            measure = line.measure
            now, before = (
                Decimal(str(stored[measure.indicator, REGION, week.end][0]))
                for week in (found.week, found.week.previous())
            )
            base = last_year(stored, measure.indicator, REGION, found.week)
            assert line.whole.value == now * measure.scale
            assert weekly_words.change_words(measure, line.whole.week) == said_change(
                measure, now, before
            )
            assert weekly_words.change_words(measure, line.whole.year) == said_change(
                measure, now, base
            )


def test_counties_fall_as_long_as_their_stored_figures_do(judged, stored):
    counted = defaultdict(int)
    for found in sorted(judged, key=lambda each: each.week):
        for county in found.counties:
            now, _ = stored["weekly_electricity", county.code, found.week.end]
            base = last_year(stored, "weekly_electricity", county.code, found.week)
            falls = now is not None and Decimal(str(now)) < base * Decimal("0.9995")
            counted[county.code] = counted[county.code] + 1 if falls else 0
            assert min(counted[county.code], weekly_settings().course_weeks) == county.falling


# What was not reported


def test_what_a_county_did_not_report_is_said_and_never_zero():
    found = of("2020-W42")
    county = next(each for each in found.counties if each.code == TAISHUN)
    assert (county.lead.value, county.falling, county.unreported) == (None, 0, ("工业用电量",))
    assert (found.lead.reported, found.lead.due, found.lead.unreported) == (11, 12, ("泰顺县",))
    assert "请泰顺县补报工业用电量" in weekly_words.headline(found)
    tile = weekly_words.tiles(found)[0]
    assert "未报1县" in tile.note
    assert "可比的11个" in weekly_words.county_sentence(found)
    assert "未报的有泰顺县（工业用电量）" in weekly_words.county_sentence(found)


def test_a_scope_sees_its_own_county_only():
    scoped = replace(question(), scope=(REGION, YONGJIA))
    found = weekly.week(scoped)
    assert [each.code for each in found.counties] == [YONGJIA]
    assert {line.due for line in found.lines} == {1}
    assert "泰顺" not in weekly_words.headline(found)


# Words


def test_every_figure_of_every_sentence_is_in_the_result_and_agrees_with_its_sign(judged):
    told = 0
    for found in judged:
        figures = figures_of(*shown(found))
        sentences = [
            weekly_words.headline(found),
            weekly_words.county_sentence(found),
            price_words.sentence(found.prices),
            *weekly_content.change_paragraphs(found),
            *(f"{tile.value}{tile.change}{tile.note}" for tile in weekly_words.tiles(found)),
        ]
        told += len(sentences)
        assert not [fault for each in sentences for fault in faults(each, figures)], sentences
    assert told > 300


def shown(found):
    """What sentences speak of: the week's own figures, without the weeks before it."""
    lines = [(line.whole, line.unreported) for line in found.lines]
    settings = weekly_settings()
    return found.week, found.week.label, lines, found.counties, found.prices, named(found), settings


def named(found):
    """Counts that a sentence makes of the counties."""
    growths = [county.lead.year.pct for county in found.counties]
    known = [rounded(each, 1) for each in growths if each is not None]
    falling = [len(weekly_words.falling_counties(found)), len(weekly_words.silent_counties(found))]
    return (*falling, len(known), sum(each > 0 for each in known), sum(each < 0 for each in known),
            sum(each == 0 for each in known), 52)  # fmt: skip


def test_checker_finds_a_wrong_figure_and_a_wrong_direction():
    found = of("2020-W42")
    figures = figures_of(found.lead.whole, found.week.label)
    assert faults("工业用电量比上年同期增长98.7%", figures)
    assert faults("工业用电量比上年同期下降5.4%", figures)
    assert not faults("工业用电量比上年同期增长5.4%", figures)


def test_nothing_says_why_and_a_headline_can_be_read_at_a_glance(judged):
    for found in judged:
        text = weekly_words.headline(found) + weekly_words.county_sentence(found)
        assert len(weekly_words.plain_headline(found)) <= LONGEST
        assert not any(word in text for word in ("因为", "由于", "导致", "带动", "拖累", "所致"))


def test_headline_of_a_festival_week_and_of_an_ordinary_one():
    assert weekly_words.plain_headline(of("2020-W05")) == (
        "第5周工业用电量1.34亿千瓦时，比上年同期（按春节对齐）下降35.6%，比上周下降40.3%。"
        "停产企业4885家，比上周增加823家。"
        "请核实鹿城区、龙湾区、瓯海区等12个县（市、区）用电连续2周以上同比下降的情况。"
    )
    found = of("2020-W42")
    assert weekly_words.plain_headline(found) == (
        "第42周工业用电量5.78亿千瓦时，比上年同期（52周前）增长5.4%，比上周下降0.1%。"
        "停产企业125家，比上周增加69家，增加最多的是乐清市58家、瑞安市32家。"
        "请泰顺县补报工业用电量。"
    )


def test_counties_named_for_stopped_firms_are_those_with_the_largest_rise(judged, stored):
    for found in judged:
        said = weekly_words.most_added(found)
        rises = {}
        for county in found.counties:
            now, before = (
                stored["weekly_firms_stopped", county.code, week.end][0]
                for week in (found.week, found.week.previous())
            )
            rises[county.name] = now - before
        first = sorted(rises.values(), reverse=True)[:2]
        assert all(f"{value:.0f}家" in said for value in first if value > 0) or not said


def test_the_deepest_fall_that_is_named_is_the_deepest_of_the_others(judged):
    named_lines = 0
    for found in judged:
        falls = {
            line.measure.name: rounded(line.whole.week.pct, 1)
            for line in found.lines
            if line.measure.compared == "pct" and line is not found.lead
        }
        worst = weekly_words.worst_line(found)
        named_lines += worst is not None
        deepest = min(falls.values())
        assert (worst is None) == (deepest >= 0)
        assert worst is None or falls[worst.measure.name] == deepest
    assert 0 < named_lines < len(judged)


def test_tones_follow_what_is_welcome():
    tiles = {tile.label: tile for tile in weekly_words.tiles(of("2020-W24"))}
    assert len(tiles) <= 6
    stopped, used = tiles["停产企业"], tiles["工业用电量"]
    assert (stopped.change, stopped.arrow, stopped.tone) == ("增加 134家", "up", "down")
    assert (used.change, used.arrow, used.tone) == ("增长 3.3%", "up", "up")


def test_the_first_weeks_have_no_year_before():
    found = of("2018-W20")
    assert found.lead.whole.year.pct is None
    assert "上年" not in weekly_words.headline(found)
    assert all("无上年同期" in tile.note for tile in weekly_words.tiles(found))


# Record and meeting


@pytest.fixture(scope="module")
def last(wenzhou_made):
    """The newest week with its watch lists."""
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, wenzhou_made)
        found = of("2020-W42")
        return found, weekly_watch.watch(found)


def test_record_says_what_the_page_says(last):
    found, watched = last
    made = weekly_content.content(question(), found.week)
    assert (made.form, made.period, made.as_of) == ("weekly", "2020-W42", "2020-10-21")
    assert weekly_words.plain_headline(found) in made.paragraphs
    assert weekly_watch.sentence(watched) in made.paragraphs
    assert [tile.text for tile in made.tiles] == [t.value for t in weekly_words.tiles(found)]
    assert made.charts[0].series[0].values[-1] == 5.78
    assert "研判" in made.printed_title
    assert "模拟数据" in made.printed_title


def test_each_rule_comes_first_once_before_any_comes_twice(last):
    _, watched = last
    rules = [alert.rule for alert in watched.of("firm")]
    different = len(set(rules))
    assert different > 1
    assert len(set(rules[:different])) == different


def test_slides_say_what_the_week_says(last):
    found, watched = last
    made = meeting.slides(Meeting(found, watched, None, None))
    assert [slide.key for slide in made] == ["overall", "counties", "costs", "watch"]
    assert made[0].assertion == "工业用电量同比增长5.4%，停产企业比上周增加69家"
    assert made[1].assertion == "可比的11个县（市、区）用电同比没有下降"
    assert made[2].assertion == "10月上旬生产资料29种上涨、14种下跌"
    assert [slide.is_official for slide in made] == [False, False, True, False]
    figures = figures_of(*shown(found))
    for slide in made[:3]:
        texts = [slide.assertion, slide.change, *(point.text for point in slide.points)]
        assert not [fault for text in texts for fault in faults(text, figures)]
    board = watched.board
    assert made[3].value == str(len(board.pressing))
    first = {area: watched.of(area)[0] for area in weekly_watch.AREAS}
    for alert, point in zip(first.values(), made[3].points, strict=True):
        assert alert.subject_name in point.text
        assert alert.number in point.text


def test_a_city_without_weekly_figures_says_so(made_datasets, tmp_path, monkeypatch, wenzhou_made):
    place = made_datasets.into(tmp_path / "var", "shaoyang")
    shutil.copy(wenzhou_made / "material-prices.sqlite", place)
    monkeypatch.setenv("GONGKUANG_VAR", str(place))
    asked = Question("shaoyang", date(2025, 10, 31), store.newest_vintage("shaoyang"))
    found = weekly.week(asked)
    assert (found.week.code, found.lines, found.counties) == ("2025-W43", (), ())
    assert "没有周度数据" in weekly_words.headline(found)
    assert found.prices.period.code == "2025-10-X2"
    assert weekly_words.tiles(found) == ()
    made = meeting.slides(Meeting(found, weekly_watch.watch(found), None, None))
    assert [slide.key for slide in made] == ["costs", "watch"]
