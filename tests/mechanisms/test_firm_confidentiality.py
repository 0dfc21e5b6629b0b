"""What a county viewer can work out of other counties' firms from all that he can export."""

import io
from dataclasses import dataclass

import numpy as np
import openpyxl
import pytest
from scipy.optimize import linprog

from data import catalogue, creation, panel_releases
from data.vintages import CommitError
from mechanisms import firm_drill, firm_suppression
from mechanisms.firm_drill import Place, drill
from mechanisms.firm_matrix import NAME
from metrics.periods import Period
from metrics.suppression_cells import totals_of
from reports.enterprise_workbook import enterprise_workbook
from tests.data.conftest import enter
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, City, declare

MONTH = Period.parse("2025-09")
REGIONS, INDUSTRIES = (NORTH, WEST, EAST), ("C13", "C17", "C26")
WIDTH = 0.2


def firms_of(seed, count=26):
    """Places and figures of firms, a few much larger than the others."""
    random = np.random.default_rng(seed)
    values = np.round(random.lognormal(5, 1.3, count), 1)
    places = [(REGIONS[n % 3], INDUSTRIES[random.integers(3)]) for n in range(count)]
    return dict(enumerate(zip(places, map(float, values), strict=True), start=1))


def corrected(firms, seed):
    """The figures that a second batch brings: some corrected, some reported late."""
    random = np.random.default_rng(seed)
    late = {number: firms[number][1] for number in list(firms)[-2:]}
    return late | {n: round(v * 1.2 + 1, 1) for n, (_, v) in firms.items() if random.random() < 0.1}


@dataclass(frozen=True)
class Town(City):
    """A city of two released vintages: where firms stand, their figures in each."""

    places: dict
    figures: list
    vintages: list


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A place where the town is made once; its tests only look."""
    folder = tmp_path_factory.mktemp("town")
    declare(folder / "declared", "town")
    found = {
        "GONGKUANG_VAR": str(folder / "var"),
        "GONGKUANG_DATASETS": str(folder / "declared"),
    }
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, found)
        creation.ensure("town")
        return found, make()


def make():
    firms = firms_of(4)
    early = {n: value for n, (_, value) in firms.items() if n <= len(firms) - 2}
    second = corrected(firms, 4)
    places = {n: place for n, (place, _) in firms.items()}
    town = Town("town", places, [early, early | second], [])
    register(town, *(firm(f"厂{n}", *place, row=n) for n, place in places.items()))
    for figures in (early, second):
        rows = [month_row(n, MONTH.code, n, output_wan=v) for n, v in figures.items()]
        town.vintages.append(report(town, *rows))
        assert [each.is_new for each in released(town)] == [True]
    return town


def released(town):
    return firm_suppression.release(
        town.question(), MONTH, ["output_wan"], "经信局", lambda *_: None
    )


@pytest.fixture
def city(place, monkeypatch):
    """The town, at hand."""
    enter(monkeypatch, place[0])
    return place[1]


def viewer(city, region, vintage=None):
    return city.question(vintage=vintage, scope=(WHOLE, region))


def exported(question):
    """Every total of the sheet of counties and industries, by cell; None is withheld."""
    book = enterprise_workbook(drill(question, MONTH, "output_wan", Place()))
    sheet = openpyxl.load_workbook(io.BytesIO(book))[NAME]
    rows = [list(row) for row in sheet.iter_rows(min_row=5, values_only=True)]
    names = {region.name: code for code, region in catalogue.regions().items()} | {"全市": ""}
    divisions = {name: code for code, name in catalogue.industries().items()} | {"全部行业": ""}
    heads = [names[head] for head in rows[0][1:]]
    return {
        (region, divisions[row[0]]): None if value == "保密" else value
        for row in rows[1:]
        if row[0] in divisions
        for region, value in zip(heads, row[1:], strict=True)
        if value not in ("", None)
    }


def bounds(city, shown, own, vintage, number):
    """Between what a firm's figure must lie, everything exported and all own firms known."""
    unknown = sorted({(n, v) for figures in city.figures for n, v in figures.items()})
    at = {key: place for place, key in enumerate(unknown)}
    rows, sums = [], []
    for figures, cells in zip(city.figures, shown, strict=True):
        for cell, total in cells.items():
            if total is not None:
                inside = [n for n in figures if cell in totals_of(city.places[n])]
                row = np.zeros(len(unknown))
                row[[at[n, figures[n]] for n in inside]] = 1
                rows.append(row)
                sums.append(total)
    ranges = [(v, v) if city.places[n][0] == own else (0, None) for n, v in unknown]
    wanted = np.zeros(len(unknown))
    wanted[at[number, city.figures[vintage][number]]] = 1
    found = []
    for sign in (1, -1):
        solved = linprog(sign * wanted, A_eq=np.array(rows), b_eq=sums, bounds=ranges)
        assert solved.status in (0, 3), solved.message
        found.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
    return found


