"""Lay-offs through the whole mechanism: from committed firms and months to the board."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from data import creation, datasets, enterprise_rosters, panel, store
from data.records import FOLDER, read_yaml
from data.store import Question
from mechanisms import (
    employment_firm_tables,
    employment_refund_tables,
    employment_rows,
    employment_single_tables,
    employment_tables,
    employment_words,
)
from mechanisms.employment import board, employment, sources
from mechanisms.employment_choice import Choice, EmploymentError
from mechanisms.employment_firm import firm_layoffs
from mechanisms.employment_groups import BY, distribution, groups
from mechanisms.employment_training import training
from tests.data.firms import firm, register, report
from tests.data.small_city import City, declare

D = Decimal
LUCHENG, RUIAN, ZONE = "330302", "330381", "330300K"
WORKED = {"2018-12": 100, "2019-01": 100, **{f"2019-{m:02d}": 97 for m in range(2, 12)}}
WORDLESS = ("None", "NaN", "nan", "Decimal", "Fraction")
NET = Choice(2019, method="net_decrease", who="all")


def declaration(places=("330300", LUCHENG, RUIAN, ZONE), **changes):
    """A city under the document of 2020, with two counties and a zone."""
    shipped = read_yaml(FOLDER / "datasets" / "luohe-2015.yaml")["ranked_sets"][0]
    whole, first, second, zone = places
    ranked = shipped | {
        "whole": whole,
        "groups": [{"id": "counties", "name": "县", "members": [first, second]}],
        "listed": [zone],
        "indicators": ["value_added"],
    }
    given = {
        "region": whole,
        "documents": ["wenzhou-2020"],
        "business_date": date(2020, 10, 25),
        "ranked_sets": [ranked],
        "rosters": [],
    }
    return given | changes


def take_in(made, firms, home=LUCHENG):
    """Take firms in with what they reported: (name, months, more of the register)."""
    described = [firm(name, home, row=row) | more for row, (name, _, more) in enumerate(firms, 2)]
    register(made, *described, published=date(2018, 1, 20))
    rows = [
        month_of(number, month, figures)
        for number, (_, months, _) in enumerate(firms, 1)
        for month, figures in months.items()
    ]
    report(made, *rows, published=date(2020, 1, 20))
    return made


@pytest.fixture
def staffed(declared):
    """Make a city with firms of its own: `staffed(firms, **changes)`."""

    def make(firms, home=LUCHENG, **changes):
        return take_in(declared(**declaration(**changes)), firms, home)

    return make


@pytest.fixture(scope="module")
def many_made(tmp_path_factory):
    """The folder of a city whose firms each have a story, made once."""
    place = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(place / "var"))
        patch.setenv("GONGKUANG_DATASETS", str(place / "declared"))
        for name in ("GONGKUANG_SERVE", "DATABASE_URL"):
            patch.delenv(name, raising=False)
        declare(place / "declared", "many", **declaration())
        creation.ensure("many")
        take_in(City("many"), [*STORIES, *MEMBERS])
    return place


@pytest.fixture
def many(many_made, monkeypatch):
    """A city whose firms each have a story; for tests that look at single ones."""
    monkeypatch.setenv("GONGKUANG_VAR", str(many_made / "var"))
    monkeypatch.setenv("GONGKUANG_DATASETS", str(many_made / "declared"))
    return City("many")


def month_of(number, month, figures):
    """A reported month: a number is the insured, with no claims; a mapping says it all."""
    given = figures if isinstance(figures, dict) else {"insured": figures, "claims": 0}
    return {"firm": number, "month": month, "row": number + 1} | {
        key: None if value is None else float(value) for key, value in given.items()
    }


def ends(opening, closing, between=None):
    """Insured of 2019 by month from the December before, and of the year's end."""
    middle = opening if between is None else between
    return {
        "2018-12": opening,
        **{f"2019-{m:02d}": middle for m in range(1, 12)},
        "2019-12": closing,
    }


def asked(made, choice=NET, **question):
    """Ask for a board; of the city that is only looked at its sources are loaded once."""
    told = made.question(**({"as_of": date(2020, 10, 25)} | question))
    if made.key != "many":
        return employment(told, choice)
    return board(sources_of_many(told), choice)


@cache
def sources_of_many(question):
    return sources(question)


