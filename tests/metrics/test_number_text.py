"""Only what clearly is a number is read as one, and always as the decimal that was written."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics.number_text import NumberState, read_number, read_numbers

NOT_READ = {
    NumberState.BLANK: [
        *["", " ", "\u3000\u00a0", "-", "—", "——", "–", "－", "\u2212", "…", "……"],
        *["...", "/", "／", "\\", "\ufeff", "\u200b \u200b", None],
    ],
    NumberState.NOT_REPORTED: ["未报", " 未上报\u3000", "缺报", "未报送"],
    NumberState.NOT_FINITE: [
        *["nan", "NaN", "inf", "-Infinity", "+INF", "∞", "9" * 400, "9" * 400 + "%"],
        *[float("nan"), float("-inf"), 10**400],
    ],
    NumberState.DAY: [
        date(2025, 9, 1),
        datetime(2025, 9, 1, 8, tzinfo=UTC),
        time(8),
        timedelta(hours=30),
    ],
    NumberState.TRUTH: [True, False, np.True_],
    NumberState.TEXT: [
        *["12.3亿", "约12", "=1+1", "1e5", "1.23E+08", "0x10", "1.2.3", "12,34", "1,2345"],
        *[",123", "1,,234", "0,123", "12.3,4", "007", "5.", ".", "%", "+", "- 5", "--5"],
        *["1 234", "5%%", "(5)", "–5", "١٢", "二十", "#DIV/0!", "N/A", "1_000", "½"],
        *[{"a": 1}, object],
    ],
}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (5.95, 5.95),
        (-0.0, 0.0),
        (12, 12.0),
        (np.int64(3), 3.0),
        (np.float32(0.5), 0.5),
        ("12.30", 12.3),
        ("-0.2", -0.2),
        ("0", 0.0),
        ("19746101", 19746101.0),
    ],
)
def test_a_number_and_a_plain_decimal_are_numbers(cell, value):
    assert read_number(cell) == read_number(value)
    assert read_number(cell).value == value
    assert read_number(cell).state is NumberState.NUMBER


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１２．３", 12.3),
        ("－０．２", -0.2),
        ("\u22125.1", -5.1),
        ("1,234.5", 1234.5),
        ("１，２３４，５６７．８９", 1234567.89),
        ("-12,345", -12345.0),
        ("\u3000 6.0\u00a0", 6.0),
        ("\ufeff6.0\u200b", 6.0),
        ("12.3%", 12.3),
        ("12.3 ％", 12.3),
        ("+5.6", 5.6),
        (".5", 0.5),
        ("12\n", 12.0),
    ],
)
def test_what_clearly_is_a_number_is_converted(text, value):
    assert read_number(text).value == value
    assert read_number(text).state is NumberState.CONVERTED


@pytest.mark.parametrize(
    ("cell", "state"),
    [(cell, state) for state, cells in NOT_READ.items() for cell in cells],
    ids=lambda value: repr(value)[:20],
)
def test_everything_else_has_no_value(cell, state):
    assert read_number(cell).state is state
    assert read_number(cell).value is None


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)


@given(decimals)
def test_the_value_is_the_double_nearest_to_the_written_decimal(number):
    written = f"{number:f}"
    assert read_number(written).value == float(Decimal(written))


@given(decimals, st.sampled_from(["", " ", "\u3000", "\u00a0"]), st.sampled_from(["", "%", "％"]))
def test_signs_of_an_office_change_nothing(number, blank, percent):
    written = f"{number:,f}".translate(str.maketrans("0123456789-,", "０１２３４５６７８９−，"))
    assert read_number(blank + written + percent + blank).value == float(number)


cells = st.one_of(
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.none(),
    st.text(),
    st.from_regex(r"[-−－]?[0-9０-９,，]{0,5}[.．]?[0-9]{0,3}[%亿]?", fullmatch=True),
    st.sampled_from([cell for cells in NOT_READ.values() for cell in cells]),
)


@given(st.lists(cells))
@example([float("inf"), 1.0, float("nan"), 10**400, "9" * 400])
def test_many_cells_read_as_one_by_one(several):
    column = read_numbers(several)
    singly = [read_number(cell) for cell in several]
    assert column.states.tolist() == [read.state for read in singly]
    expected = [np.nan if read.value is None else read.value for read in singly]
    np.testing.assert_array_equal(column.values, expected)


@given(cells)
def test_a_value_goes_with_its_state(cell):
    read = read_number(cell)
    has_value = read.state in (NumberState.NUMBER, NumberState.CONVERTED)
    assert (read.value is not None) is has_value
    assert read.value is None or np.isfinite(read.value)


def test_no_cells_give_empty_columns():
    column = read_numbers([])
    assert column.values.dtype == np.float64
    assert column.states.dtype == np.int8
    assert len(column.values) == len(column.states) == 0
