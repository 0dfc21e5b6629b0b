"""Loans, guarantees and funds: figures worked out by hand, and what missing parts do."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import loans
from metrics.loans import Contract, FundLoan, FundMovement, LateContract

D = Decimal
AMOUNTS = st.decimals(0, 10**6, places=2)


def test_net_increase_may_be_negative_and_needs_both_ends():
    assert loans.net_increase(D("2199.99"), D(2200)) == D("-0.01")
    assert loans.net_increase(None, D(1)) is None
    assert loans.net_increase(D(1), None) is None


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(D(1), D(3), None), (D(0), D(5), D(0)), (None, D(5), None), (D(1), None, None)],
)
def test_share_needs_part_and_positive_whole(part, whole, share):
    found = loans.share_pct(part, whole)
    if (part, whole) == (D(1), D(3)):
        assert found is not None and abs(found * 3 - 100) < D("1e-20")
    else:
        assert found == share
    assert loans.share_pct(part, D(0)) is None
    assert loans.share_pct(part, D(-1)) is None


def test_average_fee_rate_is_weighted_and_not_the_mean_of_rates():
    # 2 % of 1 亿 and 0.5 % of 9 亿: 200 + 450 万元 over 10 亿 = 0.65 %; the mean would be 1.25 %.
    assert loans.average_fee_rate_pct([(D(200), D(1)), (D(450), D(9))]) == D("0.65")


def test_average_fee_rate_with_a_missing_part_is_missing():
    assert loans.average_fee_rate_pct([(D(200), D(1)), (None, D(9))]) is None
    assert loans.average_fee_rate_pct([(D(200), D(1)), (D(450), None)]) is None
    assert loans.average_fee_rate_pct([]) is None
    assert loans.average_fee_rate_pct([(D(0), D(0))]) is None


@given(st.lists(st.tuples(AMOUNTS, st.decimals("0.01", 10**4, places=2)), min_size=1))
def test_average_fee_rate_lies_between_the_lowest_and_the_highest(pairs):
    rates = [fee / amount / 100 for fee, amount in pairs]
    found = loans.average_fee_rate_pct(pairs)
    assert min(rates) - D("1e-9") <= found <= max(rates) + D("1e-9")


def test_guarantee_multiple_attains_exactly():
    assert loans.guarantee_multiple(D("45"), D("30")) == D("1.5")
    assert loans.guarantee_multiple(D("44.99"), D("30")) < D("1.5")
    assert [loans.guarantee_multiple(D(1), each) for each in (D(0), D(-3), None)] == [None] * 3
    assert loans.guarantee_multiple(None, D(1)) is None


def test_reduction_is_in_points_and_negative_where_the_cost_rose():
    assert loans.cost_reduction_pp(D("6.20"), D("5.70")) == D("0.50")
    assert loans.cost_reduction_pp(D("6.20"), D("6.30")) == D("-0.10")
    assert loans.cost_reduction_pp(None, D("6.30")) is None


@pytest.mark.parametrize(
    ("now", "before", "attained", "gap"),
    [
        (D("5.20"), D("5.20"), True, D(0)),
        (D("5.19"), D("5.20"), True, D("-0.01")),
        (D("5.21"), D("5.20"), False, D("0.01")),
        (None, D("5.20"), None, None),
        (D("5.21"), None, None, None),
    ],
)
def test_not_above_last_year(now, before, attained, gap):
    found = loans.not_above(now, before)
    assert (found.attained, found.gap_pp) == (attained, gap)


def test_fulfilment_leaves_out_what_is_not_reported():
    contracts = [
        Contract("a", D(1000), D(400), date(2020, 6, 30)),
        Contract("b", D(500), D(500), date(2020, 3, 31)),
        Contract("c", D(300), None, date(2020, 1, 31)),
        Contract("d", D(100), D(0), None),
        Contract("e", D(50), D(0), date(2020, 7, 10)),
        Contract("f", D(50), D(20), date(2020, 5, 1)),
    ]
    found = loans.fulfilment(contracts, date(2020, 7, 10))
    assert (found.contracts, found.signed_wan, found.arrived_wan) == (6, D(1700), D(920))
    assert found.rate_pct == D(920) * 100 / D(1700)
    assert found.unreported == ("c",)
    assert found.late == (LateContract("f", D(30), 70), LateContract("a", D(600), 10))


def test_fulfilment_without_contracts_has_no_rate():
    found = loans.fulfilment([], date(2020, 7, 10))
    assert (found.rate_pct, found.late, found.contracts) == (None, (), 0)


LEDGER = [
    FundMovement("1", "应缴", D(1000), "县甲"),
    FundMovement("2", "到位", D(600), "县甲"),
    FundMovement("3", "到位", D(400), "市"),
    FundMovement("4", "放款", D(500), due=date(2016, 1, 31)),
    FundMovement("5", "放款", D(300), due=date(2016, 2, 10)),
    FundMovement("6", "放款", D(100)),
    FundMovement("7", "回收", D(500), loan="4"),
    FundMovement("8", "回收", D(120), loan="5"),
    FundMovement("9", "回收", D(7), loan="无"),
]


def test_fund_by_hand():
    found = loans.fund(LEDGER, date(2016, 2, 15))
    assert (found.owed_wan, found.paid_in_wan) == (1000, 1000)
    assert (found.lent_wan, found.returned_wan, found.balance_wan) == (900, 627, 727)
    assert found.turnover == D("0.9")
    assert found.open_loans == (FundLoan("5", D(180), 5), FundLoan("6", D(100), 0))
    assert (found.overdue_wan, found.unassigned_wan) == (180, 7)
    assert found.by_unit == {"县甲": (D(1000), D(600)), "市": (D(0), D(400))}


def test_fund_loan_is_not_overdue_on_its_day():
    assert loans.fund(LEDGER, date(2016, 2, 10)).overdue_wan == 0
    assert loans.fund(LEDGER, date(2016, 2, 11)).overdue_wan == 180


def test_fund_without_money_has_no_turnover():
    assert loans.fund([], date(2016, 1, 1)).turnover is None


@given(st.permutations(LEDGER))
def test_order_of_movements_is_irrelevant(ledger):
    assert loans.fund(ledger, date(2016, 3, 1)) == loans.fund(LEDGER, date(2016, 3, 1))
