"""The duty to report withdrawals: boundaries, both denominators, what is not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.credit_withdrawals import (
    Limits,
    Withdrawal,
    cases,
    judge_withdrawal,
    report_count,
)

D = Decimal
LIMITS = Limits(D(500), D("0.5"), D("0.5"))
MONEY = st.decimals(0, 10**5, places=6)
BALANCE = st.none() | MONEY


def judged(amount, bank=None, firm=None, kind="抽贷"):
    known = [None if each is None else D(str(each)) for each in (amount, bank, firm)]
    return judge_withdrawal(kind, *known, LIMITS)


@pytest.mark.parametrize(
    ("amount", "bank", "firm", "text"),
    [
        ("500", 10000, 30000, "须报告（金额）"),
        ("499.999999", 10000, 30000, "不须报告"),
        ("100", 200, 900, "须报告（占该行余额）"),
        ("99.9999", 200, 200, "不须报告"),
        ("100", None, 30000, "待核实（缺：该行余额）"),
        ("100", None, None, "待核实（缺：该行余额）"),
        ("600", None, None, "须报告（金额）"),
        ("100", None, 200, "须报告（占企业全部余额）"),
        ("100", 10000, None, "不须报告"),
        ("100", 0, 0, "不须报告"),
        ("600", 1200, 1200, "须报告（金额、占该行余额、占企业全部余额）"),
        (None, 200, 200, "待核实（缺：收贷金额）"),
    ],
)
def test_boundaries(amount, bank, firm, text):
    assert judged(amount, bank, firm).text == text


@pytest.mark.parametrize("kind", ["压贷", "断贷"])
def test_other_kinds_are_only_registered(kind):
    assert judged(10**6, 1, 1, kind).text == "只登记"


def test_shares_are_said_and_doubtful_figures_too():
    found = judged(150, 100, 50)
    assert (found.share_of_bank_pct, found.share_of_firm_pct) == (150, 300)
    assert found.doubts == ("企业全部余额小于该行余额", "收贷金额大于该行余额")
    assert judged(1, 10, 20).doubts == ()
    assert (judged(1, 0).share_of_bank_pct, judged(1).share_of_bank_pct) == (0, None)


@given(MONEY, BALANCE, BALANCE)
def test_more_withdrawn_never_ends_the_duty(amount, bank, firm):
    if judge_withdrawal("抽贷", amount, bank, firm, LIMITS).outcome == "须报告":
        assert judge_withdrawal("抽贷", amount + 1, bank, firm, LIMITS).outcome == "须报告"


@given(MONEY, MONEY, MONEY)
def test_shortcut_agrees_with_every_possible_total(amount, bank, more):
    """Without the firm's total the answer is that for any total that is possible."""
    short = judge_withdrawal("抽贷", amount, bank, None, LIMITS)
    full = judge_withdrawal("抽贷", amount, bank, bank + more, LIMITS)
    if short.outcome == "不须报告" and bank > 0:
        assert full.outcome == "不须报告"
    assert short.outcome != "待核实"


@given(MONEY, MONEY)
def test_one_half_is_exact(half, other):
    found = judge_withdrawal("抽贷", half, half * 2, half * 2 + other, LIMITS)
    assert ("占该行余额" in found.triggers) == (half > 0)


@given(MONEY, BALANCE, BALANCE)
def test_what_is_not_known_is_never_taken_for_no(amount, bank, firm):
    """Filling in a missing figure may decide an open case, and never turns a decided one."""
    found = judge_withdrawal("抽贷", amount, bank, firm, LIMITS)
    if bank is None and found.outcome == "须报告":
        assert judge_withdrawal("抽贷", amount, D(10**9), firm, LIMITS).outcome == "须报告"


def withdrawal(key, day, amount, bank_balance=10000, **changes):
    made = Withdrawal(
        key,
        "甲行",
        "企业一",
        "抽贷",
        date(2020, 5, day),
        None if amount is None else D(amount),
        None if bank_balance is None else D(bank_balance),
        D(30000),
    )
    return replace(made, **changes)


def test_month_of_one_bank_and_firm_is_added_up():
    two = [withdrawal("b", 20, 300, 1), withdrawal("a", 3, 200)]
    (case,) = cases(two, LIMITS)
    assert [event.key for event in case.events] == ["a", "b"]
    assert (case.amount_wan, case.judgement.text) == (500, "须报告（金额）")
    assert (case.due_from, case.day, case.is_unreported) == (
        date(2020, 5, 20),
        date(2020, 5, 20),
        True,
    )


@pytest.mark.parametrize(
    "change",
    [{"bank": "乙行"}, {"firm": "企业二"}, {"day": date(2020, 6, 1)}, {"kind": "压贷"}],
)
def test_what_is_not_added_up(change):
    found = cases([withdrawal("a", 3, 400), replace(withdrawal("b", 20, 400), **change)], LIMITS)
    assert len(found) == 2
    assert {case.judgement.outcome for case in found} <= {"不须报告", "只登记"}


