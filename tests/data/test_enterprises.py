"""The register of enterprises: who is who, both axes of time, the scope, rosters."""

import re
from datetime import date

import pytest

from data import (
    enterprise_commits,
    enterprise_rosters,
    enterprises,
    panel,
    panel_rollup,
    schema,
    store,
)
from data.enterprise_commits import EnterpriseError
from data.registers import RegisterEntry
from data.vintages import CommitError
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, NORTH, WEST, WHOLE
from tests.data.test_registers import send

ONE, TWO = "91350100M000100Y43", "91350100M000100X1Q"


def names(city, **question):
    found = enterprises.firms(city.question(**question))
    return dict(zip(found["firm"], found["name"], strict=True))


def test_firm_comes_back_as_it_was_given(city):
    row = firm(uscc=ONE, size="小型", founded=date(2001, 2, 3), tags="专精特新、 小巨人 、专精特新")
    register(city, row)
    (found,) = enterprises.firms(city.question()).to_dict("records")
    assert found == {
        **{"firm": 1, "uscc": ONE, "name": "甲厂", "region": WEST, "industry": "C13"},
        **{"size": "小型", "founded": date(2001, 2, 3), "tags": ("专精特新", "小巨人")},
        **{"batch": 1, "row": 2, "published_at": date(2025, 10, 20)},
    }


def test_what_is_not_known_is_empty(city):
    register(city, firm(), firm("乙厂", row=3, founded=date(2001, 2, 3)))
    first = enterprises.firms(city.question()).to_dict("records")[0]
    assert (first["uscc"], first["size"], first["founded"], first["tags"]) == ("", "", None, ())


def test_numbers_are_dense_and_a_known_firm_keeps_its_own(city):
    register(city, firm(uscc=ONE), firm("乙厂", row=3))
    register(city, firm("丙厂"), firm("甲集团", uscc=ONE, row=3), firm("乙公司", row=4, firm=2))
    assert names(city) == {1: "甲集团", 2: "乙公司", 3: "丙厂"}
    assert names(city, vintage=1) == {1: "甲厂", 2: "乙厂"}
    assert enterprises.history(city.question(), 1)["name"].tolist() == ["甲集团", "甲厂"]


def test_firm_that_changes_its_code_stays_the_same_firm(city):
    register(city, firm(uscc=ONE))
    register(city, firm(uscc=TWO, former_uscc=ONE))
    register(city, firm("甲改名", uscc=ONE))
    found = enterprises.firms(city.question())
    assert found["firm"].tolist() == [1]
    assert enterprises.history(city.question(), 1)["uscc"].tolist() == [ONE, TWO, ONE]


def test_withdrawn_batch_takes_its_descriptions_back_but_not_the_number(city):
    register(city, firm(uscc=ONE))
    second = register(city, firm("乙厂", uscc=TWO), firm("甲改名", uscc=ONE, row=3))
    city.withdraw(second)
    assert names(city) == {1: "甲厂"}
    assert names(city, vintage=second) == {1: "甲改名", 2: "乙厂"}
    register(city, firm("乙厂", uscc=TWO))
    assert names(city) == {1: "甲厂", 2: "乙厂"}


def test_later_publication_counts_before_later_commit(city):
    register(city, firm("新名", uscc=ONE), published=date(2025, 10, 25))
    register(city, firm("旧名", uscc=ONE), published=date(2025, 10, 20))
    assert names(city) == {1: "新名"}
    assert names(city, as_of=date(2025, 10, 24)) == {1: "旧名"}
    assert names(city, as_of=date(2025, 10, 19)) == {}


def test_scope_is_that_of_the_newest_description(city):
    register(city, firm(uscc=ONE), firm("乙厂", EAST, row=3))
    assert names(city, scope=(WEST,)) == {1: "甲厂"}
    register(city, firm(region=EAST, uscc=ONE))
    assert names(city, scope=(WEST,)) == {}
    assert names(city, scope=(EAST,)) == {1: "甲厂", 2: "乙厂"}
    assert len(enterprises.history(city.question(scope=(WEST,)), 1)) == 0
    assert len(enterprises.history(city.question(scope=(EAST,)), 1)) == 2
    listed = store.batches(city.question(scope=(EAST,)))
    assert listed["sequence"].tolist() == [2, 1]
    assert store.batches(city.question(scope=(NORTH,))).empty


def test_firms_are_chosen_by_number_region_and_division(city):
    register(city, firm(), firm("乙", EAST, row=3), firm("丙", EAST, "C26", row=4))
    question = city.question()
    assert enterprises.firms(question, regions=[EAST])["firm"].tolist() == [2, 3]
    assert enterprises.firms(question, regions=[EAST], industries=["C13"])["firm"].tolist() == [2]
    assert enterprises.firms(question, numbers=[1, 3])["firm"].tolist() == [1, 3]
    assert enterprises.firms(question, numbers=[]).empty