@pytest.mark.parametrize("own", REGIONS)
def test_no_firm_of_a_withheld_cell_is_bounded_better_than_a_fifth(city, own):
    shown = [exported(viewer(city, own, vintage)) for vintage in city.vintages]
    tried = 0
    for vintage, figures in enumerate(city.figures):
        for number, value in figures.items():
            if city.places[number][0] != own and shown[vintage][city.places[number]] is None:
                low, high = bounds(city, shown, own, vintage, number)
                assert low <= value * (1 - WIDTH) + 0.01, (vintage, number)
                assert high >= value * (1 + WIDTH) - 0.01, (vintage, number)
                tried += 1
    assert tried >= 4
    assert any(total is not None for total in shown[1].values())


def test_without_leaving_out_anything_the_attack_succeeds(city):
    """Broken on purpose: all totals of both vintages shown."""
    full = [exported(city.question(vintage=vintage)) for vintage in city.vintages]
    single = [n for n, place in city.places.items() if list(city.places.values()).count(place) == 1]
    number = next(n for n in single if n in city.figures[0])
    own = next(region for region in REGIONS if region != city.places[number][0])
    low, high = bounds(city, full, own, 0, number)
    value = city.figures[0][number]
    assert low == pytest.approx(value) == pytest.approx(high)


def test_every_view_shows_what_the_whole_table_shows_and_never_a_firm(city):
    question = viewer(city, WEST)
    table = exported(question)
    places = [Place(region, industry) for region in ("", NORTH, EAST) for industry in ("", "C13")]
    for place in places:
        for split in ("region", "industry"):
            found = drill(question, MONTH, "output_wan", place, split)
            assert not found.is_exact
            assert found.pair is None
            assert not [line for line in found.lines if line.firm]
            for line in found.lines:
                to = firm_drill.below(place, found.step, line.key)
                assert table[to.region, to.industry] == (line.value and round(line.value, 1))


def test_own_county_is_shown_with_its_firms_and_the_figures_of_today(city):
    question = viewer(city, WEST)
    found = drill(question, MONTH, "output_wan", Place(WEST))
    own = {n: v for n, v in city.figures[1].items() if city.places[n][0] == WEST}
    assert found.whole.value == pytest.approx(sum(own.values()))
    line = found.lines[0]
    firms = drill(question, MONTH, "output_wan", line.below).lines
    assert sum(each.value for each in firms) == pytest.approx(line.value)
    assert {each.firm for each in firms} <= own.keys()


def test_what_was_not_released_is_not_shown(city):
    early = viewer(city, WEST, city.vintages[0] - 1)
    found = drill(early, MONTH, "output_wan")
    assert (found.release, found.lines, found.whole.value) == (None, (), None)
    other = drill(viewer(city, WEST), MONTH, "revenue_wan")
    assert other.release is None


def test_a_release_without_news_is_not_repeated_and_a_stale_one_refused(city):
    assert [each.is_new for each in released(city)] == [False]
    with pytest.raises(CommitError, match="重新计算"):
        panel_releases.keep(city.question(), (MONTH.code, "output_wan"), [], ("甲", "", []), 1)
