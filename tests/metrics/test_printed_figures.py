"""Figures as official documents print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.printed_figures import Amount, amounts, canonical, han_number, stands_in

HAN_DIGITS = "零一二三四五六七八九"


def in_han(number):
    """Chinese digits of a whole number below 10^12, written as officials write them."""
    if number >= 10**8:
        return join(number, 10**8, "亿")
    if number >= 10**4:
        return join(number, 10**4, "万")
    for place, word in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= place:
            return join(number, place, word)
    return HAN_DIGITS[number]


def join(number, place, word):
    high, low = divmod(number, place)
    gap = "零" if low and low < place // 10 else ""
    return in_han(high) + word + (gap + in_han(low) if low else "")


@given(st.integers(0, 10**12 - 1))
def test_chinese_digits_have_the_value_they_were_written_from(number):
    assert han_number(in_han(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十五", 15),
        ("百", 100),
        ("百万", 1_000_000),
        ("两千两百", 2200),
        ("二〇二〇", 2020),
        ("一百零五", 105),
        ("万", 10_000),
        ("三万五", 30_005),
        ("十百", None),
        ("二三十", None),
        ("零百", None),
        ("百万亿", 10**14),
        ("十百万", None),
        ("一万十百", None),
        ("三万二亿", 30_002 * 10**8),
    ],
)
def test_chinese_numerals(text, value):
    assert han_number(text) == value


SAME = [
    ("150亿元", "一百五十亿元"),
    ("150 亿元", "１５０亿元"),
    ("1500万元", "1,500万元"),
    ("80%", "八成"),
    ("80％", "百分之八十"),
    ("5%", "百分之5"),
    ("1.1万亿元", "11000亿元"),
    ("2-3家", "2—3家"),
    ("2-3家", "二～三家"),
    ("6月底", "六月底"),
    ("3台(套)", "３台（套）"),
    ("漯政[2015]29号", "漯政〔2015〕 29号"),
    ("5个百分点", "五个百分点"),
]
OTHER = [
    ("5万元", "15万元"),
    ("5万元", "5元"),
    ("5万元", "1.5万元"),
    ("5万元", "五十五万元"),
    ("100家", "三百家"),
    ("1个", "一个"),
    ("80%", "0.8%"),
    ("三成", "三成立"),
    ("20亿元", "200亿元"),
]


@pytest.mark.parametrize(("figure", "text"), SAME)
def test_one_figure_in_two_printings_is_found(figure, text):
    assert stands_in(figure, canonical(f"力争达到{text}以上"))


@pytest.mark.parametrize(("figure", "text"), OTHER)
def test_another_figure_is_not_taken_for_it(figure, text):
    assert not stands_in(figure, canonical(f"力争达到{text}以上"))


def test_amounts_carry_value_and_unit():
    assert amounts("1.8万户") == (Amount(Decimal(18000), "户"),)
    assert amounts("三成") == (Amount(Decimal(30), "%"),)
    assert amounts("0.5个百分点") == (Amount(Decimal("0.5"), "个百分点"),)
    assert [each.value for each in amounts("2-3家")] == [2, 3]
    assert amounts("一批") == ()


def test_what_makes_no_number_stays_as_it_is():
    assert canonical("十百工业品名录") == "十百工业品名录"
    assert canonical("百分之十百") == "百分之十百"
    assert canonical("一批") == "一批"
