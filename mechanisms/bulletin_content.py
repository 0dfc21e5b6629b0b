"""The content of a bulletin: one frozen object, from which every document of it is drawn."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from metrics.wording import MINUS

Form = Literal["circular", "correction", "withdrawal"]
ColumnKind = Literal["text", "place", "figure", "signed", "change"]
NUMBER = re.compile(r"(?<![0-9.])[0-9][0-9,]*(?:\.[0-9]+)?")
NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class BulletinError(ValueError):
    """A bulletin that cannot be written; the text says what is missing and what to do."""


@dataclass(frozen=True)
class ContentColumn:
    """A column of a table, the unit apart from its head.

    Attributes
    ----------
    group
        The upper head (indicator and period); empty where there is none.
    key
        Which figure of which period the column holds, the same in every bulletin; empty where
        nothing can be compared.
    """

    group: str
    head: str
    unit: str
    kind: ColumnKind
    decimals: int
    key: str = ""


@dataclass(frozen=True)
class ContentCell:
    """A cell as printed; `number` is the printed number as decimal text, None for words."""

    text: str
    number: str | None


@dataclass(frozen=True)
class ContentRow:
    """A row of a unit; `whole` is the city's own, `listed` units take no place."""

    code: str
    cells: tuple[ContentCell, ...]
    whole: bool
    listed: bool


@dataclass(frozen=True)
class ContentTable:
    """A table; a wide one needs a landscape page."""

    title: str
    columns: tuple[ContentColumn, ...]
    rows: tuple[ContentRow, ...]
    wide: bool


@dataclass(frozen=True)
class Content:
    """All that a bulletin says.

    Attributes
    ----------
    title, recipients, paragraphs
        Plain text that an official may edit.
    tables, notes, provenance
        Written from the figures, never edited.
    as_of
        The day up to which publications were known (ISO).
    generated
        The paragraphs as they were written from the figures, kept beside the edited ones.
    """

    template: str
    form: Form
    city: str
    kind_label: str
    simulated: bool
    period: str
    period_label: str
    title: str
    recipients: str
    paragraphs: tuple[str, ...]
    tables: tuple[ContentTable, ...]
    notes: tuple[str, ...]
    provenance: str
    as_of: str
    vintage: int
    generated: tuple[str, ...] = ()

    @property
    def printed_title(self) -> str:
        """The title as documents print it: simulated figures say so, whatever was edited."""
        if not self.simulated or self.kind_label in self.title:
            return self.title
        return f"{self.title}（{self.kind_label}）"


_JSON = TypeAdapter(Content)


def to_json(content: Content) -> str:
    """Return a content as JSON text; `from_json` gives back an equal object."""
    return _JSON.dump_json(content).decode()


def from_json(text: str) -> Content:
    """Return the content that `to_json` wrote.

    Raises
    ------
    BulletinError
        If the text is none.
    """
    try:
        return _JSON.validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "全文"
        msg = f"存下的通报读不出来（{place}）；请从备份恢复，或由草稿重新生成"
        raise BulletinError(msg) from error


def with_text(content: Content, title: str, recipients: str, paragraphs: Sequence[str]) -> Content:
    """Return the content with an official's own text; tables and notes stay as they are.

    A line break inside a paragraph begins a new one; empty paragraphs and characters that no
    document can hold fall away.
    """
    lines = [_one_line(line) for text in paragraphs for line in text.splitlines()]
    return replace(
        content,
        title=_one_line(title),
        recipients=_one_line(recipients),
        paragraphs=tuple(line for line in lines if line),
    )


def _one_line(text: str) -> str:
    return NOT_PRINTABLE.sub("", " ".join(text.splitlines())).strip()


def foreign_figures(content: Content) -> tuple[str, ...]:
    """Return the numbers of the paragraphs that no table, note or generated text holds.

    Numbers are compared by value and without sign, since a text says 下降0.2% for −0.2.
    """
    known = {value for text in _own_texts(content) for _, value in _numbers(text)}
    found = [pair for text in content.paragraphs for pair in _numbers(text)]
    return tuple(dict.fromkeys(text for text, value in found if value not in known))


def _own_texts(content: Content) -> Iterator[str]:
    """Yield everything that was written from figures."""
    yield from (content.period_label, content.provenance, *content.generated, *content.notes)
    for table in content.tables:
        yield table.title
        yield from (f"{column.group} {column.head} {column.unit}" for column in table.columns)
        yield from (cell.text for row in table.rows for cell in row.cells)


def _numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers of a text as written and as values; full-width digits are digits."""
    plain = unicodedata.normalize("NFKC", text).replace(MINUS, "-")
    for match in NUMBER.findall(plain):
        written = match.rstrip(",")
        yield written, Decimal(written.replace(",", ""))
