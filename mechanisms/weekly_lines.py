"""The figures of a week: measures of the city and of its counties, each held against two others."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from data import catalogue
from data.weekly_settings import WeeklyMeasure, weekly_settings
from mechanisms.tiles import Origin
from mechanisms.weekly_facts import WeeklyFacts
from metrics.growth import compare_levels
from metrics.periods import Period
from metrics.rounding import half_up


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
    """A week of the course: this year's figure, and of the leading measure last year's too."""

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


def week_line(
    known: WeeklyFacts,
    region: str,
    codes: Sequence[str],
    measure: WeeklyMeasure,
    course: Sequence[Period],
) -> WeekLine:
    """Return a measure of the city over a course of weeks, whose last is the week judged."""
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


def county_week(
    known: WeeklyFacts, code: str, chosen: Period, course: Sequence[Period]
) -> CountyWeek:
    """Return a county in a week, and how long its leading measure has fallen."""
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
