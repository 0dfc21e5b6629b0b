"""Checking a policy document against its official text, and its values against its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data import policies
from data.policy_records import Document, Entry, Rule, Target
from data.records import CatalogueError
from mechanisms.policy_values import rule_mistakes, target_mistakes
from metrics.printed_articles import Mark, Paragraph, article_text, paragraphs
from metrics.printed_figures import canonical, stands_in

State = Literal["found", "not_found", "no_article", "value_differs"]
STATE_WORDS: dict[State, str] = {
    "found": "相符",
    "not_found": "条款中没有此数",
    "no_article": "文本中没有此条",
    "value_differs": "与录入的数值不符",
}


@dataclass(frozen=True)
class Finding:
    """One figure of one entry, and whether it holds; `note` says what differs."""

    id: str
    article: str
    figure: str
    state: State
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is to be done."""
        return self.state == "found"


def verify(found: Document, text: str) -> list[Finding]:
    """Return every figure of a document, looked for in its article of the official text.

    Parameters
    ----------
    text
        The whole official text; articles are found by the document's own numbering.

    Returns
    -------
    list of Finding
        Figures first, entry by entry; then what the entered values say against the figures.
    """
    return [*_in_text(found, parted(found, text)), *value_findings(found)]


def read_text(path: Path) -> str:
    """Return an official text from a file in UTF-8 or GB18030.

    Raises
    ------
    CatalogueError
        If the file cannot be read as text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path}：读不出来（{error.strerror}）；请检查文件名"
        raise CatalogueError(msg) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"{path.name}：不是文本文件；请另存为 .txt（UTF-8）再核对"
    raise CatalogueError(msg)


def parted(found: Document, text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the official text with their place."""
    marks = [Mark(mark.level, mark.pattern, mark.label) for mark in found.article_marks]
    return paragraphs(text, marks)


def figures_of(entry: Entry) -> tuple[str, ...]:
    """Return all that an entry lists as printed: figures and dates."""
    return (*entry.figures, *getattr(entry, "date_figures", ()))


def _in_text(found: Document, text: tuple[Paragraph, ...]) -> Iterator[Finding]:
    articles = {each.article: canonical(article_text(each.article, text)) for each in found.entries}
    for entry in found.entries:
        for figure in figures_of(entry):
            state = look_for(figure, articles[entry.article])
            yield Finding(entry.id, entry.article, figure, state)
        if not figures_of(entry) and not articles[entry.article]:
            yield Finding(entry.id, entry.article, "", "no_article")


def look_for(figure: str, article: str) -> State:
    """Say whether a figure stands in the canonical text of its article."""
    if not article:
        return "no_article"
    return "found" if stands_in(figure, article) else "not_found"


def value_findings(found: Document) -> list[Finding]:
    """Return where entered values and printed figures differ; empty if all agree."""
    differing = []
    for entry in found.entries:
        for figure, note in mistakes_of(entry):
            differing.append(Finding(entry.id, entry.article, figure, "value_differs", note))
    return differing


def mistakes_of(entry: Entry) -> list[tuple[str, str]]:
    """Return (figure, what differs) of one entry."""
    figures = figures_of(entry)
    twice = [(figure, "同一条里列了两次") for figure in {*figures} if figures.count(figure) > 1]
    if isinstance(entry, Target):
        return [*twice, *target_mistakes(entry)]
    if isinstance(entry, Rule):
        return [*twice, *rule_mistakes(entry, policies.facts())]
    return twice
