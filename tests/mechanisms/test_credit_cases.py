"""抽压断贷: the rule's own examples, lists of firms, scope, registering; the two ledgers."""

import re
from datetime import date
from decimal import Decimal

import pytest

from data import datasets, policies, registers, storage
from data.registers import RegisterEntry, RegisterError, RegisterSubmission
from data.vintages import CommitError
from mechanisms import (
    credit,
    credit_cases,
    credit_ledgers,
    credit_origin,
    credit_report,
    credit_tables,
    credit_words,
)
from mechanisms.credit_report import Report
from metrics.credit_withdrawals import judge_withdrawal
from tests.data.small_city import EAST, WEST, WHOLE
from tests.mechanisms.test_credit import BANKS

D = Decimal
RULE = "LH15-R01"
OUTCOMES = {"eligible": "须报告", "not_eligible": "不须报告", "unknown": "待核实"}
TODAY = date(2016, 4, 25)


@pytest.fixture
def city(declared):
    """A small city under the document of 2015: `city(**changes)`."""

    def make(key="shicheng", **changes):
        given = {
            "documents": ["luohe-2015"],
            "business_date": TODAY,
            "rosters": [],
            "banks": BANKS,
            "local_targets": {},
        }
        return declared(key, **(given | changes))

    return make


def send(city, *entries, published=date(2016, 4, 1)):
    received = RegisterSubmission(
        title="登记",
        file_name="登记.csv",
        content=b"1",
        source="金融办",
        kind="reported",
        sender="金融办",
        published_at=published,
        published_assumed=False,
        entries=entries,
    )
    with storage.writing(city.key) as connection:
        return registers.commit(connection, "official", received)


def withdrawal(amount, day=date(2016, 3, 3), region=WEST, key="", bank="bank-a", **fields):
    values = {"firm": "样本企业一", "withdrawal_kind": "抽贷", "amount_wan": str(amount)} | fields
    return RegisterEntry("credit_withdrawals", key, day, region, values, 2, subject=bank)


def listed(firm="样本企业一", day=date(2016, 1, 1), region=WEST, key="", **fields):
    values = {"roster": "重点帮扶白名单", "firm": firm, "protects": "是"} | fields
    return RegisterEntry("firm_rosters", key, day, region, values, 3)


def found_in(city, **question):
    return credit_cases.withdrawals(city.question(as_of=TODAY, **question))


def example_cases():
    """The rule's examples on the withdrawal itself; one is about the city where it is."""
    examples = policies.entry(RULE).examples
    assert len(examples) >= 12
    return [each for each in examples if each.reason != "outside_scope"]


def wan(example, fact):
    value = example.facts.get(fact)
    return None if value is None else D(str(value)) / 10_000


@pytest.mark.parametrize("example", example_cases(), ids=lambda each: each.note)
def test_examples_of_the_rule(example):
    limits = credit_cases.limits_of(policies.entry(RULE))
    if example.reason == "not_started":
        assert not limits.holds_on(example.as_of)
        return
    assert limits.holds_on(example.as_of)
    kind = example.facts["withdrawal_kind"]
    names = ("withdrawal_amount_yuan", "bank_balance_before_yuan", "firm_balance_before_yuan")
    judged = judge_withdrawal(kind, *(wan(example, name) for name in names), limits)
    expected = "只登记" if kind != "抽贷" else OUTCOMES[example.outcome]
    assert judged.outcome == expected
    if example.triggers:
        assert judged.triggers == tuple(example.triggers)


def test_city_under_another_document_follows_it_at_any_time(city):
    own = credit_cases.duty(datasets.dataset(city().key))
    assert (own.relation, own.limits.valid_from) == ("依据", date(2015, 8, 11))
    other = credit_cases.duty(datasets.dataset(city("beicheng", documents=[]).key))
    assert (other.relation, other.limits.valid_from) == ("参照", None)
    assert other.text.startswith("参照漯政")


