"""Numbers, changes of place, names and days print in one way."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pandas as pd
import pytest

from metrics import wording
from metrics.wording import moment_text


@pytest.mark.parametrize(
    ("value", "decimals", "thousands", "text"),
    [
        (6, 1, False, "6.0"),
        (-0.7, 1, False, "\u22120.7"),
        (1234567.891, 2, True, "1,234,567.89"),
        (-1234.5, 0, True, "\u22121,235"),
        (1234.5, 1, False, "1234.5"),
        (Decimal("1E+3"), None, False, "1000"),
        (Decimal("2.350"), None, False, "2.350"),
        (-0.04, 1, False, "0.0"),
        (None, 1, False, "未报"),
        (float("nan"), 1, True, "未报"),
    ],
)
def test_figure(value, decimals, thousands, text):
    assert wording.figure(value, decimals, thousands) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.6, "+5.6"), (-0.7, "\u22120.7"), (0, "0.0"), (0.04, "0.0"), (0.05, "+0.1"), (None, "未报")],
)
def test_signed(value, text):
    assert wording.signed(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"), [(6, "6.0%"), (-0.2, "\u22120.2%"), (None, "未报"), (0, "0.0%")]
)
def test_growth(value, text):
    assert wording.growth(value) == text


@pytest.mark.parametrize(
    ("change", "cell", "phrase"),
    [
        (4, "↑4", "上升4位"),
        (-1, "↓1", "下降1位"),
        (0, "—", "持平"),
        (None, "无上期", "无上期"),
        (pd.NA, "无上期", "无上期"),
    ],
)
def test_change_of_place(change, cell, phrase):
    assert wording.place_change_words(change) == cell
    assert wording.place_change_phrase(change) == phrase


def test_names_are_joined_by_the_enumeration_comma():
    assert wording.join_names(iter(["甲", "乙", "丙"])) == "甲、乙、丙"
    assert wording.join_names([]) == ""


def test_days_print_without_leading_zeros():
    assert wording.date_text(date(2025, 1, 5)) == "2025年1月5日"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.95, "5.95"),
        (10.0, "10"),
        (100, "100"),
        (Decimal("2.350"), "2.35"),
        (-0.5, "\u22120.5"),
        (0.0, "0"),
        (None, "未报"),
        (float("nan"), "未报"),
    ],
)
def test_a_figure_as_given_keeps_its_digits_and_drops_trailing_zeros(value, text):
    assert wording.as_given(value) == text


def test_a_moment_is_printed_in_beijing_time_whatever_its_zone():
    moment = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert moment_text(moment) == "2026-01-01 00:30"
    assert moment_text(moment.astimezone(timezone(timedelta(hours=-5)))) == "2026-01-01 00:30"
    with pytest.raises(ValueError, match="没有时区"):
        moment_text(datetime(2025, 12, 31))  # noqa: DTZ001 - refused for it
