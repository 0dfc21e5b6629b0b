"""The library of policy documents: what each holds, article by article, and what is served."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data import policies
from data.policy_checks import articles
from data.policy_records import Document, Entry, Mechanism, Rule, Switch, Target
from data.policy_service import Service, service_of
from data.policy_words import STATUS_WORDS
from metrics.printed_figures import han_number

_FIRST, _LAST = ("序",), ("文尾", "落款", "网页残留")
_PARTS = re.compile(r"\d+|[一二三四五六七八九十]+")


@dataclass(frozen=True)
class Summary:
    """A document and how much it holds.

    Attributes
    ----------
    served
        Number of mechanisms that have their screen or register.
    """

    document: Document
    targets: int
    rules: int
    mechanisms: int
    background: int
    switches: int
    served: int

    @property
    def status_word(self) -> str:
        """征求意见稿, 现行文件 or 标准以外引文件为准."""
        return STATUS_WORDS[self.document.status]


@dataclass(frozen=True)
class Article:
    """An article and its entries, targets first."""

    name: str
    targets: tuple[Target, ...]
    rules: tuple[Rule, ...]
    mechanisms: tuple[Mechanism, ...]
    others: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries of the article."""
        return (*self.targets, *self.rules, *self.mechanisms, *self.others)


@dataclass(frozen=True)
class Duty:
    """A mechanism with its document and where it is served."""

    document: Document
    mechanism: Mechanism
    service: Service


@dataclass(frozen=True)
class Served:
    """A screen or register, or all registers that are not there yet; `lacking` says what is."""

    name: str
    page: str
    mechanisms: int
    served: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A switch with the option that holds, and whether the city chose it."""

    switch: Switch
    option: str
    chosen_here: bool


def summaries() -> list[Summary]:
    """Return all documents with what they hold, in the order of their files."""
    return [summary(each) for each in policies.documents().values()]


def summary(found: Document) -> Summary:
    """Return what one document holds."""
    return Summary(
        found,
        len(found.targets),
        len(found.rules),
        len(found.mechanisms),
        len(found.background),
        len(found.switches),
        sum(service_of(each).served for each in found.mechanisms),
    )


def duties(found: Sequence[Document]) -> list[Duty]:
    """Return the mechanisms of documents with where each is served."""
    return [
        Duty(document, each, service_of(each)) for document in found for each in document.mechanisms
    ]


def by_place(found: Sequence[Duty]) -> list[Served]:
    """Return screens and registers with how many mechanisms each serves, least served first.

    Registers that are not there yet are put together, 台账 and 名录 each in one line.
    """
    by_name: dict[str, list[Duty]] = {}
    for duty in found:
        by_name.setdefault(duty.service.name, []).append(duty)
    unbuilt = {name for name, those in by_name.items() if _is_unbuilt_register(those[0].service)}
    single = [_served(name, those) for name, those in by_name.items() if name not in unbuilt]
    together = [_together(kind, by_name, unbuilt) for kind in ("台账", "名录")]
    every = [*single, *(each for each in together if each.mechanisms)]
    return sorted(every, key=lambda each: (each.served == each.mechanisms, -each.mechanisms))


def _is_unbuilt_register(service: Service) -> bool:
    return ":" in service.name and not (service.page or service.register)


def _served(name: str, those: Sequence[Duty]) -> Served:
    services = [duty.service for duty in those]
    lacking = dict.fromkeys(each.lacking for each in services if each.lacking)
    served = sum(each.served for each in services)
    return Served(name, services[0].page, len(services), served, tuple(lacking))


def _together(kind: str, by_name: Mapping[str, Sequence[Duty]], unbuilt: set[str]) -> Served:
    own = [name for name in by_name if name in unbuilt and name.startswith(f"{kind}:")]
    counted = sorted(((len(by_name[name]), name) for name in own), key=lambda pair: -pair[0])
    words = "、".join(f"{name.partition(':')[2]}{number}项" for number, name in counted)
    total = sum(number for number, _ in counted)
    return Served(f"{kind}（{len(own)}种）", "", total, 0, (f"尚未承载：{words}",))


def in_articles(found: Document) -> list[Article]:
    """Return the entries article by article, as the document runs."""
    by_article = articles(found)
    return [_article(name, by_article[name]) for name in sorted(by_article, key=article_order)]


def _article(name: str, entries: Sequence[Entry]) -> Article:
    return Article(
        name,
        tuple(each for each in entries if isinstance(each, Target)),
        tuple(each for each in entries if isinstance(each, Rule)),
        tuple(each for each in entries if isinstance(each, Mechanism)),
        tuple(each for each in entries if not isinstance(each, Target | Rule | Mechanism)),
    )


def article_order(name: str) -> tuple[int, tuple[int, ...]]:
    """Return what sorts articles as a document runs: 序, numbers, 文尾.

    Examples
    --------
    >>> sorted(["二16", "文尾", "二2", "一(十)", "序", "一(二)"], key=article_order)
    ['序', '一(二)', '一(十)', '二2', '二16', '文尾']
    """
    if name in _FIRST:
        return 0, ()
    if name in _LAST:
        return 2, (_LAST.index(name),)
    numbers = (int(part) if part.isdecimal() else han_number(part) for part in _PARTS.findall(name))
    return 1, tuple(int(number or 0) for number in numbers)


def article_words(name: str) -> str:
    """Return how an article is cited.

    Examples
    --------
    >>> article_words("五"), article_words("一(二)2"), article_words("文尾")
    ('第五条', '一(二)2', '文尾')
    """
    simple = name.isdecimal() or _PARTS.fullmatch(name)
    return f"第{name}条" if simple else name


def readings(found: Document, chosen: Mapping[str, str]) -> list[Reading]:
    """Return the switches of a document as a city reads them.

    Parameters
    ----------
    chosen
        Switch id to option id (`Dataset.readings`).
    """
    return [
        Reading(switch, policies.option_of(switch, chosen), switch.id in chosen)
        for switch in found.switches
    ]
