"""From the city over counties and industries to single firms: totals, and who reported.

Totals come from the cells of the roll-up, those of a scoped viewer from the firms that he may see;
the comparison with the same month of last year is over the firms that reported both months, and is
called 名义同比. A viewer who may not see the firms of a place sees of it what was released, and
nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from data import catalogue, datasets, enterprises, panel_rollup, store
from data.datasets import Dataset
from data.panel_releases import Release
from data.store import Question
from mechanisms import firm_pairs, firm_releases
from mechanisms.firm_measures import FirmMeasure, measures
from mechanisms.firm_pairs import Pair, SameFirms, ratio_pct
from mechanisms.firm_releases import Released
from metrics.periods import Period
from metrics.rounding import without_noise

Step = Literal["region", "industry", "firm"]
STEP_WORDS: dict[Step, str] = {"region": "地区", "industry": "行业", "firm": "企业"}
NO_ONE = SameFirms(0, None, None)


@dataclass(frozen=True)
class Place:
    """Where one stands; empty codes stand for all of the city, or all industries."""

    region: str = ""
    industry: str = ""

    def step(self, split: str) -> Step:
        """Return what one sees from here: counties, industries or firms."""
        if self.region and self.industry:
            return "firm"
        if self.region:
            return "industry"
        return "region" if self.industry or split != "industry" else "industry"


@dataclass(frozen=True)
class Line:
    """A county, an industry, a firm, or the whole of a place.

    Attributes
    ----------
    firms, reported
        How many stand in the panel of the month, and how many gave the figure.
    value
        Total in the measure's unit, of a ratio the ratio; None is 未报 or withheld.
    share_pct
        Share of the whole of the place; None for ratios and where a part is below zero.
    same
        The firms that reported in both months.
    below
        Where it leads down; None where one may not go.
    """

    key: str
    name: str
    firms: int
    reported: int
    value: float | None
    share_pct: float | None = None
    same: SameFirms = NO_ONE
    is_withheld: bool = False
    below: Place | None = None
    firm: int = 0


@dataclass(frozen=True, eq=False)
class Drill:
    """One place seen by one viewer.

    Attributes
    ----------
    lines
        The largest first; those without a figure last, by name.
    pair
        The two months firm by firm; None where firms may not be seen.
    release
        What was released, where the viewer sees that only.
    is_exact
        Whether the viewer may see the firms of this place.
    own
        The counties whose firms a scoped viewer may see; empty for one who sees all.
    published_at, sources, assumed
        Of the batches that made the totals.
    """

    question: Question
    dataset: Dataset
    measure: FirmMeasure
    month: Period
    place: Place
    step: Step
    whole: Line
    lines: tuple[Line, ...]
    pair: Pair | None = None
    release: Release | None = None
    is_exact: bool = True
    own: tuple[str, ...] = ()
    published_at: date | None = None
    sources: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def base_month(self) -> Period:
        """The same month of last year."""
        return self.month.year_ago()

    @property
    def place_name(self) -> str:
        """The place in words."""
        return place_name(self.dataset, self.place)


def whole_of(dataset: Dataset) -> str:
    """Return the code of the city itself."""
    return next(ranked.whole for ranked in dataset.ranked_sets if not ranked.home)


def own_regions(question: Question) -> tuple[str, ...]:
    """Return the counties whose firms a scoped viewer may see; none for one who sees all."""
    return store.regions_of_firms(question) or ()


def place_name(dataset: Dataset, place: Place) -> str:
    """Return a place in words.

    Examples
    --------
    >>> place_name(datasets.dataset("shaoyang"), Place("430581", "C13"))
    '武冈市农副食品加工业'
    """
    region = region_name(place.region) if place.region else dataset.name
    return region + (industry_name(place.industry) if place.industry else "")


def region_name(code: str) -> str:
    """Return the name of a region, the code itself where it is not known."""
    region = catalogue.regions().get(code)
    return region.name if region else code


def industry_name(code: str) -> str:
    """Return the name of a division, the code itself where it is not known."""
    return catalogue.industries().get(code, code)


def sees_firms(question: Question, place: Place) -> bool:
    """Say whether the viewer may see the firms of a place."""
    return question.scope is None or place.region in own_regions(question)


def drill(
    question: Question,
    month: Period,
    measure: str = "output_wan",
    place: Place | None = None,
    split: str = "region",
) -> Drill:
    """Return a place at a month: its whole, and what it consists of.

    Parameters
    ----------
    measure
        A key of `firm_measures.measures`.
    split
        Whether the city is parted by ``region`` or by ``industry``.
    """
    place = place or Place()
    chosen = measures()[measure]
    if sees_firms(question, place):
        return _exact(question, month, chosen, place, split)
    return _released(question, month, chosen, place, split)


def _exact(
    question: Question, month: Period, measure: FirmMeasure, place: Place, split: str
) -> Drill:
    step = place.step(split)
    cells = panel_rollup.cells(
        question,
        indicators=[measure.key],
        months=[month.code],
        regions=[place.region] if place.region else None,
        industries=[place.industry] if place.industry else None,
    )
    found = firm_pairs.pair(question, measure, month).within(place.region, place.industry)
    whole = _whole(cells, measure, place, found)
    made = (
        _firm_lines(question, found, whole)
        if step == "firm"
        else _cell_lines(cells, measure, place, step, found, whole)
    )
    made_by = _batches(question, cells)
    return Drill(
        question,
        datasets.dataset(question.dataset),
        measure,
        month,
        place,
        step,
        whole,
        in_order(made),
        found,
        own=own_regions(question),
        published_at=max((each[2] for each in made_by), default=None),
        sources=tuple(dict.fromkeys(each[1] for each in made_by)),
        assumed=any(each[3] for each in made_by),
    )


def _batches(question: Question, cells: pd.DataFrame) -> list[tuple[int, str, date, bool]]:
    return store.batch_sources(question, [int(each) for each in cells["vintage"].unique()])


def _whole(cells: pd.DataFrame, measure: FirmMeasure, place: Place, found: Pair) -> Line:
    same = found.same_firms().get("", NO_ONE)
    total = total_of(cells, measure)
    n, reported = int(cells["n"].sum()), int(cells["reported"].sum())
    return Line("", "合计", n, reported, total, same=same, below=place)


def total_of(cells: pd.DataFrame, measure: FirmMeasure) -> float | None:
    """Return the total of some cells, of a ratio the ratio of the totals; None is 未报."""
    if not cells["reported"].sum():
        return None
    if measure.is_ratio:
        return ratio_pct(float(cells["numerator"].sum()), float(cells["denominator"].sum()))
    return without_noise(float(cells["total"].sum()))


def _cell_lines(
    cells: pd.DataFrame, measure: FirmMeasure, place: Place, step: Step, found: Pair, whole: Line
) -> Iterator[Line]:
    same = found.same_firms(step)
    name = region_name if step == "region" else industry_name
    for code, part in cells.groupby(step):
        value = total_of(part, measure)
        key = str(code)
        yield Line(
            key,
            name(key),
            int(part["n"].sum()),
            int(part["reported"].sum()),
            value,
            share_pct(measure, value, whole.value),
            same.get(key, NO_ONE),
            below=below(place, step, key),
        )


def below(place: Place, step: Step, key: str) -> Place:
    """Return the place that a county or an industry leads to."""
    return Place(key, place.industry) if step == "region" else Place(place.region, key)


def share_pct(measure: FirmMeasure, value: float | None, whole: float | None) -> float | None:
    """Return a share of the whole in percent; None where it would say nothing."""
    if measure.is_ratio or value is None or whole is None or whole <= 0 or value < 0:
        return None
    return 100 * value / whole


def _firm_lines(question: Question, found: Pair, whole: Line) -> Iterator[Line]:
    """Return the firms of a place, with those that were heard of last year only left out."""
    rows = found.rows.loc[found.rows["is_heard"]]
    numbers = [int(number) for number in rows["firm"]]
    named = names_of(question, numbers)
    same = found.same_firms("firm")
    for number, values in zip(numbers, rows[_now(found)].to_numpy(), strict=True):
        value = _own_value(found.measure, [float(each) for each in values])
        share = share_pct(found.measure, value, whole.value)
        yield Line(
            str(number),
            named.get(number, f"企业{number}"),
            1,
            int(all(each == each for each in values)),
            value,
            share,
            same.get(str(number), NO_ONE),
            firm=number,
        )


def _now(found: Pair) -> list[str]:
    return [part + firm_pairs.NOW for part in found.measure.parts]


def _own_value(measure: FirmMeasure, values: list[float]) -> float | None:
    if any(value != value for value in values):
        return None
    return ratio_pct(*values) if measure.is_ratio else values[0]


PORTION = 5_000


def names_of(question: Question, numbers: list[int]) -> dict[int, str]:
    """Return the names of firms by number, as far as the viewer may see them."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), PORTION):
        part = enterprises.firms(question, numbers=numbers[start : start + PORTION])
        found |= dict(zip(part["firm"].astype(int), part["name"], strict=True))
    return found