def rate(found, name):
    place = list(found.register["name"]).index(name)
    return found.judged.rate.exact_pct(place), int(found.judged.codes[place])


def row_of(found, name, what="firms"):
    return next(row for row in employment_rows.rows(found, what) if row["name"] == name)


def member(wan, insured=120, months=12, paid=20.5):
    """A year of exports that add up, with so many months reported."""
    each = D(str(wan)) / months
    figures = {"insured": insured, "claims": 0, "social_insurance_wan": paid}
    year = {
        f"2019-{m:02d}": figures | {"exports_wan": float(each) if m <= months else None}
        for m in range(1, 13)
    }
    return ends(insured, insured) | year


def first_month_exports(wan):
    rest = {f"2019-{m:02d}": {"exports_wan": 0, "insured": 120} for m in range(2, 13)}
    return {"2019-01": {"exports_wan": wan}} | rest


DECEMBER = member("900")["2019-12"]
STORIES = [
    ("例", WORKED | {"2019-12": {"insured": 94, "claims": 2}}, {}),
    ("大厂", ends(100_000, 94_999), {}),
    ("三十", ends(37, 30), {}),
    ("三十多减", ends(38, 30), {}),
    ("三十一", ends(34, 31), {}),
    ("三十一不减", ends(31, 31), {}),
    ("缺月", ends(100, 94) | {"2019-06": {"insured": None, "claims": 0}}, {}),
    ("新厂", {month: 50 for month in ends(50, 50) if month != "2018-12"}, {}),
    ("缺领金", ends(100, 94) | {"2019-03": {"insured": 100, "claims": None}}, {}),
    ("无", {}, {}),
    ("保岗", member("900"), {}),
    ("超过", member("900") | {"2019-12": DECEMBER | {"insured": 112}}, {}),
    ("没有基数", member("900") | {"2019-12": DECEMBER | {"social_insurance_wan": None}}, {}),
    ("瑞安", member("900"), {"region": RUIAN}),
    ("经开", member("900"), {"region": ZONE}),
    ("不是双百", member("100"), {}),
]
WORDS = {
    "略多": (member("689.88"), "符合"),
    "正好": (first_month_exports(689.85), "符合"),
    "差一点": (first_month_exports(689.84), "不符合"),
    "九十九人": (member("900", insured=99), "不符合"),
    "一百人": (member("900", insured=100), "符合"),
    "缺月已够": (member("900", months=7), "符合"),
    "缺月不够": (member("600", months=7), "待核实（缺：2019年8、9、10、11、12月出口）"),
    "缺参保": (
        member("900") | {"2019-12": {"exports_wan": 0}},
        "待核实（缺：2019年12月参保人数）",
    ),
    "缺全年": ({"2019-12": {"insured": 120}}, "待核实（缺：2019年全年出口）"),
}
MEMBERS = [(name, months, {}) for name, (months, _) in WORDS.items()]


def number_of(found, name):
    place = list(found.register["name"]).index(name)
    return int(found.facts.firms[place])


def test_worked_example_of_one_firm_by_all_methods(many):
    found = asked(many, Choice(2019, limit="ningbo_hangzhou_2020", who="all"))
    shown = firm_layoffs(found, number_of(found, "例"))
    texts = {each.method.id: each.rate.text for each in shown.results}
    assert texts["suzhou_park_2020"] == "（100−94）÷97＝6.19%"
    assert texts["net_decrease"] == "（100−94）÷100＝6.00%"
    assert texts["ningbo_hangzhou_2020"] == "（100−94）÷100＝6.00%；2÷100＝2.00%"
    assert texts["local_practice"] == "待核实（缺：人社部门认定的裁员率）"
    assert texts["national_2024"] == "待核实（缺：各月缴费人数）"
    outcomes = {each.method.id: each.standing.outcome for each in shown.results}
    assert (outcomes["suzhou_park_2020"], outcomes["ningbo_hangzhou_2020"]) == ("不符合", "符合")
    assert rate(found, "例") == (2, 1)
    limits = {limit.id: each.standing.outcome for limit, each in shown.limits}
    assert limits["suzhou_park_2020"] == "不符合"
    assert limits["hengyang_2020"] == "符合"
    assert limits["wenzhou_shuangbai"] == "待核实"


