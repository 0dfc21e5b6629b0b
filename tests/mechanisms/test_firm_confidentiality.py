"""What a county viewer can work out of other counties' firms from all that he can export."""

import io
from dataclasses import dataclass
from datetime import date

import numpy as np
import openpyxl
import pytest
from scipy.optimize import linprog

from data import catalogue, creation, panel, panel_releases, panel_rollup
from data.vintages import CommitError
from mechanisms import firm_drill, firm_drill_words, firm_sight, firm_suppression, panel_tracing
from mechanisms.firm_drill import Place, drill
from mechanisms.firm_drill_words import OWN_ONLY
from mechanisms.firm_matrix import NAME
from mechanisms.tiles import CellOrigin, PanelOrigin
from metrics.periods import Period
from metrics.suppression_cells import totals_of
from reports.enterprise_workbook import enterprise_workbook
from tests.data.conftest import enter
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, City, declare

MONTH = Period.parse("2025-09")
OTHERS_FIGURES = {"low": 5.0, "high": 70_000.0, "silent": None}
"""Cities that differ in the figures of firms that stand in WEST and belong elsewhere."""
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
    """A city of two released vintages: where firms stand, and where they belong at last.

    Some belong elsewhere than where their month stands: they moved between the two reports, or
    did so long before and are still reported where they were.
    """

    places: dict
    figures: list
    vintages: list
    homes: dict


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A place where the town is made once; its tests only look."""
    folder = tmp_path_factory.mktemp("town")
    for key in ("town", *OTHERS_FIGURES, "moves"):
        declare(folder / "declared", key)
    found = {
        "GONGKUANG_VAR": str(folder / "var"),
        "GONGKUANG_DATASETS": str(folder / "declared"),
    }
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, found)
        for key in ("town", *OTHERS_FIGURES, "moves"):
            creation.ensure(key)
        return found, make()


MOVING, AWAY = (2, 9, 13), (6, 17, 24)
"""Firms that move between the two reports, and firms that never belonged where they stand."""


def elsewhere(region):
    return REGIONS[(REGIONS.index(region) + 1) % len(REGIONS)]


def make():
    firms = firms_of(4)
    early = {n: value for n, (_, value) in firms.items() if n <= len(firms) - 2}
    second = corrected(firms, 4) | {n: round(firms[n][1] * 1.3, 1) for n in MOVING}
    places = {n: place for n, (place, _) in firms.items()}
    moved = {n: (elsewhere(places[n][0]), places[n][1]) for n in (*MOVING, *AWAY)}
    homes = {n: place[0] for n, place in (places | moved).items()}
    town = Town("town", places, [early, early | second], [], homes)
    first = places | {n: moved[n] for n in AWAY}
    register(town, *(firm(f"厂{n}", *place, row=n) for n, place in first.items()))
    for figures in (early, second):
        stands = {n: dict(zip(("region", "industry"), places[n], strict=True)) for n in figures}
        rows = [month_row(n, MONTH.code, n, output_wan=v, **stands[n]) for n, v in figures.items()]
        town.vintages.append(report(town, *rows))
        assert [each.is_new for each in released(town)] == [True]
        if figures is early:
            register(town, *(firm(f"厂{n}", *moved[n], row=n, firm=n) for n in MOVING))
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


def listed(city, region):
    """Every figure that a viewer of a county ever sees by name: firm and value."""
    asked = [viewer(city, region, vintage) for vintage in range(1, city.question().vintage + 1)]
    for question in asked:
        rows = panel.month_rows(question, MONTH.code, ["output_wan"])
        yield from zip(rows["firm"], rows["output_wan"], strict=True)
        for number in (*MOVING, *AWAY):
            origin = PanelOrigin(number, MONTH.code, "output_wan")
            found = panel_tracing.trace_firm(question, origin)
            yield from [(number, each.value) for each in (found.versions if found else ())]


def sums(city, region, shown, known):
    """What the totals that are shown say of firms: who is in each sum, and how much it is.

    In a county of his own the viewer takes off what he sees by name. Nothing may be left: he is
    told that his firms alone are added up.
    """
    for figures, cells in zip(city.figures, shown, strict=True):
        for cell, total in cells.items():
            inside = {(n, v) for n, v in figures.items() if cell in totals_of(city.places[n])}
            others = inside - known
            rest = None if total is None else total - sum(v for _, v in inside - others)
            if cell[0] != region and rest is not None:
                yield inside, total
            elif others and rest is not None and abs(rest) > 0.01:
                yield others, rest


@dataclass(frozen=True)
class Held:
    """All that an attacker holds: figures that he sees by name, and sums."""

    city: Town
    known: set
    sums: list

    def bounds(self, vintage, number):
        """Between what a firm's figure must lie."""
        unknown = sorted({(n, v) for figures in self.city.figures for n, v in figures.items()})
        at = {key: place for place, key in enumerate(unknown)}
        rows = np.zeros((len(self.sums), len(unknown)))
        for row, (inside, _) in zip(rows, self.sums, strict=True):
            row[[at[each] for each in inside]] = 1
        totals = [total for _, total in self.sums]
        ranges = [(v, v) if (n, v) in self.known else (0, None) for n, v in unknown]
        wanted = np.zeros(len(unknown))
        wanted[at[number, self.city.figures[vintage][number]]] = 1
        found = []
        for sign in (1, -1):
            solved = linprog(sign * wanted, A_eq=rows, b_eq=totals, bounds=ranges)
            assert solved.status in (0, 3), solved.message
            found.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
        return found

    def secret(self, vintage, cells):
        """The firms that must not be known: of cells left out, or that few others hide there."""
        figures, places = self.city.figures[vintage], self.city.places
        hidden = {n for n, v in figures.items() if (n, v) not in self.known}
        for number in sorted(hidden):
            beside = [n for n in hidden if places[n] == places[number]]
            if len(beside) < 3 or cells.get(places[number]) is None:
                yield number


