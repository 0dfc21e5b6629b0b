"""Writing the content of a working record: numbered sections with their charts and tables.

The first section, 上期督办事项办理情况, and the last, 督办事项, are written from the ledger when
a record is shown and signed (see `record_actions`); what is built here stands between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data import datasets
from data.bulletin_states import RecordForm
from data.store import Question
from mechanisms.bulletin_content import Content, ContentTable, ContentTile
from mechanisms.content_charts import ContentChart
from metrics.periods import Period
from metrics.wording import join_names

CONCLUSION = "研判结论"
_NUMERALS = "一二三四五六七八九"
_FIRST = 2


@dataclass(frozen=True)
class Section:
    """A section of a record: its heading without number, what stands in it.

    Wide tables go behind the text, on a page of their own.
    """

    heading: str
    paragraphs: tuple[str, ...]
    charts: tuple[ContentChart, ...] = ()
    tables: tuple[ContentTable, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a record is written from.

    Attributes
    ----------
    title
        The record's title, without the mark of simulated figures.
    until
        数据截至, as printed.
    sources
        Names of the sources.
    sections
        At least one, in their order.
    notes
        Basis, rules and what is absent; each without a full stop at its end.
    """

    title: str
    until: str
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    tiles: tuple[ContentTile, ...] = ()
    notes: tuple[str, ...] = ()


def numeral(number: int) -> str:
    """Print the number of a section.

    Examples
    --------
    >>> numeral(2), numeral(10), numeral(12)
    ('二', '十', '十二')
    """
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return lead + (_NUMERALS[ones - 1] if ones else "")


def written(question: Question, form: RecordForm, period: Period, evidence: Evidence) -> Content:
    """Return the content of a record that nobody has edited yet.

    Parameters
    ----------
    question
        Dataset, and the as_of of the record's own judgement day.
    """
    dataset = datasets.dataset(question.dataset)
    mark = f"（{dataset.kind_label}）" if dataset.kind == "simulated" else ""
    sections = list(_numbered(evidence.sections))
    texts = tuple(_texts(sections))
    return Content(
        template=form,
        form=form,
        city=dataset.name,
        kind_label=dataset.kind_label,
        simulated=dataset.kind == "simulated",
        period=period.code,
        period_label=period.label,
        title=evidence.title + mark,
        recipients="",
        paragraphs=texts,
        tables=tuple(table for section in sections for table in section.tables),
        notes=evidence.notes,
        provenance=_provenance(question, period, evidence, dataset.kind_label),
        as_of=question.as_of.isoformat(),
        vintage=question.vintage,
        generated=texts,
        charts=tuple(chart for section in sections for chart in section.charts),
        tiles=evidence.tiles,
    )


def _numbered(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections with their numbers, each chart and table knowing where it stands."""
    for number, section in enumerate(sections, start=_FIRST):
        heading = f"{numeral(number)}、{section.heading}"
        yield Section(
            heading,
            section.paragraphs,
            tuple(replace(chart, section=heading) for chart in section.charts),
            tuple(
                replace(table, section="" if table.wide else heading) for table in section.tables
            ),
        )


def _texts(sections: Sequence[Section]) -> Iterator[str]:
    """Yield heading and paragraphs of each section; last the heading of what officials conclude."""
    for section in sections:
        yield section.heading
        yield from section.paragraphs
    yield f"{numeral(_FIRST + len(sections))}、{CONCLUSION}"


def _provenance(question: Question, period: Period, evidence: Evidence, kind_label: str) -> str:
    parts = {
        "期别": period.label,
        "数据截至": evidence.until,
        "来源": join_names(evidence.sources),
        "性质": kind_label,
        "数据版本": str(question.vintage),
    }
    return "　".join(f"{name}：{text}" for name, text in parts.items())
