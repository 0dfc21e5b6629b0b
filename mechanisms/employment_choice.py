"""Which year, limit, formula and firms the board of lay-offs is about, and what may be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data import datasets, layoff_methods, policies
from data.datasets import Dataset
from data.store import Question
from mechanisms import employment_double_hundred

ALL, DOUBLE_HUNDRED = "all", "double_hundred"


class EmploymentError(ValueError):
    """A board of lay-offs that cannot be had; the text says what can."""


@dataclass(frozen=True)
class Choice:
    """What the board is about; empty and 0 are the usual ones.

    Attributes
    ----------
    who
        ``all``, ``double_hundred`` or the name of a roster.
    place
        Only firms of one county; empty for all that the viewer may see.
    """

    year: int = 0
    limit: str = ""
    method: str = ""
    who: str = ""
    place: str = ""


@dataclass(frozen=True)
class Options:
    """What may be chosen: years newest first, ids of limits and methods, groups of firms."""

    years: tuple[int, ...]
    limits: tuple[str, ...]
    methods: tuple[str, ...]
    who: tuple[str, ...]


def settle(
    question: Question, choice: Choice, known: tuple[int, ...], rosters: Sequence[str]
) -> tuple[Choice, Options]:
    """Return the choice with everything filled in, and what else there is.

    Parameters
    ----------
    known
        The years of the panel, newest first.
    rosters
        Names of the rosters that hold on the day.

    Raises
    ------
    EmploymentError
        If there is no such year, limit, method or group of firms; the text lists those there are.
    """
    dataset = datasets.dataset(question.dataset)
    limits = tuple(layoff_methods.limits())
    limit = _one("上限", choice.limit or default_limit(dataset), limits)
    methods = tuple(layoff_methods.methods())
    usual = layoff_methods.method_by_reading(limit, dataset.readings).id
    method = _one("公式", choice.method or usual, methods)
    year = choice.year or _usual_year(dataset, limit, known)
    if year not in known:
        msg = f"企业月报没有{year}年的数据；可用：{'、'.join(map(str, known))}"
        raise EmploymentError(msg)
    groups = tuple(_groups(question, rosters))
    who = _one("企业范围", choice.who or _usual_firms(question, limit), groups)
    settled = replace(choice, year=year, limit=limit, method=method, who=who)
    return settled, Options(known, limits, methods, groups)


def _one(what: str, key: str, known: Iterable[str]) -> str:
    if key not in known:
        msg = f"没有{what}“{key}”；可用：{'、'.join(known)}"
        raise EmploymentError(msg)
    return key


def default_limit(dataset: Dataset) -> str:
    """Return the limit of the dataset's documents; where they state none, the one configured."""
    known = layoff_methods.knowledge()
    for key, entry in known.limits.items():
        if entry.rule and policies.entry(entry.rule).document in dataset.documents:
            return key
    return known.otherwise.limit


def _usual_year(dataset: Dataset, limit: str, known: Sequence[int]) -> int:
    """Return the year that the limit counts; the newest of the panel where it has not that one."""
    wanted = counted_year(dataset, limit)
    return wanted if wanted in known else known[0]


def counted_year(dataset: Dataset, limit: str) -> int:
    """Return the year that a limit counts: its document's own, or the one before.

    Without a document in the system, its year is that of the business date.
    """
    entry = layoff_methods.knowledge().limits[limit]
    day = dataset.today
    if entry.rule:
        document = policies.document(policies.entry(entry.rule).document)
        day = document.date or document.valid_from or document.valid_to or day
    return day.year - (entry.year == "before")


def _usual_firms(question: Question, limit: str) -> str:
    known = layoff_methods.knowledge()
    is_theirs = known.limits[limit].rule == known.double_hundred.rule
    applies = employment_double_hundred.applies(question.dataset)
    return DOUBLE_HUNDRED if is_theirs and applies else ALL


def _groups(question: Question, rosters: Sequence[str]) -> Iterable[str]:
    yield ALL
    if employment_double_hundred.applies(question.dataset):
        yield DOUBLE_HUNDRED
    yield from rosters


def who_name(who: str) -> str:
    """Return a group of firms as it is called."""
    return {ALL: "全部企业", DOUBLE_HUNDRED: "双百工业企业"}.get(who, who)