UNLAWFUL = [
    (firm(" "), "企业.csv：第2行：企业名称必填"),
    (firm(region="999999"), "企业.csv：第2行：区划代码“999999”没有登记"),
    (firm(industry="C99"), "行业“C99”不是工业大类代码"),
    (firm(size="特大"), "规模“特大”不在选项中"),
    (firm(uscc="91350100M000100Y4Z"), "统一社会信用代码“91350100M000100Y4Z”不对"),
    (firm(uscc=ONE.lower()), "不对（18位、校验码）"),
    (firm(firm=7), "没有编号为 7 的企业"),
    (firm(former_uscc=TWO), f"原代码“{TWO}”没有登记过"),
    (firm(uscc=ONE, firm=2), "编号、代码、原代码分属企业 1、2"),
    (firm(turnover=1), "企业登记的列不对：多 ['turnover']，缺 []"),
]


@pytest.mark.parametrize(("row", "message"), UNLAWFUL, ids=[text for _, text in UNLAWFUL])
def test_unlawful_row_is_refused_with_its_place(city, row, message):
    register(city, firm(uscc=ONE), firm("乙厂", row=3))
    with pytest.raises(EnterpriseError, match=re.escape(message)):
        register(city, row)
    assert (city.count(schema.vintage), city.count(schema.enterprise)) == (1, 2)


def test_firm_that_stands_twice_in_a_batch_is_refused(city):
    with pytest.raises(EnterpriseError, match="第3行：“乙厂”在同一批次中重复"):
        register(city, firm(uscc=ONE), firm("乙厂", row=3, uscc=ONE))
    register(city, firm(uscc=ONE))
    with pytest.raises(EnterpriseError, match="第3行：“乙厂”在同一批次中重复"):
        register(city, firm(uscc=ONE), firm("乙厂", row=3, firm=1))


def test_simulated_firms_do_not_go_into_a_real_dataset(city):
    with pytest.raises(CommitError, match="模拟数据与真实数据不得混放"):
        register(city, firm(), kind="simulated")


def test_check_digit_is_that_of_the_standard():
    assert enterprise_commits.is_code(ONE)
    changed = [ONE[:-1] + digit for digit in "0123456789ABCDEFGHJKLMNPQRTUWXY" if digit != ONE[-1]]
    assert not any(map(enterprise_commits.is_code, changed))


def listed(key, day=date(2025, 1, 1), row=2, region=WEST, **fields):
    values = {"roster": "规上工业企业"} | fields
    return RegisterEntry("firm_rosters", key, day, region, values, row)


def test_roster_holds_from_its_day_until_it_is_left(city):
    register(city, firm(uscc=ONE), firm("乙厂", row=3))
    send(
        city,
        listed("一", firm="写错的名", uscc=ONE, left="2025-06-01"),
        listed("二", date(2025, 3, 1), 3, firm="乙厂"),
        listed("三", row=4, firm="没有登记的厂"),
    )
    question = city.question()
    on = {
        day: enterprise_rosters.members(question, "规上工业企业", day).firms
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1))
    }
    assert list(on.values()) == [frozenset(), {1}, {1, 2}, {2}]
    found = enterprise_rosters.members(question, "规上工业企业", date(2025, 4, 1))
    assert [entry.key for entry in found.unmatched] == ["三"]
    assert enterprise_rosters.rosters(question, date(2025, 4, 1)) == ("规上工业企业",)
    assert enterprise_rosters.members(question, "白名单", date(2025, 4, 1)).firms == frozenset()


def test_roster_finds_a_firm_by_former_name_and_code_but_not_one_of_two(city):
    register(city, firm("老名", uscc=ONE), firm("同名", row=3), firm("同名", row=4))
    register(city, firm("新名", uscc=TWO, former_uscc=ONE))
    send(
        city,
        listed("一", firm="老名"),
        listed("二", firm="任意", uscc=ONE, row=3),
        listed("三", firm="同名", row=4),
    )
    found = enterprise_rosters.members(city.question(), "规上工业企业", date(2025, 4, 1))
    assert (found.firms, [entry.key for entry in found.unmatched]) == ({1}, ["三"])


def test_firm_under_the_citys_own_code_is_in_no_countys_scope(city):
    register(city, firm(region=WHOLE), firm("乙厂", EAST, row=3))
    batch = report(city, month_row(1, revenue_wan=1.0))
    county = city.question(scope=(WHOLE, EAST))
    assert names(city, scope=(WHOLE, EAST)) == {2: "乙厂"}
    assert enterprises.numbers_in_scope(county).tolist() == [2]
    assert enterprises.history(county, 1).empty
    assert panel.month_rows(county, "2025-09").empty
    assert panel_rollup.cells(county).empty
    assert store.batches(county)["sequence"].tolist() == [1]
    assert names(city) == {1: "甲厂", 2: "乙厂"}
    assert store.batches(city.question())["sequence"].tolist() == [batch, 1]


def test_roster_names_no_firm_outside_the_scope(city):
    register(city, firm(uscc=ONE), firm("乙厂", EAST, row=3))
    send(
        city,
        listed("一", firm="甲厂"),
        listed("二", firm="乙厂", region=EAST, row=3),
        listed("三", firm="甲厂", region=WHOLE, row=4),
    )
    question = city.question(scope=(WHOLE, EAST))
    found = enterprise_rosters.members(question, "规上工业企业", date(2025, 4, 1))
    assert (found.firms, found.unmatched) == ({2}, ())