@pytest.mark.parametrize(
    ("readings", "amount", "fields", "text"),
    [
        ({}, 100, {"bank_balance_wan": "200"}, "须报告（占该行余额）"),
        ({"LH15-S01": "firm"}, 100, {"bank_balance_wan": "200"}, "待核实（缺：企业全部余额）"),
        ({}, 600, {"withdrawal_kind": "断贷"}, "只登记"),
        ({"LH15-S02": "all_kinds"}, 600, {"withdrawal_kind": "断贷"}, "须报告（金额）"),
    ],
)
def test_chosen_reading_changes_the_rule(city, readings, amount, fields, text):
    made = city(readings=readings)
    send(made, withdrawal(amount, **fields))
    (row,) = found_in(made).rows
    assert row.case.judgement.text == text


def test_chosen_reading_judges_each_withdrawal_by_itself(city):
    two = (withdrawal(300), withdrawal(300, date(2016, 3, 9)))
    together, apart = city(), city("beicheng", readings={"LH15-S03": "single"})
    for made in (together, apart):
        send(made, *two)
    assert [row.case.judgement.text for row in found_in(together).rows] == ["须报告（金额）"]
    assert [row.case.judgement.text for row in found_in(apart).rows] == [
        "待核实（缺：该行余额）"
    ] * 2


def test_firm_on_a_list_comes_first_and_is_marked(city):
    made = city()
    send(
        made,
        withdrawal(900, date(2016, 4, 9), firm="别的企业"),
        withdrawal(1, firm=" 样本企业一 ", bank_balance_wan="9000"),
        listed(),
        listed("未被收贷的企业"),
    )
    found = found_in(made)
    assert [(row.firm, row.marks) for row in found.rows] == [
        ("样本企业一", ("在帮扶名单",)),
        ("别的企业", ()),
    ]
    assert (found.listed_firms, found.listed_hit) == (2, 1)
    assert "帮扶名单企业1家被收贷" in credit_words.headline(credit.credit(made.question(TODAY)))


@pytest.mark.parametrize(
    ("entry", "marks"),
    [
        (listed(day=date(2016, 3, 4)), ()),
        (listed(day=date(2016, 3, 3)), ("在帮扶名单",)),
        (listed(left="2016-03-03"), ()),
        (listed(left="2016-03-04"), ("在帮扶名单",)),
        (listed(protects="否", roster="担保白名单"), ("在担保白名单",)),
        (listed("样本企业二"), ()),
        (listed("改过名的企业", uscc="91A"), ("在帮扶名单",)),
        (listed("样本企业一", uscc="91B"), ()),
    ],
)
def test_list_is_that_of_the_day_and_of_the_firm(city, entry, marks):
    made = city()
    send(made, withdrawal(1, uscc="91A"), entry)
    (row,) = found_in(made).rows
    assert row.marks == marks


def test_code_given_once_counts_for_the_name(city):
    made = city()
    send(made, withdrawal(300, uscc="91A"), withdrawal(300, date(2016, 3, 9)))
    (row,) = found_in(made).rows
    assert row.case.amount_wan == 600


def test_county_sees_its_own_firms_only(city):
    made = city()
    send(made, withdrawal(600), withdrawal(700, region=EAST, firm="东边企业"))
    send(made, withdrawal(800, region=WHOLE, firm="不知何处"))
    assert [row.firm for row in found_in(made, scope=(WHOLE, WEST)).rows] == ["样本企业一"]
    assert len(found_in(made).rows) == 3
    assert credit_origin.origin(made.question(TODAY, scope=(WHOLE, EAST)), "B1-1") is None


def test_banks_are_counted_by_kind(city):
    made = city()
    send(
        made, withdrawal(600), withdrawal(400, withdrawal_kind="压贷"), withdrawal(1, bank="bank-b")
    )
    found = credit.credit(made.question(TODAY))
    first = next(row for row in found.banks if row.id == "bank-a")
    assert first.withdrawn == {"抽贷": (1, D("0.06")), "压贷": (1, D("0.04"))}
    table = credit_tables.banks(found)
    row = next(cells for cells in table.rows if cells[0].text == "甲银行")
    assert [cell.text for cell in row[-4:]] == ["1", "1", "0", "1,000.00"]


def test_amount_one_cent_below_the_limit_is_printed_in_full(city):
    made = city()
    send(made, withdrawal("499.999999", bank_balance_wan="90000"))
    table = credit_tables.withdrawals(credit.credit(made.question(TODAY)))
    texts = [cell.text for cell in table.rows[0]]
    assert "499.999999" in texts
    assert "不须报告" in texts


