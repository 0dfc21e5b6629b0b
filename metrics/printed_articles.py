"""The text of a document parted by its own numbering into articles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from metrics.printed_text import squeezed

PREAMBLE = "序"
_PARAGRAPHS = re.compile(r"[\r\n\f]+|\u3000{2,}")


@dataclass(frozen=True)
class Mark:
    """How a number of the document's own numbering begins a paragraph.

    Attributes
    ----------
    level
        1 for chapters; a mark ends all marks of its level and below.
    pattern
        Regular expression on the paragraph without blanks, in half width; its group, if it has
        one, is the number.
    label
        What the number is called in articles, ``{}`` for the number as printed.
    """

    level: int
    pattern: str
    label: str = "{}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph without blanks, and the numbers under which it stands, chapter first.

    What stands before the first chapter begins with 序.
    """

    path: tuple[str, ...]
    text: str


def paragraphs(text: str, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    r"""Part a text into paragraphs with their place.

    Parameters
    ----------
    text
        The whole text; paragraphs end at line ends or at two ideographic blanks.
    marks
        The numbering; of several that fit a paragraph the first counts.

    Examples
    --------
    >>> marks = [Mark(1, "([一二三])、"), Mark(2, r"(\d+)\.")]
    >>> [each.path for each in paragraphs("前言\n一、总则\n1.甲\n2.乙\n二、附则", marks)]
    [('序',), ('一',), ('一', '1'), ('一', '2'), ('二',)]
    """
    return tuple(_placed(filter(None, map(squeezed, _PARAGRAPHS.split(text))), marks))


def _placed(texts: Iterable[str], marks: Sequence[Mark]) -> Iterator[Paragraph]:
    top = min((mark.level for mark in marks), default=0)
    held: dict[int, str] = {}
    for text in texts:
        found = next(((mark, hit) for mark in marks if (hit := re.match(mark.pattern, text))), None)
        if found is not None:
            mark, hit = found
            held = {level: label for level, label in held.items() if level < mark.level}
            held[mark.level] = mark.label.format(hit[1] if hit.re.groups else "")
        before = () if top in held else (PREAMBLE,)
        yield Paragraph((*before, *(held[level] for level in sorted(held))), text)


def article_text(article: str, parted: Sequence[Paragraph]) -> str:
    r"""Return the text of an article, empty if there is none.

    Parts of the numbering that the article leaves out are passed over (`二16` finds 二、（三）16);
    what stands below the article belongs to it.

    Examples
    --------
    >>> parted = [Paragraph(("二", "(三)", "16"), "甲"), Paragraph(("二", "(三)", "17"), "乙")]
    >>> article_text("二16", parted), article_text("二(三)", parted), article_text("二6", parted)
    ('甲', '甲\n乙', '')
    """
    wanted = squeezed(article)
    return "\n".join(each.text for each in parted if wanted in _names(each.path))


def _names(path: tuple[str, ...]) -> Iterator[str]:
    for length in range(1, len(path) + 1):
        yield from ("".join(labels) for labels in combinations(path, length))