def test_exactly_the_limit_keeps_it_and_one_more_does_not(staffed):
    made = staffed(
        [
            ("九五", ends(100, 95), {}),
            ("九四", ends(100, 94), {}),
            ("九六", ends(100, 96), {}),
            ("九七", ends(100, 97), {}),
            ("增员", ends(100, 106), {}),
        ]
    )
    found = asked(made)
    assert [rate(found, name) for name in ("九五", "九四", "增员")] == [(5, 1), (6, 0), (0, 1)]
    assert found.count.__dict__ == {"firms": 5, "kept": 4, "near": 2, "exceeded": 1}
    near = employment_firm_tables.near(found)
    assert [(row[0].text, row[3].text) for row in near.rows] == [
        ("九五", "距上限还有0个岗位"),
        ("九六", "距上限还有1个岗位"),
    ]
    (over,) = employment_firm_tables.exceeded(found).rows
    assert (over[0].text, over[1].text, over[3].text) == ("九四", "6.00", "须补回1个岗位")
    grown = firm_layoffs(found, 5).results
    text = next(each.rate.text for each in grown if each.method.id == "net_decrease")
    assert text == "（100−106）÷100＜0，按0计"
    classes = {each.label: (each.kept, each.exceeded) for each in distribution(found)}
    assert classes["0（未减员）"] == (1, 0)
    assert classes["3—5"] == (2, 0)
    assert classes["5—10"] == (0, 1)
    assert sum(kept + exceeded for kept, exceeded in classes.values()) == 5


def test_rate_just_above_the_limit_is_not_printed_as_the_limit(many):
    rows = employment_firm_tables.exceeded(asked(many)).rows
    (row,) = [row for row in rows if row[0].text == "大厂"]
    assert (row[1].text, row[1].number) == ("5.001", D("5.001"))


def test_thirty_insured_at_the_end_of_the_year_have_the_wide_limit(many):
    found = asked(many, Choice(2019, "ningbo_hangzhou_2020", "net_decrease", "all"))
    names = ("三十", "三十多减", "三十一", "三十一不减")
    assert [rate(found, name)[1] for name in names] == [1, 0, 0, 1]
    rows = [row_of(found, name) for name in names]
    assert [row["limit_pct"] for row in rows] == [20, 20, 5.5, 5.5]


def test_what_is_missing_is_open_and_named(many):
    by_mean = asked(many, Choice(2019, method="suzhou_park_2020", who="all"))
    assert [rate(by_mean, name) for name in ("缺月", "新厂", "无")] == [(None, -1)] * 3
    assert row_of(by_mean, "缺月")["missing"].startswith("6月参保人数")
    assert row_of(by_mean, "新厂")["missing"].startswith("年初参保人数")
    assert row_of(by_mean, "无")["missing"].startswith("年初参保人数、12月末参保人数")
    by_ends = asked(many)
    assert rate(by_ends, "缺月") == (6, 0)
    by_claims = asked(many, Choice(2019, method="benefit_takers", who="all"))
    assert row_of(by_claims, "缺领金")["missing"].startswith("领取失业保险金人数")
    assert row_of(by_claims, "缺领金")["rate_pct"] is None


def test_year_that_has_not_ended_is_called_so_and_leaves_refunds_open(staffed):
    months = ends(120, 120) | {f"2020-{m:02d}": 117 for m in range(1, 9)} | {"2020-09": 110}
    exports = {"insured": 120, "claims": 0, "exports_wan": 100, "social_insurance_wan": 20.5}
    year = {f"2019-{m:02d}": exports for m in range(1, 13)}
    made = staffed([("甲厂", months | year, {})])
    found = asked(made, Choice(method="net_decrease"))
    assert (found.choice.year, found.facts.label) == (2020, "2020年1—9月（年内至今）")
    assert rate(found, "甲厂") == (Fraction(1000, 120), 0)
    (refund,) = found.refunds
    assert (refund.low_yuan, refund.high_yuan, refund.by_rate_yuan) == (0, 410_000, 205_000)
    assert "裁员率" in refund.missing
    assert "年内至今" in employment_words.headline(found)
    texts = {each.method.id: each.rate.text for each in firm_layoffs(found, 1).results}
    assert texts["suzhou_park_2020"] == "（120−110）÷（1046÷9）＝8.60%"
    assert [each.facts.label for each in found.trend] == ["2019年", "2020年1—9月（年内至今）"]


