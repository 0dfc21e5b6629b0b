"""Bars are dark for the units that are counted as above the whole, and for no other."""

from mechanisms.circular_words import short_name
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell
from tests.mechanisms.conftest import board
from ui import charts
from ui.style import ACCENT, BELOW, FALL


def colours(result):
    (bars,) = charts.ranked_bars(result).data
    names = [data[0] for data in bars.customdata]
    return dict(zip(names, bars.marker.color, strict=True))


def test_dark_bars_are_the_units_above_the_city(sample):
    dark = {name for name, colour in colours(sample("2025-Y09", "gdp")).items() if colour == ACCENT}
    # the city's 4.96 prints as 5.0; 邵阳县 and 洞口县 stand at 5.0 and are not above it
    assert dark == {"武冈市", "新邵县", "大祥区", "隆回县", "城步县", "北塔区"}
    found = colours(sample("2025-Y09"))
    assert sum(colour == ACCENT for colour in found.values()) == 7
    assert found["绥宁县"] == FALL


def test_colours_follow_printed_figures(declared):
    city = declared("bars")
    city.commit({Cell(WHOLE): 5.04, Cell(NORTH): 5.0, Cell(WEST): 5.05, Cell(EAST): 4.9})
    found = colours(board(city, "2025-Y09"))
    assert found == {
        short_name(NORTH): BELOW,
        short_name(WEST): ACCENT,
        short_name(EAST): BELOW,
    }


def test_totals_are_not_compared_with_the_city(sample):
    found = colours(sample("2025-Y08", "revenue", by="total"))
    assert set(found.values()) == {ACCENT}