def test_share_just_below_the_limit_is_not_printed_as_the_limit(city):
    made = city()
    send(made, withdrawal("99.9999", bank_balance_wan="200", firm_balance_wan="900"))
    (row,) = credit_tables.withdrawals(credit.credit(made.question(TODAY))).rows
    assert [row[6].text, row[7].text, row[8].text] == ["49.999950", "11.1", "不须报告"]


# Registering


def report(**changes):
    fields = {
        "firm": "样本企业一",
        "withdrawal_kind": "抽贷",
        "amount_wan": "500",
        "evidence": "企业来函",
    }
    fields |= changes.pop("fields", {})
    given = {"bank": "乙银行", "region": "武冈市", "day": "2016-04-20", "fields": fields}
    return Report(**(given | {"sender": "金融办", "actor": "张三"} | changes))


def now(city, scope=None):
    return city.question(as_of=TODAY, scope=scope)


def test_withdrawal_is_looked_at_then_kept_then_seen(city):
    made = city()
    draft = credit_report.prepare(now(made), report())
    assert draft.text == "样本企业一　乙银行　抽贷：须报告（金额）"
    assert found_in(made).rows == ()
    number = credit_report.commit(draft)
    (row,) = found_in(made).rows
    assert row.entries[0].key == f"B{number}-1"
    assert (row.bank, row.region, row.entries[0].kind) == ("乙银行", WEST, "reported")
    assert found_in(made, vintage=number - 1).rows == ()
    assert credit_cases.withdrawals(made.question(date(2016, 4, 19))).rows == ()
    origin = credit_origin.origin(now(made), row.entries[0].key)
    assert "企业来函" in str(origin.versions[0].lines)
    assert origin.versions[0].sender == "金融办"


def test_correction_keeps_what_it_does_not_say(city):
    made = city()
    first = credit_report.commit(credit_report.prepare(now(made), report()))
    correction = Report(
        "",
        "",
        "",
        {"reported_on": "2016-04-22", "evidence": "银行报告"},
        "金融办",
        "李四",
        f"B{first}-1",
    )
    credit_report.commit(credit_report.prepare(now(made), correction))
    (row,) = found_in(made).rows
    assert (row.case.amount_wan, row.case.reported_on) == (500, date(2016, 4, 22))
    assert (row.case.days_to_report, row.case.is_unreported) == (2, False)
    versions = credit_origin.origin(now(made), f"B{first}-1").versions
    assert [each.entry.text("evidence") for each in versions] == ["银行报告", "企业来函"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bank": "丙银行"}, "银行：“丙银行”不在本市名单中；可用：甲银行邵阳分行、乙银行"),
        ({"region": "长沙市"}, "所在县区：“长沙市”不能登记；可用："),
        ({"region": WHOLE}, "不能登记"),
        ({"day": "2016-04-26"}, "发生日：2016-04-26在业务日期2016-04-25之后"),
        ({"day": "四月"}, "发生日：“四月”不是日期"),
        ({"fields": {"evidence": " "}}, "依据：必填"),
        ({"fields": {"amount_wan": "五百"}}, "收贷金额：“五百”不是数"),
        ({"fields": {"firm": ""}}, "企业：必填"),
        ({"key": "B9-9"}, "没有登记号“B9-9”的登记"),
    ],
)
def test_unlawful_report_is_refused(city, changes, message):
    with pytest.raises(RegisterError, match=re.escape(message)):
        credit_report.prepare(now(city()), report(**changes))


def test_county_registers_for_itself_only(city):
    made = city()
    own = now(made, scope=(WHOLE, WEST))
    draft = credit_report.prepare(own, report(region=""))
    assert draft.entry.region == WEST
    with pytest.raises(RegisterError, match="不能登记；可用：武冈市"):
        credit_report.prepare(own, report(region="邵东市"))
    number = credit_report.commit(draft)
    with pytest.raises(RegisterError, match="没有登记号"):
        credit_report.prepare(now(made, (WHOLE, EAST)), report(region="", key=f"B{number}-1"))


