"""What the dataset holds: coverage of unit × indicator × period, and what came in last."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import catalogue, datasets, store
from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from metrics.coverage import coverage
from metrics.periods import Period, series_of_periods
from metrics.rounding import half_up
from metrics.wording import GROWTH_DECIMALS, join_names


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which unit has which period of an indicator's measure.

    Attributes
    ----------
    periods
        Periods that came out for any unit, from the first known one to the last, oldest first.
    unpublished
        Periods due in between that came out for no unit: nobody's omission.
    cells
        One row per unit (code), one column per period code; True where a figure is known.
    absent
        Why the city has no such figure at all; empty where it publishes it.
    """

    indicator: Indicator
    ranked_set: RankedSet
    measure: str
    periods: tuple[Period, ...]
    unpublished: tuple[Period, ...]
    cells: pd.DataFrame
    absent: str

    @property
    def expected(self) -> int:
        """Number of figures due."""
        return int(self.cells.size)

    @property
    def present(self) -> int:
        """Number of figures known."""
        return int(self.cells.to_numpy().sum())

    def missing(self) -> pd.DataFrame:
        """Return per unit what was expected, what is present and which periods are missing."""
        long = self.cells.reset_index().melt(
            id_vars="unit", var_name="period", value_name="has_value"
        )
        return coverage(long.assign(indicator=self.indicator.id))


@dataclass(frozen=True)
class YearCoverage:
    """How much of a year's figures is known, in words."""

    complete: bool
    text: str


def coverage_of_year(held: Coverage, period: Period) -> YearCoverage:
    """Return, for the year of a period up to it, how many figures were due and who misses some."""
    codes = [p.code for p in held.periods if p.end.year == period.end.year and p <= period]
    cells = held.cells[codes]
    missing = [
        f"{catalogue.regions()[str(code)].short_name}{len(codes) - sum(row)}期"
        for code, *row in cells.itertuples()
        if not all(row)
    ]
    due, have = cells.size, int(cells.to_numpy().sum())
    text = f"{period.end.year}年至本期共{len(codes)}期，应有{due}个、已有{have}个"
    if missing:
        text += f"；未报：{join_names(missing)}"
    return YearCoverage(not missing and bool(codes), f"{text}。全部期别见数据总览")


def measure_of(dataset: Dataset, indicator: str) -> str:
    """Return the measure by which coverage is judged: growth where published, else level."""
    return "growth" if not dataset.why_absent(indicator, "growth") else "level"


def coverage_of(question: Question, indicator: str, ranked_set: str = "") -> Coverage:
    """Return the coverage of an indicator in a ranked set, from its first known period.

    The span is that of `measure_of`; a unit that gave a level but no growth (a loss makes growth
    a word) has reported. A listed unit counts as due where it ever had a figure; where the
    source has no row for it, it owes none.
    """
    dataset = datasets.dataset(question.dataset)
    chosen = dataset.ranked_set(ranked_set, indicator)
    entry = dataset.indicator(indicator)
    measure = measure_of(dataset, indicator)
    codes = _visible((chosen.whole, *chosen.members, *chosen.listed), question.scope)
    facts = store.known(
        question, indicators=[indicator], measures=["level", "growth"], regions=codes
    )
    facts = facts[facts["value"].notna()]
    judged = facts.loc[facts["measure"] == measure]
    due = due_periods(entry, [Period.parse(code) for code in judged["period"].unique()])
    of_units = judged.loc[judged["region_code"] != chosen.whole, "period"]
    out = set(of_units) or set(judged["period"])
    periods = tuple(period for period in due if period.code in out)
    have = set(zip(facts["region_code"], facts["period"], strict=True))
    ever = {code for code, _ in have}
    codes = tuple(code for code in codes if code in ever or code not in chosen.listed)
    table = pd.DataFrame(
        [[(code, period.code) in have for period in periods] for code in codes],
        index=pd.Index(codes, name="unit"),
        columns=[period.code for period in periods],
        dtype=bool,
    )
    absent = dataset.why_absent(indicator, measure)
    unpublished = tuple(period for period in due if period.code not in out)
    return Coverage(entry, chosen, measure, periods, unpublished, table, absent)


def _visible(codes: tuple[str, ...], scope: tuple[str, ...] | None) -> tuple[str, ...]:
    return codes if scope is None else tuple(code for code in codes if code in scope)