@pytest.mark.parametrize("own", REGIONS)
def test_no_firm_of_a_withheld_cell_is_bounded_better_than_a_fifth(city, own):
    shown = [exported(viewer(city, own, vintage)) for vintage in city.vintages]
    known = set(listed(city, own))
    held = Held(city, known, list(sums(city, own, shown, known)))
    tried = set()
    for vintage, figures in enumerate(city.figures):
        for number in held.secret(vintage, shown[vintage]):
            low, high = held.bounds(vintage, number)
            value = figures[number]
            assert low <= value * (1 - WIDTH) + 0.01, (vintage, number)
            assert high >= value * (1 + WIDTH) - 0.01, (vintage, number)
            tried.add((vintage, number))
    gone = [n for n in (*MOVING, *AWAY) if city.places[n][0] == own]
    assert {(1, n) for n in gone} <= tried
    assert gone
    assert any(total is not None for cell, total in shown[1].items() if cell[0] != own)


def test_without_leaving_out_anything_the_attack_succeeds(city):
    """Broken on purpose: all totals of both vintages shown."""
    full = [exported(city.question(vintage=vintage)) for vintage in city.vintages]
    single = [n for n, place in city.places.items() if list(city.places.values()).count(place) == 1]
    number = next(n for n in single if n in city.figures[0])
    low, high = Held(city, set(), list(sums(city, "", full, set()))).bounds(0, number)
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
    own = {n: v for n, v in city.figures[1].items() if city.places[n][0] == WEST == city.homes[n]}
    assert found.whole.value == pytest.approx(sum(own.values()))
    line = found.lines[0]
    firms = drill(question, MONTH, "output_wan", line.below).lines
    assert sum(each.value for each in firms) == pytest.approx(line.value)
    assert {each.firm for each in firms} <= own.keys()


@pytest.mark.parametrize("own", REGIONS)
def test_totals_of_the_own_county_are_those_of_its_own_firms(city, own):
    expected = {}
    for number, value in city.figures[1].items():
        if city.places[number][0] == own == city.homes[number]:
            for cell in ((own, ""), city.places[number]):
                expected[cell] = expected.get(cell, 0) + value
    shown = exported(viewer(city, own))
    assert {c: v for c, v in shown.items() if c[0] == own} == pytest.approx(expected)


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