def test_double_hundred_by_its_definition(many):
    found = asked(many)
    names = list(found.register["name"])
    words = {name: found.members.members[names.index(name)].words for name in WORDS}
    assert words == {name: said for name, (_, said) in WORDS.items()}
    assert found.members.least_usd == 1_000_000


def test_refund_is_one_month_or_two_never_both_and_hangs_on_the_rate(many):
    found = asked(many)
    names = list(found.register["name"])
    refunds = dict(zip(names, found.refunds, strict=True))
    assert (refunds["保岗"].low_yuan, refunds["保岗"].high_yuan) == (205_000, 410_000)
    assert refunds["保岗"].stakes[0].chosen.rule == "WZ20-R04"
    assert refunds["保岗"].missing == ("符合结构调整专项奖补条件",)
    assert (refunds["超过"].low_yuan, refunds["超过"].high_yuan) == (0, 410_000)
    assert [each.rule for each in refunds["超过"].refunds] == ["WZ20-R05"]
    assert refunds["超过"].by_rate_yuan == 205_000
    assert refunds["没有基数"].high_yuan is None
    assert "2019年12月社保费入库数" in refunds["没有基数"].missing
    assert "参照执行，由当地定" in refunds["瑞安"].missing
    assert "适用地域（功能区归属）" in refunds["经开"].missing
    assert refunds["不是双百"] is refunds["差一点"] is None
    for name in ("瑞安", "经开"):
        assert (refunds[name].low_yuan, refunds[name].high_yuan) == (0, None)


def test_totals_are_spans_and_count_what_has_no_amount(many):
    found = asked(many)
    stories = found.register["name"].isin(["保岗", "超过", "没有基数", "瑞安", "不是双百"])
    total = found.refunds_of(stories.to_numpy())
    assert (total.firms, total.sure, total.without_amount) == (4, 1, 2)
    assert (total.low_yuan, total.high_yuan) == (205_000, 820_000)
    rows = {row[8].text: row for row in employment_refund_tables.refund_rules(found).rows}
    shown = [cell.text for cell in rows["WZ20-R04"][2:7]]
    sure = [each.low_yuan for each in found.refunds if each is not None and each.low_yuan]
    assert shown[:2] == [str(len(sure)), f"{sum(sure) / 10_000:.2f}"]
    assert shown[4] == "1"
    assert row_of(found, "瑞安市", "counties")["refund_high_yuan"] is None


def test_refund_keeps_to_its_own_limit_and_its_own_days(many):
    other = asked(many, Choice(2019, "hengyang_2020", "net_decrease", "all"))
    assert rate(other, "保岗") == (0, 1)
    row = row_of(other, "保岗")  # its own limit takes the rate that is recognised
    assert row["refund_low_yuan"] == 0
    assert "裁员率" in row["missing"]
    assert row_of(asked(many, as_of=date(2020, 12, 31)), "保岗")["refund_low_yuan"] == 205_000
    over = asked(many, as_of=date(2021, 1, 1))
    assert row_of(over, "保岗")["refund_low_yuan"] is None
    said = [row[7].text for row in employment_refund_tables.refund_rules(over).rows]
    assert said == ["查看日不在有效期内（至2020年12月31日）"] * 2
    assert employment_words.trial_words(other) == "（按2019年试算）"
    offered = training(other)
    assert [each.rule.id for each in offered] == ["WZ20-R07", "WZ20-R08"]
    members = [each for each in other.members.members if each.code == 1]
    assert {each.firms for each in offered} == {len(members) - 2}
    assert {each.local for each in offered} == {2}
    assert "培训课时数" in offered[1].missing


def test_recognised_rate_is_never_replaced_by_a_formula(staffed):
    made = staffed([("甲厂", ends(120, 112), {}), ("乙厂", ends(120, 120), {})])
    found = asked(made, Choice(2019, who="all"))
    assert found.method.id == "local_practice"
    assert found.count.__dict__ == {"firms": 2, "kept": 0, "near": 0, "exceeded": 0}
    said = employment_words.headline(found)
    assert "认定结果没有报送，全部待核实" in said
    assert "“净减÷年初”超过上限1家" in said
    assert employment_firm_tables.near(found).rows == ()
    assert found.trend == ()
    assert "默认读法（WZ20-S02）" in employment_words.notes(found)[0]


