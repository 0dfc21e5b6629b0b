"""The card of a firm: known answers by hand, gaps, corrections, what a county sees."""

from datetime import date
from decimal import Decimal

import pytest

from data import creation, panel, registers, storage
from data.registers import RegisterEntry
from mechanisms import firm_card, firm_card_tables, firm_card_words, panel_tracing
from mechanisms.firm_card import NoFirmError
from mechanisms.tiles import CellOrigin, PanelOrigin
from metrics.seasonal import adjusted
from tests.data import firms
from tests.data.conftest import enter
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, City, declare

SEPTEMBER, OCTOBER = date(2025, 10, 20), date(2025, 11, 20)


CITY = City("shicheng")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Four firms, made once: two of WEST in one division, one of it in another, one of EAST."""
    folder = tmp_path_factory.mktemp("firms")
    variables = {
        "GONGKUANG_VAR": str(folder / "var"),
        "GONGKUANG_DATASETS": str(folder / "declared"),
    }
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, variables)
        declare(folder / "declared", CITY.key)
        creation.ensure(CITY.key)
        fill(CITY)
    return variables


@pytest.fixture
def city(place, monkeypatch):
    """The small city with its firms, to be looked at only."""
    enter(monkeypatch, place)
    return CITY


def fill(made):
    register(
        made,
        firm("甲厂", uscc="91350100M000100Y43", size="小型", founded=date(2010, 5, 1), row=2),
        firm("乙厂", row=3),
        firm("丙厂", industry="C26", row=4),
        firm("丁厂", region=EAST, row=5),
        published=date(2024, 1, 15),
    )
    rows = []
    for number, base in ((1, 100.0), (2, 200.0), (3, 300.0), (4, 400.0)):
        rows += [year_row(number, base, year, month) for year in (2024, 2025) for month in MONTHS]
    lines = [row | {"row": at} for at, row in enumerate(rows, 2) if row]
    report(made, *lines, published=SEPTEMBER)
    fixed = month_row(1, "2025-08", 2, output_wan=150.0, electricity_wan_kwh=10.0, insured=94)
    report(made, fixed, published=OCTOBER)
    register(made, firm("甲厂", region=NORTH, firm=1, row=2), published=OCTOBER)
    enter_subjects(made)


def enter_subjects(made):
    """甲厂 leads a group that 乙厂 has left; it carries out a project of which little is known."""
    group = {"name": "甲乙集团"}
    project = {"name": "改造", "firm": "甲厂", "project_kind": "技术改造"}
    day = date(2025, 1, 6)
    entries = (
        RegisterEntry(
            "groups", "1", day, WEST, group | {"firm": "甲厂", "parent": True}, 2, subject="g"
        ),
        RegisterEntry(
            "groups", "2", day, WEST, group | {"firm": "乙厂", "left": date(2025, 6, 1)}, 3, "g"
        ),
        RegisterEntry("projects", "3", date(2025, 2, 3), WEST, project, 4, "p"),
    )
    with storage.writing(made.key) as connection:
        head = firms.head("主体.csv", published=SEPTEMBER, kind="official")
        for register_id in ("groups", "projects"):
            own = tuple(each for each in entries if each.register == register_id)
            registers.commit_entries(connection, "real", head, own)


MONTHS = range(1, 10)


def year_row(number, base, year, month):
    """Output falls by a tenth in 2025; 乙厂 did not report March 2025, 丙厂 is silent in it."""
    output = base + month if year == 2024 else 0.9 * (base + month)
    if (number, year, month) == (2, 2025, 3):
        return month_row(number, "2025-03", electricity_wan_kwh=5.0)
    if (number, year) == (3, 2025):
        return None
    figures = {"output_wan": round(output, 2), "electricity_wan_kwh": 10.0, "insured": 100 - month}
    return month_row(number, f"{year}-{month:02d}", **figures)


def card(city, number, column="", **question):
    return firm_card.card(city.question(**question), number, column)


def test_figures_of_the_month_and_of_the_year_are_those_of_the_reports(city):
    found = card(city, 1, as_of=SEPTEMBER)
    output = found.line("output_wan")
    assert (output.value, output.year_ago) == (98.1, 109.0)
    assert output.change.text == "下降10.0%"
    assert output.ytd == Decimal("850.50")  # 0.9 × (9 × 100 + 45)
    assert output.ytd_year_ago == Decimal(945)
    assert output.ytd_change.nominal_pct == -10
    assert output.months_below == 9
    assert found.line("profit_wan").value is None
    assert found.line("insured").opening is None
    assert found.described.name == "甲厂"
    headline = firm_card_words.headline(found)
    assert "1—9月产值**850.5万元，名义同比下降10.0%**" in headline
    assert "**当月已连续9个月低于上年同月**" in headline
    assert "请补报营业收入、利润总额" in headline


def test_a_month_that_lacks_stays_a_gap_and_leaves_the_year_unknown(city):
    found = card(city, 2, as_of=SEPTEMBER)
    output = found.line("output_wan")
    assert output.ytd is None
    assert [month.code for month in output.missing] == ["2025-03"]
    assert "9月产值**188.1万元，名义同比下降10.0%**（1—9月未报全：缺3月）" in (
        firm_card_words.headline(found)
    )
    row = firm_card_tables.figures(found).rows[0]
    assert [cell.text for cell in row[5:]] == ["缺3月", "1,845.0", "—"]
    gaps = ["2024-10", "2024-11", "2024-12", "2025-03"]
    assert [month.code for month in found.trend.gaps] == gaps
    assert found.trend.values[-7] is None
    assert [place.measure for place in found.places[:2]] == ["9月产值名义同比", "9月产值"]


def test_groups_and_projects_are_those_that_name_the_firm(city):
    rows = firm_card_tables.belongings(card(city, 1, as_of=SEPTEMBER)).rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["集团", "甲乙集团", "母公司", "2025年1月6日", "—"],
        ["项目", "改造", "技术改造；总投资未报", "2025年2月3日", "—"],
    ]
    (left,) = card(city, 2, as_of=SEPTEMBER).belongings
    assert (left.detail, left.ended) == ("成员（母子关系未报）", date(2025, 6, 1))
    assert card(city, 4, as_of=SEPTEMBER).belongings == ()


def test_a_silent_firm_is_to_be_asked_and_takes_no_place(city):
    found = card(city, 3, as_of=SEPTEMBER)
    assert found.last_heard.code == "2024-09"
    assert found.places == ()
    headline = firm_card_words.headline(found)
    assert headline.startswith("**2024年10月起没有收到月报**")
    assert "催报9月月报" in headline
    assert firm_card_tables.places(found).nothing


def test_trend_is_that_of_the_robust_adjustment_with_its_method(city):
    found = card(city, 1, as_of=SEPTEMBER)
    alone = adjusted(found.trend.values, found.trend.months[0].code)
    assert found.trend.made == alone
    assert found.trend.made.reason in firm_card_words.notes(found)[2]


def test_place_counts_firms_that_reported_in_division_and_county(city):
    found = card(city, 1, as_of=SEPTEMBER)
    by = {(place.group, place.unit): place for place in found.places}
    division = by["全市农副食品加工业", "万元"]
    assert (division.firms, division.found.n, division.found.place) == (3, 2, 2)
    county = by["武冈市", "%"]
    assert (county.firms, county.found.n, county.found.place) == (2, 1, 1)
    assert county.found.above_pct is None


def test_a_county_sees_its_own_firms_and_only_them_beside(city):
    own = {"scope": (WHOLE, WEST), "as_of": SEPTEMBER}
    found = card(city, 1, **own)
    assert {place.group for place in found.places} == {"武冈市农副食品加工业", "武冈市"}
    assert {place.firms for place in found.places} == {2}
    for absent in (4, 99):
        with pytest.raises(NoFirmError, match=f"没有找到编号为{absent}的企业"):
            card(city, absent, **own)
    with pytest.raises(NoFirmError):
        card(city, 1, as_of=date(2023, 12, 31))


def test_a_corrected_month_is_told_and_earlier_vintages_stay(city):
    found = card(city, 1)
    output = found.line("output_wan")
    assert output.ytd == Decimal("850.50") - Decimal("97.2") + 150
    told = [(each.month.code, each.key, each.before, each.after) for each in found.revisions]
    assert ("2025-08", "output_wan", 97.2, 150.0) in told
    assert ("2025-08", "insured", 92.0, 94.0) in told
    assert len(told) == 2
    assert found.described.region_name == "新邵县"
    assert [each.region_name for each in found.earlier] == ["武冈市"]
    for earlier in ({"as_of": SEPTEMBER}, {"vintage": 2}):
        before = card(city, 1, **earlier)
        assert before.line("output_wan").ytd == Decimal("850.50")
        assert before.revisions == ()
        assert before.earlier == ()


def test_a_figure_leads_to_every_batch_that_gave_it(city):
    found = card(city, 1)
    origin = next(each.origin for each in found.revisions if each.key == "output_wan")
    chain = panel_tracing.trace_firm(city.question(), origin)
    assert [(each.value, each.row) for each in chain.versions] == [(150.0, 2), (97.2, 18)]
    assert chain.current.file_name == "月报.csv"
    assert panel_tracing.trace_firm(city.question(scope=(WHOLE, EAST)), origin) is None
    early = panel_tracing.trace_firm(city.question(vintage=2), origin)
    assert [each.value for each in early.versions] == [97.2]
    with pytest.raises(ValueError, match="期别"):
        panel_tracing.trace_firm(city.question(), PanelOrigin(1, "2025-99", "output_wan"))


def test_a_total_leads_to_the_rows_that_make_it(city):
    origin = CellOrigin(WEST, "C13", "2025-09", "output_wan")
    found = panel_tracing.trace_cell(city.question(as_of=SEPTEMBER), origin)
    assert [(part.name, part.value) for part in found.parts] == [("乙厂", 188.1), ("甲厂", 98.1)]
    assert found.value == pytest.approx(sum(part.value for part in found.parts))
    rows = panel.month_rows(city.question(), "2025-09", ["output_wan"])
    assert {part.firm for part in found.parts} <= set(rows["firm"])
    assert panel_tracing.trace_cell(city.question(scope=(WHOLE, EAST)), origin) is None
    assert panel_tracing.trace_cell(city.question(scope=(WHOLE,)), origin) is None


def test_lay_offs_stand_side_by_side_and_what_lacks_is_said(city):
    found = card(city, 1, as_of=SEPTEMBER)
    texts = {rate.method.name: rate.text for rate in found.layoffs.rates}
    assert texts["净减÷年初"] == "待核实（缺：年初参保人数）"
    known = found.layoffs.first_known
    assert known.text.startswith("（99−91）÷95＝8.42%")
    tile = firm_card_words.tiles(found)[-1]
    assert (tile.value, tile.note) == ("8.42", f"按{known.method.name}")
    assert firm_card_tables.layoffs(card(city, 3)).nothing
