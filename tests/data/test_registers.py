"""Registers: typed entries, append-only, seen on both axes of time and within the scope."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import batches, datasets, policies, register_fields, registers, schema, storage, store
from data.records import CatalogueError
from data.registers import RegisterEntry, RegisterError, RegisterSubmission
from data.vintages import CommitError
from tests.data.small_city import EAST, WEST

FUND = "turnover_fund"


def entry(key="甲-1", row=2, region=WEST, **fields):
    """A payment into the fund."""
    values = {"movement": "到位", "amount_wan": "1000"} | fields
    return RegisterEntry(FUND, key, date(2025, 9, 1), region, values, row)


def withdrawal(key="", row=2, region=WEST, subject="bank-a", **fields):
    values = {"firm": "样本企业", "withdrawal_kind": "抽贷", "amount_wan": "500"} | fields
    return RegisterEntry(
        "credit_withdrawals", key, date(2025, 9, 3), region, values, row, subject=subject
    )


def send(city, *entries, published=date(2025, 10, 20), kind="reported", name="登记.csv"):
    received = RegisterSubmission(
        title="登记",
        file_name=name,
        content=name.encode(),
        source="金融办",
        kind=kind,
        sender="金融办",
        published_at=published,
        published_assumed=False,
        entries=entries,
    )
    with storage.writing(city.key) as connection:
        return registers.commit(connection, datasets.dataset(city.key).kind, received)


def amounts(city, **question):
    found = registers.entries(city.question(**question), FUND)
    return {each.key: each.amount("amount_wan") for each in found}


def test_entry_comes_back_as_it_was_given(city):
    send(city, entry(due="2025/10/1", evidence=" 拨款单1号 ", amount_wan="1,000.000001"))
    (found,) = registers.entries(city.question(), FUND)
    assert found.amount("amount_wan") == Decimal("1000.000001")
    assert found.when("due") == date(2025, 10, 1)
    assert found.text("evidence") == "拨款单1号"
    assert (found.text("firm"), found.when("amount_wan"), found.amount("due")) == ("", None, None)
    assert (found.subject_kind, found.subject, found.kind) == ("region", WEST, "reported")
    assert (found.batch, found.row, found.published_at) == (1, 2, date(2025, 10, 20))


def test_newest_batch_of_a_key_counts_and_older_vintages_keep_theirs(city):
    first = send(city, entry(), entry("甲-2", 3))
    second = send(city, entry(amount_wan="900"))
    assert amounts(city) == {"甲-1": 900, "甲-2": 1000}
    assert amounts(city, vintage=first) == {"甲-1": 1000, "甲-2": 1000}
    city.withdraw(second)
    assert amounts(city) == {"甲-1": 1000, "甲-2": 1000}
    assert amounts(city, vintage=second) == {"甲-1": 900, "甲-2": 1000}


def test_later_publication_counts_before_later_commit(city):
    send(city, entry(amount_wan="1"), published=date(2025, 10, 25))
    send(city, entry(amount_wan="2"), published=date(2025, 10, 20))
    assert amounts(city) == {"甲-1": 1}
    assert amounts(city, as_of=date(2025, 10, 24)) == {"甲-1": 2}
    assert amounts(city, as_of=date(2025, 10, 19)) == {}
    versions = registers.history(city.question(), FUND, "甲-1")
    assert [each.amount("amount_wan") for each in versions] == [1, 2]


def test_scope_is_that_of_the_newest_version(city):
    send(city, entry(), entry("乙-1", 3, EAST))
    assert amounts(city, scope=(WEST,)) == {"甲-1": 1000}
    send(city, entry(region=EAST))
    assert amounts(city, scope=(WEST,)) == {}
    assert amounts(city, scope=(EAST,)) == {"甲-1": 1000, "乙-1": 1000}
    seen = registers.history(city.question(scope=(WEST,)), FUND, "甲-1")
    assert [each.batch for each in seen] == [1]


def test_scoped_viewer_knows_the_batches_of_his_entries(city):
    send(city, entry())
    send(city, entry("乙-1", region=EAST))
    listed = store.batches(city.question(scope=(WEST,)))
    assert listed["sequence"].tolist() == [1]
    assert [source[0] for source in store.batch_sources(city.question(scope=(EAST,)), [1, 2])] == [
        2
    ]


def test_entry_without_a_key_is_given_one_of_its_own(city):
    send(city, withdrawal(), withdrawal(row=3))
    send(city, withdrawal())
    found = registers.entries(city.question(), "credit_withdrawals")
    assert [each.key for each in found] == ["B1-1", "B1-2", "B2-1"]
    assert {(each.subject_kind, each.subject) for each in found} == {("bank", "bank-a")}


UNLAWFUL = [
    (entry(amount_wan="一千"), "登记.csv：第2行：金额：“一千”不是数；请只写数字，单位为万元"),
    (entry(amount_wan=1.5), "登记.csv：第2行：金额：“1.5”不是数（浮点数已失去精确位数"),
    (entry(amount_wan=True), "金额：“True”不是数"),
    (entry(amount_wan=Decimal("NaN")), "金额：“NaN”不是数"),
    (entry(amount_wan="1.0000001"), "金额：1.0000001 的小数多于6位（单位为万元）"),
    (entry(amount_wan="-1"), "金额：-1 小于0，请核对"),
    (entry(amount_wan="12,34"), "金额：“12,34”不是数"),
    (entry(amount_wan=" "), "金额：必填，不能为空"),
    (entry(movement="支出"), "往来：“支出”不在选项中；可用：应缴、到位、放款、回收"),
    (entry(due="2025-02-30"), "约定归还日：“2025-02-30”不是日期，请写成 2020-06-15"),
    (entry(due="下月"), "约定归还日：“下月”不是日期"),
    (entry(due=20250901), "约定归还日：“20250901”不是日期"),
    (entry(evidence="长" * 2001), "依据：须为文字，不超过2000字"),
    (entry(evidence=5), "依据：须为文字"),
    (entry(payer="甲"), "信贷周转基金台账没有字段“payer”；可用：movement"),
    (entry(region="999999"), "区划代码“999999”没有登记"),
    (entry(key="长" * 81), "登记号不超过80字"),
    (withdrawal(subject=""), "抽压断贷登记的每一条须写明属于哪一家（bank）"),
    (withdrawal(blind="也许"), "认定为盲目：须填“是”或“否”，现为“也许”"),
]


@pytest.mark.parametrize(("unlawful", "message"), UNLAWFUL, ids=[text for _, text in UNLAWFUL])
def test_unlawful_entry_is_refused_with_its_place(city, unlawful, message):
    with pytest.raises(RegisterError, match=re.escape(message)):
        send(city, entry("好的", 9), unlawful)
    assert city.count(schema.vintage) == city.count(schema.register_entry) == 0


def test_key_that_stands_twice_in_a_batch_is_refused(city):
    with pytest.raises(RegisterError, match="第3行：登记号“甲-1”在同一批次中重复"):
        send(city, entry(), entry(row=3))


def test_simulated_entries_do_not_go_into_a_real_dataset(city):
    with pytest.raises(CommitError, match="模拟数据与真实数据不得混放"):
        send(city, entry(), kind="simulated")


def test_same_key_in_two_registers_is_two_things(city):
    send(city, entry("同号"), withdrawal("同号", 3))
    assert amounts(city) == {"同号": 1000}
    assert len(registers.entries(city.question(), "credit_withdrawals")) == 1


def test_figures_and_entries_share_the_order_of_commits(city):
    assert [send(city, entry()), city.commit({}), send(city, entry("乙"))] == [1, 2, 3]


@given(st.decimals(0, 10**9, places=6), st.dates(), st.text(max_size=30), st.booleans())
def test_every_lawful_value_survives_its_text(amount, day, text, truth):
    made = registers.register("credit_withdrawals")
    words = text.replace("\x00", "")
    given = {"firm": "企业", "withdrawal_kind": "断贷", "amount_wan": amount, "due": day}
    fields = register_fields.typed(made, given | {"reason": words, "blind": truth})
    assert fields["amount_wan"] == amount
    assert (fields["due"], fields["blind"]) == (day, truth)
    assert fields["reason"] == (words.strip() or None)
    assert register_fields.from_json(made.fields, register_fields.to_json(fields)) == fields


def test_every_shipped_register_is_declared_with_what_is_needed():
    found = registers.declared()
    assert {"credit_withdrawals", "firm_rosters", "matchmaking", "turnover_fund"} <= set(found)
    for each in found.values():
        assert all(field.meaning and field.name for field in each.fields.values())
        units = [bool(field.unit) == (field.type == "decimal") for field in each.fields.values()]
        assert all(units)


def test_facts_of_parks_and_projects_can_be_entered_in_their_registers():
    facts = policies.facts()
    for subject, register in (("park", "parks"), ("project", "projects")):
        wanted = {key for key, fact in facts.items() if fact.subject == subject}
        assert wanted
        assert wanted <= set(registers.register(register).fields)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nmae: 甲", "own.yaml：name：缺少必填字段"),
        (
            "fields: {a: {name: 甲, type: choice, meaning: 乙}}",
            "a：choices：类型为 choice 的字段须",
        ),
        ("fields: {a: {name: 甲, type: text, meaning: 乙, choices: [丙]}}", "其他类型不得列"),
        ("fields: {a: {name: 甲, type: text, meaning: 乙, unti: 万元}}", "没有这个字段"),
    ],
)
def test_unlawful_declaration_is_refused(tmp_path, monkeypatch, text, message):
    monkeypatch.setattr(register_fields, "FOLDER", tmp_path)
    register_fields.register.cache_clear()
    own = tmp_path / "registers" / "own.yaml"
    own.parent.mkdir()
    head = "about: 乙\nday: 日\nsubject_kind: region\nsupplier: 丙\nreference: 丁\n"
    named = "" if text.startswith("nmae") else "name: 甲\n"
    fields = "" if text.startswith("fields") else "fields: {}\n"
    own.write_text(head + named + fields + text + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(message)):
        registers.declared()
    register_fields.register.cache_clear()


def test_unknown_register_is_refused_with_those_that_exist():
    with pytest.raises(CatalogueError, match="没有台账“fund”；可用：credit_withdrawals"):
        registers.register("fund")


def test_field_that_is_no_longer_declared_stays_as_written(city):
    send(city, entry())
    made = registers.register(FUND)
    fewer = made.model_copy(
        update={"fields": {k: v for k, v in made.fields.items() if k != "amount_wan"}}
    )
    assert register_fields.from_json(fewer.fields, '{"amount_wan": "1000"}')["amount_wan"] == "1000"


def test_withdrawn_batch_takes_its_entries_back(city):
    number = send(city, entry())
    with storage.writing(city.key) as connection:
        batches.withdraw(connection, number, "填错", "金融办")
    assert amounts(city) == {}
    assert registers.history(city.question(), FUND, "甲-1") == []
    assert amounts(city, vintage=number) == {"甲-1": 1000}