def test_reading_of_the_dataset_chooses_the_method(staffed):
    made = staffed([("甲厂", ends(120, 112), {})], readings={"WZ20-S02": "benefit_takers"})
    found = asked(made, Choice(2019, who="all"))
    assert found.method.id == "benefit_takers"
    assert "本数据集选定的读法（WZ20-S02）" in employment_words.notes(found)[0]


@pytest.mark.parametrize(
    ("document", "rule", "words"),
    [
        ("sanming-2020", "SM20-R11", ("受疫情影响", "上年度企业及职工缴纳的失业保险费", "裁员率")),
        ("fujian-2020", "FJ20-R07", ("文件未写明的条件",)),
    ],
)
def test_refunds_of_other_documents_stay_open(staffed, document, rule, words):
    places = ("350400", "350402", "350403", "350421")
    firms = [("甲厂", ends(50, 50), {"size": "小型"}), ("大厂", ends(50, 50), {"size": "大型"})]
    made = staffed(firms, home="350402", places=places, documents=[document])
    found = asked(made, Choice(2019))
    (row,) = employment_refund_tables.refund_rules(found).rows
    assert row[8].text == rule
    assert all(word in row[7].text for word in words)
    assert (row[2].text, row[5].text) == ("0", "待核实")
    assert row[4].text == ("1" if document == "sanming-2020" else "2")  # large ones get none
    is_stated = document == "sanming-2020"
    limit = "sanming_unemployment_goal" if is_stated else "ningbo_hangzhou_2020"
    assert found.limit.id == limit
    said = "".join(employment_words.notes(found))
    assert ("没有写裁员率上限" in said) is not is_stated
    assert found.members is None


def test_later_correction_changes_the_rate_only_in_the_later_vintage(staffed):
    made = staffed([("甲厂", ends(100, 95), {})])
    before = store.newest_vintage(made.key)
    report(made, month_of(1, "2019-12", 93), published=date(2020, 2, 20))
    assert rate(asked(made), "甲厂") == (7, 0)
    assert rate(asked(made, vintage=before), "甲厂") == (5, 1)
    assert rate(asked(made, as_of=date(2020, 2, 1)), "甲厂") == (5, 1)


def test_scoped_viewer_sees_own_firms_only(staffed):
    made = staffed([("甲厂", ends(100, 95), {}), ("乙厂", ends(100, 90), {"region": RUIAN})])
    found = asked(made, scope=("330300", RUIAN))
    assert list(found.register["name"]) == ["乙厂"]
    assert (found.count.firms, found.count.exceeded) == (1, 1)
    assert firm_layoffs(found, 1) is None
    assert [group.key for group in groups(found, "county")] == [RUIAN]
    with pytest.raises(EmploymentError, match="没有县区“330302”的企业；可用：330381"):
        asked(made, Choice(2019, place=LUCHENG), scope=("330300", RUIAN))


def test_a_city_without_firms_has_no_board(declared):
    assert asked(declared(**declaration())) is None


def test_what_does_not_exist_is_refused(many):
    for choice, said in (
        (Choice(2017), "没有2017年的数据；可用：2019、2018"),
        (Choice(limit="x"), "没有上限“x”"),
        (Choice(method="x"), "没有公式“x”"),
        (Choice(who="x"), "没有企业范围“x”；可用：all、double_hundred"),
    ):
        with pytest.raises(EmploymentError, match=said):
            asked(many, choice)
    with pytest.raises(EmploymentError, match="没有编号为99的企业"):
        employment_rows.single(asked(many), 99)


