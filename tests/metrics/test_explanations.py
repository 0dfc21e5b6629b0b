"""What explains a finding and what only waves it through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake_rules import intake_rules
from metrics.explanations import explains, substance

RULE = intake_rules().explanations


def accepted(text):
    return explains(text, RULE.empty_phrases, RULE.least_characters)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　 ",
        "核实无误",
        "核实无误。",
        "经核实，数据无误！",
        "已核实，情况属实，数据准确",
        "核实 无误 核实 无误",
        "。。。。。。。。",
        "啊啊啊啊啊啊啊啊",
        "同意",
        "增加",
        "123456789",
        "no reason given",
    ],
)
def test_what_says_nothing_is_no_explanation(text):
    assert not accepted(text)


@pytest.mark.parametrize(
    "text",
    [
        "新增两户企业并入该县",
        "核实无误：武冈市8月起两户企业纳入统计，基数同步调整",
        "统计局10月8日来函更正双清区数字",
    ],
)
def test_what_says_why_is_one(text):
    assert accepted(text)


@given(st.lists(st.sampled_from([*RULE.empty_phrases, "，", "。", " "]), max_size=12))
def test_no_string_of_stock_phrases_gets_through(parts):
    assert not accepted("".join(parts))


@given(st.text(), st.lists(st.text(min_size=1), max_size=4))
def test_nothing_is_added_to_what_was_said(text, phrases):
    assert set(substance(text, phrases)) <= set(text)
