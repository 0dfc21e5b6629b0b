"""当月 and 累计, and growth over the exact period a year before.

The five known wrong answers of dashboards of this kind stand here (and one in test_growth.py)
as counter-examples.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.accumulation import (
    Derived,
    derived_months,
    growth_over_year,
    single_months,
    year_to_date,
)
from metrics.periods import Period, series_of_periods

YEARS = (2023, 2024, 2025)


def by_code(figures):
    return {period.code: value for period, value in figures.items()}


def ytd(figures):
    return {Period.parse(code): value for code, value in figures.items()}


def test_counter_example_1_january_is_itself_in_every_year():
    figures = {Period.of_ytd(y, m): 10 * m for y in YEARS for m in range(1, 13)}
    months = single_months(figures, has_january=True)
    assert [months[Period.of_month(year, 1)] for year in YEARS] == [10, 10, 10]
    assert len(months) == 36
    assert set(months.values()) == {Decimal(10)}


def test_counter_example_2_one_to_two_alone_is_one_combined_figure():
    figures = {Period.of_ytd(y, m): 10 * m for y in YEARS for m in range(2, 13)}
    months = single_months(figures, has_january=False)
    assert [months[Period.of_ytd(year, 2)] for year in YEARS] == [20, 20, 20]
    assert Period.of_month(2024, 1) not in months
    assert Period.of_month(2024, 2) not in months
    assert {months[Period.of_month(y, m)] for y in YEARS for m in range(3, 13)} == {Decimal(10)}


def test_counter_example_3_a_missing_month_is_never_replaced_by_a_neighbour():
    levels = {Period.of_month(y, m): 100 + m for y in (2023, 2024) for m in range(1, 13)}
    del levels[Period.of_month(2023, 6)]
    growth = growth_over_year(levels)
    assert growth[Period.of_month(2024, 6)].word == "未报"
    assert growth[Period.of_month(2024, 6)].nominal_pct is None
    assert growth[Period.of_month(2024, 5)].word == "持平"
    assert growth[Period.of_month(2024, 7)].word == "持平"


def test_counter_example_4_a_loss_turned_to_profit_is_a_word_along_a_series():
    levels = {Period.of_ytd(2024, 6): -10, Period.of_ytd(2025, 6): 5}
    assert growth_over_year(levels)[Period.of_ytd(2025, 6)].text == "扭亏为盈"


def test_counter_example_5_the_growth_of_one_to_two_is_present():
    first, last = Period.of_ytd(2024, 2), Period.of_ytd(2025, 12)
    periods = series_of_periods(first, last, has_january=False)
    growth = growth_over_year({period: 100 * (period.year - 2023) for period in periods})
    assert periods[11] == Period.of_ytd(2025, 2)
    assert growth[Period.of_ytd(2025, 2)].text == "增长100.0%"
    assert next(period.code for period in growth if period.year == 2025) == "2025-Y02"


def test_a_missing_predecessor_leaves_a_month_missing():
    figures = ytd({"2025-Y02": 20, "2025-Y03": None, "2025-Y04": 45, "2025-Y05": 60.5})
    assert by_code(single_months(figures, has_january=False)) == {
        "2025-Y02": 20,
        "2025-03": None,
        "2025-04": None,
        "2025-05": Decimal("15.5"),
    }


def test_an_absent_predecessor_leaves_a_month_missing():
    figures = ytd({"2025-Y05": 60, "2025-Y02": 20})
    assert by_code(single_months(figures, has_january=True)) == {"2025-02": None, "2025-05": None}


def test_a_correction_downwards_gives_a_negative_month():
    figures = ytd({"2025-Y02": 20, "2025-Y03": 18})
    assert single_months(figures, has_january=False)[Period.of_month(2025, 3)] == -2


def test_derived_months_are_marked():
    figures = ytd({"2025-Y02": 20, "2025-Y03": 32})
    assert derived_months(figures, has_january=False) == [
        Derived(Period.of_ytd(2025, 2), Decimal(20), derived=False),
        Derived(Period.of_month(2025, 3), Decimal(12), derived=True),
    ]
    with_january = derived_months(ytd({"2025-Y01": 9, "2025-Y02": 20}), has_january=True)
    assert [item.derived for item in with_january] == [False, True]


@pytest.mark.parametrize(
    ("code", "has_january", "complaint"),
    [("2025-03", False, "应为累计期别"), ("2025-Y01", False, "1月不单独统计")],
)
def test_keys_that_are_no_cumulative_period_are_refused(code, has_january, complaint):
    with pytest.raises(ValueError, match=complaint):
        single_months(ytd({code: 1}), has_january)


@pytest.mark.parametrize(
    ("code", "has_january", "first"),
    [
        ("2025-01", False, "1—2月合并数"),
        ("2025-02", False, "1—2月合并数"),
        ("2025-Y03", False, "1—2月合并数"),
        ("2025-Y02", True, "每年首期为1月"),
        ("2025-Q1", True, "每年首期为1月"),
    ],
)
def test_keys_that_are_no_single_month_are_refused(code, has_january, first):
    with pytest.raises(ValueError, match=rf"{code}）：应为单月期别.*{first}"):
        year_to_date(ytd({code: 1}), has_january)


def test_a_gap_makes_the_rest_of_its_year_missing_only():
    months = ytd({"2024-01": 1, "2024-02": None, "2024-03": 3, "2025-01": 4, "2025-03": 6})
    assert by_code(year_to_date(months, has_january=True)) == {
        "2024-Y01": 1,
        "2024-Y02": None,
        "2024-Y03": None,
        "2025-Y01": 4,
        "2025-Y03": None,
    }


def test_nothing_accumulates_to_nothing():
    assert year_to_date({}, has_january=True) == {}
    assert single_months({}, has_january=False) == {}


FIGURE = st.decimals("-1e9", "1e9", places=4)


@st.composite
def monthly_figures(draw, gaps):
    has_january = draw(st.booleans())
    figure = st.one_of(st.none(), FIGURE) if gaps else FIGURE
    keys = [key for year in YEARS for key in single_keys(year, has_january)]
    kept = draw(st.lists(st.sampled_from(keys), unique=True)) if gaps else keys
    return has_january, {key: draw(figure) for key in kept}


def single_keys(year, has_january):
    months = [Period.of_month(year, month) for month in range(3, 13)]
    if has_january:
        return [Period.of_month(year, 1), Period.of_month(year, 2), *months]
    return [Period.of_ytd(year, 2), *months]


@given(monthly_figures(gaps=False))
def test_single_to_cumulative_to_single_is_the_identity(drawn):
    has_january, months = drawn
    assert single_months(year_to_date(months, has_january), has_january) == months


@given(monthly_figures(gaps=True))
def test_with_gaps_the_identity_holds_up_to_the_first_gap_of_each_year(drawn):
    has_january, months = drawn
    back = single_months(year_to_date(months, has_january), has_january)
    assert back == {key: months[key] if known else None for key, known in known_keys(drawn)}


def known_keys(drawn):
    has_january, months = drawn
    for year in YEARS:
        keys = single_keys(year, has_january)
        for number, key in enumerate(keys, start=1):
            if key in months:
                yield key, all(months.get(earlier) is not None for earlier in keys[:number])


@given(st.booleans(), st.data())
def test_cumulative_to_single_to_cumulative_is_the_identity(has_january, data):
    first = 1 if has_january else 2
    figures = {Period.of_ytd(y, m): data.draw(FIGURE) for y in YEARS for m in range(first, 13)}
    assert year_to_date(single_months(figures, has_january), has_january) == figures
