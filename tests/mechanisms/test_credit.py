"""Loans: figures by hand against the same engine as the board, missing ones named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data.batches import Entry, SeriesKey
from mechanisms import credit, credit_rows, credit_tables, credit_words, supervision
from mechanisms.credit_rows import CreditError
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, submission

D = Decimal
BANKS = [
    {"id": "bank-a", "name": "甲银行邵阳分行", "kind": "国有大行"},
    {"id": "bank-b", "name": "乙银行", "kind": "农商行"},
]
PARTS = {
    "WZ20-T06": {
        "counties": {WEST: "100", EAST: "50"},
        "key": "贷款余额占比",
        "source": "分解表",
    }
}
WORDLESS = ("None", "NaN", "nan", "Decimal")


@pytest.fixture
def city(declared):
    """A small real city under the draft of 2020, with two banks, without figures."""

    def make(**changes):
        given = {
            "documents": ["wenzhou-2020"],
            "business_date": date(2020, 10, 25),
            "rosters": [],
            "banks": BANKS,
            "local_targets": PARTS,
        }
        return declared(**(given | changes))

    return make


def give(city, indicator, figures, region=WHOLE, bank="", measure="level"):
    """Commit figures: {period: value}."""
    kind, subject = ("bank", bank) if bank else ("region", "")
    entries = tuple(
        Entry(
            SeriesKey("official", indicator, measure, region, "", kind, subject),
            Period.parse(code),
            value,
            line,
        )
        for line, (code, value) in enumerate(figures.items(), start=2)
    )
    return city.send(replace(submission({}, date(2020, 10, 20)), entries=entries))


@pytest.fixture
def lent(city):
    """Manufacturing loans of city, counties and banks at two month ends."""
    made = city()
    give(made, "manufacturing_loan_balance", {"2019-12": 2000, "2020-09": 2090})
    give(made, "manufacturing_loan_balance", {"2019-12": 1200, "2020-09": 1275}, WEST)
    give(made, "manufacturing_loan_balance", {"2019-12": 800, "2020-09": 815}, EAST)
    give(made, "manufacturing_loan_balance", {"2019-12": 1500, "2020-09": 1620}, bank="bank-a")
    give(made, "manufacturing_loan_balance", {"2019-12": 500, "2020-09": 470}, bank="bank-b")
    return made


def asked(city, **more):
    return credit.credit(city.question(as_of=more.pop("as_of", date(2020, 10, 25)), **more))


def test_net_increase_is_judged_as_on_the_board(lent):
    found = asked(lent)
    line = found.line("manufacturing_loans")
    (stand,) = line.stands
    assert (line.result.value, line.result.base, line.result.change) == (2090, 2000, 90)
    assert (stand.verdict.completion_pct, stand.verdict.pace_pct) == (60, 75)
    assert stand.verdict.required_per_month == 20
    on_board = supervision.board(found.question).row("WZ20-T06").verdict
    assert stand.verdict == on_board


def test_counties_have_their_part_and_those_without_say_nothing(lent):
    rows = {row.code: row for row in asked(lent).details["manufacturing_loans"].units}
    assert set(rows) == {WEST, EAST}
    assert rows[WEST].stand.verdict.completion_pct == 75
    assert rows[EAST].stand.verdict.completion_pct == 30
    assert rows[WEST].result.change == 75
    assert rows[WEST].share_pct == D(75) * 100 / D(90)
    assert (rows[WEST].growth_pct, rows[WEST].is_nominal) == (None, True)
    assert NORTH not in rows


def test_path_runs_from_the_opening_balance_to_the_target(lent):
    detail = asked(lent).details["manufacturing_loans"]
    assert [(p.period.code, p.value, p.path) for p in detail.points] == [
        ("2019-12", 2000, 2000),
        ("2020-09", 2090, D("2112.5")),
    ]
    assert detail.goal == (date(2020, 12, 31), 2150)


def test_banks_stand_side_by_side_without_a_place(lent):
    found = asked(lent)
    first, second = found.banks
    assert (first.name, first.short_name) == ("甲银行邵阳分行", "甲银行")
    assert (first.balance.change, first.growth_pct) == (120, 8)
    assert (second.balance.change, second.growth_pct) == (-30, -6)
    assert first.share_pct == D(1620) * 100 / D(2090)
    heads = [column.head for column in credit_tables.banks(found).columns]
    assert not [head for head in heads if "位次" in head or "得分" in head or "排名" in head]


def test_headline_and_tile_say_what_the_line_says(lent):
    found = asked(lent)
    text = credit_words.headline(found)
    assert "2,090.00亿元" in text
    assert "比年初净增90.00亿元" in text
    assert "完成全年150亿元目标的**60.0%**" in text
    assert "比序时慢15.0个百分点" in text
    assert "须月均20.0亿元" in text
    tile = credit_words.tiles(found)[0]
    assert (tile.label, tile.value, tile.change) == ("新增制造业贷款", "90.0", "■ 完成 60.0%")


def test_renewals_handled_and_their_balance_stay_apart(city):
    made = city()
    give(made, "renewal_amount", {"2020-Y09": 500, "2019-Y09": 400})
    give(made, "renewal_balance", {"2019-12": 440, "2020-09": 540})
    found = asked(made)
    handled, balance = found.line("renewals"), found.line("renewal_stock")
    assert (handled.result.value, handled.stands[0].target.id) == (500, "WZ20-T07")
    assert handled.compared == "上年同期400.00亿元，名义增长25.0%（推算）"
    assert (balance.result.value, balance.result.change, balance.stands) == (540, 100, ())
    points = {key: [p.value for p in found.details[key].points] for key in found.details}
    assert points == {"renewals": [500], "renewal_stock": [440, 540]}


def test_ratios_keep_numerator_and_denominator(city):
    made = city(documents=["sanming-2020", "wenzhou-2023"], local_targets={})
    give(made, "guarantee_balance", {"2020-09": 45})
    give(made, "guarantee_net_assets", {"2020-09": 30})
    give(made, "guarantee_fee", {"2020-Y09": 6500})
    give(made, "guarantee_amount", {"2020-Y09": 65})
    give(made, "financing_cost_pct", {"2019-12": 6.2, "2020-09": 5.7})
    give(made, "new_loan_rate_pct", {"2019-09": 5.2, "2020-09": 5.2})
    give(made, "loans_granted", {"2019-Y09": 200, "2020-Y09": 400})
    give(made, "granted_unsecured", {"2019-Y09": 20, "2020-Y09": 60})
    found = asked(made)
    lines = {each.measure.id: each for each in found.lines}
    assert lines["guarantee_multiple"].result.value == D("1.5")
    assert lines["guarantee_multiple"].stands[0].verdict.attained
    assert lines["fee_rate"].result.value == 1
    assert lines["financing_cost"].result.value == D("0.5")
    assert lines["financing_cost"].stands[0].verdict.completion_pct == 100
    assert lines["new_rate"].compared == "不高于2019年同月的5.20%（0.00个百分点）"
    assert lines["unsecured_share"].result == credit.Result(D(15), D(10), D(5))
    share = lines["unsecured_share"].stands[0].verdict
    assert (share.direction, share.actual, share.reference) == ("上升", 15, 10)
    assert lines["long_term_share"].absent == "无此数据（由人民银行提供）"
    parts = [name for name, _ in lines["guarantee_multiple"].parts]
    assert parts == ["在保余额", "担保净资产"]


def test_rate_above_last_year_is_said(city):
    made = city(documents=[], local_targets={})
    give(made, "new_loan_rate_pct", {"2019-09": 5.2, "2020-09": 5.21})
    assert asked(made).line("new_rate").compared == "高于2019年同月的5.20%（+0.01个百分点）"
    give(made, "new_loan_rate_pct", {"2020-10": 5.0})
    later = credit.credit(made.question(as_of=date(2020, 11, 30)))
    assert later.line("new_rate").compared == "2019年同月未报"


def test_cost_without_its_base_is_no_reduction(city):
    made = city(documents=["sanming-2020"], local_targets={})
    give(made, "financing_cost_pct", {"2020-09": 5.7})
    line = asked(made).line("financing_cost")
    assert (line.result.value, line.text, line.compared) == (None, "未报", "上年末或当期未报")


def test_missing_opening_balance_leaves_the_increase_open(city):
    made = city()
    give(made, "manufacturing_loan_balance", {"2020-09": 2090})
    line = asked(made).line("manufacturing_loans")
    assert (line.result.change, line.compared) == (None, "2019年末未报，净增待核")
    assert line.stands[0].verdict.status == "待基期"


def test_figure_said_to_be_missing_is_not_the_newest(city):
    made = city()
    give(made, "loan_balance", {"2020-08": 100, "2020-09": None})
    assert asked(made).line("loans").period == Period.parse("2020-08")


def test_flow_of_several_years_adds_them_up(city):
    made = city(documents=["wenzhou-2023"], business_date=date(2024, 10, 25), local_targets={})
    give(made, "first_loan_amount", {"2023-Y12": 100, "2024-Y09": 80})
    found = asked(made, as_of=date(2024, 10, 25))
    detail = found.details["first_loans"]
    assert [(p.value, p.path) for p in detail.points] == [(100, 100), (180, 175)]
    assert found.line("first_loans").result.value == 80
    assert detail.stand.verdict.actual == 180


def test_target_in_a_larger_unit_is_drawn_in_the_measures_own(city):
    made = city(documents=["wenzhou-2023"], business_date=date(2024, 10, 25), local_targets={})
    give(made, "small_business_loan_balance", {"2022-12": 8000, "2024-06": 9500})
    detail = asked(made, as_of=date(2024, 10, 25)).details["small_business"]
    assert detail.goal == (date(2025, 12, 31), 11000)
    assert [p.path for p in detail.points] == [8000, 9500]


def test_published_change_goes_before_the_difference(sample):
    found = credit.credit(sample.question())
    line = found.line("loans")
    assert (line.text, line.compared) == ("3,284.01", "比年初净增186.12亿元")
    units = {row.name: row.result.change for row in found.details["loans"].units}
    assert units["武冈市"] == D("13.75")
    heads = [column.head for column in credit_tables.units(found.details["loans"]).columns]
    assert heads == ["单位", "期末余额（亿元）", "比年初（亿元）", "占全市净增（%）"]
    assert found.line("manufacturing_loans").absent == "无此数据（由人民银行提供）"


def test_city_without_any_figure_says_who_supplies_them(city):
    found = asked(city())
    assert found.lead is None
    assert "还没有信贷数据" in credit_words.headline(found)
    assert credit_words.tiles(found) == ()
    absent = [each.absent for each in found.lines]
    assert all(text.startswith("无此数据（由") for text in absent)
    with pytest.raises(CreditError, match="没有可分县区的项目“loans”"):
        credit_rows.detail_of(found, "loans")


def test_scoped_viewer_sees_city_and_own_county(lent):
    found = asked(lent, scope=(WHOLE, WEST))
    assert [row.code for row in found.details["manufacturing_loans"].units if row.origin] == [WEST]
    assert found.line("manufacturing_loans").result.value == 2090


def test_earlier_vintage_knows_less(lent):
    assert asked(lent, vintage=0).lead is None
    assert asked(lent, vintage=1).banks[0].balance.value is None


def test_words_and_tables_of_the_shipped_city_print_no_technical_text(wenzhou):
    from data import datasets, store
    from data.store import Question

    dataset = datasets.dataset("wenzhou-2020")
    question = Question(dataset.id, dataset.today, store.newest_vintage(dataset.id))
    found = credit.credit(question)
    texts = [credit_words.headline(found), *credit_words.notes(found)]
    texts += [f"{t.label}{t.value}{t.change}{t.note}" for t in credit_words.tiles(found)]
    texts += [
        text for d in found.details.values() for pair in credit_words.card(d) for text in pair
    ]
    for table in credit_tables.all_tables(found):
        texts += [cell.text for row in table.rows for cell in row]
        assert {len(row) for row in table.rows} == {len(table.columns)}
    assert not [text for text in texts if any(word in text for word in WORDLESS)]
    assert 0 < len(credit_words.tiles(found)) <= 6
    city_row = found.details["manufacturing_loans"]
    counties = sum(row.result.change for row in city_row.units if row.result.change is not None)
    assert counties == city_row.line.result.change
    assert sum(row.balance.value for row in found.banks) == city_row.line.result.value
