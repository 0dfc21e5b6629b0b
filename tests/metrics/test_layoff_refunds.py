"""Refunds for keeping staff: the basis, one of a group, what hangs on the lay-off rate."""

from decimal import Decimal

import pytest

from metrics.layoff_refunds import Basis, Refund, monthly_basis, once_kept, stake

D = Decimal
BASE = Basis(D(200000))


def one(entitled=True, basis=BASE):
    return Refund("WZ20-R04", "一个月", D(1), basis, "social", entitled, True)


def two(entitled=True, missing=()):
    return Refund("WZ20-R05", "两个月", D(2), BASE, "social", entitled, False, missing)


@pytest.mark.parametrize(
    ("paid", "arrears", "yuan", "missing"),
    [
        (230000, 30000, 200000, ()),
        (230000, 0, 230000, ()),
        (230000, None, None, ("其中补缴（没有填0）",)),
        (None, None, None, ("社保费入库数", "其中补缴（没有填0）")),
        (10, 11, None, ("不大于入库数的补缴",)),
        (10, -1, None, ("不大于入库数的补缴",)),
    ],
)
def test_back_payments_do_not_count(paid, arrears, yuan, missing):
    given = [None if each is None else D(each) for each in (paid, arrears)]
    assert monthly_basis(*given) == Basis(None if yuan is None else D(yuan), missing)


def test_never_both():
    found = stake([one(), two()])
    assert (found.low_yuan, found.high_yuan, found.chosen.rule) == (400000, 400000, "WZ20-R05")
    assert (found.hangs_yuan, found.missing) == (0, ())


def test_one_month_hangs_on_the_rate():
    found = stake([one(), two(entitled=False)])
    assert (found.low_yuan, found.high_yuan, found.hangs_yuan) == (200000, 200000, 200000)


def test_open_entitlement_leaves_a_span():
    found = stake([one(), two(None, ("奖补资格",))])
    assert (found.low_yuan, found.high_yuan, found.missing) == (200000, 400000, ("奖补资格",))
    settled = stake([one(None), two()])
    assert (settled.low_yuan, settled.high_yuan, settled.missing) == (400000, 400000, ())


def test_amount_that_is_not_known_is_never_zero_for_sure():
    found = stake([one(basis=Basis(None, ("社保费入库数",)))])
    assert (found.low_yuan, found.high_yuan, found.chosen) == (0, None, None)
    assert found.missing == ("社保费入库数",)
    outside = Refund("FJ20-R07", "一次性奖补", None, BASE, "FJ20-R07", True, False)
    assert stake([outside]).missing == ("文件未写明的标准",)
    assert stake([]).high_yuan == 0


def test_groups_are_not_mixed():
    with pytest.raises(ValueError, match="分组计算"):
        stake([one(), Refund("x", "", D(1), BASE, "other", True, False)])


def test_outcome_of_the_limit_is_put_in():
    refunds = [one(), one(entitled=False), two()]
    assert [each.entitled for each in once_kept(refunds, True)] == [True, False, True]
    assert [each.entitled for each in once_kept(refunds, False)] == [False, False, True]
    assert [each.entitled for each in once_kept(refunds, None)] == [None, False, True]


def test_cents_are_kept():
    refund = Refund("SM20-R11", "全返", D(1), Basis(D("86400.005")), "", True, True)
    assert refund.yuan == D("86400.01")
