"""Printed periods are read as they stand; what is no period is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.printed_periods import (
    PrintedPeriod,
    bare_year,
    leading_period,
    read_printed_period,
)
from metrics.printed_text import squeezed

DASHES = ["-", "—", "——", "–", "－", "\u2010", "\u2011", "\u2212", "~", "～", "〜", "至", "到"]
BLANKS = ["", " ", "\u3000", "\u00a0", "\n", "\u200b"]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("text", "year", "first", "last"),
    [
        ("2025年1-9月", 2025, 1, 9),
        ("1—9月", None, 1, 9),
        ("1-9月份", None, 1, 9),
        ("1～9月累计", None, 1, 9),
        ("1月-9月", None, 1, 9),
        ("1月份至9月份", None, 1, 9),
        ("2025年1—2月", 2025, 1, 2),
        ("2025年度1-12月", 2025, 1, 12),
        ("截至9月末", None, None, 9),
        ("9月末", None, None, 9),
        ("9月底", None, None, 9),
        ("2025年9月末", 2025, None, 9),
        ("2024年末", 2024, None, 12),
        ("9月累计", None, 1, 9),
        ("2025年9月", 2025, 9, 9),
        ("9月份", None, 9, 9),
        ("1月", None, 1, 1),
        ("前三季度", None, 1, 9),
        ("2025年前三季度", 2025, 1, 9),
        ("前两季度", None, 1, 6),
        ("上半年", None, 1, 6),
        ("下半年", None, 7, 12),
        ("全年", None, 1, 12),
        ("2024年全年", 2024, 1, 12),
        ("2024年", 2024, 1, 12),
        ("2024年度", 2024, 1, 12),
        ("一季度", None, 1, 3),
        ("第三季度", None, 7, 9),
        ("2025年4季度", 2025, 10, 12),
        ("2025-09", 2025, None, 9),
        ("2025/9", 2025, None, 9),
        ("2025.10", 2025, None, 10),
        ("2025.9", 2025, None, 9),
        ("2025.01", 2025, None, 1),
        ("202509", 2025, None, 9),
        ("2025-Y09", 2025, 1, 9),
        ("２０２５年１－９月", 2025, 1, 9),
        (" 2025 年 1 — 9 月 ", 2025, 1, 9),
    ],
)
def test_printed_form_is_read(text, year, first, last):
    assert read_printed_period(text) == (year, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "年",
        "月",
        "13月",
        "0月",
        "1-13月",
        "0-9月",
        "9-1月",
        "1899年9月",
        "2200年",
        "2025-13",
        "2025-00",
        "2025-9-14",
        "20250914",
        "2025-Y9",
        "9月30日",
        "9月期货",
        "比上月",
        "1974.6101",
        "四季度工业",
        "2025.1",
        "九月",
    ],
)
def test_what_is_no_period_is_none(text):
    assert read_printed_period(text) is None


@given(
    year=st.none() | st.integers(1900, 2199),
    first=st.integers(1, 12),
    length=st.integers(0, 11),
    dash=st.sampled_from(DASHES),
    blanks=st.lists(st.sampled_from(BLANKS), min_size=9, max_size=9),
    full_width=st.booleans(),
    end=st.sampled_from(["月", "月份", "月累计"]),
)
def test_any_dash_blank_and_width_reads_alike(year, first, length, dash, blanks, full_width, end):
    last = min(first + length, 12)
    parts = [*([str(year), "年"] if year else []), str(first), dash, str(last), *end]
    text = "".join(blank + part for blank, part in zip(blanks, parts, strict=False))
    text = text.translate(FULL_WIDTH) if full_width else text
    assert read_printed_period(text) == (year, first, last)


@given(st.text(max_size=20))
def test_any_text_is_a_lawful_period_or_none(text):
    period = read_printed_period(text)
    if period:
        assert 1 <= (period.first or 1) <= period.last <= 12
        assert period.year is None or 1900 <= period.year <= 2199


@pytest.mark.parametrize(
    ("text", "period", "rest"),
    [
        ("2025年1-9月规模工业增加值", (2025, 1, 9), "规模工业增加值"),
        ("9月末余额（亿元）", (None, None, 9), "余额(亿元)"),
        ("上半年 增速", (None, 1, 6), "增速"),
        ("2025年1—9月", (2025, 1, 9), ""),
        ("1-9月份", (None, 1, 9), ""),
        ("工业投资", None, "工业投资"),
        ("到位资金—合计", None, "到位资金—合计"),
        ("13月增速", None, "13月增速"),
        ("2025-09 增速", None, "2025-09增速"),
    ],
)
def test_leading_period_is_parted_from_the_rest(text, period, rest):
    assert leading_period(text) == (PrintedPeriod(*period) if period else None, rest)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025年", 2025),
        ("2025 年度", 2025),
        ("2025年绝对额（亿元）", 2025),
        ("2025年1-12月", None),
        ("2025年全年", None),
        ("2025年末", None),
        ("2025年9月", None),
        ("0025年", None),
        ("绝对额", None),
    ],
)
def test_bare_year_has_no_months_with_it(text, year):
    assert bare_year(text) == year


@given(st.text(max_size=20))
def test_what_is_read_alone_leads_with_nothing_behind(text):
    period, rest = leading_period(text)
    if period and not rest:
        assert read_printed_period(text) == period
    if period is None:
        assert rest == squeezed(text)


def test_squeezing_twice_changes_nothing_more():
    text = "总额\n〔亿　元〕［％］｛a｝"
    assert squeezed(text) == "总额(亿元)(%)(a)"
    assert squeezed(squeezed(text)) == squeezed(text)
