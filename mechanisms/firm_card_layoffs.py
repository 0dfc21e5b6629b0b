"""The lay-off rate of one firm by every named formula, and the limits of the city's documents."""

from dataclasses import dataclass

from data import datasets, enterprises, layoff_methods, panel, policies
from data.datasets import Dataset
from data.registers import RegisterEntry
from data.store import Question
from mechanisms.employment_facts import YearFacts, recognised_rates, year_facts
from metrics.layoff_limits import Limit, Standing, judge_rate
from metrics.layoffs import LayoffFacts, Rate, side_by_side
from metrics.periods import Period
from metrics.wording import as_given


@dataclass(frozen=True)
class Judged:
    """A limit of the city's documents, judged by the method that the city's reading chooses."""

    limit: Limit
    rate: Rate
    standing: Standing

    @property
    def words(self) -> str:
        """Limit, method and outcome in one phrase."""
        limit = f"{self.limit.name}上限{as_given(self.limit.general_pct)}%（{self.limit.source}）"
        return f"{limit}，按“{self.rate.method.name}”：{self.standing.text}"


@dataclass(frozen=True, eq=False)
class Layoffs:
    """The rates of one year up to its newest month, all methods side by side.

    Attributes
    ----------
    label, span
        The months counted, in full and without the year.
    judged
        One for each limit that rests on a document of the city; empty where there is none.
    recognised
        The entry by which the rate of the year was recognised; None where none was.
    """

    label: str
    span: str
    facts: LayoffFacts
    rates: tuple[Rate, ...]
    judged: tuple[Judged, ...]
    recognised: RegisterEntry | None = None

    @property
    def first_known(self) -> Rate | None:
        """The city's own method, else the first with a result; None where none has one."""
        preferred = (*(each.rate for each in self.judged), *self.rates)
        return next((rate for rate in preferred if rate.pct is not None), None)

    @property
    def limit_words(self) -> str:
        """The limits of the city's documents and how the firm stands to them."""
        if not self.judged:
            return "本市文件没有写上限"
        return "；".join(each.words for each in self.judged)


def layoffs(question: Question, firm: int, at: Period) -> Layoffs:
    """Return the lay-off rates of a firm in the year of a month, up to that month."""
    register = enterprises.firms(question, numbers=[firm])
    recognised = recognised_rates(question)
    found = year_facts(question, at.year, panel.months(question), register, recognised)
    facts = found.facts(0)
    rates = side_by_side(list(layoff_methods.methods().values()), facts)
    dataset = datasets.dataset(question.dataset)
    judged = tuple(_judged(dataset, limit, rates, facts) for limit in _limits(dataset))
    entry = recognised.entries.get((firm, at.year))
    return Layoffs(found.label, _span(found), facts, tuple(rates.values()), judged, entry)


def _span(found: YearFacts) -> str:
    return Period.of_ytd(found.year, len(found.months)).short_label


def _judged(dataset: Dataset, limit: Limit, rates: dict[str, Rate], facts: LayoffFacts) -> Judged:
    method = layoff_methods.method_by_reading(limit.id, dataset.readings)
    return Judged(limit, rates[method.id], judge_rate(rates[method.id], limit, facts))


def _limits(dataset: Dataset) -> list[Limit]:
    """Return the limits that rest on a document of the city."""
    entries = layoff_methods.knowledge().limits
    return [
        layoff_methods.limits()[key]
        for key, entry in entries.items()
        if entry.rule and policies.entry(entry.rule).document in dataset.documents
    ]