def due_periods(indicator: Indicator, known: list[Period]) -> tuple[Period, ...]:
    """Return every period due between the first and the last known one.

    Quarterly figures are due in March, June, September and December.
    """
    if not known:
        return ()
    due = series_of_periods(min(known), max(known), has_january=indicator.has_january)
    if indicator.frequency == "quarterly":
        due = [period for period in due if period.end.month % 3 == 0]
    return tuple(due)


@dataclass(frozen=True)
class Arrival:
    """A batch that came in: what, about what, when published."""

    sequence: int
    title: str
    source: str
    published_at: date
    rows: int
    withdrawn: str


def arrivals(question: Question, most: int = 5) -> list[Arrival]:
    """Return the newest batches by publication day."""
    frame = store.batches(question)
    frame = frame.sort_values(["published_at", "sequence"], ascending=False).head(most)
    return [
        Arrival(
            int(row["sequence"]),
            str(row["title"]),
            str(row["source"]),
            row["published_at"],
            int(row["rows"]),
            "" if pd.isna(row["withdrawn_reason"]) else str(row["withdrawn_reason"]),
        )
        for row in frame.to_dict("records")
    ]


@dataclass(frozen=True, eq=False)
class IndustryGrowth:
    """Growth of the industrial divisions of the city in the newest period."""

    period: Period
    names: tuple[str, ...]
    growths: tuple[float, ...]
    series: tuple[int, ...]

    @property
    def rising(self) -> int:
        """Number of divisions with growth above zero."""
        return sum(_is_rising(value) for value in self.growths)


def _is_rising(growth_pct: float) -> bool:
    """Judge by the printed figure: what prints as 0.0 has not grown."""
    printed = half_up(growth_pct, GROWTH_DECIMALS)
    return printed is not None and printed > 0


def industry_growth(question: Question, indicator: str) -> IndustryGrowth | None:
    """Return the growth of the divisions in the newest known period, None without any."""
    city = datasets.dataset(question.dataset).region
    facts = store.known(
        question, indicators=[indicator], measures=["growth"], regions=[city], industry=None
    )
    facts = facts[facts["value"].notna()]
    if facts.empty:
        return None
    newest = facts["period_end"].max()
    rows = facts[facts["period_end"] == newest].sort_values("value", ascending=False)
    names = catalogue.industries()
    return IndustryGrowth(
        Period.parse(str(rows["period"].iloc[0])),
        tuple(names.get(code, code) for code in rows["industry"]),
        tuple(float(value) for value in rows["value"]),
        tuple(int(number) for number in rows["series"]),
    )


@dataclass(frozen=True)
class WholePoint:
    """Level and growth of the whole in one period; None is not known."""

    period: Period
    level: float | None
    growth: float | None


@dataclass(frozen=True)
class WholeLine:
    """The figures of the city over time, newest first, with the ids that lead to their origin."""

    name: str
    unit: str
    decimals: int
    points: tuple[WholePoint, ...]
    level_series: int
    growth_series: int
    no_level: bool
    no_growth: bool
    absent: str
    published_at: date | None
    assumed: bool


def whole_line(question: Question, indicator: str) -> WholeLine:
    """Return the city's own figures of an indicator, newest first."""
    dataset = datasets.dataset(question.dataset)
    entry = dataset.indicator(indicator)
    facts = store.known(
        question, indicators=[indicator], measures=["level", "growth"], regions=[dataset.region]
    )
    facts = facts[facts["value"].notna()]
    values = facts.set_index(["measure", "period"])["value"].to_dict()
    series = dict(zip(facts["measure"], facts["series"], strict=True))
    periods = sorted((Period.parse(str(code)) for code in facts["period"].unique()), reverse=True)
    return WholeLine(
        name=catalogue.regions()[dataset.region].name,
        unit=entry.unit,
        decimals=entry.decimals,
        points=tuple(
            WholePoint(p, values.get(("level", p.code)), values.get(("growth", p.code)))
            for p in periods
        ),
        level_series=int(series.get("level", 0)),
        growth_series=int(series.get("growth", 0)),
        no_level="level" not in series,
        no_growth="growth" not in series,
        absent=dataset.why_absent(indicator, "growth") or dataset.why_absent(indicator, "level"),
        published_at=facts["published_at"].max() if len(facts) else None,
        assumed=catalogue.release_calendar()[dataset.calendar].assumed,
    )
