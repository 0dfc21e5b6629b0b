"""The content of a bulletin or record: one frozen object, from which every document is drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from data.bulletin_states import RECORD_WORDS, Form
from mechanisms.content_charts import ContentChart

ColumnKind = Literal["text", "place", "figure", "signed", "change", "given"]
NOT_PRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff"
    r"\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""What no file can hold, and invisible marks, with which a text would print otherwise than read."""


class BulletinError(ValueError):
    """A bulletin that cannot be written; the text says what is missing and what to do."""


@dataclass(frozen=True)
class ContentColumn:
    """A column of a table, the unit apart from its head.

    Attributes
    ----------
    group
        The upper head (indicator and period); empty where there is none.
    kind
        `given` is a column whose figures have units of their own, each with its digits.
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
    """A table; a wide one needs a landscape page.

    Attributes
    ----------
    section
        The heading under which it stands; empty for one behind the text.
    """

    title: str
    columns: tuple[ContentColumn, ...]
    rows: tuple[ContentRow, ...]
    wide: bool
    section: str = ""

    @property
    def is_of_words(self) -> bool:
        """Whether more than the names of the rows are texts, so that lines are broken."""
        return sum(column.kind == "text" for column in self.columns) > 1


@dataclass(frozen=True)
class ContentTile:
    """A leading figure of a record.

    Attributes
    ----------
    text, number
        The figure as printed without its unit, 未报 where there is none, and as decimal text.
    comparisons
        What it is held against, in words, as 周环比下降1.2%.
    """

    name: str
    text: str
    unit: str
    number: str | None
    comparisons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that a bulletin or record says.

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
    charts, tiles
        Of a record; written from the figures, never edited.
    signer
        Who signed a record; empty before, and in bulletins, which the platform only drafts.
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
    charts: tuple[ContentChart, ...] = ()
    tiles: tuple[ContentTile, ...] = ()
    signer: str = ""

    @property
    def is_record(self) -> bool:
        """Whether this is a working record or the correction of one."""
        return self.template in RECORD_WORDS

    @property
    def printed_title(self) -> str:
        """The title as documents print it: simulated figures say so, whatever was edited."""
        mark = f"（{self.kind_label}）"
        return self.title if not self.simulated or mark in self.title else self.title + mark

    @property
    def until(self) -> str:
        """数据截至 as the frozen line of origin prints it; empty where the line has none."""
        parts = dict(part.partition("：")[::2] for part in self.provenance.split("　"))
        return parts.get("数据截至", "")


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

    A line break inside a paragraph begins a new one; empty paragraphs, invisible characters and
    those that no document can hold fall away.
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