def test_report_is_refused_if_something_was_committed_since(city):
    made = city()
    draft = credit_report.prepare(now(made), report())
    send(made, withdrawal(1))
    with pytest.raises(CommitError, match="预览之后又有新的入库或撤回"):
        credit_report.commit(draft)
    assert len(found_in(made).rows) == 1


def test_city_without_declared_banks_takes_the_name(city):
    made = city(banks=[])
    draft = credit_report.prepare(now(made), report(bank=" 某银行 "))
    assert (draft.entry.subject, draft.row.bank) == ("某银行", "某银行")


# The two ledgers


def contract(key, signed, arrived, promised, region=WEST):
    fields = {
        "firm": "样本企业一",
        "signed_wan": signed,
        "arrived_wan": arrived,
        "promised": promised,
    }
    return RegisterEntry("matchmaking", key, date(2016, 1, 8), region, fields, 2, subject="bank-a")


def test_fulfilment_names_what_is_overdue(city):
    made = city()
    send(
        made,
        contract("a", "1000", "400", "2016-04-15"),
        contract("b", "600", "600", "2016-02-01"),
        contract("c", "300", "", "2016-02-01"),
    )
    found = credit_ledgers.matchmaking(now(made))
    assert credit_tables.contract_words(found) == (
        "履约率＝到位1,000.00万元÷签约1,600.00万元＝62.5%；签约3笔，超期1笔"
        "，到位金额未报1笔（不计入）"
    )
    (row,) = credit_tables.contracts(found).rows
    assert [cell.text for cell in row[-3:]] == ["600.00", "10", "a"]
    assert credit_ledgers.matchmaking(now(made, (WHOLE, EAST))).found is None


def movement(key, kind, amount, region=WHOLE, day=date(2016, 1, 8), **fields):
    values = {"movement": kind, "amount_wan": amount} | fields
    return RegisterEntry("turnover_fund", key, day, region, values, 2)


def test_fund_by_formula(city):
    made = city()
    send(
        made,
        movement("1", "应缴", "1000", WEST),
        movement("2", "到位", "400", WEST),
        movement("3", "到位", "5000"),
        movement("4", "放款", "2700", WEST, due="2016-04-20", firm="样本企业一"),
        movement("5", "回收", "700", WEST, loan="4"),
        movement("6", "放款", "9999", WEST, day=date(2016, 4, 26)),
    )
    found = credit_ledgers.turnover_fund(now(made))
    assert credit_tables.fund_words(found) == (
        "余额＝到位5,400.00＋回收700.00−放款2,700.00＝3,400.00万元；"
        "周转0.50次（放款÷到位）；逾期未收回2,000.00万元"
    )
    assert [tuple(cell.text for cell in row) for row in credit_tables.fund(found).rows] == [
        ("武冈市", "1,000.00", "400.00", "600.00"),
        ("邵阳市", "0.00", "5,000.00", "0.00"),
    ]
    (loan,) = credit_tables.open_loans(found).rows
    assert [cell.text for cell in loan] == [
        "2016-01-08",
        "样本企业一",
        "2,700.00",
        "2,000.00",
        "2016-04-20",
        "5",
        "4",
    ]
    partial = credit_ledgers.turnover_fund(now(made, (WHOLE, EAST)))
    assert "不计余额" in credit_tables.fund_words(partial)


def test_empty_ledgers_say_who_supplies_them(city):
    made = city()
    nothing = credit_ledgers.turnover_fund(now(made)), credit_ledgers.matchmaking(now(made))
    assert credit_tables.fund_words(nothing[0]) == "无此数据（由市政府金融办提供）"
    assert credit_tables.contract_words(nothing[1]) == "无此数据（由市政府金融办提供）"


def test_report_rate_by_formula(city):
    made = city()
    send(made, withdrawal(600, reported_on="2016-03-04"), withdrawal(700, bank="bank-b"))
    count = found_in(made).count
    assert credit_words.report_words(count) == ("报告率＝已报1÷应报2＝50.0%；待核实0起，只登记0起")
    rows = found_in(made).rows
    assert [credit_words.is_of(row, "due") for row in rows] == [True, True]
