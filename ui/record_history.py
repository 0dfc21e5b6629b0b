"""All records of a kind: searched by words and year, each a link to its period."""

import streamlit as st

from data.bulletin_records import Bulletin
from data.bulletin_states import STATE_WORDS
from data.datasets import Dataset
from data.permissions import Viewer
from mechanisms import records
from mechanisms.bulletin_life import standing
from mechanisms.record_kinds import RecordKind
from mechanisms.records import Found
from metrics.periods import Period
from metrics.wording import date_text
from ui import address, skeleton
from ui.reading_table import Cell, Head, Text, reading_table

HEADS = (
    Head("期别"),
    Head("标题", "w"),
    *map(Head, ("编号", "状态", "签发人", "签发日期", "数据版本")),
    Head("命中文字", "w"),
)
LONGEST_EXCERPT = 60
ALL_YEARS = "全部年份"


def show(viewer: Viewer, dataset: Dataset, kind: RecordKind) -> None:
    """Draw the search and what it finds."""
    known = records.search(viewer, dataset, kind.form)
    skeleton.section(f"历次{kind.name}", f"共{len(known)}件；按文字和年份查找，点标题打开")
    if not known:
        return
    with st.container(horizontal=True, key="record_search"):
        words = st.text_input(
            "查找文字",
            key=f"record_{kind.form}_words",
            placeholder="查找文字，多个词用空格隔开",
            label_visibility="collapsed",
            width=300,
        )
        year = _year(kind, known)
    found = records.search(viewer, dataset, kind.form, words or "", year)
    if not found:
        skeleton.empty_state("没有找到", "没有一件同时含有这些文字；请减少词语，或改选全部年份。")
        return
    wanted = (words or "").split()
    heads = HEADS if wanted else HEADS[:-1]
    reading_table(heads, [_row(kind, each, wanted)[: len(heads)] for each in found])


def _year(kind: RecordKind, known: tuple[Found, ...]) -> str:
    years = sorted({each.record.period[:4] for each in known}, reverse=True)
    chosen = st.selectbox(
        "年份",
        [ALL_YEARS, *years],
        key=f"record_{kind.form}_year",
        label_visibility="collapsed",
        width=130,
    )
    return "" if chosen in (None, ALL_YEARS) else str(chosen)


def _row(kind: RecordKind, found: Found, wanted: list[str]) -> list[Cell]:
    record, content = found.record, found.content
    choices = kind.choices(Period.parse(record.period)) | {"record": str(record.id)}
    return [
        content.period_label,
        Text(content.printed_title, href=address.link(kind.page, **choices)),
        str(record.id),
        state_words(record),
        content.signer or "—",
        date_text(record.issued_on) if record.issued_on else "—",
        str(content.vintage),
        Text(_excerpt(found, wanted), "n"),
    ]


def state_words(record: Bulletin) -> str:
    """Say where a record stands: in the making, or signed and whether it still holds."""
    return standing(record) if record.state == "issued" else STATE_WORDS[record.state]


def _excerpt(found: Found, wanted: list[str]) -> str:
    """Return the first place that holds a word, cut around it."""
    for text in found.excerpts if wanted else ():
        at = min(text.find(word) for word in wanted if word in text)
        start = max(0, at - LONGEST_EXCERPT // 3)
        cut = text[start : start + LONGEST_EXCERPT]
        return f"{'…' if start else ''}{cut}{'…' if len(text) > start + LONGEST_EXCERPT else ''}"
    return ""
