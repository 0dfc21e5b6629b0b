"""What is due, what is there, and how many industries grow."""

from datetime import date

from data import catalogue
from mechanisms import overview
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell
from tests.mechanisms.conftest import card_rows


def due(indicator, *codes):
    entry = catalogue.indicators()[indicator]
    found = overview.due_periods(entry, [Period.parse(code) for code in codes])
    return [period.code for period in found]


def test_a_year_has_no_january_where_the_indicator_has_none():
    assert due("value_added", "2025-Y03", "2024-Y11") == [
        "2024-Y11",
        "2024-Y12",
        "2025-Y02",
        "2025-Y03",
    ]
    assert due("budget_revenue", "2024-Y12", "2025-Y02") == ["2024-Y12", "2025-Y01", "2025-Y02"]
    assert due("gdp", "2024-Y12", "2025-Y06") == ["2024-Y12", "2025-Y03", "2025-Y06"]
    assert due("gdp") == []


def test_the_counties_lack_may_2019_and_the_city_does_not(sample):
    held = overview.coverage_of(sample.question(), "value_added")
    assert [period.code for period in held.unpublished] == ["2019-Y05"]
    line = overview.whole_line(sample.question(), "value_added")
    assert [point.growth for point in line.points if point.period.code == "2019-Y05"] == [6.4]
    missing = held.missing().set_index("unit")["missing"]
    assert missing["430502"] == missing["430500"] == []


def test_counts_are_those_of_the_table(sample):
    """84 cards of 2018-02 to 2025-09 without January, of the city, 12 units and the zone."""
    held = overview.coverage_of(sample.question(), "value_added")
    rows = [row for _, row in card_rows("county_value_added.csv")]
    assert len(held.periods) == len({row["period"] for row in rows}) == 84
    assert held.expected == 84 * 14
    assert held.present == sum(bool(row["growth_pct"]) for row in rows)


def test_a_year_up_to_the_page_in_words(sample):
    held = overview.coverage_of(sample.question(), "value_added")
    year = overview.coverage_of_year(held, Period.parse("2025-Y03"))
    assert year.text.startswith("2025年至本期共2期，应有28个、已有26个；未报：经开区2期")
    assert not year.complete


def test_a_complete_year_says_so(declared):
    city = declared()
    figures = {
        Cell(region, "growth", period): 1.0
        for region in (WHOLE, NORTH, WEST, EAST)
        for period in ("2024-Y12", "2025-Y02", "2025-Y03")
    }
    del figures[Cell(EAST, "growth", "2024-Y12")]
    city.commit(figures, published=date(2025, 4, 20))
    held = overview.coverage_of(city.question(), "value_added")
    assert (held.expected, held.present) == (12, 11)
    year = overview.coverage_of_year(held, Period.parse("2025-Y03"))
    assert year.complete
    assert year.text == "2025年至本期共2期，应有8个、已有8个。全部期别见数据总览"
    assert not overview.coverage_of_year(held, Period.parse("2024-Y12")).complete


def test_a_scoped_viewer_counts_its_own(sample):
    held = overview.coverage_of(sample.question(scope=("430500", "430581")), "value_added")
    assert list(held.cells.index) == ["430500", "430581"]
    assert (held.expected, held.present) == (168, 168)


def test_industries_that_grow_on_the_card(sample):
    found = overview.industry_growth(sample.question(), "value_added")
    rows = [row["growth_pct"] for _, row in card_rows("industry_value_added.csv", period="2025-09")]
    assert found.period.code == "2025-Y09"
    assert sorted(found.growths) == sorted(float(text) for text in rows if text)
    assert found.rising == sum(float(text) >= 0.05 for text in rows if text) == 25


def test_what_prints_as_zero_has_not_grown():
    period = Period.parse("2025-Y09")
    growths = (0.05, 0.04, 0.0, -0.04, -3.0, 7.1)
    made = overview.IndustryGrowth(period, ("行业",) * 6, growths, (1,) * 6)
    assert made.rising == 2


def test_a_withdrawn_batch_stands_among_the_arrivals_beside_valid_ones(declared):
    city = declared()
    city.commit({Cell(): 6.0}, published=date(2025, 10, 19))
    wrong = city.commit({Cell(): 6.5})
    city.withdraw(wrong, "填错")
    found = overview.arrivals(city.question())
    assert [arrival.withdrawn for arrival in found] == ["填错", ""]
