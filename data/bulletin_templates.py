"""Templates of bulletins as data: title, recipients, ground, and what is written in which order."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import Field

from data import catalogue
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

By = Literal["growth", "total"]
Need = Literal["rankings", "problem_ledger"]
NEED_WORDS: dict[Need, str] = {"rankings": "排名", "problem_ledger": "企业问题台账"}
PLACEHOLDERS = ("period", "city", "subject", "units", "basis", "gist")
"""What a text of a template may leave to be filled in; see the head of the YAML file."""


class FixedText(Record):
    """A paragraph that stands as it is."""

    part: Literal["text"]
    text: str


class Headline(Record):
    """The paragraph on one board; an empty indicator is the first of the city's circular."""

    part: Literal["headline"]
    heading: str = ""
    indicator: str = ""
    by: By = "growth"


class Summaries(Record):
    """A paragraph for each indicator: who leads, who is last, who did not report."""

    part: Literal["summaries"]
    heading: str = ""
    indicators: tuple[str, ...] = ()
    by: tuple[By, ...] = ("growth",)


class RankingTable(Record):
    """A table of rankings; without indicators it holds all of the city's circular."""

    part: Literal["ranking"]
    title: str
    indicators: tuple[str, ...] = ()
    by: tuple[By, ...] = ("total", "growth")


class ProblemColumn(Record):
    """A column of the problem table: which count of the ledger, its head and unit."""

    field: Literal["opened", "closed", "overdue"]
    head: str
    unit: str


class ProblemTable(Record):
    """A table of the problem ledger, one row per unit."""

    part: Literal["problems"]
    title: str
    columns: tuple[ProblemColumn, ...]


Section = Annotated[
    FixedText | Headline | Summaries | RankingTable | ProblemTable, Field(discriminator="part")
]


class Ground(Record):
    """Where the duty to publish is written: document, article, gist in our own words."""

    document: str
    article: str
    gist: str


class Template(Record):
    """One kind of bulletin.

    Attributes
    ----------
    title, recipients
        May hold placeholders, as all texts of `sections`.
    needs
        Which data must be at hand.
    notes
        What the template adds to the notes that the figures need.
    """

    id: str
    name: str
    title: str
    recipients: str
    reference: Ground
    needs: tuple[Need, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


def read_templates(path: Path) -> Mapping[str, Template]:
    """Return the templates of a file, by id.

    Raises
    ------
    CatalogueError
        For unknown, missing or ill-typed keys, placeholders or indicators that do not exist.
    """
    content = read_yaml(path)
    entries = content.get("templates") if isinstance(content, dict) else None
    if not isinstance(entries, dict) or len(content) > 1:
        msg = f"{path.name}：最外层只能有 templates 一项，其下按编号列出各模板"
        raise CatalogueError(msg)
    return {key: _template(str(key), entry, path.name) for key, entry in entries.items()}


def _template(key: str, entry: object, file: str) -> Template:
    where = f"{file}：{key}"
    named = {"id": key, **entry} if isinstance(entry, dict) else entry
    template = parse(Template, named, where)
    for text in _texts(template):
        _check_placeholders(text, where)
    _check_indicators(template, where)
    return template


def _texts(template: Template) -> Iterator[str]:
    """Yield every text that is filled in."""
    yield from (template.title, template.recipients, *template.notes)
    for section in template.sections:
        yield from (getattr(section, name, "") for name in ("text", "heading", "title"))


def _check_placeholders(text: str, where: str) -> None:
    known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        msg = f"{where}：“{text}”中的花括号不成对；占位符写作 {known}"
        raise CatalogueError(msg) from error
    for _, name, layout, conversion in found:
        if name is not None and (name not in PLACEHOLDERS or layout or conversion):
            msg = f"{where}：“{text}”中没有占位符 {{{name}}}；可用：{known}"
            raise CatalogueError(msg)


def _check_indicators(template: Template, where: str) -> None:
    for section in template.sections:
        one = getattr(section, "indicator", "")
        named = {*getattr(section, "indicators", ()), *([one] if one else [])}
        if unknown := named.difference(catalogue.indicators()):
            names = "、".join(sorted(unknown))
            msg = f"{where}：指标 {names} 不在 indicators.yaml 中，请登记或改正"
            raise CatalogueError(msg)


@cache
def templates() -> Mapping[str, Template]:
    """Return the shipped templates, by id.

    Raises
    ------
    CatalogueError
        If the file is not as it must be.

    Examples
    --------
    >>> templates()["ranking_circular"].name
    '排序通报'
    """
    return read_templates(FOLDER / "bulletin_templates.yaml")


def template(key: str) -> Template:
    """Return one template.

    Raises
    ------
    CatalogueError
        If there is none of this id; the text lists those that are.
    """
    found = templates().get(key)
    if found is None:
        msg = f"没有通报模板“{key}”；可用：{'、'.join(templates())}"
        raise CatalogueError(msg)
    return found