def in_order(lines: Iterator[Line] | list[Line]) -> tuple[Line, ...]:
    """Return the largest first; those without a figure last, by key."""
    return tuple(sorted(lines, key=lambda line: (line.value is None, -(line.value or 0), line.key)))


def _released(
    question: Question, month: Period, measure: FirmMeasure, place: Place, split: str
) -> Drill:
    """Return what was released of a place; firms of it are never among it."""
    step = place.step(split)
    dataset = datasets.dataset(question.dataset)
    own = own_regions(question)
    table = firm_releases.released(question, month, measure)
    if table is None:
        whole = Line("", "合计", 0, 0, None)
        return Drill(
            question, dataset, measure, month, place, step, whole, (), is_exact=False, own=own
        )
    whole = _released_line(table, measure, place, None)
    keys = [] if step == "firm" else table.keys(place.region, place.industry, step)
    made = [
        _named_line(
            _released_line(table, measure, to, whole.value), step, key, _way(to, split, own)
        )
        for key, to in ((key, below(place, step, key)) for key in keys)
    ]
    return Drill(
        question,
        dataset,
        measure,
        month,
        place,
        step,
        whole,
        in_order(made),
        release=table.release,
        is_exact=False,
        own=own,
        published_at=table.release.as_of,
        sources=(f"第{table.release.vintage}版放行汇总",),
    )


def _released_line(
    table: Released, measure: FirmMeasure, place: Place, whole: float | None
) -> Line:
    cell = table.cell(place.region, place.industry)
    share = share_pct(measure, cell.total, whole)
    return Line(
        "", "合计", cell.firms, cell.reported, cell.total, share, is_withheld=cell.is_withheld
    )


def _way(to: Place, split: str, own: tuple[str, ...]) -> Place | None:
    """Return the place if one may go there: firms of other counties are not shown."""
    return to if to.step(split) != "firm" or to.region in own else None


def _named_line(line: Line, step: Step, key: str, to: Place | None) -> Line:
    name = region_name(key) if step == "region" else industry_name(key)
    return replace(line, key=key, name=name, below=to)
