"""The simulated cities: the same on every machine, labelled, adding up, and every state shown."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from data import (
    catalogue,
    creation,
    datasets,
    policies,
    registers,
    simulate,
    simulated_credit,
    storage,
    store,
)
from data.batches import Submission
from data.firm_submissions import FirmSubmission
from data.records import CatalogueError
from data.registers import RegisterSubmission
from mechanisms import credit, supervision
from metrics.lunar import new_year_eve
from metrics.periods import Period
from metrics.targets import Lamp, State
from tests.data.conftest import enter
from tests.data.small_city import EAST, NORTH, WEST, declare
from tests.data.test_datasets import PLAN

RICH, RICH_CODE = "wenzhou-2020", "330300"
CITIES = (RICH, "wenzhou-2023", "sanming-2020", "fujian-2020", "luohe-2015")
# Of every figure and every event; a change of a declaration or a generator changes it on purpose.
FINGERPRINTS = {
    RICH: "163497bd057a0d98",
    "wenzhou-2023": "352771eb04cf5191",
    "sanming-2020": "d726cb62740a3a6c",
    "fujian-2020": "635e935e3db7a5b5",
    "luohe-2015": "7e15454e619affa2",
}

# Which target shows which state, and when: (dataset, target, day of asking, state).
PLANTED = [
    ("luohe-2015", "LH15-T01", "2015-08-10", State.NOT_STARTED),
    (RICH, "WZ20-T12", "2020-10-25", State.NOT_REPORTED),
    ("wenzhou-2023", "WZ23-T17", "2024-10-25", State.AWAITING_ROSTER),
    ("sanming-2020", "SM20-T22", "2020-07-30", State.AWAITING_BASE),
    ("sanming-2020", "SM20-T30", "2020-11-25", State.AWAITING_REFERENCE),
    ("fujian-2020", "FJ20-T01", "2020-08-25", State.NO_VALUE),
    ("sanming-2020", "SM20-T04", "2020-05-25", State.UNDECIDABLE),
    (RICH, "WZ20-T06", "2020-10-25", State.UNDER_WAY),
    (RICH, "WZ20-T01", "2020-10-25", State.NEARLY),
    (RICH, "WZ20-T09", "2020-10-25", State.ATTAINED),
    (RICH, "WZ20-T11", "2020-10-25", State.ATTAINED_LATE),
    ("fujian-2020", "FJ20-T06", "2020-08-25", State.HOLDING),
    (RICH, "WZ20-T10", "2020-07-05", State.AWAITING_FINAL),
    (RICH, "WZ20-T10", "2020-10-25", State.OVERDUE),
    ("sanming-2020", "SM20-T32", "2021-01-25", State.BREACHED),
    (RICH, "WZ20-T13", "2020-10-25", State.DIRECTION_ONLY),
]
LAMPS = [
    ("WZ20-T04", Lamp.ON_PACE),
    ("WZ20-T07", Lamp.BEHIND),
    ("WZ20-T05", Lamp.FAR_BEHIND),
]


@pytest.fixture(scope="module")
def drawn():
    """Everything that the cities begin with, by id."""
    return {key: creation.beginnings(datasets.dataset(key)) for key in CITIES}


@pytest.fixture
def made(simulated_place, monkeypatch):
    """The simulated cities are at hand, to be looked at only."""
    enter(monkeypatch, simulated_place)


def question(key, day="", vintage=None):
    as_of = date.fromisoformat(day) if day else datasets.dataset(key).today
    newest = store.newest_vintage(key) if vintage is None else vintage
    return store.Question(key, as_of, newest)


def board(key, day=""):
    asked = question(key, day)
    return {row.id: row for row in supervision.board(asked).rows}


def figures(submissions):
    """Value by indicator, measure, subject kind, subject and period, the last one told.

    Of all industries together: a division stands for itself.
    """
    return {
        (entry.key.indicator, entry.key.measure, *entry.key.identity[-2:], entry.period.code): (
            entry.value
        )
        for each in submissions
        if isinstance(each, Submission)
        for entry in each.entries
        if not entry.key.industry
    }


def fingerprint(submissions):
    said = hashlib.sha256()
    for each in submissions:
        said.update(f"{each.title}|{each.published_at}|{each.sha256}".encode())
    return said.hexdigest()[:16]


@pytest.mark.parametrize("key", CITIES)
def test_a_declaration_gives_the_same_figures_everywhere(drawn, key):
    assert fingerprint(drawn[key]) == FINGERPRINTS[key]


@pytest.mark.parametrize("key", CITIES)
def test_no_total_of_a_year_lacks_its_first_months(drawn, key):
    months = {}
    for indicator, measure, *subject, code in figures(drawn[key]):
        if "-Y" in code and measure == "level":
            year, month = code.split("-Y")
            months.setdefault((indicator, *subject, year), []).append(int(month))
    assert {each: min(found) for each, found in months.items() if min(found) > 2} == {}


@pytest.mark.parametrize("key", CITIES)
def test_everything_is_labelled_as_simulated_and_known_in_time(drawn, key):
    dataset = datasets.dataset(key)
    assert dataset.kind_label == "模拟数据"
    assert "模拟" in dataset.source
    for each in drawn[key]:
        assert (each.kind, each.sender) == ("simulated", "模拟数据生成器")
        assert "模拟" in each.source
    days = [each.published_at for each in drawn[key]]
    assert days == sorted(days)
    late = [each.title for each in drawn[key] if each.published_at > dataset.today]
    assert late == []


@pytest.mark.parametrize("key", CITIES)
def test_an_entry_is_of_a_known_indicator_and_region_and_stands_once_in_its_batch(drawn, key):
    dataset = datasets.dataset(key)
    targets = {
        target.id for each in dataset.documents for target in policies.document(each).targets
    }
    for each in drawn[key]:
        if not isinstance(each, Submission):
            continue
        said = [(*entry.key.identity, entry.period.code) for entry in each.entries]
        assert len(said) == len(set(said))
        assert {e.key.indicator for e in each.entries} <= {*catalogue.indicators(), *targets}
        assert {e.key.region for e in each.entries} <= {*catalogue.regions()}


def test_banks_are_placeholders():
    for key in CITIES:
        for bank in datasets.dataset(key).banks:
            assert bank.name[-1] in "甲乙丙丁戊" or "甲" in bank.name or bank.kind in bank.name


def test_firms_of_the_registers_stand_in_the_register_of_enterprises(drawn):
    checked = 0
    for key in CITIES:
        known = {}
        for each in drawn[key]:
            if isinstance(each, FirmSubmission):
                known |= dict(zip(each.firms["name"], each.firms["uscc"], strict=True))
            if isinstance(each, RegisterSubmission):
                for entry in each.entries:
                    if firm := entry.text("firm"):
                        assert entry.text("uscc") in ("", known[firm])
                        checked += 1
    assert checked > 2000


def reported(submissions):
    """The same without what is said to be 未报."""
    return {key: value for key, value in figures(submissions).items() if value is not None}


@pytest.mark.parametrize("key", [RICH, "sanming-2020"])
def test_counties_and_banks_add_up_to_the_city(drawn, key):
    dataset = datasets.dataset(key)
    known = reported(drawn[key])
    credit = dataset.simulate["credit"]
    checked = 0
    for indicator, course in credit["courses"].items():
        periods = {code for k, *_, code in known if k == indicator}
        for code in periods:
            whole = known[indicator, "level", "region", dataset.region, code]
            places = [known.get((indicator, "level", "region", p, code)) for p in credit["places"]]
            if course.get("places", True) and None not in places:
                assert sum(places) == pytest.approx(whole, abs=1e-6)
                checked += 1
            if course.get("banks"):
                banks = [known[indicator, "level", "bank", b.id, code] for b in dataset.banks]
                assert sum(banks) == pytest.approx(whole, abs=1e-6)
                assert min(banks) > 0
    assert checked > 150


def test_relief_of_the_counties_adds_up_and_a_silent_county_is_said_to_be_silent(drawn):
    known = figures(drawn[RICH])
    counties = datasets.dataset(RICH).local_targets["WZ20-T10"].counties
    for code in ("2020-03", "2020-05"):
        parts = [known["WZ20-T10", "level", "region", county, code] for county in counties]
        assert sum(parts) == pytest.approx(known["WZ20-T10", "level", "region", "330300", code])
    assert known["WZ20-T10", "level", "region", "330329", "2020-06"] is None


def test_decompositions_add_up_to_the_targets():
    for key in CITIES:
        for target, local in datasets.dataset(key).local_targets.items():
            if local.counties:
                assert sum(local.counties.values()) == policies.target(target).value
                assert local.key


def test_weeks_fall_at_the_festival_by_the_lunar_calendar_and_in_the_shock(drawn):
    known = figures(drawn[RICH])

    def week(day):
        code = Period.of_week(day).code
        return known["weekly_electricity", "level", "region", "330300", code]

    for year in (2018, 2019, 2020):
        festival = new_year_eve(year) + timedelta(days=3)
        assert week(festival) < 0.5 * week(festival - timedelta(days=35))
    assert week(date(2020, 2, 24)) < 0.75 * week(date(2019, 2, 28))
    assert week(date(2020, 9, 14)) > week(date(2019, 9, 14))


def test_firms_at_work_and_stopped_make_all_firms(drawn):
    known = reported(drawn[RICH])
    weeks = {code for k, *_, code in known if k == "weekly_firms_at_work"}
    assert len(weeks) == 146
    for code in weeks:
        counts = [
            known[name, "level", "region", "330300", code]
            for name in ("weekly_firms_at_work", "weekly_firms_stopped")
        ]
        assert min(counts) >= 0
        assert sum(counts) == pytest.approx(5720, abs=6)


def test_flows_of_the_year_never_fall_and_begin_anew(drawn):
    known = reported(drawn[RICH])
    course = [
        known["renewal_amount", "level", "region", "330300", f"{year}-Y{month:02}"]
        for year in (2018, 2019)
        for month in range(1, 13)
    ]
    falls = [number for number, (a, b) in enumerate(pairwise(course), 1) if b <= a]
    assert falls == [12]


def test_the_rich_city_has_levels_of_the_right_size(drawn):
    known = reported(drawn[RICH])

    def level(indicator, code):
        return known[indicator, "level", "region", "330300", code]

    assert 1000 < level("value_added", "2019-Y12") < 1200
    assert 5000 < level("revenue", "2019-Y12") < 6200
    assert 11500 < level("loan_balance", "2020-09") < 13500
    assert 2100 < level("manufacturing_loan_balance", "2019-12") < 2300
    assert known["value_added", "growth", "region", "330300", "2020-Y02"] < -15


def test_weights_of_the_base_year_give_the_growth_of_the_city(drawn):
    """By division and by county, but for the residual that the page of the month names."""
    entries = [e for each in drawn[RICH] if isinstance(each, Submission) for e in each.entries]
    keyed = {
        (e.key.measure, e.key.region, e.key.industry, e.period.code): e.value
        for e in entries
        if e.key.indicator == "value_added" and e.value is not None
    }
    weights = {key[1:]: value for key, value in keyed.items() if key[0] == "weight"}
    checked = 0
    for (measure, region, industry, code), city in keyed.items():
        if (measure, region, industry) != ("growth", RICH_CODE, "") or code < "2018":
            continue
        base = f"{int(code[:4]) - 1}-Y12"
        of_divisions = {
            key[1]: value for key, value in weights.items() if key[1:] == (key[1], base) and key[1]
        }
        of_counties = {
            key[0]: value for key, value in weights.items() if key[2] == base and not key[1]
        }
        assert sum(of_divisions.values()) == pytest.approx(100, abs=1e-9)
        assert sum(of_counties.values()) == pytest.approx(100, abs=1e-9)
        by_division = sum(
            weight * keyed.get(("growth", RICH_CODE, key, code), city) / 100
            for key, weight in of_divisions.items()
        )
        by_county = sum(
            weight * keyed["growth", key, "", code] / 100 for key, weight in of_counties.items()
        )
        assert by_division == pytest.approx(city, abs=0.4)
        assert by_county == pytest.approx(city, abs=0.1)
        checked += 1
    assert checked == 30


def test_the_past_of_the_city_leads_into_its_first_year(drawn):
    known = figures(drawn[RICH])

    def of(measure, year):
        return known["value_added", measure, "region", RICH_CODE, f"{year}-Y12"]

    for year in range(2013, 2020):
        nominal = 100 * (of("level", year) / of("level", year - 1) - 1)
        assert nominal == pytest.approx(of("growth", year) - 0.8, abs=0.3)
    assert ("value_added", "level", "region", RICH_CODE, "2012-Y01") not in known
    with pytest.raises(KeyError):
        of("growth", 2012)


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("industries", {"indicator": "gdp"}, "indicator gdp 不在 city_growth_pct"),
        ("industries", {"divisions": {"C99": {"share": 1}}}, "行业代码 C99 不在 industries.csv"),
        ("history", {"growth_pct": {"gdp": {2017: 5}}}, "指标 gdp 不在 city_growth_pct"),
    ],
)
def test_industries_and_history_of_unknown_figures_are_refused(part, change, said):
    dataset = datasets.dataset(RICH)
    plan = dataset.simulate
    spoilt = dataset.model_copy(update={"simulate": plan | {part: plan[part] | change}})
    with pytest.raises(CatalogueError, match=said):
        simulate.submissions(spoilt)


def test_every_state_is_planted():
    assert {state for *_, state in PLANTED} == set(State)


@pytest.mark.parametrize(("key", "target", "day", "state"), PLANTED)
def test_state_is_shown(made, key, target, day, state):
    assert date.fromisoformat(day) <= datasets.dataset(key).today
    assert board(key, day)[target].verdict.status == state


@pytest.mark.parametrize(("target", "lamp"), LAMPS)
def test_lamp_is_shown(made, target, lamp):
    assert board(RICH)[target].verdict.lamp == lamp


@pytest.mark.parametrize("key", [RICH, "wenzhou-2023", "sanming-2020"])
def test_loans_and_the_board_say_the_same_of_a_target(made, key):
    on_board = {row.id: row.verdict for row in supervision.board(question(key)).rows}
    seen = {}
    for line in credit.credit(question(key)).lines:
        for stand in line.stands:
            verdict = seen[stand.target.id] = stand.verdict
            assert verdict == on_board[stand.target.id]
            if stand.target.statistics and verdict.actual is not None:
                assert line.result.value == pytest.approx(verdict.actual, rel=Decimal("1e-12"))
    assert len(seen) >= 2


def test_cost_awaits_its_base_until_it_is_reported(made):
    waiting, known = (
        board("sanming-2020", day)["SM20-T22"] for day in ("2020-07-30", "2020-08-25")
    )
    assert (waiting.verdict.status, waiting.verdict.actual) == (State.AWAITING_BASE, None)
    assert known.verdict.actual is not None


def test_a_target_relapses_after_attainment(made):
    assert board(RICH, "2020-06-20")["WZ20-T11"].verdict.attained
    fallen = board(RICH, "2020-07-20")["WZ20-T11"].verdict
    assert (fallen.status, fallen.relapsed_on) == (State.OVERDUE, date(2020, 6, 30))


def test_half_year_relief_is_not_completed_by_july(made, drawn):
    known = figures(drawn[RICH])
    assert known["WZ20-T10", "level", "region", "330300", "2020-07"] > 120
    assert board(RICH)["WZ20-T10"].verdict.actual == Decimal("113.6")


def test_a_corrected_figure_has_two_versions(made):
    before = board(RICH, "2020-08-16")["WZ20-T05"].known.last
    after = board(RICH, "2020-08-17")["WZ20-T05"].known.last
    versions = store.history(question(RICH), after.series, "2020-06")
    assert versions["value"].tolist() == [212.0, 241.0]
    assert "更正" in versions["title"].iloc[0]
    assert before.series == after.series


def test_plan_curve_takes_the_place_of_the_even_course(made):
    assert board(RICH)["WZ20-T04"].verdict.pace_pct == Decimal("72.00")


def test_withdrawals_stand_on_both_sides_of_the_bounds(made):
    entries = registers.entries(question(RICH), "credit_withdrawals")
    amounts = {entry.key: entry.fields["amount_wan"] for entry in entries}
    assert len(entries) == 42
    assert amounts["CD-B-01"] == 500
    assert amounts["CD-B-02"] == Decimal("499.99")
    assert {entry.fields["withdrawal_kind"] for entry in entries} == {"抽贷", "压贷", "断贷"}
    missing = [entry for entry in entries if entry.fields["firm_balance_wan"] is None]
    assert missing


def test_fund_never_lends_what_it_does_not_hold(made):
    balance = Decimal(0)
    entries = registers.entries(question(RICH), "turnover_fund")
    sign = {"应缴": 0, "到位": 1, "回收": 1, "放款": -1}
    for entry in sorted(entries, key=lambda each: (each.day, -sign[each.fields["movement"]])):
        balance += sign[entry.fields["movement"]] * entry.fields["amount_wan"]
        assert balance >= 0
    assert balance > 0


def test_progress_of_a_target_of_another_document_is_refused():
    plan = datasets.dataset("fujian-2020").simulate
    targets = plan["targets"] | {"progress": {"WZ20-T01": {"level": {"2020-03": 1}}}}
    spoilt = datasets.dataset("fujian-2020").model_copy(
        update={"simulate": plan | {"targets": targets}}
    )
    with pytest.raises(CatalogueError, match=r"fujian-2020\.yaml：.*WZ20-T01 不是 documents"):
        simulate.submissions(spoilt)


def test_counties_without_a_decomposition_are_refused():
    plan = datasets.dataset("fujian-2020").simulate
    progress = {"FJ20-T01": {"level": {"2020-03": 1}, "lead": {}}}
    spoilt = datasets.dataset("fujian-2020").model_copy(
        update={"simulate": plan | {"targets": plan["targets"] | {"progress": progress}}}
    )
    with pytest.raises(CatalogueError, match="FJ20-T01 写了 lead"):
        simulate.submissions(spoilt)


@pytest.mark.parametrize(
    "part", ["credit", "targets", "weeks", "industries", "history", "events", "firms"]
)
def test_misspelt_key_of_a_part_is_refused_with_its_place(part):
    dataset = datasets.dataset(RICH)
    content = dataset.simulate[part] | {"sed": 1}
    spoilt = dataset.model_copy(update={"simulate": dataset.simulate | {part: content}})
    with pytest.raises(CatalogueError, match=rf"simulate\.{part}：sed：没有这个字段"):
        creation.beginnings(spoilt)


def test_a_part_can_be_changed_without_touching_the_others(drawn):
    dataset = datasets.dataset(RICH)
    weeks = dataset.simulate["weeks"] | {"seed": 1}
    other = dataset.model_copy(update={"simulate": dataset.simulate | {"weeks": weeks}})
    known, changed_seed = figures(drawn[RICH]), figures(simulate.submissions(other))
    different = {key[0] for key in known if known[key] != changed_seed[key]}
    assert different
    assert all(name.startswith("weekly_") for name in different)


def test_new_city_gets_targets_and_loans_by_its_declaration_only(empty_place, declarations):
    credit = {
        "seed": 1,
        "first": "2024-12",
        "last": "2025-03",
        "noise_pct": 3,
        "places": {NORTH: 0.5, WEST: 0.3, EAST: 0.2},
        "courses": {
            "manufacturing_loan_balance": {"opening": "100", "by_year": {2024: 12, 2025: 24}}
        },
    }
    targets = {"seed": 2, "progress": {"LH15-T01": {"level": {"2015-09": 100, "2015-12": 4000}}}}
    plan = PLAN | {"credit": credit, "targets": targets}
    declare(declarations, "new-city", kind="simulated", simulate=plan, local_targets={})
    assert creation.ensure("new-city")
    assert board("new-city")["LH15-T01"].verdict.completion_pct == Decimal("80.00")
    known = store.known(question("new-city"), indicators=["manufacturing_loan_balance"])
    city = known[known["region_code"] == "430500"]
    assert city["value"].iloc[-1] == pytest.approx(107, abs=1)
    storage.engine("new-city").dispose()


def test_values_between_two_months_lie_on_a_line():
    months = [Period.parse(f"2020-{month:02}") for month in (1, 2, 3)]
    found = simulated_credit.between({"2020-01": 1.0, "2020-03": 2.0}, months)
    assert found.tolist() == [1.0, 1.5, 2.0]


def test_making_the_rich_city_tells_how_far_it_is(drawn):
    told = []
    creation.beginnings(datasets.dataset(RICH), lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert len(told) >= 5
    assert shares == sorted(shares)
    assert max(shares) <= creation.GENERATED
    assert all(text.startswith(("正在生成模拟数据", "模拟数据")) for _, text in told)