def test_cuts_and_refusals_are_cases_each():
    found = cases([withdrawal(key, 3, 400, kind="断贷") for key in "ab"], LIMITS)
    assert [(case.amount_wan, case.judgement.text) for case in found] == [(400, "只登记")] * 2


def test_report_is_counted_from_the_day_of_the_duty():
    reported = withdrawal("b", 20, 300, reported_on=date(2020, 5, 25))
    (case,) = cases([withdrawal("a", 3, 200), reported], LIMITS)
    assert (case.reported_on, case.days_to_report, case.is_unreported) == (
        date(2020, 5, 25),
        5,
        False,
    )
    (early,) = cases([replace(reported, amount_wan=D(600), reported_on=date(2020, 5, 1))], LIMITS)
    assert early.days_to_report == 0
    (none,) = cases([withdrawal("a", 3, 1)], LIMITS)
    assert (none.days_to_report, none.due_from) == (None, None)


def test_report_of_a_smaller_sum_is_none_of_what_became_due_later():
    first = withdrawal("a", 3, 280, reported_on=date(2020, 5, 5))
    (case,) = cases([first, withdrawal("b", 24, 230)], LIMITS)
    assert (case.judgement.text, case.reported_on, case.is_unreported) == (
        "须报告（金额）",
        None,
        True,
    )
    late = replace(first, reported_on=date(2020, 5, 26))
    (told,) = cases([late, withdrawal("b", 24, 230)], LIMITS)
    assert (told.reported_on, told.days_to_report) == (date(2020, 5, 26), 2)


def test_unknown_amount_leaves_the_sum_open_unless_the_rest_suffices():
    (open_case,) = cases([withdrawal("a", 3, 100), withdrawal("b", 4, None)], LIMITS)
    assert (open_case.amount_wan, open_case.judgement.text) == (None, "待核实（缺：收贷金额）")
    (due,) = cases([withdrawal("a", 3, 500), withdrawal("b", 4, None)], LIMITS)
    assert (due.amount_wan, due.judgement.outcome) == (None, "须报告")


def test_reports_are_counted():
    listed = [
        withdrawal("a", 3, 600, reported_on=date(2020, 5, 9)),
        withdrawal("b", 3, 600, bank="乙行"),
        withdrawal("c", 3, 1, None, bank="丙行"),
        withdrawal("d", 3, 900, kind="断贷"),
        withdrawal("e", 3, 1, bank="丁行"),
    ]
    found = report_count(cases(listed, LIMITS))
    assert (found.due, found.reported, found.open, found.registered) == (2, 1, 1, 1)
    assert found.rate_pct == 50
    assert report_count([]).rate_pct is None


def test_reading_that_looks_at_all_loans_only():
    only = replace(LIMITS, share_of_bank=None)
    assert judge_withdrawal("抽贷", D(100), D(200), D(900), only).text == "不须报告"
    assert judge_withdrawal("抽贷", D(100), D(200), None, only).text == "待核实（缺：企业全部余额）"
    assert judge_withdrawal("抽贷", D(100), None, D(200), only).text == "须报告（占企业全部余额）"


def test_reading_without_shares_looks_at_the_amount_only():
    only = Limits(D(500), None, None)
    assert judge_withdrawal("抽贷", D(499), None, None, only).text == "不须报告"
    assert judge_withdrawal("抽贷", D(499), D(1), D(1), replace(only, amount_wan=None)).text == (
        "不须报告"
    )


def test_reading_in_which_all_kinds_count():
    every = replace(LIMITS, kinds=("抽贷", "压贷", "断贷"))
    assert judge_withdrawal("断贷", D(500), None, None, every).text == "须报告（金额）"
    found = cases(
        [withdrawal("a", 3, 300, kind="断贷"), withdrawal("b", 4, 300, kind="断贷")], every
    )
    assert [case.amount_wan for case in found] == [600]


def test_reading_in_which_each_withdrawal_stands_alone():
    single = replace(LIMITS, by_month=False)
    found = cases([withdrawal("a", 3, 300), withdrawal("b", 4, 300)], single)
    assert [case.judgement.text for case in found] == ["不须报告", "不须报告"]


def test_case_outside_the_days_of_the_rule_is_not_judged():
    begun = replace(LIMITS, valid_from=date(2020, 5, 3), valid_to=date(2020, 5, 20))
    days = {
        day: cases([withdrawal("a", day, 600)], begun)[0].judgement.text for day in (2, 3, 20, 21)
    }
    assert days == {
        2: "不在有效期",
        3: "须报告（金额）",
        20: "须报告（金额）",
        21: "不在有效期",
    }
    (unknown,) = cases([withdrawal("a", 2, None)], begun)
    assert (unknown.amount_wan, unknown.judgement.text) == (None, "不在有效期")
