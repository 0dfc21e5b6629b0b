"""周研判: what changed in a week, as it was known on the day of its judgement.

One `Weekly` for page, meeting view, command line, record and documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data import datasets, first_publications, store
from data.datasets import Dataset
from data.store import Question
from data.weekly_settings import judged_on, weekly_settings
from mechanisms import material_prices
from mechanisms.material_prices import TendayPrices
from mechanisms.weekly_facts import Wanted, facts, known_weeks
from mechanisms.weekly_lines import CountyWeek, WeekLine, county_week, week_line
from metrics.periods import Period
from metrics.week_alignment import aligned

WEEKS_WITHOUT_FIGURES = 52
"""How many weeks a city may choose of where it has no weekly figures of its own."""


class WeeklyError(ValueError):
    """A week that cannot be judged; the text says why and what to choose instead."""


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
    at = offered.index(found)
    beside = offered[at + 1 : at + 2], offered[max(at - 1, 0) : at]
    judged = _judged(question, dataset, found, judged_on(dataset, found), beside)
    late = None if judged.lines else _came_late(question, dataset, judged)
    return judged if late is None else _judged(question, dataset, found, late, beside)


def _came_late(question: Question, dataset: Dataset, judged: Weekly) -> date | None:
    """Return the day on which a week first came out, None for one that came in time or never."""
    lead = weekly_settings().measure(weekly_settings().lead)
    first = first_publications.first_published(
        question, lead.indicator, "level", [dataset.region]
    ).get(judged.week.code)
    return first if first is not None and first > judged.judged_on else None


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
    day: date,
    beside: tuple[list[Period], list[Period]],
) -> Weekly:
    settings = weekly_settings()
    question = replace(question, as_of=min(question.as_of, day))
    course = _course_weeks(chosen, settings.course_weeks)
    units = dataset.ranked_sets[0]
    codes = [code for code in units.members if question.scope is None or code in question.scope]
    known = facts(question, _wanted((dataset.region, *codes), course))
    batches = sorted({figure.batch for figure in known.of_week(chosen)})
    sources = store.batch_sources(question, batches) if batches else []
    lines = tuple(
        week_line(known, dataset.region, codes, measure, course) for measure in settings.measures
    )
    has_figures = any(line.whole.origin is not None for line in lines)
    counties = tuple(county_week(known, code, chosen, course) for code in codes)
    earlier, later = beside
    return Weekly(
        question,
        dataset,
        chosen,
        day,
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


def _wanted(regions: tuple[str, ...], course: Sequence[Period]) -> Iterator[Wanted]:
    """Yield what a week needs: the leading measure's whole course, of the others the week.

    The others' course is the city's alone, without last year's.
    """
    settings = weekly_settings()
    lead = settings.measure(settings.lead).indicator
    others = tuple(each.indicator for each in settings.measures if each.indicator != lead)
    yield Wanted((lead,), regions, tuple(course))
    yield Wanted(others, regions[:1], tuple(course), with_bases=False)
    yield Wanted(others, regions, (course[-1],))


def _course_weeks(chosen: Period, count: int) -> list[Period]:
    """Return the weeks up to the chosen one, oldest first."""
    found = [chosen]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]