def with_others(key, figure):
    """A city of three firms of WEST, one that moved away and one that only stands there."""
    city = City(key)
    register(city, *(firm(name, row=n) for n, name in enumerate("甲乙丙迁", 1)))
    register(city, firm("迁", NORTH, row=4, firm=4), firm("外", NORTH, row=5))
    place = {"region": WEST, "industry": "C13"}
    for month, own in ((MONTH.year_ago(), (1, 2, 3)), (MONTH, (1, 2, 3)), (MONTH, (2,))):
        figures = {n: (10.0 * n + len(own), 50.0) for n in own}
        figures |= dict.fromkeys((4, 5), (figure, figure))
        rows = [
            month_row(n, month.code, n, profit_wan=profit, revenue_wan=revenue, **place)
            for n, (profit, revenue) in figures.items()
        ]
        report(city, *rows)
    return city


def told(question):
    """All that is told of WEST: lines, traces of totals, sheets, cells of the roll-up."""
    places = Place(WEST), Place(WEST, "C13")
    for month in (MONTH.year_ago(), MONTH):
        for measure in ("profit_wan", "profit_rate_pct"):
            for place in places:
                found = drill(question, month, measure, place)
                yield found.whole, found.lines, found.published_at, found.sources
            origin = CellOrigin(WEST, "C13", month.code, measure)
            trace = panel_tracing.trace_cell(question, origin)
            yield trace.versions, trace.parts
    for place in places:
        book = enterprise_workbook(drill(question, MONTH, "profit_wan", place))
        yield [list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(book))]
    yield cells_of(question)


def cells_of(question):
    return panel_rollup.cells(question).astype(str).to_numpy().tolist()


def test_nothing_of_the_own_county_depends_on_firms_that_belong_elsewhere(place, monkeypatch):
    enter(monkeypatch, place[0])
    cities = [with_others(key, figure) for key, figure in OTHERS_FIGURES.items()]
    asked = [city.question(scope=(WHOLE, WEST)) for city in cities]
    first, *others = ([repr(each) for each in told(question)] for question in asked)
    assert others == [first, first]
    low, high, silent = (cells_of(city.question()) for city in cities)
    assert low != high != silent
    found = drill(asked[0], MONTH, "profit_wan", Place(WEST, "C13"))
    assert found.whole.value == sum(line.value for line in found.lines) == 13 + 21 + 33
    assert found.whole.firms == len(found.lines) == 3
    assert any(OWN_ONLY in note for note in firm_drill_words.notes(found))


DAYS = [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]


def test_sight_of_a_figure_is_that_of_all_who_could_ever_ask(place, monkeypatch):
    """By trial: each county asks as of every day and vintage, and sees the batches it sees."""
    enter(monkeypatch, place[0])
    city = City("moves")
    homes = [(WEST, 1), (NORTH, 2), (WHOLE, 0), (EAST, 3)]
    register(city, firm(region=WEST), published=DAYS[0])
    batches = {}

    def say(day):
        row = month_row(1, MONTH.code, output_wan=len(batches), region=WEST, industry="C13")
        batches[report(city, row, published=day)] = day

    for (home, day), reported in zip(homes, (2, 0, 3, 1), strict=True):
        say(DAYS[reported])
        register(city, firm(region=home, firm=1), published=DAYS[day])
    say(DAYS[0])
    say(DAYS[3])
    seen = {batch: set() for batch in batches}
    for county in REGIONS:
        for vintage in range(city.question().vintage + 1):
            for day in DAYS:
                question = city.question(day, vintage, (WHOLE, county))
                for batch in panel.versions(question, 1, MONTH.code)["batch"]:
                    seen[batch].add(county)
    sight = firm_sight.sight(city.question())
    assert {b: set(sight.of(1, (day, b))) for b, day in batches.items()} == seen
    assert len(set(map(frozenset, seen.values()))) > 2
    assert sight.of(2, (DAYS[0], 1)) == frozenset()
    origin = PanelOrigin(1, MONTH.code, "output_wan")
    trace = panel_tracing.trace_firm(city.question(scope=(WHOLE, EAST)), origin)
    assert {each.batch for each in trace.versions} == batches.keys()  # it brings its history along