@pytest.fixture(scope="module")
def rich(wenzhou_made):
    """The board of the rich city, year 2019, and what the panel holds of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKUANG_VAR", str(wenzhou_made))
        for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
            patch.delenv(name, raising=False)
        dataset = datasets.dataset("wenzhou-2020")
        question = Question(dataset.id, dataset.today, store.newest_vintage(dataset.id))
        found = employment(question, NET)
        months = ["2018-12", *(f"2019-{m:02d}" for m in range(1, 13))]
        names = ["insured", "claims", "exports_wan", "social_insurance_wan"]
        raw = {
            month: panel.month_rows(question, month, names).set_index("firm")[names].T.to_dict()
            for month in months
        }
        rosters = {
            name: enterprise_rosters.members(question, name, question.as_of).firms
            for name in enterprise_rosters.rosters(question, question.as_of)
        }
    return found, raw, rosters


def figures_of(raw, number):
    """What one firm reported, by month; missing columns and rows are None."""
    nothing = dict.fromkeys(("insured", "claims", "exports_wan", "social_insurance_wan"), np.nan)
    return {
        month: {k: None if np.isnan(v) else v for k, v in rows.get(number, nothing).items()}
        for month, rows in raw.items()
    }


def brute(figures):
    """Rate, 双百 and refund of a firm of 2019, straight from what it reported."""
    insured = [each["insured"] for each in figures.values()]
    rates = None
    if insured[0] and insured[-1] is not None:
        rates = max(Fraction(0), 100 * Fraction(int(insured[0] - insured[-1]), int(insured[0])))
    exports = [each["exports_wan"] for each in list(figures.values())[1:]]
    cny = sum(D(str(wan)) for wan in exports if wan is not None) * 10_000
    enough = True if cny >= D("6898500") else None if None in exports else False
    size = None if insured[-1] is None else insured[-1] >= 100
    is_member = False if False in (enough, size) else None if None in (enough, size) else True
    paid = figures["2019-12"]["social_insurance_wan"]
    return rates, is_member, None if paid is None else D(str(paid)) * 10_000


def test_board_of_the_rich_city_from_raw_rows_by_brute_force(rich):
    found, raw, _ = rich
    everyone = {row["firm"]: row for row in employment_rows.rows(found, "firms")}
    sample = [int(n) for n in found.facts.firms[:: len(found.facts.firms) // 80]]
    outcomes = set()
    for number in sample:
        rates, is_member, base = brute(figures_of(raw, number))
        row = everyone[number]
        assert row["rate_pct"] == (None if rates is None else float(rates))
        outcome = "unsettled" if rates is None else "kept" if rates <= 5 else "exceeded"
        assert row["outcome"] == outcome
        assert row["double_hundred"] is is_member
        counts = row["region_code"] in ("330302", "330303", "330304", "330305")
        if is_member is False:
            assert row["refund_low_yuan"] is None
        elif is_member and counts and base is not None:
            assert row["refund_low_yuan"] == (base if outcome == "kept" else 0)
            assert row["refund_high_yuan"] == 2 * base
        elif not counts or base is None:
            assert (row["refund_low_yuan"], row["refund_high_yuan"]) == (0, None)
        outcomes.add((outcome, is_member, counts))
    assert len(outcomes) >= 6


def test_groups_add_up_to_the_whole_and_rosters_are_counted(rich):
    found, _, rosters = rich
    for by in ("county", "industry", "size"):
        made = groups(found, by)
        assert sum(group.count.firms for group in made) == found.count.firms
        assert sum(group.count.exceeded for group in made) == found.count.exceeded
        assert sum(group.refunds.low_yuan for group in made) == found.refund_total.low_yuan
    for group in groups(found, "roster"):
        assert group.count.firms == len(rosters[group.key])
    counted = sum(each.firms for each in distribution(found))
    assert counted == int((found.judged.rate.known & found.chosen).sum())
    by_method = {method.id: count for method, count in found.by_method}
    assert by_method["net_decrease"] == found.count


def test_words_and_tables_of_the_rich_city_print_no_technical_text(rich):
    found, _, _ = rich
    texts = [employment_words.headline(found), *employment_words.notes(found)]
    texts += [f"{t.label}{t.value}{t.change}{t.note}" for t in employment_words.tiles(found)]
    made = [*employment_tables.all_tables(found)]
    made += [employment_tables.by_group(found, by) for by in BY]
    shown = firm_layoffs(found, int(found.facts.firms[0]))
    made += [
        employment_single_tables.methods(found, shown),
        employment_single_tables.limits(found, shown),
        employment_single_tables.months(found, shown),
        employment_single_tables.refunds(shown),
    ]
    for table in made:
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        texts += [cell.text for row in table.rows for cell in row]
        for row in table.rows:
            assert not [c for c in row if c.number is not None and np.isnan(float(c.number))]
    assert not [text for text in texts if any(word in text for word in WORDLESS)]
    assert 0 < len(employment_words.tiles(found)) <= 6
