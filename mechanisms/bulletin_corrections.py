"""Documents that refer to an issued bulletin: its correction and its withdrawal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from data.bulletin_templates import Template
from data.store import Question
from mechanisms.bulletin_changes import Change
from mechanisms.bulletin_content import (
    BulletinError,
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.bulletin_table import field_of_key
from mechanisms.bulletin_writing import recompose
from metrics.periods import Period
from metrics.wording import date_text

FIGURES = ("level", "growth_pct")
MOST_NAMED = 20
CHANGED = "更正对照表"
_COLUMNS = (
    ContentColumn("", "单位", "", "text", 0),
    ContentColumn("", "数据项", "", "text", 0),
    ContentColumn("", "原数", "", "figure", 0),
    ContentColumn("", "更正后", "", "figure", 0),
    ContentColumn("", "差异", "", "text", 0),
)


def correction(
    question: Question,
    template: Template,
    period: Period,
    of: Content,
    changed: Sequence[Change],
    reason: str,
) -> Content:
    """Write the correction of an issued bulletin: old and new figures, and the tables anew.

    Parameters
    ----------
    question, template, period
        As for `bulletin_writing.compose`; the boards keep the periods of the issued bulletin.
    of
        What was issued.
    changed
        As from `bulletin_changes.changes`.
    reason
        Why the figures changed, in an official's words.

    Raises
    ------
    BulletinError
        If nothing changed, no reason is given, or the bulletin cannot be written anew.
    """
    if not changed:
        msg = f"{quoted(of.title)}的数字没有变化，不需要更正"
        raise BulletinError(msg)
    now = recompose(question, template, of, period)
    texts = tuple(_correction_texts(of, changed, _given(reason, "更正")))
    return replace(
        now,
        form="correction",
        period=of.period,
        period_label=of.period_label,
        title=f"关于更正{quoted(of.title)}部分数据的通报",
        recipients=of.recipients,
        paragraphs=texts,
        generated=texts,
        tables=(changed_table(of, changed), *now.tables),
    )


def quoted(title: str) -> str:
    """Return a title in quotation marks for titles; those inside it are single ones.

    Examples
    --------
    >>> quoted("关于更正《关于一季度情况的通报》部分数据的通报")
    '《关于更正〈关于一季度情况的通报〉部分数据的通报》'
    """
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def _given(reason: str, act: str) -> str:
    text = " ".join(reason.split()).rstrip("。")
    if not text:
        msg = f"请写明{act}原因"
        raise BulletinError(msg)
    return text


def _correction_texts(of: Content, changed: Sequence[Change], reason: str) -> Iterator[str]:
    yield f"{quoted(of.title)}（数据版本{of.vintage}）印发后，部分数据有变化，现更正如下。"
    yield f"更正原因：{reason}。"
    figures = [change for change in changed if field_of_key(change.key) in FIGURES]
    if figures:
        named = "；".join(map(_change_phrase, figures[:MOST_NAMED]))
        more = f"；等{len(figures)}个数字" if len(figures) > MOST_NAMED else ""
        yield f"{named}{more}。"
    yield f"以上更正连同位次等变化共{len(changed)}处，逐项列入{CHANGED}；排名表以本件所附为准。"


def _change_phrase(change: Change) -> str:
    """Say one figure as a text does, without thousands separators."""
    old, new = (text.replace(",", "") for text in (change.old, change.new))
    words = "" if change.difference.startswith("由") else f"，{change.difference}"
    return f"{change.unit}{change.column}由{old}更正为{new}{words}"


def changed_table(of: Content, changed: Sequence[Change]) -> ContentTable:
    """Return old and new figures as a table of words."""
    mark = f"（{of.kind_label}）" if of.simulated else ""
    rows = tuple(_changed_row(change) for change in changed)
    return ContentTable(CHANGED + mark, _COLUMNS, rows, wide=False)


def _changed_row(change: Change) -> ContentRow:
    texts = (change.unit, change.column, change.old, change.new, change.difference)
    return ContentRow(change.code, tuple(ContentCell(text, None) for text in texts), False, False)


def withdrawal(of: Content, issued_on: date, reason: str) -> Content:
    """Write the short document that withdraws an issued bulletin.

    Raises
    ------
    BulletinError
        If no reason is given.
    """
    texts = (
        f"{date_text(issued_on)}印发的{quoted(of.title)}（数据版本{of.vintage}）现予撤回，"
        "自本通知印发之日起停止使用。",
        f"撤回原因：{_given(reason, '撤回')}。",
    )
    return replace(
        of,
        form="withdrawal",
        title=f"关于撤回{quoted(of.title)}的通知",
        paragraphs=texts,
        generated=texts,
        tables=(),
        notes=(),
    )
