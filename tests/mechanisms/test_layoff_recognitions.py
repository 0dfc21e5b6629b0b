"""Recognised lay-off rates: from the register to outcomes, refunds, corrections and scope."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from data import creation, layoff_recognitions, store
from data.layoff_recognitions import SEVERAL, TWICE, UNKNOWN
from data.registers import RegisterEntry, RegisterError
from mechanisms import credit_origin, employment_firm_tables, employment_tables, employment_words
from mechanisms.employment import employment
from mechanisms.employment_choice import Choice
from mechanisms.employment_firm import firm_layoffs
from tests.data.small_city import City, declare
from tests.data.test_registers import send
from tests.firm_files import code
from tests.mechanisms.test_employment import LUCHENG, RUIAN, declaration, ends, member, take_in

D = Decimal
CODE, OTHER = code(1), code(2)
LATEST = {"2020-09": {"insured": 118, "claims": 0}}
FIRMS = [
    ("五", member("900") | LATEST, {"uscc": CODE}),
    ("五零一", member("900") | LATEST, {}),
    ("没认定", member("900") | LATEST, {}),
    ("同名", ends(50, 50), {}),
    ("同名", ends(60, 60), {"region": RUIAN, "uscc": OTHER}),
    ("两条", ends(70, 70), {}),
    ("瑞安", ends(100, 90), {"region": RUIAN}),
]


def entry(key, firm, pct, year=2020, region=LUCHENG, row=2, **fields):
    values = {"firm": firm, "year": D(year), "rate_pct": D(pct)} | fields
    day = date(2020, 10, 9)
    return RegisterEntry(layoff_recognitions.REGISTER, key, day, region, values, row)


SENT = (
    entry("a", "写错的名", "5.00", uscc=CODE),
    entry("b", "五零一", "5.01", row=3),
    entry("c", "同名", "1", row=4),
    entry("d", "没有登记", "2", row=5),
    entry("e", "两条", "3", row=6),
    entry("f", "两条", "4", row=7),
    entry("g", "瑞安", "0.8", region=RUIAN, row=8),
    entry("h", "五", "7", year=2019, row=9),
)


def set_up(patch, place):
    for name in ("GONGKUANG_SERVE", "DATABASE_URL"):
        patch.delenv(name, raising=False)
    patch.setenv("GONGKUANG_VAR", str(place / "var"))
    patch.setenv("GONGKUANG_DATASETS", str(place / "declared"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A city with firms, recognised rates, and one of them corrected: folder, vintage before."""
    place = tmp_path_factory.mktemp("recognised")
    with pytest.MonkeyPatch.context() as patch:
        set_up(patch, place)
        declare(place / "declared", "renshe", **declaration())
        creation.ensure("renshe")
        city = take_in(City("renshe"), FIRMS)
        send(city, *SENT, published=date(2020, 10, 12))
        before = store.newest_vintage(city.key)
        send(city, entry("b", "五零一", "4.2"), published=date(2020, 10, 20))
    return place, before


@pytest.fixture
def city(made, monkeypatch):
    """The city, only to be looked at."""
    set_up(monkeypatch, made[0])
    return City("renshe")


@pytest.fixture
def asked(city, made):
    """Ask for the board as it stood before the correction, unless told otherwise."""

    def ask(choice=Choice(who="all"), **question):  # noqa: B008 - frozen
        told = {"as_of": date(2020, 10, 25), "vintage": made[1]} | question
        return employment(city.question(**told), choice)

    return ask


def outcomes(found):
    codes = zip(found.register["name"], found.judged.codes.tolist(), strict=True)
    return [(name, code) for name, code in codes if code != -1]


