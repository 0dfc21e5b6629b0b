"""The board of targets: read from stored figures, judged, said in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data import datasets, policies, store, target_rules
from data.batches import Entry, SeriesKey
from data.permissions import Viewer, require
from data.records import CatalogueError
from data.store import Question
from mechanisms import (
    supervision,
    supervision_course,
    supervision_dossier,
    supervision_facts,
    supervision_readings,
    supervision_statistics,
    supervision_table,
    supervision_target_words,
    supervision_words,
)
from mechanisms.supervision import DONE, FAILED, SILENT, SupervisionError
from mechanisms.supervision_landing import landing, months_between
from metrics.periods import Period
from metrics.targets import Lamp, State, judge
from tests.data.small_city import NORTH, WEST, WHOLE, submission
from tests.metrics.target_samples import LIMITS, reading
from tests.metrics.target_samples import terms as target_terms

EARLY, LATE = date(2020, 6, 30), date(2020, 10, 25)
LUCHENG = "330302"
WORDLESS = ("None", "NaN", "nan", "Decimal", "State.")


def asked(as_of=LATE, vintage=None, scope=None, key="wenzhou-2020"):
    newest = store.newest_vintage(key) if vintage is None else vintage
    return Question(key, as_of, newest, scope)


@pytest.fixture
def board(wenzhou):
    """The board of the rich city: `board(as_of)`."""
    return lambda as_of=LATE, **more: supervision.board(asked(as_of, **more))


@pytest.fixture
def small(declared):
    """A small real city that stands under the draft of 2020: `small(**changes)`."""

    def make(**changes):
        given = {
            "documents": ["wenzhou-2020"],
            "business_date": date(2020, 10, 25),
            "rosters": [],
            "local_targets": {},
        }
        return declared(**(given | changes))

    return make


def give(city, target, figures, published=date(2020, 10, 20), **key):
    """Commit figures of a target: {period: value}."""
    entries = tuple(
        Entry(SeriesKey("official", target, *_key(**key)), Period.parse(code), value, line)
        for line, (code, value) in enumerate(figures.items(), start=2)
    )
    return city.send(replace(submission({}, published), entries=entries))


def _key(measure="level", region=WHOLE, kind="region", subject=""):
    return (measure, region, "", kind, subject)


def row(city, key, as_of=LATE, **more):
    question = city.question(as_of=as_of, **more)
    return supervision.board(question).row(key)


def test_every_target_of_the_document_stands_on_the_board_in_its_order(board):
    found = board()
    assert [each.id for each in found.rows] == [
        target.id for target in policies.document("wenzhou-2020").targets
    ]
    assert {each.id for each in found.worst_first} == {each.id for each in found.rows}
    groups = [found.with_lamp(lamp) for lamp in Lamp if lamp]
    groups += [found.in_state(states) for states in (DONE, FAILED, SILENT)]
    assert all(groups[:3])
    assert sum(map(len, groups)) <= len(found.rows)


def test_failed_and_far_behind_targets_come_first_and_quiet_ones_last(board):
    ordered = board().worst_first
    severities = [each.urgency[0] for each in ordered]
    assert severities == sorted(severities)
    assert ordered[0].verdict.status == State.OVERDUE
    assert ordered[1].verdict.lamp == Lamp.FAR_BEHIND
    assert ordered[-1].verdict.status in (*DONE, State.DIRECTION_ONLY)


def test_one_query_for_the_regions_of_all_targets(wenzhou, monkeypatch):
    calls = []
    known = store.known
    monkeypatch.setattr(store, "known", lambda *a, **k: calls.append(k) or known(*a, **k))
    targets = policies.document("wenzhou-2020").targets
    supervision_facts.facts(asked(), targets)
    assert [call["subject_kind"] for call in calls] == ["region"]


def test_a_net_increase_is_the_balance_less_the_opening_one(small):
    city = small()
    give(city, "manufacturing_loan_balance", {"2019-12": 2000.0, "2020-09": 2105.0})
    verdict = row(city, "WZ20-T06").verdict
    assert verdict.actual == 105
    assert (verdict.completion_pct, verdict.pace_pct) == (Decimal("70.00"), Decimal("75.00"))
    assert (verdict.status, verdict.lamp) == (State.UNDER_WAY, Lamp.BEHIND)
    assert verdict.required_per_month == 15


def test_without_the_opening_balance_it_waits_for_the_base(small):
    city = small()
    give(city, "manufacturing_loan_balance", {"2020-09": 2105.0})
    found = row(city, "WZ20-T06")
    assert found.verdict.status == State.AWAITING_BASE
    assert "缺基期数" in supervision_words.lacks(found)


def test_a_base_of_the_declaration_is_used(small):
    local = {"WZ20-T06": {"base": "2000", "source": "年报"}}
    city = small(local_targets=local)
    give(city, "manufacturing_loan_balance", {"2020-09": 2105.0})
    assert row(city, "WZ20-T06").verdict.actual == 105


def test_the_own_figure_of_a_city_does_not_replace_that_of_the_document(small):
    local = {
        "WZ20-T01": {"value": "5", "source": "市定"},
        "WZ20-T13": {"value": "5", "source": "市"},
    }
    city = small(local_targets=local)
    give(city, "WZ20-T01", {"2020-09": 50.0})
    assert row(city, "WZ20-T01").verdict.target == 100


def test_the_plan_of_a_city_takes_the_place_of_the_even_course(small):
    plan = {"2020-09": "40", "2020-12": "100"}
    city = small(local_targets={"WZ20-T01": {"plan": plan, "source": "安排"}})
    give(city, "WZ20-T01", {"2020-09": 45.0})
    found = row(city, "WZ20-T01")
    assert (found.verdict.pace_pct, found.verdict.lamp) == (Decimal("40.00"), Lamp.ON_PACE)
    curve = supervision_course.curve(found.known, found.verdict, None, datasets.dataset(city.key))
    assert curve.planned
    assert [mark.value for mark in curve.pace] == [40, 100]


def test_limits_of_the_lamp_come_from_the_city_or_from_the_rules(small):
    city = small(pace={"behind_pp": "1", "far_behind_pp": "40"})
    give(city, "WZ20-T01", {"2020-09": 40.0})
    assert row(city, "WZ20-T01").verdict.lamp == Lamp.BEHIND
    assert supervision.thresholds_of(datasets.dataset(city.key)).behind_pp == 1
    other = small(key="other")
    give(other, "WZ20-T01", {"2020-09": 40.0})
    assert row(other, "WZ20-T01").verdict.lamp == Lamp.FAR_BEHIND
    assert supervision.thresholds_of(datasets.dataset("other")) == target_rules.thresholds()


def test_a_full_coverage_waits_for_its_list_or_its_denominator(small):
    city = small()
    give(city, "WZ20-T11", {"2020-06": 10.0}, measure="numerator")
    assert row(city, "WZ20-T11").verdict.status == State.AWAITING_ROSTER
    rosters = [{"name": "券发放台账", "size": 10, "source": "台账"}]
    listed = small(key="listed", rosters=rosters)
    give(listed, "WZ20-T11", {"2020-06": 10.0}, measure="numerator")
    assert row(listed, "WZ20-T11").verdict.status == State.UNDECIDABLE
    give(listed, "WZ20-T11", {"2020-06": 10.0}, measure="denominator")
    assert row(listed, "WZ20-T11").verdict.status == State.ATTAINED


def test_each_unit_counts_the_units_of_the_list(small):
    rosters = [{"name": "县区与经开区名录", "members": [NORTH, WEST], "source": "名录"}]
    changes = {"documents": ["luohe-2015"], "business_date": date(2016, 1, 20)}
    city = small(rosters=rosters, **changes)
    give(city, "LH15-T02", {"2015-12": 1000.0}, published=date(2016, 1, 5), region=NORTH)
    found = row(city, "LH15-T02", date(2016, 1, 20))
    assert (found.verdict.actual, found.verdict.target) == (1, 2)
    assert found.verdict.unreported_units == (WEST,)
    own = row(city, "LH15-T02", date(2016, 1, 20), scope=(WHOLE, NORTH))
    assert (own.verdict.actual, own.verdict.target) == (1, 1)


def test_units_that_report_on_days_of_their_own_keep_what_they_reported(small):
    rosters = [{"name": "县区与经开区名录", "members": [NORTH, WEST], "source": "名录"}]
    changes = {"documents": ["luohe-2015"], "business_date": date(2016, 1, 20)}
    city = small(rosters=rosters, **changes)
    give(city, "LH15-T02", {"2015-11-20": 1000.0}, published=date(2015, 12, 1), region=NORTH)
    give(city, "LH15-T02", {"2015-12-31": 1000.0}, published=date(2016, 1, 5), region=WEST)
    found = row(city, "LH15-T02", date(2016, 1, 20)).verdict
    assert (found.actual, found.status) == (2, State.ATTAINED)
    give(city, "LH15-T02", {"2015-12-31": None}, published=date(2016, 1, 6), region=NORTH)
    silent = row(city, "LH15-T02", date(2016, 1, 20)).verdict
    assert (silent.actual, silent.unreported_units) == (1, (NORTH,))


@pytest.mark.parametrize("codes", [("2020-06", "2020-06-30"), ("2020-06-30", "2020-06")])
def test_of_two_codes_for_one_day_what_was_published_last_counts(small, codes):
    city = small()
    for code, value, day_ in zip(codes, (30.0, 41.0), (1, 2), strict=True):
        give(city, "WZ20-T01", {code: value}, published=date(2020, 7, day_))
    assert row(city, "WZ20-T01", date(2020, 7, 10)).verdict.actual == 41
    assert row(city, "WZ20-T01", date(2020, 7, 1)).verdict.actual == 30


def test_totals_of_the_year_are_added_over_the_years_of_the_window(small):
    changes = {"documents": ["wenzhou-2023"], "business_date": date(2025, 1, 20)}
    city = small(**changes)
    year = {"2023-Y06": 4000.0, "2023-Y12": 9000.0, "2024-Y06": 3000.0}
    give(city, "first_time_borrowers", year, published=date(2024, 7, 15))
    verdict = row(city, "WZ23-T10", date(2024, 12, 1)).verdict
    assert (verdict.actual, verdict.target, verdict.unit) == (
        Decimal("1.2"),
        Decimal("1.8"),
        "万户",
    )


def test_the_past_of_a_statistic_feigns_no_months_that_nobody_reported(small):
    city = small(documents=["wenzhou-2020"])
    past = {"2019-Y12": 120.0, "2020-Y02": 30.0, "2020-Y03": 47.0, "2020-Y06": 89.0}
    give(city, "renewal_amount", past)
    found = dict(row(city, "WZ20-T07").known.past)
    months = {f"2020-{month:02}": None for month in range(1, 7)}
    months |= {"2020-01": 15, "2020-02": 15, "2020-03": 17, "2020-06": 14}
    assert {p.code: v for p, v in found.items() if p.year == 2020} == months
    last_year = [v for p, v in found.items() if p.year == 2019]
    assert last_year == [*[None] * 11, 10]


def test_a_year_that_is_missing_leaves_the_total_missing(small):
    changes = {"documents": ["wenzhou-2023"], "business_date": date(2025, 1, 20)}
    city = small(**changes)
    give(city, "first_time_borrowers", {"2024-Y06": 3000.0}, published=date(2024, 7, 15))
    assert row(city, "WZ23-T10", date(2024, 12, 1)).verdict.status == State.NOT_REPORTED


def test_a_figure_of_a_running_month_counts_up_to_the_day_of_the_report():
    month = Period.of_month(2020, 10)
    assert supervision_facts.reached(month, date(2020, 10, 25)) == Period.of_day(date(2020, 10, 25))
    assert supervision_facts.reached(month, date(2020, 10, 31)) == month
    assert supervision_facts.reached(month, date(2020, 11, 10)) == month


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("万亿元", "元", 10**12),
        ("万户", "户", 10**4),
        ("家", "家", 1),
        ("万家", "户", 1),
        ("%", "比率", 1),
    ],
)
def test_units_are_brought_to_the_unit_of_the_target(unit, base, factor):
    assert supervision_statistics.unit_factor(unit, base) == factor


def test_half_year_relief_stops_at_its_deadline(board):
    found = board().row("WZ20-T10")
    assert found.verdict.status == State.OVERDUE
    assert found.verdict.period.end == date(2020, 6, 30)
    assert found.known.course[-1].period.end > date(2020, 6, 30)


def test_the_board_says_how_a_month_earlier_stood(board):
    found = board()
    earlier = board(supervision.month_earlier(LATE), vintage=found.question.vintage)
    assert [each.before.status for each in found.rows] == [
        each.verdict.status for each in earlier.rows
    ]
    assert supervision.month_earlier(date(2021, 3, 30)) == date(2021, 2, 28)


def test_tiles_and_headline_count_the_same(board):
    found = board()
    tiles = {tile.label: tile.value for tile in supervision_words.tiles(found)}
    assert tiles["督办目标"] == str(len(found.rows))
    for lamp in (Lamp.ON_PACE, Lamp.BEHIND, Lamp.FAR_BEHIND):
        count = len(found.with_lamp(lamp))
        assert tiles[f"{supervision_words.LAMP_SIGNS[lamp]} {lamp}"] == str(count)
        assert not count or f"{count}项{lamp}" in supervision_words.lead(found)
    assert "落后序时" in supervision_words.lead(found)


@pytest.mark.parametrize("as_of", [date(2020, 3, 31), EARLY, LATE])
def test_nothing_is_said_in_the_words_of_the_program(board, as_of):
    found = board(as_of)
    said = [supervision_words.lead(found), *supervision_words.notes(found)]
    for each in found.rows:
        said += [text for pair in supervision_words.card(each) for text in pair]
        said += [supervision_words.target_figure(each), supervision_words.actual_figure(each)]
        said += [supervision_target_words.lead(each), supervision_words.deadline_words(each)]
        said += [tile.value + tile.note for tile in supervision_target_words.tiles(each)]
    assert not [text for text in said if any(word in text for word in WORDLESS)]


def test_a_figure_that_misses_by_less_than_is_printed_is_not_printed_as_reached(small):
    city = small()
    give(city, "manufacturing_loan_balance", {"2019-12": 2000.0, "2020-09": 2149.96})
    found = row(city, "WZ20-T06")
    assert supervision_words.actual_figure(found) == "149.96"


def test_a_draft_is_called_one(board):
    found = board()
    assert found.is_draft
    assert "征求意见稿" in " ".join(supervision_words.notes(found))
    assert "征求意见稿" in supervision_table.provenance(found)


def test_related_targets_are_named_both_ways_and_never_added():
    targets = policies.document("sanming-2020").targets
    by_id = {target.id: target for target in targets}
    whole = supervision.related(by_id["SM20-T01"], targets)
    assert ("其中", "SM20-T03") in [(each.word, each.id) for each in whole]
    part = supervision.related(by_id["SM20-T03"], targets)
    assert ("总项", "SM20-T01") in [(each.word, each.id) for each in part]
    beside = supervision.related(by_id["SM20-T17"], targets)
    assert ("可能重叠", "SM20-T18") in [(each.word, each.id) for each in beside]


def test_a_city_without_documents_is_refused_with_what_to_do(declared):
    city = declared(documents=[], rosters=[], local_targets={})
    with pytest.raises(SupervisionError, match="documents 中写明"):
        supervision.board(city.question())


def test_a_document_that_the_city_does_not_carry_is_refused(wenzhou):
    with pytest.raises(SupervisionError, match="没有登记文件“luohe-2015”；可用：wenzhou-2020"):
        supervision.board(asked(), "luohe-2015")
    with pytest.raises(SupervisionError, match="没有目标“LH15-T01”"):
        supervision.board(asked()).row("LH15-T01")


def test_the_dataset_of_a_document_or_a_target_is_found():
    assert supervision.dataset_of("luohe-2015").id == "luohe-2015"
    assert supervision.dataset_of("SM20-T01").id == "sanming-2020"
    assert supervision.dataset_of().documents
    with pytest.raises(SupervisionError, match="没有数据集登记了“x”"):
        supervision.dataset_of("x")


def test_a_reading_that_names_no_option_is_refused(small):
    with pytest.raises(CatalogueError, match="没有选项“neither”"):
        small(readings={"WZ20-S01": "neither"})


def test_a_county_sees_its_own_progress_and_the_city_only(wenzhou):
    scope = require(Viewer("county", LUCHENG), "view_targets", datasets.dataset("wenzhou-2020"))
    board = supervision.board(asked(scope=scope))
    found = supervision_dossier.dossier(board.question, board, "WZ20-T10")
    assert [each.code for each in found.counties] == [LUCHENG]
    assert {each.recorded.region for each in found.records} == {"330300", LUCHENG}
    assert found.parts is None


def test_the_dossier_shows_counties_months_and_records(wenzhou):
    board = supervision.board(asked())
    found = supervision_dossier.dossier(board.question, board, "WZ20-T06")
    assert len(found.counties) == len(board.dataset.ranked_sets[0].members)
    assert found.parts.fits
    assert sum(each.part for each in found.counties) == found.row.verdict.target
    year = found.stages[-1]
    assert (year.period.code, year.actual) == ("2020", found.row.verdict.actual)
    assert [switch.id for switch, _ in found.switches] == ["WZ20-S01"]
    newest = found.records[0]
    assert (newest.period.code, newest.state) == ("2020-09", "现用")


def test_a_correction_keeps_the_corrected_figure_beside_it(small):
    city = small()
    give(city, "WZ20-T01", {"2020-09": 50.0}, published=date(2020, 10, 10))
    give(city, "WZ20-T01", {"2020-09": 45.0}, published=date(2020, 10, 20))
    board = supervision.board(city.question(as_of=LATE))
    records = supervision_dossier.dossier(board.question, board, "WZ20-T01").records
    assert [(each.recorded.value, each.state) for each in records] == [
        (45.0, "现用"),
        (50.0, "已被更正"),
    ]
    city.withdraw(2, "填错")
    board = supervision.board(city.question(as_of=LATE))
    records = supervision_dossier.dossier(board.question, board, "WZ20-T01").records
    assert [each.state for each in records] == ["已撤回：填错", "现用"]


def test_the_curve_ends_with_the_figure_of_the_board(board):
    found = board()
    for each in found.rows:
        curve = supervision_course.curve(each.known, each.verdict, each.landing, found.dataset)
        if curve.actual and each.verdict.actual is not None:
            assert curve.actual[-1].value == pytest.approx(float(each.verdict.actual))
        if curve.ahead:
            assert curve.ahead[0][1] == curve.actual[-1].value
            assert curve.ahead[-1][1] == pytest.approx(each.landing.total)
            assert curve.ahead[-1][0] == each.target.deadline


def test_months_that_were_not_reported_share_what_came_later_evenly(small):
    city = small()
    give(city, "WZ20-T01", {"2020-03": 30.0, "2020-09": 90.0})
    found = row(city, "WZ20-T01")
    assert found.landing.total == pytest.approx(120, rel=0.2)
    assert months_between(date(2020, 9, 30), date(2020, 12, 31)) == 3


def landed(figures, as_of=LATE, **rest):
    demand = target_terms("flow", value="1200", **rest)
    given = [reading(code, value) for code, value in figures.items()]
    return landing(demand, given, judge(demand, given, as_of, LIMITS))


def test_the_part_of_a_running_month_is_not_added_to_a_whole_one():
    months = {f"2020-{month:02}": str(100 * month) for month in range(1, 10)}
    whole = landed(months)
    assert whole.total == pytest.approx(1200)
    found = landed(months | {"2020-10-15": "950"})
    assert found.total == pytest.approx(1200)
    assert "2020年10月15日的数不满一个月，从上月末起推算" in found.note
    assert landed(months | {"2020-10-15": "1030"}).total == pytest.approx(1230)


def test_months_of_silence_before_a_running_one_are_shared_by_the_day():
    found = landed({"2020-07": "700", "2020-10-15": "1050"})
    assert 1270 < found.total < 1290  # 982 at the end of September, and three months at 100
    assert len(found.path) == 3
    short = {"deadline": date(2020, 9, 20)}
    assert landed({"2020-07": "700", "2020-09-10": "900"}, date(2020, 9, 12), **short) is None


def test_first_months_of_a_target_that_begins_within_one_are_all_counted():
    begins = {"start": date(2020, 1, 11)}
    assert landed({"2020-02": "200"}, date(2020, 3, 5), **begins).total == pytest.approx(1200)
    assert landed({"2020-01": "100"}, date(2020, 2, 5), **begins).total == pytest.approx(1200)


def test_there_is_no_landing_after_the_deadline_or_without_figures(small):
    city = small()
    give(city, "WZ20-T10", {"2020-06": 90.0, "2020-09": 130.0})
    found = row(city, "WZ20-T10")
    assert found.landing is None
    empty = row(city, "WZ20-T01")
    assert empty.landing is None
    assert landing(empty.known.terms, (), empty.verdict) is None


def test_a_notice_tells_a_department_of_its_targets_only(board):
    found = board()
    content = supervision_table.notice(found, "市金融办")
    codes = [each.code for each in content.tables[0].rows]
    assert set(codes) == {row.id for row in found.rows if "市金融办" in row.target.owners}
    assert content.recipients == "市金融办"
    assert content.printed_title.endswith("（模拟数据）")
    with pytest.raises(SupervisionError, match="没有责任单位“某局”"):
        supervision_table.notice(found, "某局")


def test_a_notice_says_nothing_is_urgent_where_nothing_is(small):
    city = small()
    give(city, "manufacturing_loan_balance", {"2019-12": 2000.0, "2020-09": 2190.0})
    give(city, "renewal_amount", {"2020-Y09": 700.0})
    content = supervision_table.notice(supervision.board(city.question(as_of=LATE)), "市金融办")
    assert "需要督办的0项" in content.paragraphs[0]
    assert len(content.paragraphs) == 2


def test_known_of_a_county_is_judged_by_its_own_part(wenzhou):
    dataset = datasets.dataset("wenzhou-2020")
    target = policies.target("WZ20-T10")
    found = supervision_facts.facts(asked(), [target])
    known = supervision_readings.of_subject(found, target, dataset, LUCHENG)
    assert known.terms.value == dataset.local_targets["WZ20-T10"].counties[LUCHENG]
    verdict = judge(known.terms, known.readings, LATE, supervision.thresholds_of(dataset))
    assert verdict == supervision.verdict_of(known, LATE, dataset)
    assert verdict.status == "未完成（逾期）"
