"""Figures of firms that several departments sent: each leads to the file that said it."""

from datetime import date

import pytest

from data import creation, enterprises
from mechanisms import employment, firm_card_figures, panel_tracing
from mechanisms.tiles import CellOrigin, PanelOrigin
from metrics.periods import Period
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import WEST, City, declare

MONTH, CITY = "2025-09", City("bumen")


@pytest.fixture
def city(tmp_path, monkeypatch):
    """Two firms; statistics, taxes of the first, and a correction of the statistics."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("GONGKUANG_DATASETS", str(tmp_path / "declared"))
    declare(tmp_path / "declared", CITY.key)
    creation.ensure(CITY.key)
    register(CITY, firm(), firm("乙厂", row=3))
    report(CITY, month_row(revenue_wan=1.0, profit_wan=2.0), month_row(2, revenue_wan=3.0, row=3))
    report(CITY, month_row(tax_wan=0.5, row=7), source="税务局", published=date(2025, 10, 21))
    report(CITY, month_row(revenue_wan=9.0, row=4), published=date(2025, 10, 22))
    return CITY


def test_figure_leads_to_the_newest_file_that_holds_its_column(city):
    def trace(column, number=1):
        return panel_tracing.trace_firm(city.question(), PanelOrigin(number, MONTH, column))

    taxes = trace("tax_wan")
    assert [(each.value, each.batch, each.row) for each in taxes.versions] == [(0.5, 3, 7)]
    assert taxes.current.source == "税务局"
    assert [each.batch for each in trace("revenue_wan").versions] == [4, 2]
    assert [each.batch for each in trace("profit_wan").versions] == [2]
    assert trace("tax_wan", 2) is trace("output_wan") is None
    report(city, month_row(deleted=True), published=date(2025, 10, 23))
    assert [each.deleted for each in trace("tax_wan").versions] == [True, False]
    assert trace("output_wan") is None


def test_total_tells_of_each_firm_who_said_its_figure(city):
    def parts(column):
        cell = CellOrigin(WEST, "C13", MONTH, column)
        return panel_tracing.trace_cell(city.question(), cell).parts

    assert [(each.firm, each.batch, each.row) for each in parts("revenue_wan")] == [
        (1, 4, 4),
        (2, 2, 3),
    ]
    told, silent = parts("tax_wan")
    assert (told.value, told.batch, told.origin.column) == (0.5, 3, "tax_wan")
    assert (silent.firm, silent.value, silent.batch, silent.origin) == (2, None, None, None)


def test_card_takes_each_column_from_its_own_file_and_counts_no_silence_as_a_change(city):
    months, month = firm_card_figures.firm_months(city.question(), 1), Period.parse(MONTH)
    values = [months.value(key, month) for key in ("revenue_wan", "profit_wan", "tax_wan")]
    assert values == [9, 2, 0.5]
    assert months.batches(month) == [2, 3, 4]
    assert months.origin("output_wan", month) is None
    assert months.origin("profit_wan", month) == PanelOrigin(1, MONTH, "profit_wan")
    found = [(each.key, each.before, each.after) for each in firm_card_figures.revisions(months)]
    assert found == [("revenue_wan", 1, 9)]
    report(city, month_row(deleted=True), published=date(2025, 10, 23))
    months = firm_card_figures.firm_months(city.question(), 1)
    assert months.batches(month) == []
    lost = {each.key: each.after for each in firm_card_figures.revisions(months)[:3]}
    assert lost == {"revenue_wan": None, "profit_wan": None, "tax_wan": None}


def test_board_of_a_county_asks_for_its_firms_once_a_year_and_names_who_counted_the_insured(
    city, monkeypatch
):
    asked = []
    scope = enterprises.numbers_in_scope
    monkeypatch.setattr(
        enterprises, "numbers_in_scope", lambda each: asked.append(each) or scope(each)
    )
    rows = [
        month_row(1, f"{year}-{month:02d}", insured=9)
        for year in (2024, 2025)
        for month in (range(1, 10))
    ]
    report(city, *(row | {"row": at} for at, row in enumerate(rows, 2)), source="人社局")
    report(city, month_row(1, MONTH, revenue_wan=9.5), source="统计局")
    found = employment.employment(city.question(scope=(WEST,)))
    assert len(found.known.by_year) == 2
    assert len(asked) <= 4
    assert found.sources == ("人社局",)