def test_default_reading_has_outcomes_where_a_rate_was_recognised(asked):
    found = asked()
    assert (found.method.id, found.choice.year) == ("local_practice", 2020)
    assert outcomes(found) == [("五", 1), ("五零一", 0), ("瑞安", 1)]
    assert found.count.__dict__ == {"firms": 7, "kept": 2, "near": 1, "exceeded": 1}
    assert "**1家超过5%上限**，1家接近上限，4家待核实" in employment_words.headline(found)
    (near,) = employment_firm_tables.near(found).rows
    (over,) = employment_firm_tables.exceeded(found).rows
    assert [cell.text for cell in near[:4]] == ["五", "5.00", "5", "正好等于上限"]
    assert [cell.text for cell in over[:4]] == ["五零一", "5.01", "5", "高于上限0.01个百分点"]
    assert near[1].leads.choices == {"register": "layoff_recognitions", "entry": "a"}
    missing = employment_firm_tables.missing(found, found.place(3))
    assert missing[0] == "人社部门认定的裁员率"


def test_array_and_single_firm_say_the_same(asked):
    found = asked()
    for place, firm in enumerate(found.facts.firms.tolist()):
        shown = firm_layoffs(found, firm)
        result = next(each for each in shown.results if each.method.id == "local_practice")
        assert result.rate.pct == found.judged.rate.exact_pct(place)
        words = {1: "符合", 0: "不符合", -1: "待核实"}
        assert result.standing.outcome == words[int(found.judged.codes[place])]
    assert found.judged.rate.exact_pct(1) == Fraction("5.01")


def test_recognised_rate_decides_on_refunds_before_the_year_has_ended(asked):
    found = asked()
    names = found.register["name"].tolist()
    kept, over, opened = (found.refunds[names.index(n)] for n in ("五", "五零一", "没认定"))
    assert (kept.low_yuan, kept.high_yuan) == (205_000, 410_000)
    assert [each.rule for each in over.refunds] == ["WZ20-R05"]
    assert (opened.low_yuan, "裁员率" in opened.missing) == (0, True)
    by_formula = asked(Choice(method="net_decrease", who="all"))
    assert by_formula.refunds[names.index("五")].low_yuan == 0


def test_entries_that_are_of_no_one_firm_are_not_used_and_shown(asked):
    found = asked()
    assert [(each.entry.key, each.why) for each in found.unmatched] == [
        ("c", SEVERAL),
        ("d", UNKNOWN),
        ("e", TWICE),
        ("f", TWICE),
    ]
    rows = employment_tables.unmatched(found).rows
    assert [row[0].text for row in rows] == ["同名", "没有登记", "两条", "两条"]
    assert any("有4条没有采用" in note for note in employment_words.notes(found))
    assert asked(Choice(2019, who="all")).unmatched == ()
    assert outcomes(asked(Choice(2019, who="all"))) == [("五", 0)]


def test_correction_counts_from_its_day_and_vintage_on(asked, city):
    newest = store.newest_vintage(city.key)
    assert ("五零一", 1) in outcomes(asked(vintage=newest))
    assert ("五零一", 0) in outcomes(asked(vintage=newest, as_of=date(2020, 10, 19)))
    assert outcomes(asked(vintage=newest, as_of=date(2020, 10, 11))) == []
    question = city.question(as_of=date(2020, 10, 25))
    versions = credit_origin.origin_in(question, layoff_recognitions.REGISTER, "b").versions
    assert [str(each.entry.fields["rate_pct"]) for each in versions] == ["4.2", "5.01"]


def test_county_sees_the_rates_of_its_own_firms_only(asked, city):
    scope = ("330300", RUIAN)
    found = asked(scope=scope)
    assert outcomes(found) == [("瑞安", 1)]
    assert found.unmatched == ()
    question = city.question(as_of=date(2020, 10, 25), scope=scope)
    assert credit_origin.origin_in(question, layoff_recognitions.REGISTER, "a") is None


def test_rate_below_zero_or_with_more_decimals_is_refused(city):
    for pct in ("-0.1", "5.00001"):
        with pytest.raises(RegisterError, match="裁员率"):
            send(city, entry("z", "五", pct))
