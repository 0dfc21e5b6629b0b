"""周研判: what changed in a week, as it was known on the day of its judgement.

One `Weekly` for page, meeting view, command line, record and documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from data import catalogue, datasets, store
from data.datasets import Dataset
from data.store import Question
from data.weekly_settings import WeeklyMeasure, judged_on, weekly_settings
from mechanisms import material_prices
from mechanisms.material_prices import TendayPrices
from mechanisms.tiles import Origin
from mechanisms.weekly_facts import WeeklyFacts, facts, known_weeks
from metrics.growth import compare_levels
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.week_alignment import aligned

WEEKS_WITHOUT_FIGURES = 52
"""How many weeks a city may choose of where it has no weekly figures of its own."""


class WeeklyError(ValueError):
    """A week that cannot be judged; the text says why and what to choose instead."""


@dataclass(frozen=True)
class Change:
    """A figure against another, both as they are printed.

    Attributes
    ----------
    base
        What it is held against, in the measure's unit; None where that is not known.
    difference
        Printed figure less printed base.
    pct
        Nominal change in percent (推算), unrounded; None without a positive base.
    """

    base: Decimal | None
    difference: Decimal | None
    pct: Decimal | None


@dataclass(frozen=True)
class WeekValue:
    """A measure of one place in a week, against the week before and the aligned one.

    Attributes
    ----------
    value
        In the measure's unit, unrounded; None is 未报.
    origin
        Where the figure leads; None where nothing was heard.
    """

    value: Decimal | None
    origin: Origin | None
    week: Change
    year: Change


@dataclass(frozen=True)
class CoursePoint:
    """A week of the course: this year's figure and that of last year's aligned week."""

    week: Period
    value: Decimal | None
    last_year: Decimal | None
    origin: Origin | None


@dataclass(frozen=True, eq=False)
class WeekLine:
    """A measure of the city.

    Attributes
    ----------
    due
        How many counties are asked for the figure; `unreported` names those that did not say.
    """

    measure: WeeklyMeasure
    whole: WeekValue
    course: tuple[CoursePoint, ...]
    due: int
    unreported: tuple[str, ...]

    @property
    def reported(self) -> int:
        """How many counties gave the figure."""
        return self.due - len(self.unreported)


@dataclass(frozen=True)
class CountyWeek:
    """A county: the leading measure and the one beside it.

    Attributes
    ----------
    falling
        How many weeks running, this one included, the leading measure fell against last year.
    unreported
        Names of the measures that the county did not report.
    """

    code: str
    name: str
    lead: WeekValue
    beside: WeekValue
    falling: int
    unreported: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Weekly:
    """A week as it was known on the day of its judgement.

    Attributes
    ----------
    question
        Asked as of the day of judgement, or of the viewer's own day where that is earlier.
    judged_on
        The day of judgement.
    is_lunar
        Whether last year's week was found by the distance to 除夕; else it lies 52 weeks back.
    lines
        All measures with their figures; empty in a city without weekly figures.
    counties
        In the order of their codes' list; empty in a city without weekly figures.
    prices
        The cost side: national prices as they were known on the day, official figures.
    earlier, later
        The weeks that can be chosen beside this one; None at the ends.
    """

    question: Question
    dataset: Dataset
    week: Period
    judged_on: date
    is_lunar: bool
    lines: tuple[WeekLine, ...]
    counties: tuple[CountyWeek, ...]
    unit_word: str
    published_at: date | None
    assumed: bool
    sources: tuple[str, ...]
    prices: TendayPrices
    earlier: Period | None
    later: Period | None

    def line(self, key: str) -> WeekLine | None:
        """Return the line of a measure, None in a city without weekly figures."""
        return next((each for each in self.lines if each.measure.id == key), None)

    @property
    def lead(self) -> WeekLine | None:
        """The line of the first sentence."""
        return self.line(weekly_settings().lead)

    @property
    def tile_lines(self) -> tuple[WeekLine, ...]:
        """The lines that stand in tiles."""
        return tuple(line for line in self.lines if line.measure.tile)


def weeks(question: Question) -> list[Period]:
    """Return the weeks that can be judged by then, newest first.

    Those with figures; in a city without weekly figures the last ones that are over.
    """
    dataset = datasets.dataset(question.dataset)
    settings = weekly_settings()
    lead = settings.measure(settings.lead)
    known = known_weeks(question, lead.indicator, dataset.region)
    return known or list(_weeks_over(question.as_of))


def _weeks_over(day: date) -> Iterator[Period]:
    week = Period.of_week(day)
    for _ in range(WEEKS_WITHOUT_FIGURES):
        week = week.previous()
        yield week


def week(question: Question, chosen: Period | None = None) -> Weekly:
    """Return a week as it was known on its day of judgement; the newest without a choice.

    Raises
    ------
    WeeklyError
        If the period is no week, is not over, or nothing was published of it by then.
    """
    offered = weeks(question)
    found = _checked(question, offered, chosen)
    dataset = datasets.dataset(question.dataset)
    day = judged_on(dataset, found)
    asked = replace(question, as_of=min(question.as_of, day))
    at = offered.index(found)
    return _judged(asked, dataset, found, (offered[at + 1 : at + 2], offered[max(at - 1, 0) : at]))


def _checked(question: Question, offered: Sequence[Period], chosen: Period | None) -> Period:
    newest = offered[0]
    if chosen is None:
        return newest
    if chosen in offered:
        return chosen
    if chosen.kind != newest.kind or chosen.end.isoweekday() != newest.end.isoweekday():
        msg = f"{chosen.label}（{chosen.code}）不是周：请写成 {newest.code} 的样子"
    elif chosen.end >= question.as_of:
        day = f"{question.as_of:%Y-%m-%d}"
        msg = f"{chosen.label}到{day}还没有结束，不完整的周不研判；最近可研判{newest.label}"
    elif chosen > newest:
        msg = f"{chosen.label}的周报到{question.as_of:%Y-%m-%d}还没有发布；最近可研判{newest.label}"
    else:
        msg = f"没有{chosen.label}的周报；可选{offered[-1].code}至{newest.code}"
    raise WeeklyError(msg)


def _judged(
    question: Question,
    dataset: Dataset,
    chosen: Period,
    beside: tuple[list[Period], list[Period]],
) -> Weekly:
    settings = weekly_settings()
    course = _course_weeks(chosen, settings.course_weeks)
    units = dataset.ranked_sets[0]
    codes = [code for code in units.members if question.scope is None or code in question.scope]
    indicators = [each.indicator for each in settings.measures]
    known = facts(question, indicators, [dataset.region, *codes], course)
    batches = sorted({figure.batch for figure in known.of_week(chosen)})
    sources = store.batch_sources(question, batches) if batches else []
    lines = tuple(
        _line(known, dataset.region, codes, measure, course) for measure in settings.measures
    )
    has_figures = any(line.whole.origin is not None for line in lines)
    counties = tuple(_county(known, code, chosen, course) for code in codes)
    earlier, later = beside
    return Weekly(
        question,
        dataset,
        chosen,
        judged_on(dataset, chosen),
        aligned(chosen).is_lunar,
        lines if has_figures else (),
        counties if has_figures else (),
        units.name,
        sources[0][2] if sources else None,
        any(assumed for _, _, _, assumed in sources[:1]),
        tuple(dict.fromkeys(source for _, source, _, _ in sources)),
        material_prices.prices(question),
        next(iter(earlier), None),
        next(iter(later), None),
    )


def _course_weeks(chosen: Period, count: int) -> list[Period]:
    """Return the weeks up to the chosen one, oldest first."""
    found = [chosen]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]


def _line(
    known: WeeklyFacts,
    region: str,
    codes: Sequence[str],
    measure: WeeklyMeasure,
    course: Sequence[Period],
) -> WeekLine:
    chosen = course[-1]
    heard = [code for code in codes if known.value(measure.indicator, code, chosen) is not None]
    silent = tuple(_name(code) for code in codes if code not in heard)
    points = tuple(_point(known, measure, region, each) for each in course)
    return WeekLine(measure, _value(known, measure, region, chosen), points, len(codes), silent)


def _name(code: str) -> str:
    return catalogue.regions()[code].short_name


def _value(known: WeeklyFacts, measure: WeeklyMeasure, region: str, chosen: Period) -> WeekValue:
    figure = known.at(measure.indicator, region, chosen)
    value = _scaled(measure, None if figure is None else figure.value)
    before = _scaled(measure, known.value(measure.indicator, region, chosen.previous()))
    year = _scaled(measure, known.last_year(measure.indicator, region, chosen))
    return WeekValue(
        value,
        None if figure is None else figure.origin,
        _change(measure, value, before),
        _change(measure, value, year),
    )


def _scaled(measure: WeeklyMeasure, value: Decimal | None) -> Decimal | None:
    return None if value is None else value * measure.scale


def _change(measure: WeeklyMeasure, value: Decimal | None, base: Decimal | None) -> Change:
    now, then = half_up(value, measure.decimals), half_up(base, measure.decimals)
    difference = None if now is None or then is None else now - then
    return Change(base, difference, compare_levels(value, base).nominal_pct)


def _point(known: WeeklyFacts, measure: WeeklyMeasure, region: str, at: Period) -> CoursePoint:
    figure = known.at(measure.indicator, region, at)
    return CoursePoint(
        at,
        _scaled(measure, None if figure is None else figure.value),
        _scaled(measure, known.last_year(measure.indicator, region, at)),
        None if figure is None else figure.origin,
    )


def _county(known: WeeklyFacts, code: str, chosen: Period, course: Sequence[Period]) -> CountyWeek:
    settings = weekly_settings()
    lead, beside = county_measures()
    silent = tuple(
        each.name for each in settings.measures if known.value(each.indicator, code, chosen) is None
    )
    return CountyWeek(
        code,
        _name(code),
        _value(known, lead, code, chosen),
        _value(known, beside, code, chosen),
        _falling(known, lead, code, course),
        silent,
    )


def county_measures() -> tuple[WeeklyMeasure, WeeklyMeasure]:
    """Return the two measures of the counties, in their indicators' own units."""
    settings = weekly_settings()
    lead, beside = settings.measure(settings.lead), settings.measure(settings.beside)
    return lead.in_own_unit, beside.in_own_unit


def _falling(
    known: WeeklyFacts, measure: WeeklyMeasure, code: str, course: Sequence[Period]
) -> int:
    """Count the weeks running, newest first, with a printed fall against last year."""
    count = 0
    for each in reversed(course):
        growth = half_up(_value(known, measure, code, each).year.pct, 1)
        if growth is None or growth >= 0:
            break
        count += 1
    return count
